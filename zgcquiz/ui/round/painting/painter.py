"""The painter's protocol: what draws a round for the keys frontend, and what it is told to draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from zgcquiz.core.rounds.round_views import Feedback, Opening, Question, RoundReport
from zgcquiz.core.value import Value
from zgcquiz.ui.round.line_editor import EditedLine


class OptionMarks(Value, frozen=True):
    """The marks on a question's options before it is answered.

    highlight: the option under the cursor; picked: the options picked so far, True for those picked as a guess;
    levels: the answer has been given, and the learner is asked how sure it is.
    """

    highlight: int | None = None
    picked: Mapping[int, bool] = {}
    levels: bool = False


class TypedDraft(Value, frozen=True):
    """A typed answer before it is submitted. commands: the next key is a command; levels: as in `OptionMarks`."""

    entry: EditedLine
    commands: bool = False
    levels: bool = False


class Painter(Protocol):
    """Draws a round on a terminal."""

    def opening(self, opening: Opening) -> None: ...

    def question(self, question: Question, marks: OptionMarks, note: str = "", help: bool = False) -> None:
        """Draw a question with its options; redraw it if it is already on the screen."""

    def typed(self, question: Question, draft: TypedDraft, note: str = "", help: bool = False) -> None:
        """Draw a question with a typed answer, as far as it is typed."""

    def typing(self, on: bool) -> None:
        """Start or end the typing of text."""

    def clock(self, left: float, total: float) -> None:
        """Draw the time left, in seconds."""

    def answered(self, feedback: Feedback) -> None:
        """Replace the question with its feedback."""

    def say(self, text: str) -> None:
        """Replace the question with a message; the question will be drawn again below it."""

    def keys(self, keys: list[tuple[str, str]], note: str = "") -> None:
        """Draw the keys that work now, until something else is drawn. note: said above them."""

    def summary(self, report: RoundReport) -> None: ...

    def missed(self, report: RoundReport) -> None: ...

    def scroll(self, screens: int) -> None:
        """Scroll a question that is longer than the screen. screens: down; up if negative."""

    def redraw(self) -> None:
        """Draw the screen again after the window was resized or the program was resumed."""
