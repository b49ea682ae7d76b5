"""Reads the native pack format: YAML files into a `Pack`, or all their problems.

Files are first read without positions. They are read again with them only if there is a problem to report, so valid
packs don't pay for error messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from zgcquiz.core.languages import is_language_tag, language_code
from zgcquiz.core.packs.pack import MARKDOWN, Item, Pack, PackInfo, Section, Source
from zgcquiz.core.packs.portable_names import DEVICES, is_device
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.native.reading.bank_reader import PACK_KEYS, BankReader
from zgcquiz.formats.native.reading.items_again import ItemsAgain
from zgcquiz.formats.native.reading.lint_settings import read_check
from zgcquiz.formats.native.reading.places import PlacedItem, Places, check_ids
from zgcquiz.formats.native.reading.source_file import SourceFile
from zgcquiz.formats.native.reading.typed import read_strict
from zgcquiz.formats.native.reading.value_reader import ValueReader
from zgcquiz.formats.native.values import is_inside, is_url
from zgcquiz.formats.native.yaml.nodes import Path, Unreadable, brief
from zgcquiz.formats.native.yaml.traps import QUESTION_KEYS

VERSION = 1
"""The version of the format that this module reads."""

SOURCE_KEYS = ("title", "publisher", "author", "published", "url", "file")
_LIKE_VERSION = ("zgcquiz", "version", "format", "zgc", "zgcquiz_version", "format_version")
MARKUPS = (MARKDOWN, "plain")
"""What `markup` can be; the second is the default."""

PACK_ID = re.compile(rf"(?!(?:{DEVICES})$)[a-z0-9][a-z0-9_-]{{0,63}}")
"""Valid pack ids."""


class PackReading(Value, frozen=True):
    """The result of reading a pack.

    pack: None if there are errors; problems: errors and warnings in file order; id: the pack's, shortened if it can't
    be one, or "" if unreadable;
    questions: the number of items found; sound: the items without errors, even if others have some; places: of the
    items without errors; items: these, which are read again each time if they were handed on.
    """

    pack: Pack | None
    problems: tuple[Problem, ...]
    id: str
    questions: int
    sound: Pack | None = None
    places: Places | None = None
    items: Sequence[Item] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)


def read(files: Sequence[tuple[str, bytes]], keep: Callable[[Item], object] | None = None) -> PackReading:
    """Read a pack from its files: (name for messages, content), the main file first, then its banks in order.

    keep: is called with each item as it is read, whatever is wrong with others; the pack that is returned then has no
    items, and doesn't take the memory of all.
    """
    main = SourceFile(*files[0])
    id = (main.mapping or {}).get("id")
    id = (id if PACK_ID.fullmatch(id) else brief(id)) if isinstance(id, str) else ""
    sources: list[SourceFile] = []
    newer: list[SourceFile] = []
    banks: list[BankReader] = []
    placed: list[PlacedItem] = []
    whole: list[Item] = []
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
        banks.append(BankReader(file, info))
        for number, item in banks[-1].read(is_bank=file is not main):
            if keep is not None:
                cited[item.section] = ""
                keep(item)
            else:
                whole.append(item)
            placed.append(PlacedItem.of(item, file, banks[-1].key, number))
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
        sound_at = [at for at, each in enumerate(placed) if not each.file.has_error_within(each.path)]
        placed = [placed[at] for at in sound_at]
        whole = [whole[at] for at in sound_at] if keep is None else []
    items = whole if keep is None else ItemsAgain(placed, banks)
    sections = _sections(banks, cited if keep is not None else [item.section for item in whole])
    sound = Pack(replace(info or PackInfo(id, id), sections=sections), tuple(whole))
    pack = None if has_errors or info is None else sound
    return PackReading(pack, problems, id, found, sound, Places(main, placed, items), items)


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


def _sections(banks: Sequence[BankReader], cited: Iterable[str]) -> tuple[Section, ...]:
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
            language=self._language(node),
            license=self.text(node, (), "license"),
            sources=tuple(self._sources(node)),
            check=read_check(self, node),
            strict=read_strict(self, node, ()) or (),
            markup=self._markup(node),
        )

    def _language(self, node: dict[str, Any]) -> str:
        language = self.text(node, (), "language")
        if language and not is_language_tag(language):
            code = language_code(language)
            write = f"'language: {code}'" if code else "the code of one, such as en, de-AT or zh-Hans"
            self.warn(("language",), "unknown-language", f"'{brief(language)}' is no code of a language; write {write}")
        return language

    def _url(self, entry: dict[str, Any], path: Path) -> str:
        url = self.text(entry, path, "url")
        if url and not is_url(url):
            write = f"'https://{url}'" if is_url(f"https://{url}") and "." in url and ":" not in url else "https://…"
            message = f"'{brief(url)}' is no address of a page: it needs a scheme and a host; write {write}"
            self.warn((*path, "url"), "bad-url", f"{message}, a doi: or urn:, or remove it")
        return url

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
                url=self._url(entry, path),
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
