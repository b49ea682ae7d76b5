"""What the log and the cards say about the learner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from zgcquiz.core.activity import Past, Recall, by_interval, look_back, streaks, total
from zgcquiz.core.hold import Held
from zgcquiz.core.moment import Moment
from zgcquiz.core.picks import HardFact, hardest
from zgcquiz.core.review import Ref
from zgcquiz.core.schedule import MATURE, Card, Reviewed
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
    longest_streak: days in a row, up to now and at most; seconds: spent ever, seconds_week: in
    the last seven days, seconds_today; crammed: reviews that left the schedule alone: they count
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


def state_of(card: Card) -> str:
    """new; learning: missed last time; young; mature: an interval of 21 days or more."""
    if not isinstance(card, Reviewed):
        return "new"
    if card.interval == 0:
        return "learning"
    return "mature" if card.interval >= MATURE else "young"


def summarise(
    pasts: Sequence[Past],
    cards: Mapping[Ref, Card],
    tags: Mapping[Ref, tuple[str, ...]],
    now: Moment,
    held: Mapping[Ref, Held] | None = None,
    recent_ms: tuple[int, int] = (0, 0),
    facts: Mapping[Ref, str] | None = None,
) -> Stats:
    """Figures over what the log says of each item, under its present name, and over the cards of the packs.

    cards: of every item, new ones too; tags: of every item; held: what is not to be asked now;
    recent_ms: time spent in the last seven days, and today; facts: of every item.
    """
    activity = look_back(pasts)
    by_pack: dict[str, Counter[str]] = {ref.pack: Counter() for ref in cards}
    by_tag: dict[str, Counter[str]] = {tag: Counter() for names in tags.values() for tag in names}
    for past in pasts:
        for counter in _counters(Ref(past.pack, past.item), by_pack, by_tag, tags):
            counter["reviews"] += past.reviews
            counter["correct"] += past.correct
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
    streak, longest = streaks(activity.days, now.day)
    return Stats(
        now=now,
        reviews=sum(past.reviews for past in pasts),
        correct=sum(past.correct for past in pasts),
        cards=begun,
        due=due,
        recall=total(recall for recalls in activity.packs.values() for recall in recalls.values()),
        states={state: states[state] for state in STATES},
        forecast=tuple(forecast),
        packs=_groups(by_pack, {pack: total(recalls.values()) for pack, recalls in activity.packs.items()}),
        tags=_groups(by_tag, {}),
        intervals=by_interval(activity.packs),
        days=activity.days,
        streak=streak,
        longest_streak=longest,
        seconds=sum(past.ms for past in pasts) / 1000,
        seconds_week=recent_ms[0] / 1000,
        seconds_today=recent_ms[1] / 1000,
        crammed=activity.crammed,
        hardest=hardest(pasts, facts or {}, HARDEST),
    )


def _counters(
    ref: Ref,
    by_pack: dict[str, Counter[str]],
    by_tag: dict[str, Counter[str]],
    tags: Mapping[Ref, tuple[str, ...]],
) -> list[Counter[str]]:
    return [by_pack.setdefault(ref.pack, Counter()), *(by_tag[tag] for tag in dict.fromkeys(tags.get(ref, ())))]


def _groups(counters: Mapping[str, Counter[str]], recalls: Mapping[str, Recall]) -> tuple[Group, ...]:
    return tuple(
        Group(name, count["reviews"], count["correct"], count["cards"], count["due"], recalls.get(name, Recall()))
        for name, count in sorted(counters.items())
    )
