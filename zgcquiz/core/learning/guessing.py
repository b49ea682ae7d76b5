"""Luck: what a right answer among options is worth, and what follows for the memory's state.

Who doesn't know still picks the right one of k options once in k times, and feedback then teaches
what was missed. So a right answer leaves two stories: it was known (the engine's Good), or it was
luck (its Again). Bayes' rule weighs them, and the state that follows is their mixture.

Where luck is 0 (typed answers, `guess_correction = false`) everything here is the plain engine,
to the last digit. The figures behind each choice: docs/guessing.md.
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
"""The chance that an item was known before it was ever asked: there is no evidence either way."""

STABLE = 0.9
"""FSRS's stability is by definition the days until retrievability falls to this."""

PARTICLES = 16
"""How many stories `Model.impute` follows at a time."""

_NEWTON_STEPS, _NEWTON_ENOUGH = 64, 1e-5
"""At most so many; enough is so small a relative change, after which some 1e-10 is left. Three steps do."""

_STATED = ("", "again", "hard", "good", "easy")
"""What the engine calls the state after each rating."""

_SLIP = 1e-6
"""What is left of the chance of a miss where the model is certain of recall, as minutes after feedback."""


def choices(kind: Kind, shown: int) -> int:
    """How many answers a question allowed; 0 where it was typed, or where it isn't known what was shown.

    shown: how many options were. Of several, every set but the empty one is a possible answer.
    """
    if not kind.is_choice:
        return 0
    return 2**shown - 1 if kind is Kind.MULTIPLE else shown


def chance(options: int, multiple: bool = False) -> float:
    """The chance, 0 to 1, that a blind pick is right.

    options: how many were shown; multiple: any number of them could be picked ("select all that
    apply"). Raises ValueError below one option.
    """
    if options < 1:
        raise ValueError("a choice has at least one option")
    return 1 / choices(Kind.MULTIPLE if multiple else Kind.SINGLE, options)


def probability_right(recall: float, luck: float) -> float:
    """The chance of a right answer that is not declared a guess: R + (1 - R) luck.

    recall: R, the chance that it is known; luck: that who doesn't know is right and keeps silent.
    This, not R, is what a parameter set must predict to be judged by logged answers.
    """
    return recall + (1 - recall) * luck


def probability_known(recall: float, luck: float) -> float:
    """The chance that a right answer was known, by Bayes' rule: R / (R + (1 - R) luck)."""
    return recall / probability_right(recall, luck)


class Habit(Value, frozen=True):
    """How often a learner who guesses says so: a Beta distribution, flat before the first answer.

    declared, undeclared: what was seen of each, plus one.
    """

    declared: float = 1.0
    undeclared: float = 1.0

    @property
    def honesty(self) -> float:
        """The expected share of guesses that are declared, 0 to 1."""
        return self.declared / (self.declared + self.undeclared)

    def luck(self, chance: float) -> float:
        """The chance that who doesn't know is right and keeps silent. chance: of a blind pick."""
        return (1 - self.honesty) * chance

    def after(self, chance: float, right: bool, declared: bool) -> Habit:
        """The habit as known after one more answer.

        declared: said to be a guess, or "I don't know". A silent guess is seen only where it
        missed, which it does with probability 1 - chance. A declared one is always seen, so it
        counts that much: then the shares compare.
        """
        if declared:
            return replace(self, declared=self.declared + (1 - chance))
        return self if right else replace(self, undeclared=self.undeclared + 1)


class Tally(Value, frozen=True):
    """What one day showed of a learner's guesses.

    day: the learner's; choices: how many answers the questions allowed, so that a blind pick is
    right once in so many times; declared, undeclared: how many guesses were seen of each.
    """

    day: int
    choices: int
    declared: int
    undeclared: int


