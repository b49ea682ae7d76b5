"""Items that are learnt anew, because what they ask or what is right has become another thing."""

from __future__ import annotations

from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment
from zgcquiz.core.value import Value


class Restart(Value, frozen=True):
    """From here on an item's earlier reviews don't count for its card. They stay in the log. id: UUIDv7."""

    id: str
    device: str
    at: Moment
    ref: Ref
