"""An answer costs the same however many were given before it in the round."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.making import write
from tests.ui.scripted import Learner, Terminal
from zgcquiz.app.context import AppContext
from zgcquiz.core.rounds.session import Answer

ITEMS = 60
_STATEMENTS = 14
"""The most statements of SQL between two keys, those of triggers too: of the answer, and of the next question."""


def many(folder: Path) -> Path:
    questions = "".join(f"  - {{id: q{at:03}, question: 'Is it {at}?', answer: true}}\n" for at in range(ITEMS))
    return write(folder / "many.yaml", f"zgcquiz: 1\nid: many\ntitle: Many\nquestions:\n{questions}")


def test_an_answer_runs_as_many_statements_late_in_a_round_as_early(
    learner: Learner, context: AppContext, tmp_path: Path
) -> None:
    counts: list[Counter[str]] = []

    def count(terminal: Terminal) -> None:
        """Count what is run until the next key."""
        counts.append(Counter())
        context.log._db.set_trace_callback(lambda sql: counts[-1].update([sql.split()[0]]))

    steps = [step for _ in range(ITEMS - 5) for step in (count, "a", count, "\r")]
    learner.play(
        many(tmp_path), *steps, lambda terminal: context.log._db.set_trace_callback(None), "q", questions=ITEMS
    )
    commits = [found for found in counts if found["COMMIT"]]
    assert len(commits) == ITEMS - 5
    assert {found["COMMIT"] for found in commits} == {1}  # each of them is one fsync of the write-ahead log
    assert max(sum(found.values()) for found in counts) <= _STATEMENTS
    assert sum(map(Counter.total, counts[-20:])) <= sum(map(Counter.total, counts[4:24])) + 2


def test_no_earlier_answer_is_looked_at_again(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Counter[int]()
    real = Answer.mix_up.fget  # type: ignore[attr-defined]
    monkeypatch.setattr(Answer, "mix_up", property(lambda answer: asked.update([id(answer)]) or real(answer)))
    learner.play(many(tmp_path), *(step for _ in range(ITEMS - 5) for step in ("a", "\r")), "q", questions=ITEMS)
    assert 0 < max(asked.values()) <= 2


def test_a_drawing_asks_the_terminal_for_its_size_a_few_times(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    real = os.get_terminal_size

    def ask(*fd: int) -> os.terminal_size:
        sizes.append(1)
        return real(*fd)

    monkeypatch.setattr(os, "get_terminal_size", ask)

    def unknown(terminal: Terminal) -> None:
        terminal.console._width = terminal.console._height = None  # as on a terminal, whose size may change
        sizes.clear()

    def check(terminal: Terminal) -> None:
        assert 0 < len(sizes) <= 3 * 8  # three streams are tried

    learner.play(many(tmp_path), unknown, "a", check, "\r", "q")
