"""A merge in slices: whatever stops it or comes in between, the log is right and the cards follow from it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.ids import uuid7
from tests.conftest import NOON
from tests.effort import examples
from tests.store import making
from tests.store.making import card_rows, items, make_review, query
from zgcquiz.core.log.hold import Held, Hold, held_until
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import CRAM, Certainty, Rating, Ref, Review
from zgcquiz.core.moment import DAY, DAY_STARTS, HOUR, Moment
from zgcquiz.core.value import replace
from zgcquiz.store.log.deriving.habits import HabitTallies
from zgcquiz.store.log.events import merging
from zgcquiz.store.log.review_log import ReviewLog
from zgcquiz.store.review_stats import ReviewStats

Event = Review | Hold | Restart

REFS = [Ref("p", "a"), Ref("p", "former-a"), Ref("p", "c"), Ref("q", "a")]


class OfTwo:
    """Slices of two things each."""

    def __init__(self, largest: int = 0) -> None:
        self.count = 2

    def adapt(self, seconds: float) -> None: ...


@pytest.fixture(autouse=True, scope="module")
def small_slices() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in ("events.merging", "deriving.derivation"):
            patch.setattr(f"zgcquiz.store.log.{module}.SliceSize", OfTwo)
        yield


@st.composite
def event_lists(draw: st.DrawFn) -> list[Event]:
    rng = Random(draw(st.integers(0, 10**6)))
    found: list[Event] = []
    for _ in range(draw(st.integers(1, 12))):
        at = Moment(NOON.ms + draw(st.integers(-4, 4)) * DAY + len(found))
        ref = draw(st.sampled_from(REFS))
        match draw(st.sampled_from("rrrrrrvgchs")):
            case "h":
                held = draw(st.sampled_from(Held))
                found.append(Hold(uuid7(at.ms, rng), "0badcafe", at, ref, held, held_until(held, at.day)))
            case "s":
                found.append(Restart(uuid7(at.ms, rng), "0badcafe", at, ref))
            case what:
                review = make_review(rng, ref, at, draw(st.sampled_from(Rating)))
                guess = Certainty.GUESS if what == "g" else review.certainty
                mode = CRAM if what == "c" else review.mode
                found.append(replace(review, void=what == "v", certainty=guess, mode=mode))
    return found + [replace(event, void=True) for event in found if isinstance(event, Review) and draw(st.booleans())]


@contextmanager
def opened(path: Path) -> Iterator[ReviewLog]:
    """A log that is not kept safe from the loss of power."""
    with making.opened(path) as log:
        log._db.execute("PRAGMA synchronous = OFF")
        yield log


def sync(log: ReviewLog) -> None:
    log.sync_cards("p", "1", items(a=["former-a"], b=[]))
    log.sync_cards("q", "1", items(a=[]))


def holds_of(path: Path) -> list[object]:
    return query(path, "SELECT pack, item, held_until FROM cards ORDER BY pack, item")


class _StoppedError(Exception):
    pass


def stopped_at(stream: list[Event], place: int) -> Iterator[Event]:
    yield from stream[:place]
    raise _StoppedError


@settings(max_examples=examples(8), deadline=None)
@given(mine=event_lists(), others=event_lists(), stop=st.integers(0, 24), between=st.booleans(), synced=st.booleans())
def test_an_interrupted_merge_is_derived_at_the_next_start(
    mine: list[Event], others: list[Event], stop: int, between: bool, synced: bool
) -> None:
    """between: another process derives the cards before the merge is repeated; synced: the packs are installed."""
    with tempfile.TemporaryDirectory() as folder:
        path, at_once = Path(folder) / "log.db", Path(folder) / "other.db"
        for log_path in (path, at_once):
            with opened(log_path) as log:
                if synced:
                    sync(log)
                log.merge(mine, NOON)
        with ReviewStats(path, DAY_STARTS * HOUR) as stats:
            stats.activities(None)
        with opened(path) as log, pytest.raises(_StoppedError):
            log.merge(stopped_at(others, min(stop, len(others))), NOON)
        if between:
            with opened(path) as log:
                sync(log)
                cards = card_rows(path)
                log.rebuild()
                sync(log)
                assert card_rows(path) == cards
        with opened(path) as log:
            log.merge(others, NOON)
            assert not any(log.merge(others, NOON)[:4]), "a repeated merge adds nothing"
            sync(log)
            reviews = list(log.reviews())
        with opened(at_once) as log:
            log.merge(others, NOON)
            sync(log)
            assert list(log.reviews()) == reviews
            log.rebuild()
            sync(log)
        assert card_rows(path) == card_rows(at_once)
        assert holds_of(path) == holds_of(at_once)
        assert query(path, "SELECT * FROM tallies WHERE declared OR undeclared") == query(
            at_once, "SELECT * FROM tallies WHERE declared OR undeclared"
        )
        assert query(path, "SELECT 1 FROM card_sync WHERE settings_fingerprint LIKE 'to be derived%'") == []
        with ReviewStats(path, DAY_STARTS * HOUR) as one, ReviewStats(at_once, DAY_STARTS * HOUR) as other:
            assert one.activities(None) == other.activities(None)


@settings(max_examples=examples(8), deadline=None)
@given(mine=event_lists(), here=event_lists(), there=event_lists(), finish=st.booleans())
def test_two_merges_at_once_become_one_log(
    mine: list[Event], here: list[Event], there: list[Event], finish: bool
) -> None:
    """finish: the second merge ends while the first is running; otherwise it is killed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.db"
        with opened(path) as log, opened(path) as second:
            sync(log)
            log.merge(mine, NOON)

            def interleaved() -> Iterator[Event]:
                yield from here[: len(here) // 2]
                if finish:
                    second.merge(there, NOON)
                else:
                    with pytest.raises(_StoppedError):
                        second.merge(stopped_at(there, len(there)), NOON)
                yield from here[len(here) // 2 :]

            log.merge(interleaved(), NOON)
            sync(log)
            cards, holds = card_rows(path), holds_of(path)
            found = {review.id for review in log.reviews()}
            lacking = {event.id for event in (*mine, *here, *there) if isinstance(event, Review)} - found
            # What the killed merge had read, but not yet merged.
            assert lacking <= (set() if finish else {event.id for event in there[-1:]})
            log.rebuild()
            sync(log)
            assert card_rows(path) == cards
            assert holds_of(path) == holds


def test_an_answer_between_two_slices_is_kept_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    rng = Random(3)
    with opened(path) as log, opened(path) as round_:
        sync(log)
        answer = make_review(rng, Ref("p", "a"), Moment(NOON.ms + DAY))

        def stream() -> Iterator[Event]:
            for day in range(10):
                yield make_review(rng, Ref("p", "a"), Moment(NOON.ms - day * DAY), Rating(1 + day % 4))
                if day == 5:
                    round_.append(answer)

        assert log.merge(stream(), NOON).added == 10
        sync(log)
        cards = card_rows(path)
        assert answer in list(log.reviews())
        log.rebuild()
        sync(log)
        assert card_rows(path) == cards


def test_long_texts_make_slices_short() -> None:
    """A file may begin with many short reviews, after which slices are large, and go on with lines of megabytes."""
    rng = Random(1)
    short = [make_review(rng, Ref("p", "a"), Moment(NOON.ms + at), Rating.GOOD) for at in range(50)]
    long = (replace(short[0], shown=("x" * (1 << 20), str(at))) for at in range(30))
    events = iter([*short, *long])
    assert len(merging._slice(events, 50)) == 50
    assert [len(merging._slice(events, 4000)) for _ in range(4)] == [8, 8, 8, 6]
    assert merging._slice(events, 4000) == []


@pytest.mark.parametrize("is_empty", [True, False])
def test_only_a_log_that_was_empty_is_not_tallied_again(
    is_empty: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One with reviews of unknown tallies is, as a merge derives all cards; both tallies are those of the whole log."""
    monkeypatch.setattr(merging, "_MANY", 0)
    rng, rebuild = Random(2), HabitTallies.rebuild
    calls: list[None] = []
    monkeypatch.setattr(HabitTallies, "rebuild", lambda habits: calls.append(rebuild(habits)))
    reviews = [
        replace(
            make_review(rng, ref, Moment(NOON.ms + at * HOUR), Rating(1 + at % 4)),
            certainty=Certainty.GUESS if at % 3 else None,
            void=at % 5 == 0,
        )
        for at, ref in enumerate(REFS * 10)
    ]
    with opened(tmp_path / "log.db") as log:
        if not is_empty:
            log.merge(reviews[::2], NOON)
            log._db.execute("DELETE FROM tallies")
            log._db.execute("DELETE FROM settings WHERE key = 'day_starts'")
            calls.clear()
        log.merge(reviews, NOON)
        assert len(calls) == (0 if is_empty else 1)
        tallies = "SELECT * FROM tallies WHERE declared OR undeclared"
        made = query(log.path, tallies)
        assert made
        log.rebuild()
        assert query(log.path, tallies) == made
