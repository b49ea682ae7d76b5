"""Statistics of the log and the cards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from zgcquiz.core.moment import Moment
from zgcquiz.core.stats.activity import Activity, DayTotals, Recall, by_interval, streaks, total
from zgcquiz.core.stats.picks import HardFact
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


class Standings(Value, frozen=True):
    """The items of the current packs, counted.

    packs: the cards and the due ones of each; states, forecast: as in `Stats`; tag_sets: by the tags that items have
    together, [answers, right ones, cards, due]; hardest: the facts missed most.
    """

    packs: Mapping[str, tuple[int, int]]
    states: Mapping[str, int]
    forecast: Sequence[int]
    tag_sets: Mapping[tuple[str, ...], Sequence[int]]
    hardest: tuple[HardFact, ...] = ()


def summarize(activities: Mapping[str, Activity], standings: Standings, now: Moment) -> Stats:
    """Compute the statistics. activities: by pack, including items that a pack no longer has."""
    totals = {pack: sum(activity.days.values(), DayTotals()) for pack, activity in activities.items()}
    of_packs = {pack: [each.reviews, each.correct, 0, 0] for pack, each in totals.items()}
    for pack, counts in standings.packs.items():
        of_packs.setdefault(pack, [0, 0, 0, 0])[2:] = counts
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
        cards=sum(cards for cards, _ in standings.packs.values()),
        due=sum(due for _, due in standings.packs.values()),
        recall=total(recalls.values()),
        states={state: standings.states[state] for state in STATES},
        forecast=tuple(standings.forecast),
        packs=_groups(of_packs, recalls),
        tags=_groups(_by_tag(standings.tag_sets), {}),
        intervals=by_interval(activity.recall for activity in activities.values()),
        days={day: each.reviews for day, each in days.items()},
        streak=streak,
        longest_streak=longest,
        seconds=ever.ms / 1000,
        seconds_week=sum(each.ms for day, each in days.items() if now.day - 7 < day <= now.day) / 1000,
        seconds_today=days[now.day].ms / 1000 if now.day in days else 0.0,
        crammed=ever.crammed,
        hardest=standings.hardest,
    )


def _by_tag(tag_sets: Mapping[tuple[str, ...], Sequence[int]]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for names, counts in tag_sets.items():
        for name in dict.fromkeys(names):
            found[name] = [one + other for one, other in zip(found[name], counts, strict=True)]
    return found


def _groups(counts: Mapping[str, list[int]], recalls: Mapping[str, Recall]) -> tuple[Group, ...]:
    return tuple(
        Group(name, reviews, correct, cards, due, recalls.get(name, Recall()))
        for name, (reviews, correct, cards, due) in sorted(counts.items())
    )
