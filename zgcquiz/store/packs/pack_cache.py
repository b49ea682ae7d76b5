"""A cache of compiled packs, so that an unchanged pack is never parsed twice.

Entries are keyed by a hash of the pack's bytes, and each is checked when it is read: a cache that can't be read, or
reads differently from what was written, is rebuilt. One that can't be written is held in memory.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from zgcquiz import __version__
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import Item, Pack, PackInfo
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import replace
from zgcquiz.store.database import connect, transaction
from zgcquiz.store.files.pack_files import PackFiles, find_files, hash_files, readable
from zgcquiz.store.files.private import make_database, make_folder
from zgcquiz.store.files.regular_files import check_regular
from zgcquiz.store.packs.blocks import Blocks, BlockWriter
from zgcquiz.store.packs.compiled_pack import BROKEN, About, CachedPack
from zgcquiz.store.packs.sealing import sealed, unsealed

if TYPE_CHECKING:
    from zgcquiz.store.packs.stored_items import PackedPack

Reader = Callable[[Sequence[tuple[str, bytes]], Callable[[Item], object]], tuple[PackInfo, tuple[Problem, ...]]]
"""A parser of a pack's files, which calls a function with each item, and returns the rest of the pack and its warnings,
or raises PackError."""

_VERSION = f"13 {__version__}"
"""The version of the cache's content. A cache of another version is discarded."""

_SCHEMA = """
CREATE TABLE about (version TEXT NOT NULL);
CREATE TABLE mtime_keys (path TEXT PRIMARY KEY, mtime_key TEXT NOT NULL, content_hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE packs (
    content_hash TEXT PRIMARY KEY, about BLOB NOT NULL, -- information, warnings and number of items
    unused_since INTEGER                  -- seconds since 1970; NULL: a path refers to it
) WITHOUT ROWID;
CREATE TABLE items (content_hash TEXT, number INTEGER, data BLOB NOT NULL, PRIMARY KEY (content_hash, number));
CREATE TABLE summaries (content_hash TEXT, number INTEGER, data BLOB NOT NULL, PRIMARY KEY (content_hash, number));
CREATE TABLE ids (content_hash TEXT, first TEXT, data BLOB NOT NULL, PRIMARY KEY (content_hash, first));
"""
_BLOCKS = ("items", "summaries", "ids")
"""The tables of a pack's blocks."""

_HELD = "EXISTS (SELECT 1 FROM items i WHERE i.content_hash = p.content_hash)"
_KNOWN = f"SELECT path, mtime_key, content_hash, about FROM mtime_keys JOIN packs p USING (content_hash) WHERE {_HELD}"
"""The packs that the cache has, by path."""
_decode_about = msgspec.msgpack.Decoder(About).decode

_SUFFIXES = ("", "-wal", "-shm", "-journal")
_KEPT = 24 * 60 * 60
"""Seconds for which a pack that no path refers to is kept."""


