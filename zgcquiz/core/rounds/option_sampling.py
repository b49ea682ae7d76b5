"""Sampling of the options to show for an item."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from zgcquiz.core.packs.pack import Item, Option
from zgcquiz.core.rounds.confusion import answer_key

DRAWN_DISTRACTORS = 3
"""How many distractors are sampled from a pool each time."""
MAX_OPTIONS = 10
"""The most options shown: more are hard to survey, and can't be picked with the keys a to j."""


def count_shown(keys: int, distractors: int, pinned: int = 0) -> int:
    """Return how many options of a pool are shown at a time: all keys, and the sampled distractors.

    distractors: how many the pool has, including pinned ones, which are always shown.
    """
    return keys + max(pinned, min(DRAWN_DISTRACTORS, distractors))


def sample_options(item: Item, rng: Random, first: Sequence[str] = ()) -> tuple[Option, ...]:
    """Return the options to show, in order.

    From a pool: every key, every pinned distractor, and enough of the others to make three; shuffled, pinned ones
    last. A fixed list: exactly as written, but shuffled with the pinned ones last if it has any. first: distractors
    of a pool to choose before the others, the earliest first, as `answer_key` folds them.
    """
    if item.drawn:
        chosen = [option for option in item.distractors if option.pinned]
        pool = [option for option in item.distractors if not option.pinned]
        if first:
            missing = max(0, DRAWN_DISTRACTORS - len(chosen))
            rank = {text: place for place, text in reversed(list(enumerate(first)))}
            preferred = [option for option in pool if answer_key(option.text) in rank]
            chosen += sorted(preferred, key=lambda option: rank[answer_key(option.text)])[:missing]
            pool = [option for option in pool if option not in chosen]
        missing = max(0, DRAWN_DISTRACTORS - len(chosen))
        shown = [*item.keys, *chosen, *rng.sample(pool, min(missing, len(pool)))]
    else:
        shown = list(item.options)
        if not any(option.pinned for option in shown):
            return item.options
    return _shuffled(shown, rng)


def arrange_options(item: Item, rng: Random) -> tuple[Option, ...]:
    """Return all options in an order to list them where nothing shuffles them: shuffled if a round shuffles them."""
    return _shuffled(item.options, rng) if item.is_shuffled else item.options


def _shuffled(options: Sequence[Option], rng: Random) -> tuple[Option, ...]:
    """Return options in random order, pinned ones last."""
    movable = [option for option in options if not option.pinned]
    rng.shuffle(movable)
    return (*movable, *(option for option in options if option.pinned))
