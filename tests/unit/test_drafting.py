"""Facts of a sentence, and the drafts made of them."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from zgcquiz.core.authoring.drafting import BLANK, drafts, facts_in, similar_numbers, stated_facts
from zgcquiz.core.authoring.source_text import read_source
from zgcquiz.core.packs.pack import Kind


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It grew to 74,000 in 2017.", ["number 74,000", "date 2017"]),
        ("The zone was approved by the State Council in March 2009.", ["name State Council", "date March 2009"]),
        ("In the early 1980s some 19 percent left.", ["date early 1980s", "number 19 percent"]),
        ("It has eleven gates.", ["number eleven"]),
        (
            "They saw the first steam railway in Wales, and the first tunnel.",
            ["first steam railway in Wales", "first tunnel"],
        ),
        (
            "It makes such goods as a plough, copper wire and nails.",
            ["term plough", "term copper wire", "term nails"],
        ),
        ("Its firms include Acme, Brown & Sons and Crewe.", ["term Acme", "term Brown & Sons", "term Crewe"]),
        ('They call the plan "Spring River" here.', ["name Spring River"]),
        ("It has become a centre of trade.", ["term centre"]),
        ("Everything is better now.", []),
        ("The people here are glad.", []),
    ],
)
def test_facts_of_a_sentence(sentence: str, expected: list[str]) -> None:
    found = facts_in(sentence)
    assert [f"{fact.kind} {fact.text}" for fact in found] == expected
    assert all(sentence[fact.start : fact.end] == fact.text for fact in found)


def test_facts_never_overlap() -> None:
    sentence = (
        'By 1 May 2009 the "1000 Talents Plan" of Bath and Wells had such aims as 20 mills, 300 wells and 4 docks.'
    )
    found = facts_in(sentence)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    "text",
    ["74,000", "3,652", "1343", "23", "7", "19 percent", "97%", "$4.50", "2017", "March 2009", "early 1980s"],
)
def test_similar_numbers_have_the_same_form_and_magnitude(text: str) -> None:
    for seed in range(50):
        found = similar_numbers(text, Random(seed))
        assert len(found) >= 3
        assert len({*found, text}) == len(found) + 1
        for other in found:
            assert set(map(str, [c for c in other if not c.isalnum()])) <= {",", ".", " ", "%", "$"}
            assert ("," in other) <= ("," in text or len(text) == 3)
            assert (other[0] == "$") == (text[0] == "$")
            assert other.endswith("percent") == text.endswith("percent")
            assert abs(len(other) - len(text)) <= 2
            if text.endswith(("%", "percent")):
                assert 0 < float(other.removesuffix("%").removesuffix(" percent")) < 100


def test_number_words_are_replaced_by_number_words() -> None:
    found = similar_numbers("eleven", Random(1))
    assert len(found) == 4
    assert "eleven" not in found


def test_a_month_without_a_year_has_no_similar_numbers() -> None:
    assert similar_numbers("March", Random(1)) == []


TEXT = read_source(
    "Bath Spa is old. It was built by John Wood in 1754.\n\n"
    "Bath Spa has 12 baths. Bath Spa was praised by Jane Austen, Ralph Allen and Beau Nash.\n\n"
    "Bath Spa likes Beau Nash. Bath Spa grew. Bath Spa thrives."
)


def test_the_subject_of_a_text_is_never_asked_and_a_name_only_once() -> None:
    texts = [fact.text for facts in stated_facts(TEXT) for fact in facts]
    assert "Bath Spa" not in texts
    assert texts.count("Beau Nash") == 1


def test_a_draft_has_a_blank_a_quote_and_a_citation() -> None:
    made = {draft.id: draft for draft in drafts(TEXT, "book")}
    year = made["1754"]
    assert year.draft
    assert year.stem == f"It was built by John Wood in {BLANK}."
    assert year.source is not None
    assert (year.source.source, year.source.paragraph) == ("book", 1)
    assert year.source.quote == "It was built by John Wood in 1754."
    assert [key.text for key in year.keys] == ["1754"]
    assert year.kind is Kind.SINGLE
    assert len(year.distractors) == 4
    assert list(drafts(TEXT, "book")) == list(made.values())


def test_proposed_names_are_not_in_the_sentence() -> None:
    made = {draft.id: draft for draft in drafts(TEXT, "book")}
    wood = made["john-wood"]
    assert wood.kind is Kind.SINGLE
    assert {option.text for option in wood.distractors} == {"Jane Austen", "Ralph Allen", "Beau Nash"}
    assert made["jane-austen"].kind is Kind.TYPED
