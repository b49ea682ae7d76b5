"""The log read item by item; and fitting and looking ahead from a log on disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from benchmarks.learners import another_memory, simulate
from tests.conftest import NOON
from tests.store.making import items, make_review, opened
from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.tuning import forecast, habits, tune
from zgcquiz.app.selection import Selection, select
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.learning.fitting import default_parameters, fit
from zgcquiz.core.learning.luck.estimate import Told
from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref, Review
from zgcquiz.core.moment import DAY, HOUR, Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.value import replace
from zgcquiz.store.log.reading.histories import Histories

A, B, OLD = Ref("pack", "a"), Ref("pack", "b"), Ref("pack", "old")


def at(days: float, offset: int = 0) -> Moment:
    return Moment(NOON.ms + round(days * DAY), offset)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


def keep(path: Path, reviews: Sequence[Review]) -> None:
    with opened(path) as log:
        log.merge(reviews, NOON)


def test_histories_come_oldest_first_in_the_learners_days(path: Path) -> None:
    rng = Random(1)
    keep(
        path,
        [
            make_review(rng, A, at(5), Rating.AGAIN),
            make_review(rng, B, at(1), Rating.EASY),
            make_review(rng, A, at(0), Rating.GOOD),
            make_review(rng, A, Moment(NOON.ms + 9 * DAY + 15 * HOUR, 60), Rating.HARD),  # four in the morning there
        ],
    )
    with Histories(path) as log:
        assert log.sizes() == {A: 3, B: 1}
        assert log.read_histories([B, A, Ref("pack", "none")]) == [
            [(NOON.day + 1, 4)],
            [(NOON.day, 3), (NOON.day + 5, 1), (NOON.day + 10, 2)],
            [],
        ]
        assert log.read_histories([]) == []


def test_what_was_taken_back_is_left_out_and_former_names_are_taken_in(path: Path) -> None:
    rng = Random(1)
    gone = make_review(rng, A, at(3), Rating.AGAIN)
    keep(
        path,
        [make_review(rng, A, at(2)), gone, make_review(rng, OLD, at(0)), make_review(rng, OLD, at(4), Rating.HARD)],
    )
    with opened(path) as log:
        log.void(gone, NOON)
        log.sync_cards("pack", "now", items(a=["old"]))
    with Histories(path) as log:
        assert log.sizes() == {A: 4}
        assert log.read_histories([A]) == [[(NOON.day, 3), (NOON.day + 2, 3), (NOON.day + 4, 2)]]


def test_items_first_asked_without_their_options_are_found(path: Path) -> None:
    rng = Random(1)
    typed = {"kind": Kind.TYPED, "shown": ()}
    keep(
        path,
        [
            replace(make_review(rng, A, at(0), Rating.AGAIN), **typed),
            make_review(rng, A, at(1)),
            make_review(rng, B, at(0)),
            replace(make_review(rng, B, at(1)), **typed),
            replace(make_review(rng, OLD, at(0)), **typed),
        ],
    )
    with Histories(path) as log:
        sizes, starts = log.sizes_and_first(99)
        assert sizes == log.sizes()
        assert log.without_options(starts) == [A, OLD]
        assert log.sizes_and_first(2)[1] == sorted(starts)[:2]
        assert log.without_options([]) == []


def test_a_log_has_choices_once_a_question_had_options(path: Path) -> None:
    rng = Random(1)
    for answer, expected in (
        (replace(make_review(rng, A), kind=Kind.TYPED, shown=()), False),
        (make_review(rng, A), True),
    ):
        keep(path, [answer])
        with Histories(path) as log:
            assert log.has_choices() is expected


def test_what_an_answer_tells_of_guessing(path: Path) -> None:
    rng = Random(1)
    answer = replace(make_review(rng, A), response=("a",))
    told = [
        (answer, Told.NOTHING),
        (replace(answer, response=None), Told.NOT_KNOWN),
        (replace(answer, certainty=Certainty.GUESS, outcome=Outcome.CORRECT), Told.GUESS_HIT),
        (replace(answer, certainty=Certainty.GUESS, outcome=Outcome.WRONG), Told.GUESS_MISSED),
        (replace(answer, shown=()), Told.UNCLEAR),
        (replace(answer, shown=(), kind=Kind.TYPED, response=None), Told.NOTHING),
    ]
    reviews = [replace(review, id=make_review(rng, A, at(day)).id, at=at(day)) for day, (review, _) in enumerate(told)]
    keep(path, reviews)
    with Histories(path) as log:
        assert [given.told for given in log.answers([A])[0]] == [expected for _, expected in told]


def test_reading_changes_nothing(path: Path) -> None:
    keep(path, [make_review(Random(1), A)])
    with Histories(path) as log, pytest.raises(sqlite3.OperationalError, match="readonly"):
        log._db.execute("DELETE FROM cards")


def test_seconds_are_of_right_and_wrong_answers_and_of_none_without_end(path: Path) -> None:
    with opened(path):
        pass
    with Histories(path) as log:
        assert log.seconds() == (None, None)
    rng = Random(1)
    times = [(Rating.GOOD, 4000), (Rating.GOOD, 8000), (Rating.AGAIN, 10_000), (Rating.AGAIN, 10**8)]
    keep(path, [replace(make_review(rng, A, at(day), rating), ms=ms) for day, (rating, ms) in enumerate(times)])
    with Histories(path) as log:
        assert log.seconds() == (6.0, 35.0)


def test_answers_without_a_time_are_not_averaged(path: Path) -> None:
    rng = Random(1)
    times = [(Rating.GOOD, 0), (Rating.GOOD, 4000), (Rating.AGAIN, 0)]
    keep(path, [replace(make_review(rng, A, at(day), rating), ms=ms) for day, (rating, ms) in enumerate(times)])
    with Histories(path) as log:
        assert log.seconds() == (4.0, None)


def fill(context: AppContext, histories: list[list[tuple[int, int]]]) -> None:
    """Put simulated histories into a log, as answers of 5 seconds."""
    rng = Random(1)
    row = make_review(rng, A)
    values = [
        (
            f"{number}-{place}",
            (day + 20_000) * DAY + 12 * HOUR + place,
            f"item-{number:05}",
            rating,
            "correct" if rating > 1 else "wrong",
        )
        for number, history in enumerate(histories)
        for place, (day, rating) in enumerate(history)
    ]
    with closing(sqlite3.connect(context.log.path)) as db, db:
        db.executemany(
            "INSERT INTO reviews (id, at, item, rating, outcome, device, session, utc_offset, pack, fingerprint, mode,"
            f" kind, shown, ms) VALUES (?, ?, ?, ?, ?, '{row.device}',"
            f" '{row.session}', 0, 'pack', 'f', 'review', 'single', '[]', 5000)",
            values,
        )


def test_tune_fits_what_the_log_holds(context: AppContext) -> None:
    histories = simulate(another_memory(), 8000, seed=1)
    fill(context, histories)
    stages = []
    found = tune(context, progress=lambda stage, share: stages.append(stage))
    assert (found.items, found.reviews) == (len(histories), sum(map(len, histories)))
    assert found.fit == fit(histories)
    assert found.fit.better
    assert stages


def test_tune_says_what_is_lacking(context: AppContext) -> None:
    with pytest.raises(ZgcError, match=r"can't be fitted yet\. There are 0 reviews .* takes 1000 of them\.$") as caught:
        tune(context)
    assert caught.value.code == "too-few-reviews"


def test_forecast_looks_at_the_packs_and_at_how_the_learner_answers(context: AppContext, pack_file: Path) -> None:
    selection = select(context, str(pack_file))
    usual = forecast(context, selection, new=2)
    assert usual.items == 4
    fill(context, simulate(default_parameters(), 3000, seed=1))
    found = habits(context)
    assert (found.right, found.wrong) == (5.0, 5.0)
    assert found.first == pytest.approx((0.3, 0.05, 0.6, 0.05), abs=0.05)
    own = forecast(context, selection, new=2)
    assert own.habits == found
    assert own.at(0.9).minutes < usual.at(0.9).minutes


def test_forecast_without_questions(context: AppContext) -> None:
    with pytest.raises(ZgcError) as caught:
        forecast(context, Selection({}, named=False))
    assert caught.value.code == "no-questions"


def test_a_day_begins_when_the_learner_has_it_begin(context: AppContext) -> None:
    rng = Random(1)
    for hour in (3, 5, 7):
        review = make_review(rng, A, Moment(20_000 * DAY + hour * HOUR))
        context.log.append(review)
    for starts, days in ((4, [19_999, 20_000, 20_000]), (6, [19_999, 19_999, 20_000]), (0, [20_000] * 3)):
        with Histories(context.log.path, starts) as log:
            assert [day for day, _ in log.read_histories([A])[0]] == days


def test_each_answer_tells_how_many_were_possible(context: AppContext) -> None:
    rng = Random(1)
    asked = [
        (Kind.SINGLE, ("a", "b", "c"), 3),
        (Kind.MULTIPLE, ("a", "b", "c"), 7),
        (Kind.TRUE_FALSE, ("true", "false"), 2),
        (Kind.SINGLE, (), 0),
    ]
    for hour, (kind, shown, _) in enumerate(asked):
        review = make_review(rng, A, Moment(20_000 * DAY + (12 + hour) * HOUR))
        context.log.append(replace(review, kind=kind, shown=shown))
    with Histories(context.log.path) as log:
        assert [given.choices for given in log.answers([A])[0]] == [choices for *_, choices in asked]
        assert log.habits().luck(20_001, 2) == 0.25  # nothing was declared, and nothing missed
