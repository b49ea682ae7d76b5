"""Whatever happens in whatever order, the cards are what a replay of the log gives."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from benchmarks.ids import uuid7
from tests.conftest import NOON
from tests.effort import examples
from tests.store.making import STATE, card_rows, items, make_review, query
from tests.unit.making import pasts
from zgcquiz.core.learning.guessing import GuessHabits, Tally, choices
from zgcquiz.core.learning.schedule import Attempt, Card, New, Reviewed, Scheduler
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import CRAM, Certainty, Outcome, Rating, Ref, Review
from zgcquiz.core.moment import DAY_STARTS, HOUR, MINUTE, Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.settings import Settings
from zgcquiz.core.stats.activity import activity_by_pack
from zgcquiz.core.value import replace
from zgcquiz.store.log.review_log import ReviewLog
from zgcquiz.store.review_stats import ReviewStats

NAMES = [f"q{number}" for number in range(8)]


class LogMachine(RuleBasedStateMachine):
    """Answers, ratings changed, answers taken back, packs edited and questions renamed."""

    kept = Settings()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "log.db"
        self.rng = Random(1)
        self.log = ReviewLog(self.path, self.rng, lambda _: self.kept)
        self.scheduler = Scheduler(known_before=self.kept.known_at_sight)
        self.log._db.execute("PRAGMA synchronous = OFF")
        self.now = NOON.ms
        self.offset = 0
        self.reviews: list[Review] = []
        self.voided: set[str] = set()
        self.restarts: list[Restart] = []
        self.pack: dict[str, list[str]] = {}
        self.edition = 0

    def teardown(self) -> None:
        self.log.close()
        shutil.rmtree(self.folder)

    @initialize(names=st.sets(st.sampled_from(NAMES), min_size=1))
    def first_edition(self, names: set[str]) -> None:
        self.pack = {name: [] for name in sorted(names)}
        self._sync_cards()

    def _sync_cards(self) -> None:
        self.edition += 1
        self.log.sync_cards("p", str(self.edition), items(**self.pack))

    def _free(self, name: str) -> bool:
        return name not in self.pack and all(name not in former for former in self.pack.values())

    @rule(
        name=st.sampled_from(NAMES),
        rating=st.sampled_from(Rating),
        minutes=st.integers(-3000, 100_000),
        asked=st.sampled_from([*Kind, Kind.SINGLE, None]),
        picked=st.booleans(),
        certainty=st.sampled_from(Certainty),
    )
    def answer(
        self, name: str, rating: Rating, minutes: int, asked: Kind | None, picked: bool, certainty: Certainty
    ) -> None:
        """An answer; the clock may go back. The name may be one that the pack has no more."""
        self.now += minutes * MINUTE
        review = make_review(self.rng, Ref("p", name), Moment(self.now, self.offset), rating)
        review = replace(review, kind=asked or Kind.SINGLE, mode=review.mode if asked else CRAM)
        if picked:
            review = replace(review, response=review.shown[:1], certainty=certainty)
        self.log.append(review)
        self.reviews.append(review)

    @rule(names=st.lists(st.sampled_from(NAMES), max_size=4), void=st.booleans(), minutes=st.integers(-9000, 9000))
    def merge(self, names: list[str], void: bool, minutes: int) -> None:
        """The log of another device comes in: reviews from other times, and what was taken back there."""
        at = Moment(self.now + minutes * MINUTE)
        others = [replace(make_review(self.rng, Ref("p", name), at), void=void) for name in names]
        others += [replace(review, void=True) for review in self.reviews[:1]] if void else []
        before = {review.id for review in self.reviews}
        for added in (sum(review.id not in before for review in others), 0):
            assert self.log.merge(others, Moment(self.now))[0] == added
        self.reviews += [review for review in others if review.id not in before]
        self.voided |= {review.id for review in others if review.void}

    @rule(names=st.lists(st.sampled_from(NAMES), max_size=2), minutes=st.integers(-9000, 9000), merge=st.booleans())
    def start_anew(self, names: list[str], minutes: int, merge: bool) -> None:
        """Items are learnt anew, said here or, at some other time, on another device."""
        at = Moment(self.now + (minutes * MINUTE if merge else 0))
        wanted = [Restart(uuid7(at.ms, self.rng), "0badcafe", at, Ref("p", name)) for name in names]
        if merge:
            assert self.log.merge(wanted, Moment(self.now)).restarted == len(wanted)
            assert self.log.merge(wanted, Moment(self.now)).restarted == 0
        else:
            self.log.restart("p", wanted)
        self.restarts = self.log.restarts()
        if not merge:
            cards = self._replayed()
            present = {old: name for name, former in self.pack.items() for old in former}
            assert all(cards.get(present.get(name, name), New()) == New() for name in names)

    @rule(offset=st.sampled_from([-720, -60, 0, 330, 840]))
    def travel(self, offset: int) -> None:
        self.offset = offset

    @precondition(lambda self: self.reviews)
    @rule(rating=st.sampled_from(Rating))
    def rerate(self, rating: Rating) -> None:
        last = self.reviews[-1]
        review = make_review(self.rng, last.ref, last.at, rating)
        self.log.replace(last, review, review.at)
        self.voided.add(last.id)
        self.reviews.append(review)

    @precondition(lambda self: self.reviews)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        review = data.draw(st.sampled_from(self.reviews))
        self.log.void(review, Moment(self.now))
        self.voided.add(review.id)

    @rule(data=st.data(), new=st.sampled_from(NAMES), keep=st.booleans())
    def rename(self, data: st.DataObject, new: str, keep: bool) -> None:
        """keep: the names it had before that are named too, as an author should."""
        if not self._free(new) or not self.pack:
            return
        old = data.draw(st.sampled_from(sorted(self.pack)))
        former = [*(self.pack[old] if keep else []), old]
        self.pack = {new if name == old else name: former if name == old else f for name, f in self.pack.items()}
        self._sync_cards()

    @rule(name=st.sampled_from(NAMES))
    def add_or_drop(self, name: str) -> None:
        if name in self.pack:
            del self.pack[name]
        elif self._free(name):
            self.pack[name] = []
        self._sync_cards()

    @rule(data=st.data())
    def forget_former_names(self, data: st.DataObject) -> None:
        if self.pack:
            self.pack[data.draw(st.sampled_from(sorted(self.pack)))] = []
            self._sync_cards()

    @rule()
    def mend_a_typo(self) -> None:
        before = card_rows(self.path)
        self._sync_cards()
        assert card_rows(self.path) == before

    @rule()
    def rebuild(self) -> None:
        before = card_rows(self.path)
        self.log.rebuild()
        self._sync_cards()
        assert card_rows(self.path) == before

    @rule()
    def activity_by_pack(self) -> None:
        """Statistics are added up in between, with what has changed since the last time."""
        renames = {Ref("p", old): Ref("p", name) for name, former in self.pack.items() for old in former}
        reviews = [replace(review, void=review.id in self.voided) for review in self.reviews]
        with ReviewStats(self.path, DAY_STARTS * HOUR) as found:
            assert found.activities(None) == activity_by_pack(pasts(reviews, renames))

    @rule()
    def start_again(self) -> None:
        self.log.close()
        self.log = ReviewLog(self.path, self.rng, lambda _: self.kept)
        self.log._db.execute("PRAGMA synchronous = OFF")

    def _replayed(self) -> dict[str, Card]:
        """Every card as the reviews alone say it is."""
        present = {old: name for name, former in self.pack.items() for old in former}
        by_name: dict[str, list[Review]] = {name: [] for name in self.pack}
        since: dict[str, int] = {}
        for restart in self.restarts:
            name = present.get(restart.ref.item, restart.ref.item)
            since[name] = max(since.get(name, -1), restart.at.ms)
        for review in sorted(self.reviews, key=lambda review: (review.at.ms, review.id)):
            if review.id not in self.voided and review.mode != CRAM:
                by_name.setdefault(present.get(review.ref.item, review.ref.item), []).append(review)
        habits = self._habits()
        cards: dict[str, Card] = {}
        for name, reviews in by_name.items():
            card: Card = New()
            for review in reviews:
                if review.at.ms <= since.get(name, -1):
                    continue
                luck = habits.luck(review.at.day, choices(review.kind, len(review.shown)))
                card = self.scheduler.advance(card, Attempt(review.ref, review.at, review.rating, luck))
            if card != New() or name in self.pack:
                cards[name] = card
        return cards

    def _habits(self) -> GuessHabits:
        """The learner's habit, counted from the reviews alone."""
        declared: Counter[tuple[int, int]] = Counter()
        undeclared: Counter[tuple[int, int]] = Counter()
        for review in self.reviews:
            place = review.at.day, choices(review.kind, len(review.shown))
            if review.id in self.voided or review.mode == CRAM or not place[1]:
                continue
            if review.response is None or review.certainty is Certainty.GUESS:
                declared[place] += 1
            elif review.outcome is not Outcome.CORRECT:
                undeclared[place] += 1
        tallies = [Tally(*place, declared[place], undeclared[place]) for place in declared | undeclared]
        return GuessHabits(tallies, self.kept.guess_edge)

    @invariant()
    def cards_are_what_a_replay_gives(self) -> None:
        rows = query(self.path, f"SELECT item, active, {STATE} FROM cards")
        cards = {row[0]: New() if row[2] is None else Reviewed(*row[2:]) for row in rows}
        assert cards == self._replayed()
        assert {row[0] for row in rows if row[1]} == set(self.pack)
        assert {entry.ref.item: entry.state for entry in self.log.cards(["p"])} == {
            name: card for name, card in cards.items() if name in self.pack
        }

    @invariant()
    def the_log_holds_every_review(self) -> None:
        kept = {review.id: review.void for review in self.log.reviews()}
        assert len(list(self.log.reviews())) == len(kept)
        assert kept == {review.id: review.id in self.voided for review in self.reviews}

    @invariant()
    def new_items_come_in_the_order_of_the_pack(self) -> None:
        replayed = self._replayed()
        assert [item.ref.item for item in self.log.new("p", NOON, 99)] == [n for n in self.pack if replayed[n] == New()]


TestReplay = LogMachine.TestCase
TestReplay.settings = settings(max_examples=examples(25), stateful_step_count=30, deadline=None, database=None)


class LearntLuckMachine(LogMachine):
    """The same, for a learner whose luck was learnt."""

    kept = Settings(guess_edge=0.4, known_at_sight=0.3)


TestReplayWithLearntLuck = LearntLuckMachine.TestCase
TestReplayWithLearntLuck.settings = settings(TestReplay.settings, max_examples=examples(8))
