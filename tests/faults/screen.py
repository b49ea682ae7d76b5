"""The screen of a program, as the bytes that come."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from codecs import getincrementaldecoder
from pathlib import Path

from tests.faults.reading import Reading

_COLOURS = re.compile(r"\x1b\[[0-9;?]*[mhlC]")
_MOVES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r\n?")
_BEGUN = re.compile(r"\x1b(?:\[[0-9;?]*)?$|\r$")
"""A code that has not come to its end yet."""


class Screen:
    """A program on a pseudo-terminal of its own."""

    def __init__(self, argv: list[str], env: dict[str, str], cwd: Path) -> None:
        self.read = Reading()
        self.tail = ""  # since the last keys
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._line = self._code = ""
        self.pid, self._file = pty.fork()
        if self.pid == 0:
            try:
                os.chdir(cwd)
                os.execve(argv[0], argv, env)
            finally:
                os._exit(127)
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.code: int | None = None
        self.repeated = False

    def send(self, keys: str) -> None:
        self.tail = ""
        os.write(self._file, keys.encode())

    def take(self, seconds: float) -> bool:
        """Take what has come within some seconds; False at the end."""
        if not select.select([self._file], [], [], max(0, seconds))[0]:
            return True
        try:
            data = os.read(self._file, 1 << 16)
        except OSError:
            return False
        if not data:
            return False
        text = self._code + self._decode(data)
        begun = _BEGUN.search(text)
        self._code = begun[0] if begun else ""
        text = _MOVES.sub("\n", _COLOURS.sub("", text.removesuffix(self._code)))
        self.tail += text
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            self.read.note(line.strip())
        return True

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def close(self) -> None:
        """Close the terminal, as a window that is closed does."""
        os.close(self._file)
        self._file = -1

    def finish(self, seconds: float = 10, again: int | None = None) -> bool:
        """Take the rest and wait for the end; False if the program had to be killed.

        again: a signal to send once more if nothing ends for so long; `repeated` says whether it was needed.
        """
        end = time.monotonic() + seconds
        while self._file >= 0 and self.take(0.05) and time.monotonic() < end and not self._ended():
            pass
        while self._file >= 0 and self.take(0) and select.select([self._file], [], [], 0)[0]:
            pass  # what was written before the end
        self.read.note(self._line.strip())
        while not self._ended():
            if time.monotonic() > end and again is not None:
                self.signal(again)
                self.repeated = True
                return self.finish(seconds)
            if time.monotonic() > end:
                self.signal(signal.SIGKILL)
                os.waitpid(self.pid, 0)
                self._let_go()
                return False
            time.sleep(0.005)
        self._let_go()
        return True

    def _let_go(self) -> None:
        if self._file >= 0:
            self.close()

    def _ended(self) -> bool:
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is not None
