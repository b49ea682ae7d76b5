"""Keys read from a Unix terminal, whose settings are restored on every way out."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Callable
from types import FrameType
from typing import Any

from zgcquiz.ui.terminal import key_names as names
from zgcquiz.ui.terminal.key_names import Keys, named

_SEQUENCES = {
    b"[A": names.UP, b"OA": names.UP, b"[B": names.DOWN, b"OB": names.DOWN,
    b"[C": names.RIGHT, b"OC": names.RIGHT, b"[D": names.LEFT, b"OD": names.LEFT,
    b"[H": names.LINE_START, b"OH": names.LINE_START, b"[1~": names.LINE_START, b"[7~": names.LINE_START,
    b"[F": names.LINE_END, b"OF": names.LINE_END, b"[4~": names.LINE_END, b"[8~": names.LINE_END,
    b"[3~": names.DELETE, b"[5~": names.PAGE_UP, b"[6~": names.PAGE_DOWN,
}  # fmt: skip
_PASTE_STARTS, _PASTE_ENDS = b"[200~", b"[201~"
"""Written by a terminal before and after pasted text, if bracketed paste is on."""
_REDRAWN_FOR = {signal.SIGWINCH} if hasattr(signal, "SIGWINCH") else set()
"""Signals after which the screen is drawn again."""
_ESCAPE_SECONDS = 0.05
"""How long to wait for the rest of an escape sequence; without one, it is the Esc key."""
_ANSWER_SECONDS = 0.5
"""How long to wait for an answer of the terminal: it may be far away."""
_ANSWER = rb"\x1b(?:\[\?[\d;]*c|\[6;[\d;]*t|[_P][^\x1b]*\x1b\\)"
_LAST_ANSWER = rb"\x1b\[\?[\d;]*c"
"""That to DA1, the terminal's features."""


