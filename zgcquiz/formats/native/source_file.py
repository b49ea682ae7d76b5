"""One file of a pack: its tree, what is wrong in it, and taking values out of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.native.yaml.nodes import HOLE, LONGEST_NAMED, Fault, Place, Tree, Unreadable, brief
from zgcquiz.formats.native.yaml.traps import LINE_ENDS
from zgcquiz.formats.native.yaml.tree import Path, build

MAX_PROBLEMS = 1000
"""Of a file; more than that are counted, not listed."""
MAX_SUGGESTIONS = 100
"""How often in a file a word is looked for among those known: it takes its time."""

_SLUG = re.compile(r"\w[\w.-]{0,99}")
_PLAIN = re.compile(r"\w[^,:#\[\]{}]*")
"""What needs no quotes in a list on one line."""
_WORDS = ("accept", "strict", "tags", "formerly")
"""Lists that often have one entry only."""
_ONE_WORD = re.compile(r"\w[\w.-]*")
_BAD_DASH = re.compile(r"-[^\s\d-]|[－–—•·*‐・] *(?=\S)")
_LISTED = re.compile(r"\s*[\[［【〔「『(（{｛].*|[^.?!。？！]*[,，、;；،؛][^.?!。？！]*", re.DOTALL)
"""A list on one line as others write it, or one without brackets."""
_CURLY = "“”„‘’«»「」『』"
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


class UnplacedProblem(Value, frozen=True):
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
        self.breaks: list[Fault] = []
        """Syntax errors; the questions that hold them are left out of the tree."""
        self.findings: list[UnplacedProblem] = []
        self.suggestions = MAX_SUGGESTIONS
        self._original = self._data = data
        self._placed: Tree | None = None
        self._read_on()
        self._bad: set[Path] | None = None
        root = self.tree.root
        if self.is_clean and (isinstance(root, Unreadable) or root == ""):
            self.find((), "empty-file", "the file is empty")
        elif isinstance(root, str | list):
            head = "put 'zgcquiz: 1', 'id: …', 'title: …' and 'questions:' above the list"
            fix = f"; {head}" if isinstance(root, list) and any(isinstance(each, dict) for each in root) else ""
            self.find((), "wrong-type", f"the file must be a mapping (key: value), not {kind_of(root)}{fix}")

    def _read_on(self) -> None:
        """Leave out questions with syntax errors, so that the others are looked at too."""
        if not any(fault.code == "syntax" for fault in self.tree.faults):
            return
        from zgcquiz.formats.native.yaml.recovery import rounds, without_question

        for _ in range(rounds(len(self._data))):
            fault = next((fault for fault in self.tree.faults if fault.code == "syntax"), None)
            if fault is None:
                return
            text = self._data.decode("utf-8", "replace").removeprefix("\ufeff")
            rest = without_question(text, fault.place[0], f"*{HOLE}")
            if rest is None:
                return
            self.breaks.append(fault)
            self._data = rest.encode()
            self.tree = build(self._data, holes=True)
            if any(fault.place == fault_before.place for fault in self.tree.faults for fault_before in self.breaks):
                self.tree.faults.clear()  # it isn't the question: said once is enough
                return

    @property
    def mapping(self) -> dict[str, Any] | None:
        """The file's content; None where it is no mapping."""
        return self.tree.root if isinstance(self.tree.root, dict) else None

    @property
    def is_clean(self) -> bool:
        return not (self.breaks or self.tree.faults or self.findings)

    def forget_problems(self) -> None:
        """Drop what was found: something else explains it all."""
        self.breaks.clear()
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
        self.findings.append(UnplacedProblem(path, code, message, question, severity, on_key, first))

    def place(self, path: Path, *, on_key: bool = False) -> Place:
        """Where a node stands; for a missing one, its nearest parent."""
        tree = self._placed_tree()
        if on_key and path in tree.keys:
            return tree.keys[path]
        while path and path not in tree.values:
            path = path[:-1]
        return min(tree.values.get(path, (1, 1)), tree.end)

    def value_on_line(self, path: Path, starts: str) -> str:
        """Return a value as it stands if it starts with one of these signs and ends with its line; else ""."""
        line, column = self.place(path)
        text = self._lines[line - 1][column - 1 :].rstrip() if line <= len(self._lines) else ""
        entry = (self._lines[line - 1][: column - 1] if text else "").strip()
        return text if text[:1] in tuple(starts) and entry[-1:] in ("-", ":") else ""

    def has_error_within(self, path: Path) -> bool:
        """Whether an error is about an item at a path, or about what it holds."""
        return path in self._items_with_errors()

    def _items_with_errors(self) -> set[Path]:
        if self._bad is None:
            faults = self._placed_tree().faults if self.tree.faults else []
            paths = [fault.path for fault in faults]
            paths += [finding.path for finding in self.findings if finding.severity == "error"]
            self._bad = {path[:2] for path in paths}
        return self._bad

    def _placed_tree(self) -> Tree:
        if self._placed is None:
            self._placed = build(self._data, places=True, holes=bool(self.breaks))
        return self._placed

    def problems(self) -> list[Problem]:
        """All that was found, with places, in the order of the file."""
        tree = self._placed_tree() if self.tree.faults or self.tree.warnings else self.tree
        faults = [*self.breaks, *tree.faults]
        end = min((fault.place[0] for fault in tree.faults if fault.code == "syntax"), default=None)
        # What is read after the last syntax error may be an outcome of it.
        warnings = [fault for fault in tree.warnings if end is None or fault.place[0] < end]
        refused = {finding.path for finding in self.findings if finding.severity == "error"}
        warnings = [fault for fault in warnings if fault.code != "folded-entry" or fault.path not in refused]
        found = [
            Problem(fault.code, fault.message, self.name, *fault.place, self._question_of(fault), severity)
            for severity, listed in (("error", faults), ("warning", warnings))
            for fault in listed
        ]
        found = _merged(found, [self._problem(finding) for finding in self.findings[:MAX_PROBLEMS]])
        found.sort(key=lambda problem: (problem.line, problem.column))
        left = len(self.findings) - MAX_PROBLEMS
        if left > 0:
            found.append(Problem("more", f"and {left:,} problems more; mend these first", self.name))
        return found

    def _problem(self, finding: UnplacedProblem) -> Problem:
        line, column = self.place(finding.path, on_key=finding.on_key)
        message = finding.message
        sign = self.value_on_line(finding.path, "|>") if finding.code == "empty-text" else ""
        if sign in ("|", ">"):
            what = message.partition(";")[0]
            message = f"{what}: to YAML, {sign} says that a text follows below; put it in quotes: '{sign}'"
        if finding.first is not None:
            other, path = finding.first
            at_line, at_column = other.place(path)
            message += f" (first at {other.name}:{at_line}:{at_column})"
        return Problem(finding.code, message, self.name, line, column, finding.question, finding.severity)

    def _question_of(self, fault: Fault) -> str:
        """The id of the item that a fault is in; where YAML can't be parsed, by the look of the lines."""
        if fault.code != "syntax" and not self._is_unparsed:
            return self._question_at(fault.path)
        from zgcquiz.formats.native.yaml.slips import question_near

        return question_near(self._lines, fault.place[0])

    @cached_property
    def _lines(self) -> list[str]:
        return LINE_ENDS.split(self._original.decode("utf-8", "replace"))

    @cached_property
    def _is_unparsed(self) -> bool:
        return any(fault.code == "syntax" for fault in self.tree.faults)

    def _question_at(self, path: Path) -> str:
        """The id of the item that a path leads into, or ""."""
        questions = (self.mapping or {}).get(str(path[0])) if path else None
        if len(path) < 2 or not isinstance(questions, list):
            return ""
        at = path[1]
        item = questions[at] if isinstance(at, int) and at < len(questions) else None
        id = item.get("id") if isinstance(item, dict) else None
        return id if isinstance(id, str) else ""


