"""The database of another log is merged like its export; another program's is named and left alone."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import forget_log
from tests.conftest import Clock, Ran
from zgcquiz.app.context import AppContext
from zgcquiz.store.log.tables.rows import COLUMNS, add_functions
from zgcquiz.store.log.tables.schema import MARK, STEPS, VERSION

Run = Callable[..., Ran]


def used(zgcquiz: Run, context: AppContext, pack_file: Path, clock: Clock) -> Path:
    """A log with answers, one taken back, and a question suspended; gives its file."""
    zgcquiz("pack", "add", pack_file)
    zgcquiz("play", "small", "--seed", "1", stdin="a\nB\n0\nc\n")
    clock.forward(days=2)
    zgcquiz("play", "small", "--seed", "2", stdin="b\na\na\nA\n")
    zgcquiz("undo")
    zgcquiz("suspend", "small", "capital")
    return context.paths.log


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def start_anew(context: AppContext) -> None:
    context.close()
    forget_log(context.paths.data)


def moved(log: Path, folder: Path) -> Path:
    """A backup of a log in a folder of its own, with what stands beside it."""
    folder.mkdir()
    for file in log.parent.glob("zgcquiz.db*"):
        shutil.copy(file, folder / file.name)
    return folder / log.name


def test_a_database_gives_what_its_export_gives(
    zgcquiz: Run, context: AppContext, pack_file: Path, clock: Clock, tmp_path: Path
) -> None:
    log = used(zgcquiz, context, pack_file, clock)
    before, held = zgcquiz("history", "--json").json, zgcquiz("held", "--json").json
    export = zgcquiz("history", "export").out
    context.close()
    backup = moved(log, tmp_path / "backup")
    untouched = digests(backup.parent)
    start_anew(context)
    ran = zgcquiz("history", "import", backup, "--json")
    assert ran.code == 0
    assert (ran.json["added"], ran.json["held"], ran.json["skipped"]) == (len(before), 1, [])
    assert zgcquiz("history", "--json").json == before
    assert zgcquiz("held", "--json").json == held
    assert zgcquiz("history", "export").out == export
    assert digests(backup.parent) == untouched
    again = zgcquiz("history", "import", backup)
    assert again.code == 0
    assert f"Read {len(before) + 1} records: 0 added, {len(before) + 1} already known." in again.out


def test_a_review_that_the_log_can_not_count_is_named_and_the_others_are_added(
    zgcquiz: Run, context: AppContext, pack_file: Path, clock: Clock, tmp_path: Path
) -> None:
    log = used(zgcquiz, context, pack_file, clock)
    count = len(zgcquiz("history", "--json").json)
    context.close()
    backup = moved(log, tmp_path / "backup")
    with sqlite3.connect(backup) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(reviews)")]
        values = {"id": "'odd'", "kind": "'multiple'", "shown": f"'{json.dumps(['x'] * 64)}'", "checksum": "NULL"}
        db.execute(
            f"INSERT INTO reviews ({', '.join(columns)}) SELECT"
            f" {', '.join(values.get(column, column) for column in columns)} FROM reviews LIMIT 1"
        )
    db.close()
    start_anew(context)
    ran = zgcquiz("history", "import", backup)
    assert ran.code == 1
    assert "odd: 'shown' must be a list of at most 62 texts" in " ".join(ran.out.split())
    assert len(zgcquiz("history", "--json").json) == count


def test_what_is_not_yet_in_the_main_file_is_read_too(
    zgcquiz: Run, context: AppContext, pack_file: Path, clock: Clock, tmp_path: Path
) -> None:
    """A backup of a log in use: SQLite keeps the newest part beside it."""
    log = used(zgcquiz, context, pack_file, clock)
    with sqlite3.connect(log) as keeps_open:
        keeps_open.execute("SELECT count(*) FROM reviews").fetchone()
        zgcquiz("play", "small", "--seed", "3", stdin="a\na\na\na\n")
        before = zgcquiz("history", "--json").json
        backup = moved(log, tmp_path / "backup")
        assert (backup.parent / "zgcquiz.db-wal").stat().st_size
    keeps_open.close()
    start_anew(context)
    zgcquiz("history", "import", backup)
    assert zgcquiz("history", "--json").json == before


def test_a_log_of_an_older_schema_is_taken(zgcquiz: Run, tmp_path: Path) -> None:
    for version in range(1, VERSION + 1):
        path = tmp_path / f"version-{version}" / "old.db"
        path.parent.mkdir()
        with sqlite3.connect(path) as db:
            add_functions(db)
            for step in STEPS[:version]:
                db.executescript(step)
            db.execute(f"PRAGMA application_id = {MARK}")
            db.execute(f"PRAGMA user_version = {version}")
            db.execute("INSERT INTO settings VALUES ('device', 'old')")
            columns = ", ".join(COLUMNS["reviews"])
            db.execute(
                f"INSERT INTO reviews ({columns}) VALUES"
                " (?, 'old', 's', 1700000000000, 0, 'p', 'q', '', 'play', 'single', '[\"a\",\"b\"]', '[\"a\"]',"
                " 'correct', 'sure', NULL, 3, 1000)",
                (f"018bcfe5-6800-7000-8000-00000000000{version}",),
            )
        db.close()
        before = digests(path.parent)
        assert zgcquiz("history", "import", path, "--json").json["added"] == 1
        assert digests(path.parent) == before


def anki(path: Path) -> None:
    with sqlite3.connect(path) as db:
        for table in ("col", "notes", "cards", "revlog"):
            db.execute(f"CREATE TABLE {table} (id INTEGER)")
    db.close()


def other(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE bookmarks (id INTEGER)")
    db.close()


def emptied(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE a (id INTEGER)")
        db.execute("DROP TABLE a")
    db.close()


def newer(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE reviews (id INTEGER)")
        db.execute(f"PRAGMA application_id = {MARK}")
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()


def torn(path: Path) -> None:
    """A log that says that it is of the first version, but has tables of a later one."""
    newer(path)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 0")
    db.close()


def damaged(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 20)


def package(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 and so on")


@pytest.mark.parametrize(
    ("make", "code", "words"),
    [
        (anki, "not-a-log", "an Anki collection"),
        (other, "not-a-log", "a database of another program (with bookmarks)"),
        (emptied, "not-a-log", "an empty database"),
        (newer, "newer-database", "by a newer zgcquiz"),
        (damaged, "corrupt", "damaged"),
        (torn, "corrupt", "a file.db can't be migrated to the current schema"),
        (package, "not-a-log", "a zip archive"),
    ],
)
def test_what_is_no_log_is_named(
    zgcquiz: Run, tmp_path: Path, make: Callable[[Path], None], code: str, words: str
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    path = folder / "a file.db"
    make(path)
    before = digests(folder)
    error = zgcquiz("history", "import", path, "--json").json["error"]
    assert error["code"] == code
    assert str(path) in error["message"]
    assert words in error["message"]
    assert error["hint"]
    assert digests(folder) == before


@pytest.mark.parametrize("at", [253_402_343_999_000, 1 << 61, -(1 << 61), 0, 631_151_999_999, 4_102_444_800_000])
def test_a_time_out_of_range_is_not_taken_and_hurts_nothing_that_has_it(
    zgcquiz: Run, context: AppContext, pack_file: Path, clock: Clock, tmp_path: Path, at: int
) -> None:
    log = used(zgcquiz, context, pack_file, clock)
    count = len(zgcquiz("history", "--json").json)
    context.close()
    with sqlite3.connect(log) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(reviews)")]
        values = {"id": "'odd'", "at": str(at), "utc_offset": "720", "checksum": "NULL"}
        picked = ", ".join(values.get(column, column) for column in columns)
        db.execute(f"INSERT INTO reviews ({', '.join(columns)}) SELECT {picked} FROM reviews LIMIT 1")
    db.close()
    for command in (
        ("history",), ("history", "--json"), ("history", "export"), ("stats",), ("stats", "--json"), ("undo",),
        ("stats", "--memory"), ("review", "--json"), ("rebuild",), ("forecast", "--days", "9"), (), ("--json",),
        ("leeches",),
    ):  # fmt: skip
        assert zgcquiz(*command, stdin="").code == 0, command
    assert len(zgcquiz("history", "--json").json) == count + 1
    backup = moved(log, tmp_path / "backup")
    start_anew(context)
    ran = zgcquiz("history", "import", backup)
    assert ran.code == 1
    assert "odd: 'at' must be a time from 1990 to 2099" in " ".join(ran.out.split())
    assert len(zgcquiz("history", "--json").json) == count
