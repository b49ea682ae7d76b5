"""Calls to the system that fail, or at which the process is killed: a library that is loaded before the C library.

It needs Linux and a C compiler. Where there is none, `compiled` returns None, and the parts do without: commands are
killed at random instants instead of at every call, and a limit on the size of files stands for a full disk.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.faults.place import Place

SOURCE = Path(__file__).with_name("shim.c")


@functools.cache
def compiled() -> Path | None:
    """Return the library, compiled once for this process; None if this machine can't."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler or sys.platform != "linux":
        return None
    made = Path(tempfile.mkdtemp(prefix="zgcquiz-shim-")) / "shim.so"
    atexit.register(shutil.rmtree, made.parent, ignore_errors=True)
    done = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-w", "-o", str(made), str(SOURCE), "-ldl"],
        capture_output=True,
        check=False,
    )
    return made if done.returncode == 0 else None


@dataclass(frozen=True)
class Failing:
    """What is to fail. at: the number of the call, from 1; error: an errno, 0 for a kill; half: half of a write is done
    first; sticky: all later calls fail too."""

    at: int = 0
    error: int = 0
    half: bool = False
    sticky: bool = False

    def env(self, folder: Path) -> dict[str, str]:
        """Return the environment for a program whose calls below a folder are to fail."""
        library = compiled()
        assert library is not None
        return {
            "LD_PRELOAD": str(library),
            "FAULT_UNDER": str(folder),
            "FAULT_AT": str(self.at),
            "FAULT_ERRNO": str(self.error),
            "FAULT_HALF": str(int(self.half)),
            "FAULT_STICKY": str(int(self.sticky)),
        }


def count_calls(place: Place, folder: Path, *arguments: object, stdin: str = "") -> list[str]:
    """Run a command to its end, and return the calls below a folder that change files: "write /path"."""
    counts = place.folder / "calls"
    counts.unlink(missing_ok=True)
    place.run(*arguments, stdin=stdin, env=Failing().env(folder) | {"FAULT_COUNT": str(counts)})
    if not counts.exists():
        return []
    return [line.partition(" ")[2] for line in counts.read_text(encoding="utf-8").splitlines()]
