"""Planning for a date: what to review when, so that most is known on that day for the time there is.

What an item's recall on the date gains by one more review depends on the day of the review and on
the item's other reviews until then. So the plan is made by greedy insertion: of all reviews that
could be added, of any item on any day with room, always the one that adds the most expected recall for
each second it takes. Only today's part is ever carried out; tomorrow the plan is made anew, from
what was answered by then. How well that does is measured in benchmarks/exam.py.

An item's state after a review that may go either way is the mixture of both, as in
core/guessing.py. What was never asked counts as not known on the date.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush

from zgcquiz.core.forecast import Habits
from zgcquiz.core.guessing import Evidence, Memory, Model
from zgcquiz.core.marking import Rating
from zgcquiz.core.review import Ref
from zgcquiz.core.value import Value

INTRODUCED_IN = 0.6
"""The share of the days within which new items are begun; the rest is for reviews."""
WORTH = 0.002
"""Expected recall of one item that a review must add, or it isn't planned."""

_SINGLE_DAYS = 7
"""So many days before the date are planned one by one; those before them in blocks that grow."""
_GROWTH = 1.3
_FINE = 24
"""Stability is reckoned in steps of 1/24 of its natural logarithm, some 4%."""


class Candidate(Value, frozen=True):
    """An item that can be reviewed.

    memory: None where it was never asked; last_day: of its last answer; free: the learner's day from
    which it may be asked.
    """

    ref: Ref
    memory: Memory | None = None
    last_day: int = 0
    free: int = 0


class Room(Value, frozen=True):
    """How much a day may hold: answers, and seconds."""

    answers: float
    seconds: float = math.inf


class Day(Value, frozen=True):
    """What is planned for a day, on average where days are planned together."""

    day: int
    questions: float
    new: float
    answers: float
    seconds: float


class ExamPlan(Value, frozen=True):
    """date: the learner's day of the exam; today: what to ask now, what helps most first, then new
    items in their order; new: those of them; days: from today on; without, expected: recall on the date,
    0 to 1, on average over all items, if nothing more is answered, and by this plan."""

    date: int
    items: int
    today: tuple[Ref, ...]
    new: frozenset[Ref]
    days: tuple[Day, ...]
    without: float
    expected: float


class _Dynamics:
    """How memories change, in steps that are reckoned only once. States are (stability, difficulty) on a grid."""

    def __init__(self, model: Model, habits: Habits) -> None:
        self._model = model
        self._habits = habits
        self._after: dict[tuple[tuple[int, int] | None, int], tuple[int, int]] = {}
        self._recall: dict[tuple[int, int], float] = {}

    def state(self, memory: Memory) -> tuple[int, int]:
        return round(math.log(memory.stability) * _FINE), round(memory.difficulty * 4)

    def recall(self, state: tuple[int, int] | None, elapsed: int) -> float:
        """That of an item never asked is the chance that it is known at sight."""
        if state is None:
            return self._model.recall(None, 0)
        key = state[0], elapsed
        found = self._recall.get(key)
        if found is None:
            found = self._recall[key] = self._model.recall(_memory(state), elapsed)
        return found

    def after(self, state: tuple[int, int] | None, elapsed: int) -> tuple[int, int]:
        """The state after a review, of which a miss is asked again until it is right."""
        key = state, elapsed
        found = self._after.get(key)
        if found is None:
            memory = None if state is None else _memory(state)
            known = self._model.after(memory, Evidence(elapsed, Rating.GOOD)).memory
            missed = self._model.after(memory, Evidence(elapsed, Rating.AGAIN)).memory
            missed = self._model.after(missed, Evidence(0, Rating.GOOD)).memory
            mixed = self._model.mix(self.recall(state, elapsed), known, missed)
            found = self._after[key] = self.state(mixed)
        return found

    def cost(self, recall: float) -> Room:
        """What a review takes, its repeats within the day among it."""
        repeats = (1 - recall) / self._habits.again
        missed = (1 - recall) + repeats * (1 - self._habits.again)
        return Room(1 + repeats, missed * self._habits.wrong + self._habits.right)


class _Track:
    """An item with the days on which it is to be reviewed."""

    def __init__(self, candidate: Candidate, dynamics: _Dynamics, date: int) -> None:
        self.candidate = candidate
        self.dynamics = dynamics
        self.date = date
        self.blocks: tuple[int, ...] = ()
        self.start: tuple[int, int] | None = dynamics.state(candidate.memory) if candidate.memory else None
        self.earliest = 0
        self.recall = self.follow((), -1)[0]

    def follow(self, days: Sequence[int], marked: int) -> tuple[float, float]:
        """Recall on the date after reviews on these days; and at the review on the day marked."""
        state, last, at_marked = self.start, self.candidate.last_day, 0.0
        for day in days:
            elapsed = max(0, day - last) if state else 0
            if day == marked:
                at_marked = self.dynamics.recall(state, elapsed)
            state, last = self.dynamics.after(state, elapsed), day
        if state is None:
            return 0.0, at_marked
        return self.dynamics.recall(state, max(0, self.date - last)), at_marked


