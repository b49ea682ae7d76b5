"""Many processes that answer at once, with rebuilds, imports and exports beside them."""

from __future__ import annotations

import json
import subprocess
import threading
from pathlib import Path
from random import Random

from tests.faults import histories
from tests.faults.contents import cards, read_rows, touched
from tests.faults.ledger import Deed
from tests.faults.outcome import Outcome
from tests.faults.place import PACK, Place
from tests.faults.reading import read_text

PROCESSES = 8
BESIDE: tuple[tuple[str, ...], ...] = (
    ("rebuild",),
    ("history", "import", "more.jsonl"),
    ("history", "export"),
    ("stats", "--json"),
    ("suspend", PACK, "q39"),
    ("history", "import", "more.jsonl"),
    ("rebuild",),
    ("resume", PACK, "q39"),
)


def crowd(folder: Path, seed: int, answers: int, outcome: Outcome, mutant: str = "", count: int = PROCESSES) -> None:
    """Let many processes answer at once, and check that each one's answers are there, once, in its order."""
    place = Place(folder, mutant)
    place.furnish()
    rng = Random(f"{seed}/crowd")
    histories.write(place.folder / "base.jsonl", 300)
    histories.write(place.folder / "more.jsonl", 600, seed=2)
    assert place.run("history", "import", "base.jsonl").returncode == 0
    before = read_rows(place.db)
    processes = [place.start("play", PACK, "-n", str(answers), "--seed", str(number)) for number in range(count)]
    said: dict[int, tuple[bytes, bytes]] = {}

    def sit(number: int, process: subprocess.Popen[bytes], lines: bytes) -> None:
        said[number] = process.communicate(lines, timeout=300)

    threads = [
        threading.Thread(
            target=sit, args=(number, process, "".join(rng.choice("bba0") + "\n" for _ in range(answers)).encode())
        )
        for number, process in enumerate(processes)
    ]
    for thread in threads:
        thread.start()
    for arguments in BESIDE[:count]:
        done = place.run(*arguments)
        if done.returncode or "Traceback" in done.stderr:
            outcome.damage(f"`{' '.join(arguments)}` beside the rounds says {done.stderr[-300:]}")
    for thread in threads:
        thread.join()
    outcome.runs += count
    after = read_rows(place.db)
    outcome.damaged(touched(before, after))
    sessions: dict[str, list[tuple[str, str]]] = {}
    imported = {json.loads(line)["id"] for line in histories.lines(600, 2).splitlines()}
    for id in sorted(set(after.reviews) - set(before.reviews) - imported):
        row = after.reviews[id]
        sessions.setdefault(row["session"], []).append((row["item"], row["outcome"]))
    kept = sorted(sessions.values())
    for number, process in enumerate(processes):
        out, error = said[number]
        shown = [(each.item, each.detail) for each in read_text(out.decode()) if each.deed is Deed.ANSWERED]
        outcome.shown += len(shown)
        if process.returncode or len(shown) != answers:
            outcome.damage(
                f"process {number} marked {len(shown)} of {answers}, ended with {process.returncode}: {error!r}"
            )
        if shown in kept:
            kept.remove(shown)
        else:
            outcome.lost([f"process {number}: its {len(shown)} answers are not in the log as they were given"])
    outcome.damaged(f"{len(rest)} answers are in the log that nobody gave" for rest in kept)
    outcome.lost(f"imported answer {id}" for id in sorted(imported - set(after.reviews)))
    synced = cards(place.db)
    place.run("rebuild")
    if cards(place.db) != synced:
        outcome.damage("the cards are not those that follow from the log")
