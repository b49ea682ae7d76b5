"""What SQLite counts of cards, answers and tags is what is found by going through the items one by one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.store.making import make_review, opened
from tests.unit.standings import ItemStatus, count_standings
from zgcquiz.core.learning.schedule import Card, Reviewed
from zgcquiz.core.log.hold import HELD_INDEFINITELY, Held, Hold
from zgcquiz.core.log.review import Rating, Ref
from zgcquiz.core.moment import DAY, HOUR, Moment
from zgcquiz.core.stats import picks
from zgcquiz.core.stats.summary import Standings
from zgcquiz.core.value import replace
from zgcquiz.store import review_stats, standings
from zgcquiz.store.log.deriving.cards import ItemKey
from zgcquiz.store.log.review_log import ReviewLog
from zgcquiz.store.review_stats import PackTags, ReviewStats

START = 20_000
NAMES = ("a", "b", "c", "d", "shared")
tag_sets = st.lists(st.sampled_from(["x", "y", "x y", "中"]), max_size=3).map(tuple)
packs = st.dictionaries(
    st.sampled_from(NAMES), st.tuples(st.sampled_from(["", "shared", "a", "own"]), tag_sets), min_size=1
)
answers = st.lists(
    st.tuples(
        st.sampled_from(["p", "q"]),
        st.sampled_from(NAMES),
        st.integers(0, 60 * 24),
        st.sampled_from(list(Rating)),
        st.sampled_from(["play", "cram"]),
    ),
    max_size=25,
)


def moment(hours: int) -> Moment:
    return Moment(START * DAY + hours * HOUR, 60)


def plain(log: ReviewLog, tags: dict[str, dict[str, tuple[str, ...]]], now: Moment) -> Standings:
    counts: dict[Ref, list[int]] = {}
    for review in log.reviews():
        if not review.void:
            ref = log.renames().get(review.ref, review.ref)
            each = counts.setdefault(ref, [0, 0])
            each[0] += 1
            each[1] += review.outcome == "correct"
    rows = log.read("SELECT pack, item, fact, held_until FROM cards WHERE active = 1")
    items = []
    for pack, item, fact, held_until in rows:
        card: Card = log.card(Ref(pack, item))
        reviews, correct = counts.get(Ref(pack, item), (0, 0))
        interval = card.interval if isinstance(card, Reviewed) else None
        due_day, due_at = (card.due_day, card.due_at) if isinstance(card, Reviewed) else (0, 0)
        items.append(ItemStatus(pack, item, fact, reviews, correct, interval, due_day, due_at, held_until))
    return count_standings(items, tags, now)


def compared(found: Standings) -> dict[str, object]:
    """Return counts without the tags that no item has."""
    tags = {names: list(counts) for names, counts in found.tag_sets.items()}
    return {
        "packs": dict(found.packs),
        "states": dict(found.states),
        "forecast": list(found.forecast),
        "tags": tags,
        "hardest": found.hardest,
    }


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.tuples(packs, answers, st.integers(0, 100), st.data()), min_size=1, max_size=3), st.integers(1, 3))
def test_counts_agree_with_the_items(
    steps: list[tuple[dict[str, tuple[str, tuple[str, ...]]], list[tuple[Any, ...]], int, st.DataObject]], most: int
) -> None:
    """However packs, names, answers and holds change between two looks."""
    rng = Random(1)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(standings, "HARDEST", most)
        patch.setattr("tests.unit.standings.HARDEST", most)
        patch.setattr(standings, "_WITH_COUNT", standings._WITH_COUNT.replace("LIMIT 10", f"LIMIT {most}"))
        patch.setattr(review_stats, "MANY", 3)
        path = Path(folder) / "log.db"
        with opened(path) as log:
            log._db.execute("PRAGMA synchronous = OFF")
            hours = 0
            for number, (content, some, ahead, data) in enumerate(steps):
                former = ("old", "d") if number and "d" not in content else ()
                keys = [
                    ItemKey(id, former if at == 0 else (), fact) for at, (id, (fact, _)) in enumerate(content.items())
                ]
                tags = {id: names for id, (_, names) in content.items()}
                for pack in ("p", "q"):
                    log.sync_cards(pack, f"edition {number}", partial(list, keys))
                for pack, item, when, rating, mode in sorted(some, key=lambda each: int(each[2])):
                    review = replace(make_review(rng, Ref(pack, item), moment(hours + when), rating), mode=mode)
                    log.append(review)
                    if data.draw(st.integers(0, 5)) == 0:
                        log.void(review, moment(hours + when))
                hours += 60 * 24
                if data.draw(st.booleans()):
                    held = data.draw(st.sampled_from([(Held.SUSPENDED, HELD_INDEFINITELY), (Held.BURIED, START + 70)]))
                    log.hold([Hold(f"{number:08x}", "0badcafe", moment(hours), Ref("p", next(iter(content))), *held)])
                now = moment(hours + ahead)
                read = dict.fromkeys(("p", "q"), PackTags(f"edition {number}", partial(dict, tags)))
                with ReviewStats(path, 4 * HOUR, read) as found:
                    all_tags = dict.fromkeys(("p", "q"), tags)
                    assert compared(found.standings(["p", "q"], now)) == compared(plain(log, all_tags, now))


def test_the_tags_of_an_unchanged_pack_are_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "log.db"

    def never() -> dict[str, tuple[str, ...]]:
        raise AssertionError("read again")

    with opened(path) as log:
        log.sync_cards("p", "1", lambda: [ItemKey("a")])
        for edition, read in (("1", lambda: {"a": ("x",)}), ("1", never), ("2", lambda: {"a": ("y",)}), ("2", never)):
            log.append(make_review(Random(edition), Ref("p", "a"), moment(len(list(log.reviews())))))
            with ReviewStats(path, 0, {"p": PackTags(edition, read)}) as found:
                reviews = len(list(log.reviews()))
                tag = "x" if edition == "1" else "y"
                assert found.standings(["p"], moment(0)).tag_sets == {(tag,): [reviews, reviews, 1, 0]}


def steps_of(path: Path, work: Any) -> int:
    """Return how many thousands of SQLite's instructions some work with the log's aggregates takes."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    with ReviewStats(path, 0, {"p": PackTags("1", dict)}) as found:
        found._db.set_progress_handler(tick, 1000)
        work(found)
    return count


