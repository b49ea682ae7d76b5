"""Measure how well the rules find labelled flaws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from tests.flaws.labelled import Example
from tests.flaws.word_lists import finds
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
    return codes_by_default(Pack(replace(pack.info, check=everything), pack.items))


def codes_by_default(pack: Pack) -> set[str]:
    """Return the codes of the flaws that a user is told of who has changed nothing."""
    return {finding.rule.code for finding in inspect(pack)}


def is_right(example: Example) -> bool:
    return bool(codes_in(example.pack).intersection(example.codes)) == example.flawed


def scores(examples: Iterable[Example]) -> Mapping[str, Score]:
    """Return scores by label, of all rules."""
    return _scored(examples, lambda example: bool(codes_in(example.pack).intersection(example.codes)))


def scores_by_default(examples: Iterable[Example]) -> Mapping[str, Score]:
    """Return scores by label, of the rules that are on by default."""
    return _scored(examples, lambda example: bool(codes_by_default(example.pack).intersection(example.codes)))


def right_and_wrong(examples: Iterable[Example]) -> Mapping[str, Score]:
    """Return what each rule that is on by default finds and finds wrongly, by its code; misses are not counted."""
    totals: dict[str, Score] = {}
    for example in examples:
        for code in sorted(codes_by_default(example.pack).intersection(example.codes)):
            totals[code] = totals.get(code, Score()) + Score(example.flawed, not example.flawed)
    return totals


def scores_of_word_lists(examples: Iterable[Example]) -> Mapping[str, Score]:
    """Return scores by label, of plain word lists. examples: those of `bench`."""
    return _scored(examples, lambda example: finds(example.name, example.pack.items))


def _scored(examples: Iterable[Example], is_found: Callable[[Example], bool]) -> Mapping[str, Score]:
    totals: dict[str, Score] = {}
    for example in examples:
        seen = is_found(example)
        score = Score(seen and example.flawed, seen and not example.flawed, example.flawed and not seen)
        totals[example.name] = totals.get(example.name, Score()) + score
    return totals


def total(scores: Mapping[str, Score]) -> Score:
    """Return the sum of all scores, for micro averages."""
    return sum(scores.values(), Score())
