"""Correction for luck: the memory model for right answers that may have been guessed.

A learner who doesn't know the answer still picks the right one of k options with a chance of 1/k, and
then learns it from the feedback. So a right answer has two explanations: it was known (the engine's
Good), or it was luck (its Again). Bayes' rule weighs them, and the next state is their mixture.

Without luck (typed answers, `guess_correction = false`) the results are exactly the engine's.
docs/guessing.md has the measurements behind each choice.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from random import Random
from typing import TYPE_CHECKING

from zgcquiz.core.log.review import Rating
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.value import Value, replace

if TYPE_CHECKING:
    from fsrs_rs_python import FSRS

KNOWN_BEFORE = 0.5
"""The chance that an item is known before it was ever asked, as long as there is no evidence either way."""

LOWEST_EDGE, HIGHEST_EDGE = -1.0, 0.95
"""The bounds of the edge (`lucky_pick`). At 1, all answers would be right, and say nothing of memory."""
LEAST_KNOWN, MOST_KNOWN = 0.05, 0.95
"""The bounds of the chance that an item is known before it was ever asked."""

STABLE = 0.9
"""The retrievability that defines stability: FSRS's stability is the days until recall falls to this."""

PARTICLES = 16
"""The number of particles of `Model.impute`."""

_NEWTON_STEPS, _NEWTON_ENOUGH = 64, 1e-5
"""The most steps, and the relative change that ends them, which leaves an error of about 1e-10. Usually 3 steps."""

_RATED = ("", "again", "hard", "good", "easy")
"""The engine's attribute of the state after each rating."""

_SLIP = 1e-6
"""The chance of a miss added where the model is certain of recall, such as minutes after feedback."""


def choices(kind: Kind, shown: int) -> int:
    """Return how many answers a question allowed; 0 if it was typed, or if no options are known.

    shown: the number of options shown. For a multiple-choice item every set but the empty one is an answer.
    """
    if not kind.is_choice:
        return 0
    return 2**shown - 1 if kind is Kind.MULTIPLE else shown


def chance(options: int, multiple: bool = False) -> float:
    """Return the chance, 0 to 1, that a blind pick is right.

    options: how many were shown; multiple: whether any number of them could be picked ("select all that
    apply"). Raises ValueError below one option.
    """
    if options < 1:
        raise ValueError("a choice has at least one option")
    return 1 / choices(Kind.MULTIPLE if multiple else Kind.SINGLE, options)


def lucky_pick(choices: int, edge: float = 0.0) -> float:
    """Return the chance that a pick without knowing the answer is right.

    choices: how many answers were allowed, 1 or more; edge: -1 to 1. From 0 up, the chance of each wrong option to be
    ruled out; below 0, minus the chance that the learner is sure of a wrong one. At 0 it is 1 / choices. The
    derivation is in luck/estimate.py.
    """
    if choices == 1 or edge == 1:
        return 1.0
    if edge <= 0:
        return (1 + edge) / choices
    return (1 - edge**choices) / (choices * (1 - edge))


def probability_right(recall: float, luck: float) -> float:
    """Return the chance of a right answer that is not declared a guess: R + (1 - R) luck.

    recall: R, the chance that the answer is known; luck: P(correct and not declared a guess, given that
    the answer is not known). This, not R, is what parameters must predict to be judged by logged answers.
    """
    return recall + (1 - recall) * luck


def probability_known(recall: float, luck: float) -> float:
    """Return the chance that a right answer was known, by Bayes' rule: R / (R + (1 - R) luck)."""
    return recall / probability_right(recall, luck)


class Habit(Value, frozen=True):
    """How often a learner declares guesses: a Beta distribution, uniform before the first answer.

    declared, undeclared: the observed counts of each, plus one.
    """

    declared: float = 1.0
    undeclared: float = 1.0

    @property
    def honesty(self) -> float:
        """The expected fraction of guesses that are declared, 0 to 1."""
        return self.declared / (self.declared + self.undeclared)

    def luck(self, chance: float) -> float:
        """Return P(correct and not declared a guess, given that the answer is not known).

        chance: that a blind pick is right.
        """
        return (1 - self.honesty) * chance

    def after(self, chance: float, right: bool, declared: bool) -> Habit:
        """Return the habit updated by one more answer.

        declared: whether it was declared a guess, or "I don't know". An undeclared guess is observed only if
        it misses, with probability 1 - chance. A declared one is always observed, so it counts only
        1 - chance, which makes the two comparable.
        """
        if declared:
            return replace(self, declared=self.declared + (1 - chance))
        return self if right else replace(self, undeclared=self.undeclared + 1)


