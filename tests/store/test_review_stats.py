"""What SQLite adds up of a log is what is found by going through its reviews one by one."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import NOON
from tests.effort import examples
from tests.store.making import items, make_review, opened, query
from tests.unit.making import pasts
from zgcquiz.core.log.review import Rating, Ref, Review
from zgcquiz.core.moment import DAY, HOUR, Moment
from zgcquiz.core.stats.activity import activity_by_pack
from zgcquiz.core.value import replace
from zgcquiz.store import review_stats as module
from zgcquiz.store.review_stats import ReviewStats

A, B, OLD, OTHER = Ref("pack", "a"), Ref("pack", "b"), Ref("pack", "old"), Ref("other", "a")
STARTS = 4 * HOUR


def made(*answers: tuple[Ref, int, int, Rating, str, bool]) -> list[Review]:
    rng = Random(1)
    return [
        replace(make_review(rng, ref, Moment(ms, offset), rating), mode=mode, void=void, ms=number + 1)
        for number, (ref, ms, offset, rating, mode, void) in enumerate(answers)
    ]


logs = st.lists(
    st.tuples(
        st.sampled_from([A, B, OLD, OTHER]),
        st.integers(0, 5 * DAY),
        st.sampled_from([-480, 0, 60]),
        st.sampled_from(list(Rating)),
        st.sampled_from(["play", "review", "cram"]),
        st.booleans(),
    ),
    max_size=20,
)


@settings(deadline=None, max_examples=examples(40))
@given(logs, logs, st.sampled_from([0, 1, 1000]), st.data())
def test_sums_agree_with_the_reviews(
    answers: list[tuple[Ref, int, int, Rating, str, bool]],
    more: list[tuple[Ref, int, int, Rating, str, bool]],
    many: int,
    data: st.DataObject,
) -> None:
    """However few or many items have changed since the last time."""
    reviews = made(*answers, *more)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "log.db"
        patch.setattr(module, "MANY", many)
        with opened(path) as log:
            log.sync_cards("pack", "now", items(a=["old"], b=[]))
            log.merge(reviews[: len(answers)], NOON)
            agree(path, reviews[: len(answers)])
            for each in reviews[len(answers) :]:
                log.append(replace(each, void=False))
                if each.void:
                    log.void(each, NOON)
            back = data.draw(st.sets(st.sampled_from(range(len(reviews))))) if reviews else set()
            for place in back:
                log.void(reviews[place], NOON)
                reviews[place] = replace(reviews[place], void=True)
            agree(path, reviews)
            log.rebuild()
            agree(path, reviews)


def agree(path: Path, reviews: list[Review]) -> None:
    """All sums, and those of one pack alone, are those of the reviews counted anew."""
    plainly = pasts(reviews, {OLD: A})
    with ReviewStats(path, STARTS) as found:
        assert found.activities(None) == activity_by_pack(plainly)
        assert found.activities(["pack"]) == activity_by_pack(past for past in plainly if past.pack == "pack")
        assert found.counts(["pack", "other"]) == {
            (past.pack, past.item): (len(past.codes), past.correct) for past in plainly
        }


def test_days_that_start_at_another_hour_are_added_up_anew(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with opened(path) as log:
        log.merge(made((A, DAY + HOUR, 0, Rating.GOOD, "play", False)), NOON)
        for hour, day in ((4, 0), (0, 1), (4, 0)):
            with ReviewStats(path, hour * HOUR) as found:
                assert list(found.activities(None)["pack"].days) == [day]


def test_what_cannot_be_written_is_added_up_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    reviews = made((A, DAY, 0, Rating.GOOD, "play", False), (OLD, 2 * DAY, 0, Rating.GOOD, "play", False))
    with opened(path) as log:
        log.sync_cards("pack", "now", items(a=["old"], b=[]))
        log.merge(reviews[:1], NOON)
        agree(path, reviews[:1])
        log.merge(reviews[1:], NOON)
        log._db.execute("BEGIN IMMEDIATE")
        agree(path, reviews)
        log._db.execute("ROLLBACK")
    assert query(path, "SELECT sum(reviews) FROM item_totals WHERE seen >= 0") == [(None,)]


@pytest.mark.parametrize("mode", ["play", "cram"])
def test_an_answer_by_a_clock_that_went_back_counts(tmp_path: Path, mode: str) -> None:
    """Its id is earlier than the last one that was aggregated."""
    path = tmp_path / "log.db"
    reviews = made((A, 3 * DAY, 0, Rating.GOOD, "play", False), (B, DAY, 0, Rating.GOOD, mode, False))
    with opened(path) as log:
        log.sync_cards("pack", "now", items(a=["old"], b=[]))
        for number, review in enumerate(reviews, 1):
            log.append(review)
            agree(path, reviews[:number])
