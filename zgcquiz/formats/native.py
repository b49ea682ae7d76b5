"""The native pack format: YAML files to a `Pack`, or to every problem that stands in the way.

The tree is checked without positions first. Only when there is something to report are the files
read again with them, so a pack that is in order never pays for its error messages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from zgcquiz.core.pack import Citation, Item, Kind, Option, Pack, PackInfo, Section, Source
from zgcquiz.core.problem import Problem
from zgcquiz.core.value import Value
from zgcquiz.formats.yaml_tree import Path, Tree, Unreadable, build

VERSION = 1
"""The version of the format that this module reads."""
MAX_OPTIONS = 10
"""More can't be told apart at a glance, nor picked with the keys a to j."""

PACK_KEYS = (
    "zgcquiz",
    "id",
    "title",
    "description",
    "language",
    "license",
    "sources",
    "section",
    "text",
    "questions",
)
BANK_KEYS = ("section", "text", "questions")
SOURCE_KEYS = ("title", "publisher", "author", "published", "url")
ITEM_KEYS = (
    "id",
    "kind",
    "fact",
    "question",
    "answer",
    "answers",
    "distractors",
    "options",
    "explanation",
    "source",
    "tags",
    "formerly",
    "as_of",
    "valid_until",
)
OPTION_KEYS = ("text", "feedback", "pin")
CITATION_KEYS = ("id", "section", "paragraph", "quote")

_PACK_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_SLUG = re.compile(r"\w[\w.-]{0,99}")
"""Letters of any script: ids come from authors of all languages."""
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Reading(Value, frozen=True):
    """What came of reading a pack.

    pack: None where there are errors; problems: errors and warnings in the order of the files;
    id: the pack's id if it could be made out; questions: how many items were found.
    """

    pack: Pack | None
    problems: tuple[Problem, ...]
    id: str
    questions: int

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)


def read(files: Sequence[tuple[str, bytes]]) -> Reading:
    """Read a pack from its files: (name to report it by, content).

    The first is the pack's own file, the others its banks in order.
    """
    parts = [_File(name, data) for name, data in files]
    info = _Header(parts[0]).read()
    items: list[tuple[_File, Path, Item]] = []
    sections: dict[str, str] = {}
    newer = parts[0].newer
    if not newer:
        for part in parts:
            known = info.sources if info else ()
            items += _Bank(part, {source.id for source in known}, info is not None).read(sections)
        _check_ids(items)
        if not items and not any(part.has_errors for part in parts) and not any(part.findings for part in parts):
            parts[0].find((), "no-questions", "the pack has no questions; add a 'questions' list")
    problems = tuple(problem for part in parts for problem in part.problems())
    pack = None
    if info is not None and not any(problem.is_error for problem in problems):
        found = tuple(item for _, _, item in items)
        named = {item.section: "" for item in found if item.section}
        texts = tuple(
            Section(title, text) for title, text in (sections | {n: sections.get(n, "") for n in named}).items()
        )
        pack = Pack(
            PackInfo(info.id, info.title, info.description, info.language, info.license, info.sources, texts),
            found,
        )
    root = parts[0].tree.root
    id = root.get("id") if isinstance(root, dict) else None
    return Reading(pack, problems, id if isinstance(id, str) else "", len(items))


class _Finding(Value, frozen=True):
    """A problem whose place is still a path. on_key: it is about the key, not its value."""

    path: Path
    code: str
    message: str
    question: str
    severity: str
    on_key: bool
    first: tuple[_File, Path] | None


