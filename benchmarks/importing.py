"""What importing a table costs, beside Anki: `python -m benchmarks.importing PYTHON`, one that has the anki package.

Whole processes, in turns, each into a new home, from the start to the end: 100,000 rows of a question,
its answer and three wrong ones. Exits with 1 where ours takes more than 0.8 of Anki's time.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from statistics import median

ROWS = 100_000
TURNS = 5
TARGET = 0.8
_WORDS = ("river", "mountain", "city", "capital", "of", "the", "in", "which", "year", "was", "built", "famous", "old")


def make(path: Path, rows: int = ROWS) -> None:
    """A table of so many questions, each with other texts."""
    rng = Random(1)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Question", "Answer", "Distractor 1", "Distractor 2", "Distractor 3"])
        for row in range(rows):
            options = (f"{' '.join(rng.choices(_WORDS, k=2))} {row * 4 + number}" for number in range(4))
            writer.writerow([f"{' '.join(rng.choices(_WORDS, k=9)).capitalize()} number {row}?", *options])


def took(command: list[str], home: Path) -> tuple[float, float]:
    """Clock time and processor time, in seconds, that a command takes."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"ZGCQUIZ_HOME": str(home)})
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - start, used


def main(anki: str) -> int:
    beside = Path(__file__).with_name("importing_anki.py")
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = folder / "table.csv"
        make(table)
        for turn in range(TURNS):
            home = folder / f"home{turn}"
            ours.append(took([sys.executable, "-m", "zgcquiz", "pack", "import", str(table)], home))
            theirs.append(took([anki, str(beside), str(table), str(folder / f"{turn}.anki2")], home))
    print("| 100,000 rows of CSV | ours | Anki | ratio | target |\n|---|---|---|---|---|")
    ratios = []
    for at, what in enumerate(("clock time", "processor time")):
        mine, other = (median(each[at] for each in runs) for runs in (ours, theirs))
        ratios.append(mine / other)
        print(f"| {what} | {mine:.2f} s | {other:.2f} s | {mine / other:.2f} | {TARGET if at == 0 else ''} |")
    return int(ratios[0] > TARGET)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
