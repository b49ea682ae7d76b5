"""Recognise and read QTI files and packages of all versions."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import unquote

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import PackInfo
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Recogniser
from zgcquiz.formats.exchange.readable import size_of
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.limits import MAX_XML_BYTES
from zgcquiz.formats.qti import qti2, qti12
from zgcquiz.formats.qti.package_files import PackageFiles, absolute
from zgcquiz.formats.qti.qti12 import ReadItem
from zgcquiz.formats.qti.qti12_writer import write as write12
from zgcquiz.formats.qti.qti21_writer import write as write21
from zgcquiz.formats.shared.html_text import from_html, lose_nothing
from zgcquiz.formats.untrusted.decoding import decode
from zgcquiz.formats.untrusted.xml_reader import Element, parse, root_name
from zgcquiz.formats.untrusted.zip_reader import Archive, is_zip

MANIFEST = "imsmanifest.xml"
_STIMULUS = "assessmentstimulus"
_TEST_PARTS = {
    "rubricblock": "rubric",
    "testfeedback": "feedback on the test",
    "selection": "selection",
    "timelimits": "time limits",
}
"""Elements of a test besides its items, by plain name, and what the report calls them."""
_SUFFIXES = (".xml", ".qti", ".dat")
"""Of a package's documents: Canvas names a bank `x.xml.qti`, Blackboard a pool `res00001.dat`."""
_PARTS = ("item", "assessmentItem", "qti-assessment-item")
"""Elements that are parsed one at a time."""
_MAX_PROBED = 200
"""Documents of a package that are probed for its version."""
_CANVAS_OWN = "non_cc_assessments"
"""The folder of a Canvas course with its banks, and with complete versions of the quizzes."""
_HEAD = 4096
"""Bytes of a document that are read to identify it."""
_NOT_CONTENT = (".xsd", ".dtd", ".ds_store")


class _File(Value, frozen=True):
    """A document. path: inside the package; "" if the document is the whole file."""

    path: str
    root: Element


class _StoredItem(Element):
    """An item that is a whole document of a package, which is read from there when its content is used."""

    __slots__ = ("_archive", "_path")

    def __init__(self, found: Element, archive: Archive, path: str) -> None:
        self.name = found.name
        self.attributes = found.attributes
        self.line = found.line
        self._archive = archive
        self._path = path

    @property
    def is_part(self) -> bool:
        return True

    def loaded(self) -> Element:
        return parse(self._archive.read_again(self._path, MAX_XML_BYTES), self._path, _PARTS).root.loaded()

    @property
    def content(self) -> list[str | Element]:  # type: ignore[override]
        return self.loaded().content


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    if is_zip(data):
        return _read_archive(Archive(data, name), name, options)
    collector = Collector(name, options)
    return _convert([_single(data, collector)], options, collector)


def _read_archive(archive: Archive, name: str, options: ExchangeOptions) -> Converted:
    collector = Collector(name, options)
    media = PackageFiles(archive)
    collector.media.find = media.find
    files, others = _package(archive, collector)
    return _convert(files, options, collector, lambda: len(others - media.found))


def _convert(
    files: list[_File], options: ExchangeOptions, collector: Collector, left_out: Callable[[], int] = lambda: 0
) -> Converted:
    """Return the questions of documents. left_out: returns how many files of the package were not used."""
    sections = _sections(files, collector)
    ranks = {path: rank for rank, path in enumerate(sections)}
    files.sort(key=lambda file: ranks.get(file.path, len(ranks)))
    passages = {file.path: _passage(file, collector) for file in files if qti2.plain_name(file.root) == _STIMULUS}
    about = _description(files, collector)
    titles: dict[str, None] = {}
    added: list[tuple[str, str]] = []
    repeats = _Repeats()
    for number, file in enumerate(files, 1):
        options.progress(number, len(files))
        if file.root.name == "questestinterop":
            title = qti12.title(file.root)
            items = qti12.items(file.root, collector, file.path, partial(absolute, file.path))
        else:
            title, section = sections.get(file.path, ("", ""))
            items = (replace(read, section=section) for read in _qti2_items(file, collector, passages))
        for read in items:
            titles[title] = None
            if repeats.is_new(read, file.path) and collector.add(read.item, read.line, file.path, read.losses):
                added.append((title, read.section))
    collector.lose("repeated questions", "they are in several files of the package", repeats.count)
    collector.lose("files of a package", "no text of a question shows them", left_out())
    if not (titles or collector.has_skipped):
        collector.note("no QTI item was found")
    several = len(titles) > 1
    named = [_joined(title, section) if several else section for title, section in added]
    return collector.result("" if several else next(filter(None, titles), ""), about, sections=named)


def _description(files: list[_File], collector: Collector) -> PackInfo | None:
    """Return the description that Canvas stores beside the only quiz of a package; count those of several as lost."""
    quizzes = [file.root for file in files if file.root.name == "quiz"]
    texts = [each.text for quiz in quizzes for each in quiz.children("description")]
    found = list(dict.fromkeys(text for text in texts if from_html(text)))
    if len(found) == 1 and len(quizzes) == 1:
        return PackInfo("", "", from_html(found[0], collector.lose))
    collector.lose("description", "a pack of several quizzes has none of theirs", len(found))
    return None


def _joined(*names: str) -> str:
    return " / ".join(filter(None, names))


