"""Answers by day, and retention by days since the last answer.

This runs over every answer of a log, which may hold a million. So an answer is encoded as one
integer, and the only loop over the answers does as little as possible.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from zgcquiz.core.value import Value

_DAY = 16
"""The step of a code from one day to the next; twice the rating plus the outcome is less."""
_DAY_PART = -_DAY
"""The bit mask of a code's day."""
_RATED = 2
"""The least remainder of a code with a rating."""

CRAMMED = 0
"""The rating in the code of an answer that doesn't schedule, which counts for no retention."""

INTERVALS = ((1, 1), (2, 3), (4, 7), (8, 14), (15, 30), (31, 90), (91, 365), (366, None))
"""The ranges of days since the last answer, (first, last), by which retention is reported."""


def code(day: int, rating: int, right: bool) -> int:
    """Encode an answer as an integer from 0. day: the learner's, from -1; rating: 1 to 4, or CRAMMED."""
    return (day + 1) * _DAY + 2 * rating + right


class ItemAnswers(Value, frozen=True):
    """The answers to one item. codes: of each answer, oldest first; times: milliseconds that each took."""

    pack: str
    item: str
    codes: Sequence[int]
    times: Sequence[int]

    @property
    def correct(self) -> int:
        return sum(code & 1 for code in self.codes)


class DayTotals(Value, frozen=True):
    """The answers of a day. crammed: those that don't schedule; ms: milliseconds spent."""

    reviews: int = 0
    correct: int = 0
    crammed: int = 0
    ms: int = 0

    def __add__(self, other: DayTotals) -> DayTotals:
        return DayTotals(
            self.reviews + other.reviews, self.correct + other.correct, self.crammed + other.crammed, self.ms + other.ms
        )


class Recall(Value, frozen=True):
    """Retention: how many items were still known at the first answer of a day, at least a day after the last.

    kept: known, of: asked. A declared guess counts as not known.
    """

    kept: int = 0
    of: int = 0

    @property
    def share(self) -> float | None:
        """The fraction known, 0 to 1; None without answers."""
        return self.kept / self.of if self.of else None

    def __add__(self, other: Recall) -> Recall:
        return Recall(self.kept + other.kept, self.of + other.of)


class Activity(Value, frozen=True):
    """A pack's totals by the learner's day, and recall by whole days since the last answer."""

    days: Mapping[int, DayTotals]
    recall: Mapping[int, Recall]


def activity_by_pack(histories: Iterable[ItemAnswers]) -> dict[str, Activity]:
    """Return the activity of each pack. A clock that went back counts as no time elapsed."""
    counts: defaultdict[str, Counter[int]] = defaultdict(Counter)
    times: defaultdict[str, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    recalls: defaultdict[str, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for item in histories:
        gaps, spent, codes = recalls[item.pack], times[item.pack], item.codes
        counts[item.pack].update(codes)
        last = next((code for code in codes if code & ~_DAY_PART >= _RATED), 0) & _DAY_PART
        for each, ms in zip(codes, item.times, strict=True):
            spent[each & _DAY_PART] += ms
            gap = each - last  # days between by _DAY, and the rest of the code
            if gap >= _DAY and each & ~_DAY_PART >= _RATED:
                gaps[gap] += 1
                last = each & _DAY_PART
    return {pack: Activity(_days(counts[pack], spent), _recalls(recalls[pack])) for pack, spent in times.items()}


def _days(counts: Mapping[int, int], spent: Mapping[int, int]) -> dict[int, DayTotals]:
    found: dict[int, DayTotals] = {}
    for each, count in counts.items():
        day, rest = each // _DAY - 1, each & ~_DAY_PART
        one = DayTotals(count, count if rest & 1 else 0, 0 if rest >= _RATED else count)
        found[day] = found.get(day, DayTotals()) + one
    return {day: done + DayTotals(ms=spent[(day + 1) * _DAY]) for day, done in found.items()}


def _recalls(gaps: Mapping[int, int]) -> dict[int, Recall]:
    found: dict[int, Recall] = {}
    for gap, count in gaps.items():
        days, rest = divmod(gap, _DAY)
        found[days] = found.get(days, Recall()) + Recall(count if rest // 2 > 1 else 0, count)
    return found


def total(recalls: Iterable[Recall]) -> Recall:
    return sum(recalls, Recall())


def by_interval(recalls: Iterable[Mapping[int, Recall]]) -> tuple[Recall, ...]:
    """Return the total recall for each of INTERVALS."""
    each = [item for recall in recalls for item in recall.items()]
    return tuple(
        total(recall for days, recall in each if low <= days and (high is None or days <= high))
        for low, high in INTERVALS
    )


def streaks(days: Iterable[int], today: int) -> tuple[int, int]:
    """Return the lengths of the current streak of days with answers, up to today or yesterday, and of the longest."""
    current = longest = run = 0
    before: int | None = None
    for day in sorted(days):
        run = run + 1 if before == day - 1 else 1
        before, longest = day, max(longest, run)
        if today - 1 <= day <= today + 1:  # a learner who flies west may go back a day
            current = run
    return current, longest