class Tally(Value, frozen=True):
    """The guesses observed on one day, in questions with equally many answers.

    day: the learner's; choices: how many answers the questions allowed, so that a blind pick is right with
    a chance of 1 / choices; declared, undeclared: how many guesses of each were observed.
    """

    day: int
    choices: int
    declared: int
    undeclared: int


class GuessHabits:
    """A learner's habit over time. The habit of a day is estimated from the days before it.

    So the luck of an answer changes neither during its day nor by later answers.
    """

    def __init__(self, tallies: Iterable[Tally], edge: float = 0.0) -> None:
        """edge: as in `lucky_pick`."""
        self.edge = edge
        self._days: list[int] = []
        self._habits = [Habit()]
        self._lucks: dict[tuple[int, int], float] = {}
        for tally in sorted(tallies, key=lambda tally: (tally.day, tally.choices)):
            last = self._habits[-1]
            visible = 1 - lucky_pick(tally.choices, edge)
            habit = Habit(last.declared + tally.declared * visible, last.undeclared + tally.undeclared)
            if self._days and self._days[-1] == tally.day:
                self._habits[-1] = habit
            else:
                self._days.append(tally.day)
                self._habits.append(habit)

    def luck(self, day: int, choices: int) -> float:
        """Return the luck, 0 to 1, of a right answer on a day. choices: as in `Tally`, 0 if it was typed."""
        if not choices:
            return 0.0
        found = self._lucks.get((day, choices))
        if found is None:
            found = self._habits[bisect_left(self._days, day)].luck(lucky_pick(choices, self.edge))
            self._lucks[day, choices] = found
        return found


class Evidence(Value, frozen=True):
    """One answer, as input to the model.

    elapsed: whole days since the item's last answer, 0 for the first; rating: as logged, so Again for a declared
    guess; luck: P(correct and not declared a guess, given that the answer is not known), 0 if it was typed.
    """

    elapsed: int
    rating: Rating
    luck: float = 0.0


class Memory(Value, frozen=True):
    """The FSRS state of an item. stability: days; difficulty: 1 to 10."""

    stability: float
    difficulty: float


class Step(Value, frozen=True):
    """The result of an answer.

    memory: the state after it; interval: days until recall falls to the desired retention, unrounded and
    unbounded; known: the chance, 0 to 1, that the answer was known.
    """

    memory: Memory
    interval: float
    known: float


