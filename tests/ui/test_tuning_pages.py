"""Settings, fits and forecasts on a terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from zgcquiz.core.configuration import SETTINGS, Effective
from zgcquiz.core.learning.fit_metrics import Loss
from zgcquiz.core.learning.fitting import Fit, Stage, default_parameters
from zgcquiz.core.learning.forecast import forecast
from zgcquiz.core.learning.luck.estimate import AssumedLuck, FirstAnswers, estimate
from zgcquiz.core.learning.luck.joint_fit import JointFit, Tuning
from zgcquiz.core.value import replace
from zgcquiz.ui.report import settings, tuning
from zgcquiz.ui.report.page import Page

FIT = Fit(
    in_use=default_parameters(),
    fitted=default_parameters(),
    before=Loss(0.3456, 0.0567, 1000),
    after=Loss(0.3345, 0.0456, 1000),
    error=0.0012,
    better=True,
    trained=4000,
    items=200,
    reviews=6000,
)
ANSWERS = FirstAnswers(recalled=60, not_recalled=140, right={4: 640}, wrong={4: 360}, declared=0, hit={}, missed={})
JOINT = JointFit(
    fit=FIT, in_use=AssumedLuck(), learnt=AssumedLuck(0.5, 0.3), before=FIT.before, estimate=estimate(ANSWERS)
)
TUNING = Tuning(fit=FIT, joint=JOINT, items=200, reviews=6000, kept=True)


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def page(width: int) -> tuple[Page, Screen]:
    screen = Screen()
    return Page(Console(file=screen, width=width, markup=False, highlight=False, color_system=None), False), screen


@pytest.mark.parametrize("width", [40, 80, 120])
def test_nothing_is_wider_than_the_screen(width: int) -> None:
    drawn, screen = page(width)
    tuning.print_tuning(drawn, TUNING)
    tuning.print_tuning(drawn, replace(TUNING, kept=False, joint=None))
    tuning.print_tuning(drawn, replace(TUNING, kept=False, fit=replace(TUNING.fit, better=False)))
    few = estimate(replace(ANSWERS, recalled=3, not_recalled=7, hit={4: 1}))
    tuning.print_tuning(drawn, replace(TUNING, joint=replace(JOINT, estimate=few, learnt=AssumedLuck())))
    tuning.print_forecast(drawn, forecast(default_parameters(), 500, 5), 0.9, "zhongguancun")
    rows = [Effective(name, setting.default, None, "/x/config.toml", 3) for name, setting in SETTINGS.items()]
    loads = Effective("weekday_load", (90, 80, 70, 60, 50, 40, 0), None, "/x/config.toml", 12)
    settings.print_settings(drawn, [*rows, loads], Path("/home/somebody/.config/zgcquiz/config.toml"))
    lines = screen.getvalue().splitlines()
    broken = [line for line in lines if not line.lstrip().startswith("zgcquiz ")]  # commands are pasted whole
    assert max(map(len, broken)) < width


def test_it_is_said_if_the_estimate_of_luck_is_not_used() -> None:
    for learnt, said in ((JOINT.estimate.assumed, False), (AssumedLuck(), True)):
        drawn, screen = page(80)
        tuning.print_tuning(drawn, replace(TUNING, joint=replace(JOINT, learnt=learnt)))
        assert ("don't confirm the estimate of luck" in screen.getvalue()) is said
        assert "47% ± 3% with 4 options (200 questions" in screen.getvalue()


def test_both_losses_of_both_stand_side_by_side() -> None:
    drawn, screen = page(80)
    tuning.print_tuning(drawn, TUNING)
    assert " Log loss        0.3456    0.3345\n RMSE (bins)     0.0567    0.0456\n" in screen.getvalue()


def test_the_retentions_fit_on_a_screen_with_the_cheapest_and_the_one_in_use() -> None:
    drawn, screen = page(80)
    found = forecast(default_parameters(), 500, 5)
    for in_use in (0.71, 0.9, 0.97):
        screen.truncate(0)
        tuning.print_forecast(drawn, found, in_use, None)
        lines = screen.getvalue().splitlines()
        assert len(lines) < 24
        assert sum("cheapest" in line for line in lines) == 1
        (held,) = [line for line in lines if "in use" in line]
        assert f"{in_use:.2f}" in held
    screen.truncate(0)
    tuning.print_forecast(drawn, found, found.cheapest, None)
    assert "The retention in use costs least" in screen.getvalue()


def test_a_bar_tells_what_is_done_on_a_terminal_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen = Screen()
    with tuning.progress(screen, False) as told:
        assert told is not None
        for stage in Stage:
            told(stage, 0.5)
    for words in (
        "Reading the log",
        "Fitting to the first four fifths",
        "Comparing",
        "Fitting to all of it",
        "Rescheduling all",
    ):
        assert words in screen.getvalue()
    for stream, plain in ((io.StringIO(), False), (screen, True)):
        screen.truncate(0)
        with tuning.progress(stream, plain) as told:
            assert told is None
        assert stream.getvalue() == ""
