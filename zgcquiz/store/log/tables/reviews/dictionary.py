"""What many reviews have in common, which the log stores once: sessions, questions and verdicts, each by a number.

The texts of `shown` and `response` are stored as their places among all options that were ever shown of the question:
one character for each text, `a` for the first option. A list that can't be said so is stored as a blob of its JSON.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from zlib import crc32

import msgspec

from zgcquiz.store.log.tables.reviews.schema import COLUMNS_OF, FIRST_PLACE, STORED
from zgcquiz.store.log.tables.reviews.stored_ids import original_id, stored_id

Row = tuple[Any, ...]
"""A review as the log means it: the values of `rows.COLUMNS`, and the checksum."""

_MOST_OPTIONS = 100
"""How many options of a question are stored once: all are read for each of its reviews."""
_SLICE = 4_000
"""How many reviews are added at a time."""
_SIGN, _CHECKSUMS = 1 << 31, 1 << 32
_encode = msgspec.json.encode
_texts = msgspec.json.Decoder(list[str]).decode
_NAMES = {table: columns[:3] if table == "questions" else columns for table, columns in COLUMNS_OF.items()}
"""What tells a row of a dictionary from others: of a question all but its options."""
_FIND = {
    table: f"SELECT * FROM {table} WHERE {' AND '.join(f'{name} IS ?' for name in names)} LIMIT 1"
    for table, names in _NAMES.items()
}
_STORED = f"SELECT {', '.join(STORED)} FROM review_rows"


class _Question:
    """A question while reviews of it are added. options: JSON."""

    def __init__(self, n: int, options: str) -> None:
        self.n = n
        self.is_changed = False
        self.places: dict[str, str] = {}
        try:
            self._add(_texts(options))
            self.is_sound = True
        except (msgspec.DecodeError, TypeError):
            self.is_sound = False  # a damaged one gets no more options

    def _add(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.places[text] = chr(FIRST_PLACE + len(self.places))

    def options(self) -> str:
        return _encode(list(self.places)).decode()

    def stored(self, texts: Any, *, may_add: bool) -> str | bytes:
        """Return how a JSON list of texts is stored. may_add: whether its texts become options."""
        if not isinstance(texts, str):
            return texts if isinstance(texts, bytes) else b"" if texts is None else str(texts).encode()
        json = texts.encode()
        try:
            found = _texts(json)
        except (msgspec.DecodeError, UnicodeError):
            return json
        new = [text for text in dict.fromkeys(found) if text not in self.places]
        if new and not (may_add and self.is_sound and len(self.places) + len(new) <= _MOST_OPTIONS):
            return json
        if _encode(found) != json or b"\\u0000" in json:
            return json
        if new:
            self._add(new)
            self.is_changed = True
        return "".join([self.places[text] for text in found])


class ReviewWriter:
    """Adds reviews inside one transaction of the caller's. It remembers numbers, so it is of no use after that."""

    def __init__(self, db: sqlite3.Connection, conflict: str = "ABORT") -> None:
        """conflict: what SQLite does about a review of an id that the log has."""
        self._db = db
        self._insert = f"INSERT OR {conflict} INTO review_rows VALUES ({', '.join('?' * len(STORED))})"
        self._known: dict[str, dict[Row, int]] = {"sessions": {}, "verdicts": {}}
        self._questions: dict[Row, _Question] = {}
        self._last: dict[str, int] = {}
        self._new: dict[str, list[Row]] = {table: [] for table in COLUMNS_OF}
        self._new_questions: dict[Row, _Question] = {}

    def add(self, rows: Iterable[Row]) -> None:
        """Append reviews. Raises sqlite3.IntegrityError if the log has one of the same id."""
        left = iter(rows)
        while stored := [self._stored(row) for row in islice(left, _SLICE)]:
            self._add_dictionaries()
            self._db.executemany(self._insert, stored)

    def _add_dictionaries(self) -> None:
        self._new["questions"] = [(each.n, *name, each.options()) for name, each in self._new_questions.items()]
        for table, rows in self._new.items():
            if rows:
                self._db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
                rows.clear()
        for each in self._new_questions.values():
            each.is_changed = False
        self._new_questions.clear()
        for each in self._questions.values():
            if each.is_changed:
                self._db.execute("UPDATE questions SET options = ? WHERE n = ?", (each.options(), each.n))
                each.is_changed = False
        if len(self._questions) > _SLICE:
            self._questions.clear()

    def _stored(self, row: Row) -> Row:
        id, device, session, at, offset, pack, item, fingerprint, mode, kind, shown, response, *rest = row
        outcome, certainty, level, rating, ms, checksum = rest
        question = self._question((pack, item, fingerprint))
        time, end = stored_id(id if isinstance(id, str | bytes) else str(id))
        return (
            time,
            end,
            self._number("sessions", (session, device)),
            question.n,
            self._number("verdicts", (offset, mode, kind, outcome, certainty, level, rating)),
            question.stored(shown, may_add=True),
            None if response is None else question.stored(response, may_add=False),
            None if at == time >= 0 else at,
            ms,
            checksum - _CHECKSUMS if isinstance(checksum, int) and _SIGN <= checksum < _CHECKSUMS else checksum,
        )

    def _number(self, table: str, values: Row) -> int:
        known = self._known[table]
        n = known.get(values)
        if n is None:
            row = self._find(table, values)
            if row is None:
                row = (self._next(table), *values)
                self._new[table].append(row)
            n = known[values] = row[0]
        return int(n)

    def _question(self, name: Row) -> _Question:
        found = self._questions.get(name)
        if found is None:
            row = self._find("questions", name)
            if row is None:
                found = self._new_questions[name] = _Question(self._next("questions"), "[]")
            else:
                found = _Question(row[0], row[-1])
            self._questions[name] = found
        return found

    def _find(self, table: str, values: Row) -> Row | None:
        """Return the first row of a dictionary that begins with some values after its number."""
        row: Row | None = self._db.execute(_FIND[table], values).fetchone()
        return row

    def _next(self, table: str) -> int:
        if table not in self._last:
            ((last,),) = self._db.execute(f"SELECT coalesce(max(n), 0) FROM {table}")
            self._last[table] = last
        self._last[table] += 1
        return self._last[table]


