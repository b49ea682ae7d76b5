"""The reference names every key of the documents, and the pictures' figures are those of the simulated class."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.classroom.test_collecting import lines, write
from tests.cli.test_doc_examples import documented, keys
from tests.conftest import Ran

pytest.importorskip("ibis", reason="pip install -e '.[dev]'")
from tests.classroom.making import pack_text

LISTED = {"file", "line", "column", "code", "message", "question"}
"""The keys of a problem, which the reference lists with `pack check`."""


def test_the_reference_names_every_key_of_a_document(zgcquiz: Callable[..., Ran], tmp_path: Path) -> None:
    pack = tmp_path / "test.yaml"
    pack.write_text(pack_text(4) + "section: Part\ntext: A study text.\n", "utf-8")
    every = [line | {"learner": f"l{seed}"} for seed in range(40) for line in lines(pack, seed)]
    file = write(tmp_path / "class.jsonl", every)
    file.write_bytes(file.read_bytes() + b"{\n")
    groups = tmp_path / "groups.csv"
    groups.write_text("learner,group\n" + "".join(f"l{seed},{'xy'[seed % 2]}\n" for seed in range(40)), "utf-8")
    for name, arguments, elsewhere in (
        ("class collect", ("class", "collect", file, "-o", tmp_path / "ds", "--pack", pack), LISTED),
        ("class report", ("class", "report", tmp_path / "ds"), set()),
        ("class items", ("class", "items", tmp_path / "ds", "--groups", groups), documented("class report")),
        ("pack annotate", ("pack", "annotate", pack, tmp_path / "ds"), set()),
    ):
        ran = zgcquiz(*arguments, "--json")
        assert ran.code in (0, 1), ran
        assert "error" not in ran.json
        assert set(keys(ran.json)) - documented(name) - elsewhere == set(), name
