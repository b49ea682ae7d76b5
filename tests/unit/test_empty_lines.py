"""Empty lines are found from the start of a run of blanks only, so a long run costs no more than its length."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cost.measuring import took
from zgcquiz.core.markup.items import _EMPTY_LINES

PLAIN = re.compile(r"[^\S\n]*\n\s*\n")


@given(st.text(" \t\n\x0b\u2028\u3000ab", max_size=30))
def test_the_same_lines_are_empty(text: str) -> None:
    assert _EMPTY_LINES.sub("\n", text) == PLAIN.sub("\n", text)


@pytest.mark.parametrize("run", [" ", "\t", "\u3000"])
def test_a_run_of_blanks_is_looked_through_once(run: str) -> None:
    assert took(lambda text: _EMPTY_LINES.sub("\n", text), run * 200_000, 1.0) < 1.0
