"""The bank on the article asks about its subject, asks for understanding, and explains."""

from __future__ import annotations

import re
from collections import Counter

from tests.content.facts import FACTS
from tests.content.shipped import article_bank
from tests.rows import rows
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.rounds.recall import can_recall
from zgcquiz.core.text.words import content_stems

UNDERSTANDING = "understanding"
KINDS = ("cause", "consequence", "comparison", "example")
"""The tags of what a question of understanding asks for. An example is one that the article doesn't have."""
ASKS_ABOUT_THE_TEXT = re.compile(r"(?i)\b(articles?|paragraphs?|sections?|sentences?|headings?)\b")
LOCATES = re.compile(
    r"(?i)\b(articles?|paragraphs?|sections?|sentences?|headings?|list|listed|entry|entries|mentions?|mentioned"
    r"|stands? (?:first|second|third|fifth|next|beside|between))\b"
)
"""What a sentence about the text says, rather than about the subject."""
MIN_WORDS, MIN_NEW = 15, 6
"""The words of an explanation that are about the subject, and the content words that question and key don't have."""

ITEMS = article_bank().items
CHOICES = [item for item in ITEMS if item.kind in (Kind.SINGLE, Kind.MULTIPLE)]


def asking_for_understanding() -> list[Item]:
    return [item for item in ITEMS if UNDERSTANDING in item.tags]


def plain(text: str) -> str:
    return " ".join(re.findall(r"[\w,]*\w", text.casefold()))


def about_the_subject(explanation: str) -> str:
    """An explanation without its sentences and half-sentences about the text."""
    parts = re.split(r"(?<=[.;:?!])\s+", explanation)
    return " ".join(part for part in parts if not LOCATES.search(part))


def test_stems_ask_about_the_subject() -> None:
    """A few may be about the article itself, such as the one about its date."""
    assert sum(bool(ASKS_ABOUT_THE_TEXT.search(item.stem)) for item in ITEMS) <= 5


@rows("item", ITEMS)
def test_an_explanation_teaches(item: Item) -> None:
    """It tells something that neither question nor key does, and not only where it is written."""
    taught = about_the_subject(item.explanation)
    known = content_stems(" ".join([item.stem, *(key.text for key in item.keys)]))
    assert len(taught.split()) >= MIN_WORDS
    assert len(content_stems(taught) - known) >= MIN_NEW


def test_no_two_explanations_are_alike() -> None:
    assert len({plain(item.explanation) for item in ITEMS}) == len(ITEMS)


def test_sixty_questions_ask_for_understanding() -> None:
    asked = asking_for_understanding()
    assert len(asked) >= 60
    assert all(sum(kind in item.tags for kind in KINDS) == 1 for item in asked)
    counts = Counter(kind for item in asked for kind in KINDS if kind in item.tags)
    assert min(counts[kind] for kind in KINDS) >= 10
    assert not any(kind in item.tags for item in ITEMS if item not in asked for kind in KINDS)


def test_understanding_reaches_every_section() -> None:
    found = Counter(item.section for item in asking_for_understanding())
    assert found.keys() == {section.title for section in article_bank().info.sections}


def test_understanding_cannot_be_read_off_the_page() -> None:
    """Neither the study text nor the statement of the fact by another question has the key."""
    pages = [plain(section.text) for section in article_bank().info.sections]
    for item in asking_for_understanding():
        if item.kind is not Kind.TRUE_FALSE:
            siblings = [plain(other.stem) for other in ITEMS if other.fact == item.fact]
            assert not any(plain(key.text) in text for key in item.keys for text in pages + siblings), item.id


def test_understanding_is_no_sum_and_needs_its_options() -> None:
    """A key in words of our own can be put in too many ways to be typed."""
    for item in asking_for_understanding():
        assert not item.allow, item.id
        assert not can_recall(item), item.id
        assert not any(re.fullmatch(r"(?:\w+ )?[\d,.]+%?(?: \w+)?", key.text) for key in item.keys), item.id


@rows("item", CHOICES)
def test_the_likeliest_wrong_options_have_feedback(item: Item) -> None:
    answered = [option.feedback for option in item.distractors if option.feedback]
    assert len(answered) >= 3
    assert all(len(feedback.split()) >= 4 and feedback.endswith((".", "?")) for feedback in answered)
    assert all(plain(feedback) != plain(item.explanation) for feedback in answered)


def test_no_feedback_serves_twice() -> None:
    """What fits two wrong options doesn't say why either is wrong."""
    said = Counter(plain(option.feedback) for item in ITEMS for option in item.options if option.feedback)
    assert [feedback for feedback, count in said.items() if count > 1] == []


def test_no_fact_is_lost_and_none_is_unknown() -> None:
    assert {item.fact for item in ITEMS} == FACTS.keys()


@rows("fact", FACTS)
def test_every_part_of_a_fact_is_covered(fact: str) -> None:
    said = " ".join(
        plain(" ".join([item.stem, *(key.text for key in item.keys), item.explanation]))
        for item in ITEMS
        if item.fact == fact
    )
    assert [part for part in FACTS[fact] if plain(part) not in said] == []
