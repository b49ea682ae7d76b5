"""Backups: those there are, one that was made, and one that is restored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.moment import Moment
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.round.phrases import count

if TYPE_CHECKING:
    from zgcquiz.store.backups.holdings import Holdings


def _when(ms: int, offset: int) -> str:
    return f"{Moment(ms, offset).local:%Y-%m-%d %H:%M}"


def _last(holdings: Holdings, offset: int) -> str:
    return "" if holdings.last is None else f", the last of {_when(holdings.last, offset)}"


def _size(size: int) -> str:
    return f"{size / 1000:,.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"


def _holds(holdings: Holdings) -> str:
    return f"{count(holdings.answers, 'answer')} in {count(holdings.packs, 'pack')}, {_size(holdings.size)}"


def print_made(page: Page, made: Any) -> None:
    """Print a backup that was made. made: a MadeBackup."""
    if made.is_new:
        page.say(f"Backed up {_holds(made.holdings)}, to {made.path}.")
    else:
        page.say(f"Nothing new since the last backup, {made.path}: {_holds(made.holdings)}.")


def made_json(made: Any) -> dict[str, Any]:
    return {"path": str(made.path), "made": made.is_new, **_holdings_json(made.holdings)}


def print_backups(page: Page, backups: Sequence[Any], offset: int, folder: object) -> None:
    """Print the backups with numbers, the newest first. backups: ListedBackups."""
    if not backups:
        page.say(f"There are no backups in {folder} yet. To make one: zgcquiz backup")
        return
    for number, backup in enumerate(backups, 1):
        what = "replaced log" if backup.is_replaced else "backup"
        holds = _holds(backup.holdings) if backup.holdings else f"can't be used: {backup.problem}"
        page.say(f"{_when(backup.at, offset)}  {what}: {holds}", first=f"{number:>3}  ")
        page.say(backup.path.name, first="     ", style="faint")


def backups_json(backups: Sequence[Any]) -> dict[str, Any]:
    return {
        "backups": [
            {
                "path": str(backup.path),
                "at": _iso(backup.at),
                "replaced": backup.is_replaced,
                "ok": backup.holdings is not None,
                "problem": backup.problem or None,
                **_holdings_json(backup.holdings),
            }
            for backup in backups
        ]
    }


def print_plan(page: Page, plan: Any, offset: int) -> None:
    """Print what restoring a backup would change. plan: a Restoration."""
    page.say(f"{plan.path}: {_holds(plan.holdings)}{_last(plan.holdings, offset)}.")
    if plan.present is None:
        page.say("The present log can't be read, or there is none.")
        return
    page.say(f"The present log: {_holds(plan.present)}{_last(plan.present, offset)}. It is kept.")
    gained, lost = plan.difference.gained, plan.difference.lost
    page.say(f"Only the backup has {count(gained, 'answer')}; only the present log has {lost:,}.")


def print_restored(page: Page, done: Any) -> None:
    page.say(f"Restored {_holds(done.holdings)}, from {done.path}.")
    if done.kept is None:
        return
    page.say(f"The log that was there is kept as {done.kept}.")
    if done.difference.lost:
        page.say(
            f"To add its {count(done.difference.lost, 'answer')} that the backup lacks: "
            + command("history", "import", path_word(done.kept))
        )


def restored_json(done: Any) -> dict[str, Any]:
    return {
        "restored": str(done.path),
        **_holdings_json(done.holdings),
        "gained": done.difference.gained,
        "lost": done.difference.lost,
        "kept": None if done.kept is None else str(done.kept),
    }


def _holdings_json(holdings: Holdings | None) -> dict[str, Any]:
    return {
        "answers": holdings.answers if holdings else None,
        "packs": holdings.packs if holdings else None,
        "last": _iso(holdings.last) if holdings and holdings.last is not None else None,
        "bytes": holdings.size if holdings else None,
    }


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds")[:23] + "Z"
