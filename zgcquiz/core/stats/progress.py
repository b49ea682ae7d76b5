"""How much is known, and what there is to do."""

from __future__ import annotations

from collections.abc import Mapping

from zgcquiz.core.learning.workload import Overview
from zgcquiz.core.log.unfinished_round import UnfinishedRound
from zgcquiz.core.value import Value


class LearningProgress(Value, frozen=True):
    """How far the learner has come with some items.

    name: a pack's id, or a topic; items: in all; begun: answered at least once; learning: of these, missed last time;
    due: due now.
    """

    name: str
    items: int
    begun: int
    learning: int
    due: int

    @property
    def known(self) -> int:
        """How many were right and sure when last answered."""
        return self.begun - self.learning


class PackProgress(Value, frozen=True):
    """The progress with a pack and, if it is the only one begun, with each of its sections."""

    title: str
    progress: LearningProgress
    sections: tuple[LearningProgress, ...] = ()


class Home(Value, frozen=True):
    """What the home shows.

    packs: those begun first, then by what is due; days: answers by the learner's day, None if to add them up would take
    long.
    """

    overview: Overview
    packs: tuple[PackProgress, ...]
    days: Mapping[int, int] | None

    @property
    def unfinished(self) -> UnfinishedRound | None:
        return self.overview.unfinished
