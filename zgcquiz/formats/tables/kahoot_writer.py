"""Write a pack as a spreadsheet for Kahoot: at most four options, and short texts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.exchange_reports import QUESTION
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.capacity import Capacity, fit
from zgcquiz.formats.exchange.contract import ExchangeOptions, Losses, PackContent, Written
from zgcquiz.formats.tables.xlsx import workbook_chunks

MAX_QUESTION = 120
MAX_ANSWER = 75
MAX_OPTIONS = 4
SECONDS = 20
"""Time limit for each question: Kahoot's default."""

_CAPACITY = Capacity(
    frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE}), frozenset({"order"}), xml=True, shuffles=False
)
_HEADINGS = (
    "",
    f"Question - max {MAX_QUESTION} characters",
    *(f"Answer {number} - max {MAX_ANSWER} characters" for number in range(1, MAX_OPTIONS + 1)),
    "Time limit (sec) - 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
)


def write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    """Return the workbook. Questions that exceed Kahoot's limits are left out and counted as lost."""
    losses = Losses()
    fitted = fit(pack, _CAPACITY, "Kahoot", (_shown(item, losses) for item in pack.items))
    rows = chain([["", fitted.info.title], [], _HEADINGS], _rows(fitted.items(), fitted.losses))
    return Written(workbook_chunks(rows, "Kahoot"), lambda: (*losses.all(), *fitted.lost()))


def _rows(items: Iterable[Item], losses: Losses) -> Iterator[Sequence[str | int]]:
    number = 0
    for item in items:
        reason = _too_long(item)
        if reason:
            losses.add(QUESTION, reason)
            continue
        number += 1
        correct = ",".join(str(at) for at, option in enumerate(item.options, 1) if option.key)
        texts = [option.text.capitalize() if item.kind is Kind.TRUE_FALSE else option.text for option in item.options]
        texts += [""] * (MAX_OPTIONS - len(texts))
        yield [number, item.stem, *texts, SECONDS, int(correct) if correct.isdigit() else correct]


def _shown(item: Item, losses: Losses) -> Item:
    """Return an item with as many distractors as there is room for, the first ones."""
    if item.kind not in _CAPACITY.kinds:
        return item
    keys, wrong = item.keys, item.distractors
    losses.of(item.id)
    room = max(0, MAX_OPTIONS - len(keys))
    losses.add("distractors", f"a question has at most {MAX_OPTIONS} options", max(0, len(wrong) - room))
    kept = {*keys, *wrong[:room]}
    return replace(item, options=tuple(option for option in item.options if option in kept))


def _too_long(item: Item) -> str:
    if len(item.stem) > MAX_QUESTION:
        return f"longer than {MAX_QUESTION} characters"
    if any(len(option.text) > MAX_ANSWER for option in item.options):
        return f"an option is longer than {MAX_ANSWER} characters"
    return f"more than {MAX_OPTIONS} correct options" if len(item.keys) > MAX_OPTIONS else ""
