"""Looking out for changes: each is told once, when it has come to rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from zgcquiz.app.packs.watching import PATIENCE, Snapshot, changes


class OverError(Exception):
    """There is nothing more to see."""


def told(sights: Sequence[str | None]) -> list[str | None]:
    """What is told of one thing that is seen so, look by look."""
    looks: Iterator[str | None] = iter(sights)

    def look() -> Snapshot:
        try:
            return (next(looks),)
        except StopIteration:
            raise OverError from None

    found: list[str | None] = []
    with pytest.raises(OverError):
        found.extend(seen for (seen,) in changes(look, wait=lambda seconds: None))
    return found


@pytest.mark.parametrize(
    ("sights", "expected"),
    [
        ("aaaa", "a"),
        ("aabbb", "ab"),
        ("abcdddd", "ad"),  # still being written
        ("aabaaa", "a"),  # and taken back
        ("abbcc", "abc"),
    ],
)
def test_a_change_is_told_once_it_stands_still(sights: str, expected: str) -> None:
    assert told(sights) == list(expected)


def test_a_file_that_is_gone_for_a_moment_is_waited_for() -> None:
    assert told(["a", None, None, None, "b", "b", "b"]) == ["a", "b"]
    assert told(["a", None, None, "a", "a"]) == ["a"]


def test_a_file_that_stays_away_is_told_as_gone_and_its_return_too() -> None:
    gone = [None] * (PATIENCE + 1)
    assert told(["a", *gone, None, "a", "a", "a"]) == ["a", None, "a"]
