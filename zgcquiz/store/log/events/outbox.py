"""What a log keeps for the shared folder: events to write there, files read from there, and what is known of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING, Any

from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Review
from zgcquiz.core.log.review_ids import new_device
from zgcquiz.store.database import explained, transaction
from zgcquiz.store.log.events import event_store
from zgcquiz.store.log.opening.connection import LogConnection
from zgcquiz.store.log.tables.projection import is_void_id, original_events
from zgcquiz.store.log.tables.rows import DamagedRowError
from zgcquiz.store.log.tables.schema import SYNC_FOLDER, SYNC_REFILL
from zgcquiz.store.log.tables.sql import as_json, in_parts

if TYPE_CHECKING:
    from zgcquiz.store.sync.folder import FileMark

Entry = tuple[str, str]
"""An event in the outbox: its kind and its id."""
Seen = tuple[str, str, bool]
"""An event that the folder has: its kind, its id, and whether it says that the review was taken back."""

_COPIES = "merged_copies"
_TABLES = {"review": "reviews", "hold": "holds", "restart": "restarts"}


class SyncQueries(LogConnection):
    """What the log keeps for the shared folder. Every method is at most one transaction; they raise ZgcError."""

    _day_starts: int
    device: str

    def kept_value(self, key: str) -> str | None:
        """Return what is kept under a key; None if nothing is."""
        rows = self.read("SELECT value FROM settings WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    def keep_values(self, values: Mapping[str, str | None]) -> None:
        """Keep values under their keys; None: forget the key."""
        with explained(self.path, "write to the review log"), transaction(self._db):
            self._keep(values)

    def _keep(self, values: Mapping[str, str | None]) -> None:
        for key, value in values.items():
            if value is None:
                self._db.execute("DELETE FROM settings WHERE key = ?", (key,))
            else:
                self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))

    def set_sync_folder(self, folder: str | None) -> None:
        """Set the shared folder, of which nothing has been read yet; None: no longer sync."""
        with explained(self.path, "write to the review log"), transaction(self._db):
            self._keep({SYNC_FOLDER: folder, SYNC_REFILL: None if folder is None else "1", "sync_state": None})
            self._db.execute("DELETE FROM sync_files")
            self._db.execute("DELETE FROM outbox")

    def new_device_name(self, rng: Random) -> str:
        """Give this device a new name, as another uses its own, and return it."""
        name = new_device(rng)
        self.keep_values({"device": name, "sync_intent": None})
        self.device = name
        return name

    # The files of the folder

    def file_marks(self) -> dict[str, FileMark]:
        """Return how far each file was read or written, by its name."""
        from zgcquiz.store.sync.folder import FileMark

        rows = self.read("SELECT name, size, mtime_ns, done, lines, digest FROM sync_files")
        return {name: FileMark(*mark) for name, *mark in rows}

    def keep_marks(self, marks: Mapping[str, FileMark | None], values: Mapping[str, str | None] | None = None) -> None:
        """Keep how far files were read, and further values; None: forget a file that is gone."""
        with explained(self.path, "write to the review log"), transaction(self._db):
            self._keep_marks(marks)
            self._keep(values or {})

    def _keep_marks(self, marks: Mapping[str, FileMark | None]) -> None:
        for name, mark in marks.items():
            self._db.execute("DELETE FROM sync_files WHERE name = ?", (name,))
            if mark is not None:
                row = (name, mark.size, mark.mtime_ns, mark.done, mark.lines, mark.digest)
                self._db.execute("INSERT INTO sync_files VALUES (?, ?, ?, ?, ?, ?)", row)

    # The outbox

    def waiting(self) -> int:
        """Return how many events are to be written to the folder."""
        return int(self.read("SELECT count(*) FROM outbox")[0][0])

    def unsent(self, limit: int) -> tuple[list[Review | Hold | Restart], list[tuple[str, str, bool]]]:
        """Return events to be written, by the ids that they came with, and their places in the outbox for `sent`.

        Events whose rows are damaged or gone are not written.
        """
        with explained(self.path, "write to the review log"), transaction(self._db):
            # An event whose id came with several contents stands for all of them.
            self._db.execute(
                "INSERT OR IGNORE INTO outbox SELECT v.kind, v.variant FROM variants v"
                " CROSS JOIN outbox o ON o.kind = v.kind AND o.id = v.original"  # there are few variants
            )
            self._db.execute("DELETE FROM outbox WHERE (kind, id) IN (SELECT kind, original FROM variants)")
        found: list[Review | Hold | Restart] = []
        places: list[tuple[str, str, bool]] = []
        chosen = self.read("SELECT kind, id FROM outbox ORDER BY kind, id LIMIT ?", (limit,))
        unusable = set(chosen)
        for kind in _TABLES:
            ids = [id for each, id in chosen if each == kind]
            for some in in_parts(ids):
                for *row, id in self.read(event_store.original_rows(kind, some), some):
                    try:
                        event = event_store.event_of(kind, row, self._day_starts)
                    except DamagedRowError:
                        continue
                    found.append(event)
                    places.append((kind, id, isinstance(event, Review) and event.void))
                    unusable.discard((kind, id))
        if unusable:
            with explained(self.path, "write to the review log"), transaction(self._db):
                self._db.executemany("DELETE FROM outbox WHERE kind = ? AND id = ?", list(unusable))
        return self.unsent(limit) if unusable and not found else (found, places)

    def sent(self, places: Iterable[tuple[str, str, bool]], marks: Mapping[str, FileMark | None]) -> None:
        """Remove written events from the outbox, unless they were taken back since, and keep the file's mark."""
        with explained(self.path, "write to the review log"), transaction(self._db):
            self._db.executemany(
                f"DELETE FROM outbox AS o WHERE kind = ? AND id = ? AND (? OR NOT {is_void_id('o.id')})",
                [(kind, id, is_void or kind != "review") for kind, id, is_void in places],
            )
            self._keep_marks(marks)
            self._keep({"sync_intent": None})

    # Comparing the whole log with the whole folder

    def has_events(self) -> bool:
        """Return whether the log has any event, damaged ones included."""
        anything = " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in _TABLES.values())
        return bool(self.read(f"SELECT {anything}")[0][0])

    def begin_seen(self) -> None:
        """Forget what `note_seen` was told."""
        self._db.execute("DROP TABLE IF EXISTS temp.seen")
        self._db.execute(
            "CREATE TEMP TABLE seen (kind TEXT, id TEXT, void INTEGER, PRIMARY KEY (kind, id)) WITHOUT ROWID"
        )

    def note_seen(self, seen: Sequence[Seen]) -> None:
        """Note events that the folder has."""
        self._db.executemany(
            "INSERT INTO temp.seen VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET void = max(void, excluded.void)", seen
        )

    def refill_outbox(self, marks: Mapping[str, FileMark | None]) -> None:
        """Fill the outbox with all events that the folder lacks, and keep how far its files were read.

        An event whose id came with several contents is always written again: its id doesn't tell which of them were.
        """
        with explained(self.path, "write to the review log"), transaction(self._db):
            for kind, table in _TABLES.items():
                void = "e.void" if kind == "review" else "0"
                self._db.execute(
                    f"INSERT OR IGNORE INTO outbox SELECT '{kind}', e.id FROM {original_events(table, kind)} e"
                    " WHERE e.hash IS NOT NULL OR NOT EXISTS"
                    f" (SELECT 1 FROM temp.seen s WHERE s.kind = '{kind}' AND s.id = e.id AND (s.void OR NOT {void}))"
                )
            self._keep_marks(marks)
            self._keep({SYNC_REFILL: None})
        self._db.execute("DROP TABLE IF EXISTS temp.seen")

    # Conflicted copies of the database

    def merged_copies(self) -> dict[str, Any]:
        """Return which conflicted copies of the database were merged: by name, what they were then."""
        import json

        found = json.loads(self.kept_value(_COPIES) or "{}")
        return found if isinstance(found, dict) else {}

    def keep_merged_copies(self, found: Mapping[str, str]) -> None:
        """Keep which conflicted copies were merged, as `merged_copies` returns them."""
        self.keep_values({_COPIES: as_json(found)})
