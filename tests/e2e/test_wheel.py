"""The wheel carries all that it needs, and plays from any folder."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

from tests.e2e.conftest import ROOT, Program


def python(program: Program, code: str) -> str:
    done = subprocess.run(
        [str(program.python), "-c", code],
        cwd=program.folder,
        env=program.env(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_it_is_the_wheel_that_is_tested(program: Program) -> None:
    file = Path(python(program, "import zgcquiz; print(zgcquiz.__file__)"))
    assert file.is_relative_to(program.venv)
    paths = json.loads(python(program, "import sys, json; print(json.dumps(sys.path))"))
    assert str(ROOT) not in paths


def test_it_carries_the_questions_the_licences_and_the_types(program: Program) -> None:
    (wheel,) = (program.venv.parent / "dist").glob("zgcquiz-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {
        f"zgcquiz/{path.relative_to(ROOT)}"
        for path in (ROOT / "questions").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert len(shipped) >= 5
    assert shipped <= set(names)
    assert "zgcquiz/py.typed" in names
    assert [name for name in names if name.endswith(".data/data/share/man/man1/zgcquiz.1")]
    assert sum("/licenses/" in name for name in names) == 2
    code = {f"zgcquiz/{path.relative_to(ROOT / 'zgcquiz')}" for path in (ROOT / "zgcquiz").rglob("*.py")}
    assert code <= set(names)
    assert not [name for name in names if name.startswith("tests") or "__pycache__" in name]


def test_its_version_is_that_of_the_metadata(program: Program) -> None:
    version = python(program, "import importlib.metadata as m; print(m.version('zgcquiz'))")
    assert program.run("--version").stdout == f"zgcquiz {version}\n"


def test_a_fresh_install_lists_checks_and_plays_the_shipped_pack(program: Program) -> None:
    packs = json.loads(program.run("pack", "list", "--json").stdout)["packs"]
    assert [(pack["id"], pack["origin"]) for pack in packs] == [
        ("zhongguancun", "shipped"),
        ("zhongguancun-zh", "shipped"),
    ]
    for pack in packs:
        assert Path(pack["path"]).is_relative_to(program.venv)
        assert pack["questions"] >= 30
        assert program.run("pack", "check", pack["id"]).returncode == 0
    done = program.run("play", "--json", "--seed", "1", stdin="0\n" * 10)
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    assert (said["pack"], said["asked"], said["finished"]) == ("zhongguancun", 10, True)


def test_python_m_is_the_same_program(program: Program) -> None:
    done = subprocess.run(
        [str(program.python), "-m", "zgcquiz", "--version"],
        cwd=program.folder, env=program.env(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == program.run("--version").stdout


def test_playing_writes_to_its_home_alone(program: Program) -> None:
    before = {path for path in program.venv.rglob("*") if "__pycache__" not in path.parts}
    program.run("play", stdin="0\n" * 10)
    assert {path for path in program.venv.rglob("*") if "__pycache__" not in path.parts} == before
    assert {path.name for path in program.folder.iterdir()} == {"home"}
    assert (program.home / "zgcquiz.db").exists()
