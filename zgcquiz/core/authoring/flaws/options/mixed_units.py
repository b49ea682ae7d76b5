from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.option_values import UNITS


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    found: dict[tuple[str, float], str] = {}
    for part in item.parts:
        units = [word for word in part.number.rest if word in UNITS] if part.number else []
        if len(units) == 1:
            found.setdefault(UNITS[units[0]], units[0])
            dimensions = {dimension for dimension, _size in found}
            if len(found) > len(dimensions):
                first = next(unit for (dimension, _size), unit in found.items() if dimension == UNITS[units[0]][0])
                yield Flaw(f"'{part.text}' is in '{units[0]}', another option in '{first}'; use the same unit", part.at)
                return


RULE = Rule(
    code="mixed-units",
    title="options give the same quantity in different units",
    why="The question then also asks for a conversion, and a unit that only one option has stands out. Units of time "
    "are not reported: a day, a week and a year are naturally compared.",
    bad="""\
question: How long is a marathon?
answer: 42.195 km
options: [21.1 km, 42.195 km, 30 miles, 50 km]""",
    fix="""\
question: How long is a marathon?
answer: 42.195 km
options: [21.1 km, 42.195 km, 48.28 km, 50 km]""",
    find=find,
    english=False,
)
