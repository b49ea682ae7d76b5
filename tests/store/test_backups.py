"""Backups: whole, private, checked before they count, and never at the cost of a good one or of the disk."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.cli.test_disk import Usage
from tests.conftest import NOON
from tests.store.making import make_review, opened, query
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Ref
from zgcquiz.core.log.rotation import backup_name
from zgcquiz.core.moment import DAY, HOUR, Moment
from zgcquiz.store.backups.holdings import check_file
from zgcquiz.store.backups.making import back_up_daily, has_news, list_backups, make_backup, write_backup
from zgcquiz.store.backups.rules import BackupRules
from zgcquiz.store.log.files import copies
from zgcquiz.store.log.review_log import ReviewLog

NOW = datetime(2026, 11, 28, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "home" / "zgcquiz.db"
    answer(path, 5)
    return path


@pytest.fixture
def rules(path: Path) -> BackupRules:
    return BackupRules(path.parent / "backups")


def answer(path: Path, count: int, seed: int = 1) -> None:
    rng = Random(seed)
    with opened(path) as log:
        for number in range(count):
            log.append(make_review(rng, Ref("p", f"item-{number}"), Moment(NOON.ms + seed * HOUR + number)))


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_backup_is_the_whole_log_in_one_private_file(path: Path, rules: BackupRules) -> None:
    umask = os.umask(0)
    try:
        with ReviewLog(path, Random(1)) as log:  # in use, with its latest answers in the write-ahead log
            log.append(make_review(Random(9), Ref("p", "late"), Moment(NOON.ms + DAY)))
            made, holdings = make_backup(path, rules, NOW)
            reviews = list(log.reviews())
    finally:
        os.umask(umask)
    assert names(rules.folder) == [made.name] == ["zgcquiz-2026-11-28T120000Z.db"]
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(rules.folder.stat().st_mode) == 0o700
    assert (holdings.answers, holdings.packs, holdings.last) == (6, 1, NOON.ms + DAY)
    with opened(made) as copy:
        assert list(copy.reviews()) == reviews


def test_two_backups_of_one_second_have_two_names(path: Path, rules: BackupRules) -> None:
    made = {make_backup(path, rules, NOW)[0].name for _ in range(3)}
    assert made == {backup_name(NOW + timedelta(seconds=number)) for number in range(3)}


@pytest.mark.parametrize("event", ["review", "void", "nothing"])
def test_a_backup_is_made_if_there_is_something_new(path: Path, rules: BackupRules, event: str) -> None:
    assert has_news(path, rules.folder, NOW)
    make_backup(path, rules, NOW)
    with opened(path) as log:
        if event == "review":
            log.append(make_review(Random(9), Ref("p", "late")))
        elif event == "void":
            review = log.last()
            assert review is not None
            log.void(review, NOON)
        else:
            log.check_writable()
    assert has_news(path, rules.folder, NOW) == (event != "nothing")


def test_a_day_has_one_backup(path: Path, rules: BackupRules) -> None:
    noon = Moment(round(NOW.timestamp() * 1000), 60, 4)
    for hours, count in ((0, 1), (2, 1), (14.9, 1), (15.1, 2), (24, 2), (24 + 15.1, 3)):  # a day starts at 4
        answer(path, 1, seed=int(100 + hours * 10))
        back_up_daily(path, rules, Moment(noon.ms + round(hours * HOUR), 60, 4))
        assert len(list_backups(rules.folder)) == count


def test_a_clock_that_ran_ahead_keeps_no_backup_from_being_made(path: Path, rules: BackupRules) -> None:
    make_backup(path, rules, NOW + timedelta(days=400))
    answer(path, 1, seed=7)
    back_up_daily(path, rules, Moment(round(NOW.timestamp() * 1000)))
    assert len(list_backups(rules.folder)) == 2


def test_none_is_made_daily_if_that_is_the_setting(path: Path, rules: BackupRules) -> None:
    back_up_daily(path, BackupRules(rules.folder, 0), NOON)
    assert not rules.folder.exists()


def test_old_backups_are_deleted_once_a_new_one_is_checked(path: Path, rules: BackupRules) -> None:
    for day in range(15):
        answer(path, 1, seed=50 + day)
        make_backup(path, BackupRules(rules.folder, 3), NOW + timedelta(days=day))
    days = [-1 + 3, 12, 13, 14]  # of November only the last one, and the last three
    assert names(rules.folder) == [backup_name(NOW + timedelta(days=day)) for day in days]


def test_a_backup_with_more_answers_is_not_deleted(path: Path, rules: BackupRules) -> None:
    """A log that has lost answers does not take its good backups with it."""
    answer(path, 20, seed=3)
    whole, _ = make_backup(path, rules, NOW)
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    answer(path, 1)
    for day in range(1, 30):
        answer(path, 1, seed=day + 1)
        make_backup(path, BackupRules(rules.folder, 2), NOW + timedelta(minutes=day))
        if query(path, "SELECT count(*) FROM reviews")[0][0] < 25:
            assert whole.exists()


def damage(path: Path) -> None:
    """Damage an index of a log, so that it still opens."""
    page = query(path, "SELECT rootpage FROM sqlite_master WHERE name = 'reviews_by_item'")[0][0]
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 + 2000 : page * 4096] = bytes(len(data[(page - 1) * 4096 + 2000 : page * 4096]))
    path.write_bytes(data)


def test_a_damaged_log_makes_no_backup_and_deletes_none(path: Path, rules: BackupRules) -> None:
    answer(path, 40, seed=2)
    for day in range(5):
        make_backup(path, rules, NOW + timedelta(days=day))
    before = names(rules.folder)
    damage(path)
    with pytest.raises(ZgcError) as caught:
        make_backup(path, BackupRules(rules.folder, 1), NOW + timedelta(days=9))
    assert caught.value.code == "corrupt"
    assert names(rules.folder) == before


def test_a_disk_is_never_filled(path: Path, rules: BackupRules, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said once a day, and a backup is made when there is room again."""
    free = [2 * path.stat().st_size + 1000]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 0, free[0]))
    for day in range(2):
        now = Moment(NOON.ms + day * DAY)
        with pytest.raises(ZgcError) as caught:
            back_up_daily(path, rules, now)
        assert caught.value.code == "no-room"
        assert "config set backups 0" in caught.value.hint
        back_up_daily(path, rules, now)
        assert list_backups(rules.folder) == {}
    free[0] += 1 << 20
    back_up_daily(path, rules, Moment(NOON.ms + DAY))
    assert len(names(rules.folder)) == 1