class _File:
    """One file of a pack, its tree and what was found in it."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data
        self.tree = build(data)
        self.findings: list[_Finding] = []
        self.newer = False
        self._placed: Tree | None = None
        if not self.tree.faults and (isinstance(self.tree.root, Unreadable) or self.tree.root == ""):
            self.find((), "empty-file", "the file is empty")
        elif not isinstance(self.tree.root, dict | Unreadable):
            self.find((), "wrong-type", f"the file must be a mapping (key: value), not {_name(self.tree.root)}")

    @property
    def has_errors(self) -> bool:
        return bool(self.tree.faults) or any(finding.severity == "error" for finding in self.findings)

    @property
    def mapping(self) -> dict[str, Any] | None:
        return self.tree.root if isinstance(self.tree.root, dict) else None

    def find(
        self,
        path: Path,
        code: str,
        message: str,
        question: str = "",
        *,
        severity: str = "error",
        on_key: bool = False,
        first: tuple[_File, Path] | None = None,
    ) -> None:
        self.findings.append(_Finding(path, code, message, question, severity, on_key, first))

    def place(self, path: Path, on_key: bool = False) -> tuple[int, int]:
        """Where a node stands; for a missing one, its nearest parent."""
        if self._placed is None:
            self._placed = build(self.data, places=True)
        tree = self._placed
        if on_key and path in tree.keys:
            return tree.keys[path]
        while path and path not in tree.values:
            path = path[:-1]
        return tree.values.get(path, (1, 1))

    def problems(self) -> list[Problem]:
        found = [Problem(fault.code, fault.message, self.name, *fault.place) for fault in self.tree.faults]
        for finding in self.findings:
            line, column = self.place(finding.path, finding.on_key)
            message = finding.message
            if finding.first is not None:
                other, path = finding.first
                at_line, at_column = other.place(path)
                message += f" (first at {other.name}:{at_line}:{at_column})"
            found.append(Problem(finding.code, message, self.name, line, column, finding.question, finding.severity))
        return sorted(found, key=lambda problem: (problem.line, problem.column))


class _Reader:
    """Takes values out of a tree and notes whatever is not as it should be."""

    def __init__(self, file: _File) -> None:
        self.file = file
        self.question = ""

    def find(self, path: Path, code: str, message: str, *, on_key: bool = False) -> None:
        self.file.find(path, code, message, self.question, on_key=on_key)

    def mapping(self, node: Any, path: Path, what: str) -> dict[str, Any] | None:
        if isinstance(node, dict):
            return node
        self.wrong_type(node, path, what, "a mapping (key: value)")
        return None

    def wrong_type(self, node: Any, path: Path, what: str, wanted: str) -> None:
        if node == "":
            self.find(path, "empty-text", f"{what} is empty; give {wanted}, or remove the key")
        elif not isinstance(node, Unreadable):
            self.find(path, "wrong-type", f"{what} must be {wanted}, not {_name(node)}")

    def keys(self, node: dict[str, Any], path: Path, known: Sequence[str], required: Sequence[str], what: str) -> None:
        """Every key is a known one, and none is missing."""
        for key in node:
            if key not in known:
                meant = _closest(key, known)
                mend = f"did you mean '{meant}'?" if meant else f"{what} takes {', '.join(known)}"
                self.find((*path, key), "unknown-key", f"unknown key '{key}' in {what}; {mend}", on_key=True)
        for key in required:
            if key not in node:
                self.find(path, "missing-key", f"{what} has no '{key}'; add one")

    def text(self, node: dict[str, Any], path: Path, key: str) -> str:
        """A text that, if it is there, is not empty."""
        return self.text_at(node[key], (*path, key), f"'{key}'") if key in node else ""

    def text_at(self, value: Any, path: Path, what: str) -> str:
        if not isinstance(value, str):
            self.wrong_type(value, path, what, "a text")
            return ""
        if not value.strip():
            self.find(path, "empty-text", f"{what} is empty; write something, or remove it")
            return ""
        return value.rstrip("\n")

    def entries(self, node: dict[str, Any], path: Path, key: str) -> list[Any]:
        value = node.get(key, [])
        if isinstance(value, list):
            return value
        self.wrong_type(value, (*path, key), f"'{key}'", "a list (one entry a line, each after '- ')")
        return []

    def slug(self, value: Any, path: Path, what: str) -> str:
        """A name for scripts and command lines; "" where it is none."""
        text = self.text_at(value, path, what)
        if text and not _SLUG.fullmatch(text):
            self.find(
                path,
                "bad-id",
                f"{what}: '{text}' must be letters, digits, '.', '-' and '_' (100 at most), without spaces",
            )
            return ""
        return text

    def slugs(self, node: dict[str, Any], path: Path, key: str) -> tuple[str, ...]:
        entries = enumerate(self.entries(node, path, key))
        found = (self.slug(entry, (*path, key, at), f"an entry of '{key}'") for at, entry in entries)
        return tuple(text for text in found if text)

    def lines(self, node: dict[str, Any], path: Path, key: str) -> tuple[str, ...]:
        """Texts of one line each."""
        found = []
        for at, entry in enumerate(self.entries(node, path, key)):
            text = self.text_at(entry, (*path, key, at), f"an entry of '{key}'")
            if "\n" in text:
                self.find((*path, key, at), "bad-value", f"an entry of '{key}' must stand on one line")
            elif text:
                found.append(text)
        return tuple(found)

    def date(self, node: dict[str, Any], path: Path, key: str) -> str:
        """A date to the year, month or day."""
        value = self.text(node, path, key)
        match = _DATE.fullmatch(value)
        try:
            if match:
                year, month, day = match.groups("01")
                date(int(year), int(month), int(day))
        except ValueError:
            match = None
        if value and not match:
            self.find(
                (*path, key), "bad-value", f"'{key}' must be a date such as 2017, 2017-06 or 2017-06-30, not '{value}'"
            )
        return value

    def count(self, node: dict[str, Any], path: Path, key: str) -> int:
        """A whole number from 1, or 0 where there is none."""
        value = self.text(node, path, key)
        if value.isascii() and value.isdigit() and len(value) < 9 and int(value) > 0:
            return int(value)
        if value:
            self.find((*path, key), "bad-value", f"'{key}' must be a whole number from 1, not '{value}'")
        return 0


class _Header(_Reader):
    """Reads what the pack's own file says of the pack."""

    def read(self) -> PackInfo | None:
        node = self.file.mapping
        if node is None:
            return None
        version = node.get("zgcquiz")
        if isinstance(version, str) and version.isascii() and version.isdigit() and int(version[:9]) > VERSION:
            self.file.newer = True
            self.find(
                ("zgcquiz",),
                "newer-format",
                f"written for a newer zgcquiz: the pack has format {version}, this program reads {VERSION}; "
                "update zgcquiz",
            )
            return None
        self.keys(node, (), PACK_KEYS, ("zgcquiz", "id", "title"), "a pack")
        if version is not None and version != str(VERSION) and not isinstance(version, Unreadable):
            self.find(("zgcquiz",), "bad-value", f"'zgcquiz' is the format's version and must be {VERSION}")
        id = self.text(node, (), "id")
        if id and not _PACK_ID.fullmatch(id):
            self.find(
                ("id",), "bad-id", f"the pack's id '{id}' must be lower-case letters, digits, - and _ (64 at most)"
            )
        return PackInfo(
            id=id,
            title=self.text(node, (), "title"),
            description=self.text(node, (), "description"),
            language=self.text(node, (), "language"),
            license=self.text(node, (), "license"),
            sources=tuple(self._sources(node)),
        )

    def _sources(self, node: dict[str, Any]) -> Iterable[Source]:
        if "sources" not in node:
            return
        for id, value in (self.mapping(node["sources"], ("sources",), "'sources'") or {}).items():
            path: Path = ("sources", id)
            entry = self.mapping(value, path, f"the source '{id}'")
            if entry is None:
                continue
            self.keys(entry, path, SOURCE_KEYS, ("title",), f"the source '{id}'")
            yield Source(
                id=id,
                title=self.text(entry, path, "title"),
                publisher=self.text(entry, path, "publisher"),
                author=self.text(entry, path, "author"),
                published=self.date(entry, path, "published"),
                url=self.text(entry, path, "url"),
            )


