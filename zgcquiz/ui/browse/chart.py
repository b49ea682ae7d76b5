"""The forgetting curve as a chart of a few lines."""

from __future__ import annotations

import math

from rich.text import Text

from zgcquiz.core.browsing.curve import ForgettingCurve
from zgcquiz.core.moment import date_of
from zgcquiz.ui.terminal.look import Glyphs

_ROWS = 5
_LABEL = 6
"""Cells before the columns."""
_STEPS = "▁▂▃▄▅▆▇█"


def curve_lines(curve: ForgettingCurve, width: int, glyphs: Glyphs) -> list[Text]:
    """Return a curve drawn in columns: what is past in one colour, what is to come in another.

    The lowest line is at a multiple of ten per cent, at most 50, so that the changes can be seen.
    """
    columns = max(8, min(len(curve.values), width - _LABEL))
    shown = [round(at * (len(curve.values) - 1) / (columns - 1)) for at in range(columns)]
    today = sum(at <= curve.today for at in shown)
    low = min(0.5, math.floor(10 * min(curve.values)) / 10)
    steps = _STEPS if len(glyphs.eighths) > 1 else glyphs.eighths
    heights = [round((curve.values[at] - low) / (1 - low) * _ROWS * len(steps)) for at in shown]
    lines = []
    for row in reversed(range(_ROWS)):
        cells = "".join(_cell(height - row * len(steps), steps) for height in heights)
        label = {_ROWS - 1: "100%", 0: f"{low:.0%}"}.get(row, "")
        lines.append(Text.assemble((f"{label:>{_LABEL - 1}} ", "faint"), (cells[:today], "accent"), cells[today:]))
        lines[-1].stylize("faint", _LABEL + today)
    return [*lines, Text(" " * _LABEL + _dates(curve, columns, today), style="faint")]


def _cell(height: int, steps: str) -> str:
    """Return a column's cell. height: steps that are filled, counted from the cell's bottom."""
    return " " if height <= 0 else steps[min(height, len(steps)) - 1]


def _dates(curve: ForgettingCurve, columns: int, today: int) -> str:
    """Return the dates of the first and last column, and the word "today" below its column if there is room."""
    first, last = (f"{date_of(day).day} {date_of(day):%b %Y}" for day in (curve.first_day, curve.last_day))
    line = first.ljust(columns - len(last)) + last
    start = min(max(0, today - 1), columns - len("today"))
    end = start + len("today")
    if len(first) + len(last) + 2 <= columns and not line[max(0, start - 1) : end + 1].strip():
        return line[:start] + "today" + line[end:]
    return line if len(first) + len(last) < columns else first
