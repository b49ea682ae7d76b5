"""The main job end to end, in one process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Clock, Ran
from zgcquiz.app.context import AppContext
from zgcquiz.cli import main
from zgcquiz.core.errors import ZgcError


def test_a_first_evening_and_a_second_day(zgcquiz: Callable[..., Ran], pack_file: Path, clock: Clock) -> None:
    assert zgcquiz("pack", "add", pack_file).code == 0
    first = zgcquiz("play", "--json", "--seed", "7", stdin="Paris\n2,3\ntrue\n1905\n" * 4).json
    assert first["asked"] == 4
    assert zgcquiz("review", "--new", "0", "--json").json["asked"] == 0
    clock.forward(days=30)
    second = zgcquiz("review", "--json", stdin="0\n" * 50).json
    assert second["asked"] == 50
    assert zgcquiz("stats", "--json").json["reviews"] == 54


def test_the_context_is_made_on_first_use_and_closed_at_the_end(make_context: Callable[[], AppContext]) -> None:
    made: list[AppContext] = []

    def make() -> AppContext:
        made.append(make_context())
        return made[-1]

    assert (main.run(["--version"], make), made) == (0, [])
    for number, (command, code) in enumerate([("history", 0), ("undo", 1)], 1):
        assert (main.run([command], make), len(made)) == (code, number)
        with pytest.raises(ZgcError, match="closed database"):
            made[-1].log.last()
