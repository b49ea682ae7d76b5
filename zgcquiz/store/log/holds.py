"""Holds as rows: events that are only ever appended, and on each card the day that follows from them.

Every function runs inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from zgcquiz.core.log.hold import HELD_INDEFINITELY, Held, Hold
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment
from zgcquiz.core.value import replace

_PRESENT = "FROM holds h LEFT JOIN renames n ON n.pack = h.pack AND n.old = h.item"
_NAME = "coalesce(n.new, h.item)"


def put(db: sqlite3.Connection, hold: Hold) -> None:
    """Append a hold as the last of its item's, though the clock have gone back."""
    row = db.execute(
        f"SELECT max(h.at) {_PRESENT} WHERE h.pack = :pack AND {_NAME} ="
        " coalesce((SELECT new FROM renames WHERE pack = :pack AND old = :item), :item)",
        {"pack": hold.ref.pack, "item": hold.ref.item},
    ).fetchone()
    if row[0] is not None and row[0] >= hold.at.ms:
        hold = replace(hold, at=Moment(row[0] + 1, hold.at.offset))
    insert(db, hold)


def insert(db: sqlite3.Connection, hold: Hold) -> bool:
    """Append a hold as it is; False where it is here already."""
    done = db.execute(
        "INSERT INTO holds (id, device, at, utc_offset, pack, item, held, until)"
        " SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM holds WHERE id = ?)",
        (
            hold.id,
            hold.device,
            hold.at.ms,
            hold.at.offset,
            hold.ref.pack,
            hold.ref.item,
            hold.held.value,
            hold.until,
            hold.id,
        ),
    )
    return done.rowcount > 0


def refresh(db: sqlite3.Connection, pack: str, latest: int) -> None:
    """Let the cards of a pack say until when their items are held.

    latest: the learner's day until which an item can be buried; what is buried until a later one
    was so by a clock that ran ahead, and is asked.
    """
    db.execute("UPDATE cards SET held_until = 0 WHERE pack = ? AND held_until > 0", (pack,))
    rows = db.execute(f"SELECT h.until, h.pack, {_NAME} {_PRESENT} WHERE h.pack = ? ORDER BY h.at, h.id", (pack,))
    last = {item: (until, pack, item) for until, pack, item in rows}
    db.executemany(
        "UPDATE cards SET held_until = ? WHERE pack = ? AND item = ?",
        [row for row in last.values() if 0 < row[0] <= latest or row[0] == HELD_INDEFINITELY],
    )


def held(db: sqlite3.Connection, packs: Sequence[str], today: int) -> dict[Ref, Held]:
    """What is held on a learner's day, of the items that these packs have now."""
    marks = ",".join("?" * len(packs))
    rows = db.execute(
        f"SELECT pack, item, held_until FROM cards WHERE held_until > 0 AND active = 1 AND pack IN ({marks})"
        " AND held_until > ? ORDER BY pack, position",
        (*packs, today),
    )
    return {Ref(pack, item): Held.SUSPENDED if day == HELD_INDEFINITELY else Held.BURIED for pack, item, day in rows}


def read(db: sqlite3.Connection) -> list[Hold]:
    """All holds, oldest first."""
    rows = db.execute("SELECT id, device, at, utc_offset, pack, item, held, until FROM holds ORDER BY at, id")
    return [
        Hold(id, device, Moment(at, offset), Ref(pack, item), Held(held), until)
        for id, device, at, offset, pack, item, held, until in rows
    ]
