"""The table of docs/faults.md."""

from __future__ import annotations

import platform
import sqlite3

from tests.faults.outcome import Outcome

HEAD = (
    "| fault | runs | answers shown | lost | other damage | seconds |\n"
    "|---|---:|---:|---:|---:|---:|\n"
)  # fmt: skip


def row(outcome: Outcome) -> str:
    return (
        f"| {outcome.fault} | {outcome.runs:,} | {outcome.shown:,} | {len(outcome.losses)} | {len(outcome.damages)} |"
        f" {outcome.seconds:,.0f} |"
    )


def versions() -> str:
    from zgcquiz import __version__

    return (
        f"zgcquiz {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},"
        f" {platform.system()} {platform.release().partition('-')[0]}"
    )
