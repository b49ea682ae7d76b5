"""Sampling of options: fairness, and small and empty pools."""

from __future__ import annotations

from collections import Counter
from random import Random

from tests.rows import rows
from tests.unit.making import fixed, pool
from zgcquiz.core.rounds.option_sampling import DRAWN_DISTRACTORS, count_shown, sample_options


def test_three_distractors_are_drawn_beside_the_key() -> None:
    shown = sample_options(pool(), Random(1))
    assert DRAWN_DISTRACTORS == 3
    assert sum(option.key for option in shown) == 1
    assert len(shown) == 4


def test_a_small_pool_is_shown_whole() -> None:
    assert sorted(option.text for option in sample_options(pool(distractors=("a", "b")), Random(1))) == [
        "a",
        "b",
        "right",
    ]


def test_every_place_and_every_distractor_gets_its_turn() -> None:
    item = pool()
    rounds = [sample_options(item, Random(seed)) for seed in range(1000)]
    places = Counter(next(at for at, option in enumerate(shown) if option.key) for shown in rounds)
    drawn = Counter(option.text for shown in rounds for option in shown if not option.key)
    assert all(180 < places[at] < 330 for at in range(4)), places
    assert all(520 < drawn[text] < 680 for text in "abcde"), drawn


def test_a_fixed_list_keeps_its_order_whatever_the_dice() -> None:
    item = fixed(("1905", "1912", "1919", "1926"), ("1912",))
    assert {sample_options(item, Random(seed)) for seed in range(20)} == {item.options}


def test_pinned_options_stay_last_and_in_their_order() -> None:
    item = fixed(("a", "all", "b", "none", "c"), ("a",), pinned=("all", "none"))
    rounds = [[option.text for option in sample_options(item, Random(seed))] for seed in range(40)]
    assert all(texts[-2:] == ["all", "none"] for texts in rounds)
    assert len({tuple(texts) for texts in rounds}) == 6  # the three others in every order


def test_a_pinned_distractor_takes_one_of_the_three_seats() -> None:
    item = pool(distractors=("a", "b", "c", "d", "none"), pinned=("none",))
    for seed in range(20):
        shown = sample_options(item, Random(seed))
        assert len(shown) == 4
        assert shown[-1].text == "none"


def test_a_pinned_key_is_shown_last() -> None:
    item = pool(keys=("all of them",), pinned=("all of them",))
    assert all(sample_options(item, Random(seed))[-1].key for seed in range(20))


@rows("pinned", range(5))
@rows("distractors", range(1, 7))
@rows("keys", range(1, 11))
def test_a_pool_shows_as_many_as_are_counted(keys: int, distractors: int, pinned: int) -> None:
    wrong = tuple(f"w{at}" for at in range(distractors))
    item = pool(keys=tuple(f"k{at}" for at in range(keys)), distractors=wrong, pinned=wrong[:pinned])
    assert len(sample_options(item, Random(1))) == count_shown(keys, distractors, min(pinned, distractors))
