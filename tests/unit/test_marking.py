"""Outcomes and ratings of responses."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.unit.making import picked
from zgcquiz.core.log.review import Certainty, Outcome, Rating
from zgcquiz.core.packs.pack import Option
from zgcquiz.core.rounds.marking import DontKnow, Picked, Response, TimedOut, certainty_of, mark, rate

SHOWN = (Option("2", key=True), Option("4"), Option("3", key=True), Option("6"), Option("5", key=True))


@pytest.mark.parametrize(
    ("positions", "outcome"),
    [
        ((0, 2, 4), Outcome.CORRECT),
        ((0, 2), Outcome.PARTIAL),
        ((0,), Outcome.PARTIAL),
        ((0, 2, 1), Outcome.PARTIAL),
        ((0, 1), Outcome.WRONG),
        ((0, 2, 4, 1, 3), Outcome.PARTIAL),
        ((1, 3), Outcome.WRONG),
        ((), Outcome.WRONG),
    ],
)
def test_select_all_is_right_only_with_exactly_the_keys(positions: tuple[int, ...], outcome: Outcome) -> None:
    assert mark(SHOWN, picked(*positions)) is outcome


def test_exactly_one_choice_out_of_all_is_correct() -> None:
    choices = [choice for size in range(6) for choice in combinations(range(5), size)]
    assert [choice for choice in choices if mark(SHOWN, picked(*choice)) is Outcome.CORRECT] == [(0, 2, 4)]


def test_with_one_key_nothing_is_partial() -> None:
    shown = (Option("a"), Option("b", key=True), Option("c"))
    assert [mark(shown, picked(at)) for at in range(3)] == [Outcome.WRONG, Outcome.CORRECT, Outcome.WRONG]


@pytest.mark.parametrize("response", [DontKnow(), TimedOut()])
def test_no_answer_is_wrong_says_nothing_of_certainty_and_comes_again(response: Response) -> None:
    assert mark(SHOWN, response) is Outcome.WRONG
    assert rate(Outcome.WRONG, response) is Rating.AGAIN
    assert certainty_of(response) is None


@pytest.mark.parametrize(
    ("outcome", "certainty", "rating"),
    [
        (Outcome.CORRECT, Certainty.SURE, Rating.GOOD),
        (Outcome.CORRECT, Certainty.GUESS, Rating.AGAIN),
        (Outcome.PARTIAL, Certainty.SURE, Rating.AGAIN),
        (Outcome.PARTIAL, Certainty.GUESS, Rating.AGAIN),
        (Outcome.WRONG, Certainty.SURE, Rating.AGAIN),
        (Outcome.WRONG, Certainty.GUESS, Rating.AGAIN),
    ],
)
def test_only_right_and_sure_is_good(outcome: Outcome, certainty: Certainty, rating: Rating) -> None:
    response = Picked(frozenset({0}), certainty)
    assert rate(outcome, response) is rating
    assert certainty_of(response) is certainty


def test_ratings_are_the_numbers_of_fsrs() -> None:
    assert [rating.value for rating in Rating] == [1, 2, 3, 4]
