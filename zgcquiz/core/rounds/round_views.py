"""What a screen is given to show, and what comes of a round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from zgcquiz.core.learning.leech import Leech
from zgcquiz.core.learning.schedule import Card, Reviewed
from zgcquiz.core.learning.workload import NextDue, Today
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import CRAM, Certainty, Outcome, Rating, Ref
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Item, Option
from zgcquiz.core.rounds.marking import DontKnow, TimedOut
from zgcquiz.core.rounds.scoring import Known, Marks, known, marks
from zgcquiz.core.rounds.session import Answer, Session
from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from zgcquiz.core.learning.exam import Day  # heavy, and seldom wanted


class Exam(Value, frozen=True):
    """A plan for a date, as it is told before it starts.

    date: the learner's day; items: that are planned for; without, expected: recall on the date, 0 to 1, if
    nothing more is answered, and by the plan; today, later: what the days take.
    """

    date: int
    items: int
    without: float
    expected: float
    today: Day
    later: tuple[Day, ...]


class Opening(Value, frozen=True):
    """Said before a round. last_score: 0 to 1, of the round before; None if there was none; today:
    what a review is to come to; exam: what is planned, where it is for one."""

    mode: str
    heading: str
    total: int
    last_score: float | None
    seconds: float | None
    recorded: bool
    today: Today | None
    exam: Exam | None = None


class Question(Value, frozen=True):
    """One question as it is put. pack: its pack's id; seconds: the time allowed, or None.

    shown: nothing where the answer is typed. can_hold: it can be suspended and buried, as where
    answers are kept; levels: how sure, 1 to 3, is to be said with the answer.
    """

    pack: str
    number: int
    total: int
    score: int
    streak: int
    item: Item
    shown: tuple[Option, ...]
    seconds: float | None
    can_undo: bool
    can_rerate: bool
    can_hold: bool = True
    levels: bool = False

    @property
    def is_typed(self) -> bool:
        return not self.shown

    @property
    def has_options(self) -> bool:
        """Options can be shown, though they may not be now."""
        return self.item.kind.is_choice


class Feedback(Value, frozen=True):
    """What is said of an answer. card: None where the round is not recorded; leech: the item,
    where this answer made it one; mixed_up: how often the answer was taken for the right one, or
    the other way round, this time included; 0 where it is right."""

    question: Question
    answer: Answer
    score: int
    streak: int
    citation: str
    card: Reviewed | None
    now: Moment
    comes_back: bool
    leech: Leech | None = None
    mixed_up: int = 0


class Preview(Value, frozen=True):
    """A question as it will be put, and what is said to a right answer and to a wrong one."""

    question: Question
    right: Feedback
    wrong: Feedback


class SectionScore(Value, frozen=True):
    name: str
    correct: int
    asked: int


class Missed(Value, frozen=True):
    """A question that was missed, as the summary lists it. number: in the round, from 1."""

    number: int
    answer: Answer
    card: Card | None


class Ending(Value, frozen=True):
    """How a round ended: interrupted by Ctrl-C, or stopped by an error."""

    finished: bool
    interrupted: bool = False


class RoundReport(Value, frozen=True):
    """What came of a round. seconds: time spent answering; cards: states after it, by item; today:
    what is left of the day, None where nothing is recorded; held: what was suspended and buried in
    it; levels: how sure was asked."""

    mode: str
    pack: str | None
    heading: str
    seed: int
    session: Session
    ending: Ending
    cards: Mapping[Ref, Card]
    now: Moment
    last_score: float | None
    recorded: bool
    sections: tuple[SectionScore, ...]
    new: int
    due_left: int
    next_due: NextDue | None
    today: Today | None
    held: Mapping[Ref, Held] = {}
    exam: Exam | None = None
    levels: bool = False

    @property
    def answers(self) -> tuple[Answer, ...]:
        return self.session.answers

    @property
    def asked(self) -> int:
        return len(self.answers)

    @property
    def correct(self) -> int:
        return self.session.correct

    @property
    def score(self) -> float:
        """The share of right answers, 0 to 1."""
        return self.correct / self.asked if self.asked else 0.0

    @property
    def known(self) -> Known | None:
        """How many of the questions were known, luck taken away; None where nothing was answered."""
        return known(self.answers)

    @property
    def marks(self) -> Marks | None:
        """By certainty; None where that was not asked."""
        return marks(self.answers) if self.levels else None

    @property
    def seconds(self) -> float:
        return sum(answer.seconds for answer in self.answers)

    @property
    def can_rerate(self) -> bool:
        """The last answer can be rated anew, which matters only where answers schedule."""
        return self.recorded and self.mode != CRAM and self.session.can_rerate

    @property
    def again(self) -> int:
        return sum(answer.rating is Rating.AGAIN for answer in self.answers)

    def with_certainty(self, certainty: Certainty) -> tuple[int, int]:
        """(right, asked) among the answers given with a certainty."""
        those = [answer for answer in self.answers if answer.certainty is certainty]
        return sum(answer.correct for answer in those), len(those)

    def with_level(self, level: int) -> tuple[int, int]:
        """(right, asked) among the answers given at a level of certainty."""
        those = [answer for answer in self.answers if answer.level == level]
        return sum(answer.correct for answer in those), len(those)

    @property
    def dont_know(self) -> int:
        return sum(isinstance(answer.response, DontKnow) for answer in self.answers)

    @property
    def timed_out(self) -> int:
        return sum(isinstance(answer.response, TimedOut) for answer in self.answers)

    @property
    def missed(self) -> tuple[Missed, ...]:
        """Each item missed at least once, by its first miss."""
        found: dict[Ref, Missed] = {}
        for number, answer in enumerate(self.answers, 1):
            if answer.outcome is not Outcome.CORRECT:
                found.setdefault(answer.ref, Missed(number, answer, self.cards.get(answer.ref)))
        return tuple(found.values())

    @property
    def to_retry(self) -> tuple[Ref, ...]:
        """The items missed that can be asked once more."""
        return tuple(missed.answer.ref for missed in self.missed if missed.answer.ref not in self.held)


def score_sections(answers: tuple[Answer, ...], titles: Mapping[str, int]) -> tuple[SectionScore, ...]:
    """Scores by section, in the order of `titles` (title to rank)."""
    counts: dict[str, list[int]] = {}
    for answer in answers:
        count = counts.setdefault(answer.item.section, [0, 0])
        count[0] += answer.correct
        count[1] += 1
    ranked = sorted(counts, key=lambda name: (titles.get(name, len(titles)), name))
    return tuple(SectionScore(name, *counts[name]) for name in ranked)
