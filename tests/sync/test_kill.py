"""A sync that is killed at any moment costs nothing: the next one completes it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from tests.effort import examples
from tests.sync.making import Device, made

ROOT = Path(__file__).parents[2]

_SYNC = """\
import sys
from pathlib import Path
from tests.sync.making import Device
device = Device(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[1]) / "shared")
print("ready", flush=True)
device.sync()
print("done", flush=True)
"""

_PLACES = """\
import os, sys, sqlite3
from pathlib import Path
from tests.sync.making import Device
device = Device(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[1]) / "shared")
left = int(sys.argv[3])

def event(name, arguments):
    global left
    if name in ("open", "os.rename", "os.remove", "os.mkdir", "os.scandir", "sqlite3.connect"):
        left -= 1
        if left == 0:
            os._exit(9)

sys.addaudithook(event)
device.sync()
"""


def agree(here: Device, there: Device) -> None:
    for _ in range(2):
        here.sync()
        there.sync()
    assert here.holds_all() == there.holds_all()
    assert here.context.log.waiting() == there.context.log.waiting() == 0


def run(code: str, folder: Path, *arguments: object) -> int:
    command = [sys.executable, "-c", code, str(folder), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode


def change(devices: list[Device]) -> None:
    for device in devices:
        device.reopen()
        device.answer("primes")
        device.answer("capital")
    devices[1].undo()


@pytest.mark.parametrize("number", [0, 1])
def test_killed_at_each_of_many_places(number: int) -> None:
    """The process ends at once, before it opens, renames or deletes some file."""
    rng = Random(number)
    with made(2, one_folder=True) as devices:
        here, there = devices
        folder = here.home.parent
        for device in devices:
            device.add_pack(1)
        agree(here, there)
        for place in sorted(rng.sample(range(1, 90), examples(3))):
            change(devices)
            devices[number].set("new_per_day", str(place))
            devices[number].later(1)
            for device in devices:
                device.context.close()
            assert run(_PLACES, folder, number, place) in (0, 9)
            agree(here, there)


@pytest.mark.soak
def test_killed_at_any_moment() -> None:
    rng = Random(1)
    with made(2, one_folder=True) as devices:
        here, there = devices
        agree(here, there)
        for _ in range(60):
            for _ in range(200):
                here.answer()
            here.context.close()
            command = [sys.executable, "-c", _SYNC, str(here.home.parent), "0"]
            with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
                assert process.stdout is not None
                process.stdout.readline()
                time.sleep(rng.uniform(0, 0.3))
                process.kill()
            agree(here, there)
