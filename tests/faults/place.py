"""A home, the packs and the settings in it, and the program run on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
DB = "zgcquiz.db"
QUESTIONS = 40
PACK = "mixed"
_KINDS = (
    "answer: rightly, options: [wrongly, rightly, hardly]",
    "kind: typed, answer: rightly",
    "answers: [rightly, truly], options: [rightly, truly, wrongly, hardly]",
    "answer: rightly, options: [wrongly, rightly, hardly]",
)
SETTINGS = "new_per_day = 10_000\nreviews_per_day = 10_000\n\n[pack.mixed]\ndesired_retention = 0.93\n"


def mixed(count: int = QUESTIONS, id: str = PACK) -> str:
    """Return a pack of choices, typed answers and questions with several keys; the key of a choice stands at b."""
    entries = "".join(
        f"  - {{id: q{number}, question: 'Number {number}?', {_KINDS[number % len(_KINDS)]},"
        f" explanation: Because {number}.}}\n"
        for number in range(count)
    )
    return f"zgcquiz: 1\nid: {id}\ntitle: A mixed pack\nquestions:\n{entries}"


class Place:
    """A folder with a home in it, and the program to run there.

    mutant: the name of a fault that is put into the program (mutants.py), to see that it is found; "" for none.
    """

    def __init__(self, folder: Path, mutant: str = "") -> None:
        self.folder = folder
        self.home = folder / "home"
        self.mutant = mutant
        self.extra: dict[str, str] = {}
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def db(self) -> Path:
        return self.home / DB

    @property
    def wal(self) -> Path:
        return self.home / f"{DB}-wal"

    @property
    def shm(self) -> Path:
        return self.home / f"{DB}-shm"

    def argv(self, *arguments: object) -> list[str]:
        program = ["tests.faults.mutants", self.mutant] if self.mutant else ["zgcquiz"]
        return [sys.executable, "-m", *program, *map(str, arguments)]

    def env(self, **extra: str) -> dict[str, str]:
        """Nothing of the machine's settings but what a program can't do without."""
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "TZ": "UTC",
            "ZGCQUIZ_HOME": str(self.home),
        } | self.extra | extra  # fmt: skip

    def run(
        self,
        *arguments: object,
        stdin: str = "",
        before: Callable[[], None] | None = None,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command over pipes to its end."""
        return subprocess.run(
            self.argv(*arguments), input=stdin, capture_output=True, text=True, env=self.env(**env or {}),
            cwd=self.folder, timeout=120, check=False, preexec_fn=before,
        )  # fmt: skip

    def start(self, *arguments: object) -> subprocess.Popen[bytes]:
        """Start a command over pipes."""
        return subprocess.Popen(
            self.argv(*arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=self.env(), cwd=self.folder, bufsize=0,
        )  # fmt: skip

    def furnish(self) -> None:
        """Make a home with a pack and settings, and no log yet."""
        self.home.mkdir()
        (self.home / "config.toml").write_text(SETTINGS, encoding="utf-8")
        pack = self.folder / f"{PACK}.yaml"
        pack.write_text(mixed(), encoding="utf-8")
        done = self.run("pack", "add", pack)
        assert done.returncode == 0, done.stderr

    def become(self, other: Place) -> None:
        """Replace this home by a copy of another."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(other.home, self.home, symlinks=True)
