"""Confused answers, with mistakes that can be counted by hand."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.making import fixed, pool
from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.confusion import (
    ConfusableItem,
    Confusion,
    Mistake,
    answer_key,
    confusable_item,
    confusions,
    count_mix_ups,
    involved,
    preferred,
    side_by_side,
)
from zgcquiz.core.rounds.option_sampling import sample_options

A, B, C, D = (Ref("pack", name) for name in "abcd")
REFORM = ConfusableItem(A, "1978", ("1988", "1992"))
ZONE = ConfusableItem(B, "1988", ("1978", "1999"))
OTHER = ConfusableItem(C, "1992", ("2001", "2002"))


def picked(ref: Ref, text: str, times: int = 1, day: int = 10) -> Mistake:
    return Mistake(ref, text, times, day * 1000, day)


def test_two_answers_swapped_are_confused() -> None:
    (found,) = confusions((REFORM, ZONE), [picked(A, "1988"), picked(B, "1978", day=11)], {})
    assert found == Confusion(("1978", "1988"), (A, B), 2, 11_000)


def test_one_way_is_enough_where_the_other_offers_it_too() -> None:
    assert confusions((REFORM, ZONE), [picked(A, "1988", times=2)], {})[0].items == (A, B)
    assert confusions((REFORM, OTHER), [picked(A, "1992", times=5)], {}) == (), "the other never offers 1978"


def test_once_is_no_confusion() -> None:
    assert confusions((REFORM, ZONE), [picked(A, "1988")], {}) == ()


@pytest.mark.parametrize(
    ("right", "stands"),
    [({A: 11, B: 12}, False), ({A: 11}, True), ({A: 10, B: 11}, True), ({B: 30}, True)],
)
def test_it_is_put_right_when_each_was_known_on_a_later_day(right: dict[Ref, int], stands: bool) -> None:
    assert bool(confusions((REFORM, ZONE), [picked(A, "1988"), picked(B, "1978", day=10)], right)) is stands


def test_texts_are_matched_but_for_case_width_and_spaces() -> None:
    assert answer_key("  Ｂei  JING ") == "bei jing"
    upper = ConfusableItem(B, "BEI JING", ("shanghai",))
    lower = ConfusableItem(A, "Shanghai", ("Bei Jing",))
    assert len(confusions((lower, upper), [picked(A, "bei  jing"), picked(B, "SHANGHAI")], {})) == 1


def test_packs_are_apart() -> None:
    elsewhere = ConfusableItem(Ref("other", "b"), "1988", ("1978",))
    assert confusions((REFORM, elsewhere), [picked(A, "1988", times=9)], {}) == ()


def test_the_most_frequent_comes_first_and_the_most_mistaken_item_stands_for_its_answer() -> None:
    again = ConfusableItem(D, "1978", ("1988",))
    found = confusions(
        (REFORM, ZONE, OTHER, again, ConfusableItem(Ref("pack", "e"), "2001", ("1992",))),
        [picked(A, "1988"), picked(D, "1988", times=3), picked(C, "2001", times=2)],
        {},
    )
    assert [(each.items[0], each.times) for each in found] == [(D, 4), (C, 2)]


def test_only_items_with_one_key_to_pick_take_part() -> None:
    assert confusable_item(A, pool(keys=("x", "y"))) is None
    assert confusable_item(A, Item("t", Kind.TRUE_FALSE, "?", (Option("true", True), Option("false")))) is None
    assert confusable_item(A, fixed(("x", "y"), ("x",))) == ConfusableItem(A, "x", ("y",))


def test_mix_ups_are_counted_both_ways() -> None:
    found = count_mix_ups((REFORM, ZONE), [picked(A, "1988", times=2), picked(B, "1978"), picked(A, "1992")])
    assert found["pack", frozenset(("1978", "1988"))] == 3


def test_what_was_picked_once_is_drawn_first() -> None:
    first = preferred([picked(A, "d"), picked(A, "E", times=2), picked(B, "a")])
    assert first == {A: ("e", "d"), B: ("a",)}
    for seed in range(20):
        shown = {option.text for option in sample_options(pool(), Random(seed), first[A])}
        assert {"right", "d", "e"} < shown
        assert len(shown) == 4


def test_the_most_picked_are_drawn_where_there_is_no_room_for_all() -> None:
    shown = sample_options(pool(), Random(1), ("e", "d", "c", "b"))
    assert {option.text for option in shown} == {"right", "c", "d", "e"}


def test_a_pinned_distractor_and_a_gone_one_need_no_second_seat() -> None:
    item = pool(distractors=("a", "b", "c", "none"), pinned=("none",))
    for seed in range(20):
        shown = sample_options(item, Random(seed), ("none", "gone", "a"))
        assert len(shown) == 4
        assert shown[-1].text == "none"
        assert "a" in {option.text for option in shown}


def confusion(a: Ref, b: Ref) -> Confusion:
    return Confusion(("x", "y"), (a, b), 2, 1)


def test_the_second_of_two_that_are_confused_follows_the_first() -> None:
    assert side_by_side((A, C, D, B), [confusion(B, A)], {}) == (A, B, C, D)
    assert side_by_side((A, C), [confusion(A, B)], {}) == (A, C)


def test_siblings_stay_apart() -> None:
    assert side_by_side((A, C, B), [confusion(A, B)], {A: "f", B: "f"}) == (A, C, B)
    assert side_by_side((A, C, B), [confusion(A, B)], {A: "", B: ""}) == (A, B, C)


words = st.sampled_from(["1978", "1988", "１９８８", "x", "X ", "中"])


@given(
    st.lists(st.tuples(st.sampled_from("pq"), words, st.lists(words, max_size=3)), max_size=8),
    st.lists(st.tuples(st.sampled_from("pq"), st.integers(0, 9), words, st.integers(1, 3)), max_size=8),
    st.dictionaries(st.integers(0, 9), st.integers(9, 11)),
)
def test_the_items_involved_suffice(
    content: list[tuple[str, str, list[str]]], picks: list[tuple[str, int, str, int]], right: dict[int, int]
) -> None:
    choices = [ConfusableItem(Ref(pack, str(at)), key, tuple(others)) for at, (pack, key, others) in enumerate(content)]
    mistakes = [picked(Ref(pack, str(at)), text, times) for pack, at, text, times in picks]
    right_days = {Ref(pack, str(at)): day for at, day in right.items() for pack in "pq"}
    assert confusions(involved(choices, mistakes), mistakes, right_days) == confusions(choices, mistakes, right_days)


@given(st.permutations([A, B, C, D]), st.lists(st.sampled_from([(A, B), (B, C), (C, D), (A, D)]), max_size=4))
def test_nothing_is_lost_or_doubled(order: list[Ref], pairs: list[tuple[Ref, Ref]]) -> None:
    found = side_by_side(order, [confusion(*pair) for pair in pairs], {})
    assert sorted(found) == sorted(order)
    if pairs:
        assert abs(found.index(pairs[0][0]) - found.index(pairs[0][1])) == 1
    assert side_by_side(order, [], {}) == tuple(order)
