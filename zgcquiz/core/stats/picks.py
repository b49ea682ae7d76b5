"""How often each option was picked, and which facts are hardest."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from zgcquiz.core.log.review import Ref
from zgcquiz.core.markup.items import option_texts
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.rounds.confusion import answer_key
from zgcquiz.core.value import Value

LISTED = 20
"""Maximum entries in a printed list."""
USELESS_FROM = 10
"""The number of times shown from which a distractor never picked is useless."""
_Z = 1.96
"""The normal quantile of a 95 percent interval."""


class OptionPicks(Value, frozen=True, array_like=True):
    """How often an option of the current pack was shown and picked.

    replaceable: whether it could have another text, unlike true and false.
    """

    text: str
    key: bool
    shown: int
    picked: int
    replaceable: bool = True

    @property
    def useless(self) -> bool:
        return self.replaceable and not self.key and not self.picked and self.shown >= USELESS_FROM


class ItemFigures(Value, frozen=True, array_like=True):
    """The figures of an item. difficulty: of FSRS, 1 to 10; None if it was only crammed."""

    ref: Ref
    stem: str
    reviews: int
    correct: int
    difficulty: float | None
    options: tuple[OptionPicks, ...]


class ItemList(Value, frozen=True):
    """The answered items, the most difficult first.

    count: their number; first: at most LISTED of them; useless: at most LISTED of the options that are useless, with
    their items; useless_count: the number of all those; every: yields all items.
    """

    count: int
    first: tuple[ItemFigures, ...]
    useless: tuple[tuple[ItemFigures, OptionPicks], ...]
    useless_count: int
    every: Callable[[], Iterator[ItemFigures]]


def option_picks(item: Item, shown: Mapping[str, int], picked: Mapping[str, int]) -> tuple[OptionPicks, ...]:
    """Return how often each option was shown and picked. shown, picked: counts by `answer_key`."""
    if not item.kind.is_choice:
        return ()
    replaceable = item.kind is not Kind.TRUE_FALSE
    counted = ((option, answer_key(option.text)) for option in item.options)
    return tuple(
        OptionPicks(said, option.key, shown.get(text, 0), picked.get(text, 0), replaceable)
        for (option, text), said in zip(counted, option_texts(item), strict=True)
    )


class HardFact(Value, frozen=True):
    """A fact with how often its questions were answered and missed. fact: its name, or a question's id."""

    pack: str
    fact: str
    reviews: int
    missed: int


def hardest(counts: Mapping[tuple[str, str], Sequence[int]], most: int) -> tuple[HardFact, ...]:
    """Return the facts missed most, at most `most` of those missed at all.

    They are ordered by the lower bound of Wilson's 95 percent interval of the fraction missed (E. B. Wilson
    1927), so that 1 of 1 does not precede 8 of 10. counts: answers and right ones of each fact, by (pack, name).
    """
    alike: defaultdict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
    for name, (reviews, correct) in counts.items():
        if reviews > correct:
            alike[reviews, reviews - correct].append(name)
    rated = sorted(((missed_at_least(missed, reviews), reviews, missed) for reviews, missed in alike), reverse=True)
    found: list[tuple[float, HardFact]] = []
    for least, reviews, missed in rated:
        if len(found) >= most and least < found[-1][0]:
            break
        found += [(least, HardFact(*name, reviews, missed)) for name in alike[reviews, missed]]
    found.sort(key=lambda each: (-each[0], each[1].pack, each[1].fact))
    return tuple(fact for _, fact in found[:most])


def missed_at_least(hits: int, of: int) -> float:
    """Return the lower bound of Wilson's 95 percent interval of a fraction."""
    share, square = hits / of, _Z * _Z
    middle = share + square / (2 * of)
    return (middle - _Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))) / (1 + square / of)
