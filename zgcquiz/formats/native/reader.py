"""Reads the native pack format: YAML files into a `Pack`, or all their problems.

Files are first read without positions. They are read again with them only if there is a problem to report, so valid
packs don't pay for error messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from zgcquiz.core.packs.pack import MARKDOWN, Citation, Item, Kind, Pack, PackInfo, Section, Source
from zgcquiz.core.packs.portable_names import DEVICES, is_device
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.native.reading.lint_settings import read_allow, read_check
from zgcquiz.formats.native.reading.options import OptionReader
from zgcquiz.formats.native.reading.places import PlacedItem, Places, check_ids
from zgcquiz.formats.native.reading.quick_item import quick_item
from zgcquiz.formats.native.reading.source_file import SourceFile
from zgcquiz.formats.native.reading.typed import read_strict
from zgcquiz.formats.native.reading.value_reader import ValueReader
from zgcquiz.formats.native.values import is_inside
from zgcquiz.formats.native.yaml.nodes import Path, Unreadable, brief
from zgcquiz.formats.native.yaml.traps import QUESTION_KEYS

VERSION = 1
"""The version of the format that this module reads."""

BANK_KEYS = ("section", "text", "questions")
PACK_KEYS = (
    *("zgcquiz", "id", "title", "description", "language", "license", "markup", "sources", "check", "strict"),
    *BANK_KEYS,
)
SOURCE_KEYS = ("title", "publisher", "author", "published", "url", "file")
_LIKE_VERSION = ("zgcquiz", "version", "format", "zgc", "zgcquiz_version", "format_version")
CITATION_KEYS = ("id", "section", "paragraph", "quote")
MARKUPS = (MARKDOWN, "plain")
"""What `markup` can be; the second is the default."""
KINDS = tuple(kind.value for kind in Kind)

PACK_ID = re.compile(rf"(?!(?:{DEVICES})$)[a-z0-9][a-z0-9_-]{{0,63}}")
"""Valid pack ids."""


class PackReading(Value, frozen=True):
    """The result of reading a pack.

    pack: None if there are errors; problems: errors and warnings in file order; id: the pack's, shortened if it can't
    be one, or "" if unreadable;
    questions: the number of items found; sound: the items without errors, even if others have some; places: of the
    items of `sound`.
    """

    pack: Pack | None
    problems: tuple[Problem, ...]
    id: str
    questions: int
    sound: Pack | None = None
    places: Places | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)


def read(files: Sequence[tuple[str, bytes]], keep: Callable[[Item], object] | None = None) -> PackReading:
    """Read a pack from its files: (name for messages, content), the main file first, then its banks in order.

    keep: is called with each item as it is read, whatever is wrong with others; the items of the pack that is returned
    then only have what identifies them, and don't take the memory of all.
    """
    main = SourceFile(*files[0])
    id = (main.mapping or {}).get("id")
    id = (id if PACK_ID.fullmatch(id) else brief(id)) if isinstance(id, str) else ""
    sources: list[SourceFile] = []
    newer: list[SourceFile] = []
    banks: list[_BankReader] = []
    placed: list[PlacedItem] = []
    info: PackInfo | None = None
    cited: dict[str, str] = {}
    for at, (name, data) in enumerate(files):
        file = SourceFile(name, data) if at else main
        sources.append(file)
        if _is_newer(file):
            newer.append(file)
        if newer:
            continue
        if file is main:
            info = _HeaderReader(main).read()
        banks.append(_BankReader(file, info))
        for each in banks[-1].read(is_bank=file is not main):
            if keep is not None:
                cited[each.item.section] = ""
                keep(each.item)
            placed.append(each if keep is None else replace(each, item=_identity(each.item)))
        file.release()
    if newer:
        return PackReading(None, _problems(newer), id, 0)
    check_ids(placed)
    found = len(placed)
    if not placed and all(file.is_clean for file in sources):
        main.find((), "no-questions", "the pack has no questions; add a 'questions' list")
    problems = _problems(sources)
    has_errors = any(problem.is_error for problem in problems)
    if has_errors:
        placed = [each for each in placed if not each.file.has_error_within(each.path)]
    items = tuple(each.item for each in placed)
    sections = _sections(banks, cited if keep is not None else [item.section for item in items])
    sound = Pack(replace(info or PackInfo(id, id), sections=sections), items)
    pack = None if has_errors or info is None else sound
    return PackReading(pack, problems, id, found, sound, Places(main, placed))


def _identity(item: Item) -> Item:
    """Return what tells an item from others."""
    return Item(item.id, item.kind, "", (), formerly=item.formerly, superseded_by=item.superseded_by)


def _problems(files: Sequence[SourceFile]) -> tuple[Problem, ...]:
    return tuple(problem for file in files for problem in file.problems())


def _is_newer(file: SourceFile) -> bool:
    """Return whether a file has a later format version, which is then its only problem."""
    version = (file.mapping or {}).get("zgcquiz")
    if not (isinstance(version, str) and version.isascii() and version.isdigit() and int(version[:9]) > VERSION):
        return False
    file.forget_problems()
    file.find(
        ("zgcquiz",),
        "newer-format",
        f"written for a newer zgcquiz: this file has format {brief(version)}, this program reads {VERSION}; "
        "update zgcquiz",
    )
    return True


def _sections(banks: Sequence[_BankReader], cited: Iterable[str]) -> tuple[Section, ...]:
    """Return the sections with their study texts: those of the banks, then others that items cite."""
    texts: dict[str, str] = {}
    for bank in banks:
        if bank.section:
            texts[bank.section] = texts.get(bank.section) or bank.study_text
    for title in cited:
        if title:
            texts.setdefault(title, "")
    return tuple(Section(title, text) for title, text in texts.items())


class _HeaderReader(ValueReader):
    """Reads the pack's metadata from its main file."""

    def read(self) -> PackInfo | None:
        node = self.file.mapping
        if node is None:
            return None
        if not self._is_pack(node):
            return None
        self._check_keys(node)
        version = node.get("zgcquiz", str(VERSION))
        if version != str(VERSION) and not isinstance(version, Unreadable):
            message = f"'zgcquiz' is the format's version and must be {VERSION}; write 'zgcquiz: {VERSION}'"
            self.find(("zgcquiz",), "bad-value", message)
        id = self.text(node, (), "id")
        if id and not PACK_ID.fullmatch(id):
            rule = "must be lower-case letters, digits, - and _ (64 at most)"
            if is_device(id):
                rule = "is the name of a device on Windows, where its file can't be written"
            self.find(("id",), "bad-id", f"the pack's id '{brief(id)}' {rule}")
        return PackInfo(
            id=id,
            title=self.text(node, (), "title"),
            description=self.text(node, (), "description"),
            language=self.text(node, (), "language"),
            license=self.text(node, (), "license"),
            sources=tuple(self._sources(node)),
            check=read_check(self, node),
            strict=read_strict(self, node, ()) or (),
            markup=self._markup(node),
        )

    def _markup(self, node: dict[str, Any]) -> str:
        name = self.text(node, (), "markup")
        if name not in ("", *MARKUPS):
            fix = self.fix(name, MARKUPS, f"write {MARKDOWN}, or remove it")
            self.find(("markup",), "bad-value", f"the markup '{brief(name)}' is unknown; {fix}")
        return MARKDOWN if name == MARKDOWN else ""

    def _is_pack(self, node: dict[str, Any]) -> bool:
        """Return whether a file is meant to be a pack; if not, report what it seems to be."""
        if "zgcquiz" in node or "questions" in node or {"id", "title"} <= node.keys():
            return True
        head = f"start it with 'zgcquiz: {VERSION}', 'id: …' and 'title: …', and put the questions under 'questions:'"
        is_question = len(node.keys() & set(QUESTION_KEYS)) > 1
        what = "a single question, not a pack" if is_question else "not a pack of questions"
        self.find((), "not-a-pack", f"this file is {what}; {head}")
        return False

    def _check_keys(self, node: dict[str, Any]) -> None:
        """Report unknown and missing keys, and a misnamed version."""
        line = f"'zgcquiz: {VERSION}'"
        other = next((key for key in node if "zgcquiz" not in node and key.lower() in _LIKE_VERSION), None)
        known = PACK_KEYS if other is None else (*PACK_KEYS, other)
        self.keys(node, (), known, ("id", "title"), "a pack")
        if other is not None:
            message = f"unknown key '{brief(other)}' in a pack; write {line} instead"
            self.find((other,), "unknown-key", message, on_key=True)
        elif "zgcquiz" not in node:
            self.find((), "missing-key", f"a pack has no 'zgcquiz'; add one: write {line} as the first line")

    def _sources(self, node: dict[str, Any]) -> Iterator[Source]:
        if "sources" not in node:
            return
        for name, value in (self.mapping(node["sources"], ("sources",), "'sources'") or {}).items():
            path: Path = ("sources", name)
            id = self.slug_at(name, path, "the name of a source")
            what = f"the source '{brief(name)}'"
            entry = self.mapping(value, path, what)
            if entry is None:
                continue
            self.keys(entry, path, SOURCE_KEYS, ("title",), what)
            yield Source(
                id=id,
                title=self.text(entry, path, "title"),
                publisher=self.text(entry, path, "publisher"),
                author=self.text(entry, path, "author"),
                published=self.date(entry, path, "published"),
                url=self.text(entry, path, "url"),
                file=self._file(entry, path),
            )

    def _file(self, entry: dict[str, Any], path: Path) -> str:
        """Return the file of a source's text, which must be in the pack's folder."""
        name = self.text(entry, path, "file")
        if not is_inside(name):
            message = f"'file' must name a file in the pack's own folder, not '{brief(name)}'"
            self.find((*path, "file"), "bad-value", message)
            return ""
        return name


