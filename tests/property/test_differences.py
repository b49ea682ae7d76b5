"""Where typed texts differ, letter by letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zgcquiz.ui.round.differences import LONGEST, Spans, differences

texts = st.text(st.sampled_from("abcé e\u0301中\u0308x"), max_size=30)


def without(text: str, spans: Spans) -> str:
    kept, at = [], 0
    for start, end in spans:
        kept.append(text[at:start])
        at = end
    return "".join((*kept, text[at:]))


@given(texts, texts)
def test_without_their_differences_two_texts_are_the_same(one: str, other: str) -> None:
    extra, lacking = differences(one, other)
    if extra or lacking:
        assert without(one, extra) == without(other, lacking)
    for text, spans in ((one, extra), (other, lacking)):
        flat = [at for span in spans for at in span]
        assert flat == sorted(flat)
        assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize(
    ("one", "other", "extra", "lacking"),
    [
        ("Pariss", "Paris", "s", ""),
        ("Zhonguancun", "Zhongguancun", "", "g"),
        ("same", "same", "", ""),
        ("cafe", "cafe\u0301", "e", "e\u0301"),
        ("night", "day", "", ""),
        ("", "Paris", "", ""),
        ("x" * (LONGEST + 1), "x", "", ""),
    ],
)
def test_what_differs_is_what_one_sees(one: str, other: str, extra: str, lacking: str) -> None:
    def parts(text: str, spans: Spans) -> str:
        return "".join(text[start:end] for start, end in spans)

    found = differences(one, other)
    assert (parts(one, found[0]), parts(other, found[1])) == (extra, lacking)