def _merged(faults: list[Problem], findings: list[Problem]) -> list[Problem]:
    """All of them; of what is empty because YAML took its text for a comment, that is said."""
    comments = {(fault.line, fault.column) for fault in faults if fault.code == "comment-in-text"}
    for at, finding in enumerate(findings):
        if finding.code == "empty-text" and (finding.line, finding.column) in comments:
            what = finding.message.partition(";")[0]
            findings[at] = replace(
                finding, message=f"{what}, as YAML takes what follows for a comment; put it in quotes"
            )
    return faults + findings


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

    def fix(self, word: str, known: Sequence[str], otherwise: str) -> str:
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
                fix = _of_option(key, node) or self.fix(key, known, f"{what} takes {', '.join(known)}")
                self.find((*path, key), "unknown-key", f"unknown key '{brief(key)}' in {what}; {fix}", on_key=True)
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
        if isinstance(value, str) and value.strip():
            fix = f"write [{value}]" if key in _WORDS and _ONE_WORD.fullmatch(value) else _as_list(value)
            self.find((*path, key), "wrong-type", f"'{key}' must be a list; {fix}")
            return []
        if isinstance(value, dict) and value:
            fix = "put '- ' before the first key of each entry, and its other keys below that"
            if key == "questions" and all(isinstance(each, dict) for each in value.values()):
                name = brief(next(iter(value)))
                fix = f"write '- id: {name}' for '{name}:', and so on"
            elif key != "questions" and all(isinstance(each, str) for each in value.values()):
                fix = f"leave out its keys and write {_in_brackets(value.values())}"
            self.find((*path, key), "wrong-type", f"'{key}' must be a list, not a mapping; {fix}")
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
                f"{what}: '{brief(text)}' must be letters, digits, '.', '-' and '_' (100 at most), without spaces"
                f"{' or quotes' if text[0] in _CURLY else ''}",
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


