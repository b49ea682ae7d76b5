"""What else could tell luck from knowledge: `python -m benchmarks.luck_evidence`.

Simulated learners answer 1,000 new items with options, and some without (the anchors of `luck.estimate`). Printed is
the root mean square error of the chance of a lucky pick, and in brackets its mean, over learners with other luck,
numbers of options and shares known at sight: from right and wrong alone; with a sign beside each answer, its level of
certainty or how long it took; with declared guesses; and with an estimate for each of two packs. Equal arguments print
equal tables.

The model with a sign: it comes with chances a if the answer is known, and b if not, whether the pick then hits or not.
All of them are unknown; u, g, a and b are drawn in turns given the others and which right answers were luck (Gibbs
sampling), with the priors of `luck.estimate`, uniform ones for a and b.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random
from statistics import mean

from zgcquiz.core.learning.guessing import HIGHEST_EDGE, LOWEST_EDGE, lucky_pick
from zgcquiz.core.learning.luck.estimate import PRIOR, FirstAnswers, estimate

ITEMS = 1000
ANCHORS = (0, 100, 330)
LEARNERS = tuple(product((2, 4), (-0.5, 0.0, 0.5), (0.3, 0.76)))
"""The number of options, the edge, and the share known at sight."""
BURNT, DRAWS = 150, 550
_EDGES = [LOWEST_EDGE + 0.025 * step for step in range(round((HIGHEST_EDGE - LOWEST_EDGE) / 0.025) + 1)]

Chances = Sequence[float]


@dataclass(frozen=True)
class Sign:
    """A sign beside an answer: the chances of its values.

    known: if the answer is known; guessed: if it isn't, with one option left to pick from, with up to half, with more.
    """

    known: Chances
    guessed: tuple[Chances, Chances, Chances]

    def chances(self, knows: bool, left: int, of: int) -> Chances:
        return self.known if knows else self.guessed[(left > 1) + (2 * left > of and left > 1)]


SIGNS = {
    "nothing": Sign((1.0,), ((1.0,),) * 3),
    "certainty": Sign((0.05, 0.2, 0.75), ((0.6, 0.3, 0.1),) * 3),
    "overconfident": Sign((0.02, 0.13, 0.85), ((0.2, 0.4, 0.4),) * 3),
    "certainty, by the options left": Sign((0.05, 0.2, 0.75), ((0.1, 0.3, 0.6), (0.4, 0.45, 0.15), (0.7, 0.25, 0.05))),
    "time": Sign((0.45, 0.3, 0.17, 0.08), ((0.15, 0.22, 0.28, 0.35),) * 3),
}


def pick(choices: int, edge: float, rng: Random) -> tuple[int, bool]:
    """Return how many options a learner who doesn't know the answer has left, and whether the pick hits."""
    if edge < 0:
        return choices, rng.random() >= -edge and rng.random() < 1 / choices
    left = 1 + sum(rng.random() >= edge for _ in range(choices - 1))
    return left, rng.random() < 1 / left


def error_with(sign: Sign, choices: int, edge: float, known: float, anchors: int, rng: Random) -> float:
    """Return the error of the estimated chance of a lucky pick, for one learner."""
    right, wrong = ([0] * len(sign.known) for _ in range(2))
    for _ in range(ITEMS):
        left, hits = pick(choices, edge, rng)
        knows = rng.random() < known
        chances = sign.chances(knows, left, choices)
        counts = right if knows or hits else wrong
        counts[rng.choices(range(len(chances)), chances)[0]] += 1
    recalled = sum(rng.random() < known for _ in range(anchors))
    return sampled(right, wrong, choices, recalled, anchors - recalled, rng) - lucky_pick(choices, edge)


def sampled(
    right: Sequence[int], wrong: Sequence[int], choices: int, recalled: int, not_recalled: int, rng: Random
) -> float:
    """Return the posterior mean of the chance of a lucky pick. right, wrong: answers by the value of the sign."""
    hits = [min(0.999, max(0.001, lucky_pick(choices, edge))) for edge in _EDGES]
    u, g, a, b = 0.5, 1 / choices, [1 / len(right)] * len(right), [1 / len(right)] * len(right)
    draws = []
    for draw in range(BURNT + DRAWS):
        lucky = [
            _binomial(count, u * g * unknown / ((1 - u) * known + u * g * unknown), rng)
            for count, known, unknown in zip(right, a, b, strict=True)
        ]
        hit, missed = sum(lucky), sum(wrong)
        u = rng.betavariate(2 + hit + missed + not_recalled, 2 + sum(right) - hit + recalled)
        logs = [
            hit * math.log(g) + missed * math.log(1 - g) - (edge / PRIOR) ** 2 / 2
            for g, edge in zip(hits, _EDGES, strict=True)
        ]
        top = max(logs)
        g = rng.choices(hits, [math.exp(log - top) for log in logs])[0]
        a = _dirichlet([1 + count - luck for count, luck in zip(right, lucky, strict=True)], rng)
        b = _dirichlet([1 + count + luck for count, luck in zip(wrong, lucky, strict=True)], rng)
        if draw >= BURNT:
            draws.append(g)
    return mean(draws)


