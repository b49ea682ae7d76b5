"""history, history export, history import, undo, rebuild."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zgcquiz.cli.common import JsonOption, PlainOption, make_context, page, show

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
    with make_context() as context:
        found = history(context, None if wanted is None else wanted + 1)
    reviews = found if wanted is None else found[:wanted]
    show(
        json,
        lambda: report.history_json(reviews),
        lambda page: report.print_history(page, reviews, more=len(found) > len(reviews)),
        plain,
    )


@app.command("export")
def export_(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; without it, standard output.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write the whole log as JSON lines, one review a line, oldest first."""
    import sys

    from zgcquiz.app.learner.history import export_history
    from zgcquiz.store.atomic_files import whole_file
    from zgcquiz.ui.report.history import print_exported
    from zgcquiz.ui.report.page import escape_json
    from zgcquiz.ui.terminal.console import is_terminal

    with make_context() as context:
        if output is None:
            if is_terminal(sys.stdout):
                from io import BytesIO

                lines = BytesIO()
                export_history(context, lines)
                sys.stdout.write(escape_json(lines.getvalue().decode("utf-8", "replace")))
            else:
                export_history(context, sys.stdout.buffer)
            return
        with whole_file(output, force, owner_only=True) as file:
            count = export_history(context, file)
    print_exported(page(errors=True), count, output)


@app.command("import")
def import_(
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

    with make_context() as context:
        found = import_history(context, file)
    show(json, lambda: report.imported_json(found), lambda page: report.print_imported(page, found))
    if found.skipped:
        raise typer.Exit(1)


def undo(json: JsonOption = False) -> None:
    """Take back the last answer, as if it had never been given."""
    from zgcquiz.app.learner.history import undo
    from zgcquiz.ui.report import history as report

    with make_context() as context:
        review = undo(context)
    show(json, lambda: report.undone_json(review), lambda page: report.print_undone(page, review))


def rebuild(json: JsonOption = False) -> None:
    """Make all scheduling anew from the log of your answers.

    The outcome is what was there before; it helps where the cards were damaged.
    """
    from zgcquiz.app.learner.history import rebuild
    from zgcquiz.ui.report.history import print_rebuilt

    with make_context() as context:
        count = rebuild(context)
    show(json, lambda: {"cards": count}, lambda page: print_rebuilt(page, count))
