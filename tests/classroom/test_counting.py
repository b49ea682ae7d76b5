"""What an engine counts is what plain Python counts: no learner, tie, batch or text makes a difference."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from zgcquiz.app.classroom.analysing import analyse
from zgcquiz.core.classroom.counts import PairCount, PickCount, ResultCount, ScoreCount, TotalCount
from zgcquiz.core.value import Value
from zgcquiz.store.log.tables.sql import as_json

pytest.importorskip("ibis", reason="pip install -e '.[dev]'")
from zgcquiz.store.classroom.counting import ClassAnswers
from zgcquiz.store.classroom.dataset import AnswerRow, Dataset, PackAbout, QuestionAbout
from zgcquiz.store.classroom.engine import open_engine
from zgcquiz.store.classroom.merging import add_answers

TEXTS = ("a", "A", "a ", "b", "", "null", "'; DROP TABLE answers; --", '"', "%_*?[0]", "=1+1", "\\", "Zoë", "Zoe\u0308",
         "\u202eabc", "\U0001f40d", "名前", "a\tb", "0", "NaN", "\ufeffx")  # fmt: skip
PACK = "test"
texts = st.sampled_from(TEXTS)
some_options = st.lists(st.tuples(texts, st.booleans()), max_size=5, unique_by=lambda option: option[0]).map(tuple)
"""Options of a question, also such as nobody was shown."""
some_texts = st.lists(texts, max_size=3).map(sorted).map(as_json)


class Combination(NamedTuple):
    """What was answered, in the order of ties."""

    choices: int
    shown: str
    response: str
    right: int
    sure: int


class Drawn(Value, frozen=True):
    """A dataset. first, second: what is collected, one after the other; current: the pack's questions; groups: of
    learners."""

    first: tuple[AnswerRow, ...]
    second: tuple[AnswerRow, ...]
    current: tuple[QuestionAbout, ...]
    groups: dict[str, str]


@st.composite
def datasets(draw: st.DrawFn) -> Drawn:
    learners, questions = (draw(st.lists(texts, min_size=1, max_size=3, unique=True)) for _ in range(2))
    count = draw(st.integers(1, 24))
    times = draw(st.lists(st.sampled_from([0, 1, 1_790_000_000_000, 4_102_444_799_999]), min_size=1, unique=True))
    rows = tuple(
        AnswerRow(
            id=f"id{number}",
            hash=f"hash{number}",
            learner=draw(st.sampled_from(learners)),
            device=draw(texts),
            at=draw(st.sampled_from(times)),
            pack=draw(st.sampled_from([PACK, PACK, PACK, "Test"])) if number else PACK,
            question=draw(st.sampled_from(questions)),
            fingerprint=draw(st.sampled_from(["f1", "f2", ""])),
            kind="single",
            choices=draw(st.sampled_from([0, 2, 4])),
            shown=draw(some_texts),
            response=draw(st.none() | some_texts),
            right=draw(st.integers(0, 1)),
            sure=draw(st.integers(0, 1)),
            milliseconds=0,
            void=draw(st.sampled_from([0, 0, 0, 1])) if number else 0,
        )
        for number in range(count)
    )
    cut = draw(st.integers(0, count))
    known = [
        QuestionAbout(id, draw(st.sampled_from(["f1", "f2", "f3"])), draw(texts), "single", "", draw(some_options))
        for id in draw(st.lists(st.sampled_from(questions), unique=True))
    ]
    return Drawn(rows[:cut], rows[cut:], tuple(known), draw(st.dictionaries(texts, texts, max_size=3)))


class Plain:
    """The counts of a dataset, by dictionaries."""

    def __init__(self, drawn: Drawn) -> None:
        rows = [row for row in (*drawn.first, *drawn.second) if row.pack == PACK and not row.void]
        current = {each.id: each.fingerprint for each in drawn.current}
        self._sections = {each.id: each.section for each in drawn.current}
        self._groups = drawn.groups
        self._current = drawn.current
        answers = Counter((row.question, row.fingerprint) for row in rows)
        wordings: dict[str, list[tuple[bool, int, str]]] = {}
        for (question, f), n in answers.items():
            wordings.setdefault(question, []).append((f != current.get(question), -n, f))
        self._wordings = {question: {f for _, _, f in found} for question, found in wordings.items()}
        counting = {question: min(found)[2] for question, found in wordings.items()}
        self.other_editions = {
            question: -sum(n for _, n, _ in sorted(found)[1:]) for question, found in wordings.items() if len(found) > 1
        }
        firsts: dict[tuple[str, str], tuple[int, Combination]] = {}
        for row in rows:
            if row.fingerprint == counting[row.question]:
                response = (row.response or "null") if row.choices else "null"
                answer = row.at, Combination(row.choices, row.shown, response, row.right, row.sure)
                key = row.learner, row.question
                firsts[key] = min(firsts.get(key, answer), answer)
        self._firsts = {key: answer for key, (_, answer) in firsts.items()}
        self._answered = Counter(learner for learner, _ in self._firsts)
        self._score: Counter[str] = Counter()
        for (learner, _), first in self._firsts.items():
            self._score[learner] += first.right

    def scores(self, *, grouped: bool) -> Counter[tuple[str, str, int, int, int]]:
        return Counter(
            (question, self._groups.get(learner, "") if grouped else "", self._answered[learner], self._score[learner],
             answer.right)
            for (learner, question), answer in self._firsts.items()
        )  # fmt: skip

    def picks(self) -> Counter[tuple[str, tuple[str, ...], int, int, int]]:
        return Counter(
            (question, tuple(json.loads(answer.response) or ()), self._answered[learner], self._score[learner],
             answer.right)
            for (learner, question), answer in self._firsts.items() if answer.choices
        )  # fmt: skip

    def shown(self) -> Counter[tuple[str, str]]:
        return Counter(
            (question, text)
            for (_, question), answer in self._firsts.items()
            if answer.choices
            for text in {*json.loads(answer.shown)}
        )

    def options(self) -> Iterator[tuple[str, str, int, int]]:
        """Yield the options of the questions in the pack that were answered as they are now: shown and picked."""
        shown, picked = self.shown(), Counter[tuple[str, str]]()
        for (question, response, *_), n in self.picks().items():
            picked.update(dict.fromkeys(((question, text) for text in {*response}), n))
        for each in self._current:
            if each.fingerprint in self._wordings.get(each.id, ()):
                yield from ((each.id, text, shown[each.id, text], picked[each.id, text]) for text, _ in each.options)

    def totals(self) -> Counter[tuple[int, int]]:
        return Counter((self._answered[learner], self._score[learner]) for learner in self._answered)

    def pairs(self) -> Counter[tuple[str, str]]:
        return Counter(
            (right, wrong)
            for (one, right), answer in self._firsts.items()
            for (other, wrong), another in self._firsts.items()
            if one == other and answer.right and not another.right
        )

    def results(self) -> Iterator[ResultCount]:
        parts: dict[tuple[str, str, int], list[Combination]] = {}
        for (learner, question), answer in self._firsts.items():
            parts.setdefault((learner, self._sections.get(question, ""), answer.choices), []).append(answer)
        for key, found in parts.items():
            sure = [answer for answer in found if answer.sure]
            right = sum(answer.right for answer in sure)
            yield ResultCount(*key, len(found), right, len(sure) - right, sum(answer.right for answer in found))


@settings(max_examples=examples(20), deadline=None)
@given(datasets())
def test_an_engine_counts_as_plain_python_does(drawn: Drawn) -> None:
    plain = Plain(drawn)
    with TemporaryDirectory() as folder, open_engine() as engine:
        dataset = Dataset(Path(folder))
        for rows in filter(None, (drawn.first, drawn.second)):
            add_answers(engine, dataset, rows)
        if drawn.current:
            dataset.describe({PACK: PackAbout("A test", drawn.current)})
        found = ClassAnswers(engine, dataset, PACK)
        assert found.other_editions == plain.other_editions
        for groups in (None, drawn.groups):
            expected = plain.scores(grouped=groups is not None)
            assert sorted(found.scores(groups)) == sorted(ScoreCount(*key, n) for key, n in expected.items())
        assert summed(each for rows in found.picks.values() for each in rows) == plain.picks()
        assert {(id, text): n for id, texts in found.shown.items() for text, n in texts.items()} == plain.shown()
        assert sorted(found.totals()) == sorted(TotalCount(*key, n) for key, n in plain.totals().items())
        assert sorted(found.pairs()) == sorted(PairCount(*key, n) for key, n in plain.pairs().items())
        assert sorted(found.results()) == sorted(plain.results())
        expected_options = [*plain.options()]
        answered = {question for question, *_ in expected_options}
        assert sorted(
            (each.id, option.text, option.shown, option.picked)
            for each in analyse(dataset.folder, PACK).questions
            if each.id in answered
            for option in each.options
        ) == sorted(expected_options)


def summed(picks: Iterator[PickCount]) -> Counter[tuple[str, tuple[str, ...], int, int, int]]:
    """Return the counts of picks, whatever else was shown."""
    counts: Counter[tuple[str, tuple[str, ...], int, int, int]] = Counter()
    for each in picks:
        counts[each[:-1]] += each.learners
    return counts