class GuessHabits:
    """A learner's habit over time: that of a day rests on the days before it.

    So the luck of an answer doesn't change while a day goes on, and not by what comes after it.
    """

    def __init__(self, tallies: Iterable[Tally]) -> None:
        self._days: list[int] = []
        self._habits = [Habit()]
        self._lucks: dict[tuple[int, int], float] = {}
        for tally in sorted(tallies, key=lambda tally: (tally.day, tally.choices)):
            last = self._habits[-1]
            habit = Habit(last.declared + tally.declared * (1 - 1 / tally.choices), last.undeclared + tally.undeclared)
            if self._days and self._days[-1] == tally.day:
                self._habits[-1] = habit
            else:
                self._days.append(tally.day)
                self._habits.append(habit)

    def luck(self, day: int, choices: int) -> float:
        """The luck, 0 to 1, in a right answer of a day; choices: as in `Tally`, 0 where it was typed."""
        if not choices:
            return 0.0
        found = self._lucks.get((day, choices))
        if found is None:
            found = self._habits[bisect_left(self._days, day)].luck(1 / choices)
            self._lucks[day, choices] = found
        return found


class Evidence(Value, frozen=True):
    """One answer, as the model takes it.

    elapsed: whole days since the item's last answer (0 at the first); rating: as logged, so a
    declared guess is Again; luck: the chance that who doesn't know would have got this rating's
    right answer unnoticed: 0 where the answer was typed.
    """

    elapsed: int
    rating: Rating
    luck: float = 0.0


class Memory(Value, frozen=True):
    """FSRS's state of one item. stability: days; difficulty: 1 to 10."""

    stability: float
    difficulty: float


class Step(Value, frozen=True):
    """What an answer leads to.

    interval: days until recall falls to the desired retention, unrounded and unbounded, as the
    engine gives it; known: the chance, 0 to 1, that the answer was known.
    """

    memory: Memory
    interval: float
    known: float


