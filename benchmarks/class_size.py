"""Time the analysis of classes of growing size: `python -m benchmarks.class_size --millions 1,10`.

Answers are made by DuckDB: learners with abilities answer 50 questions each, some of them twice. The figures are the
seconds and the peak memory of `class items`, in a process of its own, and the exponent by which the time grows.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from zgcquiz.store.classroom.dataset import Dataset
from zgcquiz.store.classroom.engine import ENGINES, MEMORY, open_engine

QUESTIONS = 50
_AGAIN = 20
"""One answer in so many is given a second time, later."""

_MAKE = """
COPY (
    SELECT
        concat(lpad(hex(n), 8, '0'), '-0000-7000-8000-', lpad(hex(hash(n) % 1000000000000), 12, '0')) AS id,
        lpad(hex(hash(n + 1)), 16, '0') AS hash,
        concat('learner', learner) AS learner,
        lpad(hex(learner), 8, '0') AS device,
        1790000000000 + place * 20000 AS at,
        'large' AS pack,
        concat('q', lpad(question::VARCHAR, 2, '0')) AS question,
        '0123456789abcdef' AS fingerprint,
        'single' AS kind,
        4::BIGINT AS choices,
        '["alpha","beta","gamma","delta"]' AS shown,
        CASE
            WHEN is_right THEN '["alpha"]'
            ELSE list_extract(['["beta"]', '["gamma"]', '["delta"]'], 1 + (hash(n + 2) % 3)::INT)
        END AS response,
        is_right::INT AS "right",
        1::INT AS sure,
        4000::BIGINT AS milliseconds,
        0::INT AS void
    FROM (
        SELECT *, (hash(n + 3) % 10000) / 10000.0
            < 1 / (1 + exp(question / 20.0 - 1.2 - 3 * ((hash(learner) % 10000) / 10000.0 - 0.5))) AS is_right
        FROM (
            SELECT range AS n, range // {per_learner} AS learner, range % {per_learner} AS place,
                (range % {per_learner}) % {questions} AS question
            FROM range({start}, {stop})
        )
    )
) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
"""


def make(folder: Path, answers: int, part: int = 10_000_000) -> None:
    """Write a dataset of so many answers, in files of at most `part`."""
    folder.mkdir(parents=True)
    dataset = Dataset(folder)
    per_learner = QUESTIONS + QUESTIONS // _AGAIN
    with open_engine() as engine:
        for start in range(0, answers, part):
            stop = min(answers, start + part)
            path = dataset.next_part("answers")
            engine.raw_sql(
                _MAKE.format(start=start, stop=stop, path=path, per_learner=per_learner, questions=QUESTIONS)
            )


def measure(folder: Path, engine: str) -> dict[str, float]:
    """Analyse a dataset in a process of its own, and return its seconds and peak of megabytes."""
    command = [sys.executable, "-m", "benchmarks.class_size", "--analyse", str(folder), "--engine", engine]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def analyse(folder: Path, engine: str) -> dict[str, float]:
    from zgcquiz.app.classroom.analysing import analyse as run

    start = time.monotonic()
    found = run(folder, engine=engine)
    seconds = time.monotonic() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    alpha = found.reliability.alpha if found.reliability else math.nan
    return {"seconds": seconds, "megabytes": peak, "learners": found.learners, "alpha": alpha}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.class_size", description=__doc__)
    parser.add_argument("--millions", default="1,10", help="answers, in millions (1,10)")
    parser.add_argument("--engine", choices=ENGINES, default="duckdb")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the datasets in this folder, for the next time")
    parser.add_argument("--analyse", type=Path, metavar="DATASET", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.analyse:
        print(json.dumps(analyse(asked.analyse, asked.engine)))
        return 0
    with tempfile.TemporaryDirectory(prefix="zgcquiz-class-size-") as temporary:
        before: tuple[float, float] | None = None
        print(f"engine {asked.engine}, memory limit of DuckDB {MEMORY}, {QUESTIONS} questions")
        print("| answers | learners | seconds | peak MB | exponent |\n|---|---|---|---|---|")
        for millions in map(float, asked.millions.split(",")):
            folder = (asked.keep or Path(temporary)) / f"{millions:g}"
            if not folder.exists():
                make(folder, round(millions * 1e6))
            found = measure(folder, asked.engine)
            grown = ""
            if before is not None:
                grown = f"{math.log(found['seconds'] / before[1]) / math.log(millions / before[0]):.2f}"
            print(
                f"| {millions:g} million | {found['learners']:,.0f} | {found['seconds']:.1f} |"
                f" {found['megabytes']:,.0f} | {grown} |",
                flush=True,
            )
            before = (millions, found["seconds"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
