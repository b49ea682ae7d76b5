"""The interface between a round and the learner."""

from __future__ import annotations

from typing import Protocol

from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Ref
from zgcquiz.core.rounds.marking import Response
from zgcquiz.core.rounds.round_views import Feedback, Opening, Question, RoundReport
from zgcquiz.core.rounds.session import Command


class Frontend(Protocol):
    """What shows a round and reads the learner's answers: a screen with keys, or lines on a pipe."""

    @property
    def away(self) -> float:
        """The seconds, so far, for which the learner had stopped the program. They are no time for answering."""

    def open(self, opening: Opening) -> None:
        """Announce the round."""

    def ask(self, question: Question) -> Response | Command:
        """Ask a question and return the answer or a command.

        QUIT ends the round; BURY and SUSPEND drop the question; OPTIONS asks it again with its options; UNDO, EASY
        and HARD apply to the previous answer.
        """

    def tell(self, feedback: Feedback) -> Command:
        """Show the feedback on an answer.

        NEXT continues; COUNT and MISS mark a typed answer right or wrong; otherwise as for `ask`.
        """

    def rerated(self, feedback: Feedback) -> None:
        """Show that the last answer has a new rating, or now counts as right, and when it comes back."""

    def held(self, ref: Ref, held: Held) -> None:
        """Show that an item was suspended or buried, or (RESUMED) that this was undone."""

    def taken_back(self, remaining: int) -> None:
        """Show that the last answer was undone (remaining: answers left), or that there was none (-1)."""

    def undone_elsewhere(self, count: int) -> None:
        """Show that so many answers were undone meanwhile in another terminal, or on another device."""

    def waiting(self) -> None:
        """Show that something can't be saved yet, as another program is writing to the log."""

    def finish(self, report: RoundReport) -> Command:
        """Show the report. After a finished round, return RETRY, AGAIN or QUIT, or a command as from `ask`."""
