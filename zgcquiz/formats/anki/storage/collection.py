"""Read Anki's database, schema 11 (note types and decks as JSON) to 18 (tables with protocol buffers).

The file is untrusted: it is opened in memory or as a copy, never runs its own SQL, and is read in bounded time.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import Value
from zgcquiz.formats.anki.storage import protobuf
from zgcquiz.formats.errors import bad_file
from zgcquiz.formats.limits import MAX_VALUE_BYTES
from zgcquiz.formats.untrusted.json_bounds import check_json
from zgcquiz.formats.untrusted.temporary import no_room

OLDEST, NEWEST = 11, 18
"""The schema versions that can be read."""
SEPARATOR = "\x1f"
"""Separates the fields of a note, and from schema 15 on the parts of a deck's path."""

_MAGIC = b"SQLite format 3\0"
_BROKEN = (sqlite3.Error, OverflowError, UnicodeDecodeError)
"""What reading a damaged database raises; the last if SQLite's own message can't be decoded."""
_IN_MEMORY = 8 * 1024 * 1024
"""Larger databases are read from a temporary file, as SQLite would take a second copy of them in memory."""
_MAX_READ_FACTOR = 2
"""How many times the size of the database its values may have together; what isn't stored (generated columns, defaults,
pages that are used twice) can have any size."""
_STEP = 1_000_000
"""SQLite VM instructions between two calls of the progress handler."""
_MAX_STEPS_PER_BYTE = 20
"""Instructions allowed per byte of the database; reading all rows takes less than 1."""
_MAX_KEPT_BYTES, _ROW_BYTES = 64 * 1024 * 1024, 200
"""The memory that note types and decks may take, and about what one of their rows takes without its texts."""
_SETTINGS = ("creationOffset", "localOffset", "schedVer")
"""Those that are used; a collection can have any number of them."""
_CLOZE = 1
TEMPORARY = "zgcquiz-{process}-"
"""How the name of a temporary folder begins, with the number of the process."""
T = TypeVar("T")


class Template(Value, frozen=True):
    """A card template. question, answer: HTML with fields in double braces."""

    name: str
    question: str
    answer: str


class NoteType(Value, frozen=True):
    name: str
    cloze: bool
    fields: tuple[str, ...]
    templates: tuple[Template, ...]
    css: str = ""


class Note(Value, frozen=True):
    """A note. fields: HTML; there may be more or fewer than the note type has."""

    id: int
    guid: str
    type: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]


class Card(Value, frozen=True):
    """A card. deck: its home deck, even while it is in a filtered one; changed: UTC ms."""

    id: int
    note: int
    deck: int
    ord: int
    queue: int
    flags: int
    changed: int


class LogEntry(Value, frozen=True):
    """A row of the review log, unchecked. id: the time of the review, UTC ms; ms: time taken to answer."""

    id: int
    card: int
    ease: int
    type: int
    factor: int
    ms: int


