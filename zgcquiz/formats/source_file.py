"""One file of a pack: its tree, what is wrong in it, and taking values out of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from zgcquiz.core.problem import Problem
from zgcquiz.core.value import Value
from zgcquiz.formats.yaml_tree import LINE_ENDS, LONGEST_NAMED, Fault, Path, Place, Tree, Unreadable, brief, build

MAX_PROBLEMS = 1000
"""Of a file; more than that are counted, not listed."""
MAX_SUGGESTIONS = 100
"""How often in a file a word is looked for among those known: it takes its time."""

_SLUG = re.compile(r"\w[\w.-]{0,99}")
_UNSPACED_DASH = re.compile(r"-[^\s\d-]")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


ALSO_CALLED = {
    "question": ("stem", "text", "prompt", "q", "front"),
    "answer": ("correct", "correct_answer", "correct answer", "right", "key", "solution", "a", "back"),
    "answers": ("correct_answers", "correct answers"),
    "distractors": ("wrong", "incorrect", "incorrect_answers", "incorrect answers", "wrong_answers", "lures"),
    "options": ("choices", "alternatives"),
    "explanation": ("feedback", "rationale", "why", "comment", "note"),
    "fact": ("topic", "concept"),
    "kind": ("type",),
    "tags": ("tag", "categories", "category", "keywords"),
    "title": ("name",),
    "language": ("lang", "locale"),
    "license": ("licence", "copyright"),
    "questions": ("items", "cards", "quiz"),
    "zgcquiz": ("version", "format"),
}
"""What other tools and authors call a key."""


class Finding(Value, frozen=True):
    """A problem whose place is still a path. on_key: it is about the key, not its value.

    first: where the other of two that clash stands.
    """

    path: Path
    code: str
    message: str
    question: str
    severity: str
    on_key: bool
    first: tuple[SourceFile, Path] | None


class SourceFile:
    """A file, read without positions until one is asked for."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.tree = build(data)
        self.findings: list[Finding] = []
        self.suggestions = MAX_SUGGESTIONS
        self._data = data
        self._placed: Tree | None = None
        root = self.tree.root
        if not self.tree.faults and (isinstance(root, Unreadable) or root == ""):
            self.find((), "empty-file", "the file is empty")
        elif isinstance(root, str | list):
            self.find((), "wrong-type", f"the file must be a mapping (key: value), not {kind_of(root)}")

    @property
    def mapping(self) -> dict[str, Any] | None:
        """The file's content; None where it is no mapping."""
        return self.tree.root if isinstance(self.tree.root, dict) else None

    @property
    def is_clean(self) -> bool:
        return not self.tree.faults and not self.findings

    def forget_problems(self) -> None:
        """Drop what was found: something else explains it all."""
        self.tree.faults.clear()
        self.tree.warnings.clear()
        self.findings.clear()

    def find(
        self,
        path: Path,
        code: str,
        message: str,
        question: str = "",
        *,
        severity: str = "error",
        on_key: bool = False,
        first: tuple[SourceFile, Path] | None = None,
    ) -> None:
        self.findings.append(Finding(path, code, message, question, severity, on_key, first))

    def place(self, path: Path, *, on_key: bool = False) -> Place:
        """Where a node stands; for a missing one, its nearest parent."""
        tree = self._placed_tree()
        if on_key and path in tree.keys:
            return tree.keys[path]
        while path and path not in tree.values:
            path = path[:-1]
        return min(tree.values.get(path, (1, 1)), tree.end)

    def _placed_tree(self) -> Tree:
        if self._placed is None:
            self._placed = build(self._data, places=True)
        return self._placed

    def problems(self) -> list[Problem]:
        """All that was found, with places, in the order of the file."""
        tree = self._placed_tree() if self.tree.faults or self.tree.warnings else self.tree
        found = [
            Problem(fault.code, fault.message, self.name, *fault.place, self._question_of(fault), severity)
            for severity, faults in (("error", tree.faults), ("warning", tree.warnings))
            for fault in faults
        ]
        found += [self._problem(finding) for finding in self.findings[:MAX_PROBLEMS]]
        found.sort(key=lambda problem: (problem.line, problem.column))
        left = len(self.findings) - MAX_PROBLEMS
        if left > 0:
            found.append(Problem("more", f"and {left:,} problems more; mend these first", self.name))
        return found

    def _problem(self, finding: Finding) -> Problem:
        line, column = self.place(finding.path, on_key=finding.on_key)
        message = finding.message
        if finding.first is not None:
            other, path = finding.first
            at_line, at_column = other.place(path)
            message += f" (first at {other.name}:{at_line}:{at_column})"
        return Problem(finding.code, message, self.name, line, column, finding.question, finding.severity)

    def _question_of(self, fault: Fault) -> str:
        """The id of the item that a fault stands in; where YAML can't be parsed, by the look of the lines."""
        if fault.code != "syntax":
            return self._question_at(fault.path)
        from zgcquiz.formats.yaml_slips import question_near

        return question_near(LINE_ENDS.split(self._data.decode("utf-8", "replace")), fault.place[0])

    def _question_at(self, path: Path) -> str:
        """The id of the item that a path leads into, or ""."""
        questions = (self.mapping or {}).get("questions")
        if path[:1] != ("questions",) or len(path) < 2 or not isinstance(questions, list):
            return ""
        at = path[1]
        item = questions[at] if isinstance(at, int) and at < len(questions) else None
        id = item.get("id") if isinstance(item, dict) else None
        return id if isinstance(id, str) else ""


