"""The newest reviews are those of the whole log sorted by time, whatever their ids say."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.ids import uuid7
from tests.conftest import NOON
from tests.effort import examples
from tests.store.making import make_review, opened
from zgcquiz.core.log.review import Ref, Review
from zgcquiz.core.moment import Moment
from zgcquiz.core.value import replace
from zgcquiz.store.log.events import event_store
from zgcquiz.store.log.review_log import ReviewLog

HOUR = 3_600_000
times = st.integers(0, 6).map(lambda hours: hours * HOUR) | st.integers(0, 3) | st.just((1 << 48) - 1)
odd_ids = st.sampled_from(
    ["0", "zzz", "FFFFFFFF-FFFF-7000-8000-000000000000", "中", "00000000-0000-7000-8000-000000000001"]
)
reviews = st.lists(
    st.tuples(times, st.none() | times | odd_ids, st.sampled_from(["a", "b"]), st.booleans(), st.booleans()),
    max_size=15,
)


def plain(log: ReviewLog) -> list[Review]:
    return list(log.reviews())


@settings(deadline=None, max_examples=examples(60))
@given(reviews, st.integers(1, 8))
def test_the_newest_are_the_first_of_all(
    drawn: list[tuple[int, int | str | None, str, bool, bool]], limit: int
) -> None:
    """Ids may be earlier or later than their reviews, of another form, or come with several contents."""
    rng = Random(1)
    made = []
    for at, id, item, void, twice in drawn:
        name = id if isinstance(id, str) else uuid7(at if id is None else id, rng)
        made.append(replace(make_review(rng, Ref("p", item), Moment(at, 0)), id=name, void=void))
        if twice:
            made.append(replace(made[-1], ms=7))
    with TemporaryDirectory() as folder, opened(Path(folder) / "log.db") as log:
        log._db.execute("PRAGMA synchronous = OFF")
        log.merge(made, NOON)
        assert list(log.reviews(limit)) == plain(log)[:limit]


def test_few_reviews_are_read_for_the_newest(tmp_path: Path) -> None:
    rng = Random(1)
    with opened(tmp_path / "log.db") as log:
        made = [make_review(rng, Ref("p", f"{at % 9}"), Moment(at * HOUR, 0)) for at in range(600)]
        log.merge([*made, replace(made[5], id="0000", at=Moment(599 * HOUR + 1, 0))], NOON)
        steps = 0

        def tick() -> int:
            nonlocal steps
            steps += 1
            return 0

        log._db.set_progress_handler(tick, 100)
        found = event_store.newest_rows(log._db, 3)
        log._db.set_progress_handler(None, 0)
        assert [row[event_store._AT] for row in found] == [599 * HOUR + 1, 599 * HOUR, 598 * HOUR]
        assert steps < 20, "the whole log was read"
        plan = [row[3] for row in log._db.execute(f"EXPLAIN QUERY PLAN {event_store._BY_ID} ORDER BY e.id DESC")]
        assert not [step for step in plan if "TEMP B-TREE" in step]
