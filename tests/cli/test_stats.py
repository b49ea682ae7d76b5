"""`stats` over a log of sixty days: its pages at 80 and 40 columns and read aloud, and its JSON.

The pages are compared with files. After a change on purpose delete them: the next run writes them anew, and
fails, so that somebody looks at them.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from rich.console import Console

from benchmarks.ids import uuid7
from tests.cli.making import conforms, write
from tests.conftest import Clock, Ran
from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.stats import detailed_stats
from zgcquiz.app.selection import select, sync_cards
from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref, Review
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.value import replace
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.report.stats import overview, questions

Run = Callable[..., Ran]
GOLDEN = Path(__file__).parent / "golden"

YEARS = """\
zgcquiz: 1
id: years
title: Years of 中关村
questions:
  - {id: street, question: When did the Electronics Street begin?, answer: '1980', tags: [start], fact: street,
     distractors: ['1988', '1999', '2009', '1978']}
  - {id: zone, formerly: [area], question: When was the zone approved?, answer: '1988', tags: [zone],
     distractors: ['1980', '1999', '2009', '1978']}
  - {id: park, question: Is there a park?, answer: true, tags: [zone]}
  - {id: fresh, question: Which one is never asked?, answer: this, distractors: [that]}
"""
SHOWN = {
    "street": ("1980", "1988", "1999", "2009"),
    "zone": ("1988", "1980", "1999", "2009"),
    "park": ("true", "false"),
}


def answered(rng: Random, item: str, at: Moment, pick: str | None, level: int | None = None) -> Review:
    key = SHOWN["zone" if item == "area" else item][0]
    right = pick == key
    return Review(
        id=uuid7(at.ms, rng),
        device="device",
        session=uuid7(at.ms, rng),
        at=at,
        ref=Ref("years", item),
        fingerprint="0" * 16,
        mode="review",
        kind=Kind.TRUE_FALSE if item == "park" else Kind.SINGLE,
        shown=SHOWN["zone" if item == "area" else item],
        response=None if pick is None else (pick,),
        outcome=Outcome.CORRECT if right else Outcome.WRONG,
        certainty=None if pick is None else Certainty.SURE,
        rating=Rating.GOOD if right else Rating.AGAIN,
        ms=6000,
        level=level,
    )


def sixty_days(now: Moment) -> list[Review]:
    rng = Random(1)

    def at(ago: int, minute: int = 0) -> Moment:
        return Moment(now.ms - ago * DAY + minute * 60_000, now.offset)

    made = [answered(rng, "street", at(ago), "1988" if ago in (30, 12) else "1980", 3) for ago in range(60, -1, -6)]
    made += [answered(rng, "area", at(ago, 1), "1980" if ago == 40 else "1988") for ago in (45, 40)]
    made += [answered(rng, "zone", at(ago, 1), "1988", 1) for ago in (39, 30, 12)]
    made += [answered(rng, "zone", at(2, 2), "1980", 2)]
    made += [answered(rng, "park", at(ago, minute), "true") for ago in (20, 1) for minute in range(3, 3 + ago // 2)]
    made += [replace(answered(rng, "park", at(0, 5), None), mode="cram")]
    made += [replace(answered(rng, "park", at(3, 5), "false"), void=True)]
    return made


@pytest.fixture
def context(make_context: Callable[[], AppContext], tmp_path: Path, zgcquiz: Run) -> AppContext:
    assert zgcquiz("pack", "add", write(tmp_path / "years.yaml", YEARS)).code == 0
    context = make_context()
    sync_cards(context, select(context, None))
    context.log.merge(sixty_days(context.clock()), context.clock())
    return context


def page_of(context: AppContext, view: str, width: int, plain: bool) -> str:
    selection = select(context, None)
    found = detailed_stats(context, selection, memory=True, items=True, certainty=True, confusions=True)
    out = io.StringIO()
    page = Page(Console(file=out, width=width, markup=False, emoji=False, highlight=False), plain)
    if view == "overview":
        overview.print_stats(page, found.stats, "All packs")
    elif view == "memory":
        assert found.predicted
        overview.print_memory(page, found.stats)
        overview.print_predicted(page, found.predicted)
    elif view == "topics":
        overview.print_topics(page, found.stats)
    elif view == "items":
        assert found.items
        questions.print_items(page, found.items)
    elif view == "certainty":
        assert found.certainty
        questions.print_certainty(page, found.certainty, found.stems)
    else:
        assert found.confusions
        questions.print_confusions(page, found.confusions, found.stems, found.now)
    return out.getvalue()


@pytest.mark.parametrize("shape", ["80", "40", "plain"])
@pytest.mark.parametrize("view", ["overview", "memory", "topics", "items", "certainty", "confusions"])
def test_pages_look_as_they_did(context: AppContext, view: str, shape: str) -> None:
    width = 40 if shape == "40" else 80
    page = page_of(context, view, width, shape == "plain")
    assert all(len(line) < width or "中" in line for line in page.splitlines()), "a line is too long"
    path = GOLDEN / f"stats-{view}-{shape}.txt"
    if not path.exists():
        path.write_text(page, encoding="utf-8")
        pytest.fail(f"{path.name} was not there: look at it, and run again")
    assert page == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("view", ["overview", "memory", "topics", "items", "certainty", "confusions"])
def test_in_east_asian_locales_no_sign_is_two_columns_wide(
    context: AppContext, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert not set(page_of(context, view, 80, False)) & set("█─━│…→·■▒░▏▎▍▌▋▊▉╸")


SHARE = {"reviews": int, "correct": int}
WHOLE = {
    "seconds_today": float,
    "seconds_week": float,
    "streak": int,
    "longest_streak": int,
    "crammed": int,
    "days": [{"date": str, "reviews": int}],
    "retention_by_interval": [{"from": int, "to": (int, type(None)), "reviews": int, "retention": (float, type(None))}],
    "hardest_facts": [{"pack": str, "fact": str, "reviews": int, "missed": int}],
    "prediction": {
        "items": int,
        "items_in_all": int,
        "reviews": int,
        "rmse": float,
        "bins": [{"from": float, "to": float, "predicted": float, "true": float, "reviews": int}],
    },
    "items": [
        {
            "pack": str,
            "question": str,
            "text": str,
            "reviews": int,
            "correct": int,
            "difficulty": (float, type(None)),
            "options": [{"text": str, "key": bool, "shown": int, "picked": int, "never_picked": bool}],
        }
    ],
    "certainty": {
        "sure_but_wrong": [
            {"pack": str, "question": str, "text": str, "times": int, "picked": str, "last": str, "mended": bool}
        ],
        "levels": [{"level": int, "stands_for": float, **SHARE}],
        "sure": SHARE,
        "guess": SHARE,
        "brier": float,
        "brier_of_average": float,
    },
    "confusions": [{"pack": str, "answers": [str], "questions": [str], "times": int, "last": str}],
}


def test_all_of_it_as_json(zgcquiz: Run, context: AppContext) -> None:
    ran = zgcquiz("stats", "--memory", "--items", "--certainty", "--confusions", "--json")
    assert (ran.code, ran.err) == (0, "")
    conforms(ran.json, WHOLE)
    (confusion,) = ran.json["confusions"]
    assert (confusion["answers"], confusion["questions"], confusion["times"]) == (
        ["1980", "1988"],
        ["street", "zone"],
        4,
    )
    plain = zgcquiz("stats", "--json").json
    assert {key: value for key, value in ran.json.items() if key in plain} == plain
    assert not {"prediction", "items", "certainty", "confusions"} & set(plain)
    assert plain["crammed"] == 1
    assert plain["reviews"] == sum(day["reviews"] for day in plain["days"])


def test_a_confusion_is_over_when_both_were_known_on_a_later_day(
    zgcquiz: Run, context: AppContext, clock: Clock, make_context: Callable[[], AppContext]
) -> None:
    clock.forward(days=1)
    rng = Random(2)
    context.log.merge([answered(rng, "zone", clock(), "1988"), answered(rng, "street", clock(), "1980")], clock())
    assert zgcquiz("stats", "--confusions", "--json").json["confusions"] == []


def test_other_packs_are_left_out_where_one_is_named(zgcquiz: Run, context: AppContext, greek: Path) -> None:
    ran = zgcquiz("stats", greek, "--memory", "--items", "--certainty", "--confusions", "--json")
    assert ran.code == 0
    assert (ran.json["reviews"], ran.json["items"], ran.json["confusions"]) == (0, [], [])
    assert ran.json["certainty"]["sure_but_wrong"] == []
    assert ran.json["prediction"]["items_in_all"] == 0
    assert zgcquiz("stats", greek, "--memory", "--topics", "--items", "--certainty", "--confusions").code == 0


def test_a_round_asks_what_is_confused_side_by_side_and_says_so(zgcquiz: Run, context: AppContext) -> None:
    for _ in range(6):
        asked = zgcquiz("play", "--no-record", "--json", stdin="0\n" * 4).json["answers"]
        for_a_guest = [answer["question"] for answer in asked]
        asked = zgcquiz("play", "--json", stdin="0\n" * 4).json["answers"]
        order = [answer["question"] for answer in asked]
        assert abs(order.index("street") - order.index("zone")) == 1
        assert sorted(order) == sorted(for_a_guest)
    again = zgcquiz("play", "years", "--tag", "start", stdin="1988\n")
    assert "You have mixed up 1988 and 1980 " in again.out


def test_the_options_once_picked_are_drawn_again(zgcquiz: Run, context: AppContext) -> None:
    for _ in range(6):
        ran = zgcquiz("play", "years", "--json", "--fact", "street", stdin="1980\n")
        assert "1988" in ran.json["answers"][0]["shown"]


def test_a_given_seed_draws_the_same_whatever_was_confused(zgcquiz: Run, context: AppContext) -> None:
    def draw() -> list[object]:
        asked = zgcquiz("play", "years", "--seed", "3", "--json", stdin="0\n" * 4).json["answers"]
        for _ in asked:
            zgcquiz("undo")
        return [(answer["question"], answer["shown"]) for answer in asked]

    assert draw() == draw()
