"""A round answered line by line: from a pipe, a file, or a script."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Certainty, Ref
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.rounds.marking import DontKnow, Picked, Response, TimedOut, Typed
from zgcquiz.core.rounds.round_views import Feedback, Opening, Question, RoundReport
from zgcquiz.core.rounds.session import Command
from zgcquiz.core.value import replace
from zgcquiz.ui.round import phrases
from zgcquiz.ui.round.line_editor import QUESTION_MARKS, asks_for_options, read_answer
from zgcquiz.ui.round.phrases import LABELS
from zgcquiz.ui.round.plain import Plain

if TYPE_CHECKING:
    from rich.console import Console

_LONGEST_NAMED = 60
_LABELS_AND_LEVEL = re.compile(r"([a-jA-J](?:\s*,\s*[a-jA-J])*)\s*([123])")
_LEVEL = re.compile(r"(.*\S)\s+([123])")
"""How sure stands behind an answer."""
_COMMANDS = {
    "q": Command.QUIT,
    "u": Command.UNDO,
    "e": Command.EASY,
    "h": Command.HARD,
    "-": Command.BURY,
    "!": Command.SUSPEND,
}


class PipedFrontend:
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
                self._complain(text, f"no answer to {question.item.id}: {_wanted(question)}")
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
            self._plain.say(f"Rated {phrases.RATINGS[feedback.answer.rating]}.")

    def held(self, ref: Ref, held: Held) -> None:
        (self._plain or self._messages).say(phrases.held(ref, held))

    def taken_back(self, remaining: int) -> None:
        said = "There is nothing to take back." if remaining < 0 else "The last answer is taken back."
        (self._plain or self._messages).say(said)

    def finish(self, report: RoundReport) -> Command:
        if self._plain:
            self._plain.summary(report)
        return Command.QUIT


def _wanted(question: Question) -> str:
    """What a line could have been."""
    if question.is_typed:
        colon = ":" * (1 + _colons(question.item))
        options = ", ? for its options" if question.has_options else ""
        wanted = f'type the answer{options}, or {colon}0 for "I don\'t know"'
    else:
        last = LABELS[len(question.shown) - 1]
        wanted = f"give a letter a to {last}, a number, the option's text, or 0 for \"I don't know\""
    return f"{wanted}; behind an answer how sure it is: 1, 2 or 3" if question.levels else wanted


def parse(text: str, question: Question) -> Response | Command | None:
    """What a line says: labels or numbers, an option's text, 0, or a command; None: nothing known.

    A capital letter, or ? behind a typed answer, makes it a guess. Several keys are parted by
    commas. Where how sure is asked, it stands behind: `b3`, `b 3`, `Paris 3`; a guess has no need of it.
    """
    read = _parse_typed if question.is_typed else _parse_choice
    match = _level_in(text, question) if question.levels else None
    if match is None:
        said = read(text, question)
        if isinstance(said, Picked | Typed) and question.levels:
            return replace(said, level=1) if said.certainty is Certainty.GUESS else None
        return said
    said = read(match[1], question)
    if not isinstance(said, Picked | Typed):
        return None
    return replace(said, level=1 if said.certainty is Certainty.GUESS else int(match[2]))


def _level_in(text: str, question: Question) -> re.Match[str] | None:
    """An answer and how sure it is; None where the number at the end belongs to the answer.

    That is where the text is an option's, and where a right answer to be typed ends in such a number: then how
    sure needs one more, whatever is typed.
    """
    from zgcquiz.core.rounds.typed_answers import right_texts

    match = _LEVEL.fullmatch(text)
    if not question.is_typed:
        return None if _by_text([text], question) else _LABELS_AND_LEVEL.fullmatch(text) or match
    if match is None or not any(_LEVEL.fullmatch(right.strip()) for right in right_texts(question.item)):
        return match
    return match if _LEVEL.fullmatch(match[1].rstrip(QUESTION_MARKS).rstrip()) else None


def _parse_typed(text: str, question: Question) -> Response | Command | None:
    """A text is the answer, but for commands: behind more colons than a right answer begins with, or alone where no
    answer is that short."""
    item = question.item
    options = Command.OPTIONS if question.has_options else None
    if asks_for_options(text, item):
        return options
    bare = text.lstrip(":")
    colons = len(text) - len(bare)
    if colons > _colons(item) or (not colons and not _is_brief(item, text)):
        if bare == "0":
            return DontKnow()
        if bare in _COMMANDS:
            return _COMMANDS[bare]
        if colons and bare == "?":
            return options
        if question.has_options and len(text) == 1 and text.lower() in LABELS:
            return None  # meant for an option, which is not shown
    return read_answer(text, item)


def _colons(item: Item) -> int:
    """How many colons a right answer begins with, at most: a command needs one more."""
    from zgcquiz.core.rounds.typed_answers import right_texts

    return max(len(right.strip()) - len(right.strip().lstrip(":")) for right in right_texts(item))


def _is_brief(item: Item, text: str) -> bool:
    """The item's answer can be as brief as a command: a number where that is 0, else a single character."""
    from zgcquiz.core.rounds.typed_answers import right_texts
    from zgcquiz.core.text.wording import plain

    right = right_texts(item)
    if text in right:
        return True
    keys = [plain(key) for key in right]
    if text == "0":
        return item.kind is Kind.NUMERIC or any(key.lstrip("-")[:1].isdigit() for key in keys)
    return any(len(key) == 1 and not key.isdigit() for key in keys)


def _parse_choice(text: str, question: Question) -> Response | Command | None:
    """A label goes before a text, and a text before a command. A text in double quotes is never a label or 0."""
    if text == "0":
        return DontKnow()
    multiple = question.item.kind is Kind.MULTIPLE
    labels = [part.strip() for part in text.split(",")] if multiple else [text]
    positions = [_position(label, question) for label in labels]
    if None not in positions:
        guess = any(label.isupper() for label in labels)
        picked = frozenset(position for position in positions if position is not None)
        return Picked(picked, Certainty.GUESS if guess else Certainty.SURE)
    readings = [[text], labels, [_unquoted(text)], [_unquoted(label) for label in labels]]
    named = next((found for texts in readings if (found := _by_text(texts, question)) is not None), None)
    if named is not None:
        return Picked(named)
    bare = text.removeprefix(":")
    return DontKnow() if bare == "0" else _COMMANDS.get(bare)


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] == '"' else text


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
