"""Sampled options, for any item and seed: each option once, every key, three distractors, pinned ones last."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.property.strategies import items, seeds
from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.pack import Item
from zgcquiz.core.rounds.option_sampling import sample_options
from zgcquiz.core.rounds.round_sampling import sample_round
from zgcquiz.core.rounds.session import shown_options

QUICK = settings(deadline=None, max_examples=examples(70))


@QUICK
@given(items(), seeds)
def test_no_option_is_shown_twice_and_none_is_made_up(item: Item, seed: int) -> None:
    shown = sample_options(item, Random(seed))
    assert len(set(shown)) == len(shown)
    assert set(shown) <= set(item.options)


@QUICK
@given(items(), seeds)
def test_every_key_is_shown(item: Item, seed: int) -> None:
    assert set(item.keys) <= set(sample_options(item, Random(seed)))


@QUICK
@given(items(drawn=True), seeds)
def test_a_pool_gives_three_distractors_or_all_it_has(item: Item, seed: int) -> None:
    shown = [option for option in sample_options(item, Random(seed)) if not option.key]
    pinned = {option for option in item.distractors if option.pinned}
    assert len(shown) == max(len(pinned), min(3, len(item.distractors)))
    assert pinned <= set(shown)


@QUICK
@given(items(drawn=False), seeds)
def test_a_list_is_shown_whole(item: Item, seed: int) -> None:
    shown = sample_options(item, Random(seed))
    assert set(shown) == set(item.options)
    if not any(option.pinned for option in item.options):
        assert shown == item.options


@QUICK
@given(items(), seeds)
def test_pinned_options_come_last_in_their_order(item: Item, seed: int) -> None:
    shown = sample_options(item, Random(seed))
    pins = [option.pinned for option in shown]
    assert pins == sorted(pins)
    if not item.drawn:
        pinned = [option for option in item.options if option.pinned]
        assert list(shown[len(shown) - len(pinned) :]) == pinned


@QUICK
@given(items(), seeds, st.integers(0, 5))
def test_equal_seeds_show_equal_options(item: Item, seed: int, asked: int) -> None:
    ref = Ref("pack", item.id)
    assert shown_options(item, ref, seed, asked) == shown_options(item, ref, seed, asked)
    assert sample_options(item, Random(seed)) == sample_options(item, Random(seed))


pools = st.lists(
    st.tuples(
        st.builds(Ref, st.sampled_from("pq"), st.sampled_from("abcdefghij")), st.sampled_from(["", "f", "g", "a"])
    ),
    unique_by=lambda pair: pair[0],
    max_size=20,
)


def facts(pool: list[tuple[Ref, str]]) -> dict[Ref, object]:
    """Return what each item tests: a fact of its pack, or the item itself if it has none."""
    return {ref: (ref.pack, fact) if fact else ref for ref, fact in pool}


@QUICK
@given(pools, st.integers(0, 25), seeds)
def test_a_round_asks_as_many_as_wanted_and_none_twice(pool: list[tuple[Ref, str]], wanted: int, seed: int) -> None:
    dealt = sample_round(pool, wanted, Random(seed))
    assert len(set(dealt)) == len(dealt) == min(wanted, len(pool))
    assert set(dealt) <= {ref for ref, _ in pool}
    assert dealt == sample_round(pool, wanted, Random(seed))


@QUICK
@given(pools, st.integers(0, 25), seeds)
def test_siblings_are_dealt_only_when_every_fact_has_been(pool: list[tuple[Ref, str]], wanted: int, seed: int) -> None:
    fact_of = facts(pool)
    dealt = [fact_of[ref] for ref in sample_round(pool, wanted, Random(seed))]
    assert len(set(dealt)) == min(wanted, len(set(fact_of.values())))


@QUICK
@given(pools, st.integers(0, 25), seeds)
def test_a_sibling_comes_as_late_as_there_are_facts(pool: list[tuple[Ref, str]], wanted: int, seed: int) -> None:
    fact_of = facts(pool)
    dealt = [fact_of[ref] for ref in sample_round(pool, wanted, Random(seed))]
    for fact in set(dealt):
        places = [at for at, other in enumerate(dealt) if other == fact]
        if len(places) > 1:
            assert places[1] - places[0] == len(set(dealt))
