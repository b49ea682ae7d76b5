"""Commands that are killed half-way: afterwards the home is as before or as after, and the command can be run again."""

from __future__ import annotations

import hashlib
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.faults import histories
from tests.faults.contents import Rows, cards, files, leftovers, read_rows, touched
from tests.faults.outcome import Outcome
from tests.faults.place import PACK, Place, mixed
from tests.faults.shim import Failing, compiled, count_calls
from tests.store.making import write_old_database
from zgcquiz.store.log.tables.schema import VERSION

OUT = "out"
"""The folder beside the home to which commands write."""
_GIFT = "".join(f"::g{number}:: Which is {number}? {{=yes ~no ~never}}\n\n" for number in range(30))


@dataclass(frozen=True)
class Command:
    """A command to kill. files: what it needs beside the home; slices: it may leave a part of its work done."""

    name: str
    arguments: tuple[str, ...]
    slices: bool = False
    reviews: int = 150
    version: int = 0


COMMANDS = (
    Command("config set", ("config", "set", "new_per_day", "7")),
    Command("rebuild", ("rebuild",)),
    Command("history import", ("history", "import", "more.jsonl"), slices=True),
    Command("history import of a database", ("history", "import", "other.db"), slices=True),
    Command("history export -o", ("history", "export", "-o", f"{OUT}/all.jsonl", "--force")),
    Command("pack add", ("pack", "add", "second.yaml")),
    Command("pack add of a folder", ("pack", "add", "third")),
    Command("pack update", ("pack", "update", PACK, "newer.yaml", "-y", "--forget", "q1")),
    Command("pack import", ("pack", "import", "quiz.gift", "--id", "gifts")),
    Command("pack import -o", ("pack", "import", "quiz.gift", "-o", f"{OUT}/gifts.yaml", "--force")),
    Command("pack remove", ("pack", "remove", PACK)),
    Command("pack remove of a folder", ("pack", "remove", "third")),
    Command("suspend", ("suspend", PACK, "q3", "q4", "q5")),
    Command("undo", ("undo",)),
    Command("tune", ("tune",), reviews=2500),
    *(Command(f"migration from version {old}", ("rebuild",), version=old) for old in range(1, VERSION)),
)


@dataclass
class State:
    """Everything that must be whole: the log, the learner's files, what was written beside the home, the schedule."""

    rows: Rows
    files: dict[str, str]
    out: dict[str, str]
    cards: list[tuple[Any, ...]]


def state_of(place: Place) -> State:
    out = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (place.folder / OUT).iterdir()
        if not path.name.startswith(".")
    }
    return State(read_rows(place.db), files(place.home), out, cards(place.db) if place.db.exists() else [])


class KilledCommand:
    """One command on homes that all begin alike."""

    def __init__(self, folder: Path, command: Command, outcome: Outcome, mutant: str = "") -> None:
        self.command = command
        self.outcome = outcome
        self.template = Place(folder / "template")
        _furnish(self.template, command)
        self.place = Place(folder / "run", mutant)
        for path in self.template.folder.iterdir():
            if path.name not in ("home", OUT):
                (self.place.folder / path.name).symlink_to(path)
        self._begin()
        self.before = state_of(self.place)
        start = time.monotonic()
        done = self.place.run(*command.arguments)
        self.seconds = time.monotonic() - start
        assert done.returncode == 0, done.stderr
        self.after = state_of(self.place)

    def _begin(self) -> None:
        self.place.become(self.template)
        out = self.place.folder / OUT
        out.mkdir(exist_ok=True)
        for path in out.iterdir():
            path.unlink()
        (out / "all.jsonl").write_text("older\n", encoding="utf-8")

    def calls(self) -> int:
        """Return at how many calls it can be killed."""
        self._begin()
        return len(count_calls(self.place, self.place.folder, *self.command.arguments))

    def killed_at_call(self, number: int) -> None:
        self._begin()
        self.place.run(*self.command.arguments, env=Failing(number).env(self.place.folder))
        self._check(f"{self.command.name} killed at call {number}")

    def killed_after(self, seconds: float, way: str) -> None:
        self._begin()
        process = self.place.start(*self.command.arguments)
        time.sleep(seconds)
        process.send_signal(getattr(signal, way))
        try:
            _, error = process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            _, error = process.communicate()
            self.outcome.damage(f"{self.command.name}, {way} after {seconds:.3f} s: it does not end")
        if b"Traceback" in error and way != "SIGINT":
            self.outcome.damage(f"{self.command.name}, {way} after {seconds:.3f} s: {error[-200:]!r}")
        self._check(f"{self.command.name}, {way} after {seconds:.3f} s")

    def _check(self, what: str) -> None:
        """Check the state after a kill, the next start, and that the command can then be run to its end."""
        place, outcome, command = self.place, self.outcome, self.command
        now = state_of(place)
        outcome.runs += 1
        outcome.shown += len(self.before.rows)
        outcome.lost(f"{what}: {each}" for each in touched(self.before.rows, now.rows))
        self._check_whole(what, now)
        start = place.run()
        if start.returncode or "Traceback" in start.stderr:
            outcome.damage(f"{what}: the next start says {start.stderr[-300:]}")
        if place.db.exists():
            synced = cards(place.db)
            place.run("rebuild")
            if cards(place.db) != synced:
                outcome.damage(f"{what}: after the next start the cards are not those that follow from the log")
        again = place.run(*command.arguments)
        if "Traceback" in again.stderr or (again.returncode and not _done_already(now, self.after)):
            outcome.damage(f"{what}: run again, it says {again.stderr[-300:]}")
        final = state_of(place)
        if set(final.rows.reviews) != set(self.after.rows.reviews) or final.files != self.after.files:
            outcome.damage(f"{what}: run again, it does not come to the state of an undisturbed run")
        if leftovers(place.home):
            place.run("pack", "add", "second.yaml", "--force")  # what `pack remove` has left goes with the next change
        outcome.damaged(f"{what}: {name} is left" for name in leftovers(place.home) + leftovers(place.folder / OUT))

    def _check_whole(self, what: str, now: State) -> None:
        before, after = self.before, self.after
        for name, table in now.rows.tables.items():
            old, new, found = set(before.rows.tables[name]), set(after.rows.tables[name]), set(table)
            parts = command_parts(old, new, found, self.command.slices)
            if not parts and len(found) not in (len(old), len(new)):  # ids differ from run to run
                self.outcome.damage(
                    f"{what}: {name} has {len(found)} rows, which were {len(old)} and become {len(new)}"
                )
        if (own := _packs(now)) not in (_packs(before), _packs(after)):
            self.outcome.damage(f"{what}: {_differing(own, _packs(before), _packs(after))}")
        if now.out not in (before.out, after.out):
            self.outcome.damage(f"{what}: {_differing(now.out, before.out, after.out)}")


