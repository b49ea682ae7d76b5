"""What draws nothing, and what looks the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zgcquiz.core.text.drawn.invisible import INVISIBLE, reveal, without_invisible
from zgcquiz.core.text.drawn.look_alikes import drawn_form, spelled, told_apart

SHOWN = {
    "a\u200bb": "a<U+200B>b",
    "\u200b": "<U+200B>",
    "a\u2060b": "a<U+2060>b",
    "a\u200db": "a<U+200D>b",
    "a\u200cb": "a<U+200C>b",
    "a\ufe0fb": "a<U+FE0F>b",
    "5\ufe0f": "5<U+FE0F>",
    "x\U000e0041\U000e0042y": "x<U+E0041><U+E0042>y",
    "\U0001f3f4\U000e0067\U000e0062": "\U0001f3f4<U+E0067><U+E0062>",
    "\u3164": "<U+3164>",
    "a\uffa0": "a<U+FFA0>",
    "a\u115f": "a<U+115F>",
    "\u115f\u1160": "<U+115F><U+1160>",
    "\u2800\u200d\u2800": "<U+2800><U+200D><U+2800>",
    "\ufe0f\u200d\U0001f468": "<U+FE0F><U+200D>\U0001f468",
    "\U000e0067\U000e007f\u200d\U0001f468": "<U+E0067><U+E007F><U+200D>\U0001f468",
    "\u2801\u200d\u2802": "\u2801<U+200D>\u2802",
    "a\u2800b": "a<U+2800>b",
    "a\u00ad": "a<U+00AD>",
    "\u00ad\u00ad": "<U+00AD><U+00AD>",
    "a\U000e0100": "a<U+E0100>",
    "\u3164\U000e0100": "<U+3164><U+E0100>",
    "\uffa0\ufe00": "<U+FFA0><U+FE00>",
    "\u0645\u200c\u200c\u0646": "\u0645<U+200C><U+200C>\u0646",
    "\U0001f468\u200d": "\U0001f468<U+200D>",
    "\u200d\U0001f468": "<U+200D>\U0001f468",
}
"""Texts with characters that draw nothing, and what is shown."""
KEPT = [
    "plain", "caf\u00e9", "\u4f60\u597d", "a\u00a0b",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0915\u094d\u200d\u0937",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u2764\ufe0f", "\U0001f3f3\ufe0f\u200d\U0001f308", "1\ufe0f\u20e3",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "\u845b\U000e0100", "\u2229\ufe00",
    "\u1820\u180b", "\u115f\u1161", "\u1100\u1160", "\u2801\u2800\u2803", "\U0001f44d\U0001f3fd\u200d\u2642\ufe0f",
]  # fmt: skip
"""Texts whose characters are all needed."""
ALIKE = [
    ("\u0430\u0440\u0440\u04cfe", "apple"), ("A", "\u0391"), ("oxy\u200bgen", "oxygen"), ("\u00b5m", "\u03bcm"),
    ("a\U000e0041", "a"), ("\u2764\ufe0f", "\u2764"), ("e\u0301", "\u00e9"), ("co\u00adop", "coop"), ("\u3164a", "a"),
    ("a\u202eb", "ab"), ("a\u2010b", "a-b"), ("a\u00a0b", "a b"), ("\u06f1\u06f2", "\u0661\u0662"),
]  # fmt: skip
UNLIKE = [
    ("a", "b"), ("A", "a"), ("x\u00b2", "x2"), ("\U0001d400", "A"), ("0", "O"), ("\u0410", "\u0411"), ("\u2013", "-"),
    ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u062e"), ("\U0001f468\u200d\U0001f469", "\U0001f468\U0001f469"),
]  # fmt: skip


@pytest.mark.parametrize("text", list(SHOWN), ids=ascii)
def test_what_draws_nothing_is_shown_by_its_code(text: str) -> None:
    assert reveal(text) == SHOWN[text]


@pytest.mark.parametrize("text", KEPT, ids=ascii)
def test_what_the_writing_needs_is_kept(text: str) -> None:
    assert reveal(text) == text


def test_what_only_says_where_a_line_may_break_is_left_out() -> None:
    assert reveal("Donau\u00addampf") == "Donaudampf"
    assert reveal("\u0e01\u200b\u0e02") == "\u0e01\u0e02"
    assert reveal("f\u2061(x)") == "f(x)"


PIECES = [*"ab1 -\n", "\u200b", "\u200c", "\u200d", "\ufe0f", "\U000e0041", "\U000e007f", "\u00ad", "\u3164", "\u2800"]
PIECES += [
    "\u115f",
    "\u1160",
    "\u1161",
    "\u0645",
    "\U0001f468",
    "\U0001f3f4",
    "\u2764",
    "\u0430",
    "\u2801",
    "\u0301",
    "\u4e2d",
    "\U000e0100",
    "\u034f",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=12))
def test_nothing_stays_that_can_hide_a_difference(text: str) -> None:
    shown = reveal(text)
    assert reveal(shown) == shown
    kept = without_invisible(text)
    assert without_invisible(kept) == kept
    assert INVISIBLE.sub("", kept) == INVISIBLE.sub("", text)
    assert shown.isascii() or not any(each * 2 in shown for each in ("\u200b", "\u200c", "\u200d", "\u3164"))


@pytest.mark.parametrize(("one", "other"), ALIKE, ids=ascii)
def test_texts_that_look_the_same_are_told_apart(one: str, other: str) -> None:
    assert drawn_form(one) == drawn_form(other)
    shown = told_apart(one, (one, other)), told_apart(other, (one, other))
    canonical = [" ".join(unicodedata.normalize("NFC", text).split()) for text in (one, other)]
    if canonical[0] != canonical[1] and "\u202e" not in one:  # equal options are an error, directions are shown anyway
        assert shown[0] != shown[1]
        assert drawn_form(shown[0]) != drawn_form(shown[1])


@pytest.mark.parametrize(("one", "other"), UNLIKE, ids=ascii)
def test_texts_that_differ_on_the_screen_stay_as_they_are(one: str, other: str) -> None:
    assert drawn_form(one) != drawn_form(other)
    assert told_apart(one, (one, other)) == one


def test_what_is_alone_is_not_spelled() -> None:
    assert told_apart("\u0410", ("\u0410", "\u0411")) == "\u0410"
    assert spelled("\u0410b\u200b") == "\u0410<U+0410>b<U+200B>"


@given(st.text(max_size=10), st.text(max_size=10))
def test_what_is_told_apart_differs(one: str, other: str) -> None:
    assert drawn_form(drawn_form(one)) == drawn_form(one)
    if drawn_form(one) != drawn_form(other):
        assert told_apart(one, (other,)) == one
