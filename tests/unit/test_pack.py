"""Items, sources and citations."""

from __future__ import annotations

import pytest

from tests.unit.making import pool
from zgcquiz.core.pack import Citation, Item, Kind, Option, PackInfo, Source
from zgcquiz.core.value import replace

BOOK = Source("book", "The Book", publisher="Press", published="2020-05-01")
INFO = PackInfo("small", "Small", sources=(BOOK,))


def test_keys_and_distractors_part_the_options_in_the_authors_order() -> None:
    item = pool(keys=("x", "y"), distractors=("c", "a", "b"))
    assert [option.text for option in item.keys] == ["x", "y"]
    assert [option.text for option in item.distractors] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (BOOK, "Press 2020"),
        (Source("book", "The Book"), "The Book"),
        (Source("book", "The Book", published="2020"), "The Book 2020"),
    ],
)
def test_a_source_goes_by_publisher_or_title_and_year(source: Source, name: str) -> None:
    assert source.name == name


@pytest.mark.parametrize(
    ("citation", "words"),
    [
        (Citation("book", "Cities", 2), "Press 2020, Cities, paragraph 2"),
        (Citation("book", "Cities"), "Press 2020, Cities"),
        (Citation("book", paragraph=3), "Press 2020, paragraph 3"),
        (Citation("elsewhere", "Cities"), "elsewhere, Cities"),
        (None, ""),
    ],
)
def test_a_citation_reads_source_section_paragraph(citation: Citation | None, words: str) -> None:
    assert INFO.cite(citation) == words


ITEM = Item(
    "item",
    Kind.SINGLE,
    "Stem?",
    (Option("right", key=True), Option("wrong"), Option("worse")),
    drawn=True,
    explanation="Because.",
    tags=("tag",),
)


@pytest.mark.parametrize(
    "changed",
    [
        replace(ITEM, stem="Stem!"),
        replace(ITEM, options=(Option("Right", key=True), Option("wrong"), Option("worse"))),
        replace(ITEM, options=(Option("right", key=True), Option("wrong"), Option("worst"))),
        replace(ITEM, options=(Option("right", key=True), Option("wrong"))),
        replace(ITEM, options=(Option("right"), Option("wrong", key=True), Option("worse"))),
        replace(ITEM, options=(*ITEM.options, Option("worse"))),
    ],
)
def test_the_fingerprint_changes_with_what_was_asked(changed: Item) -> None:
    assert changed.fingerprint != ITEM.fingerprint


@pytest.mark.parametrize(
    "changed",
    [
        replace(ITEM, id="other", fact="fact", section="Section", formerly=("old",)),
        replace(ITEM, explanation="Therefore.", tags=(), as_of="2017", valid_until="2030"),
        replace(ITEM, source=Citation("book")),
        replace(ITEM, options=(Option("worse"), Option("right", key=True), Option("wrong"))),
        replace(ITEM, options=(Option("right", True, "Yes."), Option("wrong", feedback="No."), Option("worse"))),
        replace(ITEM, options=(Option("right", key=True), Option("wrong", pinned=True), Option("worse"))),
    ],
)
def test_the_fingerprint_stays_through_all_other_changes(changed: Item) -> None:
    assert changed.fingerprint == ITEM.fingerprint


def test_the_fingerprint_is_the_same_on_every_machine() -> None:
    assert ITEM.fingerprint == "cb7f29a744394025"
