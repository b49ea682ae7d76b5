"""Meters and bars."""

from __future__ import annotations

from rich.text import Text

from zgcquiz.ui.terminal.look import Glyphs


def meter(share: float, width: int, glyphs: Glyphs) -> Text:
    """Return a meter of `width` cells: how much of the whole is filled. share: from 0 to 1."""
    halves = round(_clipped(share) * width * (1 + len(glyphs.half)))
    full, half = divmod(halves, 2) if glyphs.half else (halves, 0)
    filled = glyphs.full * full + glyphs.half * half
    return Text.assemble((filled, "accent"), (glyphs.track * (width - full - half), "faint"))


def bar(share: float, width: int, glyphs: Glyphs) -> str:
    """Return a bar that takes up to `width` cells, without trailing blanks. share: from 0 to 1."""
    steps = len(glyphs.eighths)
    whole, part = divmod(round(_clipped(share) * width * steps), steps)
    return glyphs.eighths[-1] * whole + (glyphs.eighths[part - 1] if part else "")


def _clipped(share: float) -> float:
    return min(1.0, max(0.0, share))
