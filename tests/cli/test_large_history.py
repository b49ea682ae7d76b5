"""Imports and exports of large histories: killed, several at once, beside a round, and within bounded memory."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.ids import uuid7
from tests.store.making import card_rows, items, opened, query
from zgcquiz.core.moment import DAY, Moment

ROOT = Path(__file__).parents[2]
END = 1_790_000_000_000
RUN = "import sys; from zgcquiz.cli.main import run; sys.exit(run(sys.argv[1:]))"
MEASURED = """
import resource, sys
from zgcquiz.cli.main import run
code = run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""
KILLED = """
import os, sys
from zgcquiz.cli.main import run
from zgcquiz.store.log.deriving import derivation
from zgcquiz.store.log.events import merging

def killed_at(owner, name, left):
    function = getattr(owner, name)
    def counted(*arguments):
        nonlocal left
        result = function(*arguments)
        left -= 1
        if left < 0:
            os.kill(os.getpid(), 9)
        return result
    setattr(owner, name, counted)

module, name, left = sys.argv[1:4]
owner, method = name.split(".")
killed_at(getattr({"merging": merging, "derivation": derivation}[module], owner), method, int(left))
sys.exit(run(sys.argv[4:]))
"""
"""Kills itself during or after the nth call of a method."""
ROUND = """
import sys, time
from pathlib import Path
from random import Random
from tests.store.making import items, make_review, opened
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment

rng = Random(9)
with opened(Path(sys.argv[1])) as log:
    log.sync_cards("mine", "1", items(a=[], b=[]))
    longest, ids = 0.0, []
    print("ready", flush=True)
    while Path(sys.argv[2]).exists():
        review = make_review(rng, Ref("mine", "ab"[len(ids) % 2]), Moment(int(time.time() * 1000)))
        start = time.monotonic()
        log.append(review)
        longest = max(longest, time.monotonic() - start)
        ids.append(review.id)
        time.sleep(0.02)
print(longest, *ids)
"""


def write_history(path: Path, reviews: int, packs: int = 3) -> list[str]:
    """Write a file as `history export` does; return the ids. A guess now and then lets the tallies change."""
    rng = random.Random(reviews)
    ids = []
    with path.open("w", encoding="utf-8") as file:
        for at in range(reviews):
            ms = END - 400 * DAY + 400 * DAY * at // reviews
            item = rng.randrange(max(1, reviews // 20))
            right = rng.random() < 0.8
            ids.append(uuid7(ms, rng))
            line = {
                "id": ids[-1], "at": Moment(ms).iso, "pack": f"p{item % packs}", "question": f"item-{item}",
                "shown": ["One", "Two", "Three"], "response": ["One"] if right else None, "correct": right,
                "rating": 3 if right else 1, "kind": "single", "seconds": 4.2, "void": rng.random() < 0.01,
            }  # fmt: skip
            file.write(json.dumps(line) + "\n")
    return ids


def start(home: Path, *arguments: object, script: str = RUN) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "ZGCQUIZ_HOME": str(home)},
    )


def finished(process: subprocess.Popen[str]) -> tuple[str, str]:
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, err
    return out, err


def synced(path: Path) -> list[object]:
    """The cards once the packs are synchronized, as the next start does."""
    with opened(path) as log:
        for pack in ("p0", "p1", "p2"):
            log.sync_cards(pack, "1", items())
    return [row for row in card_rows(path) if row[0] in ("p0", "p1", "p2")]


def check_cards(path: Path) -> None:
    """The cards are those of a log from which they were all derived anew."""
    cards = synced(path)
    with opened(path) as log:
        log.rebuild()
    assert cards
    assert synced(path) == cards


def complete(home: Path, file: Path, ids: list[str]) -> int:
    """Import a file after an import of it was killed, and check the log before and after; return how many it had."""
    path = home / "zgcquiz.db"
    synced(path)
    before = _count(path)
    if before:
        check_cards(path)
    added = json.loads(finished(start(home, "history", "import", file, "--json"))[0])["added"]
    assert added == len(ids) - before
    assert {id for (id,) in query(path, "SELECT id FROM reviews")} == set(ids)
    again = json.loads(finished(start(home, "history", "import", file, "--json"))[0])
    assert (again["added"], again["voided"]) == (0, 0)
    check_cards(path)
    return before


def _count(path: Path) -> int:
    """The number of reviews; 0 while there is no log."""
    if not path.exists() or query(path, "SELECT 1 FROM sqlite_master WHERE name = 'reviews'") == []:
        return 0
    return int(query(path, "SELECT count(*) FROM reviews")[0][0])


