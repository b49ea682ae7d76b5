"""serve."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zgcquiz.cli import completion
from zgcquiz.cli.context import app_context
from zgcquiz.cli.options import JsonOption
from zgcquiz.cli.output import open_page, show

if TYPE_CHECKING:
    from zgcquiz.app.serving.server import ServedAddress
    from zgcquiz.core.packs.exchange_reports import ExportReport

_PORT = 8765
_TOKEN_BYTES = 9
_BORDERS = (4, 2)
"""The quiet zones of a QR code in modules: the standard's, and what phones still scan."""
_BELOW = 2
"""The lines below the QR code."""


def serve(
    ctx: typer.Context,
    packs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PACK...]", help="Packs to play. Default: all.", autocompletion=completion.packs),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="FILE", help="The file for answers. Default: PACK-answers.jsonl here."),
    ] = None,
    lan: Annotated[bool, typer.Option("--lan", help="Let other devices in your network open it, too.")] = False,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="The port to listen on; 0 for a free one.")
    ] = _PORT,
    exam: Annotated[
        bool, typer.Option("--exam", help="Pages hold the right answers as hashes only, and give no feedback.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Serve packs as pages to the phones in a room, and collect the answers.

    Only this machine can open them, unless you give --lan. Ctrl-C ends it.
    """
    import secrets

    from zgcquiz.app.serving.server import serve as serve_packs
    from zgcquiz.ui.report.packs.exchange import served_lost_json
    from zgcquiz.ui.round.phrases import count

    token = secrets.token_urlsafe(_TOKEN_BYTES)
    found = serve_packs(
        app_context(ctx), packs or [], answers, lan=lan, port=port, exam=exam, token=token, started=_tell
    )
    document = {"packs": [*found.packs], "file": str(found.path), "answers": found.answers}
    show(
        json,
        lambda: document | {"lost": served_lost_json(found.reports)},
        lambda page: page.say(f"{found.path} has {count(found.answers, 'answer')}."),
    )


def _tell(address: ServedAddress, path: Path, reports: Sequence[ExportReport]) -> None:
    """Say on standard error where the pages are, who can open them, what they lack, and where answers go."""
    from zgcquiz.ui.report.packs.exchange import print_served

    print_served(open_page(errors=True), reports)
    if address.is_open:
        typer.echo(f"Everyone in this network who knows this address can play:\n\n  {address.url}\n", err=True)
        _draw_code(address.url)
    else:
        typer.echo(f"Only this machine can open it; for other devices, add --lan:\n\n  {address.url}\n", err=True)
    typer.echo(f"Answers go to {path}. Ctrl-C ends it.", err=True)


def _draw_code(url: str) -> None:
    """Draw an address as a QR code on standard error, if its terminal has the room: half of one can't be scanned."""
    import segno

    code = segno.make(url)
    columns, lines = _room()
    for border in _BORDERS:
        width, height = code.symbol_size(border=border)
        if width <= columns and (height + 1) // 2 <= lines - _BELOW:
            code.terminal(sys.stderr, border=border, compact=True)
            return
    typer.echo(
        f"The QR code needs {width} columns and {(height + 1) // 2 + _BELOW} lines: make the terminal larger, or type"
        " the address.",
        err=True,
    )


def _room() -> tuple[int, int]:
    """Return the columns and lines of standard error; of a file or a pipe, which take any size, very many."""
    try:
        return os.get_terminal_size(sys.stderr.fileno())
    except (OSError, ValueError):
        return sys.maxsize, sys.maxsize