class PackCache:
    """The cache of a user's compiled packs."""

    def __init__(self, path: Path, reader: Reader, today: Callable[[], int]) -> None:
        """Prepare to open the cache at `path`, on first use. today: returns the learner's day."""
        self.today = today
        self._path = path
        self._read = reader
        self._db: sqlite3.Connection | None = None

    def open(self, root: Path) -> CachedPack:
        """Return the pack at a path, compiling it if needed. Raises PackError or ZgcError."""
        files = find_files(root)
        return self._open(files, lambda path: self.query(f"{_KNOWN} AND path = ?", (path,)))

    def open_all(self, roots: Iterable[Path]) -> Iterator[CachedPack | ZgcError]:
        """Yield what `open` returns or raises for each path. What the cache has is read with one query."""
        known: dict[str, list[Any]] = {}
        try:
            known = {row[0]: [row] for row in self.query(_KNOWN, ())}
        except BROKEN:
            self.discard()
        for root in roots:
            try:
                yield self._open(find_files(root), lambda path: known.get(path, []))
            except ZgcError as error:
                yield error

    def _open(self, files: PackFiles, known: Callable[[str], list[Any]]) -> CachedPack:
        """Return the pack of some files. known: returns the row of `_KNOWN` for a path, if there is one."""
        key = readable(files.root.absolute())
        try:
            for _, mtime_key, content_hash, about in known(key):
                if mtime_key == files.mtime_key:
                    return self._cached(files, content_hash, about)
            return self._compile(key, files)
        except BROKEN:
            self.discard()
        try:
            return self._compile(key, files)
        except BROKEN:
            self.use_memory()
            return self._compile(key, files)

    def query(self, sql: str, values: tuple[str | int, ...]) -> list[Any]:
        return self._connection().execute(sql, values).fetchall()

    def holds(self, content_hash: str) -> bool:
        """Return whether the cache has the items of a pack."""
        return bool(self.query("SELECT 1 FROM items WHERE content_hash = ? LIMIT 1", (content_hash,)))

    def keep(
        self, root: Path, files: Sequence[tuple[str, bytes]], pack: Pack | PackedPack, warnings: tuple[Problem, ...]
    ) -> None:
        """Cache a pack that was just parsed or verified and written to a path, so that it is never parsed there.

        files: (name in its folder, content) of its YAML files, the main one first.
        """
        main, *banks = files
        content_hash = hash_files([main, *sorted(banks)])
        try:
            if not self.holds(content_hash):
                self._put(content_hash, pack.info, warnings, lambda: _blocks_of(pack))
            self._refer(readable(root.absolute()), "", content_hash)
        except BROKEN:
            self.discard()

    def _compile(self, key: str, files: PackFiles) -> CachedPack:
        data = files.read()
        content_hash = hash_files([(path.name, each) for path, (_, each) in zip(files.files, data, strict=True)])
        cached = self._load(files, content_hash)
        if cached is None:
            writer = BlockWriter()
            info, warnings = self._read(data, writer.add)
            blocks = writer.finish()
            about = self._put(content_hash, info, warnings, lambda: (writer, blocks))
            cached = CachedPack(self, files.root, content_hash, about)
        # An unsettled key is not trusted, but its row keeps the pack from being dropped.
        mtime_key = files.mtime_key if files.settled(time.time_ns()) else ""
        self._refer(key, mtime_key, content_hash)
        return cached

    def _refer(self, key: str, mtime_key: str, content_hash: str) -> None:
        """Record which pack is at a path."""
        with transaction(self._connection()):
            self._connection().execute(
                "INSERT OR REPLACE INTO mtime_keys VALUES (?, ?, ?)", (key, mtime_key, content_hash)
            )
            self._drop_unused()

    def _load(self, files: PackFiles, content_hash: str) -> CachedPack | None:
        rows = self.query(f"SELECT about FROM packs p WHERE content_hash = ? AND {_HELD}", (content_hash,))
        return self._cached(files, content_hash, rows[0][0]) if rows else None

    def _cached(self, files: PackFiles, content_hash: str, data: object) -> CachedPack:
        about = _decode_about(unsealed(data))
        if about.warnings:
            # The same text may be at several paths: warnings name the files at the path that was opened.
            names = {path.name: readable(path) for path in files.files}
            warnings = tuple(
                replace(warning, file=names.get(Path(warning.file).name, next(iter(names.values()))))
                for warning in about.warnings
            )
            about = replace(about, warnings=warnings)
        return CachedPack(self, files.root, content_hash, about)

    def _put(
        self,
        content_hash: str,
        info: PackInfo,
        warnings: tuple[Problem, ...],
        blocks: Callable[[], tuple[BlockWriter, Iterable[Blocks]]],
    ) -> About:
        try:
            return self._fill(content_hash, info, warnings, *blocks())
        except sqlite3.OperationalError:  # the disk is full or read-only: continue in memory
            self.use_memory()
            return self._fill(content_hash, info, warnings, *blocks())

    def _fill(
        self,
        content_hash: str,
        info: PackInfo,
        warnings: tuple[Problem, ...],
        writer: BlockWriter,
        blocks: Iterable[Blocks],
    ) -> About:
        db = self._connection()
        number = 0
        with transaction(db):
            for at, (whole, summaries) in enumerate(blocks):
                rows = ((content_hash, each, data) for each, data in enumerate(whole, number))
                db.executemany("INSERT OR REPLACE INTO items VALUES (?, ?, ?)", rows)
                db.execute("INSERT OR REPLACE INTO summaries VALUES (?, ?, ?)", (content_hash, at, summaries))
                number += len(whole)
            db.executemany(
                "INSERT OR REPLACE INTO ids VALUES (?, ?, ?)", ((content_hash, *block) for block in writer.ids)
            )
            about = About(info, warnings, writer.size, writer.ages)
            db.execute(
                "INSERT OR REPLACE INTO packs VALUES (?, ?, NULL)",
                (content_hash, sealed(msgspec.msgpack.encode(about))),
            )
        return about

    def _drop_unused(self) -> None:
        """Drop packs that no path has referred to for a day. Until then a running round may still use one."""
        db, now = self._connection(), time.time_ns() // 10**9
        referred_to = "content_hash IN (SELECT content_hash FROM mtime_keys)"
        db.execute(f"UPDATE packs SET unused_since = NULL WHERE unused_since IS NOT NULL AND {referred_to}")
        db.execute(f"UPDATE packs SET unused_since = ? WHERE unused_since IS NULL AND NOT {referred_to}", (now,))
        for content_hash in db.execute(
            "SELECT content_hash FROM packs WHERE unused_since < ?", (now - _KEPT,)
        ).fetchall():
            for table in _BLOCKS:
                db.execute(f"DELETE FROM {table} WHERE content_hash = ?", content_hash)
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
        self.close()
        self._db = _prepared(connect(":memory:"))

    def discard(self) -> None:
        """Delete the cache and start a new one."""
        self.close()
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

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


def _blocks_of(pack: Pack | PackedPack) -> tuple[BlockWriter, Iterable[Blocks]]:
    if not isinstance(pack, Pack):
        return pack.items.writer, pack.items.blocks
    writer = BlockWriter()
    return writer, writer.blocks(pack.items)


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
