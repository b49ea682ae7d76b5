"""A progress bar for long tasks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from zgcquiz.ui.terminal.console import make_console, text_width, wants_plain
from zgcquiz.ui.terminal.look import glyphs_of
from zgcquiz.ui.terminal.meters import meter
from zgcquiz.ui.terminal.text import fit

if TYPE_CHECKING:
    from rich.console import Console

AFTER = 1.0
"""Seconds before the bar first appears."""
_EVERY = 0.1
"""Seconds between two updates."""

Report = Callable[[int, int], None]
"""Called with how much is done, and the total."""


class Progress:
    """Draws a bar on one line, starting a second after it was created. timer: seconds that only go up."""

    def __init__(self, console: Console, what: str, timer: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._what = what
        self._timer = timer
        self._next = timer() + AFTER
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        now = self._timer()
        if now < self._next:
            return
        self._next = now + _EVERY
        self._shown = True
        share = min(1.0, done / total) if total > 0 else 0.0
        width = text_width(self._console.width)
        room = max(4, min(30, width - len(self._what) - 8))
        line = fit(f"{self._what} {meter(share, room, glyphs_of(self._console)).plain} {share:4.0%}", width)
        self._console.file.write(f"\r{line}")
        self._console.file.flush()

    def clear(self) -> None:
        if self._shown:
            self._console.file.write("\r" + " " * text_width(self._console.width) + "\r")
            self._console.file.flush()


def _show_nothing(done: int, total: int) -> None: ...


@contextmanager
def shown_on(stream: TextIO, what: str) -> Iterator[Report]:
    """Yield a function that shows progress on a terminal until the block ends; elsewhere it does nothing."""
    if wants_plain(stream):
        yield _show_nothing
        return
    progress = Progress(make_console(stream, plain=True), what)
    try:
        yield progress
    finally:
        progress.clear()
