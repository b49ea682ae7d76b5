"""Statistics on histories that can be counted by hand."""

from __future__ import annotations

import pytest

from tests.unit import making
from tests.unit.making import on_day, review
from zgcquiz.core.learning.schedule import Card, New, Reviewed
from zgcquiz.core.log.review import Outcome, Rating, Ref, Review
from zgcquiz.core.moment import Moment
from zgcquiz.core.stats.activity import INTERVALS, ItemAnswers, Recall, activity_by_pack, code, streaks
from zgcquiz.core.stats.summary import STATES, Group, Stats

A, B = Ref("one", "a"), Ref("one", "b")
C = Ref("two", "c")
TODAY = on_day(20_000)


def card(interval: int, due_day: int, due_at: int = 0) -> Reviewed:
    return Reviewed(5.0, 5.0, due_day - interval, interval, due_day, due_at, 1, 0)


def summary(
    reviews: list[Review],
    cards: dict[Ref, Card] | None = None,
    tags: dict[Ref, tuple[str, ...]] | None = None,
    renames: dict[Ref, Ref] | None = None,
) -> Stats:
    return making.summary(reviews, cards or {}, tags or {}, TODAY, renames)


def wrong(ref: Ref, at: Moment) -> Review:
    return review(ref, at, outcome=Outcome.WRONG, rating=Rating.AGAIN)


def lucky(ref: Ref, at: Moment) -> Review:
    return review(ref, at, rating=Rating.AGAIN)


def test_an_empty_log_says_so_without_dividing_by_it() -> None:
    empty = summary([])
    assert (empty.reviews, empty.correct, empty.cards, empty.due, empty.seconds) == (0, 0, 0, 0, 0)
    assert empty.recall.share is None
    assert empty.forecast == (0,) * 14
    assert empty.states == dict.fromkeys(STATES, 0)


def test_retention_asks_only_the_first_try_of_a_later_day() -> None:
    log = [
        review(A, on_day(19_990)),  # the first answer: not counted
        wrong(A, on_day(19_990, 13)),  # the same day: not counted
        review(A, on_day(19_995)),  # kept
        wrong(A, on_day(19_995, 13)),  # the same day
        lucky(A, on_day(19_997)),  # a lucky guess was not known
        wrong(A, on_day(19_999)),  # lost
    ]
    stats = summary(log)
    assert stats.recall.of == 3
    assert stats.recall.share == pytest.approx(1 / 3)
    assert (stats.reviews, stats.correct) == (6, 3)


def test_the_order_of_the_log_makes_no_difference() -> None:
    log = [review(A, on_day(19_990 + day), id=str(day)) for day in range(5)]
    assert summary(log) == summary(log[::-1])


def test_what_was_taken_back_counts_nowhere() -> None:
    assert summary([review(A, void=True)], {A: New()}) == summary([], {A: New()})


def test_history_under_a_former_name_counts_for_the_present_one() -> None:
    old = Ref("one", "old")
    stats = summary(
        [review(old, on_day(19_990)), review(A, on_day(19_991))], {A: card(3, 20_000)}, {A: ("t",)}, {old: A}
    )
    assert stats.recall.of == 1
    assert stats.tags == (Group("t", 2, 2, 1, 1),)


def test_the_forecast_puts_the_overdue_on_today_and_leaves_out_what_is_far() -> None:
    far = {Ref("one", str(day)): card(1, 20_000 + day) for day in (-5, 0, 1, 1, 13, 14, 200)}
    assert summary([], dict(far)).forecast == (2, 1, *[0] * 11, 1)


def test_a_step_that_is_still_running_is_not_due_yet() -> None:
    cards: dict[Ref, Card] = {A: card(0, 20_000, TODAY.ms + 1), B: card(0, 20_000, TODAY.ms)}
    assert summary([], cards).due == 1


