"""Which options of an item are shown this time, and in what order."""

from __future__ import annotations

from random import Random

from zgcquiz.core.pack import Item, Option

DRAWN_DISTRACTORS = 3
"""How many distractors are drawn from a pool each time."""


def draw(item: Item, rng: Random) -> tuple[Option, ...]:
    """The options to show, in order.

    From a pool: every key, every pinned distractor, and as many of the others as make three;
    shuffled, pinned ones last. A fixed list: exactly as written; where it pins an option the
    others are shuffled.
    """
    if item.drawn:
        pinned = [option for option in item.distractors if option.pinned]
        pool = [option for option in item.distractors if not option.pinned]
        wanted = max(0, DRAWN_DISTRACTORS - len(pinned))
        shown = [*item.keys, *pinned, *rng.sample(pool, min(wanted, len(pool)))]
    else:
        shown = list(item.options)
        if not any(option.pinned for option in shown):
            return item.options
    loose = [option for option in shown if not option.pinned]
    rng.shuffle(loose)
    return (*loose, *(option for option in shown if option.pinned))
