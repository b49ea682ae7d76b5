"""Compare exam plans with plain rules at the same cost: `python -m benchmarks.exam`.

Simulated learners answer a limited number of questions a day until an exam. The questions are chosen in three ways: by
plain review (due items, the most forgotten first, then at most ten new items); by the best rule that knows the date,
with as many answers as the plan (new items evenly in the first 60 percent of the days, then the lowest recall first);
and by the plan, made again each morning. Planner and rules know what the app knows, the answers; memory follows FSRS-6,
for some learners with other parameters than are assumed. Prints the true recall on the date, the mean over all items;
an item never asked counts as not known. What happens to an item follows from numbers of its own, alike for all ways, so
that their difference varies less; its standard error over the seeds is printed beside it. Equal arguments print equal
tables. Exits with 1 if the plan is below the rule by more than two of these errors, or, for a learner as assumed, not
.02 above it where time is scarce.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from random import Random
from statistics import mean, stdev

from zgcquiz.core.learning.exam import Budget, Candidate, plan
from zgcquiz.core.learning.fitting import default_parameters
from zgcquiz.core.learning.forecast import USUAL
from zgcquiz.core.learning.guessing import Evidence, Memory, Model
from zgcquiz.core.log.review import Rating, Ref

INTRODUCED_IN = 0.6
"""The fraction of the days in which the rule starts new items."""
PER_DAY = 10
"""New items a day in plain review."""
ERRORS = 2.0
"""By how many of its standard errors the gain may be below zero: more is hardly chance."""
SCARCE = 0.02
"""What the plan has to add where time is scarce."""
_WEIGHTS_OF_FIRST = slice(0, 4)
"""The parameters of FSRS-6 that are the stabilities after a first answer."""


@dataclass
class Item:
    """memory, last, due: as the app derives them from the answers; true: the learner's own."""

    ref: Ref
    memory: Memory | None = None
    true: Memory | None = None
    last: int = 0
    due: int = 0
    rng: Random = field(default_factory=Random)
    """Decides what is known: with one for each item, what happens to it is alike in all ways of choosing."""


@dataclass(frozen=True)
class Scene:
    """A starting point. new: items never asked; known: items learnt in the year before, with two weeks' backlog."""

    name: str
    new: int
    known: int
    days: int
    answers: int
    is_scarce: bool = False


SCENES = (
    Scene("a new subject, little time a day", new=150, known=0, days=30, answers=15, is_scarce=True),
    Scene("a new subject", new=150, known=0, days=30, answers=30),
    Scene("a new subject, soon", new=150, known=0, days=10, answers=50, is_scarce=True),
    Scene("learnt before, little time a day", new=0, known=300, days=21, answers=10),
    Scene("learnt before", new=0, known=300, days=21, answers=25),
    Scene("half and half", new=100, known=200, days=30, answers=25),
    Scene("half and half, a long way off", new=200, known=200, days=120, answers=15),
)


@dataclass(frozen=True)
class Learner:
    """Someone with a memory.

    stability: that after a first answer, as a multiple of what is assumed; at_sight: the share of items known before
    they are asked; luck: the chance of a right answer without knowing it; chance: the one that is assumed.
    """

    name: str
    stability: float = 1.0
    at_sight: float = 0.5
    luck: float = 0.0
    chance: float = 0.0

    def model(self) -> Model:
        """Return the learner's own memory."""
        weights = list(default_parameters())
        weights[_WEIGHTS_OF_FIRST] = [weight * self.stability for weight in weights[_WEIGHTS_OF_FIRST]]
        return Model(tuple(weights), 0.9)


AS_ASSUMED = Learner("as assumed")
OTHERS = (
    Learner("half the stability", stability=0.5),
    Learner("twice the stability", stability=2.0),
    Learner("30 percent known at sight", at_sight=0.3),
    Learner("four options, guesses blindly", luck=0.25, chance=0.25),
    Learner("four options, rules out half", luck=0.5, chance=0.25),
)
"""Learners unlike the default parameters, each measured in the scenes of `MIXED`."""
MIXED = (SCENES[0], SCENES[1], SCENES[4], SCENES[5])