def failing(number: int) -> Callable[..., Any]:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failed_backup_leaves_nothing_behind(
    path: Path, rules: BackupRules, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    make_backup(path, rules, NOW)
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        if call == "fsync":
            patch.setattr(os, "fsync", failing(number))
        else:
            patch.setattr(Path, "replace", failing(number))
        with pytest.raises(OSError, match=os.strerror(number)):
            make_backup(path, rules, NOW + timedelta(days=1))
    assert names(rules.folder) == [backup_name(NOW)]
    assert path.read_bytes() == before


def test_a_copy_that_lacks_answers_is_no_backup(
    path: Path, rules: BackupRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong while it is written."""
    copy_to = copies.copy_to

    def lossy(db: sqlite3.Connection, target: Path) -> None:
        copy_to(db, target)
        copy = sqlite3.connect(target, isolation_level=None)
        copy.execute("DROP TRIGGER reviews_no_delete")
        copy.execute("DELETE FROM reviews WHERE id = (SELECT max(id) FROM reviews)")
        copy.close()

    monkeypatch.setattr("zgcquiz.store.backups.making.copy_to", lossy)
    with pytest.raises(ZgcError) as caught:
        make_backup(path, rules, NOW)
    assert caught.value.code == "corrupt"
    assert names(rules.folder) == []


def test_what_a_killed_backup_left_is_deleted_by_the_next(path: Path, rules: BackupRules) -> None:
    rules.folder.mkdir()
    gone = 4_194_000  # no process has this number
    (rules.folder / f".backup.{gone}").write_bytes(b"half")
    made, _ = make_backup(path, rules, NOW)
    assert names(rules.folder) == [made.name]


def test_a_backup_to_a_file_appears_once_it_is_complete(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "stick" / "log.db"
    target.parent.mkdir()
    target.write_bytes(b"older")
    assert write_backup(path, target) == check_file(target)
    assert names(target.parent) == ["log.db"]


@pytest.mark.parametrize("change", ["rating = 9", "outcome = 'odd'", "malformed JSON"])
def test_an_impossible_value_in_a_row_keeps_nobody_from_the_log_or_its_backups(
    path: Path, rules: BackupRules, change: str
) -> None:
    """It harms no other row; the backup has it as it is."""
    if change == "malformed JSON":
        data = path.read_bytes()
        assert data.count(b'["Paris"') >= 5
        path.write_bytes(data.replace(b'["Paris"', b'x"Paris"', 1))
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA ignore_check_constraints = 1")
    db.execute("DROP TRIGGER reviews_no_update")
    if change != "malformed JSON":
        db.execute(f"UPDATE reviews SET {change} WHERE id = (SELECT min(id) FROM reviews)")
    copied = path.parent.parent / "crashed" / path.name  # with the write-ahead log, as after a crash
    copied.parent.mkdir()
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{path}{suffix}", f"{copied}{suffix}")
    db.close()
    assert Path(f"{copied}-wal").stat().st_size
    with ReviewLog(copied, Random(1)):
        pass
    made, holdings = make_backup(path, rules, NOW)
    assert holdings.answers == 5
    assert check_file(made) == holdings


def test_a_log_with_damaged_rows_is_backed_up_and_deletes_no_backup(path: Path, rules: BackupRules) -> None:
    few = BackupRules(rules.folder, 1)
    first, _ = make_backup(path, few, NOW)
    data = path.read_bytes()
    assert b"item-3" in data
    path.write_bytes(data.replace(b"0123456789abcdef", b"0123456789abcdee", 1))
    second, holdings = make_backup(path, few, NOW + timedelta(days=1))
    assert (holdings.answers, holdings.damaged) == (5, 1)
    assert names(rules.folder) == [first.name, second.name]
