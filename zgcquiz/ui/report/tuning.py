"""What `tune` and `forecast` found, as pages; and how far `tune` is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from rich.text import Text

from zgcquiz.core.learning.fitting import Progress, Stage, Tuning
from zgcquiz.core.learning.forecast import Forecast, Workload
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.console import make_console, wants_plain
from zgcquiz.ui.terminal.text import bar

if TYPE_CHECKING:
    from zgcquiz.ui.report.pages import Page

_STAGES = {
    Stage.FIT: "Fitting to the first four fifths",
    Stage.COMPARE: "Comparing on the last fifth",
    Stage.FIT_ALL: "Fitting to all of it",
    Stage.CARDS: "Scheduling all cards anew",
}
_EVERY = 3
"""Of the retentions, in per cent, so many apart are shown: all of them don't fit on a screen."""
_BAR = 24


@contextmanager
def progress(stream: TextIO, plain: bool) -> Iterator[Progress | None]:
    """A bar on a terminal, which is gone afterwards; None, and nothing, anywhere else."""
    if wants_plain(stream, plain):
        yield None
        return
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bars

    # Drawn when something has happened: while the engine works, nothing else runs.
    columns = (TextColumn(" {task.description}"), BarColumn(_BAR))
    with Bars(*columns, console=make_console(stream, False), transient=True, auto_refresh=False) as bars:
        task = bars.add_task("Reading the log", total=1.0)
        bars.refresh()

        def told(stage: Stage, share: float) -> None:
            bars.update(task, description=_STAGES[stage], completed=share, refresh=True)

        yield told


def tuning(page: Page, tuning: Tuning) -> None:
    """Both losses of both sets of parameters, and which is in use now."""
    fit = tuning.fit
    looked = f"{phrases.count(fit.reviews, 'review')} of {phrases.count(fit.items, 'question')}"
    if fit.reviews < tuning.reviews:
        looked += f", a fair sample of {tuning.reviews:,}"
    page.pairs(
        [
            ("Fitted to", looked),
            ("Judged by", f"the latest {fit.before.reviews:,} of those a day or more after the last"),
            ("Luck", "weighed" if tuning.corrected else "taken for knowledge: guess_correction is off"),
        ]
    )
    page.console.print()
    rows = [
        ("Log loss", fit.before.log_loss, fit.after.log_loss),
        ("RMSE (bins)", fit.before.rmse_bins, fit.after.rmse_bins),
    ]
    if not page.plain:
        page.console.print(Text(f" {'':<14}{'in use':>8}{'fitted':>10}", style="dim"), soft_wrap=True)
    for name, before, after in rows:
        if page.plain:
            page.say(f"{name}: {before:.4f} in use, {after:.4f} fitted")
        else:
            page.console.print(Text(f" {name:<14}{before:>8.4f}{after:>10.4f}"), soft_wrap=True)
    page.console.print()
    lead = "" if page.plain else " "
    if tuning.kept:
        page.say("The fitted parameters foresee better. They are in use now, and all cards follow them.", first=lead)
        page.say("To go back: zgcquiz tune --reset", first=lead, style="dim")
    elif fit.better:
        page.say("The fitted parameters foresee better. Nothing was changed (--dry-run).", first=lead)
    else:
        page.say(
            "The fitted parameters do not foresee better by more than chance"
            f" ({fit.error:.4f} of log loss): those in use stay.",
            first=lead,
        )


def forecast(page: Page, forecast: Forecast, in_use: float, pack: str | None) -> None:
    """Minutes a day against retention, as bars; the cheapest retention and the one in use marked."""
    lead = "" if page.plain else " "
    page.say(
        f"{phrases.count(forecast.days, 'day')} with {phrases.count(forecast.items, 'question')},"
        f" {forecast.new:,} new a day",
        first=lead,
        style="bold",
    )
    page.console.print()
    cheapest, held = forecast.at(forecast.cheapest), forecast.at(in_use)
    shown = [row for row in forecast.rows if row in (cheapest, held) or round(100 * row.retention) % _EVERY == 1]
    most = max(row.minutes for row in shown)
    wide = not page.plain and page.width >= 60
    if wide:
        head = f" {'retention':>9}{'min a day':>11}{'reviews':>9}{'known':>9}"
        page.console.print(Text(head, style="dim"), soft_wrap=True)
    for row in shown:
        marks = [name for name, other in (("cheapest", cheapest), ("in use", held)) if row is other]
        if wide:
            _row(page, row, most, marks)
        else:
            mark = f" ({', '.join(marks)})" if marks else ""
            page.say(
                f"{row.retention:.2f}: {row.minutes:.1f} min and {row.reviews:.0f} reviews a day,"
                f" {row.remembered:,.0f} known{mark}",
                first=lead,
                indent=3,
            )
    page.console.print()
    if cheapest is held:
        page.say("The retention in use costs least for what is known at the end.", first=lead)
        return
    own = f" --pack {pack}" if pack else ""
    page.say(f"{cheapest.retention:.2f} costs least for what is known at the end. To go by it:", first=lead)
    page.say(f"zgcquiz config set desired_retention {cheapest.retention:.2f}{own}", first=f"{lead}  ")


def _row(page: Page, row: Workload, most: float, marks: list[str]) -> None:
    width = min(_BAR, max(8, page.width - 55))
    drawn = bar(row.minutes / most, width).rstrip("-")
    page.console.print(
        Text.assemble(
            f" {row.retention:>9.2f}{row.minutes:>11.1f}{row.reviews:>9.0f}{row.remembered:>9,.0f}  ",
            (drawn, "cyan"),
            (f" {', '.join(marks)}" if marks else "", "bold"),
        ),
        soft_wrap=True,
    )
