"""Simulated months and years: on every day the limits are kept and siblings apart, and nothing is lost or starved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.simulation.learner import BrokenRuleError, Learner, bank, learner, live
from zgcquiz.app.round import plan
from zgcquiz.core.learning import workload
from zgcquiz.core.learning.queue import DueSelection, Quota, select_items
from zgcquiz.core.learning.workload import DoneToday
from zgcquiz.core.moment import Moment
from zgcquiz.core.settings import Settings
from zgcquiz.core.value import replace
from zgcquiz.store.log.reading.workload import Agenda

LIGHT = (100, 100, 100, 100, 100, 50, 0)
"""Saturday is light, Sunday is free."""
LIMITS = {
    "": Settings(new_per_day=3, reviews_per_day=14, weekday_load=LIGHT),
    "b": Settings(new_per_day=2, reviews_per_day=9, weekday_load=LIGHT),
    "c": Settings(new_per_day=1, reviews_per_day=5),
}
LONGEST_WAIT = 10
"""Days that a due item may wait for its turn, but for those away and those until all is caught up with."""


def check(who: Learner, away: range = range(0)) -> None:
    """Nothing is lost or starved, and what piled up while the learner was away is worked off.

    The other rules were checked with each question. Raises BrokenRuleError.
    """
    never = set(who.facts) - {asked.ref for asked in who.asked}
    if never:
        raise BrokenRuleError(f"never asked: {sorted(never)}")
    first = who.evenings[0].day
    caught_up = first + away.stop
    if away:
        back = next(evening for evening in who.evenings if evening.day >= first + away.stop)
        caught_up = next(
            (evening.day for evening in who.evenings if evening.day >= back.day and not evening.today.limited), 1 << 30
        )
        foretold = back.today.backlog_days
        if foretold is None or caught_up - back.day > 2 * foretold + 7:
            raise BrokenRuleError(f"foretold {foretold} days, but caught up with after {caught_up - back.day}")
    for evening in who.evenings:
        if not first + away.start <= evening.day <= caught_up + 1 and evening.longest > LONGEST_WAIT:
            raise BrokenRuleError(f"an item waits for {evening.longest} days on {evening.day - first}")


def test_a_season(tmp_path: Path) -> None:
    """Three packs, three weeks away, summer time, and a trip around the world."""
    packs = {"a": bank("a", 25, 2, 4), "b": bank("b", 12, 3, 3), "c": bank("c", 15, 1, 15)}
    away = range(40, 61)
    with learner(tmp_path, packs, LIMITS) as who:
        live(who, 105, away=away, east=range(75, 82), west=range(82, 86))
        check(who, away)
        back = next(evening for evening in who.evenings if evening.day >= who.evenings[0].day + away.stop)
        assert back.today.limited, "the break was too short to show anything"


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
def test_a_year(tmp_path: Path, seed: int) -> None:
    packs = {"a": bank("a", 120, 2, 8), "b": bank("b", 40, 3, 3), "c": bank("c", 90, 1, 15)}
    away = range(150, 181)
    with learner(tmp_path, packs, LIMITS, seed) as who:
        live(who, 365, away=away, east=range(260, 271), west=range(271, 280))
        check(who, away)


def _unlimited(*_: object) -> Quota:
    return Quota(99, 99, 99)


def _as_if_nothing_was_done(self: Agenda, now: Moment) -> DoneToday:
    return DoneToday()


_done = Agenda.done
_limits_on = workload.limits_on


def _by_utc(self: Agenda, now: Moment) -> DoneToday:
    return _done(self, replace(now, offset=0))


def _whatever_the_siblings(due: Any, new: Any, met: object, quota: Quota) -> DueSelection:
    return select_items(due, new, (), quota)


def _whatever_the_weekday(settings: Settings, day: int) -> tuple[int, int]:
    return settings.new_per_day, settings.reviews_per_day


def _but_the_siblings(due: Any, new: Any, met: Any, quota: Quota) -> DueSelection:
    return select_items(due, [item for item in new if not item.ref.item.endswith("-1")], met, quota)


def _never_the_second(due: Any, new: Any, met: Any, quota: Quota) -> DueSelection:
    return select_items([item for item in due if not item.ref.item.endswith("3-1")], new, met, quota)


RULES = {
    "limits are kept": (plan, "quota", _unlimited),
    "limits count what was done": (Agenda, "done", _as_if_nothing_was_done),
    "days are the learner's": (Agenda, "done", _by_utc),
    "siblings are kept apart": (plan, "select_items", _whatever_the_siblings),
    "light days are light": (workload, "limits_on", _whatever_the_weekday),
    "no new item is lost": (plan, "select_items", _but_the_siblings),
    "no due item is starved": (plan, "select_items", _never_the_second),
}


@pytest.mark.parametrize("rule", [None, *RULES])
def test_a_broken_rule_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str | None) -> None:
    """The same month passes as it is, and with one of the rules broken it doesn't."""

    def month() -> None:
        limits = {"": Settings(new_per_day=2, reviews_per_day=9, weekday_load=LIGHT)}
        with learner(tmp_path, {"a": bank("a", 13, 2, 4)}, limits) as who:
            live(who, 40, east=range(20, 27), west=range(3, 16))
            check(who)

    if rule is None:
        month()
        return
    owner, name, broken = RULES[rule]
    monkeypatch.setattr(owner, name, broken)
    with pytest.raises(BrokenRuleError):
        month()
