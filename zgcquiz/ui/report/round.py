"""A round as JSON, and the overview of what to do next."""

from __future__ import annotations

from typing import Any

from zgcquiz.core.learning.workload import NextDue, Overview, Today
from zgcquiz.core.log.unfinished_round import UnfinishedRound
from zgcquiz.core.moment import Moment, date_of
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.rounds.round_views import Exam, RoundReport
from zgcquiz.core.rounds.scoring import certainty_mark
from zgcquiz.core.rounds.session import Answer
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.round import phrases
from zgcquiz.ui.round.workload_phrases import todays_work


def round_json(report: RoundReport) -> dict[str, Any]:
    known = report.known
    document: dict[str, Any] = {
        "pack": report.pack,
        "mode": report.mode,
        "seed": report.seed,
        "finished": report.ending.finished,
        "asked": report.asked,
        "correct": report.correct,
        "score": round(report.score, 4),
        "best_streak": report.session.best_streak,
        "seconds": round(float(report.seconds), 3),
        "answers": [_answer(answer, report) for answer in report.answers],
        "known": known and {"estimate": round(known.estimate, 2), "low": known.low, "high": known.high, "of": known.of},
        "marks": {"got": report.marks.got, "of": report.marks.of} if report.marks else None,
        "held": [{"pack": ref.pack, "question": ref.item, "held": held.value} for ref, held in report.held.items()],
    }
    if report.mode == "review":
        document |= {
            "new": report.new,
            "again": report.again,
            "due_left": report.due_left,
            "next_due": _next_due(report.next_due, report.now),
            "today": None if report.today is None else _today(report.today),
            "exam": None if report.exam is None else _exam(report.exam),
        }
    return document


def _answer(answer: Answer, report: RoundReport) -> dict[str, Any]:
    return {
        "pack": answer.ref.pack,
        "question": answer.ref.item,
        "kind": answer.kind.value,
        "shown": [option.text for option in answer.shown],
        "response": _response(answer.picked, answer.item.kind),
        "answers": [option.text for option in answer.keys],
        "correct": answer.correct,
        "outcome": answer.outcome.value,
        "certainty": answer.certainty.value if answer.certainty else None,
        "level": answer.level,
        "mark": certainty_mark(answer.correct, answer.level) if answer.level else None,
        "rating": int(answer.rating) if report.cards.get(answer.ref) is not None else None,
        "seconds": round(answer.seconds, 3),
    }


def _response(picked: tuple[str, ...] | None, kind: Kind) -> str | list[str] | None:
    """Return the text picked, a list of texts where several can be, None if nothing was."""
    if picked is None:
        return None
    return list(picked) if kind is Kind.MULTIPLE else picked[0]


def _exam(exam: Exam) -> dict[str, Any]:
    return {
        "date": date_of(exam.date).isoformat(),
        "questions": exam.items,
        "without": round(exam.without, 4),
        "expected": round(exam.expected, 4),
        "days": [
            {
                "date": date_of(day.day).isoformat(),
                "questions": round(day.questions, 1),
                "new": round(day.new, 1),
                "answers": round(day.answers, 1),
                "seconds": round(day.seconds),
            }
            for day in (exam.today, *exam.later)
        ],
    }


def _today(today: Today) -> dict[str, Any]:
    return {
        "due": today.due,
        "new": today.new,
        "seconds": None if today.seconds is None else round(today.seconds),
        "limited": today.limited,
        "backlog_days": today.backlog_days,
    }


def _next_due(next_due: NextDue | None, now: Moment) -> str | None:
    """Return when something is due next, in UTC; a learner's day starts at four, local time, unless set otherwise."""
    if next_due is None:
        return None
    return Moment(next_due.at or now.start_of(next_due.day)).iso


def overview_json(overview: Overview) -> dict[str, Any]:
    left = overview.unfinished
    return {
        "due": overview.due,
        "new": overview.new,
        "next_due": _next_due(overview.next_due, overview.now),
        "packs": overview.packs,
        "today": _today(overview.today),
        "unfinished": None if left is None else _unfinished(left),
        "also_left": [_unfinished(each) for each in overview.also_left],
    }


def _unfinished(left: UnfinishedRound) -> dict[str, Any]:
    return {
        "pack": left.pack,
        "mode": left.mode,
        "of": len(left.order),
        "asked": left.answered,
        "correct": left.correct,
    }


def print_overview(page: Page, overview: Overview) -> None:
    """Print what is due and new, and what to do next."""
    today = overview.today
    rows = [("Due now", phrases.count(overview.due, "question")), ("New", phrases.count(overview.new, "question"))]
    if today.has_work:
        rows.append(("Today", todays_work(today)))
    if today.due_in_all > today.due:
        rows.append(("Backlog", phrases.waiting(today)))
    next_due = overview.next_due
    if not overview.due and next_due:
        rows.append(("Next", phrases.next_due(next_due, overview.now)))
    if overview.unfinished:
        rows.append(("Unfinished", phrases.unfinished(overview.unfinished, overview.now)))
    rows += [("Also left", phrases.unfinished(left, overview.now)) for left in overview.also_left]
    page.pairs(rows)
    page.blank()
    play, stats = ("zgcquiz play", "a round of ten"), ("zgcquiz stats", "how it goes")
    if not overview.packs:
        steps = [("zgcquiz pack add PATH", "add a pack to ask from")]
    elif not overview.begun:
        steps = [("zgcquiz play", "a first round of ten"), ("zgcquiz --help", "what else there is")]
    elif today.due:
        steps = [("zgcquiz review", "answer what is due"), play, stats]
    elif today.new:
        steps = [play, ("zgcquiz review", "meet new questions"), stats]
    else:
        steps = [play, stats]
    if overview.unfinished:
        steps.insert(1, ("zgcquiz play --resume", "go on with the round"))
    if overview.also_left:
        steps.insert(2, ("zgcquiz play PACK --resume", "go on with that of a pack"))
    page.pairs(steps)
