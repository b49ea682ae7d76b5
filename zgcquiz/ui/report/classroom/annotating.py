"""A pack with a class's figures as notes."""

from __future__ import annotations

from typing import Any

from zgcquiz.core.classroom.collection import AnnotatedPack
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.round import phrases


def print_annotated(page: Page, found: AnnotatedPack) -> None:
    for file in found.files:
        page.line(f"Changed: {file}", indent=3)
    page.line(f"{phrases.count(len(found.written), 'question')} with a note.")
    if found.skipped:
        page.line(f"Without one, as they don't begin a line with a dash: {', '.join(found.skipped)}.", indent=3)


def annotated_json(found: AnnotatedPack) -> dict[str, Any]:
    return {
        "pack": found.pack,
        "files": list(found.files),
        "annotated": list(found.written),
        "skipped": list(found.skipped),
    }
