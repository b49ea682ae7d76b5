"""The entry point of `zgcquiz` and `python -m zgcquiz`."""

from __future__ import annotations

import signal
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line. Ctrl-C during the imports ends the program without a traceback."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from zgcquiz.cli.remind import run_quickly

    if (code := run_quickly(sys.argv[1:])) is not None:
        sys.exit(code)
    from zgcquiz.cli import main as cli

    signal.signal(signal.SIGINT, signal.default_int_handler)
    cli.main()


if __name__ == "__main__":
    main()
