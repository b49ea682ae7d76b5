"""Exam plans: which items to review when, so that as many as possible are known on a date.

The gain in recall on the date by one more review of an item depends on the day of that review and on the item's other
reviews before the date. So the plan is made by greedy insertion: of all reviews that can be added, of any item on any
day with budget left, the one that adds the most expected recall per second comes first. Only today's part is carried
out; tomorrow the plan is made again from the answers by then. benchmarks/exam.py measures how well that does.

An item's state after a review with an unknown outcome is the mixture of both outcomes, as in `guessing`. An item
never asked counts as not known on the date.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from heapq import heappop, heappush

from zgcquiz.core.learning.forecast import AnswerHabits
from zgcquiz.core.learning.guessing import Memory, Model
from zgcquiz.core.log.review import Ref
from zgcquiz.core.value import Value

INTRODUCED_IN = 0.6
"""The fraction of the days, from the first, in which new items are started; the rest is for reviews."""
WORTH = 0.002
"""The least gain in an item's expected recall for which a review is planned."""

_SINGLE_DAYS = 7
"""The last days before the date that are planned singly; earlier ones are planned in growing blocks."""
_GROWTH = 1.3
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


class _Track:
    """An item with the blocks in which its reviews are planned, in order."""

    __slots__ = ("_days", "_states", "blocks", "candidate", "date", "dynamics", "earliest", "recall", "start")

    def __init__(self, candidate: Candidate, dynamics: _Dynamics, date: int) -> None:
        self.candidate = candidate
        self.dynamics = dynamics
        self.date = date
        self.blocks: list[int] = []
        self._days: list[int] = []
        self.start: int | None = dynamics.state(candidate.memory) if candidate.memory else None
        self._states = [(self.start, candidate.last_day)]  # before each review, with the day of the previous one
        self.earliest = 0
        self.recall = 0.0
        if self.start is not None:
            self.recall = dynamics.recall(self.start, max(0, date - candidate.last_day))

    @property
    def is_new(self) -> bool:
        """Whether it was never asked, and is not planned yet."""
        return self.start is None and not self.blocks

    def with_review(self, at: int, day: int) -> tuple[float, float]:
        """Return the recall on the date with one more review, in block `at` on a day of it, and the recall at it."""
        index = bisect_left(self.blocks, at)
        recall, after = self.dynamics.recall, self.dynamics.after
        state, last = self._states[index]
        elapsed = 0 if state is None else max(0, day - last)
        before = recall(state, elapsed)
        known, last = after(state, elapsed), day
        for later in self._days[index:]:
            known, last = after(known, later - last), later
        return recall(known, max(0, self.date - last)), before

    def add(self, at: int, day: int) -> None:
        """Add the review of `with_review`."""
        self.recall = self.with_review(at, day)[0]
        index = bisect_left(self.blocks, at)
        self.blocks.insert(index, at)
        self._days.insert(index, day)
        del self._states[index + 1 :]
        for each in self._days[index:]:
            state, last = self._states[-1]
            elapsed = 0 if state is None else max(0, each - last)
            self._states.append((self.dynamics.after(state, elapsed), each))


class _DayBlock:
    """Days that are planned together, as if all reviews were on the middle one."""

    def __init__(self, first: int, length: int, budget: Budget) -> None:
        self.first = first
        self.length = length
        self.middle = first + (length - 1) // 2
        self.answers, self.seconds = budget.answers * length, budget.seconds * length
        self.used_answers = self.used_seconds = 0.0
        self.tracks: list[_Track] = []
        self.begun = 0

    def holds(self, cost: Budget) -> bool:
        return self.used_answers + cost.answers <= self.answers and self.used_seconds + cost.seconds <= self.seconds

    def add(self, cost: Budget, track: _Track) -> None:
        self.used_answers += cost.answers
        self.used_seconds += cost.seconds
        self.tracks.append(track)
        self.begun += track.is_new


def plan(
    candidates: Sequence[Candidate],
    model: Callable[[str], Model],
    habits: AnswerHabits,
    today: int,
    date: int,
    budget: Budget,
    done: Budget | None = None,
    begun: int = 0,
) -> ExamPlan:
    """Plan reviews from today to the day before the date, or for today if that is the date.

    candidates: new ones in the order in which to start them; model: returns that of a pack; budget: of
    each day; done: the part of today's budget used so far; begun: how many new items were started today.
    """
    blocks = _blocks(today, max(today, date - 1), budget)
    if done is not None:
        blocks[0].used_answers, blocks[0].used_seconds = done.answers, done.seconds
    packs = {candidate.ref.pack for candidate in candidates}
    dynamics = {pack: _Dynamics(model(pack), habits) for pack in packs}
    tracks = [_Track(candidate, dynamics[candidate.ref.pack], date) for candidate in candidates]
    without = math.fsum(track.recall for track in tracks)
    _spread([track for track in tracks if track.start is None], blocks, begun)
    _fill(tracks, blocks)
    chosen = blocks[0].tracks
    fresh = {track.candidate.ref for track in chosen if track.start is None}
    order = {track.candidate.ref: index for index, track in enumerate(tracks)}
    known = [track.candidate.ref for track in chosen if track.start is not None]
    return ExamPlan(
        date=date,
        items=len(tracks),
        today=(*known, *sorted(fresh, key=order.__getitem__)),
        new=frozenset(fresh),
        days=tuple(day for block in blocks for day in _days(block, done if block is blocks[0] else None)),
        without=without / max(1, len(tracks)),
        expected=math.fsum(track.recall for track in tracks) / max(1, len(tracks)),
    )