class _BankReader(ValueReader):
    """Reads a file's section and items."""

    def __init__(self, file: SourceFile, info: PackInfo | None) -> None:
        super().__init__(file)
        self.options = OptionReader(file, info)
        self.info = info
        self.sources = None if info is None else tuple(source.id for source in info.sources)
        self.section = ""
        self.study_text = ""

    def read(self, *, is_bank: bool) -> Iterator[PlacedItem]:
        """Yield the items in order. is_bank: whether it is not the main file, whose keys are checked elsewhere."""
        node = self.file.mapping
        if node is None:
            return
        if is_bank:
            self.keys(node, (), BANK_KEYS, ("questions",), "a bank")
        self.section = self.text(node, (), "section")
        self.study_text = self.text(node, (), "text")
        if self.study_text and not self.section:
            message = "a study text belongs to a section; add 'section' with its title"
            self.find(("text",), "missing-key", message, on_key=True)
        key = self._questions_key(node)
        for at, entry in enumerate(self.entries(node, (), key)):
            path: Path = (key, at)
            self.question = ""
            item = self._item(entry, path)
            if item is not None:
                yield PlacedItem(self.file, path, item)

    def _questions_key(self, node: dict[str, Any]) -> str:
        """Return the key of the list of questions, even if misspelt (which is reported elsewhere)."""
        if "questions" in node:
            return "questions"
        lists = (key for key, value in node.items() if key not in PACK_KEYS and isinstance(value, list))
        meant = (key for key in lists if self.closest(key, PACK_KEYS) == "questions")
        return next(meant, "questions")

    def _item(self, value: Any, path: Path) -> Item | None:
        node = self.mapping(value, path, "a question")
        if node is None:
            return None
        if (item := quick_item(node, self.section, self.options.info)) is not None:
            return item
        id = node.get("id")
        self.question = id if isinstance(id, str) else ""
        if self._is_of_unknown_kind(node, path):
            return None
        self.keys(node, path, QUESTION_KEYS, ("id", "question"), "a question")
        self.options.question = self.question
        offered = self.options.read(node, path)
        kind = self.text(node, path, "kind")
        if kind and offered.options and kind != offered.kind:
            message = f"'kind: {kind}' does not fit the answer given, which makes it '{offered.kind}'"
            self.find((*path, "kind"), "bad-value", message)
        citation = self._citation(node, path)
        return Item(
            id=self.slug(node, path, "id"),
            kind=offered.kind,
            stem=self.text(node, path, "question"),
            options=offered.options,
            drawn=offered.drawn,
            accept=offered.accept,
            strict=offered.strict,
            recall=offered.recall,
            tolerance=offered.tolerance,
            unit=offered.unit,
            explanation=self.text(node, path, "explanation"),
            source=citation,
            section=self.section or (citation.section if citation else ""),
            fact=self.slug(node, path, "fact"),
            tags=self.lines(node, path, "tags"),
            formerly=self.slugs(node, path, "formerly"),
            as_of=self.date(node, path, "as_of"),
            valid_until=self.date(node, path, "valid_until"),
            allow=read_allow(self, node, path),
            draft=self.flag(node, path, "draft"),
            superseded_by=self.slug(node, path, "superseded_by"),
            markup=bool(self.options.info.markup),
        )

    def _is_of_unknown_kind(self, node: dict[str, Any], path: Path) -> bool:
        """Report an unknown kind: a warning if it may be of a later version, an error if it is misspelt."""
        kind = node.get("kind")
        if not isinstance(kind, str) or not kind.strip() or kind in KINDS:
            return False
        meant = _kind_called(kind, node) or self.closest(kind, KINDS)
        if meant:
            self.find((*path, "kind"), "bad-value", f"the kind '{brief(kind)}' is unknown; did you mean '{meant}'?")
        else:
            message = f"the kind '{brief(kind)}' is unknown, so the question is left out; it may need a newer zgcquiz"
            self.warn((*path, "kind"), "unknown-kind", message)
        return True

    def _citation(self, node: dict[str, Any], path: Path) -> Citation | None:
        if "source" not in node:
            return None
        where: Path = (*path, "source")
        value = node["source"]
        if isinstance(value, str) and value:
            return Citation(self._source_id(value, where), self.section)
        entry = self.mapping(value, where, "'source'")
        if entry is None:
            return None
        self.keys(entry, where, CITATION_KEYS, ("id",), "a source")
        return Citation(
            source=self._source_id(self.text(entry, where, "id"), (*where, "id")),
            section=self.text(entry, where, "section") or self.section,
            paragraph=self.count(entry, where, "paragraph"),
            quote=self.text(entry, where, "quote"),
        )

    def _source_id(self, id: str, path: Path) -> str:
        if id and self.sources is not None and id not in self.sources:
            fix = self.fix(id, self.sources, "add it under 'sources' in the pack's main file")
            self.find(path, "unknown-source", f"the source '{brief(id)}' is unknown; {fix}")
        return id


_KINDS_CALLED = {
    Kind.TRUE_FALSE: ("truefalse", "tf", "trueorfalse", "boolean", "bool", "yesno"),
    Kind.TYPED: ("shortanswer", "short", "text", "open", "fillin", "fillintheblank", "freetext", "input"),
    Kind.NUMERIC: ("number", "numerical", "num", "integer", "float", "decimal"),
    Kind.SINGLE: ("multiplechoice", "multichoice", "mc", "mcq", "choice", "singlechoice", "radio", "singleanswer"),
    Kind.MULTIPLE: ("multipleresponse", "multipleanswers", "multipleanswer", "multiselect", "checkbox", "checkboxes"),
}
"""Names of kinds in other tools."""


def _kind_called(name: str, node: dict[str, Any]) -> str:
    """Return the kind with a name from another tool, or ""."""
    word = re.sub(r"[\W_]", "", name.lower())
    kind = next((kind for kind, names in _KINDS_CALLED.items() if word in names), None)
    if kind is Kind.SINGLE and "answers" in node:
        kind = Kind.MULTIPLE
    return kind.value if kind is not None else ""
