"""Consoles for output, and what they can show."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

_COLUMNS, _LINES = 80, 25
"""The size where there is no terminal, or it doesn't tell."""
WIDEST = 100
"""Maximum length of a line in cells: longer ones are hard to read."""


def is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def wants_plain(stream: TextIO | None, asked: bool = False) -> bool:
    """Return whether output must be plain lines, without colour, bars or redrawing.

    It must if the user asked for it, once or in the settings, and if the stream is a dumb terminal or none at all.
    """
    if asked or os.environ.get("TERM") in ("dumb", "unknown") or not is_terminal(stream):
        return True
    from zgcquiz.core.settings import PLAIN  # loads the scheduler
    from zgcquiz.ui.terminal.look import current_look

    return current_look().theme == PLAIN


def make_console(stream: TextIO, plain: bool) -> Console:
    """Return a console that prints text literally: no markup, no emoji codes, no highlighting.

    plain: without colour, as is every console where NO_COLOR is set.
    """
    from rich.console import Console
    from rich.theme import Theme

    from zgcquiz.ui.terminal.look import styles

    _drop_odd_sizes()
    return Console(
        file=stream,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=False,
        no_color=plain or bool(os.environ.get("NO_COLOR")),
        theme=Theme(styles()),
        force_terminal=False if plain else None,
        width=_width(stream),
    )


class QuickConsole:
    """A console for simple lines, which are written without Rich: loading it takes as long as a command on its own.

    rich: the console that prints anything else; loaded when it is first used.
    """

    def __init__(self, stream: TextIO, plain: bool) -> None:
        _drop_odd_sizes()
        self.file = stream
        self._plain = plain

    @cached_property
    def rich(self) -> Console:
        return make_console(self.file, self._plain)

    @property
    def width(self) -> int:
        """The number of cells in a line, as Rich finds it."""
        return int(os.environ.get("COLUMNS") or self._size.columns or _COLUMNS)

    @property
    def height(self) -> int:
        """The number of lines, as Rich finds it."""
        return int(os.environ.get("LINES") or self._size.lines or _LINES)

    @property
    def _size(self) -> os.terminal_size:
        for stream in range(3) if is_terminal(self.file) else ():
            try:
                return os.get_terminal_size(stream)
            except OSError:
                continue
        return os.terminal_size((_COLUMNS, _LINES))

    def styled(self, text: str, style: str) -> str | None:
        """Return a text as Rich would write it; None for a style that is left to Rich."""
        if self._plain or not style or not text:
            return text
        return f"\x1b[1m{text}\x1b[0m" if style == "bold" else None


def open_console(stream: TextIO, plain: bool) -> Console | QuickConsole:
    """Return a quick console where the ways of the terminal are known, and one of Rich's elsewhere."""
    is_known = os.name == "posix" and "TTY_COMPATIBLE" not in os.environ
    if is_known and (plain or os.environ.get("TERM", "").lower() not in ("dumb", "unknown")):
        return QuickConsole(stream, plain)
    return make_console(stream, plain)


def _drop_odd_sizes() -> None:
    """Unset COLUMNS and LINES if they are not positive numbers: some shells export COLUMNS=0."""
    for name in ("COLUMNS", "LINES"):
        value = os.environ.get(name, "")
        if value and not (value.isascii() and value.isdigit() and len(value) < 6 and int(value)):
            del os.environ[name]


def _width(stream: TextIO) -> int | None:
    """Return 80 for a pipe, and None for a terminal, so that Rich asks it each time."""
    if os.environ.get("COLUMNS") or is_terminal(stream):
        return None
    return _COLUMNS


def text_width(columns: int) -> int:
    """Return how many cells a line of a console may have. One column stays free, since some terminals wrap early."""
    return max(20, min(WIDEST, columns - 1))


def make_streams_safe() -> None:
    """Replace closed standard streams with devnull, and make encoding errors non-fatal.

    Characters that the encoding lacks, and bytes on standard input that are not text, are replaced.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:  # closed by the parent process
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
