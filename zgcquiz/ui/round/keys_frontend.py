"""A round on a terminal, answered with single keys."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Certainty, Ref
from zgcquiz.core.rounds.marking import Picked, Response
from zgcquiz.core.rounds.round_views import Feedback, Opening, Question, RoundReport
from zgcquiz.core.rounds.session import Command
from zgcquiz.ui.media.sounds import PLAY, SoundKey, asked_texts, sounds_in
from zgcquiz.ui.round import phrases
from zgcquiz.ui.round.key_prompt import HOLDS, KeyPrompt, OptionPrompt
from zgcquiz.ui.round.painting.painter import Painter
from zgcquiz.ui.terminal.key_names import END, ENTER, REDRAW, SPACE, Keys

if TYPE_CHECKING:
    from zgcquiz.ui.media.player import SoundPlayer

_CAPS_LOCK_AFTER = 3
"""After this many guesses in a row, and each multiple of it, ask whether Caps Lock is on."""


class KeysFrontend:
    """A `Frontend` that reads keys.

    pause: wait for Enter after every answer, not only after wrong ones and guesses; timer: seconds that only go up;
    open_player: returns what plays sounds, for the first of them.
    """

    def __init__(
        self,
        painter: Painter,
        keys: Keys,
        *,
        pause: bool = False,
        timer: Callable[[], float] = time.monotonic,
        open_player: Callable[[], SoundPlayer] | None = None,
    ) -> None:
        self._painter = painter
        self._keys = keys
        self._pause = pause
        self._timer = lambda: timer() - keys.away
        self._open_player = open_player
        self._player: SoundPlayer | None = None
        self._guesses = 0

    @property
    def away(self) -> float:
        return self._keys.away

    def open(self, opening: Opening) -> None:
        self._painter.opening(opening)

    def ask(self, question: Question) -> Response | Command:
        prompt: type[KeyPrompt] = OptionPrompt
        if question.is_typed:
            from zgcquiz.ui.round.typed_prompt import TextPrompt

            prompt = TextPrompt
        sound = self._sound_key(question, asked_texts(question))
        try:
            response = prompt(question, self._painter, self._keys, self._timer, sound).run()
        finally:
            self.stop()
        guess = isinstance(response, Picked) and response.certainty is Certainty.GUESS
        self._guesses = self._guesses + 1 if guess else 0
        return response

    def stop(self) -> None:
        """End the sound that is playing."""
        if self._player is not None:
            self._player.stop()

    def _sound_key(self, question: Question, texts: list[str]) -> SoundKey | None:
        """Return the key that plays the sounds of texts of a question; None if there are none."""
        sounds = sounds_in(texts) if question.item.markup and self._open_player else []
        if not sounds or self._open_player is None:
            return None
        if self._player is None:
            self._player = self._open_player()
        return SoundKey(self._player, question.pack, sounds)

    def tell(self, feedback: Feedback) -> Command:
        self._painter.answered(feedback)
        if self._guesses and self._guesses % _CAPS_LOCK_AFTER == 0:
            self._painter.say(f"{self._guesses} guesses in a row. Is Caps Lock on?")
        answer = feedback.answer
        sure = answer.certainty is Certainty.SURE
        told = [*phrases.option_notes(feedback).values(), answer.item.explanation]
        has_own_sound = self._sound_key(feedback.question, told) is not None
        if answer.correct and sure and not answer.slip and not self._pause and not has_own_sound:
            return Command.NEXT
        keys = [("Enter", "next"), ("u", "undo"), ("q", "quit (saved)" if feedback.card else "quit")]
        commands = {ENTER: Command.NEXT, SPACE: Command.NEXT, "u": Command.UNDO, "q": Command.QUIT, END: Command.QUIT}
        if answer.can_count:
            keys.insert(1, ("y", "it was right"))
            commands["y"] = Command.COUNT
        if answer.slip:
            keys.insert(1, ("n", "it was wrong"))
            commands["n"] = Command.MISS
        if answer.correct and sure and feedback.card:
            keys[2:2] = [("e", "easy"), ("h", "hard")]
            commands |= {"e": Command.EASY, "h": Command.HARD}
        if feedback.card:
            commands |= HOLDS
            keys[1 if feedback.leech else -1 : -1] = [("-/!", "bury/suspend")]
        actions: dict[str, Callable[[], None]] = {}
        if sound := self._sound_key(feedback.question, phrases.told_texts(feedback)):
            keys[1:1] = [(PLAY, "play sound")]
            actions[PLAY] = lambda: self._say_unless_empty(sound.press())
        self._keys.forget()
        try:
            return self._choose(keys, commands, actions)
        finally:
            self.stop()

    def _say_unless_empty(self, text: str) -> None:
        if text:
            self._painter.keys([])
            self._painter.say(text)

    def rerated(self, feedback: Feedback) -> None:
        self._painter.say(phrases.rerated_line(feedback))

    def held(self, ref: Ref, held: Held) -> None:
        self._painter.say(phrases.hold_text(ref, held))

    def taken_back(self, remaining: int) -> None:
        self._painter.say(phrases.undo_text(remaining))

    def undone_elsewhere(self, count: int) -> None:
        self._painter.say(phrases.undone_elsewhere(count))

    def waiting(self) -> None:
        self._painter.say(phrases.WAITING)

    def finish(self, report: RoundReport) -> Command:
        self._painter.summary(report)
        if not report.ending.finished or report.ending.interrupted or not report.asked:
            return Command.QUIT
        keys = []
        commands = {"q": Command.QUIT, END: Command.QUIT, ENTER: Command.QUIT, "u": Command.UNDO, "n": Command.AGAIN}
        if report.mode == "play":
            if report.to_retry:
                keys.append(("m", "retry missed"))
                commands["m"] = Command.RETRY
            keys.append(("n", "new round"))
        else:
            keys.append(("n", "go on" if report.goes_on else "play a round"))
        if report.can_rerate:
            keys.append(("e/h", "easy/hard"))
            commands |= {"e": Command.EASY, "h": Command.HARD}
        actions: dict[str, Callable[[], None]] = {}
        if report.missed:
            keys.append(("v", "view missed"))
            actions["v"] = lambda: self._painter.missed(report)
        return self._choose([*keys, ("u", "undo"), ("q", "quit")], commands, actions)

    def _choose(
        self,
        keys: list[tuple[str, str]],
        commands: dict[str, Command],
        actions: dict[str, Callable[[], None]] | None = None,
    ) -> Command:
        """Wait for the key of a command, running actions until then."""
        self._painter.keys(keys)
        while True:
            key = self._keys.read()
            if key == REDRAW:
                self._painter.redraw()
            elif actions and key in actions:
                actions[key]()
                self._painter.keys(keys)
            elif key in commands:
                self._painter.keys([])
                return commands[key]
            elif len(key) == 1:
                self._painter.keys(keys, f"{key} does nothing here.")