class ReviewReader:
    """Reads whole logs in the order of time: rows alone, with what they have in common in memory.

    Looking that up in SQLite for each row takes several times as long, as its pages are far apart.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._sessions: dict[int, Row] = {row[0]: row[1:] for row in db.execute("SELECT * FROM sessions")}
        self._verdicts: dict[int, Row] = {row[0]: row[1:] for row in db.execute("SELECT * FROM verdicts")}
        self._questions: dict[int, Row] = {row[0]: row[1:] for row in db.execute("SELECT * FROM questions")}

    def rows(self, order: str) -> Iterator[Row]:
        """Yield all reviews. order: terms of ORDER BY over the stored columns."""
        sessions, questions, verdicts = self._sessions, self._questions, self._verdicts
        before = -1
        known: dict[object, str | None] = {}  # the lists of the last question, the same for many of its rows
        for time, rest, session, question, verdict, shown, response, at, ms, signed in self._db.execute(
            f"{_STORED} ORDER BY {order}"
        ):
            id = original_id(time, rest)
            checksum = signed + _CHECKSUMS if isinstance(signed, int) and signed < 0 else signed
            try:
                name, device = sessions[session]
                if question != before:
                    pack, item, fingerprint, options = questions[question]
                    before, known = question, {}
                offset, mode, kind, *marks = verdicts[verdict]
                for places in (shown, response):
                    if places not in known:
                        known[places] = texts_json(places, options)
            except (LookupError, ValueError, TypeError):
                yield id, *(None,) * 15, ms, checksum  # what it means is damaged
                continue
            yield (
                id,
                device,
                name,
                time if at is None else at,
                offset,
                pack,
                item,
                fingerprint,
                mode,
                kind,
                known[shown],
                known[response],
                *marks,
                ms,
                checksum,
            )

    def are_sound(self) -> bool:
        """Return whether all rows have checksums that match. The same as to sum up what `rows` yields, in a third of
        the time: what rows share is encoded once."""
        names = {n: _encode((device, name))[1:-1] for n, (name, device) in self._sessions.items()}
        verdicts = {
            n: (_encode(offset), _encode((mode, kind))[1:-1], _encode(marks)[1:-1])
            for n, (offset, mode, kind, *marks) in self._verdicts.items()
        }
        before = -1
        try:
            # Not by the index, which may be what is damaged.
            for time, rest, session, question, verdict, shown, response, at, ms, signed in self._db.execute(
                f"{_STORED} ORDER BY +question"
            ):
                if question != before:
                    *item, options = self._questions[question]
                    before, common = question, _encode(item)[1:-1]
                    known: dict[object, bytes] = {}
                texts = known.get((shown, response))
                if texts is None:
                    both = texts_json(shown, options), texts_json(response, options)
                    texts = known[shown, response] = _encode(both)[1:-1]
                offset, kind, marks = verdicts[verdict]
                content = b"[%b,%b,%d,%b,%b,%b,%b,%b,%d]" % (
                    *(_encode(original_id(time, rest)), names[session], time if at is None else at, offset, common),
                    *(kind, texts, marks, ms),
                )
                if crc32(content) != signed % _CHECKSUMS:
                    return False
        except (LookupError, ValueError, TypeError):
            return False
        return True


def texts_json(places: str | bytes | None, options: str) -> str | None:
    """Return the JSON list that is stored so. Raises LookupError or ValueError if it or the options are damaged."""
    if places is None:
        return None
    if isinstance(places, bytes):
        return places.decode()
    texts = _texts(options)
    if places and min(places) < chr(FIRST_PLACE):
        raise ValueError(places)
    return _encode([texts[ord(place) - FIRST_PLACE] for place in places]).decode()
