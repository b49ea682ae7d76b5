"""Items, sources and citations."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.making import pool
from zgcquiz.core.moment import day_of
from zgcquiz.core.packs.pack import NEVER_ASKED, NO_EXPIRY, Citation, Item, Kind, Option, PackInfo, Source, last_day
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


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2017", date(2017, 12, 31)),
        ("2017-06", date(2017, 6, 30)),
        ("2016-02", date(2016, 2, 29)),
        ("2017-12", date(2017, 12, 31)),
        ("2017-06-05", date(2017, 6, 5)),
        ("9999-11", date(9999, 11, 30)),
    ],
)
def test_a_date_to_the_year_or_month_holds_to_its_end(text: str, last: date) -> None:
    assert last_day(text) == day_of(last)


@pytest.mark.parametrize("text", ["9999", "9999-12"])
def test_the_last_year_there_is_has_no_end(text: str) -> None:
    assert last_day(text) == NO_EXPIRY


def test_what_is_valid_for_a_time_is_asked_until_then() -> None:
    item = pool()
    assert item.asked_until == NO_EXPIRY
    assert replace(item, valid_until="2020").asked_until == day_of(date(2020, 12, 31))
    assert replace(item, valid_until="2020", draft=True).asked_until == NEVER_ASKED
