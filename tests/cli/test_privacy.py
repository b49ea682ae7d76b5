"""Who can read what zgcquiz writes, and what it leaves behind when it is killed."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.making import GREEK, write
from tests.conftest import PACK, Ran

Run = Callable[..., Ran]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_can_read_the_data_the_settings_and_the_caches(
    zgcquiz: Run, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = write(tmp_path / "small.yaml", PACK)
    modes: dict[str, int] = {}
    opened = sqlite_files(home, monkeypatch, modes)
    zgcquiz("pack", "add", pack)
    zgcquiz("config", "set", "new_per_day", "5")
    zgcquiz("play", "small", "-n", "1", stdin="a\n")
    opened()
    assert {"zgcquiz.db", "zgcquiz.db-wal", "zgcquiz.db-shm"} <= modes.keys()
    found = {path: mode(path) for path in [home, *home.rglob("*")] if path.parent.name != "packs" or path.is_dir()}
    names = {path.name for path in found}
    assert {"home", "packs", "cache", "zgcquiz.db", "compiled.db", "config.toml", "packs.lock"} <= names
    wrong = {path: oct(bits) for path, bits in found.items() if bits & 0o077}
    assert not wrong
    assert not [name for name, bits in modes.items() if bits & 0o077]
    assert mode(home / "packs" / ".small.origin.json") == 0o600


def sqlite_files(home: Path, monkeypatch: pytest.MonkeyPatch, modes: dict[str, int]) -> Callable[[], None]:
    """Note the permissions of the log's files whenever an answer has been appended to it."""
    from zgcquiz.store.log.review_log import ReviewLog

    appended = ReviewLog.append

    def look() -> None:
        modes.update({path.name: mode(path) for path in home.glob("zgcquiz.db*")})

    def append(*arguments: object, **named: object) -> object:
        try:
            return appended(*arguments, **named)  # type: ignore[arg-type]
        finally:
            look()

    monkeypatch.setattr(ReviewLog, "append", append)
    return look


def test_a_folder_that_is_there_keeps_its_permissions(zgcquiz: Run, home: Path) -> None:
    home.mkdir(mode=0o750)
    assert zgcquiz("history").code == 0
    assert (mode(home), mode(home / "zgcquiz.db")) == (0o750, 0o600)


def test_an_exported_history_is_its_owners_alone(zgcquiz: Run, tmp_path: Path) -> None:
    pack = write(tmp_path / "small.yaml", PACK)
    zgcquiz("pack", "add", pack)
    zgcquiz("pack", "export", "small", "-o", tmp_path / "questions.apkg")
    zgcquiz("play", "small", "-n", "1", stdin="a\n")
    zgcquiz("history", "export", "-o", tmp_path / "history.jsonl")
    assert mode(tmp_path / "history.jsonl") == 0o600
    zgcquiz("pack", "export", "small", "-o", tmp_path / "small.csv")
    assert mode(tmp_path / "small.csv") == mode(tmp_path / "questions.apkg") == 0o644, "questions are for everyone"


@pytest.mark.parametrize("bits", [0o600, 0o640, 0o664])
def test_a_file_that_is_replaced_keeps_its_permissions(zgcquiz: Run, tmp_path: Path, bits: int) -> None:
    pack = write(tmp_path / "greek.yaml", GREEK)
    for name, command in {
        "greek.csv": ("pack", "export", pack),
        "greek.zip": ("pack", "build", pack),
        "history.jsonl": ("history", "export"),
        "pack.schema.json": ("pack", "schema"),
    }.items():
        write(tmp_path / name, "old").chmod(bits)
        assert zgcquiz(*command, "-o", tmp_path / name, "--force").code == 0
        assert mode(tmp_path / name) == bits, name
        assert (tmp_path / name).read_bytes() != b"old"


def test_a_folder_that_is_replaced_keeps_its_permissions(zgcquiz: Run, tmp_path: Path) -> None:
    from zgcquiz.store.files.atomic_files import whole_folder

    folder = tmp_path / "out"
    whole_folder(folder, [("pack.yaml", b"a"), ("bank.yaml", b"b")], force=False)
    folder.chmod(0o700)
    (folder / "bank.yaml").chmod(0o600)
    whole_folder(folder, [("pack.yaml", b"c"), ("bank.yaml", b"d")], force=True)
    assert (mode(folder), mode(folder / "bank.yaml"), mode(folder / "pack.yaml")) == (0o700, 0o600, 0o644)


WRITING = """
import sys, time
from pathlib import Path
from zgcquiz.store.files.atomic_files import whole_file, whole_folder
path = Path(sys.argv[1])
if sys.argv[2] == "file":
    with whole_file(path, force=True) as file:
        file.write(b"half")
        file.flush()
        print("ready", flush=True)
        time.sleep(60)
else:
    def slowly():
        yield "pack.yaml", b"half"
        print("ready", flush=True)
        time.sleep(60)
    whole_folder(path, slowly(), force=True)
"""


def killed(path: Path, what: str, how: signal.Signals) -> None:
    """Start to write at a path, and end the process half-way."""
    with subprocess.Popen([sys.executable, "-c", WRITING, path, what], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(how)
        process.stdout.read()
    assert process.returncode == -how


@pytest.mark.parametrize("what", ["file", "folder"])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_a_writer_that_is_ended_leaves_nothing_behind(tmp_path: Path, what: str, how: signal.Signals) -> None:
    killed(tmp_path / "out", what, how)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_writer_left_is_deleted_by_the_next(zgcquiz: Run, tmp_path: Path) -> None:
    target = tmp_path / "history.jsonl"
    killed(target, "file", signal.SIGKILL)
    killed(target, "folder", signal.SIGKILL)
    (left, other) = (path.name for path in tmp_path.iterdir() if path.name.startswith("."))
    running = write(tmp_path / f".history.jsonl.{os.getppid()}", "of a process that runs")
    foreign = write(tmp_path / ".history.jsonl.note", "not ours")
    assert zgcquiz("history", "export", "-o", target).code == 0
    assert {left, other} & {path.name for path in tmp_path.iterdir()} == set()
    assert running.exists()
    assert foreign.exists()


def test_a_file_that_another_machine_is_writing_is_kept(zgcquiz: Run, tmp_path: Path) -> None:
    import fcntl

    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    target = tmp_path / "history.jsonl"
    other = write(tmp_path / f".history.jsonl.{gone.pid}", "being written")
    with other.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert zgcquiz("history", "export", "-o", target).code == 0
        assert other.exists()
    assert zgcquiz("history", "export", "-o", target, "--force").code == 0
    assert not other.exists()
