"""Learners whose luck is not 1/k, through a year with `tune` on day 150: the table `learnt` of benchmarks.guessing.

As there, a learner's memory follows FSRS-6. What the scheduler, the estimate and the fit see are the answers alone.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import mean

from fsrs_rs_python import DEFAULT_PARAMETERS, default_simulator_config

from zgcquiz.core.learning import fitting
from zgcquiz.core.learning.guessing import Evidence, GuessHabits, Memory, Model, Tally, lucky_pick
from zgcquiz.core.learning.luck.anchors import ANCHOR_EVERY, ANCHORS_FROM, ANCHORS_UNTIL
from zgcquiz.core.learning.luck.estimate import AssumedLuck, LoggedAnswer, Told
from zgcquiz.core.learning.luck.joint_fit import fit_jointly
from zgcquiz.core.learning.replaying import Replayer
from zgcquiz.core.learning.schedule import fuzz
from zgcquiz.core.log.review import Rating

DAYS = 365
TUNED_ON = 150
RETENTION = 0.9
SUITABLE = 0.5
"""The fraction of items that can be asked without their options, as in the pack that comes with the program."""
KNOWN_AT_SIGHT = 1 - default_simulator_config().first_rating_prob[0]


def with_stability(factor: float) -> tuple[float, ...]:
    """Return the parameters of a memory whose stabilities are multiplied by a factor.

    In FSRS-6 the stability after an answer is a power of the one before, so a change of its unit is one of the
    parameters; after a lapse it is so nearly.
    """
    weights = list(DEFAULT_PARAMETERS)
    weights[:4] = (weight * factor for weight in weights[:4])
    weights[8] += weights[9] * math.log(factor)
    weights[11] *= factor ** (1 - weights[13])
    weights[18] += weights[19] * math.log(factor) / weights[17]
    return tuple(weights)


@dataclass(frozen=True)
class Learner:
    """A learner. edge, known: as in `luck.estimate`; declares: the fraction of guesses that are declared."""

    edge: float = 0.0
    known: float = KNOWN_AT_SIGHT
    declares: float = 0.0
    parameters: tuple[float, ...] = tuple(DEFAULT_PARAMETERS)


LEARNERS = {
    "guesses": Learner(),
    'says "I don\'t know"': Learner(declares=1.0),
    "rules out half": Learner(edge=0.5),
    "knows 30% at sight": Learner(known=0.3),
    "both of these": Learner(edge=0.5, known=0.3),
    "misled half the time": Learner(edge=-0.5),
    "misled always": Learner(edge=-1.0),
    "stability x 0.5": Learner(parameters=with_stability(0.5)),
    "stability x 2": Learner(parameters=with_stability(2.0)),
}


@dataclass(frozen=True)
class Study:
    """How a learner studies. options: 0 for free recall; tunes: on day TUNED_ON; learns: luck as well; anchors: whether
    some new items are asked without their options."""

    learner: Learner
    options: int
    tunes: bool = True
    learns: bool = True
    anchors: bool = True


def free_recall(learner: Learner) -> Study:
    return Study(learner, 0, anchors=False)


@dataclass
class Studied:
    """An item: its true memory, the scheduler's, its answers, oldest first, and the day on which it is due."""

    memory: Memory | None = None
    ours: Memory | None = None
    answers: list[LoggedAnswer] = field(default_factory=list)
    due: int = 0


@dataclass(frozen=True)
class StudiedYear:
    """recall: mean true recall at the scheduled reviews of the second half-year; answers: all in that time; luck: what
    is assumed at the end; items, tallies: of the whole time."""

    recall: float
    answers: int
    luck: AssumedLuck
    items: Sequence[Studied]
    tallies: Sequence[Tally]


