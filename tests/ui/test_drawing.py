"""Lines drawn together, and short texts that are not wrapped, are as if Rich had printed and wrapped each."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from zgcquiz.ui.round.painting.live_painter import LivePainter
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
    """`LivePainter._rendered`, line by line."""
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
    assert LivePainter(rich)._rendered(lines()) == plain_rendered(rich, lines())


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
