"""Facts of a sentence, and the drafts made of them."""

from __future__ import annotations

import re
from calendar import monthrange
from itertools import pairwise
from random import Random

import pytest

from tests.rows import rows
from zgcquiz.core.authoring.drafting.drafts import BLANK, drafts
from zgcquiz.core.authoring.drafting.facts import FactKind
from zgcquiz.core.authoring.drafting.figures import YearLimits, wrong_figures, year_limits
from zgcquiz.core.authoring.drafting.finding import facts_in, stated_facts
from zgcquiz.core.authoring.drafting.languages.rules import LanguageRules, rules_for
from zgcquiz.core.authoring.source_text import read_source
from zgcquiz.core.packs.pack import Item, Kind

ANY_YEAR = YearLimits(0, 3000)


def rules(language: str) -> LanguageRules:
    found = rules_for(language)
    assert found
    return found


ENGLISH = [
    ("It grew to 74,000 people in 2017.", ["number 74,000", "year 2017"]),
    ("The zone was approved by the State Council in March 2009.", ["organisation State Council", "date March 2009"]),
    ("The bridge opened on 17 November 1861.", ["date 17 November 1861"]),
    ("The bridge opened on November 17th, 1861.", ["date November 17th, 1861"]),
    ("In the 1980s some 19 percent left.", ["decade 1980s", "number 19 percent"]),
    ("The choir dates from the 13th century.", ["century 13th century"]),
    ("It has eleven gates.", ["number eleven"]),
    ("It was built by John Wood in 1754.", ["person John Wood", "year 1754"]),
    ("The physicist Ludwig van Beeren lived near Florence.", ["person Ludwig van Beeren", "place Florence"]),
    ("He works at the University of Leiden.", ["organisation University of Leiden"]),
    ('She wrote the book "Spring River" here.', ["work Spring River"]),
    ("A turning bay is called a winding hole.", ["term winding hole"]),
    ("A tide mill is a water mill that is driven by the tides.", ["term tide mill"]),
    ("It makes such goods as a plough, copper wire and nails.", ["listed a plough, copper wire and nails."]),
    ("They saw the first steam railway here.", ["first steam railway here"]),
    ("The trade of the West India docks fell by 40 percent.", ["number 40 percent"]),
    ("The plans of Ada Moss were burnt.", ["person Ada Moss"]),
    # what is no fact to ask for
    ("The function is called again, and then called with its result.", []),
    ("If the path is a string that is long, it is cut.", []),
    ("Everything is better now.", []),
    ("The people here are glad.", []),
    ("See chapter 12 and page 40 of RFC 2616.", []),
    ("The house is from 12 to 15 metres long.", []),
    ("Between 3 and 5 pupils came.", []),
    ("It ran on Windows 95 and Python 3.11.", []),
    ("The bridge is a popular meeting place for visitors.", []),
    ("He has 2 sons.", []),
]
GERMAN = [
    ("Die Bahn wurde am 2. Juli 1898 eröffnet.", ["date 2. Juli 1898"]),
    ("Den Turm baute 1889 der Ingenieur Karl Lenz.", ["year 1889", "person Karl Lenz"]),
    ("Der Bau kostete 4,8 Millionen Mark.", ["number 4,8 Millionen"]),
    ("Der Tunnel ist 1.340 Meter lang.", ["number 1.340"]),
    ("Im 19. Jahrhundert gab es elf Züge.", ["century 19. Jahrhundert", "number elf"]),
    ("In den 1960er Jahren starb der Ort aus.", ["decade 1960er"]),
    ("Die Kirche steht in Lübeck.", ["place Lübeck"]),
    ("Eine Zahnradbahn ist eine Eisenbahn, die in eine Stange greift.", ["term Zahnradbahn"]),
    ("Das Stück wird auch als Himmelsleiter bezeichnet.", ["term Himmelsleiter"]),
    ("Die Akademie der Wissenschaften bestand aus Freunden.", ["organisation Akademie der Wissenschaften"]),
    ("Er stand unter der Leitung von Karl Ritter von Ghega.", ["person Karl Ritter von Ghega"]),
    # every noun has a capital, but few are names
    ("Der Bürgermeister lobte die Arbeit der Feuerwehr bei der Übung.", []),
    ("Die Tafel steht auf Seite 12 und in Abb. 3.", []),
    ("Die Strecke ist 3 bis 5 Kilometer lang.", []),
]
CHINESE = [
    ("石桥由工匠沈怀远设计，1573年建成。", ["person 沈怀远", "year 1573年"]),
    ("工程于1569年3月动工。", ["date 1569年3月"]),
    ("1786年6月1日发生地震。", ["date 1786年6月1日"]),
    ("桥身用了约3,400块青石。", ["number 3,400"]),
    ("全县人口约1.2万人。", ["number 1.2万"]),
    ("20世纪50年代，公路改道。", ["decade 20世纪50年代"]),
    ("石亭俗称“望月亭”。", ["term 望月亭"]),
    ("《青川县志》记载了此事。", ["work 青川县志"]),
    ("清华大学的专家来过。", ["organisation 清华大学"]),
    ("石桥位于青川县，横跨白沙河。", ["place 青川县", "place 白沙河"]),
    ("这里的人都很高兴。", []),
    ("见第12页和图3。", []),
]


