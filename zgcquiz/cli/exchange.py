"""pack import, pack export."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from zgcquiz.cli import completion
from zgcquiz.cli.context import app_context
from zgcquiz.cli.options import EncodingOption, ForceOption, JsonOption, PackArgument, PlainOption, encoding_named
from zgcquiz.cli.output import open_page, show, write_raw
from zgcquiz.core.errors import ZgcError


class _FormatsListed(typer.core.TyperCommand):
    """A command whose help ends with a list of the formats, including plugins."""

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


FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FORMAT",
        help="Their format. Default: detected from their content.",
        autocompletion=completion.formats,
    ),
]
ColumnsOption = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="NAME=COLUMN,...",
        help="The columns of a table, by heading or number: question=1,answer=2",
    ),
]
DistractorsOption = Annotated[
    bool,
    typer.Option("--distractors", help="Make cards multiple choice, with similar answers in the file as distractors."),
]
MarkupOption = Annotated[
    bool,
    typer.Option(
        "--markup/--no-markup", help="Keep formatting, formulas and images, as Markdown, or make all texts plain."
    ),
]
HistoryInOption = Annotated[
    bool, typer.Option("--history", help="Add the reviews and suspensions in an Anki package to your own history.")
]
HistoryOutOption = Annotated[
    bool,
    typer.Option(
        "--history", help="Include your reviews, with their times and devices, and your suspensions (apkg only)."
    ),
]


def import_(
    ctx: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Files in a supported format, or - for standard input.")
    ],
    format: FromOption = None,
    encoding: EncodingOption = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="OUT", help="A YAML file or a folder to write. Default: your library."),
    ] = None,
    id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="The pack's id, instead of the one in the file.")
    ] = None,
    columns: ColumnsOption = None,
    distractors: DistractorsOption = False,
    markup: MarkupOption = True,
    history: HistoryInOption = False,
    force: ForceOption = False,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Import packs from Moodle, Canvas, Anki, a spreadsheet and more.

    The report lists what was imported, what was skipped and why, and what a pack cannot hold.
    """
    from zgcquiz.app.exchange.importing import import_packs
    from zgcquiz.app.exchange.input_files import STDIN
    from zgcquiz.formats.exchange.contract import ExchangeOptions
    from zgcquiz.ui.report.packs import exchange as reports
    from zgcquiz.ui.terminal.progress import shown_on

    if id is not None:
        _check_id(id, several=len(files) > 1 and output is None)
    context = app_context(ctx)
    if STDIN in files:
        _tell_wait()
    with shown_on(sys.stderr, "Importing") as progress:
        options = ExchangeOptions(
            columns=_columns(columns),
            distractors=distractors,
            markup=markup,
            id=id or "",
            encoding=encoding_named(encoding),
            progress=progress,
        )
        report = import_packs(
            context, files, output, options, format=format, force=force, stdin=sys.stdin.buffer, history=history
        )
    given = _given(("--from", format), ("--encoding", encoding), ("--output", output), ("--id", id))
    given += ["--distractors"] * distractors + ["--no-markup"] * (not markup)
    show(
        json,
        lambda: reports.import_json(report),
        lambda page: reports.print_import(page, report, given, history),
        plain,
    )
    _check_failed(report.failed, json)


def _check_failed(errors: Sequence[ZgcError], json: bool) -> None:
    """End with exit code 1 if there are errors, and print them, unless they are in the JSON document."""
    for error in () if json else errors:
        open_page(errors=True).error(error)
    if errors:
        raise typer.Exit(1)


def _given(*options: tuple[str, object]) -> list[str]:
    """Return the options that have a value, as they are written on a command line."""
    return [word for name, value in options if value is not None for word in (name, str(value))]


def export(
    ctx: typer.Context,
    pack: PackArgument,
    format: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="The format to write. Default: by OUT's suffix.",
            autocompletion=completion.formats,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="OUT", help="File or folder to write. Default: standard output."),
    ] = None,
    questions: Annotated[
        int | None,
        typer.Option("--questions", "-n", metavar="N", min=1, help="Number of questions to print. Default: all."),
    ] = None,
    versions: Annotated[
        int, typer.Option("--versions", metavar="N", min=1, max=26, help="Number of shuffled versions to print.")
    ] = 1,
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", help="Seed for drawing and shuffling what is printed.")
    ] = 0,
    exam: Annotated[
        bool, typer.Option("--exam", help="Write a page that holds the right answers as hashes only, and no feedback.")
    ] = False,
    history: HistoryOutOption = False,
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """Export a pack to Moodle, Canvas, Anki, a spreadsheet and more.

    The report lists what the format cannot hold.
    """
    from zgcquiz.app.exchange.exporting import export_pack
    from zgcquiz.formats.exchange.contract import ExchangeOptions
    from zgcquiz.ui.report.packs import exchange as reports
    from zgcquiz.ui.terminal.console import is_terminal
    from zgcquiz.ui.terminal.progress import shown_on

    if json and output is None:
        raise ZgcError("no-output", "--json needs standard output.", "Write the pack to a file: -o OUT")
    context = app_context(ctx)
    is_drawn = output is None and is_terminal(sys.stdout)
    with nullcontext(_no_progress) if is_drawn else shown_on(sys.stderr, "Exporting") as progress:
        options = ExchangeOptions(seed=seed, versions=versions, questions=questions or 0, exam=exam, progress=progress)
        report = export_pack(
            context, pack, output, options, format=format, force=force, history=history, show=write_raw
        )
    if output is None:
        reports.print_export(open_page(errors=True), report)
    else:
        show(json, lambda: reports.export_json(report), lambda page: reports.print_export(page, report))


def _no_progress(done: int, total: int) -> None:
    """Show nothing beside the export itself."""


def _columns(text: str | None) -> dict[str, str]:
    """Parse `question=1,answer=Back`."""
    pairs: dict[str, str] = {}
    for part in text.split(",") if text else ():
        name, sign, column = (each.strip() for each in part.partition("="))
        if not (name and sign and column):
            raise typer.BadParameter(f"'{part}' is not NAME=COLUMN", param_hint="--columns")
        pairs[name] = column
    return pairs


def _tell_wait() -> None:
    """Say what standard input waits for, if it is a terminal."""
    from zgcquiz.ui.terminal.console import is_terminal

    if is_terminal(sys.stdin):
        end = "Ctrl-Z and Enter" if sys.platform == "win32" else "Ctrl-D"
        open_page(errors=True).say(f"Type or paste what to import, then press {end} on a line of its own.")


def _check_id(id: str, several: bool) -> None:
    """Raise BadParameter unless an id can be a pack's. several: whether more than one pack would get it."""
    from zgcquiz.formats.native.reader import PACK_ID

    if not PACK_ID.fullmatch(id):
        raise typer.BadParameter(
            f"'{id}' must be lower-case letters, digits, - and _ (64 at most), and no device of Windows (con, nul)",
            param_hint="--id",
        )
    if several:
        raise typer.BadParameter(
            "can't be used for several files, unless -o OUT joins them into one pack", param_hint="--id"
        )
