"""A question that is answered with keys."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from zgcquiz.core.log.review import Certainty
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.rounds.marking import DontKnow, Picked, Response, TimedOut, Typed
from zgcquiz.core.rounds.round_views import Question
from zgcquiz.core.rounds.session import Command
from zgcquiz.core.value import replace
from zgcquiz.ui.media.sounds import PLAY, SoundKey, sounds_in
from zgcquiz.ui.round.painting.painter import OptionMarks, Painter
from zgcquiz.ui.round.phrases import LABELS
from zgcquiz.ui.terminal.key_names import (
    BACKSPACE,
    DOWN,
    END,
    ENTER,
    ESCAPE,
    PAGE_DOWN,
    PAGE_UP,
    REDRAW,
    SPACE,
    TIMEOUT,
    UP,
    Keys,
)

if TYPE_CHECKING:
    from zgcquiz.core.markup.tree import Image

HOLDS = {"-": Command.BURY, "!": Command.SUSPEND}

_TICK = 0.25
"""Seconds between two drawings of the time left."""


class KeyPrompt:
    """What all questions share: the time limit, the commands, and the level of certainty."""

    def __init__(
        self,
        question: Question,
        painter: Painter,
        keys: Keys,
        timer: Callable[[], float] = time.monotonic,
        sound: SoundKey | None = None,
    ) -> None:
        """sound: plays the question's sounds; None if it has none."""
        self._question = question
        self._painter = painter
        self._keys = keys
        self._timer = timer
        self._sound = sound
        self._note = ""
        self._help = False
        self._answer: Picked | Typed | None = None  # waits for its level of certainty

    def run(self) -> Response | Command:
        """Draw the question and read keys until there is a response or a command."""
        end = None if self._question.seconds is None else self._timer() + self._question.seconds
        self._draw()
        while True:
            left = None if end is None else end - self._timer()
            if left is not None and self._question.seconds is not None:
                if left <= 0:
                    return TimedOut()
                self._painter.clock(left, self._question.seconds)
            key = self._keys.read(None if left is None else min(_TICK, left), text=self._takes_text)
            if key == TIMEOUT:
                continue
            if key == REDRAW:
                self._redraw()
                continue
            if key in (PAGE_UP, PAGE_DOWN):
                self._painter.scroll(1 if key == PAGE_DOWN else -1)
                continue
            response = self._press(key) if self._answer is None else self._press_level(self._answer, key)
            if isinstance(response, Picked | Typed) and self._question.levels and response.level is None:
                if response.certainty is Certainty.GUESS:
                    return replace(response, level=1)
                self._answer, response = response, None
            if response is not None:
                return response
            self._draw()

    @property
    def _takes_text(self) -> bool:
        """Whether keys are characters of a text now."""
        return False

    def _draw(self) -> None:
        raise NotImplementedError

    def _redraw(self) -> None:
        """Draw the screen again, after a resize or a stop."""
        self._painter.redraw()

    def _press(self, key: str) -> Response | Command | None:
        """Return the response or command of a key; None if it only changes the screen."""
        raise NotImplementedError

    def _press_level(self, answer: Picked | Typed, key: str) -> Response | Command | None:
        """Return the answer with its level of certainty, or QUIT; None for other keys."""
        self._note = ""
        if key in ("1", "2", "3"):
            return replace(answer, level=int(key))
        if key in (ESCAPE, BACKSPACE):
            self._answer = None
        elif key in ("q", END):
            return Command.QUIT
        else:
            self._note = "How sure are you? 1, 2 or 3; Esc takes the answer back."
        return None

    def _command(self, key: str) -> Response | Command | None:
        question = self._question
        if key == "0":
            return DontKnow()
        if key in ("q", END):
            return Command.QUIT
        if key == "u":
            if question.can_undo:
                return Command.UNDO
            self._note = "There is nothing to undo yet."
        elif key == PLAY and self._sound is not None:
            self._note = self._sound.press(self._sounds_at_cursor())
        elif key in HOLDS:
            if question.can_hold:
                return HOLDS[key]
            self._note = "This round is not saved, so no question can be suspended or buried."
        elif key in "eh" and len(key) == 1:
            if question.can_rerate:
                return Command.EASY if key == "e" else Command.HARD
            self._note = "Press e or h right after a correct, sure answer."
        else:
            self._unknown(key)
        return None

    def _sounds_at_cursor(self) -> list[Image]:
        return []

    def _unknown(self, key: str) -> None:
        if len(key) == 1:
            self._note = f"{key} does nothing here; ? shows all keys."


class OptionPrompt(KeyPrompt):
    _highlight: int | None = None
    _picked: Mapping[int, bool] = {}

    @property
    def _multiple(self) -> bool:
        return self._question.item.kind is Kind.MULTIPLE

    def _sounds_at_cursor(self) -> list[Image]:
        return [] if self._highlight is None else sounds_in([self._question.shown[self._highlight].text])

    def _draw(self) -> None:
        highlight = self._highlight
        if isinstance(self._answer, Picked) and not self._multiple:
            (highlight,) = self._answer.options
        marks = OptionMarks(highlight, self._picked, self._answer is not None)
        self._painter.question(self._question, marks, self._note, self._help)

    def _unknown(self, key: str) -> None:
        if len(key) == 1:
            last = LABELS[len(self._question.shown) - 1]
            self._note = f"{key} does nothing here: a-{last} answer, ? shows all keys."

    def _press(self, key: str) -> Response | Command | None:
        self._note, self._help = "", key == "?" and not self._help
        count = len(self._question.shown)
        labels = LABELS[:count]
        if len(key) == 1 and key.lower() in labels:
            return self._pick(labels.index(key.lower()), guess=key.isupper())
        if len(key) == 1 and key in "123456789"[:count]:
            return self._pick(int(key) - 1, guess=False)
        if key in (UP, DOWN):
            step = 1 if key == DOWN else -1
            start = self._highlight if self._highlight is not None else (-1 if step > 0 else count)
            self._highlight = (start + step) % count
        elif key == SPACE and self._highlight is not None:
            if self._multiple:
                self._pick(self._highlight, guess=False)
            else:
                self._note = "Enter answers with the option under the cursor."
        elif key == SPACE:
            self._note = "Move the cursor to an option first: up or down."
        elif key == ENTER:
            return self._enter()
        elif key != "?":
            return self._command(key)
        return None

    def _pick(self, position: int, *, guess: bool) -> Picked | None:
        certainty = Certainty.GUESS if guess else Certainty.SURE
        if not self._multiple:
            return Picked(frozenset({position}), certainty)
        others = {at: mark for at, mark in self._picked.items() if at != position}
        self._picked = others if position in self._picked else others | {position: guess}
        return None

    def _enter(self) -> Picked | None:
        if self._multiple and self._picked:
            guess = any(self._picked.values())
            return Picked(frozenset(self._picked), Certainty.GUESS if guess else Certainty.SURE)
        if not self._multiple and self._highlight is not None:
            return Picked(frozenset({self._highlight}))
        self._note = "Pick an option first, or press 0 if you don't know."
        return None
