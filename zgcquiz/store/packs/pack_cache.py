"""A cache of compiled packs, so that an unchanged pack is never parsed twice.

Entries are keyed by a hash of the pack's bytes, and each is checked when it is read: a cache that can't be read, or
reads differently from what was written, is rebuilt. One that can't be written is held in memory.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from zgcquiz import __version__
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import NEVER_ASKED, NO_EXPIRY, Item, Pack, PackInfo
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value, replace
from zgcquiz.store.database import connect, transaction
from zgcquiz.store.files.pack_files import PackFiles, find_files, hash_files, readable
from zgcquiz.store.files.private import make_database, make_folder
from zgcquiz.store.files.regular_files import check_regular
from zgcquiz.store.packs.sealing import DamagedEntryError, checksum_of, sealed, unsealed

Reader = Callable[[Sequence[tuple[str, bytes]]], tuple[Pack, tuple[Problem, ...]]]
"""A parser of a pack's files, which returns the pack and its warnings, or raises PackError."""

_VERSION = f"10 {__version__}"
"""The version of the cache's content. A cache of another version is discarded."""

_AGES = f"asked_until NOT IN ({NEVER_ASKED}, {NO_EXPIRY})"

_SCHEMA = f"""
CREATE TABLE about (version TEXT NOT NULL);
CREATE TABLE mtime_keys (path TEXT PRIMARY KEY, mtime_key TEXT NOT NULL, content_hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE packs (
    content_hash TEXT PRIMARY KEY, about BLOB NOT NULL, -- information, warnings and number of items
    unused_since INTEGER                  -- seconds since 1970; NULL: a path refers to it
) WITHOUT ROWID;
CREATE TABLE items (
    content_hash TEXT, id TEXT, position INTEGER NOT NULL, section TEXT NOT NULL, fact TEXT NOT NULL,
    tags TEXT NOT NULL, formerly TEXT NOT NULL, asked_until INTEGER NOT NULL,
    checksum INTEGER NOT NULL,            -- of all columns but the body, which begins with its own
    body BLOB NOT NULL,
    PRIMARY KEY (content_hash, id)
) WITHOUT ROWID;
CREATE INDEX items_in_order ON items
    (content_hash, position, asked_until, id, section, fact, tags, formerly, checksum);
CREATE INDEX items_that_age ON items (content_hash, asked_until) WHERE {_AGES};
"""

_SUFFIXES = ("", "-wal", "-shm", "-journal")
_SLICE = 500
"""How many items are read at a time."""
_KEPT = 24 * 60 * 60
"""Seconds for which a pack that no path refers to is kept."""

_T = TypeVar("_T")


class _EntryGoneError(Exception):
    """An entry that another process has dropped."""


_BROKEN = (sqlite3.DatabaseError, msgspec.MsgspecError, DamagedEntryError, TypeError, ValueError)
"""What reading a damaged cache raises."""


class ItemSummary(Value, frozen=True):
    """The fields of an item that can be read without decoding it."""

    id: str
    section: str
    fact: str
    tags: tuple[str, ...]
    formerly: tuple[str, ...]


class _About(Value, frozen=True):
    """What the cache has of a pack besides its items; items: their number."""

    info: PackInfo
    warnings: tuple[Problem, ...]
    items: int