def test_a_look_at_what_has_not_changed_reads_no_reviews(tmp_path: Path) -> None:
    """The log's reviews can be ten times as many for the same items; the cost stays."""
    costs = []
    for times in (1, 10):
        path = tmp_path / f"{times}.db"
        rng = Random(1)
        with opened(path) as log:
            log._db.execute("PRAGMA synchronous = OFF")
            log.sync_cards("p", "1", lambda: [ItemKey(f"{number:03}") for number in range(200)])
            log.merge(
                [make_review(rng, Ref("p", f"{at % 200:03}"), moment(at)) for at in range(200 * times)], moment(9000)
            )
        ReviewStats(path, 0, {"p": PackTags("1", lambda: {f"{number:03}": ("x",) for number in range(200)})}).close()

        def look(found: ReviewStats) -> None:
            found._catch_up()
            found.standings(["p"], moment(9000))

        costs.append(steps_of(path, look))
    assert costs[1] <= costs[0] + 1


def plan(path: Path, sql: str, values: object) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]  # type: ignore[arg-type]


def test_queries_use_their_indexes(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with opened(path):
        pass
    values = {"packs": '["p"]', "today": 1, "ms": 1}
    stale = plan(path, review_stats._STALE, {"id": ""})
    assert any("SEARCH r USING PRIMARY KEY (id>?)" in step for step in stale)
    assert any("item_totals_invalid" in step for step in stale)
    for sql in (standings._BY_STATE, standings._FORECAST, standings._TAGS_OF_CARDS.format(standings._DUE)):
        assert not [step for step in plan(path, sql, values) if step.startswith("SCAN c")]
    assert "SEARCH item_totals USING COVERING INDEX item_totals_by_count (pack=?)" in plan(
        path, standings._COUNTS, ("p",)
    )
    assert "SEARCH s USING COVERING INDEX item_totals_by_count (pack=? AND reviews=? AND correct=?)" in plan(
        path, standings._WITH_COUNT, ("p", 1, 1)
    )
    assert not [step for step in plan(path, standings._WITH_COUNT, ("p", 1, 1)) if "TEMP B-TREE" in step]


def test_wilsons_bound_ranks_what_was_missed() -> None:
    assert picks.missed_at_least(8, 10) > picks.missed_at_least(1, 1) > picks.missed_at_least(1, 2) > 0