def _binomial(count: int, chance: float, rng: Random) -> int:
    if count < 40:
        return sum(rng.random() < chance for _ in range(count))
    drawn = round(rng.gauss(count * chance, math.sqrt(count * chance * (1 - chance))))
    return min(count, max(0, drawn))


def _dirichlet(counts: Sequence[int], rng: Random) -> list[float]:
    drawn = [rng.gammavariate(count, 1) for count in counts]
    return [max(1e-9, each / sum(drawn)) for each in drawn]


def answers_of(choices: int, edge: float, known: float, anchors: int, declares: float, rng: Random) -> FirstAnswers:
    """Draw a learner's first answers. declares: the share of guesses that are declared."""
    counts = {"right": 0, "wrong": 0, "hit": 0, "missed": 0}
    for _ in range(ITEMS):
        knows, hits = rng.random() < known, pick(choices, edge, rng)[1]
        if not knows and rng.random() < declares:
            counts["hit" if hits else "missed"] += 1
        else:
            counts["right" if knows or hits else "wrong"] += 1
    recalled = sum(rng.random() < known for _ in range(anchors))
    right, wrong, hit, missed = ({choices: count} for count in counts.values())
    return FirstAnswers(recalled, anchors - recalled, right, wrong, hit[choices] + missed[choices], hit, missed)


def error_of(answers: FirstAnswers, choices: int, edge: float) -> float:
    return estimate(answers).chances[choices][0] - lucky_pick(choices, edge)


def shown(errors: Sequence[float]) -> str:
    return f"{math.sqrt(mean(error * error for error in errors)):.3f} ({mean(errors):+.3f})"


def signs(seeds: int) -> Iterator[Sequence[str]]:
    """Signs beside the answers, by the number of anchors."""
    yield "anchors", *SIGNS
    for anchors in ANCHORS:
        runs = [(*learner, anchors, seed) for learner in LEARNERS for seed in range(seeds)]
        yield (
            str(anchors),
            *(shown([error_with(sign, *run[:-1], Random(f"{run}")) for run in runs]) for sign in SIGNS.values()),
        )


def declared(seeds: int) -> Iterator[Sequence[str]]:
    """Half of the guesses declared: their hits not used, and used."""
    yield "anchors", "not used", "used"
    for anchors in ANCHORS:
        errors: list[list[float]] = [[], []]
        for (choices, edge, known), seed in product(LEARNERS, range(seeds)):
            used = answers_of(choices, edge, known, anchors, 0.5, Random(f"{choices}{edge}{known}{seed}"))
            unused = FirstAnswers(used.recalled, used.not_recalled, used.right, used.wrong, used.declared, {}, {})
            for found, answers in zip(errors, (unused, used), strict=True):
                found.append(error_of(answers, choices, edge))
        yield str(anchors), *map(shown, errors)


def packs(seeds: int) -> Iterator[Sequence[str]]:
    """Two packs with half of 330 anchors each, by the difference of their edges: one estimate, and one for each."""
    yield "difference of edges", "one estimate", "by pack"
    for difference in (0.0, 0.2, 0.4, 0.8):
        together: list[float] = []
        apart: list[float] = []
        for choices, known, seed in product((2, 4), (0.3, 0.76), range(3 * seeds)):
            rng = Random(f"{choices}{known}{seed}")
            edges = (-difference / 2, difference / 2)
            drawn = [answers_of(choices, edge, known, ANCHORS[-1] // 2, 0.0, rng) for edge in edges]
            both = FirstAnswers(
                sum(each.recalled for each in drawn),
                sum(each.not_recalled for each in drawn),
                {choices: sum(each.right[choices] for each in drawn)},
                {choices: sum(each.wrong[choices] for each in drawn)},
                0,
                {},
                {},
            )
            for edge, own in zip(edges, drawn, strict=True):
                together.append(error_of(both, choices, edge))
                apart.append(error_of(own, choices, edge))
        yield f"{difference:.1f}", shown(together), shown(apart)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.luck_evidence", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10, help="learners of each kind (10)")
    seeds = parser.parse_args().seeds
    for table in (signs, declared, packs):
        print(table.__doc__, end="\n\n")
        for number, row in enumerate(table(seeds)):
            print(f"| {' | '.join(row)} |", flush=True)
            if not number:
                print("|---" * len(row) + "|")
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
