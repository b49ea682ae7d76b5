"""Items counted one by one: the oracle of what store/standings.py has SQLite count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from zgcquiz.core.learning.schedule import MATURE
from zgcquiz.core.log.hold import HELD_INDEFINITELY
from zgcquiz.core.moment import Moment
from zgcquiz.core.stats.picks import hardest
from zgcquiz.core.stats.summary import FORECAST_DAYS, HARDEST, STATES, Standings


class ItemStatus(NamedTuple):
    """The answers to an item of the current packs, and its card's state. interval: None if it was never answered."""

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


def count_standings(
    items: Iterable[ItemStatus], tags: Mapping[str, Mapping[str, tuple[str, ...]]], now: Moment
) -> Standings:
    """Count the items of the current packs. tags: by pack and item."""
    packs: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    tag_sets: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    facts: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    states: Counter[str] = Counter()
    forecast = [0] * FORECAST_DAYS
    for pack, item, fact, reviews, correct, interval, due_day, due_at, held_until in items:
        own, tagged = packs[pack], tag_sets[tags.get(pack, {}).get(item, ())]
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
        held = held_until > now.day
        is_due = not held and due_day <= now.day and due_at <= now.ms
        own[0] += 1
        own[1] += is_due
        tagged[2] += 1
        tagged[3] += is_due
        ahead = max(1 if held else 0, due_day - now.day)
        if ahead < FORECAST_DAYS and not suspended:
            forecast[ahead] += 1
    return Standings(
        {pack: (cards, due) for pack, (cards, due) in packs.items()},
        {state: states[state] for state in STATES},
        forecast,
        dict(tag_sets),
        hardest(facts, HARDEST),
    )
