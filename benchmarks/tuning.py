"""Measure `tune` on real reviews, and its cost on a large log: `python -m benchmarks.tuning`.

The real reviews are those of ../shared/examples/revlogs (12,580 of 1,205 cards, from py-fsrs's tests); without them
their rows are left out. The large log is simulated: a learner with an unusual memory, three years, 1,000,000 reviews.
`--anki PYTHON` names an interpreter with the anki package, which then fits the same logs, the large one in turns with
ours; times are those of whole processes. Of the real log both get beginnings of different lengths, up to its first four
fifths, and what each keeps is judged by the fifth that follows. Exits with 1 if a target is missed.
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
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from zgcquiz.core.learning.fit_metrics import judge
from zgcquiz.core.learning.fitting import HELD_OUT, default_parameters, fit, observations
from zgcquiz.core.moment import DAY, HOUR, Moment
from zgcquiz.store.log.review_log import ReviewLog

REVLOGS = Path(__file__).parents[2] / "shared" / "examples" / "revlogs" / "josh.csv"
REVIEWS = 1_000_000
DAYS = 1095
LUCK = 1 / 4
"""The luck with four options and no guess declared."""
SOME = 10
"""One item in this many is enough to compare losses."""
HEADINGS = ("what", "ours", "yardstick", "theirs", "ratio", "target", "")

ANKI_JOBS = str(Path(__file__).with_name("anki_jobs.py"))
BEGINNINGS = (0.25, 0.35, 0.45, 0.55, 0.65, 0.72, 0.8)
"""Parts of the real log, each to be fitted; what is kept is judged by the fifth after it."""

Logged = tuple[int, int, int]
"""A review as the learner's day, the rating and UTC milliseconds."""
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


def in_learners_days(reviews: Timed) -> list[tuple[int, int]]:
    """Convert times to days as the program does, and Anki: a day starts at four."""
    return [(Moment(at, 0).day, rating) for at, rating in reviews]


def ahead(cards: Sequence[Timed], anki: str | None) -> Iterator[Line]:
    """Compare the losses on a fifth of the log of what is kept after a fit to all that is older."""
    logged = [[(*given, at) for given, (at, _) in zip(in_learners_days(card), card, strict=True)] for card in cards]
    histories = [observations([(day, rating) for day, rating, _ in item]) for item in logged]
    days = sorted(day for history in histories for day, _, elapsed, _ in history if elapsed)
    sums: dict[str, float] = {}
    for older in BEGINNINGS:
        since, until = days[round(len(days) * older)], days[min(len(days) - 1, round(len(days) * (older + HELD_OUT)))]
        early = [[given for given in item if given[0] < since] for item in logged]
        kept: dict[str, Sequence[float]] = {
            "ours": fit([[(day, rating) for day, rating, _ in item] for item in early]).parameters,
            "defaults": default_parameters(),
        }
        if anki:
            with tempfile.TemporaryDirectory(prefix="zgcquiz-tuning-") as folder:
                kept["anki"] = tuned_by_anki(anki, Path(folder), [item for item in early if item])
        upto = [[step for step in history if step[0] <= until] for history in histories]
        losses = {name: judge(parameters, upto, since)[0].log_loss for name, parameters in kept.items()}
        sums = {name: sums.get(name, 0.0) + loss / len(BEGINNINGS) for name, loss in losses.items()}
        yield from _beside(f"real log: loss of what is kept, {older:.0%} to {older + HELD_OUT:.0%}", losses)
    yield from _beside("real log: their mean", sums, "no worse")


def _beside(what: str, losses: dict[str, float], target: str = "") -> Iterator[Line]:
    for name in list(losses)[1:]:
        met = losses["ours"] <= losses[name] if target else None
        yield Line(what, f"{losses['ours']:.4f}", name, f"{losses[name]:.4f}", target=target, met=met)


def tuned_by_anki(anki: str, folder: Path, items: Iterable[Sequence[Logged]]) -> list[float]:
    """Return the parameters that Anki fits to a log."""
    write_csv(folder / "log.csv", items)
    collection = str(folder / "collection.anki2")
    run([anki, ANKI_JOBS, "make", str(folder / "log.csv"), collection], folder)
    found: list[float] = run([anki, ANKI_JOBS, "tune", collection], folder).said["parameters"]
    return found


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
    found = fit([in_learners_days(reviews) for reviews in cards])
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
    write_csv(
        listed,
        (
            [(day, rating, ms) for (day, rating), ms in zip(*item, strict=True)]
            for item in zip(histories, times, strict=True)
        ),
    )
    return path


def write_csv(path: Path, items: Iterable[Sequence[Logged]]) -> None:
    """Write a log for Anki, with the kinds that it would have given these reviews."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        for number, item in enumerate(items):
            kind, last = 0, item[0][0]
            for day, rating, ms in item:
                kind = kind if day == last else 1
                writer.writerow((number, ms, rating, kind))
                kind, last = (0 if kind == 0 else 2), day


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
    *_, said = ["{}", *done.stdout.splitlines()]  # Anki prints warnings of its own before it
    return Run(seconds, cpu, json.loads(said))


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
        collection = folder / "collection.anki2"
        for old in folder.glob("collection*"):
            old.unlink()
        run([anki, ANKI_JOBS, "make", str(folder / "log.csv"), str(collection)], folder)
        programs["anki"] = lambda: run([anki, ANKI_JOBS, "tune", str(collection)], folder)
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
        lines += [*real(REVLOGS), *ahead(read_revlogs(REVLOGS), asked.anki)]
    else:
        print(f"{REVLOGS} is not here: its rows are left out", file=sys.stderr)
    if asked.reviews:
        with tempfile.TemporaryDirectory(prefix="zgcquiz-tuning-") as folder:
            lines += large(Path(folder), asked.anki, asked.reviews, asked.runs, asked.whole)
    print(table(lines))
    return 1 if any(line.met is False for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
