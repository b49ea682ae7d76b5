"""doctor."""

from __future__ import annotations

from typing import Annotated

import typer

from zgcquiz.cli.context import app_context
from zgcquiz.cli.options import JsonOption, PlainOption
from zgcquiz.cli.output import show


def doctor(
    ctx: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="Repair it, keeping the present log beside.")] = False,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Check the log of your answers, and all that belongs to it, for damage.

    Nothing is changed without --repair. The exit code is 1 if something is wrong, or with --repair, if something
    could not be repaired.
    """
    from zgcquiz.app.learner.doctor import diagnose, repair_home
    from zgcquiz.ui.report.doctor import diagnosis_json, print_diagnosis

    context = app_context(ctx)
    found = diagnose(context)
    if repair and found.is_repairable:
        found = repair_home(context, found)
    show(json, lambda: diagnosis_json(found), lambda page: print_diagnosis(page, found), plain)
    if found.settings if found.repaired else not found.is_healthy:
        raise typer.Exit(1)
