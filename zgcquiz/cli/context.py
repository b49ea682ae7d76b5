"""The application context, handed to the commands through Typer's."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from zgcquiz.cli.output import open_page

if TYPE_CHECKING:
    from zgcquiz.app.context import AppContext


class ContextProvider:
    """Makes one application context on first use, and closes it at the end of the run. It is each command's `ctx.obj`.

    make: makes a context, which whoever calls it directly has to close.
    """

    def __init__(self, make: Callable[[], AppContext]) -> None:
        self.make = make
        self._context: AppContext | None = None

    def __enter__(self) -> ContextProvider:
        return self

    def __exit__(self, *error: object) -> None:
        if self._context is not None:
            self._context.close()

    def get(self) -> AppContext:
        if self._context is None:
            self._context = self.make()
        return self._context


def provider(ctx: typer.Context) -> ContextProvider:
    found = ctx.obj
    assert isinstance(found, ContextProvider)
    return found


def app_context(ctx: typer.Context) -> AppContext:
    """Return the application context of this run."""
    return provider(ctx).get()


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
