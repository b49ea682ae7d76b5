"""serve."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zgcquiz.cli import completion
from zgcquiz.cli.context import app_context
from zgcquiz.cli.options import JsonOption
from zgcquiz.cli.output import show

if TYPE_CHECKING:
    from zgcquiz.app.serving.server import ServedAddress

_PORT = 8765
_TOKEN_BYTES = 9


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
    from zgcquiz.ui.round.phrases import count

    token = secrets.token_urlsafe(_TOKEN_BYTES)
    found = serve_packs(
        app_context(ctx), packs or [], answers, lan=lan, port=port, exam=exam, token=token, started=_tell
    )
    document = {"packs": [*found.packs], "file": str(found.path), "answers": found.answers}
    show(json, lambda: document, lambda page: page.say(f"{found.path} has {count(found.answers, 'answer')}."))


def _tell(address: ServedAddress, path: Path) -> None:
    """Say on standard error where the pages are, who can open them, and where answers go."""
    if address.is_open:
        import segno

        typer.echo(f"Everyone in this network who knows this address can play:\n\n  {address.url}\n", err=True)
        segno.make(address.url).terminal(sys.stderr, compact=True)
    else:
        typer.echo(f"Only this machine can open it; for other devices, add --lan:\n\n  {address.url}\n", err=True)
    typer.echo(f"Answers go to {path}. Ctrl-C ends it.", err=True)
