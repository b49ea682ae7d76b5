"""Measure `tune` on real reviews, and its cost on a large log: `python -m benchmarks.tuning`.

The real reviews are those of ../shared/examples/revlogs (12,580 of 1,205 cards, from py-fsrs's tests); without them
their rows are left out. The large log is simulated: a learner with an unusual memory, three years, 1,000,000 reviews.
`--anki PYTHON` names an interpreter with the anki package, which then fits the same log in turns with ours; times are
those of whole processes. Exits with 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from sqlite3 import connect
from statistics import median
from typing import Any

from benchmarks.anki_jobs import peak
from benchmarks.homes import ReviewRow, environment, insert, review_row
from benchmarks.learners import Histories, another_memory, evaluate, simulate
from zgcquiz.core.learning.fitting import default_parameters, fit
from zgcquiz.core.moment import DAY, HOUR
from zgcquiz.store.log.review_log import ReviewLog

REVLOGS = Path(__file__).parents[2] / "shared" / "examples" / "revlogs" / "josh.csv"
REVIEWS = 1_000_000
DAYS = 1095
LUCK = 1 / 4
"""The luck with four options and no guess declared."""
SOME = 10
"""One item in this many is enough to compare losses."""
HEADINGS = ("what", "ours", "yardstick", "theirs", "ratio", "target", "")

Timed = list[tuple[int, int]]
"""The reviews of one item as (UTC milliseconds, rating), oldest first."""


@dataclass(frozen=True)
class Line:
    """A row of the table."""

    what: str
    ours: str
    yardstick: str = ""
    theirs: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        verdict = {True: "met", False: "MISSED", None: ""}[self.met]
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        return (self.what, self.ours, self.yardstick, self.theirs, ratio, self.target, verdict)


# Real reviews


def read_revlogs(path: Path) -> list[Timed]:
    cards: dict[str, Timed] = {}
    with path.open() as file:
        for row in csv.DictReader(file):
            cards.setdefault(row["card_id"], []).append((int(row["review_time_ms"]), int(row["rating"])))
    return [sorted(reviews) for reviews in cards.values()]


def in_days(reviews: Timed) -> list[tuple[int, int]]:
    """Convert times to days as py-fsrs does: in full 24 hours from review to review."""
    days, last = reviews[0][0] // DAY, reviews[0][0]
    found = []
    for at, rating in reviews:
        days += (at - last) // DAY
        last = at
        found.append((days, rating))
    return found


def by_py_fsrs(cards: Sequence[Timed]) -> tuple[float, int]:
    """Return the log loss of the default parameters computed by py-fsrs, and the number of reviews."""
    import fsrs

    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    losses = []
    for reviews in cards:
        card, last = fsrs.Card(card_id=1), reviews[0][0]
        for ms, rating in reviews:
            at = datetime.fromtimestamp(ms / 1000, UTC)
            if ms - last >= DAY:
                recall = scheduler.get_card_retrievability(card, at)
                losses.append(-math.log(recall if rating > 1 else 1 - recall))
            card, _ = scheduler.review_card(card, fsrs.Rating(rating), at)
            last = ms
    return sum(losses) / len(losses), len(losses)


def real(path: Path) -> Iterator[Line]:
    cards = read_revlogs(path)
    histories = [in_days(reviews) for reviews in cards]
    ours = evaluate(default_parameters(), histories)
    theirs, count = by_py_fsrs(cards)
    yield Line(
        f"real log: log loss of the defaults, {ours.reviews:,} reviews predicted",
        f"{ours.log_loss:.4f}",
        f"py-fsrs, {count:,}",
        f"{theirs:.4f}",
        target="within 0.001",
        met=abs(ours.log_loss - theirs) <= 0.001 and ours.reviews == count,
    )
    found = fit(histories)
    used = found.after if found.better else found.before
    for name, of_fit, of_defaults in (
        ("log loss", found.after.log_loss, found.before.log_loss),
        ("RMSE (bins)", found.after.rmse_bins, found.before.rmse_bins),
    ):
        yield Line(
            f"real log: {name} on the last fifth, fitted to the first four",
            f"{of_fit:.4f}",
            "defaults",
            f"{of_defaults:.4f}",
        )
    yield Line(
        "real log: log loss there of what tune keeps",
        f"{used.log_loss:.4f}",
        "the fitted" if found.better else "the defaults: not better by more than",
        f"{found.error:.4f}",
        target="no worse",
        met=used.log_loss <= found.before.log_loss,
    )


# A large log


def make_log(folder: Path, histories: Histories) -> Path:
    """Make a home whose log holds these reviews, and the same as CSV for Anki. The last day is yesterday."""
    path, listed = folder / "zgcquiz.db", folder / "log.csv"
    for old in folder.glob("*.db*"):
        old.unlink()
    first = (int(time.time() * 1000) // DAY - DAYS) * DAY + 12 * HOUR
    times: list[list[int]] = [[0] * len(history) for history in histories]
    events = sorted(
        (day, place, item, rating)
        for item, history in enumerate(histories)
        for place, (day, rating) in enumerate(history)
    )
    rng = Random(1)
    with closing(ReviewLog(path, rng)):
        pass  # creates the database

    def rows() -> Iterator[ReviewRow]:
        today, count = 0, 0
        for day, place, item, rating in events:
            today, count = day, count + 1 if day == today else 0
            ms = times[item][place] = first + day * DAY + count * 1000
            yield review_row("bench", ms, f"item-{item:06}", rating, rng)

    with connect(path) as db:
        insert(db, rows())
    db.close()
    with closing(ReviewLog(path, rng)) as log:
        log.rebuild()  # counts guesses, as the program does with each answer
    with listed.open("w", newline="") as file:
        writer = csv.writer(file)
        for item, history in enumerate(histories):
            kind, last = 0, history[0][0]
            for (day, rating), ms in zip(history, times[item], strict=True):
                kind = kind if day == last else 1
                writer.writerow((item, ms, rating, kind))
                kind, last = (0 if kind == 0 else 2), day
    return path


@dataclass(frozen=True)
class Run:
    """A finished process: wall-clock and processor seconds, and its output."""

    seconds: float
    cpu: float
    said: dict[str, Any]


def run(command: Sequence[str], home: Path) -> Run:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=Path(__file__).parents[1], env=environment(home), capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, cpu, json.loads(done.stdout or "{}"))


def tune_here() -> None:
    """Run what `zgcquiz tune` does, in the process to measure."""
    from zgcquiz.app.context import system_context
    from zgcquiz.app.learner.tuning import tune

    with system_context(os.environ) as context:
        found = tune(context)
    shown = {
        "parameters": found.fit.fitted,
        "better": found.fit.better,
        "used": found.fit.reviews,
        "of": found.reviews,
        "peak": peak(),
    }
    print(json.dumps(shown))


def large(folder: Path, anki: str | None, reviews: int, runs: int, whole: bool) -> Iterator[Line]:
    histories = simulate(another_memory(), reviews, seed=1, days=DAYS, luck=LUCK)
    count = sum(map(len, histories))
    make_log(folder, histories)
    programs: dict[str, Callable[[], Run]] = {
        "ours": lambda: run([sys.executable, "-m", "benchmarks.tuning", "--here"], folder)
    }
    if anki:
        script, collection = str(Path(__file__).with_name("anki_jobs.py")), folder / "collection.anki2"
        for old in folder.glob("collection*"):
            old.unlink()
        run([anki, script, "make", str(folder / "log.csv"), str(collection)], folder)
        programs["anki"] = lambda: run([anki, script, "tune", str(collection)], folder)
    found: dict[str, list[Run]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, start in programs.items():
            found[name].append(start())
    ours, theirs = found["ours"], found.get("anki")
    title = f"{count:,} reviews"
    for name, key in (("clock", "seconds"), ("processor", "cpu")):
        own = median(getattr(each, key) for each in ours)
        other = median(getattr(each, key) for each in theirs) if theirs else None
        ratio = own / other if other else None
        yield Line(
            f"tune, {title}: {name} time",
            f"{own:.2f} s",
            "anki" if other else "",
            f"{other:.2f} s" if other else "",
            ratio,
            "0.50" if key == "seconds" else "",
            ratio <= 0.5 if ratio and key == "seconds" else None,
        )
    own = max(each.said["peak"] for each in ours)
    other = max(each.said["peak"] for each in theirs) if theirs else None
    yield Line(
        f"tune, {title}: peak memory",
        f"{own:.0f} MB",
        "anki" if other else "",
        f"{other:.0f} MB" if other else "",
        own / other if other else None,
        "600 MB",
        own <= 600,
    )
    used = ours[0].said["used"]
    histories = histories[::SOME]
    lucks = [[LUCK] * len(history) for history in histories]
    fitted = evaluate(ours[0].said["parameters"], histories, lucks)
    usual, truth = (evaluate(weights, histories, lucks) for weights in (default_parameters(), another_memory()))
    what = f"{title}: log loss, one item in {SOME}, fitted to {used:,}"
    for yardstick, loss in (("defaults", usual), ("the true parameters", truth)):
        yield _losses(what, fitted.log_loss, yardstick, loss.log_loss)
    if theirs:
        loss = evaluate(theirs[0].said["parameters"], histories, lucks)
        yield _losses(what, fitted.log_loss, "anki", loss.log_loss)
    if whole:
        loss = evaluate(fit(histories, reviews=10**9, steps=10**12, lucks=lucks).fitted, histories, lucks)
        yield _losses(
            what,
            fitted.log_loss,
            "ours, fitted to all of these",
            loss.log_loss,
        )


def _losses(what: str, ours: float, yardstick: str, theirs: float) -> Line:
    return Line(what, f"{ours:.4f}", yardstick, f"{theirs:.4f}")


def table(lines: Sequence[Line]) -> str:
    """Return all rows as an aligned Markdown table."""
    cells = [HEADINGS, *(line.cells for line in lines)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADINGS))]
    rows = [" | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in cells]
    rule = " | ".join("-" * max(1, width) for width in widths)
    return "\n".join(f"| {row} |" for row in [rows[0], rule, *rows[1:]])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tuning", description="What tune does, and its cost.")
    parser.add_argument("--anki", metavar="PYTHON", help="an interpreter that has the anki package")
    parser.add_argument("--reviews", type=int, default=REVIEWS, help=f"in the large log ({REVIEWS:,}); 0: leave it out")
    parser.add_argument("--runs", type=int, default=3, help="how often each program is run (3)")
    parser.add_argument("--whole", action="store_true", help="fit to all of the large log too, for its loss (2 GB)")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.here:
        tune_here()
        return 0
    if asked.runs < 1 or asked.reviews < 0:
        parser.error("--runs must be 1 or more, and --reviews 0 or more")
    lines: list[Line] = []
    if REVLOGS.exists():
        lines += real(REVLOGS)
    else:
        print(f"{REVLOGS} is not here: its rows are left out", file=sys.stderr)
    if asked.reviews:
        with tempfile.TemporaryDirectory(prefix="zgcquiz-tuning-") as folder:
            lines += large(Path(folder), asked.anki, asked.reviews, asked.runs, asked.whole)
    print(table(lines))
    return 1 if any(line.met is False for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
