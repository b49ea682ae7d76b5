"""Statistics compared with a slow and simple recount."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.property.strategies import START, outcomes, ratings, refs
from tests.unit.making import review, summary
from zgcquiz.core.learning.schedule import Card, New, Reviewed
from zgcquiz.core.log.review import Outcome, Rating, Ref, Review
from zgcquiz.core.moment import DAY, Moment

NOW = Moment(START + 30 * DAY, 60)
OLD, PRESENT = Ref("one", "d"), Ref("one", "a")
RENAMES = {OLD: PRESENT}

logs = st.lists(
    st.builds(
        lambda ref, ms, offset, outcome, rating, took, void: review(
            ref, Moment(START + ms, offset), outcome=outcome, rating=rating, ms=took, void=void
        ),
        refs,
        st.integers(0, 30 * DAY),
        st.sampled_from([0, 60, 480]),
        outcomes,
        ratings,
        st.integers(0, 60_000),
        st.booleans(),
    ),
    max_size=30,
    unique_by=lambda each: each.at.ms,
)
reviewed = st.builds(
    lambda last, interval, step: Reviewed(
        5.0, 5.0, NOW.day - last, interval, NOW.day - last + interval, 0 if interval else NOW.ms - step, 1, 0
    ),
    st.integers(0, 40),
    st.integers(0, 60),
    st.integers(-600_000, 600_000),
)
states = st.one_of(st.just(New()), reviewed)
decks = st.dictionaries(refs.filter(lambda ref: ref != OLD), states)
labels = st.lists(st.sampled_from(["x", "y", "z"]), max_size=3, unique=True).map(tuple)


@settings(deadline=None, max_examples=examples(80))
@given(logs, decks, st.data())
def test_every_figure_agrees_with_a_recount(log: list[Review], cards: dict[Ref, Card], data: st.DataObject) -> None:
    tags = {ref: data.draw(labels) for ref in cards}
    stats = summary(log, cards, tags, NOW, RENAMES)
    counted = sorted((each for each in log if not each.void), key=lambda each: each.at.ms)
    begun = {ref: card for ref, card in cards.items() if isinstance(card, Reviewed)}

    def name(each: Review) -> Ref:
        return RENAMES.get(each.ref, each.ref)

    assert stats.reviews == len(counted)
    assert stats.correct == sum(each.outcome is Outcome.CORRECT for each in counted)
    assert stats.seconds == sum(each.ms for each in counted) / 1000
    assert stats.cards == len(begun)
    assert stats.due == sum(card.is_due(NOW) for card in begun.values())

    asked = kept = 0
    for at, each in enumerate(counted):
        earlier = [other.at.day for other in counted[:at] if name(other) == name(each)]
        if earlier and each.at.day > max(earlier):
            asked += 1
            kept += each.rating is not Rating.AGAIN
    assert stats.recall.of == asked
    assert stats.recall.share == (kept / asked if asked else None)

    assert sum(stats.states.values()) == len(cards)
    assert stats.states["learning"] == sum(card.interval == 0 for card in begun.values())
    assert stats.states["mature"] == sum(card.interval >= 21 for card in begun.values())
    for ahead, count in enumerate(stats.forecast):
        days = [max(card.due_day, NOW.day) - NOW.day for card in begun.values()]
        assert count == days.count(ahead)

    for group in stats.packs:
        those = [each for each in counted if each.ref.pack == group.name]
        own = [card for ref, card in begun.items() if ref.pack == group.name]
        assert group.reviews == len(those)
        assert group.correct == sum(each.outcome is Outcome.CORRECT for each in those)
        assert (group.cards, group.due) == (len(own), sum(card.is_due(NOW) for card in own))
    for group in stats.tags:
        those = [each for each in counted if group.name in tags.get(name(each), ())]
        own = [card for ref, card in begun.items() if group.name in tags[ref]]
        assert (group.reviews, group.cards) == (len(those), len(own))
        assert group.due == sum(card.is_due(NOW) for card in own)
    assert [group.name for group in stats.packs] == sorted(
        {ref.pack for ref in cards} | {each.ref.pack for each in counted}
    )
    assert [group.name for group in stats.tags] == sorted({tag for names in tags.values() for tag in names})


def test_retention_counts_from_the_first_day_of_the_epoch_on() -> None:
    """A clock that was never set is on day -1, as the epoch is before the start of its learner's day."""
    log = [review(PRESENT, Moment(0)), review(PRESENT, Moment(DAY // 2))]
    assert [each.at.day for each in log] == [-1, 0]
    assert summary(log, {}, {}, NOW).recall.of == 1
