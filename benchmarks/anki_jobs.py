"""What Anki does of the measured jobs, run by an interpreter that has the anki package.

    PYTHON anki_jobs.py JOB PATH…

Prints what a job found as JSON. Jobs and their paths:

    make LOG.csv COLLECTION        a collection of as many cards as the log has items, with these reviews
    tune COLLECTION                "optimise" of the preset
    graphs COLLECTION              the page of statistics
    due COLLECTION                 the first card to review
    rebuild COLLECTION             the memory states of all cards, as when FSRS is switched on
    export-apkg COLLECTION OUT     with scheduling
    import-apkg PACKAGE COLLECTION
    export-csv COLLECTION OUT
    import-csv TABLE.csv COLLECTION   its first line has headings; its columns are those of a note type made for it

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
from collections.abc import Callable
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


def _open(path: Path) -> Any:
    return import_module("anki.collection").Collection(str(path))


def make(log: Path, path: Path) -> dict[str, Any]:
    collection = _open(path)
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
            cards.append(card | {"id": cid, "nid": nid, "type": 2, "queue": 2, "due": 0, "ivl": 10, "reps": 1})
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
    return {"cards": len(cards), "reviews": len(reviews)}


def tune(path: Path) -> dict[str, Any]:
    collection = _open(path)
    found = collection._backend.compute_fsrs_params(
        search="", current_params=[], ignore_revlogs_before_ms=0, num_of_relearning_steps=1, health_check=False
    )
    collection.close()
    return {"parameters": list(found.params), "used": found.fsrs_items, "peak": peak()}


def graphs(path: Path) -> dict[str, Any]:
    collection = _open(path)
    start = time.perf_counter()
    found = collection._backend.graphs(search="", days=0)
    seconds = time.perf_counter() - start
    collection.close()
    days = found.reviews.count.values()
    count = sum(day.learn + day.relearn + day.young + day.mature + day.filtered for day in days)
    return {"seconds": seconds, "reviews": count}


def due(path: Path) -> dict[str, Any]:
    collection = _open(path)
    found = collection.sched.get_queued_cards(fetch_limit=1)
    collection.close()
    return {"cards": len(found.cards)}


def rebuild(path: Path) -> dict[str, Any]:
    collection, pb = _open(path), import_module("anki.deck_config_pb2")
    for fsrs in (False, True):  # switching it on is what computes the states
        found = collection._backend.get_deck_configs_for_update(1)
        request = pb.UpdateDeckConfigsRequest(
            target_deck_id=1, configs=[found.all_config[0].config], limits=found.current_deck.limits, fsrs=fsrs
        )
        collection.decks.update_deck_configs(request)
    states = collection.db.scalar("SELECT count() FROM cards WHERE data LIKE '%\"s\":%'")
    collection.close()
    return {"cards": states}


def export_apkg(path: Path, out: Path) -> dict[str, Any]:
    collection, pb = _open(path), import_module("anki.import_export_pb2")
    options = pb.ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=False, legacy=False)
    count = collection.export_anki_package(out_path=str(out), options=options, limit=None)
    collection.close()
    return {"notes": count}


def import_apkg(package: Path, path: Path) -> dict[str, Any]:
    collection, pb = _open(path), import_module("anki.import_export_pb2")
    options = pb.ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    collection.import_anki_package(pb.ImportAnkiPackageRequest(package_path=str(package), options=options))
    count = collection.db.scalar("SELECT count() FROM revlog")
    collection.close()
    return {"reviews": count}


def export_csv(path: Path, out: Path) -> dict[str, Any]:
    collection = _open(path)
    count = collection.export_note_csv(
        out_path=str(out), limit=None, with_html=False, with_tags=False, with_deck=False, with_notetype=False,
        with_guid=False,
    )  # fmt: skip
    collection.close()
    return {"notes": count}


def import_csv(table: Path, path: Path) -> dict[str, Any]:
    with table.open(newline="") as file:
        headings = next(csv.reader(file))
    collection = _open(path)
    kind = collection.models.new("Question")
    for heading in headings:
        collection.models.add_field(kind, collection.models.new_field(heading))
    template = collection.models.new_template("Card")
    template["qfmt"], template["afmt"] = f"{{{{{headings[0]}}}}}", f"{{{{{headings[1]}}}}}"
    collection.models.add_template(kind, template)
    collection.models.add(kind)
    pb = import_module("anki.import_export_pb2")
    found = collection.get_csv_metadata(str(table), None)
    found.is_html = False
    found.global_notetype.id = collection.models.id_for_name("Question")
    found.global_notetype.field_columns[:] = range(1, len(headings) + 1)
    collection.import_csv(pb.ImportCsvRequest(path=str(table), metadata=found))
    count = collection.note_count()
    collection.close()
    return {"notes": count}


JOBS: dict[str, Callable[..., dict[str, Any]]] = {
    "make": make,
    "tune": tune,
    "graphs": graphs,
    "due": due,
    "rebuild": rebuild,
    "export-apkg": export_apkg,
    "import-apkg": import_apkg,
    "export-csv": export_csv,
    "import-csv": import_csv,
}

if __name__ == "__main__":
    print(json.dumps(JOBS[sys.argv[1]](*map(Path, sys.argv[2:]))))