class _Simulation:
    def __init__(self, seed: int, study: Study) -> None:
        self.rng = Random(seed)
        self.study = study
        self.truth = Model(study.learner.parameters, RETENTION)
        self.model = Model(DEFAULT_PARAMETERS, RETENTION)
        self.luck = AssumedLuck()
        self.declared: Counter[int] = Counter()
        self.silent: Counter[int] = Counter()
        self.items: list[Studied] = []
        self.recalls: list[float] = []
        self.answers = 0

    @property
    def tallies(self) -> list[Tally]:
        days = sorted(self.declared | self.silent)
        return [Tally(day, self.study.options, self.declared[day], self.silent[day]) for day in days]

    def habits(self, edge: float) -> GuessHabits:
        return GuessHabits(self.tallies, edge)

    def run(self, new: int, days: int) -> StudiedYear:
        for today in range(days):
            if today == TUNED_ON and self.study.tunes:
                self.tune(today)
            due = [item for item in self.items if item.due == today]
            begun = [Studied() for _ in range(new)]
            self.items += begun
            habits = self.habits(self.luck.edge)
            for item in (*due, *begun):
                self.ask(item, today, habits)
        recall = mean(self.recalls) if self.recalls else math.nan
        return StudiedYear(recall, self.answers, self.luck, self.items, self.tallies)

    def is_anchor(self) -> bool:
        wanted = self.study.anchors and ANCHORS_FROM <= len(self.items) < ANCHORS_UNTIL
        return wanted and self.rng.random() < SUITABLE / ANCHOR_EVERY

    def ask(self, item: Studied, today: int, habits: GuessHabits) -> None:
        """Ask an item until it is answered correctly."""
        choices = 0 if not item.answers and self.is_anchor() else self.study.options
        right, counted = False, today >= DAYS // 2
        while not right:
            elapsed = today - item.answers[-1].day if item.answers else 0
            recall = self.truth.recall(item.memory, elapsed) if item.memory else self.study.learner.known
            if counted and elapsed:
                self.recalls.append(recall)
            known, given = self.answer(recall, today, choices)
            right = given.rating == Rating.GOOD
            item.answers.append(given)
            truly = Evidence(elapsed, Rating.GOOD if known else Rating.AGAIN)
            item.memory = self.truth.after(item.memory, truly).memory
            step = self.model.after(item.ours, Evidence(elapsed, Rating(given.rating), habits.luck(today, choices)))
            item.ours = step.memory
            item.due = today + fuzz(step.interval, self.rng.random())
            self.answers += counted
            choices = self.study.options

    def answer(self, recall: float, today: int, choices: int) -> tuple[bool, LoggedAnswer]:
        """Return whether an answer was known, and the answer."""
        rng, learner = self.rng, self.study.learner
        known = rng.random() < recall
        hit = not known and choices > 0 and rng.random() < lucky_pick(choices, learner.edge)
        declared = not known and choices > 0 and rng.random() < learner.declares
        right = (known or hit) and not declared
        if choices:
            self.declared[today] += declared
            self.silent[today] += not (declared or right)
        told = Told.NOT_KNOWN if declared else Told.NOTHING
        return known, LoggedAnswer(today, Rating.GOOD if right else Rating.AGAIN, choices, told)

    def tune(self, today: int) -> None:
        """Fit as `zgcquiz tune` does, and derive all states again."""
        histories = [item.answers for item in self.items]
        if self.study.learns:
            found = fit_jointly(histories, self.habits)
            parameters, self.luck = found.fit.parameters, found.learnt
        else:
            blind = self.habits(0.0)
            ratings = [[(given.day, given.rating) for given in history] for history in histories]
            lucks = [[blind.luck(given.day, given.choices) for given in history] for history in histories]
            parameters = fitting.fit(ratings, lucks=lucks).parameters
        self.model = Model(parameters, RETENTION, self.luck.known)
        replayer, habits = Replayer(self.model), self.habits(self.luck.edge)
        for item in self.items:
            answers = [(day, rating, habits.luck(day, choices)) for day, rating, choices, _ in item.answers]
            after = replayer.replay(answers)
            item.ours = Memory(after.stability, after.difficulty)
            item.due = max(today, after.day + fuzz(after.interval, self.rng.random()))


def study_year(job: tuple[int, Study, int], days: int = DAYS) -> StudiedYear:
    """Simulate a year. job: the seed, how the learner studies, and how many items are begun a day."""
    seed, study, new = job
    return _Simulation(seed, study).run(new, days)


def outcome(job: tuple[int, Study, int]) -> tuple[float, int]:
    """Return recall and answers alone, for another process."""
    year = study_year(job)
    return year.recall, year.answers
