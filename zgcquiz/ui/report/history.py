"""The review log: its reviews, and its export, import, undo and rebuild."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from zgcquiz.core.log.review import Outcome, Rating, Ref, Review
from zgcquiz.core.log.review_import import ImportedReviews, Merged
from zgcquiz.formats.history.review_lines import as_dict
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.text import one_line

_LISTED = 12
"""Questions that a line names."""
_OUTCOMES = {Outcome.CORRECT: "right", Outcome.PARTIAL: "partly", Outcome.WRONG: "wrong"}


def print_history(page: Page, reviews: Sequence[Review], stems: Mapping[Ref, str], more: bool) -> None:
    """Print one line a review. stems: of the questions, as far as they are known; more: older reviews were left out."""
    if not reviews:
        page.say("No answers yet. Start with: zgcquiz play")
        return
    for review in reviews:
        when = f"{review.at.local:%Y-%m-%d %H:%M}"
        certainty = review.certainty.value if review.certainty else "" if review.response is not None else "don't know"
        outcome = _OUTCOMES[review.outcome]
        marks = [phrases.RATINGS[review.rating]] if review.rating in (Rating.HARD, Rating.EASY) else []
        if review.void:
            marks.append("superseded" if review.superseded else "undone")
        name, stem = f"{review.ref.pack}/{review.ref.item}", stems.get(review.ref, "")
        if page.narrow:
            name = ", ".join((name, *marks)) + (f": {one_line(stem)}" if stem else "")
            page.say(f"{when} {', '.join(filter(None, (outcome, certainty)))}: {name}", indent=3)
        else:
            text = one_line(stem or name) + (f" ({', '.join(marks)})" if marks else "")
            page.say(text, first=f" {when}  {outcome:<7}{certainty:<12}", style="faint" if review.void else "")
    if stems and not page.narrow:
        page.line("The questions' ids: --json, or --plain", style="faint")
    if more:
        page.line("Older ones: --limit N, or all of them with --json", style="faint")


def history_json(reviews: Iterable[Review]) -> Iterator[dict[str, Any]]:
    return map(as_dict, reviews)


def print_exported(page: Page, count: int, path: Path) -> None:
    page.say(f"Wrote {phrases.count(count, 'review')} to {path}.")


def print_imported(page: Page, imported: ImportedReviews) -> None:
    page.problems(imported.skipped)
    merged = imported.merged
    known = imported.read - (merged.changes - merged.voided) - len(imported.skipped)
    parts = [f"{merged.added:,} added", f"{known:,} already known"]
    parts += merged_parts(merged, "of those now undone")
    parts += [f"{len(imported.skipped):,} skipped"] if imported.skipped else []
    unit = "record" if imported.is_database else "line"
    page.say(f"Read {phrases.count(imported.read, unit)}: {', '.join(parts)}.")
    print_editions(page, imported.other_editions)


def print_editions(page: Page, editions: Mapping[str, Mapping[str, int]]) -> None:
    """Print which answers are to another wording. editions: counts by pack and question."""
    for pack, questions in editions.items():
        page.line(f"To another wording than the pack's, {one_line(pack)}: {named_counts(questions)}.", indent=3)


def named_counts(questions: Mapping[str, int]) -> str:
    """Return the ids of some questions with their counts, and how many more there are."""
    names = [f"{one_line(id)} ({count:,})" for id, count in list(questions.items())[:_LISTED]]
    more = f" and {len(questions) - _LISTED:,} more" if len(questions) > _LISTED else ""
    return ", ".join(names) + more


def merged_parts(merged: Merged, undone: str) -> list[str]:
    """Return what a merge brought besides new answers, as parts of a sentence. undone: what is said of such answers."""
    parts = (
        (merged.voided, undone),
        (merged.held, "on suspended or buried questions"),
        (merged.restarted, "on restarted questions"),
        (merged.variants, "with the id of another answer (both are kept, one counts)"),
    )
    return [f"{number:,} {what}" for number, what in parts if number]


def merged_json(merged: Merged) -> dict[str, int]:
    return {name: getattr(merged, name) for name in ("added", "voided", "held", "restarted", "variants")}


def imported_json(imported: ImportedReviews) -> dict[str, Any]:
    return {
        "read": imported.read,
        **merged_json(imported.merged),
        "skipped": [{"line": problem.line, "reason": problem.message} for problem in imported.skipped],
        "other_editions": {pack: dict(questions) for pack, questions in imported.other_editions.items()},
    }


def print_undone(page: Page, review: Review, stem: str) -> None:
    """Print which answer was undone. stem: of its question, "" if it isn't known."""
    page.say(
        f"Undone: the answer of {review.at.local:%Y-%m-%d %H:%M} to {review.ref.pack}/{review.ref.item}"
        f" ({_OUTCOMES[review.outcome]}). It no longer counts."
    )
    if stem:
        page.say(one_line(stem), indent=3)


def undone_json(review: Review) -> dict[str, Any]:
    return as_dict(review) | {"void": True}


def print_rebuilt(page: Page, count: int) -> None:
    page.say(f"Rebuilt {phrases.count(count, 'card')} from the log.")
