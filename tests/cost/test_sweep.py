"""No function that meets texts of other people, and no regular expression, is slower than its text is long.

What is linear takes four times as long for four times the text, what is quadratic sixteen times. The everyday run tries
what was once slow, and every function with a few texts; `pytest -m soak tests/cost` tries all of them with all.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from functools import partial
from random import Random

import pytest

from tests.cost.functions import FUNCTIONS
from tests.cost.measuring import took
from tests.cost.patterns import patterns, searches
from tests.cost.texts import PARTS, filled

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no timer that stops a function")

STEP = 4
"""How many times as long the second text is."""
MOST = 2.2 * STEP
"""How many times as long it may take; a quadratic function takes STEP times STEP."""
UNSEEN = 0.06
"""Seconds below which a time says nothing."""
PATIENCE = 4.0
"""Seconds after which a function is stopped."""
ONCE_SLOW = [
    ("flaws of key", "1"), ("flaws of key", ",000"), ("flaws of key", "000 "), ("flaws of options", "\xb2"),
    ("flaws of stem", "A. "), ("flaws of stem", "No. 1 "), ("flaws of stem", "_a"), ("flaws of stem", "1. "),
    ("source", "A. B. C. "), ("source", "\u4e2d\u3002"), ("source", "# a\n"), ("drafting", "0 0 0 "),
    ("drafting", "5% "), ("drafting", "1"), ("drafting", "two million "), ("drafting", "million "),
    ("drafting", "AA "), ("drafting", "1 - "), ("mentions word", "a"), ("without names", "\u201ca"),
    ("without names", "\u2018a"), ("number in", "1"), ("csv from ''", "("), ("tsv from ''", "("),
    ("csv from 'question,answer\\na,'", "("), ("json from ''", "("), ("all recognisers", "("),
    ("markdown from '1. a\\n   A. '", " "), ("yaml numeric", "1"), ("numeric answer", "1"), ("yaml tolerance", "1"),
    ("Markdown article", " "), ("Markdown article", "`"), ("Markdown article", "<!-- "), ("wiki article", "[[a"),
    ("wiki article", "{{"), ("wiki article", "<ref>"), ("HTML article", "<sup>"), ("source", "[1] "),
    ("drafting in German", "am 2. "), ("drafting in Chinese", "由王大"),
]  # fmt: skip
EXEMPT: dict[str, str] = {}
"""Patterns that are quadratic, and why they may be."""


def grows_too_fast(work: Callable[[str], object], part: str, size: int, end: str = "") -> str:
    """Return what a function takes that grows faster than its text, or ""; the best of three attempts counts."""
    small = large = 0.0
    for _ in range(3):
        large = took(work, filled(part, size * STEP) + end, PATIENCE)
        if large < UNSEEN:
            return ""
        small = took(work, filled(part, size) + end, PATIENCE)
        if large <= MOST * max(small, UNSEEN / STEP / 2) and large < PATIENCE:
            return ""
    return f"{part!r}: {small:.2f} s, then {large:.2f} s for {STEP} times the text"


def test_what_is_quadratic_is_found() -> None:
    def looks_back(text: str) -> object:
        return sum(1 for at in range(0, len(text), 10) for _ in text[:at:10])

    assert grows_too_fast(looks_back, "a", 10_000)
    assert not grows_too_fast(str.split, "a ", 10_000)


@pytest.mark.parametrize(("name", "part"), ONCE_SLOW, ids=ascii)
def test_what_was_once_slow(name: str, part: str) -> None:
    assert not grows_too_fast(FUNCTIONS[name], part, 10_000)


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_every_function_with_some_texts(name: str) -> None:
    found = [grows_too_fast(FUNCTIONS[name], part, 3_000) for part in Random(name).sample(PARTS, 2)]
    assert not any(found), found


@pytest.mark.soak
@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_every_function_with_every_text(name: str) -> None:
    found = [slow for part in PARTS if (slow := grows_too_fast(FUNCTIONS[name], part, 50_000))]
    assert not found


@pytest.mark.soak
def test_every_pattern_with_every_text() -> None:
    found = []
    for name, (pattern, methods) in patterns().items():
        chosen: list[Callable[[str], object]] = [partial(pattern.sub, "")] if searches(methods) else []
        chosen += [getattr(pattern, method) for method in ("match", "fullmatch") if method in methods]
        for way in chosen if name not in EXEMPT else ():
            for part in PARTS:
                found += [f"{name} {slow}" for end in ("", "\0") if (slow := grows_too_fast(way, part, 5_000, end))]
    assert not found
