"""Responses to questions, and their outcome and rating."""

from __future__ import annotations

from collections.abc import Sequence

from zgcquiz.core.log.review import Certainty, Outcome, Rating
from zgcquiz.core.packs.pack import Item, Option
from zgcquiz.core.value import Value


class Picked(Value, frozen=True):
    """Picked options. options: positions among those shown, from 0; level: certainty, 1 to 3, if asked."""

    options: frozenset[int]
    certainty: Certainty = Certainty.SURE
    level: int | None = None


class Typed(Value, frozen=True):
    """A typed answer. level: as in `Picked`."""

    text: str
    certainty: Certainty = Certainty.SURE
    level: int | None = None


class DontKnow(Value, frozen=True):
    """The response "I don't know"."""


class TimedOut(Value, frozen=True):
    """The time for the question ran out."""


Response = Picked | Typed | DontKnow | TimedOut


def mark(shown: Sequence[Option], response: Response) -> Outcome:
    """Return the outcome of picking options.

    Correct: exactly the keys were picked; partial: more keys than distractors; else wrong.
    """
    if not isinstance(response, Picked):
        return Outcome.WRONG
    keys = {position for position, option in enumerate(shown) if option.key}
    if response.options == keys:
        return Outcome.CORRECT
    hits = len(response.options & keys)
    return Outcome.PARTIAL if hits > len(response.options) - hits else Outcome.WRONG


def mark_typed(item: Item, text: str, language: str = "") -> tuple[Outcome, bool]:
    """Return the outcome of typing an answer, and whether it is correct but for a slip.

    Partial: near enough to ask the learner whether it counts. language: of the pack, for reading numbers.
    """
    from zgcquiz.core.rounds.typed_answers import Match, compare

    match = compare(item, text, language)
    if match in (Match.RIGHT, Match.SLIP):
        return Outcome.CORRECT, match is Match.SLIP
    return Outcome.PARTIAL if match is Match.NEAR else Outcome.WRONG, False


def rate(outcome: Outcome, response: Response) -> Rating:
    """Return Good for a correct, sure answer, and Again for anything else, including a lucky guess.

    Hard and Easy come only from the learner, afterwards.
    """
    sure = certainty_of(response) is Certainty.SURE
    return Rating.GOOD if outcome is Outcome.CORRECT and sure else Rating.AGAIN


def certainty_of(response: Response) -> Certainty | None:
    """Return the certainty of an answer; None for "I don't know" and for time run out."""
    return response.certainty if isinstance(response, Picked | Typed) else None
