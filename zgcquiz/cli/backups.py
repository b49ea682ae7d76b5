"""backup, restore."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zgcquiz.cli.context import saving_context
from zgcquiz.cli.options import ForceOption, JsonOption
from zgcquiz.cli.output import open_page, show
from zgcquiz.core.errors import ZgcError

if TYPE_CHECKING:
    from zgcquiz.app.context import AppContext


def backup(
    ctx: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The file to write. Default: one in the backups' folder."),
    ] = None,
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """Back up the log of your answers now.

    A backup is also made on each day that you answer questions.
    """
    from zgcquiz.app.learner.backups import back_up
    from zgcquiz.ui.report import backups as report

    if output is not None and str(output) in ("", "-", "."):
        raise typer.BadParameter("a backup is written to a file", param_hint="--output")
    made = back_up(saving_context(ctx), output, force=force)
    show(json, lambda: report.made_json(made), lambda page: report.print_made(page, made))


def restore(
    ctx: typer.Context,
    backup: Annotated[
        str | None, typer.Argument(metavar="[BACKUP]", help="A backup's name, or a path to one. Default: list them.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Restore it without asking.")] = False,
    json: JsonOption = False,
) -> None:
    """List the backups of your log, or go back to one.

    Shows first what would be gained and lost. The present log is kept.
    """
    from zgcquiz.app.learner import backups as app
    from zgcquiz.ui.report import backups as report

    if backup is None and yes:
        raise typer.BadParameter("it needs the name of a backup", param_hint="--yes")
    context = saving_context(ctx)
    if backup is None:
        found = app.list_backups(context)
        offset, folder = context.clock().offset, context.paths.backups
        show(json, lambda: report.backups_json(found), lambda page: report.print_backups(page, found, offset, folder))
        usable = [each for each in found if each.holdings is not None]
        if json or not usable:
            return
        if not _can_ask():
            open_page().say("To restore one: zgcquiz restore NAME")
            return
        path = found[_ask_number(len(found)) - 1].path
    else:
        path = app.find_backup(context, backup)
    _restore(context, path, yes, json)


def _restore(context: AppContext, path: Path, yes: bool, json: bool) -> None:
    from zgcquiz.app.learner import backups as app
    from zgcquiz.core.command_lines import command, path_word
    from zgcquiz.ui.report import backups as report

    plan = app.plan_restoring(context, path)
    if not yes:
        if json or not _can_ask():
            raise ZgcError(
                "needs-answer",
                f"Restoring {path} replaces the present log: {plan.difference.gained:,} answers gained,"
                f" {'an unknown number' if plan.difference.lost is None else f'{plan.difference.lost:,}'} lost."
                " Nothing was changed.",
                "To restore it: " + command("restore", path_word(path), "--yes"),
            )
        report.print_plan(open_page(), plan, context.clock().offset)
        if not typer.confirm("Restore it?", default=False):
            raise ZgcError("declined", "Nothing was changed.")
    done = app.restore(context, plan)
    show(json, lambda: report.restored_json(done), lambda page: report.print_restored(page, done))


def _ask_number(last: int) -> int:
    """Return the number of the backup to be restored, from 1. Raises ZgcError if it is none."""
    while True:
        answer = typer.prompt(f"Restore which? 1 to {last}, 0: none", default="0").strip()
        number = int(answer) if answer.isascii() and answer.isdigit() and len(answer) < 5 else -1
        if number == 0:
            raise ZgcError("declined", "Nothing was changed.")
        if 1 <= number <= last:
            return number
        open_page().say("No backup has that number.")


def _can_ask() -> bool:
    return bool(sys.stdin and sys.stdin.isatty() and sys.stdout.isatty())
