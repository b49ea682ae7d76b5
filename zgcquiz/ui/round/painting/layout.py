"""The lines of a question and of its feedback, for a terminal that can be redrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from typing import TYPE_CHECKING, TypeVar

from rich.cells import cell_len
from rich.text import Text

from zgcquiz.core.log.review import Outcome
from zgcquiz.core.markup.items import said
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.marking import Picked, Typed
from zgcquiz.core.rounds.round_views import Feedback, Question
from zgcquiz.core.rounds.session import Answer
from zgcquiz.ui.media.sounds import asked_texts
from zgcquiz.ui.round import phrases
from zgcquiz.ui.round.key_help import LEVEL_KEYS, all_keys, command_keys, option_keys, typing_keys
from zgcquiz.ui.round.painting.painter import OptionMarks, TypedDraft
from zgcquiz.ui.round.phrases import LABELS
from zgcquiz.ui.terminal.line_layout import LineLayout
from zgcquiz.ui.terminal.live_block import BlockContent, Cursor
from zgcquiz.ui.terminal.meters import meter
from zgcquiz.ui.terminal.text import fit, inert, visible, wrap

if TYPE_CHECKING:
    from rich.console import Console

    from zgcquiz.ui.media.pictures.gallery import Gallery, PackPictures
    from zgcquiz.ui.round.painting.markup_lines import ShowImage

_Laid = TypeVar("_Laid")
_STYLES = {Outcome.CORRECT: "right", Outcome.PARTIAL: "caution", Outcome.WRONG: "wrong"}
_PROGRESS = 16
"""Cells of the meter that shows how far a round has come, where there is room."""
_LEAST_PROGRESS = 4
"""Below this many cells there is no meter."""
_SHARE, _OPTION_SHARE, _LEAST_ROWS = 2, 6, 3
"""The share of the screen's lines that an image takes at most, 1 / 2, in an option 1 / 6, but not less than 3 lines."""
_SMALLER = (1, 2, 4)
"""What the images' share is divided by, one after the other, until a question fits on the screen."""
_KEYS_BELOW = 1
"""Lines for the keys below an answered question."""
_HOW_SURE = "How sure are you?"


