"""What was rewritten for speed returns the same as its plain version, also for texts made to break it."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cost import plain
from tests.effort import examples
from zgcquiz.core.authoring import citations, source_text
from zgcquiz.core.authoring.drafting import drafts, figures, same_kind
from zgcquiz.core.authoring.flaws.stems.gratuitous_info import unneeded
from zgcquiz.core.packs import pack_diff
from zgcquiz.core.packs.pack import Citation, Item, Kind, Option
from zgcquiz.core.text import option_values, wording, words

_MARKS = [
    "A",
    "b",
    "e.g",
    "U.S",
    "St",
    "No",
    "Dr",
    "approx",
    "É",
    "5",
    "12",
    "。",
    ".",
    ".",
    "?",
    "!",
    "…",
    " ",
    " ",
    "\n",
]
_MARKS += ['"', "”", "(", "“", "’", ")", "#", "\t", "_", "-", "a.b.c", "」"]
MARKED = st.lists(st.sampled_from(_MARKS), max_size=24).map("".join)
FIGURES = st.lists(
    st.sampled_from(
        ["1", "2", "000", "12", "345", ",", ",", "'", " ", ".", "-", " - ", "to", "and", "a", "%", "5", "\u00a0"]
    ),
    max_size=14,
).map("".join)
REPEATED = st.lists(st.sampled_from(["a", "b", "ab", " ", "-", "é", "1"]), max_size=12).map("".join)


@given(MARKED)
@settings(max_examples=examples(150))
def test_sentences(text: str) -> None:
    assert words.sentences(text) == plain.sentences(text)
    assert list(source_text.split_sentences(text)) == list(plain.split_sentences(text))
    line = text.replace("\n", " ").strip()
    for start in ("# ", "## x", "# # ", ""):
        marked = plain.heading(start + line)
        if marked is not None:
            assert source_text._heading(start + line, 1) == marked


@given(REPEATED, REPEATED)
@settings(max_examples=examples(150))
def test_mentions(text: str, phrase: str) -> None:
    assert wording.mentions(text, phrase) is plain.mentions(text, phrase)
    assert wording.mentions(text + phrase + text, phrase) is plain.mentions(text + phrase + text, phrase)


@given(FIGURES)
@settings(max_examples=examples(300))
def test_ranges(text: str) -> None:
    import re

    figure = option_values._FIGURE
    plainly = re.search(rf"({figure})\s*(%|[^\W\d]{{1,4}})?\s*(?:-|–|—|to|and)\s*({figure})", text)
    found = option_values._RANGE.search(text)
    assert (found and (found.span(), found.groups())) == (plainly and (plainly.span(), plainly.groups()))


_NAMES = st.lists(st.sampled_from(["Aa", "Bb", "cc", "Dd Ee", "aa", "x", "Ff Gg Hh"]), min_size=1, max_size=3).map(
    " ".join
)


@given(_NAMES, st.lists(_NAMES, max_size=30), _NAMES, st.integers())
@settings(max_examples=examples(120))
def test_answers_for_drafts(text: str, pool: list[str], sentence: str, seed: int) -> None:
    rng = Random(seed)
    near = same_kind.AnswerPool(pool).near(text, sentence)
    assert rng.sample(near, min(figures.DISTRACTORS, len(near))) == plain.others(text, pool, sentence, Random(seed))


@given(
    st.lists(
        st.sampled_from(["a", "a 2", "a-2", "A", "a 2 2", "", "-", "b" * 50, "b" * 39 + " 2", "b" * 39]), max_size=25
    )
)
@settings(max_examples=examples(120))
def test_ids_of_drafts(texts: list[str]) -> None:
    ids: dict[str, int] = {}
    assert [drafts._unique_id(text, ids) for text in texts] == plain.unique_ids(texts)


_PARAGRAPHS = st.lists(
    st.sampled_from(
        [
            "# One",
            "# one",
            "## Two",
            "It has 12 mills. One of them is old.",
            "Mills turn. Mills turn.",
            "He says “So!” now.",
        ]
    ),
    max_size=8,
).map("\n\n".join)
_CITATIONS = st.builds(
    Citation,
    st.just("book"),
    st.sampled_from(["", "one", "“One”", "Two", "Opening", "Three"]),
    st.integers(0, 3),
    st.sampled_from(["", "mills turn.", "Mills turn. Mills", "a mill", "it has 12 mills. one of them is old. X"]),
)


@given(_PARAGRAPHS, _CITATIONS, st.sampled_from(["What mills turn?", "How many mills has it?", "Who?"]))
@settings(max_examples=examples(150))
def test_cited_passages(text: str, citation: Citation, stem: str) -> None:
    source = source_text.read_source(text)
    index = citations.SourceIndex(source)
    item = Item("a", Kind.SINGLE, stem, (Option("12", key=True), Option("13")), source=citation)
    passage = index.cited(citation)
    assert index.section(citation.section) == plain.section(source, citation.section)
    assert tuple(passage.sentences if passage else ()) == plain.cited(source, citation)
    expected = plain.about(item, plain.cited(source, citation), citation.quote) if passage else ()
    assert list(citations._sentences_of(item, passage, citation.quote)) == list(expected)


_BACKGROUND = st.lists(
    st.lists(st.sampled_from(["mill", "wheel", "river", "stone", "is"]), max_size=3).map(" ".join), max_size=6
)


@given(_BACKGROUND, st.sets(st.sampled_from(["mill", "wheel", "river"])))
@settings(max_examples=examples(120))
def test_unneeded_sentences(background: list[str], asked: set[str]) -> None:
    assert unneeded(background, asked) == plain.unneeded(background, asked)


_STEMS = st.lists(st.sampled_from(["Which ", "gas ", "mill ", "is ", "a", "b", "?", "in Bath ", "é"]), max_size=8).map(
    "".join
)


@st.composite
def _items(draw: st.DrawFn, prefix: str) -> list[Item]:
    drawn = draw(st.lists(st.tuples(_STEMS, st.sampled_from(["x", "y"])), max_size=7))
    return [Item(f"{prefix}{at}", Kind.TYPED, stem, (Option(key, key=True),)) for at, (stem, key) in enumerate(drawn)]


@given(_items("a"), _items("b"))
@settings(max_examples=examples(150))
def test_likely_renames(gone: list[Item], fresh: list[Item]) -> None:
    assert pack_diff._likely_renames(gone, fresh) == plain.likely_renames(gone, fresh)
