"""What is shown of a single question."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from zgcquiz.core.browsing.question import QuestionDetails
from zgcquiz.core.log.review import CRAM, Outcome, Rating, Review
from zgcquiz.core.markup.items import option_texts
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Item
from zgcquiz.ui.browse.chart import curve_lines
from zgcquiz.ui.report.browsing import state_text
from zgcquiz.ui.round import phrases
from zgcquiz.ui.round.painting.layout import RoundLayout
from zgcquiz.ui.terminal.text import one_line

_STYLES = {Outcome.CORRECT: "right", Outcome.PARTIAL: "caution", Outcome.WRONG: "wrong"}
_OUTCOMES = {Outcome.CORRECT: "right", Outcome.PARTIAL: "partly", Outcome.WRONG: "wrong"}
_CHART = 70
"""The most cells that a curve is drawn over."""


def detail_lines(console: Console, details: QuestionDetails, now: Moment, width: int) -> list[Text]:
    """Return the question with its answers, how it is scheduled, its forgetting curve, and its history."""
    return list(DetailLayout(console, width).lines(details, now))


class DetailLayout(RoundLayout):
    """Lays out the details of a question for a width in cells."""

    def __init__(self, console: Console, width: int) -> None:
        super().__init__(console)
        self.width = width

    def lines(self, details: QuestionDetails, now: Moment) -> Iterator[Text]:
        item = details.item
        yield from self.item_text(item.stem, item, style="bold")
        yield Text()
        yield from self._answers(item, details.language)
        if item.explanation:
            yield Text()
            yield from self.item_text(item.explanation, item)
        texts = [item.stem, *(text for option in item.options for text in (option.text, option.feedback))]
        yield from self.not_shown(item, [*texts, item.explanation])
        if details.citation:
            yield from self.wrap(f"Source: {details.citation}", style="faint")
        yield Text()
        for name, value in _facts(details, now):
            yield from self.wrap(value, first=Text.assemble(" ", (f"{name:<11}", "faint")))
        if details.curve is not None:
            yield from self._heading("Chance of recall")
            yield from curve_lines(details.curve, min(_CHART, self.width - 1), self.glyphs)
        yield from self._history(details)

    def _heading(self, text: str) -> list[Text]:
        return [Text(), *self.wrap(text, style="bold")]

    def _answers(self, item: Item, language: str) -> Iterator[Text]:
        for option in item.options:
            sign, style = (f" {self.glyphs.right} ", "right") if option.key else ("   ", "")
            first = Text(sign, style=style)
            if item.unit:
                yield from self.wrap(f"{phrases.option_text(option, item, language)} {item.unit}", first, style=style)
            else:
                yield from self.option(option, item, language, first, style)
            if option.feedback:
                yield from self.item_text(option.feedback, item, "     ", "faint")
        for text in item.accept:
            yield from self.wrap(f"{text} (accepted)", first="   ", style="faint")

    def _history(self, details: QuestionDetails) -> Iterator[Text]:
        yield from self._heading("Answers")
        if not details.reviews:
            yield from self.wrap("None yet.", style="faint")
        answers = [(review.at.ms, self._review(review, details.item)) for review in details.reviews]
        restarts = [(at.ms, self.wrap(f"{_time(at)}  started over", style="faint")) for at in details.restarts]
        for _, lines in sorted([*answers, *restarts], key=lambda event: -event[0]):
            yield from lines

    def _review(self, review: Review, item: Item) -> list[Text]:
        first = Text.assemble(f" {_time(review.at)}  ", (f"{_OUTCOMES[review.outcome]:<7}", _STYLES[review.outcome]))
        return self.wrap(", ".join(_remarks(review, item)), first=first, style="faint")


def _facts(details: QuestionDetails, now: Moment) -> Iterator[tuple[str, str]]:
    """Yield what is known of a question, as names and values."""
    question, item = details.question, details.item
    card = question.reviewed
    yield "State", state_text(question)
    if question.due_day is not None:
        date = Moment(question.due_at or now.start_of(question.due_day), now.offset).local
        due = phrases.when(question.due_day, question.due_at, now)
        on = f"{date.day} {date:%b %Y}"
        yield "Due", f"{due}, since {on}" if question.due_day < now.day else f"{due} ({on})"
    if card is not None and details.recall is not None:
        yield "Recall", f"{phrases.percent(details.recall)} today, stability {_days(card.stability)}"
        lapses = f", forgotten {phrases.count(card.lapses, 'time')}" if card.lapses else ""
        yield "Difficulty", f"{card.difficulty:.1f} of 10, {phrases.count(card.repetitions, 'review')}{lapses}"
    yield "Pack", f"{question.ref.pack}: {one_line(details.title)}"
    yield "Id", question.ref.item
    for name, value in (
        ("Section", question.section),
        ("Fact", question.fact),
        ("Tags", ", ".join(question.tags)),
        ("Valid until", item.valid_until),
        ("Instead", item.superseded_by),
    ):
        if value:
            yield name, value


def _time(at: Moment) -> str:
    return f"{at.local:%Y-%m-%d %H:%M}"


def _days(number: float) -> str:
    return phrases.count(round(number), "day") if number >= 1 else "under a day"


def _remarks(review: Review, item: Item) -> Iterator[str]:
    """Yield how sure an answer was, how it was rated, and what was answered, if it was wrong."""
    if review.response is None:
        yield "don't know"
    elif review.level is not None:
        yield f"certainty {review.level}"
    elif review.certainty is not None:
        yield review.certainty.value
    if review.rating in (Rating.HARD, Rating.EASY):
        yield phrases.RATINGS[review.rating]
    if review.mode == CRAM:
        yield "crammed"
    if review.response and review.outcome is not Outcome.CORRECT:
        texts = dict(zip((option.text for option in item.options), option_texts(item), strict=True))
        yield one_line("; ".join(texts.get(source, source) for source in review.response))
