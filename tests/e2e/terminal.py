"""A terminal to run a program on: keys go in, and what it shows can be read as a person sees it."""

from __future__ import annotations

import sys
import termios
import time
from codecs import getincrementaldecoder
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pexpect

from tests.ui.display import Display, running

PATIENCE = 10
"""Seconds to wait for what must come."""

FEW = 24
"""Bytes to take at a time: a test that looks for what comes after the text that it waited for fails each time, and not
only where the machine is slow."""

JOB = """
import os, signal, sys
pid = os.fork()
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
try:
    os.setpgid(pid, pid)
except PermissionError:
    pass  # the child has done so, and is another program by now
os.tcsetpgrp(0, os.getpgid(pid))
if pid == 0:
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execvp(sys.argv[1], sys.argv[1:])
while True:
    _, status = os.waitpid(pid, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        sys.exit(os.waitstatus_to_exitcode(status))
    os.tcsetpgrp(0, os.getpgrp())
    print("[stopped]", flush=True)
    sys.stdin.readline()
    os.tcsetpgrp(0, pid)
    os.kill(pid, signal.SIGCONT)
"""
"""A shell for one job: says when it is stopped, and lets it go on when a line is typed."""


class Terminal:
    """One program on a pseudo-terminal of its own."""

    def __init__(
        self, argv: list[str], cols: int, rows: int, env: Mapping[str, str], cwd: Path, *, job: bool = False
    ) -> None:
        """job: run it under a shell, so that Ctrl-Z can stop it."""
        if job:
            argv = [sys.executable, "-c", JOB, *argv]
        self.raw = bytearray()
        self.display = Display(cols or 80, rows or 24)
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._mark = 0
        self.child: Any = pexpect.spawn(
            argv[0], argv[1:], dimensions=(rows, cols), env=dict(env), cwd=str(cwd), timeout=PATIENCE
        )
        self.child.delaybeforesend = None
        self.mode_before = self.mode

    # In

    def send(self, keys: str | bytes) -> None:
        """Type keys. What is waited for from now on must come after them."""
        self._take_rest()
        self._mark = len(self.raw)
        self.child.send(keys)

    def press(self, keys: str | bytes, then: str) -> None:
        """Type keys and wait for a text."""
        self.send(keys)
        self.wait_for(then)

    def resize(self, cols: int, rows: int) -> None:
        self._take_rest()
        self._mark = len(self.raw)
        self.display.resize(cols, rows)
        self.child.setwinsize(rows, cols)

    # Out

    def _take_rest(self) -> None:
        """Take all that has come."""
        taken = -1
        while taken != len(self.raw):
            taken = len(self.raw)
            self._take(0)

    def _take(self, seconds: float) -> bool:
        """Take some of what has come; False at the end."""
        try:
            data = self.child.read_nonblocking(FEW, seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += data
        self.display.feed(self._decode(data))
        return True

    @property
    def said(self) -> str:
        """What was written since the last keys, as running text."""
        return running(self.raw[self._mark :].decode("utf-8", "replace"))

    def wait_for(self, text: str, seconds: float = PATIENCE) -> None:
        """Wait until a text was written since the last keys."""
        end = time.monotonic() + seconds
        while " ".join(text.split()) not in self.said:
            open_ = self._take(0.05)
            if " ".join(text.split()) in self.said:
                break
            assert open_, f"it ended without {text!r}:\n{self.picture}"
            assert time.monotonic() < end, f"no {text!r} came:\n{self.picture}"

    def finish(self, seconds: float = PATIENCE) -> int:
        """Wait for the end; gives the exit code, or minus the signal."""
        end = time.monotonic() + seconds
        while self._take(0.05):
            assert time.monotonic() < end, f"it does not end:\n{self.picture}"
        self.child.wait()
        status: int | None = self.child.exitstatus
        return status if status is not None else -int(self.child.signalstatus)

    def close(self) -> None:
        self.child.close(force=True)

    # What is seen

    @property
    def lines(self) -> list[str]:
        return self.display.lines

    @property
    def picture(self) -> str:
        return self.display.picture

    @property
    def text(self) -> str:
        return self.display.text

    @property
    def widest(self) -> int:
        return self.display.widest

    @property
    def mode(self) -> list[Any]:
        """The terminal's attributes, as stty shows them."""
        found: list[Any] = termios.tcgetattr(self.child.child_fd)
        return found

    @property
    def reads_keys(self) -> bool:
        """A key reaches the program at once, and is not echoed."""
        return not self.mode[3] & (termios.ICANON | termios.ECHO)

    def wait_for_mode(self, *, keys: bool) -> None:
        end = time.monotonic() + PATIENCE
        while self.reads_keys is not keys:
            self._take(0.02)
            assert time.monotonic() < end
