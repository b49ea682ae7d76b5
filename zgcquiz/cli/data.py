"""history, undo, rebuild."""

from __future__ import annotations

from typing import Annotated

import typer

from zgcquiz.cli.common import JsonOption, PlainOption, make_deps, show

SHOWN = 20


LimitOption = Annotated[
    int | None,
    typer.Option("--limit", min=1, max=10**9, metavar="N", help="How many answers at most: 20, or with --json all."),
]


def history(limit: LimitOption = None, plain: PlainOption = False, json: JsonOption = False) -> None:
    """Show the log of your answers, newest first."""
    from zgcquiz.app.progress import history
    from zgcquiz.ui import as_json

    wanted = limit if limit or json else SHOWN
    with make_deps() as deps:
        found = history(deps, None if wanted is None else wanted + 1)
    reviews = found if wanted is None else found[:wanted]
    show(
        json,
        lambda: as_json.history(reviews),
        lambda page: page.history(reviews, more=len(found) > len(reviews)),
        plain,
    )


def undo(json: JsonOption = False) -> None:
    """Take back the last answer, as if it had never been given."""
    from zgcquiz.app.progress import undo
    from zgcquiz.ui import as_json

    with make_deps() as deps:
        review = undo(deps)
    show(json, lambda: as_json.review(review) | {"void": True}, lambda page: page.undone(review))


def rebuild(json: JsonOption = False) -> None:
    """Make all scheduling anew from the log of your answers.

    The outcome is what was there before; it helps where the cards were damaged.
    """
    from zgcquiz.app.progress import rebuild

    with make_deps() as deps:
        count = rebuild(deps)
    show(json, lambda: {"cards": count}, lambda page: page.rebuilt(count))
