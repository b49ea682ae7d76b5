"""The main job end to end, in one process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.conftest import Clock, Ran


def test_a_first_evening_and_a_second_day(zgcquiz: Callable[..., Ran], pack_file: Path, clock: Clock) -> None:
    assert zgcquiz("pack", "add", pack_file).code == 0
    first = zgcquiz("play", "--json", "--seed", "7", stdin="Paris\n2,3\ntrue\n1905\n" * 4).json
    assert first["asked"] == 4
    assert zgcquiz("review", "--new", "0", "--json").json["asked"] == 0
    clock.forward(days=30)
    second = zgcquiz("review", "--json", stdin="0\n" * 50).json
    assert second["asked"] == 50
    assert zgcquiz("stats", "--json").json["reviews"] == 54
