"""A full disk, a failing disk and a read-only place are told apart."""

from __future__ import annotations

import errno
import os
import resource
import sqlite3
from pathlib import Path

import pytest

from zgcquiz.core.errors import ZgcError
from zgcquiz.store.database import explained, is_full


def told(path: Path, error: BaseException) -> ZgcError:
    with pytest.raises(ZgcError) as caught, explained(path, "save the answer"):
        raise error
    assert caught.value.hint
    return caught.value


def sqlite_error(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize("name", ["READ", "SHORT_READ", "WRITE", "FSYNC", "SHMSIZE", "TRUNCATE", "FSTAT", "SHMMAP", ""])
def test_an_error_of_the_disk_is_not_called_a_full_disk(tmp_path: Path, name: str) -> None:
    error = told(tmp_path / "log.db", sqlite_error(f"SQLITE_IOERR_{name}".rstrip("_")))
    assert error.code == "disk-error"
    assert "the disk reported an error" in error.message
    assert str(tmp_path) in error.hint
    assert "copy" in error.hint


@pytest.mark.parametrize("name", ["WRITE", "FSYNC", "SHMSIZE", "TRUNCATE"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_an_error_while_nothing_more_can_be_written_is_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    def full(file: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    assert told(tmp_path / "log.db", sqlite_error(f"SQLITE_IOERR_{name}")).code == "disk-full"
    assert list(tmp_path.iterdir()) == []


def test_a_limit_on_the_size_of_files_is_a_full_disk(tmp_path: Path) -> None:
    """The log may be at its limit while a small file still fits."""
    path = tmp_path / "log.db"
    path.write_bytes(bytes(5 << 20))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    assert not is_full(path)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, hard))
    try:
        assert is_full(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (sqlite_error("SQLITE_FULL"), "disk-full"),
        (sqlite_error("SQLITE_READONLY_DBMOVED"), "read-only"),
        (sqlite_error("SQLITE_IOERR_LOCK"), "storage"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk-full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "disk-full"),
        (OSError(errno.EIO, "Input/output error"), "disk-error"),
        (OSError(errno.EROFS, "Read-only file system"), "read-only"),
        (OSError(errno.EACCES, "Permission denied"), "storage"),
    ],
)
def test_each_kind_of_error_has_its_code(tmp_path: Path, error: Exception, code: str) -> None:
    assert told(tmp_path / "log.db", error).code == code
