"""The program with its clock set from a file: `python -m tests.faults.clocked FILE ARGUMENTS…`.

The file holds how many seconds the clock is ahead; it is read again each time somebody asks for the time.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

_time, _time_ns = time.time, time.time_ns


def set_from(path: Path) -> None:
    """Let this process's clock follow a file from now on."""

    def ahead() -> float:
        return float(path.read_text(encoding="utf-8"))

    time.time = lambda: _time() + ahead()
    time.time_ns = lambda: _time_ns() + round(ahead() * 1e9)


if __name__ == "__main__":
    set_from(Path(sys.argv[1]))
    sys.argv[1:] = sys.argv[2:]
    if sys.argv[1:2] == ["tests.faults.mutants"]:
        from tests.faults.mutants import MUTANTS

        MUTANTS[sys.argv[2]]()
        sys.argv[1:] = sys.argv[3:]
    from zgcquiz.__main__ import main

    main()
