"""Searches of questions: words and conditions, all of which must apply."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from zgcquiz.core.browsing.folding import fold
from zgcquiz.core.browsing.question import QuestionState
from zgcquiz.core.dates import read_date
from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.core.moment import date_of, day_of
from zgcquiz.core.text.han.widths import half_width
from zgcquiz.core.value import Value

NAMES = ("pack", "tag", "section", "fact", "id")
"""Fields with a text."""
NUMBERS = ("difficulty", "stability", "reviews", "lapses")
DAYS = ("due", "answered")
STATES = (*(state.value for state in QuestionState), "due", "leech", "held")
"""What can follow `is:`."""
FIELDS = ("is", *NAMES, *DAYS, *NUMBERS)

_TERM = re.compile(r'(?P<minus>-?)(?:(?P<field>[A-Za-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>\S*))')
_COLON = "\uff1a"
"""The full-width one."""
_FIELD_COLON = re.compile(rf"(?i)(?<![A-Za-z])({'|'.join(FIELDS)}){_COLON}")
_COMPARED = re.compile(r"(?P<sign><=|>=|<|>|=)? *(?P<value>.*)", re.DOTALL)
_NUMBER = re.compile(r"[0-9]{1,6}(?:\.([0-9]{1,6}))?")
_DAYS_AWAY = re.compile(r"-?[0-9]{1,5}")


class Comparison(StrEnum):
    BELOW = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    ABOVE = ">"

    @property
    def mirrored(self) -> Comparison:
        """The comparison that holds for the negatives of two numbers."""
        return Comparison(self.value.translate({ord("<"): ">", ord(">"): "<"}))


class Term(Value, frozen=True):
    """A condition of a search.

    field: "" for words in the text, else one of `FIELDS`; excluded: whether it must not apply; text: folded, of words,
    a name or a state; number: of a field of `NUMBERS`, or the learner's day of one of `DAYS`; decimals: that the number
    was written with, to which EQUAL rounds.
    """

    field: str
    excluded: bool
    text: str = ""
    comparison: Comparison = Comparison.EQUAL
    number: float = 0
    decimals: int = 0


Search = tuple[Term, ...]
"""Terms that all must apply; without any, everything is found."""


def parse_search(text: str, today: int) -> Search:
    """Parse a search: `patents -tag:history is:due difficulty:>7 "a phrase"`.

    today: the learner's day, from which days are counted. Raises ZgcError that names the term and its position.
    """
    terms = (_term(match, today) for match in _TERM.finditer(_typed_plainly(text)) if match.group())
    return tuple(term for term in terms if term is not None)


def open_quote(text: str) -> int | None:
    """Return the position of a quotation mark that opens words and is never closed, from 0; None if there is none."""
    terms = _TERM.finditer(_typed_plainly(text))
    return next((match.start("quoted") - 1 for match in terms if _is_open(match)), None)


def _typed_plainly(text: str) -> str:
    """Return a search of the same length with full-width signs and curly quotation marks in their plain form.

    A full-width colon stays one, unless it follows the name of a field: it may be part of the text.
    """
    if text.isascii():
        return text
    parts = map(half_width, text.replace("“", '"').replace("”", '"').split(_COLON))
    return _FIELD_COLON.sub(r"\1:", _COLON.join(parts))


def _is_open(match: re.Match[str]) -> bool:
    return match["quoted"] is not None and match.end() == match.end("quoted")


def _term(match: re.Match[str], today: int) -> Term | None:
    """Return the term of a match of `_TERM`, None for a minus or quotes that nothing follows yet."""
    excluded, field = bool(match["minus"]), (match["field"] or "").lower()
    value = match["bare"] if match["quoted"] is None else match["quoted"]
    folded = fold(value)
    if not field:
        return Term("", excluded, folded) if folded else None
    if field not in FIELDS:
        hint = f'To find the text itself, quote it: "{_shortened(match.group())}".'
        raise _error(match, f"there is no field '{_shortened(field)}'", f"{suggest(field, FIELDS, '')} {hint}")
    if not folded:
        raise _error(match, "the value is missing", f"Write it after the colon: {_EXAMPLES[field]}.")
    if field in NAMES:
        return Term(field, excluded, folded)
    if field == "is":
        if folded not in STATES:
            raise _error(match, f"there is no state '{_shortened(folded)}'", suggest(folded, STATES, ""))
        return Term(field, excluded, folded)
    compared = _COMPARED.fullmatch(value)
    assert compared is not None
    comparison = Comparison(compared["sign"] or "=")
    if field in DAYS:
        return _day_term(match, field, excluded, comparison, compared["value"], today)
    number = _NUMBER.fullmatch(compared["value"])
    if number is None:
        raise _error(match, "this needs a number", f"Write it as {_EXAMPLES[field]}.")
    return Term(field, excluded, "", comparison, float(number[0]), len(number[1] or ""))


def _day_term(match: re.Match[str], field: str, excluded: bool, comparison: Comparison, value: str, today: int) -> Term:
    """Return a term of a day: a number of days from today, ago for `answered`, or a date."""
    if _DAYS_AWAY.fullmatch(value):
        if field == "due":
            return Term(field, excluded, "", comparison, today + int(value))
        return Term(field, excluded, "", comparison.mirrored, today - int(value))
    try:
        if value.casefold() == "yesterday":
            return Term(field, excluded, "", comparison, today - 1)
        if field == "due":
            day = day_of(read_date(value, date_of(today)))
        else:
            day = today if value.casefold() == "today" else day_of(date.fromisoformat(value))
    except (ValueError, OverflowError) as error:
        raise _error(match, "this needs a day", f"Write it as {_EXAMPLES[field]}.") from error
    return Term(field, excluded, "", comparison, day)


def _error(match: re.Match[str], problem: str, hint: str) -> ZgcError:
    return ZgcError(
        "bad-search", f"'{_shortened(match.group())}' at character {match.start() + 1}: {problem}.", hint.strip()
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


_SHOWN = 30
"""How many characters of a term an error shows."""
_EXAMPLES = {
    "is": "is:due",
    "pack": "pack:zhongguancun or pack:zhong*",
    "tag": "tag:patents or tag:pat*",
    "section": "section:innovation",
    "fact": "fact:patents-2017",
    "id": "id:pct-2017 or id:pct-*",
    "due": "due:tomorrow, due:<=7, due:friday or due:<2027-01-31",
    "answered": "answered:today, answered:<=7 or answered:>=2027-01-31",
    "difficulty": "difficulty:>7",
    "stability": "stability:<10",
    "reviews": "reviews:0",
    "lapses": "lapses:>=4",
}
"""How each field is written."""
