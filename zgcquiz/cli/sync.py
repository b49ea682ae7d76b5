"""sync."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zgcquiz.cli.context import app_context
from zgcquiz.cli.options import JsonOption, PlainOption
from zgcquiz.cli.output import open_page, show

if TYPE_CHECKING:
    from zgcquiz.app.context import AppContext

FolderArgument = Annotated[
    str | None,
    typer.Argument(metavar="[FOLDER]", help="The folder that your devices share. It is remembered."),
]
StatusOption = Annotated[bool, typer.Option("--status", help="Only show the folder and its devices.")]
OffOption = Annotated[bool, typer.Option("--off", help="No longer sync. What is in the folder stays.")]


def sync(
    ctx: typer.Context,
    folder: FolderArgument = None,
    status: StatusOption = False,
    off: OffOption = False,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Sync answers, settings and packs with your other devices.

    FOLDER is one that another program or you carry between them: Syncthing, Dropbox, a git work
    tree, a USB stick. Once set, rounds sync by themselves when they begin and end.
    """
    if sum((folder is not None, status, off)) > 1:
        raise typer.BadParameter("takes one of FOLDER, --status and --off", param_hint="sync")
    if folder == "":  # an unset variable of a script; the current folder is "."
        raise typer.BadParameter("the name of the folder is empty", param_hint="FOLDER")
    from zgcquiz.app.sync import run
    from zgcquiz.ui.report import sync as report

    context = app_context(ctx)
    if off:
        before = run.switch_off(context)
        show(json, lambda: {"folder": before}, lambda page: report.print_off(page, before), plain)
        return
    if status:
        found = run.status(context)
        show(json, lambda: report.sync_json(found), lambda page: report.print_status(page, found), plain)
        return
    found = run.sync_now(context) if folder is None else run.set_up(context, Path(folder))
    show(json, lambda: report.sync_json(found), lambda page: report.print_sync(page, found), plain)
    if found.problems:
        raise typer.Exit(1)


@contextmanager
def synced(context: AppContext, record: bool = True) -> Iterator[None]:
    """Sync before and after a round, if a folder is set. What goes wrong is said on one line and stops nothing.

    record: whether the round saves its answers.
    """
    if not record:
        yield
        return
    _sync(context)
    try:
        yield
    finally:
        _sync(context)


def _sync(context: AppContext) -> None:
    from zgcquiz.app.sync.automatic import sync_if_set

    found, error = sync_if_set(context)
    if found is None and error is None:
        return
    from zgcquiz.ui.report.sync import print_automatic

    print_automatic(open_page(errors=True), found, error)