class TerminalKeys:
    """Keys of a Unix terminal, read unbuffered and unechoed.

    Ctrl-C remains an interrupt. On Ctrl-Z the terminal's settings are restored before the program stops, and set
    again when it is resumed.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._buffer = bytearray()
        self._pasting = False
        self._is_owed_answer = False
        self._saved: list[Any] | None = None
        self._handlers: dict[int, Any] = {}
        self._wake: tuple[int, int] = (-1, -1)
        self._woken_before = -1
        self._waiting = False
        self._is_stop_due = False
        self.away = 0.0
        self.leave: Callable[[], object] = lambda: None

    def __enter__(self) -> TerminalKeys:
        import termios

        self._saved = termios.tcgetattr(self._fd)
        self._wake = os.pipe()
        for end in self._wake:
            os.set_blocking(end, False)
        # Signals wake `select` through the pipe: without it, one that arrives just before `select` would be
        # noticed only at the next key.
        self._woken_before = signal.set_wakeup_fd(self._wake[1], warn_on_full_buffer=False)
        try:
            self._catch(signal.SIGWINCH, _on_resize)
            self._catch(signal.SIGTSTP, self._on_stop)
            self._catch(signal.SIGTERM, _on_end)
            self._catch(signal.SIGHUP, _on_end)
            self._set_mode()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        try:
            self._restore_mode()  # first: once nothing catches them, a signal ends the program as the terminal is then
        except BaseException:  # a signal, which may have come before anything was restored
            self._restore_mode()
            raise
        finally:
            for number, handler in self._handlers.items():
                signal.signal(number, handler)
            self._handlers.clear()
            signal.set_wakeup_fd(self._woken_before)
            for end in self._wake:
                os.close(end)
        if self._is_stop_due:
            os.kill(os.getpid(), signal.SIGTSTP)

    def read(self, seconds: float | None = None, *, text: bool = False) -> str:
        deadline = None if seconds is None else time.monotonic() + seconds
        while True:
            key = self._take_key(text)
            if key:
                return key
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            ready = self._wait(left)
            if self._wake[0] in ready:
                if _REDRAWN_FOR & set(os.read(self._wake[0], 1024)):
                    return names.REDRAW
                continue
            if not ready:
                return names.TIMEOUT
            if not self._fill():
                return names.END

    def forget(self) -> None:
        import termios

        self._buffer.clear()
        termios.tcflush(self._fd, termios.TCIFLUSH)

    def answer(self) -> bytes:
        from select import select

        deadline = time.monotonic() + _ANSWER_SECONDS
        while not (last := re.search(_LAST_ANSWER, self._buffer)):
            left = deadline - time.monotonic()
            if left <= 0 or not select([self._fd], [], [], left)[0] or not self._fill():
                break
        self._is_owed_answer = last is None
        found = b"".join(match[0] for match in re.finditer(_ANSWER, self._buffer))
        self._buffer[:] = re.sub(_ANSWER, b"", self._buffer)
        return found

    def _wait(self, seconds: float | None) -> list[int]:
        from select import select

        self._waiting = True
        try:
            if self._is_stop_due:
                self._stop()
            return select([self._fd, self._wake[0]], [], [], seconds)[0]
        finally:
            self._waiting = False

    def _fill(self) -> bool:
        try:
            data = os.read(self._fd, 1024)
        except OSError:  # the terminal is gone
            data = b""
        self._buffer += data
        return bool(data)

    def _take_key(self, text: bool) -> str:
        """Return the next key in the buffer; "" if there is no complete one."""
        buffer = self._buffer
        while buffer:
            if buffer[0] == 0x1B:
                sequence = self._take_sequence()
                if sequence is None:
                    return names.ESCAPE
                if sequence in (_PASTE_STARTS, _PASTE_ENDS):
                    self._pasting = sequence == _PASTE_STARTS
                if sequence in _SEQUENCES:
                    return _SEQUENCES[sequence]
                continue  # a key without a meaning here
            character = self._take_character()
            key = named(" " if self._pasting and character.isspace() else character, text)
            if key.isprintable():
                return key
        return ""

    def _take_character(self) -> str:
        """Return the next character of UTF-8; U+FFFD for a byte that is invalid, consuming that byte alone."""
        decoder = getincrementaldecoder("utf-8")("strict")
        size = 0
        while size < len(self._buffer) or (self._fd in self._wait(_ESCAPE_SECONDS) and self._fill()):
            size += 1
            try:
                character = decoder.decode(bytes(self._buffer[size - 1 : size]))
            except UnicodeDecodeError:
                break
            if character:
                del self._buffer[:size]
                return character
        del self._buffer[:1]
        return "\ufffd"

    def _take_sequence(self) -> bytes | None:
        """Return the rest of an escape sequence, or None for the Esc key alone."""
        buffer = self._buffer
        del buffer[0]
        if not buffer and not (self._fd in self._wait(_ESCAPE_SECONDS) and self._fill()):
            return None
        is_string = self._is_owed_answer and buffer[0] in b"_P"  # of an answer that comes late
        if buffer[0] not in b"[O" and not is_string:
            return None
        size = 2
        while True:
            if len(buffer) < size:
                if self._fd in self._wait(_ESCAPE_SECONDS) and self._fill():
                    continue
                break  # the rest never came: discard the sequence
            if is_string:
                if buffer[size - 2 : size] == b"\x1b\\":
                    break
            elif buffer[0] == ord("O") or 0x40 <= buffer[size - 1] <= 0x7E:
                break
            size += 1
        sequence = bytes(buffer[:size])
        del buffer[:size]
        if re.fullmatch(_LAST_ANSWER, b"\x1b" + sequence):
            self._is_owed_answer = False
        return sequence

    def _set_mode(self) -> None:
        import termios
        import tty

        tty.setcbreak(self._fd, termios.TCSADRAIN)

    def _restore_mode(self) -> None:
        import termios

        if self._saved is not None:
            try:
                termios.tcsetattr(self._fd, termios.TCSADRAIN, self._saved)
            except termios.error:
                pass  # the terminal is gone

    def _catch(self, number: int, handler: Callable[[int, FrameType | None], None]) -> None:
        self._handlers[number] = signal.signal(number, handler)

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        # Between two keys the screen may be half written: the stop waits until it is whole.
        self._is_stop_due = True
        if self._waiting:
            self._stop()

    def _stop(self) -> None:
        self._is_stop_due = False
        self.leave()
        stopped = time.monotonic()
        self._restore_mode()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        # Execution continues here when the program is resumed.
        self.away += time.monotonic() - stopped
        signal.signal(signal.SIGTSTP, self._on_stop)
        self._set_mode()
        try:
            os.write(self._wake[1], bytes([signal.SIGWINCH]))
        except BlockingIOError:
            pass  # a redraw is already pending


def _on_resize(number: int, frame: FrameType | None) -> None:
    """Do nothing: the signal has already woken `read`."""


def _on_end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def open_keys() -> Keys:
    """Return the keys of the terminal on standard input."""
    if sys.platform == "win32":
        from zgcquiz.ui.terminal.windows_keys import console_keys

        return console_keys()
    return TerminalKeys(sys.stdin.fileno())
