"""On a home that can only be read, everything that only reads works and shows all there is; the rest is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.making import GREEK, as_a_user, run, unwrapped, write
from tests.cli.several import run_several
from tests.store.crashed import ANSWERS, NAME, digests, write_killed

READING: list[tuple[str, ...]] = [
    (),
    ("history",),
    ("history", "export"),
    ("stats",),
    ("stats", "--memory", "--topics", "--items", "--certainty", "--confusions"),
    ("stats", "PACK"),
    ("forecast", "--days", "3", "--new", "1"),
    ("leeches",),
    ("browse",),
    ("held",),
    ("read", "zhongguancun", "1"),
    ("config",),
    ("config", "get", "backups"),
    ("config", "path"),
    ("restore",),
    ("pack", "list"),
    ("pack", "show", "PACK"),
    ("pack", "facts", "zhongguancun"),
    ("pack", "check", "PACK"),
    ("pack", "preview", "PACK", "first"),
    ("pack", "diff", "PACK", "PACK"),
    ("pack", "export", "PACK", "--to", "gift"),
    ("pack", "export", "PACK", "--to", "json"),
    ("play", "PACK", "--no-record", "--json"),
]
DOCUMENTS = [("history", "--json"), ("stats", "--json"), ("history", "export")]
WRITING: list[tuple[str, ...]] = [
    ("play", "PACK"),
    ("review", "PACK"),
    ("undo",),
    ("suspend", "PACK", "first"),
    ("rebuild",),
    ("backup",),
    ("history", "import", "MORE"),
    ("config", "set", "backups", "5"),
    ("pack", "remove", "zhongguancun"),
]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write(tmp_path / "greek.yaml", GREEK)


@pytest.fixture(params=["killed", "none"])
def closed_home(request: pytest.FixtureRequest, home: Path, tmp_path: Path, pack: Path) -> Iterator[Path]:
    """A home that can't be written: after a kill, without the index of the write-ahead log; and without a log."""
    if request.param == "none":
        home.mkdir()
    else:
        write_killed(home, 1, 9)
        (home / f"{NAME}-shm").unlink()
    tmp_path.chmod(0o755)
    for path in home.iterdir():
        path.chmod(0o444)
    home.chmod(0o555)
    yield home
    home.chmod(0o755)


def filled(arguments: tuple[str, ...], pack: Path) -> list[str]:
    return [{"PACK": str(pack), "MORE": str(pack.parent / "more.jsonl")}.get(word, word) for word in arguments]


def test_what_only_reads_works(closed_home: Path, pack: Path) -> None:
    before = digests(closed_home)
    lines = [filled(arguments, pack) for arguments in (*READING, *DOCUMENTS)]
    done = run_several(lines, as_a_user)
    for line, ran in zip(lines, done, strict=True):
        assert ran.code == 0, (line, ran.err)
        assert not ran.err or line[:2] == ["pack", "export"], line
    history, stats, exported = done[len(READING) :]
    assert len(history.json) == (ANSWERS if NAME in before else 0)
    assert stats.json["reviews"] == len(history.json)
    assert len(exported.out.splitlines()) == len(history.json)
    assert digests(closed_home) == before


def test_fitting_reads_all_answers(closed_home: Path, pack: Path) -> None:
    done = run("tune", "--dry-run", "--json", before=as_a_user)
    assert json.loads(done.stdout)["error"]["code"] == "too-few-reviews"


def test_a_backup_can_be_written_elsewhere(closed_home: Path, tmp_path: Path) -> None:
    target = tmp_path / "stick"
    target.mkdir()
    target.chmod(0o777)
    done = run("backup", "-o", target / "log.db", "--json", before=as_a_user)
    if NAME in digests(closed_home):
        assert json.loads(done.stdout)["answers"] == ANSWERS
        assert list(target.iterdir()) == [target / "log.db"]
    else:
        assert json.loads(done.stdout)["error"]["code"] == "missing-log"


def test_what_writes_is_refused_and_changes_nothing(closed_home: Path, pack: Path) -> None:
    write(
        pack.parent / "more.jsonl",
        '{"id": "0190a3f0-0000-7000-8000-000000000001", "at": "2026-01-01T00:00:00Z", "pack": "p", "question": "q",'
        ' "correct": true, "rating": 3}\n',
    )
    before = digests(closed_home)
    lines = [filled(each, pack) for each in WRITING if NAME in before or each[0] not in ("undo", "backup")]
    for line, ran in zip(lines, run_several(lines, as_a_user), strict=True):
        assert (ran.code, ran.out) == (1, ""), line
        said = unwrapped(ran.err)
        assert unwrapped("it is read-only") in said or unwrapped("Permission denied") in said, (line, ran.err)
    assert digests(closed_home) == before
