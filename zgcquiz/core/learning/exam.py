"""Exam plans: which items to review when, so that as many as possible are known on a date.

A plan follows a strategy: new items are started evenly within a part of the time, and of the others either the most
forgotten come first, down to some recall, or, from some day on, those whose recall on the date gains most a second by
one more review. Which strategy serves best depends on how scarce time is, so several are tried on a sample of the
items, with an expected learner, from today until the date. Today's part of the best is carried out; tomorrow all are
tried again, from the answers by then. The plain rule, most forgotten first, is one of them, so that by the model a plan
is not below it. benchmarks/exam.py measures how well that does, also for learners who differ from the model.

An item's state after a review with an unknown outcome is the mixture of both outcomes, as in `guessing`. An item
never asked counts as not known on the date.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from heapq import heapify, heappop, heappush
from itertools import chain, islice, takewhile
from typing import NamedTuple

from zgcquiz.core.learning.forecast import AnswerHabits
from zgcquiz.core.learning.guessing import Memory, Model
from zgcquiz.core.log.review import Ref
from zgcquiz.core.value import Value

WORTH = 0.002
"""The gain in an item's recall on the date that an answer has to be worth."""


class Strategy(NamedTuple):
    """A way to choose what is reviewed.

    introduced_in: the fraction of the days, from the first, in which new items are started; gaining: that of the days,
    before the date, in which those that gain most come first; below: the recall from which an item is left alone until
    then.
    """

    introduced_in: float
    gaining: float
    below: float


PLAIN = Strategy(0.3, 0.0, 1.0)
"""The rule that serves best of those without a model of the date."""
_BELOW = (0.97, 0.9)
"""Other limits of recall that are tried."""
_INTRODUCED_IN = (0.15, 0.45, 0.6, 0.8)
"""Other fractions that are tried for the new items."""
DECISIVE = 0.002
"""The gain in mean recall for which new items are started at another pace."""
_GAINING = (0.03, 0.2, 0.4, 0.7, 1.0)
"""Other fractions that are tried for the gains."""

_LARGEST_SAMPLE, _SMALLEST_SAMPLE = 400, 40
_ITEM_DAYS = 12_000
"""Items of a sample times the days until the date: ten strategies then take about half a second."""
_CARRIED = 3.0
"""The most answers that the days of a sample carry over: its share of a day's budget may be less than one review."""
_FINE = 24
"""The grid of stability: steps of 1/24 of its natural logarithm, about 4%."""
_DIFFICULTIES = 64
"""More than the steps of difficulty on the grid, which are quarters from 1 to 10."""


class Candidate(Value, frozen=True):
    """An item that can be reviewed.

    memory: None if it was never asked; last_day: of its last answer; free: the learner's day from
    which it may be asked; 0 for any.
    """

    ref: Ref
    memory: Memory | None = None
    last_day: int = 0
    free: int = 0


class Budget(Value, frozen=True):
    """The most answers and seconds of a day, or those that a review takes."""

    answers: float
    seconds: float = math.inf


class Day(Value, frozen=True):
    """The work planned for a day; a mean if several days are planned together."""

    day: int
    questions: float
    new: float
    answers: float
    seconds: float


class ExamPlan(Value, frozen=True):
    """A plan for an exam.

    date: the learner's day of the exam; items: how many are planned for; today: the items to ask now,
    most useful first, then new ones in their order; new: the new ones; days: from today on; without,
    expected: recall on the date, 0 to 1, the mean over all items, without further answers and with the plan.
    """

    date: int
    items: int
    today: tuple[Ref, ...]
    new: frozenset[Ref]
    days: tuple[Day, ...]
    without: float
    expected: float


class _Dynamics:
    """The memory model on a grid of states, with cached transitions.

    A state encodes stability and difficulty as one integer; None for an item never asked.
    """

    def __init__(self, model: Model, habits: AnswerHabits) -> None:
        self._model = model
        self._habits = habits
        self._at_sight = model.recall(None, 0)
        self._after: dict[tuple[int | None, int], int] = {}
        self._recall: dict[tuple[int, int], float] = {}
        self.least = self.cost(1.0)

    def state(self, memory: Memory) -> int:
        return round(math.log(memory.stability) * _FINE) * _DIFFICULTIES + round(memory.difficulty * 4)

    def recall(self, state: int | None, elapsed: int) -> float:
        """Return the recall of a state after some days; for an item never asked the chance that it is known."""
        if state is None:
            return self._at_sight
        key = state // _DIFFICULTIES, elapsed
        found = self._recall.get(key)
        if found is None:
            found = self._recall[key] = self._model.recall(_memory(state), elapsed)
        return found

    def after(self, state: int | None, elapsed: int) -> int:
        """Return the state after a review, in which a miss is repeated until it is right."""
        key = state, _roughly(elapsed)
        found = self._after.get(key)
        if found is None:
            memory, elapsed = None if state is None else _memory(state), key[1]
            missed, known = self._model.branches(memory, elapsed)
            _, missed = self._model.branches(missed, 0)
            mixed = self._model.mix(self.recall(state, elapsed), known, missed)
            found = self._after[key] = self.state(mixed)
        return found

    def cost(self, recall: float) -> Budget:
        """Return the answers and seconds of a review, including its repeats within the day."""
        repeats = (1 - recall) / self._habits.again
        missed = (1 - recall) + repeats * (1 - self._habits.again)
        return Budget(1 + repeats, missed * self._habits.wrong + self._habits.right)


