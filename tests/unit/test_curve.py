"""The forgetting curve, and the chart of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.making import attempt
from zgcquiz.core.browsing.curve import ForgettingCurve, forgetting_curve
from zgcquiz.core.learning.schedule import Reviewed, Scheduler
from zgcquiz.ui.browse.chart import curve_lines
from zgcquiz.ui.terminal.look import ASCII, UNICODE

SCHEDULER = Scheduler()
HISTORIES = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 4)), min_size=1, max_size=8)


def curve(*history: tuple[int, int], after: int = 0, size: int = 120) -> tuple[ForgettingCurve, Reviewed]:
    """Return the curve of a history of (days since the last answer, rating), some days after it, and its card."""
    day, attempts = 20_000, []
    for days, rating in history:
        day += days
        attempts.append(attempt(day, rating))
    card = SCHEDULER.replay(attempts)
    assert isinstance(card, Reviewed)
    found = forgetting_curve(SCHEDULER, attempts, day + after, card.due_day, size)
    assert found is not None
    return found, card


def test_without_answers_there_is_none() -> None:
    assert forgetting_curve(SCHEDULER, [], 20_000, None, 10) is None


@given(HISTORIES, st.integers(0, 400))
def test_it_starts_at_the_first_answer_and_ends_after_the_last_event(
    history: list[tuple[int, int]], after: int
) -> None:
    found, card = curve(*history, after=after)
    assert found.first_day == 20_000 + history[0][0]
    assert found.last_day >= max(card.due_day, card.last_day + after)
    assert len(found.values) == 120
    assert all(0 <= value <= 1 for value in found.values)
    assert found.values[0] == pytest.approx(1)
    assert 0 <= found.today < 120
    assert found.due is not None


@given(HISTORIES)
def test_from_the_last_answer_on_it_is_what_the_schedule_expects(history: list[tuple[int, int]]) -> None:
    found, card = curve(*history)
    step = (found.last_day - found.first_day) / 119
    assert found.values[-1] == pytest.approx(SCHEDULER.retrievability(card, found.last_day))
    rest = found.values[round((card.last_day - found.first_day) / step) + 1 :]
    assert list(rest) == sorted(rest, reverse=True)


def test_an_answer_lifts_it() -> None:
    found, _ = curve((0, 3), (30, 3), after=5)
    steps = [after - before for before, after in zip(found.values, found.values[1:], strict=False)]
    (lift,) = [at for at, step in enumerate(steps) if step > 0]
    assert found.values[lift] < 0.8
    assert found.values[lift + 1] > 0.97


@given(HISTORIES, st.integers(20, 140), st.sampled_from((ASCII, UNICODE)))
def test_the_chart_fits(history: list[tuple[int, int]], width: int, glyphs: object) -> None:
    found, _ = curve(*history)
    lines = curve_lines(found, width, glyphs)  # type: ignore[arg-type]
    assert len(lines) == 6
    assert all(line.cell_len <= width for line in lines)
    assert lines[0].plain.startswith(" 100% ")
    assert lines[4].plain.split()[0].endswith("0%")
    if glyphs is ASCII:
        assert all(line.plain.isascii() for line in lines)


def test_the_chart_falls_between_answers() -> None:
    found, _ = curve((0, 3), (30, 3), after=5)
    lines = [line.plain for line in curve_lines(found, 66, ASCII)]
    heights = [sum(line[column] == "#" for line in lines[:5]) for column in range(6, 66)]
    assert heights[0] == 5
    lowest = heights.index(min(heights[:40]))
    assert heights[: lowest + 1] == sorted(heights[: lowest + 1], reverse=True)
    assert max(heights[lowest:]) == 5
    assert "today" in lines[5]
    assert "2024" in lines[5]
