"""The results of `tune` and `forecast`, and the progress of `tune`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from rich.text import Text

from zgcquiz.core.learning.fitting import Progress, Stage, Tuning
from zgcquiz.core.learning.forecast import Forecast, Workload
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.console import make_console, wants_plain
from zgcquiz.ui.terminal.meters import bar

_STAGES = {
    Stage.FIT: "Fitting to the first four fifths",
    Stage.COMPARE: "Comparing on the last fifth",
    Stage.FIT_ALL: "Fitting to all of it",
    Stage.CARDS: "Rescheduling all cards",
}
_EVERY = 3
"""Percentage points between two printed retentions: not all of them fit on a screen."""
_BAR = 24


@contextmanager
def progress(stream: TextIO, plain: bool) -> Iterator[Progress | None]:
    """Yield what draws progress as a bar on a terminal, which is erased at the end; None if there is no terminal."""
    if wants_plain(stream, plain):
        yield None
        return
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bars

    # No automatic refresh: the engine blocks every other thread while it works.
    columns = (TextColumn(" {task.description}"), BarColumn(_BAR))
    with Bars(*columns, console=make_console(stream, False), transient=True, auto_refresh=False) as bars:
        task = bars.add_task("Reading the log", total=1.0)
        bars.refresh()

        def draw(stage: Stage, share: float) -> None:
            bars.update(task, description=_STAGES[stage], completed=share, refresh=True)

        yield draw


def print_tuning(page: Page, tuning: Tuning) -> None:
    """Print the losses of the parameters in use and of the fitted ones, and which are in use now."""
    fit = tuning.fit
    fitted_to = f"{phrases.count(fit.reviews, 'review')} of {phrases.count(fit.items, 'question')}"
    if fit.reviews < tuning.reviews:
        fitted_to += f", a fair sample of {tuning.reviews:,}"
    page.pairs(
        [
            ("Fitted to", fitted_to),
            ("Judged by", f"the latest {fit.before.reviews:,} of those a day or more after the review before"),
            ("Luck", "corrected for" if tuning.corrected else "counted as knowledge: guess_correction is off"),
        ]
    )
    page.console.print()
    rows = [
        ("Log loss", fit.before.log_loss, fit.after.log_loss),
        ("RMSE (bins)", fit.before.rmse_bins, fit.after.rmse_bins),
    ]
    if not page.plain:
        page.console.print(Text(f" {'':<14}{'in use':>8}{'fitted':>10}", style="faint"), soft_wrap=True)
    for name, before, after in rows:
        if page.plain:
            page.say(f"{name}: {before:.4f} in use, {after:.4f} fitted")
        else:
            page.console.print(Text(f" {name:<14}{before:>8.4f}{after:>10.4f}"), soft_wrap=True)
    page.console.print()
    if tuning.kept:
        page.line("The fitted parameters predict better. They are in use now, and all cards follow them.")
        page.line("To go back: zgcquiz tune --reset", style="faint")
    elif fit.better:
        page.line("The fitted parameters predict better. Nothing was changed (--dry-run).")
    else:
        page.line(
            "The fitted parameters do not predict better by more than chance"
            f" ({fit.error:.4f} of log loss): those in use are kept."
        )


def print_forecast(page: Page, forecast: Forecast, in_use: float, pack: str | None) -> None:
    """Print minutes a day for each retention, as bars, with the cheapest retention and the one in use marked."""
    page.line(
        f"{phrases.count(forecast.days, 'day')} with {phrases.count(forecast.items, 'question')},"
        f" {forecast.new:,} new a day",
        style="bold",
    )
    page.console.print()
    cheapest, current = forecast.at(forecast.cheapest), forecast.at(in_use)
    shown = [row for row in forecast.rows if row in (cheapest, current) or round(100 * row.retention) % _EVERY == 1]
    most = max(row.minutes for row in shown)
    wide = not page.narrow
    if wide:
        head = f" {'retention':>9}{'min a day':>11}{'reviews':>9}{'known':>9}"
        page.console.print(Text(head, style="faint"), soft_wrap=True)
    for row in shown:
        marks = [name for name, other in (("cheapest", cheapest), ("in use", current)) if row is other]
        if wide:
            _print_bar(page, row, most, marks)
        else:
            mark = f" ({', '.join(marks)})" if marks else ""
            page.line(
                f"{row.retention:.2f}: {row.minutes:.1f} min and {row.reviews:.0f} reviews a day,"
                f" {row.remembered:,.0f} known{mark}",
                indent=3,
            )
    page.console.print()
    if cheapest is current:
        page.line("The retention in use costs least for what is known at the end.")
        return
    own = f" --pack {pack}" if pack else ""
    page.line(f"{cheapest.retention:.2f} costs least for what is known at the end. To use it:")
    page.say(f"zgcquiz config set desired_retention {cheapest.retention:.2f}{own}", first=f"{page.margin}  ")


def _print_bar(page: Page, row: Workload, most: float, marks: list[str]) -> None:
    width = min(_BAR, max(8, page.width - 55))
    drawn = bar(row.minutes / most, width, page.glyphs)
    page.console.print(
        Text.assemble(
            f" {row.retention:>9.2f}{row.minutes:>11.1f}{row.reviews:>9.0f}{row.remembered:>9,.0f}  ",
            (drawn, "accent"),
            (f" {', '.join(marks)}" if marks else "", "bold"),
        ),
        soft_wrap=True,
    )


def tuning_json(tuning: Tuning) -> dict[str, Any]:
    fit = tuning.fit
    return {
        "better": fit.better,
        "kept": tuning.kept,
        "questions": fit.items,
        "reviews": fit.reviews,
        "predicted": fit.before.reviews,
        "reviews_in_log": tuning.reviews,
        "guess_correction": tuning.corrected,
        "log_loss": {"in_use": fit.before.log_loss, "fitted": fit.after.log_loss, "error": fit.error},
        "rmse_bins": {"in_use": fit.before.rmse_bins, "fitted": fit.after.rmse_bins},
        "parameters": {"in_use": list(fit.in_use), "fitted": list(fit.fitted)},
    }


def forecast_json(forecast: Forecast, in_use: float) -> dict[str, Any]:
    return {
        "questions": forecast.items,
        "new": forecast.new,
        "days": forecast.days,
        "in_use": in_use,
        "cheapest": forecast.cheapest,
        "retentions": [
            {
                "retention": row.retention,
                "minutes": row.minutes,
                "reviews": row.reviews,
                "remembered": row.remembered,
                "minutes_for_each": row.cost,
            }
            for row in forecast.rows
        ],
    }
