"""Measure the effect of lucky guesses on a schedule, without and with correction: `python -m benchmarks.guessing`.

A simulated learner's memory follows FSRS-6 exactly: it changes as after Good if the answer was known, and as after
Again if not, even if the pick was right, since the feedback is shown. The scheduler sees only the answers. Equal
arguments print equal tables. Exits with 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from random import Random
from statistics import mean

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview, default_simulator_config

from benchmarks.luck_learners import LEARNERS, Study, free_recall, outcome
from zgcquiz.core.learning import fitting
from zgcquiz.core.learning.guessing import Evidence, Habit, Memory, Model, chance
from zgcquiz.core.learning.schedule import fuzz
from zgcquiz.core.log.review import Rating

RETENTION = 0.9
TOLERANCE = 0.01
"""The largest allowed difference of true recall from the desired retention."""
MOST_REVIEWS = 1.10
"""The largest allowed ratio of answers to those of a learner who recalls without options."""
DAYS = 365
OPTIONS = (2, 3, 4, 5)
HABITS = {"never": 0.0, "half": 0.5, "always": 1.0}
"""The fraction of guesses declared, by name."""
KNOWN_AT_SIGHT = 1 - default_simulator_config().first_rating_prob[0]
"""The fraction of items known when first asked: 0.76, as in FSRS's own simulator."""

Weighted = tuple[float, Memory]
Belief = tuple[Weighted, ...]
"""The possible states of an item's memory with their probabilities; () before the first answer."""


@dataclass(frozen=True)
class World:
    """A learner and the kind of questions. options: None for free recall, without luck.

    declares: the fraction of guesses declared; extra: added by partial knowledge to the chance of a lucky pick;
    after_feedback: true recall minutes after a miss; known: the fraction of items known when first asked.
    """

    options: int | None = None
    declares: float = 0.0
    parameters: tuple[float, ...] = tuple(DEFAULT_PARAMETERS)
    known: float = KNOWN_AT_SIGHT
    extra: float = 0.0
    after_feedback: float = 1.0
    retention: float = RETENTION

    @property
    def chance(self) -> float:
        """The chance of a lucky pick that the scheduler assumes."""
        return 0.0 if self.options is None else chance(self.options)


class Scheduling:
    """The product's model."""

    corrects = True

    def __init__(self, retention: float) -> None:
        self.model = Model(DEFAULT_PARAMETERS, retention)

    def next(self, belief: Belief, evidence: Evidence) -> tuple[Belief, float]:
        step = self.model.after(belief[0][1] if belief else None, evidence)
        return ((1.0, step.memory),), step.interval


class Plain(Scheduling):
    """Scheduling that counts every right answer as Good."""

    corrects = False


class LogMean(Scheduling):
    """Scheduling with one state, whose stability is the geometric mean of the two possible ones."""

    def next(self, belief: Belief, evidence: Evidence) -> tuple[Belief, float]:
        memory = belief[0][1] if belief else None
        step = self.model.after(memory, evidence)
        if step.known in (0.0, 1.0):
            return ((1.0, step.memory),), step.interval
        right, missed = _both(self.model, memory, evidence.elapsed)
        logs = step.known * math.log(right.stability) + (1 - step.known) * math.log(missed.stability)
        return ((1.0, Memory(math.exp(logs), step.memory.difficulty)),), step.interval


class Wide(Scheduling):
    """Scheduling with several states and their probabilities; the closest are merged if there are too many.

    With many states this equals the exact Bayesian filter within the precision of the tables.
    """

    states = 20

    def next(self, belief: Belief, evidence: Evidence) -> tuple[Belief, float]:
        stories: list[Weighted] = []
        for weight, memory in belief or ((1.0, None),):
            recall = self.model.recall(memory, evidence.elapsed)
            right, missed = _both(self.model, memory, evidence.elapsed)
            if evidence.rating is Rating.AGAIN:
                stories.append((weight * max(1e-9, 1 - recall), missed))
            else:
                stories += [(weight * recall, right), (weight * (1 - recall) * evidence.luck, missed)]
        stories = sorted((story for story in stories if story[0] > 0), key=lambda story: story[1].stability)
        while len(stories) > self.states:
            at = min(range(len(stories) - 1), key=lambda at: _apart(stories[at], stories[at + 1]))
            (one, low), (other, high) = stories[at : at + 2]
            stories[at : at + 2] = [(one + other, self.model.mix(one / (one + other), low, high))]
        total = sum(weight for weight, _ in stories)
        found = tuple((weight / total, memory) for weight, memory in stories)
        return found, self._interval(found)

    def _interval(self, belief: Belief) -> float:
        low, high = 0.0, 40_000.0
        for _ in range(50):
            days = (low + high) / 2
            recall = sum(weight * self.model.recall(memory, days) for weight, memory in belief)
            low, high = (days, high) if recall > RETENTION else (low, days)
        return low


