"""The learner's day is the local date four hours ago, in any time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from zgcquiz.core.moment import DAY, HOUR, Moment, date_of

QUICK = settings(deadline=None, max_examples=examples(100))
moments = st.builds(Moment, st.integers(0, 4_102_444_800_000), st.integers(-14 * 60, 14 * 60))


@QUICK
@given(moments)
def test_the_day_is_the_walls_date_four_hours_ago(moment: Moment) -> None:
    assert date_of(moment.day) == (moment.local - timedelta(hours=4)).date()


@QUICK
@given(moments, st.integers(1, 400 * DAY))
def test_in_one_place_days_never_go_back(moment: Moment, later: int) -> None:
    then = Moment(moment.ms + later, moment.offset)
    assert later // DAY <= then.day - moment.day <= later // DAY + 1


@QUICK
@given(moments, st.sampled_from([60, -60]))
def test_a_change_of_clocks_moves_the_day_by_one_at_most_and_only_near_its_edge(moment: Moment, change: int) -> None:
    changed = Moment(moment.ms, moment.offset + change)
    into_the_day = (moment.ms + moment.offset * 60_000 - 4 * HOUR) % DAY
    if HOUR <= into_the_day < DAY - HOUR:
        assert changed.day == moment.day
    assert abs(changed.day - moment.day) <= 1


@QUICK
@given(moments)
def test_iso_gives_the_moment_back_to_the_millisecond(moment: Moment) -> None:
    read = datetime.fromisoformat(moment.iso)
    assert (read - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1) == moment.ms
    assert moment.iso.endswith("Z")
    assert len(moment.iso) == 24
