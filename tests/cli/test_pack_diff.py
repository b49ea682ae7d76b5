"""What changed between two editions of a pack, said in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import GREEK, write
from tests.conftest import Ran

Run = Callable[..., Ran]

LATER = (
    GREEK.replace("title: Greek letters", "title: Letters of Greece")
    .replace("Which letter is the first?", "Which letter stands first?")
    .replace("answer: Twenty-four", "answer: Twenty-six")
    .replace("  - id: vowels", "  - id: sounds\n    formerly: [vowels]")
    .replace("  - id: old", "  - id: ancient")
    .replace("explanation: As in alphabet.", "explanation: Hence the alphabet.")
    + "  - id: last\n    question: Which letter ends it all?\n    answer: Omega\n    distractors: [Psi, Chi]\n"
)


@pytest.fixture
def later(tmp_path: Path) -> Path:
    return write(tmp_path / "later.yaml", LATER)


def test_every_change_is_named_with_the_old_and_the_new_text(zgcquiz: Run, greek: Path, later: Path) -> None:
    ran = zgcquiz("pack", "diff", greek, later, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["pack"] == [{"field": "title", "before": "Greek letters", "after": "Letters of Greece"}]
    found = {(change["change"], change["question"]): change for change in ran.json["changes"]}
    assert set(found) == {
        ("reworded", "first"),
        ("retouched", "first"),
        ("renamed", "sounds"),
        ("rekeyed", "count"),
        ("likely-rename", "ancient"),
        ("added", "last"),
    }
    rekeyed = found["rekeyed", "count"]
    assert (rekeyed["what"], rekeyed["before"], rekeyed["after"]) == ("answer", "Twenty-four", "Twenty-six")
    assert found["reworded", "first"]["after"] == "Which letter stands first?"
    assert found["retouched", "first"]["what"] == "explanation"
    assert found["renamed", "sounds"]["formerly"] == "vowels"
    back = zgcquiz("pack", "diff", later, greek, "--json").json["changes"]
    assert ("removed", "last") in {(change["change"], change["question"]) for change in back}


def test_the_page_reads_well_on_a_narrow_terminal(
    zgcquiz: Run, greek: Path, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    out = zgcquiz("pack", "diff", greek, later).out
    assert max(map(len, out.splitlines())) <= 40
    assert "was Twenty-four\nnow Twenty-six\n" in out
    assert "Likely renamed" in out
    assert " ".join(out.split()).endswith(
        "greek: 1 re-keyed, 1 renamed, 1 likely renamed, 1 reworded, 1 added, 1 retouched"
    )


def test_what_only_changed_places_with_the_right_answer_is_not_said_twice(
    zgcquiz: Run, greek: Path, later: Path
) -> None:
    assert "wrong options" not in zgcquiz("pack", "diff", greek, later).out


def test_an_installed_pack_is_compared_by_its_id(zgcquiz: Run, greek: Path, later: Path) -> None:
    zgcquiz("pack", "add", greek)
    assert zgcquiz("pack", "diff", "greek", greek).out == "greek: nothing changed\n"
    assert (
        zgcquiz("pack", "diff", "greek", later, "--json").json == zgcquiz("pack", "diff", greek, later, "--json").json
    )


def test_what_can_t_be_read_is_said(zgcquiz: Run, greek: Path) -> None:
    ran = zgcquiz("pack", "diff", greek, "nowhere.yaml", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "no-pack")
    write(greek, GREEK.replace("answer: true", "anser: true"))
    assert "unknown-key" in zgcquiz("pack", "diff", greek, greek).err
