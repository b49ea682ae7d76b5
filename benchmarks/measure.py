"""Timing of whole processes, on pipes and on a pseudo-terminal, in turns."""

from __future__ import annotations

import json
import math
import os
import pty
import re
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from select import select
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
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
    yardstick, in the row's unit. peak: the most memory taken, in MB, and the most allowed. growth: the exponent with
    which the value grows, and the one allowed.
    """

    subject: Sample
    yardstick: Sample | None = None
    target: float | None = None
    unit: str = "ms"
    limit: float | None = None
    peak: tuple[float, float] | None = None
    growth: tuple[float, float] | None = None

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
        """Whether all that the row may not exceed is kept; None if there is nothing."""
        ratio = None if self.ratio is None or self.target is None else (self.ratio, self.target)
        value = None if self.limit is None else (self.subject.median, self.limit)
        bounded = [pair for pair in (ratio, value, self.peak, self.growth) if pair]
        return all(found <= most for found, most in bounded) if bounded else None


@dataclass(frozen=True)
class Use:
    """What a process took: seconds by the clock, seconds of processor time, and its peak of memory in MB."""

    clock: float
    cpu: float
    peak: float


_RUNNER = """
import json, os, resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.call(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=open(sys.argv[1], "wb"), stderr=sys.stderr)
clock, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([code, clock, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""
# A process of its own, because a child counts the memory of the process that starts it, and this one may be large.


def used(
    command: Sequence[str], environ: Mapping[str, str], folder: Path, out: Path = Path(os.devnull), code: int = 0
) -> Use:
    """Run a program to its end and return what it took. out: the file for its output; code: how it must end."""
    found = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _RUNNER, str(out), *command],
        env=environ, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )  # fmt: skip
    ended, clock, cpu, peak = json.loads(found.stdout)
    if ended != code:
        raise BenchmarkError(f"{' '.join(command)} ended with {ended}: {found.stderr[-2000:]}")
    return Use(clock, cpu, peak / (1024**2 if sys.platform == "darwin" else 1024))


def exponent(small: float, large: float, factor: float) -> float:
    """Return the exponent with which a cost grows: that of the ratio of two costs to a factor of sizes."""
    return math.log(large / small) / math.log(factor)


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


class Terminal:
    """A program on a pseudo-terminal of 80x24."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], folder: Path) -> None:
        self._command = command
        self._master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (24, 80))
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command, env=environ, cwd=folder, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(_PATIENCE)
        os.close(self._master)

    def press(self, keys: str) -> float:
        """Type; return the moment."""
        now = time.perf_counter()
        os.write(self._master, keys.encode())
        return now

    def wait_for(self, text: str) -> float:
        """Wait for a text that has not been read yet; return the moment when it came, in seconds of `perf_counter`."""
        wanted, seen = text.encode(), b""
        while wanted not in _ESCAPES.sub(b"", seen):
            found = self._read()
            if not found:
                said = seen.decode("utf-8", "replace")
                raise BenchmarkError(f"{' '.join(self._command)} never said '{text}', but: {said}")
            seen += found
        return time.perf_counter()

    def wait_for_end(self) -> float:
        """Wait until the program has ended; return the moment."""
        while self._read():
            pass
        self._process.wait(_PATIENCE)
        return time.perf_counter()

    def _read(self) -> bytes:
        """Return output, b"" if the terminal is closed, or silent for too long."""
        if not select([self._master], [], [], _PATIENCE)[0]:
            return b""
        try:
            return os.read(self._master, 65536)
        except OSError:  # on Linux, the other end is closed
            return b""


def to_text(command: Sequence[str], text: str, environ: Mapping[str, str], folder: Path, keys: str = "") -> float:
    """Return the milliseconds from a program's start on a terminal until a text is shown.

    keys: typed then, to end the program; without any it is killed.
    """
    with Terminal(command, environ, folder) as terminal:
        shown = terminal.wait_for(text)
        if keys:
            terminal.press(keys)
            terminal.wait_for_end()
        return (shown - terminal.started) * 1000


def to_end(command: Sequence[str], environ: Mapping[str, str], folder: Path) -> float:
    """Return the milliseconds from a program's start on a terminal to its end."""
    with Terminal(command, environ, folder) as terminal:
        return (terminal.wait_for_end() - terminal.started) * 1000


def clocked(work: Callable[[], object]) -> float:
    """Return the milliseconds that some work takes in this process."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
