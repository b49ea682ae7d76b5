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
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import daily, exchange, flaws, life, log, packs, startup
from benchmarks.measure import Row, Sample
from benchmarks.rivals import find_anki
from benchmarks.setting import Setting

HEADINGS = (
    *("what", "median", "min", "yardstick", "median", "min", "ratio", "of minima", "target"),
    *("MB", "at most", "growth", "at most", ""),
)
_LEFT = (0, 3, 13)

GROUPS: dict[str, tuple[Callable[[Setting], list[Row]], ...]] = {
    "help": (startup.help_page,),
    "play": (startup.first_question, startup.rivals),
    "review": (startup.first_due,),
    "pages": (daily.pages, daily.history),
    "many": (daily.many_packs,),
    "until": (daily.until,),
    "answer": (log.durable_answer, daily.feedback),
    "read": (packs.reading,),
    "check": (exchange.pack_pages,),
    "in": (exchange.table_in, exchange.trivia_in),
    "out": (exchange.packs_out,),
    "apkg": (exchange.anki_packages,),
    "rebuild": (life.rebuilding,),
    "history": (life.exchanging_history,),
    "sync": (life.syncing,),
    "size": (life.size,),
    "stats": (life.statistics,),
    "flaws": (flaws.rules,),
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What zgcquiz costs, and its targets.")
    parser.add_argument("--runs", type=int, default=15, help="how often each short program is started (15)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep what is made in this folder, for the next time")
    parser.add_argument("--only", metavar="WORDS", default="", help=f"some of: {', '.join(GROUPS)}")
    parser.add_argument("--anki", metavar="PYTHON", help="an interpreter that has the anki package (this one)")
    asked = parser.parse_args(arguments)
    names = asked.only.replace(",", " ").split() or list(GROUPS)
    if asked.runs < 1 or set(names) - set(GROUPS):
        parser.error(f"--runs must be 1 or more, and --only some of: {', '.join(GROUPS)}")
    with tempfile.TemporaryDirectory(prefix="zgcquiz-benchmarks-") as temporary:
        folder = asked.keep.absolute() if asked.keep else Path(temporary)
        setting = Setting(folder, asked.runs, find_anki(asked.anki))
        rows: list[Row] = []
        try:
            for name in names:
                start = time.monotonic()
                for measure in GROUPS[name]:
                    rows += measure(setting)
                print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
        finally:  # what was measured is worth minutes
            print(json.dumps(document(rows, asked.runs), indent=2) if asked.json else table(rows))
    return 1 if any(row.met is False for row in rows) else 0


def table(rows: Sequence[Row]) -> str:
    """All rows, lined up, as Markdown."""
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]

    def line(texts: Sequence[str]) -> str:
        parts = [t.ljust(w) if at in _LEFT else t.rjust(w) for at, (t, w) in enumerate(zip(texts, widths, strict=True))]
        return f"| {' | '.join(parts)} |"

    rule = ["-" * width if at in _LEFT else "-" * (width - 1) + ":" for at, width in enumerate(widths)]
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
        *((f"{value:,.0f}" for value in row.peak) if row.peak else ("", "")),
        *((f"{value:.2f}" for value in row.growth) if row.growth else ("", "")),
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
                "peak_mb": _bounded(row.peak),
                "growth": _bounded(row.growth),
                "met": row.met,
            }
            for row in rows
        ],
    }


def _bounded(pair: tuple[float, float] | None) -> dict[str, float] | None:
    return None if pair is None else {"value": pair[0], "at_most": pair[1]}


def _summary(sample: Sample) -> dict[str, float]:
    return {"median": sample.median, "min": sample.minimum}


if __name__ == "__main__":
    sys.exit(main())