@pytest.mark.parametrize(
    ("owner", "method", "calls"),
    [
        ("merging", "EventMerger._merge_slice", 3),  # within a transaction
        ("merging", "EventMerger._notice_other_writers", 4),
        ("derivation", "PendingCards._derive", 0),  # after one
        ("derivation", "PendingCards._derive", 1),
    ],
)
def test_an_import_that_is_killed_is_completed_by_another(tmp_path: Path, owner: str, method: str, calls: int) -> None:
    file = tmp_path / "history.jsonl"
    ids = write_history(file, 3000)
    process = start(tmp_path / "home", owner, method, calls, "history", "import", file, script=KILLED)
    process.communicate(timeout=60)
    assert process.returncode == -9
    before = complete(tmp_path / "home", file, ids)
    assert 0 < before < 3000 if owner == "merging" else before == 3000


@pytest.mark.soak
def test_many_imports_are_killed_at_random_moments(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    ids = write_history(file, 40_000)
    rng = random.Random(25)
    found = []
    for number in range(25):
        home = tmp_path / f"home-{number}"
        process = start(home, "history", "import", file)
        wanted = rng.uniform(0, 0.99) * len(ids)
        while process.poll() is None and _count(home / "zgcquiz.db") < wanted:
            pass
        time.sleep(rng.uniform(0, 0.3))
        process.kill()
        process.communicate()
        found.append(complete(home, file, ids))
    print(f"reviews at the kill: {sorted(found)}")
    assert sum(0 < count < len(ids) for count in found) > 5


def import_twice_at_once(tmp_path: Path, reviews: int) -> None:
    file = tmp_path / "history.jsonl"
    ids = write_history(file, reviews)
    lines = file.read_text("utf-8").splitlines(keepends=True)
    halves = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    halves[0].write_text("".join(lines[: reviews * 2 // 3]), encoding="utf-8")
    halves[1].write_text("".join(lines[reviews // 3 :]), encoding="utf-8")
    home = tmp_path / "home"
    processes = [start(home, "history", "import", half, "--json") for half in halves]
    added = [json.loads(finished(process)[0])["added"] for process in processes]
    assert sum(added) == reviews
    assert {id for (id,) in query(home / "zgcquiz.db", "SELECT id FROM reviews")} == set(ids)
    check_cards(home / "zgcquiz.db")


def test_two_imports_at_once_become_one_log(tmp_path: Path) -> None:
    import_twice_at_once(tmp_path, 3000)


@pytest.mark.soak
def test_two_large_imports_at_once_become_one_log(tmp_path: Path) -> None:
    import_twice_at_once(tmp_path, 100_000)


def answer_beside_an_import(tmp_path: Path, reviews: int) -> float:
    """Answer all the time while a file is imported; return the seconds of the longest wait for an answer."""
    file, goes_on = tmp_path / "history.jsonl", tmp_path / "goes-on"
    write_history(file, reviews)
    goes_on.touch()
    home = tmp_path / "home"
    path = home / "zgcquiz.db"
    home.mkdir()
    answering = start(home, path, goes_on, script=ROUND)
    assert answering.stdout is not None
    assert answering.stdout.readline() == "ready\n"
    importing = start(home, "history", "import", file, "--json")
    out, _ = finished(importing)
    goes_on.unlink()
    longest, *ids = finished(answering)[0].split()
    assert json.loads(out)["added"] == reviews
    assert len(ids) > 1
    assert set(ids) == {id for (id,) in query(path, "SELECT id FROM reviews WHERE pack = 'mine'")}
    check_cards(path)
    return float(longest)


def test_answers_go_on_while_a_history_is_imported(tmp_path: Path) -> None:
    assert answer_beside_an_import(tmp_path, 5000) < 3


@pytest.mark.soak
def test_answers_go_on_while_a_large_history_is_imported(tmp_path: Path) -> None:
    longest = answer_beside_an_import(tmp_path, 100_000)
    print(f"longest wait for an answer: {longest:.2f} s")
    assert longest < 3


@pytest.mark.soak
def test_a_large_history_needs_little_memory(tmp_path: Path) -> None:
    """The log is larger than the bound."""
    file = tmp_path / "history.jsonl"
    write_history(file, 300_000)
    for arguments in (("history", "import", file), ("history", "export", "-o", tmp_path / "out.jsonl")):
        _, err = finished(start(tmp_path / "home", *arguments, script=MEASURED))
        used = int(err.split()[-1]) / 1024
        print(f"{arguments[1]}: {used:.0f} MB")
        assert used < 150
    exported = (tmp_path / "out.jsonl").read_bytes()
    assert exported.count(b"\n") == 300_000