class _Bank(_Reader):
    """Reads a file's section and items."""

    def __init__(self, file: _File, sources: set[str], sources_known: bool) -> None:
        super().__init__(file)
        self.sources = sources
        self.sources_known = sources_known
        self.section = ""

    def read(self, sections: dict[str, str]) -> list[tuple[_File, Path, Item]]:
        """The items in order; adds the file's section and its study text to `sections`."""
        node = self.file.mapping
        if node is None:
            return []
        if "zgcquiz" not in node:
            self.keys(node, (), BANK_KEYS, ("questions",), "a bank")
        self.section = self.text(node, (), "section")
        text = self.text(node, (), "text")
        if text and not self.section:
            self.find(
                ("text",), "missing-key", "a study text belongs to a section; add 'section' with its title", on_key=True
            )
        if self.section:
            sections.setdefault(self.section, text)
        found = []
        for at, entry in enumerate(self.entries(node, (), "questions")):
            path: Path = ("questions", at)
            self.question = ""
            item = self._item(entry, path)
            if item is not None:
                found.append((self.file, path, item))
        self.question = ""
        return found

    def _item(self, value: Any, path: Path) -> Item | None:
        node = self.mapping(value, path, "a question")
        if node is None:
            return None
        id = node.get("id")
        if isinstance(id, str):
            self.question = id
        kind = node.get("kind")
        if isinstance(kind, str) and kind and kind not in _KINDS:
            meant = _closest(kind, _KINDS)
            mend = f"did you mean '{meant}'?" if meant else "it needs a newer zgcquiz"
            self.file.find(
                (*path, "kind"),
                "unknown-kind",
                f"the kind '{kind}' is not known here, so the question is left out; {mend}",
                self.question,
                severity="warning",
            )
            return None
        self.keys(node, path, ITEM_KEYS, ("id", "question"), "a question")
        id = self.slug(node["id"], (*path, "id"), "'id'") if "id" in node else ""
        options, found_kind, drawn = self._options(node, path)
        if kind is not None:
            said = self.text(node, path, "kind")
            if said and options and said != found_kind:
                self.find(
                    (*path, "kind"),
                    "bad-value",
                    f"'kind: {said}' does not fit the answer given, which makes it '{found_kind}'",
                )
        return Item(
            id=id,
            kind=found_kind,
            stem=self.text(node, path, "question"),
            options=options,
            drawn=drawn,
            explanation=self.text(node, path, "explanation"),
            source=(citation := self._citation(node, path)),
            section=self.section or (citation.section if citation else ""),
            fact=self.slug(node["fact"], (*path, "fact"), "'fact'") if "fact" in node else "",
            tags=self.lines(node, path, "tags") if "tags" in node else (),
            formerly=self.slugs(node, path, "formerly") if "formerly" in node else (),
            as_of=self.date(node, path, "as_of") if "as_of" in node else "",
            valid_until=self.date(node, path, "valid_until") if "valid_until" in node else "",
        )

    def _options(self, node: dict[str, Any], path: Path) -> tuple[tuple[Option, ...], Kind, bool]:
        """The options with their keys marked, the kind that they make, and if they are a pool."""
        if "answer" in node and "answers" in node:
            self.find(
                (*path, "answers"), "conflict", "'answer' and 'answers' exclude each other; keep one", on_key=True
            )
        elif "answer" not in node and "answers" not in node:
            self.find(path, "missing-key", "a question has no 'answer'; add 'answer: …' (or 'answers' for several)")
        if "options" in node and "distractors" in node:
            self.find(
                (*path, "distractors"),
                "conflict",
                "'options' (all, in this order) and 'distractors' (a pool to draw from) exclude each other; keep one",
                on_key=True,
            )
        several = "answers" in node
        if several:
            keys = self._option_list(node, path, "answers")
            if node["answers"] == []:
                self.find(
                    (*path, "answers"), "missing-key", "'answers' is an empty list; name at least one right option"
                )
        elif "answer" in node:
            where: Path = (*path, "answer")
            if isinstance(node["answer"], list):
                self.find(where, "wrong-type", "'answer' takes one right option; use 'answers' for a list of them")
                return (), Kind.SINGLE, False
            if "options" not in node and "distractors" not in node:
                return self._true_false(node["answer"], where)
            key = self._option(node["answer"], where, "'answer'")
            keys = [(where, key)] if key else []
        else:
            return (), Kind.SINGLE, False
        kind = Kind.MULTIPLE if several else Kind.SINGLE
        if "options" in node:
            return self._fixed(node, path, keys), kind, False
        if "distractors" not in node:
            self.find(path, "missing-key", "a question with 'answers' has no 'distractors' (or 'options'); add some")
            return (), kind, False
        return self._pool(node, path, keys), kind, True

    def _true_false(self, value: Any, path: Path) -> tuple[tuple[Option, ...], Kind, bool]:
        truth = value.lower() if isinstance(value, str) else ""
        if truth in ("true", "false"):
            options = (Option("True", key=truth == "true"), Option("False", key=truth == "false"))
            return options, Kind.TRUE_FALSE, False
        if self._option(value, path, "'answer'") is not None:
            self.find(
                path[:-1],
                "missing-key",
                "a question has no 'distractors' (or 'options'); add wrong options, or make the answer true or false",
            )
        return (), Kind.SINGLE, False

    def _pool(self, node: dict[str, Any], path: Path, keys: list[tuple[Path, Option]]) -> tuple[Option, ...]:
        distractors = self._option_list(node, path, "distractors")
        self._check_distinct(keys, "duplicate-option", "the right option")
        self._check_distinct(distractors, "duplicate-option", "the distractor")
        key_texts = {fold(key.text) for _, key in keys}
        for where, distractor in distractors:
            if fold(distractor.text) in key_texts:
                self.find(
                    where,
                    "key-among-distractors",
                    f"the right option '{distractor.text}' stands among the distractors; remove it there",
                )
        if not distractors and node["distractors"] in ([], ""):
            self.find(
                (*path, "distractors"), "too-few-options", "a question needs two options at least; add distractors"
            )
        if len(keys) + 3 > MAX_OPTIONS:
            self.find(
                (*path, "answers"),
                "too-many-options",
                f"at most {MAX_OPTIONS - 3} right options fit beside three distractors",
            )
        return tuple(
            [Option(key.text, True, key.feedback, key.pinned) for _, key in keys]
            + [distractor for _, distractor in distractors]
        )

    def _fixed(self, node: dict[str, Any], path: Path, keys: list[tuple[Path, Option]]) -> tuple[Option, ...]:
        options = self._option_list(node, path, "options")
        where_all: Path = (*path, "options")
        self._check_distinct(keys, "duplicate-option", "the right option")
        self._check_distinct(options, "duplicate-option", "the option")
        whole = isinstance(node["options"], list) and len(options) == len(node["options"])
        if whole and len(options) < 2:
            self.find(where_all, "too-few-options", "a question needs two options at least; add some")
        if len(options) > MAX_OPTIONS:
            self.find(where_all, "too-many-options", f"{len(options)} options; at most {MAX_OPTIONS} can be shown")
        texts = {fold(option.text): option.text for _, option in options}
        feedback = {}
        for where, key in keys:
            if fold(key.text) not in texts:
                meant = _closest(key.text, tuple(texts.values()))
                mend = f"did you mean '{meant}'?" if meant else "add it to 'options'"
                self.find(
                    where, "key-not-among-options", f"the right option '{key.text}' is not among the options; {mend}"
                )
            feedback[fold(key.text)] = key.feedback
        return tuple(
            Option(
                option.text,
                key=fold(option.text) in feedback,
                feedback=option.feedback or feedback.get(fold(option.text), ""),
                pinned=option.pinned,
            )
            for _, option in options
        )

    def _option_list(self, node: dict[str, Any], path: Path, key: str) -> list[tuple[Path, Option]]:
        found = []
        for at, entry in enumerate(self.entries(node, path, key)):
            where: Path = (*path, key, at)
            option = self._option(entry, where, f"an entry of '{key}'")
            if option is not None:
                found.append((where, option))
        return found

    def _option(self, value: Any, path: Path, what: str) -> Option | None:
        if isinstance(value, str):
            text = self.text_at(value, path, what)
            return Option(text) if text else None
        if not isinstance(value, dict):
            self.wrong_type(value, path, what, "a text (or a mapping with 'text')")
            return None
        self.keys(value, path, OPTION_KEYS, ("text",), what)
        text = self.text(value, path, "text")
        feedback = self.text(value, path, "feedback")
        pin = self.text(value, path, "pin")
        if pin and pin != "last":
            self.find((*path, "pin"), "bad-value", f"'pin' can only be last, not '{pin}'")
        return Option(text, feedback=feedback, pinned=bool(pin)) if text else None

    def _check_distinct(self, options: list[tuple[Path, Option]], code: str, what: str) -> None:
        seen: dict[str, Path] = {}
        for where, option in options:
            text = fold(option.text)
            if text in seen:
                self.file.find(
                    where,
                    code,
                    f"{what} '{option.text}' stands twice; remove one",
                    self.question,
                    first=(self.file, seen[text]),
                )
            else:
                seen[text] = where

    def _citation(self, node: dict[str, Any], path: Path) -> Citation | None:
        if "source" not in node:
            return None
        where: Path = (*path, "source")
        value = node["source"]
        if isinstance(value, str) and value:
            id, entry, id_path = value, {"id": value}, where
        else:
            found = self.mapping(value, where, "'source'")
            if found is None:
                return None
            self.keys(found, where, CITATION_KEYS, ("id",), "a source")
            id, entry, id_path = self.text(found, where, "id"), found, (*where, "id")
        if id and self.sources_known and id not in self.sources:
            meant = _closest(id, tuple(self.sources))
            mend = f"did you mean '{meant}'?" if meant else "name it under 'sources' in the pack's file"
            self.find(id_path, "unknown-source", f"the source '{id}' is not known; {mend}")
        return Citation(
            source=id,
            section=self.text(entry, where, "section") or self.section,
            paragraph=self.count(entry, where, "paragraph"),
            quote=self.text(entry, where, "quote"),
        )


