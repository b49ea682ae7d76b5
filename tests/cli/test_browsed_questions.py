"""All questions, read at once to be browsed, are as each is when it is looked up alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.cli.making import GREEK, write
from tests.conftest import Clock, Ran
from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.browsing import Browsing
from zgcquiz.app.selection import survey
from zgcquiz.core.browsing.question import BrowsedQuestion, browsed
from zgcquiz.core.log.review import Ref

Run = Callable[..., Ran]
NUMBERS = "zgcquiz: 1\nid: numbers\ntitle: Numbers\nmarkup: markdown\nquestions:\n" + "".join(
    f"  - {{id: q{at}, question: 'Is **{at}** even?', answer: {str(at % 2 == 0).lower()}, fact: f{at // 3}}}\n"
    for at in range(12)
)
ACTS = ("play", "greek", "review", "suspend", "bury", "resume", "later", "edit")


@pytest.mark.parametrize("seed", range(8))
def test_each_is_as_it_is_alone(
    zgcquiz: Run, make_context: Callable[[], AppContext], clock: Clock, tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    for name, text in (("greek", GREEK), ("numbers", NUMBERS)):
        zgcquiz("pack", "add", write(tmp_path / f"{name}.yaml", text))
    states = set()
    for step in range(14):
        match random.choice(ACTS):
            case "play":
                zgcquiz("play", "numbers", "-n", "4", stdin="t\nf\n0\nt\n")
            case "review":
                zgcquiz("review", stdin="a\nt\n0\nf\n" * 3)
            case "suspend" | "bury" | "resume" as act:
                zgcquiz(act, "numbers", f"q{random.randrange(12)}")
            case "later":
                clock.forward(days=random.choice((0.01, 1, 5)))
            case "edit":
                old = random.randrange(12)
                text = NUMBERS.replace(f"id: q{old},", f"id: r{step}, formerly: [q{old}],")
                zgcquiz("pack", "add", write(tmp_path / "numbers.yaml", text), "--force")
            case "greek":
                zgcquiz("play", "greek", "-n", "2", stdin="0\n")
        context = make_context()
        with context:
            selection = survey(context, None)
            read = Browsing(context, selection).questions
            alone: list[BrowsedQuestion] = []
            for id, pack in selection.packs.items():
                for entry in pack.entries():
                    ref, item = Ref(id, entry.id), pack.item(entry.id)
                    assert item
                    held = context.log.held([id], clock()).get(ref)
                    card = context.log.card(ref)
                    alone.append(browsed(ref, item, len(alone), card, held, context.clock(), 8))
            assert read == alone
            states |= {question.state for question in read}
    assert len(states) > 2
