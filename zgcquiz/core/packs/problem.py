"""A finding about a pack's file: where, what, and the mend."""

from __future__ import annotations

from zgcquiz.core.value import Value


class Problem(Value, frozen=True):
    """One finding.

    line and column count from 1; line 0 means that the finding is about the file as a whole, column
    0 about all of the line.
    question: the id of the item concerned, or "" where there is none.
    """

    code: str
    message: str
    file: str
    line: int = 0
    column: int = 0
    question: str = ""
    severity: str = "error"

    @property
    def is_error(self) -> bool:
        return self.severity == "error"

    @property
    def place(self) -> str:
        """`path:line:column`, as compilers and editors read it, with as much of it as is known."""
        return ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])

    def __str__(self) -> str:
        question = f"question {self.question}: " if self.question else ""
        code = f" [{self.code}]" if self.code != self.severity else ":"
        return f"{self.place}: {self.severity}{code} {question}{self.message}"
