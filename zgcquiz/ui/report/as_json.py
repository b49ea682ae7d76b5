"""Results as what `--json` prints. The keys are a contract with scripts: add, never change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zgcquiz.core.authoring.source_text import SourceCoverage
from zgcquiz.core.configuration import LOAD, Effective, SettingChange
from zgcquiz.core.errors import ProblemsError, ZgcError
from zgcquiz.core.learning.leech import Leech
from zgcquiz.core.learning.workload import NextDue, Overview, Today
from zgcquiz.core.log.hold import HeldItem, HoldChange
from zgcquiz.core.log.review import Review
from zgcquiz.core.log.review_import import ImportedReviews
from zgcquiz.core.moment import Moment, date_of
from zgcquiz.core.packs.exchange_reports import ExportReport, ImportReport, Lost
from zgcquiz.core.packs.pack import Kind, Pack
from zgcquiz.core.packs.pack_views import CheckedPack, FactRow, ListedPack, NewPack, PackChange, StudySection
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.rounds.round_views import Exam, RoundReport
from zgcquiz.core.rounds.scoring import certainty_mark
from zgcquiz.core.rounds.session import Answer
from zgcquiz.core.settings import WEEKDAYS
from zgcquiz.core.stats.activity import INTERVALS, Recall
from zgcquiz.core.stats.summary import Group, Stats
from zgcquiz.formats.history import review_lines
from zgcquiz.formats.json import pack_dict
from zgcquiz.ui.report import stats_json
from zgcquiz.ui.terminal.text import UNSAFE

if TYPE_CHECKING:
    from zgcquiz.core.learning.fitting import Tuning
    from zgcquiz.core.learning.forecast import Forecast
    from zgcquiz.core.packs.origin import Origin


def dump(document: object) -> str:
    """One JSON document, as it is printed."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def error(error: ZgcError) -> dict[str, Any]:
    said: dict[str, Any] = {"code": error.code, "message": error.message, "hint": error.hint}
    if isinstance(error, ProblemsError):
        said["problems"] = [problem(found) for found in error.problems]
    return {"error": said}


def problem(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "message": problem.message,
        "question": problem.question or None,
    }


def report(report: RoundReport) -> dict[str, Any]:
    said: dict[str, Any] = {
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
        "known": _known(report),
        "marks": {"got": report.marks.got, "of": report.marks.of} if report.marks else None,
        "held": [{"pack": ref.pack, "question": ref.item, "held": held.value} for ref, held in report.held.items()],
    }
    if report.mode == "review":
        said |= {
            "new": report.new,
            "again": report.again,
            "due_left": report.due_left,
            "next_due": next_due(report.next_due, report.now),
            "today": None if report.today is None else _today(report.today),
            "exam": None if report.exam is None else _exam(report.exam),
        }
    return said


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


def _known(report: RoundReport) -> dict[str, Any] | None:
    known = report.known
    if known is None:
        return None
    return {"estimate": round(known.estimate, 2), "low": known.low, "high": known.high, "of": known.of}


def _answer(answer: Answer, report: RoundReport) -> dict[str, Any]:
    card = report.cards.get(answer.ref)
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
        "rating": int(answer.rating) if card is not None else None,
        "seconds": round(answer.seconds, 3),
    }


def _response(picked: tuple[str, ...] | None, kind: Kind) -> str | list[str] | None:
    """The text picked; a list of texts where several can be; None where nothing was."""
    if picked is None:
        return None
    return list(picked) if kind is Kind.MULTIPLE else picked[0]


def next_due(next_due: NextDue | None, now: Moment) -> str | None:
    """The moment that something falls due next, in UTC: a day begins at four, local time."""
    if next_due is None:
        return None
    if next_due.at:
        return Moment(next_due.at).iso
    return Moment(now.start_of(next_due.day)).iso


def overview(overview: Overview) -> dict[str, Any]:
    return {
        "due": overview.due,
        "new": overview.new,
        "next_due": next_due(overview.next_due, overview.now),
        "packs": overview.packs,
        "today": _today(overview.today),
    }


