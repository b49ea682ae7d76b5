"""The sheet of screens in docs/screens: drawn anew and compared.

To draw them after a change, delete the pictures and run this file; look at them before you commit them.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from itertools import groupby
from pathlib import Path
from random import Random

import pytest
from rich.cells import cell_len

from tests.store.making import make_review
from tests.ui.display import Display
from tests.ui.scripted import Learner, Step, Terminal
from zgcquiz.app.learner.stats import detailed_stats
from zgcquiz.app.selection import select, sync_cards
from zgcquiz.core.log.review import Rating, Ref
from zgcquiz.core.moment import DAY, MINUTE, Moment
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.report.stats.overview import print_stats
from zgcquiz.ui.terminal.key_names import ENTER

SHEET = Path(__file__).parents[2] / "docs" / "screens"
BANK = Path(__file__).parents[2] / "questions" / "zhongguancun"
GROUNDS = {"dark": ("#101010", "#e0e0e0"), "light": ("#ffffff", "#202020")}
"""Background and text."""
CELL, LINE, MARGIN = 8.4, 18, 14


def svg(display: Display, ground: str) -> str:
    """Return what is on a screen as a picture."""
    background, text = GROUNDS[ground]
    rows = [row for row in display.cells if row]
    last = max(number for number, row in enumerate(display.cells) if row)
    width, height = display.cols * CELL + 2 * MARGIN, (last + 1) * LINE + 2 * MARGIN
    assert rows
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}">',
        f'<rect width="100%" height="100%" rx="6" fill="{background}"/>',
        f'<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="{text}">',
    ]
    for number, row in enumerate(display.cells):
        at = 0
        for style, cells in groupby(row, key=lambda cell: cell[1:]):
            words = "".join(cell[0] for cell in cells)
            size = cell_len(words)
            if shown := words.strip():
                colour, bold, italic, underlined = style
                look = "".join(
                    (f' fill="{colour}"' if colour else "", ' font-weight="bold"' if bold else "",
                     ' font-style="italic"' if italic else "", ' text-decoration="underline"' if underlined else "")
                )  # fmt: skip
                x = MARGIN + (at + len(words) - len(words.lstrip())) * CELL
                y, length = MARGIN + number * LINE + 13, cell_len(shown) * CELL
                letters = escape(shown).replace(" ", "\u00a0")  # blanks side by side would become one
                parts.append(f'<text x="{x:.1f}" y="{y}" textLength="{length:.1f}"{look}>{letters}</text>')
            at += size
    return "\n".join((*parts, "</g>", "</svg>", ""))


def compare(name: str, display: Display) -> None:
    missing = []
    for ground in GROUNDS:
        path = SHEET / f"{name}-{ground}.svg"
        picture = svg(display, ground)
        if not path.exists():
            SHEET.mkdir(exist_ok=True)
            path.write_text(picture, encoding="utf-8")
            missing.append(path.name)
        assert picture == path.read_text(encoding="utf-8"), path.name
    assert not missing, f"{', '.join(missing)} was not there: look at it, and run again"


def keeping(name: str) -> Callable[[Terminal], None]:
    def keep(terminal: Terminal) -> None:
        compare(name, terminal.display)

    return keep


def plays(learner: Learner, *steps: Step, cols: int = 80, rows: int = 24, seed: int = 3) -> None:
    learner.play(BANK, *steps, cols=cols, rows=rows, seed=seed, questions=4)


@pytest.mark.parametrize(("cols", "suffix"), [(80, ""), (40, "-40")])
def test_a_question_its_keys_its_feedback_and_the_summary(learner: Learner, cols: int, suffix: str) -> None:
    plays(
        learner, keeping(f"question{suffix}"), "?", keeping(f"keys{suffix}"), "?", "a", keeping(f"feedback{suffix}"),
        *(ENTER, "0") * 3, ENTER, keeping(f"summary{suffix}"), "q", cols=cols, rows=40,
    )  # fmt: skip


def test_a_typed_answer_with_a_slip(learner: Learner, tmp_path: Path) -> None:
    pack = tmp_path / "typed.yaml"
    pack.write_text(
        "zgcquiz: 1\nid: beijing\ntitle: Beijing\nquestions:\n"
        "  - {id: park, kind: typed, question: Which park is called China's Silicon Valley?, answer: Zhongguancun}\n",
        encoding="utf-8",
    )
    learner.play(pack, *"Zhonguancun", keeping("typing"), ENTER, keeping("slip"), ENTER, "q")


@pytest.mark.parametrize("cols", [80, 40, 200])
def test_the_statistics(learner: Learner, cols: int) -> None:
    context, rng = learner.context, Random(1)
    selection = select(context, str(BANK))
    sync_cards(context, selection)
    ids = [entry.id for entry in selection.packs["zhongguancun"].entries()]
    now = context.clock()
    ratings = (Rating.GOOD,) * 6 + (Rating.AGAIN,)
    for ago in range(360, 0, -1):
        times = [Moment(now.ms - ago * DAY + minute * MINUTE) for minute in range(rng.choice((0, 0, 3, 5, 10, 20)))]
        refs = [Ref("zhongguancun", rng.choice(ids)) for _ in times]
        reviews = [make_review(rng, ref, at, rng.choice(ratings)) for ref, at in zip(refs, times, strict=True)]
        context.log.merge(reviews, now)
    terminal = Terminal((), cols, 60, plain=False)
    print_stats(Page(terminal.console, plain=False), detailed_stats(context, selection).stats, "All packs")
    compare("stats" + ("" if cols == 80 else f"-{cols}"), terminal.display)
