"""pack new, pack edit, pack preview, pack schema, pack coverage."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from zgcquiz.cli import completion
from zgcquiz.cli.context import app_context
from zgcquiz.cli.editor import open_editor
from zgcquiz.cli.options import (
    EncodingOption,
    ForceOption,
    JsonOption,
    OutputOption,
    PackArgument,
    PlainOption,
    encoding_named,
)
from zgcquiz.cli.output import show

SourceFileOption = Annotated[
    Path | None,
    typer.Option("--source", metavar="FILE", help="The text of the pack's first source: .txt, .md or .html."),
]
ArticleOption = Annotated[
    Path | None,
    typer.Option("--from", metavar="ARTICLE", help="Draft questions on the facts in this .txt, .md or .html."),
]
LanguageOption = Annotated[
    str | None,
    typer.Option("--language", metavar="CODE", help="The pack's language, such as en or zh. Default: the article's."),
]


def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The pack's id and file name: lower-case letters, digits, - and _.")
    ],
    article: ArticleOption = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TITLE", help="The pack's title.")] = None,
    language: LanguageOption = None,
    license: Annotated[
        str | None, typer.Option("--license", metavar="NAME", help="The pack's licence, such as CC0-1.0.")
    ] = None,
    author: Annotated[str, typer.Option("--author", metavar="NAME", help="The article's author.")] = "",
    publisher: Annotated[str, typer.Option("--publisher", metavar="NAME", help="The article's publisher.")] = "",
    published: Annotated[
        str, typer.Option("--published", metavar="DATE", help="Its date: 2026, 2026-11 or 2026-11-24.")
    ] = "",
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Its web address.")] = "",
    encoding: EncodingOption = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The file to write. Default: NAME.yaml."),
    ] = None,
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """Start a pack, from a template or an article.

    On a terminal, prompts for the title, language and licence unless given. Articles can be in
    English, German or Chinese. Drafts are left out of rounds until you remove their `draft: true`.
    """
    from zgcquiz.app.packs.authoring import NewPackRequest, default_title, draft_pack, new_pack, read_article
    from zgcquiz.store.files.atomic_files import whole_file, write_checked
    from zgcquiz.ui.report.packs import authoring

    target = output or Path(f"{name}.yaml")
    read = None if article is None else read_article(article, encoding_named(encoding))
    request = NewPackRequest(
        name,
        _prompted(title, "Title", (read.text.title if read else "") or default_title(name), json),
        _prompted(language, "Language", read.language if read and language is None else "", json),
        _prompted(license, "Licence", "", json),
        author,
        publisher,
        published,
        url,
    )
    made = new_pack(request, target) if read is None else draft_pack(request, read, target)
    with whole_file(target, force) as file:
        write_checked(file, made.text.encode())
    show(
        json,
        lambda: authoring.new_pack_json(made, name, target),
        lambda page: authoring.print_new_pack(page, made, target),
    )


def _prompted(value: str | None, label: str, default: str, json: bool) -> str:
    """Return an option's value; prompt for a missing one on a terminal."""
    if value is not None:
        return value
    if json or not sys.stdin or not sys.stdin.isatty() or not sys.stdout.isatty():
        return default
    label = label if default else f"{label} (Enter for none)"
    return str(typer.prompt(label, default=default, show_default=bool(default)))


def edit(
    ctx: typer.Context,
    pack: PackArgument,
    question: Annotated[
        str | None,
        typer.Argument(
            metavar="[QUESTION]",
            help="A question's id. Default: the first error, or the pack's start.",
            autocompletion=completion.questions,
        ),
    ] = None,
) -> None:
    """Open a question in your editor, at its line.

    The editor is $VISUAL or $EDITOR. The pack is checked when you close the file; the exit code is
    1 if it has errors.
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
    question: Annotated[
        str,
        typer.Argument(metavar="QUESTION", help="A question's id; drafts too.", autocompletion=completion.questions),
    ],
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Seed for drawing the options.")] = 0,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Show a question as learners will see it.

    Includes the feedback on a right and on a wrong answer. Nothing is asked or saved.
    """
    from zgcquiz.app.packs.preview import preview
    from zgcquiz.ui.report.packs.preview import preview_json, print_preview

    found = preview(app_context(ctx), pack, question, seed)
    show(json, lambda: preview_json(found), lambda page: print_preview(page, found), plain)


def schema(
    output: OutputOption = None,
    force: ForceOption = False,
) -> None:
    """Print the JSON Schema of packs, for your editor.

    With it, an editor completes keys and checks packs as you type. Write it to a file next to your
    pack, and start the pack with this line:

    # yaml-language-server: $schema=pack.schema.json
    """
    from zgcquiz.formats.native.schema import text
    from zgcquiz.store.files.atomic_files import whole_file

    if output is None:
        print(text(), end="")
        return
    with whole_file(output, force) as file:
        file.write(text().encode())
    show(False, lambda: None, lambda page: page.say(f"Wrote {output}."))


def coverage(
    ctx: typer.Context,
    pack: PackArgument,
    source: SourceFileOption = None,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Show which parts of a source no question asks about.

    The source's text is the `file` named in the pack, or --source.
    """
    from zgcquiz.app.packs.authoring import source_coverage
    from zgcquiz.ui.report.packs import authoring

    found = source_coverage(app_context(ctx), pack, source)
    show(json, lambda: authoring.coverage_json(found), lambda page: authoring.print_coverage(page, found), plain)
