"""What this device keeps of rounds besides their answers: the last scores, and the round that was left unfinished."""

from __future__ import annotations

import msgspec

from zgcquiz.core.log.unfinished_round import UnfinishedRound
from zgcquiz.store.log.review_log import ReviewLog

_UNFINISHED = "unfinished_round"
LONGEST = 10_000
"""The most items of a round that is kept to be continued."""


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

    def unfinished(self) -> UnfinishedRound | None:
        """Return the last round that was left before its end; None if there is none, or it can't be continued."""
        kept = self._log.kept_value(_UNFINISHED)
        if kept is None:
            return None
        try:
            return msgspec.json.decode(kept, type=UnfinishedRound)
        except msgspec.MsgspecError:  # written by another version
            return None

    def finished(self, session: str, mode: str, pack: str | None, score: float | None) -> None:
        """Record that a round was played to its end.

        session: its id; pack: as in `last_score`; score: the share of right answers, 0 to 1, None if it is no new one.
        """
        changes: dict[str, str | None] = {_UNFINISHED: None} if self._is_left(session) else {}
        if score is not None:
            changes[_score_key(mode, pack)] = repr(score)
        if changes:
            self._log.keep_values(changes)

    def left(self, unfinished: UnfinishedRound) -> None:
        """Record a round that was left before its end, in place of an earlier one."""
        if len(unfinished.order) <= LONGEST:
            self._log.keep_values({_UNFINISHED: msgspec.json.encode(unfinished).decode()})

    def forget(self, session: str) -> None:
        """Forget that a round was left, if it is this one. session: its id."""
        if self._is_left(session):
            self._log.keep_values({_UNFINISHED: None})

    def _is_left(self, session: str) -> bool:
        left = self.unfinished()
        return left is not None and left.session == session


def _score_key(mode: str, pack: str | None) -> str:
    return f"last_score {mode} {pack or '*'}"