class _Task(NamedTuple):
    """What is planned: from today until the day before the date, or today if that is the date.

    budget: that of a learner's day; done: the part of today's that is used; begun: how many new items were started
    today.
    """

    today: int
    date: int
    budget: Callable[[int], Budget]
    done: Budget
    begun: int

    @property
    def days(self) -> range:
        return range(self.today, max(self.today + 1, self.date))

    def room(self, day: int) -> Budget:
        """Return what is left of a day's budget."""
        whole = self.budget(day)
        if day > self.today:
            return whole
        return Budget(whole.answers - self.done.answers, whole.seconds - self.done.seconds)


class _Item:
    """An item with its state, None before it is first asked, and the day of its last review."""

    __slots__ = ("candidate", "dynamics", "last", "state")

    def __init__(self, candidate: Candidate, dynamics: _Dynamics) -> None:
        self.candidate = candidate
        self.dynamics = dynamics
        self.state = dynamics.state(candidate.memory) if candidate.memory else None
        self.last = candidate.last_day

    def recall(self, day: int) -> float:
        """Return the recall on a day without further reviews; 0 for an item never asked."""
        return 0.0 if self.state is None else self.dynamics.recall(self.state, max(0, day - self.last))

    def cost(self, day: int) -> Budget:
        """Return what a review on a day takes."""
        elapsed = 0 if self.state is None else max(0, day - self.last)
        return self.dynamics.cost(self.dynamics.recall(self.state, elapsed))

    def gain(self, day: int, date: int) -> float:
        """Return what a review on a day adds to the recall on the date, if it is the last one."""
        after = self.dynamics.after(self.state, max(0, day - self.last))
        return self.dynamics.recall(after, max(0, date - day)) - self.recall(date)

    def review(self, day: int) -> None:
        self.state = self.dynamics.after(self.state, 0 if self.state is None else max(0, day - self.last))
        self.last = day


class _Course:
    """The reviews of some items, day by day, by a strategy and as they are expected to go."""

    def __init__(self, items: Sequence[_Item], strategy: Strategy, task: _Task, share: float = 1.0) -> None:
        """share: the part of the budget for these items, if they are a sample."""
        self._known = [item for item in items if item.state is not None]
        self._new = [item for item in items if item.state is None]
        self._strategy = strategy
        self._task = task
        self._share = share
        self._started = task.begun * share
        self._total = self._started + len(self._new)
        self._carried = 0.0
        self.days: list[Day] = []

    def work(self, day: int) -> list[_Item]:
        """Review what the strategy chooses for a day, within its budget, and return it: known items first."""
        room = self._task.room(day)
        left, seconds = room.answers * self._share + self._carried, room.seconds * self._share
        if self._carried:
            seconds *= left / max(left - self._carried, 1e-9)
        chosen: list[_Item] = []
        answers = spent = 0.0
        for item in chain(self._fresh(day), self._ranked(day)):
            least, cost = item.dynamics.least, item.cost(day)
            if answers + least.answers > left or spent + least.seconds > seconds:
                break
            fits = answers + cost.answers <= left and spent + cost.seconds <= seconds
            if fits or not chosen:  # a day with room for an answer has one question, though a miss may be repeated
                answers += cost.answers
                spent += cost.seconds
                chosen.append(item)
        begun = [item for item in chosen if item.state is None]
        known = [item for item in chosen if item.state is not None]
        self._started += len(begun)
        for item in chosen:
            item.review(day)
        if begun:
            self._new = [item for item in self._new if item.state is None]
        self._known += begun
        self._carried = min(left - answers, _CARRIED) if self._share < 1 else 0.0
        self._note(day, len(chosen), len(begun), answers, spent)
        return [*known, *begun]

    def _note(self, day: int, items: int, new: int, answers: float, seconds: float) -> None:
        room = self._task.room(day)
        whole = (min(answers / self._share, room.answers), min(seconds / self._share, room.seconds))
        self.days.append(Day(day, items / self._share, new / self._share, *whole))

    def _fresh(self, day: int) -> list[_Item]:
        """Return the new items to be started on a day, so that all are within their part of the time."""
        span = max(1, round(len(self._task.days) * self._strategy.introduced_in))
        due = math.ceil(self._total * min(1.0, (day - self._task.today + 1) / span) - 1e-9) - self._started
        free = (item for item in self._new if item.candidate.free <= day)
        return list(islice(free, max(0, math.ceil(due - 1e-9))))

    def _ranked(self, day: int) -> Iterator[_Item]:
        """Yield the known items for which a review on a day is worth its time, in the strategy's order."""
        date = self._task.date
        open_ = [item for item in self._known if item.candidate.free <= day and (item.last < day or date == day)]
        if date - day <= math.ceil(self._strategy.gaining * len(self._task.days)):
            return _by_gain(open_, day, date)
        open_.sort(key=lambda item: item.recall(day))
        forgotten = takewhile(lambda item: item.recall(day) < self._strategy.below, open_)
        return (item for item in forgotten if item.gain(day, date) >= WORTH)


