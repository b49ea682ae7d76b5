"""A source's sections, paragraphs and sentences, citations of them, and coverage."""

from __future__ import annotations

import pytest

from zgcquiz.core.authoring.citations import SourceIndex, check_citation, coverage
from zgcquiz.core.authoring.source_text import OPENING, Sentence, numbers, read_source, split_sentences
from zgcquiz.core.packs.pack import Citation, Item, Kind, Option
from zgcquiz.core.value import replace

ARTICLE = """\
• News
The Tidal Mill
( example.org )
Updated: 2020-01-02

A mill on the Eling has run since 1086, say the accounts.

Wheels and stones

The mill has 2 wheels. One of them drives 4 pairs of stones, which grind “1,343 sacks” a year.

It was rebuilt in 1785
after a storm, by Messrs. J. Chandler of St. Mary.

## Visitors ##

Some 12,000 people come each year. "It is worth it!" they say.
"""
SOURCE = read_source(ARTICLE)
INDEX = SourceIndex(SOURCE)
ITEM = Item(
    "sacks",
    Kind.SINGLE,
    "How many sacks?",
    (Option("1343 sacks", key=True), Option("2,000 sacks")),
    source=Citation("mill", "Wheels and stones", 1, 'stones, which grind "1,343  sacks"'),
)