@rows(
    "language, sentence, expected",
    [
        *(("en", *each) for each in ENGLISH),
        *(("de", *each) for each in GERMAN),
        *(("zh", *each) for each in CHINESE),
    ],
)
def test_facts_of_a_sentence(language: str, sentence: str, expected: list[str]) -> None:
    found = facts_in(sentence, rules(language))
    assert [f"{fact.kind} {fact.text}" for fact in found] == expected
    assert all(sentence[fact.start : fact.end] == fact.text for fact in found)


def test_facts_never_overlap() -> None:
    sentence = (
        'By 1 May 2009 the "1000 Talents Plan" of Bath and Wells had such aims as 20 mills, 300 wells and 4 docks.'
    )
    found = facts_in(sentence, rules("en"))
    assert found
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(
            ("en", text)
            for text in ("74,000", "3,652", "23", "7", "19 percent", "100%", "97%", "45%", "$4.50", "2 million")
        ),
        *(("de", text) for text in ("74.000", "3.652", "23", "7", "19 Prozent", "97 %", "4,50", "4,8 Millionen")),
        *(("zh", text) for text in ("74,000", "23", "7", "97%", "1.2万")),
    ],
)
def test_wrong_numbers_have_the_same_form_and_magnitude(language: str, text: str) -> None:
    for seed in range(30):
        found = wrong_figures(FactKind.NUMBER, text, rules(language), Random(seed), ANY_YEAR)
        assert len(found) >= 3
        assert len({*found, text}) == len(found) + 1
        for other in found:
            assert re.sub(r"[\d.,]", "", other) == re.sub(r"[\d.,]", "", text)
            assert abs(len(other) - len(text)) <= 2
            grouped, decimal = (".", ",") if language == "de" else (",", ".")
            assert (decimal in other) == (decimal in text)
            assert (grouped in other) <= (grouped in text)
            if re.search(r"%|[Pp]er ?[Cc]ent|Prozent", other):
                digits = re.sub(r"[^\d.,]", "", other)
                assert 0 < float(digits.replace(",", ".")) <= 100


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "31 January 1903"),
        ("en", "January 31st, 1903"),
        ("en", "March 2009"),
        ("en", "31 October"),
        ("de", "31. Januar 1903"),
        ("de", "31.01.1903"),
        ("de", "29. Februar"),
        ("zh", "1903年1月31日"),
        ("zh", "1903-01-31"),
        ("zh", "10月31日"),
    ],
)
def test_wrong_dates_exist_in_the_calendar(language: str, text: str) -> None:
    patterns = rules(language)
    for seed in range(60):
        found = wrong_figures(FactKind.DATE, text, patterns, Random(seed), ANY_YEAR)
        assert len(set(found) - {text}) == 4
        for other in found:
            match = next(read for pattern in patterns.dates if (read := pattern.fullmatch(other)))
            parts = match.groupdict()
            month = parts["month"] or ""
            number = int(month) if month.isdigit() else patterns.months.index(month) + 1
            assert 1 <= number <= 12
            if parts.get("day"):
                last = monthrange(int(parts.get("year") or 2000), number)[1]
                assert 1 <= int(parts["day"]) <= last
            assert not re.search(r"1th|2th|3th", re.sub(r"1[123]th", "", other))


