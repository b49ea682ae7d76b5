"""A pack that is added here can be written on every other system."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import GREEK, write
from tests.conftest import Ran
from zgcquiz.core.packs.portable_names import clash, is_device, unportable

Run = Callable[..., Ran]
BANK = "questions:\n  - {id: more-1, question: Is it so?, answer: true}\n"


@pytest.mark.parametrize("name", ["con", "NUL", "aux.yaml", "com1.tar.gz", "lpt9", "nul .txt", "prn "])
def test_devices_are_known(name: str) -> None:
    assert is_device(name)
    assert unportable(["pack.yaml", f"texts/{name}"])


@pytest.mark.parametrize("name", ["console", "con-1", "null.yaml", "com10", "lpt", "a.con", "auxiliary.yaml"])
def test_other_names_are_no_devices(name: str) -> None:
    assert not is_device(name)
    assert not unportable(["pack.yaml", name])


def test_names_that_are_one_to_some_systems_clash() -> None:
    assert clash(["a.yaml", "A.yaml"])
    assert clash(["caf\u00e9.yaml", "cafe\u0301.yaml"])
    assert clash(["CAF\u00c9.yaml", "cafe\u0301.yaml"])
    assert not clash(["a.yaml", "b.yaml", "a/a.yaml"])


@pytest.mark.parametrize("id", ["con", "nul", "com1", "lpt9"])
def test_an_id_that_is_a_device_is_refused(zgcquiz: Run, tmp_path: Path, id: str) -> None:
    pack = write(tmp_path / "greek.yaml", GREEK.replace("id: greek", f"id: {id}", 1))
    ran = zgcquiz("pack", "check", pack)
    assert ran.code == 1
    assert "the name of a device on Windows" in " ".join(ran.out.split())
    assert zgcquiz("pack", "add", pack).code == 1
    ran = zgcquiz("pack", "new", id, "--title", "T", "--language", "en", "--license", "CC0-1.0")
    assert (ran.code, f"zgcquiz pack new {id}-pack" in " ".join(ran.err.split())) == (1, True)


def test_an_import_of_a_file_named_like_a_device_gets_an_id(zgcquiz: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "con.gift", "What is 2+2? {=4 ~5 ~6 ~7}\n")
    assert zgcquiz("pack", "import", file, "--json").json["packs"][0]["id"] == "con-pack"
    assert zgcquiz("pack", "import", file, "--id", "nul").code == 2


@pytest.mark.parametrize(
    "names", [("bank.yaml", "Bank.yaml"), ("caf\u00e9.yaml", "cafe\u0301.yaml"), ("nul.yaml",), ("Aux.yaml",)]
)
def test_a_pack_with_such_files_is_not_added(zgcquiz: Run, tmp_path: Path, home: Path, names: tuple[str, ...]) -> None:
    write(tmp_path / "greek" / "pack.yaml", GREEK)
    for number, name in enumerate(names):
        write(tmp_path / "greek" / name, BANK.replace("more-1", f"more-{number}"))
    ran = zgcquiz("pack", "add", tmp_path / "greek", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "bad-name")
    assert not list((home / "packs").glob("*greek*"))
