"""A log of an older schema is migrated without a change in meaning, or left as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.ids import uuid7
from tests.conftest import NOON
from tests.store.making import card_rows, items, make_review, opened, query, write_old_database
from tests.store.plain_answers import PlainAnswers
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.hold import HELD_INDEFINITELY, Held, Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Rating, Ref
from zgcquiz.core.moment import DAY, DAY_STARTS, HOUR, Moment
from zgcquiz.store.log.reading.histories import Histories
from zgcquiz.store.log.tables.rows import COLUMNS, checksum
from zgcquiz.store.log.tables.schema import STEPS, VERSION
from zgcquiz.store.review_stats import PackTags, ReviewStats

OLD, A, B = Ref("p", "old"), Ref("p", "a"), Ref("p", "b")
VERSIONS = range(1, VERSION)


def later(days: float) -> Moment:
    return Moment(NOON.ms + round(days * DAY), 60)


def fill(path: Path, restarts: bool) -> None:
    """A log with a renamed item, a void, a hold, restarts, and statistics that lag behind the last answers."""
    rng = Random(1)
    with opened(path) as log:
        log.sync_cards("p", "1", items(old=[], b=[]))
        reviews = [make_review(rng, OLD if day % 2 else B, later(day), Rating(day % 4 + 1)) for day in range(8)]
        for review in reviews:
            log.append(review)
        log.void(reviews[4], later(8))
        log.sync_cards("p", "2", items(a=["old"], b=[]))
        log.hold([Hold(uuid7(later(9).ms, rng), "0badcafe", later(9), B, Held.SUSPENDED, HELD_INDEFINITELY)])
        if restarts:
            log.restart("p", [Restart(uuid7(later(3.5).ms, rng), "0badcafe", later(3.5), Ref("p", "other"))])
            log.merge([Restart(uuid7(later(2).ms, rng), "0badcafe", later(2), OLD)], later(2))
        ReviewStats(path, DAY_STARTS * HOUR).close()
        log.append(make_review(rng, A, later(12)))


def meaning(path: Path) -> list[Any]:
    """Everything the readers of a log return."""
    with opened(path) as log:
        found: list[Any] = [list(log.reviews()), log.holds(), log.restarts(), log.renames(), log.cards(["p"])]
        found += [log.held(["p"], later(20)), log.due("p", later(400), 9), log.last()]
        found += [log.attempts(ref) for ref in (A, B, OLD)]
    with PlainAnswers(path, None, DAY_STARTS) as answers:
        found += [answers.mistakes(), answers.right_days([A]), answers.picks(), answers.overrated()]
    with Histories(path) as histories:
        found += [histories.read_histories([A, B]), histories.sizes(), histories.seconds()]
    with ReviewStats(path, DAY_STARTS * HOUR, {"p": PackTags("now", lambda: {"a": ("x",), "b": ()})}) as stats:
        found += [stats.activities(None), stats.standings(["p"], later(20)), stats.counts(["p"])]
    return [*found, card_rows(path)]


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_log_means_the_same_after_its_migration(tmp_path: Path, version: int) -> None:
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    fill(new, restarts=version > 1)
    write_old_database(new, old, version)
    assert meaning(old) == meaning(new)
    assert query(old, "PRAGMA user_version") == [(VERSION,)]
    assert query(old, "PRAGMA integrity_check") == [("ok",)]
    schema = "SELECT type, name, tbl_name FROM sqlite_master ORDER BY type, name"
    assert query(old, schema) == query(new, schema)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_migration_derives_no_card_again(tmp_path: Path, version: int) -> None:
    """The packs are still in sync with the cards, and the statistics are still up to date."""
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    fill(new, restarts=version > 1)
    write_old_database(new, old, version)
    db = sqlite3.connect(old)
    db.execute("UPDATE cards SET stability = 77 WHERE item = 'b'")
    seen = "0" if version > 6 else "(SELECT repetitions FROM cards WHERE item = 'b')"
    db.execute(f"UPDATE {'sums' if version < 3 else 'item_totals'} SET correct = 99, seen = {seen} WHERE item = 'b'")
    db.commit()
    db.close()

    def read_again() -> Any:
        raise AssertionError("the pack has not changed")

    with opened(old) as log:
        log.sync_cards("p", "2", read_again)
    assert query(old, "SELECT stability FROM cards WHERE item = 'b'") == [(77.0,)]
    with ReviewStats(old, DAY_STARTS * HOUR) as stats:
        assert stats.counts(["p"])["p", "b"][1] == 99


@pytest.mark.parametrize("version", VERSIONS)
def test_a_migration_gives_every_row_its_checksum(tmp_path: Path, version: int) -> None:
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    fill(new, restarts=version > 1)
    write_old_database(new, old, version)
    with opened(old):
        pass
    for table, columns in COLUMNS.items():
        rows = query(old, f"SELECT {', '.join(columns)}, checksum FROM {table}")
        assert rows == query(new, f"SELECT {', '.join(columns)}, checksum FROM {table}")
        assert [row[-1] for row in rows] == [checksum(row[:-1]) for row in rows]
        trigger = f"SELECT sql FROM sqlite_master WHERE name = '{table}_no_update'"
        assert query(old, trigger) == query(new, trigger) != []
    assert query(old, "SELECT count(*) FROM reviews") == [(9,)]


@pytest.mark.parametrize("version", range(1, 4))
@pytest.mark.parametrize("kind", ["'singld'", "CAST(x'ff' AS TEXT)"])
def test_a_row_that_is_damaged_already_does_not_stop_a_migration(tmp_path: Path, version: int, kind: str) -> None:
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    fill(new, restarts=version > 1)
    write_old_database(new, old, version)
    with closing(sqlite3.connect(old)) as db, db:
        (id,) = db.execute("SELECT id FROM reviews LIMIT 1 OFFSET 3").fetchone()
        db.execute("DROP TRIGGER reviews_no_update")
        db.execute(f"UPDATE reviews SET kind = {kind} WHERE id = ?", (id,))
    with opened(old):
        pass
    assert query(old, "SELECT id FROM reviews WHERE checksum IS NULL") == [(id,)]


def _broken_statement(step: str) -> str:
    return step + "CREATE TABEL oops;\n"


def _existing_table(step: str) -> str:
    return step + "CREATE TABLE reviews (id TEXT);\n"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("broken", [_broken_statement, _existing_table])
def test_a_failed_migration_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int, broken: Callable[[str], str]
) -> None:
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    fill(new, restarts=version > 1)
    write_old_database(new, old, version)
    before = old.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr("zgcquiz.store.log.tables.migration.STEPS", (*STEPS[:-1], broken(STEPS[-1])))
        with pytest.raises(ZgcError), opened(old):
            pass
    assert old.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("old")) == ["old.db"]
    assert meaning(old) == meaning(new)


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_log_that_is_read_only_is_read_and_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    fill(new, restarts=version > 1)
    write_old_database(new, old, version)
    before = old.read_bytes()

    def read_only(path: Path | str) -> sqlite3.Connection:
        if path == ":memory:":
            return sqlite3.connect(path, isolation_level=None)
        return sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, isolation_level=None)

    with monkeypatch.context() as patch:
        patch.setattr("zgcquiz.store.log.opening.opening.connect", read_only)
        found = meaning(old)
    assert old.read_bytes() == before
    assert found[:-1] == meaning(new)[:-1]
