"""Review history as JSON Lines: one review per line, with the keys of `history --json`.

Lines with `held` suspend, bury or resume a question; lines with `restarted` restart its learning.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, BinaryIO, TypeVar

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.hold import Held, Hold, held_until
from zgcquiz.core.log.limits import beyond_limits
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref, Review
from zgcquiz.core.moment import Moment, date_of, day_of
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.packs.problem import Problem
from zgcquiz.formats.history import quick_lines

_EVENT_KEYS = ("id", "at", "pack", "question")
MAX_LINE = 4 * 2**20
"""The length of the longest line that is read, in bytes: a review takes some hundred."""
MAX_UNUSED = 10_000
"""How many more lines of a file may be unusable or empty than are usable: further ones are not read."""
_HEAD = 2**16
_OBJECT = re.compile(rb'(?m)^(?:\xef\xbb\xbf)?[ \t]*\{[ \t]*"')
REQUIRED = (*_EVENT_KEYS, "correct", "rating")


def as_dict(review: Review) -> dict[str, Any]:
    """Return a review with its public JSON keys."""
    return {
        "id": review.id,
        "at": review.at.iso,
        "utc_offset": review.at.offset,
        "device": review.device,
        "session": review.session,
        "pack": review.ref.pack,
        "question": review.ref.item,
        "fingerprint": review.fingerprint,
        "mode": review.mode,
        "kind": review.kind.value,
        "shown": list(review.shown),
        "response": None if review.response is None else list(review.response),
        "correct": review.outcome is Outcome.CORRECT,
        "outcome": review.outcome.value,
        "certainty": review.certainty.value if review.certainty else None,
        "level": review.level,
        "rating": int(review.rating),
        "seconds": review.ms / 1000,
        "void": review.void,
    } | ({"superseded": True} if review.superseded else {})


def write(events: Iterable[Review | Hold | Restart]) -> Iterator[bytes]:
    """Yield a line per event, each with its line feed."""
    for event in events:
        if isinstance(event, Review):
            yield quick_lines.encoded(event) or _json_line(as_dict(event))
        elif isinstance(event, Hold):
            yield _json_line(_hold_dict(event))
        else:
            yield _json_line(_event_keys(event) | {"restarted": True})


def _hold_dict(hold: Hold) -> dict[str, Any]:
    until = date_of(hold.until).isoformat() if hold.held is Held.BURIED else None
    return _event_keys(hold) | {"held": hold.held.value, "until": until}


def _event_keys(event: Hold | Restart) -> dict[str, Any]:
    return {
        "id": event.id,
        "at": event.at.iso,
        "utc_offset": event.at.offset,
        "device": event.device,
        "pack": event.ref.pack,
        "question": event.ref.item,
    }


def _json_line(entry: dict[str, Any]) -> bytes:
    return f"{json.dumps(entry, ensure_ascii=False, separators=(',', ':'))}\n".encode("utf-8", "surrogatepass")


def bounded_lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file; of one that is longer than MAX_LINE, only the start, which is too long as well."""
    while line := file.readline(MAX_LINE + 1):
        yield line
        while len(line) > MAX_LINE and not line.endswith(b"\n"):
            line = file.readline(MAX_LINE + 1)


def check_kind(file: BinaryIO, name: str, hint: str) -> None:
    """Raise ZgcError if no line at the start of a file begins as one of a history: it is of another kind.

    An empty file passes, and so does one that is damaged in parts. name: the file's; hint: what to give instead.
    """
    head = file.read(_HEAD)
    file.seek(0)
    if head.strip() and not _OBJECT.search(head):
        raise ZgcError("not-a-history", f"{name} is not a history: its lines aren't JSON.", hint)


def read(lines: Iterable[bytes], name: str) -> Iterator[Review | Hold | Restart | Problem]:
    """Yield each line's review, hold or restart, or the problem with it; skip empty lines.

    name: the file's name in problems. Only the keys in REQUIRED are mandatory. After MAX_UNUSED lines that hold no
    event, a last problem says so, and the rest is not read: it is another kind of file.
    """
    unused = 0
    for number, line in enumerate(lines, 1):
        unused += 1
        if unused > MAX_UNUSED:
            message = f"more than {MAX_UNUSED:,} lines hold no event, so the rest of this file is not read"
            yield Problem("too-many", message, name, number, 1)
            return
        if not line.strip():
            continue
        try:
            if len(line) > MAX_LINE:
                raise _BadLineError(f"this line is longer than {MAX_LINE // 2**20} MiB")
            usual = quick_lines.decoded(line, _milliseconds)
            event = usual or parse(line.decode("utf-8-sig" if number == 1 else "utf-8"))
            unused -= 2
            yield event
        except json.JSONDecodeError as error:
            yield Problem("syntax", f"this line is not JSON: {error.msg}{_cut(line)}", name, number, error.colno)
        except UnicodeDecodeError:
            yield Problem("encoding", f"this line is not UTF-8 text{_cut(line)}", name, number, 1)
        except ValueError:  # from `int`, by sys.set_int_max_str_digits
            yield Problem("bad-review", "a number in this line has too many digits", name, number, 1)
        except RecursionError:
            yield Problem("bad-review", "this line is nested too deeply", name, number, 1)
        except _BadLineError as error:
            yield Problem("bad-review", str(error), name, number, 1)


def _cut(line: bytes) -> str:
    """Return what to add to the problem with a line that has no end."""
    return "" if line.endswith(b"\n") else "; the file ends within it, so it was cut off: save or copy it again"


def parse(text: str) -> Review | Hold | Restart:
    """Return a line's event. Raises _BadLineError, or what `json.loads` does."""
    event = _event(json.loads(text))
    if reason := beyond_limits(event):
        raise _BadLineError(reason)
    return event