class Model:
    """FSRS-6 with one set of parameters, for answers that may have been luck."""

    def __init__(
        self, parameters: Sequence[float], desired_retention: float, known_before: float = KNOWN_BEFORE
    ) -> None:
        """parameters: the 21 of FSRS-6, finite; desired_retention: 0 to 1, exclusive; known_before: the chance, 0 to 1,
        that an item is known before it was ever asked. The caller checks them."""
        from fsrs_rs_python import FSRS, MemoryState

        self.engine: FSRS = FSRS(list(parameters))
        self._state = MemoryState
        self._desired_retention = desired_retention
        self._known_before = known_before
        self.decay = parameters[20]
        self.factor: float = STABLE ** (-1 / self.decay) - 1
        self.reach: float = (desired_retention ** (-1 / self.decay) - 1) / self.factor
        """The interval of a stability of 1 day."""
        self._firsts: dict[Evidence, Step] = {}  # first answers have the same result for all items

    def recall(self, memory: Memory | None, elapsed: float) -> float:
        """Return the retrievability, 0 to 1, some days after the last answer. memory: None if never asked.

        The forgetting curve of FSRS-6: https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm
        """
        if memory is None:
            return self._known_before
        return math.pow(1 + self.factor * elapsed / memory.stability, -self.decay)

    def after(self, memory: Memory | None, evidence: Evidence) -> Step:
        """Return the state and the interval after an answer. memory: the state before, None for the first.

        Within a day recall is 1 by the curve, so a right repeat minutes after the feedback counts as known.
        Raises ValueError for a negative elapsed time and for luck outside 0 to 1.
        """
        if memory is not None:
            return self._after(memory, evidence)
        found = self._firsts.get(evidence)
        if found is None:
            found = self._firsts[evidence] = self._after(None, evidence)
        return found

    def _after(self, memory: Memory | None, evidence: Evidence) -> Step:
        elapsed, rating, luck = evidence.elapsed, evidence.rating, evidence.luck
        if elapsed < 0 or not 0 <= luck <= 1:
            raise ValueError("elapsed days can't be negative, and luck must be between 0 and 1")
        before = None if memory is None else self._state(memory.stability, memory.difficulty)
        states = self.engine.next_states(before, self._desired_retention, elapsed)
        rated = getattr(states, _RATED[rating])
        state = rated.memory
        right = Memory(state.stability, state.difficulty)
        if rating == Rating.AGAIN:
            return Step(right, rated.interval, 0.0)
        known = probability_known(self.recall(memory, elapsed), luck) if luck else 1.0
        if known == 1:
            return Step(right, rated.interval, 1.0)
        state = states.again.memory
        mixture = self.mix(known, right, Memory(state.stability, state.difficulty))
        return Step(mixture, mixture.stability * self.reach, known)

    def interval(self, stability: float, rating: int) -> float:
        """Return the days until recall falls to the desired retention after an answer that was no luck."""
        return self.engine.next_interval(stability, self._desired_retention, rating)

    def branches(self, memory: Memory | None, elapsed: int) -> tuple[Memory, Memory]:
        """Return the states after a miss and after a known answer, with a single call of the engine."""
        before = None if memory is None else self._state(memory.stability, memory.difficulty)
        states = self.engine.next_states(before, self._desired_retention, elapsed)
        again, good = states.again.memory, states.good.memory
        return Memory(again.stability, again.difficulty), Memory(good.stability, good.difficulty)

    def mix(self, known: float, right: Memory, missed: Memory) -> Memory:
        """Approximate the mixture of two states by one. known: the probability of `right`, 0 to 1.

        The stability is that of the curve which meets the recall of the mixture,
        known R_right(t) + (1 - known) R_missed(t), where it falls to the desired retention: on the day on
        which the item will be asked. The difficulty is the weighted mean.
        """
        return Memory(
            self.crossing(known, right.stability, missed.stability) / self.reach,
            known * right.difficulty + (1 - known) * missed.difficulty,
        )

    def impute(self, history: Sequence[Evidence], rng: Random, particles: int = PARTICLES) -> tuple[Rating, ...]:
        """Draw what an item's answers truly were: each its rating, or Again if it was luck.

        Parameters fitted to these describe memory, not luck. The draw is from the posterior given the whole history,
        as a miss makes luck in the right answer before it more likely: a particle filter with resampling (Gordon,
        Salmond and Smith 1993). Many items, or several draws of each, average out the noise (multiple imputation,
        Rubin 1987). history: oldest first; without luck the ratings are returned unchanged.
        """
        ratings = tuple(evidence.rating for evidence in history)
        if not any(evidence.luck and evidence.rating is not Rating.AGAIN for evidence in history):
            return ratings
        paths: list[tuple[Memory | None, tuple[Rating, ...]]] = [(None, ())] * particles
        for evidence in history:
            weights = []
            drawn: list[tuple[Memory | None, Rating, tuple[Rating, ...]]] = []
            for memory, path in paths:
                recall = self.recall(memory, evidence.elapsed)
                if evidence.rating is Rating.AGAIN:
                    weights.append(1 - recall + _SLIP)
                    drawn.append((memory, Rating.AGAIN, path))
                else:
                    weights.append(probability_right(recall, evidence.luck))
                    known = rng.random() < probability_known(recall, evidence.luck)
                    drawn.append((memory, evidence.rating if known else Rating.AGAIN, path))
            if len(set(weights)) > 1:
                drawn = rng.choices(drawn, weights, k=particles)
            ends = {(memory, rating) for memory, rating, _ in drawn}
            after = {end: self.after(end[0], Evidence(evidence.elapsed, end[1])).memory for end in ends}
            paths = [(after[memory, rating], (*path, rating)) for memory, rating, path in drawn]
        return rng.choice(paths)[1]

    def crossing(self, known: float, right: float, missed: float) -> float:
        """Return the days until the recall of a mixture of two stabilities falls to the desired retention.

        Newton's method on recall to the power of -1 / decay. For one stability that is linear in time, so
        for two it is nearly linear, rising and concave: the tangent at day 0 and all later ones end left of the
        crossing, each closer to it.
        """
        factor, falling, power, pow = self.factor, -self.decay, -1 / self.decay, math.pow
        fast, slow = factor / right, factor / missed
        missing = 1 - known
        level = pow(self._desired_retention, power)
        days = (level - 1) / (known * fast + missing * slow)
        for _ in range(_NEWTON_STEPS):
            at_fast, at_slow = 1 + fast * days, 1 + slow * days
            if_right, if_missed = known * pow(at_fast, falling), missing * pow(at_slow, falling)
            recall = if_right + if_missed
            line = pow(recall, power)
            slope = line * (if_right * fast / at_fast + if_missed * slow / at_slow) / recall
            step = (level - line) / slope
            days += step
            if step <= _NEWTON_ENOUGH * days:
                break
        return days