class Collection:
    """A collection opened for reading. pieces: the database; name: the file's name for messages.

    Raises ZgcError if the data is not a collection, is damaged, or has an unsupported schema.
    """

    def __init__(self, pieces: Iterable[bytes], name: str) -> None:
        self.name = name
        self._kept = 0
        self._steps = 50
        self._file: Any = None
        self._db, size = self._opened(iter(pieces))
        self._steps = max(self._steps, size * _MAX_STEPS_PER_BYTE // _STEP)
        self._left = size * _MAX_READ_FACTOR + MAX_VALUE_BYTES // 16
        try:
            self._db.text_factory = lambda text: text.decode("utf-8", "replace")
            self._db.create_collation("unicase", _unicase)
            self._db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
            self._db.set_progress_handler(self._out_of_steps, _STEP)
            for pragma in ("trusted_schema = OFF", "temp_store = FILE", "cell_size_check = ON", "query_only = ON"):
                self._db.execute(f"PRAGMA {pragma}")
            self._tables = self._checked_tables()
            self.offset, self.scheduler = self._check_schema()
        except _BROKEN as error:
            self.close()
            raise self._damaged(error) from error
        except ZgcError:
            self.close()
            raise

    def _opened(self, pieces: Iterator[bytes]) -> tuple[sqlite3.Connection, int]:
        """Return the database and its size in bytes."""
        start = b""
        while len(start) <= _IN_MEMORY and (piece := next(pieces, b"")):
            start += piece
        if not start.startswith(_MAGIC):
            for _ in pieces:
                pass  # damage of the archive around it is the better reason
            raise bad_file(self.name, "it is not an SQLite database", hint="Export it again.")
        start = _without_wal(start)
        if len(start) > _IN_MEMORY:
            return self._opened_on_disk(chain((start,), pieces))
        db = sqlite3.connect(":memory:")
        try:
            db.deserialize(start)
        except _BROKEN as error:
            db.close()
            raise self._damaged(error) from error
        return db, len(start)

    def _opened_on_disk(self, pieces: Iterable[bytes]) -> tuple[sqlite3.Connection, int]:
        from tempfile import TemporaryDirectory

        try:
            self._file = TemporaryDirectory(prefix=TEMPORARY.format(process=os.getpid()), ignore_cleanup_errors=True)
            path = Path(self._file.name, "collection")
            with path.open("wb") as file:
                for piece in pieces:
                    file.write(piece)
                size = file.tell()
            return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True), size
        except OSError as error:
            self._delete_file()
            raise no_room(self.name, error) from error
        except BaseException:
            self._delete_file()
            raise

    def close(self) -> None:
        self._db.close()
        self._delete_file()

    def _delete_file(self) -> None:
        if self._file is not None:
            self._file.cleanup()

    @property
    def has_log(self) -> bool:
        return "revlog" in self._tables

    def count(self, table: str) -> int:
        return int(self._rows(f"SELECT count(*) FROM {table}")[0][0])

    @property
    def characters(self) -> int:
        """The length of all notes' fields."""
        return _number(self._rows("SELECT sum(length(flds)) FROM notes")[0][0])

    def note_types(self) -> dict[int, NoteType]:
        if "notetypes" in self._tables:
            return self._note_types_in_tables()
        found = {}
        for key, model in self._json("models").items():
            if isinstance(model, dict):
                templates = [
                    Template(_text(each.get("name")), _text(each.get("qfmt")), _text(each.get("afmt")))
                    for each in _in_order(model.get("tmpls"))
                ]
                fields = tuple(_text(each.get("name")) for each in _in_order(model.get("flds")))
                cloze = model.get("type") == _CLOZE
                found[_number(key)] = NoteType(
                    _text(model.get("name")), cloze, fields, tuple(templates), _text(model.get("css"))
                )
        return found

    def _note_types_in_tables(self) -> dict[int, NoteType]:
        fields: dict[int, list[str]] = {}
        for type, name in self._rows("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
            fields.setdefault(_number(type), []).append(_text(name))
        templates: dict[int, list[Template]] = {}
        for type, name, config in self._rows("SELECT ntid, name, config FROM templates ORDER BY ntid, ord"):
            question, answer = (self._field(protobuf.text_in, config, number) for number in (1, 2))
            templates.setdefault(_number(type), []).append(Template(_text(name), question, answer))
        found = {}
        for key, name, config in self._rows("SELECT id, name, config FROM notetypes"):
            id = _number(key)
            cloze = self._field(protobuf.number_in, config, 1) == _CLOZE
            css = self._field(protobuf.text_in, config, 3)
            found[id] = NoteType(_text(name), cloze, tuple(fields.get(id, ())), tuple(templates.get(id, ())), css)
        return found

    def decks(self) -> dict[int, tuple[str, ...]]:
        """Return the path of each deck, by id."""
        if "decks" in self._tables:
            rows = self._rows("SELECT id, name FROM decks")
            return {_number(id): tuple(_text(name).split(SEPARATOR)) for id, name in rows}
        decks = self._json("decks").items()
        return {_number(id): tuple(_text(deck.get("name")).split("::")) for id, deck in decks if isinstance(deck, dict)}

    def notes(self) -> Iterator[Note]:
        rows = self._each("SELECT id, guid, mid, tags, flds FROM notes ORDER BY id")
        for id, guid, type, tags, fields in rows:
            parts = tuple(_text(fields).split(SEPARATOR))
            yield Note(_number(id), _text(guid), _number(type), tuple(_text(tags).split()), parts)

    def cards(self) -> Iterator[Card]:
        """Yield all cards, ordered by note and position."""
        rows = self._each("SELECT id, nid, did, odid, ord, queue, flags, mod FROM cards ORDER BY nid, ord, id")
        for row in rows:
            id, note, deck, home, ord, queue, flags, changed = map(_number, row)
            yield Card(id, note, home or deck, ord, queue, flags, changed * 1000)

    def log(self) -> Iterator[LogEntry]:
        """Yield the review log, oldest first; nothing if the collection has none."""
        if self.has_log:
            rows = self._each("SELECT id, cid, ease, type, factor, time FROM revlog ORDER BY id")
            for row in rows:
                yield LogEntry(*map(_number, row))

    def _check_schema(self) -> tuple[int, int]:
        """Return the offset from UTC in minutes, and the version of Anki's scheduler: below 2, learning had 3 grades.

        Raises ZgcError if the schema can't be read.
        """
        rows = self._rows("SELECT ver FROM col")
        version = _number(rows[0][0]) if rows else 0
        if version > NEWEST:
            raise bad_file(
                self.name,
                f"its schema is {version}, and the newest that can be read is {NEWEST}",
                hint="Update zgcquiz, or export from Anki with 'Support older Anki versions' ticked.",
            )
        if version < OLDEST:
            raise bad_file(
                self.name,
                f"its schema is {version}, from before Anki 2.0",
                hint="Open and export it with a newer Anki.",
            )
        settings = self._settings()
        west = _number(settings.get("creationOffset", settings.get("localOffset")))
        return -west if abs(west) < 1440 else 0, _number(settings.get("schedVer"))

    def _settings(self) -> dict[str, Any]:
        if "config" not in self._tables:
            return self._json("conf")
        found = {}
        for key, value in self._each("SELECT key, val FROM config"):
            try:
                if (name := _text(key)) in _SETTINGS:
                    found[name] = json.loads(value)
            except (ValueError, TypeError, RecursionError):
                continue  # the settings used here are always JSON; a broken other one doesn't matter
        return found

    def _checked_tables(self) -> set[str]:
        """Return the names of its tables, without views and virtual tables, which could run arbitrary SQL."""
        rows = self._each("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
        tables = {_text(name).lower() for (name,) in rows}
        missing = [table for table in ("col", "notes", "cards") if table not in tables]
        if missing:
            raise bad_file(self.name, f"it has no table {missing[0]}, so it is not an Anki collection")
        return tables

    def _json(self, column: str) -> dict[str, Any]:
        rows = self._rows(f"SELECT {column} FROM col")
        try:
            text = _text(rows[0][0]) or "{}"
            check_json(text, f"{self.name}/col/{column}")
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise bad_file(f"{self.name}/col/{column}", f"it is not JSON ({error})", hint="Export it again.") from error
        return found if isinstance(found, dict) else {}

    def _field(self, read: Callable[[bytes, int], T], config: object, number: int) -> T:
        """Read a field of a protocol buffer. Raises ZgcError if the buffer is malformed."""
        try:
            return read(config if isinstance(config, bytes) else b"", number)
        except ValueError as error:
            raise self._damaged(error) from error

    def _rows(self, sql: str) -> list[Any]:
        """Return rows that are kept in memory. Raises ZgcError if all of them together take too much of it."""
        found = []
        for row in self._each(sql):
            self._kept += _ROW_BYTES + sum(len(value) for value in row if isinstance(value, str | bytes))
            if self._kept > _MAX_KEPT_BYTES:
                raise bad_file(self.name, "its note types and decks take too much memory", hint="Export fewer decks.")
            found.append(row)
        return found

    def _each(self, sql: str) -> Iterator[Any]:
        try:
            for row in self._db.execute(sql):
                self._take(row)
                yield row
        except _BROKEN as error:
            raise self._damaged(error) from error

    def _take(self, row: tuple[Any, ...]) -> None:
        """Raise ZgcError if the values read so far are larger than a database of this size can hold."""
        for value in row:
            if type(value) is str or type(value) is bytes:
                self._left -= len(value)
        if self._left < 0:
            raise bad_file(self.name, "its values are larger than the file can hold", hint="Export it again.")

    def _out_of_steps(self) -> bool:
        """Count down; SQLite interrupts the query when its progress handler returns true."""
        self._steps -= 1
        return self._steps < 0

    def _damaged(self, error: Exception) -> ZgcError:
        reason = "it takes too long to read" if self._steps < 0 else str(error)
        return bad_file(
            self.name, f"it is damaged ({reason})", hint="In Anki: Tools, Check Database; then export it again."
        )


def _without_wal(data: bytes) -> bytes:
    """Return a database with WAL mode turned off in its header; SQLite can't open it in memory otherwise."""
    return data[:18] + b"\x01\x01" + data[20:] if data[18:20] == b"\x02\x02" else data


def _unicase(first: str, second: str) -> int:
    one, other = first.casefold(), second.casefold()
    return (one > other) - (one < other)


def _in_order(value: object) -> list[dict[str, Any]]:
    entries = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    return sorted(entries, key=lambda each: _number(each.get("ord")))


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else "" if value is None else str(value)


def _number(value: object) -> int:
    try:
        return int(value)  # type: ignore[call-overload, no-any-return]
    except (TypeError, ValueError, OverflowError):
        return 0
