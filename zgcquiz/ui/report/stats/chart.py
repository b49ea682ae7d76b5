"""Bars and the heat map of the year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.text import Text

from zgcquiz.core.moment import date_of
from zgcquiz.core.stats.activity import Recall
from zgcquiz.core.stats.heat_map import STEPS, HeatMap, make_heat_map
from zgcquiz.core.stats.summary import Group
from zgcquiz.core.value import Value
from zgcquiz.ui.report.page import NARROW, Page
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.look import Glyphs
from zgcquiz.ui.terminal.meters import bar
from zgcquiz.ui.terminal.text import fit

_WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
_WIDE = 112
"""From so many columns on, a week of the year takes two cells."""
_MARGIN = 5
_MAX_WEEKS = 53
_BAR_NAME = 26


def print_share(page: Page, name: str, recall: Recall) -> None:
    """Print a share as a bar; nothing if there are no reviews."""
    if recall.share is None:
        return
    if page.plain:
        page.say(f"{name}: {phrases.percent(recall.share)} of {phrases.count(recall.of, 'review')}")
        return
    print_bar(page, name, recall.share, phrases.percent(recall.share), f"of {recall.of:,}")


def print_bar(page: Page, name: str, share: float, figure: str, note: str = "") -> None:
    """Print a named bar. share: from 0 to 1; figure: before the bar; note: after it."""
    if page.plain:
        page.say(f"{name}: {figure} {note}".rstrip())
        return
    width = page.width
    name_width, room = _BAR_NAME, min(30, width - _BAR_NAME - 10)
    if width < NARROW:
        name, name_width, room = name.partition(" (")[0], 13, min(20, width - 23)
    size = max(8, room - cell_len(note) - (2 if note else 0))
    drawn = bar(share, size, page.glyphs).ljust(size if note else 0)
    line = Text.assemble(" ", fit(name, name_width), f"{figure:>6}  ", (drawn, "accent"))
    page.console.print(line.append(f"  {note}" if note else "", style="faint"), soft_wrap=True)


def print_groups(page: Page, groups: Sequence[Group]) -> None:
    """Print packs or tags, a line each; those without reviews on one line."""
    begun = [group for group in groups if group.reviews]
    widest = min(24, max((cell_len(group.name) for group in begun), default=0))
    for group in begun:
        figures = (
            f"{phrases.count(group.reviews, 'review')}, {phrases.percent(group.correct / group.reviews)} right,"
            f" {group.cards:,} begun, {group.due:,} due"
        )
        if page.narrow:
            page.line(f"{group.name}: {figures}", indent=3)
        else:
            page.say(figures, first=f" {fit(group.name, widest)}   ")
    rest = [group.name for group in groups if not group.reviews]
    if rest:
        page.line(f"Not begun: {', '.join(rest)}", style="faint", indent=1)


def print_year(page: Page, days: Mapping[int, int], today: int) -> None:
    """Print each day of the last year, in as many columns of a week as fit; months as sentences if plain.

    days: reviews by the learner's day.
    """
    if page.plain:
        _print_months(page, days, today)
        return
    shown = year(days, today, page.console.width, page.width, page.glyphs)
    page.heading("The last year" if shown.weeks == _MAX_WEEKS else f"The last {shown.weeks} weeks")
    for line in shown.lines:
        page.console.print(line, soft_wrap=True)
    if shown.legend:
        page.say(shown.legend, first=" " * _MARGIN, style="faint")


class Year(Value, frozen=True):
    """The heat map of the last weeks. lines: the months, then a line for each day of the week; legend: of its signs."""

    weeks: int
    lines: tuple[Text, ...]
    legend: str


def year(days: Mapping[int, int], today: int, columns: int, width: int, glyphs: Glyphs) -> Year:
    """Return the heat map, in as many columns as fit. days: as for `print_year`; columns: of the terminal; width: the
    maximum of cells of a line."""
    cells = 2 if columns >= _WIDE else 1
    weeks = min(_MAX_WEEKS, width - _MARGIN)
    heat_map = make_heat_map(days, today, weeks)
    lines = [Text(" " * _MARGIN + _month_names(heat_map, cells), style="faint")]
    for day, name in enumerate(_WEEKDAYS):
        line = Text(f" {name:<{_MARGIN - 1}}", style="faint")
        for week in heat_map.weeks:
            step = week[day]
            line.append((" " if step is None else glyphs.shades[step]) * cells, style="right" if step else "faint")
        line.rstrip()
        lines.append(line)
    return Year(weeks, tuple(lines), _legend(heat_map, glyphs.shades) if heat_map.bounds else "")


def _print_months(page: Page, days: Mapping[int, int], today: int) -> None:
    months: dict[str, list[int]] = {}
    for day in sorted(days):
        if today - 7 * _MAX_WEEKS < day <= today:
            months.setdefault(f"{date_of(day):%B %Y}", []).append(days[day])
    page.heading("The last year")
    for month, counts in months.items():
        page.say(f"{month}: {phrases.count(sum(counts), 'review')} on {phrases.count(len(counts), 'day')}")


def _month_names(heat_map: HeatMap, cells: int) -> str:
    """Return the names of the months, each above its first week if there is room. cells: of a week."""
    line = ""
    for number in range(len(heat_map.weeks)):
        last_day = date_of(heat_map.first_day + 7 * number + 6)
        start = number * cells
        if last_day.day <= 7 and len(line) <= start and start + 3 <= len(heat_map.weeks) * cells:
            line = f"{line:<{start}}{last_day:%b} "
    return line.rstrip()


def _legend(heat_map: HeatMap, shades: str) -> str:
    lows = [1, *(bound + 1 for bound in heat_map.bounds[:-1])]
    steps = [
        f"{sign} {low}" if low == high else f"{sign} {low}-{high}"
        for sign, low, high in zip(shades[1 : STEPS + 1], lows, heat_map.bounds, strict=False)
    ]
    return "   ".join((f"{shades[0]} none", *steps)) + "  reviews a day"
