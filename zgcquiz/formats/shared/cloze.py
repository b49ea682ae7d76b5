"""Convert texts with gaps to typed questions, one for each gap; those of one text are siblings."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.shared.identifiers import item_id

GAP = "_____"
MAX_GAPS = 50
"""Maximum gaps of a text; each question contains the whole text."""


def items_of(
    pieces: Sequence[str],
    plain: Callable[[str], str],
    gap: str = GAP,
    stem_of: Callable[[str], str] | None = None,
    verbatim: Container[int] = (),
) -> list[Item]:
    """Return a typed item for each gap, with the others filled in. Raises UnusableError if there are none, or too many.

    pieces: of a text in some markup, alternately shown and hidden, starting with a shown one; plain: converts markup
    to plain text; gap: the mark for a gap in that markup; stem_of: converts a text with its gap, if not `plain` does;
    verbatim: the places of hidden pieces without markup, as in code.
    """
    hidden = range(1, len(pieces), 2)
    if not hidden:
        raise UnusableError("it has no gap")
    if len(hidden) > MAX_GAPS:
        raise UnusableError(f"it has more than {MAX_GAPS} gaps")
    fact = item_id("", plain("".join(pieces))) if len(hidden) > 1 else ""
    found = []
    for at in hidden:
        stem = (stem_of or plain)("".join([*pieces[:at], GAP if at in verbatim else gap, *pieces[at + 1 :]]))
        answer = pieces[at] if at in verbatim else plain(pieces[at])
        key = Option(" ".join(answer.split()), key=True)
        found.append(Item(id="", kind=Kind.TYPED, stem=stem, options=(key,), fact=fact))
    return found
