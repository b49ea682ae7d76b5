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
WORKFLOWS: dict[str, dict[Any, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((FORGE / "workflows").glob("*.yml"))
}
CI, SUPPLY = WORKFLOWS["ci"], WORKFLOWS["supply"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FORMS = sorted((FORGE / "ISSUE_TEMPLATE").glob("[!c]*.yml"))


def commands(job: dict[str, Any]) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=WORKFLOWS)
def test_ci_may_only_read(workflow: dict[Any, Any]) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in workflow["jobs"].values())


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=WORKFLOWS)
def test_actions_are_pinned_to_a_major_version(workflow: dict[Any, Any]) -> None:
    used = [step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]
    assert used
    assert [action for action in used if not re.fullmatch(r"actions/[\w-]+@v\d+", action)] == []


def test_ci_covers_every_system_and_every_python_from_the_oldest_supported() -> None:
    oldest = int(PROJECT["project"]["requires-python"].removeprefix(">=3."))
    expected = [f"3.{minor}" for minor in range(oldest, 15)]
    test, windows = CI["jobs"]["test"], CI["jobs"]["windows"]
    assert test["strategy"]["matrix"] == {"os": ["ubuntu-latest", "macos-latest"], "python": expected}
    assert windows["runs-on"] == "windows-latest"
    assert windows["strategy"]["matrix"]["python"] == expected


@pytest.mark.parametrize("name", CI["jobs"])
def test_every_job_of_ci_installs_the_lock_and_nothing_else(name: str) -> None:
    installs = [each for each in commands(CI["jobs"][name]) if "pip install" in each]
    assert installs == [
        "python -m pip install --require-hashes -r .ci/requirements.lock",
        "python -m pip install --no-deps --no-build-isolation -e .",
    ]


def test_the_lock_is_audited_every_week_and_the_newest_versions_are_tried() -> None:
    (schedule,) = SUPPLY[True]["schedule"]  # YAML 1.1 reads `on` as true
    assert re.fullmatch(r"\d+ \d+ \* \* \d", schedule["cron"])
    oldest, newest = CI["jobs"]["test"]["strategy"]["matrix"]["python"][::3]
    assert [job["strategy"]["matrix"]["python"] for job in SUPPLY["jobs"].values()] == [[oldest, newest]] * 2
    install, audit = commands(SUPPLY["jobs"]["audit"])
    assert re.fullmatch(r'python -m pip install "pip-audit==[\d.]+"', install)
    assert audit == "pip-audit --strict --require-hashes --disable-pip -r .ci/requirements.lock"
    assert commands(SUPPLY["jobs"]["newest"]) == ["python -m pip install -e '.[dev]'", "pytest -n auto"]


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
