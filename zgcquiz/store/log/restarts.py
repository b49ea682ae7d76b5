"""Restarts as rows: events that are only ever appended; of an item the last by time counts.

Every function runs inside the caller's transaction, or alone where it only reads.
"""

from __future__ import annotations

import sqlite3

from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment
from zgcquiz.core.value import replace

_PRESENT = "coalesce((SELECT new FROM renames WHERE pack = :pack AND old = :item), :item)"


def put(db: sqlite3.Connection, restart: Restart, until: int) -> None:
    """Append a restart; it comes after all of its item's reviews that count, though the clock have gone back.

    until: the moment, in milliseconds UTC, up to which reviews count.
    """
    row = db.execute(
        "SELECT max(r.at) FROM reviews r LEFT JOIN renames n ON n.pack = r.pack AND n.old = r.item"
        f" WHERE r.pack = :pack AND coalesce(n.new, r.item) = {_PRESENT} AND r.at <= :until",
        {"pack": restart.ref.pack, "item": restart.ref.item, "until": until},
    ).fetchone()
    if row[0] is not None and row[0] > restart.at.ms:
        restart = replace(restart, at=Moment(row[0], restart.at.offset))
    insert(db, restart)


def insert(db: sqlite3.Connection, restart: Restart) -> bool:
    """Append a restart as it is; False where it is here already."""
    done = db.execute(
        "INSERT INTO restarts (id, device, at, utc_offset, pack, item)"
        " SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM restarts WHERE id = ?)",
        (
            restart.id,
            restart.device,
            restart.at.ms,
            restart.at.offset,
            restart.ref.pack,
            restart.ref.item,
            restart.id,
        ),
    )
    return done.rowcount > 0


def latest(db: sqlite3.Connection, until: int) -> dict[tuple[str, str], int]:
    """When each item that was started anew up to a moment last was (both UTC ms), by pack and present name."""
    rows = db.execute(
        "SELECT s.pack, coalesce(n.new, s.item), max(s.at) FROM restarts s"
        " LEFT JOIN renames n ON n.pack = s.pack AND n.old = s.item WHERE s.at <= ? GROUP BY 1, 2",
        (until,),
    )
    return {(pack, item): at for pack, item, at in rows}


def any_of(db: sqlite3.Connection, pack: str) -> bool:
    """Something of a pack was started anew."""
    return db.execute("SELECT 1 FROM restarts WHERE pack = ? LIMIT 1", (pack,)).fetchone() is not None


def read(db: sqlite3.Connection) -> list[Restart]:
    """All restarts, oldest first."""
    rows = db.execute("SELECT id, device, at, utc_offset, pack, item FROM restarts ORDER BY at, id")
    return [Restart(id, device, Moment(at, offset), Ref(pack, item)) for id, device, at, offset, pack, item in rows]