class Model:
    """FSRS-6 with one set of parameters, for answers that may have been luck."""

    def __init__(self, parameters: Sequence[float], desired_retention: float) -> None:
        """parameters: FSRS-6's 21, finite; desired_retention: 0 to 1, exclusive. The caller checks both."""
        from fsrs_rs_python import FSRS, MemoryState

        self._engine: FSRS = FSRS(list(parameters))
        self._state = MemoryState
        self._desired_retention = desired_retention
        self._decay = parameters[20]
        self._factor: float = STABLE ** (-1 / self._decay) - 1
        self._firsts: dict[Evidence, Step] = {}  # a new item's are the same for all
        self._reach: float = (desired_retention ** (-1 / self._decay) - 1) / self._factor

    def recall(self, memory: Memory | None, elapsed: float) -> float:
        """Retrievability, 0 to 1, some days after the last answer; None: the item was never asked.

        FSRS-6's forgetting curve: https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm
        """
        return KNOWN_BEFORE if memory is None else self._curve(memory.stability, elapsed)

    def after(self, memory: Memory | None, evidence: Evidence) -> Step:
        """The state and the interval after one more answer; memory: the state before, None at the first.

        Within a day recall is 1 by the curve, so a second try minutes after the feedback is taken
        at its word. Raises ValueError for a negative elapsed time and for luck outside 0 to 1.
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
            raise ValueError("elapsed days can't be negative, and luck lies between 0 and 1")
        before = None if memory is None else self._state(memory.stability, memory.difficulty)
        states = self._engine.next_states(before, self._desired_retention, elapsed)
        stated = getattr(states, _STATED[rating])
        state = stated.memory
        right = Memory(state.stability, state.difficulty)
        if rating == Rating.AGAIN:
            return Step(right, stated.interval, 0.0)
        known = probability_known(self.recall(memory, elapsed), luck) if luck else 1.0
        if known == 1:
            return Step(right, stated.interval, 1.0)
        state = states.again.memory
        mixture = self.mix(known, right, Memory(state.stability, state.difficulty))
        return Step(mixture, mixture.stability * self._reach, known)

    def either(self, memory: Memory | None, elapsed: int) -> tuple[Memory, Memory]:
        """The states after a miss and after an answer that was known, for one look at the engine."""
        before = None if memory is None else self._state(memory.stability, memory.difficulty)
        states = self._engine.next_states(before, self._desired_retention, elapsed)
        again, good = states.again.memory, states.good.memory
        return Memory(again.stability, again.difficulty), Memory(good.stability, good.difficulty)

    def mix(self, known: float, right: Memory, missed: Memory) -> Memory:
        """One state for two, of which the first holds with the chance `known`.

        The stability is that of the curve which meets the mixture's recall,
        known R_right(t) + (1 - known) R_missed(t), where that falls to the desired retention: the
        day on which the item will be asked. The difficulty is the mean of both.
        """
        return Memory(
            self._crossing(known, right.stability, missed.stability) / self._reach,
            known * right.difficulty + (1 - known) * missed.difficulty,
        )

    def impute(self, history: Sequence[Evidence], rng: Random, particles: int = PARTICLES) -> tuple[Rating, ...]:
        """One draw of what an item's answers truly were: each its rating, or Again where it was luck.

        For fitting parameters: an engine that is shown these learns memory, not luck. The draw
        is from the posterior given the whole history, since a miss tells that the right answer
        before it may have been luck: a particle filter with resampling (Gordon, Salmond and Smith
        1993). Many items, or several draws of each, average out the chance in it (multiple
        imputation, Rubin 1987). history: oldest first. A history without luck comes back as it is.
        """
        ratings = tuple(evidence.rating for evidence in history)
        if not any(evidence.luck and evidence.rating is not Rating.AGAIN for evidence in history):
            return ratings
        stories: list[tuple[Memory | None, tuple[Rating, ...]]] = [(None, ())] * particles
        for evidence in history:
            weights = []
            told: list[tuple[Memory | None, Rating, tuple[Rating, ...]]] = []
            for memory, story in stories:
                recall = self.recall(memory, evidence.elapsed)
                if evidence.rating is Rating.AGAIN:
                    weights.append(1 - recall + _SLIP)
                    told.append((memory, Rating.AGAIN, story))
                else:
                    weights.append(probability_right(recall, evidence.luck))
                    known = rng.random() < probability_known(recall, evidence.luck)
                    told.append((memory, evidence.rating if known else Rating.AGAIN, story))
            if len(set(weights)) > 1:
                told = rng.choices(told, weights, k=particles)
            ends = {(memory, rating) for memory, rating, _ in told}
            then = {end: self.after(end[0], Evidence(evidence.elapsed, end[1])).memory for end in ends}
            stories = [(then[memory, rating], (*story, rating)) for memory, rating, story in told]
        return rng.choice(stories)[1]

    def _curve(self, stability: float, elapsed: float) -> float:
        return math.pow(1 + self._factor * elapsed / stability, -self._decay)

    def _crossing(self, known: float, right: float, missed: float) -> float:
        """Days until the recall of a mixture of two stabilities falls to the desired retention.

        Newton's method on recall to the power of -1 / decay: for one stability that is a straight
        line over time, so for two it is nearly one, rising and concave. The first tangent, at
        day 0, lands left of the crossing, as do all that follow, each nearer.
        """
        fast, slow = self._factor / right, self._factor / missed
        missing, power = 1 - known, -1 / self._decay
        level = math.pow(self._desired_retention, power)
        days = (level - 1) / (known * fast + missing * slow)
        for _ in range(_NEWTON_STEPS):
            at_fast, at_slow = 1 + fast * days, 1 + slow * days
            if_right, if_missed = known * math.pow(at_fast, -self._decay), missing * math.pow(at_slow, -self._decay)
            recall = if_right + if_missed
            line = math.pow(recall, power)
            slope = line * (if_right * fast / at_fast + if_missed * slow / at_slow) / recall
            step = (level - line) / slope
            days += step
            if step <= _NEWTON_ENOUGH * days:
                break
        return days
