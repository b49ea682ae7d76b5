"""The `zgcquiz` program: its commands, and the one place where errors become messages."""

from __future__ import annotations

import sys
from typing import Annotated, Any, NoReturn

import typer
import typer.core

from zgcquiz.cli import data, learn, packs
from zgcquiz.cli.common import DATA, LEARN, PACKS, JsonOption, PlainOption, fail, make_deps, say_broken, show
from zgcquiz.core.errors import ZgcError

_ClickError: type[Exception] = typer.BadParameter.__mro__[2]
"""What Typer's usage errors derive from; it has no public name since Click is inside Typer."""


class GroupedCommands(typer.core.TyperGroup):
    """Lists commands under headings, in the order in which a newcomer needs them."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        headings: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                rows = headings.setdefault(str(getattr(command, "rich_help_panel", "")), [])
                rows.append((name, command.get_short_help_str(limit=70)))
        for heading in (LEARN, PACKS, DATA):
            with formatter.section(heading):
                formatter.write_dl(headings[heading])


app = typer.Typer(
    name="zgcquiz",
    cls=GroupedCommands,
    rich_markup_mode=None,  # help by Rich costs as much again as all the rest of it
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(rich_help_panel=LEARN)(learn.play)
app.command(rich_help_panel=LEARN)(learn.review)
app.command(rich_help_panel=LEARN)(learn.read)
app.command(rich_help_panel=LEARN)(learn.stats)
app.add_typer(packs.app, rich_help_panel=PACKS)
app.command(rich_help_panel=DATA)(data.history)
app.command(rich_help_panel=DATA)(data.undo)
app.command(rich_help_panel=DATA)(data.rebuild)


def _version(wanted: bool) -> None:
    if wanted:
        from zgcquiz import __version__

        print(f"zgcquiz {__version__}")
        raise typer.Exit


@app.callback()
def home(
    ctx: typer.Context,
    plain: PlainOption = False,
    json: JsonOption = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Multiple-choice rounds and spaced-repetition review in the terminal.

    Without a command: what is due, and what to do next.
    """
    if ctx.invoked_subcommand is not None:
        return
    from zgcquiz.app.play import overview
    from zgcquiz.ui import as_json

    with make_deps() as deps:
        found, selection = overview(deps)
        say_broken(selection)
    show(json, lambda: as_json.overview(found), lambda page: page.overview(found), plain)


def run(arguments: list[str]) -> int:
    """Run one command line; gives the exit code. The only place that catches errors."""
    json = "--json" in arguments
    try:
        code = app(arguments, prog_name="zgcquiz", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except ZgcError as error:
        return fail(error, json)
    except _ClickError as error:
        return _usage(error, json)
    except typer.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        import os

        # Whoever read our output has gone: let Python's last flush go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _usage(error: Any, json: bool) -> int:
    if json:
        command = error.ctx.command_path if getattr(error, "ctx", None) else "zgcquiz"
        fail(ZgcError("usage", error.format_message(), f"See: {command} --help"), json)
    else:
        error.show()
    return 2


def main() -> NoReturn:
    """The console script."""
    from zgcquiz.ui.console import make_streams_safe

    make_streams_safe()
    sys.exit(run(sys.argv[1:]))
