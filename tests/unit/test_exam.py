"""Exam plans: the gain in recall, within the budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.exam import Scene, run
from zgcquiz.core.learning import exam
from zgcquiz.core.learning.exam import INTRODUCED_IN, Budget, Candidate, ExamPlan, plan
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
    return plan(candidates, lambda _: MODEL, USUAL, TODAY, TODAY + days, room, done, begun)


def plain_fill(tracks: Sequence[exam._Track], blocks: Sequence[exam._DayBlock]) -> None:
    """`_fill`, looking at each item by itself."""

    def offers_of(track: exam._Track) -> list[exam._Offer]:
        found = []
        for at in exam._open(track, blocks):
            recall, before = track.with_review(at, blocks[at].middle)
            gain = recall - track.recall
            cost = track.dynamics.cost(before)
            if gain >= exam.WORTH and blocks[at].holds(cost):
                found.append((gain / cost.seconds, -at, at, cost))
        return sorted(found)

    left = [offers_of(track) for track in tracks]
    while any(left):
        index = min((-offers[-1][0], index) for index, offers in enumerate(left) if offers)[1]
        track, (_, _, at, cost) = tracks[index], left[index][-1]
        if blocks[at].holds(cost):
            blocks[at].add(cost, track)
            track.add(at, blocks[at].middle)
            left[index] = offers_of(track)
        elif track.is_new:
            left[index] = offers_of(track)
        else:
            left[index] = [offer for offer in left[index] if blocks[offer[2]].holds(offer[3])]


@given(
    known=st.lists(
        st.tuples(
            st.sampled_from((0.3, 5.0, 5.01, 40.0, 900.0)), st.sampled_from((0, 3, 30)), st.sampled_from((0, 2, 9))
        ),
        max_size=25,
    ),
    new=st.integers(0, 12),
    days=st.integers(0, 25),
    answers=st.integers(0, 12),
    minutes=st.floats(0.1, 20),
    used=st.integers(0, 5),
)
@settings(deadline=None)
def test_items_planned_in_groups_are_planned_as_one_by_one(
    known: list[tuple[float, int, int]], new: int, days: int, answers: int, minutes: float, used: int
) -> None:
    candidates = [
        item(number, stability, ago, free and TODAY + free) for number, (stability, ago, free) in enumerate(known)
    ]
    candidates += [item(100 + number, free=number % 3 and TODAY + number) for number in range(new)]
    room, done = Budget(answers, minutes * 60), Budget(used, 10.0 * used)
    found = planned(candidates, days, room, done, begun=used // 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exam, "_fill", plain_fill)
        assert found == planned(candidates, days, room, done, begun=used // 2)


def test_a_plan_for_ten_times_the_items_works_out_few_more_gains(monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out = Counter[str]()
    real = exam._gains

    def gains(track: exam._Track, blocks: Sequence[exam._DayBlock]) -> tuple[exam._Offer, ...]:
        worked_out[str(len(candidates))] += 1
        return real(track, blocks)

    monkeypatch.setattr(exam, "_gains", gains)
    for count in (300, 3000):
        candidates = [item(number, 2.0 + number % 40, number % 20) for number in range(count)]
        planned(candidates, 60, Budget(answers=10))
    assert worked_out["3000"] < 2 * worked_out["300"]


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


def test_new_items_are_begun_evenly_in_the_first_part_of_the_time() -> None:
    found = planned([item(number) for number in range(60)], 30, Budget(answers=50))
    span = round(30 * INTRODUCED_IN)
    assert found.today == tuple(Ref("p", f"{number:03}") for number in range(4))
    assert sum(day.new for day in found.days[:span]) == pytest.approx(60)
    assert max(day.new for day in found.days) <= 5
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
        (Scene("soon", new=60, known=0, days=10, answers=20), 0.1),
        (Scene("half", new=30, known=40, days=15, answers=10), 0.02),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_simulated_learners_know_more_on_the_date_for_the_same_cost(scene: Scene, margin: float) -> None:
    for seed in range(2):
        recall, answers = run((scene, "planned", seed, 0))
        plain, _ = run((scene, "plain", seed, 0))
        filled, given = run((scene, "filled", seed, answers))
        assert abs(given - answers) <= 5
        assert recall > max(plain, filled) + margin
