"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zgcquiz.cli import completion

PackArgument = Annotated[
    str,
    typer.Argument(
        metavar="PACK", help="An installed pack's id, or a path to a pack.", autocompletion=completion.packs
    ),
]
OptionalPackArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[PACK]",
        help="An installed pack's id, or a path to a pack. Default: all installed packs.",
        autocompletion=completion.packs,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print a single JSON document on standard output.")]
PlainOption = Annotated[bool, typer.Option("--plain", help="Plain lines: no colour, no bars, nothing redrawn.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="The file to write. Default: standard output.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace what already exists.")]
