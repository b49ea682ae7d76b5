"""One module resolves renames, voids, restarts and clocks that ran ahead."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import zgcquiz

PACKAGE = Path(zgcquiz.__file__).parent
SCHEMA, PROJECTION = "store/log/tables/schema.py", "store/log/tables/projection.py"
REPAIRS = {"store/log/damage/detection.py", "store/log/damage/salvage.py"}
"""They read and write the tables themselves, damaged as they are."""

_SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|FROM|JOIN|WHERE|AND|EXISTS|ORDER BY)\b")
_RESOLVES = re.compile(
    r"\b(voids|renames|damaged)\b"  # whether a review is void or damaged, and what an item is called now
    r"|\b(FROM|JOIN)\s+restarts\b.*\bGROUP BY\b|\bmax\(\w*\.?at\) FROM restarts\b"  # since when reviews count
    r"|\bat\s*<=\s*(:until|\?).*\bmode\b|\bmode\b.*\bat\s*<=\s*(:until|\?)",  # until when they count
    re.DOTALL,
)


def texts(source: str) -> Iterator[str]:
    """The string constants of a module that are not docstrings; an f-string counts as one text."""
    tree = ast.parse(source)
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in inner | prose:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def resolving(source: str) -> list[str]:
    """The SQL in a module that resolves on its own what only the projection may."""
    return [text for text in texts(source) if _SQL.search(text) and _RESOLVES.search(text)]


def test_only_the_projection_resolves_what_counts() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if resolving(path.read_text("utf-8"))
    }
    assert found == {SCHEMA, PROJECTION, *REPAIRS}


@pytest.mark.parametrize(
    "source",
    [
        'db.execute("SELECT review FROM voids")',
        'db.execute(f"SELECT {columns} FROM reviews r LEFT JOIN renames n ON n.old = r.item")',
        'db.execute("SELECT id FROM reviews WHERE id NOT IN (SELECT id FROM damaged)")',
        'VOIDED = "EXISTS (SELECT 1 FROM voids v WHERE v.review = r.id)"',
        'db.execute("SELECT pack, max(at) FROM restarts s GROUP BY 1")',
        "x = f\"SELECT at FROM reviews WHERE mode <> '{CRAM}' AND at <= ?\"",
    ],
)
def test_a_reader_that_resolves_on_its_own_is_found(source: str) -> None:
    assert resolving(source)


def test_prose_and_other_names_are_not_sql() -> None:
    assert not resolving('"""Which voids and renames FROM a log count."""\nrenames = {"renames": 1}\n')
