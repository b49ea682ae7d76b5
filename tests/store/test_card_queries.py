"""What is due, and next: the same as by reading every card, at the cost of those that are due."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from zgcquiz.app.round import plan
from zgcquiz.app.round.pool import CardPool
from zgcquiz.core.learning.queue import fact_of, select_items
from zgcquiz.core.learning.workload import AHEAD, DoneToday, backlog_days, quota
from zgcquiz.core.log.hold import HELD_INDEFINITELY
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import DAY, HOUR, Moment
from zgcquiz.core.settings import Settings
from zgcquiz.store.log.reading import queries
from zgcquiz.store.log.review_log import ReviewLog

TODAY = 20_000
NOW = Moment(TODAY * DAY + 16 * HOUR)
PACKS = ("p", "q", "it's 关村")

Row = dict[str, Any]

days = st.integers(TODAY - 4, TODAY + 4)
rows = st.fixed_dictionaries(
    {
        "pack": st.sampled_from(PACKS),
        "active": st.sampled_from((1, 1, 1, 0)),
        "held_until": st.one_of(st.just(0), st.just(0), days, st.just(HELD_INDEFINITELY)),
        "fact": st.sampled_from(("", "", "f", "g'")),
        "topic": st.sampled_from(("", "t")),
        "stability": st.sampled_from((0.5, 1.0, 3.0)),
        "last_day": days,
        "interval": st.sampled_from((0, 0, 1, 5)),
        "due_day": st.one_of(st.none(), days, days, days),
        "due_at": st.sampled_from((0, 0, NOW.ms - 1, NOW.ms, NOW.ms + 1, NOW.ms + 2 * DAY)),
    }
)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReviewLog]:
    found = ReviewLog(tmp_path_factory.mktemp("log") / "zgcquiz.db", Random(1))
    yield found
    found.close()


def fill(log: ReviewLog, cards: Sequence[Row]) -> None:
    log._db.execute("DELETE FROM cards")
    for number, card in enumerate(cards):
        values = card | {"item": f"i{number * 7 % 11}-{number}", "position": number}
        if card["due_day"] is None:
            values |= dict.fromkeys(("stability", "last_day", "interval", "due_at"))
        names = ", ".join(values)
        log._db.execute(f"INSERT INTO cards ({names}) VALUES ({', '.join(':' + name for name in values)})", values)


def plain(log: ReviewLog, condition: str = "true") -> list[Row]:
    """All cards, read without an index."""
    log._db.row_factory = sqlite3.Row
    try:
        found = log._db.execute(f"SELECT * FROM cards NOT INDEXED WHERE active = 1 AND {condition}").fetchall()
    finally:
        log._db.row_factory = None
    return [dict(row) for row in found]


def is_due(card: Row, ahead: int) -> bool:
    return (
        card["due_day"] is not None
        and card["held_until"] <= TODAY
        and (card["due_day"] <= TODAY + ahead or card["interval"] == 0)
        and card["due_at"] <= NOW.ms + ahead * DAY
    )


def plain_due(log: ReviewLog, pack: str, limit: int, ahead: int) -> list[tuple[str, float]]:
    due = [card for card in plain(log) if card["pack"] == pack and is_due(card, ahead)]
    due = [card | {"forgetting": max(0, TODAY - card["last_day"]) / card["stability"]} for card in due]
    due.sort(key=lambda card: (-card["forgetting"], card["due_at"], card["item"]))
    first = due[:limit]
    facts = {card["fact"] for card in first if card["fact"]}
    if len(first) == limit:
        first += sorted((card for card in due[limit:] if card["fact"] in facts), key=lambda card: str(card["item"]))
    return [(card["item"], card["forgetting"]) for card in first]


def plain_next_due(log: ReviewLog, packs: Sequence[str]) -> tuple[int, int, int] | None:
    cards = [
        (max(card["due_day"], card["held_until"]), 0 if card["held_until"] > card["due_day"] else card["due_at"])
        for card in plain(log, f"due_day IS NOT NULL AND held_until < {HELD_INDEFINITELY}")
        if card["pack"] in packs
    ]
    if not cards:
        return None
    first = min(day for day, _ in cards)
    times = [at for day, at in cards if day == first]
    return first, min(times), len(times)


@given(st.lists(st.tuples(st.sampled_from(PACKS), st.booleans(), st.booleans()), max_size=30), st.permutations(PACKS))
@settings(max_examples=examples(100), deadline=None)
def test_a_pool_is_the_list_of_the_items_that_are_not_held(
    log: ReviewLog, cards: list[tuple[str, bool, bool]], packs: list[str]
) -> None:
    """Positions are as `sync_cards` gives them: from 0 in each pack, to the items that it has now."""
    log._db.execute("DELETE FROM cards")
    places: Counter[str] = Counter()
    plain: dict[str, list[tuple[Ref, str]]] = {pack: [] for pack in PACKS}
    for number, (pack, active, held) in enumerate(cards):
        name = f"i{number * 7 % 11}-{number}"
        log._db.execute(
            "INSERT INTO cards (pack, item, position, active, held_until, fact) VALUES (?, ?, ?, ?, ?, ?)",
            (
                pack,
                name,
                places[pack],
                active,
                TODAY + 1 if held else TODAY,
                f"f{number % 3}",
            ),
        )
        places[pack] += active
        if active and not held:
            plain[pack].append((Ref(pack, name), f"f{number % 3}"))
    pool = CardPool(log, packs[:2], NOW)
    assert list(pool) == [item for pack in packs[:2] for item in plain[pack]]
    assert pool.has_items == any(places[pack] for pack in packs[:2])


@given(st.lists(rows, max_size=30), st.integers(1, 12), st.sampled_from((0, 1, 3)), st.sets(st.sampled_from(PACKS)))
@settings(max_examples=examples(150), deadline=None)
def test_the_queries_find_what_reading_every_card_finds(
    log: ReviewLog, cards: list[Row], limit: int, ahead: int, some: set[str]
) -> None:
    fill(log, cards)
    packs = sorted(some)
    assert log.next_due(packs) == plain_next_due(log, packs)
    for pack in PACKS:
        due = log.due(pack, NOW, limit, ahead)
        assert [(each.ref.item, each.forgetting) for each in due] == plain_due(log, pack, limit, ahead)
        of_pack = [card for card in plain(log, "due_day IS NOT NULL") if card["pack"] == pack]
        soon = [card for card in of_pack if max(card["due_day"], card["held_until"]) <= TODAY + 2]
        number = sum(is_due(card, ahead) for card in soon)
        assert log.count_coming(pack, NOW, 2, ahead) == (number, len(soon) - number)
    assert log.packs_due(packs, NOW, ahead) == {pack for pack in packs if log.due(pack, NOW, 1, ahead)}
    siblings = {card["pack"] for card in cards if card["fact"]}
    counts = {pack: len(log.new(pack, NOW, limit)) for pack in packs if pack not in siblings}
    assert log.count_first_new(dict.fromkeys(packs, limit), NOW) == counts
    limits = {pack: limit - at for at, pack in enumerate(packs)}
    assert log.first_new(limits, NOW) == {pack: log.new(pack, NOW, at) for pack, at in limits.items()}


def plain_pack_queue(
    log: ReviewLog, settings: Settings, pack: str, done: DoneToday, request: plan.ReviewRequest
) -> plan._PackQueue:
    """The queue of a pack, with queries of its own."""
    left = request.of(quota(settings, NOW.day, pack, done))
    missed = tuple(log.missed(pack, NOW, [ref.item for ref in done.items if ref.pack == pack]))
    due, new = log.due(pack, NOW, 999, request.ahead), log.new(pack, NOW, 999)
    selected = select_items(due, new, done.facts, left)
    room = max(0, left.both - len(selected.due) - len(selected.new))
    if not selected.limited:
        return plan._PackQueue(missed, selected, len(due), limited=False, backlog_days=0, room=room)
    number, coming = log.count_coming(pack, NOW, AHEAD, request.ahead)
    waiting, forgotten = number - len(missed) - len(selected.due), plan._forgotten(log, pack, due)
    days = backlog_days(waiting, coming / AHEAD, settings, NOW.day, forgotten)
    return plan._PackQueue(missed, selected, number, True, days, room)


@given(
    cards=st.lists(rows | rows.map(lambda row: row | {"due_day": None}), max_size=40),
    answered=st.sets(st.integers(0, 39), max_size=8),
    limits=st.tuples(st.integers(0, 5), st.integers(0, 8)),
    asked=st.tuples(*[st.none() | st.integers(0, 4)] * 2),
    ahead=st.sampled_from((0, 2)),
)
@settings(max_examples=examples(150), deadline=None)
def test_the_queues_of_many_packs_are_those_of_each(
    log: ReviewLog,
    cards: list[Row],
    answered: set[int],
    limits: tuple[int, int],
    asked: tuple[int | None, int | None],
    ahead: int,
) -> None:
    fill(log, cards)
    found = plain(log)
    done = [found[at] for at in answered if at < len(found)]
    today = DoneToday(
        frozenset(Ref(card["pack"], card["item"]) for card in done),
        frozenset(fact_of(Ref(card["pack"], card["item"]), card["fact"]) for card in done),
        Counter(card["pack"] for card in done[::2]),
        Counter(card["pack"] for card in done[1::2]),
    )
    request = plan.ReviewRequest(ahead, *asked)
    of = Settings(new_per_day=limits[0], reviews_per_day=limits[1])
    context: Any = SimpleNamespace(log=log, settings=lambda _: of)
    queues = plan._queues(context, PACKS, NOW, plan._survey(context, PACKS, NOW, today, request), request)
    assert queues == [plain_pack_queue(log, of, pack, today, request) for pack in PACKS]


def test_they_read_as_many_rows_as_are_due(log: ReviewLog) -> None:
    """SQLite's virtual machine counts its instructions: ten times the cards, and not twice as many."""

    def work(cards: int) -> list[int]:
        fill(log, [])
        log._db.executemany(
            "INSERT INTO cards (pack, item, position, active, stability, last_day, interval, due_day, due_at)"
            " VALUES ('p', ?, ?, 1, 5.0, ?, ?, ?, 0)",
            [
                (f"{number:05}", number, TODAY - 9, number % 9 + 1, TODAY + (number % 50 + 30 if number > 20 else -1))
                for number in range(cards)
            ],
        )
        found = []
        for query in (
            lambda: log.due("p", NOW, 300),
            lambda: log.next_due(["p"]),
            lambda: log.count_coming("p", NOW, 28),
            lambda: log.new("p", NOW, 50),
            lambda: log.count_new(["p"], NOW),
            lambda: log.held(["p"], NOW),
            lambda: log.held_positions(["p"], NOW),
            lambda: log.count_items(["p"]),
            lambda: log.item_at("p", cards // 2),
        ):
            steps = count()
            log._db.set_progress_handler(lambda steps=steps: next(steps) and None, 10)  # type: ignore[misc]
            query()
            log._db.set_progress_handler(None, 10)
            found.append(next(steps))
        return found

    small, large = work(300), work(3000)
    assert [pair for pair in zip(small, large, strict=True) if pair[1] > 1.2 * pair[0] + 3] == []


@pytest.mark.parametrize(
    ("sql", "indexes"),
    [
        (queries._ALL_DUE, {"cards_due", "cards_steps"}),
        (queries._NEXT_DAY, {"cards_due", "cards_held"}),
        (queries._ON_DAY, {"cards_due", "cards_held"}),
    ],
)
def test_they_search_their_indexes(log: ReviewLog, sql: str, indexes: set[str]) -> None:
    values = dict.fromkeys(("pack", "packs", "today", "until", "ms", "day"), "[]")
    plan = [row[3] for row in log._db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    reads = [line for line in plan if line.startswith(("SCAN", "SEARCH")) and "json_each" not in line]
    assert {name for name in indexes if any(name in line for line in reads)} == indexes
    assert [line for line in reads if "SCAN cards" in line or "SCAN c " in line] == []
