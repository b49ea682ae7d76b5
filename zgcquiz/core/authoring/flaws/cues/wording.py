"""Words in options that claim something: for absolute-term and vague-term."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.text.words import is_title


def terms_in(item: Anatomy, terms: re.Pattern[str], idioms: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Where options use a term: (the option's place, the word).

    Not counted: an option that is nothing but the word (there it is mentioned rather than used),
    names and quotations, idioms, and a word that all options have.
    """
    found: list[tuple[int, str]] = []
    for part in item.parts:
        if not terms.search(part.text.casefold()) or part.word_count < 2 or is_title(part.text):
            continue
        match = terms.search(idioms.sub(" … ", part.plain.casefold()))
        if match:
            found.append((part.at, match.group()))
    if len(found) < len(item.parts) or len({word for _, word in found}) > 1:
        yield from found
