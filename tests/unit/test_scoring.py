"""Scores corrected for luck, and marks by certainty."""

from __future__ import annotations

from math import comb

import pytest

from tests.unit.making import fixed, pool
from zgcquiz.core.log.review import Certainty, Ref
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.marking import DontKnow, Picked, Response, TimedOut, Typed
from zgcquiz.core.rounds.scoring import Known, Marks, certainty_mark, known, known_interval, marks
from zgcquiz.core.rounds.session import Answer, answer

FOUR = fixed(("right", "a", "b", "c"), ("right",))
TYPED = Item("item", Kind.TYPED, "Stem?", (Option("right", key=True),))


def picked(number: int, right: bool, guess: bool = False, level: int | None = None, item: Item = FOUR) -> Answer:
    certainty = Certainty.GUESS if guess else Certainty.SURE
    return given(number, Picked(frozenset({0 if right else 1}), certainty, level), item)


def given(number: int, response: Response, item: Item = FOUR) -> Answer:
    shown = item.options if item.kind.is_choice else ()
    return answer(Ref("pack", str(number)), item, shown, response, 1.0)


def test_each_miss_takes_the_hits_away_that_come_with_it() -> None:
    answers = [picked(number, number < 15) for number in range(20)]
    assert known(answers) == Known(15 - 5 / 3, 9, 15, 20)


def test_without_a_miss_nothing_is_taken_away() -> None:
    found = known([picked(number, True) for number in range(10)])
    assert found is not None
    assert found.estimate == 10
    assert found.high == 10
    assert found.low < 10


def test_typed_answers_are_no_luck_and_declared_guesses_no_knowledge() -> None:
    answers = [given(1, Typed("right"), TYPED), given(2, Typed("else"), TYPED), picked(3, True, guess=True)]
    answers += [given(4, DontKnow()), given(5, TimedOut()), given(6, Typed("right", Certainty.GUESS), TYPED)]
    assert known(answers) == Known(1.0, 1, 1, 6)


def test_chances_differ_by_kind_and_number_of_options() -> None:
    two = fixed(("right", "a"), ("right",))
    several = pool(("x", "y"), ("a", "b"))
    missed = [picked(1, False, item=two), picked(2, False), given(3, Picked(frozenset({2})), several)]
    hits = [picked(number, True) for number in range(4, 9)]
    found = known([*missed, *hits])
    assert found is not None
    assert found.estimate == pytest.approx(5 - 1 - 1 / 3 - 1 / 14)


def test_only_the_first_answer_to_a_question_counts_and_none_is_none() -> None:
    found = known([picked(1, False), picked(1, True)])
    assert found is not None
    assert (found.estimate, found.of) == (0.0, 1)
    assert known([]) is None


@pytest.mark.parametrize("luck", [1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 15])
def test_the_interval_holds_the_truth_as_often_as_it_says(luck: float) -> None:
    """For every number of answers up to 25, every number known, and every outcome with its chance."""
    for n in range(26):
        intervals = [known_interval(right, n, luck) for right in range(n + 1)]
        for truth in range(n + 1):
            held = sum(
                comb(n - truth, right - truth) * luck ** (right - truth) * (1 - luck) ** (n - right)
                for right in range(truth, n + 1)
                if intervals[right][0] <= truth <= intervals[right][1]
            )
            assert held >= 0.95


def test_the_interval_narrows_with_more_answers_and_stays_in_bounds() -> None:
    for n in (1, 10, 100, 10_000):
        low, high = known_interval(n * 3 // 4, n, 0.25)
        assert 0 <= low <= high <= n * 3 // 4
    assert known_interval(7500, 10_000, 0.25)[0] > 6500
    assert known_interval(0, 20, 0.25) == (0, 0)


@pytest.mark.parametrize(("level", "right", "wrong"), [(1, 1, 0), (2, 2, -2), (3, 3, -6)])
def test_marks_are_gardner_medwins(level: int, right: int, wrong: int) -> None:
    assert (certainty_mark(True, level), certainty_mark(False, level)) == (right, wrong)


def test_marks_add_up_and_i_dont_know_is_nothing() -> None:
    answers = [picked(1, True, level=3), picked(2, False, level=3), picked(3, False, level=1), given(4, DontKnow())]
    assert marks(answers) == Marks(-3, 12)
