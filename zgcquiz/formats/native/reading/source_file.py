"""One file of a pack: its tree and its problems."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import LONGEST_REASON
from zgcquiz.formats.errors import brief as shortened
from zgcquiz.formats.native.yaml.nodes import HOLE, Fault, Path, Place, Tree, Unreadable
from zgcquiz.formats.native.yaml.quick_tree import quick_place, quick_question
from zgcquiz.formats.native.yaml.traps import LINE_ENDS
from zgcquiz.formats.native.yaml.tree import build

MAX_PROBLEMS = 1000
"""Problems of a file that are listed; others are only counted."""
_NEWLINE = re.compile(b"\n")
MAX_SUGGESTIONS = 100
"""Spelling suggestions for a file, as each takes time."""


class UnplacedProblem(Value, frozen=True):
    """A problem that is located by its path. on_key: whether it is about the key, not its value.

    first: the file and path of the first of two conflicting values.
    """

    path: Path
    code: str
    message: str
    question: str
    severity: str
    on_key: bool
    first: tuple[SourceFile, Path] | None


class SourceFile:
    """A file, read without positions until one is needed."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.tree = build(data)
        self.breaks: list[Fault] = []
        """Syntax errors; their questions are left out of the tree."""
        self.findings: list[UnplacedProblem] = []
        self._unlisted = 0
        """Findings beyond MAX_PROBLEMS, which are only counted."""
        self._unlisted_errors: set[Path] = set()
        self.suggestions = MAX_SUGGESTIONS
        self._original = self._data = data
        self._placed: Tree | None = None
        self._wanted: frozenset[Path] = frozenset()
        """The paths whose places are known to be needed."""
        self._question: tuple[int, Tree] | None = None
        """The index of a question, and its tree with places: the last one that was needed."""
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
        """Leave out questions with syntax errors, so that the others are checked too."""
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
                self.tree.faults.clear()  # the question is not the cause: report it once
                return

    @property
    def mapping(self) -> dict[str, Any] | None:
        """The file's content; None if it is not a mapping."""
        return self.tree.root if isinstance(self.tree.root, dict) else None

    def release(self) -> None:
        """Let go of the questions once they are read, unless libyaml read them: nothing else needs them."""
        if self.tree.starts is not None:
            self.tree.root = {}

    def question(self, key: str, at: int) -> Any:
        """Return a question again, by its index. key: of the list of questions."""
        if self.tree.starts is None:
            return self.mapping[key][at] if self.mapping else None
        text = self._question_text(at)
        if (quick := quick_question(text)) is not None:
            return quick
        root = build(f"questions:\n{text}\n".encode()).root
        return root["questions"][0] if isinstance(root, dict) else None

    @property
    def is_clean(self) -> bool:
        return not (self.breaks or self.tree.faults or self.findings)

    def forget_problems(self) -> None:
        """Drop all problems, as another one explains them."""
        self.breaks.clear()
        self.tree.faults.clear()
        self.tree.warnings.clear()
        self.findings.clear()
        self._unlisted = 0
        self._unlisted_errors.clear()

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
        message = shortened(message, LONGEST_REASON * 2)
        if len(self.findings) < MAX_PROBLEMS:
            self.findings.append(UnplacedProblem(path, code, message, question, severity, on_key, first))
            return
        self._unlisted += 1
        if severity == "error":
            self._unlisted_errors.add(path[:2])

    def place(self, path: Path, *, on_key: bool = False) -> Place:
        """Return the place of a node, or of its nearest existing parent."""
        if self.tree.starts is not None and len(path) > 1 and path[0] == "questions" and isinstance(path[1], int):
            start = self.tree.starts[path[1]]
            if len(path) == 3 and not on_key and (quick := quick_place(self._question_text(path[1]), str(path[2]))):
                return start + 1 + quick[0], quick[1]
            line, column = _place(self._placed_question(path[1]), ("questions", 0, *path[2:]), on_key)
            return start + line - 1, column
        return _place(self._placed_tree(path), path, on_key)

    def _placed_question(self, at: int) -> Tree:
        """Return the tree of a list of just one question, with its places."""
        if self._question is None or self._question[0] != at:
            self._question = at, build(f"questions:\n{self._question_text(at)}\n".encode(), places=True)
        return self._question[1]

    def _question_text(self, at: int) -> str:
        """Return the text of a question, from its dash, in a file of which the quick reader has read the questions."""
        start, end = self._offsets[at : at + 2]
        text = self._original[start:end].decode()
        return text if end == len(self._original) else text.removesuffix("\n")

    @cached_property
    def _offsets(self) -> Sequence[int]:
        """Where the questions start in the file, and its end, in bytes: all lines as texts take twice the file."""
        lines = [0, *(match.end() for match in _NEWLINE.finditer(self._original))]
        return array("L", [*(lines[start] for start in self.tree.starts or ()), len(self._original)])

    def value_on_line(self, path: Path, starts: str) -> str:
        """Return a value's source text if it starts with one of these characters and ends with its line, else ""."""
        line, column = self.place(path)
        text = self._lines[line - 1][column - 1 :].rstrip() if line <= len(self._lines) else ""
        entry = (self._lines[line - 1][: column - 1] if text else "").strip()
        return text if text[:1] in tuple(starts) and entry[-1:] in ("-", ":") else ""

    def has_error_within(self, path: Path) -> bool:
        """Return whether an item at a path, or anything in it, has an error."""
        return path in self._items_with_errors()

    def _items_with_errors(self) -> set[Path]:
        if self._bad is None:
            faults = self._placed_tree().faults if self.tree.faults else []
            paths = [fault.path for fault in faults]
            paths += [finding.path for finding in self.findings if finding.severity == "error"]
            self._bad = {path[:2] for path in paths} | self._unlisted_errors
        return self._bad

    def _placed_tree(self, path: Path | None = None) -> Tree:
        """Return the tree with the faults' places, and those of a path and what is around it."""
        found = self._placed
        if found is None or not (path is None or found.wanted is None or path in found.wanted):
            wanted = self._wanted if found is None and (path is None or path in self._wanted) else None
            found = self._placed = build(self._data, places=True, wanted=wanted, holes=bool(self.breaks))
        return found

    def problems(self) -> list[Problem]:
        """Return all problems with their places, in file order."""
        paths = [finding.path for finding in self.findings]
        self._wanted = frozenset(path[:length] for path in paths for length in range(len(path) + 1))
        tree = self._placed_tree() if self.tree.faults or self.tree.warnings else self.tree
        faults = [*self.breaks, *tree.faults]
        end = min((fault.place[0] for fault in tree.faults if fault.code == "syntax"), default=None)
        # Warnings after a syntax error may be consequences of it.
        warnings = [fault for fault in tree.warnings if end is None or fault.place[0] < end]
        refused = {finding.path for finding in self.findings if finding.severity == "error"}
        warnings = [fault for fault in warnings if fault.code != "folded-entry" or fault.path not in refused]
        found = [
            Problem(fault.code, fault.message, self.name, *fault.place, self._question_of(fault), severity)
            for severity, listed in (("error", faults), ("warning", warnings))
            for fault in listed
        ]
        found = _merged(found, [self._problem(finding) for finding in self.findings])
        found.sort(key=lambda problem: (problem.line, problem.column))
        if self._unlisted:
            found.append(Problem("more", f"and {self._unlisted:,} more problems; fix these first", self.name))
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
        """Return the id of the question that a fault is in, judged by the lines if YAML can't be parsed."""
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
        """Return the id of the question that a path is in, or ""."""
        questions = (self.mapping or {}).get(str(path[0])) if path else None
        if len(path) < 2 or not isinstance(questions, list):
            return ""
        at = path[1]
        item = questions[at] if isinstance(at, int) and at < len(questions) else None
        id = item.get("id") if isinstance(item, dict) else None
        return id if isinstance(id, str) else ""


