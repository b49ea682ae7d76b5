"""pack list, show, facts, check, explain, add, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from zgcquiz.cli import authoring, classroom, completion, exchange, sharing
from zgcquiz.cli.command_groups import GroupedCommands
from zgcquiz.cli.context import app_context
from zgcquiz.cli.options import JsonOption, PackArgument, PlainOption
from zgcquiz.cli.output import open_page, show, warn_skipped_packs

if TYPE_CHECKING:
    from zgcquiz.ui.report.page import Page


class _PackCommands(GroupedCommands):
    headings: ClassVar = {
        "Your library": ("list", "show", "facts", "add", "update", "remove"),
        "Write a pack": ("new", "edit", "check", "explain", "preview", "coverage", "annotate", "schema"),
        "Exchange": ("import", "export", "build", "diff"),
    }


app = typer.Typer(
    name="pack",
    cls=_PackCommands,
    help="List, write, check and exchange question packs.",
    rich_markup_mode=None,
    no_args_is_help=True,
)


@app.command("list")
def list_(ctx: typer.Context, plain: PlainOption = False, json: JsonOption = False) -> None:
    """List the installed packs."""
    from zgcquiz.app.packs.library import list_packs
    from zgcquiz.ui.report.packs import listing

    found = list_packs(app_context(ctx))
    show(
        json,
        lambda: listing.packs_json(found.packs, found.broken),
        lambda page: listing.print_packs(page, found.packs, len(found.broken)),
        plain,
    )
    if not json:
        for error in found.broken:
            open_page(errors=True).error(error)


@app.command("show")
def show_(
    ctx: typer.Context,
    pack: PackArgument,
    answers: Annotated[
        bool, typer.Option("--answers", help="Include options, right answers and explanations.")
    ] = False,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Show a pack with its questions; with --json, everything in it."""
    import sys

    from zgcquiz.app.packs.library import open_pack
    from zgcquiz.ui.report.packs import listing

    found, selection = open_pack(app_context(ctx), pack)
    if json:
        sys.stdout.writelines(listing.pack_json(found.info, found.each_item()))
        return
    warn_skipped_packs(selection)
    listing.print_pack(open_page(plain), found.info, found.size, found.each_item(), answers=answers)


@app.command()
def facts(
    ctx: typer.Context,
    pack: PackArgument,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")] = False,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """List the facts in a pack, with their questions."""
    from zgcquiz.app.packs.library import facts
    from zgcquiz.ui.report.packs import listing

    found = facts(app_context(ctx), pack)
    show(
        json,
        lambda: listing.facts_json(found),
        lambda page: (listing.print_facts_as_markdown if markdown else listing.print_facts)(page, found),
        plain,
    )


@app.command()
def check(
    ctx: typer.Context,
    packs: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or ids of installed packs.")],
    flaws: Annotated[
        bool, typer.Option("--flaws/--no-flaws", help="Also report flaws in how questions are written.")
    ] = True,
    source: authoring.SourceFileOption = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="First add missing question ids; nothing else is changed.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file is saved, until Ctrl-C.")] = False,
    json: JsonOption = False,
) -> None:
    """Report every problem in a pack, with its fix.

    If a source's text is available (the `file` named in the pack, or --source), quotes and numbers
    are looked up in it. The exit code is 1 if there are errors.
    """
    from zgcquiz.app.packs.checking import check_packs
    from zgcquiz.ui.report.packs import checks

    if watch and json:
        raise typer.BadParameter("can't be combined with --watch, which never ends", param_hint="--json")

    def check_once() -> bool:
        """Check and report; return whether there are no errors."""
        with ctx.obj() as context:  # a new one each time: the settings file may have changed too
            found = check_packs(context, packs, flaws=flaws, source=source, fix=fix)
        show(json, lambda: checks.checks_json(found, fixed=fix), lambda page: checks.print_checks(page, found))
        return not any(pack.errors for pack in found)

    if watch:
        from zgcquiz.app.packs.watching import changes, snapshot

        context = app_context(ctx)
        for _ in changes(lambda: snapshot(context, packs, source)):
            checks.print_watching(open_page(), context.clock(), check_once())
    elif not check_once():
        raise typer.Exit(1)


@app.command()
def explain(
    code: Annotated[
        str | None,
        typer.Argument(metavar="[CODE]", help="A flaw's code, as in pack check. Default: all flaws."),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Explain why a flaw in a question matters, and how to fix it."""
    from zgcquiz.app.packs.checking import rules
    from zgcquiz.ui.report.packs import checks

    found = rules(code)

    def draw(page: Page) -> None:
        if markdown:
            checks.print_rules_as_markdown(page, found)
        elif code is None:
            checks.print_rules(page, found)
        else:
            checks.print_rule(page, found[0])

    show(json, lambda: checks.rules_json(found), draw, plain)


@app.command()
def add(
    ctx: typer.Context,
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH",
            help="A file, folder or .zip, the address of one or of a git repository, or the id of a shipped pack that"
            " you removed.",
        ),
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Replace an installed pack of the same id; its history stays.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", hidden=True, help="Deprecated alias of --force.")] = False,
    json: JsonOption = False,
) -> None:
    """Add a pack to your library, for play and review.

    PATH is a file, folder, .zip, https://…, or a git repository: https://….git, git@host:…,
    git+https://… or a local bare one. Append @REF for a branch, tag or commit, and #FOLDER for a
    pack inside. No code in a pack is ever run.
    """
    from zgcquiz.app.packs.library import add_pack
    from zgcquiz.ui.report.packs import listing

    change = add_pack(app_context(ctx), path, replace=force or replace)
    show(json, lambda: listing.change_json(change), lambda page: listing.print_change(page, change))


@app.command()
def remove(
    ctx: typer.Context,
    pack: Annotated[
        str, typer.Argument(metavar="PACK", help="The id of an installed pack.", autocompletion=completion.packs)
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Taken as elsewhere: this command never asks.")] = False,
    json: JsonOption = False,
) -> None:
    """Remove a pack from your library. Its history stays."""
    from zgcquiz.app.packs.library import remove_pack
    from zgcquiz.ui.report.packs import listing

    change = remove_pack(app_context(ctx), pack)
    show(json, lambda: listing.change_json(change), lambda page: listing.print_change(page, change))


app.command("import", cls=exchange.FormatsRead)(exchange.import_)
app.command("export", cls=exchange.FormatsWritten)(exchange.export)
app.command("new")(authoring.new)
app.command("edit")(authoring.edit)
app.command("preview")(authoring.preview)
app.command("schema")(authoring.schema)
app.command("coverage")(authoring.coverage)
app.command("annotate")(classroom.annotate)
app.command("diff")(sharing.diff)
app.command("update")(sharing.update)
app.command("build")(sharing.build)