def _sections(files: list[_File], collector: Collector) -> dict[str, tuple[str, str]]:
    """Return the test's title and the section of each item file, by path, in the tests' order."""
    sections: dict[str, tuple[str, str]] = {}
    for test in files:
        if qti2.plain_name(test.root) != "assessmenttest":
            continue
        title = qti2.attribute(test.root, "title")
        for name, field in _TEST_PARTS.items():
            collector.lose(field, "a pack has questions only", sum(1 for _ in qti2.find(test.root, name)))
        sections[test.path] = title, ""
        for reference in qti2.references(test.root):
            sections.setdefault(_resolved(reference.href, test.path), (title, reference.section))
    return sections


def _passage(file: _File, collector: Collector) -> qti2.SharedPassage:
    """Return a text that several items share."""
    texts = collector.losses().texts
    texts.resolved = partial(absolute, file.path)
    bodies = qti2.find(file.root, "stimulusbody")
    return qti2.SharedPassage("\n\n".join(texts.element(body, lose_nothing) for body in bodies), texts)


def _qti2_items(file: _File, collector: Collector, passages: dict[str, qti2.SharedPassage]) -> Iterator[ReadItem]:
    """Yield the items of a document of version 2 or 3."""
    is_item = qti2.plain_name(file.root) == "assessmentitem"
    for element in [file.root] if is_item else qti2.find(file.root, "assessmentitem"):
        losses = collector.losses()
        losses.texts.resolved = partial(absolute, file.path)
        reader = qti2.ItemReader(element.loaded(), losses, lambda href: passages.get(_resolved(href, file.path)))
        try:
            item = reader.item()
            size_of(item)  # items can share a passage, so that all of them together have any size
            yield ReadItem(item, element.line, losses)
        except UnusableError as error:
            text = reader.stem() or qti2.attribute(element, "title")
            collector.skip(element.line, str(error), text, file.path)


def _resolved(href: str, path: str) -> str:
    """Return the path in the package that `href` refers to from the document at `path`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(href).replace("\\", "/")))


class _Repeats:
    """Finds copies of items in later files; quizzes repeat the items of the banks they use. count: of those found."""

    def __init__(self) -> None:
        self.count = 0
        self._paths: dict[object, str] = {}

    def is_new(self, read: ReadItem, path: str) -> bool:
        """Return whether an item in a file was in none before."""
        item = read.item
        id = "" if read.copies_differ_in_id else item.id
        content = (id, item.kind, item.stem, frozenset((o.text, o.key) for o in item.options), item.accept)
        is_new = self._paths.setdefault(content, path) == path
        self.count += not is_new
        return is_new


def _single(data: bytes, collector: Collector) -> _File:
    document = parse(data, collector.name, _PARTS)
    collector.note(document.note)
    return _File("", document.root)


def _package(archive: Archive, collector: Collector) -> tuple[list[_File], set[str]]:
    """Return the XML documents of a package, without those that can't be read, and the paths of its other files."""
    for note in archive.notes:
        collector.note(note)
    files = []
    others: set[str] = set()
    for path in archive.names:
        if _is_hidden(path) or posixpath.basename(path).lower() == MANIFEST:
            continue
        if not path.lower().endswith(_SUFFIXES):
            others.update([path] * (not path.lower().endswith(_NOT_CONTENT)))
            continue
        name, version = _identify(_head(archive, path))
        if not (version or path.lower().endswith(".xml")):
            others.add(path)
            continue
        try:
            document = parse(archive.read(path, MAX_XML_BYTES), path, _PARTS)
        except ZgcError as error:
            if version or not name:
                collector.skip(0, error.message.removesuffix("."))
            else:
                others.add(path)
            continue
        collector.note(document.note)
        root = document.root
        files.append(_File(path, _StoredItem(root, archive, path) if root.is_part else root))
    return _without_reduced(files), others


def _without_reduced(files: list[_File]) -> list[_File]:
    """Return the files without the reduced version of any quiz that a Canvas course has a complete version of."""
    own = [file for file in files if _CANVAS_OWN in file.path.split("/")]
    if not own:
        return files
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
    """Return the QTI version of a file or package: "1.2", "2.1", "2.2", "3.0", or "" if it is not QTI."""
    if not sample.entries:
        return _version_of(sample.root, sample.text)
    paths = [path for path in sample.entries if path.lower().endswith(_SUFFIXES) and not _is_hidden(path)]
    if not any(posixpath.basename(path).lower() == MANIFEST for path in paths):
        return ""
    paths.sort(key=lambda path: not re.search(r"qti|quiz|assess|question|res\d+\.dat", path, re.IGNORECASE))
    versions = (_identify(sample.head(path, _HEAD))[1] for path in paths[:_MAX_PROBED])
    return next(filter(None, versions), "")


def _head(archive: Archive, path: str) -> bytes:
    try:
        return archive.head(path, _HEAD)
    except ZgcError:
        return b""  # reading all of it reports the reason


def _identify(head: bytes) -> tuple[str, str]:
    """Return the name of a document's root element and its QTI version, given how it begins."""
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


_qti = partial(Format, read=_read, read_archive=_read_archive, binary=True)
QTI12 = _qti("qti12", "QTI 1.2 (Canvas)", (".zip", ".xml", ".imscc"), _recogniser("1.2"), write=write12)
QTI21 = _qti("qti21", "QTI 2.1", (".zip", ".xml"), _recogniser("2.1"), write=write21)
QTI22 = _qti("qti22", "QTI 2.2", (".zip", ".xml"), _recogniser("2.2"))
QTI30 = _qti("qti30", "QTI 3.0", (".zip", ".xml"), _recogniser("3.0"))
