"""A pager for pages that are longer than the screen."""

from __future__ import annotations

import io
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import IO, TYPE_CHECKING, Any, TextIO

from zgcquiz.ui.report.page import Page
from zgcquiz.ui.terminal.console import is_terminal, open_console, wants_plain

if TYPE_CHECKING:
    import subprocess

_LESS = ["less", "-R"]
_OPTIONS = "FRX"
"""The options of less where the user sets none: colours, no clearing at the end."""
_PROMPT = "Ps?e(end) .q leave, space on, b back$"
"""The option that sets its prompt, which is a bare colon otherwise. It has no capitals, as those are options to the
less of BusyBox."""
_STYLE = re.compile(r"\x1b\[[0-9;]*m")


_KEY_SECONDS = 0.2
"""A pager that still runs so long after the end of its input, and has the terminal hand over each key, waits for one.
`less -F` sets the terminal as well, but ends at once if it needs no key."""
PAGE_LEFT: ContextVar[bool] = ContextVar("page_left", default=False)
"""Whether the reader has left the last page by a key in the pager."""


class PagerClosedError(Exception):
    """The pager was closed before the end of the page."""


class PagedOutput(io.TextIOBase):
    """Text for a terminal that is kept until it is longer than the screen, and then goes to a pager.

    command: returns that of the pager, and is called if one is needed; nothing if there is none.
    """

    def __init__(self, terminal: TextIO, command: Callable[[], Sequence[str]], rows: int, columns: int) -> None:
        self._terminal = terminal
        self._command = command
        self._room = rows - 1  # the last line is the shell's
        self._columns = columns
        self._kept: list[str] = []
        self._to: IO[str] | None = None  # once it is known: the pager, or the terminal
        self._pager: subprocess.Popen[str] | None = None
        self._takes_keys = False  # the pager reads keys
        self._interrupt: Any = None  # what else would happen at Ctrl-C

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._terminal.encoding or "utf-8"

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        """Raises PagerClosedError if nobody reads any more."""
        if self._to is None:
            self._kept.append(text)
            for line in text.splitlines(keepends=True):
                self._room -= max(0, len(_STYLE.sub("", line).rstrip("\n")) - 1) // self._columns + line.endswith("\n")
            if self._room < 0:
                self._start()
        else:
            self._send(text)
        return len(text)

    def finish(self) -> bool:
        """Write what was kept, or wait until the pager is closed; return whether its reader closed it by a key."""
        if self._to is None:
            self._terminal.write("".join(self._kept))
            self._terminal.flush()
        if self._pager is None:
            return False
        assert self._pager.stdin is not None
        try:
            self._pager.stdin.close()
            waited = self._outlasts(_KEY_SECONDS)
        except BrokenPipeError:
            waited = True
        self._pager.wait()
        if self._interrupt is not None:
            signal.signal(signal.SIGINT, self._interrupt)
        return waited and self._takes_keys

    def _outlasts(self, seconds: float) -> bool:
        """Return whether the pager still runs after some time."""
        import subprocess

        assert self._pager is not None
        try:
            self._pager.wait(seconds)
        except subprocess.TimeoutExpired:
            self._takes_keys = self._takes_keys or _hands_over_keys(self._terminal)
            return True
        return False

    def _start(self) -> None:
        command = self._command()
        self._pager = _opened(command, self.encoding) if command else None
        if self._pager is None:  # the terminal's scrollback has to do
            self._to = self._terminal
        else:
            self._to = self._pager.stdin
            if threading.current_thread() is threading.main_thread():  # others can't
                self._interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the pager's now
        self._send("".join(self._kept))

    def _send(self, text: str) -> None:
        assert self._to is not None
        self._takes_keys = self._takes_keys or (self._pager is not None and _hands_over_keys(self._terminal))
        try:
            self._to.write(text)
        except BrokenPipeError as error:
            if self._pager is None:
                raise
            raise PagerClosedError from error


def _hands_over_keys(terminal: TextIO) -> bool:
    """Return whether a terminal hands over each key at once, as a program that waits for keys has it do."""
    try:
        import termios
    except ImportError:  # Windows
        return False
    try:
        return not termios.tcgetattr(terminal.fileno())[3] & termios.ICANON
    except (OSError, ValueError, termios.error):  # not a terminal
        return False


def _opened(command: Sequence[str], encoding: str) -> subprocess.Popen[str] | None:
    """Start a pager; None if it can't be started."""
    import subprocess

    environment = {"LESS": _OPTIONS + (_PROMPT if command == _LESS else ""), **os.environ}
    if encoding.lower().replace("-", "") == "utf8":
        environment.setdefault("LESSCHARSET", "utf-8")  # also where the locale, as C, says nothing of it
    try:
        return subprocess.Popen(command, stdin=subprocess.PIPE, env=environment, encoding=encoding, errors="replace")
    except OSError:
        return None


def pager_command(environ: Mapping[str, str]) -> list[str]:
    """Return the command of the pager, $PAGER or less; none if there is none, or PAGER is empty."""
    import shlex
    import shutil

    named = environ.get("PAGER")
    if named is None:
        return _LESS if os.name != "nt" and shutil.which("less") else []
    try:
        return shlex.split(named, posix=os.name != "nt")
    except ValueError:  # an open quote
        return []


@contextmanager
def paged(plain: bool) -> Iterator[Page]:
    """Yield a page on standard output. If it grows longer than the screen of a terminal, a pager shows it."""
    is_plain = wants_plain(sys.stdout, plain)
    console = open_console(sys.stdout, is_plain)
    if is_plain or not is_terminal(sys.stdin):
        yield Page(console, is_plain)
        return
    output = PagedOutput(sys.stdout, lambda: pager_command(os.environ), console.height, console.width)
    try:
        yield Page(open_console(output, is_plain), is_plain)  # type: ignore[arg-type]
    except PagerClosedError:
        pass  # whoever closed it has seen enough
    finally:
        PAGE_LEFT.set(output.finish())
