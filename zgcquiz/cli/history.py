"""history, history export, history import, undo, rebuild."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zgcquiz.cli.context import app_context
from zgcquiz.cli.options import ForceOption, JsonOption, OutputOption, PlainOption
from zgcquiz.cli.output import open_page, show

SHOWN = 20


LimitOption = Annotated[
    int | None,
    typer.Option("--limit", min=1, max=10**9, metavar="N", help="How many answers at most: 20, or with --json all."),
]


app = typer.Typer(name="history", rich_markup_mode=None, invoke_without_command=True)


@app.callback()
def history(
    ctx: typer.Context, limit: LimitOption = None, plain: PlainOption = False, json: JsonOption = False
) -> None:
    """Show the log of your answers, newest first; or export and import it."""
    if ctx.invoked_subcommand is not None:
        return
    from zgcquiz.app.learner.history import history
    from zgcquiz.ui.report import history as report

    wanted = limit if limit or json else SHOWN
    found = history(app_context(ctx), None if wanted is None else wanted + 1)
    reviews = found if wanted is None else found[:wanted]
    show(
        json,
        lambda: report.history_json(reviews),
        lambda page: report.print_history(page, reviews, more=len(found) > len(reviews)),
        plain,
    )


@app.command("export")
def export_(
    ctx: typer.Context,
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """Write the whole log as JSON lines, one review a line, oldest first."""
    import sys

    from zgcquiz.app.learner.history import export_history
    from zgcquiz.store.atomic_files import whole_file
    from zgcquiz.ui.report.history import print_exported

    context = app_context(ctx)
    if output is None:
        export_history(context, sys.stdout.buffer)
        return
    with whole_file(output, force) as file:
        count = export_history(context, file)
    print_exported(open_page(errors=True), count, output)


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A file that `history export` wrote, or another zgcquiz.db.")
    ],
    json: JsonOption = False,
) -> None:
    """Add the reviews of a file that are not here yet. Nothing is ever lost or doubled.

    Exits with 1 if there were lines that could not be used.
    """
    from zgcquiz.app.learner.history import import_history
    from zgcquiz.ui.report import history as report

    found = import_history(app_context(ctx), file)
    show(json, lambda: report.imported_json(found), lambda page: report.print_imported(page, found))
    if found.skipped:
        raise typer.Exit(1)


def undo(ctx: typer.Context, json: JsonOption = False) -> None:
    """Take back the last answer, as if it had never been given."""
    from zgcquiz.app.learner.history import undo
    from zgcquiz.ui.report import history as report

    review = undo(app_context(ctx))
    show(json, lambda: report.undone_json(review), lambda page: report.print_undone(page, review))


def rebuild(ctx: typer.Context, json: JsonOption = False) -> None:
    """Make all scheduling anew from the log of your answers.

    The outcome is what was there before; it helps where the cards were damaged.
    """
    from zgcquiz.app.learner.history import rebuild
    from zgcquiz.ui.report.history import print_rebuilt

    count = rebuild(app_context(ctx))
    show(json, lambda: {"cards": count}, lambda page: print_rebuilt(page, count))
