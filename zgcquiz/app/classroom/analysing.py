"""Report the scores of a class, and analyse the questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from zgcquiz.core.classroom.advice import flags
from zgcquiz.core.classroom.analysis import ClassReport, PackAnalysis, QuestionAnalysis
from zgcquiz.core.classroom.classical import item_figures, option_figures, reliability
from zgcquiz.core.classroom.counts import PickCount
from zgcquiz.core.classroom.differential import differentials
from zgcquiz.core.classroom.rasch import rasch_difficulties
from zgcquiz.core.classroom.scores import learner_scores
from zgcquiz.core.counts import count
from zgcquiz.core.errors import ZgcError

if TYPE_CHECKING:
    from zgcquiz.store.classroom.counting import ClassAnswers


def class_report(folder: Path, pack: str | None = None, engine: str = "duckdb") -> ClassReport:
    """Return the scores of the learners in a dataset. pack: as for `ClassAnswers`. Raises ZgcError."""
    from zgcquiz.store.classroom.counting import ClassAnswers
    from zgcquiz.store.classroom.dataset import Dataset
    from zgcquiz.store.classroom.engine import open_engine

    dataset = Dataset(folder)
    dataset.check()
    with open_engine(engine) as opened:
        answers = ClassAnswers(opened, dataset, pack)
        sections = dict.fromkeys(each.section for each in answers.about.questions) if answers.about else {}
        return ClassReport(
            answers.pack,
            _title(answers),
            len(answers.editions),
            reliability(answers.scores(), answers.totals()),
            learner_scores(answers.results(), tuple(sections)),
            answers.other_editions,
        )


def analyse(
    folder: Path, pack: str | None = None, engine: str = "duckdb", groups: Mapping[str, str] | None = None
) -> PackAnalysis:
    """Return the analysis of a pack's questions. groups: of learners, to compare. Raises ZgcError."""
    from zgcquiz.store.classroom.counting import ClassAnswers
    from zgcquiz.store.classroom.dataset import Dataset
    from zgcquiz.store.classroom.engine import open_engine

    dataset = Dataset(folder)
    dataset.check()
    with open_engine(engine) as opened:
        return _analysis(ClassAnswers(opened, dataset, pack), groups)


def read_groups(path: Path) -> dict[str, str]:
    """Return the groups of learners in a CSV file. Raises ZgcError."""
    from zgcquiz.formats.tables import answer_sheets

    try:
        return answer_sheets.read_groups(path.read_bytes(), str(path))
    except OSError as error:
        raise ZgcError("unreadable", f"Can't read {path}: {error.strerror or error}.") from error


def _analysis(answers: ClassAnswers, groups: Mapping[str, str] | None) -> PackAnalysis:
    sizes = _sizes(answers, groups) if groups is not None else {}
    counts, totals = answers.scores(groups), answers.totals()
    picks, shown = answers.picks, answers.shown
    figures = item_figures(counts)
    rasch = rasch_difficulties(answers.pairs())
    compared = differentials(counts)
    known = {each.id: each for each in answers.about.questions} if answers.about else {}
    order = {id: place for place, id in enumerate(known)}
    questions = []
    for id in sorted(figures, key=lambda each: (order.get(each, len(order)), each)):
        about = known.get(id)
        rows, times = picks.get(id, []), shown.get(id, Counter[str]())
        current = about is not None and about.fingerprint in answers.editions[id]
        texts = list(about.options) if about and current else _answered_options(rows, times)
        options = option_figures(rows, [text for text, key in texts if key], dict(texts), times)
        found = compared.get(id, ())
        questions.append(
            QuestionAnalysis(
                id,
                next(iter(answers.editions[id])),
                about.section if about else "",
                about.stem if about else "",
                figures[id],
                rasch.get(id),
                options,
                found,
                flags(figures[id], options, found),
            )
        )
    return PackAnalysis(
        answers.pack,
        _title(answers),
        sum(row.learners for row in totals),
        reliability(counts, totals),
        tuple(questions),
        answers.other_editions,
        sizes,
    )


def _sizes(answers: ClassAnswers, groups: Mapping[str, str]) -> dict[str, int]:
    """Return how many learners with answers are in each group. Raises ZgcError if there aren't two groups of them."""
    learners = {row.learner for row in answers.results()}
    sizes = Counter(groups[learner] for learner in sorted(learners & groups.keys()))
    if len(sizes) < 2:
        raise ZgcError(
            "no-groups",
            f"There are no two groups to compare: {sizes.total()} of the {count(len(groups), 'learner')} in the table"
            f" have answers here{f', all in {next(iter(sizes))}' if sizes else ''}.",
            f"Write names as the dataset has them, such as {min(learners)}, and at least two groups.",
        )
    return dict(sizes.most_common())


def _title(answers: ClassAnswers) -> str:
    return answers.about.title if answers.about else answers.pack


def _answered_options(rows: Iterable[PickCount], shown: Iterable[str]) -> list[tuple[str, bool]]:
    """Return the options of a question whose pack isn't at hand, with whether each was picked in a right answer."""
    keys = {text for row in rows if row.right for text in row.picked}
    return [(text, text in keys) for text in sorted({*shown, *keys})]
