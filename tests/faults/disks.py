"""Disks that are full, read-only or failing, in the middle of a round."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.cli.making import as_a_user, with_files_of
from tests.faults.contents import Rows, files, read_rows, touched
from tests.faults.ledger import Deed, compare, kept_entries
from tests.faults.outcome import Outcome
from tests.faults.place import PACK, Place
from tests.faults.reading import read_text
from tests.faults.shim import Failing, count_calls

ROUND = ("play", PACK, "-n", "20")
ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT)
_FREE = 1 << 20
"""Bytes that must be free before a round begins."""


class Starved:
    """Piped rounds on homes that all begin alike, each with a fault of the disk."""

    def __init__(self, folder: Path, outcome: Outcome, mutant: str = "") -> None:
        self.outcome = outcome
        self.template = Place(folder / "template")
        self.template.furnish()
        assert self.template.run("play", PACK, "-n", "30", stdin="b\n" * 30).returncode == 0
        self.place = Place(folder / "run", mutant)

    def begin(self) -> None:
        self.place.become(self.template)

    def round(
        self, what: str, answers: int, before: Callable[[], None] | None = None, env: dict[str, str] | None = None
    ) -> None:
        """Play a round in which the disk fails, and check what was promised."""
        place = self.place
        rows, own = read_rows(place.db), files(place.home)
        arguments = ("play", PACK, "-n", str(answers))
        done = place.run(*arguments, stdin="b\n" * answers, before=before, env=env)
        self.check(what, rows, own, done.stdout, done.stderr, done.returncode)

    def check(self, what: str, rows: Rows, own: dict[str, str], out: str, error: str, code: int) -> None:
        place, outcome = self.place, self.outcome
        outcome.runs += 1
        after = read_rows(place.db)
        shown = read_text(out)
        account = compare(shown, kept_entries(rows, after))
        outcome.shown += sum(each.deed is Deed.ANSWERED for each in shown)
        outcome.lost(f"{what}: {each}" for each in account.lost)
        outcome.damaged(f"{what}: {each}" for each in (*account.wrong, *touched(rows, after)))
        if code not in (0, 1) or "Traceback" in error or (code == 1 and "zgcquiz:" not in error):
            outcome.damage(f"{what}: exit code {code}, {error[-300:]}")
        if files(place.home) != own:
            outcome.damage(f"{what}: packs or settings were changed")
        again = place.run("play", PACK, "-n", "1", stdin="b\n")
        if again.returncode or len(read_rows(place.db)) != len(after) + 1:
            outcome.damage(f"{what}: once there is room again: {again.stderr[-300:]}")


def failing_calls(folder: Path, seed: int, runs: int, outcome: Outcome) -> None:
    """Let one call to the system fail, or all from one on: no room, an error of the device, read-only, a quota.

    Needs the shim.
    """
    starved = Starved(folder, outcome)
    starved.begin()
    calls = count_calls(starved.place, starved.place.home, *ROUND, stdin="b\n" * 20)
    rng = Random(f"{seed}/failing")
    for _ in range(runs):
        starved.begin()
        at, error = rng.randint(1, len(calls)), rng.choice(ERRORS)
        failing = Failing(at, error, half=rng.random() < 0.5, sticky=rng.random() < 0.6)
        what = f"{errno.errorcode[error]} at call {at} ({calls[at - 1].split()[0]}), {failing}"
        starved.round(what, 20, env=failing.env(starved.place.home))


def limited_files(folder: Path, seed: int, runs: int, outcome: Outcome) -> None:
    """Let no file grow beyond a size, which cuts a write short and then refuses it (RLIMIT_FSIZE)."""
    starved = Starved(folder, outcome)
    rng = Random(f"{seed}/limited")
    for _ in range(runs):
        starved.begin()
        size = max(path.stat().st_size for path in starved.place.home.rglob("*") if path.is_file())
        room = rng.randint(1, 150_000)
        starved.round(f"files of at most {size + room} bytes", 60, before=with_files_of(size + room))


@contextmanager
def _small_disk(folder: Path, size: int) -> Iterator[bool]:
    """Mount a file system of a size in memory at a folder; False if that is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "zgcquiz-faults", str(folder)], capture_output=True, check=False
    )
    try:
        yield done.returncode == 0
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", str(folder)], check=True)


def full_disks(folder: Path, seed: int, runs: int, outcome: Outcome) -> None:
    """Fill a real, small file system. Needs the right to mount one; where it is missing, the outcome has no runs."""
    starved = Starved(folder, outcome)
    rng = Random(f"{seed}/full")
    for _ in range(runs):
        with _small_disk(starved.place.home, 8 << 20) as mounted:
            if not mounted:
                outcome.notes.append("mounting a file system is not allowed here")
                return
            for path in starved.template.home.iterdir():
                subprocess.run(["cp", "-r", str(path), str(starved.place.home)], check=True)
            rows, own = read_rows(starved.place.db), files(starved.place.home)
            ballast = starved.place.home / "ballast"
            process = starved.place.start("play", PACK, "-n", "40")
            assert process.stdin is not None
            assert process.stdout is not None
            out = process.stdout.readline()
            while b"Question 1" not in out:
                out += process.stdout.readline()
            free = os.statvfs(starved.place.home).f_bavail * os.statvfs(starved.place.home).f_frsize
            ballast.write_bytes(bytes(max(0, free - rng.randint(0, 400_000))))
            rest, error = process.communicate(b"b\n" * 40, timeout=60)
            ballast.unlink()
            starved.check(
                "a full disk", rows, own, (out + rest).decode(), error.decode(), process.returncode
            )  # fmt: skip


def read_only_folders(folder: Path, seed: int, runs: int, outcome: Outcome) -> None:
    """Take the right to write from the folder and the files of the log in the middle of a round."""
    starved = Starved(folder, outcome)
    rng = Random(f"{seed}/read-only")
    for _ in range(runs):
        starved.begin()
        place = starved.place
        rows, own = read_rows(place.db), files(place.home)
        process = subprocess.Popen(
            place.argv("play", PACK, "-n", "10"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=place.env(), cwd=place.folder, preexec_fn=as_a_user, bufsize=0,  # noqa: PLW1509
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        answers = rng.randint(0, 6)
        process.stdin.write(b"b\n" * answers)
        process.stdin.flush()
        out = b""
        while f"Question {answers + 1} ".encode() not in out:
            out += process.stdout.readline()
        kept = [path for path in place.home.glob("zgcquiz.db*") if rng.random() < 0.7]
        for path in kept:
            path.chmod(0o444)
        place.home.chmod(0o555)
        rest, error = process.communicate(b"b\n" * (10 - answers), timeout=60)
        place.home.chmod(0o755)
        for path in place.home.glob("zgcquiz.db*"):
            path.chmod(0o644)
        what = f"read-only after {answers} answers: {[path.name for path in kept]}"
        starved.check(what, rows, own, (out + rest).decode(), error.decode(), process.returncode)
