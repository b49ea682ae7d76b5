"""The scores of a class."""

from __future__ import annotations

from typing import Any

from zgcquiz.core.classroom.analysis import ClassReport
from zgcquiz.core.classroom.classical import Reliability
from zgcquiz.core.classroom.scores import Score
from zgcquiz.ui.report.classroom.collecting import print_other_editions
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.text import cells, fit, one_line

_WIDEST = 24


def print_class_report(page: Page, report: ClassReport) -> None:
    """Print a line for each learner, and one for each section if there are several."""
    page.line(one_line(report.title), style="bold")
    page.line(f"{phrases.count(len(report.learners), 'learner')}, {phrases.count(report.questions, 'question')}.")
    print_reliability(page, report.reliability)
    print_other_editions(page, report.other_editions)
    page.blank()
    names = [one_line(each.learner) for each in report.learners]
    widest = min(_WIDEST, max((cells(name) for name in names), default=0))
    if not page.narrow:
        page.line(f"{'':<{widest}}   right          known   95 percent interval", style="faint")
    for name, learner in zip(names, report.learners, strict=True):
        total = learner.total
        if page.narrow:
            page.line(f"{name}: {_sentence(total)}", indent=3)
        else:
            right = f"{total.correct:>5,} of {total.answered:<5,}"
            page.say(f"{right} {total.known:>7.1f}   {total.low:,} to {total.high:,}", f" {fit(name, widest)}  ")
        if len(learner.sections) > 1:
            for title, score in learner.sections:
                page.line(f"{one_line(title)}: {_sentence(score)}", style="faint", indent=7)
    page.blank()
    page.line("Known: right answers less those that blind picks would have given.", style="faint")


def print_reliability(page: Page, found: Reliability | None) -> None:
    if found is None:
        page.line(
            "Reliability: not known; it needs two learners who answered every question, with different scores.",
            style="faint",
        )
        return
    page.line(
        f"Mean score {found.mean:.1f} of {found.questions:,}, standard deviation {found.deviation:.1f}; alpha (KR-20)"
        f" {found.alpha:.2f}, standard error of a score {found.error:.1f}; from {found.learners:,} who answered all."
    )


def _sentence(score: Score) -> str:
    return f"{score.correct:,} of {score.answered:,} right, {score.known:.1f} known ({score.low:,} to {score.high:,})"


def class_report_json(report: ClassReport) -> dict[str, Any]:
    return {
        "pack": report.pack,
        "title": report.title,
        "questions": report.questions,
        "reliability": reliability_json(report.reliability),
        "learners": [
            {"learner": each.learner}
            | _score_json(each.total)
            | {"sections": [{"section": title} | _score_json(score) for title, score in each.sections]}
            for each in report.learners
        ],
        "other_editions": dict(report.other_editions),
    }


def _score_json(score: Score) -> dict[str, Any]:
    return {
        "answered": score.answered,
        "correct": score.correct,
        "known": score.known,
        "low": score.low,
        "high": score.high,
    }


def reliability_json(found: Reliability | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "learners": found.learners,
        "mean": found.mean,
        "deviation": found.deviation,
        "alpha": found.alpha,
        "error": found.error,
    }
