"""How the page samples rounds and options, and hashes."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

import pytest

from tests.web.browser import Browser
from tests.web.packs import CAPITAL, PRIMES, ROUND, YEARS
from tests.web.test_rules import question
from zgcquiz.core.packs.pack import Item, Option
from zgcquiz.core.value import replace

pytestmark = pytest.mark.serves

TIMES = 60
POOL_WITH_END = replace(CAPITAL, options=(*CAPITAL.options, Option("None of these", pinned=True)))


def shown(browser: Browser, item: Item) -> list[list[str]]:
    """Return the options that are shown for an item, many times."""
    drawn = browser.rules("(question) => sampleOptions(question, Math.random)", [question(item)] * TIMES)
    return [[item.options[place].text for place in places] for places in drawn]


@pytest.mark.parametrize("item", [CAPITAL, PRIMES, POOL_WITH_END])
def test_of_a_pool_three_distractors_are_drawn_and_all_keys(chromium: Browser, item: Item) -> None:
    orders = shown(chromium, item)
    keys = {key.text for key in item.keys}
    for options in orders:
        assert keys <= {*options}
        assert len(options) == len({*options}) == len(keys) + 3
    assert {text for options in orders for text in options} == {option.text for option in item.options}
    places = Counter(options.index(item.keys[0].text) for options in orders)
    last = {option.text for option in item.options if option.pinned}
    assert len(places) == len(orders[0]) - len(last), "the key can be in any place but those of pinned options"
    assert all({*options[len(options) - len(last) :]} == last for options in orders)


def test_a_list_keeps_its_order_unless_its_end_is_pinned(chromium: Browser) -> None:
    fixed = replace(YEARS, options=YEARS.options[:3])
    assert shown(chromium, fixed) == [["1905", "1912", "1919"]] * TIMES
    assert shown(chromium, ROUND) == [["true", "false"]] * TIMES
    orders = shown(chromium, YEARS)
    assert {options[-1] for options in orders} == {"None of these"}
    assert len({tuple(options) for options in orders}) == 6


def test_a_second_question_on_a_fact_comes_after_all_facts(chromium: Browser) -> None:
    questions = [{"id": f"{fact}{number}", "fact": fact} for fact in "abc" for number in range(3)]
    questions += [{"id": "single"}, {"id": "alone"}]
    rounds = chromium.rules(
        "(most) => sampleRound(INPUT, most, Math.random)".replace("INPUT", str(questions)), [5] * TIMES
    )
    for ids in rounds:
        assert {"single", "alone"} <= {*ids}
        assert {id[0] for id in ids} == {"a", "b", "c", "s"}
    assert len({tuple(ids) for ids in rounds}) > TIMES / 2
    (every,) = chromium.rules("(most) => sampleRound(INPUT, most, Math.random)".replace("INPUT", str(questions)), [99])
    assert sorted(every) == sorted(each["id"] for each in questions)


def test_hashes_are_sha256(chromium: Browser) -> None:
    texts = ["", "abc", "ü中🎉", *("x" * size for size in (54, 55, 56, 63, 64, 65, 119, 120, 1000))]
    assert chromium.rules("(text) => sha256(text)", texts) == [sha256(text.encode()).hexdigest() for text in texts]