class RoundLayout(LineLayout):
    """Lays out the parts of a round.

    gallery: returns what shows images, or None to name them only; it is called if there are any.
    """

    def __init__(self, console: Console, gallery: Callable[[], Gallery | None] = lambda: None) -> None:
        super().__init__(console)
        self._gallery = gallery
        self._pack = ""
        self._smaller = _SMALLER[0]

    def of_pack(self, pack: str) -> RoundLayout:
        """Return a layout for texts of a pack. Without one, images are named only."""
        layout = copy(self)
        layout._pack = pack
        return layout

    def _pictures(self, *texts: str) -> PackPictures | None:
        """Return what shows the images in some texts with markup; None if there are none, or none are shown."""
        if not (self._pack and any("![" in text for text in texts)):
            return None
        gallery = self._gallery()
        return gallery.of(self._pack) if gallery else None

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
            return [self.beside([number, progress, occasion, standing], "  ")]
        parts = [number, meter(share, _PROGRESS, self.glyphs), occasion, standing]
        room = self.width - sum(part.cell_len + 3 for part in parts) - 1
        name = question.pack if cell_len(question.pack) <= room else fit(question.pack, room)
        return [self.beside([Text(name, style="bold"), *parts], "   "), *self.rule()]

    def item_text(
        self, text: str, item: Item, first: Text | str = " ", style: str = "", *, apart: bool = True
    ) -> list[Text]:
        """Return the lines of a text of an item, with its markup.

        apart: with an empty line between its blocks, and with its images.
        """
        if not item.markup:
            return self.wrap(text, first=first, style=style)
        from zgcquiz.ui.round.painting.markup_lines import markup_lines

        show = self._shown_in(text, _SHARE) if apart else None
        return markup_lines(self.console, text, self.width, first=first, style=style, apart=apart, show=show)

    def _shown_in(self, text: str, share: int) -> ShowImage | None:
        """Return what shows the images in a text; None if there is nothing to show.

        share: each of them takes 1 / share of the screen's lines at most.
        """
        pictures = self._pictures(text)
        rows = max(_LEAST_ROWS, self.console.height // (share * self._smaller) - 1)
        return (lambda url, room: pictures.lines(url, room, rows)) if pictures else None

    def _fitting(
        self, item: Item, texts: Iterable[str], lay_out: Callable[[RoundLayout], _Laid], height: Callable[[_Laid], int]
    ) -> _Laid:
        """Lay out texts of an item with the largest images with which all is on the screen, or else the smallest.

        height: returns how many lines there are.
        """
        laid = lay_out(self)
        if item.markup and self._pictures(*texts):
            for smaller in _SMALLER[1:]:
                if height(laid) < self.console.height:
                    break
                layout = copy(self)
                layout._smaller = smaller
                laid = lay_out(layout)
        return laid

    def option_pictures(self, text: str, item: Item, indent: int) -> list[Text]:
        """Return the lines of the images in an option, which stand below it. indent: cells before them."""
        show = self._shown_in(text, _OPTION_SHARE) if item.markup else None
        if show is None:
            return []
        from zgcquiz.ui.round.painting.markup_lines import image_lines

        return [Text.assemble(" " * indent, line) for line in image_lines(text, show, self.width - indent)]

    def option(self, option: Option, item: Item, language: str, first: Text, style: str) -> list[Text]:
        """Return the lines of an option, with its markup if that leaves it a text of its own."""
        text = phrases.option_text(option, item, language)
        is_marked_up = item.markup and text == said(option.text, item)
        if is_marked_up:
            return self.item_text(option.text, item, first, style, apart=False)
        return self.wrap(text, first, style=style)

    def not_shown(self, item: Item, texts: Iterable[str]) -> list[Text]:
        """Return what of some texts of an item can't be shown."""
        if not item.markup:
            return []
        from zgcquiz.ui.round.painting.markup_lines import notes

        texts = list(texts)
        pictures = self._pictures(*texts)
        images = pictures.not_shown(texts) if pictures else ""
        note = " ".join(filter(None, (images, notes(self.console, texts))))
        return self.wrap(note, style="faint") if note else []

    def stem(self, question: Question) -> list[Text]:
        lines = self.item_text(question.item.stem, question.item, style="bold")
        if question.item.kind is Kind.MULTIPLE:
            lines += self.wrap("Select all that apply.", style="italic")
        if question.is_typed:
            lines += self.wrap(phrases.typed_hint(question), style="italic")
        return lines

    def question(self, question: Question, marks: OptionMarks, note: str, help: bool) -> BlockContent:
        """Return an open question with its options. help: show all keys below."""
        return self._fitting(
            question.item,
            asked_texts(question),
            lambda layout: layout._question(question, marks, note, help),
            lambda content: len(content.lines),
        )

    def _question(self, question: Question, marks: OptionMarks, note: str, help: bool) -> BlockContent:
        multiple = question.item.kind is Kind.MULTIPLE
        lines = [*self.head(question), *self.stem(question), Text()]
        focus = None
        for position, option in enumerate(question.shown):
            highlighted, picked = marks.highlight == position, position in marks.picked
            focus = len(lines) if highlighted else focus
            lead = Text(" > " if highlighted else "   ", style="accent.strong")
            if multiple:
                lead.append("[x] " if picked else "[ ] ", style="bold" if picked else "")
            lead.append(LABELS[position], style="accent.strong")
            lead.append("  ")
            lines += self.option(option, question.item, question.language, lead, "bold" if highlighted else "")
            if marks.picked.get(position):
                lines[-1].append(" (guess)", style="caution")
            lines += self.option_pictures(option.text, question.item, lead.cell_len)
        lines += self.not_shown(question.item, asked_texts(question))
        lines.append(Text())
        if help:
            return self._with_help(lines, question, self.footer(option_keys(question), "faint"))
        note = note or (_HOW_SURE if marks.levels else "")
        below = self.wrap(note, style="caution") if note else []
        below += self.footer(LEVEL_KEYS if marks.levels else option_keys(question), "faint", whole=marks.levels)
        return BlockContent([*lines, *below], len(below), focus)

    def typed(self, question: Question, draft: TypedDraft, note: str, help: bool) -> BlockContent:
        """Return an open question with the answer typed so far, and the cursor's position."""
        keys = LEVEL_KEYS if draft.levels else command_keys(question) if draft.commands else typing_keys(question)
        footer = self.footer(keys, "faint", whole=True)
        lines = [
            *self.head(question),
            *self.stem(question),
            *self.not_shown(question.item, [question.item.stem]),
            Text(),
        ]
        if help:
            return self._with_help(lines, question, footer)
        note = note or (_HOW_SURE if draft.levels else "")
        text, cell = draft.entry.window(self.width - 3)
        below = [Text(), *(self.wrap(note, style="caution") if note else []), *footer]
        entry = Text.assemble((" > ", "accent.strong"), inert(text))
        return BlockContent([*lines, entry, *below], 1 + len(below), cursor=Cursor(len(below), cell + 3))

    def _with_help(self, lines: list[Text], question: Question, footer: list[Text]) -> BlockContent:
        """Return an open question with all keys below, or instead of it if there is no room for both."""
        help = [*self._help(question), *footer]
        fits = len(lines) + len(help) < self.console.height
        return BlockContent([*(lines if fits else [*self.head(question), Text()]), *help], len(footer), focus=0)

    def _help(self, question: Question) -> list[Text]:
        return [
            line
            for keys, meaning in all_keys(question)
            for line in self.wrap(meaning, first=Text.assemble("  ", (f"{keys:<12}", "accent.strong"), " "))
        ] + [Text()]

    def answered(self, feedback: Feedback) -> list[Text]:
        """Return an answered question with the response and the right answer marked, then the verdict."""
        told = phrases.option_notes(feedback).values()
        return self._fitting(
            feedback.answer.item,
            [*asked_texts(feedback.question), *told, feedback.answer.item.explanation],
            lambda layout: layout._answered(feedback),
            lambda lines: len(lines) + _KEYS_BELOW,
        )

    def _answered(self, feedback: Feedback) -> list[Text]:
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
            lines += self._tagged(self.option(option, question.item, question.language, lead, style), style, tag)
            if tag or self._smaller != _SMALLER[-1]:  # those of other options have been seen
                lines += self.option_pictures(option.text, question.item, lead.cell_len)
            if position in notes:
                lines += self.item_text(notes[position], question.item, " " * lead.cell_len)
        lines.append(Text())
        return lines + self.verdict(feedback)

    def _typed_marked(self, answer: Answer) -> list[Text]:
        """Return the typed answer, and the right one unless it is exactly the same."""
        lines = []
        key = phrases.key_text(answer)
        typed = answer.response.text if isinstance(answer.response, Typed) else ""
        extra: Sequence[tuple[int, int]] = ()
        lacking: Sequence[tuple[int, int]] = ()
        if answer.slip or not answer.correct:
            from zgcquiz.ui.round.differences import differences

            extra, lacking = differences(visible(typed), visible(key))
        if typed:
            style = _STYLES[answer.outcome]
            lead = Text(f" {self._sign(answer.outcome)} ", style=style)
            tag = f"your answer ({phrases.certainty_text(answer.response)})"
            lines += self._tagged(self._underlined(typed, lead, style, extra), style, tag)
        if not (answer.correct and answer.picked == (key,)):
            lead = Text(f" {self.glyphs.right} ", style="right")
            lines += self._tagged(self._underlined(key, lead, "right", lacking), "right", "right answer")
        return lines

    def _underlined(self, text: str, lead: Text, style: str, spans: Sequence[tuple[int, int]]) -> list[Text]:
        return wrap(self.console, text, self.width, first=lead, style=style, underlined=spans)

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

    def _tagged(self, lines: list[Text], style: str, tag: str) -> list[Text]:
        """Return lines followed by a tag, on a line of its own if there is no room."""
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
        lines = [self.beside(told, "  " if self.narrow else "   ")]
        if remark := phrases.remark(feedback):
            lines += self.wrap(remark, first="   ")
        item = answer.item
        if item.explanation:
            explanation = self.item_text(item.explanation, item, "   ")
            lines += explanation
            if item.markup and not all(line.plain.strip() for line in explanation):  # its last block may be a table
                lines.append(Text())
        lines += self.not_shown(item, [*phrases.option_notes(feedback).values(), item.explanation])
        if feedback.citation:
            lines += self.wrap(f"Source: {feedback.citation}", first="   ", style="faint")
        due = phrases.due_line(feedback)
        if due:
            lines += self.wrap(due, first="   ", style="accent")
        if feedback.leech:
            lines += self.wrap(phrases.leech_text(feedback.leech), first="   ", style="caution")
        lines.append(Text())
        return lines
