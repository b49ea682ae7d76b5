"""The home: today's work, what is known and the year, with a key for each thing to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from zgcquiz.core.stats.activity import streaks
from zgcquiz.core.stats.progress import Home, LearningProgress, PackProgress
from zgcquiz.ui.report.stats.chart import year
from zgcquiz.ui.round import phrases
from zgcquiz.ui.round.workload_phrases import todays_work
from zgcquiz.ui.terminal.key_names import (
    END,
    ENTER,
    ESCAPE,
    PAGE_DOWN,
    PAGE_UP,
    REDRAW,
    Keys,
)
from zgcquiz.ui.terminal.line_layout import LineLayout
from zgcquiz.ui.terminal.live_block import BlockContent, LiveBlock
from zgcquiz.ui.terminal.text import cells, fit, one_line

if TYPE_CHECKING:
    from rich.console import Console

_LABEL = 12
"""Cells of the labels of the rows at the top."""
_MOST_PACKS = 8
_MOST_LEFT = 2
"""The most rounds that were left that are told apart, besides the last one."""
_HANG = 2
"""Cells by which the further lines of a title are indented."""
_BAR = range(8, 25)
"""Cells of a bar, from the least to the most."""
QUIT = ""
"""The choice to leave."""
READ = "read"
_COMMANDS = {"p": "play", "r": READ, "b": "browse", "s": "stats", "k": "pack list", "c": "config"}
_RESUME = "play --resume"


def choose(console: Console, keys: Keys, home: Home) -> str:
    """Show the home until the learner has chosen, and return the command line without the program's name, or QUIT."""
    choices = {ENTER: next_step(home)[0], **_COMMANDS, "q": QUIT, ESCAPE: QUIT, END: QUIT}
    if home.unfinished:
        choices["g"] = _RESUME
    note, help = "", False

    def page() -> BlockContent:
        return _page(LineLayout(console), home, note, help)

    with LiveBlock(console) as block:
        block.show(page)
        while (key := keys.read()) not in choices:
            if key == REDRAW:
                block.redraw()
            elif key in (PAGE_UP, PAGE_DOWN):
                block.scroll(1 if key == PAGE_DOWN else -1)
            elif len(key) == 1:
                help = key == "?" and not help
                note = "" if key == "?" else f"{key} does nothing here; ? shows all keys."
                block.show(page)
    return choices[key]


def next_step(home: Home) -> tuple[str, str]:
    """Return the command line that Enter runs, and what it does."""
    if home.overview.begun and home.overview.today.has_work:
        return "review", "today's work"
    if home.unfinished:
        return _RESUME, "go on with the round"
    if not home.overview.packs:
        return "pack add --help", "how to add a pack"
    return "play", "a round of ten" if home.overview.begun else "a first round of ten"


def _page(layout: LineLayout, home: Home, note: str, help: bool) -> BlockContent:
    """Return the home, or all keys in its place. note: said above the keys."""
    footer = layout.keys(_keys(home), note)
    if help:
        told = [
            line
            for key, meaning in _help(home)
            for line in layout.wrap(meaning, first=Text.assemble("  ", (f"{key:<9}", "accent.strong"), " "))
        ]
        return BlockContent([*_head(layout, home), *told, Text(), *footer], len(footer))
    top = [*_head(layout, home), *_rows(layout, home)]
    room = layout.console.height - 2 - len(top) - len(footer)
    packs = _packs(layout, home, sections=True)
    if len(packs) > room:
        packs = _packs(layout, home, sections=False)
    lines = [*top, *packs, *_year(layout, home, room - len(packs)), Text()]
    return BlockContent([*lines, *footer], len(footer))


def _keys(home: Home) -> list[tuple[str, str]]:
    keys = [("Enter", next_step(home)[1])]
    if home.unfinished and next_step(home)[0] != _RESUME:
        keys.append(("g", "go on"))
    return [
        *keys,
        ("p", "play"),
        ("r", "read"),
        ("b", "browse"),
        ("s", "stats"),
        ("k", "packs"),
        ("c", "settings"),
        ("?", "keys"),
        ("q", "quit"),
    ]


def _help(home: Home) -> list[tuple[str, str]]:
    """Return every key that works here, and what it does."""
    other = "; with another: zgcquiz play PACK --resume" if home.overview.also_left else ""
    resume = [("g", f"go on with the round that was left last{other}")] if home.unfinished else []
    return [
        ("Enter", next_step(home)[1]),
        *resume,
        ("p", "play a round of ten random questions"),
        ("r", "read the study texts"),
        ("b", "browse the questions, and search them"),
        ("s", "see how it goes: what is known, due and forgotten"),
        ("k", "list the packs"),
        ("c", "list the settings"),
        ("PgUp PgDn", "scroll a page that is longer than the screen"),
        ("?", "show or hide the keys"),
        ("q Esc", "quit; for all commands: zgcquiz --help"),
    ]


def _head(layout: LineLayout, home: Home) -> list[Text]:
    name = Text("zgcquiz", style="bold")
    told = Text(", ".join(_done(home)), style="faint")
    gap = layout.width - 1 - name.cell_len - told.cell_len
    if gap < 3:
        return [layout.beside([name], ""), *layout.wrap(told.plain, style="faint"), *layout.rule()]
    return [Text.assemble(" ", name, " " * gap, told), *layout.rule()]