def _both(model: Model, memory: Memory | None, elapsed: int) -> tuple[Memory, Memory]:
    """Return the states after a known answer, and after a miss."""
    right, missed = (model.after(memory, Evidence(elapsed, rating)) for rating in (Rating.GOOD, Rating.AGAIN))
    return right.memory, missed.memory


class Two(Wide):
    states = 2


def _apart(one: Weighted, other: Weighted) -> float:
    """Return the loss of merging two states: Ward's distance, in the logarithm of stability."""
    weight = one[0] * other[0] / (one[0] + other[0])
    return weight * math.log(other[1].stability / one[1].stability) ** 2


METHODS: dict[str, type[Scheduling]] = {
    "plain": Plain,
    "corrected": Scheduling,
    "log mean": LogMean,
    "two states": Two,
    "20 states": Wide,
}


@dataclass
class Item:
    """An item's true memory, the scheduler's belief, and its history."""

    seen: int
    memory: Memory | None = None
    belief: Belief = ()
    history: list[tuple[Evidence, bool]] = field(default_factory=list)
    """The logged answers, with whether each was truly known."""


@dataclass(frozen=True)
class Year:
    """The second half of a simulated year.

    recall: the mean true recall at scheduled reviews; answers: all, including repeats; roomy: recall at reviews due
    later than the day after the last, the earliest possible; items: of the whole year.
    """

    recall: float
    answers: int
    roomy: float
    items: Sequence[Item]


def simulate(seed: int, world: World, method: str, new: int, days: int = DAYS) -> Year:
    """Simulate a learner's year. new: items started each day. Misses are repeated on the same day until right."""
    rng = Random(seed)
    truth = Model(world.parameters, RETENTION)
    scheduling = METHODS[method](world.retention)
    calendar: list[list[tuple[Item, float]]] = [[] for _ in range(days)]
    items: list[Item] = []
    recalls: list[tuple[float, float]] = []
    answers = 0
    habit = Habit()
    for today in range(days):
        begun = [Item(today) for _ in range(new)]
        items += begun
        counted = today >= days // 2
        luck = habit.luck(world.chance) if scheduling.corrects else 0.0  # the habit as of this morning
        for item, wished in [*calendar[today], *((item, 1.0) for item in begun)]:
            right = False
            while not right:
                elapsed = today - item.seen
                recall = truth.recall(item.memory, elapsed)
                if item.memory is None:
                    recall = world.known
                elif elapsed == 0:
                    recall = world.after_feedback
                elif counted:
                    recalls.append((recall, wished))
                known = rng.random() < recall
                lucky = not known and world.options is not None and rng.random() < world.chance + world.extra
                declared = not known and world.options is not None and rng.random() < world.declares
                right = (known or lucky) and not declared
                if world.options is not None:
                    habit = habit.after(world.chance, right=known or lucky, declared=declared)
                evidence = Evidence(elapsed, Rating.GOOD if right else Rating.AGAIN, luck)
                item.history.append((evidence, known))
                item.memory = truth.after(item.memory, Evidence(elapsed, Rating.GOOD if known else Rating.AGAIN)).memory
                item.belief, interval = scheduling.next(item.belief, evidence)
                item.seen = today
                answers += counted
            due = today + fuzz(interval, rng.random())
            if due < days:
                calendar[due].append((item, interval))
    return Year(
        recall=mean(recall for recall, _ in recalls),
        answers=answers,
        roomy=mean(recall for recall, wished in recalls if wished >= 1),
        items=items,
    )


