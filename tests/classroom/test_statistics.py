"""The statistics agree with other implementations, and with published examples, to nine digits and more."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.classroom.making import OPTIONS, answer_rows
from zgcquiz.core.classroom.classical import item_figures, option_figures, reliability
from zgcquiz.core.classroom.counts import PairCount, ResultCount, ScoreCount, TotalCount
from zgcquiz.core.classroom.differential import compare, differentials
from zgcquiz.core.classroom.rasch import rasch_difficulties
from zgcquiz.core.classroom.scores import score

pytest.importorskip("ibis", reason="pip install -e '.[dev]'")
from zgcquiz.store.classroom.counting import ClassAnswers
from zgcquiz.store.classroom.dataset import AnswerRow, Dataset
from zgcquiz.store.classroom.engine import open_engine
from zgcquiz.store.classroom.merging import add_answers

np: Any = pytest.importorskip("numpy")
CLOSE: dict[str, Any] = {"rel": 1e-9, "abs": 1e-12}
GROUPS = {f"learner{number}": "even" if number % 2 == 0 else "odd" for number in range(200)}


def opened(folder: Path, rows: list[AnswerRow]) -> Iterator[ClassAnswers]:
    dataset = Dataset(folder)
    with open_engine() as engine, dataset.locked():
        add_answers(engine, dataset, rows)
        yield ClassAnswers(engine, dataset, None)


WHOLE = answer_rows(Random(1), 120, 20)
PARTS = answer_rows(Random(2), 150, 20, skipped=0.4)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClassAnswers]:
    """Answers of learners who answered everything."""
    yield from opened(tmp_path_factory.mktemp("whole"), WHOLE)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClassAnswers]:
    """Answers of learners who answered different questions."""
    yield from opened(tmp_path_factory.mktemp("parts"), PARTS)


def matrix(rows: list[AnswerRow]) -> Any:
    """Return right answers as a table of learners by questions, with NaN for none."""
    learners = {name: place for place, name in enumerate(dict.fromkeys(row.learner for row in rows))}
    table = np.full((len(learners), 20), np.nan)
    for row in rows:
        table[learners[row.learner], int(row.question[1:])] = row.right
    return table


def test_difficulty_and_discrimination_are_those_of_scipy(whole: ClassAnswers, parts: ClassAnswers) -> None:
    stats: Any = pytest.importorskip("scipy.stats")
    for answers, rows in ((whole, WHOLE), (parts, PARTS)):
        table = matrix(rows)
        found = item_figures(answers.scores())
        assert len(found) == 20
        for question in range(20):
            took = ~np.isnan(table[:, question])
            right = table[took, question]
            others = np.delete(table[took], question, axis=1)
            figures = found[f"q{question:02}"]
            assert figures.difficulty == pytest.approx(right.mean(), **CLOSE)
            assert figures.discrimination == pytest.approx(
                stats.pointbiserialr(right, np.nanmean(others, axis=1)).statistic, **CLOSE
            )


def test_alpha_is_that_of_girth(whole: ClassAnswers) -> None:
    girth: Any = pytest.importorskip("girth.common.cronbach_alpha")
    found = reliability(whole.scores(), whole.totals())
    table = matrix(WHOLE)
    assert found is not None
    assert found.alpha == pytest.approx(girth.cronbach_alpha(table.T.astype(int)), **CLOSE)
    assert found.mean == pytest.approx(table.sum(axis=1).mean(), **CLOSE)
    assert found.deviation == pytest.approx(table.sum(axis=1).std(ddof=1), **CLOSE)


def test_alpha_is_of_those_who_answered_all(parts: ClassAnswers) -> None:
    assert reliability(parts.scores(), parts.totals()) is None, "nobody did"


def test_distractors_are_those_of_scipy(whole: ClassAnswers) -> None:
    stats: Any = pytest.importorskip("scipy.stats")
    table = matrix(WHOLE)
    for question in ("q00", "q07", "q19"):
        options = option_figures(whole.picks[question], ["alpha"], OPTIONS, whole.shown[question])
        rest = table.sum(axis=1) - table[:, int(question[1:])]
        for option in options:
            picked = np.array(
                [float(f'"{option.text}"' in (row.response or "")) for row in WHOLE if row.question == question]
            )
            assert (option.shown, option.picked) == (120, picked.sum())
            assert option.discrimination == pytest.approx(stats.pointbiserialr(picked, rest).statistic, **CLOSE)


def test_differential_functioning_is_that_of_statsmodels(whole: ClassAnswers) -> None:
    tables: Any = pytest.importorskip("statsmodels.stats.contingency_tables")
    table = matrix(WHOLE)
    even = np.arange(120) % 2 == 0
    scores = table.sum(axis=1)
    found = differentials(whole.scores(GROUPS))
    for question in range(20):
        strata = []
        for total in sorted(set(scores)):
            at = scores == total
            cells = [
                [(at & group & (table[:, question] == right)).sum() for right in (1, 0)] for group in (even, ~even)
            ]
            if all(map(sum, cells)):
                strata.append(np.array(cells))
        expected = tables.StratifiedTable(strata)
        (one,) = found[f"q{question:02}"]
        assert (one.reference, one.focal) == ("even", "odd"), "of groups of a size, the first by name"
        assert one.odds == pytest.approx(expected.oddsratio_pooled, **CLOSE)
        assert one.delta == pytest.approx(-2.35 * expected.logodds_pooled, **CLOSE)
        assert one.error == pytest.approx(2.35 * expected.logodds_pooled_se, **CLOSE)
        if one.chi_square:
            assert one.chi_square == pytest.approx(expected.test_null_odds(correction=True).statistic, **CLOSE)
    planted = found["q00"][0]
    assert planted.rank == "C"
    assert planted.odds < 1, "it is harder for the reference group"
    assert planted.delta == max(one.delta for (one,) in found.values())


def test_the_classes_of_differential_functioning() -> None:
    """By Zieky's rules: a small difference is A however sure it is, a large one B unless it is surely above 1."""
    assert compare("r", "f", [(500_000, 500_000, 450_000, 550_000)]) is not None
    ranks = [
        compare("r", "f", [cells]).rank  # type: ignore[union-attr]
        for cells in (
            (500_000, 500_000, 450_000, 550_000),
            (50, 50, 40, 60),
            (600, 400, 470, 530),
            (70, 30, 50, 50),
            (700, 300, 500, 500),
        )
    ]
    assert ranks == ["A", "A", "B", "B", "C"]
    assert compare("r", "f", [(5, 0, 5, 0)]) is None


