"""Reports of a sync."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from zgcquiz.core.sync.report import SyncDevice, SyncReport
from zgcquiz.ui.report.history import merged_json, merged_parts
from zgcquiz.ui.report.page import problem_json
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.text import visible

if TYPE_CHECKING:
    from zgcquiz.core.errors import ZgcError
    from zgcquiz.ui.report.page import Page


def print_sync(page: Page, report: SyncReport) -> None:
    page.problems(report.problems)
    page.say(f"Synced with {report.folder}.")
    page.say(f"In: {', '.join(_changes(report)) or 'nothing new'}.")
    page.say(f"Out: {', '.join(_sent(report)) or 'nothing new'}.")
    if report.renamed:
        page.say(
            f"This device is {report.renamed} now. Under its old name there are files that it didn't write, or has"
            " forgotten: its data was copied or restored, or syncing was off.",
            indent=2,
        )
    for path in report.aside:
        page.say(f"Your own version of a pack, which a newer one replaced, is in {path}.", indent=2)
    _print_ahead(page, report)
    _print_devices(page, report.devices)


def print_status(page: Page, report: SyncReport) -> None:
    page.problems(report.problems)
    there = "" if report.devices else " It isn't there now."
    page.say(f"Syncing with {report.folder}; {phrases.count(report.waiting, 'event')} to be written.{there}")
    _print_devices(page, report.devices)


def print_off(page: Page, folder: str | None) -> None:
    page.say("No folder was set." if folder is None else f"No longer syncing with {folder}. What is in it stays.")


def _print_devices(page: Page, devices: tuple[SyncDevice, ...]) -> None:
    page.pairs([(device.name, _device(device)) for device in devices])


def _device(device: SyncDevice) -> str:
    parts = [device.host] if device.host else []
    if device.is_own:
        parts.append("this device")
    if device.seen:
        parts.append(f"last wrote {device.seen.local:%Y-%m-%d %H:%M}")
    if device.lines:
        parts.append(f"{phrases.count(device.lines, 'line')} read")
    return ", ".join(parts)


def _print_ahead(page: Page, report: SyncReport) -> None:
    if report.ahead:
        page.say(
            f"Ignoring settings or packs dated in the future ({report.ahead:,}) until the time has come:"
            " the clock of a device is wrong.",
            first="note: ",
            indent=2,
        )


def _sent(report: SyncReport) -> list[str]:
    sent = [phrases.count(report.sent, "event")] if report.sent else []
    return [*sent, *_lists(settings=report.own_settings, packs=report.own_packs)]


def _changes(report: SyncReport) -> list[str]:
    merged = report.merged
    added = [phrases.count(merged.added, "answer")] if merged.added else []
    lists = _lists(settings=report.settings, packs=report.packs, packs_removed=report.removed)
    return [*added, *merged_parts(merged, "undone elsewhere"), *lists]


def _lists(**names: tuple[str, ...]) -> list[str]:
    return [f"{what.replace('_', ' ')}: {', '.join(some)}" for what, some in names.items() if some]


def print_automatic(page: Page, report: SyncReport | None, error: ZgcError | None) -> None:
    """Print what is to be said of a sync before or after a round, if anything is, on one unbroken line."""
    parts = _automatic(report, error)
    if parts:
        line = visible(f"sync: {'; '.join(parts)}").replace("\n", " ")
        page.console.print(Text(line, style="faint"), soft_wrap=True)


def _automatic(report: SyncReport | None, error: ZgcError | None) -> list[str]:
    parts: list[str] = []
    if report is not None:
        parts += [f"merged {name}" for name in report.copies]
        changes = _changes(report)
        parts += [f"{', '.join(changes)} came in"] if changes else []
        parts += (
            [f"this device is {report.renamed} now, as there are files of another under its name"]
            if report.renamed
            else []
        )
        parts += [f"your own version of a pack is in {path}" for path in report.aside]
        others = len(report.problems) - 1
        parts += [str(report.problems[0])] if report.problems else []
        parts += [f"{phrases.count(others, 'more problem')} (zgcquiz sync)"] if others > 0 else []
    if error is not None:
        parts.append(error.message.rstrip("."))
    return parts


def sync_json(report: SyncReport) -> dict[str, Any]:
    return {
        "folder": report.folder,
        **merged_json(report.merged),
        "sent": report.sent,
        "own_settings": list(report.own_settings),
        "own_packs": list(report.own_packs),
        "waiting": report.waiting,
        "settings": list(report.settings),
        "packs": list(report.packs),
        "removed": list(report.removed),
        "aside": list(report.aside),
        "renamed": report.renamed or None,
        "ahead": report.ahead,
        "devices": [
            {
                "device": device.name,
                "host": device.host or None,
                "seen": device.seen.iso if device.seen else None,
                "own": device.is_own,
                "lines": device.lines,
            }
            for device in report.devices
        ],
        "problems": [problem_json(problem) for problem in report.problems],
    }
