"""What a check of a home found, and what a repair did."""

from __future__ import annotations

from pathlib import Path

from zgcquiz.core.value import Value
from zgcquiz.store.log.damage.detection import Findings
from zgcquiz.store.log.damage.salvage import LostReview


class Repaired(Value, frozen=True):
    """What a repair did. copy: of the log as it was, None if it was not replaced; answers: in the log now,
    undone ones left out."""

    copy: Path | None
    answers: int


class Diagnosis(Value, frozen=True):
    """The state of a home.

    findings: of the log's pages, indexes and rows; lost: reviews that no page has any more; answers: those that can be
    read, undone ones left out; derived: how many cards and other derived figures are not what the log gives; settings:
    why the settings file can't be used, "" if it can; cache: whether the pack cache is damaged; leftovers: temporary
    files of processes that were killed; repaired: what was done about all this, None if nothing was to be done.
    """

    path: Path
    findings: Findings
    lost: tuple[LostReview, ...]
    answers: int
    derived: int
    settings: str
    cache: bool
    leftovers: tuple[Path, ...]
    repaired: Repaired | None = None

    @property
    def log_is_sound(self) -> bool:
        """Whether the log has neither damage nor lost reviews."""
        return self.findings.is_sound and not self.lost

    @property
    def is_healthy(self) -> bool:
        return not (self.is_repairable or self.settings)

    @property
    def is_repairable(self) -> bool:
        """Whether anything is wrong that a repair is for; settings are for their owner to correct."""
        return not self.log_is_sound or bool(self.derived or self.cache or self.leftovers)
