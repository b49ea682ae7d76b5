"""Exam plans: the gain in recall, within the budget."""

from __future__ import annotations

from collections import Counter
from random import Random
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.exam import AS_ASSUMED, Scene, run
from tests.effort import examples
from zgcquiz.core.learning import exam
from zgcquiz.core.learning.exam import PLAIN, WORTH, Budget, Candidate, ExamPlan, Strategy, plan
from zgcquiz.core.learning.fitting import default_parameters
from zgcquiz.core.learning.forecast import USUAL
from zgcquiz.core.learning.guessing import Memory, Model
from zgcquiz.core.log.review import Ref

MODEL = Model(default_parameters(), 0.9)
TODAY = 20_000


def item(number: int, stability: float | None = None, ago: int = 3, free: int = 0) -> Candidate:
    memory = None if stability is None else Memory(stability, 5.0)
    return Candidate(Ref("p", f"{number:03}"), memory, TODAY - ago, free)


def planned(
    candidates: list[Candidate], days: int, room: Budget, done: Budget | None = None, begun: int = 0
) -> ExamPlan:
    return plan(candidates, lambda _: MODEL, USUAL, TODAY, TODAY + days, lambda _: room, done, begun)


def known_items(count: int, seed: int = 1) -> list[Candidate]:
    rng = Random(seed)
    return [item(number, rng.uniform(0.5, 300), rng.randrange(1, 90)) for number in range(count)]


def tried(candidates: list[Candidate], strategy: Strategy, days: int, room: Budget) -> float:
    """The recall on the date that a strategy is expected to lead to, less what its answers have to be worth."""
    dynamics = exam._Dynamics(MODEL, USUAL)
    items = [exam._Item(candidate, dynamics) for candidate in candidates]
    course = exam._Course(items, strategy, exam._Task(TODAY, TODAY + days, lambda _: room, Budget(0, 0), 0))
    for day in range(TODAY, TODAY + days):
        course.work(day)
    return sum(each.recall(TODAY + days) for each in items) - WORTH * sum(day.answers for day in course.days)


@given(
    known=st.lists(st.tuples(st.floats(0.05, 900), st.integers(1, 400)), max_size=50),
    days=st.integers(1, 30),
    answers=st.integers(1, 15),
    below=st.sampled_from((1.0, 0.97, 0.9)),
)
@settings(deadline=None, max_examples=examples(40))
def test_no_plain_rule_is_expected_to_do_better(
    known: list[tuple[float, int]], days: int, answers: int, below: float
) -> None:
    candidates = [item(number, *each) for number, each in enumerate(known)]
    found = planned(candidates, days, Budget(answers))
    worth = found.expected * len(candidates) - WORTH * sum(day.answers for day in found.days)
    for rule in (PLAIN, PLAIN._replace(below=below)):
        assert worth >= tried(candidates, rule, days, Budget(answers)) - 1e-6


@pytest.mark.parametrize("answers", [3, 8, 20, 200])
def test_with_new_items_the_rule_is_not_expected_to_do_better(answers: int) -> None:
    candidates = [*known_items(60), *(item(100 + number) for number in range(60))]
    found = planned(candidates, 30, Budget(answers))
    worth = found.expected * len(candidates) - WORTH * sum(day.answers for day in found.days)
    assert worth >= tried(candidates, PLAIN, 30, Budget(answers)) - 1e-6


def test_where_there_is_time_nobody_is_asked_for_nothing() -> None:
    found = planned([item(number) for number in range(60)], 30, Budget(answers=200))
    assert found.expected > 0.97
    assert sum(day.answers for day in found.days) < 60 * 10
    assert len(found.today) == 7
    assert max(day.answers for day in found.days) < 100


@given(known=st.lists(st.tuples(st.floats(0.05, 3000), st.integers(0, 400)), max_size=40), days=st.integers(0, 60))
@settings(deadline=None, max_examples=examples(60))
def test_items_come_by_gain_as_if_every_gain_was_worked_out(known: list[tuple[float, int]], days: int) -> None:
    dynamics = exam._Dynamics(MODEL, USUAL)
    items = [exam._Item(item(number, *each), dynamics) for number, each in enumerate(known)]
    gains = [(each.gain(TODAY, TODAY + days), number, each) for number, each in enumerate(items)]
    ranked = sorted((-gain / each.cost(TODAY).seconds, number, each) for gain, number, each in gains if gain >= WORTH)
    found = list(exam._by_gain(items, TODAY, TODAY + days))
    assert [each.candidate.ref for each in found] == [each.candidate.ref for _, _, each in ranked]


