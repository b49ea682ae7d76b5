"""The values that a round passes to a frontend, and the report of a finished round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from zgcquiz.core.learning.leech import Leech
from zgcquiz.core.learning.schedule import Card, Reviewed
from zgcquiz.core.learning.workload import NextDue, Today
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import CRAM, Certainty, Outcome, Rating, Ref
from zgcquiz.core.log.unfinished_round import UnfinishedRound
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Item, Option
from zgcquiz.core.rounds.given import Given
from zgcquiz.core.rounds.marking import DontKnow, TimedOut
from zgcquiz.core.rounds.scoring import Known, Marks, known, marks
from zgcquiz.core.rounds.session import Answer, Session
from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from zgcquiz.core.learning.exam import Day  # slow to import, and seldom needed


class Exam(Value, frozen=True):
    """The summary of an exam plan, shown before its first round.

    date: the learner's day; items: how many are planned for; without, expected: mean recall on the
    date, 0 to 1, without further answers and with the plan; today, later: the work of each day.
    """

    date: int
    items: int
    without: float
    expected: float
    today: Day
    later: tuple[Day, ...]


class Opening(Value, frozen=True):
    """The announcement of a round.

    last_score: of the round before, 0 to 1, None if there was none; seconds: allowed per question, or
    None; today: the day's work, for a review; exam: the plan, if there is one; answered: how many of the questions
    were answered before, in a round that is continued; gone: how many it had that are no longer in the pack; changed:
    how many of those answered before have another wording or key now.
    """

    mode: str
    heading: str
    total: int
    last_score: float | None
    seconds: float | None
    recorded: bool
    today: Today | None
    exam: Exam | None = None
    answered: int = 0
    gone: int = 0
    changed: int = 0


class Occasion(StrEnum):
    """Why a question is asked."""

    NEW = "new"
    DUE = "due"
    AGAIN = "again"


class Question(Value, frozen=True):
    """A question as it is asked.

    pack: its pack's id; streak: right answers in a row; shown: the options, empty if the answer is typed; seconds: the
    time allowed, or None; can_hold: whether it can be suspended and buried; levels: whether the answer must include a
    certainty, 1 to 3; occasion: None for an item that was answered before and isn't due; withheld: whether the options
    can't be seen even if the learner wants to, so that who doesn't know the answer can't pick it; language: of
    the pack.
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
    occasion: Occasion | None = None
    withheld: bool = False
    language: str = ""

    @property
    def is_typed(self) -> bool:
        return not self.shown

    @property
    def has_options(self) -> bool:
        """Whether it has options that can be seen, even if they aren't shown now."""
        return self.item.kind.is_choice and not self.withheld


class Feedback(Value, frozen=True):
    """The feedback on an answer.

    card: None if the round is not recorded; leech: the item, if this answer made it one; mixed_up: how often the
    answer and the right one were taken for each other, including this time; 0 for a right answer.
    """

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
    """A question as it will be asked, with the feedback on a right and on a wrong answer."""

    question: Question
    right: Feedback
    wrong: Feedback


class SectionScore(Value, frozen=True):
    name: str
    correct: int
    asked: int


class Missed(Value, frozen=True):
    """A missed question in the summary. number: in the round, from 1."""

    number: int
    answer: Answer
    card: Card | None


class Ending(Value, frozen=True):
    """How a round ended. finished: with no question left; interrupted: by Ctrl-C."""

    finished: bool
    interrupted: bool = False


class RoundReport(Value, frozen=True):
    """The report of a round.

    cards: states after it, by item; today: the rest of the day's work, None if nothing is recorded;
    held: the items suspended or buried in it; levels: whether certainty was asked; replaces: the round that can't be
    continued any more since this one was left.
    """

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
    replaces: UnfinishedRound | None = None

    @property
    def answers(self) -> Given[Answer]:
        return self.session.answers

    @property
    def asked(self) -> int:
        return len(self.answers)

    @property
    def correct(self) -> int:
        return self.session.correct

    @property
    def score(self) -> float:
        """The fraction of right answers, 0 to 1."""
        return self.correct / self.asked if self.asked else 0.0

    @property
    def known(self) -> Known | None:
        """An estimate of how many questions were known, corrected for luck; None without answers."""
        return known(self.answers)

    @property
    def marks(self) -> Marks | None:
        """The marks by certainty; None if it was not asked."""
        return marks(self.answers) if self.levels else None

    @property
    def seconds(self) -> float:
        return sum(answer.seconds for answer in self.answers)

    @property
    def can_rerate(self) -> bool:
        """Whether the last answer can be rated again, which has an effect only if answers schedule."""
        return self.recorded and self.mode != CRAM and self.session.can_rerate

    @property
    def can_resume(self) -> bool:
        """Whether the round can be continued later. A review need not be: another one asks the same."""
        is_left = self.recorded and self.mode != "review" and self.session.remaining > 0
        return is_left and self.asked > 0

    @property
    def goes_on(self) -> bool:
        """Whether another review would have something to ask today."""
        return self.exam is not None or (self.today is not None and self.today.has_work)

    @property
    def again(self) -> int:
        return sum(answer.rating is Rating.AGAIN for answer in self.answers)

    def with_certainty(self, certainty: Certainty) -> tuple[int, int]:
        """Return (right, asked) of the answers with a certainty."""
        return _right_of_asked(answer for answer in self.answers if answer.certainty is certainty)

    def with_level(self, level: int) -> tuple[int, int]:
        """Return (right, asked) of the answers at a level of certainty, 1 to 3."""
        return _right_of_asked(answer for answer in self.answers if answer.level == level)

    @property
    def dont_know(self) -> int:
        return sum(isinstance(answer.response, DontKnow) for answer in self.answers)

    @property
    def timed_out(self) -> int:
        return sum(isinstance(answer.response, TimedOut) for answer in self.answers)

    @property
    def missed(self) -> tuple[Missed, ...]:
        """The first miss of each item that was missed."""
        found: dict[Ref, Missed] = {}
        for number, answer in enumerate(self.answers, 1):
            if answer.outcome is not Outcome.CORRECT:
                found.setdefault(answer.ref, Missed(number, answer, self.cards.get(answer.ref)))
        return tuple(found.values())

    @property
    def to_retry(self) -> tuple[Ref, ...]:
        """The missed items that can be asked again."""
        return tuple(missed.answer.ref for missed in self.missed if missed.answer.ref not in self.held)


def score_sections(answers: Iterable[Answer], titles: Mapping[str, int]) -> tuple[SectionScore, ...]:
    """Return the scores by section, in the order of `titles` (title to rank)."""
    by_section: dict[str, list[Answer]] = {}
    for answer in answers:
        by_section.setdefault(answer.item.section, []).append(answer)
    ranked = sorted(by_section, key=lambda name: (titles.get(name, len(titles)), name))
    return tuple(SectionScore(name, *_right_of_asked(by_section[name])) for name in ranked)


def _right_of_asked(answers: Iterable[Answer]) -> tuple[int, int]:
    right = [answer.correct for answer in answers]
    return sum(right), len(right)