def _packs(state: State) -> dict[str, str]:
    """Return the packs and settings of a state. The record of a pack's origin is written after the pack."""
    return {name: digest for name, digest in state.files.items() if not name.endswith(".origin.json")}


def command_parts(old: set[str], new: set[str], found: set[str], slices: bool) -> bool:
    """Whether a table is whole: as before, as after, or with slices anything in between."""
    return found in (old, new) or (slices and old <= found <= new)


def _done_already(now: State, after: State) -> bool:
    """Whether the kill came after everything was done, so that a second run has nothing to do and may refuse."""
    return _packs(now) == _packs(after) and len(now.rows) == len(after.rows)


def _differing(now: dict[str, str], before: dict[str, str], after: dict[str, str]) -> str:
    names = sorted(name for name in {*now, *before, *after} if now.get(name) not in (before.get(name), after.get(name)))
    return f"{names or 'a mix of files'} neither as before nor as after"


def _furnish(place: Place, command: Command) -> None:
    """Make the home before the command, and the files that commands read."""
    place.furnish()
    folder = place.folder
    (folder / OUT).mkdir()
    histories.write(folder / "base.jsonl", command.reviews)
    histories.write(folder / "more.jsonl", 400, seed=2)
    assert place.run("history", "import", folder / "base.jsonl").returncode == 0
    assert place.run("play", PACK, "-n", "4", stdin="b\nb\nb\nb\n").returncode == 0
    if command.name.endswith("of a database"):
        other = Place(folder / "elsewhere")
        other.furnish()
        assert other.run("history", "import", folder / "more.jsonl").returncode == 0
        with closing(sqlite3.connect(other.db)) as db:
            db.execute("VACUUM INTO ?", (str(folder / "other.db"),))
    (folder / "second.yaml").write_text(mixed(20, "second"), encoding="utf-8")
    (folder / "third").mkdir()
    (folder / "third" / "pack.yaml").write_text("zgcquiz: 1\nid: third\ntitle: Third\n", encoding="utf-8")
    for number in range(5):
        bank = "".join(f"  - {{id: b{number}-{i}, question: 'Is it {number}-{i}?', answer: true}}\n" for i in range(9))
        (folder / "third" / f"bank{number}.yaml").write_text(f"questions:\n{bank}", encoding="utf-8")
    if command.name == "pack remove of a folder":
        assert place.run("pack", "add", "third").returncode == 0
    (folder / "newer.yaml").write_text(mixed(45).replace("Number 2?", "Number two?"), encoding="utf-8")
    (folder / "quiz.gift").write_text(_GIFT, encoding="utf-8")
    if command.version:
        new = place.db.with_name("new.db")
        with closing(sqlite3.connect(place.db)) as db:
            db.execute("VACUUM INTO ?", (str(new),))
        for suffix in ("", "-wal", "-shm"):
            place.db.with_name(place.db.name + suffix).unlink(missing_ok=True)
        write_old_database(new, place.db, command.version)
        new.unlink()


def _moments(kills: int, calls: int, rng: Random) -> Iterator[int]:
    """Choose calls: all of them, if there are not too many."""
    yield from sorted(rng.sample(range(1, calls + 1), min(kills, calls)))


def killed_command(
    folder: Path, command: Command, seed: int, kills: int, outcome: Outcome, at_calls: bool | None = None
) -> None:
    """Kill a command so many times: two thirds at chosen calls where the machine allows it, the others by signals."""
    rng = Random(f"{seed}/{command.name}")
    killed = KilledCommand(folder, command, outcome)
    at_calls = compiled() is not None if at_calls is None else at_calls
    by_call = round(kills * 2 / 3) if at_calls else 0
    if by_call:
        for number in _moments(by_call, killed.calls(), rng):
            killed.killed_at_call(number)
    ways: tuple[str, ...] = ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT")
    for number in range(kills - by_call):
        killed.killed_after(rng.uniform(0, killed.seconds * 1.1), ways[number % len(ways)])
