"""A round: what is still to be asked, what was answered, score and streak."""

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
"""How many other questions stand between a miss and its next try, where there are so many."""


class Command(Enum):
    """What a learner can say instead of, or after, an answer."""

    NEXT = auto()
    UNDO = auto()
    BURY = auto()
    SUSPEND = auto()
    EASY = auto()
    HARD = auto()
    COUNT = auto()
    """What was typed is to count as right."""
    OPTIONS = auto()
    """The options are wanted after all."""
    QUIT = auto()
    RETRY = auto()
    AGAIN = auto()


class Answer(Value, frozen=True):
    """One answered question of a round. seconds: how long it took; shown: nothing where it was typed."""

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
        """How sure, 1 to 3, where that was asked."""
        return self.response.level if isinstance(self.response, Picked | Typed) else None

    @property
    def kind(self) -> Kind:
        """How it was asked: an item can be asked without its options."""
        return Kind.TYPED if self.item.kind.is_choice and not self.shown else self.item.kind

    @property
    def keys(self) -> tuple[Option, ...]:
        """The right options, in the order shown."""
        return tuple(option for option in self.shown if option.key) or self.item.keys

    @property
    def can_count(self) -> bool:
        """It was typed and not found right, so that the learner may know better."""
        return isinstance(self.response, Typed) and not self.correct

    @property
    def picked(self) -> tuple[str, ...] | None:
        """The texts picked, in the order shown, or the one typed; None where there is none."""
        if isinstance(self.response, Typed):
            return (self.response.text,)
        if not isinstance(self.response, Picked):
            return None
        return tuple(self.shown[position].text for position in sorted(self.response.options))


def answer(
    ref: Ref, item: Item, shown: tuple[Option, ...], response: Response, seconds: float, language: str = ""
) -> Answer:
    """Mark and rate a response. language: the pack's."""
    outcome = mark_typed(item, response.text, language) if isinstance(response, Typed) else mark(shown, response)
    return Answer(ref, item, shown, response, outcome, rate(outcome, response), seconds)


class Session(Value, frozen=True):
    """A round as it stands. pending: what is still to be asked, the next one first; settled:
    something has happened since the last answer, which is therefore not to be rated anew."""

    pending: tuple[Ref, ...]
    repeat_missed: bool = False
    answers: tuple[Answer, ...] = ()
    correct: int = 0
    streak: int = 0
    best_streak: int = 0
    settled: bool = False

    @property
    def number(self) -> int:
        """The number of the question that is up, from 1."""
        return len(self.answers) + 1

    @property
    def total(self) -> int:
        """How many questions the round has, as far as is known."""
        return len(self.answers) + len(self.pending)

    @property
    def can_rerate(self) -> bool:
        """The last answer was right and sure, so that it can be said to be easy or hard."""
        return bool(self.answers) and not self.settled and self.answers[-1].rating is not Rating.AGAIN

    def record(self, answer: Answer) -> Session:
        """The round after the question that was up is answered."""
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
        """The round after an item was taken out of it; that is no answer."""
        return replace(self, pending=tuple(other for other in self.pending if other != ref), settled=True)

    def times_asked(self, ref: Ref) -> int:
        return sum(answer.ref == ref for answer in self.answers)


def shown_options(item: Item, ref: Ref, seed: int, times_asked: int, first: Sequence[str] = ()) -> tuple[Option, ...]:
    """The options drawn for an item in a session: the same for the same seed and try. first: as in `draw`."""
    return sample_options(item, Random(f"{seed}:{ref.pack}:{ref.item}:{times_asked}"), first)
