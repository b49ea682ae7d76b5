"""Spark gives the same results as DuckDB, to the last digit: `pytest -m spark tests/classroom/test_spark.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.classroom.making import answer_rows
from tests.conftest import Ran

pytestmark = [pytest.mark.spark, pytest.mark.serves, pytest.mark.filterwarnings("default")]


def test_spark_and_duckdb_give_the_same_documents(zgcquiz: Callable[..., Ran], tmp_path: Path) -> None:
    from zgcquiz.store.classroom.dataset import Dataset, PackAbout, QuestionAbout
    from zgcquiz.store.classroom.engine import open_engine
    from zgcquiz.store.classroom.merging import add_answers

    rows = answer_rows(Random(3), 80, 12, skipped=0.2)
    dataset = Dataset(tmp_path / "a class [1]")
    with open_engine() as engine, dataset.locked():
        add_answers(engine, dataset, rows[: len(rows) // 2])
        add_answers(engine, dataset, rows[len(rows) // 3 :])
        changed = [row._replace(hash="other", right=1 - row.right) for row in rows[:9]]
        add_answers(engine, dataset, [*changed, rows[20]._replace(void=1)])
    options = tuple((text, text == "alpha") for text in ("alpha", "beta", "gamma", "delta"))
    questions = [
        QuestionAbout(f"q{number:02}", "fingerprint", f"part {number % 3}", "single", f"Number {number}?", options)
        for number in range(12)
    ]
    dataset.describe({"test": PackAbout("A test", tuple(questions))})
    groups = tmp_path / "groups.csv"
    groups.write_text("learner,group\n" + "".join(f"learner{n},{'xy'[n % 2]}\n" for n in range(80)), "utf-8")
    for command in (("report",), ("items", "--groups", groups)):
        found = [
            zgcquiz("class", command[0], dataset.folder, *command[1:], "--json", "--engine", name)
            for name in ("duckdb", "spark")
        ]
        assert [ran.code for ran in found] == [0, 0], found
        assert found[0].json == found[1].json
        assert found[0].json["reliability"] is None or found[0].json["reliability"]["learners"] > 0
