"""backup and restore, from the command line."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.making import conforms, unwrapped
from tests.conftest import Clock, Ran
from tests.store.making import query
from tests.store.test_backups import damage
from zgcquiz.core.log.rotation import time_of_backup

Run = Callable[..., Ran]
NONE = type(None)
NAME = "zgcquiz.db"
HELD = {"answers": int, "packs": int, "last": str, "bytes": int}
LISTED = {"path": str, "at": str, "replaced": bool, "ok": bool, "problem": NONE, **HELD}


def backups(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "backups").glob("*.db"))


def answers(home: Path) -> int:
    return int(query(home / NAME, "SELECT count(*) FROM reviews")[0][0])


@pytest.fixture
def played(zgcquiz: Run, home: Path, greek: Path, clock: Clock) -> Path:
    """A home with a backup of one answer, a day old, and three answers since."""
    assert zgcquiz("play", greek, "-n", "1", stdin="0\n").code == 0
    clock.forward(days=1)
    for _ in range(3):
        assert zgcquiz("play", greek, "-n", "1", "--json", stdin="0\n").err == ""
        clock.forward(minutes=5)
    return home


def test_the_log_is_backed_up_once_a_day(played: Path, zgcquiz: Run, greek: Path, clock: Clock) -> None:
    assert len(backups(played)) == 2
    clock.forward(days=1)
    assert zgcquiz("history").code == 0
    assert len(backups(played)) == 2, "nothing was changed"
    zgcquiz("play", greek, "-n", "1", stdin="0\n")
    assert len(backups(played)) == 3
    assert query(played / "backups" / backups(played)[-1], "SELECT count(*) FROM reviews") == [(5,)]


def test_undone_answers_are_not_counted_as_answers(played: Path, zgcquiz: Run) -> None:
    zgcquiz("undo")
    assert zgcquiz("backup", "--json").json["answers"] == 3
    assert zgcquiz("doctor", "--json").json["answers"] == 3
    assert answers(played) == 4
    data = bytearray((played / NAME).read_bytes())
    data[100:108] = b"\xff" * 8  # the root page of the schema
    for suffix in ("-wal", "-shm"):
        (played / f"{NAME}{suffix}").unlink(missing_ok=True)
    (played / NAME).write_bytes(data)
    ran = zgcquiz("doctor", "--repair", "--json").json
    assert (ran["answers"], ran["repaired"]["answers"]) == (3, 3)


def test_a_guest_leaves_no_backup(zgcquiz: Run, home: Path, greek: Path) -> None:
    assert zgcquiz("play", greek, "--no-record", stdin="0\n").code == 0
    assert not (home / "backups").exists()


def test_the_setting_turns_daily_backups_off(zgcquiz: Run, home: Path, greek: Path) -> None:
    assert zgcquiz("config", "set", "backups", "0").code == 0
    zgcquiz("play", greek, stdin="0\n")
    assert not (home / "backups").exists()
    assert zgcquiz("backup").code == 0
    assert len(backups(home)) == 1


def test_a_failed_backup_is_a_note_after_the_round(zgcquiz: Run, home: Path, greek: Path) -> None:
    home.mkdir()
    (home / "backups").write_text("in the way", encoding="utf-8")
    ran = zgcquiz("play", greek, "--json", stdin="0\n")
    assert ran.code == 0
    assert ran.json["asked"] == 1
    assert ran.err.startswith("note: Can't back up the review log")
    assert answers(home) == 1


def test_a_backup_now(played: Path, zgcquiz: Run) -> None:
    ran = zgcquiz("backup", "--json")
    conforms(ran.json, {"path": str, "made": bool, **HELD})
    assert (ran.json["answers"], ran.json["made"]) == (4, True)
    assert Path(ran.json["path"]).parent == played / "backups"
    again = zgcquiz("backup", "--json").json
    assert (again["path"], again["made"]) == (ran.json["path"], False)
    assert "4 answers in 1 pack" in zgcquiz("backup").out


def test_a_backup_to_a_file(played: Path, zgcquiz: Run, tmp_path: Path) -> None:
    target = tmp_path / "log.db"
    assert zgcquiz("backup", "-o", target).code == 0
    assert query(target, "SELECT count(*) FROM reviews") == [(4,)]
    ran = zgcquiz("backup", "-o", target, "--json")
    assert ran.json["error"]["code"] == "exists"
    assert zgcquiz("backup", "-o", target, "--force").code == 0


def test_without_a_log_there_is_nothing_to_back_up(zgcquiz: Run, home: Path) -> None:
    assert zgcquiz("backup", "--json").json["error"]["code"] == "missing-log"
    assert zgcquiz("restore").code == 0
    assert "no backups" in zgcquiz("restore").out
    assert zgcquiz("restore", "--json").json == {"backups": []}
    assert not (home / NAME).exists()


def test_without_log_and_backups_no_message_leads_in_a_circle(zgcquiz: Run, greek: Path) -> None:
    assert zgcquiz("backup", "--json").json["error"]["hint"] == "To begin one: zgcquiz play"
    assert zgcquiz("play", greek, "-n", "1", stdin="0\n").code == 0
    assert zgcquiz("backup").code == 0


def test_a_backup_needs_a_file_in_a_folder_that_is_there(played: Path, zgcquiz: Run, tmp_path: Path) -> None:
    ran = zgcquiz("backup", "-o", tmp_path / "no" / "log.db", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "unwritable")
    assert str(tmp_path / "no") in ran.json["error"]["message"]
    for force in ((), ("--force",)):
        assert zgcquiz("backup", "-o", tmp_path, "--json", *force).json["error"]["code"] == "not-a-file"
    assert zgcquiz("backup", "-o", "-").code == 2


def test_yes_alone_restores_nothing_and_says_so(played: Path, zgcquiz: Run) -> None:
    for json in ((), ("--json",)):
        ran = zgcquiz("restore", "--yes", *json)
        assert ran.code == 2
        assert "needs the name of a backup" in " ".join((ran.out + ran.err).split())
    assert answers(played) == 4


def test_both_work_with_a_broken_settings_file(played: Path, zgcquiz: Run) -> None:
    (played / "config.toml").write_text("= broken", encoding="utf-8")
    for command in (("backup",), ("restore",), ("restore", backups(played)[0], "--yes")):
        ran = zgcquiz(*command)
        assert ran.code == 0, ran.err
    assert "default settings" in " ".join(zgcquiz("backup").err.split())
    assert answers(played) == 1


def test_the_backups_are_listed_with_what_each_holds(played: Path, zgcquiz: Run) -> None:
    ran = zgcquiz("restore", "--json")
    conforms(ran.json, {"backups": [LISTED]})
    assert [each["answers"] for each in ran.json["backups"]] == [2, 1]
    oldest = played / "backups" / backups(played)[0]
    oldest.write_bytes(oldest.read_bytes()[:5000])
    listed = zgcquiz("restore", "--json").json["backups"]
    assert [each["ok"] for each in listed] == [True, False]
    assert listed[1]["problem"]
    text = zgcquiz("restore").out
    assert "2 answers in 1 pack" in text
    assert "can't be used" in text


def test_a_restoration_says_what_it_changes_and_needs_a_yes(played: Path, zgcquiz: Run) -> None:
    oldest = backups(played)[0]
    ran = zgcquiz("restore", oldest)
    assert ran.code == 1
    assert unwrapped("0 answers gained, 3 lost. Nothing was changed.") in unwrapped(ran.err)
    assert answers(played) == 4
    assert zgcquiz("restore", oldest, "--json").json["error"]["code"] == "needs-answer"


def test_a_backup_is_restored_and_the_rest_can_be_added(played: Path, zgcquiz: Run) -> None:
    ran = zgcquiz("restore", backups(played)[0], "--yes", "--json")
    conforms(ran.json, {"restored": str, **HELD, "gained": int, "lost": int, "kept": str})
    assert (ran.json["answers"], ran.json["gained"], ran.json["lost"]) == (1, 0, 3)
    assert len(zgcquiz("history", "--json").json) == 1
    assert zgcquiz("history", "import", ran.json["kept"], "--json").json["added"] == 3
    assert answers(played) == 4


def test_the_message_names_the_command_that_adds_the_rest(played: Path, zgcquiz: Run) -> None:
    out = zgcquiz("restore", backups(played)[0], "--yes").out
    (line,) = [line for line in out.splitlines() if "history import" in line]
    words = line.split("zgcquiz ", 1)[1].split()
    assert zgcquiz(*words).code == 0
    assert answers(played) == 4


@pytest.mark.parametrize("name", [str.upper, str, lambda name: name.removesuffix(".db")])
def test_a_backup_is_named_as_it_is_called(played: Path, zgcquiz: Run, name: Callable[[str], str]) -> None:
    wanted = name(backups(played)[0])
    ran = zgcquiz("restore", wanted, "--yes", "--json")
    if wanted.isupper():
        assert ran.json["error"]["code"] == "unreadable"
        assert "zgcquiz-" in ran.json["error"]["hint"]
    else:
        assert ran.code == 0


def test_a_missing_log_is_not_begun_anew_while_there_are_backups(played: Path, zgcquiz: Run, greek: Path) -> None:
    for state in ("missing", "empty"):
        for path in played.glob(f"{NAME}*"):
            path.unlink()
        if state == "empty":
            (played / NAME).touch()
        for command in (("play", greek), ("review", greek), ("history",), ("stats",), ()):
            ran = zgcquiz(*command, "--json", stdin="0\n")
            assert ran.json["error"]["code"] == "missing-log"
            assert ran.json["error"]["hint"].endswith("zgcquiz restore")
    newest = backups(played)[-1]
    assert zgcquiz("restore", newest, "--yes").code == 0
    assert answers(played) == 2
    assert zgcquiz("play", greek, stdin="0\n").code == 0


def test_the_way_to_a_new_log_is_open(played: Path, zgcquiz: Run, greek: Path) -> None:
    (played / NAME).unlink()
    (played / "backups").rename(played / "old backups")
    assert zgcquiz("play", greek, stdin="0\n").code == 0
    assert answers(played) == 1


def test_a_damaged_log_is_replaced(played: Path, zgcquiz: Run) -> None:
    (played / NAME).write_bytes(b"my diary\n" * 2000)
    hint = zgcquiz("history", "--json").json["error"]["hint"]
    assert "zgcquiz restore" in hint or "zgcquiz doctor" in hint
    ran = zgcquiz("restore", backups(played)[-1], "--yes", "--json")
    assert (ran.json["answers"], ran.json["lost"]) == (2, None)
    assert Path(ran.json["kept"]).read_bytes() == b"my diary\n" * 2000
    assert len(zgcquiz("history", "--json").json) == 2


def test_a_damaged_index_is_told_when_it_is_backed_up(played: Path, zgcquiz: Run) -> None:
    before = backups(played)
    damage(played / NAME)
    assert zgcquiz("backup", "--json").json["error"]["code"] == "corrupt"
    assert backups(played) == before


def test_a_log_of_another_program_is_not_restored(played: Path, zgcquiz: Run, tmp_path: Path) -> None:
    query(tmp_path / "notes.db", "CREATE TABLE notes (text)")
    assert zgcquiz("restore", tmp_path / "notes.db", "--yes", "--json").json["error"]["code"] == "not-a-log"
    assert answers(played) == 4


@pytest.mark.parametrize("content", ["zgcquiz: 1\n", "{}", "PK\x03\x04", "\0" * 5000])
def test_another_file_is_no_backup(played: Path, zgcquiz: Run, tmp_path: Path, content: str) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(content, "utf-8")
    for answer in ((), ("--yes",)):
        error = zgcquiz("restore", other, *answer, "--json").json["error"]
        assert error["code"] == "not-a-log"
        assert error["message"] == f"{other} is not a backup: it doesn't begin as a database does."


@pytest.mark.parametrize(("which", "sure", "left"), [("2", True, 1), ("1", True, 2), ("1", False, 4), ("0", True, 4)])
def test_on_a_terminal_the_backup_is_asked_for(
    played: Path, zgcquiz: Run, monkeypatch: pytest.MonkeyPatch, which: str, sure: bool, left: int
) -> None:
    monkeypatch.setattr("zgcquiz.cli.backups._can_ask", lambda: True)
    ran = zgcquiz("restore", stdin=f"{which}\n{'y' if sure else 'n'}\n")
    assert answers(played) == left
    if left == 4:
        assert (ran.code, "Nothing was changed" in ran.err) == (1, True)
    else:
        assert "Only the backup has 0 answers" in " ".join(ran.out.split())


def test_a_number_that_no_backup_has_is_asked_again(
    played: Path, zgcquiz: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zgcquiz.cli.backups._can_ask", lambda: True)
    ran = zgcquiz("restore", stdin="x\n-1\n3\n1\ny\n")
    assert ran.out.count("No backup has that number") == 3
    assert answers(played) == 2


def test_names_of_backups_are_times_of_the_learners_clock(played: Path, clock: Clock) -> None:
    times = [time_of_backup(name) for name in backups(played)]
    assert [time.timestamp() * 1000 < clock().ms for time in times if time] == [True, True]


def test_the_daily_backup_finds_damage_that_the_next_command_tells(
    played: Path, zgcquiz: Run, greek: Path, clock: Clock
) -> None:
    with closing(sqlite3.connect(played / NAME)) as db, db:
        db.execute("DROP TRIGGER reviews_no_update")
        db.execute("UPDATE reviews SET ms = ms + 1 WHERE id = (SELECT min(id) FROM reviews)")
        (item,) = db.execute("SELECT item FROM reviews").fetchone()
    kept = backups(played)
    clock.forward(days=30)
    assert "damaged" not in zgcquiz("suspend", greek, item).err
    assert backups(played)[:-1] == kept, "no backup is deleted while there is damage"
    assert "1 damaged answer was left out" in zgcquiz("history").err
