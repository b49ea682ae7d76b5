"""tune, forecast."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from zgcquiz.cli.context import app_context
from zgcquiz.cli.options import JsonOption, OptionalPackArgument, PlainOption
from zgcquiz.cli.output import show, warn_skipped_packs

MOST_NEW = 1_000_000
MOST_DAYS = 3650


def tune(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the result without changing anything.")] = False,
    reset: Annotated[bool, typer.Option("--reset", help="Return to the default parameters.")] = False,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Fit the schedule to your memory, using all your answers.

    How well you guess is learnt first. The fitted parameters are kept only if they predict the latest
    fifth of your answers, which are not used for fitting, better than the current ones. They are
    written to the settings file, and all cards are rescheduled.
    """
    from zgcquiz.app.learner import tuning as app
    from zgcquiz.ui.report.settings import print_setting_change, setting_change_json
    from zgcquiz.ui.report.tuning import print_tuning, progress, tuning_json

    if dry_run and reset:
        raise typer.BadParameter("can't be combined with --dry-run", param_hint="--reset")
    if reset:
        context = app_context(ctx)
        undone = app.reset(context)
        show(json, lambda: setting_change_json(undone), lambda page: print_setting_change(page, undone), plain)
        return
    context = app_context(ctx)
    with progress(sys.stderr, plain) as report_progress:
        found = app.tune(context, progress=report_progress, keep=not dry_run)
    show(json, lambda: tuning_json(found), lambda page: print_tuning(page, found), plain)


def forecast(
    ctx: typer.Context,
    pack: OptionalPackArgument = None,
    new: Annotated[
        int | None,
        typer.Option("--new", min=1, max=MOST_NEW, metavar="N", help="New questions a day. Default: your setting."),
    ] = None,
    days: Annotated[
        int, typer.Option("--days", min=1, max=MOST_DAYS, metavar="N", help="Number of days to simulate.")
    ] = 365,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Forecast the workload of each desired retention over a year.

    Simulates learning all questions of the packs from scratch, with your parameters and answering
    habits. The retention with the least time per remembered question is marked.
    """
    from zgcquiz.app.learner.tuning import forecast
    from zgcquiz.app.selection import select
    from zgcquiz.ui.report.tuning import forecast_json, print_forecast

    context = app_context(ctx)
    selection = select(context, pack)
    warn_skipped_packs(selection)
    found = forecast(context, selection, new, days)
    current = context.settings(selection.only).desired_retention
    own = selection.only if selection.named else None
    show(json, lambda: forecast_json(found, current), lambda page: print_forecast(page, found, current, own), plain)
