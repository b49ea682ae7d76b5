"""Distractors drawn from similar answers of other items."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.strategies import seeds, words
from zgcquiz.core.authoring import distractors
from zgcquiz.core.authoring.distractors import MAX_DISTRACTORS, distractors_for
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.text.likeness import Shape, shape_distance
from zgcquiz.core.text.wording import plain
from zgcquiz.core.value import replace


def card(stem: str, answer: str, *accept: str, section: str = "", tags: Sequence[str] = ()) -> Item:
    options = (Option(answer, key=True),)
    return Item("", Kind.TYPED, stem, options, accept=accept, section=section, tags=tuple(tags))


def drawn(*cards: Item) -> dict[str, set[str] | None]:
    """Return the distractors of each answer."""
    found = zip(cards, distractors_for(cards), strict=True)
    return {item.keys[0].text: None if texts is None else set(texts) for item, texts in found}


def cards(*answers: str, section: str = "", tags: Sequence[str] = ()) -> list[Item]:
    return [card(f"Which is x{text.encode().hex()}?", text, section=section, tags=tags) for text in answers]


CITIES = ("Paris", "Madrid", "Rome", "London")


def test_answers_of_the_same_form_become_distractors_and_others_stay_typed() -> None:
    years, verbs = ("1905", "1914", "1939", "1969"), ("to go", "to see", "to come", "to know")
    found = drawn(*cards(*CITIES, *years, *verbs, "8,849 m", "12%"))
    for group in (CITIES, years, verbs):
        for answer in group:
            assert found[answer] == set(group) - {answer}
    assert found["8,849 m"] is None
    assert found["12%"] is None


def test_fewer_than_three_distractors_are_not_enough() -> None:
    assert distractors_for(cards("Paris", "Madrid", "Rome")) == [None] * 3
    assert distractors_for([]) == []


def test_the_nearest_come_first_and_no_more_than_six() -> None:
    found = distractors_for(cards(*map(str, range(100, 130))))
    assert found[0] == ("101", "102", "103", "104", "105", "106")
    assert set(found[15] or ()) == {"112", "113", "114", "116", "117", "118"}
    assert len(found[15] or ()) == MAX_DISTRACTORS


def test_answers_with_the_same_leading_word_come_first() -> None:
    found = drawn(*cards("to go", "to do", "to see", "to be", "a sea", "a bee", "my tea", "an ox"))
    assert found["to go"] == {"to do", "to see", "to be"}
    assert found["an ox"] == {"a sea", "a bee", "my tea", "to go", "to do", "to be"}


def test_answers_from_the_same_section_come_first() -> None:
    rivers = cards("Rhine", "Seine", "Tiber", "Thames", section="Rivers")
    capitals = cards(*CITIES, section="Capitals")
    found = drawn(*rivers, *capitals)
    assert found["Rhine"] == {"Seine", "Tiber", "Thames"}
    assert found["Paris"] == set(CITIES) - {"Paris"}
    few = drawn(*rivers[:2], *capitals)["Rhine"]
    assert few == {"Seine", *CITIES}


def test_answers_with_a_common_tag_come_first() -> None:
    found = drawn(
        *cards("Rhine", "Seine", "Tiber", tags=["river"]),
        *cards("Thames", tags=["england", "river"]),
        *cards(*CITIES, tags=["capital"]),
    )
    assert found["Rhine"] == {"Seine", "Tiber", "Thames"}
    assert found["Thames"] == {"Seine", "Tiber", "Rhine"}


def test_answers_that_may_be_right_are_never_drawn() -> None:
    found = drawn(
        card("Capital of France?", "Paris", "Lutetia"),
        card("Old name of Paris?", "Lutetia"),
        card("paris, in other letters?", "PARIS!"),
        card("Where is the Louvre?", "Paris"),
        *cards("Madrid", "Rome", "London", "Paris proper"),
    )
    assert found["Paris"] == {"Madrid", "Rome", "London"}
    assert found["Lutetia"] == {"Madrid", "Rome", "London", "Paris proper"}


def test_right_answers_to_the_same_stem_are_never_drawn() -> None:
    found = drawn(
        card("Name a river of Germany", "Rhine"),
        card("name a river of  Germany.", "Elbe", "Labe"),
        card("Which flows through Prague?", "Moldau", "Labe"),
        *cards("Seine", "Tiber", "Thames"),
    )
    assert found["Rhine"] == {"Seine", "Tiber", "Thames"}


def test_texts_of_the_stem_are_never_drawn() -> None:
    found = drawn(card("Which river flows through Rome?", "Tiber"), *cards("Rome", "Rhine", "Seine", "Elbe"))
    assert found["Tiber"] == {"Rhine", "Seine", "Elbe"}


def test_yes_and_no_stay_typed_and_are_never_drawn() -> None:
    found = drawn(*cards("Yes", "No", "Sun", "Tea", "Ice", "Sea"))
    assert found["Yes"] is None
    assert found["Sun"] == {"Tea", "Ice", "Sea"}


def test_finding_distractors_takes_linear_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0

    def counted(one: Shape, other: Shape) -> tuple[float, ...] | None:
        nonlocal compared
        compared += 1
        return shape_distance(one, other)

    monkeypatch.setattr(distractors, "shape_distance", counted)
    for count in (400, 800):
        compared = 0
        distractors_for(cards(*(f"word {at}x" for at in range(count))))
        assert compared <= 100 * count


def test_nothing_is_drawn_if_every_answer_may_be_right() -> None:
    assert distractors_for([card("Say it", f"word {at}x") for at in range(500)]) == [None] * 500


answers = st.one_of(
    words,
    st.sampled_from(["1905", "1,905", "12 May 1905", "May", "the sea", "The Sea", "a sea", "SEA", "水", "-5", "1e400"]),
    st.integers(-5000, 5000).map(str),
    st.text("abc ", min_size=1, max_size=6),
).filter(lambda text: bool(text.strip()))
sets = st.lists(
    st.builds(
        lambda stem, answer, accept, section, tags: card(stem, answer, *accept, section=section, tags=tags),
        st.sampled_from(["One?", "one", "Two a?", "Three b c?", "Four?", "Five?"]),
        answers,
        st.lists(answers, max_size=2),
        st.sampled_from(["", "s", "t"]),
        st.lists(st.sampled_from("xyz"), max_size=2, unique=True),
    ),
    max_size=25,
)


@settings(deadline=None)
@given(sets)
def test_distractors_are_other_answers_and_wrong(items: list[Item]) -> None:
    for item, texts in zip(items, distractors_for(items), strict=True):
        if texts is None:
            continue
        assert 3 <= len(texts) <= MAX_DISTRACTORS
        said = [plain(text) for text in texts]
        assert len(set(said)) == len(said)
        same = [other for other in items if plain(other.stem) == plain(item.stem)]
        right = {plain(text) for other in same for text in (other.keys[0].text, *other.accept)}
        assert right.isdisjoint(said)
        assert set(texts) <= {other.keys[0].text for other in items}


@settings(deadline=None)
@given(sets, seeds)
def test_order_makes_no_difference(items: list[Item], seed: int) -> None:
    order = list(range(len(items)))
    Random(seed).shuffle(order)
    found = distractors_for(items)
    assert distractors_for([items[at] for at in order]) == [found[at] for at in order]


@settings(deadline=None)
@given(sets)
def test_ids_and_explanations_make_no_difference(items: list[Item]) -> None:
    others = [replace(item, id=str(at), explanation="Why") for at, item in enumerate(items)]
    assert distractors_for(others) == distractors_for(items)
