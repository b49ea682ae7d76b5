"""One damaged row costs one row: a log with altered, zeroed or missing bytes loses no more than these held."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from benchmarks.ids import uuid7
from tests.conftest import NOON, Ran
from tests.effort import examples
from tests.store.making import make_review, write_old_database
from zgcquiz.core.log.hold import HELD_INDEFINITELY, Held, Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Rating, Ref
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.value import replace
from zgcquiz.store.log.damage.carving import PAGE_SIZE, carve
from zgcquiz.store.log.review_log import ReviewLog
from zgcquiz.store.log.tables.rows import COLUMNS, decoded, fault_of

Run = Callable[..., Ran]

REVIEWS = 300
_ITEMS = ("capital", "primes", "earth-round", "fixed")
READING = (
    ("history",), ("history", "--json"), ("history", "export"), ("stats",), ("stats", "--json", "--memory"),
    ("stats", "--items", "--certainty", "--confusions"), ("forecast", "--days", "9"), ("tune", "--dry-run"), (),
    ("leeches",), ("held",),
)  # fmt: skip
WRITING = (("rebuild",), ("undo",), ("suspend", "small", "fixed"), ("resume", "small"))
_PLAY = ("play", "small", "--seed", "3", "--json")


class Whole(NamedTuple):
    """A log before it is damaged: its file, and its lines as they are exported."""

    path: Path
    lines: dict[str, Any]


def fill(path: Path) -> None:
    """A log with every kind of event; some reviews are too long for one page."""
    rng = Random(7)
    with ReviewLog(path, rng) as log:
        reviews = []
        for number in range(REVIEWS):
            at = Moment(NOON.ms - 200 * DAY + number * DAY // 2, 60)
            review = make_review(rng, Ref("small", _ITEMS[number % 4]), at, Rating(number % 4 + 1))
            if number % 10 == 0:
                review = replace(review, kind=Kind.TYPED, shown=(), response=("long " * rng.randrange(400, 3000),))
            reviews.append(review)
        log.merge(reviews, NOON)
        for review in reviews[5::40]:
            log.void(review, NOON)
        ref = Ref("small", "fixed")
        for number in range(12):
            at = Moment(NOON.ms - (40 - number) * DAY)
            held, until = (Held.SUSPENDED, HELD_INDEFINITELY) if number % 2 == 0 else (Held.RESUMED, 0)
            log.hold([Hold(uuid7(at.ms, rng), "0badcafe", at, ref, held, until)])
            log.restart("small", [Restart(uuid7(at.ms, rng), "0badcafe", at, Ref("small", "primes"))])


@pytest.fixture
def whole(home: Path, zgcquiz: Run, pack_file: Path, tmp_path: Path) -> Whole:
    """A home whose log, packs and statistics are complete; the log is also kept outside it."""
    home.mkdir()
    fill(home / "zgcquiz.db")
    zgcquiz("pack", "add", pack_file)
    zgcquiz("stats")
    lines = exported(zgcquiz)
    assert len(lines) == REVIEWS + 24
    kept = tmp_path / "whole.db"
    with closing(sqlite3.connect(home / "zgcquiz.db")) as db:
        db.execute("VACUUM")  # leaves no superseded copy of a row
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(home / "zgcquiz.db", kept)
    return Whole(kept, lines)


def exported(zgcquiz: Run) -> dict[str, Any]:
    ran = zgcquiz("history", "export")
    assert ran.code == 0, ran
    return {line["id"]: line for line in map(json.loads, ran.out.splitlines())}


def put(home: Path, data: bytes) -> None:
    """Make the home's log a file with this content."""
    for path in home.glob("zgcquiz*"):
        path.unlink()
    (home / "zgcquiz.db").write_bytes(data)


