"""Reviews from records of the tables that they are stored in, whose pages may be damaged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from zgcquiz.store.log.damage.carving import Record
from zgcquiz.store.log.tables.reviews.dictionary import texts_json
from zgcquiz.store.log.tables.reviews.schema import COLUMNS_OF, FIRST_PLACE, STORED
from zgcquiz.store.log.tables.reviews.stored_ids import original_id
from zgcquiz.store.log.tables.rows import fault_of

LOST_COMMON = "what it has in common with other answers is lost"
_LAST_NUMBER = 1 << 32
"""Numbers of dictionaries are less; the times of other records are not, in milliseconds since 1970."""
_TABLES = {len(columns) + 1: table for table, columns in COLUMNS_OF.items()}
_TRIES = 1000
"""How many combinations of what a number stood for are tried with a row."""


class Fragments:
    """What records tell of sessions, questions and verdicts: from their tables, from indexes, and from old pages."""

    def __init__(self) -> None:
        self._found: dict[str, dict[Any, set[tuple[Any, ...]]]] = {table: {} for table in COLUMNS_OF}

    def note(self, record: Record) -> bool:
        """Remember a record if it is of a dictionary, and return whether it is."""
        table = _TABLES.get(len(record))
        if table is None:
            return False
        for n, rest in ((record[0], record[1:]), (record[-1], record[:-1])):  # of the table, of its index
            if isinstance(n, int) and 0 < n < _LAST_NUMBER and _is_common(table, rest):
                self._found[table].setdefault(n, set()).add(rest)
                return True
        return False

    def review(self, record: tuple[Any, ...]) -> tuple[tuple[Any, ...] | None, str]:
        """Return the sound review that a row of `review_rows` stands for, as the values of `rows.COLUMNS` and the
        checksum with texts as bytes; or None, and why there is none."""
        time, rest, *numbers, shown, response, at, ms, signed = record
        id = original_id(time, rest).encode("utf-8", "surrogateescape")
        checksum = signed + (1 << 32) if isinstance(signed, int) and signed < 0 else signed
        fault = LOST_COMMON
        for session, question, verdict in islice(product(*self._candidates(numbers)), _TRIES):
            pack, item, fingerprint, options = question
            try:
                texts = _json(shown, options), _json(response, options)
            except (LookupError, ValueError):
                continue
            offset, mode, kind, *marks = verdict
            name = (id, session[1], session[0], time if at is None else at, offset, pack, item, fingerprint, mode, kind)
            row = (*name, *texts, *marks, ms, checksum)
            fault = fault_of("reviews", row)
            if not fault:
                return row, ""
        return None, fault

    def item(self, question: object) -> tuple[bytes, bytes]:
        """Return the pack and the item of a question by its number; question marks if it is lost."""
        for pack, item, *_ in self._found["questions"].get(question, ()):
            return pack, item
        return b"?", b"?"

    def _candidates(self, numbers: list[Any]) -> Iterator[list[Record]]:
        for table, number in zip(COLUMNS_OF, numbers, strict=True):
            found = self._found[table].get(number, ())
            yield sorted(found, key=lambda each: -len(each[-1])) if table == "questions" else list(found)


def is_row(record: Record) -> bool:
    """Return whether a record may be a row of `review_rows`."""
    return (
        len(record) == len(STORED)
        and isinstance(record[0], int)
        and isinstance(record[1], bytes)
        and all(isinstance(number, int) for number in record[2:5])
    )


def is_index_entry(record: Record) -> bool:
    """Return whether a record may be an entry of the index `review_rows_by_question`: a number, and an id as stored."""
    return (
        len(record) == 3
        and isinstance(record[0], int)
        and 0 < record[0] < _LAST_NUMBER <= int(isinstance(record[1], int) and record[1])
        and isinstance(record[2], bytes)
        and len(record[2]) == 10
    )


def _is_common(table: str, values: Record) -> bool:
    if table != "verdicts":
        return all(isinstance(value, bytes) for value in values)
    offset, *texts, certainty, level, rating = values
    return (
        isinstance(offset, int)
        and all(isinstance(text, bytes) for text in texts)
        and isinstance(certainty, bytes | None)
        and isinstance(level, int | None)
        and isinstance(rating, int)
    )


def _json(value: Any, options: Any) -> str | bytes | None:
    """Return a JSON list from how it is stored; a list itself begins with a character before all places."""
    if value is None or not isinstance(value, bytes) or (value and value[0] < FIRST_PLACE):
        return value
    return texts_json(value.decode(), options)
