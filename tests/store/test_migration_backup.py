"""A log is backed up before it is migrated; whatever happens then, it is as before or migrated, and nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.cli.test_disk import Usage
from tests.store.making import query, write_old_database
from tests.store.test_migration import fill
from zgcquiz.core.errors import ZgcError
from zgcquiz.store.backups import making
from zgcquiz.store.backups.holdings import check_file
from zgcquiz.store.backups.making import list_backups
from zgcquiz.store.backups.rules import BackupRules
from zgcquiz.store.log.opening import opening
from zgcquiz.store.log.review_log import ReviewLog
from zgcquiz.store.log.tables import migration
from zgcquiz.store.log.tables.schema import VERSION

OLD = VERSION - 1
REVIEWS = 9


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log of the version before this one."""
    path = tmp_path / "home" / "zgcquiz.db"
    path.parent.mkdir()
    fill(tmp_path / "new.db", restarts=True)
    write_old_database(tmp_path / "new.db", path, OLD)
    return path


def open_and_close(path: Path, last: int = 10) -> None:
    ReviewLog(path, Random(1), backups=BackupRules(path.parent / "backups", last)).close()


def version(path: Path) -> int:
    return int(query(path, "PRAGMA user_version")[0][0])


def check_complete(path: Path) -> None:
    """Open the log as the next start does: it is migrated, has all reviews, and there is a backup of the old one."""
    open_and_close(path)
    assert version(path) == VERSION
    assert check_file(path).reviews == REVIEWS
    held = [check_file(backup) for backup in list_backups(path.parent / "backups").values()]
    assert held
    assert {(each.reviews, each.version) for each in held} == {(REVIEWS, OLD)}
    assert sorted(each.name for each in (path.parent / "backups").iterdir() if each.name.startswith(".")) == []


def test_a_backup_is_made_before_a_migration_and_not_again(path: Path) -> None:
    check_complete(path)
    open_and_close(path)
    assert len(list_backups(path.parent / "backups")) == 1


def test_none_is_made_if_that_is_the_setting(path: Path) -> None:
    open_and_close(path, last=0)
    assert version(path) == VERSION
    assert list_backups(path.parent / "backups") == {}


def test_without_room_for_a_backup_nothing_is_migrated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 0, path.stat().st_size))
        with pytest.raises(ZgcError) as caught:
            open_and_close(path)
    assert caught.value.code == "no-room"
    assert path.read_bytes() == before
    check_complete(path)


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("where", ["backup", "migration"])
def test_a_full_disk_leaves_the_log_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        if where == "backup":
            patch.setattr(os, "fsync", full)
        else:

            def fill_up(db: Any, old: int) -> None:
                migration.migrate(db, old)
                full()

            patch.setattr(opening, "migrate", fill_up)
        with pytest.raises(ZgcError) as caught:
            open_and_close(path)
    assert caught.value.code == "disk-full"
    assert path.read_bytes() == before
    check_complete(path)


def killed_in(run: Callable[[], None], owner: Any, name: str, after: bool) -> None:
    """Run a function in a child process, which is killed before or after its first call of another."""
    child = os.fork()
    if not child:
        real = getattr(owner, name)

        def kill(*arguments: Any, **options: Any) -> None:
            if after:
                real(*arguments, **options)
            os.kill(os.getpid(), 9)

        setattr(owner, name, kill)
        try:
            run()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it never came that far"


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("owner", "name"),
    [(making, "make_folder"), (making, "copy_to"), (making, "check_log"), (Path, "replace"), (opening, "migrate")],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_a_kill_leaves_the_log_as_it_was_or_migrated(path: Path, owner: Any, name: str, after: bool) -> None:
    before = path.read_bytes()
    killed_in(lambda: open_and_close(path), owner, name, after)
    assert path.read_bytes() == before
    check_complete(path)


def test_a_kill_after_the_commit_leaves_a_migrated_log(path: Path) -> None:
    killed_in(lambda: open_and_close(path), opening, "forget_private_copy", True)
    assert version(path) == VERSION
    check_complete(path)
