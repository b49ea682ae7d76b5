"""The entry point of `zgcquiz` and `python -m zgcquiz`."""

from __future__ import annotations

import signal
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line. Ctrl-C during the imports ends the program without a traceback."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from zgcquiz.cli import main as cli

    signal.signal(signal.SIGINT, signal.default_int_handler)
    cli.main()


if __name__ == "__main__":
    main()
