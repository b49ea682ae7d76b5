"""What the rules share, and what is not kept, changes nothing of what they find."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.flaws.plain_rules import PLAIN
from tests.flaws.test_inspect import odd_items
from zgcquiz.app.context import system_context
from zgcquiz.app.packs.checking import check_packs
from zgcquiz.core.authoring.flaws.inspect import inspect, rules_for
from zgcquiz.core.authoring.flaws.lint_item import LintItem, LintItems, LintOption
from zgcquiz.core.authoring.flaws.options import overlaps
from zgcquiz.core.authoring.flaws.pack_wide import key_habits, same_stem
from zgcquiz.core.authoring.flaws.registry import RULES
from zgcquiz.core.markup import plain_text
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo, Switch
from zgcquiz.core.text.words import content_stems, words
from zgcquiz.core.value import replace
from zgcquiz.store.files import pack_files

ENDS = ("", "a bird", "Bird", "water bird", "the water birds", "big bird", "3-5", "5–9 km", "no 7", "XL", "sea. ", "é")


@st.composite
def choices(draw: st.DrawFn) -> Item:
    """Items with options that end alike, and with numbers."""
    texts = draw(st.lists(st.tuples(st.sampled_from(ENDS), st.sampled_from(ENDS)).map(" ".join), max_size=5))
    options = tuple(Option(text, key=draw(st.booleans())) for text in texts)
    return Item("q", draw(st.sampled_from(list(Kind))), draw(st.sampled_from(ENDS)), options, drawn=draw(st.booleans()))


def plain_overlaps(item: LintItem) -> Iterator[tuple[LintOption, LintOption, str]]:
    """Each pair of options, compared."""
    scores = overlaps._SCORES.search(item.stem)
    for one, other in combinations(item.parts, 2):
        how = "" if scores else overlaps._shared_values(one, other)
        if how:
            yield one, other, how
        elif overlaps._is_kind_of(one.text, other.text):
            yield other, one, f"'{one.text}' is a kind of '{other.text}'"
        elif overlaps._is_kind_of(other.text, one.text):
            yield one, other, f"'{other.text}' is a kind of '{one.text}'"


@given(choices())
@settings(max_examples=examples(200))
def test_overlaps_are_those_of_all_pairs(item: Item) -> None:
    lint = LintItem(item)
    assert list(overlaps.overlaps(lint)) == list(plain_overlaps(lint))


def plain_length_hits(items: list[LintItem]) -> Iterator[list[bool]]:
    asked = [item for item in items if len(item.keys) == 1 and len(item.distractors) > 1]
    for extreme in (max, min):
        ends = [extreme(len(part.text) for part in item.parts) for item in asked]
        yield [
            len(item.keys[0].text) == end and all(len(part.text) != end for part in item.distractors)
            for item, end in zip(asked, ends, strict=True)
        ]


@given(st.lists(choices() | odd_items(), max_size=6))
@settings(max_examples=examples(100))
def test_what_a_rule_sees_of_an_item_is_what_it_needs(drawn: list[Item]) -> None:
    items = [LintItem(item) for item in drawn]
    seen = [found for item in items if (found := key_habits.lengths(item))]
    assert [[found[0] for found in seen], [found[1] for found in seen]] == list(plain_length_hits(items))
    for one, other in combinations(items, 2):
        plain = [
            ((*words(item.stem), *same_stem._SIGN.findall(item.stem)) or (item.stem,))
            + tuple(sorted(o.text for o in item.item.options) if len(item.stem_content) < same_stem._MIN_SHARED else ())
            for item in (one, other)
        ]
        assert (same_stem.see(one)[:16] == same_stem.see(other)[:16]) == (plain[0] == plain[1])


SOURCES = ("**a bird**", "*a bird*", "`a bird`", "$x^2$", "$\\foo$", "- a\n- b", "```\nno\n```", "**", "TODO", "&amp;")
"""With markup, some of which say the same as each other or as what is in ENDS."""


@st.composite
def marked(draw: st.DrawFn) -> Item:
    """Items with markup."""
    item = draw(choices())
    texts = st.lists(st.sampled_from(SOURCES) | st.sampled_from(ENDS), max_size=3).map(" ".join)
    options = tuple(replace(option, text=draw(texts) or option.text, feedback=draw(texts)) for option in item.options)
    return replace(item, markup=True, stem=draw(texts), options=options, explanation=draw(texts))


@given(st.lists(choices() | odd_items() | marked(), max_size=8), st.randoms())
@settings(max_examples=examples(100))
def test_items_that_are_prepared_again_have_the_same_flaws(drawn: list[Item], rng: Random) -> None:
    """The rules in turn on items that are prepared once and kept, against `inspect`."""
    drawn = [*drawn, *rng.sample(drawn, len(drawn) // 2)] * rng.choice((1, 4))
    switches = [Switch(rule.code) for rule, _ in rules_for("en")]
    kept = [LintItem(item, "en") for item in drawn]
    plain = []
    for item in kept:
        flawed = set()
        for rule, threshold in rules_for("en", switches):
            for flaw in rule.find(item, threshold) if rule.find and rule.unless not in flawed else ():
                flawed.add(rule.code)
                plain.append((rule.code, flaw.message))
    for rule, threshold in rules_for("en", switches):
        if rule.find_in_pack:
            plain += [(rule.code, flaw.message) for flaw in PLAIN[rule.code](kept, threshold)]
    pack = Pack(PackInfo("p", "P", language="en", check=tuple(switches)), tuple(drawn))
    assert [(found.rule.code, found.message) for found in inspect(pack)] == plain
    items = LintItems(drawn, "en")
    assert len(list(items.asked())) == len(drawn)
    for one, other in [*zip(items, kept, strict=True), *zip(items[1:], kept[1:], strict=True)]:
        assert (one.item, one.has_markup) == (other.item, other.has_markup)


SAYINGS = (
    "the great bridge of iron over the river", "the river Thames", "Thames", "iron", "NATO",
    "North Atlantic Treaty Org", "in 1889", "two thirds", "great iron bridge", "Bridge.", "e-mail, spam and",
    "it is made of", "(never closed",
    "é中文", "the PCTs of the PCT", "", "  ", "x" * 300, "a b c d e f g h i j", "because of the",
)  # fmt: skip


@st.composite
def like_items(draw: st.DrawFn) -> Item:
    """Items with much in common: stems that hold keys of others, the same keys, siblings, open and closed texts."""
    texts = st.lists(st.sampled_from(SAYINGS), min_size=1, max_size=3).map(" ".join)
    options = st.builds(Option, texts, st.booleans(), texts | st.just("Closed."))
    return Item(
        "q",
        draw(st.sampled_from(list(Kind))),
        draw(texts),
        tuple(draw(st.lists(options, max_size=3))),
        drawn=draw(st.booleans()),
        explanation=draw(texts | st.just("Because.")),
        fact=draw(st.sampled_from(["", "", "f"])),
        draft=draw(st.sampled_from([False] * 5 + [True])),
    )


@given(st.lists(like_items(), max_size=9), st.sampled_from([1, 1, 3, 26]), st.sampled_from([0.0, 0.5, 0.8]))
@settings(max_examples=examples(200), deadline=None)
def test_pack_rules_find_what_they_would_with_all_items_at_hand(
    drawn: list[Item], times: int, threshold: float
) -> None:
    drawn *= times
    asked = LintItems(drawn)
    kept = list(asked.asked())
    assert [item.source for item in kept] == [item for item in drawn if not item.draft]
    for code, plain in PLAIN.items():
        rule = RULES[code]
        assert rule.sees
        assert rule.find_in_pack
        seen = [rule.sees(item) for item in kept]
        event(f"{code}: {bool(found := list(rule.find_in_pack(seen, asked, threshold)))}")
        assert found == list(plain(kept, threshold)), code


def test_markup_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def plain(text: str) -> str:
        read.append(text)
        return text.strip("*")

    monkeypatch.setattr(plain_text, "plain_text", plain)
    texts = [f"**{at}**" for at in range(40)]
    items = [
        Item(str(at), Kind.SINGLE, texts[at], (Option(texts[at + 1], key=True), Option(texts[at + 2])), markup=True)
        for at in range(0, 40, 4)
    ]
    assert list(inspect(Pack(PackInfo("p", "P", markup="markdown"), tuple(items))))
    asked = [text for text in read if text]
    assert len(asked) == len(set(asked)) == 30


def test_a_check_keeps_little_of_a_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes of the files, and of each question its place, a problem, and what rules on whole packs compare."""

    def peak(banks: int) -> int:
        folder = tmp_path / f"p{banks}"
        folder.mkdir()
        (folder / "pack.yaml").write_text("zgcquiz: 1\nid: p\ntitle: P\nquestions: []\n")
        for bank in range(banks):
            questions = "".join(_entry(bank * 200 + at) for at in range(200))
            (folder / f"b{bank}.yaml").write_text(f"questions:\n{questions}")
        with system_context({"ZGCQUIZ_HOME": str(tmp_path)}) as context:
            content_stems.cache_clear()
            tracemalloc.start()
            (checked,) = check_packs(context, [str(folder)])
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert (checked.errors, len(checked.warnings)) == ((), 200 * banks)
        return found - sum(path.stat().st_size for path in folder.iterdir())

    monkeypatch.setattr(pack_files, "MAX_FILE_BYTES", 1 << 18)  # for which room is made before a file is read
    peak(1)  # compiles the patterns
    grown = (peak(6) - peak(2)) / 800
    assert grown < 2900


