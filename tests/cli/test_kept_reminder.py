"""The reminder that is kept says what the log says, whatever was done in between."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.conftest import Clock, Ran
from zgcquiz.app.context import AppContext
from zgcquiz.cli import remind
from zgcquiz.core.moment import Moment
from zgcquiz.store.kept_reminder import KeptWork, basis_of, keep_work, kept_work

Run = Callable[..., Ran]
MANY = "zgcquiz: 1\nid: many\ntitle: Many\nquestions:\n" + "".join(
    f"  - {{id: q{number}, question: Is {number} small?, answer: true}}\n" for number in range(40)
)


@pytest.fixture
def settled() -> Callable[[], int]:
    """A time at which every change has settled; the steps of a test are further apart than the times of files."""
    return lambda: time.time_ns() + 3_600_000_000_000


class Learner:
    """Somebody who does anything, and asks for the reminder each time."""

    def __init__(self, run: Run, make_context: Callable[[], AppContext], clock: Clock, folder: Path) -> None:
        self._run = run
        self._make = make_context
        self._clock = clock
        self._many = folder / "many.yaml"
        self._many.write_text(MANY)
        self._config = make_context().paths.config
        self.kept = 0

    def does(self, act: str, number: int) -> None:
        match act:
            case "play":
                self._run("play", "-n", str(number), stdin="a\nb\n0\n" * number)
            case "review":
                self._run("review", stdin="a\n" * number)
            case "add":
                self._run("pack", "add", self._many, "--force")
            case "remove":
                self._run("pack", "remove", "many")
            case "edit":
                text = MANY.partition(f"  - {{id: q{number + 1},")[0]
                self._many.write_text(text)
                self._run("pack", "add", self._many, "--force")
            case "set":
                self._run("config", "set", "new_per_day", str(number))
            case "zone":
                self._clock.now = Moment(self._clock().ms, 60 * (number - 6))
            case "suspend":
                self._run("suspend", "many", f"q{number}")
            case "bury":
                self._run("bury", "many", f"q{number}")
            case "later":
                self._clock.forward(minutes=(1 << number * 2) / 60_000)
            case "back":
                self._clock.forward(minutes=-(1 << number * 2) / 60_000)
        time.sleep(0.012)

    def asks(self, time_ns: Callable[[], int]) -> tuple[int, int, float | None]:
        with self._make() as context:
            basis = basis_of(context.paths, self._clock().offset, "0.1.0")
            self.kept += kept_work(context.paths, basis, self._clock().ms) is not None
            work = remind.todays_work(context.paths, time_ns, self._clock)
        return work.due, work.new, work.seconds


ACTS = ("play", "review", "add", "remove", "edit", "set", "zone", "suspend", "bury", "later", "later", "later", "back")


@pytest.mark.parametrize("seed", range(12))
def test_it_says_what_the_log_says(
    zgcquiz: Run, make_context: Callable[[], AppContext], clock: Clock, tmp_path: Path, settled: Callable[[], int],
    seed: int,
) -> None:  # fmt: skip
    random = Random(seed)
    learner = Learner(zgcquiz, make_context, clock, tmp_path)
    learner.does("add", 0)
    for _ in range(25):
        learner.does(random.choice(ACTS), random.randrange(1, 14))
        for _ in range(random.randrange(4)):
            said = learner.asks(settled)
            with make_context() as context:
                today = remind.reminder(context).today
            assert said == (today.due, today.new, today.seconds)
    assert learner.kept > 3, "the oracle was compared with itself"


def test_once_it_is_kept_the_log_is_not_opened(
    zgcquiz: Run, make_context: Callable[[], AppContext], greek: Path, monkeypatch: pytest.MonkeyPatch,
    settled: Callable[[], int], clock: Clock,
) -> None:  # fmt: skip
    zgcquiz("pack", "add", greek)
    paths = make_context().paths
    remind.todays_work(paths, settled, clock)  # which may have to write to the log, so it is not kept
    first = remind.todays_work(paths, settled, clock)
    monkeypatch.setattr(remind, "reminder", None)
    second = remind.todays_work(paths, settled, clock)
    assert (second.due, second.new, second.seconds) == (first.due, first.new, first.seconds)
    assert isinstance(second, KeptWork)
    if os.name == "posix":
        assert (paths.cache / "reminder").stat().st_mode & 0o077 == 0


def test_a_change_that_might_be_followed_by_another_is_not_trusted(
    zgcquiz: Run, make_context: Callable[[], AppContext], greek: Path, clock: Clock
) -> None:
    zgcquiz("pack", "add", greek)
    paths = make_context().paths
    remind.todays_work(paths, time.time_ns, clock)
    assert not (paths.cache / "reminder").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"1 2 3\n",
        b"1 -1 x - 0 9\n",
        b"2 1 1 - 0 9999999999999\n",
        b"1 1 1 - 0 9999999999999\nother",
    ],
)
def test_what_is_damaged_or_of_others_is_not_used(
    zgcquiz: Run, make_context: Callable[[], AppContext], greek: Path, clock: Clock, settled: Callable[[], int],
    content: bytes,
) -> None:  # fmt: skip
    zgcquiz("pack", "add", greek)
    paths = make_context().paths
    (paths.cache / "reminder").write_bytes(content)
    assert remind.todays_work(paths, settled, clock).new == 4


def test_where_nothing_can_be_kept_it_is_said_all_the_same(
    zgcquiz: Run, make_context: Callable[[], AppContext], greek: Path, clock: Clock, settled: Callable[[], int]
) -> None:
    zgcquiz("pack", "add", greek)
    paths = make_context().paths
    (paths.cache / "reminder").mkdir()
    assert remind.todays_work(paths, settled, clock).new == 4


def test_an_event_of_a_clock_that_ran_ahead_is_waited_for(
    zgcquiz: Run, make_context: Callable[[], AppContext], greek: Path, clock: Clock, settled: Callable[[], int]
) -> None:
    clock.forward(days=9)
    zgcquiz("play", greek, "-n", "2", stdin="a\na\n")
    clock.forward(days=-9)
    zgcquiz("pack", "add", greek)
    paths = make_context().paths
    remind.todays_work(paths, settled, clock)
    assert kept_work(paths, basis_of(paths, clock().offset, "0.1.0"), clock().ms) is None


def test_it_holds_from_its_time_until_before_its_end(make_context: Callable[[], AppContext]) -> None:
    paths = make_context().paths
    basis = basis_of(paths, 0, "1")
    keep_work(paths, basis, KeptWork(1, 2, None), 10, 20)
    found = {ms: kept_work(paths, basis, ms) for ms in (9, 10, 19, 20)}
    assert [ms for ms, work in found.items() if work == KeptWork(1, 2, None)] == [10, 19]
    assert kept_work(paths, basis_of(paths, 60, "1"), 15) is None
    assert kept_work(paths, basis_of(paths, 0, "2"), 15) is None


def test_keeping_it_loads_none_of_the_heavy_modules() -> None:
    """Else it would take as long as working it out."""
    import subprocess

    code = (
        "import sys; from zgcquiz.store import kept_reminder; from zgcquiz.cli import remind;"
        "from zgcquiz.ui.round import workload_phrases;"
        "print([name for name in ('msgspec', 'sqlite3', 'typer', 'rich', 'json', 'yaml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
