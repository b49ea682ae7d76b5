"""Keys of a Windows console, read as input records.

`msvcrt.getwch` announces an arrow key with the character `à` (0xE0), so it can't tell one from the other. A
record names the key beside its character.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from zgcquiz.ui.terminal import key_names as names
from zgcquiz.ui.terminal.key_names import named

RECORD = struct.Struct("<Hxx iHHHHI")
"""INPUT_RECORD with a KEY_EVENT_RECORD: type, key down, repeat count, virtual key, scan code, UTF-16 unit, modifiers.
https://learn.microsoft.com/windows/console/input-record-str"""
_KEY_EVENT, _RESIZE_EVENT = 0x01, 0x04
_ALT = 0x12
"""Its release carries the character entered as a number on the keypad."""
_VIRTUAL_KEYS = {
    0x23: names.LINE_END, 0x24: names.LINE_START, 0x25: names.LEFT, 0x26: names.UP, 0x27: names.RIGHT,
    0x28: names.DOWN, 0x2E: names.DELETE, 0x21: names.PAGE_UP, 0x22: names.PAGE_DOWN,
}  # fmt: skip
_SLICE_SECONDS = 0.05
"""Longest single wait: Ctrl-C is noticed between two waits."""


class KeyPress(NamedTuple):
    """A pressed key. virtual: its key code; unit: the UTF-16 code unit it types, or 0."""

    virtual: int
    unit: int


def parse_record(record: bytes) -> Iterator[KeyPress | str]:
    """Yield the key presses of an INPUT_RECORD, or REDRAW if the window was resized."""
    kind, down, count, virtual, _, unit, _ = RECORD.unpack(record)
    if kind == _RESIZE_EVENT:
        yield names.REDRAW
    elif kind == _KEY_EVENT and (down or (virtual == _ALT and unit)):
        for _ in range(max(1, count)):
            yield KeyPress(virtual, unit)


class WindowsKeys:
    """Keys of a Windows console.

    source: called with the seconds to wait (None: no limit), returns the next record, or None on timeout.
    """

    def __init__(self, source: Callable[[float | None], bytes | None], flush: Callable[[], None]) -> None:
        self._source = source
        self._flush = flush
        self._pending: list[KeyPress | str] = []
        self._high = 0  # the first half of a character outside the basic plane
        self.away = 0.0  # as a program on Windows is not stopped
        self.leave: Callable[[], object] = lambda: None

    def __enter__(self) -> WindowsKeys:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def read(self, seconds: float | None = None, *, text: bool = False) -> str:
        deadline = None if seconds is None else time.monotonic() + seconds
        while True:
            while self._pending:
                event = self._pending.pop(0)
                key = event if isinstance(event, str) else self._key(event, text)
                if key:
                    return key
            record = self._source(None if deadline is None else max(0.0, deadline - time.monotonic()))
            if record is None:
                return names.TIMEOUT
            self._pending += parse_record(record)

    def forget(self) -> None:
        self._pending.clear()
        self._high = 0
        self._flush()

    def answer(self) -> bytes:
        """Return b"": in this mode the console hands on no answers."""
        return b""

    def _key(self, press: KeyPress, text: bool) -> str:
        """Return the pressed key; "" for one without a meaning here, or for half of a character."""
        if not press.unit:
            return _VIRTUAL_KEYS.get(press.virtual, "")
        if 0xD800 <= press.unit < 0xDC00:
            self._high = press.unit
            return ""
        units = struct.pack("<HH", self._high, press.unit) if self._high else struct.pack("<H", press.unit)
        self._high = 0
        character = units.decode("utf-16-le", "replace")[:1]
        if character == "\x03":
            raise KeyboardInterrupt
        if character == "\x1a":
            return names.END
        if character == "\x1b":
            return names.ESCAPE
        key = named(character, text)
        return key if key.isprintable() else ""


def console_keys() -> WindowsKeys:
    import ctypes

    kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined]
    kernel.GetStdHandle.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(kernel.GetStdHandle(-10))  # STD_INPUT_HANDLE

    def source(seconds: float | None) -> bytes | None:
        deadline = None if seconds is None else time.monotonic() + seconds
        while True:
            left = _SLICE_SECONDS if deadline is None else min(_SLICE_SECONDS, deadline - time.monotonic())
            if kernel.WaitForSingleObject(handle, max(0, round(left * 1000))) == 0:
                break
            if deadline is not None and time.monotonic() >= deadline:
                return None
        buffer, read = ctypes.create_string_buffer(RECORD.size), ctypes.c_uint32()
        if not kernel.ReadConsoleInputW(handle, buffer, 1, ctypes.byref(read)):
            raise OSError("The console can't be read.")
        return buffer.raw

    return WindowsKeys(source, lambda: kernel.FlushConsoleInputBuffer(handle))
