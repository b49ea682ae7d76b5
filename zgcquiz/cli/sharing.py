"""pack diff, pack build."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zgcquiz.cli.common import JsonOption, PlainOption, make_deps, show


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="An installed pack's id, or whatever `pack add` takes.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same: the later edition.")],
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Say in words what changed from one edition of a pack to another."""
    from zgcquiz.app.sharing import diff_packs
    from zgcquiz.ui import sharing

    with make_deps() as deps:
        found = diff_packs(deps, old, new)
    show(json, lambda: sharing.diff_json(found), lambda page: sharing.show_diff(page, found), plain)


def build(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="An installed pack's id, or a path to a pack.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="OUT", help="Where to write: ID.zip here.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    json: JsonOption = False,
) -> None:
    """Make one .zip of a pack, to give to others.

    Its licence, README and source texts go with it, and a manifest of hashes. The same pack gives the
    same bytes on every machine. A pack with errors is refused.
    """
    from zgcquiz.app.sharing import build_pack
    from zgcquiz.ui import sharing

    with make_deps() as deps:
        built = build_pack(deps, pack, output, force=force)
    show(json, lambda: sharing.built_json(built), lambda page: sharing.built(page, built))
