"""Distractors for items that come without options: like answers of the other items of their set."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from zgcquiz.core.packs.pack import Item
from zgcquiz.core.rounds.option_sampling import DRAWN_DISTRACTORS
from zgcquiz.core.rounds.typed_answers import right_texts
from zgcquiz.core.text.likeness import Shape, shape_distance, shape_of
from zgcquiz.core.text.wording import mentions, plain
from zgcquiz.core.value import Value

MOST = 6
"""Distractors that an item gets."""
_LOOKED_AT = 32
"""Neighbours on each side that are looked at, so that the time grows with the set and not with its square."""
_KEPT = MOST
"""Of these the first on each side that are like it and wrong."""
_VERDICTS = frozenset(("yes", "no", "true", "false"))
"""Answers to which only their opposites are like."""


class _Asked(Value, frozen=True):
    """An item that wants distractors. stem, answer, right: in plain form; places: its section and tags."""

    text: str
    stem: str
    answer: str
    shape: Shape
    right: frozenset[str]
    places: frozenset[str]


class _SharedAnswer(Value, frozen=True):
    """An answer of the set, with what else is right, and the places, of all items that have it.

    text: of its spellings the first by code points.
    """

    text: str
    plain: str
    shape: Shape
    right: set[str]
    places: set[str]


def distractors_for(items: Iterable[Item]) -> list[tuple[str, ...] | None]:
    """For each item the answers of others that can stand beside its own as wrong ones.

    items: typed ones of one set. Each gets at most MOST texts, the nearest first: those from its section
    or with one of its tags, and of these the ones that begin with the same small word; others only where
    there are fewer than a round draws. None where all of them are too few. The same items get the same,
    in whatever order they stand.

    Never drawn is what is right too: the same but for manners of writing, what is accepted where either
    answer is right, an answer to the same stem, the same words with more around them; nor what the stem
    says itself.
    """
    asked = _read(items)
    pool = _Pool(asked)
    right: defaultdict[str, set[str]] = defaultdict(set)
    for each in asked:
        right[each.stem] |= each.right
    return [pool.like(each, right[each.stem]) or None for each in asked]


def _read(items: Iterable[Item]) -> list[_Asked]:
    found = []
    known: dict[str, tuple[str, Shape]] = {}
    for item in items:
        text = item.keys[0].text
        if text not in known:
            said = plain(text)
            known[text] = said, shape_of(text, said)
        answer, shape = known[text]
        right = frozenset((answer, *map(plain, right_texts(item)[1:])))
        places = frozenset((*(f"#{tag}" for tag in item.tags), *filter(None, [item.section])))
        found.append(_Asked(text, plain(item.stem), answer, shape, right, places))
    return found


class _Pool:
    """The answers of a set, where like ones are neighbours."""

    def __init__(self, asked: Iterable[_Asked]) -> None:
        self._answers: dict[str, _SharedAnswer] = {}
        for each in sorted(asked, key=lambda each: each.text):
            if each.answer not in _VERDICTS:
                new = _SharedAnswer(each.text, each.answer, each.shape, set(), set())
                answer = self._answers.setdefault(each.answer, new)
                answer.right.update(each.right)
                answer.places.update(each.places)
        self._groups: defaultdict[tuple[object, ...], list[tuple[tuple[float, ...], str]]] = defaultdict(list)
        for answer in sorted(self._answers.values(), key=lambda answer: (answer.shape.size, answer.plain)):
            for place in ("", *answer.places):
                for lead in {"", answer.shape.lead}:
                    self._groups[answer.shape.form, place, lead].append((answer.shape.size, answer.plain))

    def like(self, asked: _Asked, right: set[str]) -> tuple[str, ...]:
        """Wrong answers that are like an item's own, the best first. right: what is right for its stem.

        Those of other places, or with another lead, only where there are too few without them.
        """
        if asked.answer in _VERDICTS:
            return ()
        found: dict[str, None] = {}
        for places in (asked.places, ("",)) if asked.places else (("",),):
            for lead in dict.fromkeys((asked.shape.lead, "")):
                near: dict[str, tuple[float, ...]] = {}
                for place in places:
                    near.update(self._around(asked, place, lead, right))
                for other in sorted(near, key=lambda other: (near[other], other)):
                    own = any(mentions(other, text) or mentions(text, other) for text in asked.right)
                    if not own and not mentions(asked.stem, other):
                        found[other] = None
                        if len(found) == MOST:
                            break
                if len(found) >= DRAWN_DISTRACTORS:
                    return tuple(self._answers[other].text for other in found)
        return ()

    def _around(self, asked: _Asked, place: str, lead: str, right: set[str]) -> Iterator[tuple[str, tuple[float, ...]]]:
        """Neighbours in a group that are like an answer and not right, with how far they are."""
        group = self._groups.get((asked.shape.form, place, lead), [])
        same = self._answers[asked.answer].right
        at = bisect_left(group, (asked.shape.size, asked.answer))
        for side in (range(at - 1, max(-1, at - 1 - _LOOKED_AT), -1), range(at, min(len(group), at + _LOOKED_AT))):
            kept = 0
            for each in side:
                other = self._answers[group[each][1]]
                if not (other.right.isdisjoint(right) and other.right.isdisjoint(same)):
                    continue
                off = shape_distance(asked.shape, other.shape)
                if off is not None:
                    yield other.plain, off
                    kept += 1
                    if kept == _KEPT:
                        break
