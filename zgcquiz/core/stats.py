"""What the log and the cards say about the learner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from zgcquiz.core.hold import Held
from zgcquiz.core.marking import Outcome, Rating
from zgcquiz.core.moment import Moment
from zgcquiz.core.review import CRAM, Ref, Review
from zgcquiz.core.schedule import MATURE, Card, Reviewed
from zgcquiz.core.value import Value

FORECAST_DAYS = 14
STATES = ("new", "learning", "young", "mature", "suspended")


class Group(Value, frozen=True):
    """One pack or tag: reviews made, right ones, cards begun, cards due."""

    name: str
    reviews: int
    correct: int
    cards: int
    due: int


class Stats(Value, frozen=True):
    """retention: the share still known among first reviews of a day, at least a day after the
    last, where a lucky guess counts as not known; None before there is one. cards: items
    answered at least once. states: cards by state. forecast: how many fall due on today (the
    overdue with them) and each of the days that follow. What is suspended is neither due nor in
    the forecast; what is buried is so from tomorrow on. crammed: reviews that left the schedule
    alone; they count among reviews, but not for retention."""

    now: Moment
    reviews: int
    correct: int
    cards: int
    due: int
    retention: float | None
    retention_of: int
    states: Mapping[str, int]
    forecast: tuple[int, ...]
    packs: tuple[Group, ...]
    tags: tuple[Group, ...]
    seconds: float
    crammed: int = 0


def state_of(card: Card) -> str:
    """new; learning: missed last time; young; mature: an interval of 21 days or more."""
    if not isinstance(card, Reviewed):
        return "new"
    if card.interval == 0:
        return "learning"
    return "mature" if card.interval >= MATURE else "young"


def summarise(
    reviews: Iterable[Review],
    cards: Mapping[Ref, Card],
    tags: Mapping[Ref, tuple[str, ...]],
    renames: Mapping[Ref, Ref],
    now: Moment,
    held: Mapping[Ref, Held] | None = None,
) -> Stats:
    """Figures over reviews (in any order; voided ones don't count) and the cards of the packs.

    cards: of every item, new ones too; tags: of every item; renames: former to present names; held: what is not
    to be asked now.
    """
    standing = sorted((review for review in reviews if not review.void), key=lambda r: (r.at.ms, r.id))
    last_day: dict[Ref, int] = {}
    kept = retention_of = correct = crammed = 0
    by_pack: dict[str, Counter[str]] = {ref.pack: Counter() for ref in cards}
    by_tag: dict[str, Counter[str]] = {tag: Counter() for names in tags.values() for tag in names}
    for review in standing:
        ref = renames.get(review.ref, review.ref)
        right = review.outcome is Outcome.CORRECT
        correct += right
        if review.mode == CRAM:
            crammed += 1
        else:
            before = last_day.get(ref)
            if before is not None and review.at.day > before:
                retention_of += 1
                kept += review.rating is not Rating.AGAIN
            last_day[ref] = review.at.day if before is None else max(review.at.day, before)
        for counter in _counters(ref, by_pack, by_tag, tags):
            counter["reviews"] += 1
            counter["correct"] += right
    states: Counter[str] = Counter()
    forecast = [0] * FORECAST_DAYS
    due = begun = 0
    for ref, card in cards.items():
        hold = held.get(ref) if held else None
        suspended = hold is Held.SUSPENDED
        states["suspended" if suspended else state_of(card)] += 1
        if not isinstance(card, Reviewed):
            continue
        begun += 1
        is_due = hold is None and card.is_due(now)
        due += is_due
        ahead = max(1 if hold else 0, card.due_day - now.day)
        if ahead < FORECAST_DAYS and not suspended:
            forecast[ahead] += 1
        for counter in _counters(ref, by_pack, by_tag, tags):
            counter["cards"] += 1
            counter["due"] += is_due
    return Stats(
        now=now,
        reviews=len(standing),
        correct=correct,
        cards=begun,
        due=due,
        retention=kept / retention_of if retention_of else None,
        retention_of=retention_of,
        states={state: states[state] for state in STATES},
        forecast=tuple(forecast),
        packs=_groups(by_pack),
        tags=_groups(by_tag),
        seconds=sum(review.ms for review in standing) / 1000,
        crammed=crammed,
    )


def _counters(
    ref: Ref,
    by_pack: dict[str, Counter[str]],
    by_tag: dict[str, Counter[str]],
    tags: Mapping[Ref, tuple[str, ...]],
) -> list[Counter[str]]:
    return [by_pack.setdefault(ref.pack, Counter()), *(by_tag[tag] for tag in dict.fromkeys(tags.get(ref, ())))]


def _groups(counters: Mapping[str, Counter[str]]) -> tuple[Group, ...]:
    return tuple(
        Group(name, count["reviews"], count["correct"], count["cards"], count["due"])
        for name, count in sorted(counters.items())
    )
