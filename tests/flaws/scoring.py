"""Measure how well the rules find labelled flaws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tests.flaws.labelled import Example
from zgcquiz.core.authoring.flaws.codes import CODES
from zgcquiz.core.authoring.flaws.inspect import inspect
from zgcquiz.core.packs.pack import Pack, Switch
from zgcquiz.core.value import replace


class Score(NamedTuple):
    """Counts of flaws found, found wrongly, and missed."""

    found: int = 0
    wrongly: int = 0
    missed: int = 0

    def __add__(self, other: object) -> Score:
        assert isinstance(other, Score)
        return Score(self.found + other.found, self.wrongly + other.wrongly, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrongly) if self.found + self.wrongly else 0.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.found / (2 * self.found + self.wrongly + self.missed) if self.found else 0.0


def codes_in(pack: Pack) -> set[str]:
    """Return the codes of all flaws found, including by rules that are off by default."""
    everything = tuple(Switch(code) for code in CODES)
    return {finding.rule.code for finding in inspect(Pack(replace(pack.info, check=everything), pack.items))}


def is_right(example: Example) -> bool:
    return bool(codes_in(example.pack).intersection(example.codes)) == example.flawed


def scores(examples: Iterable[Example]) -> Mapping[str, Score]:
    """Return scores by label."""
    totals: dict[str, Score] = {}
    for example in examples:
        seen = bool(codes_in(example.pack).intersection(example.codes))
        score = Score(seen and example.flawed, seen and not example.flawed, example.flawed and not seen)
        totals[example.name] = totals.get(example.name, Score()) + score
    return totals


def total(scores: Mapping[str, Score]) -> Score:
    """Return the sum of all scores, for micro averages."""
    return sum(scores.values(), Score())
