"""Every file of the corpus at every door, each in a process of its own whose memory is measured: `pytest -m soak`."""

from __future__ import annotations

import json
import os
import shutil
import sys
import traceback
from pathlib import Path

import pytest

from tests.hostile.corpus import Case, cases
from tests.hostile.doors import Bench, doors

pytestmark = [pytest.mark.soak, pytest.mark.skipif(not hasattr(os, "fork"), reason="it needs fork")]

MEMORY = 300 * 2**20
"""Bytes that no command may take, Python and this suite included."""
ADDRESS_SPACE = 4 << 30
KINDS = sorted({case.kind for case in cases()})


def failures_of(case: Case, folder: Path) -> tuple[list[str], int]:
    """Take a file through all its doors in a child process; return what failed, and its peak memory in bytes."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _in_child(case, folder, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status, usage = os.wait4(child, 0)
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    found: list[str] = json.loads(said) if said else [f"{case.name}: the process ended with status {status}"]
    return found, peak


def _in_child(case: Case, folder: Path, writing: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    failed = []
    try:
        bench = Bench(folder)
        path = bench.file(case)
        for name, go in doors(bench, case, path):
            try:
                go()
            except BaseException:
                failed.append(f"{case.name}, {name}: {traceback.format_exc(limit=-4)[-1500:]}")
        os.write(writing, json.dumps(failed[:20]).encode())
    finally:
        os._exit(0)


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_at_every_door(kind: str, tmp_path: Path) -> None:
    failed: list[str] = []
    for number, case in enumerate(case for case in cases() if case.kind == kind):
        folder = tmp_path / str(number)
        found, peak = failures_of(case, folder)
        failed += found
        if peak > MEMORY:
            failed.append(f"{case.name}: {peak / 2**20:.0f} MiB")
        shutil.rmtree(folder)
    assert failed == [], "\n".join(failed)


def test_memory_and_failures_are_seen(tmp_path: Path) -> None:
    """A file that takes too much, and a crash, are reported."""

    def large() -> bytes:
        return b"#" + b"a" * (400 * 2**20)

    found, peak = failures_of(Case("large", "pack", "a.yaml", large), tmp_path / "large")
    assert peak > MEMORY
    found, _ = failures_of(Case("crash", "no such format", "a.x", lambda: b"a"), tmp_path / "crash")
    assert found == []
    found, _ = failures_of(Case("no file", "pack", "../in/x/a.yaml", lambda: b"a"), tmp_path / "none")
    assert found
    assert "the process ended" in found[0]
