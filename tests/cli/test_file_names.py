"""Files whose names are bytes that are not UTF-8, as old disks and archives have them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import GREEK, run
from tests.cli.several import run_here
from tests.conftest import Ran

Run = Callable[..., Ran]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names are UTF-8 or UTF-16 there")


@pytest.fixture
def zgcquiz() -> Run:
    """The program in this process, but with streams of bytes, which take what isn't UTF-8."""
    return run_here


def odd(folder: Path, name: bytes, text: str) -> Path:
    path = folder / os.fsdecode(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", [b"caf\xe9.yaml", b"caf\xe9/pack.yaml"])
def test_a_pack_is_added_and_updated(zgcquiz: Run, tmp_path: Path, home: Path, name: bytes) -> None:
    file = odd(tmp_path, name, GREEK)
    pack = file.parent if file.name == "pack.yaml" else file
    assert zgcquiz("pack", "add", pack).code == 0
    assert "greek" in zgcquiz("pack", "list").out
    assert json.loads((home / "packs" / ".greek.origin.json").read_bytes())["address"] == str(pack)
    file.write_text(GREEK.replace("As in alphabet.", "As in the alphabet."), encoding="utf-8")
    ran = zgcquiz("pack", "update", "--yes", "--json")
    assert (ran.code, ran.json["failed"]) == (0, [])
    (installed,) = (home / "packs").rglob("*.yaml")
    assert "As in the alphabet." in installed.read_text(encoding="utf-8")


def test_an_origin_of_ordinary_names_stays_as_it_was_written(zgcquiz: Run, tmp_path: Path, home: Path) -> None:
    pack = odd(tmp_path, "кафе.yaml".encode(), GREEK)
    assert zgcquiz("pack", "add", pack).code == 0
    assert "кафе" in (home / "packs" / ".greek.origin.json").read_text(encoding="utf-8")


def test_a_record_that_is_none_is_no_origin(zgcquiz: Run, tmp_path: Path, home: Path) -> None:
    zgcquiz("pack", "add", odd(tmp_path, b"greek.yaml", GREEK))
    for broken in (b"", b"[]", b'{"kind": 7}', b"\xff", b'{"kind": "nothing", "address": ""}'):
        (home / "packs" / ".greek.origin.json").write_bytes(broken)
        assert zgcquiz("pack", "list").code == 0


@pytest.mark.parametrize("output", [(), ("-o", b"out\xe9.yaml"), ("-o", b"out\xe9")])
def test_a_file_is_imported(zgcquiz: Run, tmp_path: Path, output: tuple[str, bytes]) -> None:
    file = odd(tmp_path, b"sums\xe9.gift", "::Q:: What is 2+2? {=4 ~5 ~6 ~7}\n")
    target = tmp_path / os.fsdecode(output[1]) if output else None
    ran = zgcquiz("pack", "import", file, *(("-o", target) if target else ()), "--json")
    assert ran.code == 0
    assert ran.json["packs"][0]["questions"] == 1
    assert zgcquiz("pack", "check", target or ran.json["packs"][0]["id"]).code == 0


def test_several_files_are_joined_by_a_process(tmp_path: Path) -> None:
    files = [
        odd(tmp_path, name, f"What is {number}+{number}? {{={2 * number} ~1 ~0}}\n")
        for number, name in enumerate((b"a\xe9.gift", b"b\xe9.gift"), 2)
    ]
    target = tmp_path / os.fsdecode(b"both\xe9.yaml")
    assert run("pack", "import", *files, "-o", target).returncode == 0
    assert run("pack", "check", target).returncode == 0


def test_what_a_pack_can_not_hold_is_refused(zgcquiz: Run, tmp_path: Path) -> None:
    article = odd(tmp_path, b"art\xe9.txt", "The Eiffel Tower was built in 1889 by Gustave Eiffel in Paris.\n")
    wanted = ("--title", "T", "--language", "en", "--license", "CC0-1.0", "--publisher", "P", "--published", "2020")
    ran = zgcquiz("pack", "new", "eiffel", "--from", article, *wanted, "-o", tmp_path / "eiffel.yaml")
    assert ran.code == 1
    assert "Rename the file." in ran.err
    for option in ("--title", "--language", "--license", "--author", "--url"):
        ran = zgcquiz("pack", "new", "eiffel", *wanted, option, os.fsdecode(b"\xe9"))
        assert (ran.code, f"{option} is not UTF-8 text" in ran.err.replace("\n ", "")) == (1, True)
    assert not (tmp_path / "eiffel.yaml").exists()
    other = tmp_path / "elsewhere" / "eiffel.yaml"
    other.parent.mkdir()
    assert zgcquiz("pack", "new", "eiffel", "--from", article, *wanted, "-o", other).code == 0
    target = tmp_path / os.fsdecode(b"new\xe9.yaml")
    assert zgcquiz("pack", "new", "eiffel", *wanted, "-o", target).code == 0
    assert zgcquiz("pack", "check", target).code == 0


TOO_LONG = "x" * 5000


@pytest.mark.parametrize(
    "command",
    [
        *(
            f"{verb} NAME"
            for verb in ("play", "review", "read", "stats", "restore", "sync", "history import", "suspend")
        ),
        *(f"pack {verb} NAME" for verb in ("show", "check", "add", "edit", "import", "preview", "coverage", "build")),
        *(f"pack {verb} zhongguancun -o NAME" for verb in ("build", "export")),
        *("pack schema -o NAME", "history export -o NAME", "pack diff NAME NAME", "pack new title -o NAME"),
    ],
)
def test_a_name_that_no_file_system_takes_is_refused(zgcquiz: Run, command: str) -> None:
    ran = zgcquiz(*command.replace("NAME", TOO_LONG).split())
    assert ran.code in (1, 2)
    assert "zgcquiz: " in ran.err or "error" in ran.out + ran.err.lower()
    assert "Traceback" not in ran.err


def test_a_section_s_number_may_have_any_number_of_digits(zgcquiz: Run) -> None:
    ran = zgcquiz("play", "--section", "1" * 5000)
    assert "section" in ran.err
