"""A question that is answered by typing."""

from __future__ import annotations

from zgcquiz.core.rounds.marking import DontKnow, Response
from zgcquiz.core.rounds.session import Command
from zgcquiz.core.rounds.typed_answers import lacks_number
from zgcquiz.ui.round.key_prompt import KeyPrompt
from zgcquiz.ui.round.line_editor import EditedLine, asks_for_options, read_answer
from zgcquiz.ui.round.painting.painter import TypedDraft
from zgcquiz.ui.terminal.key_names import END, ENTER, ESCAPE, TAB


class TextPrompt(KeyPrompt):
    """Keys type the answer; the key after Esc is a command."""

    _entry = EditedLine()
    _commands = False  # the next key is a command
    _empty_enter = False  # Enter was pressed with nothing typed
    _has_left = False  # the question was erased, since the program was to be stopped

    def run(self) -> Response | Command:
        leave_before = self._keys.leave
        try:  # a signal may come at any time
            self._keys.leave = self._leave
            self._painter.typing(True)
            return super().run()
        finally:
            self._keys.leave = leave_before
            self._painter.typing(False)

    def _leave(self) -> None:
        """Erase the question, as whoever gets the terminal would write over what is below the line that is typed."""
        self._painter.typing(False)
        self._painter.keys([])
        self._has_left = True

    def _redraw(self) -> None:
        if self._has_left:
            self._has_left = False
            self._painter.typing(True)
            super()._redraw()
            self._draw()
        else:
            super()._redraw()

    @property
    def _takes_text(self) -> bool:
        return self._answer is None and not self._commands

    def _draw(self) -> None:
        draft = TypedDraft(self._entry, self._commands, self._answer is not None)
        self._painter.typed(self._question, draft, self._note, self._help)

    def _press(self, key: str) -> Response | Command | None:
        self._note = ""
        if key == END:
            return Command.QUIT
        if self._commands:
            return self._press_command(key)
        edited = self._entry.press(key)
        if edited is not None:
            self._entry, self._empty_enter = edited, False
        elif key == ENTER:
            return self._enter()
        elif key == TAB:
            return self._options()
        elif key == ESCAPE:
            self._commands = True
        return None

    def _press_command(self, key: str) -> Response | Command | None:
        if key == "?":
            self._help = not self._help
            return None
        self._commands = self._help = False
        return None if key in (ESCAPE, ENTER) else self._command(key)

    def _enter(self) -> Response | Command | None:
        text = self._entry.text.strip()
        if text and asks_for_options(text, self._question.item):
            return self._options()
        if text:
            answer = read_answer(text, self._question.item)
            if not lacks_number(self._question.item, answer.text):
                return answer
            self._note = "A number is needed. Esc, then 0, if you don't know it."
            return None
        if self._empty_enter:
            return DontKnow()
        self._empty_enter = True
        self._note = "Type the answer, or press Enter again if you don't know it."
        return None

    def _options(self) -> Command | None:
        if self._question.has_options:
            return Command.OPTIONS
        self._note = (
            "Its options are shown from the second time on. Press Enter twice if you don't know it."
            if self._question.withheld
            else "This question has no options: type the answer."
        )
        return None