_KINDS = tuple(kind.value for kind in Kind)


def _check_ids(items: list[tuple[_File, Path, Item]]) -> None:
    """Ids are unique over the pack, the former ones included."""
    seen: dict[str, tuple[_File, Path]] = {}
    for file, path, item in items:
        if item.id in seen:
            file.find(
                (*path, "id"),
                "duplicate-id",
                f"the id '{item.id}' is taken; ids are unique in a pack, so give this question its own",
                item.id,
                first=seen[item.id],
            )
        elif item.id:
            seen[item.id] = (file, (*path, "id"))
    former: dict[str, tuple[_File, Path]] = {}
    for file, path, item in items:
        for at, old in enumerate(item.formerly):
            where: Path = (*path, "formerly", at)
            taken = seen.get(old) or former.get(old)
            if taken is not None:
                file.find(
                    where,
                    "duplicate-id",
                    f"the former id '{old}' names another question too; its history can go to one only",
                    item.id,
                    first=taken,
                )
            former.setdefault(old, (file, where))


def fold(text: str) -> str:
    """What two options are compared by: canonical Unicode, white space folded."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _closest(word: str, known: Sequence[str]) -> str:
    """The known word that a misspelt one is likely to mean, or ""."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), "")


def _name(node: Any) -> str:
    return "a text" if isinstance(node, str) else "a list" if isinstance(node, list) else "a mapping"
