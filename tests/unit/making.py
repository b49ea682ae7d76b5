"""Factories for the values of unit and property tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from tests.unit.standings import ItemStatus, count_standings
from zgcquiz.core.learning.schedule import Attempt, Card, Reviewed
from zgcquiz.core.log.review import CRAM, Outcome, Rating, Ref, Review
from zgcquiz.core.moment import DAY, HOUR, Moment
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.marking import Picked, Response
from zgcquiz.core.rounds.session import Answer, answer
from zgcquiz.core.stats.activity import CRAMMED, ItemAnswers, activity_by_pack, code
from zgcquiz.core.stats.summary import Stats, summarize

REF = Ref("pack", "item")


def pool(
    keys: Sequence[str] = ("right",),
    distractors: Sequence[str] = ("a", "b", "c", "d", "e"),
    pinned: Sequence[str] = (),
    id: str = "item",
) -> Item:
    """Make an item with a pool of distractors; `pinned` names options that stay last."""
    kind = Kind.SINGLE if len(keys) == 1 else Kind.MULTIPLE
    options = [Option(text, key=text in keys, pinned=text in pinned) for text in (*keys, *distractors)]
    return Item(id, kind, f"Stem of {id}?", tuple(options), drawn=True)


def fixed(texts: Sequence[str], keys: Sequence[str], pinned: Sequence[str] = ()) -> Item:
    """Make an item with exactly these options."""
    options = tuple(Option(text, key=text in keys, pinned=text in pinned) for text in texts)
    return Item("item", Kind.SINGLE, "Stem?", options)


def picked(*positions: int) -> Picked:
    return Picked(frozenset(positions))


def answered(ref: Ref, correct: bool, seconds: float = 1.0) -> Answer:
    """Make an answer to a question of two options."""
    item = fixed(("right", "wrong"), ("right",))
    response: Response = picked(0 if correct else 1)
    return answer(ref, item, item.options, response, seconds)


def on_day(day: int, hour: float = 12, offset: int = 0) -> Moment:
    """Make the moment of an hour of a learner's day, in local time."""
    return Moment(round(day * DAY + hour * HOUR) - offset * 60_000, offset)


def attempt(day: int, rating: int, ref: Ref = REF, hour: float = 12) -> Attempt:
    return Attempt(ref, on_day(day, hour), Rating(rating))


def review(
    ref: Ref = REF,
    at: Moment | None = None,
    *,
    outcome: Outcome = Outcome.CORRECT,
    rating: Rating = Rating.GOOD,
    ms: int = 1000,
    void: bool = False,
    id: str = "1",
    mode: str = "review",
) -> Review:
    return Review(
        id=id,
        device="device",
        session="session",
        at=at or on_day(20_000),
        ref=ref,
        fingerprint="",
        mode=mode,
        kind=Kind.SINGLE,
        shown=("right", "wrong"),
        response=("right",),
        outcome=outcome,
        certainty=None,
        rating=rating,
        ms=ms,
        void=void,
    )


def pasts(reviews: Iterable[Review], renames: Mapping[Ref, Ref] | None = None) -> list[ItemAnswers]:
    """Return the answers to each item in a log of these reviews, in a simple way."""

    def name(each: Review) -> Ref:
        return (renames or {}).get(each.ref, each.ref)

    standing = sorted((each for each in reviews if not each.void), key=lambda each: (name(each), each.at.ms, each.id))
    found = []
    for ref, group in groupby(standing, key=name):
        own = list(group)
        codes = [
            code(each.at.day, CRAMMED if each.mode == CRAM else each.rating, each.outcome is Outcome.CORRECT)
            for each in own
        ]
        found.append(ItemAnswers(ref.pack, ref.item, codes, [each.ms for each in own]))
    return found


def summary(
    reviews: Iterable[Review],
    cards: Mapping[Ref, Card],
    tags: Mapping[Ref, tuple[str, ...]],
    now: Moment,
    renames: Mapping[Ref, Ref] | None = None,
) -> Stats:
    """Return the statistics of these reviews and cards."""
    found = pasts(reviews, renames)
    counts = {Ref(past.pack, past.item): (len(past.codes), past.correct) for past in found}
    standings = []
    for ref, card in cards.items():
        interval, due_day, due_at = None, 0, 0
        if isinstance(card, Reviewed):
            interval, due_day, due_at = card.interval, card.due_day, card.due_at
        reviewed, correct = counts.get(ref, (0, 0))
        standings.append(ItemStatus(ref.pack, ref.item, "", reviewed, correct, interval, due_day, due_at, 0))
    by_pack = {ref.pack: {at.item: names for at, names in tags.items() if at.pack == ref.pack} for ref in tags}
    return summarize(activity_by_pack(found), count_standings(standings, by_pack, now), now)
