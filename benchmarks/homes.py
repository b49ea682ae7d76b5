"""Generated homes: packs of many questions, and logs in which all of them were answered."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from zlib import crc32

from benchmarks.ids import uuid7
from zgcquiz.app.context import AppContext, system_context
from zgcquiz.app.selection import select, sync_cards
from zgcquiz.core.moment import DAY
from zgcquiz.store.log.tables.rows import insert_many

BANK = 10_000
"""Number of questions in one file."""
PACK = "made"
_ROUND = 40
"""Answers of one session."""
LONGEST_KEPT = 7 * 24 * 3600
"""Seconds for which a kept home is reused; after that other items are due."""

INSERT = (
    "INSERT INTO reviews (id, device, session, at, utc_offset, pack, item, fingerprint, mode, kind, shown, response,"
    " outcome, certainty, rating, ms) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
"""The statement that inserts one review, as another program does: without a checksum."""
ReviewRow = tuple[str, str, str, int, int, str, str, str, str, str, str, str, str, str, int, int]


@dataclass(frozen=True)
class Home:
    """A ZGCQUIZ_HOME in which `items` questions were answered, `due` of which are due now."""

    root: Path
    items: int
    due: int

    @property
    def environ(self) -> dict[str, str]:
        return environment(self.root)

    @property
    def pack(self) -> Path:
        return self.root / "packs" / PACK

    def context(self) -> AppContext:
        return system_context({"ZGCQUIZ_HOME": str(self.root)})


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a measured program: a plain terminal and its own home."""
    names = ("PATH", "LANG", "LC_ALL", "HOME", "SYSTEMROOT")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return kept | {"TERM": "xterm-256color", "ZGCQUIZ_HOME": str(home), "PAGER": ""}  # nobody would leave a pager


def make_home(root: Path, items: int, due: int, like: Home | None = None) -> Home:
    """Return a home in a folder, generated unless a recent one with the same numbers is there.

    like: another home whose pack and pack cache this one shares.
    """
    home = Home(root, items, due)
    label = {"items": items, "due": due, "made": 5}
    mark = root / "made.json"
    if mark.exists() and time.time() - mark.stat().st_mtime < LONGEST_KEPT and json.loads(mark.read_text()) == label:
        return home
    mark.unlink(missing_ok=True)
    root.mkdir(parents=True, exist_ok=True)
    for old in root.glob("zgcquiz.db*"):
        old.unlink()
    if like is None:
        make_pack(home.pack, items)
    else:
        for name in ("packs", "cache"):
            (root / name).unlink(missing_ok=True)
            (root / name).symlink_to(like.root / name, target_is_directory=True)
    _answer_all(home)
    mark.write_text(json.dumps(label))
    return home


def make_pack(folder: Path, items: int) -> None:
    """Write a pack of many questions, each with two pieces of feedback and an explanation."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(f"zgcquiz: 1\nid: {PACK}\ntitle: A made pack\n{_question(0)}")
    for number, start in enumerate(range(1, items, BANK)):
        questions = "".join(_entry(at) for at in range(start, min(items, start + BANK)))
        (folder / f"bank-{number:02}.yaml").write_text(f"section: Bank {number}\nquestions:\n{questions}")


def _question(at: int) -> str:
    return f"questions:\n{_entry(at)}"


def _entry(at: int) -> str:
    return f"""\
  - id: item-{at:06}
    question: In which of the years named below did the made event number {at} come to pass, as the made article says?
    answer: 'In {1900 + at % 120}, as the first of its kind'
    distractors:
      - text: 'In {1901 + at % 120}, as the second of its kind'
        feedback: In that year its successor was founded, which the article names one paragraph further on.
      - text: 'In {1902 + at % 120}, as the third of its kind'
        feedback: That is the year in which the law was passed that made it possible.
      - 'In {1903 + at % 120}, as the fourth of its kind'
      - 'In {1904 + at % 120}, as the fifth of its kind'
      - 'In {1905 + at % 120}, as the sixth of its kind'
    explanation: The made event number {at} is told of in the made article, with all that led to it.
    tags: [tag-{at % 20}, made]
