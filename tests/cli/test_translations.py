"""Shipped packs in another language: used where they are named, and once they have been answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import GREEK, one, write
from tests.conftest import Clock, Ran
from zgcquiz.store.packs.library import Library

Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def packs(shipped: Path) -> None:
    """A pack that ships and its translation."""
    write(shipped / "greek" / "pack.yaml", GREEK)
    write(
        shipped / "greek-zh" / "pack.yaml",
        one("greek-zh", "对吗？", language="zh-Hans", section="字母\ntext: 字母不多。"),
    )


def packs_asked(zgcquiz: Run, *words: str) -> set[str]:
    asked = zgcquiz("play", *words, "-n", "20", "--no-record", "--json", stdin="0\n" * 20).json["answers"]
    return {answer["pack"] for answer in asked}


def test_it_is_listed_but_left_out_until_it_is_answered(zgcquiz: Run, clock: Clock) -> None:
    assert [pack["id"] for pack in zgcquiz("pack", "list", "--json").json["packs"]] == ["greek", "greek-zh"]
    assert packs_asked(zgcquiz) == {"greek"}
    assert zgcquiz("play", "greek-zh", "--json", stdin="0\n").json["pack"] == "greek-zh"
    assert packs_asked(zgcquiz) == {"greek", "greek-zh"}
    clock.forward(days=1)
    assert "对吗？" in zgcquiz("review", "--limit", "9", stdin="0\n" * 9).out


def test_the_name_of_the_original_means_the_original(zgcquiz: Run) -> None:
    for name in ("greek", "gre", "GREE"):
        assert packs_asked(zgcquiz, name) == {"greek"}
    assert packs_asked(zgcquiz, "greek-") == packs_asked(zgcquiz, "greek-zh") == {"greek-zh"}


def test_it_stays_a_translation_without_its_original(zgcquiz: Run) -> None:
    assert zgcquiz("pack", "remove", "greek").code == 0
    ran = zgcquiz("play", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "no-packs")
    assert ran.json["error"]["hint"] == "To begin one: zgcquiz play greek-zh"
    assert packs_asked(zgcquiz, "gre") == {"greek-zh"}


def test_it_is_read_where_it_is_named_or_was_used(zgcquiz: Run) -> None:
    assert zgcquiz("read", "--json").json["error"]["code"] == "nothing-to-read"
    assert "字母不多。" in zgcquiz("read", "greek-zh").out
    zgcquiz("play", "greek-zh", stdin="0\n")
    assert "字母不多。" in zgcquiz("read").out


def test_the_log_is_not_made_to_find_out(zgcquiz: Run, home: Path) -> None:
    zgcquiz("pack", "list")
    zgcquiz("read")
    zgcquiz("play", "--no-record", stdin="0\n")
    assert not list(home.glob("*.db"))


def test_a_pack_of_the_user_is_no_translation(zgcquiz: Run, tmp_path: Path) -> None:
    zgcquiz("pack", "add", write(tmp_path / "greek-de.yaml", one("greek-de", "Ja?")))
    assert packs_asked(zgcquiz) == {"greek", "greek-de"}
    zgcquiz("pack", "add", write(tmp_path / "greek-zh.yaml", one("greek-zh", "是吗？")), "--force")
    assert packs_asked(zgcquiz) == {"greek", "greek-de", "greek-zh"}


def test_adding_a_shipped_pack_that_is_there_says_so(zgcquiz: Run) -> None:
    assert "already installed" in zgcquiz("pack", "add", "greek-zh").out
    zgcquiz("pack", "remove", "greek-zh")
    assert zgcquiz("pack", "add", "greek-zh", "--json").json["change"] == "added"


def test_of_the_packs_that_ship_only_the_english_one_is_played_unasked(home: Path) -> None:
    found = Library(home / "packs", Path(__file__).parents[2] / "questions").installed()
    assert {pack.id: pack.translation_of for pack in found} == {
        "zhongguancun": None,
        "zhongguancun-zh": "zhongguancun",
    }
