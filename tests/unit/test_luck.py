"""The estimate of a learner's luck, and its fit together with memory."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

import pytest

from benchmarks.luck_learners import LEARNERS, TUNED_ON, Study, study_year
from zgcquiz.core.learning import fitting
from zgcquiz.core.learning.guessing import KNOWN_BEFORE, Evidence, GuessHabits, Habit, Model, Tally, lucky_pick
from zgcquiz.core.learning.luck.estimate import LATEST, AssumedLuck, FirstAnswers, LoggedAnswer, Told, count, estimate
from zgcquiz.core.learning.luck.joint_fit import fit_jointly
from zgcquiz.core.log.review import Rating

BLIND = AssumedLuck()
NO_ANSWERS = FirstAnswers(0, 0, {}, {}, 0, {}, {})


@pytest.mark.parametrize("choices", [1, 2, 3, 5, 15])
@pytest.mark.parametrize("edge", [0.2, 0.5, 0.9, 1.0])
def test_an_edge_rules_out_wrong_options(choices: int, edge: float) -> None:
    """Enumerated: a pick among the right option and those of the others that are not ruled out."""
    others = choices - 1
    left = [math.comb(others, n) * (1 - edge) ** n * edge ** (others - n) / (1 + n) for n in range(choices)]
    assert lucky_pick(choices, edge) == pytest.approx(sum(left))


def test_without_an_edge_picks_are_blind_to_the_last_digit() -> None:
    for choices in range(1, 200):
        assert lucky_pick(choices) == 1 / choices
    assert [lucky_pick(4, edge) for edge in (-1, -0.5)] == [0, 0.125]
    assert lucky_pick(4, 1e-9) == pytest.approx(lucky_pick(4, -1e-9), abs=1e-8)


def answers_of(
    edge: float, known: float, choices: int, asked: int, anchors: int, rng: Random, declares: float = 0.0
) -> FirstAnswers:
    """Draw the first answers of a learner who never declares, or some of the guesses."""
    right = wrong = hit = missed = 0
    for _ in range(asked):
        knows = rng.random() < known
        lucky = rng.random() < lucky_pick(choices, edge)
        if not knows and rng.random() < declares:
            hit, missed = hit + lucky, missed + (not lucky)
        else:
            right, wrong = right + (knows or lucky), wrong + (not knows and not lucky)
    recalled = sum(rng.random() < known for _ in range(anchors))
    counts = [{choices: number} for number in (right, wrong, hit, missed)]
    return FirstAnswers(recalled, anchors - recalled, counts[0], counts[1], hit + missed, counts[2], counts[3])


@pytest.mark.parametrize("choices", [2, 4])
@pytest.mark.parametrize("edge", [-0.5, 0.0, 0.5])
@pytest.mark.parametrize("known", [0.3, 0.76])
def test_what_is_known_and_luck_are_told_apart_by_questions_without_options(
    choices: int, edge: float, known: float
) -> None:
    found = estimate(answers_of(edge, known, choices, 20_000, 10_000, Random(1)))
    chance, error = found.chances[choices]
    assert chance == pytest.approx(lucky_pick(choices, edge), abs=3 * error)
    assert error < 0.03
    assert found.known == pytest.approx(known, abs=0.015)
    assert found.sure


def test_errors_are_as_large_as_said() -> None:
    """Of 200 learners, drawn from the prior."""
    rng = Random(1)
    inside = 0
    for _ in range(200):
        edge = max(-1.0, min(0.95, rng.gauss(0, 0.5)))
        found = estimate(answers_of(edge, rng.uniform(0.2, 0.9), 3, 800, 150, rng))
        chance, error = found.chances[3]
        inside += abs(chance - lucky_pick(3, edge)) <= 2 * error
    assert 0.9 <= inside / 200 <= 0.99


def test_numbers_of_options_tell_of_each_other() -> None:
    rng = Random(1)
    of_two, of_five = (answers_of(0.5, 0.5, choices, 2000, 200, rng) for choices in (2, 5))
    both = FirstAnswers(
        of_two.recalled + of_five.recalled,
        of_two.not_recalled + of_five.not_recalled,
        {**of_two.right, **of_five.right},
        {**of_two.wrong, **of_five.wrong},
        0,
        {},
        {},
    )
    found = estimate(both)
    assert found.edge_error < min(estimate(of_two).edge_error, estimate(of_five).edge_error)
    assert {choices: chance for choices, (chance, _) in found.chances.items()} == pytest.approx(
        {2: lucky_pick(2, 0.5), 5: lucky_pick(5, 0.5)}, abs=0.06
    )


def test_declared_guesses_that_hit_tell_of_luck_without_anchors() -> None:
    found = estimate(answers_of(0.5, 0.5, 4, 1000, 0, Random(1), declares=0.5))
    assert found.sure
    assert found.chances[4][0] == pytest.approx(lucky_pick(4, 0.5), abs=2 * found.chances[4][1])
    assert found.known == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("known", [0.3, 0.76])
@pytest.mark.parametrize("edge", [-1.0, 0.0, 0.5])
@pytest.mark.parametrize("choices", [2, 3, 4, 5])
def test_choices_alone_leave_luck_as_it_was(known: float, edge: float, choices: int) -> None:
    """However many there are."""
    assert estimate(answers_of(edge, known, choices, 5000, 0, Random(1))).assumed == BLIND


def test_with_little_it_is_blind() -> None:
    nothing = estimate(NO_ANSWERS)
    assert nothing.assumed == BLIND
    assert nothing.known == pytest.approx(KNOWN_BEFORE)
    assert nothing.needed == 0
    assert estimate(FirstAnswers(500, 500, {}, {}, 0, {}, {})).assumed.edge == 0  # only typed answers
    few = estimate(answers_of(0.5, 0.5, 4, 10, 2, Random(1)))
    assert not few.sure
    assert few.assumed == BLIND


@pytest.mark.parametrize(("choices", "known"), [(2, 0.76), (4, 0.76), (4, 0.3)])
def test_it_is_sure_from_about_as_many_anchors_as_it_says(choices: int, known: float) -> None:
    rng = Random(1)
    needed = estimate(answers_of(0.0, known, choices, 3000, 200, rng)).needed
    assert not estimate(answers_of(0.0, known, choices, 3000, needed // 4, rng)).sure
    assert estimate(answers_of(0.0, known, choices, 3000, 2 * needed, rng)).sure


def test_two_people_in_one_log_are_one_between_them() -> None:
    rng = Random(1)
    blind, skilled = (answers_of(edge, 0.5, 4, 4000, 1000, rng) for edge in (0.0, 0.6))
    both = FirstAnswers(
        blind.recalled + skilled.recalled,
        blind.not_recalled + skilled.not_recalled,
        {4: blind.right[4] + skilled.right[4]},
        {4: blind.wrong[4] + skilled.wrong[4]},
        0,
        {},
        {},
    )
    assert estimate(blind).edge < estimate(both).edge < estimate(skilled).edge


def item(*answers: tuple[int, int, int], told: Told = Told.NOTHING) -> list[LoggedAnswer]:
    return [LoggedAnswer(*answer, told) for answer in answers]


def test_what_is_counted() -> None:
    histories = [
        item((0, 3, 0), (3, 3, 4)),  # recalled, and asked with options later
        item((0, 1, 0), (0, 3, 4)),
        item((0, 3, 0), (3, 3, 0)),  # always typed: not known to be like the others
        item((0, 3, 4), (5, 1, 4)),
        item((1, 1, 2)),
        item((1, 1, 2), told=Told.NOT_KNOWN),
        [LoggedAnswer(1, 1, 4, Told.GUESS_HIT), LoggedAnswer(2, 1, 4, Told.GUESS_MISSED)],
        item((1, 3, 0), (2, 3, 4), told=Told.UNCLEAR),
        item((100 - LATEST + 1, 3, 0), (100, 3, 4)),  # too late: one that was missed would have come back sooner
        [],
    ]
    found = count(histories)
    assert found == FirstAnswers(1, 1, {4: 1}, {2: 1}, 2, {4: 1}, {4: 1})
    assert count(histories, until=2 + LATEST) == found
    assert count(histories, until=1 + LATEST).wrong == {}
    assert count([]) == NO_ANSWERS


def test_answers_of_a_clock_that_ran_ahead_and_their_order_change_nothing() -> None:
    known = [item((0, 3, 0), (3, 3, 4)), item((0, 1, 4), (9, 3, 4)), item((1, 3, 2))]
    ahead = [item((900, 1, 0), (903, 3, 4)), item((900, 1, 4)), [LoggedAnswer(900, 1, 4, Told.GUESS_HIT)]]
    started = [item((0, 3, 0), (900, 3, 4))]  # not asked with options yet
    found = count(known, until=30)
    assert count([*ahead, *started, *reversed(known)], until=30) == found
    assert estimate(found) == estimate(count(known[::-1], until=30))


# Luck and memory together


def answered(study: Study) -> tuple[list[list[LoggedAnswer]], Sequence[Tally]]:
    found = study_year((0, study, 12), TUNED_ON)
    return [studied.answers for studied in found.items], found.tallies


def test_the_luck_of_a_learner_who_rules_out_options_is_kept() -> None:
    histories, tallies = answered(Study(LEARNERS["both of these"], 2))
    found = fit_jointly(histories, lambda edge: GuessHabits(tallies, edge))
    assert found.changes_luck
    assert found.learnt == found.estimate.assumed
    assert found.learnt.edge == pytest.approx(0.5, abs=0.15)
    assert found.learnt.known == pytest.approx(0.3, abs=0.1)
    again = fit_jointly(histories, lambda edge: GuessHabits(tallies, edge), found.fit.parameters, found.learnt)
    assert not again.changes_luck  # nothing swings to and fro


def test_without_anchors_it_is_the_fit_as_it_was() -> None:
    """To the last digit."""
    histories, tallies = answered(Study(LEARNERS["rules out half"], 4, anchors=False))
    habits = GuessHabits(tallies)
    found = fit_jointly(histories, lambda edge: GuessHabits(tallies, edge))
    lucks = [[habits.luck(given.day, given.choices) for given in history] for history in histories]
    assert found.fit == fitting.fit([[(given.day, given.rating) for given in each] for each in histories], lucks=lucks)
    assert found.learnt == found.in_use == BLIND
    assert found.before == found.fit.before


def test_luck_that_the_held_out_answers_speak_against_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    histories, tallies = answered(Study(LEARNERS["guesses"], 2))
    wrong = AssumedLuck(0.95, 0.05)
    monkeypatch.setattr("zgcquiz.core.learning.luck.estimate.LuckEstimate.assumed", wrong)
    found = fit_jointly(histories, lambda edge: GuessHabits(tallies, edge))
    assert found.learnt == BLIND
    assert found.before == found.fit.before


def test_blind_picks_schedule_as_before_to_the_last_digit() -> None:
    """As written before luck was learnt: the habit by 1/k, and a half known at sight."""
    tallies = [Tally(1, 4, 2, 3), Tally(2, 3, 5, 1)]
    habits = GuessHabits(tallies)
    habit = Habit(1 + 2 * (1 - 1 / 4), 1 + 3)
    assert habits.luck(2, 3) == (1 - habit.declared / (habit.declared + habit.undeclared)) * (1 / 3)
    model, other = (Model(fitting.default_parameters(), 0.9, *known) for known in ((), (0.2,)))
    first = Evidence(0, Rating.GOOD, 0.25)
    assert model.after(None, first).known == 0.5 / (0.5 + 0.5 * 0.25)
    assert other.after(None, first).known == 0.2 / (0.2 + 0.8 * 0.25)
    assert other.after(None, Evidence(0, Rating.GOOD)) == model.after(None, Evidence(0, Rating.GOOD))
