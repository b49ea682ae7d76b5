"""Which backups are kept: the latest ones, one of each month, and all that are dated ahead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from zgcquiz.core.log.rotation import LAST, backup_name, kept, time_of_backup, utc_of
from zgcquiz.core.moment import Moment

NOW = datetime(2026, 11, 28, 22, 55, 3, tzinfo=UTC)
stamps = st.datetimes(datetime(2020, 1, 1), datetime(2027, 6, 1)).map(lambda at: at.replace(tzinfo=UTC, microsecond=0))
lists = st.lists(stamps, max_size=60)


@given(lists, st.integers(1, 30))
@settings(max_examples=examples(150))
def test_the_latest_and_one_of_each_month_are_kept(found: list[datetime], last: int) -> None:
    keep = kept(found, NOW, last)
    past = sorted({each for each in found if each <= NOW})
    assert keep <= set(found)
    assert set(past[-last:]) <= keep
    assert {each for each in found if each > NOW} <= keep
    for month in {(each.year, each.month) for each in past}:
        of_month = [each for each in past if (each.year, each.month) == month]
        assert max(of_month) in keep
        older = [each for each in keep if each <= NOW and each not in past[-last:] and (each.year, each.month) == month]
        assert len(older) <= 1


@given(lists, st.integers(1, 30))
@settings(max_examples=examples(100))
def test_rotating_again_deletes_no_more(found: list[datetime], last: int) -> None:
    keep = kept(found, NOW, last)
    assert kept(keep, NOW, last) == keep


@given(st.integers(1, 900), st.integers(1, 30))
@settings(max_examples=examples(30))
def test_a_backup_a_day_leaves_the_last_days_and_one_a_month(days: int, last: int) -> None:
    """Rotated after each: what is deleted on one day is not missing later."""
    there: frozenset[datetime] = frozenset()
    months = set()
    for day in range(days):
        now = NOW + timedelta(days=day)
        months.add((now.year, now.month))
        there = kept(there | {now}, now, last)
    newest = sorted(there)[-last:]
    assert newest == [NOW + timedelta(days=day) for day in range(max(days - last, 0), days)]
    assert {(each.year, each.month) for each in there} == months
    assert len(there) <= last + len(months)


def test_a_backup_dated_ahead_pushes_out_no_other() -> None:
    ahead = [NOW + timedelta(days=day) for day in range(1, 40)]
    past = [NOW - timedelta(days=day) for day in range(LAST)]
    assert kept([*ahead, *past], NOW) == {*ahead, *past}


@given(st.lists(stamps, min_size=2, max_size=2, unique=True))
def test_names_sort_by_time_and_are_read_back(found: list[datetime]) -> None:
    first, second = sorted(found)
    assert backup_name(first) < backup_name(second)
    assert time_of_backup(backup_name(first)) == first


def test_a_name_is_readable() -> None:
    assert backup_name(NOW) == "zgcquiz-2026-11-28T225503Z.db"
    moment = Moment(round(NOW.timestamp() * 1000) + 999, 330)
    assert backup_name(utc_of(moment)) == "zgcquiz-2026-11-28T225503Z.db"


@pytest.mark.parametrize(
    "name",
    [
        "zgcquiz.db",
        "replaced-2026-11-28T225503Z.db",
        "zgcquiz-2026-13-28T225503Z.db",
        "zgcquiz-2026-11-28T225503Z.db-wal",
    ],
)
def test_other_files_are_no_backups(name: str) -> None:
    assert time_of_backup(name) is None


def plain_time_of_backup(name: str) -> datetime | None:
    """The plain version: by `strptime`, which takes longer to load."""
    try:
        return datetime.strptime(name, "zgcquiz-%Y-%m-%dT%H%M%SZ.db").replace(tzinfo=UTC)
    except ValueError:
        return None


@given(st.tuples(*(st.integers(0, most) for most in (9999, 13, 32, 25, 61, 62))))
def test_names_are_read_as_by_the_plain_version(parts: tuple[int, ...]) -> None:
    year, month, day, hour, minute, second = parts
    name = f"zgcquiz-{year:04}-{month:02}-{day:02}T{hour:02}{minute:02}{second:02}Z.db"
    assert time_of_backup(name) == plain_time_of_backup(name)
