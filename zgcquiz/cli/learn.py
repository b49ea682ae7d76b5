"""play, review, read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from zgcquiz.cli import completion
from zgcquiz.cli.context import app_context
from zgcquiz.cli.options import JsonOption, OptionalPackArgument, PlainOption
from zgcquiz.cli.output import show, warn_future_answers, warn_skipped_packs
from zgcquiz.cli.sync import synced

if TYPE_CHECKING:
    from zgcquiz.app.round.frontend import Frontend
    from zgcquiz.core.rounds.round_views import RoundReport
    from zgcquiz.ui.media.files import FindMedia
    from zgcquiz.ui.media.pictures.gallery import Gallery
    from zgcquiz.ui.media.pictures.overlays import Overlay
    from zgcquiz.ui.media.player import SoundPlayer
    from zgcquiz.ui.round.painting.painter import Painter

MOST = 1_000_000
"""Maximum of questions in a round."""
FARTHEST = 36_500
"""Maximum of days that a review looks ahead: the longest interval."""

QuestionsOption = Annotated[
    int, typer.Option("--questions", "-n", min=1, max=MOST, metavar="N", help="Number of questions.")
]
TagOption = Annotated[
    list[str] | None,
    typer.Option(
        "--tag", "-t", metavar="TAG", help="Only questions with this tag. Repeatable.", autocompletion=completion.tags
    ),
]
SectionOption = Annotated[
    str | None,
    typer.Option(
        "--section",
        metavar="SECTION",
        help="Only this section: its number, title, or part of its title.",
        autocompletion=completion.sections,
    ),
]
FactOption = Annotated[
    str | None,
    typer.Option("--fact", metavar="FACT", help="Only questions on this fact.", autocompletion=completion.facts),
]
SeedOption = Annotated[
    int | None,
    typer.Option("--seed", metavar="S", help="Repeat a round: the same seed draws the same questions and options."),
]
TimeOption = Annotated[
    int | None,
    typer.Option("--time", min=1, max=3600, metavar="SECONDS", help="Time limit for each question."),
]
RecordOption = Annotated[
    bool, typer.Option("--record/--no-record", help="Save the answers as reviews, or not (for a guest).")
]
PauseOption = Annotated[
    bool, typer.Option("--pause", help="Wait for Enter after every answer, not only after misses and guesses.")
]
CertaintyOption = Annotated[
    bool | None,
    typer.Option(
        "--certainty/--no-certainty", help="Rate your certainty from 1 to 3 with every answer, and be marked by it."
    ),
]
ResumeOption = Annotated[
    bool, typer.Option("--resume", help="Continue the round that you left last, or that of PACK, as it was begun.")
]
CramOption = Annotated[
    bool, typer.Option("--cram", help="Leave the schedule alone: answers are saved, but don't change what is due.")
]
LimitOption = Annotated[
    int | None,
    typer.Option("--limit", min=0, max=MOST, metavar="N", help="Maximum of due questions, instead of today's limit."),
]
NewOption = Annotated[
    int | None,
    typer.Option("--new", min=0, max=MOST, metavar="N", help="Maximum of new questions, instead of today's limit."),
]
AheadOption = Annotated[
    int, typer.Option("--ahead", min=0, max=FARTHEST, metavar="DAYS", help="Also review what is due within DAYS.")
]


UntilOption = Annotated[
    str | None,
    typer.Option(
        "--until",
        metavar="DATE",
        help="Review for an exam on DATE (2027-01-31, friday, 2 weeks): ask what helps most to know it then.",
    ),
]
MinutesOption = Annotated[
    int | None,
    typer.Option("--minutes", min=1, max=1440, metavar="N", help="With --until: maximum of minutes a day."),
]
SectionArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[SECTION]",
        help="A section's number, title, or part of its title. Default: all sections.",
        autocompletion=completion.sections,
    ),
]


def play(
    ctx: typer.Context,
    pack: OptionalPackArgument = None,
    questions: QuestionsOption = 10,
    tag: TagOption = None,
    section: SectionOption = None,
    fact: FactOption = None,
    seed: SeedOption = None,
    time: TimeOption = None,
    record: RecordOption = True,
    cram: CramOption = False,
    certainty: CertaintyOption = None,
    resume: ResumeOption = False,
    pause: PauseOption = False,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Play a round of random questions.

    Answer with a lower-case letter if you are sure, with a capital letter for a guess, or with 0
    for "I don't know". Every answer is saved at once and counts as a review.

    If standard input is not a terminal, answers are read from it, one per line: a letter, a
    number, or the option's text.
    """
    if resume:
        _resume(ctx, pack, pause, plain, json)
        return
    from zgcquiz.app.round.play import play
    from zgcquiz.app.selection import select

    context = app_context(ctx)
    with synced(context, record):
        selection = select(context, pack, guess=True)
        warn_skipped_packs(selection)
        with open_frontend(context.find_media, json, plain, pause) as frontend:
            report = play(
                context,
                selection,
                frontend,
                questions=questions,
                tags=tag or (),
                section=section,
                fact=fact,
                seed=seed,
                seconds=time,
                record=record,
                cram=cram,
                certainty=certainty,
            )
    _end(report, json)


def _resume(ctx: typer.Context, pack: str | None, pause: bool, plain: bool, json: bool) -> None:
    """Continue the round that was left last, or that of a pack."""
    for parameter in ctx.command.params:
        name = parameter.name or ""
        if name not in ("pack", "resume", "pause", "plain", "json") and _is_given(ctx, name):
            raise typer.BadParameter(
                "continues a round as it was begun: only PACK, --pause, --plain and --json go with it",
                param_hint="--resume",
            )
    from zgcquiz.app.round.play import resume

    context = app_context(ctx)
    with synced(context), open_frontend(context.find_media, json, plain, pause) as frontend:
        report = resume(context, frontend, pack)
    _end(report, json)


