"""The power goes at any instant: what was written and not synced is lost, in part or in whole.

A round is recorded call by call; then the disk is put together as it may look after a cut: each file as it was last
synced, with any of the later writes to it, torn at sectors. Creating, renaming and deleting files counts as done.
Needs the shim.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.faults.contents import read_rows, touched
from tests.faults.ledger import Deed, compare, kept_entries
from tests.faults.outcome import Outcome
from tests.faults.place import PACK, Place
from tests.faults.reading import read_text
from tests.faults.shim import Failing

SECTOR = 512


@dataclass(frozen=True)
class Call:
    """A recorded call. data: what was written, or the source of a renaming."""

    name: str
    path: str
    offset: int
    data: bytes


def parse(recorded: bytes) -> list[Call]:
    found = []
    while recorded:
        head, _, recorded = recorded.partition(b"\n")
        name, path, offset, size = head.decode().split("\t")
        found.append(Call(name, path, int(offset), recorded[: int(size)]))
        recorded = recorded[int(size) :]
    return found


@dataclass
class Disk:
    """Files as they were last synced, and the writes to them since."""

    files: dict[str, bytearray]
    since: dict[str, list[Call]] = field(default_factory=dict)

    def do(self, call: Call) -> None:
        if call.name in ("write", "ftruncate", "ftruncate64", "truncate"):
            self.files.setdefault(call.path, bytearray())
            self.since.setdefault(call.path, []).append(call)
        elif call.name in ("fsync", "fdatasync"):
            for later in self.since.pop(call.path, []):
                _apply(self.files[call.path], later)
        elif call.name == "create":
            self.files.setdefault(call.path, bytearray())
        elif call.name == "unlink":
            self.files.pop(call.path, None)
            self.since.pop(call.path, None)
        elif call.name == "rename":
            source = call.data.decode()
            self.files[call.path] = self.files.pop(source)
            self.since[call.path] = self.since.pop(source, [])

    def after_a_cut(self, rng: Random) -> dict[str, bytes]:
        """Return what the files may hold after the power was cut."""
        kept = {}
        share = rng.choice((0.0, 0.5, 1.0))
        for path, content in self.files.items():
            found = bytearray(content)
            for later in self.since.get(path, []):
                if later.name != "write":
                    _apply(found, later)
                    continue
                for place in range(0, len(later.data), SECTOR):
                    if rng.random() < share:
                        part = later.data[place : place + SECTOR]
                        _apply(found, Call("write", path, later.offset + place, part))
            kept[path] = bytes(found)
        return kept


def _apply(content: bytearray, call: Call) -> None:
    if call.name == "write":
        content.extend(bytes(max(0, call.offset - len(content))))
        content[call.offset : call.offset + len(call.data)] = call.data
    else:
        size = call.offset
        del content[size:]
        content.extend(bytes(size - len(content)))


def record(place: Place, *arguments: object, stdin: str) -> list[Call]:
    """Run a command to its end, and return its calls and what it showed, in order."""
    recording = place.folder / "recording"
    recording.unlink(missing_ok=True)
    done = place.run(*arguments, stdin=stdin, env=Failing().env(place.home) | {"FAULT_RECORD": str(recording)})
    assert done.returncode == 0, done.stderr
    return parse(recording.read_bytes())


def power_cuts(folder: Path, seed: int, cuts: int, outcome: Outcome, mutant: str = "") -> None:
    """Cut the power at any call of a round, and look at what the next start finds."""
    template = Place(folder / "template")
    template.furnish()
    assert template.run("play", PACK, "-n", "5", stdin="b\n" * 5).returncode == 0
    place = Place(folder / "run", mutant)
    rng = Random(f"{seed}/power")
    before = read_rows(template.db)
    for number in range(cuts):
        if number % 25 == 0:
            place.become(template)
            start = {str(path): bytearray(path.read_bytes()) for path in place.home.rglob("*") if path.is_file()}
            calls = record(place, "play", PACK, "-n", "15", "--seed", str(number), stdin="b\n" * 15)
        marks = [place for place, call in enumerate(calls, 1) if call.name == "shown"]
        at = rng.choice(marks) if rng.random() < 0.5 else rng.randint(1, len(calls))
        disk = Disk({path: bytearray(content) for path, content in start.items()})
        for call in calls[:at]:
            disk.do(call)
        shutil.rmtree(place.home)
        for path, content in disk.after_a_cut(rng).items():
            if not path.endswith("-shm"):  # it is made again after a crash
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                Path(path).write_bytes(content)
        outcome.runs += 1
        what = f"power cut at call {at} of {len(calls)}, seed {number // 25 * 25}"
        shown = read_text(b"".join(call.data for call in calls[:at] if call.name == "shown").decode())
        after = read_rows(place.db)
        account = compare(shown, kept_entries(before, after))
        outcome.shown += sum(each.deed is Deed.ANSWERED for each in shown)
        outcome.lost(f"{what}: {each}" for each in account.lost)
        outcome.damaged(f"{what}: {each}" for each in (*account.wrong, *touched(before, after)))
        done = place.run("history", "--json")
        if done.returncode or len(json.loads(done.stdout)) != len(after):
            outcome.damage(f"{what}: the next start says {done.stderr[-300:]}")
