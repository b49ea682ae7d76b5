"""A round answered line by line, from a pipe or a file."""

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
from zgcquiz.ui.round.line_editor import LONGEST, QUESTION_MARKS, asks_for_options, read_answer
from zgcquiz.ui.round.painting.plain_writer import PlainWriter
from zgcquiz.ui.round.phrases import LABELS, option_text
from zgcquiz.ui.terminal.key_names import normalize_keys

if TYPE_CHECKING:
    from rich.console import Console

_LONGEST_NAMED = 60
_PIECE = 1 << 16
_LABELS_AND_LEVEL = re.compile(r"([a-jA-J](?:\s*,\s*[a-jA-J])*)\s*([123])")
_LEVEL = re.compile(r"(.*\S)\s+([123１２３])")
_COLONS = ":："
_SEPARATORS = re.compile("[,，、]")
"""An answer followed by its level of certainty."""
_COMMANDS = {
    "q": Command.QUIT, "u": Command.UNDO, "e": Command.EASY, "h": Command.HARD, "-": Command.BURY, "!": Command.SUSPEND,
}  # fmt: skip


class PipedFrontend:
    """Reads one answer a line. The end of input, or `q`, ends the round."""

    away = 0.0

    def __init__(self, stream: TextIO | None, out: Console | None, messages: Console) -> None:
        """out: where to write the round, or None to write nothing; messages: where to report unusable lines."""
        self._lines: Iterator[str] = iter(()) if stream is None or stream.closed else _lines_of(stream)
        self._plain = PlainWriter(out) if out is not None else None
        self._messages = PlainWriter(messages)
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
            response = parse(text, question) if len(text) <= LONGEST else None
            if len(text) > LONGEST:
                self._complain(text, f"a line has at most {LONGEST:,} characters")
            elif response in (Command.EASY, Command.HARD) and not question.can_rerate:
                self._complain(text, "e and h work right after a correct, sure answer")
            elif response in (Command.BURY, Command.SUSPEND) and not question.can_hold:
                self._complain(text, "this round is not saved, so no question can be suspended or buried")
            elif response is not None:
                late = end is not None and time.monotonic() > end and not isinstance(response, Command)
                return TimedOut() if late else response
            else:
                self._complain(text, f"no answer to {question.item.id}: {_expected(question)}")
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
        (self._plain or self._messages).say(phrases.hold_text(ref, held))

    def taken_back(self, remaining: int) -> None:
        (self._plain or self._messages).say(phrases.undo_text(remaining))

    def undone_elsewhere(self, count: int) -> None:
        (self._plain or self._messages).say(phrases.undone_elsewhere(count))

    def waiting(self) -> None:
        self._messages.say(phrases.WAITING)

    def finish(self, report: RoundReport) -> Command:
        if self._plain:
            self._plain.summary(report)
        return Command.QUIT


def _lines_of(stream: TextIO) -> Iterator[str]:
    """Yield lines, each of them up to a little more than LONGEST characters; the rest of a longer one is skipped."""
    while line := stream.readline(LONGEST + 2):
        last = line
        while last and not last.endswith("\n"):
            last = stream.readline(_PIECE)
        yield line


def _expected(question: Question) -> str:
    """Return what a line may hold, for a message."""
    if question.is_typed:
        colon = ":" * (1 + _colons(question.item))
        options = ", ? for its options" if question.has_options else ""
        what = "a number" if question.item.kind is Kind.NUMERIC else "the answer"
        expected = f'type {what}{options}, or {colon}0 for "I don\'t know"'
    else:
        last = LABELS[len(question.shown) - 1]
        expected = f"give a letter a to {last}, a number, the option's text, or 0 for \"I don't know\""
    return f"{expected}; after the answer, how sure you are: 1, 2 or 3" if question.levels else expected


def parse(text: str, question: Question) -> Response | Command | None:
    """Parse a line: labels or numbers, an option's text, 0, or a command. Return None if it is none of these.

    A capital letter, or ? after a typed answer, makes it a guess. Several keys are separated by commas. Where a
    level of certainty is asked for, it follows the answer (`b3`, `b 3`, `Paris 3`); a guess needs none.
    """
    read = _parse_typed if question.is_typed else _parse_choice
    match = _level_in(text, question) if question.levels else None
    if match is None:
        response = read(text, question)
        if isinstance(response, Picked | Typed) and question.levels:
            return replace(response, level=1) if response.certainty is Certainty.GUESS else None
        return response
    response = read(match[1], question)
    if not isinstance(response, Picked | Typed):
        return None
    return replace(response, level=1 if response.certainty is Certainty.GUESS else int(match[2]))