def _is_given(ctx: typer.Context, name: str) -> bool:
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def review(
    ctx: typer.Context,
    pack: OptionalPackArgument = None,
    limit: LimitOption = None,
    new: NewOption = None,
    ahead: AheadOption = 0,
    until: UntilOption = None,
    minutes: MinutesOption = None,
    seed: SeedOption = None,
    certainty: CertaintyOption = None,
    pause: PauseOption = False,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Review what is due, most forgotten first, then new questions.

    Your daily limits apply, and earlier answers of today count. A question that shares its fact
    with one answered today waits for another day. A missed question is repeated until you get it
    right. FSRS schedules each question shortly before you would forget it.

    For an exam, --until DATE asks what will help most on that day, and first shows the work that
    it takes. --limit is then the maximum of answers a day.
    """
    if until is None and minutes is not None:
        raise typer.BadParameter("requires --until DATE", param_hint="--minutes")
    if until is not None and (new is not None or ahead):
        raise typer.BadParameter("can't be combined with --until", param_hint="--new" if ahead == 0 else "--ahead")
    from zgcquiz.app.round.plan import ExamRequest, ReviewRequest
    from zgcquiz.app.round.play import review
    from zgcquiz.app.selection import select

    context = app_context(ctx)
    request = (
        ReviewRequest(ahead, limit, new)
        if until is None
        else ExamRequest(_date(until, context.clock().day), limit, minutes)
    )
    with synced(context):
        selection = select(context, pack, guess=True)
        warn_skipped_packs(selection)
        warn_future_answers(context)
        with open_frontend(context.find_media, json, plain, pause) as frontend:
            report = review(context, selection, frontend, request, seed=seed, certainty=certainty)
    _end(report, json)


def read(
    ctx: typer.Context,
    pack: OptionalPackArgument = None,
    section: SectionArgument = None,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Read the study texts of a pack.

    Each text covers what the questions of its section ask.
    """
    from zgcquiz.app.packs.library import study
    from zgcquiz.ui.report.packs.listing import print_study, study_json

    found = study(app_context(ctx), pack, section)
    show(json, lambda: study_json(found), lambda page: print_study(page, found), plain)


def remind(ctx: typer.Context, json: JsonOption = False) -> None:
    """Print what is left for today on one line, for a prompt or a timer.

    Prints nothing, and exits with 1, if nothing is due and no new question is planned.
    """
    from zgcquiz.cli.remind import exit_code, print_work, reminder

    found = reminder(app_context(ctx))
    if json:
        from zgcquiz.ui.report.page import dump
        from zgcquiz.ui.report.round import overview_json

        print(dump(overview_json(found)))
        code = exit_code(found.today)
    else:
        code = print_work(found.today)
    if code:
        raise typer.Exit(code)


def _end(report: RoundReport, json: bool) -> None:
    """Print a round's JSON report if wanted, and exit with 130 if it was interrupted."""
    if json:
        from zgcquiz.ui.report.page import dump
        from zgcquiz.ui.report.round import round_json

        print(dump(round_json(report)))
    if report.ending.interrupted:
        raise typer.Exit(130)


def _date(text: str, today: int) -> date:
    """Return the date that is meant. today: the learner's day."""
    from zgcquiz.core.dates import read_date
    from zgcquiz.core.moment import date_of

    try:
        return read_date(text, date_of(today))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--until") from error


@contextmanager
def open_frontend(find: FindMedia, json: bool, plain: bool, pause: bool) -> Iterator[Frontend]:
    """Open the frontend: keys if standard input is a terminal, otherwise lines.

    With --json the screen is drawn on standard error, or not at all without a terminal. find: returns the files of
    images and sounds.
    """
    from zgcquiz.ui.terminal.console import is_terminal, make_console, wants_plain

    stream = sys.stderr if json else sys.stdout
    interactive = is_terminal(sys.stdin)
    is_plain = wants_plain(stream, plain) or not interactive
    console = make_console(stream, is_plain)
    if not interactive:
        from zgcquiz.ui.round.piped_frontend import PipedFrontend

        yield PipedFrontend(sys.stdin, None if json else console, make_console(sys.stderr, True))
        return
    from zgcquiz.ui.round.keys_frontend import KeysFrontend
    from zgcquiz.ui.terminal.keys import open_keys

    def gallery(overlays: dict[int, Overlay]) -> Gallery:
        from zgcquiz.ui.media.pictures.gallery import Gallery  # few packs have images

        return Gallery(console, find, keys.answer, overlays)

    def player() -> SoundPlayer:
        from zgcquiz.fetch.programs import find_program
        from zgcquiz.ui.media.player import SoundPlayer

        return SoundPlayer(find, find_program)

    def plain_painter() -> Painter:
        from zgcquiz.ui.round.painting.plain_painter import PlainPainter

        return PlainPainter(console)

    def live_painter() -> Painter:
        from zgcquiz.ui.round.painting.live_painter import LivePainter

        return LivePainter(console, gallery)

    with open_keys() as keys:
        painter = plain_painter() if is_plain or console.legacy_windows else live_painter()
        try:
            yield KeysFrontend(painter, keys, pause=pause, open_player=player)
        except SystemExit:  # by a signal
            with suppress(OSError):  # the terminal may be gone
                painter.keys([])
            raise
