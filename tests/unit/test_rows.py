"""A test of many rows names all that fail."""

from __future__ import annotations

import inspect

import pytest

from tests.rows import rows


def tried(bad: set[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the rows that a test was run with, of which some fail."""
    found: list[tuple[int, str]] = []

    @rows("number", [1, 2])
    @rows("letter, again", [("a", "a"), ("b", "b")])
    def test(number: int, letter: str, again: str, fixture: str) -> None:
        assert (again, fixture) == (letter, "made")
        found.append((number, letter))
        if (number, letter) in bad:
            assert letter == "a"
            pytest.fail("bad")

    assert [*inspect.signature(test).parameters] == ["fixture"]
    test(fixture="made")
    return found


def test_every_row_is_tried() -> None:
    assert tried(set()) == [(1, "a"), (1, "b"), (2, "a"), (2, "b")]


def test_all_that_fail_are_named() -> None:
    with pytest.raises(BaseExceptionGroup, match="2 of 2 rows") as raised:
        tried({(1, "a"), (2, "a"), (2, "b")})
    assert [failure.__notes__ for failure in raised.value.exceptions] == [
        ["with {'number': 1}"],
        ["with {'number': 2}"],
    ]
    assert "with {'number': 1}\nwith {'number': 2}" in str(raised.value)
    inner = [
        note
        for each in raised.value.exceptions
        if isinstance(each, BaseExceptionGroup)
        for failure in each.exceptions
        for note in failure.__notes__
    ]
    assert inner == [f"with {{'letter': {each!r}, 'again': {each!r}}}" for each in ("a", "a", "b")]


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(AssertionError, match="tests nothing"):
        rows("x", [])
