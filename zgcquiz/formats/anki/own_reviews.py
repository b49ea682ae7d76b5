"""Our own reviews in an Anki package, complete beside Anki's log: each is an entry of that as well."""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from zgcquiz.core.log.review import Review
from zgcquiz.formats.history.review_spool import ReviewSpool


def log_ids(times: Iterable[int]) -> Iterator[int]:
    """Yield the ids that reviews have in Anki's log: their time, in UTC ms, or the next free number after it.

    times: of reviews by time, then id. So all numbers from a time to the last that was given, if that is later, are
    taken.
    """
    last = -1
    for ms in times:
        last = max(ms, last + 1)
        yield last


class OwnReviews:
    """Adds our own reviews to others, and tells which entries of Anki's log they are. items: the pack's, by id."""

    def __init__(self, reviews: ReviewSpool, items: Sequence[str]) -> None:
        self._reviews = reviews
        self.places = {item: at for at, item in enumerate(items)}
        self._ids, self._items = array("q"), array("q")
        """Ascending ids in Anki's log, and the place of each one's item."""

    def extend(self, reviews: Iterable[Review]) -> None:
        """Add reviews of the items, in any order. It can be called once."""
        times, in_order = array("q"), True
        items = self._items

        def noted() -> Iterator[Review]:
            nonlocal in_order
            last = (0, "")
            for review in reviews:
                key = (review.at.ms, review.id)
                in_order = in_order and last <= key
                last = key
                times.append(review.at.ms)
                items.append(self.places[review.ref.item])
                yield review

        self._reviews.extend(noted())
        if not in_order:
            times, self._items = self._sorted()
        self._ids.extend(log_ids(times))

    def _sorted(self) -> tuple[array[int], array[int]]:
        """Return the reviews' times, and the places of their items, by time, then id."""
        with closing(sqlite3.connect("")) as db:  # a temporary file
            db.execute("CREATE TABLE reviews (ms, id, item)")
            rows = ((each.at.ms, each.id, self.places[each.ref.item]) for each in self._reviews)
            db.executemany("INSERT INTO reviews VALUES (?, ?, ?)", rows)
            times, items = array("q"), array("q")
            for ms, item in db.execute("SELECT ms, item FROM reviews ORDER BY ms, id"):
                times.append(ms)
                items.append(item)
        return times, items

    def has(self, id: int, item: str) -> bool:
        """Return whether an entry of Anki's log is one of them. id, item: the entry's."""
        at = bisect_left(self._ids, id)
        return at < len(self._ids) and self._ids[at] == id and self._items[at] == self.places[item]
