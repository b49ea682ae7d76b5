"""Output of the commands: pages, JSON, warnings, errors."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from zgcquiz.core.errors import ZgcError

if TYPE_CHECKING:
    from zgcquiz.app.context import AppContext
    from zgcquiz.app.selection import Selection
    from zgcquiz.core.packs.problem import Problem
    from zgcquiz.ui.report.page import Page


_IN_MEMORY = 1 << 22
"""Characters of a document that are kept in memory."""


def open_page(plain: bool = False, *, errors: bool = False) -> Page:
    """Return a page on standard output or standard error."""
    from zgcquiz.ui.report.page import Page
    from zgcquiz.ui.terminal.console import open_console, wants_plain

    stream = sys.stderr if errors else sys.stdout
    is_plain = wants_plain(stream, plain)
    return Page(open_console(stream, is_plain), is_plain)


def show(json: bool, document: Callable[[], object], draw: Callable[[Page], None], plain: bool = False) -> None:
    """Print a result, as JSON or drawn on a page. document: returns what `json_pieces` takes."""
    if json:
        _print_json(document())
        return
    from zgcquiz.cli.pager import paged

    with paged(plain) as page:
        draw(page)


def _print_json(document: object) -> None:
    """Print a JSON document once all of it could be read; more than a little of it is not kept in memory."""
    from zgcquiz.ui.report.page import json_pieces

    pieces = json_pieces(document)
    start = next(pieces)
    if (more := next(pieces, None)) is None:
        print(start)
        return
    import shutil
    from tempfile import SpooledTemporaryFile

    with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", errors="surrogatepass", newline="") as file:
        file.write(start + more)
        for piece in pieces:
            file.write(piece)  # `writelines` would hold all of them before it looks at the limit
        file.seek(0)
        shutil.copyfileobj(file, sys.stdout)
    print()


def write_raw(pieces: Iterable[bytes]) -> None:
    """Write a file's content to standard output. A terminal gets it as safe text, and a note if it differs."""
    from zgcquiz.ui.terminal.console import is_terminal

    sys.stdout.flush()
    if not is_terminal(sys.stdout):
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    from zgcquiz.ui.terminal.text import visible

    text = b"".join(pieces).decode("utf-8", "replace").replace("\r\n", "\n")
    shown = visible(text)
    sys.stdout.write(shown)
    sys.stdout.flush()
    if shown != text:
        open_page(errors=True).say(
            "control characters are shown as signs on a terminal; write the file itself with -o",
            first="note: ",
            indent=2,
        )


def warn_skipped_packs(selection: Selection) -> None:
    """Warn on standard error about packs and questions that were left out."""
    notes: list[ZgcError | Problem] = [*selection.broken, *selection.warnings]
    if notes:
        stderr = open_page(errors=True)
        for note in notes:
            stderr.note(note)


def warn_future_answers(context: AppContext, *, counted: bool = False) -> None:
    """Warn on standard error about answers dated later than now: some clock is or was wrong.

    counted: they are part of what is shown, though no card counts them.
    """
    from zgcquiz.store.files.pack_files import is_there

    future = context.log.to_come() if is_there(context.paths.log) else None
    if future:
        from zgcquiz.ui.round.phrases import count

        number, last = future
        dated = f"{count(number, 'answer')} dated in the future, up to {last.local:%Y-%m-%d %H:%M}"
        told = f"The figures include {dated}, which the schedule ignores." if counted else f"Ignoring {dated}."
        open_page(errors=True).say(
            f"{told} If this machine's clock is wrong, set it before you continue.",
            first="note: ",
            indent=2,
        )


def warn_damaged_rows(context: AppContext) -> None:
    """Warn on standard error about damaged rows of the log that were left out, if the log was opened."""
    if "log" not in context.__dict__:
        return
    try:
        damaged = context.log.damaged()
    except ZgcError:
        return  # the command has failed for the same reason, and said so
    if damaged:
        from zgcquiz.ui.round.phrases import count

        what = "damaged answer" if all(row.table == "reviews" for row in damaged) else "damaged log row"
        left_out = f"{count(len(damaged), what)} {'was' if len(damaged) == 1 else 'were'} left out."
        open_page(errors=True).say(f"{left_out} For details: zgcquiz doctor", first="note: ", indent=2)


def fail(error: ZgcError, json: bool) -> int:
    """Report an error and return the exit code."""
    if json:
        from zgcquiz.ui.report.page import dump, error_json

        print(dump(error_json(error)))
    else:
        open_page(errors=True).error(error)
    return 1
