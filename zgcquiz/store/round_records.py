"""What this device keeps of rounds besides their answers: the last scores, and the rounds that were left unfinished."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from zgcquiz.core.log.unfinished_round import UnfinishedRound
from zgcquiz.store.log.review_log import ReviewLog

_UNFINISHED = "unfinished_rounds"
LONGEST = 10_000
"""The most items of a round that is kept to be continued."""
MOST = 20
"""The most rounds that are kept to be continued."""


class RoundRecords:
    """The records of rounds in a log. Every method raises ZgcError if the log can't be used."""

    def __init__(self, log: ReviewLog) -> None:
        self._log = log

    def last_score(self, mode: str, pack: str | None) -> float | None:
        """Return the share of right answers, 0 to 1, in the last finished round of a mode; None if there was none.

        pack: its only pack, None for several.
        """
        try:
            return float(self._log.kept_value(_score_key(mode, pack)) or "")
        except ValueError:
            return None

    def unfinished(self) -> tuple[UnfinishedRound, ...]:
        """Return the rounds that were left before their end, the one that was left last first."""
        kept = self._log.kept_value(_UNFINISHED)
        if kept is None:
            return ()
        try:
            return msgspec.json.decode(kept, type=tuple[UnfinishedRound, ...])
        except msgspec.MsgspecError:  # written by another version
            return ()

    def finished(self, session: str, mode: str, pack: str | None, score: float | None) -> None:
        """Record that a round was played to its end.

        session: its id; pack: as in `last_score`; score: the share of right answers, 0 to 1, None if it is no new one.
        """
        changes = self._without(session)
        if score is not None:
            changes[_score_key(mode, pack)] = repr(score)
        if changes:
            self._log.keep_values(changes)

    def left(self, unfinished: UnfinishedRound) -> None:
        """Record a round that was left before its end, in place of an earlier one of its pack.

        Of more than `MOST` the first ones are forgotten.
        """
        if len(unfinished.order) <= LONGEST:
            others = (left for left in self.unfinished() if left.pack != unfinished.pack)
            self._log.keep_values(_kept([unfinished, *others][:MOST]))

    def forget(self, session: str) -> None:
        """Forget that a round was left, if it is this one. session: its id."""
        if changes := self._without(session):
            self._log.keep_values(changes)

    def _without(self, session: str) -> dict[str, str | None]:
        """Return the changes that forget a round; none if it wasn't left."""
        left = self.unfinished()
        others = [each for each in left if each.session != session]
        return _kept(others) if len(others) < len(left) else {}


def _kept(left: Sequence[UnfinishedRound]) -> dict[str, str | None]:
    return {_UNFINISHED: msgspec.json.encode(left).decode() if left else None}


def _score_key(mode: str, pack: str | None) -> str:
    return f"last_score {mode} {pack or '*'}"
