"""Ids of many questions at once, beside the ids of each by itself."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from tests.strategies import broken, raw_texts
from zgcquiz.formats.shared.identifiers import item_id, item_ids

ordinary = st.lists(st.sampled_from(["which", "River", "is", "3.5", "a-b", "?", "long" * 15]), max_size=9).map(" ".join)


@given(st.lists(st.one_of(ordinary, ordinary, raw_texts, broken), max_size=6))
@example([])
@example([""])
@example(["", ""])
@example(["one\ntwo", "three"])
@example(["it's", "a `b`", "plain"])
@example(["x\x00y", "x\ty", "x\x1cy"])
@example(["½", "No 1", "no-1"])
def test_ids_of_many_stems_are_those_of_each(stems: list[str]) -> None:
    assert item_ids(stems) == [item_id("", stem) for stem in stems]
