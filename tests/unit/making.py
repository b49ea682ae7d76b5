"""Short ways to make the values that unit and property tests are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from zgcquiz.core.activity import CRAMMED, Past, code
from zgcquiz.core.marking import Outcome, Picked, Rating, Response
from zgcquiz.core.moment import DAY, HOUR, Moment
from zgcquiz.core.pack import Item, Kind, Option
from zgcquiz.core.review import CRAM, Ref, Review
from zgcquiz.core.schedule import Attempt
from zgcquiz.core.session import Answer, answer

REF = Ref("pack", "item")


def pool(
    keys: Sequence[str] = ("right",),
    distractors: Sequence[str] = ("a", "b", "c", "d", "e"),
    pinned: Sequence[str] = (),
    id: str = "item",
) -> Item:
    """An item whose distractors are drawn; `pinned` names options that stay last."""
    kind = Kind.SINGLE if len(keys) == 1 else Kind.MULTIPLE
    options = [Option(text, key=text in keys, pinned=text in pinned) for text in (*keys, *distractors)]
    return Item(id, kind, f"Stem of {id}?", tuple(options), drawn=True)


def fixed(texts: Sequence[str], keys: Sequence[str], pinned: Sequence[str] = ()) -> Item:
    """An item with exactly these options."""
    options = tuple(Option(text, key=text in keys, pinned=text in pinned) for text in texts)
    return Item("item", Kind.SINGLE, "Stem?", options)


def picked(*positions: int) -> Picked:
    return Picked(frozenset(positions))


def answered(ref: Ref, correct: bool, seconds: float = 1.0) -> Answer:
    """An answer to a question of two options."""
    item = fixed(("right", "wrong"), ("right",))
    response: Response = picked(0 if correct else 1)
    return answer(ref, item, item.options, response, seconds)


def on_day(day: int, hour: float = 12, offset: int = 0) -> Moment:
    """An hour of a learner's day, by the clock on the wall."""
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


def pasts(reviews: Iterable[Review], renames: Mapping[Ref, Ref] | None = None) -> list[Past]:
    """What a log of these reviews says of each item, worked out plainly."""

    def name(each: Review) -> Ref:
        return (renames or {}).get(each.ref, each.ref)

    standing = sorted((each for each in reviews if not each.void), key=lambda each: (name(each), each.at.ms, each.id))
    found = []
    for ref, group in groupby(standing, key=name):
        own = list(group)
        codes = [code(each.at.day, CRAMMED if each.mode == CRAM else each.rating) for each in own]
        right = sum(each.outcome is Outcome.CORRECT for each in own)
        found.append(Past(ref.pack, ref.item, len(own), right, sum(each.ms for each in own), codes))
    return found
