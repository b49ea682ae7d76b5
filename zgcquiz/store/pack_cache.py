"""Packs kept compiled, so that an unchanged one is never parsed twice.

A cache and nothing more: keyed by a hash of the pack's bytes, made anew whenever it can't be
read, held in memory where it can't be written.
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

Reader = Callable[[Sequence[tuple[str, bytes]]], tuple[Pack, tuple[Problem, ...]]]
"""Turns a pack's files into a pack and its warnings, or raises PackError."""

_VERSION = f"8 {__version__}"
"""Of what is kept; another one means that all of it is made again."""

_AGES = f"asked_until NOT IN ({NEVER_ASKED}, {NO_EXPIRY})"

_SCHEMA = f"""
CREATE TABLE about (version TEXT NOT NULL);
CREATE TABLE stamps (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, content TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE packs (
    content TEXT PRIMARY KEY, info BLOB NOT NULL, warnings BLOB NOT NULL,
    unused_since INTEGER                  -- seconds since 1970; NULL: a path leads here
) WITHOUT ROWID;
CREATE TABLE items (
    content TEXT, id TEXT, position INTEGER NOT NULL, section TEXT NOT NULL, fact TEXT NOT NULL,
    tags TEXT NOT NULL, formerly TEXT NOT NULL, asked_until INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (content, id)
) WITHOUT ROWID;
CREATE INDEX items_in_order ON items (content, position, asked_until, id, section, fact, tags, formerly);
CREATE INDEX items_that_age ON items (content, asked_until) WHERE {_AGES};
"""

_KEPT = 24 * 60 * 60
"""Seconds for which a pack that no path leads to is kept."""

_UNREADABLE = (msgspec.MsgspecError, TypeError)
"""What decoding something else than was kept comes to."""
_BROKEN = (sqlite3.DatabaseError, *_UNREADABLE)


class ItemSummary(Value, frozen=True):
    """What is known of an item without reading it whole."""

    id: str
    section: str
    fact: str
    tags: tuple[str, ...]
    formerly: tuple[str, ...]


class ShelvedPack:
    """A compiled pack. Items are read one at a time, when they are asked for."""

    def __init__(
        self, pack_cache: PackCache, root: Path, content: str, info: PackInfo, warnings: tuple[Problem, ...]
    ) -> None:
        self._shelf = pack_cache
        self.root = root
        self.content = content
        self.info = info
        self.warnings = warnings

    def entries(self) -> list[ItemSummary]:
        """The items that are asked today, in order and in brief."""
        rows = self._rows(
            "SELECT id, section, fact, tags, formerly FROM items WHERE content = ? AND asked_until >= ?"
            " ORDER BY position",
            self._shelf.today(),
        )
        return [
            ItemSummary(id, section, fact, _words(tags), _words(formerly)) for id, section, fact, tags, formerly in rows
        ]

    def tags(self) -> dict[str, tuple[str, ...]]:
        """Those of each item that is asked today, by its id."""
        rows = self._rows(
            "SELECT id, tags FROM items WHERE content = ? AND asked_until >= ? ORDER BY position", self._shelf.today()
        )
        words = {tags: _words(tags) for tags in {tags for _, tags in rows}}
        return {id: words[tags] for id, tags in rows}

    @property
    def edition(self) -> str:
        """Names the text, and what of it is asked today: another one means that `entries` may differ."""
        ((expired,),) = self._rows(
            f"SELECT count(*) FROM items WHERE content = ? AND {_AGES} AND asked_until < ?", self._shelf.today()
        )
        return f"{self.content} without {expired}" if expired else self.content

    def item(self, id: str) -> Item | None:
        """An item, or None where the pack has none of this id."""
        found = self._items("SELECT body FROM items WHERE content = ? AND id = ?", (id,))
        return found[0] if found else None

    def items(self) -> tuple[Item, ...]:
        """All items in order, whole."""
        return tuple(self._items("SELECT body FROM items WHERE content = ? ORDER BY position", ()))

    def _items(self, sql: str, values: tuple[str, ...]) -> list[Item]:
        try:
            return [self._shelf.decode_item(body) for (body,) in self._rows(sql, *values)]
        except _UNREADABLE:
            self._shelf.discard()
            self._reopen()
            return [self._shelf.decode_item(body) for (body,) in self._rows(sql, *values)]

    def _rows(self, sql: str, *values: str | int) -> list[Any]:
        """Rows of this pack. Where the copy is damaged or gone, it is made again first."""
        try:
            rows = self._shelf.query(sql, (self.content, *values))
            if rows or self._shelf.holds(self.content):
                return rows
        except sqlite3.DatabaseError:
            self._shelf.discard()
        self._reopen()
        return self._shelf.query(sql, (self.content, *values))

    def _reopen(self) -> None:
        """Have the copy made again. The text may have changed meanwhile; then it is the new one."""
        again = self._shelf.open(self.root)
        self.content, self.info, self.warnings = again.content, again.info, again.warnings


