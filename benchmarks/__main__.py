"""Run all benchmarks and print one table: `python -m benchmarks`.

Exits with 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import flaws, log, packs, startup
from benchmarks.homes import make_home
from benchmarks.measure import Row, Sample

LARGE = 100_000
HEADINGS = ("what", "median", "min", "yardstick", "median", "min", "ratio", "of minima", "target", "")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What zgcquiz costs, and its targets.")
    parser.add_argument("--runs", type=int, default=25, help="how often each program is started (25)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep what is made in this folder, for the next time")
    parser.add_argument("--only", metavar="WORDS", default="", help=f"some of: {', '.join(GROUPS)}")
    asked = parser.parse_args(arguments)
    names = asked.only.replace(",", " ").split() or list(GROUPS)
    if asked.runs < 1 or set(names) - set(GROUPS):
        parser.error(f"--runs must be 1 or more, and --only some of: {', '.join(GROUPS)}")
    with tempfile.TemporaryDirectory(prefix="zgcquiz-benchmarks-") as temporary:
        folder = asked.keep.absolute() if asked.keep else Path(temporary)
        rows = []
        for name in names:
            print(f"{name} ...", file=sys.stderr, flush=True)
            place = folder / name
            place.mkdir(parents=True, exist_ok=True)
            rows += GROUPS[name](place, asked.runs)
    print(json.dumps(document(rows, asked.runs), indent=2) if asked.json else table(rows))
    return 1 if any(row.met is False for row in rows) else 0


def _due(folder: Path, runs: int) -> list[Row]:
    small = make_home(folder / "small", 50, 50)
    large = make_home(folder / "large", LARGE, LARGE)
    few = make_home(folder / "few", LARGE, 300, like=large)
    return [*startup.first_due(small, [few, large], runs), *log.rebuilding(large, folder, min(runs, 3))]


GROUPS: dict[str, Callable[[Path, int], list[Row]]] = {
    "help": startup.help_page,
    "play": startup.first_question,
    "review": _due,
    "answer": lambda folder, _: log.durable_answer(folder),
    "packs": lambda folder, runs: packs.reading(folder, min(runs, 5)),
    "flaws": lambda _folder, runs: flaws.rules(min(runs, 5)),
}


def table(rows: Sequence[Row]) -> str:
    """All rows, lined up, as Markdown."""
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    left = (0, 3, 9)

    def line(texts: Sequence[str]) -> str:
        parts = [t.ljust(w) if at in left else t.rjust(w) for at, (t, w) in enumerate(zip(texts, widths, strict=True))]
        return f"| {' | '.join(parts)} |"

    rule = ["-" * width if at in left else "-" * (width - 1) + ":" for at, width in enumerate(widths)]
    return "\n".join([line(cells[0]), line(rule), *map(line, cells[1:])])


def _cells(row: Row) -> tuple[str, ...]:
    ours, theirs = row.subject, row.yardstick
    verdict = {True: "met", False: "MISSED", None: ""}[row.met]
    return (
        ours.name,
        _figure(ours.median, row.unit),
        _figure(ours.minimum, row.unit),
        theirs.name if theirs else "",
        _figure(theirs.median, row.unit) if theirs else "",
        _figure(theirs.minimum, row.unit) if theirs else "",
        f"{row.ratio:.2f}" if row.ratio is not None else "",
        f"{row.least_ratio:.2f}" if row.least_ratio is not None else "",
        f"{row.target}" if row.target is not None else _figure(row.limit, row.unit) if row.limit is not None else "",
        verdict,
    )


def _figure(value: float, unit: str) -> str:
    digits = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:,.{digits}f} {unit}"


def document(rows: Sequence[Row], runs: int) -> dict[str, object]:
    """All rows for a script."""
    return {
        "python": platform.python_version(),
        "cpus": os.cpu_count(),
        "runs": runs,
        "met": all(row.met is not False for row in rows),
        "rows": [
            {
                "name": row.subject.name,
                "unit": row.unit,
                **_summary(row.subject),
                "yardstick": {"name": row.yardstick.name, **_summary(row.yardstick)} if row.yardstick else None,
                "ratio": row.ratio,
                "ratio_of_minima": row.least_ratio,
                "target": row.target,
                "limit": row.limit,
                "met": row.met,
            }
            for row in rows
        ],
    }


def _summary(sample: Sample) -> dict[str, float]:
    return {"median": sample.median, "min": sample.minimum}


if __name__ == "__main__":
    sys.exit(main())
