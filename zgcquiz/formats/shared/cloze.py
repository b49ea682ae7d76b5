"""Texts with gaps: each gap is a typed question of its own, and those of one text are siblings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.shared.identifiers import item_id

GAP = "_____"
MAX_GAPS = 50
"""Gaps that a text may have; each is asked in the whole of it."""


def items_of(pieces: Sequence[str], plain: Callable[[str], str], gap: str = GAP) -> list[Item]:
    """A typed item for each gap. Raises UnusableError where there is none, or too many.

    pieces: of a text in some markup, in turn what stands and what is hidden in a gap, beginning with
    what stands; plain: makes plain text of markup; gap: as that markup has it.
    In each item the other gaps are filled in.
    """
    hidden = range(1, len(pieces), 2)
    if not hidden:
        raise UnusableError("it has no gap")
    if len(hidden) > MAX_GAPS:
        raise UnusableError(f"it has more than {MAX_GAPS} gaps")
    fact = item_id("", plain("".join(pieces))) if len(hidden) > 1 else ""
    found = []
    for at in hidden:
        stem = plain("".join([*pieces[:at], gap, *pieces[at + 1 :]]))
        key = Option(" ".join(plain(pieces[at]).split()), key=True)
        found.append(Item(id="", kind=Kind.TYPED, stem=stem, options=(key,), fact=fact))
    return found
