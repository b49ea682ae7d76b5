"""The sheet of screens in docs/screens: drawn anew and compared.

To draw them after a change, delete the pictures and run this file; look at them before you commit them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from html import escape
from itertools import groupby
from pathlib import Path
from random import Random

import pytest
from PIL import Image, ImageDraw
from rich.cells import cell_len

from tests.conftest import Clock
from tests.store.making import make_review
from tests.ui.browsing import Driven, browse
from tests.ui.display import Display
from tests.ui.pictures import REPLIES, add, encoded, pack_of
from tests.ui.scripted import Learner, Step, Terminal
from zgcquiz.app.learner.home import home
from zgcquiz.app.learner.stats import detailed_stats
from zgcquiz.app.selection import Selection, select, sync_cards
from zgcquiz.core.log.review import Rating, Ref
from zgcquiz.core.moment import DAY, MINUTE, Moment
from zgcquiz.ui.home import choose
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.report.stats.overview import print_stats
from zgcquiz.ui.terminal.key_names import ENTER

SHEET = Path(__file__).parents[2] / "docs" / "screens"
BANK = Path(__file__).parents[2] / "questions" / "zhongguancun"
GROUNDS = {"dark": ("#101010", "#e0e0e0"), "light": ("#ffffff", "#202020")}
"""Background and text."""
CELL, LINE, MARGIN = 8.4, 18, 14


def rectangle(left: float, top: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{height:g}" fill="{fill}"/>'


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
        for shown_as, cells in groupby(row, key=lambda cell: cell[1:]):
            words = "".join(cell[0] for cell in cells)
            size = cell_len(words)
            *style, is_reversed, behind = shown_as
            box = MARGIN + at * CELL, MARGIN + number * LINE - 1, size * CELL
            if is_reversed or behind:
                parts.append(rectangle(*box, LINE, (style[0] or text) if is_reversed else behind))
            if words.strip("\u2580") == "":  # the upper half of cells
                parts.append(rectangle(*box, LINE / 2, style[0] or text))
            elif shown := words.strip():
                colour, bold, italic, underlined = style
                colour = background if is_reversed else colour
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


def plays(learner: Learner, *steps: Step, cols: int = 80, rows: int = 24, seed: int = 73) -> None:
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


def a_year_of_answers(learner: Learner) -> Selection:
    """Answer questions of the installed bank on most days of the last year."""
    context, rng = learner.context, Random(1)
    shutil.copytree(BANK, context.paths.packs / BANK.name)
    selection = select(context, None)
    sync_cards(context, selection)
    ids = [entry.id for entry in selection.packs["zhongguancun"].entries()]
    now = context.clock()
    ratings = (Rating.GOOD,) * 6 + (Rating.AGAIN,)
    for ago in range(360, 0, -1):
        times = [Moment(now.ms - ago * DAY + minute * MINUTE) for minute in range(rng.choice((0, 0, 3, 5, 10, 20)))]
        refs = [Ref("zhongguancun", rng.choice(ids)) for _ in times]
        reviews = [make_review(rng, ref, at, rng.choice(ratings)) for ref, at in zip(refs, times, strict=True)]
        context.log.merge(reviews, now)
    return selection


@pytest.mark.parametrize("cols", [80, 40, 200])
def test_the_statistics(learner: Learner, cols: int) -> None:
    selection = a_year_of_answers(learner)
    terminal = Terminal((), cols, 60, plain=False)
    print_stats(Page(terminal.console, plain=False), detailed_stats(learner.context, selection).stats, "All packs")
    compare("stats" + ("" if cols == 80 else f"-{cols}"), terminal.display)


@pytest.mark.parametrize(("cols", "suffix"), [(80, ""), (40, "-40"), (200, "-200")])
def test_the_home(learner: Learner, cols: int, suffix: str) -> None:
    a_year_of_answers(learner)
    terminal = Terminal((keeping(f"home{suffix}"), "q"), cols, 24, plain=False)
    choose(terminal.console, terminal, home(learner.context)[0])


def test_the_home_on_the_first_evening_and_after_a_round(learner: Learner) -> None:
    shutil.copytree(BANK, learner.context.paths.packs / BANK.name)
    terminal = Terminal((keeping("first-evening"), "q"), 80, 24, plain=False)
    choose(terminal.console, terminal, home(learner.context)[0])
    plays(learner, "a", ENTER, "q")
    terminal = Terminal((keeping("unfinished"), "q"), 80, 24, plain=False)
    choose(terminal.console, terminal, home(learner.context)[0])


def test_the_home_on_the_second_day(learner: Learner, clock: Clock) -> None:
    context, rng = learner.context, Random(2)
    shutil.copytree(BANK, context.paths.packs / BANK.name)
    selection = select(context, None)
    sync_cards(context, selection)
    ids = [entry.id for entry in selection.packs["zhongguancun"].entries()]
    refs = [Ref("zhongguancun", id) for id in rng.sample(ids, 10)]
    now = context.clock()
    ratings = [Rating.GOOD] * 7 + [Rating.AGAIN] * 3
    reviews = [make_review(rng, ref, now, rating) for ref, rating in zip(refs, ratings, strict=True)]
    context.log.merge(reviews, now)
    clock.forward(days=1)
    terminal = Terminal((keeping("second-day"), "q"), 80, 24, plain=False)
    choose(terminal.console, terminal, home(learner.context)[0])


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (40, 20), (120, 36)])
def test_the_browser(learner: Learner, cols: int, rows: int) -> None:
    a_year_of_answers(learner)

    async def act(screen: Driven) -> None:
        await screen.press("j", "s", "j")
        compare("browse" + ("" if cols == 80 else f"-{cols}"), screen.display)

    browse(learner.context, act, size=(cols, rows), search="patents")


@pytest.mark.parametrize(("cols", "suffix"), [(80, ""), (40, "-40")])
def test_a_question_in_markdown(learner: Learner, tmp_path: Path, cols: int, suffix: str) -> None:
    pack = tmp_path / "squares.yaml"
    pack.write_text(
        """zgcquiz: 1