def stats(stats: Stats) -> dict[str, Any]:
    today = stats.now.day
    return {
        "reviews": stats.reviews,
        "correct": stats.correct,
        "accuracy": round(stats.correct / stats.reviews, 4) if stats.reviews else None,
        "seconds": round(stats.seconds, 3),
        "crammed": stats.crammed,
        "cards": stats.cards,
        "due": stats.due,
        "retention": share(stats.recall),
        "retention_reviews": stats.recall.of,
        "seconds_today": round(stats.seconds_today, 3),
        "seconds_week": round(stats.seconds_week, 3),
        "streak": stats.streak,
        "longest_streak": stats.longest_streak,
        "days": [{"date": date_of(day).isoformat(), "reviews": stats.days[day]} for day in sorted(stats.days)],
        "retention_by_interval": [
            {"from": low, "to": high, "reviews": recall.of, "retention": share(recall)}
            for (low, high), recall in zip(INTERVALS, stats.intervals, strict=True)
        ],
        "states": dict(stats.states),
        "forecast": [
            {"date": date_of(today + ahead).isoformat(), "due": due} for ahead, due in enumerate(stats.forecast)
        ],
        "packs": [
            _group(group) | {"retention": share(group.recall), "retention_reviews": group.recall.of}
            for group in stats.packs
        ],
        "tags": [_group(group) for group in stats.tags],
        "hardest_facts": stats_json.hardest(stats.hardest),
    }


def share(recall: Recall) -> float | None:
    return None if recall.share is None else round(recall.share, 4)


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "reviews": group.reviews,
        "correct": group.correct,
        "cards": group.cards,
        "due": group.due,
    }


def history(reviews: Iterable[Review]) -> list[dict[str, Any]]:
    return [review_lines.as_dict(review) for review in reviews]


def review(review: Review) -> dict[str, Any]:
    return review_lines.as_dict(review)


def imported(imported: ImportedReviews) -> dict[str, Any]:
    return {
        "read": imported.read,
        "added": imported.added,
        "voided": imported.voided,
        "held": imported.held,
        "restarted": imported.restarted,
        "skipped": [{"line": problem.line, "reason": problem.message} for problem in imported.skipped],
    }


def hold_change(change: HoldChange) -> dict[str, Any]:
    return {
        "pack": change.pack,
        "held": change.held.value,
        "changed": [ref.item for ref in change.changed],
        "already": [ref.item for ref in change.already],
    }


def held(items: Iterable[HeldItem]) -> dict[str, Any]:
    return {
        "held": [
            {"pack": item.ref.pack, "question": item.ref.item, "held": item.held.value, "text": item.stem}
            for item in items
        ]
    }


def leeches(leeches: Iterable[Leech]) -> dict[str, Any]:
    return {
        "leeches": [
            {
                "pack": leech.ref.pack,
                "question": leech.ref.item,
                "text": leech.stem,
                "lapses": leech.lapses,
                "reviews": leech.repetitions,
                "suspended": leech.suspended,
                "path": leech.path,
            }
            for leech in leeches
        ]
    }


def pack(pack: Pack) -> dict[str, Any]:
    return pack_dict.pack_as_dict(pack)


def listing(packs: Iterable[ListedPack], broken: Iterable[ZgcError]) -> dict[str, Any]:
    return {
        "packs": [
            {
                "id": pack.id,
                "title": pack.title,
                "questions": pack.questions,
                "origin": pack.origin,
                "path": pack.path,
                "from": origin(pack.came),
            }
            for pack in packs
        ],
        "broken": [error(each)["error"] for each in broken],
    }


def origin(came: Origin | None) -> dict[str, Any] | None:
    """Where a pack came from."""
    if came is None:
        return None
    return {
        "kind": came.kind.value,
        "address": came.address,
        "version": came.version,
        "sha256": came.sha256,
        "at": came.at,
        "etag": came.etag or None,
        "last_modified": came.modified or None,
    }


def checked(packs: Iterable[CheckedPack], *, fixed: bool) -> dict[str, Any]:
    """What was found; with what was fixed before, where that was asked for."""
    return {
        "packs": [
            {
                "id": pack.id or None,
                "questions": pack.questions,
                "errors": [problem(found) for found in pack.errors],
                "warnings": [problem(found) for found in pack.warnings],
            }
            | ({"fixed": [problem(found) for found in pack.fixed]} if fixed else {})
            for pack in packs
        ]
    }


