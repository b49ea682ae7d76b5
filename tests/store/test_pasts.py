"""What SQLite adds up of a log is what is found by going through its reviews one by one."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import NOON
from tests.store.making import items, make_review, opened
from tests.unit.making import pasts
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.marking import Rating
from zgcquiz.core.moment import DAY, HOUR, Moment
from zgcquiz.core.review import Ref, Review
from zgcquiz.core.value import replace
from zgcquiz.store import pasts as module
from zgcquiz.store.pasts import Pasts

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


@settings(deadline=None, max_examples=60)
@given(logs, st.booleans())
def test_sums_agree_with_the_reviews(answers: list[tuple[Ref, int, int, Rating, str, bool]], halves: bool) -> None:
    reviews = made(*answers)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "log.db"
        patch.setattr(module, "MANY", 1 if halves else 1000)
        with opened(path) as log:
            log.line_up("pack", "now", items(a=["old"], b=[]))
            log.merge(reviews, NOON)
        found = Pasts(path, None, STARTS).read()
        assert sorted(found, key=lambda past: (past.pack, past.item)) == sorted(
            pasts(reviews, {OLD: A}), key=lambda past: (past.pack, past.item)
        )
        standing = [each for each in reviews if not each.void]
        week, today = 2 * DAY, 3 * DAY
        assert Pasts(path, None, STARTS).recent(found, week, today) == (
            sum(each.ms for each in standing if each.at.ms >= week),
            sum(each.ms for each in standing if each.at.ms >= today),
        )
        only = Pasts(path, ["pack"], STARTS)
        own = [past for past in found if past.pack == "pack"]
        assert only.read() == own
        assert only.recent(own, 0, 0)[0] == sum(past.ms for past in own)


def test_an_error_in_the_other_half_is_said_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "log.db"
    with opened(path) as log:
        log.line_up("pack", "now", items(a=[], b=[]))
        log.merge(made((A, DAY, 0, Rating.GOOD, "play", False)), NOON)
    monkeypatch.setattr(module, "MANY", 1)
    first = Pasts(path, None, STARTS)._connect()
    calls = iter([first])

    def connect(self: Pasts) -> sqlite3.Connection:
        for known in calls:
            return known
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(Pasts, "_connect", connect)
    with pytest.raises(ZgcError, match="disk I/O error"):
        Pasts(path, None, STARTS).read()
