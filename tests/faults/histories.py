"""A history to import: what a learner of a year has answered, as JSON lines."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from benchmarks.ids import uuid7
from benchmarks.learners import another_memory, simulate
from tests.faults.place import PACK, QUESTIONS

_END = datetime(2026, 9, 1, 12, tzinfo=UTC)


@cache
def lines(reviews: int, seed: int = 1) -> str:
    """Return about so many reviews, oldest first; the first items are those of the pack."""
    rng = Random(seed)
    found = []
    for number, history in enumerate(simulate(another_memory(), reviews, seed)):
        item = f"q{number}" if number < QUESTIONS else f"old-{number}"
        for place, (day, rating) in enumerate(history):
            at = _END - timedelta(days=1100 - day, seconds=-place, milliseconds=-number)
            found.append((at, item, rating))
    found.sort()
    return "".join(
        json.dumps(
            {
                "id": uuid7(round(at.timestamp() * 1000), rng),
                "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "pack": PACK,
                "question": item,
                "mode": "review",
                "kind": "typed",
                "response": ["rightly"] if rating > 1 else None,
                "correct": rating > 1,
                "outcome": "correct" if rating > 1 else "wrong",
                "certainty": "sure",
                "rating": rating,
                "seconds": 3.5,
            }
        )
        + "\n"
        for at, item, rating in found
    )


def write(path: Path, reviews: int, seed: int = 1) -> Path:
    path.write_text(lines(reviews, seed), encoding="utf-8")
    return path