def imported_packs(report: ImportReport) -> dict[str, Any]:
    """The account of an import; `format` is null where the files were in several."""
    formats = sorted({file.format for file in report.files})
    return {
        "format": formats[0] if len(formats) == 1 else None,
        "questions": sum(pack.questions for pack in report.packs),
        "packs": [
            {
                "id": pack.id,
                "questions": pack.questions,
                "change": pack.change,
                "path": pack.path or None,
                "files": [file.file for file in pack.files],
                "reviews": pack.reviews,
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
        "failed": [error(each)["error"] for each in report.failed],
    }


def exported_pack(report: ExportReport) -> dict[str, Any]:
    return {
        "format": report.format,
        "pack": report.pack,
        "questions": report.questions,
        "path": report.path,
        "skipped": [],
        "lost": [_lost(lost) for lost in report.lost],
    }


def _lost(lost: Lost) -> dict[str, Any]:
    return {"field": lost.field, "count": lost.count, "why": lost.why or None}


def change(change: PackChange) -> dict[str, Any]:
    said = "removed" if change.change == "uncovered" else change.change
    return {"change": said, "pack": change.id, "questions": change.questions}


def study(sections: Iterable[StudySection]) -> dict[str, Any]:
    return {
        "sections": [
            {
                "pack": section.pack,
                "number": section.number,
                "title": section.title,
                "text": section.text,
                "questions": section.questions,
            }
            for section in sections
        ]
    }


def new_pack(made: NewPack, id: str, path: Path) -> dict[str, Any]:
    return {"pack": id, "path": str(path), "drafts": made.drafts}


def coverage(sources: Iterable[SourceCoverage]) -> dict[str, Any]:
    return {
        "sources": [
            {
                "pack": source.pack,
                "source": source.source,
                "stating": source.stating,
                "missed": source.missed,
                "sentences": [
                    {
                        "section": row.sentence.section,
                        "paragraph": row.sentence.paragraph,
                        "text": row.sentence.text,
                        "facts": row.facts,
                        "questions": list(row.items),
                        "missed": row.is_missed,
                    }
                    for row in source.rows
                ],
            }
            for source in sources
        ]
    }


def facts(rows: Iterable[FactRow]) -> dict[str, Any]:
    return {
        "facts": [
            {
                "section": row.section or None,
                "fact": row.fact,
                "cited": list(row.cited),
                "questions": list(row.items),
            }
            for row in rows
        ]
    }


def settings(rows: Iterable[Effective], path: Path) -> dict[str, Any]:
    return {"path": str(path), "exists": path.exists(), "settings": [setting(row) for row in rows]}


def setting(found: Effective) -> dict[str, Any]:
    """`source` is default, file, pack or tune."""
    value = found.value
    if found.name == LOAD:
        value = dict(zip(WEEKDAYS, value, strict=True))
    source = "tune" if found.tuned else "pack" if found.pack else "file" if found.line else "default"
    return {
        "setting": found.name,
        "value": value,
        "source": source,
        "pack": found.pack,
        "file": found.file or None,
        "line": found.line or None,
        "tuned": found.tuned.isoformat() if found.tuned else None,
    }


def changed(change: SettingChange) -> dict[str, Any]:
    return setting(change.after) | {"before": setting(change.before)["value"], "changed": change.before != change.after}


def tuning(tuning: Tuning) -> dict[str, Any]:
    fit = tuning.fit
    return {
        "better": fit.better,
        "kept": tuning.kept,
        "questions": fit.items,
        "reviews": fit.reviews,
        "predicted": fit.before.reviews,
        "reviews_in_log": tuning.reviews,
        "guess_correction": tuning.corrected,
        "log_loss": {"in_use": fit.before.log_loss, "fitted": fit.after.log_loss, "error": fit.error},
        "rmse_bins": {"in_use": fit.before.rmse_bins, "fitted": fit.after.rmse_bins},
        "parameters": {"in_use": list(fit.in_use), "fitted": list(fit.fitted)},
    }


def forecast(forecast: Forecast, in_use: float) -> dict[str, Any]:
    return {
        "questions": forecast.items,
        "new": forecast.new,
        "days": forecast.days,
        "in_use": in_use,
        "cheapest": forecast.cheapest,
        "retentions": [
            {
                "retention": row.retention,
                "minutes": row.minutes,
                "reviews": row.reviews,
                "remembered": row.remembered,
                "minutes_for_each": row.cost,
            }
            for row in forecast.rows
        ],
    }
