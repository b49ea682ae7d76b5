"""What the commands share: options, output, and where the outside world comes in."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from zgcquiz.core.errors import ZgcError

if TYPE_CHECKING:
    from zgcquiz.app.context import AppContext
    from zgcquiz.app.selection import Selection
    from zgcquiz.core.packs.problem import Problem
    from zgcquiz.ui.report.page import Page

PackArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[PACK]", help="An installed pack's id, or a path to a pack. Without it: all installed packs."
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document, and nothing else, on standard output.")
]
PlainOption = Annotated[
    bool, typer.Option("--plain", help="Plain lines: no colour, no bars, nothing redrawn. NO_COLOR does the same.")
]


def make_context() -> AppContext:
    """The real clock, dice and folders. Tests put others in this function's place."""
    from zgcquiz.app.context import system_context

    context = system_context(os.environ)
    context.notify = _notify
    return context


def _notify(what: str) -> None:
    """Say on a terminal what is being waited for."""
    from zgcquiz.ui.terminal.console import is_terminal

    if is_terminal(sys.stderr):
        page(errors=True).say(f"{what} …", style="dim", indent=2)


def page(plain: bool = False, *, errors: bool = False) -> Page:
    """A page on standard output, or on standard error."""
    from zgcquiz.ui.report.page import Page
    from zgcquiz.ui.terminal.console import make_console, wants_plain

    stream = sys.stderr if errors else sys.stdout
    is_plain = wants_plain(stream, plain)
    return Page(make_console(stream, is_plain), is_plain)


def show(json: bool, document: Callable[[], object], draw: Callable[[Page], None], plain: bool = False) -> None:
    """Print a result: as JSON, or drawn on a page."""
    if json:
        from zgcquiz.ui.report.page import dump

        print(dump(document()))
    else:
        draw(page(plain))


def write_raw(data: bytes) -> None:
    """Write a file's content to standard output. A terminal gets it as safe text, and a note if it differs."""
    from zgcquiz.ui.terminal.console import is_terminal

    sys.stdout.flush()
    if not is_terminal(sys.stdout):
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from zgcquiz.ui.terminal.text import visible

    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    shown = visible(text)
    sys.stdout.write(shown)
    sys.stdout.flush()
    if shown != text:
        page(errors=True).say(
            "control characters are shown as signs on a terminal; write the file itself with -o",
            first="note: ",
            indent=2,
        )


def say_broken(selection: Selection) -> None:
    """Say on standard error what of the library had to be left out, and why."""
    notes: list[ZgcError | Problem] = [*selection.broken, *selection.warnings]
    if notes:
        stderr = page(errors=True)
        for note in notes:
            stderr.note(note)


def say_clock(context: AppContext) -> None:
    """Say on standard error where answers are dated later than now: this clock is wrong, or one was."""
    found = context.log.to_come() if context.paths.log.exists() else None
    if found:
        from zgcquiz.ui.round.phrases import count

        number, last = found
        page(errors=True).say(
            f"{count(number, 'answer')} dated later than now, up to {last.local:%Y-%m-%d %H:%M}, count for nothing"
            " until then. If it is this machine's clock that is wrong, set it before you go on.",
            first="note: ",
            indent=2,
        )


def fail(error: ZgcError, json: bool) -> int:
    """Report a failed request; gives the exit code."""
    if json:
        from zgcquiz.ui.report.page import dump, error_json

        print(dump(error_json(error)))
    else:
        page(errors=True).error(error)
    return 1
