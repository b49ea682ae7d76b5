"""Questions that hold for a time: asked to the end of their last day, and no longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.making import write
from tests.conftest import NOON, Clock, Ran
from zgcquiz.core.moment import HOUR, Moment, date_of

Run = Callable[..., Ran]
TEXT = """\
zgcquiz: 1
id: cities
title: Cities
questions:
  - {id: largest, question: Is Tokyo the largest?, answer: true, valid_until: UNTIL, as_of: 2025}
  - {id: old, question: Is Rome old?, answer: true}
"""


def in_days(days: int) -> str:
    return (date_of(NOON.day) + timedelta(days=days)).isoformat()


@pytest.fixture
def cities(tmp_path: Path) -> Path:
    return write(tmp_path / "cities.yaml", TEXT.replace("UNTIL", in_days(3)))


def asked(ran: Ran) -> set[str]:
    return {answer["question"] for answer in ran.json["answers"]}


def play(zgcquiz: Run, pack: Path) -> set[str]:
    return asked(zgcquiz("play", pack, "--json", stdin="0\n0\n"))


def test_it_is_asked_to_the_end_of_its_last_day_and_its_history_stays(zgcquiz: Run, cities: Path, clock: Clock) -> None:
    assert play(zgcquiz, cities) == {"largest", "old"}
    clock.now = Moment(NOON.start_of(NOON.day + 4) - HOUR, NOON.offset)  # the small hours of the day after
    assert play(zgcquiz, cities) == {"largest", "old"}
    clock.forward(minutes=61)
    assert play(zgcquiz, cities) == {"old"}
    clock.forward(minutes=20)
    assert zgcquiz("stats", cities, "--json").json["due"] == 1
    assert asked(zgcquiz("review", cities, "--json", stdin="0\n0\n")) == {"old"}
    assert asked(zgcquiz("review", cities, "--until", in_days(30), "--json", stdin="0\n0\n")) <= {"old"}
    log = zgcquiz("history", "--json").json
    assert sum(review["question"] == "largest" for review in log) == 2


def test_it_comes_back_with_all_that_was_known_when_its_author_moves_the_date(
    zgcquiz: Run, cities: Path, clock: Clock
) -> None:
    zgcquiz("review", cities, stdin="true\ntrue\n")
    before = {row["question"]: row for row in zgcquiz("stats", cities, "--items", "--json").json["items"]}
    clock.forward(days=10)
    assert zgcquiz("review", cities, "--json", stdin="").json["due_left"] == 1
    write(cities, TEXT.replace("UNTIL", in_days(99)))
    assert zgcquiz("review", cities, "--json", stdin="").json["due_left"] == 2
    after = {row["question"]: row for row in zgcquiz("stats", cities, "--items", "--json").json["items"]}
    assert after["largest"] == before["largest"]


def test_a_clock_that_goes_back_brings_it_back(zgcquiz: Run, cities: Path, clock: Clock) -> None:
    clock.forward(days=10)
    assert play(zgcquiz, cities) == {"old"}
    clock.forward(days=-9)
    assert play(zgcquiz, cities) == {"largest", "old"}


def test_the_check_says_what_has_expired_and_what_to_do(zgcquiz: Run, cities: Path, clock: Clock) -> None:
    (pack,) = zgcquiz("pack", "check", cities, "--json").json["packs"]
    assert pack["warnings"] == []
    clock.forward(days=4)
    ran = zgcquiz("pack", "check", cities, "--json")
    ((warning,),) = [pack["warnings"] for pack in ran.json["packs"]]
    assert ran.code == 0
    assert (warning["code"], warning["question"], warning["line"]) == ("expired", "largest", 5)
    assert f"valid until {in_days(3)}" in warning["message"]
    assert "superseded_by" in warning["message"]
    assert TEXT.splitlines()[4][: warning["column"] - 1].endswith("valid_until: ")


def test_nothing_else_left_is_said(zgcquiz: Run, tmp_path: Path) -> None:
    pack = write(tmp_path / "p.yaml", "".join(TEXT.replace("UNTIL", "1999").splitlines(True)[:5]))
    ran = zgcquiz("play", pack, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "no-questions")
    assert "expired" in ran.json["error"]["message"]
    assert "valid_until" in ran.json["error"]["hint"]
