"""Lines drawn together, and short texts that are not wrapped, are as if Rich had printed and wrapped each."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from zgcquiz.ui.terminal.line_layout import LineLayout
from zgcquiz.ui.terminal.live_block import BlockContent, LiveBlock
from zgcquiz.ui.terminal.text import visible, wrap

texts = st.text(
    st.one_of(
        st.sampled_from("ab ,\t\n中é\u0301\U0001f469\u200d\U0001f52c\x1b\x07\r\xa0\u202e[]"),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)
styles = st.sampled_from(("", "bold", "dim", "bold cyan", "italic red", "on blue"))
parts = st.lists(st.tuples(texts, styles), max_size=4)


def console(color: Any, no_color: bool, width: int = 40) -> Console:
    return Console(
        file=io.StringIO(), force_terminal=color is not None, color_system=color, no_color=no_color, width=width,
        markup=False, emoji=False, highlight=False, legacy_windows=False,
    )  # fmt: skip


def plain_rendered(console: Console, lines: list[Text]) -> str:
    """`LiveBlock._rendered`, line by line."""
    with console.capture() as capture:
        for line in lines:
            console.print(line, soft_wrap=True)
    return capture.get()


@pytest.mark.parametrize("color", [None, "standard", "256", "truecolor"])
@pytest.mark.parametrize("no_color", [False, True])
@given(st.lists(st.tuples(parts, styles), max_size=5))
def test_a_block_is_drawn_as_its_lines_are(
    color: str | None, no_color: bool, block: list[tuple[list[tuple[str, str]], str]]
) -> None:
    def lines() -> list[Text]:
        return [Text.assemble(*of_line, style=style) for of_line, style in block]

    rich = console(color, no_color)
    assert LiveBlock(rich)._rendered(lines()) == plain_rendered(rich, lines())


def plain_wrap(console: Console, text: str, room: int, style: str) -> list[Text]:
    lines = Text(visible(text), style=style).wrap(console, room, tab_size=4) or [Text()]
    for line in lines:
        line.rstrip()
    return list(lines)


@given(st.one_of(texts, st.text(st.sampled_from("abc  "), max_size=14)), st.integers(10, 14), styles)
def test_a_short_text_is_wrapped_as_rich_wraps_it(text: str, width: int, style: str) -> None:
    rich = console("standard", False)
    found = wrap(rich, text, width, style=style)
    assert [line.plain for line in found] == [line.plain for line in plain_wrap(rich, text, width, style)]
    printed = plain_rendered(rich, found)
    assert printed == plain_rendered(rich, [Text.assemble("", line) for line in plain_wrap(rich, text, width, style)])


words = st.text(st.sampled_from("abé中 /"), min_size=1, max_size=12).filter(lambda word: word == word.strip())
footers = st.lists(st.tuples(st.sampled_from(("a-d", "Enter", "0", "e/h", "?", "q")), words), min_size=1, max_size=9)


@given(footers, st.integers(10, 100), st.booleans())
def test_a_footer_has_every_key_and_as_many_words_as_fit(keys: list[tuple[str, str]], width: int, whole: bool) -> None:
    lines = LineLayout(console(None, False, width + 1)).footer(keys, whole=whole)
    shown = [part for line in lines for part in line.plain.split()]
    at = 0
    left_out = []
    for number, (key, word) in enumerate(keys):
        assert shown[at] == key
        at += 1
        if shown[at : at + len(word.split())] == word.split():
            at += len(word.split())
        else:
            left_out.append(number)
    assert at == len(shown)
    if left_out:
        assert not whole
        kept = [number for number in range(2, len(keys)) if number not in left_out]
        assert min(left_out) >= 2
        shortest = min(left_out, key=lambda number: cell_len(keys[number][1]))
        assert all(cell_len(keys[number][1]) <= cell_len(keys[shortest][1]) for number in kept)
        with_it = [
            f"{key} {word}" if at not in left_out or at == shortest else key for at, (key, word) in enumerate(keys)
        ]
        assert cell_len(" " + "  ".join(with_it)) > width


@pytest.mark.parametrize("width", range(21, 60))
def test_what_is_in_sight_and_how_to_see_the_rest_fit_on_a_line(width: int) -> None:
    terminal = console(None, False, width)
    terminal.size = (width, 8)
    block = LiveBlock(terminal)
    block.show(lambda: BlockContent([Text(f"line {number}") for number in range(1000)], 2))
    shown = terminal.file.getvalue()  # type: ignore[attr-defined]
    line = next(line for line in shown.split("\n") if "PgUp" in line)
    assert "PgUp PgDn" in line
    assert cell_len(line) < width