@dataclass(frozen=True)
class Figures:
    """Figures over several seeds: mean recall, its lowest and highest, mean answers, mean roomy recall."""

    recall: float
    low: float
    high: float
    answers: float
    roomy: float


Job = tuple[World, str]


def _run(job: tuple[int, World, str, int]) -> tuple[float, int, float]:
    year = simulate(*job)
    return year.recall, year.answers, year.roomy


class Bench:
    """Runs simulated years on all processors, each once."""

    def __init__(self, pool: ProcessPoolExecutor, seeds: int, new: int) -> None:
        self.pool, self.seeds, self.new = pool, seeds, new
        self._known: dict[Job, Figures] = {}

    def figures(self, jobs: Sequence[Job]) -> list[Figures]:
        wanted = [job for job in dict.fromkeys(jobs) if job not in self._known]
        runs = list(self.pool.map(_run, [(seed, *job, self.new) for job in wanted for seed in range(self.seeds)]))
        for at, job in enumerate(wanted):
            recalls, answers, roomy = zip(*runs[at * self.seeds : (at + 1) * self.seeds], strict=True)
            self._known[job] = Figures(mean(recalls), min(recalls), max(recalls), mean(answers), mean(roomy))
        return [self._known[job] for job in jobs]


def free(world: World) -> Job:
    """Return the same learner without options, the baseline."""
    return replace(world, options=None, declares=0.0, extra=0.0), "plain"


def schedule(bench: Bench) -> Iterator[Sequence[str]]:
    """Measure every number of options with every habit of declaring guesses."""
    worlds = [World(options, share) for options in OPTIONS for share in HABITS.values()]
    yardstick, *found = bench.figures(
        [free(World()), *((world, method) for world in worlds for method in ("plain", "corrected"))]
    )
    yield "options", "declared", "plain: recall", "answers", "corrected: recall", "lowest", "highest", "answers", ""
    yield "free recall", "", *_pair(yardstick, yardstick), "", "", "", "", f"roomy {yardstick.roomy:.4f}"
    for world, plain, ours in zip(worlds, found[::2], found[1::2], strict=True):
        met = max(abs(ours.low - RETENTION), abs(ours.high - RETENTION)) <= TOLERANCE
        met &= ours.answers <= MOST_REVIEWS * yardstick.answers
        habit = next(name for name, share in HABITS.items() if share == world.declares)
        yield (
            str(world.options),
            habit,
            *_pair(plain, yardstick),
            f"{ours.recall:.4f}",
            f"{ours.low:.4f}",
            f"{ours.high:.4f}",
            f"{ours.answers / yardstick.answers:.3f}",
            "met" if met else "MISSED",
        )


def _pair(figures: Figures, yardstick: Figures) -> tuple[str, str]:
    return f"{figures.recall:.4f}", f"{figures.answers / yardstick.answers:.3f}"


def scaled(**factors: float) -> tuple[float, ...]:
    """Return the default parameters of FSRS-6 with some of them (w0 to w20) multiplied."""
    return tuple(weight * factors.get(f"w{at}", 1.0) for at, weight in enumerate(DEFAULT_PARAMETERS))


FORGETFUL = scaled(w0=0.6, w2=0.5, w8=0.9)
RETENTIVE = scaled(w0=2, w2=2, w8=1.06)
STEEP = scaled(w20=2)
FLAT = scaled(w20=0.7)

STRANGERS = {
    "as assumed": World(),
    "forgets faster": World(parameters=FORGETFUL),
    "forgets more slowly": World(parameters=RETENTIVE),
    "steeper curve": World(parameters=STEEP),
    "flatter curve": World(parameters=FLAT),
    "lucky pick 0.1 likelier": World(extra=0.1),
    "lucky pick 0.2 likelier": World(extra=0.2),
    "recall 0.95 after feedback": World(after_feedback=0.95),
    "knows nine tenths at sight": World(known=0.9),
    "knows half at sight": World(known=0.5),
    "knows a fifth at sight": World(known=0.2),
    "knows nothing at sight": World(known=0.0),
    "desired retention 0.80": World(retention=0.8),
    "desired retention 0.95": World(retention=0.95),
}


