"""What a merge asks of a log all at once, against the same asked one by one."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import NOON
from tests.effort import examples
from tests.store.making import make_review, opened, query
from zgcquiz.core.log.review import CRAM, Certainty, Outcome, Ref, Review
from zgcquiz.core.moment import DAY, Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.value import replace
from zgcquiz.store.log.deriving.habits import HabitTallies
from zgcquiz.store.log.events.event_store import find_review, known_reviews, row_of
from zgcquiz.store.log.tables.projection import NO_CUTOFF, is_void
from zgcquiz.store.log.tables.rows import checksum

REVIEW = make_review(Random(1), Ref("p", "a"))
IDS = st.text("a\x7fé\uffff\U0001f600", min_size=1, max_size=3)


@settings(max_examples=examples(60), deadline=None)
@given(st.sets(IDS, max_size=6), st.sets(IDS, max_size=3), st.lists(IDS, max_size=6, unique=True))
def test_known_reviews_are_those_that_are_found_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, stored: set[str], undone: set[str], asked: list[str]
) -> None:
    """Ids in all orders: SQLite sorts them by their bytes, and Python by their characters."""
    with opened(tmp_path_factory.mktemp("log") / "log.db") as log:
        log.merge((replace(REVIEW, id=id, void=id in undone) for id in sorted(stored)), NOON)
        found = known_reviews(log._db, asked)
        assert {
            id: (checksum(row_of(review)), is_void(log._db, id), False)
            for id in asked
            if (review := find_review(log._db, id, 4)) is not None
        } == found


REVIEWS = st.builds(
    lambda days, kind, mode, response, certainty, outcome: replace(
        REVIEW, at=Moment(NOON.ms + days * DAY // 2), kind=kind, mode=mode, response=response, certainty=certainty,
        outcome=outcome,
    ),
    st.integers(-3, 3),
    st.sampled_from(Kind),
    st.sampled_from(["play", CRAM]),
    st.sampled_from([None, ("Paris",)]),
    st.sampled_from([None, *Certainty]),
    st.sampled_from(Outcome),
)  # fmt: skip


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.tuples(REVIEWS, st.sampled_from([1, 1, -1])), max_size=8), st.integers(0, 23))
def test_tallies_of_many_are_those_of_each_added_alone(
    tmp_path_factory: pytest.TempPathFactory, signed: list[tuple[Review, int]], starts: int
) -> None:
    folder = tmp_path_factory.mktemp("log")
    one, all_at_once = folder / "one.db", folder / "all.db"
    with opened(one) as log:
        tallies = HabitTallies(log._db, starts)
        for review, sign in signed:
            tallies.add(review, sign)
    with opened(all_at_once) as log:
        first = HabitTallies(log._db, starts).add_all(signed)
    assert _tallies(one) == _tallies(all_at_once)
    changed = [day for day, _, declared, undeclared in _tallies(one) if declared or undeclared]
    assert first == min(changed, default=NO_CUTOFF)


def _tallies(path: Path) -> list[tuple[int, int, int, int]]:
    return query(path, "SELECT day, choices, declared, undeclared FROM tallies ORDER BY 1, 2")
