"""Databases that are torn, truncated or flipped, and write-ahead logs that are torn, missing or another database's."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

from tests.faults.contents import Rows, read_rows, touched
from tests.faults.outcome import Outcome
from tests.faults.place import PACK, Place

PAGE = 4096
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("history", "--json"),
    ("stats", "--json"),
    (),
    ("history", "export"),
    ("play", PACK, "-n", "1"),
    ("rebuild",),
    ("undo",),
    ("history", "--json"),
)


def truncate(path: Path, rng: Random) -> str:
    size = rng.randrange(path.stat().st_size)
    with path.open("rb+") as file:
        file.truncate(size)
    return f"cut to {size} bytes"


def flip(path: Path, rng: Random) -> str:
    data = bytearray(path.read_bytes())
    place, bit = rng.randrange(len(data)), rng.randrange(8)
    data[place] ^= 1 << bit
    path.write_bytes(data)
    return f"bit {bit} of byte {place} flipped"


def tear(path: Path, rng: Random) -> str:
    """Lose some sectors of a page, as a disk does that loses power while it writes."""
    data = bytearray(path.read_bytes())
    sectors = rng.randint(1, 7)
    place = rng.randrange(0, len(data), PAGE) + rng.randrange(8 - sectors + 1) * 512
    data[place : place + sectors * 512] = rng.choice((bytes(sectors * 512), rng.randbytes(sectors * 512)))
    path.write_bytes(data)
    return f"{sectors} sectors from byte {place} torn"


def scramble(path: Path, rng: Random) -> str:
    data = bytearray(path.read_bytes())
    place = rng.randrange(0, len(data), PAGE)
    data[place : place + PAGE] = rng.randbytes(PAGE)
    path.write_bytes(data)
    return f"page {place // PAGE} scrambled"


DAMAGES: dict[str, Callable[[Path, Random], str]] = {
    "truncated": truncate, "flipped": flip, "torn": tear, "scrambled": scramble,
}  # fmt: skip


class Damaged:
    """Homes whose log is whole, and then damaged."""

    def __init__(self, folder: Path, outcome: Outcome, mutant: str = "") -> None:
        self.outcome = outcome
        self.folder = folder
        self.template = Place(folder / "template")
        self.template.furnish()
        assert self.template.run("play", PACK, "-n", "40", stdin="b\n" * 40).returncode == 0
        self.place = Place(folder / "run", mutant)

    def leave_a_wal(self, place: Place) -> None:
        """Play a round on a home whose last answers then stand in the write-ahead log only."""
        with closing(sqlite3.connect(place.db)) as held:  # while it is open, nobody is the last to close the log
            held.execute("SELECT count(*) FROM reviews").fetchone()
            assert place.run("play", PACK, "-n", "20", stdin="b\n" * 20).returncode == 0
            kept = {path: path.read_bytes() for path in (place.db, place.wal, place.shm)}
        for path, data in kept.items():
            path.write_bytes(data)

    def check_whole(self, what: str, expected: Rows, refusable: bool) -> None:
        """The program must list exactly these answers, and lose none of them.

        refusable: it may also say that the log is damaged, and leave it as it is.
        """
        place, outcome = self.place, self.outcome
        outcome.runs += 1
        outcome.shown += len(expected)
        done = place.run("history", "--json")
        if done.returncode or "Traceback" in done.stderr:
            if "Traceback" in done.stderr or not (refusable and '"corrupt"' in done.stdout):
                outcome.damage(f"{what}: {done.stderr[-300:] or done.stdout}")
            outcome.damaged(f"{what}: {each}" for each in touched(expected, read_rows(place.db)))
            return
        listed = {entry["id"] for entry in json.loads(done.stdout)}
        outcome.lost(f"{what}: {id}" for id in sorted(set(expected.reviews) - listed))
        outcome.damaged(f"{what}: {id} was never given" for id in sorted(listed - set(expected.reviews)))
        outcome.damaged(f"{what}: {each}" for each in touched(expected, read_rows(place.db)))

    def check_damaged(self, what: str, truth: Rows) -> None:
        """No command may end in an accident, invent an answer, or destroy what can still be read."""
        place, outcome = self.place, self.outcome
        outcome.runs += 1
        left = read_rows(place.db)
        readable = Rows({name: dict(rows) for name, rows in left.tables.items()})
        outcome.shown += len(readable)
        for arguments in COMMANDS:
            done = place.run(*arguments, stdin="b\n")
            if done.returncode not in (0, 1) or "Traceback" in done.stderr:
                outcome.damage(f"{what}: `{' '.join(arguments)}` ends with {done.returncode}, {done.stderr[-200:]}")
            if done.returncode == 1 and not done.stderr and '"error"' not in done.stdout:
                outcome.damage(f"{what}: `{' '.join(arguments)}` fails without a word")
        after = read_rows(place.db)
        # What SQLite could read after the damage, it can read after the commands, too.
        if not left.unsound:
            outcome.lost(f"{what}: {each}" for each in touched(readable, after) if "damaged" not in each)
        elif len(after) < len(readable):
            outcome.lost([f"{what}: {len(readable)} answers could be read, and {len(after)} are left"])


def damaged_databases(folder: Path, seed: int, runs: int, outcome: Outcome, mutant: str = "") -> None:
    """Damage the database anywhere, and use it."""
    damaged = Damaged(folder, outcome, mutant)
    truth = read_rows(damaged.template.db)
    rng = Random(f"{seed}/damage")
    for number in range(runs):
        damaged.place.become(damaged.template)
        name = list(DAMAGES)[number % len(DAMAGES)]
        damaged.check_damaged(DAMAGES[name](damaged.place.db, rng), truth)


def left_wals(folder: Path, seed: int, runs: int, outcome: Outcome, mutant: str = "") -> None:
    """Damage what stands beside the database: what plain SQLite still reads of it is there."""
    damaged = Damaged(folder, outcome, mutant)
    damaged.leave_a_wal(damaged.template)
    place = damaged.place
    rng = Random(f"{seed}/wal")
    kinds: dict[str, Callable[[], str]] = {
        "left behind": lambda: "",
        "truncated": lambda: truncate(place.wal, rng),
        "flipped": lambda: flip(place.wal, rng),
        "torn": lambda: tear(place.wal, rng),
        "missing": lambda: _delete(place.wal),
        "empty": lambda: _empty(place.wal),
        "without -shm": lambda: _delete(place.shm),
        "-shm of garbage": lambda: _fill(place.shm, rng.randbytes(32768)),
        "-shm truncated": lambda: truncate(place.shm, rng),
        "-shm of zeros": lambda: _fill(place.shm, bytes(32768)),
    }
    for number in range(runs):
        place.become(damaged.template)
        name = list(kinds)[number % len(kinds)]
        what = f"WAL {name} {kinds[name]()}"
        expected = read_rows(place.db)
        if expected.unsound:
            damaged.check_damaged(what, expected)
        else:
            damaged.check_whole(what, expected, refusable=name in DAMAGES)


def wals_of_others(folder: Path, seed: int, runs: int, outcome: Outcome, mutant: str = "") -> None:
    """Put the write-ahead log of another database beside the log: no accident, and nothing more is destroyed."""
    damaged = Damaged(folder, outcome, mutant)
    other = Place(folder / "other")
    other.furnish()
    rng = Random(f"{seed}/others")
    for number in range(runs):
        if number % 10 == 0:
            other.become(damaged.template)
            other.run("play", PACK, "-n", str(rng.randint(1, 40)), stdin="b\n" * 40)
            damaged.leave_a_wal(other)
        damaged.place.become(damaged.template)
        truth = read_rows(damaged.place.db)
        shutil.copyfile(other.wal, damaged.place.wal)
        damaged.check_damaged(f"WAL of another log, {number}", truth)


def _delete(path: Path) -> str:
    path.unlink()
    return ""


def _empty(path: Path) -> str:
    return _fill(path, b"")


def _fill(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return f"{len(data)} bytes"
