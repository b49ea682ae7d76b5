"""The account of a session finds what is lost, doubled, misplaced or made up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.contents import Rows, leftovers, touched
from tests.faults.ledger import Deed, Entries, Shown, compare, entries_of
from tests.faults.reading import read_text

SESSION = [
    Shown(Deed.ANSWERED, "q1", "correct"),
    Shown(Deed.RERATED),
    Shown(Deed.ANSWERED, "q2", "wrong"),
    Shown(Deed.COUNTED),
    Shown(Deed.UNDONE),
    Shown(Deed.ANSWERED, "q2", "correct"),
    Shown(Deed.HELD, "q3", "suspended"),
    Shown(Deed.RELEASED),
    Shown(Deed.HELD, "q3", "buried"),
    Shown(Deed.ANSWERED, "q4", "wrong"),
]


def test_what_was_shown_makes_these_entries() -> None:
    made = entries_of(SESSION)
    assert [item for item, _ in made.reviews] == ["q1", "q1", "q2", "q2", "q2", "q4"]
    assert made.voids == {0, 2, 3}
    assert made.holds == [("q3", "suspended"), ("q3", "resumed"), ("q3", "buried")]


def one_more(kept: Entries) -> None:
    kept.reviews.append(("q5", "correct"))


def one_more_undo(kept: Entries) -> None:
    kept.voids.add(5)


@pytest.mark.parametrize("change", [lambda kept: None, one_more, one_more_undo])
def test_a_log_with_all_of_it_or_one_deed_more_is_right(change: Callable[[Entries], None]) -> None:
    kept = entries_of(SESSION)
    change(kept)
    account = compare(SESSION, kept)
    assert (account.lost, account.wrong) == ([], [])


def last_is_lost(kept: Entries) -> None:
    kept.reviews.pop()


def first_is_lost(kept: Entries) -> None:
    del kept.reviews[0]


def undo_is_lost(kept: Entries) -> None:
    kept.voids.discard(3)


def hold_is_lost(kept: Entries) -> None:
    kept.holds.pop()


@pytest.mark.parametrize("change", [last_is_lost, first_is_lost, undo_is_lost, hold_is_lost])
def test_what_is_lost_is_found(change: Callable[[Entries], None]) -> None:
    kept = entries_of(SESSION)
    change(kept)
    assert compare(SESSION, kept).lost


def doubled(kept: Entries) -> None:
    kept.reviews += [kept.reviews[-1]] * 2


def put_between(kept: Entries) -> None:
    kept.reviews.insert(3, ("q9", "correct"))


def swapped(kept: Entries) -> None:
    kept.reviews[-1], kept.reviews[-2] = kept.reviews[-2], kept.reviews[-1]


def two_more_undos(kept: Entries) -> None:
    kept.voids |= {4, 5}


@pytest.mark.parametrize("change", [doubled, put_between, swapped, two_more_undos])
def test_what_nobody_did_is_found(change: Callable[[Entries], None]) -> None:
    kept = entries_of(SESSION)
    change(kept)
    account = compare(SESSION, kept)
    assert account.lost + account.wrong


def test_rows_that_are_gone_or_changed_are_found() -> None:
    before, after = Rows(), Rows()
    before.tables["reviews"] = {"a": {"ms": 1}, "b": {"ms": 2}}
    after.tables["reviews"] = {"a": {"ms": 1, "checksum": 5}, "b": {"ms": 2, "checksum": 6}, "c": {"ms": 3}}
    assert touched(before, after) == []
    after.tables["reviews"]["a"]["ms"] = 4
    del after.tables["reviews"]["b"]
    assert touched(before, after) == ["reviews: a was changed", "reviews: b is gone"]


def test_temporary_files_are_found(tmp_path: Path) -> None:
    kept = ("config.toml", "zgcquiz.db-wal", "packs.lock", ".mixed.origin.json")
    left = (".config.toml.123", ".mixed.adding", "..mixed.origin.json.77", ".mixed.old", "x.tmp", "zgcquiz.db-journal")
    for name in kept + left:
        (tmp_path / name).touch()
    assert leftovers(tmp_path) == sorted(left)


def test_verdicts_are_read_and_nothing_else() -> None:
    said = (
        "Number 3?\nb: rightly\n> right\nRight.\n\nNumber 4?\nPartly right. The right answer: x\nMissed 1:\nRight: x."
    )
    assert read_text(said) == [Shown(Deed.ANSWERED, "q3", "correct"), Shown(Deed.ANSWERED, "q4", "partial")]
