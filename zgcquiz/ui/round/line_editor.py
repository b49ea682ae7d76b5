"""A line of text as it is typed: the text, the cursor, and what each key does to them."""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len

from zgcquiz.core.log.review import Certainty
from zgcquiz.core.packs.pack import Item
from zgcquiz.core.rounds.marking import Typed
from zgcquiz.core.value import Value
from zgcquiz.ui.terminal import key_names as keys

LONGEST = 500
"""Characters that can be typed."""
QUESTION_MARKS = "?\uff1f\u061f"
"""Behind an answer they make it a guess."""


class EditedLine(Value, frozen=True):
    """text: what was typed so far; at: the cursor stands before the character of this position."""

    text: str = ""
    at: int = 0

    def press(self, key: str) -> EditedLine | None:
        """The line after a key; None where the key doesn't edit."""
        text, at = self.text, self.at
        typed = " " if key == keys.SPACE else key
        if len(typed) == 1:
            return EditedLine(text[:at] + typed + text[at:], at + 1) if len(text) < LONGEST else self
        if key == keys.BACKSPACE:
            return self._without(self._left(), at)
        if key == keys.DELETE:
            return self._without(at, self._right())
        if key == keys.ERASE_LINE:
            return self._without(0, at)
        if key == keys.ERASE_REST:
            return self._without(at, len(text))
        if key == keys.ERASE_WORD:
            return self._without(len(text[:at].rstrip()) - len(text[:at].split()[-1]) if text[:at].strip() else 0, at)
        places = {
            keys.LEFT: self._left(),
            keys.RIGHT: self._right(),
            keys.LINE_START: 0,
            keys.LINE_END: len(text),
        }
        return EditedLine(text, places[key]) if key in places else None

    def window(self, room: int) -> tuple[str, int]:
        """As much of the text around the cursor as fits in `room` cells, and the cursor's cell in it."""
        start, end = self.at, self.at
        while start and cell_len(self.text[start - 1 : end]) < room:
            start -= 1
        while end < len(self.text) and cell_len(self.text[start : end + 1]) < room:
            end += 1
        return self.text[start:end], cell_len(self.text[start : self.at])

    def _without(self, start: int, end: int) -> EditedLine:
        return EditedLine(self.text[:start] + self.text[end:], start)

    def _left(self) -> int:
        """Where the character before the cursor starts, its accents taken with it."""
        at = max(0, self.at - 1)
        while at and unicodedata.combining(self.text[at]):
            at -= 1
        return at

    def _right(self) -> int:
        at = min(len(self.text), self.at + 1)
        while at < len(self.text) and unicodedata.combining(self.text[at]):
            at += 1
        return at


def read_answer(text: str, item: Item) -> Typed:
    """Read an answer as it was typed: with more question marks at its end than a right one has it is a guess."""
    from zgcquiz.core.rounds.typed_answers import right_texts

    bare = text.strip()
    more = _marks(bare) - max(_marks(right) for right in right_texts(item))
    answer = bare
    for _ in range(more):
        answer = answer[:-1].rstrip()
    return Typed(answer or bare, Certainty.GUESS if answer and more > 0 else Certainty.SURE)


def asks_for_options(text: str, item: Item) -> bool:
    """Tell whether a line of question marks alone asks for the options: where no right answer is one."""
    from zgcquiz.core.rounds.typed_answers import right_texts

    return not text.strip(QUESTION_MARKS) and all(right.strip().strip(QUESTION_MARKS) for right in right_texts(item))


def _marks(text: str) -> int:
    """How many question marks a text ends in, white space between them or not."""
    tail = text[len(text.rstrip(QUESTION_MARKS + " \t")) :]
    return sum(character in QUESTION_MARKS for character in tail)