def test_rasch_difficulties_are_those_of_choix(whole: ClassAnswers, parts: ClassAnswers) -> None:
    choix: Any = pytest.importorskip("choix")
    for answers, rows in ((whole, WHOLE), (parts, PARTS)):
        found = rasch_difficulties(answers.pairs())
        by_learner: dict[str, list[AnswerRow]] = {}
        for row in rows:
            by_learner.setdefault(row.learner, []).append(row)
        games = [
            (int(harder.question[1:]), int(easier.question[1:]))
            for answered in by_learner.values()
            for harder in answered
            for easier in answered
            if not harder.right and easier.right
        ]
        expected = choix.ilsr_pairwise(20, games, max_iter=1000, tol=1e-13)
        assert [found[f"q{number:02}"] for number in range(20)] == pytest.approx(
            list(expected - expected.mean()), rel=1e-9, abs=1e-9
        )


def test_rasch_difficulties_of_two_questions_are_a_logarithm() -> None:
    """Of two questions the difference is ln(n12 / n21), exactly (Choppin 1968)."""
    found = rasch_difficulties([PairCount("a", "b", 30), PairCount("b", "a", 10)])
    assert found["b"] - found["a"] == pytest.approx(math.log(3), **CLOSE)


def test_questions_that_cannot_be_compared_have_no_rasch_difficulty() -> None:
    pairs = [PairCount("a", "b", 3), PairCount("b", "a", 2), PairCount("all", "a", 9), PairCount("b", "nobody", 4)]
    assert set(rasch_difficulties(pairs)) == {"a", "b"}
    assert rasch_difficulties([]) == {}


def test_the_published_example_of_kr20() -> None:
    """Cureton et al.; by hand: k = 2, p = 0.5 and 0.75, scores 0, 1, 2, 2 with variance 11/16."""
    counts = [
        ScoreCount("a", "", 2, 0, 0, 1),
        ScoreCount("b", "", 2, 0, 0, 1),
        ScoreCount("a", "", 2, 1, 0, 1),
        ScoreCount("b", "", 2, 1, 1, 1),
        ScoreCount("a", "", 2, 2, 1, 2),
        ScoreCount("b", "", 2, 2, 1, 2),
    ]
    found = reliability(counts, [TotalCount(2, 0, 1), TotalCount(2, 1, 1), TotalCount(2, 2, 2)])
    assert found is not None
    assert found.alpha == pytest.approx(2 * (1 - (1 / 4 + 3 / 16) / (11 / 16)), **CLOSE)


def test_a_score_is_corrected_for_guessing() -> None:
    """14 right and 6 wrong of four options: 14 - 6/3; a guess, and "I don't know", are not known; typed ones are."""
    found = score([ResultCount("x", "", 4, 24, 14, 6, 15), ResultCount("x", "", 0, 3, 2, 1, 2)])
    assert (found.answered, found.correct) == (27, 17)
    assert found.known == pytest.approx(14 - 2 + 2, **CLOSE)
    assert found.low <= 14 <= found.high


def test_a_question_that_all_answer_alike_has_no_discrimination() -> None:
    counts = [ScoreCount("a", "", 3, score, 1, 5) for score in (1, 2, 3)]
    assert item_figures(counts)["a"].discrimination is None
