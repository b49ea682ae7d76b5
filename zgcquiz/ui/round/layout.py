"""The lines of a question, its feedback and the summary, for a terminal that can be redrawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from zgcquiz.core.learning.schedule import Card, Reviewed
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import CRAM, Certainty, Outcome, Rating
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.rounds.confusion import CONFUSED_FROM
from zgcquiz.core.rounds.marking import Picked, Typed
from zgcquiz.core.rounds.round_views import Feedback, Missed, Question, RoundReport, SectionScore
from zgcquiz.core.rounds.scoring import LEVELS
from zgcquiz.core.rounds.session import Answer
from zgcquiz.core.value import Value
from zgcquiz.ui.round import phrases
from zgcquiz.ui.round.line_editor import EditedLine
from zgcquiz.ui.round.phrases import LABELS
from zgcquiz.ui.terminal.console import text_width
from zgcquiz.ui.terminal.text import bar, fit, one_line, visible, wrap

if TYPE_CHECKING:
    from rich.console import Console

NARROW = 60
"""Below so many columns labels go, so that the texts have room."""

_STYLES = {Outcome.CORRECT: "bold green", Outcome.PARTIAL: "bold yellow", Outcome.WRONG: "bold red"}
_SIGNS = {Outcome.CORRECT: "✓", Outcome.PARTIAL: "~", Outcome.WRONG: "✗"}
_SECTION_BAR = 18


class OptionMarks(Value, frozen=True):
    """What is marked on the screen before an answer is given.

    highlight: the option under the cursor; picked: options picked so far, and if as a guess;
    levels: the answer is given, and how sure it is, is asked.
    """

    highlight: int | None = None
    picked: Mapping[int, bool] = {}
    levels: bool = False


class TypedDraft(Value, frozen=True):
    """A typed answer before it is given. commands: keys are commands for once; levels: as of `Choice`."""

    entry: EditedLine
    commands: bool = False
    levels: bool = False


class Cursor(Value, frozen=True):
    """Where the cursor stands in a block: lines that are below it, and the cell in its own, from 0."""

    below: int
    cell: int


class RoundLayout:
    """Makes lines for a console; asks its width anew each time."""

    def __init__(self, console: Console) -> None:
        self.console = console

    @property
    def width(self) -> int:
        return text_width(self.console)

    @property
    def narrow(self) -> bool:
        return self.console.width < NARROW

    def wrap(self, text: str, first: Text | str = " ", indent: int | None = None, style: str = "") -> list[Text]:
        return wrap(self.console, text, self.width, first=first, indent=indent, style=style)

    def rule(self) -> list[Text]:
        return [] if self.narrow else [Text(" " + "-" * (self.width - 1), style="dim")]

    # A question

    def head(self, question: Question) -> list[Text]:
        """Where the learner is, score and streak.

        The pack goes by its id: titles of packs and sections can give a key away.
        """
        share = (question.number - 1) / question.total
        where = f"{question.number}/{question.total}"
        if self.narrow:
            shown = f" {bar(share, 10)}" if self.width >= 33 else ""
            tail = f"{where}{shown}  {question.score}  streak {question.streak}"
            return [Text(f" {tail}", style="dim")]
        tail = f"{where}  {bar(share, 16)}   score {question.score}   streak {question.streak}"
        title = question.pack
        room = self.width - cell_len(tail) - 4
        name = title if cell_len(title) <= room else fit(title, room)
        return [Text.assemble(" ", (name, "bold"), "   ", (tail, "dim")), *self.rule()]

    def stem(self, question: Question) -> list[Text]:
        lines = self.wrap(question.item.stem, style="bold")
        if question.item.kind is Kind.MULTIPLE:
            lines += self.wrap("Select all that apply.", style="italic")
        if question.is_typed:
            lines += self.wrap(phrases.typed_hint(question), style="italic")
        return lines

    def question(self, question: Question, choice: OptionMarks, note: str, help: bool) -> list[Text]:
        """The question as it waits for an answer. help: the keys stand in its place."""
        multiple = question.item.kind is Kind.MULTIPLE
        if help:
            return [*self.head(question), Text(), *self.help(question), *self.footer(_question_keys(question), "dim")]
        lines = [*self.head(question), *self.stem(question), Text()]
        for position, option in enumerate(question.shown):
            here = choice.highlight == position
            lead = Text(" > " if here else "   ", style="bold cyan")
            if multiple:
                lead.append(
                    "[x] " if position in choice.picked else "[ ] ", style="bold" if position in choice.picked else ""
                )
            lead.append(LABELS[position], style="bold cyan")
            lead.append("  ")
            tag = " (guess)" if choice.picked.get(position) else ""
            text = phrases.option_text(option, question.item.kind)
            lines += self.wrap(text, first=lead, style="bold" if here else "")
            if tag:
                lines[-1].append(tag, style="yellow")
        lines.append(Text())
        note = note or (_HOW_SURE if choice.levels else "")
        if note:
            lines += self.wrap(note, style="yellow")
        return lines + self.footer(
            _LEVEL_KEYS if choice.levels else _question_keys(question), "dim", whole=choice.levels
        )

    def typed(self, question: Question, draft: TypedDraft, note: str, help: bool) -> tuple[list[Text], Cursor | None]:
        """A question whose answer is typed: its lines, and where the cursor stands."""
        keys = _LEVEL_KEYS if draft.levels else _command_keys(question) if draft.commands else _typing_keys(question)
        footer = self.footer(keys, "dim", whole=True)
        if help:
            shown = [*self.head(question), Text(), *self.help(question), *footer]
            return shown, None
        lines = [*self.head(question), *self.stem(question), Text()]
        note = note or (_HOW_SURE if draft.levels else "")
        text, cell = draft.entry.window(self.width - 3)
        below = [Text(), *(self.wrap(note, style="yellow") if note else []), *footer]
        lines.append(Text.assemble((" > ", "bold cyan"), visible(text)))
        return lines + below, Cursor(len(below), cell + 3)

    def help(self, question: Question) -> list[Text]:
        """All keys, with what they do."""
        return [
            line
            for keys, meaning in all_keys(question)
            for line in self.wrap(meaning, first=Text.assemble("  ", (f"{keys:<12}", "bold cyan"), " "))
        ] + [Text()]

    def footer(self, keys: Sequence[tuple[str, str]], style: str = "", *, whole: bool = False) -> list[Text]:
        """The keys that work now. Where they don't fit on a line the words go, or, if they are
        wanted whole, it takes more lines."""
        pairs = [Text.assemble((key, "bold"), (f" {word}" if word else "", style)) for key, word in keys]
        short = [
            pair if at < 2 else Text(key, style="bold")
            for at, (pair, (key, _)) in enumerate(zip(pairs, keys, strict=True))
        ]
        shapes = [(pairs, "   "), (pairs, "  ")] + ([] if whole else [(short, " ")])
        for parts, gap in shapes:
            line = Text.assemble(" ", Text(gap).join(parts))
            if line.cell_len <= self.width:
                return [line]
        return self._packed(pairs if whole else short)

    def _packed(self, parts: Sequence[Text]) -> list[Text]:
        """Parts on as many lines as they need, none broken."""
        lines = [Text()]
        for part in parts:
            gap = "  " if lines[-1] else " "
            if lines[-1] and lines[-1].cell_len + 2 + part.cell_len > self.width:
                lines.append(Text())
                gap = " "
            lines[-1] = Text.assemble(lines[-1], gap, part)
        return lines

    # Its feedback

    def answered(self, feedback: Feedback) -> list[Text]:
        """The question with what was picked and what is right, then the verdict and why."""
        question, answer = feedback.question, feedback.answer
        picked = answer.response.options if isinstance(answer.response, Picked) else frozenset()
        lines = [*self.head(question), *self.stem(question), Text()]
        if question.is_typed:
            lines += self._typed_marked(answer)
        for position, option in enumerate(question.shown):
            text = phrases.option_text(option, question.item.kind)
            lines += self._marked(position, text, option.key, position in picked, phrases.said(answer.response))
        lines.append(Text())
        return lines + self.verdict(feedback)

    def _typed_marked(self, answer: Answer) -> list[Text]:
        """What was typed, and what is right unless it is the same to the letter."""
        lines = []
        key, said = phrases.key_text(answer), phrases.said(answer.response)
        if isinstance(answer.response, Typed):
            sign, style = _SIGNS[answer.outcome], _STYLES[answer.outcome].removeprefix("bold ")
            lead = Text(f" {sign} ", style=style)
            lines += self._tagged(answer.response.text, lead, style, f"your answer ({said})")
        if not (answer.correct and answer.picked == (key,)):
            lines += self._tagged(key, Text(" ✓ ", style="green"), "green", "right answer")
        return lines

    def _marked(self, position: int, text: str, key: bool, picked: bool, said: str) -> list[Text]:
        if key:
            sign, style, tag = "✓", "green", "right answer" if not picked else f"right, yours ({said})"
        elif picked:
            sign, style, tag = "✗", "red", f"your answer ({said})"
        else:
            sign, style, tag = " ", "dim", ""
        lead = Text.assemble(f" {sign} ", (LABELS[position], "bold"), "  ", style=style)
        return self._tagged(text, lead, style, tag)

    def _tagged(self, text: str, lead: Text, style: str, tag: str) -> list[Text]:
        """A text with a remark behind it, or below it where there is no room."""
        lines = self.wrap(text, first=lead, style=style)
        if tag:
            if lines[-1].cell_len + 3 + cell_len(tag) <= self.width:
                lines[-1].append(f"   {tag}", style=style)
            else:
                lines.append(Text(f"      {tag}", style=style))
        return lines

    def verdict(self, feedback: Feedback) -> list[Text]:
        answer = feedback.answer
        before = feedback.question.streak
        verdict = phrases.verdict(answer).upper()
        broken = f" (was {before})" if before and not feedback.streak else ""
        score = f"  {feedback.score}  streak {feedback.streak}"
        if not self.narrow:
            score = f"   score {feedback.score}   streak {feedback.streak}{broken}"
        lines = [Text.assemble(" ", (f"{_SIGNS[answer.outcome]} {verdict}", _STYLES[answer.outcome]), (score, "dim"))]
        for text in said_of(feedback):
            lines += self.wrap(text, first="   ")
        if feedback.citation:
            lines += self.wrap(f"Source: {feedback.citation}", first="   ", style="dim")
        due = due_line(feedback)
        if due:
            lines += self.wrap(due, first="   ", style="cyan")
        if feedback.leech:
            lines += self.wrap(phrases.leech(feedback.leech), first="   ", style="yellow")
        lines.append(Text())
        return lines

    # The summary

    def summary(self, report: RoundReport) -> list[Text]:
        """What came of a round."""
        if not report.asked:
            return [Text(), *self.wrap(nothing_answered(report), style="bold"), Text()]
        last = f" (last {phrases.percent(report.last_score)})" if report.last_score is not None else ""
        done = "ROUND DONE" if report.ending.finished else "ROUND ENDED"
        parts = [
            f"{report.correct}/{report.asked}",
            f"{phrases.percent(report.score)}{last}",
            phrases.duration(report.seconds),
            f"best streak {report.session.best_streak}",
        ]
        lines = [*self.rule(), *self._joined([(done, "bold"), *((part, "") for part in parts)])]
        lines += self._joined([(text, "dim") for text in [*certainty_parts(report), *score_parts(report)]])
        lines.append(Text())
        if any(section.name for section in report.sections):
            for section in report.sections:
                lines += self._section(section, max(cell_len(one_line(s.name)) for s in report.sections))
            lines.append(Text())
        if report.missed:
            lines.append(Text(f" Missed {len(report.missed)}", style="bold"))
            for missed in report.missed:
                lines += self.missed(missed, report)
            lines.append(Text())
        for text in closing(report):
            lines += self.wrap(text, style="cyan")
        return lines

    def _joined(self, parts: Iterable[tuple[str, str]]) -> list[Text]:
        text = Text("   ").join(Text(part, style=style) for part, style in parts)
        return [Text.assemble(" ", line) for line in text.wrap(self.console, self.width - 1)]

    def _section(self, section: SectionScore, longest: int) -> list[Text]:
        share = section.correct / section.asked
        name = section.name or "Other"
        figures = f"{section.correct:>3}/{section.asked:<3} {phrases.percent(share):>4}"
        room = self.width - _SECTION_BAR - len(figures) - 6
        line = f"{bar(share, _SECTION_BAR)}  {figures}"
        if longest <= room:
            return [Text.assemble(" ", fit(name, longest), "   ", line)]
        return [*self.wrap(name), Text(f"   {line}")]

    def missed(self, missed: Missed, report: RoundReport) -> list[Text]:
        """One missed question with its key and when it comes back."""
        answer = missed.answer
        lines = self.wrap(answer.item.stem, first=f" {missed.number:>2} ")
        lines += self.wrap(phrases.key_text(answer), first=Text("    ✓ ", style="green"), style="green")
        due = phrases.due(missed.card, report.now)
        if due:
            lines[-1].append(f"   due {due}", style="dim")
            if lines[-1].cell_len > self.width:
                lines[-1].right_crop(len(due) + 7)
                lines.append(Text(f"      due {due}", style="dim"))
        return lines

    def missed_in_full(self, report: RoundReport) -> list[Text]:
        """The missed questions with what was answered, and why it is otherwise."""
        lines = [Text()]
        for missed in report.missed:
            answer = missed.answer
            lines += self.wrap(answer.item.stem, first=f" {missed.number:>2} ", style="bold")
            lines += self.wrap(phrases.picked_text(answer), first=Text("    ✗ ", style="red"), style="red")
            lines += self.wrap(phrases.key_text(answer), first=Text("    ✓ ", style="green"), style="green")
            if answer.item.explanation:
                lines += self.wrap(answer.item.explanation, first="      ")
            lines.append(Text())
        return lines


def said_of(feedback: Feedback) -> list[str]:
    """The feedback on what was picked, then the explanation."""
    answer = feedback.answer
    texts = []
    if isinstance(answer.response, Picked):
        texts = [
            option.feedback
            for position, option in enumerate(feedback.question.shown)
            if position in answer.response.options and option.feedback
        ]
    if feedback.mixed_up >= CONFUSED_FROM:
        picked, key = phrases.picked_text(answer), phrases.key_text(answer)
        texts.append(f"You mix up {picked} and {key}: {feedback.mixed_up} times.")
    if answer.item.explanation:
        texts.append(answer.item.explanation)
    return texts


def rerated_line(feedback: Feedback) -> str:
    """What to say of an answer that has another rating now, or counts as right after all."""
    due = due_line(feedback)
    if feedback.answer.rating in (Rating.EASY, Rating.HARD):
        return due
    return f"Counted as right. {due}".rstrip()


def due_line(feedback: Feedback) -> str:
    """When the item comes back; "" where the round is not recorded."""
    card, answer = feedback.card, feedback.answer
    if card is None:
        return "Comes back later in this round" if feedback.comes_back else ""
    if feedback.comes_back:
        return "Due: later in this round, until it is right"
    due = phrases.due_with_date(card, feedback.now)
    if answer.correct and answer.rating is Rating.AGAIN:
        return f"Due: {due}, since it was a guess"
    if answer.rating in (Rating.EASY, Rating.HARD):
        return f"Rated {phrases.RATINGS[answer.rating]}. Due: {due}"
    return f"Due: {due}"


def certainty_parts(report: RoundReport) -> list[str]:
    """ "sure 13/15", "guess 2/4", "don't know 1", as far as they occur."""
    parts = []
    for level in LEVELS if report.levels else ():
        right, asked = report.with_level(level)
        if asked:
            parts.append(f"certainty {level} {right}/{asked}")
    for certainty in () if report.levels else Certainty:
        right, asked = report.with_certainty(certainty)
        if asked:
            parts.append(f"{certainty.value} {right}/{asked}")
    if report.dont_know:
        parts.append(f"don't know {report.dont_know}")
    if report.timed_out:
        parts.append(f"time ran out {report.timed_out}")
    return parts


def score_parts(report: RoundReport) -> list[str]:
    """ "about 13 known (9 to 15)", and "marks 14 of 30" where certainty is marked."""
    parts = [phrases.known(report.known)] if report.known else []
    if report.marks:
        parts.append(f"marks {report.marks.got} of {report.marks.of}")
    return parts


def closing(report: RoundReport) -> list[str]:
    """What is due when, and that all is saved."""
    if not report.recorded:
        return ["Nothing of this round was saved, as asked."]
    saved = "The answer is saved." if report.asked == 1 else f"All {report.asked} answers are saved."
    if report.mode == CRAM:
        saved += " The schedule is as it was."
    times = due_parts(report.cards.values(), report)
    lines = [f"Due: {', '.join(times)}.   {saved}" if times else saved]
    held = held_parts(report)
    if held:
        lines.append(f"Not asked for now: {', '.join(held)}. To see them: zgcquiz held")
    return [*lines, *left_today(report)]


def left_today(report: RoundReport) -> list[str]:
    """What is still to be asked today, and what waits for other days."""
    today = report.today
    if today is None or report.exam is not None or not today.due_in_all:
        return []
    lines = []
    if today.due:
        time = "" if today.seconds is None else f", about {phrases.minutes(today.seconds)}"
        new = f" and {today.new} new" if today.new else ""
        lines.append(f"Left for today: {today.due} due{new}{time}: zgcquiz review")
    if today.due_in_all > today.due:
        lines.append(f"{phrases.waiting(today)}.")
    return lines


def held_parts(report: RoundReport) -> list[str]:
    """ "1 suspended", "2 buried until tomorrow"."""
    counts = Counter(report.held.values())
    named = {Held.SUSPENDED: "suspended", Held.BURIED: "buried until tomorrow"}
    return [f"{counts[held]} {name}" for held, name in named.items() if counts[held]]


def due_parts(cards: Iterable[Card], report: RoundReport) -> list[str]:
    """When the questions of the round come back: "3 in 10 min", "6 tomorrow", "11 in 4+ days"."""
    steps: list[str] = []
    days: list[int] = []
    for card in cards:
        if isinstance(card, Reviewed):
            ahead = card.due_day - report.now.day
            if ahead <= 0:
                steps.append(phrases.due(card, report.now))
            else:
                days.append(ahead)
    parts = []
    if steps:
        longest = max(steps, key=lambda step: int("".join(filter(str.isdigit, step)) or 0))
        parts.append(f"{len(steps)} {longest}")
    tomorrow = days.count(1)
    if tomorrow:
        parts.append(f"{tomorrow} tomorrow")
    later = [day for day in days if day > 1]
    if later:
        first = min(later)
        parts.append(f"{len(later)} in {first}{'+' if max(later) > first else ''} days")
    return parts


def nothing_answered(report: RoundReport) -> str:
    """What to say of a round without answers."""
    if report.exam is not None and report.ending.finished:
        return "There is nothing to review for the exam now."
    if report.mode == "review" and report.ending.finished:
        if report.due_left:
            return " ".join(["Nothing was asked.", *left_today(report)])
        return nothing_due(report)
    return "Nothing was answered." if report.held else "Nothing was answered, and nothing was saved."


def nothing_due(report: RoundReport) -> str:
    if report.next_due is None:
        return "Nothing is due. Meet some questions first: zgcquiz play"
    next_due = report.next_due
    when = phrases.when(next_due.day, next_due.at, report.now)
    verb = "is" if next_due.count == 1 else "are"
    return f"Nothing is due. {phrases.count(next_due.count, 'question')} {verb} due {when}. To go on now: zgcquiz play"


def _letters(question: Question) -> tuple[str, str]:
    last = LABELS[len(question.shown) - 1]
    return f"a-{last}", f"A-{last.upper()}"


def _question_keys(question: Question) -> list[tuple[str, str]]:
    lower, upper = _letters(question)
    if question.item.kind is Kind.MULTIPLE:
        keys = [(lower, "pick"), ("Enter", "answer"), (upper, "guess")]
    else:
        keys = [(lower, "sure"), (upper, "guess")]
    keys.append(("0", "don't know"))
    if question.can_undo:
        keys.append(("u", "undo"))
    if question.can_rerate:
        taken = LABELS[: len(question.shown)]
        rerate = [key for key in "eh" if key not in taken]
        if rerate:
            keys.append(("/".join(rerate), "/".join({"e": "easy", "h": "hard"}[key] for key in rerate)))
    return [*keys, ("?", "keys"), ("q", "quit")]


_HOW_SURE = "How sure are you?"
_LEVEL_KEYS = [("1", "unsure: 1, or 0"), ("2", "fairly sure: 2, or -2"), ("3", "sure: 3, or -6"), ("Esc", "back")]
"""How sure; and what it scores, right or wrong."""


def _typing_keys(question: Question) -> list[tuple[str, str]]:
    keys = [("Enter", "answer"), ("...?", "guess")]
    if question.has_options:
        keys.append(("Tab", "options"))
    return [*keys, ("Esc", "other keys")]


def _command_keys(question: Question) -> list[tuple[str, str]]:
    keys = [("0", "don't know")]
    if question.can_undo:
        keys.append(("u", "undo"))
    if question.can_rerate:
        keys.append(("e/h", "easy/hard"))
    return [*keys, ("?", "keys"), ("q", "quit"), ("Esc", "go on typing")]


def _typing_help(question: Question) -> list[tuple[str, str]]:
    return [
        ("Enter", "answer with what is typed; end it with ? to say that it is a guess"),
        ("Enter Enter", "with nothing typed: I don't know"),
        *([("Tab", "show the options, and pick one instead")] if question.has_options else []),
        ("left right", "move; Home, End, Backspace, Del, Ctrl-U, Ctrl-W, Ctrl-K edit as in a shell"),
        ("Esc 0", "I don't know"),
        ("Esc u", "take the last answer back"),
        ("Esc e h", "the last right answer was easy, was hard"),
        ("Esc - !", "bury: not today; suspend: not until you resume it"),
        ("Esc q", "end the round; what was answered is saved"),
    ]


def all_keys(question: Question) -> list[tuple[str, str]]:
    if question.is_typed:
        return _typing_help(question)
    lower, upper = _letters(question)
    if question.item.kind is Kind.MULTIPLE:
        answering = [
            (lower, "pick an option, or let it go again; Space does so under the cursor"),
            (upper, "the same, as a guess"),
            ("Enter", "answer with what is picked"),
        ]
    else:
        answering = [
            (lower, "answer, and be sure of it; 1 2 3 ... do the same"),
            (upper, "answer with a guess: it scores, and comes back soon"),
            ("Enter", "answer with the option under the cursor"),
        ]
    return [
        *answering,
        ("up down", "move the cursor"),
        ("0", "I don't know"),
        ("u", "take the last answer back"),
        ("e h", "the last right answer was easy, was hard"),
        ("- !", "bury: not today; suspend: not until you resume it"),
        ("?", "show or hide the keys"),
        ("q", "end the round; what was answered is saved"),
    ]
