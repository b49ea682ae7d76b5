"""Keys of a Windows console, from the records that the console gives."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zgcquiz.ui.terminal import key_names as keys
from zgcquiz.ui.terminal.windows_keys import RECORD, WindowsKeys

KEY, MOUSE, RESIZE, FOCUS = 0x01, 0x02, 0x04, 0x10


def record(character: str = "", virtual: int = 0, *, down: bool = True, count: int = 1, kind: int = KEY) -> list[bytes]:
    """The records of a key; of a character outside the basic plane there are two."""
    units = [unit for (unit,) in struct.iter_unpack("<H", character.encode("utf-16-le"))] or [0]
    return [RECORD.pack(kind, down, count, virtual, 0, unit, 0) for unit in units]


def typed(*records: list[bytes], text: bool = False) -> list[str]:
    """The keys that come of records, to the end."""
    waiting = [each for some in records for each in some]
    source = WindowsKeys(lambda seconds: waiting.pop(0) if waiting else None, waiting.clear)
    found = []
    while (key := source.read(0, text=text)) != keys.TIMEOUT:
        found.append(key)
    return found


def test_a_record_is_as_long_as_windows_makes_it() -> None:
    assert RECORD.size == 20


@pytest.mark.parametrize(
    ("virtual", "key"),
    [
        (0x26, keys.UP), (0x28, keys.DOWN), (0x25, keys.LEFT), (0x27, keys.RIGHT), (0x24, keys.LINE_START),
        (0x23, keys.LINE_END), (0x2E, keys.DELETE),
    ],
)  # fmt: skip
def test_arrows_are_known_by_their_virtual_key(virtual: int, key: str) -> None:
    assert typed(record(virtual=virtual)) == [key]


@pytest.mark.parametrize("text", [True, False])
def test_a_letter_is_no_arrow_whatever_follows_it(text: bool) -> None:
    """0xE0 and 0 announce a special key to `getwch`; H, P, M, K, G, O, S are its second halves."""
    assert typed(*(record(letter) for letter in "àHàPàMàKàGàOàS"), text=text) == list("àHàPàMàKàGàOàS")


@given(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20))
def test_every_character_that_is_typed_arrives(text: str) -> None:
    assert typed(record(text), text=True) == list(text)


def test_control_keys() -> None:
    assert typed(record("\r"), record("\x08"), record("\t"), record("\x1b"), record("\x1a"), record(" ")) == [
        keys.ENTER, keys.BACKSPACE, keys.TAB, keys.ESCAPE, keys.END, keys.SPACE,
    ]  # fmt: skip
    with pytest.raises(KeyboardInterrupt):
        typed(record("\x03"))


def test_what_is_no_key_press_is_passed_over() -> None:
    """Releases, modifiers, the mouse, the focus; but the release of Alt carries a character entered by its number."""
    assert typed(record("a", down=False), record(virtual=0x10), record(kind=MOUSE), record(kind=FOCUS)) == []
    assert typed(record("é", 0x12, down=False)) == ["é"]
    assert typed(record("", 0x12, down=False)) == []


def test_a_key_that_is_held_down_repeats() -> None:
    assert typed(record("a", count=3)) == ["a", "a", "a"]


def test_a_resized_window_is_drawn_again() -> None:
    assert typed(record(kind=RESIZE), record("a")) == [keys.REDRAW, "a"]


def test_what_was_typed_ahead_is_forgotten() -> None:
    flushed: list[bool] = []
    waiting = record("a", count=2)
    source = WindowsKeys(lambda seconds: waiting.pop(0) if waiting else None, lambda: flushed.append(True))
    assert source.read(0) == "a"
    source.forget()
    assert source.read(0) == keys.TIMEOUT
    assert flushed == [True]
