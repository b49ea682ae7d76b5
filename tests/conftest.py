"""Fixtures for all tests: a home folder of their own, a clock to set, a pack to play."""

from __future__ import annotations

import gc
import io
import json
import os
import sys
from collections.abc import Callable, Generator, Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from tests import offline
from tests.effort import examples
from zgcquiz.app.context import AppContext
from zgcquiz.cli import main
from zgcquiz.core.moment import DAY, HOUR, Moment
from zgcquiz.store.paths import Paths

_PATIENT = {"max_examples": examples(30), "deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
"""A busy machine may be slow to draw examples, which is no failure."""
settings.register_profile("patient", **_PATIENT)  # type: ignore[arg-type]
settings.register_profile("ci", derandomize=True, **_PATIENT)  # type: ignore[arg-type]
settings.load_profile("patient")
if os.environ.get("CI"):
    settings.load_profile("ci")  # a result of CI depends on the change only

sys.dont_write_bytecode = False  # else each of some hundred processes compiles the program anew
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

_MEMORY = Path("/dev/shm")


def _keep_temporary_files_in_memory() -> None:
    """Most tests write a log, which waits for the disk several times: some 50 ms a test, where the rest takes 5 ms.

    On other systems, and where there is no room or no program may be started, they are where they always are.
    """
    if "PYTEST_DEBUG_TEMPROOT" in os.environ or not os.access(_MEMORY, os.W_OK):
        return
    found = os.statvfs(_MEMORY)
    if found.f_bavail * found.f_frsize > 2 << 30 and not found.f_flag & os.ST_NOEXEC:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(_MEMORY)


_keep_temporary_files_in_memory()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Let each worker take neighbours, so that it is mostly one that makes the fixtures of a module."""
    from xdist.scheduler import WorkStealingScheduling  # type: ignore[import-untyped]

    return WorkStealingScheduling(config, log) if config.getvalue("dist") == "load" else None


def pytest_collection_finish() -> None:
    """Leave what collecting made, which stays to the end, out of each later collection of garbage."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Run a test without the network, and fail it if it tried."""
    offline.refuse(serves=item.get_closest_marker("serves") is not None)
    try:
        result = yield
    finally:
        attempts = offline.allow()
    if attempts:
        raise offline.NetworkRefusedError(f"it used the network: {attempts}")
    return result


NOON = Moment(1_790_000_000_000 // DAY * DAY + 12 * HOUR)
"""Noon of a day in 2026, in UTC."""

PACK = """\
zgcquiz: 1
id: small
title: A small pack
sources:
  book: {title: The Book, publisher: Press, published: 2020}
questions:
  - id: capital
    question: What is the capital of France?
    answer: Paris
    distractors: [Lyon, Nice, {text: Rome, feedback: That is Italy's.}, Lille]
    explanation: It stands on the Seine.
    source: {id: book, section: Cities, paragraph: 2}
    tags: [cities]
  - id: primes
    question: Which of these are prime?
    answers: ['2', '3']
    distractors: ['4', '6', '8', '9']
    tags: [numbers]
  - id: earth-round
    question: Is the earth round?
    answer: true
  - id: fixed
    question: Which year came first?
    answer: '1905'
    options: ['1905', '1912', '1919', '1926']
    tags: [numbers]
"""


class Clock:
    """A clock that only moves when told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> Moment:
        return self.now

    def forward(self, *, days: float = 0, minutes: float = 0) -> None:
        self.now = Moment(self.now.ms + round(days * DAY + minutes * 60_000), self.now.offset)


_numbers = count()


@pytest.fixture(autouse=True)
def home(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Return a data folder for this test alone, without the machine's settings.

    Most tests never create it, so a temporary folder is only made for those that ask for one.
    """
    has_folder = "tmp_path" in request.fixturenames
    folder = request.getfixturevalue("tmp_path") if has_folder else tmp_path_factory.getbasetemp()
    path: Path = folder / ("home" if has_folder else f"home{next(_numbers)}")
    monkeypatch.setenv("ZGCQUIZ_HOME", str(path))
    for name in ("NO_COLOR", "COLUMNS", "LINES", "TERM", "FORCE_COLOR", "COLORTERM", "LANG", "LC_ALL", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    return path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """Return the folder of shipped packs, which is empty."""
    path = tmp_path / "shipped"
    path.mkdir()
    return path


@pytest.fixture
def make_context(home: Path, shipped: Path, clock: Clock) -> Iterator[Callable[[], AppContext]]:
    """Make contexts over the test's home, with its clock and a seeded generator."""
    made: list[AppContext] = []

    def make() -> AppContext:
        seconds = iter(range(1_000_000))
        context = AppContext(
            paths=Paths(home, home / "cache", shipped, home),
            clock=clock,
            timer=lambda: float(next(seconds)),
            rng=Random(len(made) + 1),
        )
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def context(make_context: Callable[[], AppContext]) -> AppContext:
    return make_context()


@pytest.fixture
def pack_file(tmp_path: Path) -> Path:
    """Return a pack with an item of each kind, as a file outside the library."""
    path = tmp_path / "small.yaml"
    path.write_text(PACK, encoding="utf-8")
    return path


class Ran(NamedTuple):
    """The result of a command line."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def zgcquiz(
    make_context: Callable[[], AppContext], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Return a function that runs a command line in this process: `zgcquiz("play", "--json", stdin="a\\nb\\n")`."""

    def run(*arguments: object, stdin: str | bytes = "") -> Ran:
        capsys.readouterr()
        content = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        code = main.run([str(argument) for argument in arguments], make_context)
        return Ran(code, *capsys.readouterr())

    return run
