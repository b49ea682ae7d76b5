"""Find the keys of a table row from what its cells say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zgcquiz.core.packs.option_labels import labelled, may_be_labelled, option_name, place_named
from zgcquiz.core.packs.pack import Option
from zgcquiz.core.value import Value
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.native.values import canonical_option, options_named
from zgcquiz.formats.tables.columns import Columns, Role
from zgcquiz.formats.tables.rows import Row

_SPLIT = re.compile(r"\s*[,;|/\n]\s*|\s+and\s+")
_RUN = re.compile("A?B?C?D?E?F?G?H?I?J?")
"""Letters of several options in order, such as AC."""
_TRUE, _FALSE = (
    frozenset(words.split())
    for words in (
        "1 yes true x y t right correct wahr richtig ja vrai oui verdadero sí si vero sì verdadeiro sim waar да 是 对 "
        "正确",
        "0 no false n f wrong incorrect falsch unwahr nein faux non falso não nee нет 否 错 错误",
    )
)


class KeyNumbers(Value, frozen=True):
    """What numbers in the column of keys stand for.

    first: the number of the first option, 0 or 1; None: numbers are texts of options. note: for the report, if some can
    mean either; "" otherwise.
    """

    first: int | None
    note: str = ""


def key_numbers(rows: Sequence[Row], columns: Columns) -> KeyNumbers:
    """Return what numbers in a table's column of keys stand for.

    They are texts if each of two or more is that of an option in its row, and not always the one at that place. Options
    count from 0 if some answer is 0 and no answer is the number of its row's options.
    """
    options = columns.by_role.get(Role.OPTION, ())
    column = columns.one(Role.CORRECT) if Role.CORRECT in columns.by_role else columns.one(Role.ANSWER)
    has_zero = has_last = False
    numbers = texts = unlike = 0
    for _, cells in rows if options and column >= 0 else ():
        answer = cells[column] if column < len(cells) else ""
        if not answer[:1].isdigit():
            continue
        shown = [cells[at] if at < len(cells) else "" for at in options]
        count = max((at for at, text in enumerate(shown, 1) if text), default=0)
        numbers += 1
        if answer in shown:
            texts += 1
            unlike += answer.isdecimal() and shown.index(answer) + 1 != int(answer) <= count
        named = {part for part in _SPLIT.split(answer) if part not in shown}
        has_last = has_last or str(count) in named
        has_zero = has_zero or "0" in named
    are_texts = unlike > 0 and texts == numbers > 1
    meant = "the options' texts" if are_texts else "the options' numbers"
    note = f"numbers that name the right options can mean two of them; they were taken for {meant}" if unlike else ""
    return KeyNumbers(None if are_texts else int(has_last or not has_zero), note)


def named_options(answer: str, options: Sequence[str], first: int | None) -> set[int]:
    """Return the positions of the options that an answer names by text, letter or number; none if a part names none.

    answer: several are separated by , ; | / "and" or line breaks; first: as in `KeyNumbers`.
    """
    by_text = {canonical_option(text).casefold(): at for at, text in reversed(list(enumerate(options))) if text}
    order: Sequence[int] = range(len(options))
    labels = labelled(options) if may_be_labelled(options[0]) and all(options) else None
    if labels:  # letters and numbers refer to the labels in the texts, not to positions
        order = [labels.places.index(at) for at in order]
        for at, text in enumerate(labels.texts):
            by_text.setdefault(canonical_option(text).casefold(), at)
    whole = by_text.get(canonical_option(answer).casefold())
    if whole is not None and len(by_text) < len(options) and (same := options_named(answer, options)):
        whole = same[0]
    is_number = (
        first is not None and answer.isdecimal() and len(answer) < 4 and first <= int(answer) < first + len(options)
    )
    if whole is not None and not is_number:
        return {whole}
    if len(answer) > 1 and _RUN.fullmatch(answer) and ord(max(answer)) - ord("A") < len(options):
        return {order[ord(letter) - ord("A")] for letter in answer}
    found: set[int] = set()
    for part in filter(None, _SPLIT.split(answer)):
        by_part = by_text.get(canonical_option(part).casefold())
        name = option_name(part)
        at = -1 if first is None and name.isdecimal() else place_named(name, first or 0)
        if 0 <= at < len(options) and (name.isdecimal() or by_part is None):
            found.add(order[at])
        elif by_part is not None:
            found.add(by_part)
        else:
            return set()
    return found


def truth_of(key: str) -> tuple[Option, ...]:
    """Return the options of a true/false question, given its answer. Raises UnusableError if it is neither."""
    truth = key.casefold() in _TRUE
    if not truth and key.casefold() not in _FALSE:
        raise UnusableError(f"its answer '{key[:40]}' is neither true nor false")
    return Option("true", truth), Option("false", not truth)
