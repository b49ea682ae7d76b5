"""The program's entry, for `zgcquiz` and `python -m zgcquiz`."""

from __future__ import annotations

import signal
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line. Ctrl-C while modules are still being read just ends the program."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from zgcquiz.cli import main as cli

    signal.signal(signal.SIGINT, signal.default_int_handler)
    cli.main()


if __name__ == "__main__":
    main()