def test_sections_paragraphs_and_sentences() -> None:
    assert SOURCE.sections == (OPENING, "Wheels and stones", "Visitors")
    assert SOURCE.sentences == (
        Sentence(OPENING, 1, "A mill on the Eling has run since 1086, say the accounts."),
        Sentence("Wheels and stones", 1, "The mill has 2 wheels."),
        Sentence("Wheels and stones", 1, "One of them drives 4 pairs of stones, which grind “1,343 sacks” a year."),
        Sentence("Wheels and stones", 2, "It was rebuilt in 1785 after a storm, by Messrs. J. Chandler of St. Mary."),
        Sentence("Visitors", 1, "Some 12,000 people come each year."),
        Sentence("Visitors", 1, '"It is worth it!" they say.'),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("It is 3.5 m long. It holds 1.5 l.", ["It is 3.5 m long.", "It holds 1.5 l."]),
        (
            "Mr. Hall met Dr. Wu in the U.S. Senate, e.g. Both knew.",
            ["Mr. Hall met Dr. Wu in the U.S. Senate, e.g. Both knew."],
        ),
        ('He said "No." Then he left.', ['He said "No."', "Then he left."]),
        ("园区在北京。它有很多公司！对吗？", ["园区在北京。", "它有很多公司！", "对吗？"]),
        ("他说：“好。”然后走了。", ["他说：“好。”", "然后走了。"]),
        ("Am 2. Juli und im 19. Jahrhundert. Der 3. Teil.", ["Am 2. Juli und im 19. Jahrhundert.", "Der 3. Teil."]),
        ("Vom 1. Januar bis 31. Dezember. Am 5. Mai.", ["Vom 1. Januar bis 31. Dezember.", "Am 5. Mai."]),
        ("Es waren 12. Danach kam keiner.", ["Es waren 12.", "Danach kam keiner."]),
        ("Es gab z. B. Brot, d. h. Essen, u. a. Fritz.", ["Es gab z. B. Brot, d. h. Essen, u. a. Fritz."]),
        ("Prof. Dr. Ada Reuter u. a. Leute, vgl. Abb. 3.", ["Prof. Dr. Ada Reuter u. a. Leute, vgl. Abb. 3."]),
        (
            "Die Stadt hat 3,7 Mio. Einwohner, 2 Mrd. Euro und 5 Tsd. Brücken.",
            ["Die Stadt hat 3,7 Mio. Einwohner, 2 Mrd. Euro und 5 Tsd. Brücken."],
        ),
        ("Im 4. Jh. v. Chr. Im Westen war es kalt.", ["Im 4. Jh. v. Chr.", "Im Westen war es kalt."]),
        (
            "Das 3. Jh. Roms, 14 n. Chr. Tiberius, im 12. Jhd. Venedig.",
            ["Das 3. Jh. Roms, 14 n. Chr. Tiberius, im 12. Jhd. Venedig."],
        ),
        ("Er starb 44 v.\u00a0Chr. Danach kam Augustus.", ["Er starb 44 v.\u00a0Chr.", "Danach kam Augustus."]),
        (
            "It sold 5 Mio. Apple Inc. Phones, ca. A.D. 70, approx. Five.",
            ["It sold 5 Mio. Apple Inc. Phones, ca. A.D. 70, approx. Five."],
        ),
        (
            "He died in 44 B.C. The heir sued Foo Ltd. He lost.",
            ["He died in 44 B.C.", "The heir sued Foo Ltd.", "He lost."],
        ),
        ("Es ist x. Danach y.", ["Es ist x.", "Danach y."]),
        ("It has approx. 5 l. See Nos. 3 and 4. It ends.", ["It has approx. 5 l.", "See Nos. 3 and 4.", "It ends."]),
        ("Er rief „Halt.“ Dann ging er.", ["Er rief „Halt.“", "Dann ging er."]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert list(split_sentences(text)) == expected


def test_marks_of_notes_are_left_out_where_a_text_has_notes() -> None:
    noted = read_source("It is old.[1][2] It is tall,[a] too.[citation needed] It has a door[3] of oak.")
    assert [sentence.text for sentence in noted.sentences] == [
        "It is old.",
        "It is tall, too.",
        "It has a door of oak.",
    ]
    program = read_source("The first is list[0] and the second list[1]. Then comes list[2].")
    assert program.sentences[0].text == "The first is list[0] and the second list[1]."
    quote = Citation("mill", quote="It is old.[1] It is tall,[a] too.")
    found = check_citation(replace(ITEM, source=quote), SourceIndex(noted))
    assert "quote-not-found" not in {problem.code for problem in found}


def test_entries_of_a_list_are_sentences_of_their_own() -> None:
    found = read_source("It has parts:\n- A wheel of oak\n- A stone of granite, which\n  grinds.\n1. A door.")
    assert [sentence.text for sentence in found.sentences] == [
        "It has parts:",
        "A wheel of oak",
        "A stone of granite, which grinds.",
        "A door.",
    ]
    assert {sentence.paragraph for sentence in found.sentences} == {1}


def test_numbers_are_the_same_however_they_are_written() -> None:
    assert numbers("1,343 or 1343, 12 000, 3.5 and 74,000.") == {"1343", "12000", "3.5", "74000"}
    assert numbers("B2B, 5G and the 1980s") == {"5", "1980"}


def test_a_correct_citation_has_no_problems() -> None:
    assert list(check_citation(ITEM, INDEX)) == []


@pytest.mark.parametrize(
    ("citation", "code", "said"),
    [
        (Citation("mill", "Wheels and stones", 1, "which grind 1,343 sacks"), "quote-not-found", "word for word"),
        (Citation("mill", "wheels AND stones", 1, "It was rebuilt"), "quote-not-found", "stones, paragraph 2"),
        (Citation("mill", "Wheels", 1), "section-not-found", "Opening; Wheels and stones; Visitors"),
        (Citation("mill", "Visitors", 4), "paragraph-not-found", "its last is 1"),
    ],
)
def test_a_wrong_citation_is_reported(citation: Citation, code: str, said: str) -> None:
    (found,) = check_citation(replace(ITEM, source=citation), INDEX)
    assert found.code == code
    assert said in found.message


def test_a_number_in_the_key_must_be_cited() -> None:
    elsewhere = replace(ITEM, source=Citation("mill", "Visitors", 1))
    assert [found.code for found in check_citation(elsewhere, INDEX)] == ["number-not-cited"]
    assert list(check_citation(replace(elsewhere, options=(Option("many", key=True), Option("99"))), INDEX)) == []
    assert list(check_citation(replace(elsewhere, source=Citation("mill")), INDEX)) == []
    assert list(check_citation(replace(elsewhere, source=None), INDEX)) == []


def test_coverage_uses_the_quote_or_else_shared_words() -> None:
    place = Citation("mill", "Wheels and stones", 1)
    wheels = replace(
        ITEM, id="wheels", stem="How many wheels has the mill?", options=(Option("2", True),), source=place
    )
    stray = replace(ITEM, id="stray", source=Citation("mill", "Nowhere", 1))
    covered = coverage(SOURCE, [ITEM, wheels, stray], [1, 1, 1, 1, 1, 0])
    assert [row.items for row in covered] == [(), ("wheels",), ("sacks",), (), (), ()]
    assert [row.is_missed for row in covered] == [True, False, False, True, True, False]


def test_empty_and_odd_texts_are_read() -> None:
    for text in ("", "\n\n", "Only a heading", "# A\n# B", "x" * 5000):
        source = read_source(text)
        assert all(sentence.section in source.sections for sentence in source.sentences)
    assert read_source("Only a heading").sentences == ()


CHINESE = """\
改革

2009年3月，国务院批准了示范区！企业提出申请7.4万件，其中4.3万件获得授权。海归有3万多人。
"""


def chinese_item(key: str, stem: str) -> Item:
    return Item("item", Kind.SINGLE, stem, (Option(key, key=True),), source=Citation("s", "改革", 1))


def test_numbers_in_chinese_are_found_within_text() -> None:
    assert numbers("申请7.4万件，2009年") == {"74000", "2009"}
    source = SourceIndex(read_source(CHINESE))
    assert list(check_citation(chinese_item("7.4万件", "多少件？"), source)) == []
    (problem,) = check_citation(chinese_item("7.5万件", "多少件？"), source)
    assert "75000" in problem.message


def test_coverage_of_a_chinese_source() -> None:
    source = read_source(CHINESE)
    items = [chinese_item("国务院", "谁批准了示范区？"), chinese_item("7.4万件", "企业提出了多少件申请？")]
    covered = coverage(source, [replace(item, id=f"q{at}") for at, item in enumerate(items)], [1, 1, 1])
    assert [row.items for row in covered] == [("q0",), ("q1",), ()]
