"""Anchors: the new items that are asked without their options, so that luck can be told from knowledge."""

from __future__ import annotations

from binascii import crc32

from zgcquiz.core.log.review import Ref

ANCHOR_EVERY = 2
"""Of so many new items that can be recalled, one is asked without its options: it tells luck from knowledge."""
ANCHORS_FROM, ANCHORS_UNTIL = 30, 1600
"""They are asked while so many items were answered: first the learner gets to know the program, and some hundreds of
them are enough."""


def is_anchor(ref: Ref, answered: int) -> bool:
    """Return whether a new item that can be recalled is first asked without its options (learning/luck/estimate.py).

    answered: how many items the learner has answered so far. Whether an item is one must not depend on what the learner
    knows, so it follows from its id alone.
    """
    return (
        ANCHORS_FROM <= answered < ANCHORS_UNTIL
        and crc32(f"{ref.pack}\x1f{ref.item}".encode("utf-8", "surrogatepass")) % ANCHOR_EVERY == 0
    )
