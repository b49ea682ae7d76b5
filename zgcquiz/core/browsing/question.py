"""A question as it is browsed: what is searched in it, and how it is scheduled."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from zgcquiz.core.browsing.curve import ForgettingCurve
from zgcquiz.core.browsing.folding import fold
from zgcquiz.core.learning.leech import is_leech
from zgcquiz.core.learning.schedule import MATURE, Card, Reviewed
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Ref, Review
from zgcquiz.core.markup.items import option_texts, said, stem_line
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Item
from zgcquiz.core.value import Value


class QuestionState(StrEnum):
    """The state of a question; the first that applies of those that keep it from being asked, else of its card."""

    DRAFT = "draft"
    RETIRED = "retired"
    SUSPENDED = "suspended"
    BURIED = "buried"
    NEW = "new"
    LEARNING = "learning"
    YOUNG = "young"
    MATURE = "mature"

    @property
    def is_scheduled(self) -> bool:
        """Whether it is asked again on a day that is known."""
        return self in (QuestionState.BURIED, QuestionState.LEARNING, QuestionState.YOUNG, QuestionState.MATURE)

    @property
    def is_asked(self) -> bool:
        """Whether it is asked unless it is held."""
        return self not in (QuestionState.DRAFT, QuestionState.RETIRED)


class BrowsedQuestion(Value, frozen=True):
    """A question of a pack with its card.

    place: in the order of the packs and their questions; stem: what it says, without markup; text: what words are
    searched in, folded; due_day, due_at: when it is asked again, as in `Reviewed`, or None and 0 if it isn't scheduled.
    """

    ref: Ref
    place: int
    stem: str
    text: str
    section: str
    fact: str
    tags: tuple[str, ...]
    state: QuestionState
    card: Card
    leech: bool = False
    due_day: int | None = None
    due_at: int = 0

    @property
    def reviewed(self) -> Reviewed | None:
        """The card, None if the question was never answered."""
        return self.card if isinstance(self.card, Reviewed) else None

    def is_due(self, now: Moment) -> bool:
        """Return whether it would be asked now."""
        return self.due_day is not None and self.due_day <= now.day and self.due_at <= now.ms


def browsed(
    ref: Ref, item: Item, place: int, card: Card, held: Held | None, now: Moment, leech_lapses: int
) -> BrowsedQuestion:
    """Return a question as it is browsed. leech_lapses: the setting of this name for its pack."""
    stem = stem_line(item)
    parts = (item.id, stem, *option_texts(item), *item.accept, said(item.explanation, item))
    state = _state(item, card, held, now)
    reviewed = card if isinstance(card, Reviewed) and state.is_scheduled else None
    buried = state is QuestionState.BURIED
    return BrowsedQuestion(
        ref=ref,
        place=place,
        stem=stem,
        text=fold("\0".join(parts)),  # which no search contains, so that no phrase is found across two texts
        section=item.section,
        fact=item.fact,
        tags=item.tags,
        state=state,
        card=card,
        leech=isinstance(card, Reviewed) and is_leech(card.lapses, leech_lapses),
        due_day=None if reviewed is None else max(reviewed.due_day, now.day + 1) if buried else reviewed.due_day,
        due_at=0 if reviewed is None or buried else reviewed.due_at,
    )


def _state(item: Item, card: Card, held: Held | None, now: Moment) -> QuestionState:
    if item.draft:
        return QuestionState.DRAFT
    if item.asked_until < now.day:
        return QuestionState.RETIRED
    if held is not None:
        return QuestionState(held.value)
    if not isinstance(card, Reviewed):
        return QuestionState.NEW
    if card.interval == 0:
        return QuestionState.LEARNING
    return QuestionState.MATURE if card.interval >= MATURE else QuestionState.YOUNG


class QuestionDetails(Value, frozen=True):
    """What is shown of a single question.

    title, language: of its pack; citation: as a learner reads it; reviews: those that were not taken back, the oldest
    first; restarts: when it was started over; recall: the chance that the answer is known now; curve: None if it was
    never answered.
    """

    question: BrowsedQuestion
    item: Item
    title: str
    language: str
    citation: str
    reviews: tuple[Review, ...] = ()
    restarts: tuple[Moment, ...] = ()
    recall: float | None = None
    curve: ForgettingCurve | None = None


class Ordering(StrEnum):
    """An order of questions."""

    DUE = "due date"
    DIFFICULTY = "difficulty"
    ANSWERED = "last answer"
    PACK = "pack"

    @property
    def following(self) -> Ordering:
        orders = list(Ordering)
        return orders[(orders.index(self) + 1) % len(orders)]

    @property
    def key(self) -> Callable[[BrowsedQuestion], tuple[float, ...]]:
        """A function to sort by: the first due, the most difficult and the last answered come first, and those to which
        the order doesn't apply last."""
        return _KEYS[self]


def _due(question: BrowsedQuestion) -> tuple[float, ...]:
    if question.due_day is None:
        return 1, 0, 0, question.place
    return 0, question.due_day, question.due_at, question.place


def _difficulty(question: BrowsedQuestion) -> tuple[float, ...]:
    reviewed = question.reviewed
    return 0.0 if reviewed is None else -reviewed.difficulty, question.place


def _answered(question: BrowsedQuestion) -> tuple[float, ...]:
    reviewed = question.reviewed
    return 0 if reviewed is None else -reviewed.last_at, question.place


def _place(question: BrowsedQuestion) -> tuple[float, ...]:
    return (question.place,)


_KEYS: dict[Ordering, Callable[[BrowsedQuestion], tuple[float, ...]]] = {
    Ordering.DUE: _due,
    Ordering.DIFFICULTY: _difficulty,
    Ordering.ANSWERED: _answered,
    Ordering.PACK: _place,
}
