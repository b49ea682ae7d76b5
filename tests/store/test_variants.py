"""Two events of one id with other content: all are kept, one review counts, the same one on every device."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import NOON
from tests.effort import examples
from tests.store.making import card_rows, items, make_review, opened
from zgcquiz.core.log.hold import HELD_INDEFINITELY, Held, Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Rating, Ref, Review
from zgcquiz.core.log.review_import import Merged
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import replace
from zgcquiz.formats.history import review_lines
from zgcquiz.store.log.damage import detection
from zgcquiz.store.log.events.event_store import find_review
from zgcquiz.store.log.events.variants import variant_of
from zgcquiz.store.log.review_log import ReviewLog

A, B = Ref("p", "a"), Ref("p", "b")


def contents(*ratings: Rating, seed: int = 1) -> list[Review]:
    """Reviews of one id that differ in their rating, and for odd ones in their question too."""
    first = make_review(Random(seed), A)
    return [
        replace(make_review(Random(seed), B if number % 2 else A, rating=rating), id=first.id)
        for number, rating in enumerate(ratings)
    ]


def lines(log: ReviewLog) -> list[bytes]:
    """What `history export` writes."""
    return [*review_lines.write([*log.reviews(), *log.holds(), *log.restarts()])]


def take_in(log: ReviewLog, events: Sequence[bytes]) -> None:
    log.merge([each for each in review_lines.read(events, "lines") if not isinstance(each, Problem)], NOON)


def test_both_are_kept_and_one_counts_on_every_device(tmp_path: Path) -> None:
    first, second = contents(Rating.GOOD, Rating.AGAIN)
    found = []
    for number, order in enumerate(((first, second), (second, first))):
        with opened(tmp_path / f"{number}.db") as log:
            log.sync_cards("p", "1", items(a=[], b=[]))
            assert log.merge(order, NOON) == Merged(added=1, reviews=2, variants=1)
            assert log.merge(order, NOON) == Merged(reviews=2), "it is said once"
            found.append((lines(log), card_rows(log.path)))
            kept = list(log.reviews())
            assert {review.id for review in kept} == {first.id}
            assert sorted((review.void, review.superseded) for review in kept) == [(False, False), (True, True)]
            assert {review.rating for review in kept} == {Rating.GOOD, Rating.AGAIN}
    assert found[0] == found[1]


def test_taking_back_the_one_that_counts_takes_back_all(tmp_path: Path) -> None:
    first, second = contents(Rating.GOOD, Rating.AGAIN)
    with opened(tmp_path / "a.db") as log, opened(tmp_path / "b.db") as other:
        log.merge([first, second], NOON)
        other.merge([second], NOON)
        last = log.last()
        assert last is not None
        log.void(last, NOON)
        assert log.last() is None
        take_in(other, lines(log))
        assert other.last() is None
        assert lines(other) == lines(log)


def test_an_undo_on_the_way_is_not_lost(tmp_path: Path) -> None:
    """The answer was taken back, by the id that it was given, before anybody knew of the other content."""
    first, second = contents(Rating.GOOD, Rating.AGAIN)
    with opened(tmp_path / "a.db") as log:
        log.merge([first], NOON)
        log.void(first, NOON)
        log.merge([second], NOON)
        assert log.last() is None
    with opened(tmp_path / "b.db") as log:
        log.merge([first, second], NOON)
        log.void(first, NOON)  # by a round that began before the other content came in
        assert log.last() is None


def holds_and_restarts() -> list[Hold | Restart]:
    one, other = Moment(NOON.ms), Moment(NOON.ms + 5)
    id = make_review(Random(1), A).id
    return [
        Hold(id, "d", one, A, Held.SUSPENDED, HELD_INDEFINITELY),
        Hold(id, "d", one, A, Held.RESUMED, 0),
        Hold(id, "d", other, B, Held.SUSPENDED, HELD_INDEFINITELY),
        Restart(id, "d", one, A),
        Restart(id, "e", other, A),
        Restart(id, "d", other, B),
    ]


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("line"), st.integers(0, 2), st.integers(0, 13)),
        st.tuples(st.just("copy"), st.integers(0, 2), st.integers(0, 2)),
        st.tuples(st.just("undo"), st.integers(0, 2), st.integers(0, 1)),
    ),
    max_size=24,
)


@settings(max_examples=examples(25))
@given(steps=_STEPS, count=st.integers(2, 4))
def test_three_devices_agree_whatever_the_order(steps: list[tuple[str, int, int]], count: int) -> None:
    """steps: a line comes to a device from elsewhere, a device copies the export of another, a learner undoes."""
    ratings = [Rating.GOOD, Rating.AGAIN, Rating.EASY, Rating.HARD][:count]
    reviews = [*contents(*ratings), *contents(*ratings, seed=2)]
    events = [*review_lines.write([*reviews, *holds_and_restarts()])]
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.db" for number in range(3)]
        logs = [ReviewLog(path, Random(number)) for number, path in enumerate(paths)]
        for log in logs:
            log._db.execute("PRAGMA synchronous = OFF")
            log.sync_cards("p", "1", items(a=[], b=[]))
        came: set[int] = set()
        undone: set[str] = set()
        for what, device, number in steps:
            log = logs[device]
            if what == "line":
                take_in(log, [events[number % len(events)]])
                came.add(number % len(events))
            elif what == "copy":
                take_in(log, lines(logs[number]))
            elif number and (last := log.last()) is not None:
                undone |= {each.id for each in log.reviews() if last.id in (each.id, variant_of(each).id)}
                log.void(last, NOON)
            elif not number and any(review.id == reviews[0].id for review in log.reviews()):
                undone.add(reviews[0].id)
                given = find_review(log._db, reviews[0].id, 4)  # as a round knows it that began before the others came
                assert given is not None
                log.void(given, NOON)
        for _ in range(2):
            for log in logs:
                for other in logs:
                    take_in(log, lines(other))
        assert lines(logs[0]) == lines(logs[1]) == lines(logs[2])
        assert card_rows(paths[0]) == card_rows(paths[1]) == card_rows(paths[2])
        kept = list(logs[0].reviews())
        assert len(kept) == len([number for number in came if number < len(reviews)]), "no content is lost"
        assert sorted(review.id for review in kept if not review.void) == sorted({each.id for each in kept} - undone)
        before = lines(logs[0]), list(logs[0].cards(["p"]))
        logs[0].rebuild()
        logs[0].sync_cards("p", "1", items(a=[], b=[]))
        assert (lines(logs[0]), list(logs[0].cards(["p"]))) == before
        for log in logs:
            log.close()


def damage_rows(log: ReviewLog, table: str) -> None:
    """Change the rows of a table behind the log's back, and find out."""
    log._db.execute(f"DROP TRIGGER {table}_no_update")
    log._db.execute(f"UPDATE {table} SET item = 'x'")
    detection.record(log._db, detection.scan(log._db).rows)


