"""What came of the runs of one fault: a row of the table."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """Counts of one fault.

    shown: answers that were shown as marked before it; losses: those of them that are gone; damages: everything else
    that broke a promise; notes: what else there is to say.
    """

    fault: str
    runs: int = 0
    shown: int = 0
    losses: list[str] = field(default_factory=list)
    damages: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def lost(self, what: Iterable[str]) -> None:
        self.losses += what

    def damage(self, what: str) -> None:
        self.damages.append(what)

    def damaged(self, what: Iterable[str]) -> None:
        self.damages += what

    @property
    def failures(self) -> list[str]:
        return [*(f"lost: {each}" for each in self.losses), *self.damages]

    @contextmanager
    def timed(self) -> Iterator[None]:
        start = time.monotonic()
        try:
            yield
        finally:
            self.seconds += time.monotonic() - start
