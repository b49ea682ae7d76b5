"""The study texts to choose from at the home, with the cursor at the next one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from zgcquiz.core.packs.pack_views import StudySection
from zgcquiz.core.stats.progress import Home
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.key_names import DOWN, END, ENTER, ESCAPE, LINE_END, LINE_START, REDRAW, UP, Keys
from zgcquiz.ui.terminal.line_layout import LineLayout
from zgcquiz.ui.terminal.live_block import BlockContent, LiveBlock
from zgcquiz.ui.terminal.text import one_line

if TYPE_CHECKING:
    from rich.console import Console

BACK = ""
"""The choice to read nothing."""
_LEAVING = {"a": "read", "q": BACK, ESCAPE: BACK, END: BACK}
_MOVES = {"k": UP, "j": DOWN}
_KEYS = [("Enter", "read"), ("j k", "move"), ("a", "all texts"), ("q", "back")]


def choose(console: Console, keys: Keys, sections: Sequence[StudySection], home: Home) -> str:
    """Show the texts until the learner has chosen; return the command line without the program's name, or BACK."""
    at, last = next_section(sections, home), len(sections) - 1

    def draw() -> BlockContent:
        return _page(LineLayout(console), sections, home, at)

    with LiveBlock(console) as block:
        while True:
            block.show(draw)
            key = keys.read()
            if key == ENTER:
                return f"read {sections[at].pack} {sections[at].number}"
            if key in _LEAVING:
                return _LEAVING[key]
            if key == REDRAW:
                block.redraw()
            step = {UP: at - 1, DOWN: at + 1, LINE_START: 0, LINE_END: last}.get(_MOVES.get(key, key), at)
            at = max(0, min(last, step))


def next_section(sections: Sequence[StudySection], home: Home) -> int:
    """Return the position of the first section with questions that were never answered, 0 if there is none."""
    packs = {pack.progress.name: pack for pack in home.packs}
    for at, section in enumerate(sections):
        if section.pack in packs:
            pack = packs[section.pack]
            topic = next((each for each in pack.sections if each.name == section.title), pack.progress)
            if topic.begun < topic.items:
                return at
    return 0


def _page(layout: LineLayout, sections: Sequence[StudySection], home: Home, at: int) -> BlockContent:
    titles = {pack.progress.name: pack.title for pack in home.packs}
    lines, focus = [Text(" What to read", style="bold"), Text()], 0
    for pack, texts in groupby(enumerate(sections), key=lambda each: each[1].pack):
        lines += layout.wrap(one_line(titles.get(pack, pack)), style="faint")
        for number, section in texts:
            if number == at:
                focus = len(lines)
            mark = Text(" > ", style="accent.strong") if number == at else Text("   ")
            told = f"{one_line(section.title)}: {phrases.count(section.questions, 'question')}"
            lines += layout.wrap(told, first=mark, style="bold" if number == at else "")
        lines.append(Text())
    footer = layout.footer(_KEYS, "faint", whole=True)
    return BlockContent([*lines, *footer], len(footer), focus)