class _BadLineError(Exception):
    """A line that is JSON, but not a valid event; says why."""


def _event(line: Any) -> Review | Hold | Restart:
    if isinstance(line, dict) and "restarted" in line:
        return _restart(line)
    return _hold(line) if isinstance(line, dict) and "held" in line else _review(line)


def _review(line: Any) -> Review:
    if not isinstance(line, dict):
        raise _BadLineError("a review is a JSON object")
    missing = [key for key in REQUIRED if key not in line]
    if missing:
        raise _BadLineError(f"a review needs {', '.join(missing)}")
    outcome = _one_of(line, "outcome", Outcome) or (Outcome.CORRECT if _flag(line, "correct") else Outcome.WRONG)
    if (outcome is Outcome.CORRECT) != _flag(line, "correct"):
        raise _BadLineError("'outcome' and 'correct' contradict each other")
    rating = line["rating"]
    if type(rating) is not int or not 1 <= rating <= 4:
        raise _BadLineError("'rating' must be 1, 2, 3 or 4")
    seconds = line.get("seconds", 0)
    if type(seconds) not in (int, float) or not 0 <= seconds < 1e9:
        raise _BadLineError("'seconds' must be a number of 0 or more")
    level = line.get("level")
    if level is not None and (type(level) is not int or not 1 <= level <= 3):
        raise _BadLineError("'level' must be 1, 2 or 3")
    shown, response = _texts(line, "shown") or (), _texts(line, "response")
    return Review(
        id=_text(line, "id"),
        device=_text(line, "device", ""),
        session=_text(line, "session", ""),
        at=_moment(line),
        ref=Ref(_text(line, "pack"), _text(line, "question")),
        fingerprint=_text(line, "fingerprint", ""),
        mode=_text(line, "mode", "import"),
        kind=_one_of(line, "kind", Kind) or _kind(shown, response),
        shown=shown,
        response=response,
        outcome=outcome,
        certainty=_one_of(line, "certainty", Certainty),
        rating=Rating(rating),
        ms=round(seconds * 1000),
        level=level,
        void=_flag(line, "void"),
        superseded=_flag(line, "superseded"),
    )


def _hold(line: dict[str, Any]) -> Hold:
    missing = [key for key in _EVENT_KEYS if key not in line]
    if missing:
        raise _BadLineError(f"a suspend, bury or resume event needs {', '.join(missing)}")
    held = _one_of(line, "held", Held)
    if held is None:
        raise _BadLineError(f"'held' must be one of {', '.join(Held)}")
    return Hold(
        id=_text(line, "id"),
        device=_text(line, "device", ""),
        at=_moment(line),
        ref=Ref(_text(line, "pack"), _text(line, "question")),
        held=held,
        until=_day(line, "until") if held is Held.BURIED else held_until(held, 0),
    )


def _restart(line: dict[str, Any]) -> Restart:
    if not {*_EVENT_KEYS} <= line.keys() or line["restarted"] is not True:
        raise _BadLineError("a restart needs id, at, pack, question, and 'restarted' as true")
    ref = Ref(_text(line, "pack"), _text(line, "question"))
    return Restart(_text(line, "id"), _text(line, "device", ""), _moment(line), ref)


def _day(line: dict[str, Any], key: str) -> int:
    try:
        return day_of(date.fromisoformat(_text(line, key)))
    except ValueError:
        raise _BadLineError(f"'{key}' must be a date such as 2026-11-23") from None


def _moment(line: dict[str, Any]) -> Moment:
    offset = line.get("utc_offset", 0)
    if type(offset) is not int or not -1440 < offset < 1440:
        raise _BadLineError("'utc_offset' must be minutes, less than a day")
    return Moment(_milliseconds(_text(line, "at")), offset)


def _kind(shown: tuple[str, ...], response: tuple[str, ...] | None) -> Kind:
    """Infer how a question was asked from a review without `kind`."""
    if not shown:
        return Kind.TYPED
    return Kind.MULTIPLE if response and len(response) > 1 else Kind.SINGLE


def _text(line: dict[str, Any], key: str, default: str | None = None) -> str:
    value = line.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or not (value or default is not None):
        raise _BadLineError(f"'{key}' must be a text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _BadLineError(f"'{key}' contains half of a surrogate pair") from None
    return value


def _texts(line: dict[str, Any], key: str) -> tuple[str, ...] | None:
    values = line.get(key)
    if values is None:
        return None
    if not isinstance(values, list):
        raise _BadLineError(f"'{key}' must be a list of texts")
    return tuple(_text({key: value}, key) for value in values)


def _flag(line: dict[str, Any], key: str) -> bool:
    value = line.get(key, False)
    if not isinstance(value, bool):
        raise _BadLineError(f"'{key}' must be true or false")
    return value


_Named = TypeVar("_Named", Outcome, Certainty, Kind, Held)


def _one_of(line: dict[str, Any], key: str, kind: type[_Named]) -> _Named | None:
    value = line.get(key)
    if value is None:
        return None
    try:
        return kind(value)
    except ValueError:
        raise _BadLineError(f"'{key}' must be one of {', '.join(kind)}") from None


def _milliseconds(text: str) -> int:
    """Return milliseconds since 1970; a time without a zone is taken as UTC."""
    try:
        time = datetime.fromisoformat(text)
        aware = time if time.tzinfo else time.replace(tzinfo=UTC)
        milliseconds = round(aware.timestamp() * 1000)
    except (ValueError, OverflowError):
        raise _BadLineError("'at' must be a time such as 2026-11-23T18:00:00Z") from None
    if milliseconds < 0:
        raise _BadLineError("'at' is before 1970")
    return milliseconds