def test_a_plan_for_thirty_times_the_items_works_out_few_more_gains(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = Counter[int]()
    real = exam._Item.gain

    def gain(self: exam._Item, day: int, date: int) -> float:
        counts[len(candidates)] += 1
        return real(self, day, date)

    monkeypatch.setattr(exam._Item, "gain", gain)
    for count in (200, 6000):
        candidates = known_items(count)
        planned(candidates, 60, Budget(answers=count / 20))
    assert counts[6000] < 2 * counts[200]


@pytest.mark.parametrize(("days", "new"), [(20, 0), (20, 300)])
def test_a_sample_tells_what_all_items_would(monkeypatch: pytest.MonkeyPatch, days: int, new: int) -> None:
    candidates = [*known_items(600 - new), *(item(5000 + number) for number in range(new))]
    found = planned(candidates, days, Budget(40))
    monkeypatch.setattr(exam, "_SMALLEST_SAMPLE", 9999)
    monkeypatch.setattr(exam, "_LARGEST_SAMPLE", 9999)
    whole = planned(candidates, days, Budget(40))
    assert found.expected == pytest.approx(whole.expected, abs=0.02)
    assert found.without == whole.without
    assert sum(day.answers for day in found.days) == pytest.approx(sum(day.answers for day in whole.days), rel=0.1)


@given(
    known=st.lists(st.tuples(st.floats(0.05, 3000), st.integers(0, 400)), max_size=20),
    new=st.integers(0, 20),
    days=st.integers(0, 40),
    answers=st.integers(0, 30),
    minutes=st.integers(1, 60),
)
def test_a_plan_gains_and_keeps_to_the_room(
    known: list[tuple[float, int]], new: int, days: int, answers: int, minutes: int
) -> None:
    candidates = [item(number, *each) for number, each in enumerate(known)]
    candidates += [item(100 + number) for number in range(new)]
    room = Budget(answers, minutes * 60)
    found = planned(candidates, days, room)
    assert found == planned(candidates, days, room)
    assert 0 <= found.without <= found.expected <= 1
    assert found.items == len(candidates)
    assert [day.day for day in found.days] == list(range(TODAY, TODAY + max(1, days)))
    for day in found.days:
        assert day.answers <= answers + 1e-6
        assert day.seconds <= minutes * 60 + 1e-6
        assert day.new <= day.questions
    assert sum(day.new for day in found.days) <= new + 1e-6
    assert len(set(found.today)) == len(found.today) == found.days[0].questions
    assert set(found.today) <= {candidate.ref for candidate in candidates}
    assert found.new == {candidate.ref for candidate in candidates if not candidate.memory} & set(found.today)


def test_the_last_day_is_for_what_would_be_forgotten_by_then() -> None:
    weak, strong = [item(number, 3.0) for number in range(5)], [item(10 + number, 2000.0) for number in range(5)]
    found = planned([*strong, *weak], 1, Budget(answers=7))
    assert set(found.today) == {candidate.ref for candidate in weak}
    assert found.expected - found.without > 0.05


def test_new_items_are_all_begun_and_evenly_within_their_part_of_the_time() -> None:
    found = planned([item(number) for number in range(60)], 30, Budget(answers=50))
    assert found.today == tuple(Ref("p", f"{number:03}") for number in range(len(found.today)))
    assert sum(day.new for day in found.days) == pytest.approx(60)
    begun = [day.new for day in found.days if day.new]
    assert begun == [day.new for day in found.days[: len(begun)]]
    assert max(begun) - min(begun[:-1]) <= 1
    assert found.without == 0
    assert found.expected > 0.9


def test_what_was_begun_today_is_not_begun_twice() -> None:
    new = [item(number) for number in range(60)]
    first = planned(new, 30, Budget(answers=50))
    left = [candidate for candidate in new if candidate.ref not in first.new]
    assert not planned(left, 30, Budget(answers=50), begun=len(first.new)).new


def test_what_is_done_today_takes_room() -> None:
    candidates = [item(number, 2.0) for number in range(50)]
    assert planned(candidates, 1, Budget(10)).today
    assert not planned(candidates, 1, Budget(10), done=Budget(10, 100)).today
    assert len(planned(candidates, 1, Budget(10), done=Budget(5, 50)).today) < 5
    assert not planned(candidates, 1, Budget(10, 600), done=Budget(3, 600)).today


def test_an_item_is_not_asked_before_it_is_free() -> None:
    candidates = [item(0, 2.0, free=TODAY + 1), item(1, 2.0), item(2, free=TODAY + 2)]
    found = planned(candidates, 5, Budget(9))
    assert candidates[0].ref not in found.today
    assert candidates[2].ref not in found.today
    assert not planned(candidates[:1], 0, Budget(9)).today


def test_on_the_day_itself_there_is_only_today() -> None:
    found = planned([item(number, 1.0) for number in range(9)], 0, Budget(99))
    assert (len(found.today), len(found.days)) == (9, 1)
    assert found.expected > 0.99


def test_without_items_there_is_nothing_to_plan() -> None:
    found = planned([], 9, Budget(9))
    assert (found.today, found.without, found.expected) == ((), 0, 0)


def test_a_year_is_planned_day_by_day_in_what_is_told() -> None:
    rng = Random(1)
    candidates = [item(number, rng.uniform(1, 900), rng.randrange(90)) for number in range(200)]
    found = planned(candidates, 365, Budget(5))
    assert len(found.days) == 365
    assert found.expected > found.without


@pytest.mark.parametrize(
    ("scene", "margin"),
    [
        (Scene("soon", new=60, known=0, days=10, answers=20), 0.01),
        (Scene("half", new=20, known=20, days=12, answers=6), -0.01),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_simulated_learners_know_more_on_the_date_for_the_same_cost(scene: Scene, margin: float) -> None:
    gains, more = [], []
    for seed in range(6):
        recall, answers = run((scene, AS_ASSUMED, "planned", seed, 0))
        rule, given = run((scene, AS_ASSUMED, "even", seed, answers))
        plain, _ = run((scene, AS_ASSUMED, "plain", seed, 0))
        assert abs(given - answers) <= 5
        gains.append(recall - rule)
        more.append(recall - plain)
    assert mean(gains) > margin
    assert mean(more) > 0.01
