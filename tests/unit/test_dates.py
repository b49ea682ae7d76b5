"""Dates as a learner writes them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zgcquiz.core.dates import read_date
from zgcquiz.core.settings import WEEKDAYS

SUNDAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2027-01-31", date(2027, 1, 31)),
        ("today", SUNDAY),
        (" Tomorrow ", date(2026, 11, 30)),
        ("monday", date(2026, 11, 30)),
        ("Fri", date(2026, 12, 4)),
        ("sunday", date(2026, 12, 6)),
        ("10 days", date(2026, 12, 9)),
        ("1 day", date(2026, 11, 30)),
        ("+3", date(2026, 12, 2)),
        ("3d", date(2026, 12, 2)),
        ("in  2 days", date(2026, 12, 1)),
    ],
)
def test_a_date_is_read_as_it_is_meant(text: str, meant: date) -> None:
    assert read_date(text, SUNDAY) == meant


@pytest.mark.parametrize(
    "text",
    ["", "10", "2027-02-30", "2027-1-31", "31.01.2027", "mo", "t", "yesterday", "-3 days", "100000 days", "+", "in"],
)
def test_anything_else_is_refused_with_what_can_be_written(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        read_date(text, SUNDAY)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(WEEKDAYS), st.integers(3, 9))
def test_a_weekday_is_the_next_one(today: date, name: str, letters: int) -> None:
    meant = read_date(name[:letters], today)
    assert timedelta(0) < meant - today <= timedelta(7)
    assert WEEKDAYS[meant.weekday()] == name


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert isinstance(read_date(text, SUNDAY), date)
