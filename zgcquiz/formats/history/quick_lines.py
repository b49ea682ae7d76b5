"""Read and write the lines of reviews that are as usual, in a fraction of the time that json takes.

Everything else is left to `review_lines`: the two agree on every line, which a property in the tests holds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import msgspec

from zgcquiz.core.log.limits import MAX_SHOWN, is_in_range
from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref, Review
from zgcquiz.core.moment import DAY, Moment, date_of
from zgcquiz.core.packs.pack import Kind

_SHORTEST, _LONGEST = 0, 10**12
"""The answer times, in milliseconds, whose seconds are written the same by msgspec and by json."""


class _Line(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    id: str
    at: str
    pack: str
    question: str
    correct: bool
    rating: Rating
    utc_offset: int = 0
    device: str | None = None
    session: str | None = None
    fingerprint: str | None = None
    mode: str | None = None
    kind: Kind | None = None
    shown: tuple[str, ...] | None = None
    response: tuple[str, ...] | None = None
    outcome: Outcome | None = None
    certainty: Certainty | None = None
    level: int | None = None
    seconds: float = 0.0
    void: bool = False


class _Written(msgspec.Struct, gc=False):
    """The keys of a line in the order of `review_lines.as_dict`."""

    id: str
    at: str
    utc_offset: int
    device: str
    session: str
    pack: str
    question: str
    fingerprint: str
    mode: str
    kind: Kind
    shown: tuple[str, ...]
    response: tuple[str, ...] | None
    correct: bool
    outcome: Outcome
    certainty: Certainty | None
    level: int | None
    rating: Rating
    seconds: float
    void: bool


_decode = msgspec.json.Decoder(_Line).decode
_encode = msgspec.json.encode


def encoded(review: Review) -> bytes | None:
    """Return a review as a line, with its line feed; None if `review_lines` may write it otherwise."""
    ms = review.at.ms
    if not (_SHORTEST <= review.ms < _LONGEST and is_in_range(ms)) or review.superseded:
        return None
    line = _Written(
        review.id,
        _iso(ms),
        review.at.offset,
        review.device,
        review.session,
        review.ref.pack,
        review.ref.item,
        review.fingerprint,
        review.mode,
        review.kind,
        review.shown,
        review.response,
        review.outcome is Outcome.CORRECT,
        review.outcome,
        review.certainty,
        review.level,
        review.rating,
        review.ms / 1000,
        review.void,
    )
    try:
        return _encode(line) + b"\n"
    except (UnicodeEncodeError, OverflowError):
        return None


def _iso(ms: int) -> str:
    """Return the same as `Moment.iso`, for a time in the range of `is_in_range`."""
    day, rest = divmod(ms, DAY)
    seconds, ms = divmod(rest, 1000)
    minutes, second = divmod(seconds, 60)
    return f"{_date(day)}T{minutes // 60:02}:{minutes % 60:02}:{second:02}.{ms:03}Z"


@lru_cache(1024)
def _date(day: int) -> str:
    return date_of(day).isoformat()


def decoded(text: str | bytes, milliseconds: Callable[[str], int]) -> Review | None:
    """Return the review in a line; None if the line is not as usual, whether it is valid or not.

    text: may be UTF-8; milliseconds: parses a time; it may raise an error of its own.
    """
    try:
        line = _decode(text)
    except (ValueError, RecursionError):
        return None
    outcome = line.outcome or (Outcome.CORRECT if line.correct else Outcome.WRONG)
    shown, response = line.shown or (), line.response
    if (
        not (line.id and line.pack and line.question and line.kind)
        or (outcome is Outcome.CORRECT) != line.correct
        or not 0 <= line.seconds < 1e9
        or not (line.level is None or 1 <= line.level <= 3)
        or not -1440 < line.utc_offset < 1440
        or len(shown) > MAX_SHOWN
        or not all(shown)
        or not (response is None or all(response))
    ):
        return None
    at = milliseconds(line.at)
    if not is_in_range(at):
        return None
    return Review(
        line.id,
        line.device or "",
        line.session or "",
        Moment(at, line.utc_offset),
        Ref(line.pack, line.question),
        line.fingerprint or "",
        "import" if line.mode is None else line.mode,
        line.kind,
        shown,
        response,
        outcome,
        line.certainty,
        line.rating,
        round(line.seconds * 1000),
        line.level,
        line.void,
    )
