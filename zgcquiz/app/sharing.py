"""Editions of packs: what changed between them."""

from __future__ import annotations

from zgcquiz.app.deps import Deps
from zgcquiz.app.packs import show_pack
from zgcquiz.core.pack_diff import PackDiff, diff


def diff_packs(deps: Deps, old: str, new: str) -> PackDiff:
    """What changed from one pack to another, each an id or a path. Raises ZgcError where one can't be read."""
    return diff(*(show_pack(deps, name)[0] for name in (old, new)))
