"""class collect, class report, class items, pack annotate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from zgcquiz.cli.context import app_context
from zgcquiz.cli.options import ForceOption, JsonOption, PackArgument, PlainOption
from zgcquiz.cli.output import open_page, show

app = typer.Typer(
    name="class",
    help="Collect a class's answers, report its scores, analyse the questions.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

DatasetArgument = Annotated[Path, typer.Argument(metavar="DATASET", help="A folder that `class collect` wrote.")]
PackIdOption = Annotated[
    str | None, typer.Option("--pack", metavar="ID", help="The pack's id. Default: the one that was answered.")
]
EngineOption = Annotated[
    str, typer.Option("--engine", metavar="ENGINE", help="What counts the answers: duckdb, spark.")
]
CsvOption = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Also write a table for spreadsheets.")]
HtmlOption = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Also write a page with plots.")]


@app.command()
def collect(
    ctx: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Exported histories (.jsonl), or graded sheets (.csv).")
    ],
    dataset: Annotated[Path, typer.Option("--dataset", "-o", metavar="DATASET", help="The folder to add to.")],
    pack: Annotated[
        list[str] | None, typer.Option("--pack", metavar="PACK", help="Take answers to this pack only. Repeatable.")
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="The learner's name. Default: the file's, or in it.")
    ] = "",
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The seed that sheets were printed with.")] = 0,
    versions: Annotated[
        int, typer.Option("--versions", metavar="N", min=1, max=26, help="The number of versions printed.")
    ] = 1,
    questions: Annotated[
        int, typer.Option("--questions", metavar="N", min=0, help="The number of questions printed; 0 for all.")
    ] = 0,
    json: JsonOption = False,
) -> None:
    """Add the answers in files to a dataset.

    Each answer is added once, whatever is given twice. The exit code is 1 if some could not be taken.
    """
    from zgcquiz.app.classroom.collecting import collect
    from zgcquiz.formats.exchange.contract import ExchangeOptions
    from zgcquiz.ui.report.classroom.collecting import collected_json, print_collected

    if name and len(files) > 1:
        raise typer.BadParameter("takes a single file", param_hint="--name")
    context = app_context(ctx)
    printed = ExchangeOptions(seed=seed, versions=versions, questions=questions, day=context.clock().day)
    found = collect(context, files, dataset, pack or (), name, printed)
    show(json, lambda: collected_json(found), lambda page: print_collected(page, found))
    if found.has_problems:
        raise typer.Exit(1)


@app.command()
def report(
    dataset: DatasetArgument,
    pack: PackIdOption = None,
    csv: CsvOption = None,
    html: HtmlOption = None,
    force: ForceOption = False,
    engine: EngineOption = "duckdb",
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Report each learner's score, corrected for guessing, with its interval.

    Only the first answer to each question counts: later ones follow the feedback.
    """
    from zgcquiz.app.classroom.analysing import class_report
    from zgcquiz.formats.classroom.csv_reports import scores_csv
    from zgcquiz.formats.classroom.html_reports import scores_html
    from zgcquiz.ui.report.classroom.scores import class_report_json, print_class_report

    found = class_report(dataset, pack, _checked(engine))
    _write(csv, force, scores_csv(found))
    _write(html, force, scores_html(found))
    show(json, lambda: class_report_json(found), lambda page: print_class_report(page, found), plain)


@app.command()
def items(
    dataset: DatasetArgument,
    pack: PackIdOption = None,
    groups: Annotated[
        Path | None, typer.Option("--groups", metavar="FILE", help="Compare groups: a CSV with learner and group.")
    ] = None,
    csv: CsvOption = None,
    html: HtmlOption = None,
    force: ForceOption = False,
    engine: EngineOption = "duckdb",
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Analyse the questions: difficulty, discrimination, distractors, suspected wrong keys.

    Each finding comes with advice. Only first answers count.
    """
    from zgcquiz.app.classroom.analysing import analyse, read_groups
    from zgcquiz.formats.classroom.csv_reports import questions_csv
    from zgcquiz.formats.classroom.html_reports import questions_html
    from zgcquiz.ui.report.classroom.questions import analysis_json, print_analysis

    found = analyse(dataset, pack, _checked(engine), read_groups(groups) if groups else None)
    _write(csv, force, questions_csv(found))
    _write(html, force, questions_html(found))
    show(json, lambda: analysis_json(found), lambda page: print_analysis(page, found), plain)


def annotate(
    ctx: typer.Context,
    pack: PackArgument,
    dataset: Annotated[
        Path | None, typer.Argument(metavar="[DATASET]", help="A folder that `class collect` wrote.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the notes instead.")] = False,
    engine: EngineOption = "duckdb",
    json: JsonOption = False,
) -> None:
    """Write a class's figures above the questions of a pack, as comments.

    Notes of earlier times are replaced. Nothing else in the files is changed.
    """
    from zgcquiz.app.classroom.annotating import annotate
    from zgcquiz.ui.report.classroom.annotating import annotated_json, print_annotated

    if (dataset is None) != remove:
        raise typer.BadParameter("give either DATASET or --remove", param_hint="--remove" if remove else "DATASET")
    found = annotate(app_context(ctx), pack, dataset, _checked(engine))
    show(json, lambda: annotated_json(found), lambda page: print_annotated(page, found))


def _checked(engine: str) -> str:
    from zgcquiz.store.classroom.engine import ENGINES

    if engine not in ENGINES:
        raise typer.BadParameter(f"must be one of {', '.join(ENGINES)}", param_hint="--engine")
    return engine


def _write(path: Path | None, force: bool, pieces: Iterator[bytes]) -> None:
    """Write a report to a file, for its owner only: it names learners."""
    from zgcquiz.store.files.atomic_files import whole_file, write_pieces

    if path is None:
        return
    with whole_file(path, force, owner_only=True) as file:
        write_pieces(file, pieces)
    open_page(errors=True).say(f"Written: {path}")
