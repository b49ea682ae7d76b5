"""A line of text being typed, and the reading of a typed answer."""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len

from zgcquiz.core.log.review import Certainty
from zgcquiz.core.packs.pack import Item
from zgcquiz.core.rounds.marking import Typed
from zgcquiz.core.value import Value
from zgcquiz.ui.terminal import key_names as keys

LONGEST = 10_000
"""Maximum length in characters: more than any key that a person would type, and little enough to redraw."""
QUESTION_MARKS = "?\uff1f\u061f"
"""One of these at the end of an answer makes it a guess."""


class EditedLine(Value, frozen=True):
    """text: typed so far; at: the cursor's position, from 0, in characters."""

    text: str = ""
    at: int = 0

    def press(self, key: str) -> EditedLine | None:
        """Return the line after a key; None if the key is not an editing key."""
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
        targets = {keys.LEFT: self._left(), keys.RIGHT: self._right(), keys.LINE_START: 0, keys.LINE_END: len(text)}
        return EditedLine(text, targets[key]) if key in targets else None

    def window(self, room: int) -> tuple[str, int]:
        """Return as much text around the cursor as fits in `room` cells, and the cursor's cell in it."""
        start, end = self.at, self.at
        while start and cell_len(self.text[start - 1 : end]) < room:
            start -= 1
        while end < len(self.text) and cell_len(self.text[start : end + 1]) < room:
            end += 1
        return self.text[start:end], cell_len(self.text[start : self.at])

    def _without(self, start: int, end: int) -> EditedLine:
        return EditedLine(self.text[:start] + self.text[end:], start)

    def _left(self) -> int:
        """Return the start of the character before the cursor, including its combining accents."""
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
    """Parse a typed answer: it is a guess if it ends in more question marks than a right answer does."""
    from zgcquiz.core.rounds.typed_answers import right_texts

    bare = text.strip()
    extra = _marks(bare) - max(_marks(right) for right in right_texts(item))
    answer = bare
    for _ in range(extra):
        answer = answer[:-1].rstrip()
    return Typed(answer or bare, Certainty.GUESS if answer and extra > 0 else Certainty.SURE)


def asks_for_options(text: str, item: Item) -> bool:
    """Return whether a line holds only question marks, which ask for the options unless they are a right answer."""
    from zgcquiz.core.rounds.typed_answers import right_texts

    return not text.strip(QUESTION_MARKS) and all(right.strip().strip(QUESTION_MARKS) for right in right_texts(item))


def _marks(text: str) -> int:
    """Return how many question marks a text ends in, ignoring white space between them."""
    tail = text[len(text.rstrip(QUESTION_MARKS + " \t")) :]
    return sum(character in QUESTION_MARKS for character in tail)
