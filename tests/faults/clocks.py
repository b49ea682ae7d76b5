"""Clocks that jump forwards and back within and between rounds, zones, and summer time."""

from __future__ import annotations

import subprocess
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from tests.faults.contents import cards, read_rows, touched
from tests.faults.ledger import Deed, compare, kept_entries
from tests.faults.outcome import Outcome
from tests.faults.place import PACK, Place
from tests.faults.reading import read_text

ZONES = (
    "UTC", "Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe",
    "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Africa/Casablanca",
)  # fmt: skip
CHANGES = tuple(
    int(datetime(*moment, tzinfo=UTC).timestamp())
    for moment in ((2026, 3, 29, 0, 55), (2026, 10, 25, 0, 55), (2026, 3, 8, 9, 55), (2026, 11, 1, 8, 55))
)
"""Five minutes before the clocks change in Berlin or Los Angeles."""
JUMPS = (-10 * 365 * 86400, -86400, -7200, -3600, -61, -1, 0, 0, 1, 61, 3600, 7200, 86400, 30 * 86400, 365 * 86400)
LONGEST_INTERVAL = 36_500
_DAY = 86400


class Clocked(Place):
    """A place whose program reads its clock from a file."""

    def argv(self, *arguments: object) -> list[str]:
        python, _, module, *rest = super().argv(*arguments)
        inner = [module, *rest] if self.mutant else rest
        return [python, "-m", "tests.faults.clocked", str(self.clock_file), *inner]

    @property
    def clock_file(self) -> Path:
        return self.folder / "clock"

    def set(self, now: float) -> None:
        """Set the clock, in seconds since 1970."""
        beside = self.clock_file.with_name("clock.next")
        beside.write_text(repr(now - time.time()), encoding="utf-8")
        beside.replace(self.clock_file)


def jumping_clocks(folder: Path, seed: int, rounds: int, outcome: Outcome, mutant: str = "") -> None:
    """Play rounds in which the clock jumps between any two answers, each in a zone of its own."""
    rng = Random(f"{seed}/clocks")
    place = Clocked(folder, mutant)
    place.set(CHANGES[0])
    place.furnish()
    for number in range(rounds):
        place.extra = {"TZ": rng.choice(ZONES)}
        now = float(rng.choice(CHANGES) + rng.choice(JUMPS))
        _round(place, rng, now, f"round {number} at {now:.0f} in {place.extra['TZ']}", outcome)
    _check_due(place, outcome)


def _round(place: Clocked, rng: Random, now: float, what: str, outcome: Outcome) -> None:
    before = read_rows(place.db)
    place.set(now)
    mode = ("play", PACK, "-n", "8") if rng.random() < 0.6 else ("review", PACK, "--limit", "8", "--new", "4")
    process = place.start(*mode)
    assert process.stdin is not None
    assert process.stdout is not None
    out = b""
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    asked = 0
    while line := process.stdout.readline():
        out += line
        if line.startswith(b"Question "):
            asked += 1
            now += rng.choice(JUMPS)
            now = min(max(now, CHANGES[0] - 20 * 365 * _DAY), CHANGES[-1] + 20 * 365 * _DAY)
            place.set(now)
            try:
                process.stdin.write(b"q\n" if asked > 12 else rng.choice((b"rightly\n", b"rightly\n", b"0\n")))
            except BrokenPipeError:
                break
    process.stdin.close()
    error = process.stderr.read() if process.stderr else b""
    process.wait(60)
    watchdog.cancel()
    _close(process)
    outcome.runs += 1
    shown = read_text(out.decode())
    after = read_rows(place.db)
    account = compare(shown, kept_entries(before, after))
    outcome.shown += sum(each.deed is Deed.ANSWERED for each in shown)
    outcome.lost(f"{what}: {each}" for each in account.lost)
    outcome.damaged(f"{what}: {each}" for each in (*account.wrong, *touched(before, after)))
    if process.returncode or b"Traceback" in error:
        outcome.damage(f"{what}: ends with {process.returncode}, {error[-300:]!r}")


def _close(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()


def _check_due(place: Clocked, outcome: Outcome) -> None:
    """Check the schedule once the clock is right: after all that was answered, it is what the log says, and sane."""
    place.extra = {"TZ": "UTC"}
    now = max(CHANGES) + 41 * 365 * _DAY
    place.set(now)
    done = place.run()
    if done.returncode:
        outcome.damage(f"once the clock is right: {done.stderr[-300:]}")
    place.run("rebuild")
    found = cards(place.db)
    place.run("rebuild")
    if cards(place.db) != found:
        outcome.damage("a second rebuild gives other cards")
    for pack, item, _, stability, _, last_day, interval, due_day, *_ in found:
        if stability is not None and not (
            stability > 0 and 0 <= interval <= LONGEST_INTERVAL and last_day <= due_day <= last_day + LONGEST_INTERVAL
        ):
            outcome.damage(f"{pack} {item}: last on day {last_day}, due on day {due_day}, interval {interval}")
