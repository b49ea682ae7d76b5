"""Packs imported from and exported to other formats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from zgcquiz.core.command_lines import command, path_word
from zgcquiz.core.packs.exchange_reports import QUESTION, ExportReport, FoundHistory, ImportedPack, ImportReport, Lost
from zgcquiz.ui.report.packs.listing import change_text
from zgcquiz.ui.report.page import Page, error_json
from zgcquiz.ui.round import phrases

SKIPPED_SHOWN = 20
"""Maximum number of skipped questions to print for each file."""
LOST_SHOWN = 5
"""Maximum number of questions to name for each loss."""


def print_import(page: Page, report: ImportReport, options: Sequence[str], wants_history: bool) -> None:
    """Print what was read, skipped and lost of each file, and what became of each pack.

    options: those of this import, with which it is named again where a history was left out; wants_history: whether
    a history was asked for.
    """
    for file in report.files:
        shown = file.skipped[:SKIPPED_SHOWN]
        page.problems(skipped.problem(file.file) for skipped in shown)
        if len(file.skipped) > len(shown):
            page.say(f"and {len(file.skipped) - len(shown):,} more; --json lists all of them", indent=2)
        skipped = f", skipped {len(file.skipped):,}" if file.skipped else ""
        page.say(
            f"Read {phrases.count(file.questions, 'question')} from {file.file} ({file.format}){skipped}.", indent=2
        )
        for note in file.notes:
            page.say(note, first="  note: ")
        _print_lost(page, file.lost)
    for pack in report.packs:
        _print_lost(page, pack.lost)
        if pack.change == "written":
            add = command("pack", "add", path_word(pack.path))
            page.say(
                f"Wrote {phrases.count(pack.questions, 'question')} to {pack.path}. To learn from it: {add}", indent=2
            )
        elif pack.change == "added":
            page.say(f"Added {pack.id} to your packs. To play it: zgcquiz play {pack.id}", indent=2)
        else:
            page.say(change_text(pack.change, pack.id, pack.questions), indent=2)
        if pack.history is not None:
            page.say(_history_text(pack, pack.history, options), indent=2)
        elif wants_history:
            page.say("No history was found for it in the file.", indent=2)


def _history_text(pack: ImportedPack, found: FoundHistory, options: Sequence[str]) -> str:
    """Say what became of the history in a pack's files."""
    own = ""
    if found.own:
        own = " (made on this device)" if found.own == found.reviews else f" ({found.own:,} made on this device)"
    parts = [f"{phrases.count(found.reviews, 'review')}{own}"] if found.reviews else []
    if found.suspended:
        parts.append(phrases.count(found.suspended, "suspended question"))
    both = " and ".join(parts)
    if found.taken:
        return f"Added {phrases.count(pack.reviews, 'review')} to your history. The file has {both}."
    again = command("pack", "import", path_word(pack.files[0].file), *options, "--history", "--force")
    return f"The file also has {both}, left out of your history. If they are yours: {again}"


def import_json(report: ImportReport) -> dict[str, Any]:
    """Return an import report; `format` is null if the files were in several formats."""
    formats = {file.format for file in report.files}
    return {
        "format": formats.pop() if len(formats) == 1 else None,
        "questions": sum(pack.questions for pack in report.packs),
        "packs": [
            {
                "id": pack.id,
                "questions": pack.questions,
                "change": pack.change,
                "path": pack.path or None,
                "files": [file.file for file in pack.files],
                "reviews": pack.reviews,
                "history": None
                if pack.history is None
                else {
                    "reviews": pack.history.reviews,
                    "own": pack.history.own,
                    "suspended": pack.history.suspended,
                    "taken": pack.history.taken,
                },
            }
            for pack in report.packs
        ],
        "skipped": [
            {
                "file": file.file,
                "inside": skipped.inside or None,
                "line": skipped.line,
                "reason": skipped.reason,
                "text": skipped.text or None,
            }
            for file in report.files
            for skipped in file.skipped
        ],
        "lost": [
            *(_lost(lost) | {"file": file.file} for file in report.files for lost in file.lost),
            *(_lost(lost) for pack in report.packs for lost in pack.lost),
        ],
        "notes": [f"{file.file}: {note}" for file in report.files for note in file.notes],
        "failed": [error_json(error)["error"] for error in report.failed],
    }


def print_export(page: Page, report: ExportReport) -> None:
    _print_lost(page, report.lost)
    target = f" to {report.path}" if report.path else ""
    page.say(f"Wrote {phrases.count(report.questions, 'question')}{target} ({report.format}).", indent=2)
    if report.reviews or report.suspended:
        suspended = f", and {phrases.count(report.suspended, 'suspended question')}" if report.suspended else ""
        page.say(
            f"It contains your history: {phrases.count(report.reviews, 'review')}, with times and devices{suspended}.",
            indent=2,
        )
    elif report.withheld:
        page.say(
            f"Without your history of {phrases.count(report.withheld, 'review')}; to include it: --history", indent=2
        )


def export_json(report: ExportReport) -> dict[str, Any]:
    return {
        "format": report.format,
        "pack": report.pack,
        "questions": report.questions,
        "path": report.path,
        "skipped": [],
        "lost": [_lost(lost) for lost in report.lost],
        "reviews": report.reviews,
        "suspended": report.suspended,
        "withheld": report.withheld,
    }


def print_served(page: Page, reports: Sequence[ExportReport]) -> None:
    """Print what the served pages of packs lack. reports: of all packs, also of those that have no page."""
    for report in reports:
        if report.lost and len(reports) > 1:
            page.say(f"{report.pack}:")
        _print_lost(page, report.lost)


def served_lost_json(reports: Sequence[ExportReport]) -> list[dict[str, Any]]:
    return [{"pack": report.pack} | _lost(lost) for report in reports for lost in report.lost]


def _print_lost(page: Page, losses: Iterable[Lost]) -> None:
    for lost in losses:
        why = f" ({lost.why})" if lost.why else ""
        why += f": {_names(lost)}" if lost.questions else ""
        if lost.field == QUESTION:
            page.say(f"{phrases.count(lost.count, 'question')}{why}", first="  left out: ", indent=12)
        else:
            page.say(f"{lost.field}, {phrases.count(lost.count, 'time')}{why}", first="  lost: ", indent=8)


def _lost(lost: Lost) -> dict[str, Any]:
    return {
        "field": lost.field,
        "count": lost.count,
        "why": lost.why or None,
        "questions": list(lost.questions),
        "question_count": lost.question_count,
    }


def _names(lost: Lost) -> str:
    """Name the first questions that lost something, and say how many more there are."""
    shown = lost.questions[:LOST_SHOWN]
    more = lost.question_count - len(shown)
    return ", ".join(shown) + (f" and {phrases.count(more, 'more question')}" if more else "")
