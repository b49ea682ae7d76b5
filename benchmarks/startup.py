"""How long one waits: for help, for the first question, for the first due card."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import bare
from benchmarks.homes import Home, environment
from benchmarks.measure import ROOT, Row, Sample, in_turns, to_exit, to_text
from benchmarks.rivals import QUIZ, program

if TYPE_CHECKING:
    from benchmarks.setting import Setting

FOOTER = "q quit"
"""The end of a question's screen."""
_BARE = [sys.executable, "-c", "from benchmarks.bare import app; app()"]


def zgcquiz() -> list[str]:
    """The installed program, or the module where there is no script."""
    script = Path(sysconfig.get_path("scripts"), "zgcquiz")
    return [str(script)] if script.exists() else [sys.executable, "-m", "zgcquiz"]


def help_page(setting: Setting) -> list[Row]:
    """`--help` against the import of Typer alone."""
    folder = setting.place("help")
    environ = environment(folder)
    found = in_turns(
        {
            "zgcquiz --help": lambda: to_exit([*zgcquiz(), "--help"], environ, folder),
            "python -c 'import typer'": lambda: to_exit([sys.executable, "-c", "import typer"], environ, folder),
        },
        setting.runs,
    )
    ours, typer = found.values()
    return [Row(ours, typer, 1.1)]


def _as_a_user(folder: Path) -> dict[str, str]:
    """Return the environment as nearly everybody has it: the platform's own folders."""
    environ = environment(folder)
    environ["HOME"] = environ.pop("ZGCQUIZ_HOME")
    return environ


def first_question(setting: Setting) -> list[Row]:
    """The first question of `play` with the shipped pack against a bare program."""
    folder = setting.place("play")
    environ = _as_a_user(folder / "user")
    database = folder / "bare.db"
    database.unlink(missing_ok=True)
    bare.make(database)
    found = in_turns(
        {
            "play: first question": lambda: to_text([*zgcquiz(), "play"], FOOTER, environ, folder, "q"),
            "bare program": lambda: to_text([*_BARE, str(database)], bare.LAST_OPTION, environ, ROOT),
            "bare program, no panel": lambda: to_text(
                [*_BARE, str(database), "--no-panel"], bare.LAST_OPTION, environ, ROOT
            ),
        },
        setting.runs,
    )
    ours, panel, plain = found.values()
    return [Row(ours, panel, 1.15), Row(ours, plain)]


def rivals(setting: Setting) -> list[Row]:
    """The first question of `play` against that of other terminal programs, where they are on PATH."""
    folder = setting.place("rivals")
    environ = _as_a_user(folder / "user")
    measures: dict[str, Callable[[], float]] = {
        "play: first question": lambda: to_text([*zgcquiz(), "play"], FOOTER, environ, folder, "q")
    }
    quiz, clanki = program("mkdocs-quiz"), program("clanki")
    if quiz:
        page = folder / "page.md"
        page.write_text(QUIZ)
        measures["mkdocs-quiz"] = lambda: to_text([quiz, "run", str(page)], "The last option", environ, folder)
    if clanki and setting.anki:
        profile = folder / "anki" / "User 1"
        profile.mkdir(parents=True, exist_ok=True)
        collection = profile / "collection.anki2"
        if not collection.exists():
            setting.anki.job("make", folder, _log_of_new_cards(folder), collection)
        at_profile = environ | {"ANKI_BASE": str(folder / "anki")}
        measures["clanki"] = lambda: to_text([clanki, "review", "Default", "--plain"], "made", at_profile, folder)
    found = in_turns(measures, max(3, setting.runs // 3))
    ours, *others = found.values()
    return [Row(ours, other) for other in others]


def _log_of_new_cards(folder: Path) -> Path:
    log = folder / "log.csv"
    log.write_text("".join(f"item-{at},{1_700_000_000_000 + at},3,0\n" for at in range(50)))
    return log


def first_due(setting: Setting) -> list[Row]:
    """The first due card of `review` in large homes against a small one, and against Anki's."""
    small, large = setting.home(50, 50), setting.home(100_000, 100_000)
    few = setting.home(100_000, 300)

    def name(home: Home) -> str:
        return f"review: {home.items:,} items, {home.due:,} due"

    def measure(home: Home) -> Callable[[], float]:
        return partial(to_text, [*zgcquiz(), "review"], FOOTER, home.environ, home.root, "q")

    found = in_turns({name(home): measure(home) for home in (small, few, large)}, setting.runs)
    yardstick = Sample(f"{small.items:,} items, {small.due:,} due", found[name(small)].values)
    rows = [Row(found[name(home)], yardstick, 1.15) for home in (few, large)]
    collection = setting.collection(100_000)
    if setting.anki and collection:
        times = [setting.anki.job("due", setting.folder, collection).clock * 1000 for _ in range(3)]
        rows.append(Row(found[name(few)], Sample("Anki: first card", tuple(times)), 0.4))
    return rows
