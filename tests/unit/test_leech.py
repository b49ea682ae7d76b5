"""When an item is a leech, and when it is reported again."""

from __future__ import annotations

import pytest

from zgcquiz.core.learning.leech import is_leech, is_named


@pytest.mark.parametrize(
    ("threshold", "named"),
    [(8, [8, 12, 16, 20]), (5, [5, 8, 11, 14, 17, 20]), (2, list(range(2, 21))), (1, list(range(1, 21))), (0, [])],
)
def test_a_leech_is_named_at_the_threshold_and_with_every_half_more(threshold: int, named: list[int]) -> None:
    assert [lapses for lapses in range(21) if is_named(lapses, threshold)] == named


def test_between_it_stays_one() -> None:
    assert [lapses for lapses in range(11) if is_leech(lapses, 8)] == [8, 9, 10]
    assert not is_leech(99, 0)
