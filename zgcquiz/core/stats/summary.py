"""What the log and the cards say about the learner."""

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
"""Facts that are listed as the hardest."""
STATES = ("new", "learning", "young", "mature", "suspended")


class Group(Value, frozen=True):
    """One pack or tag: reviews made, right ones, cards begun, cards due; of a pack the recall too."""

    name: str
    reviews: int
    correct: int
    cards: int
    due: int
    recall: Recall = Recall()


class Stats(Value, frozen=True):
    """recall: retention over all. cards: items answered at least once. states: cards by state.
    forecast: how many fall due on today (the overdue with them) and each of the days that follow.
    What is suspended is neither due nor in the forecast; what is buried is so from tomorrow on.
    intervals: recall for each of INTERVALS; days: answers by the learner's day; streak,
    longest_streak: days in a row, up to now and at most; seconds: spent ever, seconds_week: on
    the last seven of the learner's days, seconds_today; crammed: reviews that left the schedule alone: they count
    among all figures but recall; hardest: the facts missed most."""

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
    """An item of the packs, as it stands: what was answered of it, and its card's state.

    A plain tuple, as there may be very many. fact: "" for none; interval, due_day, due_at: as in
    `Reviewed`, None where it was never answered; held_until: the learner's day from which it is
    asked again.
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
    """new; learning: missed last time; young; mature: an interval of 21 days or more."""
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
    """Figures over what the log says of packs, and over the items that these have now.

    activities: by pack, with what is no more in it; tags: by pack and item.
    """
    done = {pack: _sum(activity.days.values()) for pack, activity in activities.items()}
    by_pack = {pack: [each.reviews, each.correct, 0, 0] for pack, each in done.items()}
    by_tags: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    facts: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    states: Counter[str] = Counter()
    forecast = [0] * FORECAST_DAYS
    none: Mapping[str, tuple[str, ...]] = {}
    today, ms = now.day, now.ms
    for pack, item, fact, reviews, correct, interval, due_day, due_at, held_until in items:
        own = by_pack.get(pack) or by_pack.setdefault(pack, [0, 0, 0, 0])
        tagged = by_tags[tags.get(pack, none).get(item, ())]
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
    by_tag: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for names, counts in by_tags.items():
        for name in dict.fromkeys(names):
            by_tag[name] = [one + other for one, other in zip(by_tag[name], counts, strict=True)]
    days: defaultdict[int, DayTotals] = defaultdict(DayTotals)
    for activity in activities.values():
        for day, each in activity.days.items():
            days[day] += each
    recalls = {pack: total(activity.recall.values()) for pack, activity in activities.items()}
    ever = _sum(done.values())
    streak, longest = streaks(days, today)
    return Stats(
        now=now,
        reviews=ever.reviews,
        correct=ever.correct,
        cards=sum(counts[2] for counts in by_pack.values()),
        due=sum(counts[3] for counts in by_pack.values()),
        recall=total(recalls.values()),
        states={state: states[state] for state in STATES},
        forecast=tuple(forecast),
        packs=_groups(by_pack, recalls),
        tags=_groups(by_tag, {}),
        intervals=by_interval(activity.recall for activity in activities.values()),
        days={day: each.reviews for day, each in days.items()},
        streak=streak,
        longest_streak=longest,
        seconds=ever.ms / 1000,
        seconds_week=sum(each.ms for day, each in days.items() if today - 7 < day <= today) / 1000,
        seconds_today=days[today].ms / 1000 if today in days else 0.0,
        crammed=ever.crammed,
        hardest=hardest(facts, HARDEST),
    )


def _sum(days: Iterable[DayTotals]) -> DayTotals:
    return sum(days, DayTotals())


def _groups(counts: Mapping[str, list[int]], recalls: Mapping[str, Recall]) -> tuple[Group, ...]:
    return tuple(
        Group(name, reviews, correct, cards, due, recalls.get(name, Recall()))
        for name, (reviews, correct, cards, due) in sorted(counts.items())
    )
