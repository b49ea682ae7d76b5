"""A round as plain lines, without colour, bars or redrawing: for screen readers and pipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zgcquiz.core.log.review import CRAM
from zgcquiz.core.markup.items import said
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.rounds.round_views import Feedback, Opening, Question, RoundReport
from zgcquiz.ui.round import phrases
from zgcquiz.ui.round.phrases import LABELS
from zgcquiz.ui.round.summary_phrases import certainty_parts, closing, missed_state, nothing_answered, score_parts
from zgcquiz.ui.round.workload_phrases import minutes
from zgcquiz.ui.terminal.text import wrap

if TYPE_CHECKING:
    from rich.console import Console


class PlainWriter:
    """Writes a round to a console, line by line."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def say(self, text: str = "", first: str = "") -> None:
        for line in wrap(self.console, text, self.console.width - 1, first=first):
            self.console.print(line, soft_wrap=True)

    def tell(self, label: str, text: str, *, aside: str = "", then: str = "", indent: str = "") -> None:
        """Write "label: text (aside). then.", or if the text has several lines, these below the label, further in."""
        if "\n" in text:
            self.say(f"{label} ({aside}):" if aside else f"{label}:", first=indent)
            self.say(text, first=f"{indent}   ")
            if then:
                self.say(f"{then}.", first=indent)
        else:
            end = (f" ({aside})." if aside else "") + (f". {then}." if then else "")
            self.say(f"{label}: {text}{end}", first=indent)

    def opening(self, opening: Opening) -> None:
        for text in opening_lines(opening):
            self.say(text)

    def question(self, question: Question) -> None:
        self.say()
        told = [question.occasion or "", phrases.standing(question.score, question.streak)]
        facts = "".join(f" {text[:1].upper()}{text[1:]}." for text in told if text)
        self.say(f"Question {question.number} of {question.total}.{facts}")
        self.say(said(question.item.stem, question.item))
        if question.item.kind is Kind.MULTIPLE:
            self.say("Select all that apply.")
        for label, option in zip(LABELS, question.shown, strict=False):
            self.say(phrases.option_text(option, question.item, question.language), first=f"{label}: ")
        if question.is_typed:
            self.say(phrases.typed_hint(question))
        if question.seconds is not None:
            self.say(f"You have {phrases.duration(question.seconds)}.")

    def answered(self, feedback: Feedback) -> None:
        answer = feedback.answer
        if answer.picked:
            self.tell("You said", phrases.picked_text(answer), aside=phrases.certainty_text(answer.response))
        verdict = phrases.verdict(answer)
        key = phrases.key_text(answer)
        same = answer.correct and (answer.shown or answer.picked == (key,))
        if same:
            self.say(f"{verdict}.")
        else:
            self.tell(f"{verdict}. The right answer", key)
        for text in phrases.feedback_texts(feedback):
            self.say(text)
        if feedback.citation:
            self.say(f"Source: {feedback.citation}.")
        due = phrases.due_line(feedback)
        if due:
            self.say(f"{due}.")
        if feedback.leech:
            self.say(phrases.leech_text(feedback.leech))

    def summary(self, report: RoundReport) -> None:
        self.say()
        if not report.asked:
            for line in nothing_answered(report):
                self.say(line)
            return
        done = "Round done." if report.ending.finished else "Round ended."
        row = f" {report.session.best_streak} in a row." if report.session.best_streak > 1 else ""
        last = f" Last time {phrases.percent(report.last_score)}." if report.last_score is not None else ""
        self.say(
            f"{done} {report.correct} of {report.asked} right, {phrases.percent(report.score)}.{last}"
            f"{row} Time {phrases.duration(report.seconds)}."
        )
        parts = certainty_parts(report)
        if parts:
            self.say(f"By certainty: {', '.join(parts)}.")
        score = score_parts(report)
        if score:
            self.say(f"{', '.join(score)}.".capitalize())
        for section in report.sections:
            if section.name:
                share = phrases.percent(section.correct / section.asked)
                self.say(f"{section.name}: {section.correct} of {section.asked}, {share}.")
        if report.missed:
            self.say(f"Missed {len(report.missed)}:")
        for missed in report.missed:
            state = missed_state(missed, report)
            item = missed.answer.item
            self.say(said(item.stem, item), first=f"{missed.number}. ")
            self.tell("Right", phrases.key_text(missed.answer), then=state[:1].upper() + state[1:], indent="   ")
        for text in closing(report):
            self.say(text)


def opening_lines(opening: Opening) -> list[str]:
    """Return the announcement of a round, as sentences."""
    if opening.exam is not None:
        return phrases.exam(opening.heading, opening.exam)
    if not opening.total:
        return []
    parts = [f"{opening.heading}: {phrases.count(opening.total, 'question')}"]
    today = opening.today
    if today is not None:
        parts.append(
            " and ".join(f"{number} {word}" for number, word in ((today.due, "due"), (today.new, "new")) if number)
        )
        if today.beside:
            parts.append(f"{today.beside} that you mix up with one of these")
        if today.seconds is not None:
            parts.append(f"about {minutes(today.seconds)}")
    if opening.answered:
        parts.append(f"{opening.answered:,} of them answered before")
    if opening.last_score is not None:
        parts.append(f"last time {phrases.percent(opening.last_score)}")
    if opening.seconds is not None:
        parts.append(f"{phrases.duration(opening.seconds)} for each")
    if not opening.recorded:
        parts.append("nothing is saved")
    elif opening.mode == CRAM:
        parts.append("the schedule stays as it is")
    lines = [", ".join(parts) + "."]
    if opening.gone:
        verb = "is" if opening.gone == 1 else "are"
        lines.append(f"{phrases.count(opening.gone, 'question')} of this round {verb} no longer in the pack.")
    if opening.changed:
        verb, answer = ("was", "the answer counts") if opening.changed == 1 else ("were", "the answers count")
        since = f"{verb} changed in the pack since; {answer} as marked then."
        lines.append(f"{phrases.count(opening.changed, 'question')} that you answered {since}")
    if today is not None and today.due_in_all > today.due:
        lines.append(f"{phrases.waiting(today)}.")
    return lines
