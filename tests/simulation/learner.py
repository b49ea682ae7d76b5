"""A learner who is simulated: packs, a clock that travels, a memory, and a record of what was asked.

Everything runs through the use cases, as from the command line; what is checked is counted here
anew, from the questions as they were put.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random

from zgcquiz.app.context import AppContext
from zgcquiz.app.round.plan import ReviewRequest, plan_today
from zgcquiz.app.round.play import play, review
from zgcquiz.app.selection import Selection, select
from zgcquiz.core.learning.schedule import Reviewed
from zgcquiz.core.learning.workload import Today
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Certainty, Ref
from zgcquiz.core.moment import DAY, HOUR, MINUTE, Moment, date_of
from zgcquiz.core.rounds.marking import DontKnow, Picked, Response
from zgcquiz.core.rounds.round_views import Feedback, Opening, Question, RoundReport
from zgcquiz.core.rounds.session import Command
from zgcquiz.core.settings import Settings
from zgcquiz.core.value import Value
from zgcquiz.store.paths import Paths

FIRST_DAY = date(2026, 1, 5)
"""A Monday."""
SUMMER = (date(2026, 3, 29), date(2026, 10, 25))
"""When clocks in Berlin are put forward and back."""
BERLIN, TOKYO, LOS_ANGELES = 60, 9 * 60, -7 * 60
"""Minutes ahead of UTC."""


class BrokenRuleError(AssertionError):
    """A rule that doesn't hold."""


class Asked(Value, frozen=True):
    """A question as it was put, on a day of the learner's."""

    day: int
    ref: Ref
    mode: str


class Evening(Value, frozen=True):
    """How things stand when the learner goes to bed. longest: days that the item longest due has waited."""

    day: int
    today: Today
    longest: int


class Course(AppContext):
    """Deps of a learner with limits of their own."""

    limits: Mapping[str, Settings]

    def settings(self, pack: str | None = None) -> Settings:
        return self.limits.get(pack or "", self.limits[""])


def bank(id: str, facts: int, siblings: int, sections: int) -> str:
    """A pack of so many facts, each with so many questions, spread over sections."""
    questions = "".join(
        f"  - {{id: f{fact}-{sibling}, fact: f{fact}, question: 'What is {fact} {sibling}?', answer: right,"
        f" distractors: [a, b, c], tags: [s{fact % sections}]}}\n"
        for fact in range(facts)
        for sibling in range(siblings)
    )
    return f"zgcquiz: 1\nid: {id}\ntitle: Pack {id}\nquestions:\n{questions}"


