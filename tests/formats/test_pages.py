"""The examples on the pages of formats are what they are said to be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.formats.importing import pack_of
from zgcquiz.formats.exchange import registry

PAGES = Path(__file__).parents[2] / "docs" / "formats"
EXAMPLES = {
    "gift": "gift", "aiken": "aiken", "moodle-xml": "moodle-xml", "qti": "qti21", "markdown": "markdown",
    "text2qti": "text2qti", "json": "json", "tables": "csv", "opentdb": "opentdb", "opentriviaqa": "opentriviaqa",
    "mkdocs-quiz": "mkdocs-quiz", "hashcards": "hashcards",
}  # fmt: skip


@pytest.mark.parametrize("page", EXAMPLES)
def test_the_example_of_a_page_is_read(page: str) -> None:
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    (example, *_) = re.findall(r"(?s)```(?:xml|json|markdown|csv)?\n(.*?)```", text)
    assert registry.recognise(example.encode(), "example").name == EXAMPLES[page]
    pack = pack_of(EXAMPLES[page], example)
    assert "tea" in pack.items[0].stem
    assert "Green" in pack.items[0].keys[0].text
