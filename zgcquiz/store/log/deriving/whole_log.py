"""The answers of all items of packs, collected by one pass over the log in its own order, which is nearly that of time.

Reading item by item follows an index to a page of the log for every review; a pass reads each page once. What it
collects of an answer is shared by all answers like it, so a review takes the room of a pointer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from zgcquiz.core.learning.guessing import GuessHabits
from zgcquiz.core.learning.replaying import Answer
from zgcquiz.core.moment import DAY, HOUR, MINUTE
from zgcquiz.store.log.tables.projection import all_renames, live_reviews

_COLUMNS = "pack, item, at, utc_offset, rating, choices"
_REVIEWS = f"SELECT {_COLUMNS} FROM {live_reviews(for_cards=True)}"
_ALL = f"{_REVIEWS} ORDER BY id"  # so that SQLite reads the table itself, not an index and then the table
_OF_PACK = f"{_REVIEWS} WHERE pack = :pack"


class AnsweredItem(list[Answer]):
    """What an item's card is derived from, the oldest answer first. last_at: of the last, in milliseconds UTC."""

    __slots__ = ("last_at",)

    def __init__(self, last_at: int) -> None:
        super().__init__()
        self.last_at = last_at


class PackAnswers:
    """The answers of a pack's items as they were at one moment.

    items: by the name under which they were given; unordered: the items that are to be read one by one: those with two
    answers at the same time, or in another order than that of their times, and those that have or had another name.
    """

    def __init__(self, habits: GuessHabits | None, known: dict[tuple[int, int, int], Answer]) -> None:
        """habits: of guessing, None if luck is ignored; known: the answers met so far, by day, rating and choices."""
        self.items: dict[str, AnsweredItem] = {}
        self.unordered: set[str] = set()
        self.habits = habits
        self.known = known


def collect(
    db: sqlite3.Connection,
    habits_of: Callable[[str], GuessHabits | None],
    day_starts: int,
    until: int,
    pack: str | None = None,
) -> dict[str, PackAnswers]:
    """Return the answers of a pack, or for None of all packs, by pack.

    habits_of: returns what `PackAnswers` takes, for a pack; day_starts: the hour at which the learner's day starts;
    until: the last moment that counts, in milliseconds UTC.
    """
    found: dict[str, PackAnswers] = {}
    known: dict[bool, dict[tuple[int, int, int], Answer]] = {True: {}, False: {}}  # whether luck is weighed
    starts, before = day_starts * HOUR, None
    for id, item, at, offset, rating, choices in db.execute(
        _ALL if pack is None else _OF_PACK, {"pack": pack, "until": until}
    ):
        if id != before:
            before = id
            if id not in found:
                habits = habits_of(id)
                found[id] = PackAnswers(habits, known[habits is not None])
            of_pack = found[id]
            items, answers = of_pack.items, of_pack.known
        day = (at + offset * MINUTE - starts) // DAY  # as in Moment.day
        answer = answers.get((day, rating, choices))
        if answer is None:
            luck = of_pack.habits.luck(day, choices) if of_pack.habits else 0.0
            answer = answers[day, rating, choices] = (day, rating, luck)
        of_item = items.get(item)
        if of_item is None:
            of_item = items[item] = AnsweredItem(at)
        elif at <= of_item.last_at:
            of_pack.unordered.add(item)
        of_item.last_at = at
        of_item.append(answer)
    for old, new in all_renames(db).items():
        if old.pack in found:
            found[old.pack].unordered |= {old.item, new.item} & found[old.pack].items.keys()
    return found
