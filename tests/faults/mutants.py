"""Programs with a fault put in, to see that the harness finds it: `python -m tests.faults.mutants NAME ARGUMENTS…`."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from zgcquiz.app.round.runner import RoundRunner
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import replace
from zgcquiz.store.log.review_log import ReviewLog

_append = ReviewLog.append
_save: Any = RoundRunner._save
_ask: Any = RoundRunner._ask


def drops_one_in_five() -> None:
    """An answer in five is marked and not saved."""
    count = 0

    def append(self: ReviewLog, review: Any) -> Any:
        nonlocal count
        count += 1
        return self.card(review.ref) if count % 5 == 0 else _append(self, review)

    ReviewLog.append = append  # type: ignore[method-assign]


def saves_after_the_feedback() -> None:
    """An answer is saved when the next question comes, after its feedback was shown."""
    waiting: list[tuple[Any, ...]] = []

    def save(self: Any, answer: Any, replaces: Any = None) -> Any:
        if replaces is None:
            waiting.append((self, answer))
            return None
        return _save(self, answer, replaces)

    def ask(self: Any) -> Any:
        while waiting:
            _save(*waiting.pop(0))
        return _ask(self)

    RoundRunner._save = save  # type: ignore[method-assign]
    RoundRunner._ask = ask  # type: ignore[method-assign]


def saves_twice() -> None:
    """Each answer is saved a second time, under another id."""

    def append(self: ReviewLog, review: Any) -> Any:
        _append(self, review)
        return _append(self, replace(review, id=review.id[:-1] + ("0" if review.id[-1] != "0" else "1")))

    ReviewLog.append = append  # type: ignore[method-assign]


def changes_an_earlier_answer() -> None:
    """With each answer, the time that the first one took is changed."""

    def append(self: ReviewLog, review: Any) -> Any:
        card = _append(self, review)
        with closing(sqlite3.connect(self.path)) as db, db:
            db.execute("DROP TRIGGER reviews_no_update")
            db.execute("UPDATE reviews SET ms = ms + 1 WHERE id = (SELECT min(id) FROM reviews)")
            db.execute(
                "CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews BEGIN SELECT RAISE(ABORT, 'no'); END;"
            )
        return card

    ReviewLog.append = append  # type: ignore[method-assign]


def leaves_a_file() -> None:
    """A temporary file stays beside the log with each answer."""

    def append(self: ReviewLog, review: Any) -> Any:
        self.path.with_name(f".config.toml.{os.getpid()}").write_text("half", encoding="utf-8")
        return _append(self, review)

    ReviewLog.append = append  # type: ignore[method-assign]


def rewrites_the_settings() -> None:
    """The settings file is emptied with an answer."""

    def append(self: ReviewLog, review: Any) -> Any:
        self.path.with_name("config.toml").write_text("", encoding="utf-8")
        return _append(self, review)

    ReviewLog.append = append  # type: ignore[method-assign]


def forgets_the_schedule() -> None:
    """The card of an answer is not the one that follows from the log."""

    def append(self: ReviewLog, review: Any) -> Any:
        card = _append(self, review)
        self._db.execute(
            "UPDATE cards SET due_day = due_day + 1 WHERE pack = ? AND item = ?", (review.ref.pack, review.ref.item)
        )
        return card

    ReviewLog.append = append  # type: ignore[method-assign]


def swallows_a_full_disk() -> None:
    """An answer that could not be saved is marked all the same."""

    def append(self: ReviewLog, review: Any) -> Any:
        try:
            return _append(self, review)
        except ZgcError:
            return self.card(review.ref)

    ReviewLog.append = append  # type: ignore[method-assign]


def does_not_wait_for_the_disk() -> None:
    """Commits are not synced: a power cut takes them."""
    from zgcquiz.store.database import CarefulConnection

    execute: Any = CarefulConnection.execute

    def careless(self: CarefulConnection, sql: str, *values: Any) -> sqlite3.Cursor:
        found: sqlite3.Cursor = execute(self, sql.replace("synchronous = FULL", "synchronous = OFF"), *values)
        return found

    CarefulConnection.execute = careless  # type: ignore[method-assign]


def writes_in_place() -> None:
    """Files are written where they stand, not beside and renamed."""
    from zgcquiz.store.files import atomic_files

    @contextmanager
    def written(path: Path, *options: Any, **named: Any) -> Iterator[Any]:
        with path.open("wb") as file:
            yield file

    atomic_files.written_beside = written


def begins_anew() -> None:
    """A log that can't be read is replaced by an empty one."""
    from zgcquiz.store.log import review_log
    from zgcquiz.store.log.opening import opening

    open_database = opening.open_database

    def fresh(path: Path, device: str, backups: Any = None) -> sqlite3.Connection:
        try:
            db = open_database(path, device, backups)
            if db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
                return db
            db.close()
        except (ZgcError, sqlite3.DatabaseError):
            pass
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        return open_database(path, device, backups)

    review_log.open_database = fresh  # type: ignore[attr-defined]


def merges_by_halves() -> None:
    """Half of what an import finds is left out."""
    merge = ReviewLog.merge

    def half(self: ReviewLog, stream: Any, now: Any, **rest: Any) -> Any:
        return merge(self, [event for number, event in enumerate(stream) if number % 2], now, **rest)

    ReviewLog.merge = half  # type: ignore[method-assign]


MUTANTS: dict[str, Callable[[], None]] = {
    made.__name__.replace("_", "-"): made
    for made in (
        drops_one_in_five, saves_after_the_feedback, saves_twice, changes_an_earlier_answer, leaves_a_file,
        rewrites_the_settings, forgets_the_schedule, swallows_a_full_disk, does_not_wait_for_the_disk,
        writes_in_place, begins_anew, merges_by_halves,
    )
}  # fmt: skip


if __name__ == "__main__":
    from zgcquiz.__main__ import main

    MUTANTS[sys.argv[1]]()
    sys.argv[1:] = sys.argv[2:]
    main()
