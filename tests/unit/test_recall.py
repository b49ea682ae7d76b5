"""Items that can be asked without their options."""

from __future__ import annotations

import pytest

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.recall import can_recall
from zgcquiz.core.value import replace

ITEM = Item("item", Kind.SINGLE, "What is the capital of France?", (Option("Paris", True), Option("Lyon")), drawn=True)


def asked(stem: str) -> Item:
    return replace(ITEM, stem=stem)


def keyed(key: str, distractor: str = "Lyon") -> Item:
    return replace(ITEM, options=(Option(key, True), Option(distractor)))


def test_a_plain_question_can() -> None:
    assert can_recall(ITEM)
    assert can_recall(keyed("3"))
    assert can_recall(keyed("Mergers and acquisitions"))
    assert can_recall(asked("中关村由哪个机构批准？"))
    assert can_recall(asked("哪项技术出自那里？"))
    assert can_recall(keyed("超级计算机"))
    assert can_recall(keyed("20世纪80年代"))
    assert can_recall(asked("One of the cities of France is its capital. What is its name?"))


@pytest.mark.parametrize(
    "item",
    [
        replace(ITEM, recall=False),
        replace(ITEM, kind=Kind.MULTIPLE),
        replace(ITEM, kind=Kind.TRUE_FALSE),
        replace(ITEM, kind=Kind.TYPED),
        asked("Which of these is the capital of France?"),
        asked("Which one of them is it?"),
        asked("Which is the capital, given the following?"),
        asked("Which is NOT a capital?"),
        asked("Which word describes it?"),
        asked("What describes it best?"),
        asked("Which option is right?"),
        asked("All are capitals except what?"),
        asked("下列哪个是首都？"),
        asked("关于首都，哪一项正确？"),
        asked("哪个最接近它的人口？"),
        asked("哪种说法是对的？"),
        keyed("国家自主创新示范区"),
        keyed("由政府包下全部坏账"),
        asked("Is it Paris or Lyon?"),
        keyed("all of them"),
        keyed("none of the above"),
        keyed("x"),
        keyed("one two three four".replace("one", "a")),
        keyed("a" * 31),
        keyed("3,652", "3652"),
        keyed("Lyon.", "lyon"),
    ],
)
def test_one_that_needs_its_options_can_not(item: Item) -> None:
    assert not can_recall(item)
