"""Problems are printed like those of compilers."""

from __future__ import annotations

from zgcquiz.core.packs.problem import Problem


def test_it_reads_path_line_column_severity_code_message() -> None:
    assert str(Problem("bad-id", "no", "a b.yaml", 3, 14)) == "a b.yaml:3:14: error [bad-id] no"


def test_without_a_line_it_is_about_the_whole_file() -> None:
    assert str(Problem("no-pack", "none", "a.yaml")) == "a.yaml: error [no-pack] none"


def test_a_warning_is_no_error() -> None:
    problem = Problem("unknown-kind", "left out", "a.yaml", 1, 1, severity="warning")
    assert not problem.is_error
    assert "warning [unknown-kind]" in str(problem)
