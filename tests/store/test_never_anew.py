"""A log is never begun over what may be data, and never shows fewer answers than could be read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.cli.making import as_a_user, environment
from tests.store.crashed import ANSWERS, NAME, digests, ids_by_sqlite, outcome, write_sources

DATABASES = ("present", "missing", "empty", "zeroed", "torn")
WALS = ("absent", "whole", "torn", "broken", "foreign")


class Case(NamedTuple):
    database: str
    wal: str
    shm: bool
    checkpointed: int

    def make(self, sources: Path, folder: Path) -> Path:
        """Write the files of this case to a folder; return the log's path."""
        shutil.copytree(sources / f"own-{self.checkpointed}", folder)
        path, wal = folder / NAME, folder / f"{NAME}-wal"
        data = path.read_bytes()
        if self.database == "missing":
            path.unlink()
        elif self.database != "present":
            path.write_bytes({"empty": b"", "zeroed": bytes(len(data)), "torn": data[: len(data) // 2]}[self.database])
        content = bytearray(wal.read_bytes())
        if self.wal == "absent":
            wal.unlink()
        elif self.wal == "torn":
            wal.write_bytes(content[: len(content) * 2 // 3])
        elif self.wal == "broken":
            content[len(content) // 2] ^= 4
            wal.write_bytes(content)
        elif self.wal == "foreign":
            shutil.copyfile(sources / f"foreign-{self.checkpointed}" / f"{NAME}-wal", wal)
        if not self.shm:
            (folder / f"{NAME}-shm").unlink()
        return path


CASES = [Case(*each) for each in product(DATABASES, WALS, (True, False), (0, 9))]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    write_sources(folder)
    return folder


@pytest.fixture(scope="module")
def read_only(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Case, tuple[Path, Any]]]:
    """Every case in a folder that can't be written, and what comes of opening it there."""
    folder = tmp_path_factory.mktemp("read-only")
    paths = {case: case.make(sources, folder / str(number)) for number, case in enumerate(CASES)}
    for path in paths.values():
        for each in path.parent.iterdir():
            each.chmod(0o444)
        path.parent.chmod(0o555)
    before = {case: digests(path.parent) for case, path in paths.items()}
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.crashed", *map(str, paths.values())],
        capture_output=True, text=True, env=environment(), preexec_fn=as_a_user, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert {case: digests(path.parent) for case, path in paths.items()} == before
    found = json.loads(done.stdout)
    yield {case: (path, found[str(path)]) for case, path in paths.items()}
    for path in paths.values():
        path.parent.chmod(0o755)


def check(case: Case, path: Path, found: dict[str, Any], sources: Path, scratch: Path) -> None:
    """Check what came of opening a case against what SQLite reads where nothing is missing."""
    everything = ids_by_sqlite(sources / f"own-{case.checkpointed}" / NAME, scratch)
    assert len(everything) == ANSWERS
    present = case._replace(database="present").make(sources, scratch / "present")
    readable = ids_by_sqlite(present, scratch / "copy")
    foreign = ids_by_sqlite(sources / f"foreign-{case.checkpointed}" / NAME, scratch / "other")
    ids, refused = set(found.get("ids", ())), "code" in found
    assert ids <= everything | foreign
    if refused:
        assert found["code"] == "corrupt"
        assert found["hint"]
        assert NAME in found["message"]
    if case.wal == "broken":
        assert refused, "answers behind the damage are not passed over in silence"
    elif case.wal == "foreign":
        has_answers = case.database == "present" and case.checkpointed
        assert refused or (not has_answers and ids == foreign)
    elif case.database == "present":
        assert not refused
        assert ids == readable
    elif case.wal == "absent":
        assert refused or not ids
        assert refused == (case.database == "zeroed" or (case.database == "torn" and bool(case.checkpointed)))
    elif not case.checkpointed:
        assert not refused, "the write-ahead log has everything"
        assert ids == readable
    else:
        assert refused


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_log_in_a_place_that_can_be_written(case: Case, sources: Path, tmp_path: Path) -> None:
    path = case.make(sources, tmp_path / "home")
    before = digests(path.parent)
    found = outcome(path)
    scratch = tmp_path / "scratch"
    check(case, path, found, sources, scratch)
    if "code" in found:
        assert digests(path.parent) == before
    assert outcome(path) == found
    if case.database == "zeroed" and "ids" in found:
        assert (path.parent / f"{NAME}.damaged").stat().st_size


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_log_in_a_place_that_can_only_be_read(
    case: Case, read_only: dict[Case, tuple[Path, Any]], sources: Path, tmp_path: Path
) -> None:
    path, found = read_only[case]
    check(case, path, found, sources, tmp_path / "scratch")


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def dangling(path: Path) -> None:
    path.symlink_to(path.parent / "gone" / NAME)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, loop, dangling, device])
def test_what_is_no_file_is_never_opened(sources: Path, tmp_path: Path, make: Any, suffix: str) -> None:
    """Opening a named pipe would wait for ever."""
    path = Case("present", "whole", False, 9).make(sources, tmp_path / "home")
    there = path.with_name(path.name + suffix)
    there.unlink(missing_ok=True)
    make(there)
    before = sorted(each.name for each in path.parent.iterdir())
    found = outcome(path)
    assert found["code"] == "not-a-file"
    assert str(there) in found["message"]
    assert sorted(each.name for each in path.parent.iterdir()) == before


def test_a_log_behind_a_link_is_opened_with_its_write_ahead_log(sources: Path, tmp_path: Path) -> None:
    path = Case("present", "whole", False, 9).make(sources, tmp_path / "elsewhere")
    link = tmp_path / NAME
    link.symlink_to(path)
    assert len(outcome(link)["ids"]) == ANSWERS
