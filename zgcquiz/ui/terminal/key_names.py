"""Keys by name, and the protocol of where they come from."""

from __future__ import annotations

import unicodedata
from typing import Protocol

UP, DOWN, ENTER, SPACE, ESCAPE, BACKSPACE = "up", "down", "enter", "space", "escape", "backspace"
LEFT, RIGHT, LINE_START, LINE_END, DELETE, TAB = "left", "right", "line start", "line end", "delete", "tab"
ERASE_LINE, ERASE_WORD, ERASE_REST = "erase line", "erase word", "erase rest"
END = "end of input"
REDRAW = "redraw"
"""The window has another size, or the program was stopped and goes on."""
TIMEOUT = "timeout"

_NAMED = {
    "\r": ENTER,
    "\n": ENTER,
    " ": SPACE,
    "\x04": END,
    "\x7f": BACKSPACE,
    "\x08": BACKSPACE,
    "\x0c": REDRAW,  # Ctrl-L
    "\t": TAB,
    "\x01": LINE_START,  # Ctrl-A and the others as the shell has them
    "\x02": LEFT,
    "\x05": LINE_END,
    "\x06": RIGHT,
    "\x0b": ERASE_REST,
    "\x15": ERASE_LINE,
    "\x17": ERASE_WORD,
}


class Keys(Protocol):
    """Where keys come from."""

    def __enter__(self) -> Keys: ...

    def __exit__(self, *error: object) -> None: ...

    def read(self, seconds: float | None = None, *, text: bool = False) -> str:
        """The next key: a character, or one of the names above. seconds: then TIMEOUT.

        text: a text is being typed, so a character is given as it is, and not made plain.
        """

    def forget(self) -> None:
        """Throw away what was typed ahead."""


def named(character: str, text: bool) -> str:
    """The key that a character is; not printable, where it is none."""
    plain = character if text else normalize_key(character)
    if plain in _NAMED:
        return _NAMED[plain]
    return SPACE if text and plain.isspace() else plain


def normalize_key(key: str) -> str:
    """Full-width letters and digits as an input method gives them, made plain."""
    return unicodedata.normalize("NFKC", key) if len(key) == 1 else key
