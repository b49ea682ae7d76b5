"""Start items over: their earlier answers no longer count for their cards."""

from __future__ import annotations

from collections.abc import Iterable

from zgcquiz.app.context import AppContext
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Ref


def restart_items(context: AppContext, pack: str, items: Iterable[str]) -> None:
    """Start items of a pack over, durably. Their history stays in the log."""
    now = context.clock()
    device, next_id = context.log.device, context.identifiers.next
    context.log.restart(pack, [Restart(next_id(now.ms), device, now, Ref(pack, item)) for item in items])