def test_packs_and_tags_are_counted_apart() -> None:
    log = [review(A, on_day(19_990)), wrong(B, on_day(19_991)), review(C, on_day(19_992))]
    cards: dict[Ref, Card] = {A: card(10, 20_000), B: card(0, 19_999), C: card(40, 20_032), Ref("two", "d"): New()}
    stats = summary(log, cards, {A: ("x", "y"), B: ("x",), C: ("y",)})
    assert stats.packs == (Group("one", 2, 1, 2, 2), Group("two", 1, 1, 1, 0))
    assert stats.tags == (Group("x", 2, 1, 2, 2), Group("y", 2, 2, 2, 1))
    assert stats.states == {"new": 1, "learning": 1, "young": 1, "mature": 1, "suspended": 0}
    assert (stats.cards, stats.due, stats.seconds) == (3, 2, 3.0)
    assert summary(log, cards, {A: ("x", "y"), B: ("x",), C: ("y",)}).now == TODAY


def test_a_tag_written_twice_counts_once() -> None:
    stats = summary([review(A)], {A: card(3, 20_003)}, {A: ("x", "x")})
    assert stats.tags == (Group("x", 1, 1, 1, 0),)


def test_cramming_counts_as_time_and_reviews_but_tells_nothing_of_retention() -> None:
    log = [review(A, on_day(19_990)), review(A, on_day(19_995), mode="cram"), wrong(A, on_day(19_996))]
    stats = summary(log)
    assert (stats.reviews, stats.correct, stats.seconds, stats.crammed) == (3, 2, 3.0, 1)
    assert stats.days == {19_990: 1, 19_995: 1, 19_996: 1}
    assert stats.recall == Recall(0, 1)
    six_days_or_so = [recall for (low, high), recall in zip(INTERVALS, stats.intervals, strict=True) if low == 4]
    assert six_days_or_so == [Recall(0, 1)], "counted from the last review, not from the cramming"


def test_cramming_first_begins_nothing() -> None:
    assert summary([review(A, on_day(19_990), mode="cram"), review(A, on_day(19_995))]).recall == Recall(0, 0)


def test_retention_is_told_apart_by_the_days_between_and_by_pack() -> None:
    log = [review(A, on_day(19_000)), review(A, on_day(19_001)), review(A, on_day(19_004)), wrong(A, on_day(19_504))]
    log += [review(C, on_day(19_000)), wrong(C, on_day(19_001))]
    stats = summary(log)
    found = dict(zip(INTERVALS, stats.intervals, strict=True))
    assert {bounds: recall for bounds, recall in found.items() if recall.of} == {
        (1, 1): Recall(1, 2),
        (2, 3): Recall(1, 1),
        (366, None): Recall(0, 1),
    }
    assert {group.name: group.recall for group in stats.packs} == {"one": Recall(2, 3), "two": Recall(0, 1)}


def test_a_clock_that_went_back_is_no_time_at_all() -> None:
    log = [review(A, on_day(19_000)), review(A, on_day(19_010)), review(A, on_day(19_005)), review(A, on_day(19_011))]
    assert [review.at.day for review in log] == [19_000, 19_010, 19_005, 19_011]
    past = ItemAnswers("one", "a", [code(each.at.day, 3, True) for each in log], [1] * 4)
    assert activity_by_pack([past])["one"].recall == {10: Recall(1, 1), 1: Recall(1, 1)}


@pytest.mark.parametrize(
    ("days", "streak"),
    [
        ([], (0, 0)),
        ([20_000], (1, 1)),
        ([19_999], (1, 1)),
        ([19_998], (0, 1)),
        ([19_998, 19_999, 20_000], (3, 3)),
        ([19_990, 19_991, 19_992, 19_999], (1, 3)),
        ([19_990, 20_000, 20_001], (2, 2)),
        ([20_000, 23_000], (1, 1)),  # by a clock that ran ahead
        ([19_990, 23_000], (0, 1)),
    ],
)
def test_a_streak_lasts_until_a_day_is_over_without_an_answer(days: list[int], streak: tuple[int, int]) -> None:
    assert streaks(days, 20_000) == streak
