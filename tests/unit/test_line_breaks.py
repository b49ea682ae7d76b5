"""Where lines of Chinese and Japanese texts end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from tests.content.shipped import chinese_bank
from zgcquiz.core.text.han.line_breaks import breaks_between_characters, line_ends
from zgcquiz.ui.terminal.text import break_lines

CONSOLE = Console(width=80)


def broken(text: str, room: int) -> list[str]:
    return [line.plain.rstrip() for line in break_lines(CONSOLE, Text(text), room)]


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("石墨烯材料，以及靶向免疫。", 24, ["石墨烯材料，以及靶向免", "疫。"]),
        ("名单里有“曙光”。", 10, ["名单里有", "“曙光”。"]),
        ("按《专利合作条约》（PCT）", 12, ["按《专利合作", "条约》", "（PCT）"]),
        ("支持5G移动通信", 9, ["支持5G移", "动通信"]),
        ("don't 停 hello,world", 11, ["don't 停", "hello,world"]),
        ("カッコ「中」ー", 8, ["カッコ", "「中」ー"]),
        ("一二。。。。。。", 6, ["一", "二。。", "。。。", "。"]),
        ("甲\t乙", 20, ["甲  乙"]),
        ("甲\n\n乙", 20, ["甲", "", "乙"]),
    ],
)
def test_lines_end_between_characters_but_not_before_closing_marks(text: str, room: int, lines: list[str]) -> None:
    assert broken(text, room) == lines


@pytest.mark.parametrize("room", [10, 17, 30, 39, 60, 78])
def test_the_whole_chinese_pack(room: int) -> None:
    pack = chinese_bank()
    texts = [section.text for section in pack.info.sections]
    texts += [
        text for item in pack.items for text in (item.stem, item.explanation, *(o.feedback for o in item.options))
    ]
    lines = [line for text in texts for line in broken(text, room)]
    assert [line for line in lines if line[:1] and line[0] in "。，、；：？！）》”"] == []
    assert [line for line in lines if line[-1:] and line[-1] in "（《“"] == []
    assert max(map(cell_len, lines)) <= room
    assert "".join("".join(lines).split()) == "".join("".join(texts).split())


@given(st.text(alphabet="一二。，（）“”ab ,.\u0301", max_size=60), st.integers(4, 20))
@example("（（（（（（（（", 4)
def test_nothing_is_lost_and_every_line_fits(text: str, room: int) -> None:
    ends = [0, *line_ends(text, room, cell_len), len(text)]
    assert ends == sorted(ends)
    assert all(cell_len(text[start:end].rstrip()) <= room for start, end in pairwise(ends))


def test_texts_with_spaces_between_words_are_broken_as_before() -> None:
    assert not breaks_between_characters("Größe, 한국어 텍스트")
    assert breaks_between_characters("漢字")
