"""What an author is shown of a new pack, and of what it asks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from zgcquiz.core.authoring.source_text import Covered, SourceCoverage
from zgcquiz.core.packs.pack_views import NewPack
from zgcquiz.core.text.command_lines import command, path_word
from zgcquiz.ui.round import phrases

if TYPE_CHECKING:
    from zgcquiz.ui.report.pages import Page

_NAMED = 6
"""How many questions are named beside a sentence."""


def new_pack(page: Page, made: NewPack, path: Path) -> None:
    if made.drafts:
        page.say(
            f"Wrote {path} with {phrases.count(made.drafts, 'draft')}. Ask each in your own words, then remove its"
        )
        page.say("'draft: true'; until then it is left out.")
    else:
        page.say(f"Wrote {path}, with one question to write over.")
    page.say(f"Then: {command('pack', 'check', path_word(path))}")


def coverage(page: Page, sources: Sequence[SourceCoverage]) -> None:
    for source in sources:
        page.heading(f"{source.pack}: {source.source}")
        for place, rows in groupby(source.rows, key=lambda row: (row.sentence.section, row.sentence.paragraph)):
            section, paragraph = place
            page.heading(f"{section}, paragraph {paragraph}")
            for row in rows:
                _sentence(page, row)
        page.say()
        asked = source.stating - source.missed
        page.say(
            f"{asked} of {phrases.count(source.stating, 'sentence')} that state a fact are asked about.", style="bold"
        )


def _sentence(page: Page, row: Covered) -> None:
    sign, style = ("!", "bold red") if row.is_missed else ("✓", "green") if row.items else (" ", "dim")
    first = Text.assemble(" ", (sign, style), " ")
    page.say(row.sentence.text, first="" if page.plain else first, style="" if row.items or row.is_missed else "dim")
    indent = "" if page.plain else "     "
    if row.items:
        more = len(row.items) - _NAMED
        named = ", ".join(row.items[:_NAMED]) + (f" and {more} more" if more > 0 else "")
        page.say(f"Asked by {named}.", first=indent, style="dim")
    elif row.is_missed:
        page.say(f"Never asked; it seems to state {phrases.count(row.facts, 'fact')}.", first=indent, style="red")
