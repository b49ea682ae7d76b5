"""How things look on a terminal: the colours by what they mean, and the signs to draw with."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.settings import COLOURS, PLAIN, Settings
from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from rich.console import Console

THEMES: Mapping[str, tuple[str, ...]] = {
    "default": ("#00875f", "#c24e63", "#b55e00", "#306ef2", "#767676"),
    "dark": ("#5fd7a7", "#ff8799", "#ffaf5f", "#87afff", "#a8a8a8"),
    "light": ("#00664a", "#b0103a", "#8a4500", "#1a4fc0", "#5f5f5f"),
    "high-contrast": ("bold", "bold reverse", "underline", "bold", ""),
    PLAIN: ("",) * len(COLOURS),
}
"""The colours of each theme, in the order of `COLOURS`.

Their contrast is at least 4.5 to 1 (WCAG 2.2, 1.4.3): in the default theme on black and on white alike, in the dark one
up to a background of #303030, in the light one down to #e8e8e8.
"""
LOOK: ContextVar[Callable[[], Settings]] = ContextVar("look", default=Settings)
"""Returns the settings that say how things look. May raise ZgcError, as settings that can't be read do."""


def current_look() -> Settings:
    """Return the settings that say how things look; the defaults while they are read, or if they can't be."""
    settings = LOOK.get()
    token = LOOK.set(Settings)  # to read them may print a warning
    try:
        return settings()
    except ZgcError:
        return Settings()  # a command that needs the settings reports this; it does so in the default colours
    finally:
        LOOK.reset(token)


def styles() -> dict[str, str]:
    """Return the definitions of all styles by name, as for Rich's `Theme`: of `COLOURS`, and of their bold variants."""
    look = current_look()
    colours = [own or colour for own, colour in zip(look.colours, THEMES[look.theme], strict=True)]
    found = dict(zip(COLOURS, colours, strict=True))
    return {**found, **{f"{name}.strong": f"bold {colour}" for name, colour in found.items()}}


class Glyphs(Value, frozen=True):
    """The signs to draw with; each takes one cell.

    full, half, track: of a meter: what is filled, the half cell at its end, and the rest. learning: between what is
    filled and the rest, where colours can't tell it. eighths: the parts of a cell
    at a bar's end, from one eighth to the whole, or just the whole. shades: of a heat map, from nothing to much.
    """

    full: str
    half: str
    track: str
    learning: str
    eighths: str
    shades: str
    rule: str
    right: str
    partial: str
    wrong: str
    missed: str


UNICODE = Glyphs("━", "╸", "─", "╍", "▏▎▍▌▋▊▉█", "·░▒▓█", "─", "✓", "~", "✗", "○")
ASCII = Glyphs("#", "", "-", "+", "#", ".:+*#", "-", "=", "~", "x", "o")


def glyphs_of(console: Console) -> Glyphs:
    """Return the signs that a console can show.

    If the settings leave it open, those of ASCII if the console's encoding has no others, and if the locale is an East
    Asian one: there many terminals draw lines and blocks two cells wide.
    """
    asked = current_look().glyphs
    if asked == "auto":
        return UNICODE if console.encoding.startswith("utf") and not is_east_asian(os.environ) else ASCII
    return UNICODE if asked == "unicode" else ASCII


_COERCED = "C.UTF-8"
"""What Python sets LC_CTYPE to where the system lacks the locale of LANG (PEP 538)."""


def is_east_asian(environ: Mapping[str, str]) -> bool:
    """Return whether the locale of an environment is Chinese, Japanese or Korean."""
    names = [environ.get("LC_ALL", ""), environ.get("LC_CTYPE", ""), environ.get("LANG", "")]
    if names[1] == _COERCED:
        names[1:2] = []
    name = next(filter(None, names), "")
    return name.partition("_")[0].lower() in ("zh", "ja", "ko")