def _done(home: Home) -> list[str]:
    """Return "12 days in a row", "34 answers today"."""
    days, today = home.days, home.overview.now.day
    if not days:
        return []
    streak = streaks(days, today)[0]
    told = [f"{streak:,} days in a row"] if streak > 1 else []
    return [*told, f"{phrases.count(days[today], 'answer')} today"] if days.get(today) else told


def _rows(layout: LineLayout, home: Home) -> list[Text]:
    rows = _welcome(home) if not home.overview.begun else _today(home)
    lines: list[Text] = []
    for label, text in rows:
        if layout.narrow:
            lines += layout.wrap(f"{label}: {text}" if label else text, indent=_HANG if label else None)
        else:
            lines += layout.wrap(text, first=Text.assemble(" ", (f"{label:<{_LABEL}}", "faint")) if label else " ")
    return [*lines, Text()]


def _welcome(home: Home) -> list[tuple[str, str]]:
    if not home.overview.packs:
        return [("", "No pack of questions is installed yet. Add one from a file, a folder or an address.")]
    questions = phrases.count(sum(pack.progress.items for pack in home.packs), "question")
    packs = "" if len(home.packs) == 1 else f" in {len(home.packs):,} packs"
    return [
        ("", f"{questions}{packs} to get to know. Every answer is saved at once, and each question comes back"
             " shortly before you would forget it."),
    ]  # fmt: skip


def _today(home: Home) -> list[tuple[str, str]]:
    overview = home.overview
    today, now = overview.today, overview.now
    later = not overview.due and overview.next_due and overview.next_due.day <= now.day
    rows = [("Today", todays_work(today) or ("nothing to do yet" if later else "nothing left to do"))]
    if today.due_in_all > today.due:
        rows.append(("Waiting", phrases.waiting(today)))
    if not overview.due and overview.next_due:
        rows.append(("Next", phrases.next_due(overview.next_due, now)))
    if home.unfinished:
        rows.append(("Unfinished", phrases.unfinished(home.unfinished, now)))
    rows += [("Also left", phrases.unfinished(left, now)) for left in overview.also_left[:_MOST_LEFT]]
    if more := len(overview.also_left[_MOST_LEFT:]):
        rows.append(("Also left", phrases.count(more, "older round")))
    return rows


def _packs(layout: LineLayout, home: Home, *, sections: bool) -> list[Text]:
    """Return the packs that were begun, or of a single one its sections too, and the names of the others."""
    begun = sum(pack.progress.begun > 0 for pack in home.packs)
    shown = home.packs[:_MOST_PACKS] if not begun else home.packs[: min(begun, _MOST_PACKS)]
    rows = [
        row
        for pack in shown
        for row in [(pack.title, pack.progress, "bold"), *((each.name, each, "") for each in pack.sections if sections)]
    ]
    lines = _bars(layout, rows)
    more = (begun or len(home.packs)) - len(shown)
    if more:
        lines += layout.wrap(f"and {phrases.count(more, 'pack')} more", style="faint")
    if begun and begun < len(home.packs):
        lines += layout.wrap(_not_begun(home.packs[begun:]), indent=_HANG, style="faint")
    return lines


def _not_begun(packs: Sequence[PackProgress]) -> str:
    names = [one_line(pack.title) for pack in packs[:3]]
    more = f" and {len(packs) - 3:,} more" if len(packs) > 3 else ""
    return f"Not begun: {', '.join(names)}{more}"


def _bars(layout: LineLayout, rows: Sequence[tuple[str, LearningProgress, str]]) -> list[Text]:
    """Return what is known of packs and sections as bars and in figures. rows: names, progress and the name's style."""
    figures = [_figures(progress) for _, progress, _ in rows]
    room = layout.width - 7 - max(map(len, figures), default=0)
    width = min(room - _BAR[0], max((cells(one_line(name)) for name, *_ in rows), default=0))
    lines: list[Text] = []
    for (name, progress, style), told in zip(rows, figures, strict=True):
        if layout.narrow:
            lines += layout.wrap(one_line(name), indent=_HANG, style=style)
            lines.append(Text.assemble("   ", _bar(layout, progress, _BAR[0]), (f"  {told}", "faint")))
            continue
        beside = cells(one_line(name)) <= width
        if not beside:
            lines += layout.wrap(one_line(name), indent=_HANG, style=style)
        bar = _bar(layout, progress, min(_BAR[-1], room - width))
        lines.append(
            Text.assemble(" ", (fit(name if beside else "", width), style), "   ", bar, (f"   {told}", "faint"))
        )
    return lines


def _figures(progress: LearningProgress) -> str:
    if not progress.begun:
        return phrases.count(progress.items, "question")
    due = f", {progress.due:,} due" if progress.due else ""
    return f"{progress.known:,} of {progress.items:,} known{due}"


def _bar(layout: LineLayout, progress: LearningProgress, size: int) -> Text:
    """Return a bar of `size` cells: what is known, what is being learnt, and the rest."""
    items = max(1, progress.items)
    known, begun = round(size * progress.known / items), round(size * progress.begun / items)
    glyphs = layout.glyphs
    learning = glyphs.learning if layout.console.no_color else glyphs.full
    return Text.assemble(
        (glyphs.full * known, "right"),
        (learning * (begun - known), "caution"),
        (glyphs.track * (size - begun), "faint"),
    )


def _year(layout: LineLayout, home: Home, room: int) -> list[Text]:
    """Return the heat map of the year if there is room for it. room: lines."""
    if not home.days:
        return []
    shown = year(home.days, home.overview.now.day, layout.console.width, layout.width, layout.glyphs)
    lines = [Text(), *shown.lines]
    return lines if len(lines) <= room else []