def strangers(bench: Bench) -> Iterator[Sequence[str]]:
    """Measure learners who differ from the scheduler's assumptions, and never declare a guess."""
    yield "learner", "free recall", *(f"{method}, {k}" for k in (2, 4) for method in ("plain", "corrected", "answers"))
    kinds = [replace(world, options=k) for world in STRANGERS.values() for k in (2, 4)]
    jobs = [(world, method) for world in kinds for method in ("plain", "corrected")]
    bench.figures(jobs + [free(world) for world in kinds])  # all at once, to keep the processors busy
    for name, world in STRANGERS.items():
        cells = []
        (yardstick,) = bench.figures([free(world)])
        for k in (2, 4):
            plain, ours = bench.figures([(replace(world, options=k), method) for method in ("plain", "corrected")])
            cells += [f"{plain.recall:.4f}", *_pair(ours, yardstick)]
        yield name, f"{yardstick.recall:.4f}", *cells


def variants(bench: Bench) -> Iterator[Sequence[str]]:
    """Measure other ways to represent the mixture, for a learner who never declares a guess."""
    yield "method", *(f"{what}, {k}" for k in OPTIONS for what in ("recall", "answers"))
    worlds = [World(options) for options in OPTIONS]
    bench.figures([free(World()), *((world, method) for method in METHODS for world in worlds)])
    (yardstick,) = bench.figures([free(World())])
    for method in METHODS:
        found = bench.figures([(world, method) for world in worlds])
        yield method, *(cell for figures in found for cell in _pair(figures, yardstick))


# Fitting parameters to such logs

Sequences = list[list[tuple[int, Rating]]]
"""For each item: elapsed days and rating of every answer."""
_DOUBTFUL = 0.95
"""The chance of being known below which one method leaves right answers out."""


def fit(sequences: Sequences, left_out: Callable[[int, int], bool] | None = None) -> list[float]:
    """Fit the parameters of FSRS-6. left_out: whether not to predict an item's answer number `at`."""
    training = []
    for number, sequence in enumerate(sequences):
        reviews = [FSRSReview(int(rating), elapsed) for elapsed, rating in sequence]
        for at, (elapsed, _) in enumerate(sequence):
            item = FSRSItem(reviews[: at + 1])
            if elapsed and item.long_term_review_cnt() and not (left_out and left_out(number, at)):
                training.append(item)
    return FSRS(DEFAULT_PARAMETERS).compute_parameters(training)


