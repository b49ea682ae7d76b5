"""Identifiers are valid UUIDs that sort by time; fingerprints differ between wordings."""

from __future__ import annotations

import uuid
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.property.strategies import items, seeds, words
from zgcquiz.core.log.review_ids import Identifiers
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.value import replace

QUICK = settings(deadline=None, max_examples=examples(70))
times = st.integers(0, 2**48 - 1)


@QUICK
@given(times, seeds)
def test_it_is_a_version_7_uuid_that_carries_its_time(ms: int, seed: int) -> None:
    made = Identifiers(Random(seed)).next(ms)
    read = uuid.UUID(made)
    assert str(read) == made
    assert read.version == 7
    assert read.variant == uuid.RFC_4122
    assert read.int >> 80 == ms


@QUICK
@given(times, times, seeds)
def test_sorting_them_sorts_by_time(one: int, other: int, seed: int) -> None:
    rng = Random(seed)
    made = {ms: Identifiers(rng).next(ms) for ms in {one, other}}
    assert sorted(made, key=lambda ms: made[ms]) == sorted(made)


def wording(item: Item) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return the content of a question regardless of order: the stem, the keys and the distractors."""
    keys, distractors = ([o.text for o in options] for options in (item.keys, item.distractors))
    return item.stem, tuple(sorted(keys)), tuple(sorted(distractors))


marks = st.text(st.sampled_from("=~ab\x1f\n,"), min_size=1, max_size=4)
"""Texts of the characters that a fingerprint might use as separators."""


@st.composite
def tricky_items(draw: st.DrawFn) -> Item:
    texts = draw(st.lists(marks, min_size=1, max_size=4))
    options = tuple(Option(text, key=draw(st.booleans())) for text in texts)
    return Item("item", Kind.MULTIPLE, draw(marks), options)


@settings(deadline=None, max_examples=examples(150))
@given(tricky_items(), tricky_items())
def test_fingerprints_are_equal_exactly_when_the_wordings_are(one: Item, other: Item) -> None:
    assert (one.fingerprint == other.fingerprint) == (wording(one) == wording(other))


def test_no_text_can_pass_for_two_options() -> None:
    glued = Item("item", Kind.SINGLE, "Stem", (Option("a", key=True), Option("b\x1f~c")))
    parted = Item("item", Kind.SINGLE, "Stem", (Option("a", key=True), Option("b"), Option("c")))
    assert glued.fingerprint != parted.fingerprint


@QUICK
@given(items(), words)
def test_any_other_stem_is_another_fingerprint(item: Item, stem: str) -> None:
    assert (replace(item, stem=stem).fingerprint == item.fingerprint) == (stem == item.stem)
