"""The `zgcquiz` program: its commands, and the error boundary."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, NoReturn

import typer

from zgcquiz.cli.command_groups import GroupedCommands, WordsCommand
from zgcquiz.cli.completion import VARIABLE, words_before
from zgcquiz.cli.context import app_context, system_context
from zgcquiz.cli.home import MenuChoice, choose, follow, live_console
from zgcquiz.cli.options import JsonOption, PlainOption
from zgcquiz.cli.output import fail, open_page, show, warn_future_answers, warn_skipped_packs
from zgcquiz.core.errors import ZgcError

if TYPE_CHECKING:
    from zgcquiz.app.context import AppContext
    from zgcquiz.core.packs.pack_views import StudySection

_ClickError: type[Exception] = typer.BadParameter.__mro__[2]
"""The base class of Typer's usage errors; it has no public name, since Typer vendors Click."""


_USER_ERRORS = (_ClickError, typer.Abort, typer.Exit, BrokenPipeError)


class Listed(NamedTuple):
    """What the overview says of a command. module: where it is; summary: the first sentence of its help."""

    module: str
    summary: str


HEADINGS = {
    "Learn": {
        "play": Listed("learn", "Play a round of random questions."),
        "review": Listed("learn", "Review what is due, most forgotten first, then new questions."),
        "read": Listed("learn", "Read the study texts of a pack."),
        "stats": Listed("stats", "Show your activity, what you know, and what is due when."),
        "remind": Listed("learn", "Print what is left for today on one line, for a prompt or a timer."),
    },
    "Single questions": {
        "browse": Listed("browse", "Find questions, see their history, suspend, bury or edit them."),
        "leeches": Listed("holds", "List questions that you keep forgetting, to rewrite or suspend them."),
        "suspend": Listed("holds", "Exclude questions from all rounds until you resume them."),
        "bury": Listed("holds", "Exclude questions for the rest of today."),
        "resume": Listed("holds", "Include suspended and buried questions again."),
        "held": Listed("holds", "List suspended and buried questions."),
    },
    "Packs": {
        "pack": Listed("packs", "List, write, check and exchange question packs."),
        "serve": Listed("serve", "Serve packs as pages to the phones in a room, and collect the answers."),
    },
    "Class": {
        "class": Listed("classroom", "Collect a class's answers, report its scores, analyse the questions."),
    },
    "Your data": {
        "history": Listed("history", "Show, export or import the log of your answers."),
        "backup": Listed("backups", "Back up the log of your answers now."),
        "restore": Listed("backups", "List the backups of your log, or go back to one."),
        "sync": Listed("sync", "Sync answers, settings and packs with your other devices."),
        "undo": Listed("history", "Undo the last answer, as if it had never been given."),
        "rebuild": Listed("history", "Rebuild the schedule from the log of your answers."),
        "doctor": Listed("doctor", "Check the log of your answers, and all that belongs to it, for damage."),
        "config": Listed("config", "Show all settings and their origins, or change them."),
        "tune": Listed("tuning", "Fit the schedule to your memory, using all your answers."),
        "forecast": Listed("tuning", "Forecast the workload of each desired retention over a year."),
    },
}
"""The commands in the order of `zgcquiz --help`, which loads none of them: that would take a tenth of its time."""
_COMMANDS = {name: listed for commands in HEADINGS.values() for name, listed in commands.items()}
_GROUPS = ("pack", "class", "history", "config")
"""Commands with subcommands."""
_WITH_WORDS = ("browse",)
"""Commands with words that may begin with a minus."""
_HELP = ("-h", "--help")


class _MainCommands(GroupedCommands):
    headings = HEADINGS

    def summary(self, ctx: object, name: str) -> str:
        return _COMMANDS[name].summary


def _version(requested: bool) -> None:
    if requested:
        from zgcquiz import __version__

        print(f"zgcquiz {__version__}")
        raise typer.Exit


