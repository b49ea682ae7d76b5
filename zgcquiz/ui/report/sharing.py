"""What changed between two editions of a pack, in words; and what was made to be shared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.exchange_reports import BuiltPack, Update
from zgcquiz.core.packs.pack_diff import ChangeKind, Difference, PackDiff
from zgcquiz.core.text.command_lines import command, path_word
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.text import one_line

if TYPE_CHECKING:
    from zgcquiz.ui.report.pages import Page

_HEADINGS = {
    ChangeKind.REKEYED: ("re-keyed", "Re-keyed: another answer is right now"),
    ChangeKind.RENAMED: ("renamed", "Renamed"),
    ChangeKind.LIKELY_RENAME: ("likely renamed", "Likely renamed: no 'formerly' says so"),
    ChangeKind.REWORDED: ("reworded", "Reworded"),
    ChangeKind.ADDED: ("added", "Added"),
    ChangeKind.REMOVED: ("removed", "Removed"),
    ChangeKind.RETOUCHED: ("retouched", "Retouched: what is said after the answer, or about the question"),
}
"""Each kind of change as the summary calls it, and as its heading does."""


def show_diff(page: Page, found: PackDiff) -> None:
    """A summary, then each change with the old and the new text, what matters most first."""
    for edited in found.about:
        page.say(f"{edited.field} of the pack", first="" if page.plain else " ")
        _was_and_now(page, edited.before, edited.after)
    for kind, (_, heading) in _HEADINGS.items():
        changes = found.of(kind)
        if changes:
            page.heading(heading)
        for change in changes:
            _change(page, found, change)
    if found.about or found.changes:
        page.say()
    page.say(summary(found), style="bold")


def summary(found: PackDiff) -> str:
    """How many questions changed in which way: "greek: 2 added, 1 re-keyed"."""
    counts = [(len({change.id for change in found.of(kind)}), word) for kind, (word, _) in _HEADINGS.items()]
    said = [f"{count:,} {word}" for count, word in counts if count]
    if not said:
        said = ["the pack's own lines changed, no question did" if found.about else "nothing changed"]
    return f"{found.new.info.id}: {', '.join(said)}"


def _change(page: Page, found: PackDiff, change: Difference) -> None:
    renamed = change.kind in (ChangeKind.RENAMED, ChangeKind.LIKELY_RENAME)
    name = f"{change.old_id}, now {change.id}" if renamed else change.id
    lead = "" if page.plain else " "
    if change.kind is ChangeKind.RETOUCHED:
        page.say(f"{name}: {change.what}", first=lead, indent=3)
    elif change.kind is ChangeKind.REWORDED and change.what == "question":
        page.say(name, first=lead, indent=3)
    else:
        page.say(f"{name}: {one_line(found.stem(change))}", first=lead, indent=3)
    if change.kind is ChangeKind.REWORDED and change.what == "distractors":
        page.say("wrong options", first=lead + "  ", style="dim")
    if change.kind in (ChangeKind.REKEYED, ChangeKind.REWORDED) or (
        change.kind is ChangeKind.LIKELY_RENAME and change.before != change.after
    ):
        _was_and_now(page, change.before, change.after)


def _was_and_now(page: Page, before: str, after: str) -> None:
    for word, text, style in (("was", before, "red"), ("now", after, "green")):
        page.say(one_line(text) or "(nothing)", first=f"{'' if page.plain else '   '}{word} ", style=style)


def diff_json(found: PackDiff) -> dict[str, Any]:
    return {
        "old": _edition(found.old.info.id, len(found.old.items)),
        "new": _edition(found.new.info.id, len(found.new.items)),
        "pack": [{"field": each.field, "before": each.before, "after": each.after} for each in found.about],
        "changes": [
            {
                "change": change.kind.value,
                "question": change.id,
                "formerly": change.old_id or None,
                "what": change.what or None,
                "before": change.before or None,
                "after": change.after or None,
            }
            for change in found.changes
        ],
    }


def _edition(id: str, questions: int) -> dict[str, Any]:
    return {"id": id, "questions": questions}


def built(page: Page, built: BuiltPack) -> None:
    page.say(
        f"Wrote {phrases.count(built.questions, 'question')} in {phrases.count(built.files, 'file')} to {built.path}."
    )
    page.say(built.sha256, first="SHA-256: ", indent=2, style="dim")
    page.say(f"To install it, there or here: {command('pack', 'add', path_word(built.path))}")


def built_json(built: BuiltPack) -> dict[str, Any]:
    return {
        "pack": built.id,
        "path": built.path,
        "questions": built.questions,
        "files": built.files,
        "bytes": built.bytes,
        "sha256": built.sha256,
    }


def updated(page: Page, update: Update) -> None:
    """What came of an update, or what it would ask."""
    version = f" ({update.origin.edition})" if update.origin else ""
    if update.change == "unchanged":
        page.say(f"{update.id} is up to date{version}.")
    elif update.change == "planned":
        for id in update.rekeyed:
            page.say(f"To be asked: does {id} keep its history, though another answer is right now?", indent=2)
        for new, old in update.likely:
            page.say(f"To be asked: is {old} now called {new}?", indent=2)
        if update.edited:
            page.say("Your copy was changed since it was added; an update would lose that.", indent=2)
        page.say(f"Nothing was changed. To update: zgcquiz pack update {update.id}")
    else:
        page.say(f"Updated {update.id}{version}. History stays.")
    for new, old in update.renames:
        page.say(f"The history of {old} goes on in {new}.", indent=2)
    if update.forgotten:
        page.say(f"Learnt anew: {', '.join(update.forgotten)}.", indent=2)


def nothing_to_update(page: Page) -> None:
    page.say("No installed pack has an origin that is known. Name a newer edition: zgcquiz pack update PACK PATH")


def updates_json(updates: Sequence[Update], failed: Sequence[ZgcError]) -> dict[str, Any]:
    from zgcquiz.ui.report import as_json

    return {
        "packs": [
            {
                "pack": update.id,
                "change": update.change,
                "from": as_json.origin(update.origin),
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
        "failed": [as_json.error(error)["error"] for error in failed],
    }
