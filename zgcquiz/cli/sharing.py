"""pack diff, pack update, pack build."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from zgcquiz.cli import completion
from zgcquiz.cli.context import app_context
from zgcquiz.cli.options import ForceOption, JsonOption, PackArgument, PlainOption
from zgcquiz.cli.output import open_page, show
from zgcquiz.core.command_lines import path_word
from zgcquiz.core.errors import ZgcError

if TYPE_CHECKING:
    from zgcquiz.app.context import AppContext
    from zgcquiz.app.packs.updating import UpdatePlan
    from zgcquiz.core.packs.exchange_reports import Update


def diff(
    ctx: typer.Context,
    old: Annotated[
        str,
        typer.Argument(metavar="OLD", help="The older edition: an installed pack's id, or a PATH as in `pack add`."),
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The newer edition, likewise.")],
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Describe what changed between two editions of a pack."""
    from zgcquiz.app.packs.sharing import diff_packs
    from zgcquiz.ui.report.packs import sharing

    found = diff_packs(app_context(ctx), old, new)
    show(json, lambda: sharing.diff_json(found), lambda page: sharing.print_diff(page, found), plain)


UpdatedArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[PACK]",
        help="An installed pack's id. Default: all packs with a known origin.",
        autocompletion=completion.packs,
    ),
]


def update(
    ctx: typer.Context,
    pack: UpdatedArgument = None,
    path: Annotated[
        str | None,
        typer.Argument(metavar="[PATH]", help="A newer edition: a PATH as in `pack add`. Default: the pack's origin."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Update without asking, and keep all history except that of --forget.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the changes without making them.")] = False,
    forget: Annotated[
        list[str] | None,
        typer.Option("--forget", metavar="ID", help="Discard this question's history. Repeatable."),
    ] = None,
    not_renamed: Annotated[
        list[str] | None,
        typer.Option(
            "--not-renamed",
            metavar="ID",
            help="This question is new, not a renamed one. Repeatable.",
        ),
    ] = None,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Update packs from their origins, after showing the changes.

    A question keeps its history, unless its right answer has changed and you choose to discard the
    history. If a question seems to be renamed, its history follows if you confirm.
    """
    from zgcquiz.app.packs.updating import updatable
    from zgcquiz.ui.report.packs import sharing

    if pack is None and (forget or not_renamed):
        raise typer.BadParameter("required with --forget and --not-renamed", param_hint="PACK")
    choices = _Choices(yes, dry_run, tuple(forget or ()), tuple(not_renamed or ()), plain, json)
    done: list[Update] = []
    failed: list[ZgcError] = []
    context = app_context(ctx)
    for id in [pack] if pack is not None else updatable(context):
        try:
            done.append(_update(context, id, path, choices))
        except ZgcError as error:
            if pack is not None:
                raise
            failed.append(error)
            if not json:
                open_page(errors=True).error(error)
    show(
        json,
        lambda: sharing.updates_json(done, failed),
        lambda page: None if done or failed else sharing.print_no_updates(page),
        plain,
    )
    if failed:
        raise typer.Exit(1)


class _Choices(NamedTuple):
    """The options of an update."""

    yes: bool
    dry_run: bool
    forget: tuple[str, ...]
    not_renamed: tuple[str, ...]
    plain: bool
    json: bool


def _update(context: AppContext, id: str, path: str | None, choices: _Choices) -> Update:
    """Update one pack, and print the result."""
    from zgcquiz.app.packs.updating import carry_out, plan_update
    from zgcquiz.core.packs.exchange_reports import Update
    from zgcquiz.ui.report.packs import sharing

    plan = plan_update(context, id, path)
    if not choices.json and not plan.unchanged:
        sharing.print_diff(open_page(choices.plain), plan.diff)
    renames = {new: old for new, old in plan.renamed if new not in choices.not_renamed}
    forget = choices.forget
    if choices.dry_run:
        found = Update(
            id, "unchanged" if plan.unchanged else "planned", plan.diff, plan.edition.origin, (), (),
            plan.rekeyed, plan.renamed, plan.edited,
        )  # fmt: skip
    else:
        if not plan.unchanged and not choices.yes:
            renames, forget = _ask(plan, renames, choices)
        found = carry_out(context, plan, renames=renames, forget=forget)
    if not choices.json:
        again = [id, *([path_word(path)] if path is not None else [])]
        again += [word for each in choices.forget for word in ("--forget", each)]
        again += [word for each in choices.not_renamed for word in ("--not-renamed", each)]
        again += ["--yes"] * choices.yes
        sharing.print_update(open_page(choices.plain), found, again)
    return found


def _ask(plan: UpdatePlan, renames: dict[str, str], choices: _Choices) -> tuple[dict[str, str], tuple[str, ...]]:
    """Ask the learner which histories to keep. Raises ZgcError without a terminal."""
    if choices.json or not sys.stdin or not sys.stdin.isatty() or not sys.stdout.isatty():
        needs = [f"the right answer has changed in {', '.join(plan.rekeyed)}"] if plan.rekeyed else []
        needs += [f"{old} may have been renamed to {new}" for new, old in plan.renamed]
        needs += ["your copy was edited since it was added"] if plan.edited else []
        raise ZgcError(
            "needs-answer",
            f"{plan.id} has a newer edition" + (f": {'; '.join(needs)}" if needs else "") + ". Nothing was changed.",
            "To update and keep all history, use --yes; add --forget ID to discard a question's history, or"
            " --not-renamed ID if a question is new. To see the changes: --dry-run",
        )
    forget = list(choices.forget)
    forget += [
        id
        for id in plan.rekeyed
        if id not in forget
        and not typer.confirm(f"{id}: the right answer has changed. Keep its history?", default=True)
    ]
    followed = {new: old for new, old in renames.items() if typer.confirm(f"Was {old} renamed to {new}?", default=True)}
    if plan.edited:
        typer.echo(f"Your copy of {plan.id} was edited since it was added; the edits would be lost.")
    if not typer.confirm(f"Update {plan.id}?", default=not plan.edited):
        raise ZgcError("declined", f"Nothing was changed in {plan.id}.")
    return followed, tuple(forget)


def build(
    ctx: typer.Context,
    pack: PackArgument,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="OUT", help="The file to write. Default: ID.zip."),
    ] = None,
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """Build a .zip of a pack, to share it.

    Includes its licence, README and source texts, and a manifest of hashes. The build is
    reproducible. A pack with errors is refused.
    """
    from zgcquiz.app.packs.sharing import build_pack
    from zgcquiz.ui.report.packs import sharing

    built = build_pack(app_context(ctx), pack, output, force=force)
    show(json, lambda: sharing.build_json(built), lambda page: sharing.print_build(page, built))