def test_wrong_years_leave_the_rest_of_the_sentence_possible() -> None:
    for seed in range(30):
        limits = year_limits(1850, [1790, 1861], 1990)
        found = wrong_figures(FactKind.YEAR, "1850", rules("en"), Random(seed), limits)
        assert len(found) == 4
        assert all(1790 < int(year) < 1861 for year in found)
        found = wrong_figures(FactKind.YEAR, "2019", rules("en"), Random(seed), year_limits(2019, [], 2019))
        assert all(int(year) <= 2020 for year in found)


def test_wrong_centuries_and_decades_keep_their_form() -> None:
    for seed in range(20):
        centuries = wrong_figures(FactKind.CENTURY, "19th century", rules("en"), Random(seed), YearLimits(0, 2021))
        assert {"22nd century", "23rd century"}.isdisjoint(centuries)
        assert set(centuries) <= {f"{n}th century" for n in (15, 16, 17, 18, 20)} | {"21st century"}
        decades = wrong_figures(FactKind.DECADE, "20世纪50年代", rules("zh"), Random(seed), ANY_YEAR)
        assert len(decades) == 4
        assert all(re.fullmatch("20世纪[1-9]0年代", decade) for decade in decades)


def test_number_words_are_replaced_by_number_words() -> None:
    found = wrong_figures(FactKind.NUMBER, "eleven", rules("en"), Random(1), ANY_YEAR)
    assert len(found) == 4
    assert "eleven" not in found


def test_a_figure_of_the_sentence_is_no_wrong_answer() -> None:
    taken = "Of 7 to 14, 5, 6, 8 and 9 were there."
    for seed in range(20):
        found = wrong_figures(FactKind.NUMBER, "7", rules("en"), Random(seed), ANY_YEAR, taken)
        assert {"5", "6", "8", "9"}.isdisjoint(found)


TEXT = read_source(
    "# Bath Spa\n\nBath Spa is old. It was built for the king by John Wood in 1754.\n\n"
    "Bath Spa has 12 baths and many springs. Bath Spa was praised by the writer Jane Austen, by Ralph Allen the"
    " merchant and by Richard Nash the dandy.\n\n"
    "The dandy Richard Nash liked Bath Spa a great deal. Bath Spa grew. Bath Spa thrives."
)


def made(text: str, language: str = "en") -> dict[str, Item]:
    return {item.keys[0].text: item for item in drafts(read_source(text), "book", language)}


def test_the_subject_of_a_text_is_never_asked_and_a_name_only_once() -> None:
    texts = [fact.text for facts in stated_facts(TEXT) for fact in facts]
    assert "Bath Spa" not in texts
    assert texts.count("Richard Nash") == 1


def test_a_draft_has_a_blank_a_quote_and_a_citation() -> None:
    found = {item.keys[0].text: item for item in drafts(TEXT, "book")}
    baths = found["12"]
    assert baths.draft
    assert baths.stem == f"Bath Spa has {BLANK} baths and many springs."
    assert baths.source is not None
    assert (baths.source.source, baths.source.paragraph) == ("book", 2)
    assert baths.source.quote == "Bath Spa has 12 baths and many springs."
    assert baths.kind is Kind.SINGLE
    assert len(baths.distractors) == 4
    assert list(drafts(TEXT, "book")) == list(found.values())


def test_a_sentence_that_refers_to_the_one_before_is_asked_with_it_or_not_at_all() -> None:
    text = "The mill stands by the river Eling. It was rebuilt in 1785.\n\nIt has 12 pairs of stones and a wheel."
    assert made(text)["1785"].stem == f"The mill stands by the river Eling. It was rebuilt in {BLANK}."
    assert "12" not in made(text)
    german = "Die Mühle steht am Fluss Elmau bei Celle. Sie wurde 1785 neu gebaut.\n\nDort arbeiteten 12 Leute am Rad."
    assert made(german, "de")["1785"].stem.startswith("Die Mühle steht am Fluss Elmau bei Celle. Sie wurde ")
    assert "12" not in made(german, "de")
    chinese = "古桥位于青川县城南门外。它于1573年建成。\n\n它共有12孔，桥面用石板铺成。"
    assert made(chinese, "zh")["1573年"].stem == f"古桥位于青川县城南门外。它于{BLANK}建成。"
    assert "12" not in made(chinese, "zh")


