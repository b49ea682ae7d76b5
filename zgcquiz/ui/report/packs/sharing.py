"""The differences between two editions of a pack, its build, and its updates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.exchange_reports import BuiltPack, Update
from zgcquiz.core.packs.pack_diff import ChangeKind, Difference, PackDiff
from zgcquiz.ui.report.packs.listing import origin_json
from zgcquiz.ui.report.page import Page, error_json
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.text import one_line

_HEADINGS = {
    ChangeKind.REKEYED: ("re-keyed", "Re-keyed: a different answer is right now"),
    ChangeKind.RENAMED: ("renamed", "Renamed"),
    ChangeKind.LIKELY_RENAME: ("likely renamed", "Likely renamed: no 'formerly' says so"),
    ChangeKind.REWORDED: ("reworded", "Reworded"),
    ChangeKind.ADDED: ("added", "Added"),
    ChangeKind.REMOVED: ("removed", "Removed"),
    ChangeKind.RETOUCHED: ("retouched", "Retouched: feedback, explanation or metadata"),
}
"""The word in the summary, and the heading, of each kind of change."""


def print_diff(page: Page, diff: PackDiff) -> None:
    """Print each change with the old and the new text, the most important first, then a summary."""
    for edited in diff.about:
        page.line(f"{edited.field} of the pack")
        _was_and_now(page, edited.before, edited.after)
    for kind, (_, heading) in _HEADINGS.items():
        changes = diff.of(kind)
        if changes:
            page.heading(heading)
        for change in changes:
            _print_change(page, diff, change)
    if diff.about or diff.changes:
        page.say()
    page.say(_summary(diff), style="bold")


def _summary(diff: PackDiff) -> str:
    """Return how many questions changed in which way: "greek: 2 added, 1 re-keyed"."""
    counts = [(len({change.id for change in diff.of(kind)}), word) for kind, (word, _) in _HEADINGS.items()]
    parts = [f"{count:,} {word}" for count, word in counts if count]
    if not parts:
        parts = ["metadata changed, no question did" if diff.about else "nothing changed"]
    return f"{diff.new.info.id}: {', '.join(parts)}"


def _print_change(page: Page, diff: PackDiff, change: Difference) -> None:
    renamed = change.kind in (ChangeKind.RENAMED, ChangeKind.LIKELY_RENAME)
    name = f"{change.old_id}, now {change.id}" if renamed else change.id
    if change.kind is ChangeKind.RETOUCHED:
        page.line(f"{name}: {change.what}", indent=3)
    elif change.kind is ChangeKind.REWORDED and change.what == "question":
        page.line(name, indent=3)
    else:
        page.line(f"{name}: {one_line(diff.stem(change))}", indent=3)
    if change.kind is ChangeKind.REWORDED and change.what == "distractors":
        page.say("wrong options", first=page.margin + "  ", style="faint")
    if change.kind in (ChangeKind.REKEYED, ChangeKind.REWORDED) or (
        change.kind is ChangeKind.LIKELY_RENAME and change.before != change.after
    ):
        _was_and_now(page, change.before, change.after)


def _was_and_now(page: Page, before: str, after: str) -> None:
    for word, text, style in (("was", before, "wrong"), ("now", after, "right")):
        page.say(one_line(text) or "(nothing)", first=f"{'' if page.plain else '   '}{word} ", style=style)


def diff_json(diff: PackDiff) -> dict[str, Any]:
    return {
        "old": _edition(diff.old.info.id, len(diff.old.items)),
        "new": _edition(diff.new.info.id, len(diff.new.items)),
        "pack": [{"field": each.field, "before": each.before, "after": each.after} for each in diff.about],
        "changes": [
            {
                "change": change.kind.value,
                "question": change.id,
                "formerly": change.old_id or None,
                "what": change.what or None,
                "before": change.before or None,
                "after": change.after or None,
            }
            for change in diff.changes
        ],
    }


def _edition(id: str, questions: int) -> dict[str, Any]:
    return {"id": id, "questions": questions}


def print_build(page: Page, built: BuiltPack) -> None:
    page.say(
        f"Wrote {phrases.questions(built.questions, built.drafts)} in {phrases.count(built.files, 'file')}"
        f" to {built.path}."
    )
    page.say(built.sha256, first="SHA-256: ", indent=2, style="faint")
    page.say(f"To install it, here or elsewhere: {command('pack', 'add', path_word(built.path))}")


def build_json(built: BuiltPack) -> dict[str, Any]:
    return {
        "pack": built.id,
        "path": built.path,
        "questions": built.questions,
        "drafts": built.drafts,
        "files": built.files,
        "bytes": built.bytes,
        "sha256": built.sha256,
    }


def print_update(page: Page, update: Update, again: Sequence[str]) -> None:
    """Print what an update did, or, if it is only planned, what it would ask.

    again: the arguments with which `pack update` carries it out.
    """
    version = f" ({update.origin.edition})" if update.origin else ""
    if update.change == "unchanged":
        page.say(f"{update.id} is up to date{version}.")
    elif update.change == "planned":
        for id in update.rekeyed:
            page.say(f"To be asked: does {id} keep its history, though a different answer is right now?", indent=2)
        for new, old in update.likely:
            page.say(f"To be asked: is {old} now called {new}?", indent=2)
        if update.edited:
            page.say("You have changed your copy since it was added; an update would lose that.", indent=2)
        page.say(f"Nothing was changed. To update: {command('pack', 'update', *again)}")
    else:
        page.say(f"Updated {update.id}{version}. Your history is kept.")
    for new, old in update.renames:
        page.say(f"{new} continues the history of {old}.", indent=2)
    if update.forgotten:
        page.say(f"Starting again: {', '.join(update.forgotten)}.", indent=2)


def print_no_updates(page: Page) -> None:
    page.say(
        "No installed pack came from somewhere that is still there. Name a newer edition: zgcquiz pack update PACK PATH"
    )


def updates_json(updates: Sequence[Update], failed: Sequence[ZgcError]) -> dict[str, Any]:
    return {
        "packs": [
            {
                "pack": update.id,
                "change": update.change,
                "from": origin_json(update.origin),
                "difference": diff_json(update.diff),
                "renamed": [{"question": new, "formerly": old} for new, old in update.renames],
                "forgotten": list(update.forgotten),
                "asks": {
                    "rekeyed": list(update.rekeyed),
                    "renamed": [{"question": new, "formerly": old} for new, old in update.likely],
                    "edited": update.edited,
                },
            }
            for update in updates
        ],
        "failed": [error_json(error)["error"] for error in failed],
    }