def _by_gain(items: Iterable[_Item], day: int, date: int) -> Iterator[_Item]:
    """Yield items by the gain of a review a second, the highest first, down to `WORTH`.

    What an item lacks on the date bounds its gain, and is known at once: so most gains need not be worked out.
    """
    waiting = [
        (-(1 - item.recall(date)) / item.cost(day).seconds, number, False, item) for number, item in enumerate(items)
    ]
    heapify(waiting)
    while waiting:
        _, number, is_exact, item = heappop(waiting)
        if is_exact:
            yield item
        elif (gain := item.gain(day, date)) >= WORTH:
            heappush(waiting, (-gain / item.cost(day).seconds, number, True, item))


def plan(
    candidates: Sequence[Candidate],
    model: Callable[[str], Model],
    habits: AnswerHabits,
    today: int,
    date: int,
    budget: Callable[[int], Budget],
    done: Budget | None = None,
    begun: int = 0,
) -> ExamPlan:
    """Plan reviews from today to the day before the date, or for today if that is the date.

    candidates: new ones in the order in which to start them; model: returns that of a pack; budget: returns that of a
    learner's day; done: the part of today's budget used so far; begun: how many new items were started today.
    """
    task = _Task(today, date, budget, done or Budget(0, 0), begun)
    dynamics = {pack: _Dynamics(model(pack), habits) for pack in {candidate.ref.pack for candidate in candidates}}
    items = [_Item(candidate, dynamics[candidate.ref.pack]) for candidate in candidates]
    sample = _sample(items, task)
    best = _best(sample, task, len(sample) / len(items) if items else 1.0)
    gained = (best.recall - math.fsum(item.recall(date) for item in sample)) / max(1, len(sample))
    without = math.fsum(item.recall(date) for item in items) / max(1, len(items))
    course = _Course(items, best.strategy, task)
    fresh = {item.candidate.ref for item in items if item.state is None}
    chosen = tuple(item.candidate.ref for item in course.work(today))
    return ExamPlan(
        date=date,
        items=len(items),
        today=chosen,
        new=frozenset(fresh.intersection(chosen)),
        days=(*course.days, *best.days[1:]),
        without=without,
        expected=min(1.0, without + gained),
    )


def _sample(items: Sequence[_Item], task: _Task) -> list[_Item]:
    """Return every n-th item, of those in like states, so that the strategies can be tried quickly."""
    most = min(_LARGEST_SAMPLE, max(_SMALLEST_SAMPLE, _ITEM_DAYS // len(task.days)))
    every = -(-len(items) // most)
    alike = sorted(range(len(items)), key=lambda at: (items[at].state is None, items[at].state or 0, items[at].last))
    kept = sorted(alike[every // 2 :: every]) if every > 1 else range(len(items))
    return [items[at] for at in kept]


class _Trial(NamedTuple):
    """What a strategy leads to: recall on the date and its worth less that of the answers, both summed over items."""

    strategy: Strategy
    recall: float
    worth: float
    days: list[Day]


def _best(sample: Sequence[_Item], task: _Task, share: float) -> _Trial:
    """Try strategies on a sample, the part `share` of all items, and return the best.

    One feature after another is varied, and the best value kept.
    """

    def tried(strategy: Strategy) -> _Trial:
        items = [_Item(item.candidate, item.dynamics) for item in sample]
        course = _Course(items, strategy, task, share)
        for day in task.days:
            course.work(day)
        recall = math.fsum(item.recall(task.date) for item in items)
        answers = math.fsum(day.answers for day in course.days) * share
        return _Trial(strategy, recall, recall - WORTH * answers, course.days)

    best = tried(PLAIN)
    for feature, values in (("below", _BELOW), ("gaining", _GAINING)):
        others = [tried(best.strategy._replace(**{feature: value})) for value in values]
        best = max((best, *others), key=lambda trial: trial.worth)
    if any(item.state is None for item in sample):
        others = [tried(best.strategy._replace(introduced_in=value)) for value in _INTRODUCED_IN]
        other = max(others, key=lambda trial: trial.recall)
        if other.recall > best.recall + DECISIVE * len(sample):
            best = other
    return best


@cache
def _roughly(days: int) -> int:
    """Round days since the last answer to the grid of stability."""
    return round(math.exp(round(math.log(days) * _FINE) / _FINE)) if days else 0


def _memory(state: int) -> Memory:
    stability, difficulty = divmod(state, _DIFFICULTIES)
    return Memory(math.exp(stability / _FINE), min(10.0, max(1.0, difficulty / 4)))
