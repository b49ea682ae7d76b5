"""Changes of an update, by their meaning for a learner's history."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zgcquiz.core.markup.items import said, shown
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.core.packs.pack_diff import ChangeKind, Difference, TextViews, compare
from zgcquiz.core.value import replace

VIEWS = TextViews(said, shown)


def item(id: str, stem: str = "", key: str = "right", **rest: object) -> Item:
    options = (Option(key, key=True), Option("wrong"), Option("worse"))
    return replace(Item(id, Kind.SINGLE, stem or f"What is said of {id} in the long book?", options), **rest)


def pack(*items: Item) -> Pack:
    return Pack(PackInfo("p", "P"), items)


def number(key: str, language: str = "") -> Pack:
    numeric = Item("a", Kind.NUMERIC, "How many?", (Option(key, key=True),))
    return Pack(PackInfo("p", "P", language=language), (numeric,))


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [(("1000000",), ("1e6",), True), (("1.000.000", "de"), ("1,000,000", "en"), True),
     (("0,125", "de"), ("1/8",), True), (("1,5", "de"), ("1.5",), True), (("-1",), ("\u22121",), True),
     (("1e6",), ("1e7",), False), (("1",), ("-1",), False)],
)  # fmt: skip
def test_a_number_written_in_another_way_is_the_same_answer(
    before: tuple[str, ...], after: tuple[str, ...], is_same: bool
) -> None:
    (found,) = compare(number(*before), number(*after))
    assert (found.kind, found.what) == (ChangeKind.RETOUCHED if is_same else ChangeKind.REKEYED, "answer")


def choice(key: str, *others: str, markup: bool = True, stem: str = "Which?") -> Item:
    options = (Option(key, key=True), *map(Option, others))
    return Item("a", Kind.SINGLE, stem, options, markup=markup)


@pytest.mark.parametrize(
    ("before", "after"),
    [(choice("len(x)", markup=False), choice("`len(x)`")), (choice("**yes**"), choice("*yes*")),
     (choice("a * b * c", markup=False), choice(r"a \* b \* c"))],
)  # fmt: skip
def test_an_answer_that_only_gets_markup_is_the_same(before: Item, after: Item) -> None:
    (found,) = compare(pack(before), pack(after), VIEWS)
    assert (found.kind, found.what) == (ChangeKind.RETOUCHED, "answer")


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [("It is _____.", r"It is \_\_\_\_\_.", True), ("[image: x]", r"\[image: x]", True),
     ("Read.\n\nWhich?", "Read.\n\n\n\nWhich?", True), ("Is **it** so?", "Is __it__ so?", True),
     ("Is **it** so?", "Is it so?", False), ("![x](a.png)", "![x](b.png)", False), ("Which?", "Who?", False)],
)  # fmt: skip
def test_a_text_that_shows_the_same_is_not_reworded(before: str, after: str, is_same: bool) -> None:
    kind = ChangeKind.RETOUCHED if is_same else ChangeKind.REWORDED
    (found,) = compare(pack(choice("yes", stem=before)), pack(choice("yes", stem=after)), VIEWS)
    assert (found.kind, found.what) == (kind, "question")
    (found,) = compare(pack(choice("yes", before)), pack(choice("yes", after)), VIEWS)
    assert (found.kind, found.what) == (kind, "distractors")


def test_what_other_words_are_seen_once_markup_is_read_is_told() -> None:
    """The source is the same, but learners now see 532 instead of 5*3*2."""
    before, after = (choice("5*3*2", "7", markup=markup, stem="Is __init__ it?") for markup in (False, True))
    assert [(each.kind, each.what, each.before, each.after) for each in compare(pack(before), pack(after), VIEWS)] == [
        (ChangeKind.REWORDED, "question", "Is __init__ it?", "Is init it?"),
        (ChangeKind.REWORDED, "answer", "5*3*2", "532"),
    ]
    same = [choice("a", "b", markup=markup) for markup in (False, True)]
    assert compare(pack(same[0]), pack(same[1]), VIEWS) == ()


def kinds(old: Pack, new: Pack) -> list[tuple[str, str]]:
    return [(difference.kind.value, difference.id) for difference in compare(old, new)]


def test_the_same_pack_differs_in_nothing() -> None:
    assert compare(pack(item("a"), item("b")), pack(item("b"), item("a"))) == ()


def test_added_and_removed() -> None:
    assert compare(pack(item("a", "Who sings?")), pack(item("b", "When does the tide turn here?", key="noon"))) == (
        Difference(ChangeKind.ADDED, "b", after="When does the tide turn here?"),
        Difference(ChangeKind.REMOVED, "a", before="Who sings?"),
    )


def test_a_rename_that_is_said_is_followed() -> None:
    assert kinds(pack(item("a")), pack(item("b", item("a").stem, formerly=("a",)))) == [("renamed", "b")]
    changed = item("b", item("a").stem, key="other", formerly=("a",))
    assert kinds(pack(item("a")), pack(changed)) == [("renamed", "b"), ("rekeyed", "b")]


def test_a_rename_that_is_not_said_is_proposed() -> None:
    old, new = pack(item("a", "How many mills are in Bath?")), pack(item("z", "How many mills are there in Bath?"))
    assert compare(old, new) == (
        Difference(
            ChangeKind.LIKELY_RENAME, "z", "a", "How many mills are in Bath?", "How many mills are there in Bath?"
        ),
    )


def test_each_item_is_renamed_to_one_at_most() -> None:
    stems = ["How many mills are in Bath?", "How many mills were in Bath?"]
    found = compare(pack(item("a", stems[0])), pack(item("y", stems[1]), item("z", stems[0])))
    assert [(one.kind, one.id) for one in found] == [(ChangeKind.ADDED, "y"), (ChangeKind.LIKELY_RENAME, "z")]


def test_another_key_is_told_from_another_wording() -> None:
    before = item("a")
    assert kinds(pack(before), pack(item("a", key="other"))) == [("rekeyed", "a")]
    assert kinds(pack(before), pack(replace(before, stem="Anew?"))) == [("reworded", "a")]
    wrong = (before.options[0], Option("wrong"), Option("new"))
    assert compare(pack(before), pack(replace(before, options=wrong))) == (
        Difference(ChangeKind.REWORDED, "a", before="worse", after="new", what="distractors"),
    )
    assert kinds(pack(before), pack(replace(before, explanation="Because."))) == [("retouched", "a")]
    assert kinds(pack(before), pack(replace(before, options=before.options[::-1]))) == []


ITEMS = st.lists(
    st.builds(item, st.sampled_from("abcdef"), st.sampled_from(["", "Who?", "Where?"]), st.sampled_from(["x", "y"])),
    unique_by=lambda item: item.id,
    max_size=6,
)


@given(ITEMS, ITEMS)
def test_every_item_is_accounted_for(old: list[Item], new: list[Item]) -> None:
    found = compare(pack(*old), pack(*new))
    olds, news = {each.id for each in old}, {each.id for each in new}
    added = {one.id for one in found if one.kind in (ChangeKind.ADDED, ChangeKind.LIKELY_RENAME)}
    removed = {one.id for one in found if one.kind is ChangeKind.REMOVED}
    removed |= {one.old_id for one in found if one.kind is ChangeKind.LIKELY_RENAME}
    assert added == news - olds
    assert removed == olds - news
    assert compare(pack(*new), pack(*new)) == ()