"""


def _answer_all(home: Home) -> None:
    """Fill the log: items that are to be due were answered once, some time ago; the others twice, as easy ones, so that
    they are due in months."""
    context = home.context()
    try:
        select(context, None)  # compiles the packs
        rows = _reviews(home, context.log.device, context.clock().ms)
        with closing(sqlite3.connect(context.paths.log)) as db, db:
            insert(db, rows)
        context.log.rebuild()
        sync_cards(context, select(context, None))
        found = context.log.count_coming(PACK, context.clock(), days=0)[0]
        if found != home.due:
            raise AssertionError(f"{found} are due in the made home, not {home.due}")
    finally:
        context.close()


def make_learned_home(root: Path, items: int, each: int) -> Home:
    """Return a home in which every item was answered a number of times at growing intervals, in rounds of 40."""
    home = Home(root, items, 0)
    mark = root / "made.json"
    label = {"items": items, "each": each, "made": 1}
    if mark.exists() and json.loads(mark.read_text()) == label:
        return home
    mark.unlink(missing_ok=True)
    root.mkdir(parents=True, exist_ok=True)
    for old in root.glob("zgcquiz.db*"):
        old.unlink()
    make_pack(home.pack, items)
    context = home.context()
    try:
        select(context, None)  # compiles the packs
        rows = _learning(items, each, context.log.device, context.clock().ms)
        with closing(sqlite3.connect(context.paths.log)) as db, db:
            insert(db, rows)
        context.log.rebuild()
        sync_cards(context, select(context, None))
    finally:
        context.close()
    mark.write_text(json.dumps(label))
    return home


def _learning(items: int, each: int, device: str, now: int) -> list[ReviewRow]:
    rng, rows = Random(items), []
    for at in range(items):
        ms = now - rng.randrange(500, 900) * DAY
        for repetition in range(each):
            rating = 3 if repetition == 0 else rng.choice((1, 2, 3, 3, 3, 3, 3, 4))
            rows.append(review_row(device, ms, f"item-{at:06}", rating, rng))
            ms += int(1.9**repetition * rng.uniform(0.8, 1.2) * DAY)
            if ms > now:
                ms = now - rng.randrange(DAY)
    rows.sort(key=lambda row: row[3])
    return [(*row[:2], rows[place // _ROUND * _ROUND][2], *row[3:]) for place, row in enumerate(rows)]


def reviews_by_item(home: Home) -> Iterator[tuple[str, int, int]]:
    """Yield item, UTC milliseconds and rating of all reviews, by item and time."""
    with home.context() as context:
        found = sorted((review.ref.item, review.at.ms, int(review.rating)) for review in context.log.reviews())
    yield from found


def _reviews(home: Home, device: str, now: int) -> list[ReviewRow]:
    rng = Random(home.items)
    rows = []
    step = home.items // home.due
    for at in range(home.items):
        is_due = at % step == 0 and at < step * home.due
        ago = (rng.randrange(40, 80),) if is_due else (rng.randrange(40, 60), rng.randrange(10, 20))
        rows += [review_row(device, now - days * DAY, f"item-{at:06}", 3 if is_due else 4, rng) for days in ago]
    return sorted(rows, key=lambda row: row[3])


def insert(db: sqlite3.Connection, rows: Iterable[ReviewRow]) -> None:
    """Append reviews to a log, with their checksums."""
    insert_many(db, "reviews", ((*row[:14], None, *row[14:]) for row in rows))


def _json(texts: Sequence[str]) -> str:
    return json.dumps(texts, separators=(",", ":"))


def review_row(device: str, ms: int, item: str, rating: int, rng: Random) -> ReviewRow:
    """Return a row of `reviews`: a sure answer with four options."""
    shown = [f"In {year}, as the first of its kind" for year in range(1900, 1904)]
    return (
        uuid7(ms, rng),
        device,
        uuid7(ms, rng),
        ms,
        0,
        PACK,
        item,
        f"{crc32(item.encode()):016x}",
        "review",
        "single",
        _json(shown),
        _json(shown[:1] if rating > 1 else shown[1:2]),
        "correct" if rating > 1 else "wrong",
        "sure",
        rating,
        rng.randrange(1000, 30_000),
    )
