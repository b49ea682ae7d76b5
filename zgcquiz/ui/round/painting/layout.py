"""The lines of a question and of its feedback, for a terminal that can be redrawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from zgcquiz.core.log.review import Outcome
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.rounds.marking import Picked, Typed
from zgcquiz.core.rounds.round_views import Feedback, Question
from zgcquiz.core.rounds.session import Answer
from zgcquiz.core.value import Value
from zgcquiz.ui.round import phrases
from zgcquiz.ui.round.differences import differences
from zgcquiz.ui.round.key_help import LEVEL_KEYS, all_keys, command_keys, option_keys, typing_keys
from zgcquiz.ui.round.painting.painter import OptionMarks, TypedDraft
from zgcquiz.ui.round.phrases import LABELS
from zgcquiz.ui.terminal.console import text_width
from zgcquiz.ui.terminal.look import glyphs_of
from zgcquiz.ui.terminal.meters import meter
from zgcquiz.ui.terminal.text import fit, inert, visible, wrap

if TYPE_CHECKING:
    from rich.console import Console

NARROW = 60
"""Below this many columns words are left out beside figures, to leave room for the texts."""

_STYLES = {Outcome.CORRECT: "right", Outcome.PARTIAL: "caution", Outcome.WRONG: "wrong"}
_PROGRESS = 16
"""Cells of the meter that shows how far a round has come, where there is room."""
_LEAST_PROGRESS = 4
"""Below this many cells there is no meter."""
_HOW_SURE = "How sure are you?"


class Cursor(Value, frozen=True):
    """The cursor's position in a block. below: lines below the cursor; cell: from 0, in its own line."""

    below: int
    cell: int


