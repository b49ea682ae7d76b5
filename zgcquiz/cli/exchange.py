"""pack import, pack export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from zgcquiz.cli.common import JsonOption, PlainOption, make_context, page, show, write_raw
from zgcquiz.core.errors import ZgcError


class _FormatsListed(typer.core.TyperCommand):
    """Ends its help with the formats that there are, those of others too."""

    does = ""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        from zgcquiz.formats.exchange import registry

        formats = [each for each in registry.all_formats() if getattr(each, self.does)]
        with formatter.section("Formats"):
            formatter.write_dl([(each.name, each.title) for each in formats])


class FormatsRead(_FormatsListed):
    does = "read"


class FormatsWritten(_FormatsListed):
    does = "write"


ForceOption = Annotated[bool, typer.Option("--force", help="Write over what is there.")]


def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Files in any format that is known; - for standard input.")
    ],
    format: Annotated[
        str | None, typer.Option("--from", metavar="FORMAT", help="Their format; without it, told by their content.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="OUT", help="A YAML file or a folder to write; without it, into your library."
        ),
    ] = None,
    id: Annotated[str | None, typer.Option("--id", metavar="ID", help="The pack's id, whatever the file says.")] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="NAME=COLUMN,...",
            help="What a table's columns hold, by heading or number: question=1,answer=2",
        ),
    ] = None,
    distractors: Annotated[
        bool,
        typer.Option(
            "--distractors", help="Make cards multiple choice, with like answers of the same file as wrong ones."
        ),
    ] = False,
    force: ForceOption = False,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Make a pack from Moodle, Canvas, Anki, a spreadsheet and more.

    Ends with a report: what was read, what was skipped and why, what has no place here.
    """
    from zgcquiz.app.exchange.importing import import_packs
    from zgcquiz.formats.exchange.contract import ExchangeOptions
    from zgcquiz.ui.report.packs import exchange as reports
    from zgcquiz.ui.terminal.progress import shown_on

    if id is not None:
        _check_id(id)
        if len(files) > 1 and output is None:
            raise typer.BadParameter(
                "it names one pack; with several files, say -o OUT to join them", param_hint="--id"
            )
    with make_context() as context, shown_on(sys.stderr, "Importing") as progress:
        options = ExchangeOptions(columns=_columns(columns), distractors=distractors, id=id or "", progress=progress)
        report = import_packs(context, files, output, options, format=format, force=force, stdin=sys.stdin.buffer)
    show(json, lambda: reports.import_json(report), lambda page: reports.print_import(page, report), plain)
    if report.failed:
        if not json:
            for error in report.failed:
                page(errors=True).error(error)
        raise typer.Exit(1)


def export(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="An installed pack's id, or a path to a pack.")],
    format: Annotated[
        str | None, typer.Option("--to", metavar="FORMAT", help="The format to write; without it, by OUT's suffix.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="OUT", help="Where to; without it, standard output.")
    ] = None,
    questions: Annotated[
        int | None,
        typer.Option("--questions", "-n", metavar="N", min=1, help="How many questions to print; without it, all."),
    ] = None,
    versions: Annotated[
        int, typer.Option("--versions", metavar="N", min=1, max=26, help="How many shuffled versions to print.")
    ] = 1,
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", help="Draws and shuffles what is printed in the same way each time.")
    ] = 0,
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """Write a pack for Moodle, Canvas, Anki, a spreadsheet and more.

    What has no place there is reported.
    """
    from zgcquiz.app.exchange.exporting import export_pack
    from zgcquiz.formats.exchange.contract import ExchangeOptions
    from zgcquiz.ui.report.packs import exchange as reports
    from zgcquiz.ui.terminal.progress import shown_on

    if json and output is None:
        raise ZgcError("no-output", "With --json, standard output is taken.", "Say where to write: -o OUT")
    with make_context() as context, shown_on(sys.stderr, "Exporting") as progress:
        options = ExchangeOptions(seed=seed, versions=versions, questions=questions or 0, progress=progress)
        report, data = export_pack(context, pack, output, options, format=format, force=force)
    if output is None:
        write_raw(data)
        reports.print_export(page(errors=True), report)
    else:
        show(json, lambda: reports.export_json(report), lambda page: reports.print_export(page, report))


def _columns(text: str | None) -> dict[str, str]:
    """`question=1,answer=Back` as a mapping."""
    pairs: dict[str, str] = {}
    for part in text.split(",") if text else ():
        name, sign, column = (each.strip() for each in part.partition("="))
        if not (name and sign and column):
            raise typer.BadParameter(f"'{part}' is not NAME=COLUMN", param_hint="--columns")
        pairs[name] = column
    return pairs


def _check_id(id: str) -> None:
    from zgcquiz.formats.native.reader import PACK_ID

    if not PACK_ID.fullmatch(id):
        raise typer.BadParameter(f"'{id}' must be lower-case letters, digits, - and _ (64 at most)", param_hint="--id")
