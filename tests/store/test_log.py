"""The log keeps what it is given, only ever grows, and what it derives goes with it or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from tests.conftest import NOON
from tests.store.making import card_rows, items, make_review, opened, query
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.learning.schedule import New, Reviewed
from zgcquiz.core.log.review import Rating, Ref
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.core.value import replace
from zgcquiz.store.log.deriving.cards import ItemKey

A, B = Ref("p", "a"), Ref("p", "b")


def later(days: float) -> Moment:
    return Moment(NOON.ms + round(days * DAY))


def test_a_review_reads_back_as_it_was_kept(tmp_path: Path) -> None:
    review = make_review(Random(1), A)
    with opened(tmp_path / "log.db") as log:
        log.append(review)
        assert list(log.reviews()) == [review]
    with opened(tmp_path / "log.db") as log:
        assert list(log.reviews()) == [review]
        assert log.last() == review


def test_an_answer_is_there_for_another_program_as_soon_as_append_returns(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with opened(path) as log:
        log.append(make_review(Random(1), A))
        assert query(path, "SELECT pack, item, rating FROM reviews") == [("p", "a", 3)]
        assert query(path, "SELECT pack, item, outcome, void FROM history") == [("p", "a", "correct", 0)]


def test_the_log_is_durable_by_its_settings(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        assert log._db.execute("PRAGMA synchronous").fetchone() == (2,)
        assert log._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    tables = dict(query(tmp_path / "log.db", "SELECT name, strict FROM pragma_table_list WHERE type = 'table'"))
    assert {"reviews", "voids", "cards"} <= set(tables)
    assert [name for name, strict in tables.items() if not strict and not name.startswith("sqlite_")] == []


@pytest.mark.parametrize("table", ["reviews", "voids"])
@pytest.mark.parametrize("change", ["UPDATE {} SET device = 'x'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_what_was_logged(tmp_path: Path, table: str, change: str) -> None:
    path = tmp_path / "log.db"
    with opened(path) as log:
        review = make_review(Random(1), A)
        log.append(review)
        log.void(review, NOON)
    before = query(path, f"SELECT * FROM {table}")
    assert len(before) == 1
    db = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(change.format(table))
    db.close()
    assert query(path, f"SELECT * FROM {table}") == before


def test_the_database_itself_refuses_to_replace_what_was_logged(tmp_path: Path) -> None:
    """REPLACE deletes without asking the triggers, unless recursive triggers are on."""
    path = tmp_path / "log.db"
    with opened(path) as log:
        log.append(make_review(Random(1), A))
    before = query(path, "SELECT * FROM reviews")
    db = sqlite3.connect(path, isolation_level=None)
    names = ", ".join(name for _, name, *_ in db.execute("PRAGMA table_info(reviews)"))
    with suppress(sqlite3.IntegrityError):
        db.execute(f"REPLACE INTO reviews SELECT {names.replace('rating', '1')} FROM reviews")
    db.close()
    assert query(path, "SELECT * FROM reviews") == before


def test_a_review_taken_back_leaves_the_card_as_if_it_had_never_been(tmp_path: Path) -> None:
    rng = Random(1)
    with opened(tmp_path / "log.db") as log:
        log.sync_cards("p", "1", items(a=[], b=[]))
        log.append(make_review(rng, A))
        before = card_rows(log.path)
        review = make_review(rng, A, later(3), Rating.AGAIN)
        log.append(review)
        assert card_rows(log.path) != before
        log.void(review, later(4))
        assert card_rows(log.path) == before
        assert [entry.void for entry in log.reviews()] == [True, False]


def test_taking_back_the_only_review_makes_the_item_new(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        log.sync_cards("p", "1", items(a=[], b=[]))
        before = card_rows(log.path)
        review = make_review(Random(1), A)
        log.append(review)
        assert isinstance(log.void(review, NOON), New)
        assert card_rows(log.path) == before
        assert [item.ref for item in log.new("p", NOON, 9)] == [A, B]


def test_taking_back_twice_is_taking_back_once(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        review = make_review(Random(1), A)
        log.append(review)
        log.void(review, NOON)
        log.void(review, later(1))
        assert len(query(log.path, "SELECT * FROM voids")) == 1
        assert log.last() is None


def test_a_replacing_review_counts_in_the_place_of_the_other(tmp_path: Path) -> None:
    rng = Random(1)
    first, second = make_review(rng, A), make_review(rng, A, rating=Rating.EASY)
    with opened(tmp_path / "one.db") as log:
        log.append(first)
        replaced = log.replace(first, second, second.at)
    with opened(tmp_path / "two.db") as log:
        assert log.append(second) == replaced
    assert card_rows(tmp_path / "one.db") == card_rows(tmp_path / "two.db")


def test_a_failed_replacement_takes_nothing_back(tmp_path: Path) -> None:
    """The void and the review come in one transaction: here the second is refused."""
    rng = Random(1)
    with opened(tmp_path / "log.db") as log:
        first, other = make_review(rng, A), make_review(rng, B)
        log.append(first)
        log.append(other)
        before = card_rows(log.path)
        twice = replace(make_review(rng, A, rating=Rating.EASY), id=other.id)
        with pytest.raises(ZgcError):
            log.replace(first, twice, twice.at)
        assert [entry.void for entry in log.reviews()] == [False, False]
        assert card_rows(log.path) == before
        log.append(make_review(rng, A, later(1)))  # and it can go on


def test_a_card_that_cannot_be_derived_keeps_its_review_out(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        log.append(make_review(Random(1), A))
        log._db.execute("CREATE TRIGGER full BEFORE UPDATE ON cards BEGIN SELECT RAISE(ABORT, 'no'); END")
        with pytest.raises(ZgcError):
            log.append(make_review(Random(2), A, later(1)))
        assert len(list(log.reviews())) == 1


def test_reviews_come_newest_first_whatever_their_order_of_coming(tmp_path: Path) -> None:
    rng = Random(1)
    with opened(tmp_path / "log.db") as log:
        for days in (3, 1, 2):
            log.append(make_review(rng, A, later(days)))
        times = [review.at.ms for review in log.reviews()]
        assert times == sorted(times, reverse=True)
        assert [review.at.ms for review in log.reviews(2)] == times[:2]


def test_what_is_most_forgotten_is_due_first(tmp_path: Path) -> None:
    rng = Random(1)
    names = "abcdef"
    with opened(tmp_path / "log.db") as log:
        log.sync_cards("p", "1", items(**{name: [] for name in names}))
        for ago, name in enumerate(names):
            for _ in range(1 + ago % 3):
                log.append(make_review(rng, Ref("p", name), later(ago)))
        now = later(400)
        due = [item.ref for item in log.due("p", now, 99)]
        assert sorted(ref.item for ref in due) == list(names)
        recall = []
        for ref in due:
            card = log.card(ref)
            assert isinstance(card, Reviewed)
            recall.append(log.scheduler("p").retrievability(card, now.day))
        assert recall == sorted(recall)
        assert [item.ref for item in log.due("p", now, 2)] == due[:2]
        assert log.count_coming("p", now, days=0)[0] == len(names)


def test_a_miss_is_due_after_its_step_and_not_before(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        log.sync_cards("p", "1", items(a=[]))
        log.append(make_review(Random(1), A, rating=Rating.AGAIN))
        assert log.due("p", later(9 / 1440), 9) == []
        assert [item.ref for item in log.due("p", later(11 / 1440), 9)] == [A]


def test_only_what_the_pack_has_now_is_asked(tmp_path: Path) -> None:
    rng = Random(1)
    with opened(tmp_path / "log.db") as log:
        log.sync_cards("p", "1", items(a=[], b=[], c=[]))
        log.append(make_review(rng, A))
        log.sync_cards("p", "2", items(b=[], c=[]))
        assert log.due("p", later(400), 9) == []
        assert [item.ref.item for item in log.new("p", NOON, 9)] == ["b", "c"]
        log.sync_cards("p", "3", items(c=[], b=[], a=[]))
        assert [item.ref for item in log.due("p", later(400), 9)] == [A]
        assert [item.ref.item for item in log.new("p", NOON, 9)] == ["c", "b"]


def test_a_renamed_item_keeps_its_history(tmp_path: Path) -> None:
    rng = Random(1)
    with opened(tmp_path / "log.db") as log:
        log.sync_cards("p", "1", items(a=[], b=[]))
        log.append(make_review(rng, A))
        before = log.card(A)
        log.sync_cards("p", "2", items(z=["a"], b=[]))
        assert log.card(Ref("p", "z")) == before
        assert [item.ref.item for item in log.new("p", NOON, 9)] == ["b"]
        card = log.append(make_review(rng, Ref("p", "z"), later(9)))
        assert isinstance(card, Reviewed)
        assert card.repetitions == 2


def test_an_answer_under_a_former_name_goes_to_the_present_one(tmp_path: Path) -> None:
    """Another zgcquiz may have met the renamed pack while this one still asks from the old text."""
    rng = Random(1)
    with opened(tmp_path / "log.db") as log:
        log.sync_cards("p", "2", items(z=["a"]))
        review = make_review(rng, A)
        log.append(review)
        assert isinstance(log.card(Ref("p", "z")), Reviewed)
        assert [row[1] for row in card_rows(log.path)] == ["z"]
        log.void(review, NOON)
        assert log.card(Ref("p", "z")) == New()


def test_an_interrupted_card_sync_changes_nothing(tmp_path: Path) -> None:
    def broken() -> list[ItemKey]:
        raise KeyboardInterrupt

    with opened(tmp_path / "log.db") as log:
        log.sync_cards("p", "1", items(a=[], b=[]))
        before = card_rows(log.path)
        with pytest.raises(KeyboardInterrupt):
            log.sync_cards("p", "2", broken)
        assert card_rows(log.path) == before
        log.sync_cards("p", "2", items(c=[]))
        assert [item.ref.item for item in log.new("p", NOON, 9)] == ["c"]


def test_damaged_cards_are_made_again_by_rebuild(tmp_path: Path) -> None:
    rng = Random(1)
    with opened(tmp_path / "log.db") as log:
        log.sync_cards("p", "1", items(a=[], b=["old"], c=[]))
        for ref in (A, Ref("p", "old"), B, A):
            log.append(make_review(rng, ref))
        before = card_rows(log.path)
        log._db.execute("UPDATE cards SET stability = 99, due_day = 1, active = 0")
        log._db.execute("DELETE FROM renames")
        log.rebuild()
        log.sync_cards("p", "1", items(a=[], b=["old"], c=[]))
        assert card_rows(log.path) == before
