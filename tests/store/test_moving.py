"""A log whose reviews are moved into other tables is whole before, after, and whenever that is interrupted."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.conftest import NOON
from tests.store.making import make_review, opened, query, write_old_database
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment
from zgcquiz.store.database import connect
from zgcquiz.store.log.damage.detection import scan
from zgcquiz.store.log.damage.salvage import salvage
from zgcquiz.store.log.opening import opening
from zgcquiz.store.log.tables.rows import COLUMNS

PAGE = 4096
NAMES = ", ".join(COLUMNS["reviews"])
OPEN = (
    "import sys; from pathlib import Path; from random import Random;"
    " from zgcquiz.store.log.review_log import ReviewLog; ReviewLog(Path(sys.argv[1]), Random(1)).close()"
)


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of version 7 with 2,000 reviews of 200 items."""
    folder = tmp_path_factory.mktemp("older")
    rng = Random(1)
    with opened(folder / "new.db") as log:
        log.merge(
            [make_review(rng, Ref("p", f"i{at % 200}"), Moment(NOON.ms + at * 60_000)) for at in range(2000)], NOON
        )
    write_old_database(folder / "new.db", folder / "old.db", 7)
    return folder / "old.db"


def reviews(path: Path) -> list[object]:
    return query(path, f"SELECT {NAMES}, checksum FROM reviews ORDER BY id")


def test_a_migrated_log_is_smaller(older: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(older, tmp_path / "log.db"))
    before = reviews(path)
    with opened(path):
        pass
    assert reviews(path) == before
    assert query(path, "PRAGMA freelist_count") == [(0,)]
    assert path.stat().st_size * 2 < older.stat().st_size


def test_a_migration_that_is_killed_loses_nothing(older: Path, tmp_path: Path) -> None:
    expected = reviews(older)
    moments = random.Random(2)
    for number in range(6):
        path = Path(shutil.copy(older, tmp_path / f"{number}.db"))
        process = subprocess.Popen([sys.executable, "-c", OPEN, str(path)])
        while not Path(f"{path}-wal").exists() and process.poll() is None:
            time.sleep(0.001)
        time.sleep(moments.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert reviews(path) == expected
        with opened(path):
            pass
        assert reviews(path) == expected
        assert scan(path).is_sound


@pytest.mark.parametrize("pages", [5, 20])
def test_a_full_disk_leaves_the_log_as_it_was(
    older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    path = Path(shutil.copy(older, tmp_path / "log.db"))
    before = reviews(path)
    most = older.stat().st_size // PAGE + pages

    def limited(*arguments: str) -> sqlite3.Connection:
        db = connect(*arguments)
        db.execute(f"PRAGMA max_page_count = {most}")
        return db

    with monkeypatch.context() as patch:
        patch.setattr(opening, "connect", limited)
        with pytest.raises(ZgcError) as caught, opened(path):
            pass
    assert caught.value.code == "disk-full"
    assert query(path, "PRAGMA user_version") == [(7,)]
    assert reviews(path) == before
    with opened(path) as log:
        assert log.count() == 2000


def test_a_log_that_can_not_be_made_smaller_is_used_as_it_is(
    older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copy(older, tmp_path / "log.db"))
    give_back = opening._give_back_room

    def while_it_is_read(db: sqlite3.Connection) -> None:
        with closing(sqlite3.connect(path)) as other:
            other.execute("BEGIN IMMEDIATE")
            db.execute("PRAGMA busy_timeout = 1")
            give_back(db)

    monkeypatch.setattr(opening, "_give_back_room", while_it_is_read)
    with opened(path) as log:
        assert log.count() == 2000
    assert query(path, "PRAGMA freelist_count") != [(0,)]
    assert scan(path).is_sound


@pytest.mark.parametrize("table", ["sessions", "questions", "verdicts"])
def test_what_reviews_have_in_common_is_found_in_its_index(older: Path, tmp_path: Path, table: str) -> None:
    """All pages of the table are lost, and none of the reviews."""
    path = Path(shutil.copy(older, tmp_path / "log.db"))
    with opened(path):
        pass
    before = reviews(path)
    overwrite(path, table, 1000)
    assert not scan(path).is_sound
    found = salvage(path, tmp_path / "new.db", "new")
    assert (found.rows["reviews"], found.damaged, found.lost) == (2000, (), ())
    assert reviews(tmp_path / "new.db") == before


def test_a_page_of_rows_costs_the_reviews_on_it(older: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(older, tmp_path / "log.db"))
    with opened(path):
        pass
    before = set(reviews(path))
    overwrite(path, "review_rows", 1)
    found = salvage(path, tmp_path / "new.db", "new")
    left = set(reviews(tmp_path / "new.db"))
    assert left < before
    assert len(before - left) <= 120
    assert {each.id for each in found.lost} == {row[0] for row in before - left}  # type: ignore[index]
    assert {(each.pack, each.item, each.at) for each in found.lost} == {(r[5], r[6], r[3]) for r in before - left}  # type: ignore[index]


def overwrite(path: Path, table: str, most: int) -> None:
    """Overwrite leaf pages of a table with zeros, at most so many."""
    pages = query(path, f"SELECT pageno FROM dbstat WHERE name = '{table}' AND pagetype = 'leaf' LIMIT {most}")
    data = bytearray(path.read_bytes())
    for (number,) in pages:
        data[(number - 1) * PAGE : number * PAGE] = bytes(PAGE)
    path.write_bytes(data)
