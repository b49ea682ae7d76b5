"""The fuzzer: a few inputs for each target, the same for a seed; a failure is saved with a command to repeat it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests import fuzz
from tests.effort import examples
from tests.hostile.corpus import PACKS

TARGETS = fuzz.targets()


@pytest.mark.parametrize("name", TARGETS)
def test_a_few_inputs_do_no_harm(name: str, tmp_path: Path) -> None:
    target = TARGETS[name]
    for number in range(examples(2)):
        data = fuzz.mutated(Random(f"1 {number}"), target.seeds)
        assert fuzz.check(target, data, tmp_path / str(number), round=number + 1)


@pytest.mark.parametrize("name", ["csv", "apkg", "moodle-xml", "json"])
def test_a_seed_gives_the_same_inputs_which_differ_from_their_files(name: str) -> None:
    seeds = TARGETS[name].seeds
    first, again = ([fuzz.mutated(Random(f"1 {at}"), seeds) for at in range(20)] for _ in range(2))
    assert first == again
    assert len(set(first)) > 10
    assert not set(first) <= set(seeds)


def test_every_mutation_changes_something() -> None:
    for mutation in set(fuzz._MUTATIONS):
        seeds = (b"a: 1\nb: 2\nc: 3\n", b"other")
        results = set()
        for at in range(20):
            data = bytearray(seeds[0])
            mutation(Random(at), data, seeds)
            results.add(bytes(data))
        assert results - {seeds[0]}, mutation


def test_a_failure_is_saved_once_with_its_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def crash(*_: object, **__: object) -> str:
        raise ZeroDivisionError("zgcevil")

    monkeypatch.setattr(fuzz, "outcome", crash)
    assert fuzz.fuzz(0.02, 3, [PACKS], tmp_path / "saved") == 1
    (path,) = (tmp_path / "saved").iterdir()
    out = capsys.readouterr().out
    assert f"python -m tests.fuzz --target {PACKS} --file {path}" in out
    assert "1 different failures" in out
    monkeypatch.undo()
    assert fuzz.check(TARGETS[PACKS], path.read_bytes(), tmp_path / "again", round=1)
