"""history, history export, history import, undo, rebuild."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zgcquiz.cli.context import app_context, saving_context
from zgcquiz.cli.options import ForceOption, JsonOption, OutputOption, PlainOption
from zgcquiz.cli.output import open_page, show

if TYPE_CHECKING:
    from zgcquiz.ui.report.page import Page

SHOWN = 20
_IN_MEMORY = 1 << 24
"""Bytes of an export to standard output that are kept in memory."""


LimitOption = Annotated[
    int | None,
    typer.Option("--limit", min=1, max=10**9, metavar="N", help="Maximum of answers. Default: 20, or all with --json."),
]


app = typer.Typer(name="history", rich_markup_mode=None, invoke_without_command=True)


@app.callback()
def history(
    ctx: typer.Context, limit: LimitOption = None, plain: PlainOption = False, json: JsonOption = False
) -> None:
    """Show, export or import the log of your answers."""
    if ctx.invoked_subcommand is not None:
        return
    from zgcquiz.app.learner.history import history, stems
    from zgcquiz.ui.report import history as report

    limit = limit if limit or json else SHOWN
    context = saving_context(ctx)
    found = history(context, limit if limit is None or json else limit + 1)

    def draw(page: Page) -> None:
        reviews = list(found)
        shown = reviews[:limit]
        report.print_history(page, shown, stems(context, (review.ref for review in shown)), len(reviews) > len(shown))

    show(json, lambda: report.history_json(found), draw, plain)


@app.command("export")
def export_(
    ctx: typer.Context,
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """Export the whole log as JSON lines, oldest first."""
    import shutil
    import sys
    from tempfile import SpooledTemporaryFile

    from zgcquiz.app.learner.history import export_history
    from zgcquiz.store.files.atomic_files import whole_file
    from zgcquiz.ui.report.history import print_exported
    from zgcquiz.ui.report.page import escape_json
    from zgcquiz.ui.terminal.console import is_terminal

    context = saving_context(ctx)
    if output is None:
        # Nothing is printed before all is read: a damaged log is read once more without what is damaged.
        with SpooledTemporaryFile(_IN_MEMORY) as lines:
            export_history(context, lines)
            lines.seek(0)
            if is_terminal(sys.stdout):
                sys.stdout.write(escape_json(lines.read().decode("utf-8", "replace")))
            else:
                shutil.copyfileobj(lines, sys.stdout.buffer)
        return
    with whole_file(output, force, owner_only=True) as file:
        count = export_history(context, file)
    print_exported(open_page(errors=True), count, output)


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A file written by `history export`, or another zgcquiz.db.")
    ],
    json: JsonOption = False,
) -> None:
    """Merge the reviews of a file into the log.

    Nothing is lost or duplicated. The exit code is 1 if lines were skipped as invalid.
    """
    import sys

    from zgcquiz.app.learner.history import import_history
    from zgcquiz.ui.report import history as report
    from zgcquiz.ui.terminal.progress import shown_on

    context = app_context(ctx)
    try:
        with shown_on(sys.stderr, "Importing") as progress:
            found = import_history(context, file, progress)
    except KeyboardInterrupt:
        open_page(errors=True).say("Interrupted. What was read is in the log; importing the file again adds the rest.")
        raise
    show(json, lambda: report.imported_json(found), lambda page: report.print_imported(page, found))
    if found.skipped:
        raise typer.Exit(1)


def undo(ctx: typer.Context, json: JsonOption = False) -> None:
    """Undo the last answer, as if it had never been given."""
    from zgcquiz.app.learner.history import stems, undo
    from zgcquiz.ui.report import history as report

    context = app_context(ctx)
    review = undo(context)

    def draw(page: Page) -> None:
        report.print_undone(page, review, stems(context, [review.ref]).get(review.ref, ""))

    show(json, lambda: report.undone_json(review), draw)


def rebuild(ctx: typer.Context, json: JsonOption = False) -> None:
    """Rebuild the schedule from the log of your answers.

    The result is the same as before; use it if the cards were damaged.
    """
    from zgcquiz.app.learner.history import rebuild
    from zgcquiz.ui.report.history import print_rebuilt

    count = rebuild(app_context(ctx))
    show(json, lambda: {"cards": count}, lambda page: print_rebuilt(page, count))
