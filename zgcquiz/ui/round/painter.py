"""The painter's protocol: what draws a round for the key frontend."""

from __future__ import annotations

from typing import Protocol

from zgcquiz.core.rounds.round_views import Feedback, Opening, Question, RoundReport
from zgcquiz.ui.round.layout import OptionMarks, TypedDraft


class Painter(Protocol):
    """Draws what `Screen` has to show."""

    def opening(self, opening: Opening) -> None: ...

    def question(self, question: Question, choice: OptionMarks, note: str = "", help: bool = False) -> None:
        """Show the question, in place of itself if it is up already."""

    def typed(self, question: Question, draft: TypedDraft, note: str = "", help: bool = False) -> None:
        """Show a question whose answer is typed, and how far it is."""

    def typing(self, on: bool) -> None:
        """A text is typed from now on, or no more."""

    def clock(self, left: float, whole: float) -> None:
        """Show how much time is left."""

    def answered(self, feedback: Feedback) -> None:
        """Show the feedback, in place of the question."""

    def say(self, text: str) -> None:
        """Show a line in place of the question, which will be drawn again below."""

    def keys(self, keys: list[tuple[str, str]]) -> None:
        """Show which keys work now, until something else is shown."""

    def summary(self, report: RoundReport) -> None: ...

    def missed(self, report: RoundReport) -> None: ...

    def redraw(self) -> None:
        """The window has changed: show what is up once more."""
