"""A simulated class of thirty: the planted questions are found, and the pupils ranked as they were made."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.classroom.making import NO_DISCRIMINATION, WRONG_KEYS, write_class
from tests.conftest import Ran
from tests.web.serving import served
from zgcquiz.formats.native import reader

pytest.importorskip("ibis", reason="pip install -e '.[dev]'")


def sent(pack: Path, files: list[Path], folder: Path) -> Path:
    """Send the answers to a server of the pack's page, as thirty phones would, and return its file."""
    read = reader.read([("test.yaml", pack.read_bytes())]).pack
    assert read is not None
    with served(folder, read) as room:
        for file in files:
            lines = [json.loads(line) | {"device": file.stem} for line in file.read_bytes().splitlines()]
            reply = room.send(*lines)
            assert (reply.status, reply.json["refused"]) == (200, []), reply
        return room.path


@pytest.fixture(params=["files", "serve"])
def dataset(zgcquiz: Callable[..., Ran], tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Return what a class of thirty has answered, by files or to a server, collected through the command line."""
    pack, files = write_class(tmp_path)
    if request.param == "serve":
        files = [sent(pack, files, tmp_path)]
    ran = zgcquiz("class", "collect", *files, "-o", tmp_path / "dataset", "--pack", pack, "--json")
    assert ran.code == 0, ran
    assert (ran.json["added"], len(ran.json["files"])) == (30 * 24, len(files))
    return tmp_path / "dataset"


def test_the_planted_questions_are_found(zgcquiz: Callable[..., Ran], dataset: Path) -> None:
    ran = zgcquiz("class", "items", dataset, "--json")
    assert ran.code == 0, ran
    flags = {each["question"]: {flag["code"] for flag in each["flags"]} for each in ran.json["questions"]}
    assert {question for question, codes in flags.items() if "wrong-key" in codes} == set(WRONG_KEYS)
    advice = [flag["advice"] for each in ran.json["questions"] for flag in each["flags"] if flag["code"] == "wrong-key"]
    assert all('"beta"' in text for text in advice), "the advice names the true key"
    weak = {"low-discrimination", "negative-discrimination"}
    assert flags[NO_DISCRIMINATION] & weak
    found = {question for question, codes in flags.items() if codes & weak}
    assert len(found - {NO_DISCRIMINATION}) <= 2, "with thirty learners chance makes some questions look weak"


def test_pupils_are_ranked_as_they_were_made(zgcquiz: Callable[..., Ran], dataset: Path) -> None:
    ran = zgcquiz("class", "report", dataset, "--json")
    assert ran.code == 0, ran
    ranked = [each["learner"] for each in ran.json["learners"]]
    assert len(ranked) == 30
    guessers = {f"pupil{number:02}" for number in (3, 13, 23)}
    made = sorted((name for name in ranked if name not in guessers), reverse=True)
    shown = [name for name in ranked if name not in guessers]
    distance = sum((made.index(name) - place) ** 2 for place, name in enumerate(shown))
    count = len(made)
    assert 1 - 6 * distance / (count * (count**2 - 1)) > 0.9, "Spearman's rank correlation"
    assert guessers & set(ranked[:10]) == set()
    by_name: dict[str, Any] = {each["learner"]: each for each in ran.json["learners"]}
    for name in guessers:
        assert by_name[name]["low"] == 0, "blind picks are compatible with knowing nothing"
