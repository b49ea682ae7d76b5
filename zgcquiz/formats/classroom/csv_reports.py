"""The reports on a class as tables that any spreadsheet program opens. No text in them is evaluated as a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zgcquiz.core.classroom.analysis import ClassReport, PackAnalysis
from zgcquiz.core.classroom.scores import LearnerScore, Score
from zgcquiz.formats.tables.csv_writer import cell_of

_SCORES = ("learner", "section", "answered", "correct", "known", "low", "high")
_QUESTIONS = ("question", "section", "text", "learners", "correct", "difficulty", "discrimination", "rasch")
_OPTIONS = ("option", "key", "shown", "picked", "option discrimination")
_ADVICE = ("groups", "flags", "advice")


def scores_csv(report: ClassReport) -> Iterator[bytes]:
    """Yield a table with a row for each learner, and one for each of their sections if there are several."""
    return _table(_SCORES, (row for each in report.learners for row in _score_rows(each)))


def _score_rows(each: LearnerScore) -> Iterator[tuple[str, ...]]:
    yield _score_row(each.learner, "", each.total)
    if len(each.sections) > 1:
        yield from (_score_row(each.learner, title, score) for title, score in each.sections)


def _score_row(learner: str, section: str, score: Score) -> tuple[str, ...]:
    return (learner, section, *map(_number, (score.answered, score.correct, score.known, score.low, score.high)))


def questions_csv(analysis: PackAnalysis) -> Iterator[bytes]:
    """Yield a table with a row for each option of each question; one for a question without options."""
    return _table((*_QUESTIONS, *_OPTIONS, *_ADVICE), _question_rows(analysis))


def _question_rows(analysis: PackAnalysis) -> Iterator[tuple[str, ...]]:
    for each in analysis.questions:
        figures = each.figures
        numbers = (figures.learners, figures.right, figures.difficulty, figures.discrimination, each.rasch)
        groups = "; ".join(
            f"{found.reference}/{found.focal} {found.rank} {found.delta:.2f}" for found in each.differentials
        )
        advice = (groups, ", ".join(flag.code for flag in each.flags), " ".join(flag.advice for flag in each.flags))
        head = (each.id, each.section, each.stem, *map(_number, numbers))
        for option in each.options:
            shares = (option.shown, option.picked, option.discrimination)
            yield (*head, option.text, "yes" if option.key else "no", *map(_number, shares), *advice)
        if not each.options:
            yield (*head, *("" for _ in _OPTIONS), *advice)


def _number(value: float | None) -> str:
    return "" if value is None else str(value)


def _table(headings: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
    """Yield a table in UTF-8 with a byte order mark, by which Excel recognises the encoding."""
    yield f"\ufeff{','.join(headings)}\r\n".encode()
    for row in rows:
        yield (",".join(map(cell_of, row)) + "\r\n").encode("utf-8", "replace")
