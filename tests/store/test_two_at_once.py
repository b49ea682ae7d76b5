"""Two zgcquiz at once: nothing is lost, nothing fails, and nobody waits longer than for a commit."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.store.making import card_rows, items, make_review, opened, query
from zgcquiz.core.learning.schedule import Scheduler
from zgcquiz.core.log.review import Ref
from zgcquiz.store.log.review_log import ReviewLog

ROOT = Path(__file__).parents[2]

APPENDER = """
import sys, time
from pathlib import Path
from random import Random
from tests.store.making import make_review, opened
from zgcquiz.core.log.review import Ref

path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
rng = Random(name)
with opened(path) as log:
    log.scheduler
    print("ready", flush=True)
    sys.stdin.readline()
    waits = []
    for number in range(count):
        review = make_review(rng, Ref("p", f"item-{number % 7}"))
        start = time.monotonic()
        log.append(review)
        waits.append(time.monotonic() - start)
        print(review.id, flush=True)
    print(max(waits), flush=True)
"""

OPENER = """
import sys, time
from pathlib import Path
from random import Random
from tests.store.making import make_review, opened
from zgcquiz.core.log.review import Ref

folder, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
rng = Random(name)
print("ready", flush=True)
start = float(sys.stdin.readline())
for number in range(count):
    while time.time() < start + 0.06 * number:
        pass
    with opened(folder / f"{number}.db") as log:
        log.append(make_review(rng, Ref("p", name)))
"""

STARTER = """
import sys, time
from zgcquiz.cli.main import run
print("ready", file=sys.stderr, flush=True)
sys.stdin.readline()
sys.exit(run(sys.argv[1:]))
"""


def start(script: str, *arguments: object, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | (env or {}),
    )


def ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.communicate()[1]


def finish(process: subprocess.Popen[str], text: str) -> str:
    out, err = process.communicate(text, timeout=60)
    assert process.returncode == 0, err
    return out


def test_two_that_append_at_once_lose_nothing_and_wait_for_commits_only(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    processes = [start(APPENDER, path, name, 100) for name in "ab"]
    for process in processes:
        ready(process)
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told: list[str] = []
    for process in processes:
        *ids, longest = finish(process, "").split()
        told += ids
        assert float(longest) < 2  # a hundred commits of the other take longer
    assert len(told) == 200
    assert {id for (id,) in query(path, "SELECT id FROM reviews")} == set(told)
    rows = card_rows(path)
    assert sum(row[-3] for row in rows) == 200
    with opened(path) as log:
        log.rebuild()
    assert card_rows(path) == rows


def test_a_log_can_be_made_from_several_processes_at_the_same_instant(tmp_path: Path) -> None:
    count = 25
    processes = [start(OPENER, tmp_path, name, count) for name in "abcd"]
    for process in processes:
        ready(process)
    at = f"{time.time() + 0.2}\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(at)
        process.stdin.flush()
    for process in processes:
        finish(process, "")
    for number in range(count):
        path = tmp_path / f"{number}.db"
        assert query(path, "SELECT DISTINCT item FROM reviews ORDER BY item") == [("a",), ("b",), ("c",), ("d",)]
        assert query(path, "SELECT count(*) FROM settings WHERE key = 'device'") == [(1,)]


def hooked(after: str, action: Callable[[], None]) -> Callable[[Path | str], sqlite3.Connection]:
    """`connect` as the store has it; between a certain statement and the next one, `action` is run."""
    seen: list[str] = []

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
            if seen and len(seen) < 2:
                seen.append(sql)
                action()
            elif not seen and sql.startswith(after):
                seen.append(sql)
            return super().execute(sql, *rest)

    return lambda path: sqlite3.connect(path, timeout=10, isolation_level=None, factory=Connection)


@pytest.mark.parametrize("moment", ["PRAGMA user_version", "PRAGMA journal_mode", "PRAGMA synchronous"])
def test_a_log_may_be_made_by_another_at_any_moment_of_making_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    path = tmp_path / "log.db"
    met: list[str] = []

    def meanwhile() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(
                "zgcquiz.store.log.opening.opening.connect", lambda path: sqlite3.connect(path, isolation_level=None)
            )
            with opened(path) as other:
                other.append(make_review(Random(2), Ref("p", "other")))
                met.append(other.device)

    monkeypatch.setattr("zgcquiz.store.log.opening.opening.connect", hooked(moment, meanwhile))
    with opened(path) as log:
        log.append(make_review(Random(1), Ref("p", "mine")))
        assert [log.device] == met
        assert {review.ref.item for review in log.reviews()} == {"mine", "other"}


def test_a_reader_never_waits_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with opened(path) as log:
        log.sync_cards("p", "1", items(a=[]))
        log.append(make_review(Random(1), Ref("p", "a")))
        writer = sqlite3.connect(path, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        with opened(path) as reader:
            assert len(list(reader.reviews())) == 1
            reader.sync_cards("p", "1", items(a=[]))
        assert time.monotonic() - started < 2
        writer.execute("ROLLBACK")
        writer.close()


def test_a_lock_that_is_never_let_go_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from zgcquiz.core.errors import ZgcError

    monkeypatch.setattr("zgcquiz.store.database.BUSY_SECONDS", 0.1)
    path = tmp_path / "log.db"
    with opened(path) as log:
        writer = sqlite3.connect(path, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(ZgcError) as caught:
            log.append(make_review(Random(1), Ref("p", "a")))
        assert caught.value.code == "busy"
        writer.execute("ROLLBACK")
        writer.close()
        log.append(make_review(Random(1), Ref("p", "a")))


def test_the_scheduler_is_not_loaded_while_others_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the engine takes longer than a commit, so it must not happen inside one."""
    path = tmp_path / "log.db"
    held: list[bool] = []

    def load(*key: Any) -> Scheduler:
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
            held.append(False)
        except sqlite3.OperationalError:
            held.append(True)
        finally:
            other.close()
        return Scheduler(*key)

    monkeypatch.setattr("zgcquiz.store.log.deriving.cards.Scheduler", load)
    log = ReviewLog(path, Random(1))
    log.append(make_review(Random(1), Ref("p", "a")))
    log.close()
    assert held == [False]


