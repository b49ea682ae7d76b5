"""What is confused with something due comes beside it in a review, as far as limits, holds and siblings allow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.cli.making import write
from tests.conftest import Clock, Ran
from tests.store.making import make_review
from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import select, sync_cards
from zgcquiz.core.log.review import Outcome, Rating, Ref, Review
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.core.value import replace

Run = Callable[..., Ran]
PACK = """\
zgcquiz: 1
id: towns
title: Towns
questions:
  - {id: due, question: What is the capital of Austria?, answer: Vienna, distractors: [Venice, Vilnius, Verona]}
  - {id: later, fact: lagoon, question: Which town stands in a lagoon?, answer: Venice, distractors: [Vienna, Vilnius]}
  - {id: other, question: What is the capital of Lithuania?, answer: Vilnius, distractors: [Vienna, Venice]}
  - {id: sibling, fact: lagoon, question: In what does Venice stand?, answer: A lagoon, distractors: [A lake]}
"""


def answered(rng: Random, item: str, at: Moment, pick: str, right: bool) -> Review:
    review = make_review(rng, Ref("towns", item), at, Rating.GOOD if right else Rating.AGAIN)
    outcome = Outcome.CORRECT if right else Outcome.WRONG
    return replace(review, shown=("Vienna", "Venice", "Vilnius"), response=(pick,), outcome=outcome)


@pytest.fixture
def context(make_context: Callable[[], AppContext], tmp_path: Path, zgcquiz: Run, clock: Clock) -> AppContext:
    """Vienna was taken for Venice twice, and is due; Venice and Vilnius were known yesterday."""
    assert zgcquiz("pack", "add", write(tmp_path / "towns.yaml", PACK)).code == 0
    context = make_context()
    sync_cards(context, select(context, None))
    rng = Random(1)

    def at(days: int) -> Moment:
        return Moment(clock().ms - days * DAY, clock().offset)

    made = [answered(rng, "due", at(days), "Venice", False) for days in (9, 8)]
    made += [answered(rng, item, at(days), "", True) for item in ("later", "other") for days in (6, 1)]
    context.log.merge(made, clock())
    return context


def asked(zgcquiz: Run, *options: str) -> list[str]:
    answers = zgcquiz("review", "--json", *(options or ("--new", "0")), stdin="Venice\n" * 9).json["answers"]
    return list(dict.fromkeys(answer["question"] for answer in answers))


def test_the_partner_comes_beside_though_it_is_not_due(zgcquiz: Run, context: AppContext) -> None:
    assert zgcquiz("--json").json["due"] == 1
    ran = zgcquiz("review", "--new", "0", stdin="Vienna\nVenice\n")
    assert "Towns: 2 questions, 1 due, 1 that you mix up with one of these" in " ".join(ran.out.split())
    assert ran.out.index("capital of Austria") < ran.out.index("stands in a lagoon")


def test_it_comes_right_after_and_once_a_day(zgcquiz: Run, context: AppContext) -> None:
    assert asked(zgcquiz) == ["due", "later"]
    assert asked(zgcquiz) in ([], ["due"])


def test_new_questions_come_after_both(zgcquiz: Run, context: AppContext, tmp_path: Path) -> None:
    without_sibling = PACK[: PACK.index("  - {id: sibling")]
    fresh = "  - {id: fresh, question: What is on the Adige?, answer: Verona, distractors: [Venice]}\n"
    assert zgcquiz("pack", "add", "--force", write(tmp_path / "towns.yaml", without_sibling + fresh)).code == 0
    ran = zgcquiz("review", "--json", stdin="Vienna\nVenice\nVerona\n")
    assert [answer["question"] for answer in ran.json["answers"]] == ["due", "later", "fresh"]
    assert ran.json["correct"] == 3


def test_a_new_sibling_goes_first(zgcquiz: Run, context: AppContext) -> None:
    ran = zgcquiz("review", "--json", stdin="Vienna\nA lagoon\n")
    assert [answer["question"] for answer in ran.json["answers"]] == ["due", "sibling"]


@pytest.mark.parametrize("options", [("--seed", "3", "--new", "0"), ("--limit", "5", "--new", "0")])
def test_a_seed_and_a_limit_are_kept_to(zgcquiz: Run, context: AppContext, options: tuple[str, ...]) -> None:
    assert asked(zgcquiz, *options) == ["due"]


def test_the_day_s_limit_is_kept(zgcquiz: Run, context: AppContext, home: Path) -> None:
    write(home / "config.toml", "reviews_per_day = 1\n")
    assert asked(zgcquiz) == ["due"]


@pytest.mark.parametrize("command", ["suspend", "bury"])
def test_what_is_held_stays_away(zgcquiz: Run, context: AppContext, command: str) -> None:
    assert zgcquiz(command, "towns", "later").code == 0
    assert asked(zgcquiz) == ["due"]


def test_a_sibling_of_what_was_asked_today_stays_away(zgcquiz: Run, context: AppContext, clock: Clock) -> None:
    context.log.merge([answered(Random(2), "sibling", clock(), "", True)], clock())
    assert asked(zgcquiz) == ["due"]


def test_what_is_no_longer_confused_comes_when_it_is_due(zgcquiz: Run, context: AppContext, clock: Clock) -> None:
    context.log.merge([answered(Random(2), "due", Moment(clock().ms - 7 * DAY), "Vienna", True)], clock())
    assert asked(zgcquiz, "--ahead", "0", "--new", "0") == ["due"]
