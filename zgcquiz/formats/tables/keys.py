"""Which option of a table's row is right, as its cells say it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zgcquiz.core.packs.option_labels import labelled, may_be_labelled, option_name, place_named
from zgcquiz.core.packs.pack import Option
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.native.source_file import canonical_option
from zgcquiz.formats.tables.columns import Columns, Role
from zgcquiz.formats.tables.rows import Row

_SPLIT = re.compile(r"\s*[,;|/\n]\s*|\s+and\s+")
_RUN = re.compile("A?B?C?D?E?F?G?H?I?J?")
"""Letters of several options, such as AC."""
_TRUE = frozenset(
    """
    1 yes true x y t right correct wahr richtig ja vrai oui verdadero sí si vero sì verdadeiro sim waar да 是 对 正确
    """.split()  # noqa: SIM905
)
_FALSE = frozenset(
    """
    0 no false n f wrong incorrect falsch unwahr nein faux non falso não nee нет 否 错 错误
    """.split()  # noqa: SIM905
)


def first_number(rows: Sequence[Row], columns: Columns) -> int:
    """Return the number of the first option: 0 where one is named so and none by how many there are, else 1."""
    options = columns.places.get(Role.OPTION, ())
    place = columns.one(Role.CORRECT) if Role.CORRECT in columns.places else columns.one(Role.ANSWER)
    found = False
    for _, cells in rows if options and place >= 0 else ():
        said = cells[place] if place < len(cells) else ""
        if not said[:1].isdigit():
            continue
        offered = [cells[at] if at < len(cells) else "" for at in options]
        count = max((at for at, text in enumerate(offered, 1) if text), default=0)
        numbers = {part for part in _SPLIT.split(said) if part not in offered}
        if str(count) in numbers:
            return 1
        found = found or "0" in numbers
    return 0 if found else 1


def pointed_at(said: str, offered: Sequence[str], first: int) -> set[int]:
    """Return the options that a cell names: by text, by letter, or by number; several with , ; | / or lines between.

    first: the number of the first option.
    """
    texts = {canonical_option(text).casefold(): at for at, text in reversed(list(enumerate(offered))) if text}
    order: Sequence[int] = range(len(offered))
    labels = labelled(offered) if may_be_labelled(offered[0]) and all(offered) else None
    if labels:  # the file calls its options so, wherever they stand
        order = [labels.places.index(at) for at in order]
        for place, text in enumerate(labels.texts):
            texts.setdefault(canonical_option(text).casefold(), place)
    places: set[int] = set()
    whole = texts.get(canonical_option(said).casefold())
    if whole is not None and not (said.isdecimal() and len(said) < 4 and first <= int(said) < first + len(offered)):
        return {whole}
    if len(said) > 1 and _RUN.fullmatch(said) and ord(max(said)) - ord("A") < len(offered):
        return {order[ord(letter) - ord("A")] for letter in said}
    for part in _SPLIT.split(said):
        named = texts.get(canonical_option(part).casefold())
        name = option_name(part)
        place = place_named(name, first)
        is_place = 0 <= place < len(offered)
        if is_place and name.isdecimal():
            places.add(order[place])
        elif named is not None:
            places.add(named)
        elif is_place:
            places.add(order[place])
        elif part:
            return set()
    return places


def truth_of(key: str) -> tuple[Option, ...]:
    """Return the options of a true/false question by its answer. Raises UnusableError where that says neither."""
    truth = key.casefold() in _TRUE
    if not truth and key.casefold() not in _FALSE:
        raise UnusableError(f"its answer '{key[:40]}' is neither true nor false")
    return Option("true", truth), Option("false", not truth)
