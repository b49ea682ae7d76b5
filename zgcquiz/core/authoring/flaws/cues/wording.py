"""Find terms in options, for absolute-term and vague-term."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.text.words import is_title


def terms_in(item: LintItem, terms: re.Pattern[str], idioms: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield each option's position and the term that it uses.

    Not counted: an option that consists of the term only (it is mentioned, not used), names and quotations, idioms,
    and a term that all options use.
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