def home(
    ctx: typer.Context,
    plain: PlainOption = False,
    json: JsonOption = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> MenuChoice | None:
    """Multiple-choice rounds and spaced-repetition review in the terminal.

    Without a command, shows what is due and what is known, with a key for each thing to do next.
    """
    if ctx.invoked_subcommand is not None:
        given = "--json" if json else "--plain" if plain else ""
        if given:
            raise typer.BadParameter(
                f"must follow the command: zgcquiz {ctx.invoked_subcommand} {given}", param_hint=given
            )
        return None
    context = app_context(ctx)
    console = None if json else live_console(plain)
    if console is not None:
        from zgcquiz.app.learner import home

        def texts() -> Sequence[StudySection]:
            from zgcquiz.app.packs.library import study

            return study(context, None, None)

        at_home, selection = home.home(context)
        warn_skipped_packs(selection)
        warn_future_answers(context)
        return choose(console, at_home, texts)
    from zgcquiz.app.round.overview import overview
    from zgcquiz.ui.report.round import overview_json, print_overview

    found, selection = overview(context)
    warn_skipped_packs(selection)
    warn_future_answers(context)
    show(json, lambda: overview_json(found), lambda page: print_overview(page, found), plain)
    return None


def make_app(arguments: Sequence[str] | None = None) -> typer.Typer:
    """Return the program with the commands that a command line may run; with all commands if it is None.

    For a help option alone it has none, and for a shell that completes one of them, the commands can be listed but not
    run. Building all commands would take a tenth of the time to the first question.
    """
    app = typer.Typer(
        name="zgcquiz",
        cls=_MainCommands,
        rich_markup_mode=None,  # Rich help would double the start-up time
        pretty_exceptions_enable=False,
        invoke_without_command=True,
        context_settings={"help_option_names": list(_HELP)},
    )
    app.callback()(home)
    if arguments is not None and (words := words_before(os.environ)) is not None:
        arguments = words
        if not words:
            for name, listed in _COMMANDS.items():
                app.command(name, help=listed.summary)(_listed)
            return app
    for name in _COMMANDS if arguments is None else _needed(arguments):
        found = getattr(import_module(f"zgcquiz.cli.{_COMMANDS[name].module}"), "app" if name in _GROUPS else name)
        if name in _GROUPS:
            app.add_typer(_limited(found, "".join((arguments or ())[1:2])))
        else:
            app.command(cls=WordsCommand if name in _WITH_WORDS else None)(found)
    return app


def _needed(arguments: Sequence[str]) -> Iterable[str]:
    """Return the commands that a command line needs: the one it names, none if there are only options, else all."""
    words = [word for word in arguments if not word.startswith("-")]
    if words and words[0] in _COMMANDS:
        return words[:1]
    return _COMMANDS if words or VARIABLE in os.environ else ()


def _limited(group: typer.Typer, word: str) -> typer.Typer:
    """Return a group with the one of its commands that a word names; with all if it names none."""
    named = [
        command
        for command in group.registered_commands
        if word == (command.name or getattr(command.callback, "__name__", None))
    ]
    limited = copy(group)
    limited.registered_commands = named or group.registered_commands
    return limited


def _listed() -> None:
    """A placeholder for a command that is only listed, since building all commands is slow."""


def run(arguments: list[str], make_context: Callable[[], AppContext] = system_context) -> int:
    """Run one command line and return the exit code. This is the only place that catches errors.

    make_context: makes the commands' context, on first use; tests pass their own.
    """
    try:
        code = _run(arguments, make_context)
        if isinstance(code, MenuChoice):
            code = follow(code, lambda chosen: _run(chosen, make_context))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader of our output is gone: make Python's last flush a no-op.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(arguments: list[str], make_context: Callable[[], AppContext]) -> int | MenuChoice:
    json = "--json" in arguments
    try:
        try:
            return _call(arguments, make_context)
        except _USER_ERRORS:
            raise
        except Exception as error:
            return _call_despite(error, arguments, make_context)
    except ZgcError as error:
        return fail(error, json)
    except OSError as error:
        if not error.filename:
            raise
        # Whatever a command does not answer for itself, such as a name that is too long for the file system.
        path = os.fsdecode(error.filename)
        return fail(ZgcError("path", f"{path} can't be used: {error.strerror}.", "Give another path."), json)
    except _ClickError as error:
        return _usage(error, json)
    except typer.Abort:
        sys.stderr.write("\n")  # ends the line of a question
        return 130
    except KeyboardInterrupt:
        return 130


def _call(arguments: list[str], make_context: Callable[[], AppContext]) -> int | MenuChoice:
    app = make_app(arguments)
    found = app(arguments, prog_name="zgcquiz", standalone_mode=False, obj=make_context)
    return found if isinstance(found, int | MenuChoice) else 0


def _call_despite(error: Exception, arguments: list[str], make_context: Callable[[], AppContext]) -> int | MenuChoice:
    """Run a command again if it failed because the log is damaged; otherwise raise its error."""
    from zgcquiz.store.log.damage.detection import may_be_damage

    if not may_be_damage(error) or arguments[:1] == ["doctor"]:
        raise error
    from contextlib import closing

    from zgcquiz.app.learner.workarounds import workarounds

    with closing(workarounds(arguments, make_context, error)) as makers:
        for make in makers:
            try:
                return _call(arguments, make)
            except Exception as another:
                if not may_be_damage(another):
                    raise
    raise error


def _usage(error: Any, json: bool) -> int:
    if json:
        command = error.ctx.command_path if getattr(error, "ctx", None) else "zgcquiz"
        fail(ZgcError("usage", error.format_message(), f"See: {command} --help"), json)
        return 2
    from io import StringIO

    error.show(told := StringIO())
    usage, _, message = f"\n{told.getvalue()}".partition("\nError: ")
    sys.stderr.write(f"{usage}\n"[1:])
    if message:  # not for the help of a group
        open_page(errors=True).say(message.rstrip("\n"), first="Error: ", indent=2)
    return 2


def main() -> NoReturn:
    """The console script."""
    from zgcquiz.ui.terminal.console import make_streams_safe

    make_streams_safe()
    sys.exit(run(sys.argv[1:]))