class PackCache:
    """The compiled packs of a user."""

    def __init__(self, path: Path, reader: Reader, today: Callable[[], int]) -> None:
        """today: gives the learner's day."""
        self.today = today
        self._path = path
        self._read = reader
        self._db: sqlite3.Connection | None = None
        self._decode_item = msgspec.msgpack.Decoder(Item).decode

    def open(self, root: Path) -> ShelvedPack:
        """The pack at a path, compiled now if it is not yet. Raises PackError or ZgcError."""
        files = find_files(root)
        key = readable(root.absolute())
        try:
            rows = self.query("SELECT content FROM stamps WHERE path = ? AND stamp = ?", (key, files.stamp))
            if rows and (found := self._load(files, rows[0][0])):
                return found
            return self._compile(key, files)
        except _BROKEN:
            self.discard()
            return self._compile(key, files)

    def query(self, sql: str, values: tuple[str | int, ...]) -> list[Any]:
        return self._connection().execute(sql, values).fetchall()

    def holds(self, content: str) -> bool:
        """The pack's items are there."""
        return bool(self.query("SELECT 1 FROM items WHERE content = ? LIMIT 1", (content,)))

    def decode_item(self, body: bytes) -> Item:
        return self._decode_item(body)

    def keep(self, files: Sequence[tuple[str, bytes]], pack: Pack, warnings: tuple[Problem, ...]) -> None:
        """Keep a pack that was just read of its files, as (name in its folder, content), which are about to be put
        somewhere: whoever opens it there need not read it again."""
        content = _content(files)
        try:
            if not self.query("SELECT 1 FROM packs WHERE content = ?", (content,)):
                self._put(content, pack, warnings)
        except _BROKEN:
            self.discard()

    def _compile(self, key: str, files: PackFiles) -> ShelvedPack:
        data = files.read()
        content = _content([(path.name, each) for path, (_, each) in zip(files.files, data, strict=True)])
        shelved = self._load(files, content)
        if shelved is None:
            pack, warnings = self._read(data)
            self._put(content, pack, warnings)
            shelved = ShelvedPack(self, files.root, content, pack.info, warnings)
        # An unsettled stamp is not trusted, but its row keeps the content from being dropped.
        stamp = files.stamp if files.settled(time.time_ns()) else ""
        with transaction(self._connection()):
            self._connection().execute("INSERT OR REPLACE INTO stamps VALUES (?, ?, ?)", (key, stamp, content))
            self._drop_unused()
        return shelved

    def _load(self, files: PackFiles, content: str) -> ShelvedPack | None:
        rows = self.query("SELECT info, warnings FROM packs WHERE content = ?", (content,))
        if not rows or not self.holds(content):
            return None
        info = msgspec.msgpack.decode(rows[0][0], type=PackInfo)
        # The same text may lie elsewhere too: warnings name the files that were asked for.
        names = {path.name: readable(path) for path in files.files}
        warnings = tuple(
            replace(warning, file=names.get(Path(warning.file).name, next(iter(names.values()))))
            for warning in msgspec.msgpack.decode(rows[0][1], type=tuple[Problem, ...])
        )
        return ShelvedPack(self, files.root, content, info, warnings)

    def _put(self, content: str, pack: Pack, warnings: tuple[Problem, ...]) -> None:
        try:
            self._fill(content, pack, warnings)
        except sqlite3.OperationalError:  # no room, no rights: go on without a file
            self._use_memory()
            self._fill(content, pack, warnings)

    def _fill(self, content: str, pack: Pack, warnings: tuple[Problem, ...]) -> None:
        encode = msgspec.msgpack.encode
        rows = [_row(content, at, item) for at, item in enumerate(pack.items)]
        db = self._connection()
        with transaction(db):
            db.execute(
                "INSERT OR REPLACE INTO packs VALUES (?, ?, ?, NULL)", (content, encode(pack.info), encode(warnings))
            )
            db.executemany("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _drop_unused(self) -> None:
        """Forget packs that no path leads to any more, a day later: a round may still use one."""
        db, now = self._connection(), time.time_ns() // 10**9
        led_to = "content IN (SELECT content FROM stamps)"
        db.execute(f"UPDATE packs SET unused_since = NULL WHERE unused_since IS NOT NULL AND {led_to}")
        db.execute(f"UPDATE packs SET unused_since = ? WHERE unused_since IS NULL AND NOT {led_to}", (now,))
        for content in db.execute("SELECT content FROM packs WHERE unused_since < ?", (now - _KEPT,)).fetchall():
            db.execute("DELETE FROM items WHERE content = ?", content)
            db.execute("DELETE FROM packs WHERE content = ?", content)

    # The database

    def _connection(self) -> sqlite3.Connection:
        if self._db is None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._db = _prepared(connect(self._path))
            except (sqlite3.OperationalError, OSError):
                self._use_memory()
            except sqlite3.DatabaseError:
                self.discard()
        assert self._db is not None
        return self._db

    def _use_memory(self) -> None:
        self._close()
        self._db = _prepared(connect(":memory:"))

    def discard(self) -> None:
        """Throw the file away and start a new one."""
        self._close()
        try:
            for suffix in ("", "-wal", "-shm", "-journal"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            self._db = _prepared(connect(self._path))
        except (sqlite3.DatabaseError, OSError):
            self._use_memory()

    def _close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def close(self) -> None:
        self._close()


def _content(files: Sequence[tuple[str, bytes]]) -> str:
    """Name the content of a pack's files, given as (name in its folder, content), its own first."""
    import hashlib

    digest = hashlib.sha256()
    for name, data in files:
        digest.update(os.fsencode(name) + f"\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:32]


def _prepared(db: sqlite3.Connection) -> sqlite3.Connection:
    """The database with this version's tables. Raises DatabaseError where it has others."""
    try:
        db.execute("PRAGMA synchronous = OFF")
        if _is_ours(db):
            return db
        db.execute("PRAGMA journal_mode = WAL")  # readers need not wait while a large pack is kept
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


def _row(content: str, position: int, item: Item) -> tuple[object, ...]:
    tags, formerly = "\n".join(item.tags), "\n".join(item.formerly)
    body = msgspec.msgpack.encode(item)
    return content, item.id, position, item.section, item.fact, tags, formerly, item.asked_until, body


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()
