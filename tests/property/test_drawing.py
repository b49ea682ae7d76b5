"""Sampled options, for any item and seed: each option once, every key, three distractors, pinned ones last."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.property.strategies import items, seeds
from zgcquiz.core.learning.queue import fact_of, in_turn
from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.pack import Item
from zgcquiz.core.rounds.option_sampling import sample_options
from zgcquiz.core.rounds.round_sampling import sample_round, shuffled
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


def plain_sample_round(pool: Sequence[tuple[Ref, str]], most: int, rng: Random) -> tuple[Ref, ...]:
    """`sample_round`, shuffling all of the pool: a seed has to give the round that it has always given."""
    facts: dict[object, list[Ref]] = {}
    for ref, fact in rng.sample(pool, len(pool)):
        facts.setdefault(fact_of(ref, fact), []).append(ref)
    drawn = set(islice(in_turn(facts.values()), most))
    chosen = [[ref for ref in siblings if ref in drawn] for siblings in facts.values()]
    return tuple(in_turn(sorted(chosen, key=len, reverse=True)))


@QUICK
@given(pools, st.integers(0, 25), seeds)
def test_a_seed_gives_the_round_that_shuffling_everything_gives(
    pool: list[tuple[Ref, str]], wanted: int, seed: int
) -> None:
    assert sample_round(pool, wanted, Random(seed)) == plain_sample_round(pool, wanted, Random(seed))


@QUICK
@given(st.integers(0, 3000), seeds)
def test_a_shuffle_that_is_read_in_part_is_that_of_the_standard_library(size: int, seed: int) -> None:
    pool = range(size)
    assert list(shuffled(pool, Random(seed))) == Random(seed).sample(pool, size)


def test_a_round_reads_no_more_of_a_pool_than_it_asks() -> None:
    class Pool(Sequence[tuple[Ref, str]]):
        reads = 0

        def __len__(self) -> int:
            return 10_000

        def __getitem__(self, at: Any) -> Any:
            self.reads += 1
            return Ref("p", str(at)), f"fact {at % 5000}"

    pool = Pool()
    assert len(sample_round(pool, 10, Random(1))) == 10
    assert pool.reads < 15


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
    tested = facts(pool)
    dealt = [tested[ref] for ref in sample_round(pool, wanted, Random(seed))]
    assert len(set(dealt)) == min(wanted, len(set(tested.values())))


@QUICK
@given(pools, st.integers(0, 25), seeds)
def test_a_sibling_comes_as_late_as_there_are_facts(pool: list[tuple[Ref, str]], wanted: int, seed: int) -> None:
    tested = facts(pool)
    dealt = [tested[ref] for ref in sample_round(pool, wanted, Random(seed))]
    for fact in set(dealt):
        places = [at for at, other in enumerate(dealt) if other == fact]
        if len(places) > 1:
            assert places[1] - places[0] == len(set(dealt))
