"""A day's work in words. It loads little, since a reminder prints it with every prompt of a shell."""

from __future__ import annotations

from typing import Protocol


class DaysWork(Protocol):
    """The numbers of due and new items of a day, and the estimated seconds, None if that is not known."""

    @property
    def due(self) -> int: ...
    @property
    def new(self) -> int: ...
    @property
    def seconds(self) -> float | None: ...


def todays_work(work: DaysWork) -> str:
    """Return "6 due and 10 new, about 5 min", with what there is of these; "" if nothing is left."""
    parts = [f"{number:,} {word}" for number, word in ((work.due, "due"), (work.new, "new")) if number]
    time = "" if work.seconds is None or not parts else f", about {minutes(work.seconds)}"
    return " and ".join(parts) + time


def minutes(seconds: float) -> str:
    """Return an estimated time, given in seconds: "1 min", "40 min", "2 h 5 min"."""
    whole = max(1, round(seconds / 60))
    return f"{whole} min" if whole < 60 else f"{whole // 60} h {whole % 60} min"