class CachedPack:
    """A compiled pack, whose items are decoded one at a time, on demand."""

    def __init__(
        self,
        pack_cache: PackCache,
        root: Path,
        content_hash: str,
        info: PackInfo,
        warnings: tuple[Problem, ...],
        size: int,
    ) -> None:
        """Refer to an entry of a cache. size: its number of items."""
        self._cache = pack_cache
        self.root = root
        self.content_hash = content_hash
        self.info = info
        self.warnings = warnings
        self._size = size

    def entries(self) -> list[ItemSummary]:
        """Return summaries of the items that have not expired today, in the pack's order."""
        return self._read(
            lambda: [
                ItemSummary(id, section, fact, _split(tags), _split(formerly))
                for id, section, fact, tags, formerly in self._summaries()
            ]
        )

    def tags(self) -> dict[str, tuple[str, ...]]:
        """Return the tags of each item that has not expired today, by the item's id."""

        def read() -> dict[str, tuple[str, ...]]:
            rows = self._summaries()
            words = {tags: _split(tags) for *_, tags, _ in rows}
            return {id: words[tags] for id, _, _, tags, _ in rows}

        return self._read(read)

    def _summaries(self) -> list[tuple[str, str, str, str, str]]:
        """Return the id, section, fact, tags and former ids of the items that have not expired today, in order."""
        rows = self._rows(
            "SELECT position, asked_until, id, section, fact, tags, formerly, checksum FROM items"
            " INDEXED BY items_in_order WHERE content_hash = ? ORDER BY position"
        )
        today = self._cache.today()
        self._check_complete([position for position, *_ in rows])
        for *fields, checksum in rows:
            if checksum_of(fields) != checksum:
                raise DamagedEntryError
        return [(id, *rest) for _, asked_until, id, *rest, _ in rows if asked_until >= today]

    @property
    def edition_key(self) -> str:
        """A key of the pack's content and of how much of it has expired today; `entries` depends on nothing else."""
        sql = f"SELECT count(*) FROM items WHERE content_hash = ? AND {_AGES} AND asked_until < ?"
        ((expired,),) = self._read(lambda: self._rows(sql, self._cache.today()))
        return f"{self.content_hash} without {expired}" if expired else self.content_hash

    def item(self, id: str) -> Item | None:
        """Return the item with an id, or None if the pack has none."""

        def read() -> Item | None:
            rows = self._rows("SELECT body FROM items WHERE content_hash = ? AND id = ?", id)
            if not rows and any(known == id for known, *_ in self._summaries()):
                raise DamagedEntryError
            return self._cache.decode_item(id, rows[0][0]) if rows else None

        return self._read(read)

    def items(self) -> tuple[Item, ...]:
        """Return all items in the pack's order, expired ones included."""

        def read() -> tuple[Item, ...]:
            rows = self._rows("SELECT position, id, body FROM items WHERE content_hash = ? ORDER BY position")
            self._check_complete([position for position, *_ in rows])
            return tuple(self._cache.decode_item(id, body) for _, id, body in rows)

        return self._read(read)

    def slices(self) -> Iterator[tuple[Item, ...]]:
        """Yield the same as `items`, a part at a time."""
        for start in range(0, self._size, _SLICE):

            def read(start: int = start) -> tuple[Item, ...]:
                rows = self._rows(
                    "SELECT position, id, body FROM items WHERE content_hash = ? AND position >= ? AND position < ?"
                    " ORDER BY position",
                    start,
                    start + _SLICE,
                )
                if [position for position, *_ in rows] != list(range(start, min(start + _SLICE, self._size))):
                    raise DamagedEntryError
                return tuple(self._cache.decode_item(id, body) for _, id, body in rows)

            yield self._read(read)

    def some(self, ids: Sequence[str]) -> dict[str, Item]:
        """Return those of the items that the pack has, by id. ids: of not too many items."""

        def read() -> dict[str, Item]:
            rows = self._rows(
                "SELECT id, body FROM items WHERE content_hash = ? AND id IN (SELECT value FROM json_each(?))",
                msgspec.json.encode(ids).decode(),
            )
            return {id: self._cache.decode_item(id, body) for id, body in rows}

        return self._read(read)

    def _check_complete(self, positions: list[int]) -> None:
        """Raise DamagedEntryError unless items are there in their positions, without a gap."""
        if positions != list(range(self._size)):
            raise DamagedEntryError

    def _rows(self, sql: str, *values: str | int) -> list[Any]:
        rows = self._cache.query(sql, (self.content_hash, *values))
        if not rows and not self._cache.holds(self.content_hash):
            raise _EntryGoneError
        return rows

    def _read(self, read: Callable[[], _T]) -> _T:
        """Return what a function reads of this pack, which is compiled again first if its entry is damaged or gone."""
        for heal in (self._cache.discard, self._cache.use_memory):
            try:
                return read()
            except _EntryGoneError:
                pass
            except _BROKEN:
                heal()
            self._reopen()
        return read()

    def _reopen(self) -> None:
        """Compile the pack again. If its text has changed meanwhile, this becomes the new pack."""
        again = self._cache.open(self.root)
        self.content_hash, self.info, self.warnings = again.content_hash, again.info, again.warnings
        self._size = again._size


