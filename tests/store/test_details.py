"""What is kept of certainty, mistakes and picks is what is found by going through all reviews."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from benchmarks.ids import uuid7
from tests.conftest import NOON
from tests.effort import examples
from tests.store.making import items, make_review, opened
from tests.store.plain_answers import PlainAnswers
from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref, Review
from zgcquiz.core.moment import DAY, HOUR, Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.rounds.confusion import Mistake
from zgcquiz.core.value import replace
from zgcquiz.store import review_stats
from zgcquiz.store.log.review_log import ReviewLog
from zgcquiz.store.review_stats import ReviewStats

TEXTS = ("Paris", "paris ", "中关村", 'a "quoted" one', "-0", "\x1b", "")
reviews = st.builds(
    lambda pack, item, at, offset, rating, mode, kind, shown, response, outcome, certainty, level: replace(
        make_review(Random(at), Ref(pack, item), Moment(at, offset), rating),
        mode=mode,
        kind=kind,
        shown=tuple(shown),
        response=response if response is None else tuple(response),
        outcome=outcome,
        certainty=certainty,
        level=level,
    ),
    st.sampled_from(["p", "q"]),
    st.sampled_from(["a", "b", "old"]),
    st.integers(0, 5 * DAY),
    st.sampled_from([-480, 0, 60]),
    st.sampled_from(list(Rating)),
    st.sampled_from(["play", "review", "cram"]),
    st.sampled_from(list(Kind)),
    st.lists(st.sampled_from(TEXTS), max_size=3),
    st.none() | st.lists(st.sampled_from(TEXTS), max_size=2),
    st.sampled_from(list(Outcome)),
    st.none() | st.sampled_from(list(Certainty)),
    st.none() | st.sampled_from([1, 2, 3]),
)


class DetailMachine(RuleBasedStateMachine):
    """Answers, undos, merges, renames, rebuilds and restarts of the program in any order, with looks in between."""

    @initialize(many=st.sampled_from([0, 1000]))
    def start(self, many: int) -> None:
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(review_stats, "MANY", many)
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "log.db"
        self.rng = Random(1)
        self.edition = 0
        self.starts = 4
        self.made: list[Review] = []
        self._open()

    def _open(self) -> None:
        self.log = ReviewLog(self.path, Random(1))
        self.log._db.execute("PRAGMA synchronous = OFF")

    def teardown(self) -> None:
        if hasattr(self, "log"):
            self.look(None)
        self.log.close()
        self.folder.cleanup()
        self.patch.undo()

    @rule(review=reviews)
    def append(self, review: Review) -> None:
        review = replace(review, id=uuid7(review.at.ms, self.rng))
        self.made.append(review)
        self.log.append(review)

    @rule(some=st.lists(reviews, max_size=4), void=st.booleans())
    def merge(self, some: list[Review], void: bool) -> None:
        some = [replace(each, id=uuid7(each.at.ms, self.rng), void=void) for each in some]
        self.made += some
        self.log.merge(some, NOON)

    @rule(at=st.integers(0, 99))
    def undo(self, at: int) -> None:
        if self.made:
            self.log.void(self.made[at % len(self.made)], NOON)

    @rule(at=st.integers(0, 99))
    def answer_with_the_same_id_elsewhere(self, at: int) -> None:
        if self.made:
            self.log.merge([replace(self.made[at % len(self.made)], response=("other",))], NOON)

    @rule(former=st.sampled_from([[], ["old"], ["b"]]))
    def rename(self, former: list[str]) -> None:
        self.edition += 1
        content = {"a": former, "b": [], "old": []}
        for name in former:
            del content[name]
        self.log.sync_cards("p", str(self.edition), items(**content))

    @rule()
    def rebuild(self) -> None:
        self.log.rebuild()

    @rule()
    def damage(self) -> None:
        if self.made:
            self.log._db.execute("DROP TRIGGER IF EXISTS reviews_no_update")
            self.log._db.execute("UPDATE reviews SET ms = ms + 1 WHERE id = ?", (self.made[0].id,))
            self.log.leave_out_damaged()
            self.made = self.made[1:]

    @rule()
    def start_again(self) -> None:
        self.log.close()
        self._open()

    @rule()
    def start_the_day_at_another_hour(self) -> None:
        self.starts = 0 if self.starts else 4

    @rule()
    def look_at_the_numbers_only(self) -> None:
        ReviewStats(self.path, self.starts * HOUR).close()

    @rule(packs=st.sampled_from([None, ["p"], ["q", "none"]]))
    def look_at_the_answers(self, packs: list[str] | None) -> None:
        self.look(packs)

    def look(self, packs: list[str] | None) -> None:
        with ReviewStats(self.path, self.starts * HOUR) as stats, PlainAnswers(self.path, packs, self.starts) as plain:
            *shares, overrated = stats.certainty(packs)
            assert tuple(shares) == plain.certainty()
            assert sorted(overrated, key=lambda each: each.ref) == sorted(plain.overrated(), key=lambda each: each.ref)
            mistakes, right_days = stats.mistakes(packs)
            assert by_pick(mistakes) == by_pick(plain.mistakes())
            wanted = plain.right_days()
            assert right_days == {each.ref: wanted[each.ref] for each in mistakes if each.ref in wanted}
            picks = {Ref(pack, item): details.picks for pack, item, details in stats.details(packs) if details.picks}
            plainly = {
                ref: {key: (shown[key], picked[key]) for key in shown | picked}
                for ref, (shown, picked) in plain.picks().items()
            }
            assert picks == {ref: found for ref, found in plainly.items() if found}

    @invariant()
    def nothing_is_left_over(self) -> None:
        if hasattr(self, "log"):
            assert not self.log.read("SELECT 1 FROM temp.sqlite_master")


def by_pick(mistakes: list[Mistake]) -> list[Mistake]:
    return sorted(mistakes, key=repr)


TestDetails = DetailMachine.TestCase
TestDetails.settings = settings(max_examples=examples(60), stateful_step_count=30, deadline=None, database=None)


def test_details_of_a_log_that_cannot_be_written_are_made_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with opened(path) as log:
        log.merge([make_review(Random(1), Ref("p", "a"), NOON, Rating.AGAIN)], NOON)
        ReviewStats(path, 0).close()
        log._db.execute("BEGIN IMMEDIATE")
        with ReviewStats(path, 0) as stats:
            stats._db.execute("PRAGMA busy_timeout = 1")
            for _ in range(2):
                assert [item for _, item, _ in stats.details(None)] == ["a"]
        assert log.read("SELECT count(*) FROM item_details") == [(0,)]
        log._db.execute("ROLLBACK")


def test_the_reviews_of_all_items_are_never_in_memory(tmp_path: Path) -> None:
    peaks = []
    for count in (500, 5_000):
        rng = Random(1)
        with opened(tmp_path / f"{count}.db") as log:
            log._db.execute("PRAGMA synchronous = OFF")
            made = [make_review(rng, Ref("p", f"{at % (count // 5)}"), Moment(at * HOUR, 0)) for at in range(count)]
            log.merge(made, NOON)
        ReviewStats(tmp_path / f"{count}.db", 0).close()
        with ReviewStats(tmp_path / f"{count}.db", 0) as stats:
            tracemalloc.start()
            assert sum(1 for _ in stats.details(None)) == count // 5
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < peaks[0] + 30_000
