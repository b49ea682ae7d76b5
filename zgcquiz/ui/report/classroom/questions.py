"""The analysis of a pack's questions."""

from __future__ import annotations

from typing import Any

from zgcquiz.core.classroom.analysis import PackAnalysis, QuestionAnalysis
from zgcquiz.ui.report.classroom.collecting import print_other_editions
from zgcquiz.ui.report.classroom.scores import print_reliability, reliability_json
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.text import cells, fit, one_line

_WIDEST = 24
_SERIOUS = ("wrong-key", "negative-discrimination", "differential-c")


def print_analysis(page: Page, analysis: PackAnalysis) -> None:
    """Print a line of figures for each question, with the advice below it."""
    page.line(one_line(analysis.title), style="bold")
    page.line(f"{phrases.count(analysis.learners, 'learner')}, {phrases.count(len(analysis.questions), 'question')}.")
    print_reliability(page, analysis.reliability)
    if analysis.groups:
        sizes = ", ".join(f"{one_line(name)} ({size:,})" for name, size in analysis.groups.items())
        page.line(f"Groups compared, with their learners: {sizes}.")
    print_other_editions(page, analysis.other_editions)
    page.blank()
    widest = min(_WIDEST, max((cells(one_line(each.id)) for each in analysis.questions), default=0))
    if not page.narrow:
        page.line(f"{'':<{widest}}  learners   right   discrimination   Rasch", style="faint")
    for each in analysis.questions:
        _print_question(page, each, widest)
    flagged = sum(bool(each.flags) for each in analysis.questions)
    page.blank()
    page.line(
        f"{phrases.count(flagged, 'question')} with advice. Options and groups: --json, --csv, --html.", style="faint"
    )


def _print_question(page: Page, each: QuestionAnalysis, widest: int) -> None:
    figures = each.figures
    r = "-" if figures.discrimination is None else f"{figures.discrimination:.2f}"
    rasch = "-" if each.rasch is None else f"{each.rasch:.2f}"
    if page.narrow:
        page.line(
            f"{one_line(each.id)}: {phrases.percent(figures.difficulty)} of {figures.learners:,} right,"
            f" discrimination {r}, Rasch {rasch}",
            indent=3,
        )
    else:
        text = f"{figures.learners:>8,}   {phrases.percent(figures.difficulty):>5}   {r:>14}   {rasch:>5}"
        page.say(text, f" {fit(one_line(each.id), widest)}  ")
    for flag in each.flags:
        style = "wrong" if flag.code in _SERIOUS else "caution"
        page.say(one_line(flag.advice), f"{page.margin}  ", style=style)


def analysis_json(analysis: PackAnalysis) -> dict[str, Any]:
    return {
        "pack": analysis.pack,
        "title": analysis.title,
        "learners": analysis.learners,
        "reliability": reliability_json(analysis.reliability),
        "groups": [{"group": name, "learners": size} for name, size in analysis.groups.items()],
        "questions": [
            {
                "question": each.id,
                "section": each.section,
                "text": each.stem,
                "learners": each.figures.learners,
                "correct": each.figures.right,
                "difficulty": each.figures.difficulty,
                "discrimination": each.figures.discrimination,
                "rasch": each.rasch,
                "options": [
                    {
                        "text": option.text,
                        "key": option.key,
                        "shown": option.shown,
                        "picked": option.picked,
                        "discrimination": option.discrimination,
                    }
                    for option in each.options
                ],
                "groups": [
                    {
                        "reference": found.reference,
                        "focal": found.focal,
                        "odds": found.odds,
                        "delta": found.delta,
                        "error": found.error,
                        "chi_square": found.chi_square,
                        "class": found.rank,
                    }
                    for found in each.differentials
                ],
                "flags": [{"code": flag.code, "advice": flag.advice} for flag in each.flags],
            }
            for each in analysis.questions
        ],
        "other_editions": dict(analysis.other_editions),
    }