def _of_option(key: str, node: dict[str, Any]) -> str:
    """What to do with a key of an option that stands beside the options."""
    if key not in ("feedback", "pin"):
        return ""
    for name in ("distractors", "options", "answers"):
        entries = node.get(name)
        if isinstance(entries, list) and any(isinstance(entry, dict) and key not in entry for entry in entries):
            return f"put it below 'text' in the entry of '{name}' that it belongs to, at the same column"
    if key == "pin":
        return "it belongs to an option: {text: …, pin: last}"
    return "did you mean 'explanation'? (For one option, write {text: …, feedback: …})"


def _in_brackets(texts: Iterable[str]) -> str:
    """Texts as a list on one line."""
    from zgcquiz.formats.native.yaml.traps import quoted

    return brief(f"[{', '.join(text if _PLAIN.fullmatch(text) else quoted(text) for text in texts)}]")


def _as_list(text: str) -> str:
    """How to write a list that YAML takes for a text."""
    from zgcquiz.formats.native.yaml.traps import listed

    if text.lstrip("\u3000\u00a0\u2007\u202f\u200b\ufeff ") != text:
        return "indent its entries with spaces; the character before the first only looks like one, or like none"
    if _BAD_DASH.match(text):
        return "begin each entry, on a line of its own, with a dash and a space: '- '"
    if "\n" in text or text.startswith("- "):
        return "remove the | or > (or the quotes) after its key, and begin each line below with '- '"
    if " - " in text:
        return f"begin its first entry with a dash too, below the key: '- {brief(text.split(' - ', maxsplit=1)[0])}'"
    if len(text) <= LONGEST_NAMED and _LISTED.fullmatch(text):
        return f"write {listed(text)}, or one entry a line, each after '- '"
    return "write one entry a line, each after '- '"


def canonical_option(text: str) -> str:
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