def test_wrong_names_are_of_the_same_kind_and_not_in_the_sentence() -> None:
    text = (
        "The bridge was designed by the engineer Ada Moss in 1901.\n\nThe tower was built by the mason Hugh Carr in"
        " 1902.\n\nThe gate was drawn by the architect Ellen Prior in 1903 near Glasgow.\n\n"
        "The well was dug by the farmer George Sloan, and the University of Leeds restored it.\n\n"
        "The organ was tuned by the composer Emma Vogel in 1905."
    )
    found = made(text)
    assert {option.text for option in found["Ada Moss"].distractors} <= {
        "Hugh Carr", "Ellen Prior", "George Sloan", "Emma Vogel",
    }  # fmt: skip
    assert len(found["Ada Moss"].distractors) >= 3
    glasgow = {option.text for option in found["Glasgow"].distractors}
    assert glasgow <= rules("en").gazetteer[4]
    assert found["University of Leeds"].kind is Kind.TYPED


def wrong(text: str, answer: str) -> set[str]:
    return {option.text for option in made(text)[answer].distractors}


def test_wrong_organisations_and_places_are_of_the_same_sort() -> None:
    text = "\n\n".join(
        f"The lamp of brass number {at} was given by the {name}, which is proud of it."
        for at, name in enumerate(
            (
                "University of Leeds",
                "University of Hull",
                "University of Bonn",
                "University of Ghent",
                "Carver Railway",
                "Moss Brewery Company",
                "Hatton Museum",
                "Orrel Society",
            )
        )
    )
    assert wrong(text, "University of Leeds") == {f"University of {name}" for name in ("Hull", "Bonn", "Ghent")}
    assert wrong(text, "Hatton Museum") == set()
    text = "\n\n".join(
        f"The old ferry of the valley runs to {name} every day of the week."
        for name in ("River Eld", "River Orr", "River Tarn", "River Moss", "Isle Park", "Hest Castle", "Cold Lake")
    )
    assert wrong(text, "River Eld") == {"River Orr", "River Tarn", "River Moss"}


def test_the_subject_of_an_article_has_no_wrong_answers() -> None:
    text = "# Tide mill\n\nA tide mill is a mill that is driven by the tides.\n\n" + "\n\n".join(
        f"A {name} is a part of a machine that is made of oak."
        for name in ("pit wheel", "wallower", "crown wheel", "spur")
    )
    assert wrong(text, "tide mill") == set()
    assert len(wrong(text, "pit wheel")) == 3


@pytest.mark.parametrize(
    "sentence",
    [
        "The mason Carr (born in 1861 near the mill) was fond of oak.",
        "Parts of the Oxford's plan, and of the Oslo.js file, were burnt there.",
        "0.5.2 was released in Oxford with 12 more parts of brass.",
        "You can cross the old bridge in 12 minutes or more.",
        "The bridge was built in 1861 and repaired later in 1861.",
        "This page was last edited on 3 May 2019 by nobody.",
        "Smith, A. (1863). The Bridge. London: Weale. ISBN 978-0-306-40615-7.",
        "Retrieved on 3 May 2019 from the archive of the town.",
        "the bridge of the town has 340 lamps of brass.",
        "In the same year the bridge got 340 lamps of brass.",
        "The bridge had 12 arches, 40 lamps, 300 steps, 19 gates, 77 stones and 80 kings.",
        "The bridge (built by the mason Hugh Carr in 1861 has 340 lamps of brass.",
    ],
)
def test_what_is_not_worth_a_draft(sentence: str) -> None:
    assert list(drafts(read_source(sentence), "book")) == []


def test_no_more_than_two_drafts_of_a_sentence_and_the_best_first() -> None:
    text = (
        "The well has 340 steps of granite.\n\nA winding hole is a wide place where a boat can turn round.\n\n"
        "The bridge of Hull was built by the mason Hugh Carr in 1861 for 63,500 pounds."
    )
    found = list(drafts(read_source(text), "book"))
    assert [item.keys[0].text for item in found[:2]] == ["winding hole", "Hugh Carr"]
    assert sum("Hull" in (item.source.quote if item.source else "") for item in found) == 2


def test_in_another_language_nothing_is_drafted_and_only_numbers_are_facts() -> None:
    text = read_source("La tour fut construite en 1889 par Gustave Eiffel. Elle mesure 330 mètres.")
    assert list(drafts(text, "book", "fr")) == []
    assert [[fact.text for fact in facts] for facts in stated_facts(text, "fr")] == [["1889"], ["330"]]
