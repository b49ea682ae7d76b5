"""Read and write the lines of reviews that are as usual, in a fraction of the time that json takes.

Everything else is left to `review_lines`: the two agree on every line, which a property in the tests holds.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from zgcquiz.core.log.limits import beyond_limits
from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref, Review
from zgcquiz.core.moment import Moment
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


_decode = msgspec.json.Decoder(_Line).decode
_encode = msgspec.json.encode


def encoded(entry: dict[str, object], ms: int) -> bytes | None:
    """Return an entry as JSON with its line feed; None if json may write it otherwise. ms: the answer's time."""
    if not _SHORTEST <= ms < _LONGEST:
        return None
    try:
        return _encode(entry) + b"\n"
    except (UnicodeEncodeError, OverflowError):
        return None


def decoded(text: str, milliseconds: Callable[[str], int]) -> Review | None:
    """Return the review in a line; None if the line is not as usual, whether it is valid or not.

    milliseconds: parses a time; it may raise an error of its own.
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
        or not all(shown)
        or not (response is None or all(response))
    ):
        return None
    review = Review(
        id=line.id,
        device=line.device or "",
        session=line.session or "",
        at=Moment(milliseconds(line.at), line.utc_offset),
        ref=Ref(line.pack, line.question),
        fingerprint=line.fingerprint or "",
        mode="import" if line.mode is None else line.mode,
        kind=line.kind,
        shown=shown,
        response=response,
        outcome=outcome,
        certainty=line.certainty,
        rating=line.rating,
        ms=round(line.seconds * 1000),
        level=line.level,
        void=line.void,
    )
    return None if beyond_limits(review) else review
