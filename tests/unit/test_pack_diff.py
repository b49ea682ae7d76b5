"""Changes of an update, by their meaning for a learner's history."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.core.packs.pack_diff import ChangeKind, Difference, compare
from zgcquiz.core.value import replace


def item(id: str, stem: str = "", key: str = "right", **rest: object) -> Item:
    options = (Option(key, key=True), Option("wrong"), Option("worse"))
    return replace(Item(id, Kind.SINGLE, stem or f"What is said of {id} in the long book?", options), **rest)


def pack(*items: Item) -> Pack:
    return Pack(PackInfo("p", "P"), items)


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
