"""A round on a terminal as plain lines, which a screen reader can follow."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from rich.cells import cell_len

from zgcquiz.core.markup.items import said
from zgcquiz.core.rounds.round_views import Feedback, Opening, Question, RoundReport
from zgcquiz.ui.media.sounds import PLAY, has_sound
from zgcquiz.ui.round import phrases
from zgcquiz.ui.round.key_help import all_keys
from zgcquiz.ui.round.line_editor import EditedLine
from zgcquiz.ui.round.painting.painter import OptionMarks, TypedDraft
from zgcquiz.ui.round.painting.plain_writer import PlainWriter
from zgcquiz.ui.round.phrases import LABELS
from zgcquiz.ui.terminal.text import inert

if TYPE_CHECKING:
    from rich.console import Console

_HOW_SURE = "How sure are you? 1: unsure, 2: fairly sure, 3: sure. Esc takes the answer back."
_COMMAND_KEYS = "0: I don't know. u: undo. q: quit. Question mark: all keys. Esc: go on typing."
_HELP = (
    "Small letter: sure. Capital letter: a guess. 0: I don't know. Up and down: move. Enter: answer."
    " Space: pick, where several are right. u: undo the last answer."
    " e, h: rate the last correct answer easy or hard. Minus: not today. Exclamation mark: don't ask it"
    " any more. q: end the round."
)


class PlainPainter:
    """Draws by adding lines; nothing already written changes."""

    def __init__(self, console: Console) -> None:
        self._writer = PlainWriter(console)
        self._current: Question | None = None
        self._picked: dict[int, bool] = {}
        self._highlight: int | None = None
        self._entry = EditedLine()
        self._hints: set[str] = set()

    def opening(self, opening: Opening) -> None:
        self._writer.opening(opening)

    def question(self, question: Question, marks: OptionMarks, note: str = "", help: bool = False) -> None:
        if self._current is not question:
            self._current, self._picked, self._highlight = question, {}, None
            self._writer.question(question)
            if has_sound(question):
                self._hint(f"The key {PLAY} plays the sound.")
            self._hint("Press a letter to answer, question mark for all keys.")
        if marks.highlight != self._highlight and marks.highlight is not None:
            option = question.shown[marks.highlight]
            text = phrases.option_text(option, question.item, question.language)
            self._writer.tell(f"At {LABELS[marks.highlight]}", text)
        if marks.picked != self._picked:
            labels = [LABELS[at] + (" (guess)" if marks.picked[at] else "") for at in sorted(marks.picked)]
            self._writer.say(f"Picked: {', '.join(labels) or 'none'}. Enter answers.")
        self._highlight, self._picked = marks.highlight, dict(marks.picked)
        if marks.levels and not note:
            self._writer.say(_HOW_SURE)
        if note:
            self._writer.say(note)
        if help:
            self._writer.say(_HELP)

    def typed(self, question: Question, draft: TypedDraft, note: str = "", help: bool = False) -> None:
        if self._current is not question:
            self._current = question
            self._writer.question(question)
            if has_sound(question):
                self._hint(f"Esc, then the key {PLAY}, plays the sound.")
            options = " Tab shows the options." if question.has_options else ""
            self._hint(
                f"Type the answer, then Enter; a question mark behind it makes it a guess.{options} Esc: other keys."
            )
            self._prompt(EditedLine())
        elif draft.entry == self._entry:
            hint = _HOW_SURE if draft.levels else _COMMAND_KEYS if draft.commands else ""
            if help:
                hint = ". ".join(f"{keys}: {meaning}" for keys, meaning in all_keys(question)) + "."
            if note or hint:
                self._write("\n")
                self._writer.say(f"{note} {hint}".strip())
                self._prompt(draft.entry)
        self._echo(draft.entry)

    def typing(self, on: bool) -> None:
        if not on:
            self._write("\n")

    def clock(self, left: float, total: float) -> None:
        """Draw nothing: the time is part of the question, and a clock read aloud would drown it out."""

    def answered(self, feedback: Feedback) -> None:
        self._current = None
        self._writer.answered(feedback)

    def say(self, text: str) -> None:
        self._current = None
        self._writer.say(text)

    def keys(self, keys: list[tuple[str, str]], note: str = "") -> None:
        if note:
            self._writer.say(note)
        if keys:
            self._writer.say(", ".join(f"{key}: {word}" for key, word in keys) + ".")

    def summary(self, report: RoundReport) -> None:
        self._current = None
        self._writer.summary(report)

    def missed(self, report: RoundReport) -> None:
        for missed in report.missed:
            answer = missed.answer
            self._writer.say(said(answer.item.stem, answer.item), first=f"{missed.number}. ")
            self._writer.tell("You said", phrases.picked_text(answer), indent="   ")
            self._writer.tell("Right", phrases.key_text(answer), indent="   ")
            if answer.item.explanation:
                self._writer.say(said(answer.item.explanation, answer.item), first="   ")

    def scroll(self, screens: int) -> None:
        """Do nothing: the whole question was written."""

    def redraw(self) -> None:
        """Write only the open question again, as after Ctrl-Z; the lines above are left alone."""
        if self._current is not None:
            self._writer.question(self._current)
            if self._current.is_typed:
                self._prompt(self._entry)

    def _prompt(self, entry: EditedLine) -> None:
        self._write("Answer: ")
        self._entry = EditedLine()
        self._echo(entry)

    def _echo(self, entry: EditedLine) -> None:
        """Change the typed line on the screen by backspacing over what differs and writing that again."""
        before, self._entry = self._entry, entry
        pairs = zip(before.text[: before.at], entry.text[: entry.at], strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        rest = inert(entry.text[same:])
        blanks = " " * max(0, cell_len(before.text[same:]) - cell_len(rest))
        back = "\b" * (cell_len(rest + blanks) - cell_len(entry.text[same : entry.at]))
        self._write("\b" * cell_len(before.text[same : before.at]) + rest + blanks + back)

    def _hint(self, text: str) -> None:
        """Write a hint once in a session."""
        if text not in self._hints:
            self._hints.add(text)
            self._writer.say(text)

    def _write(self, text: str) -> None:
        self._writer.console.file.write(text)
        self._writer.console.file.flush()
