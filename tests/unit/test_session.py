"""The state of a round: order, score, streak, and repeats."""

from __future__ import annotations

from functools import reduce

from tests.unit.making import answered, fixed, picked, pool
from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref
from zgcquiz.core.rounds.marking import DontKnow, Picked
from zgcquiz.core.rounds.session import COMES_BACK_AFTER, Session, answer, shown_options

REFS = tuple(Ref("pack", name) for name in "abcdefg")


def after(session: Session, *correct: bool) -> Session:
    """Return the round after its next questions were answered right or wrong."""
    return reduce(lambda at, right: at.record(answered(at.pending[0], right)), correct, session)


def test_a_fresh_round_stands_at_its_first_question() -> None:
    session = Session(REFS)
    assert (session.number, session.total, session.correct, session.streak) == (1, 7, 0, 0)


def test_score_and_streak_follow_the_answers() -> None:
    session = after(Session(REFS), True, True, False, True)
    assert (session.correct, session.streak, session.best_streak) == (3, 1, 2)
    assert (session.number, session.total) == (5, 7)


def test_a_miss_comes_back_after_four_others() -> None:
    session = after(Session(REFS, repeat_missed=True), False)
    assert COMES_BACK_AFTER == 4
    assert [ref.item for ref in session.pending] == ["b", "c", "d", "e", "a", "f", "g"]
    assert session.total == 8


def test_a_miss_near_the_end_comes_back_last() -> None:
    session = after(Session(REFS[:2], repeat_missed=True), False)
    assert [ref.item for ref in session.pending] == ["b", "a"]


def test_the_last_question_comes_back_at_once_until_it_is_right() -> None:
    session = after(Session(REFS[:1], repeat_missed=True), False, False)
    assert session.pending == REFS[:1]
    assert after(session, True).pending == ()


def test_in_play_a_miss_does_not_come_back() -> None:
    assert after(Session(REFS), False).pending == REFS[1:]


def test_a_lucky_guess_scores_but_is_rated_again() -> None:
    item = fixed(("right", "wrong"), ("right",))
    lucky = answer(REFS[0], item, item.options, Picked(frozenset({0}), Certainty.GUESS), 2.5)
    assert (lucky.outcome, lucky.rating, lucky.certainty) == (Outcome.CORRECT, Rating.AGAIN, Certainty.GUESS)
    session = Session(REFS, repeat_missed=True).record(lucky)
    assert (session.correct, session.streak) == (1, 1)
    assert session.pending == REFS[1:]


def test_an_answer_names_the_texts_picked_in_the_order_shown() -> None:
    item = pool(keys=("x", "y"), distractors=("a", "b", "c"))
    given = answer(REFS[0], item, item.options, picked(3, 0), 1)
    assert given.picked == ("x", "b")
    assert answer(REFS[0], item, item.options, DontKnow(), 1).picked is None


def test_the_same_seed_and_try_shows_the_same_options_and_the_next_try_others() -> None:
    item = pool()
    tries = [shown_options(item, REFS[0], 7, asked) for asked in range(12)]
    assert tries == [shown_options(item, REFS[0], 7, asked) for asked in range(12)]
    assert len(set(tries)) > 6


def test_two_items_of_equal_options_are_not_drawn_alike() -> None:
    drawn = {shown_options(pool(), ref, 7, 0) for ref in REFS}
    assert len(drawn) > 3


def test_times_asked_counts_the_tries_of_one_item() -> None:
    session = after(Session(REFS[:1] + REFS[1:2], repeat_missed=True), False, True, False)
    assert [session.times_asked(ref) for ref in REFS[:3]] == [2, 1, 0]
