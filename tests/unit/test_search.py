"""Searches of questions: what they find, and what is said of those that can't be read."""

from __future__ import annotations

import pytest

from tests.conftest import NOON
from tests.rows import rows
from tests.unit.browsed import question
from zgcquiz.core.browsing.matching import found
from zgcquiz.core.browsing.search import parse_search
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.hold import Held

QUESTIONS = (
    question("capital", stem="What is the CAPITAL of\nFrance?", options=("Paris", "Lyon"), tags=("Cities", "europe")),
    question("naive", stem="Who wrote the naïve text?", options=("Ｆｕｌｌ width", "É. Zola"), section="Old Books"),
    question("kana", stem="がとか", explanation="An explanation.", fact="japanese-kana", pack="zhong"),
    question("due", interval=3, due=0, difficulty=7.04, lapses=9, last=-3),
    question("later", interval=30, due=10, difficulty=2.5, stability=31, last=-20),
    question("step", interval=0, due=0, minutes=5),
    question("over", interval=5, due=-4, last=-9),
    question("paused", interval=5, due=-4, held=Held.SUSPENDED),
    question("away", interval=5, due=-4, held=Held.BURIED),
    question("draft", draft=True),
    question("gone", valid_until="2020"),
)


def ids(search: str) -> str:
    return " ".join(question.ref.item for question in found(QUESTIONS, parse_search(search, NOON.day), NOON))


@rows(
    "search, expected",
    [
        ("france", "capital"),
        ("france paris", "capital"),
        ("france zola", ""),
        ("FRANCE lyón", "capital"),
        ('"capital of france"', "capital"),
        ('"of capital"', ""),
        ('"paris lyon"', ""),  # two options
        ("naive full", "naive"),
        ("NAÏVE", "naive"),
        ("か", "kana"),
        ("かとか", ""),
        ("explanation -japanese", "kana"),
        ("id:ka*", "kana"),
        ("kana", "kana"),
        ("pack:zhong", "kana"),
        ("pack:ZHO*", "kana"),
        ("pack:zho", ""),
        ("tag:cities", "capital"),
        ("tag:c*s", "capital"),
        ("tag:*", "capital"),
        ("tag:c*t*t*s", ""),
        ('section:"old books"', "naive"),
        ("section:book", "naive"),
        ("fact:japanese*", "kana"),
        ("is:due", "due over"),
        ("is:learning", "step"),
        ("is:young", "due over"),
        ("is:mature", "later"),
        ("is:suspended", "paused"),
        ("is:buried", "away"),
        ("is:held", "paused away"),
        ("is:leech", "due"),
        ("is:draft", "draft"),
        ("is:retired", "gone"),
        ("IS:New -capital", "naive kana"),
        ("due:0", "due step"),
        ("due:today", "due step"),
        ("due:<0", "over"),
        ("due:<=today", "due step over"),
        ("due:tomorrow", "away"),
        ("due:10", "later"),
        ("due:2026-10-01", "later"),
        ('due:"<= 10 days"', "due later step over away"),
        ("answered:<=3", "due step"),
        ("answered:>9", "later"),
        ("answered:9", "over paused away"),
        ("answered:>=2026-09-12", "due step over paused away"),
        ("-answered:<100 is:new", "capital naive kana"),
        ("difficulty:7", "due"),
        ("difficulty:7.0", "due"),
        ("difficulty:7.1", ""),
        ("difficulty:>7", "due"),
        ("difficulty:<3", "later"),
        ("stability:>30", "later"),
        ("lapses:>=9", "due"),
        ("reviews:0 is:new tag:europe", "capital"),
        ("12:30", ""),
        ("-", "capital naive kana due later step over paused away draft gone"),
        ('""', "capital naive kana due later step over paused away draft gone"),
        ('"unclosed', ""),
        ("ｔａｇ：ｃｉｔｉｅｓ", "capital"),
        ("ｄｕｅ：＜＝０", "due step over"),
        ("explanation　－japanese", "kana"),
        ("“capital of france”", "capital"),
        ("12：30", ""),
        ("ｎｏｗｈｅｒｅ：", ""),
    ],
)
def test_what_a_search_finds(search: str, expected: str) -> None:
    assert ids(search) == expected


@pytest.mark.parametrize(
    ("search", "message", "hint"),
    [
        ("park tga:x", "'tga:x' at character 6: there is no field 'tga'.", "Did you mean tag?"),
        ("http://x", "'http://x' at character 1: there is no field 'http'.", '"http://x"'),
        ("is:dew", "'is:dew' at character 1: there is no state 'dew'.", "Did you mean new?"),
        ("is:xxxx", "there is no state 'xxxx'.", "Known: draft, retired, suspended, buried, new"),
        ("tag:", "'tag:' at character 1: the value is missing.", "tag:patents"),
        ("-due:soon", "'-due:soon' at character 1: this needs a day.", "due:tomorrow"),
        ("due:2026-02-30", "this needs a day", "due:<2027-01-31"),
        ("answered:friday", "this needs a day", "answered:today"),
        ("difficulty:hard", "this needs a number", "difficulty:>7"),
        ("lapses:>", "this needs a number", "lapses:>=4"),
        ("difficulty:-1", "this needs a number", "difficulty:>7"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(search: str, message: str, hint: str) -> None:
    with pytest.raises(ZgcError) as caught:
        parse_search(search, NOON.day)
    assert caught.value.code == "bad-search"
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_every_error_of_a_long_term_is_short() -> None:
    with pytest.raises(ZgcError) as caught:
        parse_search("is:" + "x" * 5000, NOON.day)
    assert len(caught.value.message) < 120
