"""The language of a pack that names none, and what its numbers would be in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from zgcquiz.core.authoring.drafting.languages.detection import language_of
from zgcquiz.core.packs.pack import Item, Kind, PackInfo
from zgcquiz.core.text.numbers import read_number

if TYPE_CHECKING:
    from fractions import Fraction

FOLLOW = "decimal signs, sheets, pages and the rules on wording follow it"
"""What depends on a pack's language, for messages."""


def unnamed_language(info: PackInfo | None, items: Iterable[Item]) -> str:
    """Return the language that the items are plainly in, if their pack names none; "" for English, as which such a pack
    is treated."""
    language = "" if info and info.language else language_of(items, is_sure=True)
    return "" if language == "en" else language


def other_readings(items: Iterable[Item], language: str) -> Iterator[tuple[str, Fraction | None, Fraction | None]]:
    """Yield the keys of numeric items that a language reads in another way: the text, its value without a language and
    in this one; None where it is no number."""
    for key in (item.keys[0].text for item in items if item.kind is Kind.NUMERIC and item.keys):
        value, other = read_number(key), read_number(key, language)
        if value != other:
            yield key, value, other
