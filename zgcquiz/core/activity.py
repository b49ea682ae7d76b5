"""What the learner did on which day, and how much was still known after how long.

This runs over every answer of a log, a million of them where need be. So an answer is one whole
number here, and the one loop over them does as little as it can.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from zgcquiz.core.value import Value

_DAY = 8
"""A code counts by this from one day to the next: a rating fits below it."""
_DAY_PART = -_DAY
"""Keeps a code's day, as a mask."""

CRAMMED = 0
"""In the place of a rating: an answer that leaves the schedule alone, and tells nothing of retention."""

INTERVALS = ((1, 1), (2, 3), (4, 7), (8, 14), (15, 30), (31, 90), (91, 365), (366, None))
"""Days since the last answer, from and to, by which retention is told apart."""


def code(day: int, rating: int) -> int:
    """An answer as a number from 0: the learner's day, from -1, and a rating from 1 to 4 or CRAMMED."""
    return (day + 1) * _DAY + rating


def day_of(code: int) -> int:
    return code // _DAY - 1


class Past(Value, frozen=True):
    """What a log says of one item.

    ms: time spent on its answers; codes: of each answer, oldest first.
    """

    pack: str
    item: str
    reviews: int
    correct: int
    ms: int
    codes: Sequence[int]


class Recall(Value, frozen=True):
    """Of so many first answers of a day, at least a day after the last, so many still knew it.

    A lucky guess counts as not known.
    """

    kept: int = 0
    of: int = 0

    @property
    def share(self) -> float | None:
        """0 to 1; None before there is one."""
        return self.kept / self.of if self.of else None

    def __add__(self, other: Recall) -> Recall:
        return Recall(self.kept + other.kept, self.of + other.of)


class Activity(Value, frozen=True):
    """days: answers by the learner's day; packs: of each, recall by whole days since the last answer;
    crammed: answers that left the schedule alone."""

    days: Mapping[int, int]
    crammed: int
    packs: Mapping[str, Mapping[int, Recall]]


def look_back(pasts: Iterable[Past]) -> Activity:
    """Go through all answers once. A clock that went back counts as no time at all."""
    counts: Counter[int] = Counter()
    packs: defaultdict[str, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for past in pasts:
        gaps, codes = packs[past.pack], past.codes
        counts.update(codes)
        last = next((code for code in codes if code & ~_DAY_PART), 0) & _DAY_PART
        for each in codes:
            gap = each - last  # days between by _DAY, and the rating
            if gap >= _DAY and each & ~_DAY_PART:
                gaps[gap] += 1
                last = each & _DAY_PART
    days: Counter[int] = Counter()
    for each, count in counts.items():
        days[day_of(each)] += count
    crammed = sum(count for each, count in counts.items() if each & ~_DAY_PART == CRAMMED)
    return Activity(dict(days), crammed, {pack: _recalls(gaps) for pack, gaps in packs.items()})


def _recalls(gaps: Mapping[int, int]) -> dict[int, Recall]:
    found: dict[int, Recall] = {}
    for gap, count in gaps.items():
        days, rating = divmod(gap, _DAY)
        found[days] = found.get(days, Recall()) + Recall(count if rating > 1 else 0, count)
    return found


def total(recalls: Iterable[Recall]) -> Recall:
    return sum(recalls, Recall())


def by_interval(packs: Mapping[str, Mapping[int, Recall]]) -> tuple[Recall, ...]:
    """Recall over all packs, for each of INTERVALS."""
    return tuple(
        total(
            recall
            for recalls in packs.values()
            for days, recall in recalls.items()
            if low <= days and (high is None or days <= high)
        )
        for low, high in INTERVALS
    )


def streaks(days: Iterable[int], today: int) -> tuple[int, int]:
    """How many days in a row there were answers, up to today or yesterday, and at most ever."""
    current = longest = run = 0
    before: int | None = None
    for day in sorted(days):
        run = run + 1 if before == day - 1 else 1
        before, longest = day, max(longest, run)
        if day >= today - 1:
            current = run
    return current, longest
