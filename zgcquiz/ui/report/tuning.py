"""The results of `tune` and `forecast`, and the progress of `tune`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from rich.text import Text

from zgcquiz.core.learning.fitting import Progress, Stage
from zgcquiz.core.learning.forecast import Forecast, Workload
from zgcquiz.core.learning.luck.estimate import LuckEstimate
from zgcquiz.core.learning.luck.joint_fit import JointFit, Tuning
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
_MOST = 4
"""How many numbers of options are listed."""


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
            *_luck(tuning.joint),
        ]
    )
    page.console.print()
    rows = [
        ("Log loss", tuning.before.log_loss, fit.after.log_loss),
        ("RMSE (bins)", tuning.before.rmse_bins, fit.after.rmse_bins),
    ]
    if not page.plain:
        page.console.print(Text(f" {'':<14}{'in use':>8}{'fitted':>10}", style="faint"), soft_wrap=True)
    for name, before, after in rows:
        if page.plain:
            page.say(f"{name}: {before:.4f} in use, {after:.4f} fitted")
        else:
            page.console.print(Text(f" {name:<14}{before:>8.4f}{after:>10.4f}"), soft_wrap=True)
    page.console.print()
    if fit.better:
        page.line("The fitted parameters predict better.")
    else:
        page.line(
            "The fitted parameters do not predict better beyond chance"
            f" (standard error of the difference: {fit.error:.4f}): those in use are kept."
        )
    if tuning.joint is not None and tuning.joint.changes_luck:
        page.line("With the learnt luck, the latest answers are predicted no worse.")
    elif tuning.joint is not None and tuning.joint.learnt != tuning.joint.estimate.assumed:
        page.line("The latest answers don't confirm the estimate of luck: what was assumed of it is kept.")
    if tuning.kept:
        page.line("What was fitted is in use now, and all cards follow it.")
        page.line("To go back: zgcquiz tune --reset", style="faint")
    elif tuning.better:
        page.line("Nothing was changed (--dry-run).")


def _luck(joint: JointFit | None) -> Iterator[tuple[str, str]]:
    """Yield what is known of luck, as headings and texts."""
    if joint is None:
        yield "Luck", "counted as knowledge: guess_correction is off"
        return
    found = joint.estimate
    if not found.chances:
        yield "Luck", "none: no question had options"
    elif not found.sure:
        yield "Luck", f"taken as blind: {_rests_on(found)}; about {found.needed:,} are needed"
    else:
        chances = [
            f"{chance:.0%} ± {error:.0%} with {choices}"
            for choices, (chance, error) in list(found.chances.items())[:_MOST]
        ]
        yield "Luck", f"right without knowing: {', '.join(chances)} options ({_rests_on(found)})"
    if found.sure_of_known:
        yield "Known at sight", f"{found.known:.0%} ± {found.known_error:.0%}"


def _rests_on(found: LuckEstimate) -> str:
    asked = f"{phrases.count(found.anchors, 'question')} first asked without options"
    guesses = f"{found.guesses:,} declared {'guess' if found.guesses == 1 else 'guesses'}"
    return f"{asked}, {guesses}" if found.guesses else asked


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
        "better": tuning.better,
        "kept": tuning.kept,
        "questions": fit.items,
        "reviews": fit.reviews,
        "predicted": fit.before.reviews,
        "reviews_in_log": tuning.reviews,
        "guess_correction": tuning.joint is not None,
        "luck": None if tuning.joint is None else _luck_json(tuning.joint),
        "log_loss": {"in_use": tuning.before.log_loss, "fitted": fit.after.log_loss, "error": fit.error},
        "rmse_bins": {"in_use": tuning.before.rmse_bins, "fitted": fit.after.rmse_bins},
        "parameters": {"in_use": list(fit.in_use), "fitted": list(fit.fitted)},
    }


def _luck_json(joint: JointFit) -> dict[str, Any]:
    found = joint.estimate
    return {
        "sure": found.sure,
        "edge": found.edge,
        "edge_error": found.edge_error,
        "known_at_sight": found.known,
        "known_error": found.known_error,
        "chances": [
            {"options": choices, "right": chance, "error": error} for choices, (chance, error) in found.chances.items()
        ],
        "without_options": found.anchors,
        "needed": found.needed,
        "declared_guesses": found.guesses,
        "in_use": {"guess_edge": joint.in_use.edge, "known_at_sight": joint.in_use.known},
        "learnt": {"guess_edge": joint.learnt.edge, "known_at_sight": joint.learnt.known},
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
