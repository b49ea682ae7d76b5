"""The application context, handed to the commands through Typer's."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

import typer

from zgcquiz.cli.output import open_page, warn_damaged_rows

if TYPE_CHECKING:
    from zgcquiz.app.context import AppContext
    from zgcquiz.core.errors import ZgcError

_KEY = "zgcquiz.app_context"


def app_context(ctx: typer.Context) -> AppContext:
    """Return the application context of this run: made by `ctx.obj` on first use, closed with Typer's root context."""
    root = ctx.find_root()
    if _KEY not in root.meta:
        context = root.meta[_KEY] = root.with_resource(ctx.obj())
        from zgcquiz.ui.terminal.look import LOOK  # after zgcquiz.app, which loads msgspec without what it doesn't need

        context.warn = _warn
        root.call_on_close(partial(LOOK.reset, LOOK.set(context.settings)))
        if root.invoked_subcommand != "doctor":
            root.call_on_close(lambda: warn_damaged_rows(context))
    found: AppContext = root.meta[_KEY]
    return found


def saving_context(ctx: typer.Context) -> AppContext:
    """Return the context for a command that saves the user's data: a broken settings file only causes a warning."""
    context = app_context(ctx)
    context.needs_settings = False
    return context


def system_context() -> AppContext:
    """Make a context with the system's clock, a random seed and the user's folders."""
    from zgcquiz.app import context as app

    context = app.system_context(os.environ)
    context.notify = _notify
    return context


def _notify(what: str) -> None:
    """Tell a user at a terminal what the program is waiting for."""
    from zgcquiz.ui.terminal.console import is_terminal

    if is_terminal(sys.stderr):
        open_page(errors=True).say(f"{what} …", style="dim", indent=2)


def _warn(problem: ZgcError) -> None:
    open_page(errors=True).note(problem)
