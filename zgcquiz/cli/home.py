"""The home on a terminal: it shows what there is to do, and runs what the learner chooses."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from zgcquiz.core.errors import ZgcError

if TYPE_CHECKING:
    from rich.console import Console

    from zgcquiz.core.packs.pack_views import StudySection
    from zgcquiz.core.stats.progress import Home

INTERRUPTED = 130
_RETURNS = ("browse",)
"""Commands that leave nothing on the screen to be read before the home takes its place."""


class MenuChoice(NamedTuple):
    """What was chosen at the home. arguments: of the program."""

    arguments: tuple[str, ...]


def live_console(plain: bool) -> Console | None:
    """Return the console for a home that reads keys; None if standard input or output can't be used for it."""
    from zgcquiz.ui.terminal.console import is_terminal, make_console, wants_plain

    if not is_terminal(sys.stdin) or wants_plain(sys.stdout, plain):
        return None
    console = make_console(sys.stdout, plain=False)
    return None if console.legacy_windows else console


def choose(console: Console, found: Home, texts: Callable[[], Sequence[StudySection]]) -> MenuChoice | None:
    """Show the home, and return what the learner chose; None to leave.

    texts: returns the study texts, which are offered one by one, or raises ZgcError.
    """
    from zgcquiz.ui import home
    from zgcquiz.ui.terminal.keys import open_keys

    with open_keys() as keys:
        while True:
            line = home.choose(console, keys, found)
            if line == home.READ and len(sections := _found(texts)) > 1:
                from zgcquiz.ui import study_menu

                line = study_menu.choose(console, keys, sections, found)
                if line == study_menu.BACK:
                    continue
            if not line:
                return None
            import shlex

            return MenuChoice(tuple(shlex.split(line)))


def _found(texts: Callable[[], Sequence[StudySection]]) -> Sequence[StudySection]:
    """Return the study texts; none if there is an error, which the command tells."""
    try:
        return texts()
    except ZgcError:
        return ()


def follow(choice: MenuChoice, run: Callable[[list[str]], int | MenuChoice]) -> int:
    """Run what was chosen and show the home again, until the learner leaves; return the exit code.

    run: runs a command line, and returns its exit code or what was chosen.
    """
    from zgcquiz.cli.pager import PAGE_LEFT

    found: int | MenuChoice = choice
    while isinstance(found, MenuChoice):
        PAGE_LEFT.set(False)
        code = run(list(found.arguments))
        if code == INTERRUPTED:
            return code
        is_read = code == 0 and (found.arguments[0] in _RETURNS or PAGE_LEFT.get())
        if not is_read and not _waited():
            return 0
        found = run([])
    return found


def _waited() -> bool:
    """Wait for a key, so that what is on the screen can be read; False for one that leaves."""
    from zgcquiz.ui.terminal.key_names import END, REDRAW
    from zgcquiz.ui.terminal.keys import open_keys

    with open_keys() as keys:
        keys.forget()
        key = REDRAW
        try:  # a signal may come as soon as the text is there
            sys.stdout.write("\n Any key to go back, q to quit ")
            sys.stdout.flush()
            while key == REDRAW:
                key = keys.read()
        finally:
            sys.stdout.write("\r\x1b[K")
    return key not in ("q", END)
