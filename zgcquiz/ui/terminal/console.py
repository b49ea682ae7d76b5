"""Where output goes, and how it may look there."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 100
"""Lines are no longer than this many cells: longer ones are hard to read."""


def is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def wants_plain(stream: TextIO | None, asked: bool = False) -> bool:
    """Plain lines, without colour, bars or redrawing: on request, for NO_COLOR, for a terminal
    that can't do more, and for anything that is not a terminal."""
    return (
        asked
        or bool(os.environ.get("NO_COLOR"))
        or os.environ.get("TERM") in ("dumb", "unknown")
        or not is_terminal(stream)
    )


def make_console(stream: TextIO, plain: bool) -> Console:
    """A console that takes text as text: no markup, no emoji codes, no guessing of colours."""
    from rich.console import Console

    _drop_odd_sizes()
    return Console(
        file=stream,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=False,
        no_color=plain,
        force_terminal=False if plain else None,
        width=_width(stream),
    )


def _drop_odd_sizes() -> None:
    """Take COLUMNS and LINES for unset where they hold no number from 1, as shells do that write COLUMNS=0."""
    for name in ("COLUMNS", "LINES"):
        value = os.environ.get(name, "")
        if value and not (value.isascii() and value.isdigit() and len(value) < 6 and int(value)):
            del os.environ[name]


def _width(stream: TextIO) -> int | None:
    """None lets Rich ask the terminal each time. A pipe is taken to be 80 columns wide."""
    if os.environ.get("COLUMNS") or is_terminal(stream):
        return None
    return 80


def text_width(console: Console) -> int:
    """How many cells a line may have. One column is left free, for terminals that wrap early."""
    return max(20, min(WIDEST, console.width - 1))


def make_streams_safe() -> None:
    """Let no stream be missing, and no character be an error.

    What the terminal's encoding lacks is replaced; so is what is not text on standard input.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
