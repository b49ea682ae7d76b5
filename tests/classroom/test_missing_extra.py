"""Without the extra, the commands of a class say what to install, and all others work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran


@pytest.mark.parametrize(("engine", "missing", "extra"), [("duckdb", "ibis", "class"), ("spark", "pyspark", "spark")])
def test_a_missing_extra_is_named(
    zgcquiz: Callable[..., Ran],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    engine: str,
    missing: str,
    extra: str,
) -> None:
    for name in [*sys.modules]:
        if name.split(".")[0] in (missing, "pyspark"):
            monkeypatch.delitem(sys.modules, name)
    for name in (missing, "pyspark.sql") if missing == "pyspark" else (missing,):
        monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "answers-1.parquet").touch()
    ran = zgcquiz("class", "report", tmp_path, "--engine", engine, "--json")
    assert ran.code == 1
    assert ran.json["error"]["code"] == "needs-class"
    assert f"'zgcquiz[{extra}]'" in ran.json["error"]["hint"]


def test_an_unknown_engine_is_a_usage_error(zgcquiz: Callable[..., Ran], tmp_path: Path) -> None:
    assert zgcquiz("class", "report", tmp_path, "--engine", "abacus").code == 2