def _entry(at: int) -> str:
    wrong = "".join(f"      - In {1900 + at + year}, as number {year + 2} of its kind\n" for year in range(1, 6))
    return (
        f"  - id: item-{at:06}\n    question: In which year did the event number {at} come to pass, as they say?\n"
        f"    answer: In {1900 + at}, as number 1 of its kind\n    distractors:\n{wrong}"
        f"    explanation: The event number {at} is told of in the article, with all that led to it.\n"
    )


def test_little_is_kept_of_an_item() -> None:
    """Of each, a hash of its stem, some numbers, and an entry of a limited cache; all that is learnt of it is 10 KB."""

    def peak(count: int) -> int:
        pack = Pack(
            PackInfo("p", "P"),
            tuple(
                Item(
                    f"q{at}",
                    Kind.SINGLE,
                    f"In which year was the bridge number {at} across the river opened, as the article says?",
                    tuple(Option(f"In {1900 + at + year}, by the mayor", key=not year) for year in range(6)),
                    drawn=True,
                    explanation=f"The bridge number {at} is told of in the article.",
                )
                for at in range(count)
            ),
        )
        content_stems.cache_clear()
        tracemalloc.start()
        for _ in inspect(pack):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)  # compiles the patterns
    assert (peak(300) - peak(100)) / 200 < 4000
