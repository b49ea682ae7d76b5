"""The learner's day, which begins at four in the morning, local time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from zgcquiz.core.moment import DAY, HOUR, MINUTE, Moment, date_of


def at(text: str, offset: int) -> Moment:
    """Make a moment from a local date and time."""
    wall = datetime.fromisoformat(text).replace(tzinfo=timezone(timedelta(minutes=offset)))
    return Moment(round(wall.timestamp() * 1000), offset)


@pytest.mark.parametrize("offset", [0, 60, -300, 480, 345, -570, 840, -720])
def test_an_evening_past_midnight_is_one_day(offset: int) -> None:
    start, late, end, next_day = (
        at(text, offset)
        for text in ("2026-11-23 04:00:00", "2026-11-23 23:59:59", "2026-11-24 03:59:59.999", "2026-11-24 04:00:00")
    )
    assert start.day == late.day == end.day == next_day.day - 1
    assert date_of(start.day) == date(2026, 11, 23)


def test_on_the_day_that_the_clocks_go_forward_days_still_follow_each_other() -> None:
    # Berlin, 29 March 2026: 02:00 becomes 03:00, UTC+1 becomes UTC+2
    evening, early, morning = at("2026-03-28 23:00", 60), at("2026-03-29 03:30", 120), at("2026-03-29 04:00", 120)
    assert early.ms - evening.ms == 3.5 * HOUR
    assert (early.day - evening.day, morning.day - evening.day) == (0, 1)


def test_on_the_day_that_the_clocks_go_back_an_hour_lived_twice_is_one_day() -> None:
    # Berlin, 25 October 2026: 03:00 becomes 02:00, UTC+2 becomes UTC+1
    first, second = at("2026-10-25 02:30", 120), at("2026-10-25 02:30", 60)
    assert second.ms - first.ms == HOUR
    assert first.day == second.day == at("2026-10-24 12:00", 120).day


def test_the_same_moment_can_be_two_days_in_two_places() -> None:
    ms = at("2026-11-23 06:00", 480).ms
    assert Moment(ms, 480).day - Moment(ms, -480).day == 1


def test_a_clock_that_was_never_set_has_a_day_too() -> None:
    assert Moment(0, 0).day == -1
    assert Moment(4 * HOUR, 0).day == 0
    assert Moment(0, 480).day == 0


def test_iso_and_local_name_the_same_instant() -> None:
    moment = at("2026-11-23 19:30:15.042", 345)
    assert moment.iso == "2026-11-23T13:45:15.042Z"
    assert datetime.fromisoformat(moment.iso) == moment.local
    assert moment.local.astimezone(UTC).hour == 13
    assert (moment.local.hour, moment.local.minute) == (19, 30)


def test_units_are_milliseconds() -> None:
    assert (MINUTE, HOUR, DAY) == (60_000, 3_600_000, 86_400_000)


@pytest.mark.parametrize("ms", [1 << 62, -(1 << 62), 253_402_300_799_999, -62_135_596_800_000])
@pytest.mark.parametrize("offset", [-1439, 0, 1439])
def test_times_beyond_the_calendar_can_be_shown(ms: int, offset: int) -> None:
    moment = Moment(ms, offset)
    assert moment.iso[:4] == f"{moment.local:%Y}".zfill(4) == f"{date_of(moment.day).year:04}"
    assert moment.iso[:4] in ("0001", "9999")
