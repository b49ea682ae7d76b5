"""A line of text, key by key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from zgcquiz.core.log.review import Certainty
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.marking import Typed
from zgcquiz.ui.round.line_editor import LONGEST, EditedLine, read_answer
from zgcquiz.ui.terminal import key_names as keys

PARIS = Item("city", Kind.TYPED, "The capital of France?", (Option("Paris", key=True),))
EDITING = (
    *(
        "a",
        "é",
        "中",
        "\u0301",
        keys.SPACE,
        keys.BACKSPACE,
        keys.DELETE,
        keys.LEFT,
        keys.RIGHT,
    ),
    *(keys.LINE_START, keys.LINE_END, keys.ERASE_LINE, keys.ERASE_WORD, keys.ERASE_REST),
)


def after(*pressed: str) -> EditedLine:
    entry = EditedLine()
    for key in pressed:
        found = entry.press(key)
        assert found is not None
        entry = found
    return entry


@pytest.mark.parametrize(
    ("pressed", "text", "at"),
    [
        ("ab", "ab", 2),
        ((*"ac", keys.LEFT, "b"), "abc", 2),
        ((*"ab", keys.BACKSPACE), "a", 1),
        ((keys.BACKSPACE,), "", 0),
        ((*"ab", keys.LEFT, keys.LEFT, keys.LEFT, keys.DELETE), "b", 0),
        ((*"ab", keys.LINE_START, "c", keys.LINE_END, "d"), "cabd", 4),
        ((*"a b", keys.ERASE_WORD), "a ", 2),
        ((*"a b ", keys.ERASE_WORD), "a ", 2),
        ((keys.SPACE, keys.ERASE_WORD), "", 0),
        ((*"abc", keys.LEFT, keys.ERASE_LINE), "c", 0),
        ((*"abc", keys.LINE_START, keys.RIGHT, keys.ERASE_REST), "a", 1),
        (("a", "e", "\u0301", keys.LEFT, "b"), "abe\u0301", 2),
        (("a", "e", "\u0301", keys.BACKSPACE), "a", 1),
        (("e", "\u0301", keys.LEFT, keys.RIGHT, keys.RIGHT), "e\u0301", 2),
        (("中", "文", keys.LEFT, keys.BACKSPACE), "文", 0),
    ],
)
def test_keys_edit_the_line(pressed: tuple[str, ...], text: str, at: int) -> None:
    assert after(*pressed) == EditedLine(text, at)


@pytest.mark.parametrize("key", [keys.ENTER, keys.TAB, keys.ESCAPE, keys.UP, keys.END, keys.REDRAW])
def test_other_keys_are_for_others(key: str) -> None:
    assert EditedLine("a", 1).press(key) is None


def test_a_line_does_not_grow_for_ever() -> None:
    assert len(after(*"a" * (LONGEST + 10)).text) == LONGEST


@given(st.lists(st.sampled_from(EDITING), max_size=60), st.integers(12, 80))
def test_the_cursor_stays_in_the_line_and_in_view(pressed: list[str], room: int) -> None:
    entry = after(*pressed)
    assert 0 <= entry.at <= len(entry.text)
    shown, cell = entry.window(room)
    assert shown in entry.text
    assert 0 <= cell <= cell_len(shown) <= room
    if cell_len(entry.text) < room:
        assert shown == entry.text


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Paris", Typed("Paris")),
        ("  Paris ", Typed("Paris")),
        ("Paris?", Typed("Paris", Certainty.GUESS)),
        ("Paris ?", Typed("Paris", Certainty.GUESS)),
        ("北京？", Typed("北京", Certainty.GUESS)),
        ("?", Typed("?")),
    ],
)
def test_a_question_mark_behind_an_answer_makes_it_a_guess(text: str, answer: Typed) -> None:
    assert read_answer(text, PARIS) == answer


def test_a_key_of_a_thousand_characters_can_be_typed() -> None:
    line: EditedLine | None = EditedLine()
    for character in "ab" * 500:
        assert line is not None
        line = line.press(character)
    assert line is not None
    assert line.text == "ab" * 500
