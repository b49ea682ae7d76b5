"""The names of keys, and the protocol of a source of keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from zgcquiz.core.text.han.widths import half_width

UP, DOWN, ENTER, SPACE, ESCAPE, BACKSPACE = "up", "down", "enter", "space", "escape", "backspace"
LEFT, RIGHT, LINE_START, LINE_END, DELETE, TAB = "left", "right", "line start", "line end", "delete", "tab"
PAGE_UP, PAGE_DOWN = "page up", "page down"
ERASE_LINE, ERASE_WORD, ERASE_REST = "erase line", "erase word", "erase rest"
END = "end of input"
REDRAW = "redraw"
"""The window was resized, or the program was resumed."""
TIMEOUT = "timeout"

_NAMED = {
    "\r": ENTER, "\n": ENTER, "\t": TAB, " ": SPACE, "\x7f": BACKSPACE, "\x08": BACKSPACE,
    # Ctrl-A, B, D, E, F, K, L, U and W, as in a shell
    "\x01": LINE_START, "\x02": LEFT, "\x04": END, "\x05": LINE_END, "\x06": RIGHT, "\x0b": ERASE_REST,
    "\x0c": REDRAW, "\x15": ERASE_LINE, "\x17": ERASE_WORD,
}  # fmt: skip


class Keys(Protocol):
    """A source of keys.

    away: seconds for which the program was stopped; leave: called before it is stopped while a key is awaited. After a
    stop, the next key is REDRAW.
    """

    away: float
    leave: Callable[[], object]

    def __enter__(self) -> Keys: ...

    def __exit__(self, *error: object) -> None: ...

    def read(self, seconds: float | None = None, *, text: bool = False) -> str:
        """Return the next key: a character, or one of the names above.

        seconds: return TIMEOUT after this time; text: text is being typed, so don't normalize characters.
        """

    def forget(self) -> None:
        """Discard what was typed ahead."""

    def answer(self) -> bytes:
        """Return what the terminal answers to what was written to it; b"" if nothing comes.

        The last part of the question must be DA1, which every terminal answers. What is typed meanwhile is kept.
        """


def named(character: str, text: bool) -> str:
    """Return the key for a character; it is not printable if the character is not a key."""
    plain = character if text else normalize_key(character)
    if plain in _NAMED:
        return _NAMED[plain]
    return SPACE if text and plain.isspace() else plain


def normalize_key(key: str) -> str:
    """Return the plain form of a full-width letter or digit, as input methods produce them."""
    return normalize_keys(key) if len(key) == 1 else key


def normalize_keys(line: str) -> str:
    """Return a line with full-width letters, digits, signs and spaces in their plain form, and 、 as a comma."""
    return half_width(line).replace("\u3001", ",")