class SilentFile(SourceFile):
    """A file of which no problem is kept, for what is read again."""

    def find(self, path: Path, code: str, message: str, question: str = "", **_: Any) -> None:
        pass

    def value_on_line(self, path: Path, starts: str) -> str:
        return ""


def _place(tree: Tree, path: Path, on_key: bool) -> Place:
    """Return the place of a node, or of its nearest existing parent."""
    if on_key and path in tree.keys:
        return tree.keys[path]
    while path and path not in tree.values:
        path = path[:-1]
    return min(tree.values.get(path, (1, 1)), tree.end)


def _merged(faults: list[Problem], findings: list[Problem]) -> list[Problem]:
    """Return all problems; empty texts that YAML took as comments say so."""
    comments = {(fault.line, fault.column) for fault in faults if fault.code == "comment-in-text"}
    for at, finding in enumerate(findings):
        if finding.code == "empty-text" and (finding.line, finding.column) in comments:
            what = finding.message.partition(";")[0]
            findings[at] = replace(
                finding, message=f"{what}, as YAML takes what follows for a comment; put it in quotes"
            )
    return faults + findings


def kind_of(node: Any) -> str:
    """Return the type of a node in words."""
    return "a text" if isinstance(node, str) else "a list" if isinstance(node, list) else "a mapping"
