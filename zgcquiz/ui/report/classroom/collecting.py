"""What became of files of answers."""

from __future__ import annotations

from typing import Any

from zgcquiz.core.classroom.collection import Collected, CollectedFile
from zgcquiz.ui.report.history import named_counts, print_editions
from zgcquiz.ui.report.page import Page, problem_json
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.text import one_line

_LISTED = 12
"""Learners that a line names."""


def print_collected(page: Page, collected: Collected) -> None:
    for file in collected.files:
        page.line(f"{one_line(file.path)}: {_taken(file)}", indent=3)
        page.problems(file.problems)
        if file.problem_count > len(file.problems):
            page.line(f"{file.problem_count - len(file.problems):,} further problems.", indent=3)
        if file.near_chance:
            page.line(
                "These answers are no better than blind picks. Were the sheets printed with another code, --seed,"
                " --versions or --questions?"
                " Then collect everything into a new dataset with what they were printed with.",
                style="caution",
                indent=3,
            )
    known = collected.read - collected.added
    already = f", {known:,} known already" if known else ""
    page.line(f"{phrases.count(collected.added, 'new answer')}{already}.")
    if collected.conflicts:
        page.line(
            f"{phrases.count(collected.conflicts, 'answer')} came before with other content; one of them counts."
            " To replace a sheet's answer, collect everything into a new dataset."
        )
    if collected.taken_back:
        page.line(f"{phrases.count(collected.taken_back, 'answer')} taken back by the learner.")
    for pack, count in collected.other_packs.items():
        page.line(f"Left out: {phrases.count(count, 'answer')} of another pack, {one_line(pack)}.")
    print_editions(page, collected.editions)


def _taken(file: CollectedFile) -> str:
    if not file.answers:
        return "no answers taken"
    learners = [one_line(name) for name in file.learners[:_LISTED]]
    more = f" and {len(file.learners) - _LISTED:,} more" if len(file.learners) > _LISTED else ""
    return f"{phrases.count(file.answers, 'answer')} of {', '.join(learners)}{more}"


def print_other_editions(page: Page, questions: Any) -> None:
    """Print which answers are left out of the figures. questions: counts by question."""
    if questions:
        page.line(f"Left out, as they are to another wording: {named_counts(questions)}.", style="caution", indent=3)


def collected_json(collected: Collected) -> dict[str, Any]:
    return {
        "read": collected.read,
        "added": collected.added,
        "conflicts": collected.conflicts,
        "taken_back": collected.taken_back,
        "files": [
            {
                "file": file.path,
                "learners": list(file.learners),
                "answers": file.answers,
                "problem_count": file.problem_count,
                "near_chance": file.near_chance,
                "problems": [problem_json(problem) for problem in file.problems],
            }
            for file in collected.files
        ],
        "other_packs": dict(collected.other_packs),
        "other_editions": {pack: dict(questions) for pack, questions in collected.editions.items()},
    }
