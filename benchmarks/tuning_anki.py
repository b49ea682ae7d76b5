"""Anki's part of `benchmarks.tuning` and `benchmarks.stats`, run by an interpreter that has the anki package.

    PYTHON tuning_anki.py make LOG.csv COLLECTION
    PYTHON tuning_anki.py tune COLLECTION
    PYTHON tuning_anki.py graphs COLLECTION

LOG.csv: a line a review, by item and time: item, UTC milliseconds, rating, kind (Anki's: 0
learning, 1 review, 2 relearning).
"""

from __future__ import annotations

import csv
import json
import resource
import sqlite3
import sys
import time
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any


def peak() -> float:
    """The most memory that this process has had, in MB; that of its parent is not counted."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def make(log: Path, path: Path) -> None:
    """A collection of as many cards as the log has items, with these reviews."""
    collection = import_module("anki.collection").Collection(str(path))
    note = collection.new_note(collection.models.by_name("Basic"))
    note["Front"] = note["Back"] = "made"
    collection.add_note(note, 1)
    collection.close()
    db = sqlite3.connect(path)
    db.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
    db.row_factory = sqlite3.Row
    notes, cards, reviews, taken = [], [], [], set()
    card = dict(db.execute("SELECT * FROM cards").fetchone())
    note = dict(db.execute("SELECT * FROM notes").fetchone())
    with log.open() as file:
        for number, (_, group) in enumerate(groupby(csv.reader(file), key=lambda row: row[0])):
            nid, cid = note["id"] + number, card["id"] + number
            notes.append(note | {"id": nid, "guid": f"made{number}"})
            cards.append(card | {"id": cid, "nid": nid, "type": 2, "queue": 2, "due": 1, "ivl": 10, "reps": 1})
            for _, at, rating, kind in group:
                ms = int(at)
                while ms in taken:  # the time is the key
                    ms += 1
                taken.add(ms)
                reviews.append((ms, cid, 0, int(rating), 10, 10, 2500, 5000, int(kind)))
    with db:
        for table, rows in (("notes", notes), ("cards", cards)):
            db.execute(f"DELETE FROM {table}")
            values = ",".join(f":{name}" for name in rows[0])
            db.executemany(f"INSERT INTO {table} VALUES ({values})", rows)
        db.executemany("INSERT INTO revlog VALUES (?,?,?,?,?,?,?,?,?)", reviews)
    db.close()


def tune(path: Path) -> dict[str, Any]:
    """What "optimise" does in Anki."""
    collection = import_module("anki.collection").Collection(str(path))
    found = collection._backend.compute_fsrs_params(
        search="", current_params=[], ignore_revlogs_before_ms=0, num_of_relearning_steps=1, health_check=False
    )
    collection.close()
    return {"parameters": list(found.params), "used": found.fsrs_items, "peak": peak()}


def graphs(path: Path) -> dict[str, Any]:
    """What the page of statistics in Anki shows, over the whole collection and all of its time."""
    collection = import_module("anki.collection").Collection(str(path))
    start = time.perf_counter()
    found = collection._backend.graphs(search="", days=0)
    seconds = time.perf_counter() - start
    collection.close()
    days = found.reviews.count.values()
    count = sum(day.learn + day.relearn + day.young + day.mature + day.filtered for day in days)
    return {"seconds": seconds, "reviews": count}


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]), Path(sys.argv[3]))
    elif sys.argv[1] == "graphs":
        print(json.dumps(graphs(Path(sys.argv[2]))))
    else:
        print(json.dumps(tune(Path(sys.argv[2]))))
