"""The files for a forge: CI covers every supported Python with no more rights than it needs, and forms are complete."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FORGE = ROOT / ".github"
CI: dict[Any, Any] = yaml.safe_load((FORGE / "workflows" / "ci.yml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FORMS = sorted((FORGE / "ISSUE_TEMPLATE").glob("[!c]*.yml"))


def test_ci_may_only_read() -> None:
    assert CI["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in CI["jobs"].values())


def test_actions_are_pinned_to_a_major_version() -> None:
    used = [step["uses"] for job in CI["jobs"].values() for step in job["steps"] if "uses" in step]
    assert used
    assert [action for action in used if not re.fullmatch(r"actions/[\w-]+@v\d+", action)] == []


def test_ci_covers_every_system_and_every_python_from_the_oldest_supported() -> None:
    oldest = int(PROJECT["project"]["requires-python"].removeprefix(">=3."))
    expected = [f"3.{minor}" for minor in range(oldest, 15)]
    test, windows = CI["jobs"]["test"], CI["jobs"]["windows"]
    assert test["strategy"]["matrix"] == {"os": ["ubuntu-latest", "macos-latest"], "python": expected}
    assert windows["runs-on"] == "windows-latest"
    assert windows["strategy"]["matrix"]["python"] == expected


def test_windows_runs_folders_that_are_there_and_need_no_posix() -> None:
    (command,) = [step["run"] for step in CI["jobs"]["windows"]["steps"] if "pytest" in step.get("run", "")]
    folders = re.findall(r"tests/\w+", command)
    assert folders
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            assert not re.search(r"(?m)^(?:import|from) (?:fcntl|pexpect|pty|resource|termios)\b", source), path
            assert "tests.cli.making" not in source, path


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_has_what_the_forge_requires(path: Path) -> None:
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert form["name"]
    assert form["description"]
    ids = [field["id"] for field in form["body"]]
    assert len(ids) == len(set(ids))
    for field in form["body"]:
        assert field["type"] in ("checkboxes", "dropdown", "input", "textarea")
        assert field["attributes"]["label"]


def test_the_hooks_run_the_linters_of_the_development_environment() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (repository,) = config["repos"]
    assert repository["repo"] == "local"
    assert [hook["entry"].split()[0] for hook in repository["hooks"]] == ["ruff", "ruff", "mypy"]
    tools = {re.split(r"[<>=]", requirement)[0] for requirement in PROJECT["project"]["optional-dependencies"]["dev"]}
    assert {"ruff", "mypy"} <= tools
