"""A new pack, and which sentences of its sources its questions ask about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.text import Text

from zgcquiz.core.authoring.citations import SentenceCoverage, SourceCoverage
from zgcquiz.core.authoring.drafting.languages.rules import LANGUAGES, listed
from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.packs.pack_views import NewPack
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.round import phrases

_NAMED = 6
"""Maximum number of questions to name for a sentence."""


def print_new_pack(page: Page, new: NewPack, path: Path) -> None:
    if new.drafts:
        page.say(
            f"Wrote {path} with {phrases.count(new.drafts, 'draft')}, the best first. Delete what is not worth asking, "
            "ask the rest in your own words, then remove its 'draft: true'; until then it is left out."
        )
    else:
        page.say(f"Wrote {path}, with one question to write over.")
    page.say(f"Then: {command('pack', 'check', path_word(path))}")


def new_pack_json(new: NewPack, id: str, path: Path) -> dict[str, Any]:
    return {"pack": id, "path": str(path), "drafts": new.drafts}


def print_coverage(page: Page, sources: Sequence[SourceCoverage]) -> None:
    """Print each sentence of the sources, with the questions that ask about it."""
    for source in sources:
        page.heading(f"{source.pack}: {source.source}")
        paragraphs = groupby(source.rows, key=lambda row: (row.sentence.section, row.sentence.paragraph))
        for (section, paragraph), rows in paragraphs:
            page.heading(f"{section}, paragraph {paragraph}")
            for row in rows:
                _print_sentence(page, row)
        page.say()
        asked = source.factual - source.missed
        drafted = f" {source.drafted:,} more only by drafts." if source.drafted else ""
        page.say(
            f"{asked} of {phrases.count(source.factual, 'sentence')} that state a fact are asked about.{drafted}",
            style="bold",
        )
        if source.figures_only:
            page.say(
                f"Only numbers count as facts here: names and terms are known in {listed(LANGUAGES.values())}.",
                style="faint",
            )


def _print_sentence(page: Page, row: SentenceCoverage) -> None:
    asked = (page.glyphs.right, "right") if row.items else (" ", "faint")
    sign, style = ("!", "wrong.strong") if row.is_missed else asked
    first = Text.assemble(" ", (sign, style), " ")
    page.say(row.sentence.text, first="" if page.plain else first, style="" if row.items or row.is_missed else "faint")
    indent = "" if page.plain else "     "
    if row.items:
        page.say(f"Asked by {_names(row.items)}.", first=indent, style="faint")
    elif row.is_missed and row.drafts:
        page.say(
            f"Only in {'a draft' if len(row.drafts) == 1 else 'drafts'}: {_names(row.drafts)}.",
            first=indent,
            style="faint",
        )
    elif row.is_missed:
        page.say(f"Never asked; it seems to state {phrases.count(row.facts, 'fact')}.", first=indent, style="wrong")


def _names(ids: Sequence[str]) -> str:
    more = len(ids) - _NAMED
    return ", ".join(ids[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def coverage_json(sources: Iterable[SourceCoverage]) -> dict[str, Any]:
    return {
        "sources": [
            {
                "pack": source.pack,
                "source": source.source,
                "stating": source.factual,
                "missed": source.missed,
                "drafted": source.drafted,
                "figures_only": source.figures_only,
                "sentences": [
                    {
                        "section": row.sentence.section,
                        "paragraph": row.sentence.paragraph,
                        "text": row.sentence.text,
                        "facts": row.facts,
                        "questions": list(row.items),
                        "drafts": list(row.drafts),
                        "missed": row.is_missed,
                    }
                    for row in source.rows
                ],
            }
            for source in sources
        ]
    }
