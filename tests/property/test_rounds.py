"""Rounds with any answers: the score is right, no item is left out, and undo leaves no trace."""

from __future__ import annotations

import tracemalloc
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.unit.making import answered, picked, pool
from zgcquiz.core.log.review import Ref
from zgcquiz.core.rounds.given import Given
from zgcquiz.core.rounds.session import COMES_BACK_AFTER, Answer, Session, answer, shown_options

QUICK = settings(deadline=None, max_examples=examples(70))

rounds = st.integers(1, 9).map(lambda size: tuple(Ref("pack", str(at)) for at in range(size)))
scripts = st.lists(st.booleans(), max_size=25)
"""Right or wrong, answer by answer; all later answers are right."""


def play(session: Session, script: list[bool]) -> list[Session]:
    """Return every state of a round from its start to its end."""
    states = [session]
    answers = iter(script)
    while states[-1].pending:
        current = states[-1]
        states.append(current.record(answered(current.pending[0], next(answers, True))))
    return states


def longest_run(outcomes: list[bool]) -> int:
    return max((len(list(run)) for right, run in groupby(outcomes) if right), default=0)


def last_run(outcomes: list[bool]) -> int:
    return len(outcomes) if False not in outcomes else outcomes[::-1].index(False)


@QUICK
@given(rounds, scripts, st.booleans())
def test_score_and_streaks_agree_with_a_recount(refs: tuple[Ref, ...], script: list[bool], repeat: bool) -> None:
    for state in play(Session(refs, repeat), script):
        outcomes = [given.correct for given in state.answers]
        assert state.correct == outcomes.count(True)
        assert state.streak == last_run(outcomes)
        assert state.best_streak == longest_run(outcomes)
        assert state.number == len(outcomes) + 1
        assert state.total == len(outcomes) + len(state.pending)


@QUICK
@given(rounds, scripts)
def test_in_play_each_question_is_asked_once_in_its_order(refs: tuple[Ref, ...], script: list[bool]) -> None:
    assert tuple(given.ref for given in play(Session(refs), script)[-1].answers) == refs


@QUICK
@given(rounds, scripts)
def test_in_review_each_question_is_asked_until_it_is_right_and_no_more(
    refs: tuple[Ref, ...], script: list[bool]
) -> None:
    answers = play(Session(refs, repeat_missed=True), script)[-1].answers
    assert {given.ref for given in answers} == set(refs)
    for ref in refs:
        outcomes = [given.correct for given in answers if given.ref == ref]
        assert outcomes == [False] * (len(outcomes) - 1) + [True]


@QUICK
@given(rounds, scripts)
def test_between_a_miss_and_its_next_try_stand_four_others_or_all_there_are(
    refs: tuple[Ref, ...], script: list[bool]
) -> None:
    for before, after in zip(states := play(Session(refs, True), script), states[1:], strict=False):
        others = len(before.pending) - 1
        if not after.answers[-1].correct:
            assert after.pending.index(before.pending[0]) == min(others, COMES_BACK_AFTER)


def plain_record(pending: tuple[Ref, ...], repeat: bool, right: bool) -> tuple[Ref, ...]:
    """What is pending after an answer, worked out on all of it."""
    first, rest = pending[0], pending[1:]
    return rest if right or not repeat else (*rest[:COMES_BACK_AFTER], first, *rest[COMES_BACK_AFTER:])


@QUICK
@given(rounds, scripts, st.sets(st.integers(0, 25)), st.booleans())
def test_pending_and_counts_agree_with_plain_lists(
    refs: tuple[Ref, ...], script: list[bool], removals: set[int], repeat: bool
) -> None:
    session, pending, answers = Session(refs, repeat), refs, []
    for number, right in enumerate(script):
        if not pending:
            break
        if number in removals:
            gone = pending[len(pending) // 2]
            session, pending = session.without(gone), tuple(ref for ref in pending if ref != gone)
        elif number % 5 == 4:
            session, pending = session.skip(), pending[1:]
        else:
            answers.append(answered(pending[0], right))
            session, pending = session.record(answers[-1]), plain_record(pending, repeat, right)
            assert session.comes_back(answers[-1].ref) == (answers[-1].ref in pending)
        assert (session.pending, session.remaining, tuple(session.answers)) == (pending, len(pending), tuple(answers))
        assert not pending or session.next == pending[0]
        for ref in refs:
            assert session.times_asked(ref) == sum(given.ref == ref for given in answers)


@QUICK
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.booleans()), max_size=20))
def test_branches_of_a_round_do_not_disturb_one_another(steps: list[tuple[int, int, bool]]) -> None:
    """Each step extends any state before it, or replaces its last answer; the states are checked at the end."""
    states: list[tuple[Given[Answer], tuple[Answer, ...]]] = [(Given(), ())]
    for origin, number, last in steps:
        found, plain = states[origin % len(states)]
        new = answered(Ref("p", str(number)), correct=number > 1)
        if last and plain:
            states.append((found.with_last(new), (*plain[:-1], new)))
        else:
            states.append((found.and_(new), (*plain, new)))
    for found, plain in states:
        assert found == plain
        assert (len(found), found[1:], list(reversed(found))) == (len(plain), plain[1:], list(reversed(plain)))
        for each in (*plain, answered(Ref("p", "none"), correct=True)):
            for label in each.labels:
                assert found.times(label) == sum(label in other.labels for other in plain)


def test_an_answer_takes_the_same_memory_at_the_end_of_a_long_round() -> None:
    """Every state is kept for undo: if each had its own copy of the answers, their size would grow with the square."""

    def peak(size: int) -> int:
        refs = tuple(Ref("p", str(at)) for at in range(size))
        answers = [answered(ref, correct=at % 3 > 0) for at, ref in enumerate(refs)]
        tracemalloc.start()
        try:
            past = [Session(refs, repeat_missed=True)]
            for given in answers:
                past.append(past[-1].record(given))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(2000) < 7 * peak(500)


@QUICK
@given(rounds, scripts, st.lists(st.integers(0, 3), max_size=25), st.booleans())
def test_undo_is_as_if_never_answered(
    refs: tuple[Ref, ...], script: list[bool], undos: list[int], repeat: bool
) -> None:
    """After answers, undos and other answers, the round equals one with only the final answers."""
    past = [Session(refs, repeat)]
    standing: list[bool] = []
    for right, back in zip(script, undos, strict=False):
        if past[-1].pending:
            past.append(past[-1].record(answered(past[-1].pending[0], right)))
            standing.append(right)
        for _ in range(min(back, len(standing))):
            past.pop()
            standing.pop()
    assert past == play(Session(refs, repeat), standing)[: len(standing) + 1]


@QUICK
@given(rounds, scripts, st.integers(0, 2**32), st.booleans())
def test_the_same_seed_is_the_same_session(refs: tuple[Ref, ...], script: list[bool], seed: int, repeat: bool) -> None:
    def run() -> Session:
        session = Session(refs, repeat)
        answers = iter(script)
        while session.pending:
            ref = session.pending[0]
            item = pool(id=ref.item)
            shown = shown_options(item, ref, seed, session.times_asked(ref))
            wanted = next(answers, True)
            at = next(at for at, option in enumerate(shown) if option.key == wanted)
            session = session.record(answer(ref, item, shown, picked(at), 1.0))
        return session

    first = run()
    assert first == run()
    assert [given.correct for given in first.answers][: len(script)] == script[: len(first.answers)]
