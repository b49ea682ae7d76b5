"""Check answers that come from players, whom nothing keeps from sending anything."""

from __future__ import annotations

import re
from collections.abc import Mapping

from zgcquiz.core.log.review import Certainty, Outcome, Rating, Review
from zgcquiz.core.moment import DAY
from zgcquiz.core.packs.pack import Item
from zgcquiz.core.rounds.marking import Picked, mark, mark_typed
from zgcquiz.formats.history import review_lines

MAX_NAME = 64
MAX_TYPED = 2000
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class RefusedAnswerError(Exception):
    """An answer that is not taken; says why."""


class ServedPack:
    """What answers to a pack are checked against. language: of the pack; is_exam: its page tells no key."""

    def __init__(self, items: Mapping[str, Item], language: str, *, is_exam: bool) -> None:
        self.items = items
        self.language = language
        self.is_exam = is_exam


def checked(line: bytes, packs: Mapping[str, ServedPack], now: int) -> Review:
    """Return the answer in a line of a player. now: milliseconds since 1970. Raises RefusedAnswerError.

    It has to be about a question that is served, as it is worded now, with options and a mark that the question can
    have. Only a typed answer may be marked otherwise: its writer decides about typing errors, but not in an exam.
    """
    events = [*review_lines.read([line + b"\n"], "")]
    if len(events) != 1 or not isinstance(events[0], Review):
        raise RefusedAnswerError(getattr(events[0], "message", "it is not an answer") if events else "it is empty")
    review = events[0]
    pack = packs.get(review.ref.pack)
    item = pack.items.get(review.ref.item) if pack else None
    if pack is None or item is None:
        raise RefusedAnswerError("it is about a question that is not asked here")
    if review.fingerprint != item.fingerprint:
        raise RefusedAnswerError("it is about another wording of the question: load the page again")
    _check_form(review, item, now)
    _check_mark(review, item, pack)
    return review


def _check_form(review: Review, item: Item, now: int) -> None:
    if not _ID.fullmatch(review.id):
        raise RefusedAnswerError("its id is not a UUID of version 7")
    if review.at.ms > now + DAY:
        raise RefusedAnswerError("it is dated in the future: set the clock of your device")
    if not (review.device and len(review.device) <= MAX_NAME and review.device.isprintable()):
        raise RefusedAnswerError(f"the name must have at most {MAX_NAME} characters, which can be printed")
    if review.kind is not item.kind or review.mode != "play" or review.level is not None or review.superseded:
        raise RefusedAnswerError("it was not given as this page asks")
    response = review.response or ()
    if item.kind.is_choice:
        texts = [option.text for option in item.options]
        known = all(text in texts for text in review.shown) and all(text in review.shown for text in response)
        if not known or len({*review.shown}) < len(review.shown) or len({*response}) < len(response):
            raise RefusedAnswerError("it has options that the question doesn't have")
    elif review.shown or len(response) > 1 or any(len(text) > MAX_TYPED for text in response):
        raise RefusedAnswerError("it is not one typed answer")


def _check_mark(review: Review, item: Item, pack: ServedPack) -> None:
    right = _outcome(review, item, pack.language)
    is_own = not item.kind.is_choice and not pack.is_exam and review.response is not None
    if review.outcome is not right and not is_own:
        raise RefusedAnswerError("it is not marked as the question is")
    sure = review.certainty is Certainty.SURE
    if (review.certainty is None) is not (review.response is None):
        raise RefusedAnswerError("it doesn't say how sure it is")
    if review.outcome is not Outcome.CORRECT or not sure:
        ratings = {Rating.AGAIN}
    else:
        ratings = {Rating.GOOD} if pack.is_exam else {Rating.HARD, Rating.GOOD, Rating.EASY}
    if review.rating not in ratings:
        raise RefusedAnswerError("its rating doesn't follow from its mark")


def _outcome(review: Review, item: Item, language: str) -> Outcome:
    if review.response is None:
        return Outcome.WRONG
    if not item.kind.is_choice:
        text = review.response[0] if review.response else ""
        return mark_typed(item, text, language)[0]
    options = {option.text: option for option in item.options}
    shown = [options[text] for text in review.shown]
    return mark(shown, Picked(frozenset(review.shown.index(text) for text in review.response)))
