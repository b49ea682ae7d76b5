"""Leeches: named when they become such, listed, and with what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import PACK, Clock, Ran

Run = Callable[..., Ran]


@pytest.fixture
def lapse(zgcquiz: Run, clock: Clock) -> Callable[[Path | str], str]:
    """Gives a right answer, and on a later day a wrong one, of which it gives the feedback."""

    def run(pack: Path | str) -> str:
        clock.forward(minutes=1)
        zgcquiz("play", pack, "--tag", "cities", "--json", stdin="Paris\n")
        clock.forward(days=2)
        return " ".join(zgcquiz("play", pack, "--tag", "cities", stdin="0\n").out.split())

    return run


def test_a_leech_is_named_with_the_file_to_rewrite(
    zgcquiz: Run, lapse: Callable[[Path | str], str], pack_file: Path
) -> None:
    named = [number for number in range(1, 13) if "A leech" in lapse(pack_file)]
    assert named == [8, 12]
    (leech,) = zgcquiz("leeches", pack_file, "--json").json["leeches"]
    assert leech == {
        "pack": "small",
        "question": "capital",
        "text": "What is the capital of France?",
        "lapses": 12,
        "reviews": 24,
        "suspended": False,
        "path": str(pack_file),
    }
    out = zgcquiz("leeches", pack_file).out
    assert "small capital: forgotten 12 times, 24 reviews" in out
    assert "zgcquiz suspend small capital" in out
    zgcquiz("suspend", pack_file, "capital")
    assert zgcquiz("leeches", pack_file, "--json").json["leeches"][0]["suspended"] is True
    assert "suspended" in zgcquiz("leeches", pack_file).out


def test_what_to_do_is_said_by_whose_pack_it_is(
    zgcquiz: Run, lapse: Callable[[Path | str], str], pack_file: Path, shipped: Path
) -> None:
    shutil.copy(pack_file, shipped / "small.yaml")
    feedback = [lapse("small") for _ in range(8)][-1]
    assert "A leech: forgotten 8 times. It came with zgcquiz" in feedback
    assert zgcquiz("leeches", "--json").json["leeches"][0]["path"] is None
    assert "can't be rewritten" in zgcquiz("leeches").out
    zgcquiz("undo")
    assert zgcquiz("leeches", "--json").json == {"leeches": []}
    pack_file.write_text(PACK.replace("A small pack", "My own pack"), encoding="utf-8")
    assert zgcquiz("pack", "add", pack_file, "--force").code == 0
    said = lapse("small")
    assert "Rewrite it in " in said
    assert "key !, or: zgcquiz suspend small capital" in said


def test_misses_within_a_session_are_no_more_lapses(zgcquiz: Run, pack_file: Path) -> None:
    zgcquiz("review", pack_file, "--json", stdin="0\n" * 60)
    assert zgcquiz("leeches", pack_file).out.startswith("There are no leeches")
