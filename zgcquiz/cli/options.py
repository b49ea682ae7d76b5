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
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="The encoding of text files, such as gb18030, cp932 or cp1251. Default: detected.",
    ),
]


def encoding_named(name: str | None) -> str:
    """Return Python's name of an encoding, "" if none is given. Raise BadParameter if it is unknown."""
    from zgcquiz.formats.untrusted.legacy_encodings import known_encoding

    found = known_encoding(name) if name is not None else ""
    if name is not None and not found:
        raise typer.BadParameter(
            f"'{name}' is no encoding of text files; known are gb18030, big5, cp932, euc_kr, cp1250, cp1251 and more",
            param_hint="--encoding",
        )
    return found
