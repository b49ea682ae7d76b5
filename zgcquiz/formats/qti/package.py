"""QTI files and packages: which version they are in, and reading them whole."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Losses, Recogniser
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.qti import qti2, qti12
from zgcquiz.formats.qti.qti12 import Read
from zgcquiz.formats.qti.qti12_writer import write as write12
from zgcquiz.formats.qti.qti21_writer import write as write21
from zgcquiz.formats.shared.html_text import from_element
from zgcquiz.formats.untrusted.decoding import decode
from zgcquiz.formats.untrusted.xml_reader import MAX_BYTES, Element, parse, root_name
from zgcquiz.formats.untrusted.zip_reader import Archive, is_zip

MANIFEST = "imsmanifest.xml"
_STIMULUS = "assessmentstimulus"
_OF_TESTS = {
    "rubricblock": "rubric",
    "testfeedback": "feedback on the test",
    "selection": "selection",
    "timelimits": "time limits",
}
"""What a test has besides its items, by plain name, and what the report calls it."""
_DOCUMENTS = (".xml", ".qti", ".dat")
"""How the names of a package's documents end: Canvas calls a bank `x.xml.qti`, Blackboard a pool `res00001.dat`."""
_LOOKED_INTO = 200
"""Documents of a package that are looked into to tell its version."""
_CANVAS_OWN = "non_cc_assessments"
"""The folder of a Canvas course that holds banks, and the quizzes again with all that Canvas knows of them."""
_HEAD = 4096
"""Bytes of a document that tell what it is."""
_NO_FILE_OF_ITS = (".xsd", ".dtd", ".ds_store")


class _File(Value, frozen=True):
    """A document of a package. path: "" where it is the file itself."""

    path: str
    root: Element


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    collector = Collector(name, options)
    files = _package(data, collector) if is_zip(data) else [_single(data, collector)]
    places = _places(files, collector)
    ranks = {path: rank for rank, path in enumerate(places)}
    files.sort(key=lambda file: ranks.get(file.path, len(ranks)))
    passages = {file.path: _passage(file.root) for file in files if qti2.plain_name(file.root) == _STIMULUS}
    titles: list[str] = []
    found: list[tuple[Read, str, str]] = []
    for number, file in enumerate(files, 1):
        options.progress(number, len(files))
        if file.root.name == "questestinterop":
            title = qti12.title(file.root)
            items = list(qti12.items(file.root, collector, file.path))
        else:
            title, section = places.get(file.path, ("", ""))
            items = [replace(read, section=section) for read in _items2(file, collector, passages)]
        if items:
            titles.append(title)
        found += [(read, file.path, title) for read in items]
    found = _once(found, collector)
    several = len(set(titles)) > 1
    for read, path, title in found:
        section = " / ".join(filter(None, (title, read.section))) if several else read.section
        collector.add(replace(read.item, section=section), read.line, path, read.losses)
    if not (found or collector.has_skipped):
        collector.note("no QTI item was found in it")
    return collector.result("" if several else next(filter(None, titles), ""))


def _places(files: list[_File], collector: Collector) -> dict[str, tuple[str, str]]:
    """The test, by its title, and the section in it that each file of an item stands in, in order."""
    places: dict[str, tuple[str, str]] = {}
    for test in files:
        if qti2.plain_name(test.root) != "assessmenttest":
            continue
        title = qti2.attribute(test.root, "title")
        for name, field in _OF_TESTS.items():
            collector.lose(field, "a pack has questions only", sum(1 for _ in qti2.find(test.root, name)))
        places[test.path] = title, ""
        for reference in qti2.references(test.root):
            places.setdefault(_resolved(reference.href, test.path), (title, reference.section))
    return places


def _passage(stimulus: Element) -> str:
    """Return the text that several items share."""
    return "\n\n".join(from_element(body) for body in qti2.find(stimulus, "stimulusbody"))


def _items2(file: _File, collector: Collector, passages: dict[str, str]) -> Iterator[Read]:
    """The items of a document of version 2 or 3."""
    is_item = qti2.plain_name(file.root) == "assessmentitem"
    for element in [file.root] if is_item else qti2.find(file.root, "assessmentitem"):
        losses = Losses()
        reader = qti2.ItemReader(element, losses, lambda href: passages.get(_resolved(href, file.path), ""))
        try:
            yield Read(reader.item(), element.line, losses)
        except UnusableError as error:
            text = reader.stem() or qti2.attribute(element, "title")
            collector.skip(element.line, str(error), text, file.path)


