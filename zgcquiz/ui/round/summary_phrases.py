"""What the summary of a round says in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from zgcquiz.core.learning.schedule import Card, Reviewed
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import CRAM, Certainty
from zgcquiz.core.rounds.round_views import Missed, RoundReport
from zgcquiz.core.rounds.scoring import LEVELS
from zgcquiz.ui.round import phrases
from zgcquiz.ui.round.workload_phrases import minutes

RESUME = "zgcquiz play --resume"
"""The command that continues a round."""
_HELD = {Held.SUSPENDED: "suspended", Held.BURIED: "buried until tomorrow"}


def certainty_parts(report: RoundReport) -> list[str]:
    """Return right and all answers by certainty: "sure: 13 of 15 right", "guess: 2 of 4 right", "don't know: 1"."""
    if report.levels:
        tallies = [(f"certainty {level}", *report.with_level(level)) for level in LEVELS]
    else:
        tallies = [(certainty.value, *report.with_certainty(certainty)) for certainty in Certainty]
    parts = [f"{name}: {right} of {asked} right" for name, right, asked in tallies if asked]
    if report.dont_know:
        parts.append(f"don't know: {report.dont_know}")
    if report.timed_out:
        parts.append(f"time ran out: {report.timed_out}")
    return parts


def score_parts(report: RoundReport) -> list[str]:
    """Return "luck aside, about 13 known (9 to 15)", and "marks 14 of 30" if certainty was marked."""
    parts = [phrases.known_text(report.known)] if report.known else []
    if report.marks:
        parts.append(f"marks {report.marks.got} of {report.marks.of}")
    return parts


def closing(report: RoundReport) -> list[str]:
    """Return what is due when, what was saved, and what is left today."""
    if not report.recorded:
        return ["This round was not saved, as you asked."]
    saved = {1: "The answer is saved.", 2: "Both answers are saved."}.get(
        report.asked, f"All {report.asked} answers are saved."
    )
    if report.mode == CRAM:
        saved += " The schedule is unchanged."
    times = _due_parts((card for ref, card in report.cards.items() if ref not in report.held), report)
    lines = [f"Due: {', '.join(times)}.   {saved}" if times else saved]
    held = _held_parts(report)
    if held:
        lines.append(f"Not asked for now: {', '.join(held)}. To see them: zgcquiz held")
    if report.can_resume:
        lines.append(f"{phrases.count(report.session.remaining, 'question')} left. To go on later: {RESUME}")
    if report.replaces:
        rest = phrases.count(len(report.replaces.order) - report.replaces.answered, "question")
        lines.append(f"It takes the place of the round of this pack that you left before, with {rest} left.")
    return [*lines, *_left_today(report)]


def _left_today(report: RoundReport) -> list[str]:
    """Return what is still due today, and what waits for other days."""
    today = report.today
    if today is None or report.exam is not None or not today.due_in_all:
        return []
    lines = []
    if today.due:
        time = "" if today.seconds is None else f", about {minutes(today.seconds)}"
        new = f" and {today.new} new" if today.new else ""
        lines.append(f"Left for today: {today.due} due{new}{time}: zgcquiz review")
    if today.due_in_all > today.due:
        lines.append(f"{phrases.waiting(today)}.")
    return lines


def missed_state(missed: Missed, report: RoundReport) -> str:
    """Return "due in 10 min", or "suspended" if the question was in this round; "" if there is nothing to say."""
    if held := report.held.get(missed.answer.ref):
        return _HELD[held]
    due = phrases.due(missed.card, report.now)
    return f"due {due}" if due else ""


def _held_parts(report: RoundReport) -> list[str]:
    """Return "1 suspended", "2 buried until tomorrow"."""
    counts = Counter(report.held.values())
    return [f"{counts[held]} {name}" for held, name in _HELD.items() if counts[held]]


def _due_parts(cards: Iterable[Card], report: RoundReport) -> list[str]:
    """Return when the questions of the round are due: "3 in 10 min", "6 tomorrow", "11 in 4 days or more"."""
    steps: list[str] = []
    days: list[int] = []
    for card in cards:
        if isinstance(card, Reviewed):
            ahead = card.due_day - report.now.day
            if ahead <= 0:
                steps.append(phrases.due(card, report.now))
            else:
                days.append(ahead)
    parts = []
    if steps:
        longest = max(steps, key=lambda step: int("".join(filter(str.isdigit, step)) or 0))
        parts.append(f"{len(steps)} {longest}")
    tomorrow = days.count(1)
    if tomorrow:
        parts.append(f"{tomorrow} tomorrow")
    later = [day for day in days if day > 1]
    if later:
        first = min(later)
        parts.append(f"{len(later)} in {first} days{' or more' if max(later) > first else ''}")
    return parts


def nothing_answered(report: RoundReport) -> list[str]:
    """Return the summary of a round without answers, in lines."""
    if report.exam is not None and report.ending.finished:
        return ["There is nothing to review for the exam now."]
    if report.mode == "review" and report.ending.finished:
        if report.due_left:
            first, *others = _left_today(report) or [""]
            return [f"Nothing was asked. {first}".rstrip(), *others]
        return [_nothing_due(report)]
    return ["Nothing was answered." if report.held else "Nothing was answered, and nothing was saved."]


def _nothing_due(report: RoundReport) -> str:
    if report.next_due is None:
        return (
            "Nothing is due. There is no new question for today either; what keeps them away: zgcquiz held (suspended,"
            " buried), zgcquiz config (new_per_day, weekday_load)"
        )
    return f"Nothing is due. Next: {phrases.next_due(report.next_due, report.now)}. To go on now: zgcquiz play"
