"""Find distractors for typed items among the answers of the other items of their set."""

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

MAX_DISTRACTORS = 6
"""The most distractors that an item gets."""
_MAX_NEIGHBOURS = 32
"""Neighbours on each side that are compared, so that the time is linear in the size of the set."""
_VERDICTS = frozenset(("yes", "no", "true", "false"))
"""Answers that only their opposite is similar to."""


class _Target(Value, frozen=True):
    """An item that needs distractors. stem, answer, right: in plain form; topics: its section and tags."""

    text: str
    stem: str
    answer: str
    shape: Shape
    right: frozenset[str]
    topics: frozenset[str]


class _SharedAnswer(Value, frozen=True):
    """An answer of the set. right, topics: of all items with this answer; text: its first spelling by code points."""

    text: str
    plain: str
    shape: Shape
    right: set[str]
    topics: set[str]


def distractors_for(items: Iterable[Item]) -> list[tuple[str, ...] | None]:
    """Return distractors for each item, from the answers of the others; None if there are too few.

    items: typed items of one set. Each gets at most MAX_DISTRACTORS, the most similar first: from items with the
    same section or a common tag, if possible with the same leading word; from other items only if those are fewer
    than a round draws. The result doesn't depend on the order of the items.

    Answers that may be right too are never used: spelling variants, answers accepted by either item, answers to
    the same stem, and answers that contain the key or are contained in it; nor are texts that the stem mentions.
    """
    targets = _targets(items)
    pool = _Pool(targets)
    right: defaultdict[str, set[str]] = defaultdict(set)
    for target in targets:
        right[target.stem] |= target.right
    return [pool.similar(target, right[target.stem]) or None for target in targets]


def _targets(items: Iterable[Item]) -> list[_Target]:
    targets = []
    known: dict[str, tuple[str, Shape]] = {}
    for item in items:
        text = item.keys[0].text
        if text not in known:
            answer = plain(text)
            known[text] = answer, shape_of(text, answer)
        answer, shape = known[text]
        right = frozenset((answer, *map(plain, right_texts(item)[1:])))
        topics = frozenset((*(f"#{tag}" for tag in item.tags), *filter(None, [item.section])))
        targets.append(_Target(text, plain(item.stem), answer, shape, right, topics))
    return targets


class _Pool:
    """The answers of a set, grouped by form, topic and leading word, with similar ones next to each other."""

    def __init__(self, targets: Iterable[_Target]) -> None:
        self._answers: dict[str, _SharedAnswer] = {}
        for target in sorted(targets, key=lambda target: target.text):
            if target.answer not in _VERDICTS:
                new = _SharedAnswer(target.text, target.answer, target.shape, set(), set())
                answer = self._answers.setdefault(target.answer, new)
                answer.right.update(target.right)
                answer.topics.update(target.topics)
        self._groups: defaultdict[tuple[object, ...], list[tuple[tuple[float, ...], str]]] = defaultdict(list)
        for answer in sorted(self._answers.values(), key=lambda answer: (answer.shape.size, answer.plain)):
            for topic in ("", *answer.topics):
                for lead in {"", answer.shape.lead}:
                    self._groups[answer.shape.form, topic, lead].append((answer.shape.size, answer.plain))

    def similar(self, target: _Target, right: set[str]) -> tuple[str, ...]:
        """Return wrong answers that are similar to an item's, the best first. right: all right answers to its stem.

        Answers from other topics, or with another leading word, are used only if there are too few without them.
        """
        if target.answer in _VERDICTS:
            return ()
        found: dict[str, None] = {}
        for topics in (target.topics, ("",)) if target.topics else (("",),):
            for lead in dict.fromkeys((target.shape.lead, "")):
                near: dict[str, tuple[float, ...]] = {}
                for topic in topics:
                    near.update(self._neighbours(target, topic, lead, right))
                for other in sorted(near, key=lambda other: (near[other], other)):
                    may_be_right = any(mentions(other, text) or mentions(text, other) for text in target.right)
                    if not may_be_right and not mentions(target.stem, other):
                        found[other] = None
                        if len(found) == MAX_DISTRACTORS:
                            break
                if len(found) >= DRAWN_DISTRACTORS:
                    return tuple(self._answers[other].text for other in found)
        return ()

    def _neighbours(
        self, target: _Target, topic: str, lead: str, right: set[str]
    ) -> Iterator[tuple[str, tuple[float, ...]]]:
        """Yield the nearest similar wrong answers in a group, at most MAX_DISTRACTORS a side, and their distances."""
        group = self._groups.get((target.shape.form, topic, lead), [])
        same = self._answers[target.answer].right
        at = bisect_left(group, (target.shape.size, target.answer))
        below = range(at - 1, max(-1, at - 1 - _MAX_NEIGHBOURS), -1)
        above = range(at, min(len(group), at + _MAX_NEIGHBOURS))
        for side in (below, above):
            kept = 0
            for each in side:
                other = self._answers[group[each][1]]
                if not (other.right.isdisjoint(right) and other.right.isdisjoint(same)):
                    continue
                distance = shape_distance(target.shape, other.shape)
                if distance is not None:
                    yield other.plain, distance
                    kept += 1
                    if kept == MAX_DISTRACTORS:
                        break