def test_an_open_round_holds_up_nobody(home: Path, pack_file: Path) -> None:
    """One learner sits over a question while another window plays a whole round."""
    sitting = start(STARTER, "play", pack_file, "--seed", "1")
    assert sitting.stdin is not None
    assert sitting.stdout is not None
    sitting.stdin.write("go\n0\n")
    sitting.stdin.flush()
    while "Question 2" not in (line := sitting.stdout.readline()):
        assert line
    started = time.monotonic()
    other = start(STARTER, "play", pack_file, "--seed", "2", "--json")
    assert json.loads(finish(other, "go\n" + "a\n" * 4))["asked"] == 4
    assert time.monotonic() - started < 8
    finish(sitting, "0\n" * 3)
    assert query(home / "zgcquiz.db", "SELECT count(*), count(DISTINCT session) FROM reviews") == [(8, 2)]


def test_two_first_starts_at_once_both_play(tmp_path: Path, pack_file: Path) -> None:
    """Neither has a log, nor a compiled pack."""
    for attempt in range(3):
        home = tmp_path / f"home{attempt}"
        processes = [start(STARTER, "play", pack_file, "--json", env={"ZGCQUIZ_HOME": str(home)}) for _ in range(3)]
        for process in processes:
            assert process.stderr is not None
            assert process.stderr.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n0\n0\n0\n0\n")
            process.stdin.flush()
        for process in processes:
            assert json.loads(finish(process, ""))["asked"] == 4
        assert query(home / "zgcquiz.db", "SELECT count(*) FROM reviews") == [(12,)]
