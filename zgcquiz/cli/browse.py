"""browse."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from zgcquiz.cli.context import app_context
from zgcquiz.cli.options import JsonOption, PlainOption
from zgcquiz.cli.output import open_page, show, warn_skipped_packs

if TYPE_CHECKING:
    from zgcquiz.core.browsing.question import BrowsedQuestion

_MANY = 20_000
"""From this many questions on it takes a second to read them."""


def browse(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORDS...]",
            help="Words that a question must contain, and conditions such as tag:T, is:due, difficulty:>7, -word.",
        ),
    ] = None,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Find questions, see their history, suspend, bury or edit them.

    On a terminal this is a full screen; ? lists its keys and what can be searched for. Elsewhere, and
    with --plain or --json, the questions that match are printed.
    """
    from zgcquiz.app.learner.browsing import Browsing
    from zgcquiz.app.selection import survey
    from zgcquiz.ui.report.browsing import found_json, open_quote_note, print_found
    from zgcquiz.ui.terminal.console import is_terminal, make_console, wants_plain

    context = app_context(ctx)
    selection = survey(context, None)
    warn_skipped_packs(selection)
    if sum(pack.size for pack in selection.packs.values()) >= _MANY and not json:
        context.notify("Reading the questions")
    browsing = Browsing(context, selection)
    search = " ".join(words or [])
    terminals = is_terminal(sys.stdin) and is_terminal(sys.stderr)  # which Textual writes to
    if json or wants_plain(sys.stdout, plain) or not terminals:
        found, now = browsing.find(search), browsing.now()
        if not found and not json:
            open_page(errors=True).say(" ".join(filter(None, ("No question matches.", open_quote_note(search)))))
        show(json, lambda: found_json(found, now), lambda page: print_found(page, found, now), plain)
        return
    from zgcquiz.cli.editor import open_editor
    from zgcquiz.ui.browse.browser import browse as run_browser

    def edit(question: BrowsedQuestion) -> None:
        spot = browsing.spot(question)
        open_editor(os.environ, spot.path, spot.line)

    if code := run_browser(browsing, search, edit, make_console(sys.stdout, plain=False)):
        raise SystemExit(code)
