"""A round goes on while another program holds the log, however long, and loses no answer."""

from __future__ import annotations

import io
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from rich.console import Console

from zgcquiz.app.context import AppContext
from zgcquiz.app.round.play import play
from zgcquiz.app.selection import select
from zgcquiz.ui.round.piped_frontend import PipedFrontend


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Another program's lock on a log, let go after some seconds."""
    taken = threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            taken.set()
            time.sleep(seconds)
            other.execute("ROLLBACK")

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(10)
    yield
    thread.join()


class Lines:
    """A learner's lines; before the second of them another program takes the lock."""

    def __init__(self, path: Path, seconds: float) -> None:
        self._path = path
        self._seconds = seconds

    def __iter__(self) -> Iterator[str]:
        yield "a\n"
        with locked(self._path, self._seconds):
            yield "b\n"
            yield "c\n"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zgcquiz.app.round.runner._PATIENCE", 0.05)


@pytest.mark.usefixtures("impatient")
def test_an_answer_waits_for_another_program_and_is_saved(context: AppContext, pack_file: Path) -> None:
    told = io.StringIO()
    frontend = PipedFrontend(None, None, Console(file=told, width=200))
    frontend._lines = iter(Lines(context.log.path, 0.8))
    report = play(context, select(context, str(pack_file)), frontend, questions=3, seed=1)
    assert report.asked == 3
    assert len(list(context.log.reviews())) == 3
    assert told.getvalue().count("Waiting for it; Ctrl-C") == 1


@pytest.mark.usefixtures("impatient")
def test_ctrl_c_ends_a_round_that_waits(context: AppContext, pack_file: Path) -> None:
    class Interrupting(PipedFrontend):
        def waiting(self) -> None:
            raise KeyboardInterrupt

    frontend = Interrupting(None, None, Console(file=io.StringIO(), width=200))
    frontend._lines = iter(Lines(context.log.path, 0.8))
    report = play(context, select(context, str(pack_file)), frontend, questions=3, seed=1)
    assert report.ending.interrupted
    assert report.asked == len(list(context.log.reviews())) == 1