@pytest.mark.parametrize("undone", [False, True])
def test_a_sound_copy_takes_the_place_of_a_damaged_row(tmp_path: Path, undone: bool) -> None:
    reviews = [*contents(Rating.GOOD), *contents(Rating.AGAIN, seed=2)]
    others = holds_and_restarts()
    with opened(tmp_path / "a.db") as log, opened(tmp_path / "b.db") as other:
        for each in (log, other):
            each.sync_cards("p", "1", items(a=[], b=[]))
            each.merge([*reviews, others[0], others[3]], NOON)
        before = list(log.cards(["p"]))
        for table in ("reviews", "holds", "restarts"):
            damage_rows(log, table)
        log.rebuild()
        log.sync_cards("p", "2", items(a=[], b=[]))
        assert lines(log) == []
        if undone:
            other.void(reviews[0], NOON)
        for expected in ((2, 0, 1, 1), (0, 0, 0, 0)):
            found = list(review_lines.read(lines(other), "lines"))
            merged = log.merge([each for each in found if isinstance(each, Review | Hold | Restart)], NOON)
            assert (merged.added, merged.voided, merged.held, merged.restarted) == expected
            assert merged.variants == 0
            assert lines(log) == lines(other)
            assert list(log.cards(["p"])) == list(other.cards(["p"]))
        assert undone or list(log.cards(["p"])) == before
        assert log.held(["p"], NOON) == other.held(["p"], NOON) != {}
