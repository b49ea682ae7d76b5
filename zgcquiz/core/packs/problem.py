"""Problems found in files: where, what, and how to fix it."""

from __future__ import annotations

from zgcquiz.core.value import Value


class Problem(Value, frozen=True):
    """A problem found in a file.

    line, column: from 1; line 0: the file as a whole, column 0: the whole line. question: the id of
    the item concerned, or "".
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
        """`path:line:column`, as editors read it, without the parts that are 0."""
        return ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])

    def __str__(self) -> str:
        question = f"question {self.question}: " if self.question else ""
        code = f" [{self.code}]" if self.code != self.severity else ":"
        return f"{self.place}: {self.severity}{code} {question}{self.message}"
