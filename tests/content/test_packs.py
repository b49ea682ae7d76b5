"""Every pack that ships: in order, complete, cited, and in words of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from zgcquiz.app.packs.checking import find_flaws
from zgcquiz.core.packs.pack import Item, Kind, Pack
from zgcquiz.formats.native.reader import PackReading, read
from zgcquiz.formats.native.values import canonical_option
from zgcquiz.store.files.pack_files import find_files

ROOT = Path(__file__).parents[2]
PACKS = sorted(path for path in (ROOT / "questions").iterdir() if path.is_dir() or path.suffix in (".yaml", ".yml"))
ARTICLE = ROOT.parent / "shared" / "article.txt"
"""What the first pack is about. It is not ours to give away, so it lies outside the checkout."""
HAN = "[\u4e00-\u9fff]"
"""A Chinese character; two of them are about a word."""
RUN = 8
"""So many words in a row are a copy."""

SECTIONS = {
    "A pathfinder for deepening reform": 4,
    "A major platform for independent innovation": 4,
    "A base for opening up to the outside world": 5,
}
"""The article's sections, and how many paragraphs each has."""


@cache
def reading(path: Path) -> PackReading:
    return read(find_files(path).read())


def pack(path: Path) -> Pack:
    found = reading(path).pack
    assert found is not None
    return found


each_pack = pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)


def texts(item: Item) -> Iterator[str]:
    """Everything of an item that a learner reads."""
    yield item.stem
    yield item.explanation
    for option in item.options:
        yield option.text
        yield option.feedback


def words(text: str) -> list[str]:
    return re.findall(rf"{HAN}{{1,2}}|(?:(?!{HAN})[\w&])+(?:['’][\w]+)?", text.lower().replace("’", "'"))


def runs(text: str) -> set[tuple[str, ...]]:
    """All runs of eight words."""
    found = words(text)
    return {tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


def test_the_first_pack_ships() -> None:
    assert "zhongguancun" in [path.stem for path in PACKS]


@each_pack
def test_it_reads_without_a_problem_or_a_warning(path: Path) -> None:
    assert [str(problem) for problem in reading(path).problems] == []


@each_pack
def test_no_rule_on_flaws_finds_anything(path: Path) -> None:
    assert [str(problem) for problem in find_flaws(reading(path))] == []


@each_pack
def test_its_id_is_the_name_it_lies_under(path: Path) -> None:
    assert pack(path).info.id == path.stem


@each_pack
def test_it_says_what_it_is_and_under_which_licence(path: Path) -> None:
    info = pack(path).info
    assert info.title
    assert info.description
    assert info.language
    assert info.license
    assert all(source.title and source.published for source in info.sources)


@each_pack
def test_it_has_thirty_questions_and_several_sections(path: Path) -> None:
    assert len(pack(path).items) >= 30
    assert len(pack(path).info.sections) >= 3
    assert all(item.section for item in pack(path).items)


@each_pack
def test_every_question_explains_itself(path: Path) -> None:
    assert [item.id for item in pack(path).items if len(words(item.explanation)) < 6] == []


@each_pack
def test_no_explanation_only_says_the_answer_again(path: Path) -> None:
    again = [
        item.id
        for item in pack(path).items
        for key in item.keys
        if canonical_option(item.explanation.rstrip(".")) == canonical_option(key.text)
    ]
    assert again == []


@each_pack
def test_every_question_cites_source_section_and_paragraph(path: Path) -> None:
    uncited = [
        item.id
        for item in pack(path).items
        if not (
            item.source and item.source.section and item.source.paragraph and pack(path).info.source(item.source.source)
        )
    ]
    assert uncited == []


@each_pack
def test_pools_hold_more_than_are_shown(path: Path) -> None:
    small = [
        item.id for item in pack(path).items if item.kind is Kind.SINGLE and item.drawn and len(item.distractors) < 5
    ]
    small += [item.id for item in pack(path).items if item.kind is Kind.MULTIPLE and len(item.distractors) < 3]
    assert small == []


@each_pack
def test_every_question_names_its_fact_and_a_tag(path: Path) -> None:
    assert [item.id for item in pack(path).items if not (item.fact and item.tags)] == []


@each_pack
def test_no_two_questions_ask_the_same(path: Path) -> None:
    stems = Counter(canonical_option(item.stem).casefold() for item in pack(path).items)
    assert [stem for stem, count in stems.items() if count > 1] == []


@each_pack
def test_options_differ_by_more_than_case(path: Path) -> None:
    alike = [
        item.id
        for item in pack(path).items
        if len({canonical_option(option.text).casefold() for option in item.options}) < len(item.options)
    ]
    assert alike == []


@each_pack
def test_neither_length_gives_the_key_away(path: Path) -> None:
    """Were lengths left to chance, the key would be the longest, or the shortest, of seven in one of seven."""
    items = [item for item in pack(path).items if item.kind is Kind.SINGLE]
    longest = sum(len(item.keys[0].text) > max(len(option.text) for option in item.distractors) for item in items)
    shortest = sum(len(item.keys[0].text) < min(len(option.text) for option in item.distractors) for item in items)
    assert longest <= len(items) / 4
    assert shortest <= len(items) / 4


@each_pack
def test_true_and_false_are_both_answers(path: Path) -> None:
    keys = Counter(item.keys[0].text for item in pack(path).items if item.kind is Kind.TRUE_FALSE)
    assert keys["true"]
    assert keys["false"]
    assert abs(keys["true"] - keys["false"]) <= max(2, keys.total() / 4)


@each_pack
def test_no_stem_gives_its_own_key_away(path: Path) -> None:
    given = [
        item.id
        for item in pack(path).items
        for key in item.keys
        if item.kind is not Kind.TRUE_FALSE
        and canonical_option(key.text).casefold() in canonical_option(item.stem).casefold()
    ]
    assert given == []


@each_pack
def test_texts_fit_a_small_screen(path: Path) -> None:
    assert [
        item.id for item in pack(path).items if len(item.stem) > 240 or max(len(o.text) for o in item.options) > 90
    ] == []


def test_the_first_pack_covers_the_article_and_cites_only_what_it_has() -> None:
    cited = Counter(
        (item.source.section, item.source.paragraph)
        for item in pack(ROOT / "questions/zhongguancun").items
        if item.source
    )
    paragraphs = {(section, at) for section, count in SECTIONS.items() for at in range(1, count + 1)}
    assert set(cited) == paragraphs | {("Opening", 1)}


def test_the_first_pack_copies_no_eight_words_of_the_article() -> None:
    found = pack(ROOT / "questions/zhongguancun")
    own = [*(text for item in found.items for text in texts(item)), found.info.description]
    own += [section.text for section in found.info.sections]
    ours = set().union(*map(runs, own))
    assert len(ours) > 1000, "the comparison must have something to compare"
    if ARTICLE.exists():
        paragraphs = ARTICLE.read_text("utf-8").splitlines()
        theirs = set().union(*map(runs, paragraphs))
        assert len(theirs) > 300
        assert sorted(" ".join(run) for run in ours & theirs) == []


def test_quotes_stand_in_the_article() -> None:
    quotes = {item.id: item.source.quote for item in pack(ROOT / "questions/zhongguancun").items if item.source}
    assert all(len(words(quote)) < RUN for quote in quotes.values())
    if ARTICLE.exists():
        text = canonical_option(ARTICLE.read_text("utf-8"))
        assert [id for id, quote in quotes.items() if canonical_option(quote) not in text] == []