class _Block:
    """Some days that are planned as one. Reviews are reckoned to be on the one in the middle."""

    def __init__(self, first: int, length: int, room: Room) -> None:
        self.first = first
        self.length = length
        self.middle = first + (length - 1) // 2
        self.answers, self.seconds = room.answers * length, room.seconds * length
        self.used_answers = self.used_seconds = 0.0
        self.tracks: list[_Track] = []
        self.begun = 0

    def holds(self, cost: Room) -> bool:
        return self.used_answers + cost.answers <= self.answers and self.used_seconds + cost.seconds <= self.seconds

    def take(self, cost: Room, track: _Track) -> None:
        self.used_answers += cost.answers
        self.used_seconds += cost.seconds
        self.tracks.append(track)
        self.begun += track.start is None and not track.blocks


def plan(
    candidates: Sequence[Candidate],
    model: Callable[[str], Model],
    habits: Habits,
    today: int,
    date: int,
    room: Room,
    done: Room | None = None,
    begun: int = 0,
) -> ExamPlan:
    """Plan reviews from today to the day before the date (or today, if that is the date).

    candidates: new ones in the order in which they are to be begun; model: of a pack; room: of
    each day; done: what of today's room is used up; begun: new items that were begun today.
    """
    blocks = _blocks(today, max(today, date - 1), room)
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
    order = {track.candidate.ref: place for place, track in enumerate(tracks)}
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


def _blocks(today: int, last: int, room: Room) -> list[_Block]:
    """Today alone, then blocks that are the shorter the nearer the date."""
    blocks: list[_Block] = []
    length, end = 1.0, last
    while end > today:
        size = min(int(length), end - today)
        end -= size
        blocks.append(_Block(end + 1, size, room))
        if len(blocks) >= _SINGLE_DAYS:
            length = max(length + 1, length * _GROWTH)
    blocks.append(_Block(today, 1, room))
    return blocks[::-1]


def _spread(new: Sequence[_Track], blocks: Sequence[_Block], begun: int) -> None:
    """Say from which block on each new item may be begun: evenly, within the first part of the time."""
    today, end = blocks[0].first, blocks[-1].first + blocks[-1].length
    span = max(1, round((end - today) * INTRODUCED_IN))
    for place, track in enumerate(new, begun):
        day = today + place * span // (len(new) + begun)
        track.earliest = next(at for at, block in enumerate(blocks) if block.first + block.length > day)


def _fill(tracks: Sequence[_Track], blocks: Sequence[_Block]) -> None:
    """Insert reviews, the best first, until nothing more fits or is worth its time."""
    found = [(place, _best(track, blocks)) for place, track in enumerate(tracks)]
    heap = [(-best[0], place, best[1]) for place, best in found if best]
    heapify(heap)
    while heap:
        _, place, at = heappop(heap)
        track = tracks[place]
        days = _with(track, blocks, at)
        recall, before = track.follow(days, blocks[at].middle)
        cost = track.dynamics.cost(before)
        if blocks[at].holds(cost):
            blocks[at].take(cost, track)
            track.blocks, track.recall = tuple(sorted((*track.blocks, at))), recall
        best = _best(track, blocks)
        if best:
            heappush(heap, (-best[0], place, best[1]))


def _best(track: _Track, blocks: Sequence[_Block]) -> tuple[float, int] | None:
    """The gain for each second, and the block, of the review that is best added to an item's."""
    best: tuple[float, int] | None = None
    for at in _open(track, blocks):
        recall, before = track.follow(_with(track, blocks, at), blocks[at].middle)
        gain = recall - track.recall
        if gain < WORTH:
            continue
        cost = track.dynamics.cost(before)
        if blocks[at].holds(cost) and (best is None or gain / cost.seconds > best[0]):
            best = gain / cost.seconds, at
    return best


def _open(track: _Track, blocks: Sequence[_Block]) -> Sequence[int]:
    """The blocks in which a review of an item may be added."""
    if track.start is None and not track.blocks:
        cost = track.dynamics.cost(track.dynamics.recall(None, 0))
        turns = (*range(track.earliest, len(blocks)), *range(track.earliest - 1, -1, -1))
        free = (at for at in turns if blocks[at].middle >= track.candidate.free and blocks[at].holds(cost))
        first = next(free, None)
        return () if first is None else (first,)
    begun = track.blocks[0] + 1 if track.start is None else 0
    return [
        at for at in range(begun, len(blocks)) if at not in track.blocks and blocks[at].middle >= track.candidate.free
    ]


def _with(track: _Track, blocks: Sequence[_Block], at: int) -> list[int]:
    return [blocks[other].middle for other in sorted((*track.blocks, at))]


def _days(block: _Block, done: Room | None) -> list[Day]:
    answers, seconds = block.used_answers, block.used_seconds
    if done is not None:
        answers, seconds = answers - done.answers, seconds - done.seconds
    size = block.length
    return [
        Day(block.first + ahead, len(block.tracks) / size, block.begun / size, answers / size, seconds / size)
        for ahead in range(size)
    ]


def _memory(state: tuple[int, int]) -> Memory:
    return Memory(math.exp(state[0] / _FINE), min(10.0, max(1.0, state[1] / 4)))
