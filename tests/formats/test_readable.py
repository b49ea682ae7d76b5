"""Usual items are measured and trimmed quickly, with the same results."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from zgcquiz.core.packs.pack import MAX_CHARACTERS, MAX_ENTRIES, MAX_LINE, Allowance, Citation, Item, Kind, Option
from zgcquiz.core.value import replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange import readable

TEXTS = st.one_of(
    st.text("a |\n\r\t\x1c\u00a0\u2028\u00e9\ud800\0", max_size=4),
    st.sampled_from(["", "Green", "a  b", "a |", "| b", "two words", "-5", "\u4e2d", "\x85", "a\x7f"]),
    st.sampled_from([MAX_LINE, MAX_LINE + 1, 5000, 5001, 20_001, 50_001]).map("x".__mul__),
)
LISTS = st.lists(TEXTS, max_size=3).map(tuple)
ITEMS = st.builds(
    Item,
    id=TEXTS,
    kind=st.just(Kind.SINGLE),
    stem=TEXTS,
    options=st.lists(st.builds(Option, text=TEXTS, key=st.booleans(), feedback=TEXTS), max_size=3).map(tuple),
    drawn=st.booleans(),
    explanation=TEXTS,
    section=TEXTS,
    fact=TEXTS,
    tags=LISTS,
    accept=LISTS,
    formerly=LISTS,
    unit=TEXTS,
    as_of=TEXTS,
    source=st.none() | st.builds(Citation, source=TEXTS, section=TEXTS, quote=TEXTS),
    allow=st.lists(st.builds(Allowance, code=TEXTS, reason=TEXTS), max_size=1).map(tuple),
)
PLAIN = Item("q-1", Kind.SINGLE, "Which?", (Option("Green", True), Option("Blue")), True)


@settings(max_examples=examples(500))
@given(ITEMS)
@example(PLAIN)
@example(replace(PLAIN, tags=("a", "a")))
@example(replace(PLAIN, accept=("",)))
@example(replace(PLAIN, tags=("x",) * (MAX_ENTRIES + 1)))
@example(replace(PLAIN, explanation="x" * (MAX_CHARACTERS["explanation"] + 1)))
def test_the_quick_ways_change_nothing(item: Item) -> None:
    assert readable.trimmed(item) == readable._trimmed(item)
    try:
        size = readable._checked_size(item)
    except UnusableError as error:
        with pytest.raises(UnusableError, match=re.escape(str(error))):
            readable.size_of(item)
    else:
        assert readable.size_of(item) == size


def test_usual_items_take_the_quick_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readable, "_trimmed", None)
    monkeypatch.setattr(readable, "_checked_size", None)
    assert readable.trimmed(PLAIN) is PLAIN
    assert readable.size_of(PLAIN) == len("q-1Which?GreenBlue")
