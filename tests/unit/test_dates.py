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
        ("2 weeks", date(2026, 12, 13)),
        ("1w", date(2026, 12, 6)),
        ("in a week", date(2026, 12, 6)),
        ("3 months", date(2027, 2, 28)),
        ("1 month", date(2026, 12, 29)),
        ("2028-2-29", date(2028, 2, 29)),
        ("2027-1-31", date(2027, 1, 31)),
    ],
)
def test_a_date_is_read_as_it_is_meant(text: str, meant: date) -> None:
    assert read_date(text, SUNDAY) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10",
        "2027-02-30",
        "2027-13-01",
        "2027-0-1",
        "31.01.2027",
        "1/2/2027",
        "mo",
        "t",
        "yesterday",
        "-3 days",
        "100000 days",
        "99999 months",
        "99999 weeks and more",
        "+",
        "in",
        "a",
        "one",
        "in a",
        "m",
        "3 m",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_what_can_be_written(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        read_date(text, SUNDAY)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(WEEKDAYS), st.integers(3, 9))
def test_a_weekday_is_the_next_one(today: date, name: str, letters: int) -> None:
    meant = read_date(name[:letters], today)
    assert timedelta(0) < meant - today <= timedelta(7)
    assert WEEKDAYS[meant.weekday()] == name


@given(st.integers(0, 99_999))
def test_any_number_of_months_is_a_date_or_refused(number: int) -> None:
    with suppress(ValueError):
        meant = read_date(f"{number} months", SUNDAY)
        assert (meant.year * 12 + meant.month) - (2026 * 12 + 11) == number
        assert meant.day == 29 or (meant + timedelta(1)).day == 1


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert isinstance(read_date(text, SUNDAY), date)
