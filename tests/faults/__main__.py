"""Run the fault harness and print its table: `python -m tests.faults [--seed N] [--kills N] [--minutes N] [PART…]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.parts import PARTS
from tests.faults.table import HEAD, row, versions


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all if none is named")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is random but the machine's timing")
    parser.add_argument(
        "--kills", type=int, default=1000, help="sessions to kill; the other parts follow in proportion"
    )
    parser.add_argument("--minutes", type=float, default=600, help="after which no further part is begun")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.parts if name not in PARTS]:
        parser.error(f"there is no part {', '.join(unknown)} on this machine")
    end = time.monotonic() + arguments.minutes * 60
    failures: list[str] = []
    print(HEAD, end="")
    with tempfile.TemporaryDirectory(prefix="zgcquiz-faults-") as folder:
        for name in arguments.parts or PARTS:
            if time.monotonic() > end:
                print(f"{name}: not run, the time is over", file=sys.stderr)
                continue
            for outcome in PARTS[name](Path(folder) / name, arguments.seed, arguments.kills):
                print(row(outcome), flush=True)
                failures += [f"{outcome.fault}: {each}" for each in outcome.failures]
                for note in outcome.notes:
                    print(f"{outcome.fault}: {note}", file=sys.stderr)
    given = " ".join(["python -m tests.faults", *sys.argv[1:]])
    print(f"\nBy `{given}` with {versions()}.")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
