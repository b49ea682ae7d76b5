"""Rasch difficulties from pairs of questions.

Of the learners who are right on one question of a pair and wrong on the other, the share that is right on the first one
depends on the two difficulties only, not on who these learners are: P = e^(b2 - b1) / (1 + e^(b2 - b1)). So the
difficulties need no distribution of abilities, and learners may have answered different questions. Pairwise conditional
maximum likelihood: Rasch 1960; Choppin 1968, Nature 219; Zwinderman 1995, Applied Psychological Measurement 19. It is
the likelihood of Bradley and Terry (1952), whose maximum is unique if no question is above all the others (Ford 1957).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

from zgcquiz.core.classroom.counts import PairCount

MAX_QUESTIONS = 500
"""The most questions whose difficulties are estimated: the work grows with their square."""
_SWEEPS = 2000
_ENOUGH = 1e-13
"""The change of a difficulty, in logits, that ends the search."""


def rasch_difficulties(pairs: Iterable[PairCount]) -> dict[str, float]:
    """Return the difficulty of questions in logits, with a mean of 0; higher is harder.

    Questions that can't be compared are left out: those that every learner answered alike, and all but the largest set
    in which each one is connected with each other one in both directions.
    """
    beats: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for pair in pairs:
        beats[pair.wrong][pair.right] = pair.learners  # the harder question of the pair has the edge
    inside = _largest_connected(beats)
    if len(inside) < 2:
        return {}
    games = {
        one: [
            (other, beats[one].get(other, 0), beats[other].get(one, 0))
            for other in inside
            if other != one and (other in beats[one] or one in beats[other])
        ]
        for one in inside
    }
    return _maximum(games)


def _maximum(games: Mapping[str, list[tuple[str, int, int]]]) -> dict[str, float]:
    """Return the difficulties of the greatest likelihood, by Newton's method for one question at a time.

    games: for each question the others, with how often it was the harder one of the two, and how often the easier one.
    """
    found = dict.fromkeys(games, 0.0)
    for _ in range(_SWEEPS):
        largest = 0.0
        for question, others in games.items():
            here = found[question]
            slopes, curves = [], []
            for other, harder, easier in others:
                share = 1 / (1 + math.exp(found[other] - here))
                both = harder + easier
                slopes.append(harder - both * share)
                curves.append(both * share * (1 - share))
            step = max(-1.0, min(1.0, math.fsum(slopes) / math.fsum(curves)))
            found[question] = here + step
            largest = max(largest, abs(step))
        mean = math.fsum(found.values()) / len(found)
        found = {question: value - mean for question, value in found.items()}
        if largest < _ENOUGH:
            break
    return found


def _largest_connected(beats: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Return the largest strongly connected set of a graph, sorted; of equally large ones the first."""
    back: defaultdict[str, set[str]] = defaultdict(set)
    for one, others in beats.items():
        for other in others:
            back[other].add(one)
    left = sorted({*beats, *back})
    best: list[str] = []
    while len(left) > len(best):
        forward, behind = _reached(left[0], beats), _reached(left[0], back)
        component = sorted(forward & behind)
        if len(component) > len(best):
            best = component
        left = [each for each in left if each not in set(component)]
    return best


def _reached(start: str, edges: Mapping[str, Iterable[str]]) -> set[str]:
    found, to_visit = {start}, [start]
    while to_visit:
        for other in edges.get(to_visit.pop(), ()):
            if other not in found:
                found.add(other)
                to_visit.append(other)
    return found
