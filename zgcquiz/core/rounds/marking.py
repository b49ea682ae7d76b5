"""From a response to an outcome and a rating."""

from __future__ import annotations

from collections.abc import Sequence

from zgcquiz.core.log.review import Certainty, Outcome, Rating
from zgcquiz.core.packs.pack import Item, Option
from zgcquiz.core.value import Value


class Picked(Value, frozen=True):
    """Options picked, as positions among those shown (from 0). level: how sure, 1 to 3, where that is asked."""

    options: frozenset[int]
    certainty: Certainty = Certainty.SURE
    level: int | None = None


class Typed(Value, frozen=True):
    """An answer that was typed. level: as of `Picked`."""

    text: str
    certainty: Certainty = Certainty.SURE
    level: int | None = None


class DontKnow(Value, frozen=True):
    """ "I don't know"."""


class TimedOut(Value, frozen=True):
    """The time for the question ran out."""


Response = Picked | Typed | DontKnow | TimedOut


def mark(shown: Sequence[Option], response: Response) -> Outcome:
    """Correct: exactly the keys. Partial: more keys than distractors picked. Else wrong."""
    if not isinstance(response, Picked):
        return Outcome.WRONG
    keys = {position for position, option in enumerate(shown) if option.key}
    if response.options == keys:
        return Outcome.CORRECT
    hits = len(response.options & keys)
    return Outcome.PARTIAL if hits > len(response.options) - hits else Outcome.WRONG


def mark_typed(item: Item, text: str, language: str = "") -> Outcome:
    """Partial: near enough that the learner is asked if it counts. language: the pack's, by which numbers are read."""
    from zgcquiz.core.rounds.typed_answers import Match, compare

    outcomes = {Match.RIGHT: Outcome.CORRECT, Match.NEAR: Outcome.PARTIAL, Match.WRONG: Outcome.WRONG}
    return outcomes[compare(item, text, language)]


def rate(outcome: Outcome, response: Response) -> Rating:
    """A right and sure answer is Good; everything else, a lucky guess too, is Again.

    Hard and Easy are given only where the learner says so.
    """
    sure = certainty_of(response) is Certainty.SURE
    return Rating.GOOD if outcome is Outcome.CORRECT and sure else Rating.AGAIN


def certainty_of(response: Response) -> Certainty | None:
    """What was said about certainty; None for "I don't know" and for time run out."""
    return response.certainty if isinstance(response, Picked | Typed) else None
