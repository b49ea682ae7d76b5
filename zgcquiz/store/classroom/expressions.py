"""The counts of a dataset as Ibis expressions, which DuckDB and Spark run alike.

They only count and add up whole numbers; the statistics in `core/classroom` do all divisions. So two engines give the
same results to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zgcquiz.core.errors import ZgcError
from zgcquiz.store.classroom.dataset import SUPERSEDED, VOID, AnswerRow, Dataset
from zgcquiz.store.classroom.engine import read_parts

CODES = 1 << 21
"""The most combinations of options shown and picked that a question can have; a time in milliseconds has 42 bits."""
_COMBINATION = ("choices", "shown", "response", "right", "sure")

Table = Any
"""An Ibis table expression."""


def counting_answers(engine: Any, dataset: Dataset) -> Table:
    """Return the answers that count: one content of each review's id, and none that was taken back.

    Raises ZgcError if the files are no dataset's.
    """
    answers = read_parts(engine, dataset.parts("answers"))
    if missing := set(AnswerRow._fields) - set(answers.columns):
        raise ZgcError(
            "bad-dataset",
            f"{dataset.folder} has files without the columns {', '.join(sorted(missing))}.",
            "Name a folder that `class collect` wrote.",
        )
    answers = answers.filter(answers.void == 0)
    changes = dataset.parts("changes")
    if not changes:
        return answers
    changed = read_parts(engine, changes)
    superseded = changed.filter(changed.change == SUPERSEDED)
    void = changed.filter(changed.change == VOID)
    return answers.anti_join(superseded, ["id", "hash"]).anti_join(void, "id")


def packs_of(answers: Table) -> Table:
    """Return the packs that have answers."""
    return answers.select("pack").distinct()


def editions_of(answers: Table, pack: str) -> Table:
    """Count the answers to each wording of each question of a pack."""
    mine = answers.filter(answers.pack == pack)
    return mine.group_by("question", "fingerprint").agg(answers=mine.count())


def answers_to(answers: Table, pack: str, editions: Table) -> Table:
    """Return a pack's answers to the wordings that count. Typed texts are left out: they can be all different.

    editions: the wording of each question that counts.
    """
    import ibis

    mine = answers.filter(answers.pack == pack)
    response = ibis.ifelse(mine.choices > 0, mine.response.fill_null("null"), "null")
    # Ibis can't join what is computed from a join, so the response is computed before.
    narrow = mine.select(
        "learner", "question", "fingerprint", "at", "choices", "shown", "right", "sure", response=response
    )
    return narrow.semi_join(editions, ["question", "fingerprint"])


def distinct_answers(asked: Table) -> Table:
    """Return what was answered to each question, each combination once, with a code that is its number from 0.

    asked: from `answers_to`.
    """
    import ibis

    window = ibis.window(group_by="question", order_by=list(_COMBINATION))
    found = asked.select("question", *_COMBINATION).distinct()
    return found.mutate(code=ibis.row_number().over(window).cast("int64"))


def first_answers(asked: Table, distinct: Table) -> Table:
    """Return each learner's first answer to each question: later ones follow the feedback.

    asked, distinct: from `answers_to` and `distinct_answers`. Time and code are one number, of which the smallest is
    taken: that needs no sorting, and answers of equal times have an order, too.
    """
    coded = asked.join(distinct, ["question", *_COMBINATION])
    coded = coded.mutate(first=coded["at"] * CODES + coded.code)
    firsts = coded.group_by("learner", "question").agg(first=coded["first"].min())
    firsts = firsts.mutate(code=firsts["first"] % CODES)
    return firsts.join(distinct, ["question", "code"]).select("learner", "question", "code", "choices", "right", "sure")


def _totals(firsts: Table) -> Table:
    """Count the questions that each learner answered, and those answered correctly."""
    return firsts.group_by("learner").agg(answered=firsts.count(), score=firsts.right.sum().cast("int64"))


def answer_counts(firsts: Table, groups: Table | None) -> Table:
    """Count learners by question, code of the answer, group, number of answers, and score."""
    import ibis

    scored = firsts.join(_totals(firsts), "learner")
    if groups is None:
        grouped = scored.mutate(group=ibis.literal(""))
    else:
        joined = scored.left_join(groups, "learner")
        grouped = joined.mutate(group=joined.group.fill_null(""))
    return grouped.group_by("question", "code", "group", "answered", "score").agg(learners=grouped.count())


def total_counts(firsts: Table) -> Table:
    """Count learners by number of answers and score."""
    totals = _totals(firsts)
    return totals.group_by("answered", "score").agg(learners=totals.count())


def pair_counts(firsts: Table) -> Table:
    """Count the learners who were right on one question and wrong on another, for each pair of questions."""
    right = firsts.filter(firsts.right == 1).select("learner", easier="question")
    wrong = firsts.filter(firsts.right == 0).select("learner", harder="question")
    pairs = right.join(wrong, "learner")
    return pairs.group_by("easier", "harder").agg(learners=pairs.count())


def result_counts(firsts: Table, sections: Table) -> Table:
    """Add up each learner's answers by section, and by how many answers the questions allow."""
    joined = firsts.left_join(sections, "question")
    known = joined.mutate(section=joined.section.fill_null(""))
    return known.group_by("learner", "section", "choices").agg(
        asked=known.count(),
        right=(known.right * known.sure).sum().cast("int64"),
        wrong=((1 - known.right) * known.sure).sum().cast("int64"),
        correct=known.right.sum().cast("int64"),
    )


def small_table(rows: Sequence[Mapping[str, str]], columns: tuple[str, ...]) -> Table:
    """Return a table of texts that is made here, not in the dataset."""
    import ibis

    data = {name: [row[name] for row in rows] for name in columns}
    return ibis.memtable(data, schema=dict.fromkeys(columns, "string"))
