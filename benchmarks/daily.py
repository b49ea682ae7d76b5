"""What is done daily, at any size: a first question, an answer, the lists."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

from benchmarks.homes import INSERT, Home, review_row
from benchmarks.log import BARE_TABLE
from benchmarks.measure import Row, Sample, Terminal, Use, clocked, in_turns, to_end, to_text
from benchmarks.setting import LARGE, SMALL, Setting, growing_row, growth, ours
from benchmarks.startup import FOOTER, zgcquiz

FEW = 50
GROWTH = 0.15
"""The exponent allowed in daily use, from SMALL to LARGE items."""
PACKS, IN_EACH = 1_000, 20
ANSWERS = 2_000
"""Answers of one round, of which the first and the last hundred are compared."""

_PAGES: dict[str, tuple[str, ...]] = {
    "alone": (),
    "play": ("play", "--seed", "1"),
    "review": ("review",),
    "pack list": ("pack", "list"),
}
_ENDS_BY_ITSELF = frozenset(("pack list",))


def _page(name: str, home: Home) -> Callable[[], float]:
    command = [*zgcquiz(), *_PAGES[name]]
    if name in _ENDS_BY_ITSELF:
        return partial(to_end, command, home.environ, home.root)
    return partial(to_text, command, FOOTER, home.environ, home.root, "q")


def pages(setting: Setting) -> list[Row]:
    """The pages seen daily with few and with many questions."""
    homes = {items: setting.home(items, min(items, 300)) for items in (FEW, SMALL, LARGE)}
    measures: dict[str, Callable[[], float]] = {
        f"{name}: {items:,} items": _page(name, home) for name in _PAGES for items, home in homes.items()
    }
    measures["--help"] = partial(to_end, [*zgcquiz(), "--help"], homes[FEW].environ, homes[FEW].root)
    found = in_turns(measures, setting.runs)

    def grown(name: str) -> tuple[float, float]:
        small, large = (found[f"{name}: {items:,} items"].median for items in (SMALL, LARGE))
        return growth(small, large), GROWTH

    def large(name: str) -> Sample:
        return found[f"{name}: {LARGE:,} items"]

    first = found[f"play: {FEW:,} items"]
    return [
        Row(found[f"alone: {FEW:,} items"], first, 1.1),
        Row(large("alone"), first, 1.2, growth=grown("alone")),
        Row(large("play"), first, 1.5, growth=grown("play")),
        Row(large("review"), found[f"review: {FEW:,} items"], 1.15, growth=grown("review")),
        Row(large("pack list"), found["--help"], 1.2, growth=grown("pack list")),
    ]


def many_packs(setting: Setting) -> list[Row]:
    """The same pages with many small packs, against one such pack."""
    one, many = (_home_of_packs(setting.place(f"{count}-packs"), count) for count in (1, PACKS))
    for home in (one, many):
        ours(home)  # compiles the packs
    found = in_turns(
        {f"{name}: {what}": _page(name, home) for name in _PAGES for what, home in (("one", one), ("many", many))},
        max(3, setting.runs // 3),
    )
    return [
        Row(
            Sample(f"{name}: {PACKS:,} packs of {IN_EACH}", found[f"{name}: many"].values),
            Sample("one pack", found[f"{name}: one"].values),
            1.3,
        )
        for name in _PAGES
    ]


def _home_of_packs(root: Path, count: int) -> Home:
    folder = root / "packs"
    folder.mkdir(exist_ok=True)
    for number in range(count):
        questions = "".join(
            f"  - id: q{at}\n    question: What is number {at} of pack {number}?\n    answer: The answer {at}\n"
            f"    distractors: [Another {at}, A third {at}, A fourth {at}]\n"
            for at in range(IN_EACH)
        )
        path = folder / f"p{number}"
        path.mkdir(exist_ok=True)
        (path / "pack.yaml").write_text(f"zgcquiz: 1\nid: p{number}\ntitle: Pack {number}\nquestions:\n{questions}")
    return Home(root, count * IN_EACH, 0)


def until(setting: Setting) -> list[Row]:
    """A plan for an exam over many questions."""
    small, large = (setting.home(items, 300) for items in (SMALL, LARGE))
    day = (date.today() + timedelta(days=60)).isoformat()

    def planned(home: Home) -> list[Use]:
        command = ("review", "--until", day, "--json", "--limit", "1")
        return [ours(setting.copy(home, "planned"), *command) for _ in range(min(setting.runs, 3))]

    uses = {home.items: planned(home) for home in (small, large)}
    return [growing_row(f"review --until, {LARGE:,} items", uses, 150, limit=2.0)]


def history(setting: Setting) -> list[Row]:
    """The last answers of a life."""
    small, large = (setting.learned(items) for items in (SMALL, LARGE))
    found = in_turns(
        {
            f"history, {home.items * 10:,} reviews": partial(to_end, [*zgcquiz(), "history"], home.environ, home.root)
            for home in (small, large)
        },
        max(3, setting.runs // 3),
    )
    few, many = found.values()
    return [Row(many, limit=150, growth=(growth(few.median, many.median), GROWTH))]


def feedback(setting: Setting) -> list[Row]:
    """From the key to the last line of the feedback, in one long round, against a bare insert that is synced."""
    home = setting.copy(setting.home(10_000, 300), "answered")
    bare = sqlite3.connect(home.root / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute(BARE_TABLE)
    rng, drawn, inserted = Random(3), [], []
    with closing(bare), Terminal([*zgcquiz(), "play", "-n", str(ANSWERS + 1)], home.environ, home.root) as terminal:
        for at in range(ANSWERS):
            terminal.wait_for(FOOTER)
            row = review_row("bench", 1_790_000_000_000 + at, f"item-{at:06}", 3, rng)
            inserted.append(clocked(lambda row=row: bare.execute(INSERT, row)))  # type: ignore[misc]
            pressed = terminal.press("0")
            drawn.append((terminal.wait_for("(saved)") - pressed) * 1000)
            terminal.press("\n")
    first, last = drawn[:100], drawn[-100:]
    return [
        Row(Sample("from the key to the feedback", tuple(drawn)), Sample("bare WAL + FULL insert", tuple(inserted)), 3),
        Row(Sample(f"the last 100 of {ANSWERS:,}", tuple(last)), Sample("the first 100", tuple(first)), 1.1),
    ]
