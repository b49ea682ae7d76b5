"""Numbers from the command line: read by the pack's language, and exported unchanged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import write
from tests.conftest import Ran

Run = Callable[..., Ran]

PACK = """\
zgcquiz: 1
id: numbers
title: Numbers
{language}questions:
  - {{id: a, kind: numeric, question: How many?, answer: '{key}', tolerance: '{tolerance}'}}
"""


def pack(tmp_path: Path, key: str, tolerance: str = "0", language: str = "") -> Path:
    said = f"language: {language}\n" if language else ""
    return write(tmp_path / "numbers.yaml", PACK.format(language=said, key=key, tolerance=tolerance))


@pytest.mark.parametrize(
    ("key", "tolerance", "language", "typed", "right"),
    [
        ("5", "0", "en", "- 5", False),
        ("-5", "0", "en", "- 5", True),
        ("0,125", "0,001", "de", "126", False),
        ("0,125", "0,001", "de", "0.125", True),
        ("3652", "0", "de", "3.652", True),
        ("3.652", "0", "de", "3652", True),
        ("3.652", "0", "en", "3652", False),
        ("3,142", "0,001", "de", "3.142", True),
        ("6.02e23", "1%", "en", "6.02×10^23", True),
    ],
)
def test_a_typed_number_is_read_by_the_packs_language(
    zgcquiz: Run, tmp_path: Path, key: str, tolerance: str, language: str, typed: str, right: bool
) -> None:
    ran = zgcquiz("play", pack(tmp_path, key, tolerance, language), "--json", stdin=f"{typed}\n")
    assert [answer["correct"] for answer in ran.json["answers"]] == [right]


def test_authors_are_told_of_an_ambiguous_number_and_learners_are_not(zgcquiz: Run, tmp_path: Path) -> None:
    path = pack(tmp_path, "3,142")
    (checked,) = zgcquiz("pack", "check", path, "--json").json["packs"]
    assert [(each["code"], each["line"], each["question"]) for each in checked["warnings"]] == [
        ("ambiguous-number", 5, "a")
    ]
    assert "is read as 3142" in checked["warnings"][0]["message"]
    assert checked["errors"] == []
    assert zgcquiz("play", path, "--json", stdin="3142\n").err == ""


@pytest.mark.parametrize("name", ["gift", "moodle-xml", "qti12", "qti21", "text2qti", "csv"])
def test_a_key_in_groups_is_exported_and_read_again(zgcquiz: Run, tmp_path: Path, name: str) -> None:
    there, back = tmp_path / "there", tmp_path / "back.yaml"
    ran = zgcquiz("pack", "export", pack(tmp_path, "1,400,000", "5%"), "--to", name, "-o", there)
    assert ran.code == 0, ran.err
    assert zgcquiz("pack", "import", there, "--from", name, "-o", back).code == 0
    (question,) = zgcquiz("pack", "show", back, "--json").json["questions"]
    assert (question["kind"], question["answers"], question["tolerance"]) == ("numeric", ["1400000"], 70000.0)


def test_a_small_tolerance_that_was_imported_is_read_back(zgcquiz: Run, tmp_path: Path) -> None:
    gift, back = write(tmp_path / "a.gift", "::pi::What is pi?{#3.14159:0.00001}\n"), tmp_path / "back.yaml"
    assert zgcquiz("pack", "import", gift, "-o", back).code == 0
    (checked,) = zgcquiz("pack", "check", back, "--json").json["packs"]
    assert checked["errors"] == []
    assert "within 0.00001" in zgcquiz("pack", "show", back, "--answers").out


GERMAN = """\
::a:: Welche Stadt ist die Hauptstadt von Deutschland und liegt an der Spree? {=Berlin ~Bonn ~Kiel}

::b:: Wie viel Meter ist das, wenn man es nicht mit sich selbst multipliziert? {#1.125}

::c:: Wer hat das Rad auf dem Dach der Scheune gesehen? {=Anna ~Ida ~Eva}
"""


def test_a_pack_that_does_not_say_its_language_is_told_to(zgcquiz: Run, tmp_path: Path) -> None:
    """An import says it for the author, and writes the numbers so that they stay what they are."""
    source = write(tmp_path / "x.gift", GERMAN)
    out = tmp_path / "x.yaml"
    number, note = zgcquiz("pack", "import", source, "-o", out, "--json").json["notes"]
    assert "'1.125' was read as 1.125; in German it may mean 1125" in str(number)
    assert "so the pack has 'language: de'" in str(note)
    said = zgcquiz("pack", "show", out, "--json").json
    assert (said["language"], said["questions"][1]["answers"]) == ("de", ["1,125"])
    (checked,) = zgcquiz("pack", "check", out, "--json").json["packs"]
    assert checked["warnings"] == []
    write(out, out.read_text("utf-8").replace("language: de\n", "").replace("1,125", "1.125"))
    ran = zgcquiz("pack", "check", out, "--json")
    (warning,) = ran.json["packs"][0]["warnings"]
    assert (ran.code, warning["code"], warning["line"]) == (0, "missing-language", 3)
    assert "write 'language: de' at the top" in warning["message"]
    assert warning["message"].endswith("Then '1.125' is 1125: write '1,125'")


@pytest.mark.parametrize(("other", "language", "key"), [("x.gift", "de", "1,125"), ("en.gift", None, "1.125")])
def test_files_that_are_joined_keep_their_numbers(
    zgcquiz: Run, tmp_path: Path, other: str, language: str | None, key: str
) -> None:
    files = [write(tmp_path / name, GERMAN) for name in ("de.gift", "x.gift")]
    files.append(write(tmp_path / "en.gift", "What is it? {=this ~that}"))
    ran = zgcquiz("pack", "import", files[0], tmp_path / other, "-o", tmp_path / "j.yaml", "--json")
    said = zgcquiz("pack", "show", tmp_path / "j.yaml", "--json").json
    assert (said["language"], said["questions"][1]["answers"]) == (language, [key])
    lost = [each["field"] for each in ran.json["lost"]]
    assert ("language" in lost) is (language is None)
