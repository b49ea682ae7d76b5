"""QTI files and packages: which version they are in, and reading them whole."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.pack import Item
from zgcquiz.core.value import Value, replace
from zgcquiz.formats import qti2, qti12
from zgcquiz.formats.collector import Collector
from zgcquiz.formats.decoding import decode
from zgcquiz.formats.exchange import Confidence, Converted, ExchangeOptions, Format, Recogniser, UnusableError
from zgcquiz.formats.qti12_writer import write as write12
from zgcquiz.formats.qti21_writer import write as write21
from zgcquiz.formats.safe_xml import Element, parse, root_name
from zgcquiz.formats.safe_zip import Archive, is_zip
from zgcquiz.formats.sample import Sample

MANIFEST = "imsmanifest.xml"
_LOOKED_INTO = 20
"""Documents of a package that are looked into to tell its version."""


class _File(Value, frozen=True):
    """A document of a package. path: "" where it is the file itself."""

    path: str
    root: Element


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    collector = Collector(name, options)
    files = _package(data, collector) if is_zip(data) else [_single(data, collector)]
    tests = [file for file in files if qti2.plain_name(file.root) == "assessmenttest"]
    sections: dict[str, str] = {}
    for test in tests:
        for reference in qti2.references(test.root):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(test.path), unquote(reference.href)))
            sections.setdefault(path, reference.section)
    ranks = {path: rank for rank, path in enumerate(sections)}
    files.sort(key=lambda file: ranks.get(file.path, len(ranks)))
    titles = [qti2.attribute(test.root, "title") for test in tests]
    known = False
    for number, file in enumerate(files, 1):
        options.progress(number, len(files))
        if file.root.name == "questestinterop":
            known = True
            titles.append(qti12.title(file.root))
            for item, line in qti12.items(file.root, collector, file.path):
                collector.add(item, line, file.path)
            continue
        for element in _items2(file.root):
            known = True
            item2 = _item2(element, collector, file.path)
            if item2 is not None:
                collector.add(replace(item2, section=sections.get(file.path, "")), element.line, file.path)
    if not known:
        collector.note("no QTI item was found in it")
    return collector.result(next(filter(None, titles), ""))


def _items2(root: Element) -> list[Element]:
    if qti2.plain_name(root) == "assessmentitem":
        return [root]
    return list(qti2.find(root, "assessmentitem"))


def _item2(element: Element, collector: Collector, inside: str) -> Item | None:
    reader = qti2.ItemReader(element, collector)
    try:
        return reader.item()
    except UnusableError as error:
        collector.skip(element.line, str(error), reader.stem() or qti2.attribute(element, "title"), inside)
        return None


def _single(data: bytes, collector: Collector) -> _File:
    document = parse(data, collector.name)
    collector.note(document.note)
    return _File("", document.root)


def _package(data: bytes, collector: Collector) -> list[_File]:
    """The XML documents of a package; one that can't be read doesn't cost the others."""
    archive = Archive(data, collector.name)
    for path, reason in archive.refused:
        collector.note(f"{path} is left out: {reason}")
    files = []
    others = 0
    for path in archive.names:
        if not path.lower().endswith(".xml"):
            others += not path.lower().endswith((".xsd", ".dtd", ".ds_store"))
            continue
        if posixpath.basename(path) == MANIFEST:
            continue
        try:
            document = parse(archive.read(path), path)
        except ZgcError as error:
            collector.skip(0, error.message.removesuffix("."))
            continue
        collector.note(document.note)
        files.append(_File(path, document.root))
    collector.lose("files of a package", "images and the like are named, not taken over", others)
    return files


def _version(sample: Sample) -> str:
    """Which QTI a file or package is in: "1.2", "2.1", "2.2", "3.0", or "" for none."""
    if not sample.entries:
        return _version_of(sample.root, sample.text)
    paths = [path for path in sample.entries if path.lower().endswith(".xml")]
    if not any(posixpath.basename(path) == MANIFEST for path in paths):
        return ""
    heads = (decode(sample.head(path)).text for path in paths[:_LOOKED_INTO])
    return next(filter(None, (_version_of(root_name(head), head) for head in heads)), "")


def _version_of(root: str, head: str) -> str:
    if root == "questestinterop":
        return "1.2"
    if qti2.plain(root) not in ("assessmentitem", "assessmenttest", "assessmentsection"):
        return ""
    if root.startswith("qti-"):
        return "3.0"
    return "2.2" if "qti_v2p2" in head else "2.1"


def _recogniser(version: str) -> Recogniser:
    return lambda sample: Confidence.CERTAIN if _version(sample) == version else Confidence.NO


QTI12 = Format("qti12", "QTI 1.2 (Canvas)", (".zip", ".xml"), _recogniser("1.2"), _read, write12, binary=True)
QTI21 = Format("qti21", "QTI 2.1", (".zip", ".xml"), _recogniser("2.1"), _read, write21, binary=True)
QTI22 = Format("qti22", "QTI 2.2", (".zip", ".xml"), _recogniser("2.2"), _read)
QTI30 = Format("qti30", "QTI 3.0", (".zip", ".xml"), _recogniser("3.0"), _read)
