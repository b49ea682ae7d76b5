"""pack diff."""

from __future__ import annotations

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
    from zgcquiz.ui import differences

    with make_deps() as deps:
        found = diff_packs(deps, old, new)
    show(json, lambda: differences.as_json(found), lambda page: differences.show_diff(page, found), plain)