def _level_in(text: str, question: Question) -> re.Match[str] | None:
    """Match an answer followed by its level of certainty; None if the number at the end belongs to the answer.

    It does if the whole line is an option's text. If a right answer to a typed question ends in such a number, every
    typed answer needs a second number for the level.
    """
    from zgcquiz.core.rounds.typed_answers import right_texts

    match = _LEVEL.fullmatch(text)
    if not question.is_typed:
        return None if _by_text([text], question) else _LABELS_AND_LEVEL.fullmatch(normalize_keys(text)) or match
    if match is None or not any(_LEVEL.fullmatch(right.strip()) for right in right_texts(question.item)):
        return match
    return match if _LEVEL.fullmatch(match[1].rstrip(QUESTION_MARKS).rstrip()) else None


def _parse_typed(text: str, question: Question) -> Response | Command | None:
    """Parse a typed answer or a command.

    A command is preceded by more colons than a right answer begins with, or stands alone if no answer is that short.
    """
    item = question.item
    options = Command.OPTIONS if question.has_options else None
    if asks_for_options(text, item):
        return options
    bare = normalize_keys(text.lstrip(_COLONS))
    colons = len(text) - len(text.lstrip(_COLONS))
    if colons > _colons(item) or (not colons and not _is_brief(item, bare)):
        if bare == "0":
            return DontKnow()
        if bare in _COMMANDS:
            return _COMMANDS[bare]
        if colons and bare == "?":
            return options
        if item.kind.is_choice and len(text) == 1 and bare.lower() in LABELS:
            return None  # meant for an option, which is not shown
    from zgcquiz.core.rounds.typed_answers import lacks_number

    answer = read_answer(text, item)
    return None if lacks_number(item, answer.text) else answer


def _colons(item: Item) -> int:
    """Return how many colons a right answer begins with at most: a command needs one more."""
    from zgcquiz.core.rounds.typed_answers import right_texts

    return max(len(right.strip()) - len(right.strip().lstrip(_COLONS)) for right in right_texts(item))


def _is_brief(item: Item, text: str) -> bool:
    """Return whether an answer can be as short as this command: a number if that is 0, else a single character."""
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
    """Parse labels first, then options' texts, then commands. A text in double quotes is never a label or 0."""
    keys = normalize_keys(text)
    if keys == "0":
        return DontKnow()
    multiple = question.item.kind is Kind.MULTIPLE
    labels = [part.strip() for part in keys.split(",")] if multiple else [keys]
    positions = [_position(label, question) for label in labels]
    if None not in positions:
        guess = any(label.isupper() for label in labels)
        picked = frozenset(position for position in positions if position is not None)
        return Picked(picked, Certainty.GUESS if guess else Certainty.SURE)
    parts = [part.strip() for part in _SEPARATORS.split(text)] if multiple else [text]
    readings = [[text], parts, [_unquoted(text)], [_unquoted(part) for part in parts]]
    options = next((match for texts in readings if (match := _by_text(texts, question)) is not None), None)
    if options is not None:
        return Picked(options)
    bare = keys.removeprefix(":")
    return DontKnow() if bare == "0" else _COMMANDS.get(bare)


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] == '"' else text


def _position(label: str, question: Question) -> int | None:
    """Return the position of the option with this label, or with this number from 1."""
    count = len(question.shown)
    if len(label) == 1 and label.lower() in LABELS[:count]:
        return LABELS.index(label.lower())
    if label.isascii() and label.isdigit() and 1 <= int(label[:4]) <= count and len(label) < 4:
        return int(label) - 1
    return None


def _by_text(texts: list[str], question: Question) -> frozenset[int] | None:
    """Return the options with these texts: exactly, or else ignoring case and spaces, or else as they are shown."""
    item = question.item
    sources = [option.text for option in question.shown]
    is_said = item.markup or item.kind is Kind.TRUE_FALSE
    said = [option_text(option, item, question.language) for option in question.shown] if is_said else []
    for same, options in ((str.strip, sources), (_loosely, sources), (str.strip, said), (_loosely, said)):
        shown = list(map(same, options))
        if all(shown.count(same(text)) == 1 for text in texts):
            return frozenset(shown.index(same(text)) for text in texts)
    return None


def _loosely(text: str) -> str:
    return " ".join(normalize_keys(text).casefold().split())
