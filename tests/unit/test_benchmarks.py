"""The benchmarks' own arithmetic, and their page."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import GROUPS, table
from benchmarks.measure import BenchmarkError, Row, Sample, exponent, used

ONE, TWO = Sample("one", (1.0, 3.0, 2.0)), Sample("two", (4.0, 4.0, 5.0))


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row(ONE), None),
        (Row(ONE, TWO), None),
        (Row(ONE, TWO, 0.5), True),
        (Row(ONE, TWO, 0.4), False),
        (Row(ONE, limit=2), True),
        (Row(ONE, limit=1.9), False),
        (Row(ONE, TWO, 0.5, peak=(201, 200)), False),
        (Row(ONE, TWO, 0.5, peak=(200, 200), growth=(1.06, 1.05)), False),
        (Row(ONE, peak=(200, 200), growth=(1.05, 1.05)), True),
    ],
)
def test_a_row_is_met_only_if_all_its_bounds_are_kept(row: Row, met: bool | None) -> None:
    assert row.met is met
    assert ("MISSED" in table([row])) is (met is False)


def test_growth_is_the_exponent_of_the_factor_of_sizes() -> None:
    assert exponent(2.0, 200.0, 100) == pytest.approx(1)
    assert exponent(2.0, 20.0, 100) == pytest.approx(0.5)
    assert exponent(2.0, 2.0, 100) == 0


def test_what_a_process_took_is_its_own(tmp_path: Path) -> None:
    code = "import sys; x = b'x' * (100 << 20); sum(range(10**6)); print(len(x)); sys.exit(3)"
    use = used([sys.executable, "-c", code], {}, tmp_path, tmp_path / "out", code=3)
    small = used([sys.executable, "-c", ""], {}, tmp_path)
    assert (tmp_path / "out").read_text() == f"{100 << 20}\n"
    assert 100 < use.peak < 180, "not the memory of the process that measures"
    assert small.peak < 60
    assert 0 < use.cpu <= use.clock + 0.1
    with pytest.raises(BenchmarkError, match="ended with 3"):
        used([sys.executable, "-c", code], {}, tmp_path)


def test_the_page_names_every_group() -> None:
    page = (Path(__file__).parents[2] / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    options = next(line for line in page.splitlines() if line.startswith("| `--only"))
    assert re.findall(r"`(\w+)`", options.partition("groups:")[2]) == list(GROUPS)
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == list(GROUPS)
