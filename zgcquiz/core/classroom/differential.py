"""Differential functioning: whether a question is harder for one group than for another of the same total score."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from zgcquiz.core.classroom.counts import ScoreCount
from zgcquiz.core.value import Value

_DELTA = -2.35
"""From the logarithm of an odds ratio to ETS's scale of difficulty, on which 1 is a small difference."""
_SMALL, _LARGE = 1.0, 1.5
_CHI_SQUARE = 3.841458820694124
"""The 95 percent quantile of chi-square with one degree of freedom."""
_ONE_SIDED = 1.6448536269514722
"""The 95 percent quantile of the normal distribution."""


class Differential(Value, frozen=True):
    """The comparison of two groups on a question.

    odds: the common odds ratio, above 1 if the question favours the reference group; delta: -2.35 ln odds; error: its
    standard error; chi_square: Mantel and Haenszel's test with continuity correction; rank: A negligible, B moderate,
    C large.
    """

    reference: str
    focal: str
    odds: float
    delta: float
    error: float
    chi_square: float
    rank: str


class _Table(Value, frozen=True):
    """Learners of one total score: a, b right and wrong in the reference group; c, d in the focal group."""

    a: int
    b: int
    c: int
    d: int

    @property
    def total(self) -> int:
        return self.a + self.b + self.c + self.d


def differentials(counts: Sequence[ScoreCount]) -> dict[str, tuple[Differential, ...]]:
    """Compare the largest group, as the reference, with each other one on every question.

    Learners without a group are left out. Comparisons that no stratum allows are, too.
    """
    sizes: Counter[str] = Counter()
    strata: defaultdict[str, defaultdict[tuple[int, int], Counter[tuple[str, int]]]] = defaultdict(
        lambda: defaultdict(Counter)
    )
    for row in counts:
        if row.group:
            sizes[row.group] += row.learners
            strata[row.question][row.answered, row.score][row.group, row.right] += row.learners
    groups = sorted(sizes, key=lambda group: (-sizes[group], group))
    found: dict[str, tuple[Differential, ...]] = {}
    for question, cells in strata.items():
        compared = (
            compare(
                groups[0],
                focal,
                (
                    (cell[groups[0], 1], cell[groups[0], 0], cell[focal, 1], cell[focal, 0])
                    for _, cell in sorted(cells.items())
                ),
            )
            for focal in groups[1:]
        )
        found[question] = tuple(each for each in compared if each is not None)
    return found


def compare(reference: str, focal: str, strata: Iterable[tuple[int, int, int, int]]) -> Differential | None:
    """Return the Mantel-Haenszel statistics of a question; None if the tables don't determine them.

    strata: for each total score the right and wrong answers of the reference group, then those of the focal one.
    Odds ratio and test: Mantel and Haenszel 1959, J. Natl. Cancer Inst. 22; delta scale: Holland and Thayer 1988;
    standard error: Robins, Breslow and Greenland 1986, Biometrics 42; classes: Zieky 1993.
    """
    tables = [table for table in (_Table(*cells) for cells in strata) if table.a + table.b and table.c + table.d]
    ups = [table.a * table.d / table.total for table in tables]
    downs = [table.b * table.c / table.total for table in tables]
    up, down = math.fsum(ups), math.fsum(downs)
    if not up or not down:
        return None
    error = abs(_DELTA) * math.sqrt(_log_odds_variance(tables, ups, downs))
    delta = _DELTA * math.log(up / down)
    chi_square = _chi_square(tables)
    return Differential(reference, focal, up / down, delta, error, chi_square, _rank(delta, error, chi_square))


def _log_odds_variance(tables: Sequence[_Table], ups: Sequence[float], downs: Sequence[float]) -> float:
    up, down = math.fsum(ups), math.fsum(downs)
    straight = [(table.a + table.d) / table.total for table in tables]
    crossed = [(table.b + table.c) / table.total for table in tables]
    return (
        math.fsum(p * r for p, r in zip(straight, ups, strict=True)) / (2 * up * up)
        + math.fsum(p * s + q * r for p, q, r, s in zip(straight, crossed, ups, downs, strict=True)) / (2 * up * down)
        + math.fsum(q * s for q, s in zip(crossed, downs, strict=True)) / (2 * down * down)
    )


def _chi_square(tables: Sequence[_Table]) -> float:
    large = [table for table in tables if table.total > 1]
    expected = math.fsum((t.a + t.b) * (t.a + t.c) / t.total for t in large)
    variance = math.fsum(
        (t.a + t.b) * (t.c + t.d) * (t.a + t.c) * (t.b + t.d) / (t.total**2 * (t.total - 1)) for t in large
    )
    if not variance:
        return 0.0
    return max(0.0, abs(sum(t.a for t in large) - expected) - 0.5) ** 2 / variance


def _rank(delta: float, error: float, chi_square: float) -> str:
    if abs(delta) < _SMALL or chi_square < _CHI_SQUARE:
        return "A"
    return "C" if abs(delta) >= _LARGE and abs(delta) - _SMALL > _ONE_SIDED * error else "B"
