"""Questions found by a search: as lines, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from zgcquiz.core.browsing.question import BrowsedQuestion
from zgcquiz.core.browsing.search import open_quote
from zgcquiz.core.moment import Moment, date_of
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.text import one_line


def due_text(question: BrowsedQuestion, now: Moment) -> str:
    """Return when a question is due: "now", "in 12 days"; "" if it isn't scheduled."""
    return "" if question.due_day is None else phrases.when(question.due_day, question.due_at, now)


def state_text(question: BrowsedQuestion) -> str:
    """Return the state of a question, and whether it is a leech."""
    return f"{question.state}, leech" if question.leech else question.state.value


def open_quote_note(search: str) -> str:
    """Return what is said about a search that found nothing if a quotation mark in it isn't closed; "" otherwise."""
    at = open_quote(search)
    return "" if at is None else f"The quotation mark at character {at + 1} isn't closed: all after it was one phrase."


def print_found(page: Page, questions: Sequence[BrowsedQuestion], now: Moment) -> None:
    """Print one unbroken line a question, for other programs to read."""
    page.lines(_line(question, now) for question in questions)


def _line(question: BrowsedQuestion, now: Moment) -> str:
    due = due_text(question, now)
    state = state_text(question) + (f", due {due}" if due else "")
    return f"{question.ref.pack} {question.ref.item}: {one_line(question.stem)} ({state})"


def found_json(questions: Iterable[BrowsedQuestion], now: Moment) -> dict[str, Any]:
    return {"questions": _dicts(questions, now)}


def _dicts(questions: Iterable[BrowsedQuestion], now: Moment) -> Iterator[dict[str, Any]]:
    for question in questions:
        card = question.reviewed
        yield {
            "pack": question.ref.pack,
            "question": question.ref.item,
            "text": question.stem,
            "section": question.section or None,
            "fact": question.fact or None,
            "tags": list(question.tags),
            "state": question.state.value,
            "leech": question.leech,
            "due": _due(question, now),
            "due_now": question.is_due(now),
            "answered": card and date_of(card.last_day).isoformat(),
            "difficulty": card and round(card.difficulty, 4),
            "stability": card and round(card.stability, 4),
            "reviews": card.repetitions if card else 0,
            "lapses": card.lapses if card else 0,
        }


def _due(question: BrowsedQuestion, now: Moment) -> str | None:
    """Return when a question is due, in UTC."""
    if question.due_day is None:
        return None
    return Moment(question.due_at or now.start_of(question.due_day)).iso
