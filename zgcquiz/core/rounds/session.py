"""The state of a round: pending questions, answers, score and streak."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import Enum, auto
from random import Random

from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.confusion import MixUp, answer_key
from zgcquiz.core.rounds.given import Given
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
    MISS = auto()
    """Count the typed answer as wrong: what was taken for a slip was none."""
    OPTIONS = auto()
    """Show the options of an item asked without them."""
    QUIT = auto()
    RETRY = auto()
    AGAIN = auto()


class Answer(Value, frozen=True):
    """An answered question of a round.

    seconds: the time it took; shown: empty if it was typed; slip: whether it is right but for one typing error;
    language: of its pack.
    """

    ref: Ref
    item: Item
    shown: tuple[Option, ...]
    response: Response
    outcome: Outcome
    rating: Rating
    seconds: float
    slip: bool = False
    language: str = ""

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
    def mix_up(self) -> MixUp | None:
        """The picked and the right answer, if one was taken for the other."""
        if self.correct or self.item.kind is not Kind.SINGLE or not self.picked:
            return None
        return self.ref.pack, frozenset((answer_key(self.item.keys[0].text), answer_key(self.picked[0])))

    @property
    def labels(self) -> tuple[object, ...]:
        """What the answers of a round are counted by: the item, and the mix-up if it is one."""
        mix_up = self.mix_up
        return (self.ref,) if mix_up is None else (self.ref, mix_up)

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
    if isinstance(response, Typed):
        outcome, slip = mark_typed(item, response.text, language)
    else:
        outcome, slip = mark(shown, response), False
    return Answer(ref, item, shown, response, outcome, rate(outcome, response), seconds, slip, language)


class Session(Value, frozen=True):
    """The current state of a round.

    order: the items of the round, each once; at: how many of them were asked or moved to `front`; front: items to ask
    before the rest, which are misses and what is asked before those; settled: whether something has happened since the
    last answer, which then can't be rated again.
    """

    order: tuple[Ref, ...]
    repeat_missed: bool = False
    at: int = 0
    front: tuple[Ref, ...] = ()
    answers: Given[Answer] = Given()
    correct: int = 0
    streak: int = 0
    best_streak: int = 0
    settled: bool = False

    @property
    def pending(self) -> tuple[Ref, ...]:
        """The items still to be asked, the next one first."""
        return (*self.front, *self.order[self.at :])

    @property
    def remaining(self) -> int:
        """How many items are pending."""
        return len(self.front) + len(self.order) - self.at

    @property
    def next(self) -> Ref:
        """The first pending item. Raises IndexError if there is none."""
        return self.front[0] if self.front else self.order[self.at]

    @property
    def number(self) -> int:
        """The number of the current question, from 1."""
        return len(self.answers) + 1

    @property
    def total(self) -> int:
        """How many questions the round has so far, including pending ones."""
        return len(self.answers) + self.remaining

    @property
    def can_rerate(self) -> bool:
        """Whether the last answer was right and sure, and can still be rated easy or hard."""
        return bool(self.answers) and not self.settled and self.answers[-1].rating is not Rating.AGAIN

    def record(self, answer: Answer) -> Session:
        rest = self.skip()
        at, front = rest.at, rest.front
        if self.repeat_missed and not answer.correct:
            moved = self.order[at : at + max(0, COMES_BACK_AFTER - len(front))]
            at, front = at + len(moved), (*front, *moved)
            front = (*front[:COMES_BACK_AFTER], answer.ref, *front[COMES_BACK_AFTER:])
        streak = self.streak + 1 if answer.correct else 0
        return replace(
            self,
            at=at,
            front=front,
            answers=self.answers.and_(answer),
            correct=self.correct + answer.correct,
            streak=streak,
            best_streak=max(self.best_streak, streak),
            settled=False,
        )

    def skip(self) -> Session:
        """Return the round after its next item, which does not count as answered."""
        if self.front:
            return replace(self, front=self.front[1:])
        return replace(self, at=self.at + 1)

    def without(self, ref: Ref) -> Session:
        """Return the round without an item. It does not count as answered."""
        pending = tuple(other for other in self.pending if other != ref)
        return replace(self, order=pending, at=0, front=(), settled=True)

    def without_answers(self, places: Collection[int]) -> Session:
        """Return the round without some of its answers; their items are asked again at its end.

        places: the positions of these answers.
        """
        kept = [answer for at, answer in enumerate(self.answers) if at not in places]
        again = (self.answers[at].ref for at in sorted(places))
        best = streak = 0
        for answer in kept:
            streak = streak + 1 if answer.correct else 0
            best = max(best, streak)
        return replace(
            self,
            order=tuple(dict.fromkeys((*self.pending, *again))),
            at=0,
            front=(),
            answers=Given(kept),
            correct=sum(answer.correct for answer in kept),
            streak=streak,
            best_streak=best,
            settled=True,
        )

    def with_last(self, answer: Answer) -> Session:
        """Return the round with its last answer rated again."""
        return replace(self, answers=self.answers.with_last(answer))

    def comes_back(self, ref: Ref) -> bool:
        """Return whether an item that was just answered is asked again."""
        return ref in self.front

    def times_asked(self, ref: Ref) -> int:
        return self.answers.times(ref)


def shown_options(item: Item, ref: Ref, seed: int, times_asked: int, first: Sequence[str] = ()) -> tuple[Option, ...]:
    """Return the options sampled for an item in a session: the same for the same seed and repeat.

    first: as in `sample_options`.
    """
    return sample_options(item, Random(f"{seed}:{ref.pack}:{ref.item}:{times_asked}"), first)
