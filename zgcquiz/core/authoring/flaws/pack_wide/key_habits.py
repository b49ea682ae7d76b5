"""Rules on an author's habits that let the key be guessed more often than by chance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import PackFlaw, Rule

MIN_QUESTIONS = 20
_MIN_DEVIATIONS = 3.0
"""Standard deviations above chance from which a habit is no accident."""


def is_habit(hits: Sequence[bool], chances: Sequence[float], threshold: float) -> bool:
    """Tell whether a guessing strategy hits far more often than by chance, in at least 20 questions.

    hits: for each question, whether the strategy picks the key; chances: P(hit) by chance; threshold: how many
    times as often as by chance it must hit.
    """
    expected = sum(chances)
    deviation = math.sqrt(sum(chance * (1 - chance) for chance in chances))
    is_significant = sum(hits) > expected + _MIN_DEVIATIONS * deviation
    return len(hits) >= MIN_QUESTIONS and sum(hits) >= threshold * expected and is_significant


@lru_cache(maxsize=256)
def _shared(*figures: float) -> tuple[float, ...]:
    """Return figures that many items have in common as the same object."""
    return figures


def position(item: LintItem) -> tuple[float, ...] | None:
    """Return the position of the key of a question with a fixed order, from 0, and how many options it has."""
    options = item.item.options
    if not item.is_choice or item.is_shuffled or len(item.item.keys) != 1:
        return None
    return _shared(next(at for at, option in enumerate(options) if option.key), len(options))


def find_position(
    items: Sequence[tuple[int, int] | None], _: Sequence[LintItem], threshold: float
) -> Iterator[PackFlaw]:
    fixed = [item for item in items if item is not None]
    for position in range(max((size for _, size in fixed), default=0)):
        long_enough = [item for item in fixed if item[1] > position]
        hits = [key == position for key, _ in long_enough]
        if is_habit(hits, [1 / size for _, size in long_enough], threshold):
            yield PackFlaw(
                f"in {sum(hits)} of {len(hits)} questions with a fixed order option {position + 1} is right; "
                "use 'distractors', which are shuffled, or move some right options"
            )


KEY_POSITION = Rule(
    code="key-position",
    title="the right option is at the same position too often",
    why="Authors tend to hide the right option in the middle, and learners know it. Shuffled options don't have this "
    "flaw, so only questions with 'options' count, if there are twenty or more; reported only if it can't be chance.",
    find_in_pack=find_position,
    sees=position,
    english=False,
    threshold=1.5,
    measures="how many times as often as by chance",
)


def lengths(item: LintItem) -> tuple[float, ...] | None:
    """Return whether the key is the only longest option, whether it is the only shortest, and how many there are."""
    if len(item.keys) != 1 or len(item.distractors) < 2:
        return None
    key, others = len(item.keys[0].text), [len(part.text) for part in item.distractors]
    return _shared(key > max(others), key < min(others), len(item.parts))


def find_length(
    items: Sequence[tuple[bool, bool, int] | None], _: Sequence[LintItem], threshold: float
) -> Iterator[PackFlaw]:
    asked = [item for item in items if item is not None]
    for at, name in enumerate(("longest", "shortest")):
        hits = [bool(item[at]) for item in asked]
        if is_habit(hits, [1 / number for *_, number in asked], threshold):
            yield PackFlaw(
                f"in {sum(hits)} of {len(hits)} questions the right option is the {name}; "
                f"write some {'longer' if name == 'longest' else 'shorter'} wrong options"
            )


KEY_LENGTH = Rule(
    code="key-length",
    title="the right option is the longest, or the shortest, too often",
    why="Each question may be fine by itself, but a learner who always picks the longest option scores well on the "
    "pack. Checked in packs of twenty or more questions, and reported only if it can't be chance.",
    find_in_pack=find_length,
    sees=lengths,
    english=False,
    threshold=1.5,
    measures="how many times as often as by chance",
)


def rank(item: LintItem) -> tuple[float, ...] | None:
    """Return whether the key is between other numbers, and the chance of that; None unless all options are numbers."""
    values = [part.number.low for part in item.parts if part.number is not None]
    if len(item.keys) != 1 or len(item.parts) < 4 or len(set(values)) < len(item.parts):
        return None
    key = item.keys[0].number
    assert key is not None
    return _shared(min(values) < key.low < max(values), 1 - 2 / len(values))


def find_middle(
    items: Sequence[tuple[bool, float] | None], _: Sequence[LintItem], threshold: float
) -> Iterator[PackFlaw]:
    ranked = [item for item in items if item is not None]
    hits = [is_between for is_between, _ in ranked]
    if is_habit(hits, [chance for _, chance in ranked], threshold):
        yield PackFlaw(
            f"in {sum(hits)} of {len(hits)} questions with numbers the right one is neither the smallest nor "
            "the largest; vary its rank"
        )


KEY_MIDDLE = Rule(
    code="key-middle",
    title="the right number is too often neither the smallest nor the largest",
    why="Authors tend to choose wrong numbers on both sides of the right one, so the smallest and the largest can be "
    "ruled out. Checked in packs of twenty or more such questions, and reported only if it can't be chance.",
    find_in_pack=find_middle,
    sees=rank,
    english=False,
    threshold=1.2,
    measures="how many times as often as by chance",
)
