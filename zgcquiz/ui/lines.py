"""A round answered line by line: from a pipe, a file, or a script."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from zgcquiz.core.hold import Held
from zgcquiz.core.marking import Certainty, DontKnow, Picked, Response, TimedOut
from zgcquiz.core.pack import Kind
from zgcquiz.core.review import Ref
from zgcquiz.core.session import Command
from zgcquiz.core.views import Feedback, Opening, Question, RoundReport
from zgcquiz.ui import words
from zgcquiz.ui.plain import Plain
from zgcquiz.ui.words import LABELS

if TYPE_CHECKING:
    from rich.console import Console

_LONGEST_NAMED = 60
_COMMANDS = {
    "q": Command.QUIT,
    "u": Command.UNDO,
    "e": Command.EASY,
    "h": Command.HARD,
    "-": Command.BURY,
    "!": Command.SUSPEND,
}


class Lines:
    """Reads answers a line at a time. Its end, or `q`, ends the round."""

    def __init__(self, stream: TextIO | None, out: Console | None, messages: Console) -> None:
        """out: where the round is shown, or None to show none; messages: where complaints go."""
        self._lines: Iterator[str] = iter(()) if stream is None or stream.closed else iter(stream)
        self._plain = Plain(out) if out is not None else None
        self._messages = Plain(messages)
        self._number = 0

    def open(self, opening: Opening) -> None:
        if self._plain:
            self._plain.opening(opening)

    def ask(self, question: Question) -> Response | Command:
        if self._plain:
            self._plain.question(question)
        end = None if question.seconds is None else time.monotonic() + question.seconds
        for line in self._lines:
            self._number += 1
            text = line.strip()
            if not text:
                continue
            said = parse(text, question)
            if said in (Command.EASY, Command.HARD) and not question.can_rerate:
                self._complain(text, "easy and hard are said of a right and sure answer, just after it")
            elif said in (Command.BURY, Command.SUSPEND) and not question.can_hold:
                self._complain(text, "nothing is kept in this round, so nothing is suspended either")
            elif said is not None:
                late = end is not None and time.monotonic() > end and not isinstance(said, Command)
                return TimedOut() if late else said
            else:
                last = LABELS[len(question.shown) - 1]
                self._complain(
                    text,
                    f"no answer to {question.item.id}: give a letter a to {last}, a number, the option's text, "
                    'or 0 for "I don\'t know"',
                )
        return Command.QUIT

    def _complain(self, text: str, why: str) -> None:
        brief = text if len(text) <= _LONGEST_NAMED else text[:_LONGEST_NAMED] + "..."
        self._messages.say(f"line {self._number}: '{brief}': {why}")

    def tell(self, feedback: Feedback) -> Command:
        if self._plain:
            self._plain.answered(feedback)
        return Command.NEXT

    def rerated(self, feedback: Feedback) -> None:
        if self._plain:
            self._plain.say(f"Rated {words.RATINGS[feedback.answer.rating]}.")

    def held(self, ref: Ref, held: Held) -> None:
        (self._plain or self._messages).say(words.held(ref, held))

    def taken_back(self, remaining: int) -> None:
        said = "There is nothing to take back." if remaining < 0 else "The last answer is taken back."
        (self._plain or self._messages).say(said)

    def finish(self, report: RoundReport) -> Command:
        if self._plain:
            self._plain.summary(report)
        return Command.QUIT


def parse(text: str, question: Question) -> Response | Command | None:
    """What a line says: labels or numbers, an option's text, 0, or a command; None: nothing known.

    A capital letter makes the answer a guess. Several keys are parted by commas.
    """
    if text == "0":
        return DontKnow()
    multiple = question.item.kind is Kind.MULTIPLE
    labels = [part.strip() for part in text.split(",")] if multiple else [text]
    positions = [_position(label, question) for label in labels]
    if None not in positions:
        guess = any(label.isupper() for label in labels)
        picked = frozenset(position for position in positions if position is not None)
        return Picked(picked, Certainty.GUESS if guess else Certainty.SURE)
    named = _by_text([text], question) or (_by_text(labels, question) if multiple else None)
    if named is not None:
        return Picked(named)
    return _COMMANDS.get(text)


def _position(label: str, question: Question) -> int | None:
    """The option that a label or a number from 1 stands for."""
    count = len(question.shown)
    if len(label) == 1 and label.lower() in LABELS[:count]:
        return LABELS.index(label.lower())
    if label.isascii() and label.isdigit() and 1 <= int(label[:4]) <= count and len(label) < 4:
        return int(label) - 1
    return None


def _by_text(texts: list[str], question: Question) -> frozenset[int] | None:
    """The options that have these texts: to the letter, or else but for case and spaces."""
    for same in (str.strip, _loosely):
        shown = [same(option.text) for option in question.shown]
        if all(shown.count(same(text)) == 1 for text in texts):
            return frozenset(shown.index(same(text)) for text in texts)
    return None


def _loosely(text: str) -> str:
    return " ".join(text.casefold().split())