def fits(job: tuple[int, World, int]) -> dict[str, tuple[float, float]]:
    """Return the root mean square and mean error of predicted recall by method of fitting, for one simulated log.

    Predicted and true recall are compared over the true history of another learner like this one.
    """
    seed, world, new = job
    log = [item.history for item in simulate(seed, world, "corrected", new).items]
    other = simulate(seed + 1000, free(world)[0], "plain", new, DAYS // 2).items
    model = Model(DEFAULT_PARAMETERS, RETENTION)
    known = [list(_known(model, [evidence for evidence, _ in history])) for history in log]
    naive = [[(evidence.elapsed, evidence.rating) for evidence, _ in history] for history in log]
    truth = [[(e.elapsed, Rating.GOOD if known else Rating.AGAIN) for e, known in history] for history in log]
    rng = Random(seed)
    found: dict[str, Sequence[float]] = {
        "default parameters": DEFAULT_PARAMETERS,
        "fit to the truth": fit(truth),
        "naive fit": fit(naive),
        "doubtful left out": fit(naive, lambda item, at: 0 < known[item][at] < _DOUBTFUL),
        "imputed": fit(imputed(model, log, rng)),
    }
    again = Model(found["imputed"], RETENTION)
    found["imputed, then again with the fit"] = fit(imputed(again, log, rng))
    return {name: _errors(Model(parameters, RETENTION), world, other) for name, parameters in found.items()}


def imputed(model: Model, log: Sequence[Sequence[tuple[Evidence, bool]]], rng: Random) -> Sequences:
    """Impute the ratings of every item once."""
    histories = [[evidence for evidence, _ in history] for history in log]
    return [
        [(e.elapsed, rating) for e, rating in zip(history, model.impute(history, rng), strict=True)]
        for history in histories
    ]


def _known(model: Model, history: Sequence[Evidence]) -> Iterator[float]:
    memory = None
    for evidence in history:
        step = model.after(memory, evidence)
        memory = step.memory
        yield step.known


def _errors(model: Model, world: World, items: Sequence[Item]) -> tuple[float, float]:
    truth = Model(world.parameters, RETENTION)
    gaps = []
    for item in items:
        ours = theirs = None
        for evidence, _ in item.history:
            if theirs is not None and evidence.elapsed:
                gaps.append(model.recall(ours, evidence.elapsed) - truth.recall(theirs, evidence.elapsed))
            ours, theirs = model.after(ours, evidence).memory, truth.after(theirs, evidence).memory
    return math.sqrt(mean(gap * gap for gap in gaps)), mean(gaps)


def tuning(bench: Bench) -> Iterator[Sequence[str]]:
    """Measure fits to simulated logs: the root mean square and the mean error of predicted recall."""
    names = ("as assumed", "forgets faster", "forgets more slowly", "steeper curve")
    worlds = [(f"{name}, {k}", replace(STRANGERS[name], options=k)) for k in (2, 4) for name in names]
    jobs = [(seed, world, bench.new) for _, world in worlds for seed in range(bench.seeds)]
    runs = list(bench.pool.map(fits, jobs))
    ways = list(runs[0])
    yield "learner, options", *(text for way in ways for text in (way, "bias"))
    for at, (name, _) in enumerate(worlds):
        mine = runs[at * bench.seeds : (at + 1) * bench.seeds]
        cells = []
        for way in ways:
            cells += [f"{mean(run[way][0] for run in mine):.4f}", f"{mean(run[way][1] for run in mine):+.4f}"]
        yield name, *cells


_DAYS_LATER = 60
"""The days after a first right answer at which its recall is reported."""


def tuned(job: tuple[int, World, int]) -> dict[str, tuple[float, float, float, float]]:
    """Run `tune` on one simulated log, with and without allowing for luck.

    Returns for the parameters it leaves in use: root mean square and mean error of predicted recall, as in `fits`;
    recall _DAYS_LATER days after a first right answer; and 1 if they are the fitted ones.
    """
    seed, world, new = job
    log = simulate(seed, world, "corrected", new).items
    other = simulate(seed + 1000, free(world)[0], "plain", new, DAYS // 2).items
    days = [
        [item.seen - sum(e.elapsed for e, _ in item.history[at + 1 :]) for at in range(len(item.history))]
        for item in log
    ]
    histories = [
        [(day, int(evidence.rating)) for day, (evidence, _) in zip(own, item.history, strict=True)]
        for own, item in zip(days, log, strict=True)
    ]
    lucks = [[evidence.luck for evidence, _ in item.history] for item in log]
    weighed, naive = fitting.fit(histories, lucks=lucks), fitting.fit(histories)
    ways = {
        "in use": (DEFAULT_PARAMETERS, 0.0),
        "luck ignored": (naive.parameters, float(naive.better)),
        "luck weighed": (weighed.parameters, float(weighed.better)),
        "truth": (world.parameters, 0.0),
    }
    found = {}
    for name, (parameters, kept) in ways.items():
        model = Model(parameters, RETENTION)
        later = model.recall(model.after(None, Evidence(0, Rating.GOOD)).memory, _DAYS_LATER)
        found[name] = (*_errors(model, world, other), later, kept)
    return found


def kept(bench: Bench) -> Iterator[Sequence[str]]:
    """Measure what `tune` leaves in use: error, how often a fit is kept, and recall 60 days after a right answer."""
    names = ("as assumed", "forgets faster", "forgets more slowly", "steeper curve")
    worlds = [(f"{name}, {k}", replace(STRANGERS[name], options=k)) for k in (2, 4) for name in names]
    jobs = [(seed, world, bench.new) for _, world in worlds for seed in range(bench.seeds)]
    runs = list(bench.pool.map(tuned, jobs))
    ways = ("luck ignored", "luck weighed")
    head = [text for way in ways for text in (way, "bias", "kept")]
    yield "learner, options", "in use", "bias", *head, "recall, true", "in use", *ways
    for at, (name, _) in enumerate(worlds):
        mine = runs[at * bench.seeds : (at + 1) * bench.seeds]

        def average(way: str, part: int, mine: Sequence[dict[str, tuple[float, float, float, float]]] = mine) -> float:
            return mean(run[way][part] for run in mine)

        cells = [f"{average('in use', 0):.4f}", f"{average('in use', 1):+.4f}"]
        for way in ways:
            times = f"{sum(run[way][3] for run in mine):.0f} of {len(mine)}"
            cells += [f"{average(way, 0):.4f}", f"{average(way, 1):+.4f}", times]
        yield name, *cells, *(f"{average(way, 2):.3f}" for way in ("truth", "in use", *ways))


def learnt(bench: Bench) -> Iterator[Sequence[str]]:
    """Measure a year with `tune` on day 150, with luck fixed at 1/k and with luck learnt, beside free recall.

    Met: the mean recall is within TOLERANCE of the desired one, or of free recall by the same learner, and there are at
    most MOST_REVIEWS as many answers.
    """
    studies = [
        (name, k, (free_recall(learner), Study(learner, k, learns=False, anchors=False), Study(learner, k)))
        for name, learner in LEARNERS.items()
        for k in OPTIONS
    ]
    wanted = list(dict.fromkeys(study for _, _, each in studies for study in each))
    jobs = [(seed, study, bench.new) for study in wanted for seed in range(bench.seeds)]
    runs = list(bench.pool.map(outcome, jobs))
    found = {study: runs[at * bench.seeds : (at + 1) * bench.seeds] for at, study in enumerate(wanted)}
    yield "learner", "options", "free recall", "fixed", "answers", "learnt", "lowest", "highest", "answers", ""
    for name, k, each in studies:
        recalls = [[recall for recall, _ in found[study]] for study in each]
        free, fixed, ours = map(mean, recalls)
        base, before, answers = (mean(count for _, count in found[study]) for study in each)
        met = min(abs(ours - RETENTION), abs(ours - free)) <= TOLERANCE and answers <= MOST_REVIEWS * base
        bounds = (f"{bound(recalls[2]):.4f}" for bound in (min, max))
        shown = (f"{free:.4f}", f"{fixed:.4f}", f"{before / base:.3f}", f"{ours:.4f}", *bounds, f"{answers / base:.3f}")
        yield name, str(k), *shown, "met" if met else "MISSED"


TABLES: dict[str, Callable[[Bench], Iterator[Sequence[str]]]] = {
    "schedule": schedule,
    "strangers": strangers,
    "variants": variants,
    "tuning": tuning,
    "kept": kept,
    "learnt": learnt,
}


def markdown(lines: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose first row is its header."""
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    rows = ["| " + " | ".join(t.ljust(w) for t, w in zip(line, widths, strict=True)) + " |" for line in lines]
    return "\n".join([rows[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *rows[1:]])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.guessing", description="Luck, and what it does.")
    parser.add_argument("--seeds", type=int, default=5, help="how many simulated learners of each kind (5)")
    parser.add_argument("--new", type=int, default=10, help="items begun each day (10)")
    parser.add_argument("--only", metavar="WORDS", default="", help=f"some of: {', '.join(TABLES)}")
    asked = parser.parse_args(arguments)
    names = asked.only.replace(",", " ").split() or list(TABLES)
    if asked.seeds < 1 or asked.new < 1 or set(names) - set(TABLES):
        parser.error(f"--seeds and --new must be 1 or more, and --only some of: {', '.join(TABLES)}")
    missed = False
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        bench = Bench(pool, asked.seeds, asked.new)
        for name in names:
            lines = list(TABLES[name](bench))
            missed |= any("MISSED" in line for line in lines)
            print(f"{TABLES[name].__doc__}\n\n{markdown(lines)}\n", flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
