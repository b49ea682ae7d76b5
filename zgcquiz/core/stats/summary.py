"""Statistics of the log and the cards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from zgcquiz.core.learning.schedule import MATURE
from zgcquiz.core.log.hold import HELD_INDEFINITELY
from zgcquiz.core.moment import Moment
from zgcquiz.core.stats.activity import Activity, DayTotals, Recall, by_interval, streaks, total
from zgcquiz.core.stats.picks import HardFact, hardest
from zgcquiz.core.value import Value

FORECAST_DAYS = 14
HARDEST = 10
"""How many of the hardest facts are listed."""
STATES = ("new", "learning", "young", "mature", "suspended")


class Group(Value, frozen=True):
    """The figures of a pack or tag. cards: items answered at least once; recall: only of a pack."""

    name: str
    reviews: int
    correct: int
    cards: int
    due: int
    recall: Recall = Recall()


class Stats(Value, frozen=True):
    """The statistics of a learner.

    cards: items answered at least once; recall: retention over all packs; states: items by state; forecast: how many
    fall due today (including overdue ones) and on each following day: suspended items are neither due nor in the
    forecast, buried ones count from tomorrow; intervals: recall for each of INTERVALS; days: answers by the learner's
    day; streak, longest_streak: days in a row; seconds, seconds_week, seconds_today: spent in all, on the last seven
    of the learner's days, and today; crammed: reviews that don't schedule, which count in all figures except recall;
    hardest: the facts missed most.
    """

    now: Moment
    reviews: int
    correct: int
    cards: int
    due: int
    recall: Recall
    states: Mapping[str, int]
    forecast: tuple[int, ...]
    packs: tuple[Group, ...]
    tags: tuple[Group, ...]
    intervals: tuple[Recall, ...]
    days: Mapping[int, int]
    streak: int
    longest_streak: int
    seconds: float
    seconds_week: float
    seconds_today: float
    crammed: int
    hardest: tuple[HardFact, ...] = ()


class ItemStatus(NamedTuple):
    """The answers to an item of the current packs, and its card's state.

    A named tuple for speed, as there may be very many. fact: "" for none; interval, due_day, due_at: as in `Reviewed`,
    an interval of None if it was never answered; held_until: the learner's day from which it is asked again.
    """

    pack: str
    item: str
    fact: str
    reviews: int
    correct: int
    interval: int | None
    due_day: int
    due_at: int
    held_until: int


def state_of(interval: int | None) -> str:
    """Return the state of a card: new, learning (missed last time), young or mature (21 days or more)."""
    if interval is None:
        return "new"
    if interval == 0:
        return "learning"
    return "mature" if interval >= MATURE else "young"


def summarize(
    activities: Mapping[str, Activity],
    items: Iterable[ItemStatus],
    tags: Mapping[str, Mapping[str, tuple[str, ...]]],
    now: Moment,
) -> Stats:
    """Compute the statistics.

    activities: by pack, including items that a pack no longer has; items: those of the current packs;
    tags: by pack and item.
    """
    totals = {pack: sum(activity.days.values(), DayTotals()) for pack, activity in activities.items()}
    counts = _ItemCounts({pack: [each.reviews, each.correct, 0, 0] for pack, each in totals.items()})
    counts.add(items, tags, now)
    days: defaultdict[int, DayTotals] = defaultdict(DayTotals)
    for activity in activities.values():
        for day, each in activity.days.items():
            days[day] += each
    recalls = {pack: total(activity.recall.values()) for pack, activity in activities.items()}
    ever = sum(totals.values(), DayTotals())
    streak, longest = streaks(days, now.day)
    return Stats(
        now=now,
        reviews=ever.reviews,
        correct=ever.correct,
        cards=sum(cards for _, _, cards, _ in counts.packs.values()),
        due=sum(due for _, _, _, due in counts.packs.values()),
        recall=total(recalls.values()),
        states={state: counts.states[state] for state in STATES},
        forecast=tuple(counts.forecast),
        packs=_groups(counts.packs, recalls),
        tags=_groups(counts.by_tag(), {}),
        intervals=by_interval(activity.recall for activity in activities.values()),
        days={day: each.reviews for day, each in days.items()},
        streak=streak,
        longest_streak=longest,
        seconds=ever.ms / 1000,
        seconds_week=sum(each.ms for day, each in days.items() if now.day - 7 < day <= now.day) / 1000,
        seconds_today=days[now.day].ms / 1000 if now.day in days else 0.0,
        crammed=ever.crammed,
        hardest=hardest(counts.facts, HARDEST),
    )


class _ItemCounts:
    """Counts over items. packs, tag_sets: [reviews, right ones, cards, due]; facts: [reviews, right ones]."""

    def __init__(self, packs: dict[str, list[int]]) -> None:
        self.packs = packs
        self.tag_sets: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        self.facts: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        self.states: Counter[str] = Counter()
        self.forecast = [0] * FORECAST_DAYS

    def add(self, items: Iterable[ItemStatus], tags: Mapping[str, Mapping[str, tuple[str, ...]]], now: Moment) -> None:
        none: Mapping[str, tuple[str, ...]] = {}
        packs, tag_sets, facts, states, forecast = self.packs, self.tag_sets, self.facts, self.states, self.forecast
        today, ms = now.day, now.ms
        for pack, item, fact, reviews, correct, interval, due_day, due_at, held_until in items:
            own = packs.get(pack) or packs.setdefault(pack, [0, 0, 0, 0])
            tagged = tag_sets[tags.get(pack, none).get(item, ())]
            if reviews:
                tagged[0] += reviews
                tagged[1] += correct
                of_fact = facts[pack, fact or item]
                of_fact[0] += reviews
                of_fact[1] += correct
            suspended = held_until == HELD_INDEFINITELY
            states["suspended" if suspended else state_of(interval)] += 1
            if interval is None:
                continue
            held = held_until > today
            is_due = not held and due_day <= today and due_at <= ms
            own[2] += 1
            tagged[2] += 1
            if is_due:
                own[3] += 1
                tagged[3] += 1
            ahead = max(1 if held else 0, due_day - today)
            if ahead < FORECAST_DAYS and not suspended:
                forecast[ahead] += 1

    def by_tag(self) -> dict[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for names, counts in self.tag_sets.items():
            for name in dict.fromkeys(names):
                found[name] = [one + other for one, other in zip(found[name], counts, strict=True)]
        return found


def _groups(counts: Mapping[str, list[int]], recalls: Mapping[str, Recall]) -> tuple[Group, ...]:
    return tuple(
        Group(name, reviews, correct, cards, due, recalls.get(name, Recall()))
        for name, (reviews, correct, cards, due) in sorted(counts.items())
    )
