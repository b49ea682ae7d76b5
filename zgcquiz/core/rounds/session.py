"""The state of a round: pending questions, answers, score and streak."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from random import Random

from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.marking import Picked, Response, Typed, certainty_of, mark, mark_typed, rate
from zgcquiz.core.rounds.option_sampling import sample_options
from zgcquiz.core.value import Value, replace

COMES_BACK_AFTER = 4
"""How many other questions come between a miss and its repeat, if there are that many."""


class Command(Enum):
    """An action of the learner other than an answer."""

    NEXT = auto()
    UNDO = auto()
    BURY = auto()
    SUSPEND = auto()
    EASY = auto()
    HARD = auto()
    COUNT = auto()
    """Count the typed answer as right."""
    OPTIONS = auto()
    """Show the options of an item asked without them."""
    QUIT = auto()
    RETRY = auto()
    AGAIN = auto()


class Answer(Value, frozen=True):
    """An answered question of a round. seconds: the time it took; shown: empty if it was typed."""

    ref: Ref
    item: Item
    shown: tuple[Option, ...]
    response: Response
    outcome: Outcome
    rating: Rating
    seconds: float

    @property
    def correct(self) -> bool:
        return self.outcome is Outcome.CORRECT

    @property
    def certainty(self) -> Certainty | None:
        return certainty_of(self.response)

    @property
    def level(self) -> int | None:
        """The certainty, 1 to 3, if it was asked."""
        return self.response.level if isinstance(self.response, Picked | Typed) else None

    @property
    def kind(self) -> Kind:
        """The kind as asked: TYPED for a choice item without its options."""
        return Kind.TYPED if self.item.kind.is_choice and not self.shown else self.item.kind

    @property
    def keys(self) -> tuple[Option, ...]:
        """The right options, in the order shown."""
        return tuple(option for option in self.shown if option.key) or self.item.keys

    @property
    def can_count(self) -> bool:
        """Whether the learner may count it as right: it was typed and marked otherwise."""
        return isinstance(self.response, Typed) and not self.correct

    @property
    def picked(self) -> tuple[str, ...] | None:
        """The texts picked, in the order shown, or the one typed; None without either."""
        if isinstance(self.response, Typed):
            return (self.response.text,)
        if not isinstance(self.response, Picked):
            return None
        return tuple(self.shown[position].text for position in sorted(self.response.options))


def answer(
    ref: Ref, item: Item, shown: tuple[Option, ...], response: Response, seconds: float, language: str = ""
) -> Answer:
    """Mark and rate a response. language: of the pack."""
    outcome = mark_typed(item, response.text, language) if isinstance(response, Typed) else mark(shown, response)
    return Answer(ref, item, shown, response, outcome, rate(outcome, response), seconds)


class Session(Value, frozen=True):
    """The current state of a round.

    pending: items still to be asked, the next one first; settled: whether something has happened
    since the last answer, which then can't be rated again.
    """

    pending: tuple[Ref, ...]
    repeat_missed: bool = False
    answers: tuple[Answer, ...] = ()
    correct: int = 0
    streak: int = 0
    best_streak: int = 0
    settled: bool = False

    @property
    def number(self) -> int:
        """The number of the current question, from 1."""
        return len(self.answers) + 1

    @property
    def total(self) -> int:
        """How many questions the round has so far, including pending ones."""
        return len(self.answers) + len(self.pending)

    @property
    def can_rerate(self) -> bool:
        """Whether the last answer was right and sure, and can still be rated easy or hard."""
        return bool(self.answers) and not self.settled and self.answers[-1].rating is not Rating.AGAIN

    def record(self, answer: Answer) -> Session:
        pending = self.pending[1:]
        if self.repeat_missed and not answer.correct:
            pending = (*pending[:COMES_BACK_AFTER], answer.ref, *pending[COMES_BACK_AFTER:])
        streak = self.streak + 1 if answer.correct else 0
        return replace(
            self,
            pending=pending,
            answers=(*self.answers, answer),
            correct=self.correct + answer.correct,
            streak=streak,
            best_streak=max(self.best_streak, streak),
            settled=False,
        )

    def without(self, ref: Ref) -> Session:
        """Return the round without an item. It does not count as answered."""
        return replace(self, pending=tuple(other for other in self.pending if other != ref), settled=True)

    def times_asked(self, ref: Ref) -> int:
        return sum(answer.ref == ref for answer in self.answers)


def shown_options(item: Item, ref: Ref, seed: int, times_asked: int, first: Sequence[str] = ()) -> tuple[Option, ...]:
    """Return the options sampled for an item in a session: the same for the same seed and repeat.

    first: as in `sample_options`.
    """
    return sample_options(item, Random(f"{seed}:{ref.pack}:{ref.item}:{times_asked}"), first)
