"""Restarts of items that are learnt again from the start, as their question or key has changed."""

from __future__ import annotations

from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment
from zgcquiz.core.value import Value


class Restart(Value, frozen=True):
    """An event from which on an item's earlier reviews don't count for its card; they stay in the log. id: UUIDv7."""

    id: str
    device: str
    at: Moment
    ref: Ref
