"""Any text can be searched for, and what is found is what a plain reading of the search finds."""

from __future__ import annotations

import fnmatch
import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from tests.conftest import NOON
from tests.unit.browsed import question
from zgcquiz.core.browsing.folding import fold
from zgcquiz.core.browsing.matching import found
from zgcquiz.core.browsing.question import BrowsedQuestion, Ordering
from zgcquiz.core.browsing.search import FIELDS, NUMBERS, STATES, open_quote, parse_search
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.hold import Held

WORDS = st.sampled_from(("a", "ab", "b c", "Naïve", "ｆｕｌｌ", "x:y", "12:30", "ß", "が", "*", "a*"))
VALUES = st.one_of(
    st.sampled_from(STATES), WORDS, st.sampled_from(("7", "<3", ">=7.5", "today", "<=friday", "2026-09-21", "-4", ""))
)
TERMS = st.builds(
    "{}{}{}".format,
    st.sampled_from(("", "-")),
    st.sampled_from(("", *(f"{field}:" for field in FIELDS), "nothing:")),
    st.one_of(VALUES, VALUES.map('"{}"'.format), VALUES.map('"{}'.format), st.text(max_size=8)),
)
SEARCHES = st.lists(TERMS, max_size=5).map(" ".join)
QUESTIONS = st.builds(
    question,
    WORDS,
    pack=st.sampled_from(("a", "ab")),
    stem=st.one_of(WORDS, st.text(max_size=20)),
    options=st.lists(WORDS, max_size=3),
    section=WORDS,
    fact=st.one_of(st.just(""), WORDS),
    tags=st.lists(WORDS, max_size=2),
    draft=st.sampled_from((False, False, True)),
    interval=st.one_of(st.none(), st.integers(0, 40)),
    due=st.integers(-10, 10),
    difficulty=st.floats(1, 10),
    lapses=st.integers(0, 12),
    held=st.sampled_from((None, None, Held.SUSPENDED, Held.BURIED)),
)  # fmt: skip


def refused(text: str) -> ZgcError | None:
    """Return the error of a search, if it has one."""
    try:
        parse_search(text, NOON.day)
    except ZgcError as error:
        return error
    return None


@given(st.one_of(st.text(), SEARCHES))
@example('a"b "c')
def test_an_open_quote_is_the_last_and_can_be_closed(text: str) -> None:
    at = open_quote(text)
    if at is not None:
        assert text[at] == '"'
        assert text[at + 1 :].count('"') == 0
        assert open_quote(f'{text}"') is None


@given(st.one_of(st.text(), SEARCHES))
@example('is:"')
@example("due:99999")
@example("answered:-99999")
@example("due:٣")
@example("difficulty:>999999.999999")
def test_a_search_is_read_or_refused_with_what_to_do(text: str) -> None:
    error = refused(text)
    if error is not None:
        assert error.code == "bad-search"
        assert re.search(r"at character [0-9]+: ", error.message)
        assert error.hint


