"""Count a dataset's answers with an engine, and return the counts that statistics are computed from."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from zgcquiz.core.classroom.counts import PairCount, PickCount, ResultCount, ScoreCount, TotalCount
from zgcquiz.core.classroom.rasch import MAX_QUESTIONS
from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.store.classroom import expressions
from zgcquiz.store.classroom.dataset import Dataset
from zgcquiz.store.classroom.engine import keep


class ClassAnswers:
    """The answers to the questions of one pack in a dataset."""

    def __init__(self, engine: Any, dataset: Dataset, pack: str | None) -> None:
        """pack: its id; None if the dataset has answers of one only. Raises ZgcError if it isn't clear, or unknown."""
        self._engine = engine
        self._answers = expressions.counting_answers(engine, dataset)
        packs = self._rows(expressions.packs_of(self._answers), "pack")
        ids = [row["pack"] for row in packs]
        if not ids:
            raise ZgcError("no-dataset", f"{dataset.folder} has no answers that count.", "Collect more files.")
        if pack is None and len(ids) > 1:
            raise ZgcError("several-packs", f"These are answers to {len(ids)} packs.", f"Add --pack: {', '.join(ids)}.")
        if pack is not None and pack not in ids:
            raise ZgcError("no-pack-answers", f"There are no answers to '{pack}'.", suggest(pack, ids, ""))
        self.pack = pack or ids[0]
        self.about = dataset.packs().get(self.pack)

    def _rows(self, table: Any, *order: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._engine.to_pyarrow(table).to_pylist()
        return sorted(rows, key=lambda row: [(row[name] is not None, row[name]) for name in order])

    @cached_property
    def editions(self) -> dict[str, dict[str, int]]:
        """How many answers each wording of a question has, by question and fingerprint; the one that counts first.

        That is the wording of the pack that was at hand when answers were collected, else the one with most answers.
        """
        current = {each.id: each.fingerprint for each in self.about.questions} if self.about else {}
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for row in self._rows(expressions.editions_of(self._answers, self.pack), "question", "fingerprint"):
            found[row["question"]][row["fingerprint"]] = row["answers"]
        return {
            question: dict(
                sorted(counts.items(), key=lambda each: (each[0] != current.get(question), -each[1], each[0]))
            )
            for question, counts in found.items()
        }

    @property
    def other_editions(self) -> dict[str, int]:
        """How many answers are left out since they are to another wording, by question."""
        return {question: sum([*counts.values()][1:]) for question, counts in self.editions.items() if len(counts) > 1}

    @cached_property
    def _asked(self) -> Any:
        counting = [{"question": each, "fingerprint": next(iter(counts))} for each, counts in self.editions.items()]
        editions = expressions.small_table(counting, ("question", "fingerprint"))
        return expressions.answers_to(self._answers, self.pack, editions)

    @cached_property
    def _distinct(self) -> Any:
        distinct = keep(self._engine, expressions.distinct_answers(self._asked))
        most = self._engine.to_pyarrow(distinct.code.max()).as_py()
        if most >= expressions.CODES:
            raise ZgcError(
                "too-large", f"A question of '{self.pack}' was shown in more than {expressions.CODES:,} ways."
            )
        return distinct

    @cached_property
    def _combinations(self) -> dict[tuple[str, int], dict[str, Any]]:
        """What was shown and picked, and whether it is right, by question and code."""
        return {
            (row["question"], row["code"]): row
            | {"shown": frozenset(json.loads(row["shown"])), "picked": tuple(json.loads(row["response"]) or ())}
            for row in self._rows(self._distinct, "question", "code")
        }

    @cached_property
    def _firsts(self) -> Any:
        return keep(self._engine, expressions.first_answers(self._asked, self._distinct))

    def _answer_counts(self, groups: Any = None) -> list[dict[str, Any]]:
        """Return the counts of learners by answer, each with what was answered."""
        counts = expressions.answer_counts(self._firsts, groups)
        rows = self._rows(counts, "question", "group", "answered", "score", "code")
        return [row | self._combinations[row["question"], row["code"]] for row in rows]

    @cached_property
    def _ungrouped(self) -> list[dict[str, Any]]:
        return self._answer_counts()

    def scores(self, groups: Mapping[str, str] | None = None) -> list[ScoreCount]:
        """Return the counts of answers by score. groups: by learner."""
        rows = self._ungrouped
        if groups is not None:
            named = [{"learner": learner, "group": group} for learner, group in groups.items()]
            rows = self._answer_counts(expressions.small_table(named, ("learner", "group")))
        counts: Counter[tuple[str, str, int, int, int]] = Counter()
        for row in rows:
            counts[row["question"], row["group"], row["answered"], row["score"], row["right"]] += row["learners"]
        return [ScoreCount(*key, count) for key, count in counts.items()]

    def totals(self) -> list[TotalCount]:
        """Return the counts of learners by score."""
        return [TotalCount(**row) for row in self._rows(expressions.total_counts(self._firsts), "answered", "score")]

    @cached_property
    def picks(self) -> dict[str, list[PickCount]]:
        """The counts of picked options by question."""
        found: defaultdict[str, list[PickCount]] = defaultdict(list)
        for row in self._ungrouped:
            if row["choices"]:
                found[row["question"]].append(PickCount(*(row[name] for name in PickCount._fields)))
        return found

    @cached_property
    def shown(self) -> dict[str, Counter[str]]:
        """How often each option was shown, by question and text."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for row in self._ungrouped:
            if row["choices"]:
                for text in row["shown"]:
                    found[row["question"]][text] += row["learners"]
        return found

    def pairs(self) -> list[PairCount]:
        """Return the counts of pairs of questions; none if there are more than MAX_QUESTIONS."""
        if len(self.editions) > MAX_QUESTIONS:
            return []
        rows = self._rows(expressions.pair_counts(self._firsts), "easier", "harder")
        return [PairCount(row["easier"], row["harder"], row["learners"]) for row in rows]

    def results(self) -> list[ResultCount]:
        """Return the counts of each learner's answers by section."""
        rows = [{"question": each.id, "section": each.section} for each in (self.about.questions if self.about else ())]
        sections = expressions.small_table(rows, ("question", "section"))
        counts = self._rows(expressions.result_counts(self._firsts, sections), "learner", "section", "choices")
        return [ResultCount(**row) for row in counts]