def _resolved(href: str, path: str) -> str:
    """Return the path of a file of the package that another one refers to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(href).replace("\\", "/")))


def _once(found: list[tuple[Read, str, str]], collector: Collector) -> list[tuple[Read, str, str]]:
    """Return the items without those that stand in another file as well, as a bank's do in quizzes that use them."""
    places: dict[object, str] = {}
    kept = []
    for read, path, title in found:
        item = read.item
        # Identifiers name an item in the versions from 2 on; in 1.2 a copy gets one of its own.
        id = "" if read.is_copied else item.id
        content = (id, item.kind, item.stem, frozenset((o.text, o.key) for o in item.options), item.accept)
        if places.setdefault(content, path) == path:
            kept.append((read, path, title))
    collector.lose("repeated questions", "they stand in several files of the package", len(found) - len(kept))
    return kept


def _single(data: bytes, collector: Collector) -> _File:
    document = parse(data, collector.name)
    collector.note(document.note)
    return _File("", document.root)


def _package(data: bytes, collector: Collector) -> list[_File]:
    """Return the XML documents of a package; one that can't be read doesn't cost the others."""
    archive = Archive(data, collector.name)
    for note in archive.notes:
        collector.note(note)
    files = []
    others = 0
    for path in archive.names:
        if _is_hidden(path) or posixpath.basename(path).lower() == MANIFEST:
            continue
        if not path.lower().endswith(_DOCUMENTS):
            others += not path.lower().endswith(_NO_FILE_OF_ITS)
            continue
        root, version = _told(_head(archive, path))
        if not (version or path.lower().endswith(".xml")):
            others += 1
            continue
        try:
            document = parse(archive.read(path, MAX_BYTES), path)
        except ZgcError as error:
            if version or not root:
                collector.skip(0, error.message.removesuffix("."))
            else:
                others += 1
            continue
        collector.note(document.note)
        files.append(_File(path, document.root))
    collector.lose("files of a package", "images and the like are named, not taken over", others)
    return _without_twins(files)


def _without_twins(files: list[_File]) -> list[_File]:
    """Return the files without the reduced versions of quizzes that a Canvas course holds in full as well."""
    own = [file for file in files if _CANVAS_OWN in file.path.split("/")]
    names = {posixpath.basename(file.path).partition(".")[0] for file in own}
    idents = {qti12.ident(file.root) for file in own} - {""}
    return [
        file
        for file in files
        if file in own
        or not (posixpath.basename(posixpath.dirname(file.path)) in names or qti12.ident(file.root) in idents)
    ]


def _is_hidden(path: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.split("/"))


def _version(sample: Sample) -> str:
    """Return which QTI a file or package is in: "1.2", "2.1", "2.2", "3.0", or "" for none."""
    if not sample.entries:
        return _version_of(sample.root, sample.text)
    paths = [path for path in sample.entries if path.lower().endswith(_DOCUMENTS) and not _is_hidden(path)]
    if not any(posixpath.basename(path).lower() == MANIFEST for path in paths):
        return ""
    paths.sort(key=lambda path: not re.search(r"qti|quiz|assess|question|res\d+\.dat", path, re.IGNORECASE))
    heads = (_told(sample.head(path, _HEAD))[1] for path in paths[:_LOOKED_INTO])
    return next(filter(None, heads), "")


def _head(archive: Archive, path: str) -> bytes:
    try:
        return archive.head(path, _HEAD)
    except ZgcError:
        return b""  # reading it whole says why


def _told(head: bytes) -> tuple[str, str]:
    """Return the name of a document's root element, and the version of QTI that it is in, by how it begins."""
    text = decode(head).text
    root = root_name(text)
    return root, _version_of(root, text)


def _version_of(root: str, head: str) -> str:
    if root == "questestinterop":
        return "1.2"
    if qti2.plain(root) not in ("assessmentitem", "assessmenttest", "assessmentsection"):
        return ""
    if root.startswith("qti-"):
        return "3.0"
    return "2.2" if "imsqti_v2p2" in head else "2.1"


def _recogniser(version: str) -> Recogniser:
    return lambda sample: Confidence.CERTAIN if _version(sample) == version else Confidence.NO


QTI12 = Format("qti12", "QTI 1.2 (Canvas)", (".zip", ".xml", ".imscc"), _recogniser("1.2"), _read, write12, binary=True)
QTI21 = Format("qti21", "QTI 2.1", (".zip", ".xml"), _recogniser("2.1"), _read, write21, binary=True)
QTI22 = Format("qti22", "QTI 2.2", (".zip", ".xml"), _recogniser("2.2"), _read, binary=True)
QTI30 = Format("qti30", "QTI 3.0", (".zip", ".xml"), _recogniser("3.0"), _read, binary=True)
