"""play, review, read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from zgcquiz.cli.context import app_context
from zgcquiz.cli.options import JsonOption, OptionalPackArgument, PlainOption
from zgcquiz.cli.output import show, warn_future_answers, warn_skipped_packs

if TYPE_CHECKING:
    from zgcquiz.app.round.frontend import Frontend
    from zgcquiz.core.rounds.round_views import RoundReport

MOST = 1_000_000
"""No round has more questions than this."""
FARTHEST = 36_500
"""Days that a review looks ahead at most: no interval is longer."""

QuestionsOption = Annotated[
    int, typer.Option("--questions", "-n", min=1, max=MOST, metavar="N", help="How many questions to ask.")
]
TagOption = Annotated[
    list[str] | None,
    typer.Option("--tag", "-t", metavar="TAG", help="Only questions with this tag; can be given several times."),
]
SectionOption = Annotated[
    str | None,
    typer.Option("--section", metavar="SECTION", help="Only this section: its number, its title, or a part of that."),
]
FactOption = Annotated[str | None, typer.Option("--fact", metavar="FACT", help="Only questions on this fact.")]
SeedOption = Annotated[
    int | None,
    typer.Option("--seed", metavar="S", help="Repeat a round: the same seed draws the same questions and options."),
]
TimeOption = Annotated[
    int | None,
    typer.Option("--time", min=1, max=3600, metavar="SECONDS", help="Seconds allowed for each question."),
]
RecordOption = Annotated[
    bool, typer.Option("--record/--no-record", help="Keep the answers as reviews, or, for a guest, don't.")
]
PauseOption = Annotated[
    bool, typer.Option("--pause", help="Wait for Enter after every answer, not only after misses and guesses.")
]
CertaintyOption = Annotated[
    bool | None,
    typer.Option(
        "--certainty/--no-certainty", help="Say with every answer how sure you are, from 1 to 3, and be marked by it."
    ),
]
CramOption = Annotated[
    bool, typer.Option("--cram", help="Leave the schedule alone: answers are kept, but nothing falls due by them.")
]
LimitOption = Annotated[
    int | None,
    typer.Option(
        "--limit", min=0, max=MOST, metavar="N", help="How many due questions at most, instead of today's limit."
    ),
]
NewOption = Annotated[
    int | None,
    typer.Option(
        "--new", min=0, max=MOST, metavar="N", help="How many new questions at most, instead of today's limit."
    ),
]
AheadOption = Annotated[
    int, typer.Option("--ahead", min=0, max=FARTHEST, metavar="DAYS", help="Also what falls due within DAYS.")
]


def _date(text: str) -> date:
    """A date as it is given on the command line."""
    try:
        if len(text) == 10 and text[4] == text[7] == "-":
            return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text} is no date: {error}.") from error
    raise typer.BadParameter(f"'{text}' is no date: write it as 2027-01-31.")


UntilOption = Annotated[
    date | None,
    typer.Option(
        "--until",
        parser=_date,
        metavar="DATE",
        help="Plan for an exam on DATE (2027-01-31): what helps most to know it then.",
    ),
]
MinutesOption = Annotated[
    int | None,
    typer.Option("--minutes", min=1, max=1440, metavar="N", help="With --until: how many minutes a day at most."),
]
SectionArgument = Annotated[
    str | None,
    typer.Argument(metavar="[SECTION]", help="A section's number, title, or a part of that. Without it: all of them."),
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
    pause: PauseOption = False,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Play a round of questions drawn by chance.

    A small letter answers and says that you are sure, a capital one that you guess; 0 is "I
    don't know". Every answer is saved at once and counts as a review.

    With standard input not a terminal, answers are read one a line: a letter, a number, or the
    option's text.
    """
    from zgcquiz.app.round.play import play
    from zgcquiz.app.selection import select

    context = app_context(ctx)
    selection = select(context, pack)
    warn_skipped_packs(selection)
    with frontend(json, plain, pause) as learner:
        report = play(
            context,
            selection,
            learner,
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
    """Answer what is due, most forgotten first, then meet new questions.

    How many a day is up to your limits, and what you answered earlier today counts. A question
    that shares its fact with one answered today waits for another day. One that you miss comes
    back until it is right. When each one is due again is scheduled by FSRS, so that you are asked
    shortly before you would forget.

    For an exam, --until DATE asks instead what makes most known on that day, and says before it
    starts what it costs. --limit is then for answers a day.
    """
    if until is None and minutes is not None:
        raise typer.BadParameter("it goes with --until DATE", param_hint="--minutes")
    if until is not None and (new is not None or ahead):
        raise typer.BadParameter("with --until the plan says this", param_hint="--new" if ahead == 0 else "--ahead")
    from zgcquiz.app.round.plan import ExamRequest, ReviewRequest
    from zgcquiz.app.round.play import review
    from zgcquiz.app.selection import select

    wanted = ReviewRequest(ahead, limit, new) if until is None else ExamRequest(until, limit, minutes)
    context = app_context(ctx)
    selection = select(context, pack)
    warn_skipped_packs(selection)
    warn_future_answers(context)
    with frontend(json, plain, pause) as learner:
        report = review(context, selection, learner, wanted, seed=seed, certainty=certainty)
    _end(report, json)


def read(
    ctx: typer.Context,
    pack: OptionalPackArgument = None,
    section: SectionArgument = None,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Read the study texts that come with a pack, before you play.

    Each one holds what the questions of its section ask.
    """
    from zgcquiz.app.packs.library import study
    from zgcquiz.ui.report.packs.listing import print_study, study_json

    found = study(app_context(ctx), pack, section)
    show(json, lambda: study_json(found), lambda page: print_study(page, found), plain)


def _end(report: RoundReport, json: bool) -> None:
    """Print a round's result for a script, and exit as it ended."""
    if json:
        from zgcquiz.ui.report.page import dump
        from zgcquiz.ui.report.round import round_json

        print(dump(round_json(report)))
    if report.ending.interrupted:
        raise typer.Exit(130)


@contextmanager
def frontend(json: bool, plain: bool, pause: bool) -> Iterator[Frontend]:
    """Who asks: keys where standard input is a terminal, else lines.

    With --json the screen goes to standard error; without a terminal to answer on there is none.
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
    from zgcquiz.ui.round.painting.live_painter import LivePainter
    from zgcquiz.ui.round.painting.plain_painter import PlainPainter
    from zgcquiz.ui.terminal.keys import open_keys

    painter = PlainPainter(console) if is_plain or console.legacy_windows else LivePainter(console)
    with open_keys() as keys:
        yield KeysFrontend(painter, keys, pause=pause)
