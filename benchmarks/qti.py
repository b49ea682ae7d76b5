"""What QTI 1.2 costs beside Moodle XML: `python -m benchmarks.qti`.

Whole processes: 50,000 single-choice questions are exported and imported again, in each format in turns. Exits with 1
where QTI 1.2 takes more than three times as long as Moodle XML.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.importing import took

QUESTIONS = 50_000
TURNS = 3
TARGET = 3.0
SUFFIXES = {"moodle-xml": ".xml", "qti12": ".zip"}


def make(path: Path, questions: int = QUESTIONS) -> None:
    """Write a pack of so many questions, each with other texts."""
    with path.open("w", encoding="utf-8") as file:
        file.write("zgcquiz: 1\nid: many\ntitle: Many questions\nquestions:\n")
        for at in range(questions):
            wrong = ", ".join(f"Option {letter} of number {at}" for letter in "bcd")
            file.write(f"  - id: q{at}\n    question: Which is right of number {at}?\n")
            file.write(f"    answer: Option a of number {at}\n    distractors: [{wrong}]\n")


def out_and_back(pack: Path, format: str, folder: Path, home: Path) -> tuple[float, float]:
    """Return the clock and processor seconds of an export and of the import of what it wrote."""
    command = [sys.executable, "-m", "zgcquiz", "pack"]
    there, back = folder / f"there{SUFFIXES[format]}", folder / "back"
    out = took([*command, "export", str(pack), "--to", format, "-o", str(there), "--force"], home)
    again = took([*command, "import", str(there), "--from", format, "-o", str(back), "--force"], home)
    return out[0] + again[0], out[1] + again[1]


def main(questions: int = QUESTIONS) -> int:
    times: dict[str, list[tuple[float, float]]] = {format: [] for format in SUFFIXES}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pack = folder / "many.yaml"
        make(pack, questions)
        for turn in range(TURNS):
            for format, found in times.items():
                found.append(out_and_back(pack, format, folder, folder / f"home-{format}-{turn}"))
    print(f"| {questions:,} questions out and back | QTI 1.2 | Moodle XML | ratio | target |\n|---|---|---|---|---|")
    ratios = []
    for at, what in enumerate(("clock time", "processor time")):
        mine, other = (median(each[at] for each in times[format]) for format in ("qti12", "moodle-xml"))
        ratios.append(mine / other)
        print(f"| {what} | {mine:.2f} s | {other:.2f} s | {mine / other:.2f} | {TARGET if at == 0 else ''} |")
    return int(ratios[0] > TARGET)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
