"""Reviews of an imported file that the log has under another id are found as if all of the log were in memory."""

from __future__ import annotations

from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.store.making import make_review, opened
from zgcquiz.app.exchange import histories
from zgcquiz.core.log.review import Ref, Review
from zgcquiz.core.value import replace

REVIEW = make_review(Random(1), Ref("p", "a"))
REVIEWS = st.lists(
    st.builds(
        lambda ms, number, item, pack: replace(
            REVIEW, id=number, at=replace(REVIEW.at, ms=REVIEW.at.ms + ms), ref=Ref(pack, item)
        ),
        st.integers(0, 3),
        st.text("ab", min_size=1, max_size=2),
        st.sampled_from(["a", "b", "é'"]),
        st.sampled_from(["p", "p", "q"]),
    ),
    max_size=8,
    unique_by=lambda review: review.id,
)


@settings(max_examples=examples(60), deadline=None)
@given(REVIEWS, REVIEWS, st.integers(1, 3))
def test_what_is_known_is_left_out(
    tmp_path_factory: pytest.TempPathFactory, logged: list[Review], found: list[Review], size: int
) -> None:
    found = [replace(each, ref=Ref("p", each.ref.item)) for each in found]
    before: dict[tuple[str, int], set[str]] = {}
    for each in logged:
        if each.ref.pack == "p":
            before.setdefault((each.ref.item, each.at.ms), set()).add(each.id)
    with opened(tmp_path_factory.mktemp("log") / "log.db") as log, pytest.MonkeyPatch.context() as patch:
        log.merge(logged, REVIEW.at)
        patch.setattr(histories, "_SLICE", size)
        context: Any = SimpleNamespace(log=log)
        left = [*histories._unknown(context, "p", found)]
    assert left == [each for each in found if each.id in before.get((each.ref.item, each.at.ms), {each.id})]


def test_they_are_looked_up_by_an_index(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        plan = [row[3] for row in log.read(f"EXPLAIN QUERY PLAN {histories._KNOWN}", ("[]", "p"))]
    assert "USING COVERING INDEX reviews_by_item (pack=? AND item=? AND at=?)" in plan[1]
