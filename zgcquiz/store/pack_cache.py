"""A cache of compiled packs, so that an unchanged pack is never parsed twice.

Entries are keyed by a hash of the pack's bytes. A cache that can't be read is rebuilt; one that can't be written is
held in memory.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from zgcquiz import __version__
from zgcquiz.core.packs.pack import NEVER_ASKED, NO_EXPIRY, Item, Pack, PackInfo
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value, replace
from zgcquiz.store.database import connect, transaction
from zgcquiz.store.pack_files import PackFiles, find_files, readable
from zgcquiz.store.private import make_database, make_folder

Reader = Callable[[Sequence[tuple[str, bytes]]], tuple[Pack, tuple[Problem, ...]]]
"""A parser of a pack's files, which returns the pack and its warnings, or raises PackError."""

_VERSION = f"9 {__version__}"
"""The version of the cache's content. A cache of another version is discarded."""

_AGES = f"asked_until NOT IN ({NEVER_ASKED}, {NO_EXPIRY})"

_SCHEMA = f"""
CREATE TABLE about (version TEXT NOT NULL);
CREATE TABLE mtime_keys (path TEXT PRIMARY KEY, mtime_key TEXT NOT NULL, content_hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE packs (
    content_hash TEXT PRIMARY KEY, info BLOB NOT NULL, warnings BLOB NOT NULL,
    unused_since INTEGER                  -- seconds since 1970; NULL: a path refers to it
) WITHOUT ROWID;
CREATE TABLE items (
    content_hash TEXT, id TEXT, position INTEGER NOT NULL, section TEXT NOT NULL, fact TEXT NOT NULL,
    tags TEXT NOT NULL, formerly TEXT NOT NULL, asked_until INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (content_hash, id)
) WITHOUT ROWID;
CREATE INDEX items_in_order ON items (content_hash, position, asked_until, id, section, fact, tags, formerly);
CREATE INDEX items_that_age ON items (content_hash, asked_until) WHERE {_AGES};
"""

_KEPT = 24 * 60 * 60
"""Seconds for which a pack that no path refers to is kept."""

_UNREADABLE = (msgspec.MsgspecError, TypeError)
"""What decoding damaged data raises."""
_BROKEN = (sqlite3.DatabaseError, *_UNREADABLE)


class ItemSummary(Value, frozen=True):
    """The fields of an item that can be read without decoding it."""

    id: str
    section: str
    fact: str
    tags: tuple[str, ...]
    formerly: tuple[str, ...]


