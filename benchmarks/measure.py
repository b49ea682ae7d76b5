"""Timing of whole processes, on pipes and on a pseudo-terminal, in turns."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from select import select
from statistics import median

_PATIENCE = 60.0
"""The seconds to wait for output of a program."""
_ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


class BenchmarkError(Exception):
    """A program did not do what it is measured for."""


@dataclass(frozen=True)
class Sample:
    """Repeated measurements of one thing."""

    name: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def minimum(self) -> float:
        return min(self.values)


@dataclass(frozen=True)
class Row:
    """A row of the table.

    yardstick: the measurement it is compared with; target: the ratio allowed; limit: the value allowed without a
    yardstick, in the row's unit.
    """

    subject: Sample
    yardstick: Sample | None = None
    target: float | None = None
    unit: str = "ms"
    limit: float | None = None

    @property
    def ratio(self) -> float | None:
        """The ratio of the medians, to which the target applies."""
        return None if self.yardstick is None else self.subject.median / self.yardstick.median

    @property
    def least_ratio(self) -> float | None:
        """The ratio of the minima, as on an idle machine."""
        return None if self.yardstick is None else self.subject.minimum / self.yardstick.minimum

    @property
    def met(self) -> bool | None:
        if self.limit is not None:
            return self.subject.median <= self.limit
        return None if self.ratio is None or self.target is None else self.ratio <= self.target


def in_turns(measures: Mapping[str, Callable[[], float]], runs: int) -> dict[str, Sample]:
    """Run every measure once, unrecorded, then `runs` times in turns, so that other load affects all alike."""
    values: dict[str, list[float]] = {name: [] for name in measures}
    for run in range(runs + 1):
        for name, measure in measures.items():
            value = measure()
            if run:
                values[name].append(value)
    return {name: Sample(name, tuple(found)) for name, found in values.items()}


def to_exit(command: Sequence[str], environ: Mapping[str, str], folder: Path) -> float:
    """Return the milliseconds from a program's start to its end, discarding its output."""
    start = time.perf_counter()
    code = subprocess.call(
        command, env=environ, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    elapsed = time.perf_counter() - start
    if code:
        raise BenchmarkError(f"{' '.join(command)} ended with {code}")
    return elapsed * 1000


def to_text(command: Sequence[str], text: str, environ: Mapping[str, str], folder: Path, keys: str = "") -> float:
    """Return the milliseconds from a program's start on an 80x24 terminal until a text is shown.

    keys: typed then, to end the program.
    """
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, 80))
    wanted = text.encode()
    try:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, env=environ, cwd=folder, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        os.close(slave)
        seen = b""
        while wanted not in _ESCAPES.sub(b"", seen):
            found = _read(master)
            if not found:
                process.kill()
                process.wait()
                said = seen.decode("utf-8", "replace")
                raise BenchmarkError(f"{' '.join(command)} never said '{text}', but: {said}")
            seen += found
        elapsed = time.perf_counter() - start
        os.write(master, keys.encode())
        while _read(master):
            pass
        process.wait(_PATIENCE)
    finally:
        os.close(master)
    return elapsed * 1000


def _read(master: int) -> bytes:
    """Return output of a terminal, b"" if it is closed, or silent for too long."""
    if not select([master], [], [], _PATIENCE)[0]:
        return b""
    try:
        return os.read(master, 65536)
    except OSError:  # on Linux, the other end is closed
        return b""


def clocked(work: Callable[[], object]) -> float:
    """Return the milliseconds that some work takes in this process."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
