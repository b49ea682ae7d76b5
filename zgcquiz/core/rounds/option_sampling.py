"""Which options of an item are shown this time, and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from zgcquiz.core.packs.pack import Item, Option
from zgcquiz.core.rounds.confusion import answer_key

DRAWN_DISTRACTORS = 3
"""How many distractors are drawn from a pool each time."""
MAX_OPTIONS = 10
"""More can't be told apart at a glance, nor picked with the keys a to j."""


def count_shown(keys: int, distractors: int, pinned: int = 0) -> int:
    """Return how many options a pool shows at a time: every key, and as many distractors as are drawn.

    distractors: all of the pool, the pinned ones among them; those are always shown.
    """
    return keys + max(pinned, min(DRAWN_DISTRACTORS, distractors))


def sample_options(item: Item, rng: Random, first: Sequence[str] = ()) -> tuple[Option, ...]:
    """The options to show, in order.

    first: distractors of the pool that are drawn before others, the earliest first, as their texts folded.

    From a pool: every key, every pinned distractor, and as many of the others as make three;
    shuffled, pinned ones last. A fixed list: exactly as written; where it pins an option the
    others are shuffled.
    """
    if item.drawn:
        pinned = [option for option in item.distractors if option.pinned]
        pool = [option for option in item.distractors if not option.pinned]
        taken = pinned
        wanted = max(0, DRAWN_DISTRACTORS - len(pinned))
        if first:
            places = {text: place for place, text in reversed(list(enumerate(first)))}
            before = sorted(
                (o for o in pool if answer_key(o.text) in places), key=lambda o: places[answer_key(o.text)]
            )[:wanted]
            taken = [*pinned, *before]
            pool = [option for option in pool if option not in before]
            wanted -= len(before)
        shown = [*item.keys, *taken, *rng.sample(pool, min(wanted, len(pool)))]
    else:
        shown = list(item.options)
        if not any(option.pinned for option in shown):
            return item.options
    loose = [option for option in shown if not option.pinned]
    rng.shuffle(loose)
    return (*loose, *(option for option in shown if option.pinned))
