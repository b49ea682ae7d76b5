"""A round is drawn from the cards, and is the one that the packs' own lists of questions give."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.e2e.making import write
from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.holding import keep_holds
from zgcquiz.app.round import play as use_case
from zgcquiz.app.selection import Selection, select, sync_cards
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Ref
from zgcquiz.core.rounds.round_sampling import sample_round
from zgcquiz.store.packs.compiled_pack import CachedPack

ITEMS = 300
NO_FILTERS = use_case._Filters((), None, None)


def select_many(context: AppContext, folder: Path) -> Selection:
    questions = "".join(
        f"  - {{id: q{at:03}, question: 'Is it {at}?', answer: true, fact: f{at // 2}"
        f"{', draft: true' if at % 50 == 7 else ''}}}\n"
        for at in range(ITEMS)
    )
    selection = select(
        context, str(write(folder / "many.yaml", f"zgcquiz: 1\nid: many\ntitle: Many\nquestions:\n{questions}"))
    )
    sync_cards(context, selection)
    keep_holds(context, [Ref("many", f"q{at:03}") for at in (0, 3, 4, 299)], Held.SUSPENDED)
    return selection


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("questions", [1, 10, 140, 1000])
def test_the_cards_give_the_round_that_the_pack_gives(
    context: AppContext, tmp_path: Path, seed: int, questions: int
) -> None:
    selection = select_many(context, tmp_path)
    held = context.log.held(["many"], context.clock())
    free = [item for item in use_case._pool(selection, NO_FILTERS) if item[0] not in held]
    assert len(free) == ITEMS - 4 - 6
    found = use_case._draw(context, selection, NO_FILTERS, True, questions, seed)
    assert found == sample_round(free, questions, Random(seed))


def test_a_round_reads_no_list_of_questions(
    context: AppContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    selection = select_many(context, tmp_path)
    reads: Counter[str] = Counter()

    def count(name: str) -> None:
        real = getattr(CachedPack, name)

        def counted(*arguments: Any) -> Any:
            reads[name] += 1
            return real(*arguments)

        monkeypatch.setattr(CachedPack, name, counted)

    for name in ("entries", "items", "tags"):
        count(name)
    sync_cards(context, selection)
    assert len(use_case._draw(context, selection, NO_FILTERS, True, 10, 1)) == 10
    assert not reads


def test_cards_that_another_process_changes_meanwhile_are_not_needed(context: AppContext, tmp_path: Path) -> None:
    selection = select_many(context, tmp_path)
    context.log._db.execute("UPDATE cards SET position = position + 1000 WHERE position > 1")
    assert len(use_case._draw(context, selection, NO_FILTERS, True, 400, 1)) == ITEMS - 4 - 6
