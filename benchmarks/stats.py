"""The cost of statistics over a large log: `python -m benchmarks.stats --anki PYTHON`.

The log is that of benchmarks.tuning: simulated, three years, 1,000,000 reviews; a pack has its items. PYTHON is an
interpreter with the anki package, which computes all of its graphs over a collection with the same reviews,
alternating with `zgcquiz stats`. Times are of whole processes. Exits with 1 if the target is missed.

`zgcquiz stats` is measured in three states of the log: after a round of 20 answers since the statistics were last
read, which the target is about; with no new answers; and with statistics that were never read.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

from benchmarks.homes import PACK, make_pack, review_row
from benchmarks.ids import uuid7
from benchmarks.learners import another_memory, simulate
from benchmarks.log import answer
from benchmarks.measure import Row, Sample
from benchmarks.startup import zgcquiz
from benchmarks.tuning import DAYS, LUCK, REVIEWS, Run, make_log, run
from zgcquiz.store.log.deriving.invalidation import invalidate_all
from zgcquiz.store.log.review_log import ReviewLog

TARGET = 0.8
ROUND = 20
"""Number of answers between two readings of the statistics."""


def make(folder: Path, reviews: int, anki: str | None) -> tuple[int, Path]:
    """Create a home with the log, its pack and Anki's collection; return the number of reviews and the collection."""
    histories = simulate(another_memory(), reviews, seed=1, days=DAYS, luck=LUCK)
    make_pack(folder / "packs" / PACK, len(histories))
    make_log(folder, histories)
    collection = folder / "collection.anki2"
    if anki:
        run([anki, _script(), "make", str(folder / "log.csv"), str(collection)], folder)
    return sum(map(len, histories)), collection


def _script() -> str:
    return str(Path(__file__).with_name("tuning_anki.py"))


def _read_stats(folder: Path) -> Run:
    return run([*zgcquiz(), "stats", "--json"], folder)


def _after_a_round(folder: Path, rng: Random) -> Run:
    with closing(ReviewLog(folder / "zgcquiz.db", rng)) as log:
        last = log.last()
        assert last is not None
        for at in range(ROUND):
            ms = last.at.ms + (at + 1) * 1000
            row = review_row("bench", ms, f"item-{rng.randrange(1000):06}", 3, rng)
            log.append(answer(row, uuid7(ms, rng)))
    return _read_stats(folder)


def _never_read(folder: Path) -> Run:
    with closing(sqlite3.connect(folder / "zgcquiz.db")) as db, db:
        invalidate_all(db)
    return _read_stats(folder)


def measured(folder: Path, reviews: int, anki: str | None, runs: int) -> Iterator[Row]:
    count, collection = make(folder, reviews, anki)
    _read_stats(folder)  # compiles the pack
    rng = Random(2)
    programs: dict[str, Callable[[], Run]] = {
        f"stats, {count:,} reviews, after a round": lambda: _after_a_round(folder, rng),
        "stats, nothing new": lambda: _read_stats(folder),
        "stats, the first time": lambda: _never_read(folder),
    }
    if anki:
        programs["Anki's graphs"] = lambda: run([anki, _script(), "graphs", str(collection)], folder)
    found: dict[str, list[Run]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, start in programs.items():
            found[name].append(start())
    if anki:
        assert found["Anki's graphs"][0].said["reviews"] == count, "Anki counts other reviews"
    for what, unit in (("seconds", "s"), ("cpu", "s CPU")):
        samples = [Sample(name, tuple(getattr(each, what) for each in each_run)) for name, each_run in found.items()]
        theirs = samples.pop() if anki else None
        for place, ours in enumerate(samples):
            yield Row(ours, theirs, TARGET if place == 0 and what == "seconds" else None, unit)
    if anki:
        work = tuple(each.said["seconds"] for each in found["Anki's graphs"])
        yield Row(Sample("of which Anki's graphs alone", work), unit="s")


def main() -> int:
    from benchmarks.__main__ import table

    parser = argparse.ArgumentParser(prog="python -m benchmarks.stats", description="What a look at statistics costs.")
    parser.add_argument("--anki", metavar="PYTHON", help="an interpreter that has the anki package")
    parser.add_argument("--reviews", type=int, default=REVIEWS, help=f"in the log ({REVIEWS:,})")
    parser.add_argument("--runs", type=int, default=5, help="how often each program is run (5)")
    asked = parser.parse_args()
    if asked.runs < 1 or asked.reviews < 1:
        parser.error("--runs and --reviews must be 1 or more")
    with tempfile.TemporaryDirectory(prefix="zgcquiz-stats-") as folder:
        rows = list(measured(Path(folder), asked.reviews, asked.anki, asked.runs))
    print(table(rows))
    return 1 if any(row.met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
