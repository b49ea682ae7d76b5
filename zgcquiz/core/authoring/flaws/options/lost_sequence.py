from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from zgcquiz.core.authoring.flaws.lint_item import LintItem, LintOption
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.option_values import UNITS, roman

_TIMES = {
    name: ("time", size)
    for names, size in {
        "ms millisecond milliseconds": 1e-3,
        "s sec secs second seconds": 1.0,
        "min mins minute minutes": 60.0,
        "h hr hrs hour hours": 3600.0,
        "day days": 86_400.0,
        "week weeks": 604_800.0,
        "month months": 2_629_746.0,
        "year years": 31_556_952.0,
        "decade decades": 315_569_520.0,
        "century centuries": 3_155_695_200.0,
        "millennium millennia": 31_556_952_000.0,
    }.items()
    for name in names.split()
}
_UNITS = {**UNITS, **_TIMES}
"""Units with their dimension and size."""


_FORMULA = re.compile(r"(?=.*\d)(?!.*[^\W\d_]{3}).*")
"""A text with digits and without a word."""


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    if item.is_shuffled or not item.is_choice:
        return
    values = _values(item.parts)
    others = [part for part in item.parts if all(part is not valued for valued, _ in values)]
    if len(values) < 3 or len(others) > 1:
        return
    if others and others[0] is not item.parts[-1] and _FORMULA.fullmatch(others[0].text):
        return  # the others are formulas too
    figures = [figure for _, figure in values]
    rising = all(one <= other for one, other in pairwise(figures))
    falling = all(one >= other for one, other in pairwise(figures))
    if not rising and not falling:
        part = next(
            part
            for (part, figure), (_, before) in zip(values[1:], values, strict=False)
            if (figure < before) == (figures[1] >= figures[0])
        )
        yield Flaw(f"the numbers are not sorted: '{part.text}' is out of order; sort them", part.at)


def _values(parts: Sequence[LintOption]) -> list[tuple[LintOption, tuple[float, float]]]:
    """Return the options that are comparable numbers, with their sort keys."""
    numerals = _numerals(parts)
    if numerals:
        return [(part, (float(value), 0.0)) for part, value in zip(parts, numerals, strict=True)]
    found = [(part, part.number) for part in parts if part.number is not None]
    rests = [set(number.rest) for _, number in found]
    shared = set.intersection(*rests) if rests else set()
    if any(len(rest - shared) > 2 for rest in rests):
        return []  # texts that contain numbers
    sizes = _sizes([rest - shared for rest in rests])
    if not sizes:
        return []
    return [(part, (number.low * size, number.high * size)) for (part, number), size in zip(found, sizes, strict=True)]


def _numerals(parts: Sequence[LintOption]) -> list[int]:
    """Return the values of Roman numerals in texts that are else alike ("Type II"), unless all are single letters."""
    texts = [part.text.split() for part in parts]
    for at in (at for at, word in enumerate(texts[0] if texts else ()) if roman(word) is not None):
        found = [roman(words[at]) for words in texts if at < len(words)]
        values = [value for value in found if value is not None]
        others = {tuple(word.casefold() for word in (*words[:at], *words[at + 1 :])) for words in texts}
        if len(values) == len(parts) and len(others) == 1 and any(len(words[at]) > 1 for words in texts):
            return values
    return []


def _sizes(rests: Sequence[set[str]]) -> list[float]:
    """Return the size of each number's unit, 1 for all if they share it; [] if they can't be compared.

    rests: what each text has besides its number, without what all have.
    """
    units = [[_UNITS[word] for word in rest if word in _UNITS] for rest in rests]
    if not any(units):
        return [1.0] * len(rests)
    if any(len(found) != 1 for found in units) or len({dimension for ((dimension, _),) in units}) > 1:
        return []
    return [size for ((_, size),) in units]


RULE = Rule(
    code="lost-sequence",
    title="numbers in a fixed order are not sorted",
    why="Numbers, dates and times are quicker to find in order, and less often misread. Write them sorted under "
    "'options'; shuffled options have no order, so they are not reported.",
    bad="""\
question: In what year did the Berlin Wall fall?
answer: '1989'
options: ['1991', '1985', '1989', '1987']""",
    fix="""\
question: In what year did the Berlin Wall fall?
answer: '1989'
options: ['1985', '1987', '1989', '1991']""",
    find=find,
    english=False,
)