class Learner:
    """Answers questions, and is the face that they are put to."""

    def __init__(self, home: Path, packs: Mapping[str, str], limits: Mapping[str, Settings], seed: int) -> None:
        self.rng = Random(seed)
        self.now = Moment(0)
        self.context = Course(
            Paths(home, home / "cache", home / "shipped", home),
            lambda: self.now,
            lambda: self.now.ms / 1000,
            Random(seed),
        )
        self.context.limits = limits
        (home / "packs").mkdir(parents=True)
        (home / "shipped").mkdir()
        for id, text in packs.items():
            (home / "packs" / f"{id}.yaml").write_text(text, encoding="utf-8")
        self.facts: dict[Ref, str] = {}
        for id, pack in self.selection.packs.items():
            self.facts |= {Ref(id, entry.id): f"{id}/{entry.fact or entry.id}" for entry in pack.entries()}
        self.asked: list[Asked] = []
        self.taken_back_so_far = 0
        self.evenings: list[Evening] = []
        self.openings: list[Opening] = []
        self._mode = ""
        self._strength: dict[Ref, tuple[float, int]] = {}
        self._patience = 10_000
        self._bound = True

    @property
    def selection(self) -> Selection:
        return select(self.context, None)

    # Time

    def wake(self, day: date, hour: float, zone: int = BERLIN) -> None:
        """Turn the clock to an hour of a day, by the wall of where the learner is."""
        offset = zone + 60 * (zone == BERLIN and SUMMER[0] <= day < SUMMER[1])
        days = (day - date(1970, 1, 1)).days
        self.now = Moment(round(days * DAY + hour * HOUR) - offset * MINUTE, offset)

    def _pass(self, seconds: float) -> None:
        self.now = Moment(self.now.ms + round(seconds * 1000), self.now.offset)

    # Rounds

    def review(self, wanted: ReviewRequest | None = None, patience: int = 10_000) -> RoundReport:
        """Review until nothing is asked any more, or for so many questions."""
        self._mode, self._patience = "review", patience
        self._bound = wanted is None or (wanted.due is None and wanted.new is None)
        return review(self.context, self.selection, self, wanted, seed=self.rng.getrandbits(16))

    def play(self, questions: int, *, cram: bool = False) -> RoundReport:
        self._mode = "cram" if cram else "play"
        return play(self.context, self.selection, self, questions=questions, seed=self.rng.getrandbits(16), cram=cram)

    def sleep(self) -> None:
        """Look back on the day."""
        cards = [card.state for card in self.context.log.cards(self.selection.ids)]
        waited = [self.now.day - card.due_day for card in cards if isinstance(card, Reviewed)]
        _, today = plan_today(self.context, self.selection)
        self.evenings.append(Evening(self.now.day, today, max(waited, default=0)))

    # The face

    away = 0.0

    def open(self, opening: Opening) -> None:
        self.openings.append(opening)

    def ask(self, question: Question) -> Response | Command:
        if self._patience <= 0:
            return Command.QUIT
        if question.can_undo and self.asked and self.rng.random() < 0.01:
            return Command.UNDO
        self._patience -= 1
        ref = Ref(question.pack, question.item.id)
        if self._mode == "review":
            self._check(ref)
        self.asked.append(Asked(self.now.day, ref, self._mode))
        self._pass(self.rng.uniform(4, 20))
        if not self._knows(ref):
            return DontKnow()
        keys = frozenset(place for place, option in enumerate(question.shown) if option.key)
        return Picked(keys, Certainty.SURE)

    def _knows(self, ref: Ref) -> bool:
        """Memory fades; a success makes it last, a failure (the answer is shown then) lets it start anew."""
        lasting, last = self._strength.get(ref, (0.0, self.now.day))
        elapsed = max(0, self.now.day - last)
        known = lasting > 0 and (elapsed == 0 or self.rng.random() < 0.9 ** (elapsed / lasting))
        self._strength[ref] = (max(1.0, lasting * (2.2 if elapsed else 1.0)) if known else 1.0, self.now.day)
        return known

    def _check(self, ref: Ref) -> None:
        """Hold a question of a review against what was asked before it on this day."""
        day = self.now.day
        before = {asked.ref for asked in self.asked if asked.day == day and asked.mode != "cram"}
        if ref in before:
            return  # a miss of today
        for other in before:
            if self.facts[other] == self.facts[ref]:
                raise BrokenRuleError(f"{ref} is asked on the day of its sibling {other}")
        if not self._bound:
            return
        settings = self.context.settings(ref.pack)
        load = settings.weekday_load[date_of(day).weekday()] / 100
        earlier = {asked.ref for asked in self.asked if asked.day != day and asked.mode != "cram"}
        of_pack = {other for other in before if other.pack == ref.pack}
        if len(of_pack) >= math.ceil(settings.reviews_per_day * load):
            raise BrokenRuleError(f"{ref} is more than the day may hold")
        if ref not in earlier and len(of_pack - earlier) >= math.ceil(settings.new_per_day * load):
            raise BrokenRuleError(f"{ref} is one new item too many for the day")

    def tell(self, feedback: Feedback) -> Command:
        if feedback.card is not None and feedback.card.due_day < self.now.day:
            raise BrokenRuleError(f"{feedback.answer.ref} is due before today")
        return Command.NEXT

    def waiting(self) -> None: ...

    def undone_elsewhere(self, count: int) -> None: ...

    def taken_back(self, remaining: int) -> None:
        if remaining >= 0:
            del self.asked[-1]
            self.taken_back_so_far += 1

    def rerated(self, feedback: Feedback) -> None:
        pass

    def held(self, ref: Ref, held: Held) -> None:
        pass

    def finish(self, report: RoundReport) -> Command:
        return Command.QUIT


@contextmanager
def learner(home: Path, packs: Mapping[str, str], limits: Mapping[str, Settings], seed: int = 1) -> Iterator[Learner]:
    who = Learner(home, packs, limits, seed)
    try:
        yield who
    finally:
        who.context.close()


def live(who: Learner, days: int, *, away: range = range(0), east: range = range(0), west: range = range(0)) -> None:
    """So many days of study, but for those away from it; in Tokyo and in Los Angeles for some.

    On some days the learner reviews twice, the first time not to the end, or plays a round first,
    late in the night too, or crams.
    """
    for number in range(days):
        if number in away:
            continue
        day = FIRST_DAY + timedelta(days=number)
        zone = TOKYO if number in east else LOS_ANGELES if number in west else BERLIN
        habit = who.rng.random()
        who.wake(day, who.rng.uniform(6, 9), zone)
        if number and number == west.start:  # over the date line: on landing it is the day before once more
            who.wake(day, 8, TOKYO)
            who.review(patience=15)
            who.wake(day - timedelta(days=1), 20, LOS_ANGELES)
            who.review()
            who.sleep()
            who.wake(day, 8, LOS_ANGELES)
        if habit < 0.2:
            who.play(4)
        elif habit < 0.3:
            who.play(5, cram=True)
        elif habit < 0.6:
            who.review(patience=who.rng.randrange(15))
        late = who.rng.random() < 0.2
        who.wake(day + timedelta(days=late), 1 if late else who.rng.uniform(18, 22), zone)
        who.review()
        who.sleep()