def damage(rng: Random, data: bytes) -> tuple[bytes, set[int]]:
    """Return the content of a file after an accident, and the numbers of the pages that it hit, from 0."""
    pages = len(data) // PAGE_SIZE
    rows = [page for page in range(pages) if b"0badcafe" in data[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]]
    page = rng.choice(rows) if rng.random() < 0.6 else rng.randrange(pages)
    start = page * PAGE_SIZE
    changed = bytearray(data)
    match rng.choice(("bit", "bit", "byte", "bytes", "zeros", "noise", "moved", "cut", "header")):
        case "bit":
            changed[start + rng.randrange(PAGE_SIZE)] ^= 1 << rng.randrange(8)
        case "byte":
            changed[start + rng.randrange(PAGE_SIZE)] = rng.randrange(256)
        case "bytes":
            for _ in range(8):
                changed[start + rng.randrange(PAGE_SIZE)] = rng.randrange(256)
        case "zeros":
            changed[start : start + PAGE_SIZE] = bytes(PAGE_SIZE)
        case "noise":
            changed[start : start + PAGE_SIZE] = rng.randbytes(PAGE_SIZE)
        case "moved":
            other = rng.randrange(pages) * PAGE_SIZE
            changed[start : start + PAGE_SIZE] = data[other : other + PAGE_SIZE]
        case "header":
            changed[start + rng.randrange(min(100, PAGE_SIZE))] ^= 1 << rng.randrange(8)
        case _:
            cut = rng.randrange(1, len(data))
            return data[:cut], set(range(cut // PAGE_SIZE, pages))
    return bytes(changed), {page}


def on_pages(data: bytes, numbers: set[int], tmp_path: Path) -> set[str]:
    """Return the ids that stand, whole or in part, on pages of a file."""
    erased = bytearray(data)
    for number in numbers:
        erased[number * PAGE_SIZE : (number + 1) * PAGE_SIZE] = bytes(PAGE_SIZE)
    path = tmp_path / "erased.db"
    path.write_bytes(erased)
    return ids(tmp_path / "whole.db") - ids(path)


def ids(path: Path) -> set[str]:
    """Return the ids of the sound rows of events that a file has."""
    tables = {len(columns) + 1: table for table, columns in COLUMNS.items() if table != "voids"}
    return {
        str(decoded(record)[0])
        for record in carve(path)
        if len(record) in tables and record[-1] is not None and not fault_of(tables[len(record)], record)
    }


def check(zgcquiz: Run, home: Path, whole: Whole, hit: set[str], seed: int) -> None:
    """Run every command on the damaged log in a home. hit: the ids of the rows that the accident may have cost."""
    kept = (home / "zgcquiz.db").read_bytes()
    found = zgcquiz("doctor", "--json").json
    assert (home / "zgcquiz.db").read_bytes() == kept, seed
    if "error" in found:
        assert found["error"]["code"] == "newer-database", (seed, found)
        return
    for command in READING:
        put(home, kept)
        ran = zgcquiz(*command)
        assert ran.code == 0 or "can't be fitted yet" in ran.err or not found["answers"], (seed, command, ran)
    if not found["answers"]:
        assert len(kept) < 16 * PAGE_SIZE, seed  # little more than the schema was left
        return
    put(home, kept)
    for review in zgcquiz("history", "--json").json:
        assert review | {"void": False} == whole.lines[review["id"]] | {"void": False}, seed
    put(home, kept)
    lines = exported(zgcquiz)
    for id, line in lines.items():
        assert line | {"void": False} == whole.lines[id] | {"void": False}, seed
    live = sum(not line["void"] for line in lines.values() if "void" in line)
    assert zgcquiz("stats", "--json").json["reviews"] == live, seed
    missing = set(whole.lines) - set(lines)
    assert missing <= hit, (seed, missing - hit)
    if missing:
        assert not found["healthy"], seed
    put(home, kept)
    for command in WRITING:
        zgcquiz(*command)
    put(home, kept)
    is_rejected = rejected(home / "zgcquiz.db")
    ran = zgcquiz(*_PLAY, stdin="a\na\na\na\n")
    if is_rejected:
        assert ran.json["error"]["code"] == "corrupt", (seed, ran)
    else:
        assert ran.code == 0 or ran.json["error"]["code"] in ("damaged-rows", "corrupt"), (seed, ran)
    put(home, kept)
    ran = zgcquiz("doctor", "--repair", "--json")
    assert ran.code == 0, (seed, ran)
    assert set(exported(zgcquiz)) >= set(lines), seed
    assert zgcquiz("doctor", "--json").json["healthy"], seed
    for command in (*READING, *WRITING):
        if command[0:1] != ("tune",):
            assert zgcquiz(*command).code == 0, (seed, command)
    assert zgcquiz(*_PLAY, stdin="a\na\na\na\n").code == 0, seed


def rejected(path: Path) -> bool:
    """Return whether SQLite's own check finds more than wrong values."""
    try:
        with closing(sqlite3.connect(path)) as db:
            found = [message for (message,) in db.execute("PRAGMA quick_check")]
    except sqlite3.DatabaseError as error:
        return "JSON" not in str(error)
    values = ("CHECK constraint", "NULL value", "non-", "TEXT value", "NUMERIC value")
    return found != ["ok"] and not all(message.startswith(values) for message in found)


def accidents(zgcquiz: Run, home: Path, whole: Whole, tmp_path: Path, seeds: range) -> None:
    data = whole.path.read_bytes()
    for seed in seeds:
        changed, pages = damage(Random(seed), data)
        put(home, changed)
        check(zgcquiz, home, whole, on_pages(data, pages, tmp_path), seed)


def test_an_accident_costs_the_rows_that_it_hit(zgcquiz: Run, home: Path, whole: Whole, tmp_path: Path) -> None:
    accidents(zgcquiz, home, whole, tmp_path, range(12, 12 + examples(5)))


def test_damaged_rows_come_back_from_elsewhere(zgcquiz: Run, home: Path, whole: Whole, tmp_path: Path) -> None:
    """They are kept beside the damaged ones, which nothing replaces, and a repair keeps them."""
    export = tmp_path / "export.jsonl"
    zgcquiz("history", "export", "-o", export)
    other = tmp_path / "other" / "zgcquiz.db"
    other.parent.mkdir()
    for path in (other, home / "zgcquiz.db"):
        shutil.copy(whole.path, path)
        with closing(sqlite3.connect(path)) as db, db:
            for table, change in {"reviews": "kind = 'singld'", "holds": "until = 7", "restarts": "item = 'x'"}.items():
                db.execute(f"DROP TRIGGER {table}_no_update")
                some = f"SELECT id FROM {table} ORDER BY id LIMIT 3 OFFSET 4"  # one of the reviews was taken back
                db.execute(f"UPDATE {table} SET {change} WHERE id IN ({some})")
    assert len(exported(zgcquiz)) == len(whole.lines) - 9
    ran = zgcquiz("history", "import", export, "--json")
    assert (ran.code, ran.json["added"], ran.json["held"], ran.json["restarted"]) == (0, 3, 3, 3)
    assert exported(zgcquiz) == whole.lines
    again = zgcquiz("history", "import", export, "--json")
    assert (again.code, again.json["added"], again.json["held"], again.json["restarted"]) == (0, 0, 0, 0)
    zgcquiz("doctor", "--repair")
    assert exported(zgcquiz) == whole.lines
    ran = zgcquiz("history", "import", other)
    assert ran.code == 1
    assert ran.out.count("'kind' is 'singld'") == 3
    assert exported(zgcquiz) == whole.lines


@pytest.mark.parametrize("version", [1, 3])
def test_a_log_of_an_older_schema_is_salvaged_too(
    zgcquiz: Run, home: Path, whole: Whole, tmp_path: Path, version: int
) -> None:
    """Its rows have no checksums yet, so it can't be migrated as it is."""
    old = tmp_path / "old.db"
    write_old_database(whole.path, old, version)
    with closing(sqlite3.connect(old)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(old.read_bytes())
    page = data.rindex(b"quoted") // PAGE_SIZE  # of a row's options
    data[page * PAGE_SIZE : (page + 1) * PAGE_SIZE] = bytes(PAGE_SIZE)
    put(home, bytes(data))
    lines = exported(zgcquiz)
    expected = {id: line for id, line in whole.lines.items() if version > 1 or "restarted" not in line}
    assert len(expected) - 12 < len(lines) < len(expected)
    assert all(line["id"] in expected for line in lines.values())
    assert zgcquiz(*_PLAY, stdin="a\n").json["error"]["code"] == "corrupt"
    found = zgcquiz("doctor", "--json").json
    assert {each["id"] for each in found["lost"]} == set(expected) - set(lines)
    assert zgcquiz("doctor", "--repair").code == 0
    assert exported(zgcquiz) == lines


@pytest.mark.soak
def test_many_accidents(zgcquiz: Run, home: Path, whole: Whole, tmp_path: Path) -> None:
    first = int(os.environ.get("ZGCQUIZ_SOAK_SEED", "1000"))
    accidents(zgcquiz, home, whole, tmp_path, range(first, first + 150))