class PackCache:
    """The cache of a user's compiled packs."""

    def __init__(self, path: Path, reader: Reader, today: Callable[[], int]) -> None:
        """Prepare to open the cache at `path`, on first use. today: returns the learner's day."""
        self.today = today
        self._path = path
        self._read = reader
        self._db: sqlite3.Connection | None = None
        self._decode_item = msgspec.msgpack.Decoder(Item).decode

    def open(self, root: Path) -> CachedPack:
        """Return the pack at a path, compiling it if needed. Raises PackError or ZgcError."""
        files = find_files(root)
        key = readable(root.absolute())
        try:
            rows = self.query(
                "SELECT content_hash FROM mtime_keys WHERE path = ? AND mtime_key = ?", (key, files.mtime_key)
            )
            if rows and (found := self._load(files, rows[0][0])):
                return found
            return self._compile(key, files)
        except _BROKEN:
            self.discard()
        try:
            return self._compile(key, files)
        except _BROKEN:
            self.use_memory()
            return self._compile(key, files)

    def query(self, sql: str, values: tuple[str | int, ...]) -> list[Any]:
        return self._connection().execute(sql, values).fetchall()

    def holds(self, content_hash: str) -> bool:
        """Return whether the cache has the items of a pack."""
        return bool(self.query("SELECT 1 FROM items WHERE content_hash = ? LIMIT 1", (content_hash,)))

    def decode_item(self, id: str, body: bytes) -> Item:
        """Decode an item's body. Raises DamagedEntryError, or one of msgspec's errors, if it is damaged."""
        item = self._decode_item(unsealed(body))
        if item.id != id:
            raise DamagedEntryError
        return item

    def keep(self, files: Sequence[tuple[str, bytes]], pack: Pack, warnings: tuple[Problem, ...]) -> None:
        """Cache a pack that was just parsed, so that it need not be parsed again when it is opened from another place.

        files: (name in its folder, content) of each, the main file first.
        """
        content_hash = hash_files(files)
        try:
            if not self.query("SELECT 1 FROM packs WHERE content_hash = ?", (content_hash,)):
                self._put(content_hash, pack, warnings)
        except _BROKEN:
            self.discard()

    def _compile(self, key: str, files: PackFiles) -> CachedPack:
        data = files.read()
        content_hash = hash_files([(path.name, each) for path, (_, each) in zip(files.files, data, strict=True)])
        cached = self._load(files, content_hash)
        if cached is None:
            pack, warnings = self._read(data)
            self._put(content_hash, pack, warnings)
            cached = CachedPack(self, files.root, content_hash, pack.info, warnings, len(pack.items))
        # An unsettled key is not trusted, but its row keeps the pack from being dropped.
        mtime_key = files.mtime_key if files.settled(time.time_ns()) else ""
        with transaction(self._connection()):
            self._connection().execute(
                "INSERT OR REPLACE INTO mtime_keys VALUES (?, ?, ?)", (key, mtime_key, content_hash)
            )
            self._drop_unused()
        return cached

    def _load(self, files: PackFiles, content_hash: str) -> CachedPack | None:
        rows = self.query("SELECT about FROM packs WHERE content_hash = ?", (content_hash,))
        if not rows or not self.holds(content_hash):
            return None
        about = msgspec.msgpack.decode(unsealed(rows[0][0]), type=_About)
        # The same text may be at several paths: warnings name the files at the path that was opened.
        names = {path.name: readable(path) for path in files.files}
        warnings = tuple(
            replace(warning, file=names.get(Path(warning.file).name, next(iter(names.values()))))
            for warning in about.warnings
        )
        return CachedPack(self, files.root, content_hash, about.info, warnings, about.items)

    def _put(self, content_hash: str, pack: Pack, warnings: tuple[Problem, ...]) -> None:
        try:
            self._fill(content_hash, pack, warnings)
        except sqlite3.OperationalError:  # the disk is full or read-only: continue in memory
            self.use_memory()
            self._fill(content_hash, pack, warnings)

    def _fill(self, content_hash: str, pack: Pack, warnings: tuple[Problem, ...]) -> None:
        rows = [_row(content_hash, at, item) for at, item in enumerate(pack.items)]
        db = self._connection()
        with transaction(db):
            db.execute(
                "INSERT OR REPLACE INTO packs VALUES (?, ?, NULL)",
                (content_hash, sealed(msgspec.msgpack.encode(_About(pack.info, warnings, len(rows))))),
            )
            db.executemany("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _drop_unused(self) -> None:
        """Drop packs that no path has referred to for a day. Until then a running round may still use one."""
        db, now = self._connection(), time.time_ns() // 10**9
        referred_to = "content_hash IN (SELECT content_hash FROM mtime_keys)"
        db.execute(f"UPDATE packs SET unused_since = NULL WHERE unused_since IS NOT NULL AND {referred_to}")
        db.execute(f"UPDATE packs SET unused_since = ? WHERE unused_since IS NULL AND NOT {referred_to}", (now,))
        for content_hash in db.execute(
            "SELECT content_hash FROM packs WHERE unused_since < ?", (now - _KEPT,)
        ).fetchall():
            db.execute("DELETE FROM items WHERE content_hash = ?", content_hash)
            db.execute("DELETE FROM packs WHERE content_hash = ?", content_hash)

    # The database

    def _connection(self) -> sqlite3.Connection:
        if self._db is None:
            try:
                make_folder(self._path.parent)
                self._db = self._opened()
            except (sqlite3.OperationalError, OSError):
                self.use_memory()
            except (sqlite3.DatabaseError, ZgcError):
                self.discard()
        assert self._db is not None
        return self._db

    def _opened(self) -> sqlite3.Connection:
        for suffix in _SUFFIXES:
            check_regular(self._path.with_name(self._path.name + suffix))
        make_database(self._path)
        return _prepared(connect(self._path))

    def use_memory(self) -> None:
        """Start a new cache in memory, for this run."""
        self._close()
        self._db = _prepared(connect(":memory:"))

    def discard(self) -> None:
        """Delete the cache and start a new one."""
        self._close()
        try:
            for suffix in _SUFFIXES:
                path = self._path.with_name(self._path.name + suffix)
                if path.is_dir() and not path.is_symlink():
                    path.rmdir()  # only if it is empty: the cache is made in memory otherwise
                else:
                    path.unlink(missing_ok=True)
            self._db = self._opened()
        except (sqlite3.DatabaseError, OSError, ZgcError):
            self.use_memory()

    def _close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def close(self) -> None:
        self._close()


def _prepared(db: sqlite3.Connection) -> sqlite3.Connection:
    """Create the tables in an empty database. Raises DatabaseError if it has other tables than this version's."""
    try:
        db.execute("PRAGMA synchronous = OFF")
        if _is_ours(db):
            return db
        db.execute("PRAGMA journal_mode = WAL")  # readers need not wait while a large pack is written
        with transaction(db):
            if not _is_ours(db):
                if db.execute("SELECT 1 FROM sqlite_master").fetchone():
                    raise sqlite3.DatabaseError("another version's, or another program's")
                for statement in _SCHEMA.split(";\n"):
                    db.execute(statement)
                db.execute("INSERT INTO about VALUES (?)", (_VERSION,))
        return db
    except BaseException:
        db.close()
        raise


def _is_ours(db: sqlite3.Connection) -> bool:
    try:
        return bool(db.execute("SELECT version FROM about").fetchone() == (_VERSION,))
    except sqlite3.OperationalError as error:
        if str(error).startswith("no such"):  # table, or column
            return False
        raise


def _row(content_hash: str, position: int, item: Item) -> tuple[object, ...]:
    tags, formerly = "\n".join(item.tags), "\n".join(item.formerly)
    checksum = checksum_of((position, item.asked_until, item.id, item.section, item.fact, tags, formerly))
    body = sealed(msgspec.msgpack.encode(item))
    return content_hash, item.id, position, item.section, item.fact, tags, formerly, item.asked_until, checksum, body


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()
