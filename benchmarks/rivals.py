"""The programs that zgcquiz is measured beside, where they are installed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from benchmarks.homes import environment
from benchmarks.measure import ROOT, BenchmarkError, Use, used

_SCRIPT = Path(__file__).with_name("anki_jobs.py")
QUIZ = """\
<quiz>
Which of these options is the right one?
- [ ] The first option
- [ ] The second option
- [x] The third option
- [ ] The last option
</quiz>
"""
"""A question for mkdocs-quiz."""


class Anki:
    """Anki's backend, in an interpreter that has the anki package."""

    def __init__(self, python: str) -> None:
        self._python = python

    def job(self, name: str, folder: Path, *paths: Path) -> Use:
        """Run a job of anki_jobs.py in a process of its own. Raises BenchmarkError if it did nothing."""
        out = folder / "anki.json"
        use = used([self._python, str(_SCRIPT), name, *map(str, paths)], environment(folder), ROOT, out)
        found = out.read_text().strip().rpartition("\n")[2]  # below what Anki itself may print
        if not all(json.loads(found).values()):
            raise BenchmarkError(f"Anki's {name} found nothing: {found}")
        return use


def find_anki(python: str | None) -> Anki | None:
    """Return Anki by an interpreter: the one named, or this one; None if there is none."""
    if python is None:
        return Anki(sys.executable) if find_spec("anki") else None
    if subprocess.run([python, "-c", "import anki.collection"], capture_output=True, check=False).returncode:
        raise BenchmarkError(f"{python} has no anki package")
    return Anki(python)


def program(name: str) -> str | None:
    """Return the path of a rival's program, None if it is not on PATH."""
    return shutil.which(name)
