"""The log of a life: a million reviews of 100,000 items, beside Anki and beside the bare engine."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

from benchmarks.homes import Home, review_row
from benchmarks.ids import uuid7
from benchmarks.log import answer
from benchmarks.measure import Row, Sample, Use
from benchmarks.setting import LARGE, REVIEWS_EACH, SMALL, Setting, growing_row, ours
from zgcquiz.store.database import connect, transaction
from zgcquiz.store.log.deriving.derivation import many_commits
from zgcquiz.store.log.deriving.invalidation import invalidate_all
from zgcquiz.store.log.review_log import ReviewLog
from zgcquiz.store.log.tables.migration import create_tables
from zgcquiz.store.log.tables.rows import COLUMNS, insert_many

ROUND = 20
"""Answers between two looks at the statistics."""
MILLION = LARGE * REVIEWS_EACH
_SLICE = 4_000


def _anki(setting: Setting, name: str, *paths: Path, times: int = 1) -> Sample | None:
    if setting.anki is None:
        return None
    return Sample(f"Anki: {name}", tuple(setting.anki.job(name, setting.folder, *paths).cpu for _ in range(times)))


def rebuilding(setting: Setting) -> list[Row]:
    """Every card from the log, against Anki's memory states of the same reviews and the engine alone."""
    uses = {items: [ours(setting.copy(setting.learned(items), "rebuilt"), "rebuild")] for items in (SMALL, LARGE)}
    theirs = None
    collection = setting.collection(LARGE)
    if collection:
        copy = setting.folder / "rebuilt.anki2"
        shutil.copy(collection, copy)
        theirs = _anki(setting, "rebuild", copy)
    return [growing_row(f"rebuild, {MILLION:,} reviews", uses, 150, theirs=theirs, target=1.0)]


def exchanging_history(setting: Setting) -> list[Row]:
    """The open history, out and in."""
    out: dict[int, list[Use]] = {}
    back: dict[int, list[Use]] = {}
    for items in (SMALL, LARGE):
        home, file = setting.learned(items), setting.folder / f"history-{items}.jsonl"
        out[items] = [ours(home, "history", "export", out=file)]
        new = setting.place(f"history-{items}")
        shutil.rmtree(new)
        new.mkdir()
        back[items] = [ours(Home(new, items, 0), "history", "import", str(file))]
    return [
        growing_row(f"history export, {MILLION:,} reviews", out, 120, limit=6),
        growing_row(f"history import, {MILLION:,} reviews", back, 120, limit=20),
    ]


def bare_insert(folder: Path, source: Path) -> float:
    """Return the seconds of processor time that SQLite alone takes for the reviews of a log in an empty one.

    They are inserted with the index, the triggers and the checksums that they have, in slices as a merge's. folder: for
    the new log.
    """
    target, seconds = folder / "bare.db", 0.0
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as there, closing(connect(target)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        with transaction(db):
            create_tables(db)
        rows = there.execute(f"SELECT {', '.join(COLUMNS['reviews'])} FROM reviews ORDER BY id")
        with many_commits(db):
            while of_slice := rows.fetchmany(_SLICE):
                start = time.process_time()
                with transaction(db):
                    insert_many(db, "reviews", of_slice)
                seconds += time.process_time() - start
    return seconds


def syncing(setting: Setting) -> list[Row]:
    """A device's whole history into a folder, and from there to a new device."""
    out: dict[int, list[Use]] = {}
    back: dict[int, list[Use]] = {}
    for items in (SMALL, LARGE):
        folder, new = setting.place(f"shared-{items}"), setting.place(f"synced-{items}")
        for old in (folder, new):
            shutil.rmtree(old)
            old.mkdir()
        out[items] = [ours(setting.copy(setting.learned(items), "syncing"), "sync", str(folder))]
        back[items] = [ours(Home(new, items, 0), "sync", str(folder))]
    alone = bare_insert(setting.place("bare"), setting.learned(LARGE).root / "zgcquiz.db")
    bare = Sample("bare insert of the reviews", (alone,))
    return [
        growing_row(f"sync out, {MILLION:,} reviews", out, 300),
        growing_row(f"sync in, {MILLION:,} reviews", back, 300, limit=20, theirs=bare),
    ]


def size(setting: Setting) -> list[Row]:
    """Bytes of the whole database for a review, with cards and statistics."""
    path = setting.copy(setting.learned(LARGE), "weighed").root / "zgcquiz.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("VACUUM")
    collection, theirs = setting.collection(LARGE), None
    if collection:
        theirs = Sample("Anki", (collection.stat().st_size / MILLION,))
    return [Row(Sample("bytes a review", (path.stat().st_size / MILLION,)), theirs, unit="bytes", limit=110)]


_PAGES = ("memory", "topics", "certainty", "confusions", "items")


def statistics(setting: Setting) -> list[Row]:
    """`stats`, in three states of the log, against all of Anki's graphs; and its further pages."""
    homes = {items: setting.copy(setting.learned(items), f"stats-{items}") for items in (SMALL, LARGE)}
    for home in homes.values():
        ours(home, "stats", "--json")
    times = max(3, setting.runs // 5)
    collection = setting.collection(LARGE)
    theirs = _anki(setting, "graphs", collection, times=times) if collection else None
    rng = Random(2)

    def after_a_round(home: Home) -> Use:
        with closing(ReviewLog(home.root / "zgcquiz.db", rng)) as log:
            last = log.last()
            assert last is not None
            for at in range(ROUND):
                ms = last.at.ms + (at + 1) * 1000
                log.append(answer(review_row("bench", ms, f"item-{rng.randrange(1000):06}", 3, rng), uuid7(ms, rng)))
        return ours(home, "stats", "--json")

    def never_read(home: Home) -> Use:
        with closing(sqlite3.connect(home.root / "zgcquiz.db")) as db, db:
            invalidate_all(db)
        return ours(home, "stats", "--json")

    states: dict[str, tuple[Callable[[Home], Use], float]] = {
        "stats: nothing new": (lambda home: ours(home, "stats", "--json"), 0.4),
        f"stats: after {ROUND} answers": (after_a_round, 0.4),
        "stats: the first look": (never_read, 1.5),
    }
    rows = []
    for name, (look, target) in states.items():
        uses = {items: [look(home) for _ in range(times)] for items, home in homes.items()}
        rows.append(growing_row(name, uses, 150, theirs=theirs, target=target))
    # The page that is read first finds what the answers say beyond numbers; it is kept for all of them.
    for page, state in [("certainty", ": the first look"), *((page, "") for page in _PAGES)]:
        uses = {items: [ours(home, "stats", f"--{page}", "--json")] for items, home in homes.items()}
        rows.append(growing_row(f"stats --{page}{state}", uses, 150, limit=1.5))
    return rows
