"""Suspending, burying and resuming."""

from __future__ import annotations

import pytest

from tests.unit.making import on_day
from zgcquiz.core.log.hold import HELD_INDEFINITELY, Held, held_until, is_change
from zgcquiz.core.moment import date_of, day_of


def test_until_when_an_item_is_held() -> None:
    assert [held_until(held, 20_000) for held in (Held.SUSPENDED, Held.BURIED, Held.RESUMED)] == [
        HELD_INDEFINITELY,
        20_001,
        0,
    ]


@pytest.mark.parametrize(
    ("before", "changing"),
    [
        (None, {Held.SUSPENDED, Held.BURIED}),
        (Held.BURIED, {Held.SUSPENDED, Held.RESUMED}),
        (Held.SUSPENDED, {Held.RESUMED}),
    ],
)
def test_what_changes_anything(before: Held | None, changing: set[Held]) -> None:
    assert {held for held in Held if is_change(before, held)} == changing


def test_a_day_and_its_date() -> None:
    assert day_of(date_of(20_000)) == 20_000 == on_day(20_000).day
