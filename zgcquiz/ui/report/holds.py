"""Suspended and buried questions, and leeches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from zgcquiz.core.command_lines import command
from zgcquiz.core.learning.leech import Leech
from zgcquiz.core.log.hold import Held, HeldItem, HoldChange
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.text import one_line


def print_hold_change(page: Page, change: HoldChange) -> None:
    """Print how many questions were suspended, buried or resumed, and how many already were."""
    changed, already = phrases.count(len(change.changed), "question"), len(change.already)
    done, was = {
        Held.SUSPENDED: (
            f"Suspended {changed} of {change.pack}. To resume: zgcquiz resume {change.pack}",
            "already suspended",
        ),
        Held.BURIED: (f"Buried {changed} of {change.pack} until tomorrow.", "already buried or suspended"),
        Held.RESUMED: (f"Resumed {changed} of {change.pack}.", "not suspended or buried"),
    }[change.held]
    if change.changed or not already:
        page.say(done)
    if already:
        page.say(f"{phrases.count(already, 'question')} {'was' if already == 1 else 'were'} {was}.")


def hold_change_json(change: HoldChange) -> dict[str, Any]:
    return {
        "pack": change.pack,
        "held": change.held.value,
        "changed": [ref.item for ref in change.changed],
        "already": [ref.item for ref in change.already],
    }


def print_held(page: Page, items: Sequence[HeldItem]) -> None:
    if not items:
        page.say("No question is suspended or buried.")
        return
    for held, title in ((Held.SUSPENDED, "Suspended"), (Held.BURIED, "Buried until tomorrow")):
        group = [item for item in items if item.held is held]
        if group:
            page.heading(title)
        for item in group:
            page.line(f"{item.ref.pack} {item.ref.item}: {one_line(item.stem)}", indent=3)
    page.console.print()
    for pack in dict.fromkeys(item.ref.pack for item in items):
        page.say(f"To ask those of {pack} again: {command('resume', pack)}", style="faint")


def held_json(items: Iterable[HeldItem]) -> dict[str, Any]:
    return {
        "held": [
            {"pack": item.ref.pack, "question": item.ref.item, "held": item.held.value, "text": item.stem}
            for item in items
        ]
    }


def print_leeches(page: Page, leeches: Sequence[Leech]) -> None:
    if not leeches:
        page.say("There are no leeches: no question keeps being forgotten.")
        return
    for leech in leeches:
        figures = f"forgotten {phrases.count(leech.lapses, 'time')}, {phrases.count(leech.repetitions, 'review')}"
        state = ", suspended" if leech.suspended else ""
        page.line(f"{leech.ref.pack} {leech.ref.item}: {figures}{state}", indent=3, style="bold")
        page.say(one_line(leech.stem), first="" if page.plain else "   ")
    page.console.print()
    for path in sorted({leech.path for leech in leeches if leech.path}):
        page.say(f"To rewrite: {path}", style="faint")
    if any(leech.path is None for leech in leeches):
        page.say("Questions of packs that came with zgcquiz can't be rewritten.", style="faint")
    first = next((leech.ref for leech in leeches if not leech.suspended), None)
    if first is not None:
        page.say(f"To stop asking one: {command('suspend', first.pack, first.item)}", style="faint")


def leeches_json(leeches: Iterable[Leech]) -> dict[str, Any]:
    return {
        "leeches": [
            {
                "pack": leech.ref.pack,
                "question": leech.ref.item,
                "text": leech.stem,
                "lapses": leech.lapses,
                "reviews": leech.repetitions,
                "suspended": leech.suspended,
                "path": leech.path,
            }
            for leech in leeches
        ]
    }
