"""Compare exam plans with plain review at the same cost: `python -m benchmarks.exam`.

Simulated learners, whose memory follows FSRS-6 with its default parameters, answer a limited number of questions a
day until an exam. The questions are chosen in three ways: by plain review (due items, the most forgotten first, then at
most ten new items); by plain review with as many answers as the plan, spread evenly, the remainder going to the most
forgotten items that are not due; and by the plan, made again each morning. Prints the true recall on the date, the mean
over all items; an item never asked counts as not known. Equal arguments print equal tables. Exits with 1 unless the
plan is better.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from random import Random
from statistics import mean

from zgcquiz.core.learning.exam import Budget, Candidate, plan
from zgcquiz.core.learning.fitting import default_parameters
from zgcquiz.core.learning.forecast import USUAL
from zgcquiz.core.learning.guessing import Evidence, Memory, Model
from zgcquiz.core.log.review import Rating, Ref

KNOWN_AT_SIGHT = 0.5
PER_DAY = 10
"""New items a day in plain review."""


@dataclass
class Item:
    ref: Ref
    memory: Memory | None = None
    last: int = 0
    due: int = 0


@dataclass(frozen=True)
class Scene:
    """A starting point. new: items never asked; known: items learnt in the year before, with two weeks' backlog."""

    name: str
    new: int
    known: int
    days: int
    answers: int


SCENES = (
    Scene("a new subject, little time a day", new=150, known=0, days=30, answers=15),
    Scene("a new subject", new=150, known=0, days=30, answers=30),
    Scene("a new subject, soon", new=150, known=0, days=10, answers=50),
    Scene("learnt before, little time a day", new=0, known=300, days=21, answers=10),
    Scene("learnt before", new=0, known=300, days=21, answers=25),
    Scene("half and half", new=100, known=200, days=30, answers=25),
    Scene("half and half, a long way off", new=200, known=200, days=120, answers=15),
)


class World:
    """A simulated learner with one way of choosing questions."""

    def __init__(self, scene: Scene, seed: int) -> None:
        self.rng = Random(seed)
        self.model = Model(default_parameters(), 0.9)
        self.items = [Item(Ref("p", f"{number:04}")) for number in range(scene.new + scene.known)]
        self.today = 0
        self.answers = 0
        for item in self.items[scene.new :]:
            self.today = self.rng.randrange(-365, -14)
            while self.today < -14:
                self.ask(item)
                self.today = item.due
        self.today, self.answers = 0, 0

    def recall(self, item: Item, day: int) -> float:
        return self.model.recall(item.memory, day - item.last) if item.memory else KNOWN_AT_SIGHT

    def ask(self, item: Item) -> None:
        """Ask until it is right."""
        known = self.rng.random() < self.recall(item, self.today)
        while True:
            elapsed = self.today - item.last if item.memory else 0
            step = self.model.after(item.memory, Evidence(elapsed, Rating.GOOD if known else Rating.AGAIN))
            item.memory, item.last = step.memory, self.today
            item.due = self.today + max(1, round(step.interval * self.rng.uniform(0.95, 1.05)))
            self.answers += 1
            if known:
                return
            known = self.rng.random() < USUAL.again

    def work(self, items: list[Item], limit: int) -> None:
        for item in items:
            if self.answers >= limit:
                return
            self.ask(item)


def plain(world: World, scene: Scene) -> list[Item]:
    due = [item for item in world.items if item.memory and item.due <= world.today]
    due.sort(key=lambda item: world.recall(item, world.today))
    return due + [item for item in world.items if not item.memory][:PER_DAY]


def filled(world: World, scene: Scene) -> list[Item]:
    rest = [item for item in world.items if item.memory and item.due > world.today]
    return plain(world, scene) + sorted(rest, key=lambda item: world.recall(item, world.today))


def planned(world: World, scene: Scene) -> list[Item]:
    by_ref = {item.ref: item for item in world.items}
    found = plan(
        [Candidate(item.ref, item.memory, item.last) for item in world.items],
        lambda _: world.model,
        USUAL,
        world.today,
        scene.days,
        Budget(scene.answers),
    )
    return [by_ref[ref] for ref in found.today]


WAYS: dict[str, Callable[[World, Scene], list[Item]]] = {"plain": plain, "filled": filled, "planned": planned}


def run(job: tuple[Scene, str, int, int]) -> tuple[float, int]:
    """Return the true recall on the date, and the answers given. The last of a job: the most answers for `filled`."""
    scene, way, seed, most = job
    world = World(scene, seed)
    for day in range(scene.days):
        world.today = day
        even = round(most * (day + 1) / scene.days)
        world.work(WAYS[way](world, scene), even if way == "filled" else world.answers + scene.answers)
    known = [world.recall(item, scene.days) if item.memory else 0.0 for item in world.items]
    return mean(known), world.answers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    seeds = range(parser.parse_args().seeds)
    worse = 0
    print("| learner | items | days | answers a day | plain | answers | filled | answers | planned | answers |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    with ProcessPoolExecutor() as pool:
        for scene in SCENES:
            planned = list(pool.map(run, [(scene, "planned", seed, 0) for seed in seeds]))
            plain = list(pool.map(run, [(scene, "plain", seed, 0) for seed in seeds]))
            caps = zip(seeds, planned, strict=True)
            filled = list(pool.map(run, [(scene, "filled", seed, answers) for seed, (_, answers) in caps]))
            ways = [[mean(figures) for figures in zip(*found, strict=True)] for found in (plain, filled, planned)]
            worse += ways[2][0] <= ways[1][0]
            cells = [f"{recall:.3f} | {answers:.0f}" for recall, answers in ways]
            items = scene.new + scene.known
            print(f"| {scene.name} | {items} | {scene.days} | {scene.answers} | {' | '.join(cells)} |", flush=True)
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