class CachedPack:
    """A compiled pack, whose items are decoded one at a time, on demand."""

    def __init__(
        self, pack_cache: PackCache, root: Path, content_hash: str, info: PackInfo, warnings: tuple[Problem, ...]
    ) -> None:
        self._cache = pack_cache
        self.root = root
        self.content_hash = content_hash
        self.info = info
        self.warnings = warnings

    def entries(self) -> list[ItemSummary]:
        """Return summaries of the items that have not expired today, in the pack's order."""
        rows = self._rows(
            "SELECT id, section, fact, tags, formerly FROM items WHERE content_hash = ? AND asked_until >= ?"
            " ORDER BY position",
            self._cache.today(),
        )
        return [
            ItemSummary(id, section, fact, _split(tags), _split(formerly)) for id, section, fact, tags, formerly in rows
        ]

    def tags(self) -> dict[str, tuple[str, ...]]:
        """Return the tags of each item that has not expired today, by the item's id."""
        rows = self._rows(
            "SELECT id, tags FROM items WHERE content_hash = ? AND asked_until >= ? ORDER BY position",
            self._cache.today(),
        )
        words = {tags: _split(tags) for tags in {tags for _, tags in rows}}
        return {id: words[tags] for id, tags in rows}

    @property
    def edition_key(self) -> str:
        """A key of the pack's content and of how much of it has expired today; `entries` depends on nothing else."""
        ((expired,),) = self._rows(
            f"SELECT count(*) FROM items WHERE content_hash = ? AND {_AGES} AND asked_until < ?", self._cache.today()
        )
        return f"{self.content_hash} without {expired}" if expired else self.content_hash

    def item(self, id: str) -> Item | None:
        """Return the item with an id, or None if the pack has none."""
        found = self._items("SELECT body FROM items WHERE content_hash = ? AND id = ?", (id,))
        return found[0] if found else None

    def items(self) -> tuple[Item, ...]:
        """Return all items in the pack's order, expired ones included."""
        return tuple(self._items("SELECT body FROM items WHERE content_hash = ? ORDER BY position", ()))

    def _items(self, sql: str, values: tuple[str, ...]) -> list[Item]:
        try:
            return [self._cache.decode_item(body) for (body,) in self._rows(sql, *values)]
        except _UNREADABLE:
            self._cache.discard()
            self._reopen()
            return [self._cache.decode_item(body) for (body,) in self._rows(sql, *values)]

    def _rows(self, sql: str, *values: str | int) -> list[Any]:
        """Return the rows of a query on this pack, which is compiled again first if its entry is damaged or gone."""
        try:
            rows = self._cache.query(sql, (self.content_hash, *values))
            if rows or self._cache.holds(self.content_hash):
                return rows
        except sqlite3.DatabaseError:
            self._cache.discard()
        self._reopen()
        return self._cache.query(sql, (self.content_hash, *values))

    def _reopen(self) -> None:
        """Compile the pack again. If its text has changed meanwhile, this becomes the new pack."""
        again = self._cache.open(self.root)
        self.content_hash, self.info, self.warnings = again.content_hash, again.info, again.warnings


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
            return self._compile(key, files)

    def query(self, sql: str, values: tuple[str | int, ...]) -> list[Any]:
        return self._connection().execute(sql, values).fetchall()

    def holds(self, content_hash: str) -> bool:
        """Return whether the cache has the items of a pack."""
        return bool(self.query("SELECT 1 FROM items WHERE content_hash = ? LIMIT 1", (content_hash,)))

    def decode_item(self, body: bytes) -> Item:
        return self._decode_item(body)

    def keep(self, files: Sequence[tuple[str, bytes]], pack: Pack, warnings: tuple[Problem, ...]) -> None:
        """Cache a pack that was just parsed, so that it need not be parsed again when it is opened from another place.

        files: (name in its folder, content) of each, the main file first.
        """
        content_hash = _hash_files(files)
        try:
            if not self.query("SELECT 1 FROM packs WHERE content_hash = ?", (content_hash,)):
                self._put(content_hash, pack, warnings)
        except _BROKEN:
            self.discard()

    def _compile(self, key: str, files: PackFiles) -> CachedPack:
        data = files.read()
        content_hash = _hash_files([(path.name, each) for path, (_, each) in zip(files.files, data, strict=True)])
        cached = self._load(files, content_hash)
        if cached is None:
            pack, warnings = self._read(data)
            self._put(content_hash, pack, warnings)
            cached = CachedPack(self, files.root, content_hash, pack.info, warnings)
        # An unsettled key is not trusted, but its row keeps the pack from being dropped.
        mtime_key = files.mtime_key if files.settled(time.time_ns()) else ""
        with transaction(self._connection()):
            self._connection().execute(
                "INSERT OR REPLACE INTO mtime_keys VALUES (?, ?, ?)", (key, mtime_key, content_hash)
            )
            self._drop_unused()
        return cached

    def _load(self, files: PackFiles, content_hash: str) -> CachedPack | None:
        rows = self.query("SELECT info, warnings FROM packs WHERE content_hash = ?", (content_hash,))
        if not rows or not self.holds(content_hash):
            return None
        info = msgspec.msgpack.decode(rows[0][0], type=PackInfo)
        # The same text may be at several paths: warnings name the files at the path that was opened.
        names = {path.name: readable(path) for path in files.files}
        warnings = tuple(
            replace(warning, file=names.get(Path(warning.file).name, next(iter(names.values()))))
            for warning in msgspec.msgpack.decode(rows[0][1], type=tuple[Problem, ...])
        )
        return CachedPack(self, files.root, content_hash, info, warnings)

    def _put(self, content_hash: str, pack: Pack, warnings: tuple[Problem, ...]) -> None:
        try:
            self._fill(content_hash, pack, warnings)
        except sqlite3.OperationalError:  # the disk is full or read-only: continue in memory
            self._use_memory()
            self._fill(content_hash, pack, warnings)

    def _fill(self, content_hash: str, pack: Pack, warnings: tuple[Problem, ...]) -> None:
        encode = msgspec.msgpack.encode
        rows = [_row(content_hash, at, item) for at, item in enumerate(pack.items)]
        db = self._connection()
        with transaction(db):
            db.execute(
                "INSERT OR REPLACE INTO packs VALUES (?, ?, ?, NULL)",
                (content_hash, encode(pack.info), encode(warnings)),
            )
            db.executemany("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

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
                self._use_memory()
            except sqlite3.DatabaseError:
                self.discard()
        assert self._db is not None
        return self._db

    def _opened(self) -> sqlite3.Connection:
        make_database(self._path)
        return _prepared(connect(self._path))

    def _use_memory(self) -> None:
        self._close()
        self._db = _prepared(connect(":memory:"))

    def discard(self) -> None:
        """Delete the cache and start a new one."""
        self._close()
        try:
            for suffix in ("", "-wal", "-shm", "-journal"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            self._db = self._opened()
        except (sqlite3.DatabaseError, OSError):
            self._use_memory()

    def _close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def close(self) -> None:
        self._close()


def _hash_files(files: Sequence[tuple[str, bytes]]) -> str:
    """Return a hash of a pack's files, given as (name in its folder, content), the main file first."""
    import hashlib

    digest = hashlib.sha256()
    for name, data in files:
        digest.update(os.fsencode(name) + f"\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:32]


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
    body = msgspec.msgpack.encode(item)
    return content_hash, item.id, position, item.section, item.fact, tags, formerly, item.asked_until, body


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()