class World:
    """A simulated learner with one way of choosing questions."""

    def __init__(self, scene: Scene, seed: int, learner: Learner = AS_ASSUMED) -> None:
        self.rng = Random(seed)
        self.learner = learner
        self.model = Model(default_parameters(), 0.9)
        self._own = learner.model()
        self.items = [
            Item(Ref("p", f"{number:04}"), rng=Random(f"{seed}/{number}")) for number in range(scene.new + scene.known)
        ]
        self.today = 0
        self.answers = 0
        for item in self.items[scene.new :]:
            self.today = self.rng.randrange(-365, -14)
            while self.today < -14:
                self.ask(item)
                self.today = item.due
        self.today, self.answers = 0, 0

    def recall(self, item: Item, day: int) -> float:
        """Return the recall that the app assumes."""
        return self.model.recall(item.memory, day - item.last)

    def true_recall(self, item: Item, day: int) -> float:
        return self._own.recall(item.true, day - item.last) if item.true else self.learner.at_sight

    def ask(self, item: Item) -> None:
        """Ask until it is right."""
        knows = item.rng.random() < self.true_recall(item, self.today)
        while True:
            elapsed = self.today - item.last if item.memory else 0
            right = knows or item.rng.random() < self.learner.luck
            rating = Rating.GOOD if knows else Rating.AGAIN
            item.true = self._own.after(item.true, Evidence(elapsed, rating)).memory
            rating = Rating.GOOD if right else Rating.AGAIN
            step = self.model.after(item.memory, Evidence(elapsed, rating, self.learner.chance))
            item.memory, item.last = step.memory, self.today
            item.due = self.today + max(1, round(step.interval * item.rng.uniform(0.95, 1.05)))
            self.answers += 1
            if right:
                return
            knows = item.rng.random() < USUAL.again

    def work(self, items: list[Item], limit: int) -> None:
        for item in items:
            if self.answers >= limit:
                return
            self.ask(item)


def plain(world: World, scene: Scene) -> list[Item]:
    due = [item for item in world.items if item.memory and item.due <= world.today]
    due.sort(key=lambda item: world.recall(item, world.today))
    return due + [item for item in world.items if not item.memory][:PER_DAY]


def even(world: World, scene: Scene) -> list[Item]:
    new = [item for item in world.items if not item.memory]
    span = max(1, round(scene.days * INTRODUCED_IN))
    started = round(scene.new * min(1.0, (world.today + 1) / span))
    known = [item for item in world.items if item.memory and item.last < world.today]
    known.sort(key=lambda item: world.recall(item, world.today))
    return new[: max(0, started - (scene.new - len(new)))] + known


def planned(world: World, scene: Scene) -> list[Item]:
    by_ref = {item.ref: item for item in world.items}
    found = plan(
        [Candidate(item.ref, item.memory, item.last) for item in world.items],
        lambda _: world.model,
        USUAL,
        world.today,
        scene.days,
        lambda _: Budget(scene.answers),
    )
    return [by_ref[ref] for ref in found.today]


WAYS: dict[str, Callable[[World, Scene], list[Item]]] = {"plain": plain, "even": even, "planned": planned}


def run(job: tuple[Scene, Learner, str, int, int]) -> tuple[float, int]:
    """Return the true recall on the date, and the answers given. The last of a job: the most answers for `even`."""
    scene, learner, way, seed, most = job
    world = World(scene, seed, learner)
    for day in range(scene.days):
        world.today = day
        evenly = round(most * (day + 1) / scene.days)
        world.work(WAYS[way](world, scene), evenly if way == "even" else world.answers + scene.answers)
    known = [world.true_recall(item, scene.days) if item.memory else 0.0 for item in world.items]
    return mean(known), world.answers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="simulated learners of each kind, 2 or more (5)")
    seeds = range(max(2, parser.parse_args().seeds))
    missed = 0
    print(
        "| learner | start | items | days | answers a day | plain | answers | even | planned | answers | gain | error |"
    )
    print("|---" * 12 + "|")
    jobs = [(AS_ASSUMED, scene) for scene in SCENES] + [(learner, scene) for learner in OTHERS for scene in MIXED]
    with ProcessPoolExecutor() as pool:
        for learner, scene in jobs:
            planned = list(pool.map(run, [(scene, learner, "planned", seed, 0) for seed in seeds]))
            plain = list(pool.map(run, [(scene, learner, "plain", seed, 0) for seed in seeds]))
            caps = zip(seeds, planned, strict=True)
            even = list(pool.map(run, [(scene, learner, "even", seed, answers) for seed, (_, answers) in caps]))
            ways = [[mean(figures) for figures in zip(*found, strict=True)] for found in (plain, even, planned)]
            gains = [ours - theirs for (ours, _), (theirs, _) in zip(planned, even, strict=True)]
            gain, error = mean(gains), stdev(gains) / math.sqrt(len(gains))
            missed += gain < (SCARCE if scene.is_scarce and learner is AS_ASSUMED else -ERRORS * error)
            items = scene.new + scene.known
            cells = f"{ways[0][0]:.3f} | {ways[0][1]:.0f} | {ways[1][0]:.3f} | {ways[2][0]:.3f} | {ways[2][1]:.0f}"
            start = f"{learner.name} | {scene.name} | {items} | {scene.days} | {scene.answers}"
            print(f"| {start} | {cells} | {gain:+.3f} | {error:.3f} |", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
