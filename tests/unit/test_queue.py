"""The queue of today: urgency, limits, siblings, topics in turn, and how long a backlog takes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zgcquiz.core.learning.queue import Due, Queue, Quota, Waiting, interleave, merge_selections, select_items
from zgcquiz.core.learning.workload import DoneToday, backlog_days, limits_on, quota
from zgcquiz.core.log.review import Ref
from zgcquiz.core.settings import Settings

MONDAY = 20_458
PLENTY = Quota(99, 99, 99)


def due(item: str, forgetting: float = 1.0, fact: str = "", topic: str = "", due_day: int = 0, pack: str = "p") -> Due:
    return Due(Ref(pack, item), fact, topic, forgetting, due_day)


def new(item: str, fact: str = "", pack: str = "p") -> Waiting:
    return Waiting(Ref(pack, item), fact)


def names(refs: tuple[Ref, ...]) -> str:
    return "".join(ref.item for ref in refs)


def queue(*items: Due, fresh: tuple[Waiting, ...] = (), left: Quota = PLENTY, met: tuple[Due, ...] = ()) -> Queue:
    return merge_selections([], [select_items(items, fresh, [item.key for item in met], left)])


def test_the_most_forgotten_come_first_and_fill_the_limit() -> None:
    assert names(queue(due("a", 1), due("b", 3), due("c", 2), left=Quota(2, 9, 9)).refs) == "bc"


def test_new_items_come_after_what_is_due_in_the_authors_order() -> None:
    found = queue(due("a"), fresh=(new("z"), new("b")))
    assert (names(found.refs), found.due, found.new) == ("azb", 1, frozenset({Ref("p", "z"), Ref("p", "b")}))


def test_new_items_come_only_where_reviews_leave_room() -> None:
    assert names(queue(due("a"), due("b"), fresh=(new("x"), new("y")), left=Quota(3, 9, 3)).refs) == "abx"
    assert names(queue(due("a"), due("b"), fresh=(new("x"),), left=Quota(2, 9, 2)).refs) == "ab"


def test_of_siblings_the_one_due_longest_is_asked() -> None:
    leech = due("l", 5, "f", due_day=9)
    found = queue(due("a", 3), leech, due("b", 2, "f", due_day=7), fresh=(new("n", "f"), new("m")))
    assert names(found.refs) == "abm"


def test_a_fact_met_today_rests() -> None:
    met = due("x", fact="f")
    assert names(queue(due("a", fact="f"), due("b"), fresh=(new("n", "f"),), met=(met,)).refs) == "b"


def test_equal_names_of_facts_and_items_in_other_packs_are_no_siblings() -> None:
    picked = [select_items([due("a", fact="f", pack=pack)], [], [], PLENTY) for pack in "pq"]
    assert len(merge_selections([], picked).refs) == 2
    assert names(queue(due("a", 2, "b"), due("b", 1)).refs) == "ab"


def test_what_was_missed_today_comes_first_whatever_the_limits() -> None:
    nothing = select_items([due("a")], [new("n")], [], Quota(0, 0, 0))
    found = merge_selections([Ref("p", "m")], [nothing], most_new=0)
    assert (names(found.refs), found.due, nothing.limited) == ("m", 1, True)


@pytest.mark.parametrize(("most", "asked"), [(0, ""), (1, "m"), (2, "mo"), (3, "moa"), (9, "moab")])
def test_what_the_learner_asks_for_is_a_limit_of_both(most: int, asked: str) -> None:
    missed = [Ref("p", "m"), Ref("p", "o")]
    found = merge_selections(missed, [select_items([due("a", 2), due("b", 1)], [], [], PLENTY)], most_due=most)
    assert (names(found.refs), found.due) == (asked, len(asked))


def test_new_items_come_from_the_packs_in_turn() -> None:
    picked = [select_items([], [new(f"{pack}{n}", pack=pack) for n in "12"], [], PLENTY) for pack in "pq"]
    assert names(merge_selections([], picked, most_new=3).refs) == "p1q1p2"


def test_topics_take_turns() -> None:
    items = [due(str(place), topic=topic) for place, topic in enumerate("AAAABBCA")]
    assert "".join(item.topic for item in interleave(items)) == "ABABACAA"
    assert "".join(item.ref.item for item in interleave(items)) == "04152637"


@given(st.lists(st.sampled_from("ABC"), max_size=30))
def test_interleaving_loses_nothing_and_repeats_a_topic_only_where_no_other_is_left(topics: list[str]) -> None:
    items = [due(f"{place:02}", topic=topic) for place, topic in enumerate(topics)]
    found = list(interleave(items))
    assert sorted(item.ref.item for item in found) == [item.ref.item for item in items]
    for topic in "ABC":
        of_topic = [item.ref.item for item in found if item.topic == topic]
        assert of_topic == sorted(of_topic)
    for place, (one, other) in enumerate(pairwise(found)):
        if one.topic == other.topic:
            assert {item.topic for item in found[place:]} == {one.topic}


@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["", "f", "g"]), st.floats(0, 9)), max_size=8),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(0, 8),
)
def test_no_quota_is_passed_and_no_fact_asked_twice(
    items: list[tuple[str, str, float]], most_due: int, most_new: int, both: int
) -> None:
    waiting = {name: due(name, forgetting, fact) for name, fact, forgetting in items}
    fresh = [new(f"new-{name}", fact) for name, fact, _ in items]
    picked = select_items(
        waiting.values(), {item.ref: item for item in fresh}.values(), [], Quota(most_due, most_new, both)
    )
    assert len(picked.due) <= most_due
    assert len(picked.new) <= max(0, min(most_new, both - len(picked.due)))
    keys = [item.key for item in (*picked.due, *picked.new)]
    assert len(keys) == len(set(keys))
    assert picked.limited == (len({item.key for item in waiting.values()}) > most_due)


def test_a_light_day_holds_its_share_and_a_free_one_nothing() -> None:
    settings = Settings(new_per_day=3, reviews_per_day=25, weekday_load=(100, 50, 1, 0, 100, 100, 150))
    assert [limits_on(settings, MONDAY + ahead) for ahead in (0, 1, 2, 3, 6)] == [
        (3, 25), (2, 13), (1, 1), (0, 0), (5, 38),
    ]  # fmt: skip


def test_what_was_done_today_is_taken_off() -> None:
    settings = Settings(new_per_day=3, reviews_per_day=25)
    done = DoneToday(new={"p": 2}, known={"p": 20, "q": 9})
    assert quota(settings, MONDAY, "p", done) == Quota(3, 1, 3)
    assert quota(settings, MONDAY, "other", done) == Quota(25, 3, 25)
    assert quota(settings, MONDAY, "p", DoneToday(new={"p": 9}, known={"p": 99})) == Quota(0, 0, 0)


def test_how_long_a_backlog_takes() -> None:
    settings = Settings(reviews_per_day=10, weekday_load=(100, 100, 100, 100, 100, 0, 0))
    assert backlog_days(0, 9, settings, MONDAY) == 0
    assert backlog_days(20, 0, settings, MONDAY) == 2
    assert backlog_days(50, 0, settings, MONDAY) == 7  # four days, a weekend, and Monday
    assert backlog_days(20, 5, settings, MONDAY) == 4
    assert backlog_days(1, 10, settings, MONDAY) is None
    assert backlog_days(20, 0, settings, MONDAY, forgotten=0.5) == 4  # half of them come back twice