class Reader:
    """Takes values out of a file's tree and notes whatever is not as it should be."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.question = ""
        """The id of the item that is being read: problems name it."""

    def find(self, path: Path, code: str, message: str, *, on_key: bool = False) -> None:
        self.file.find(path, code, message, self.question, on_key=on_key)

    def closest(self, word: str, known: Sequence[str]) -> str:
        """The known word that a misspelt one is likely to mean, or ""."""
        if not self.file.suggestions or len(word) > LONGEST_NAMED or len(known) > MAX_SUGGESTIONS:
            return ""
        self.file.suggestions -= 1
        meant = next((known_as for known_as, names in ALSO_CALLED.items() if word.lower() in names), "")
        if meant in known:
            return meant
        from difflib import get_close_matches

        return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), "")

    def mend(self, word: str, known: Sequence[str], otherwise: str) -> str:
        """ "did you mean …?", or what to do otherwise."""
        meant = self.closest(word, known)
        return f"did you mean '{brief(meant)}'?" if meant else otherwise

    def mapping(self, node: Any, path: Path, what: str) -> dict[str, Any] | None:
        if isinstance(node, dict):
            return node
        self.wrong_type(node, path, what, "a mapping (key: value)")
        return None

    def wrong_type(self, node: Any, path: Path, what: str, wanted: str) -> None:
        if node == "":
            self.find(path, "empty-text", f"{what} is empty; give {wanted}, or remove the key")
        elif not isinstance(node, Unreadable):
            self.find(path, "wrong-type", f"{what} must be {wanted}, not {kind_of(node)}")

    def keys(self, node: dict[str, Any], path: Path, known: Sequence[str], required: Sequence[str], what: str) -> None:
        """Every key is a known one, and none is missing."""
        for key in node:
            if key not in known:
                mend = self.mend(key, known, f"{what} takes {', '.join(known)}")
                self.find((*path, key), "unknown-key", f"unknown key '{brief(key)}' in {what}; {mend}", on_key=True)
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
        if isinstance(value, str) and _UNSPACED_DASH.match(value):
            self.find((*path, key), "wrong-type", f"'{key}' must be a list; put a space after each dash: '- '")
            return []
        self.wrong_type(value, (*path, key), f"'{key}'", "a list (one entry a line, each after '- ')")
        return []

    def slug(self, node: dict[str, Any], path: Path, key: str) -> str:
        """A name for command lines and scripts, in letters of any script; "" where it is none."""
        return self.slug_at(node[key], (*path, key), f"'{key}'") if key in node else ""

    def slug_at(self, value: Any, path: Path, what: str) -> str:
        text = self.text_at(value, path, what)
        letters = "".join(character for character in text if unicodedata.category(character)[0] != "M")
        if text and (len(text) > 100 or not _SLUG.fullmatch(letters)):
            self.find(
                path,
                "bad-id",
                f"{what}: '{brief(text)}' must be letters, digits, '.', '-' and '_' (100 at most), without spaces",
            )
            return ""
        return text

    def slugs(self, node: dict[str, Any], path: Path, key: str) -> tuple[str, ...]:
        entries = enumerate(self.entries(node, path, key))
        found = (self.slug_at(entry, (*path, key, at), f"an entry of '{key}'") for at, entry in entries)
        return tuple(dict.fromkeys(text for text in found if text))

    def lines(self, node: dict[str, Any], path: Path, key: str) -> tuple[str, ...]:
        """Texts of one line each, each once."""
        found = []
        for at, entry in enumerate(self.entries(node, path, key)):
            text = self.text_at(entry, (*path, key, at), f"an entry of '{key}'")
            if "\n" in text:
                self.find((*path, key, at), "bad-value", f"an entry of '{key}' must stand on one line")
            elif text:
                found.append(text)
        return tuple(dict.fromkeys(found))

    def date(self, node: dict[str, Any], path: Path, key: str) -> str:
        """A date to the year, month or day."""
        value = self.text(node, path, key)
        if value and not is_date(value):
            self.find(
                (*path, key),
                "bad-value",
                f"'{key}' must be a date such as 2017, 2017-06 or 2017-06-30, not '{brief(value)}'",
            )
        return value

    def flag(self, node: dict[str, Any], path: Path, key: str, *, default: bool = False) -> bool:
        """true or false; the default where there is nothing."""
        value = self.text(node, path, key)
        if value and value.lower() not in ("true", "false"):
            self.find((*path, key), "bad-value", f"'{key}' must be true or false, not '{brief(value)}'")
        return value.lower() == "true" if value else default

    def count(self, node: dict[str, Any], path: Path, key: str) -> int:
        """A whole number from 1, or 0 where there is none."""
        value = self.text(node, path, key)
        if value.isascii() and value.isdigit() and len(value) < 9 and int(value) > 0:
            return int(value)
        if value:
            self.find((*path, key), "bad-value", f"'{key}' must be a whole number from 1, not '{brief(value)}'")
        return 0


def fold(text: str) -> str:
    """What two options are compared by: canonical Unicode, white space folded."""
    return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())


def is_inside(name: str) -> bool:
    """The name of a file that lies in the folder that it is looked up in."""
    return not ("\\" in name or ":" in name or name.startswith("/") or ".." in PurePosixPath(name).parts)


def is_date(text: str) -> bool:
    """A date to the year, month or day, as 2017, 2017-06 or 2017-06-30."""
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    try:
        date(*(int(part) for part in match.groups("01")))
    except ValueError:
        return False
    return True


def kind_of(node: Any) -> str:
    """What a node is, in words."""
    return "a text" if isinstance(node, str) else "a list" if isinstance(node, list) else "a mapping"
