"""Labels typed into options: which are removed, and which only look like labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rows import rows
from zgcquiz.core.packs.option_labels import labelled, meant_by_place, option_name, place_named, without_labels

ROWS = ["ABCDEF", "abcdef", "123456", "АБВГДЕ", "①②③④⑤⑥", ("i", "ii", "iii", "iv", "v", "vi"), "אבגדהו", "甲乙丙丁戊己"]
FRAMES = [
    "{}) {}",
    "{}. {}",
    "({}) {}",
    "[{}] {}",
    "{}: {}",
    "{}． {}",
    "{}） {}",
    "（{}） {}",
    "{}、{}",
    "{} - {}",
    "{} – {}",
]
TEXTS = ["red", "blue", "grey green", "rosa", "blanc et noir", "white"]


@rows("row", ROWS)
@rows("frame", FRAMES)
@rows("count", [2, 4, 6])
def test_labels_of_every_script_and_style_are_taken_off(row: str | tuple[str, ...], frame: str, count: int) -> None:
    frame = "{} {}" if row[0] == "①" else frame
    texts = [frame.format(label, text) for label, text in zip(row[:count], TEXTS, strict=False)]
    assert without_labels(texts) == tuple(TEXTS[:count])


@pytest.mark.parametrize(
    "texts",
    [
        ["A)red", "B)blue"],
        ["A.Red", "B.Blue"],
        ["A.红色", "B.蓝色"],
        ["1.red", "2.blue"],
        ["①赤", "②青"],
        ["(A). red", "(B). blue"],
        ["A)\tred", "B)\n blue"],
        ["Ａ．東京", "Ｂ．大阪"],
        ["１．東京", "２．大阪"],
        ["a) 5", "b) 7"],
        ["1. 5", "2. 7"],
        ["A) x", "B) y", "C) o"],
        ["A) I think so", "B) Or not", "C) And then there were none"],
        ["A) red", "B) blue", "C) both", "D) neither"],
        ["A) red", "B) blue", "C) Both A and B", "D) Only A"],
        ["1) red", "2) blue", "3) 1 and 2"],
        ["i) only the first", "ii) only the second"],
    ],
)
def test_a_label_may_stand_close_and_before_a_number(texts: list[str]) -> None:
    assert without_labels(texts) is not None


@pytest.mark.parametrize(
    "texts",
    [
        ["1.5", "2.5", "3.5"],
        ["1:2", "2:3", "3:4"],
        ["1: 2", "2: 3"],
        ["1. FC Köln", "1. FC Nürnberg"],
        ["1. Januar", "2. Januar", "3. Januar"],
        ["1. Mai", "2. Juni", "3. Oktober"],
        ["A. Einstein", "M. Curie", "C. Darwin"],
        ["A. B. Smith", "B. C. Jones"],
        ["A.D. 5", "B.C. 5"],
        ["a.py", "b.js", "c.rb"],
        ["a - b", "b - c"],
        ["A-level", "B-movie", "C-section"],
        ["1 - 2", "2 - 3"],
        ["(1)H", "(2)H", "(3)H"],
        ["(R)-butanol", "(S)-butanol"],
        ["1,2-diol", "2,3-diol"],
        ["(1) and (2)", "(2) and (3)"],
        ["a) only", "b) and c)"],
        ["1. und 2.", "2. und 3."],
        ["A) red", "blue", "C) green"],
        ["3) red", "4) blue"],
        ["A) red", "C) blue"],
        ["A) red", "A) blue"],
        ["A) red", "B. blue"],
        ["a) red", "B) blue"],
        ["A) red", "B) red"],
        ["A", "B"],
        ["A)", "B)"],
        ["1. red"],
        [],
    ],
)
def test_what_only_looks_like_labels_stays(texts: list[str]) -> None:
    assert without_labels(texts) is None


@given(st.permutations(range(5)))
def test_labels_say_where_each_option_stood(order: list[int]) -> None:
    found = labelled([f"{'ABCDE'[at]}) {TEXTS[at]}" for at in order])
    assert found is not None
    assert found.places == tuple(order)
    assert found.texts == tuple(TEXTS[at] for at in order)


@given(st.lists(st.text(max_size=8), max_size=6))
def test_nothing_but_a_label_is_ever_taken_off(texts: list[str]) -> None:
    found = without_labels(texts)
    if found is not None:
        assert all(text.rstrip().endswith(rest) and rest for text, rest in zip(texts, found, strict=True))


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("B", "b", 1),
        ("(c)", "c", 2),
        ("**d.**", "d", 3),
        ("“a”", "a", 0),
        ("Option 3", "3", 2),
        ("answerB", "b", 1),
        ("no. 2", "2", 1),
        ("2.0", "2", 1),
        ("٣", "٣", 2),
        ("0", "0", -1),
        ("-1", "", -1),
        ("1.5", "", -1),
        ("1/2", "", -1),
        ("²", "", -1),
        ("C#", "", -1),
        ("nod", "", -1),
        ("İ", "", -1),
        ("ı", "", -1),
        ("", "", -1),
    ],
)
def test_what_names_an_option(text: str, name: str, place: int) -> None:
    assert (option_name(text), place_named(option_name(text))) == (name, place)


def test_names_count_by_the_labels_of_the_options_or_from_zero_where_one_does() -> None:
    assert meant_by_place(["0", "1"], ["red", "blue"]) == ["red", "blue"]
    assert meant_by_place(["1", "İ"], ["red", "blue"]) == ["red", ""]
    assert meant_by_place(["B"], ["B) red", "A) blue"]) == ["B) red"]
