"""leeches, suspend, bury, resume, held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zgcquiz.cli import completion
from zgcquiz.cli.context import app_context
from zgcquiz.cli.options import JsonOption, OptionalPackArgument, PackArgument, PlainOption
from zgcquiz.cli.output import show, warn_skipped_packs

if TYPE_CHECKING:
    from zgcquiz.core.log.hold import Held

_Questions = Annotated[
    list[str],
    typer.Argument(metavar="QUESTION...", help="Ids of questions in the pack.", autocompletion=completion.questions),
]


def leeches(
    ctx: typer.Context, pack: OptionalPackArgument = None, plain: PlainOption = False, json: JsonOption = False
) -> None:
    """List questions that you keep forgetting, to rewrite or suspend them."""
    from zgcquiz.app.learner.leeches import leeches
    from zgcquiz.app.selection import survey
    from zgcquiz.ui.report import holds

    context = app_context(ctx)
    selection = survey(context, pack)
    warn_skipped_packs(selection)
    found = leeches(context, selection)
    show(json, lambda: holds.leeches_json(found), lambda page: holds.print_leeches(page, found), plain)


def suspend(ctx: typer.Context, pack: PackArgument, questions: _Questions, json: JsonOption = False) -> None:
    """Exclude questions from all rounds until you resume them.

    Their history stays. In a round, the key ! does the same.
    """
    from zgcquiz.core.log.hold import Held

    _hold(ctx, pack, questions, Held.SUSPENDED, json)


def bury(ctx: typer.Context, pack: PackArgument, questions: _Questions, json: JsonOption = False) -> None:
    """Exclude questions for the rest of today.

    In a round, the key - does the same.
    """
    from zgcquiz.core.log.hold import Held

    _hold(ctx, pack, questions, Held.BURIED, json)


def resume(
    ctx: typer.Context,
    pack: PackArgument,
    questions: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUESTION...]",
            help="Ids of questions in the pack. Default: all that are held.",
            autocompletion=completion.questions,
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Include suspended and buried questions again."""
    from zgcquiz.core.log.hold import Held

    _hold(ctx, pack, questions or [], Held.RESUMED, json)


def held(
    ctx: typer.Context, pack: OptionalPackArgument = None, plain: PlainOption = False, json: JsonOption = False
) -> None:
    """List suspended and buried questions."""
    from zgcquiz.app.learner.holding import held_items
    from zgcquiz.app.selection import survey
    from zgcquiz.ui.report import holds

    context = app_context(ctx)
    selection = survey(context, pack)
    warn_skipped_packs(selection)
    found = held_items(context, selection)
    show(json, lambda: holds.held_json(found), lambda page: holds.print_held(page, found), plain)


def _hold(ctx: typer.Context, pack: str, questions: list[str], held: Held, json: bool) -> None:
    from zgcquiz.app.learner.holding import hold_items
    from zgcquiz.ui.report import holds

    change = hold_items(app_context(ctx), pack, questions, held)
    show(json, lambda: holds.hold_change_json(change), lambda page: holds.print_hold_change(page, change))
