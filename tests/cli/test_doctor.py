"""What doctor says of homes that other commands refuse, and whether its hints lead on."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.making import unwrapped
from tests.conftest import Ran
from tests.store.making import query

Run = Callable[..., Ran]
NAME = "zgcquiz.db"


@pytest.fixture
def played(zgcquiz: Run, home: Path, greek: Path) -> Path:
    """A home with two answers and a backup of them."""
    assert zgcquiz("play", greek, "-n", "2", stdin="0\n0\n").code == 0
    return home


def code(ran: Ran) -> str:
    assert ran.code == 1, ran
    return str(ran.json["error"]["code"])


def test_a_fresh_home_is_sound_and_stays_fresh(zgcquiz: Run, home: Path) -> None:
    assert zgcquiz("doctor", "--json").json["healthy"]
    assert zgcquiz("doctor", "--repair").code == 0
    assert not home.exists()


@pytest.mark.parametrize("is_empty", [True, False])
def test_a_log_that_is_missing_is_not_called_sound(played: Path, zgcquiz: Run, is_empty: bool) -> None:
    (played / NAME).unlink()
    if is_empty:
        (played / NAME).touch()
    for repair in ((), ("--repair",)):
        assert code(zgcquiz("doctor", "--json", *repair)) == "missing-log"
    shutil.rmtree(played / "backups")
    assert zgcquiz("doctor").code == 0


def test_a_write_ahead_log_without_its_database_is_not_called_sound(played: Path, zgcquiz: Run) -> None:
    with closing(sqlite3.connect(played / NAME)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("CREATE TABLE other (value)")
        db.commit()
        shutil.copy(played / f"{NAME}-wal", played / "kept")
    (played / NAME).write_bytes(b"")
    (played / "kept").rename(played / f"{NAME}-wal")
    size = (played / f"{NAME}-wal").stat().st_size
    assert code(zgcquiz("doctor", "--json")) == "corrupt"
    hint = zgcquiz("--json").json["error"]["hint"]
    assert hint.endswith(f"zgcquiz restore {played / NAME}")
    assert "To begin a new log" in zgcquiz("restore", played / NAME, "--json").json["error"]["hint"]
    assert (played / f"{NAME}-wal").stat().st_size == size


def test_a_whole_write_ahead_log_is_read_without_its_database(played: Path, zgcquiz: Run) -> None:
    with closing(sqlite3.connect(played / NAME)) as db:
        db.execute("VACUUM")  # writes all pages
        shutil.copy(played / f"{NAME}-wal", played / "kept")
    (played / NAME).write_bytes(b"")
    (played / "kept").rename(played / f"{NAME}-wal")
    found = zgcquiz("doctor", "--json").json
    assert (found["healthy"], found["answers"]) == (True, 2)
    assert (played / NAME).stat().st_size == 0
    assert zgcquiz("history", "--json").code == 0
    assert zgcquiz("doctor", "--json").json["answers"] == 2


def test_something_else_is_named_by_its_own_path(played: Path, zgcquiz: Run) -> None:
    (played / NAME).unlink()
    (played / NAME).mkdir()
    assert code(zgcquiz("doctor", "--json")) == "not-a-file"
    (played / NAME).rmdir()
    query(played / NAME, "CREATE TABLE notes (text)")
    error = zgcquiz("doctor", "--json").json["error"]
    assert error["message"] == f"{played / NAME} is another program's database."


@pytest.mark.parametrize("text", ["new_per_day = = 3\n", "new_per_day = 'x'\n"])
def test_settings_that_cannot_be_used_are_wrong(played: Path, zgcquiz: Run, text: str) -> None:
    (played / "config.toml").write_text(text, encoding="utf-8")
    for repair in ((), ("--repair",)):
        ran = zgcquiz("doctor", "--json", *repair)
        assert (ran.code, ran.json["healthy"], ran.json["repaired"]) == (1, False, None)
        assert "config.toml:1:" in ran.json["settings"]
    ran = zgcquiz("doctor")
    assert ran.err == ""
    assert unwrapped("To fix them: zgcquiz config edit") in unwrapped(ran.out)
    assert "--repair" not in ran.out


def test_damage_that_sqlite_quotes_in_bytes_that_are_no_text(played: Path, zgcquiz: Run) -> None:
    with closing(sqlite3.connect(played / NAME)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    log = played / NAME
    log.write_bytes(log.read_bytes().replace(b"CREATE TABLE reviews", b"CREA\xdf TABLE reviews"))
    with closing(sqlite3.connect(log)) as db, pytest.raises(UnicodeDecodeError):
        db.execute("SELECT 1 FROM sqlite_master")
    assert code(zgcquiz("play", "--json")) == "corrupt"
    assert zgcquiz("stats").code == 0
    assert code(zgcquiz("restore", log, "--yes", "--json")) == "corrupt"
    assert zgcquiz("doctor", "--json").json["answers"] == 2
    assert zgcquiz("doctor", "--repair").code == 0
    assert zgcquiz("doctor", "--json").json == zgcquiz("doctor", "--json").json | {"healthy": True, "answers": 2}


def test_only_what_may_be_lost_leads_to_a_backup(played: Path, zgcquiz: Run) -> None:
    (played / ".config.toml.4711").touch()
    ran = zgcquiz("doctor")
    assert (ran.code, "restore" in ran.out) == (1, False)
    assert zgcquiz("doctor", "--repair").code == 0
