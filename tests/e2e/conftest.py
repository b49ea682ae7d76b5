"""The program as its users have it: built as a wheel, installed in an environment of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.several import run_here
from tests.conftest import Ran
from tests.e2e.terminal import Terminal

ROOT = Path(__file__).parents[2]
CARRIED = ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "docs/zgcquiz.1", "zgcquiz", "questions")
"""What the wheel is made from."""


class Program:
    """An installed zgcquiz, and the folder that one test has for it."""

    def __init__(self, venv: Path, folder: Path) -> None:
        self.venv = venv
        self.python = venv / "bin" / "python"
        self.command = venv / "bin" / "zgcquiz"
        self.folder = folder
        self.home = folder / "home"

    def env(self, **extra: str) -> dict[str, str]:
        """Nothing of the machine's settings but what a program can't do without."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "PAGER": "",
            "ZGCQUIZ_HOME": str(self.home),
        } | extra

    def run(self, *arguments: object, stdin: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
        """Run it over pipes."""
        return subprocess.run(
            [str(self.command), *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            env=self.env(**extra),
            cwd=self.folder,
            timeout=60,
            check=False,
        )

    def quick(self, *arguments: object, stdin: str = "") -> Ran:
        """Run in this process what only prepares a test or looks at what is left, with the same home."""
        assert os.environ["ZGCQUIZ_HOME"] == str(self.home)
        ran = run_here(*arguments, stdin=stdin)
        assert ran.code == 0, ran
        return ran


def _build(wheels: Path, source: Path) -> None:
    """Build from a copy, so that the checkout stays as it is."""
    for name in CARRIED:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif path.exists():
            (source / name).parent.mkdir(exist_ok=True)
            shutil.copy(path, source / name)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)],
        cwd=source,
        check=True,
        capture_output=True,
    )


def _install(wheels: Path, venv: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True, capture_output=True)
    (wheel,) = wheels.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(venv / "bin" / "python")]
    subprocess.run([*pip, "install", "--no-index", "--no-deps", str(wheel)], check=True, capture_output=True)
    (site,) = venv.glob("lib/python*/site-packages")
    # A plain path: the dependencies are found there, but no .pth file of that folder is followed,
    # so that an editable install of this very project is not.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The environment. Workers that run side by side share one."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "wheel"
    with (shared / "wheel.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            (folder / "source").mkdir()
            _build(folder / "dist", folder / "source")
            _install(folder / "dist", folder / "venv")
            (folder / "done").touch()
    return folder / "venv"


@pytest.fixture
def program(installed: Path, tmp_path: Path) -> Program:
    return Program(installed, tmp_path)


@pytest.fixture
def on_terminal(program: Program) -> Iterator[Callable[..., Terminal]]:
    """Starts the program on a terminal: `on_terminal("play", cols=40)`."""
    started: list[Terminal] = []

    def start(
        *arguments: object, cols: int = 80, rows: int = 24, env: dict[str, str] | None = None, **options: Any
    ) -> Terminal:
        argv = [str(program.command), *map(str, arguments)]
        started.append(Terminal(argv, cols, rows, program.env(**(env or {})), program.folder, **options))
        return started[-1]

    yield start
    for terminal in started:
        terminal.close()
