"""Cards follow from the log and the settings: when these change, so do they."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.conftest import NOON
from tests.store.making import card_rows, items, make_review, query
from zgcquiz.core.learning.schedule import New, Reviewed
from zgcquiz.core.log.review import CRAM, Certainty, Rating, Ref
from zgcquiz.core.moment import DAY, HOUR, Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.settings import Settings
from zgcquiz.core.value import replace
from zgcquiz.store.log.review_log import ReviewLog

A, B = Ref("p", "a"), Ref("q", "b")
CHANGED = {
    "retention": Settings(desired_retention=0.8),
    "parameters": Settings(parameters=(0.3, *(1.0 + at / 10 for at in range(19)), 0.2)),
    "guesses": Settings(guess_correction=False),
    "luck": Settings(guess_edge=0.5),
    "known at sight": Settings(known_at_sight=0.2),
    "day": Settings(day_starts=20),
    "weekdays": Settings(weekday_load=(0, 0, 0, 100, 0, 0, 0)),
}


def fill(path: Path, settings: Settings) -> None:
    """A log of two packs, its cards derived with these settings from the start."""
    rng = Random(1)
    log = ReviewLog(path, rng, lambda pack: settings)
    sync_cards(log)
    for number, days in enumerate((0, 2, 9, 40)):
        for ref in (A, B):
            at = Moment(NOON.ms + days * DAY + 5 * HOUR, 0, settings.day_starts)
            log.append(make_review(rng, ref, at, Rating.AGAIN if number == 1 and ref is B else Rating.GOOD))
    log.close()


def sync_cards(log: ReviewLog) -> None:
    for pack, name in (("p", "a"), ("q", "b")):
        log.sync_cards(pack, "1", items(**{name: []}))


@pytest.mark.parametrize("name", CHANGED)
def test_changed_settings_are_followed_as_if_they_had_always_held(tmp_path: Path, name: str) -> None:
    fill(tmp_path / "one.db", Settings())
    fill(tmp_path / "two.db", CHANGED[name])
    before = card_rows(tmp_path / "one.db")
    assert before != card_rows(tmp_path / "two.db")
    log = ReviewLog(tmp_path / "one.db", Random(2), lambda pack: CHANGED[name])
    sync_cards(log)
    log.close()
    for table in ("cards", "tallies", "card_sync"):
        one, two = (query(tmp_path / name, f"SELECT * FROM {table}") for name in ("one.db", "two.db"))
        assert one == two


def test_a_setting_of_one_pack_leaves_the_others_alone(tmp_path: Path) -> None:
    fill(tmp_path / "log.db", Settings())
    before = {row[0]: row for row in card_rows(tmp_path / "log.db")}
    log = ReviewLog(
        tmp_path / "log.db", Random(2), lambda pack: Settings(desired_retention=0.75 if pack == "q" else 0.9)
    )
    sync_cards(log)
    log.close()
    after = {row[0]: row for row in card_rows(tmp_path / "log.db")}
    assert [pack for pack in before if before[pack] != after[pack]] == ["q"]


def test_a_rebuild_is_not_made_again_by_the_next_start(tmp_path: Path) -> None:
    fill(tmp_path / "log.db", Settings())
    log = ReviewLog(tmp_path / "log.db", Random(2))
    log.rebuild()
    sync_cards(log)
    log._db.execute("UPDATE cards SET stability = 99")
    sync_cards(log)
    log.close()
    assert query(tmp_path / "log.db", "SELECT DISTINCT stability FROM cards") == [(99.0,)]


def test_a_pack_that_comes_after_its_reviews_has_their_cards_by_the_settings_of_the_day(tmp_path: Path) -> None:
    """Reviews are taken in for a pack that is not there, the settings change, the pack is added."""
    rng = Random(1)
    reviews = [make_review(rng, A, Moment(NOON.ms + days * DAY)) for days in (0, 3, 12)]
    log = ReviewLog(tmp_path / "log.db", rng)
    log.merge(reviews, NOON)
    log.close()
    log = ReviewLog(tmp_path / "log.db", rng, lambda pack: Settings(desired_retention=0.7))
    log.sync_cards("p", "1", items(a=[]))
    late = log.card(A)
    log.close()
    log = ReviewLog(tmp_path / "other.db", rng, lambda pack: Settings(desired_retention=0.7))
    log.sync_cards("p", "1", items(a=[]))
    log.merge(reviews, NOON)
    assert log.card(A) == late
    log.close()


def test_a_crammed_answer_is_kept_and_schedules_nothing(tmp_path: Path) -> None:
    rng = Random(1)
    log = ReviewLog(tmp_path / "log.db", rng)
    crammed = replace(make_review(rng, A), mode=CRAM, certainty=Certainty.GUESS)
    assert log.append(crammed) == New()
    log.append(make_review(rng, A, Moment(NOON.ms + DAY)))
    before = log.card(A)
    log.append(replace(make_review(rng, A, Moment(NOON.ms + 2 * DAY)), mode=CRAM))
    assert log.card(A) == before
    assert len(list(log.reviews())) == 3
    log.rebuild()
    assert log.card(A) == before
    log.void(crammed, NOON)
    assert query(log.path, "SELECT sum(declared), sum(undeclared) FROM tallies") == [(0, 0)]
    log.close()


def test_a_right_pick_is_worth_less_than_a_typed_answer(tmp_path: Path) -> None:
    rng = Random(1)
    log = ReviewLog(tmp_path / "log.db", rng)
    for item, kind in (("picked", Kind.SINGLE), ("typed", Kind.TYPED), ("several", Kind.MULTIPLE)):
        log.append(replace(make_review(rng, Ref("p", item)), kind=kind))
    stability = {}
    for item in ("picked", "several", "typed"):
        card = log.card(Ref("p", item))
        assert isinstance(card, Reviewed)
        stability[item] = card.stability
    assert stability["picked"] < stability["several"] < stability["typed"]
    log.close()


def test_who_owns_up_to_guesses_is_believed_more_from_the_next_day_on(tmp_path: Path) -> None:
    rng = Random(1)
    cards = []
    for response in (None, ("中关村",)):
        log = ReviewLog(tmp_path / f"{response is None}.db", rng)
        for number in range(5):
            miss = make_review(rng, Ref("p", f"missed-{number}"), NOON, Rating.AGAIN)
            log.append(replace(miss, response=response, certainty=None if response is None else Certainty.SURE))
        same = log.append(make_review(rng, Ref("p", "same day")))
        later = log.append(make_review(rng, A, Moment(NOON.ms + DAY)))
        log.close()
        assert isinstance(same, Reviewed)
        assert isinstance(later, Reviewed)
        cards.append((same.stability, later.stability))
    (same_honest, later_honest), (same_silent, later_silent) = cards
    assert same_honest == same_silent
    assert later_honest > same_honest
    assert later_silent < same_silent


def test_a_renamed_item_gives_its_card_though_all_others_change_too(tmp_path: Path) -> None:
    """A miss of an earlier day comes under a former name, and changes the luck of what came after it."""
    rng = Random(1)
    log = ReviewLog(tmp_path / "log.db", rng)
    log.append(make_review(rng, A, Moment(NOON.ms + 9 * DAY)))
    log.sync_cards("p", "1", items(z=["a"]))
    given = log.append(make_review(rng, A, NOON, Rating.AGAIN))
    assert isinstance(given, Reviewed)
    assert given == log.card(Ref("p", "z"))
    log.close()


def test_each_pack_is_derived_with_its_own_edge(tmp_path: Path) -> None:
    fill(tmp_path / "log.db", Settings())
    log = ReviewLog(tmp_path / "log.db", Random(2), lambda pack: Settings(guess_edge=-0.5 if pack == "q" else 0))
    blind, misled = (log.attempts(ref)[0].luck for ref in (A, B))
    log.close()
    assert misled == pytest.approx(blind / 2)
