"""Reports of rounds."""

from __future__ import annotations

from tests.unit.making import answered, fixed, on_day, picked
from zgcquiz.core.log.review import Certainty, Ref
from zgcquiz.core.packs.pack import Item
from zgcquiz.core.rounds.marking import DontKnow, Picked, TimedOut
from zgcquiz.core.rounds.round_views import Ending, RoundReport, SectionScore, score_sections
from zgcquiz.core.rounds.session import Answer, Session, answer
from zgcquiz.core.value import replace

A, B, C = (Ref("pack", name) for name in "abc")
ITEM: Item = fixed(("right", "wrong"), ("right",))


def in_section(title: str, correct: bool) -> Answer:
    given = answered(A, correct)
    return replace(given, item=replace(given.item, section=title))


def report(*answers: Answer) -> RoundReport:
    session = Session(tuple(given.ref for given in answers))
    for given in answers:
        session = session.record(given)
    return RoundReport(
        mode="play",
        pack="pack",
        heading="Pack",
        seed=1,
        session=session,
        ending=Ending(finished=True),
        cards={},
        now=on_day(20_000),
        last_score=None,
        recorded=True,
        sections=(),
        new=0,
        due_left=0,
        next_due=None,
        today=None,
    )


def test_sections_are_scored_in_the_packs_order_and_strangers_last() -> None:
    answers = (
        in_section("second", True),
        in_section("first", False),
        in_section("elsewhere", True),
        in_section("second", False),
    )
    assert score_sections(answers, {"first": 0, "second": 1}) == (
        SectionScore("first", 0, 1),
        SectionScore("second", 1, 2),
        SectionScore("elsewhere", 1, 1),
    )


def test_an_empty_round_scores_nothing() -> None:
    empty = report()
    assert (empty.score, empty.asked, empty.seconds, empty.missed) == (0.0, 0, 0, ())


def test_a_round_is_counted_by_outcome_and_certainty() -> None:
    guess = answer(A, ITEM, ITEM.options, Picked(frozenset({0}), Certainty.GUESS), 2)
    lost = answer(B, ITEM, ITEM.options, picked(1), 3)
    made = report(
        guess, lost, answer(C, ITEM, ITEM.options, DontKnow(), 4), answer(C, ITEM, ITEM.options, TimedOut(), 5)
    )
    assert (made.asked, made.correct, made.score, made.seconds) == (4, 1, 0.25, 14)
    assert (made.dont_know, made.timed_out, made.again) == (1, 1, 4)
    assert (made.with_certainty(Certainty.GUESS), made.with_certainty(Certainty.SURE)) == ((1, 1), (0, 1))


def test_a_question_missed_twice_is_listed_once_by_its_first_miss() -> None:
    made = report(answered(A, True), answered(B, False), answered(C, False), answered(B, False), answered(B, True))
    assert [(missed.number, missed.answer.ref) for missed in made.missed] == [(2, B), (3, C)]
