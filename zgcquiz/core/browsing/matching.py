"""Matching questions against a search."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from functools import lru_cache

from zgcquiz.core.browsing.folding import fold
from zgcquiz.core.browsing.question import BrowsedQuestion
from zgcquiz.core.browsing.search import Comparison, Search, Term
from zgcquiz.core.moment import Moment

Predicate = Callable[[BrowsedQuestion], bool]

_folded = lru_cache(1024)(fold)
"""`fold` for names that many questions share."""

_COMPARE: dict[Comparison, Callable[[float, float], bool]] = {
    Comparison.BELOW: operator.lt,
    Comparison.AT_MOST: operator.le,
    Comparison.EQUAL: operator.eq,
    Comparison.AT_LEAST: operator.ge,
    Comparison.ABOVE: operator.gt,
}


def found(questions: Iterable[BrowsedQuestion], search: Search, now: Moment) -> list[BrowsedQuestion]:
    """Return the questions that a search finds, in their order."""
    left = list(questions)
    for term in sorted(search, key=lambda term: not term.field):  # the text is the slowest to search
        left = list(filter(_predicate(term, now), left))
    return left


def _predicate(term: Term, now: Moment) -> Predicate:
    matches = _positive(term, now)
    if term.excluded:
        return lambda question: not matches(question)
    return matches


def _positive(term: Term, now: Moment) -> Predicate:
    text = term.text
    match term.field:
        case "":
            return lambda question: text in question.text
        case "is":
            return _is(text, now)
        case "section":
            return lambda question: text in _folded(question.section)
        case "tag":
            return lambda question: any(_matches_name(text, tag) for tag in question.tags)
        case "pack":
            return lambda question: _matches_name(text, question.ref.pack)
        case "id":
            return lambda question: _matches_name(text, question.ref.item)
        case "fact":
            return lambda question: _matches_name(text, question.fact)
        case _:
            return _compared(term)


def _is(state: str, now: Moment) -> Predicate:
    match state:
        case "due":
            return lambda question: question.is_due(now)
        case "leech":
            return lambda question: question.leech
        case "held":
            return lambda question: question.state in ("suspended", "buried")
        case _:
            return lambda question: question.state == state


def _compared(term: Term) -> Predicate:
    field, compare = term.field, _COMPARE[term.comparison]
    digits = term.decimals if term.comparison is Comparison.EQUAL else None

    def matches(question: BrowsedQuestion) -> bool:
        value = _value(field, question)
        if value is None:
            return False
        return compare(value if digits is None else round(value, digits), term.number)

    return matches


def _value(field: str, question: BrowsedQuestion) -> float | None:
    """Return the number or day that a field of a question has; None if there is none."""
    reviewed = question.reviewed
    if field == "due":
        return question.due_day
    if reviewed is None:
        return 0 if field in ("reviews", "lapses") else None
    match field:
        case "answered":
            return reviewed.last_day
        case "difficulty":
            return reviewed.difficulty
        case "stability":
            return reviewed.stability
        case "reviews":
            return reviewed.repetitions
        case _:
            return reviewed.lapses


def _matches_name(pattern: str, name: str) -> bool:
    """Return whether a folded pattern, in which each * stands for any characters, matches a whole name."""
    text = _folded(name)
    start, *rest = pattern.split("*")
    if not rest:
        return text == start
    *middle, end = rest
    if not text.startswith(start) or len(text) < len(start) + len(end) or not text.endswith(end):
        return False
    at, stop = len(start), len(text) - len(end)
    for part in middle:
        at = text.find(part, at, stop)
        if at < 0:
            return False
        at += len(part)
    return True
