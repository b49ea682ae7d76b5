"""How long one waits: for help, for the first question, for the first due card."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import bare
from benchmarks.homes import Home, environment
from benchmarks.measure import Row, Sample, in_turns, to_exit, to_text

_ROOT = Path(__file__).resolve().parent.parent
_FOOTER = "q quit"
"""The end of the first question's screen."""
_BARE = [sys.executable, "-c", "from benchmarks.bare import app; app()"]


def zgcquiz() -> list[str]:
    """The installed program, or the module where there is no script."""
    script = Path(sysconfig.get_path("scripts"), "zgcquiz")
    return [str(script)] if script.exists() else [sys.executable, "-m", "zgcquiz"]


def help_page(folder: Path, runs: int) -> list[Row]:
    """`--help` against the import of Typer alone."""
    environ = environment(folder)
    found = in_turns(
        {
            "zgcquiz --help": lambda: to_exit([*zgcquiz(), "--help"], environ, folder),
            "python -c 'import typer'": lambda: to_exit([sys.executable, "-c", "import typer"], environ, folder),
        },
        runs,
    )
    ours, typer = found.values()
    return [Row(ours, typer, 1.3)]


def first_question(folder: Path, runs: int) -> list[Row]:
    """The first question of `play` with the shipped pack against a bare program."""
    environ = environment(folder / "user")
    environ["HOME"] = environ.pop("ZGCQUIZ_HOME")  # as nearly everybody has it: the platform's own folders
    database = folder / "bare.db"
    database.unlink(missing_ok=True)
    bare.make(database)
    found = in_turns(
        {
            "play: first question": lambda: to_text([*zgcquiz(), "play"], _FOOTER, environ, folder, "q"),
            "bare program": lambda: to_text([*_BARE, str(database)], bare.LAST_OPTION, environ, _ROOT),
            "bare program, no panel": lambda: to_text(
                [*_BARE, str(database), "--no-panel"], bare.LAST_OPTION, environ, _ROOT
            ),
        },
        runs,
    )
    ours, panel, plain = found.values()
    return [Row(ours, panel, 1.4), Row(ours, plain)]


def first_due(small: Home, large: list[Home], runs: int) -> list[Row]:
    """The first due card of `review` in large homes against a small one."""

    def name(home: Home) -> str:
        return f"review: {home.items:,} items, {home.due:,} due"

    def measure(home: Home) -> Callable[[], float]:
        return partial(to_text, [*zgcquiz(), "review"], _FOOTER, home.environ, home.root, "q")

    found = in_turns({name(home): measure(home) for home in (small, *large)}, runs)
    yardstick = Sample(f"{small.items:,} items, {small.due:,} due", found[name(small)].values)
    return [Row(found[name(home)], yardstick, 1.5) for home in large]
