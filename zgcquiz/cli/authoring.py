"""pack new, pack edit, pack preview, pack schema, pack coverage."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from zgcquiz.cli.common import JsonOption, PlainOption, show
from zgcquiz.cli.context import app_context
from zgcquiz.cli.editor import open_editor

SourceFileOption = Annotated[
    Path | None,
    typer.Option("--source", metavar="FILE", help="The text of the pack's first source: .txt, .md or .html."),
]


def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The pack's id, and its file's name: small letters, digits, - and _.")
    ],
    article: Annotated[
        Path | None,
        typer.Option("--from", metavar="ARTICLE", help="Draft a question for each fact of this .txt, .md or .html."),
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TITLE", help="The pack's title, which learners see.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="The pack's language, such as en or zh.")
    ] = None,
    license: Annotated[
        str | None, typer.Option("--license", metavar="NAME", help="The pack's licence, such as CC0-1.0.")
    ] = None,
    author: Annotated[str, typer.Option("--author", metavar="NAME", help="The article's author.")] = "",
    publisher: Annotated[str, typer.Option("--publisher", metavar="NAME", help="Who published it.")] = "",
    published: Annotated[
        str, typer.Option("--published", metavar="DATE", help="When: 2026, 2026-11 or 2026-11-24.")
    ] = "",
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Where it can be read.")] = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The file to write, if not NAME.yaml here."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    json: JsonOption = False,
) -> None:
    """Start a pack: a first file, or drafts from an article.

    What no option says is asked for in a terminal. Drafts are left out of rounds until their
    `draft: true` is removed.
    """
    from zgcquiz.app.packs.authoring import NewPackRequest, draft_pack, new_pack, usual_title
    from zgcquiz.store.atomic_files import whole_file, write_checked
    from zgcquiz.ui.report.packs import authoring

    target = output or Path(f"{name}.yaml")
    wanted = NewPackRequest(
        name,
        _asked(title, "Title", usual_title(name), json),
        _asked(language, "Language", "en", json),
        _asked(license, "Licence", "CC0-1.0", json),
        author,
        publisher,
        published,
        url,
    )
    if article is None:
        made = new_pack(wanted, target)
    else:
        beside = article.resolve().is_relative_to(target.resolve().parent)
        name_beside = article.resolve().relative_to(target.resolve().parent).as_posix() if beside else ""
        made = draft_pack(wanted, article, target, name_beside)
    with whole_file(target, force) as file:
        write_checked(file, made.text.encode())
    show(
        json,
        lambda: authoring.new_pack_json(made, wanted.id, target),
        lambda page: authoring.print_new_pack(page, made, target),
    )


def _asked(given: str | None, question: str, usual: str, json: bool) -> str:
    """An option's value; asked for where somebody sits before a terminal."""
    if given is not None:
        return given
    if json or not sys.stdin or not sys.stdin.isatty() or not sys.stdout.isatty():
        return usual
    return str(typer.prompt(question, default=usual))


PackArgument = Annotated[str, typer.Argument(metavar="PACK", help="An installed pack's id, or a path to a pack.")]


def edit(
    ctx: typer.Context,
    pack: PackArgument,
    question: Annotated[
        str | None,
        typer.Argument(metavar="[QUESTION]", help="A question's id. Without it: the first error, or the pack's start."),
    ] = None,
) -> None:
    """Open a question in your editor, at its line.

    The editor is what $VISUAL or $EDITOR names. The pack is checked when you close the file; exits
    with 1 where it has errors.
    """
    from zgcquiz.app.packs.checking import check_packs
    from zgcquiz.app.packs.editing import find_spot
    from zgcquiz.ui.report.packs.checks import print_checks

    context = app_context(ctx)
    spot = find_spot(context, pack, question)
    open_editor(os.environ, spot.path, spot.line)
    found = check_packs(context, [pack])
    show(False, lambda: None, lambda page: print_checks(page, found))
    if any(each.errors for each in found):
        raise typer.Exit(1)


def preview(
    ctx: typer.Context,
    pack: PackArgument,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="A question's id; it may be a draft's.")],
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Another number draws other options.")] = 0,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Show a question as learners will see it.

    Also what they will be told. Nothing is asked, and nothing is kept.
    """
    from zgcquiz.app.packs.preview import preview
    from zgcquiz.ui.report.packs.preview import preview_json, print_preview

    found = preview(app_context(ctx), pack, question, seed)
    show(json, lambda: preview_json(found), lambda page: print_preview(page, found), plain)


def schema(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; without it, standard output.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Print a JSON Schema of packs, for your editor.

    By it, an editor completes keys and checks packs as you type. Write it beside your pack, and
    begin the pack with this line:

    # yaml-language-server: $schema=pack.schema.json
    """
    from zgcquiz.formats.native.schema import text
    from zgcquiz.store.atomic_files import whole_file

    if output is None:
        print(text(), end="")
        return
    with whole_file(output, force) as file:
        file.write(text().encode())
    show(False, lambda: None, lambda page: page.say(f"Wrote {output}."))


def coverage(
    ctx: typer.Context,
    pack: Annotated[str, typer.Argument(metavar="PACK", help="An installed pack's id, or a path to a pack.")],
    source: SourceFileOption = None,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Show what of a source is asked, and what never is.

    The source's text is the `file` that the pack names, or --source.
    """
    from zgcquiz.app.packs.authoring import source_coverage
    from zgcquiz.ui.report.packs import authoring

    found = source_coverage(app_context(ctx), pack, source)
    show(json, lambda: authoring.coverage_json(found), lambda page: authoring.print_coverage(page, found), plain)
