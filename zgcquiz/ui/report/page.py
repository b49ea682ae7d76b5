"""What all reports share: the page they are printed on, and the JSON of problems and errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from zgcquiz.core.errors import ProblemsError, ZgcError
from zgcquiz.core.packs.problem import Problem
from zgcquiz.ui.terminal.console import QuickConsole, text_width
from zgcquiz.ui.terminal.look import Glyphs, glyphs_of
from zgcquiz.ui.terminal.text import UNSAFE, cells, fit, is_known, plain_lines, visible, wrap

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

NARROW = 60
"""Below this many columns lists are printed as sentences instead of in columns."""
_PART = 200
"""How many entries of a long list are printed at a time."""
Styled = tuple[tuple[str, str], ...]
"""Texts, each with its style."""
_COMMAND = re.compile(r"(?:^|(?<=: ))(?:zgcquiz [a-z].*|--?[a-z][\w-]*(?:[ =]\S+)?)\Z")
"""A command, or an option to add to one, at the end of a text."""


class Page:
    """Prints a report to a console. plain: sentences instead of columns and bars."""

    def __init__(self, console: Console | QuickConsole, plain: bool) -> None:
        self._console = console
        self.plain = plain

    @property
    def console(self) -> Console:
        return self._console.rich if isinstance(self._console, QuickConsole) else self._console

    @property
    def width(self) -> int:
        return text_width(self._console.width)

    @property
    def narrow(self) -> bool:
        """Whether lists are printed as sentences."""
        return self.plain or self.width < NARROW

    @property
    def glyphs(self) -> Glyphs:
        return glyphs_of(self.console)

    @property
    def margin(self) -> str:
        """The left margin of a line; none where plain."""
        return "" if self.plain else " "

    def say(self, text: str = "", first: str | Text | Styled = "", style: str = "", indent: int | None = None) -> None:
        """Print a text wrapped to the width. A command or option at its end is never broken, so that it can be pasted.

        first: printed before the text; indent: cells before all other lines, by default as wide as `first`.
        """
        if self._write(text, first, style, indent):
            return
        from rich.text import Text

        first = Text.assemble(*first) if isinstance(first, tuple) else first
        match = _COMMAND.search(text)
        lead = first if isinstance(first, str) else first.plain
        if match and cells(lead) + cells(text) > self.width:
            if match.start():
                self.say(text[: match.start()].rstrip(), first, style, indent)
            blank = " " * (cells(lead) if indent is None else indent)
            self.console.print(Text(blank + visible(match.group()), style=style), soft_wrap=True)
            return
        for line in wrap(self.console, text, self.width, first=first, style=style, indent=indent):
            self.console.print(line, soft_wrap=True)

    def _write(self, text: str, first: str | Text | Styled, style: str, indent: int | None) -> bool:
        """Write a text as `say` prints it, if that is quickly done: Rich takes half a millisecond for each."""
        parts = ((first, ""),) if isinstance(first, str) else first
        if not isinstance(parts, tuple):  # a text of Rich's
            return False
        lead = "".join(part for part, _ in parts)
        if not (lead.isascii() and lead.isprintable()):
            return False
        hang = len(lead) if indent is None else indent
        lines = plain_lines(text, max(10, self.width - max(hang, len(lead))))
        if lines is None or (len(lead) + len(text) > self.width and _COMMAND.search(text)):
            return False
        told = (*parts, *((line, style) for line in lines))
        styled = [codes for part in told if (codes := self._styled(*part)) is not None]
        if len(styled) < len(told):
            return False
        between = "\n" + " " * hang
        self._console.file.write("".join(styled[: len(parts)]) + between.join(styled[len(parts) :]) + "\n")
        return True

    def _styled(self, text: str, style: str) -> str | None:
        """Return a text with the codes of its style; None if only Rich knows them."""
        if isinstance(self._console, QuickConsole):
            return self._console.styled(text, style)
        return text if self.plain or not style else None

    def blank(self) -> None:
        """Print an empty line."""
        self._console.file.write("\n")

    def line(self, text: str, style: str = "", indent: int | None = None) -> None:
        """Print a text as `say` does, after the left margin."""
        self.say(text, self.margin, style, indent)

    def pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        """Print names and values in two columns, or as "name: value" if plain."""
        widest = max((cells(name) for name, _ in rows), default=0)
        for name, value in rows:
            if self.plain:
                self.say(f"{name}: {value}")
            else:
                self.say(value, first=((" ", ""), (fit(name, widest), "faint"), ("   ", "")))

    def heading(self, text: str) -> None:
        self.blank()
        self.line(text, style="bold")

    def problems(self, problems: Iterable[object]) -> None:
        """Print each problem on one unbroken line, so that editors can parse its position."""
        self.lines(map(str, problems))

    def lines(self, texts: Iterable[str]) -> None:
        """Print each text on one unbroken line."""
        for text in texts:
            line = visible(text).replace("\n", " ")
            if is_known(line):
                self._console.file.write(f"{line}\n")
            else:
                from rich.text import Text

                self.console.print(Text(line), soft_wrap=True)

    def note(self, error: ZgcError | Problem) -> None:
        """Print an error that did not stop the command."""
        if isinstance(error, ZgcError):
            self.say(f"{error.message} {error.hint}", first="note: ", indent=2)
        else:
            self.problems([error])

    def error(self, error: ZgcError) -> None:
        if isinstance(error, ProblemsError):
            self.problems(error.problems)
        self.say(error.message, first="zgcquiz: ", indent=2)
        if error.hint:
            self.say(error.hint, first="  ")


def dump(document: object) -> str:
    """Return a JSON document as it is printed, with unsafe characters escaped. document: as for `json_pieces`."""
    return "".join(json_pieces(document))


def json_pieces(document: object, margin: str = "") -> Iterator[str]:
    """Yield a JSON document as it is printed, in pieces, with unsafe characters escaped.

    document: with texts as keys. If it is an iterator, or an object with iterators as values, these are printed as
    lists and read a part at a time. margin: before all lines but the first.
    """
    if isinstance(document, Iterator):
        yield "["
        separator = ""
        while some := list(islice(document, _PART)):
            yield separator + _indented(some, margin)[1 : -len(f"\n{margin}]")]
            separator = ","
        yield f"\n{margin}]" if separator else "]"
    elif isinstance(document, dict) and any(isinstance(value, Iterator) for value in document.values()):
        separator = "{"
        for key, value in document.items():
            yield f"{separator}\n{margin}  {_indented(key, '')}: "
            yield from json_pieces(value, f"{margin}  ")
            separator = ","
        yield f"\n{margin}}}"
    else:
        yield _indented(document, margin)


def _indented(document: object, margin: str) -> str:
    try:
        text = msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    except UnicodeEncodeError:  # a lone surrogate
        import json

        text = json.dumps(document, ensure_ascii=False, indent=2)
    return escape_json(text.replace("\n", f"\n{margin}") if margin else text)


def escape_json(text: str) -> str:
    """Return a JSON text with unsafe characters escaped, which changes nothing of its meaning."""
    return UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def error_json(error: ZgcError) -> dict[str, Any]:
    document: dict[str, Any] = {"code": error.code, "message": error.message, "hint": error.hint}
    if isinstance(error, ProblemsError):
        document["problems"] = [problem_json(problem) for problem in error.problems]
    return {"error": document}


def problem_json(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "message": problem.message,
        "question": problem.question or None,
    }