def terms(text: str) -> list[tuple[bool, str, str]]:
    """Return the terms of a search, read a character at a time: whether each is excluded, its field, its value."""
    read, at = [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        excluded = text[at] == "-"
        at += excluded
        name = re.match("[A-Za-z]+:", text[at:])
        at += len(name[0]) if name else 0
        if text[at : at + 1] == '"':
            end = text.find('"', at + 1)
            end = len(text) if end < 0 else end
            value, at = text[at + 1 : end], end + 1
        else:
            end = next((each for each in range(at, len(text)) if text[each].isspace()), len(text))
            value, at = text[at:end], end
        read.append((excluded, name[0][:-1].lower() if name else "", value))
    return [(excluded, field, value) for excluded, field, value in read if field or fold(value)]


def holds(each: BrowsedQuestion, field: str, value: str) -> bool:
    """Return whether a term applies, for all fields but days and numbers."""
    names = {"pack": [each.ref.pack], "id": [each.ref.item], "fact": [each.fact], "tag": list(each.tags)}
    if field == "":
        return any(fold(value) in part for part in each.text.split("\0"))
    if field == "section":
        return fold(value) in fold(each.section)
    if field == "is":
        state = fold(value)
        if state == "held":
            return each.state in ("suspended", "buried")
        return {"due": each.is_due(NOON), "leech": each.leech}.get(state, each.state == state)
    pattern = "".join(part if part == "*" else f"[{part}]" if part in "[?" else part for part in fold(value))
    return any(re.fullmatch(fnmatch.translate(pattern), fold(name)) for name in names[field])


@given(st.lists(QUESTIONS, max_size=6), SEARCHES)
def test_what_is_found_is_what_a_plain_reading_finds(questions: list[BrowsedQuestion], text: str) -> None:
    if refused(text):
        return
    search = parse_search(text, NOON.day)
    read = terms(text)
    assert len(read) == len(search)
    plain = [field not in (*NUMBERS, "due", "answered") for _, field, _ in read]
    asked = [term for term, is_plain in zip(read, plain, strict=True) if is_plain]
    expected = [
        each for each in questions if all(holds(each, field, value) != excluded for excluded, field, value in asked)
    ]
    searched = tuple(term for term, is_plain in zip(search, plain, strict=True) if is_plain)
    assert found(questions, searched, NOON) == expected
    assert set(map(id, found(questions, search, NOON))) <= set(map(id, expected))


@given(QUESTIONS, st.sampled_from(NUMBERS), st.integers(-1, 12))
def test_a_number_is_below_equal_or_above(each: BrowsedQuestion, field: str, number: int) -> None:
    card = each.reviewed
    values: dict[str, float] = {"reviews": card.repetitions if card else 0, "lapses": card.lapses if card else 0}
    values |= {"difficulty": card.difficulty, "stability": card.stability} if card else {}
    matched = {
        sign: bool(found([each], parse_search(f"{field}:{sign}{number}", 0), NOON)) for sign in ("<", "<=", ">=", ">")
    } if number >= 0 else {}  # fmt: skip
    if not matched:
        return
    if field not in values:
        assert not any(matched.values())
        return
    value = values[field]
    assert matched == {"<": value < number, "<=": value <= number, ">=": value >= number, ">": value > number}


@given(QUESTIONS, st.sampled_from(("due", "answered")), st.integers(-12, 12))
def test_days_are_counted_from_today(each: BrowsedQuestion, field: str, days: int) -> None:
    card = each.reviewed
    day = each.due_day if field == "due" else card.last_day if card else None
    away = None if day is None else day - NOON.day if field == "due" else NOON.day - day
    for sign, expected in (
        ("<", away is not None and away < days), ("<=", away is not None and away <= days), ("", away == days),
        (">=", away is not None and away >= days), (">", away is not None and away > days),
    ):  # fmt: skip
        assert bool(found([each], parse_search(f"{field}:{sign}{days}", NOON.day), NOON)) is expected


@given(st.text(), st.sampled_from(("NFC", "NFD", "NFKC", "NFKD")))
def test_folding_hides_how_a_text_is_composed(text: str, form: str) -> None:
    plain = "".join(character for character in text if unicodedata.category(character) not in ("Cf", "Cn"))
    assert fold(unicodedata.normalize(form, plain)) == fold(unicodedata.normalize("NFKC", plain))  # type: ignore[arg-type]


@given(st.lists(QUESTIONS, max_size=8), st.sampled_from(Ordering))
def test_orders_keep_every_question_and_put_the_unanswered_last(
    questions: list[BrowsedQuestion], order: Ordering
) -> None:
    ordered = sorted(questions, key=order.key)
    assert sorted(map(id, ordered)) == sorted(map(id, questions))
    if order is Ordering.DUE:
        days = [each.due_day for each in ordered]
        known = [day for day in days if day is not None]
        assert days == [*sorted(known), *[None] * (len(days) - len(known))]
    if order is Ordering.DIFFICULTY:
        hard = [each.reviewed.difficulty if each.reviewed else 0 for each in ordered]
        assert hard == sorted(hard, reverse=True)
