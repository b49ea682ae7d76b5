"""Confusions: pairs of answers that a learner takes for each other, found so that they can be asked in a row."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.value import Value, replace

CONFUSED_FROM = 2
"""The number of mix-ups from which two answers count as confused."""

MixUp = tuple[str, frozenset[str]]
"""A pack, and the keys (`answer_key`) of two answers of which one was taken for the other."""


def answer_key(text: str) -> str:
    """Return a text in the form in which picked options are compared: without case, width and spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class Mistake(Value, frozen=True):
    """A distractor that was picked.

    ref: the item's current id; picked: the distractor's text as shown; times: how often; at, day: the
    last time, in milliseconds since 1970 in UTC and as the learner's day.
    """

    ref: Ref
    picked: str
    times: int
    at: int
    day: int


class ConfusableItem(Value, frozen=True):
    """The part of a single-choice item that matters for confusions. others: the distractors."""

    ref: Ref
    key: str
    others: tuple[str, ...]
    fact: str = ""


class Confusion(Value, frozen=True):
    """Two answers taken for each other.

    items: one item with each answer as its key, in the same order; at: the last time, in milliseconds
    since 1970 in UTC.
    """

    answers: tuple[str, str]
    items: tuple[Ref, Ref]
    times: int
    at: int


def confusable_item(ref: Ref, item: Item) -> ConfusableItem | None:
    """Return an item as a `ConfusableItem`; None if it is not single choice."""
    if item.kind is not Kind.SINGLE:
        return None
    return ConfusableItem(ref, item.keys[0].text, tuple(option.text for option in item.distractors), item.fact)


def preferred(mistakes: Iterable[Mistake]) -> dict[Ref, tuple[str, ...]]:
    """Return each item's picked distractors as `answer_key` folds them, the most picked and then the latest first."""
    found: defaultdict[Ref, list[str]] = defaultdict(list)
    for mistake in sorted(mistakes, key=lambda mistake: (-mistake.times, -mistake.at, mistake.picked)):
        found[mistake.ref].append(answer_key(mistake.picked))
    return {ref: tuple(dict.fromkeys(texts)) for ref, texts in found.items()}


def count_mix_ups(choices: Iterable[ConfusableItem], mistakes: Iterable[Mistake]) -> Counter[MixUp]:
    """Count how often two answers of a pack, as `answer_key` folds them, were taken for each other."""
    keys = {choice.ref: answer_key(choice.key) for choice in choices}
    found: Counter[MixUp] = Counter()
    for mistake in mistakes:
        if mistake.ref in keys:
            found[mistake.ref.pack, frozenset((keys[mistake.ref], answer_key(mistake.picked)))] += mistake.times
    return found


def involved(choices: Iterable[ConfusableItem], mistakes: Sequence[Mistake]) -> list[ConfusableItem]:
    """Return the items that `confusions` needs: those that were answered wrongly, and those whose key was picked."""
    asked = {mistake.ref for mistake in mistakes}
    picked = {(mistake.ref.pack, answer_key(mistake.picked)) for mistake in mistakes}
    found = []
    for choice in choices:
        if (choice.ref.pack, answer_key(choice.key)) in picked:
            found.append(choice)
        elif choice.ref in asked:  # which is preferred to items that only offer the picked answer
            found.append(replace(choice, others=()))
    return found


def confusions(
    choices: Sequence[ConfusableItem], mistakes: Iterable[Mistake], right_days: Mapping[Ref, int]
) -> tuple[Confusion, ...]:
    """Return the current confusions, the most frequent and then the latest first.

    Two answers X and Y of a pack are confused if items with the key X were answered Y, or the other way
    round, CONFUSED_FROM times or more in all; if each of them is the key of an item that was answered so
    or that has the other among its options; and unless every item answered so was answered right on a
    later day. right_days: the last day on which each item was answered right.
    """
    by_key: defaultdict[tuple[str, str], list[ConfusableItem]] = defaultdict(list)
    for choice in choices:
        by_key[choice.ref.pack, answer_key(choice.key)].append(choice)
    known = {choice.ref: choice for choice in choices}
    swaps: defaultdict[MixUp, list[Mistake]] = defaultdict(list)
    for mistake in mistakes:
        asked, picked = known.get(mistake.ref), answer_key(mistake.picked)
        if asked and (mistake.ref.pack, picked) in by_key and answer_key(asked.key) != picked:
            swaps[mistake.ref.pack, frozenset((answer_key(asked.key), picked))].append(mistake)
    found = []
    for (pack, pair), mix_ups in swaps.items():
        put_right = all(right_days.get(mistake.ref, mistake.day) > mistake.day for mistake in mix_ups)
        times = sum(mistake.times for mistake in mix_ups)
        first, second = sorted(pair)
        items = _item(by_key[pack, first], second, mix_ups), _item(by_key[pack, second], first, mix_ups)
        if times >= CONFUSED_FROM and not put_right and items[0] and items[1]:
            at = max(mistake.at for mistake in mix_ups)
            found.append(Confusion((items[0].key, items[1].key), (items[0].ref, items[1].ref), times, at))
    return tuple(sorted(found, key=lambda confusion: (-confusion.times, -confusion.at, confusion.items)))


def _item(choices: Sequence[ConfusableItem], other: str, mistakes: Sequence[Mistake]) -> ConfusableItem | None:
    """Return which item with a key to ask: the most often mistaken one, else one that offers the other key."""
    times = {mistake.ref: mistake.times for mistake in mistakes}
    candidates = [choice for choice in choices if choice.ref in times or other in map(answer_key, choice.others)]
    return min(candidates, key=lambda choice: (-times.get(choice.ref, 0), choice.ref), default=None)


def side_by_side(refs: Sequence[Ref], found: Iterable[Confusion], facts: Mapping[Ref, str]) -> tuple[Ref, ...]:
    """Return the items with the second of two confused ones moved right after the first.

    facts: the fact of each item, if it has one: siblings are not moved, nor is an item moved twice.
    """
    order, moved = list(refs), set[Ref]()
    for confusion in found:
        a, b = confusion.items
        sibling = facts.get(a) and facts.get(a) == facts.get(b)
        if a not in order or b not in order or moved & {a, b} or sibling:
            continue
        first, second = sorted((a, b), key=order.index)
        order.remove(second)
        order.insert(order.index(first) + 1, second)
        moved |= {a, b}
    return tuple(order)
