"""Hypothesis strategies for values of the core."""

from __future__ import annotations

from hypothesis import strategies as st

from zgcquiz.core.learning.schedule import Attempt
from zgcquiz.core.log.review import Outcome, Rating, Ref
from zgcquiz.core.moment import DAY, HOUR, MINUTE, Moment
from zgcquiz.core.packs.pack import Item, Kind, Option

OFFSETS = (0, 60, 120, 345, 480, 840, -300, -210, -720)
START = 1_700_000_000_000

seeds = st.integers(0, 2**64)
ratings = st.sampled_from(Rating)
outcomes = st.sampled_from(Outcome)
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
refs = st.builds(Ref, st.sampled_from(["one", "two"]), st.sampled_from(["a", "b", "c", "d"]))


@st.composite
def items(draw: st.DrawFn, drawn: bool | None = None) -> Item:
    """Items with distinct options, some of them pinned."""
    texts = draw(st.lists(words, min_size=2, max_size=10, unique=True))
    keys = draw(st.integers(1, len(texts)))
    pins = draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    options = [Option(text, key=at < keys, pinned=pin) for at, (text, pin) in enumerate(zip(texts, pins, strict=True))]
    if draw(st.booleans()):
        options = draw(st.permutations(options))
    pool = draw(st.booleans()) if drawn is None else drawn
    return Item("item", Kind.SINGLE if keys == 1 else Kind.MULTIPLE, draw(words), tuple(options), drawn=pool)


gaps = st.one_of(
    st.integers(0, 30 * MINUTE),
    st.integers(0, 40 * DAY),
    st.integers(-3 * DAY, 0),
    st.sampled_from([0, DAY, -DAY, 24 * HOUR - 1, 400 * DAY]),
)
"""Milliseconds from one attempt to the next, negative for a clock that goes back."""


@st.composite
def histories(draw: st.DrawFn, max_size: int = 12) -> list[Attempt]:
    """Attempts at one item, in their order."""
    ms = START
    attempts = []
    for gap, offset, rating in draw(st.lists(st.tuples(gaps, st.sampled_from(OFFSETS), ratings), max_size=max_size)):
        ms += gap
        attempts.append(Attempt(Ref("pack", "item"), Moment(ms, offset), rating))
    return attempts
