"""A schema that is damaged so that SQLite's message on it is not UTF-8, which Python can't turn into its own error."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.conftest import NOON
from tests.store.making import make_review
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Rating, Ref
from zgcquiz.store.database import connect
from zgcquiz.store.log.damage.detection import scan
from zgcquiz.store.log.damage.salvage import salvage
from zgcquiz.store.log.review_log import ReviewLog


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "zgcquiz.db"
    with ReviewLog(path, Random(1)) as log:
        log.append(make_review(Random(2), Ref("small", "capital"), NOON, Rating.GOOD))
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    return path


def test_every_damage_of_a_table_s_definition_is_told_as_damage(log: Path, tmp_path: Path) -> None:
    data = log.read_bytes()
    places = [found.start() + 3 for found in re.finditer(rb"tablereviewsreviews|CREATE TABLE reviews|INTEGER", data)]
    unreadable = 0
    for number, place in enumerate(places[:20]):
        log.write_bytes(data[:place] + bytes([data[place] | 0x80]) + data[place + 1 :])
        with closing(sqlite3.connect(log)) as plain:
            try:
                plain.execute("SELECT * FROM reviews").fetchall()
            except UnicodeDecodeError:
                unreadable += 1
            except sqlite3.DatabaseError:
                pass
        found = scan(log)
        with closing(connect(log)) as db:
            try:
                db.execute("SELECT * FROM reviews").fetchall()
            except sqlite3.DatabaseError:
                assert found.pages
        try:
            with ReviewLog(log, Random(1)) as opened:
                opened.append(make_review(Random(3), Ref("small", "capital"), NOON, Rating.GOOD))
        except ZgcError as error:
            assert error.code == "corrupt"  # noqa: PT017  # most of them are harmless
        assert salvage(log, tmp_path / f"new{number}.db", "1a2b3c4d").rows["reviews"] >= 1
    assert unreadable  # so that the test is about what it says
