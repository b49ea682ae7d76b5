"""Packages that the real Anki made."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.formats.importing import read
from zgcquiz.core.hold import Held
from zgcquiz.core.pack import Kind
from zgcquiz.formats import registry

MAKER = Path(__file__).with_name("anki_maker.py")
NAMES = ("legacy.apkg", "new.apkg", "legacy.colpkg", "new.colpkg")


def run(*arguments: object) -> Any:
    """What the real Anki says that it has."""
    done = subprocess.run([sys.executable, MAKER, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("anki")
    return folder, run("make", folder)


@pytest.mark.parametrize("name", NAMES)
def test_all_versions_are_read_alike(made: tuple[Path, Any], name: str) -> None:
    folder, said = made
    data = (folder / name).read_bytes()
    assert registry.recognise(data, "x").name == "apkg"
    found = read("apkg", data, "file.apkg")
    assert found.pack
    assert found.skipped == ()
    assert found.pack.info.title == "Top"
    assert {(item.stem, item.keys[0].text, item.explanation, item.section) for item in found.pack.items} == {
        ("Cat", "Katze", "", ""),
        ("Q [image: x.png] &", "A", "", "Sub"),
        ("Dog", "Hund", "", "Sub"),
        ("Hund", "Dog", "", "Sub"),
        ("_____ (city) is in Australia", "Canberra", "Not Sydney.", "Sub"),
        ("Canberra is in _____", "Australia", "Not Sydney.", "Sub"),
    }
    assert {item.kind for item in found.pack.items} == {Kind.TYPED}
    assert [(each.at.ms, int(each.rating), each.ms) for each in found.reviews] == [
        (id, ease, ms) for id, _, ease, _, ms in said["log"]
    ]
    assert [each.held for each in found.holds] == [Held.SUSPENDED]


def test_all_versions_give_the_same_ids(made: tuple[Path, Any]) -> None:
    folder, _ = made
    found = [read("apkg", (folder / name).read_bytes(), "file.apkg") for name in NAMES]
    assert all(each.pack == found[0].pack and each.reviews == found[0].reviews for each in found)