id: squares
title: Squares
markup: markdown
questions:
  - id: comprehension
    question: |
      What does this print, where $n^2 = \\\\sqrt{81}$?

      ```python
      def squares(n):
          # from nought
          return [i ** 2 for i in range(n)]

      print(squares(n))
      ```
    answer: "`[0, 1, 4]`"
    options: ["`[0, 1, 2]`", "`[0, 1, 4]`", "`[1, 4, 9]`", "*nothing*, since **n** is no integer"]
    explanation: |
      `range(n)` starts at **0** and stops *before* n. See [the reference](https://docs.python.org/3/).

      | n | squares |
      |---|---------|
      | 1 | `[0]`   |
      | 3 | `[0, 1, 4]` |
""".replace("\\\\", "\\"),
        encoding="utf-8",
    )
    learner.play(
        pack, keeping(f"markdown{suffix}"), "c", keeping(f"markdown-feedback{suffix}"), ENTER, "q", cols=cols, rows=40
    )


def test_a_question_with_an_image(learner: Learner, tmp_path: Path) -> None:
    """In half blocks, as on a terminal that has no images of its own."""
    path = pack_of(
        tmp_path / "flags",
        "Whose flag is this? ![Two stripes and a triangle](media/flag.png)",
        ["Czechia", "Poland", "Slovenia", "The Philippines"],
    )
    image = Image.new("RGB", (180, 120), "#ffffff")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 60, 180, 120), "#d7141a")
    draw.polygon([(0, 0), (90, 60), (0, 120)], "#11457e")
    add(path, "flag.png", encoded(image))
    learner.play(path, keeping("image"), "q", reply=REPLIES["blocks"])
