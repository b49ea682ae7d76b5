"""What the browser needs of the use case that it shows."""

from __future__ import annotations

from typing import Protocol

from zgcquiz.core.browsing.question import BrowsedQuestion, QuestionDetails
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.hold import Held
from zgcquiz.core.moment import Moment


class QuestionSource(Protocol):
    """Where the questions come from, and what can be done with them. Every method may raise ZgcError."""

    questions: list[BrowsedQuestion]

    def now(self) -> Moment:
        """Return the time."""

    def details(self, question: BrowsedQuestion) -> QuestionDetails:
        """Return what is shown of a question."""

    def hold(self, question: BrowsedQuestion, held: Held) -> BrowsedQuestion:
        """Suspend, bury or resume a question that is asked, durably; return it as it is now."""

    def restart(self, question: BrowsedQuestion) -> BrowsedQuestion:
        """Start a question that is asked over, durably; return it as it is now."""

    def reload(self) -> tuple[ZgcError, ...]:
        """Read the packs again; return the errors of those that can't be used."""
