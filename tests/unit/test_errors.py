"""Errors say what is wrong and what to do."""

from __future__ import annotations

import pytest

from zgcquiz.core.errors import PackError, ZgcError, suggest
from zgcquiz.core.packs.problem import Problem

ERROR = Problem("syntax", "bad", "a.yaml", 1, 1)
WARNING = Problem("unknown-kind", "left out", "a.yaml", 2, 1, severity="warning")


def test_an_error_carries_code_message_and_hint() -> None:
    error = ZgcError("busy", "Another program holds it.", "Wait.")
    assert (error.code, error.message, error.hint, str(error)) == (
        "busy",
        "Another program holds it.",
        "Wait.",
        "Another program holds it.",
    )


@pytest.mark.parametrize(
    ("problems", "words"),
    [((ERROR,), "1 error,"), ((ERROR, ERROR), "2 errors,"), ((ERROR, WARNING), "1 error,")],
)
def test_a_broken_pack_counts_its_errors_and_not_its_warnings(problems: tuple[Problem, ...], words: str) -> None:
    error = PackError("small", problems)
    assert error.code == "pack-errors"
    assert error.problems == problems
    assert f"small: {words}" in error.message
    assert error.hint == "Fix the lines named, then try again."
    assert 'zgcquiz pack check "my packs/small.yaml"' in PackError("small", problems, "my packs/small.yaml").hint


def test_a_misspelt_word_is_answered_with_the_one_that_was_meant_or_all_there_are() -> None:
    assert suggest("reviw", ["play", "review"], "None.") == "Did you mean review?"
    assert suggest("xyz", ["play", "review"], "None.") == "Known: play, review."
    assert suggest("xyz", [], "None.") == "None."