def _blocks(today: int, last: int, budget: Budget) -> list[_DayBlock]:
    """Return today as a block of its own, then blocks that get shorter towards the date."""
    blocks: list[_DayBlock] = []
    length, end = 1.0, last
    while end > today:
        size = min(int(length), end - today)
        end -= size
        blocks.append(_DayBlock(end + 1, size, budget))
        if len(blocks) >= _SINGLE_DAYS:
            length = max(length + 1, length * _GROWTH)
    blocks.append(_DayBlock(today, 1, budget))
    return blocks[::-1]


def _spread(new: Sequence[_Track], blocks: Sequence[_DayBlock], begun: int) -> None:
    """Set the earliest block of each new item, spread evenly over the first part of the time."""
    today, end = blocks[0].first, blocks[-1].first + blocks[-1].length
    span = max(1, round((end - today) * INTRODUCED_IN))
    for index, track in enumerate(new, begun):
        day = today + index * span // (len(new) + begun)
        track.earliest = next(at for at, block in enumerate(blocks) if block.first + block.length > day)


_Offer = tuple[float, int, int, Budget]
"""A review that can be added: gain per second, negated block so that the earliest of equals is last, block, cost."""


def _fill(tracks: Sequence[_Track], blocks: Sequence[_DayBlock]) -> None:
    """Insert reviews, the best first, and of equals that of the first item, until none fits or is worth its time.

    Items in the same state have the same offers, and lose them together when a block is full: so they wait as a group.
    """
    known: dict[object, tuple[_Offer, ...]] = {}
    heap: list[tuple[float, int, deque[int], tuple[_Offer, ...]]] = []

    def wait(group: deque[int], offers: tuple[_Offer, ...]) -> None:
        if group and offers:
            heappush(heap, (-offers[-1][0], group[0], group, offers))

    for group in _groups(tracks):
        wait(group, _offers(tracks[group[0]], blocks, known))
    while heap:
        _, index, group, offers = heappop(heap)
        track = tracks[index]
        _, _, at, cost = offers[-1]
        if blocks[at].holds(cost):
            blocks[at].add(cost, track)
            track.add(at, blocks[at].middle)
            group.popleft()
            wait(group, offers)
            wait(deque((index,)), _offers(track, blocks, known))
        elif track.is_new:
            wait(group, _offers(track, blocks, known))
        else:  # blocks only fill up, and the gains of the other offers have not changed
            wait(group, offers[:-1])


def _groups(tracks: Sequence[_Track]) -> Iterable[deque[int]]:
    """Return the indexes of the items in each state, in order; those of new items alone."""
    groups: dict[object, deque[int]] = {}
    for index, track in enumerate(tracks):
        groups.setdefault(index if track.is_new else _state(track), deque()).append(index)
    return groups.values()


def _state(track: _Track) -> tuple[object, ...]:
    """Return all that the gains of an item that is not new depend on."""
    return (track.dynamics, track.start, track.candidate.last_day, track.candidate.free, *track.blocks)


def _offers(track: _Track, blocks: Sequence[_DayBlock], known: dict[object, tuple[_Offer, ...]]) -> tuple[_Offer, ...]:
    """Return the reviews that can be added to an item, the best last. known: those of states met before."""
    if track.is_new:
        return _gains(track, blocks)
    state = _state(track)
    found = known.get(state)
    if found is None:
        found = known[state] = _gains(track, blocks)
    return found


def _gains(track: _Track, blocks: Sequence[_DayBlock]) -> tuple[_Offer, ...]:
    """Return the reviews of an item that are worth their time, the best last."""
    found = []
    for at in _open(track, blocks):
        recall, before = track.with_review(at, blocks[at].middle)
        gain = recall - track.recall
        if gain >= WORTH:
            cost = track.dynamics.cost(before)
            found.append((gain / cost.seconds, -at, at, cost))
    return tuple(sorted(found))  # no two have the same block, so costs are never compared


def _open(track: _Track, blocks: Sequence[_DayBlock]) -> Sequence[int]:
    """Return the blocks in which a review of an item may be added."""
    if track.is_new:
        cost = track.dynamics.cost(track.dynamics.recall(None, 0))
        turns = (*range(track.earliest, len(blocks)), *range(track.earliest - 1, -1, -1))
        free = (at for at in turns if blocks[at].middle >= track.candidate.free and blocks[at].holds(cost))
        first = next(free, None)
        return () if first is None else (first,)
    begun = track.blocks[0] + 1 if track.start is None else 0
    return [
        at for at in range(begun, len(blocks)) if at not in track.blocks and blocks[at].middle >= track.candidate.free
    ]


def _days(block: _DayBlock, done: Budget | None) -> list[Day]:
    answers, seconds = block.used_answers, block.used_seconds
    if done is not None:
        answers, seconds = answers - done.answers, seconds - done.seconds
    size = block.length
    return [
        Day(block.first + ahead, len(block.tracks) / size, block.begun / size, answers / size, seconds / size)
        for ahead in range(size)
    ]


@cache
def _roughly(days: int) -> int:
    """Round days since the last answer to the grid of stability."""
    return round(math.exp(round(math.log(days) * _FINE) / _FINE)) if days else 0


def _memory(state: int) -> Memory:
    stability, difficulty = divmod(state, _DIFFICULTIES)
    return Memory(math.exp(stability / _FINE), min(10.0, max(1.0, difficulty / 4)))