class RoundLayout:
    """Lays out lines for the width that a console has now; for each drawing there is a new one."""

    def __init__(self, console: Console) -> None:
        self.console = console
        columns = console.width  # each look asks the terminal
        self.width = text_width(columns)
        self.narrow = columns < NARROW
        self.glyphs = glyphs_of(console)

    def wrap(self, text: str, first: Text | str = " ", indent: int | None = None, style: str = "") -> list[Text]:
        return wrap(self.console, text, self.width, first=first, indent=indent, style=style)

    def rule(self) -> list[Text]:
        return [] if self.narrow else [Text(" " + self.glyphs.rule * (self.width - 1), style="faint")]

    def head(self, question: Question) -> list[Text]:
        """Return the question's number, why it is asked, and how the round goes, as far as there is room.

        The pack is named by its id, since titles of packs and sections can give the answer away.
        """
        share = (question.number - 1) / question.total
        number = Text(f"{question.number}/{question.total}", style="faint")
        occasion = Text(question.occasion or "", style="accent")
        standing = Text(phrases.standing(question.score, question.streak), style="faint")
        if self.narrow:
            room = self.width - sum(part.cell_len + 2 for part in (number, occasion, standing)) - 1
            progress = meter(share, min(10, room), self.glyphs) if room >= _LEAST_PROGRESS else Text()
            return [self._beside([number, progress, occasion, standing], "  ")]
        parts = [number, meter(share, _PROGRESS, self.glyphs), occasion, standing]
        room = self.width - sum(part.cell_len + 3 for part in parts) - 1
        name = question.pack if cell_len(question.pack) <= room else fit(question.pack, room)
        return [self._beside([Text(name, style="bold"), *parts], "   "), *self.rule()]

    def _beside(self, parts: Iterable[Text], gap: str) -> Text:
        """Return the parts that are not empty on one line, up to the first for which there is no room."""
        line = Text(" ")
        for part in filter(None, parts):
            lead = gap if line.cell_len > 1 else ""
            if line.cell_len + len(lead) + part.cell_len > self.width:
                break
            line = Text.assemble(line, lead, part)
        return line

    def stem(self, question: Question) -> list[Text]:
        lines = self.wrap(question.item.stem, style="bold")
        if question.item.kind is Kind.MULTIPLE:
            lines += self.wrap("Select all that apply.", style="italic")
        if question.is_typed:
            lines += self.wrap(phrases.typed_hint(question), style="italic")
        return lines

    def question(self, question: Question, marks: OptionMarks, note: str, help: bool) -> list[Text]:
        """Return an open question with its options. help: show all keys below."""
        multiple = question.item.kind is Kind.MULTIPLE
        lines = [*self.head(question), *self.stem(question), Text()]
        for position, option in enumerate(question.shown):
            highlighted, picked = marks.highlight == position, position in marks.picked
            lead = Text(" > " if highlighted else "   ", style="accent.strong")
            if multiple:
                lead.append("[x] " if picked else "[ ] ", style="bold" if picked else "")
            lead.append(LABELS[position], style="accent.strong")
            lead.append("  ")
            text = phrases.option_text(option, question.item)
            lines += self.wrap(text, first=lead, style="bold" if highlighted else "")
            if marks.picked.get(position):
                lines[-1].append(" (guess)", style="caution")
        lines.append(Text())
        if help:
            return self._with_help(lines, question, self.footer(option_keys(question), "faint"))
        note = note or (_HOW_SURE if marks.levels else "")
        if note:
            lines += self.wrap(note, style="caution")
        keys = LEVEL_KEYS if marks.levels else option_keys(question)
        return lines + self.footer(keys, "faint", whole=marks.levels)

    def typed(self, question: Question, draft: TypedDraft, note: str, help: bool) -> tuple[list[Text], Cursor | None]:
        """Return an open question with the answer typed so far, and the cursor's position."""
        keys = LEVEL_KEYS if draft.levels else command_keys(question) if draft.commands else typing_keys(question)
        footer = self.footer(keys, "faint", whole=True)
        lines = [*self.head(question), *self.stem(question), Text()]
        if help:
            return self._with_help(lines, question, footer), None
        note = note or (_HOW_SURE if draft.levels else "")
        text, cell = draft.entry.window(self.width - 3)
        below = [Text(), *(self.wrap(note, style="caution") if note else []), *footer]
        lines.append(Text.assemble((" > ", "accent.strong"), inert(text)))
        return lines + below, Cursor(len(below), cell + 3)

    def _with_help(self, lines: list[Text], question: Question, footer: list[Text]) -> list[Text]:
        """Return an open question with all keys below, or instead of it if there is no room for both."""
        help = [*self._help(question), *footer]
        if len(lines) + len(help) < self.console.height:
            return [*lines, *help]
        return [*self.head(question), Text(), *help]

    def _help(self, question: Question) -> list[Text]:
        return [
            line
            for keys, meaning in all_keys(question)
            for line in self.wrap(meaning, first=Text.assemble("  ", (f"{keys:<12}", "accent.strong"), " "))
        ] + [Text()]

    def footer(self, keys: Sequence[tuple[str, str]], style: str = "", *, whole: bool = False) -> list[Text]:
        """Return keys with a word for each.

        If they don't fit on one line, the words after the second key are left out, or, if `whole`, more lines are used.
        """
        pairs = [Text.assemble((key, "bold"), (f" {word}" if word else "", style)) for key, word in keys]
        short = [
            pair if at < 2 else Text(key, style="bold")
            for at, (pair, (key, _)) in enumerate(zip(pairs, keys, strict=True))
        ]
        layouts = [(pairs, "   "), (pairs, "  ")] + ([] if whole else [(short, " ")])
        for parts, gap in layouts:
            line = Text.assemble(" ", Text(gap).join(parts))
            if line.cell_len <= self.width:
                return [line]
        return self._packed(pairs if whole else short)

    def _packed(self, parts: Sequence[Text]) -> list[Text]:
        """Return parts on as many lines as they need, without breaking any."""
        lines = [Text()]
        for part in parts:
            gap = "  " if lines[-1] else " "
            if lines[-1] and lines[-1].cell_len + 2 + part.cell_len > self.width:
                lines.append(Text())
                gap = " "
            lines[-1] = Text.assemble(lines[-1], gap, part)
        return lines

    def answered(self, feedback: Feedback) -> list[Text]:
        """Return an answered question with the response and the right answer marked, then the verdict."""
        question, answer = feedback.question, feedback.answer
        picked = answer.response.options if isinstance(answer.response, Picked) else frozenset()
        lines = [*self.head(question), *self.stem(question), Text()]
        if question.is_typed:
            lines += self._typed_marked(answer)
        notes = phrases.option_notes(feedback)
        certainty = phrases.certainty_text(answer.response)
        for position, option in enumerate(question.shown):
            missed = option.key and bool(picked) and question.item.kind is Kind.MULTIPLE and position not in picked
            lead, style, tag = self._mark(option.key, position in picked, missed, certainty)
            lead.append(LABELS[position], style="bold").append("  ")
            lines += self._tagged(phrases.option_text(option, question.item), lead, style, tag)
            if position in notes:
                lines += self.wrap(notes[position], first=" " * lead.cell_len)
        lines.append(Text())
        return lines + self.verdict(feedback)

    def _typed_marked(self, answer: Answer) -> list[Text]:
        """Return the typed answer, and the right one unless it is exactly the same."""
        lines = []
        key = phrases.key_text(answer)
        typed = answer.response.text if isinstance(answer.response, Typed) else ""
        extra, lacking = ([], []) if answer.correct and not answer.slip else differences(visible(typed), visible(key))
        if typed:
            style = _STYLES[answer.outcome]
            lead = Text(f" {self._sign(answer.outcome)} ", style=style)
            tag = f"your answer ({phrases.certainty_text(answer.response)})"
            lines += self._tagged(typed, lead, style, tag, extra)
        if not (answer.correct and answer.picked == (key,)):
            lead = Text(f" {self.glyphs.right} ", style="right")
            lines += self._tagged(key, lead, "right", "right answer", lacking)
        return lines

    def _sign(self, outcome: Outcome) -> str:
        glyphs = self.glyphs
        return {Outcome.CORRECT: glyphs.right, Outcome.PARTIAL: glyphs.partial, Outcome.WRONG: glyphs.wrong}[outcome]

    def _mark(self, key: bool, picked: bool, missed: bool, certainty: str) -> tuple[Text, str, str]:
        """Return an option's mark, its style, and what is said behind the option.

        missed: the option is a key that was not picked, though others were.
        """
        if missed:
            sign, style, tag = self.glyphs.missed, "caution", "right, missed"
        elif key:
            sign, style, tag = self.glyphs.right, "right", f"right, yours ({certainty})" if picked else "right answer"
        elif picked:
            sign, style, tag = self.glyphs.wrong, "wrong", f"your answer ({certainty})"
        else:
            sign, style, tag = " ", "faint", ""
        return Text(f" {sign} ", style=style), style, tag

    def _tagged(
        self, text: str, lead: Text, style: str, tag: str, underlined: Sequence[tuple[int, int]] = ()
    ) -> list[Text]:
        """Return a text followed by a tag, on a line of its own if there is no room. underlined: spans of the text."""
        lines = wrap(self.console, text, self.width, first=lead, style=style, underlined=underlined)
        if tag:
            if lines[-1].cell_len + 3 + cell_len(tag) <= self.width:
                lines[-1].append(f"   {tag}", style=style)
            else:
                lines.append(Text(f"      {tag}", style=style))
        return lines

    def verdict(self, feedback: Feedback) -> list[Text]:
        answer = feedback.answer
        verdict = phrases.verdict(answer).upper()
        standing = phrases.standing(feedback.score, feedback.streak)
        before = feedback.question.streak
        ended = f"after {before:,} in a row" if before > 1 and not feedback.streak else ""
        sign, style = self._sign(answer.outcome), f"{_STYLES[answer.outcome]}.strong"
        told = [Text(f"{sign} {verdict}", style=style), Text(standing, style="faint"), Text(ended, style="faint")]
        lines = [self._beside(told, "  " if self.narrow else "   ")]
        for text in phrases.remarks(feedback):
            lines += self.wrap(text, first="   ")
        if feedback.citation:
            lines += self.wrap(f"Source: {feedback.citation}", first="   ", style="faint")
        due = phrases.due_line(feedback)
        if due:
            lines += self.wrap(due, first="   ", style="accent")
        if feedback.leech:
            lines += self.wrap(phrases.leech_text(feedback.leech), first="   ", style="caution")
        lines.append(Text())
        return lines
