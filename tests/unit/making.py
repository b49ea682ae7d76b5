"""Short ways to make the values that unit and property tests are about."""

from __future__ import annotations

from collections.abc import Sequence

from zgcquiz.core.marking import Outcome, Picked, Rating, Response
from zgcquiz.core.moment import DAY, HOUR, Moment
from zgcquiz.core.pack import Item, Kind, Option
from zgcquiz.core.review import Ref, Review
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
) -> Review:
    return Review(
        id=id,
        device="device",
        session="session",
        at=at or on_day(20_000),
        ref=ref,
        fingerprint="",
        mode="review",
        kind=Kind.SINGLE,
        shown=("right", "wrong"),
        response=("right",),
        outcome=outcome,
        certainty=None,
        rating=rating,
        ms=ms,
        void=void,
    )
