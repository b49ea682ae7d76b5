from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from zgcquiz.core.authoring.flaws.lint_item import LintItem, LintOption
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.option_values import roman


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    if item.is_shuffled or not item.is_choice:
        return
    values = _values(item.parts)
    if len(values) < 3 or len(values) < len(item.parts) - 1:
        return
    if len(values) < len(item.parts) and values[-1][0] is item.parts[-1]:
        return  # an option without a number may only be the last
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
    numerals = [(part, roman(part.text)) for part in parts]
    if all(figure is not None for _, figure in numerals):
        return [(part, (float(figure or 0), 0.0)) for part, figure in numerals]
    found = [(part, part.number) for part in parts if part.number is not None]
    rests = [set(number.rest) for _, number in found]
    shared = set.intersection(*rests) if rests else set()
    if any(len(rest - shared) > 2 for rest in rests):
        return []  # texts that contain numbers
    return [(part, (number.low, number.high)) for part, number in found]


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
