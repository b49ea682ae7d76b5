"""The rules that look at all items of a pack together, each given the items themselves: what the rules that keep
little of each item are compared with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.pack_wide import (
    key_given_away,
    key_habits,
    same_stem,
    undefined_abbreviation,
    unfinished_text,
    unread_markup,
)
from zgcquiz.core.authoring.flaws.rule import PackFlaw
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.text.words import TRADE_WORDS, content_of, words


def given_away(items: Sequence[LintItem], threshold: float) -> Iterator[PackFlaw]:
    keys: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, item in enumerate(items):
        right = item.item.keys if item.item.kind is not Kind.TRUE_FALSE else ()
        if len(right) == 1:
            key = tuple(words(right[0].text))
            if len(key) <= key_given_away._MAX_KEY_WORDS and content_of(key) and not all(map(str.isdigit, key)):
                keys[key].append(at)
    lengths: dict[str, set[int]] = defaultdict(set)
    for key in keys:
        lengths[key[0]].add(len(key))
    for giver, item in enumerate(items):
        stem = words(item.stem)
        if lengths.keys().isdisjoint(stem):
            continue
        for start, word in enumerate(stem):
            for length in sorted(lengths.get(word, ())):
                for at in keys.get(tuple(stem[start : start + length]), ()):
                    if at != giver and key_given_away._is_related(items[at], item, threshold):
                        text = items[at].item.keys[0].text
                        yield PackFlaw(f"its question contains '{text}', the right answer to", giver, at)


def same_stems(items: Sequence[LintItem], threshold: float) -> Iterator[PackFlaw]:
    seen: dict[tuple[str, ...], int] = {}
    by_key: dict[str, list[int]] = defaultdict(list)
    for at, item in enumerate(items):
        first = seen.setdefault(same_stem._stem_key(item), at)
        if first != at:
            yield PackFlaw("it asks the same as", at, first)
        elif item.item.kind is not Kind.TRUE_FALSE and len(right := item.item.keys) == 1:
            by_key[" ".join(words(right[0].text))].append(at)
    for key, group in by_key.items():
        if not key or not 1 < len(group) <= same_stem._MAX_GROUP:
            continue
        for rank, at in enumerate(group):
            first = next((other for other in group[:rank] if _similarity(items[other], items[at]) >= threshold), at)
            if first != at:
                yield PackFlaw("it asks nearly the same, with the same right answer, as", at, first)


def _similarity(one: LintItem, other: LintItem) -> float:
    """Return the share of content words that two stems have in common, 0 to 1; 0 if their numbers differ."""
    both, either = one.stem_content & other.stem_content, one.stem_content | other.stem_content
    if one.item.fact and one.item.fact == other.item.fact:
        return 0.0  # siblings are never shown together
    if len(both) < same_stem._MIN_SHARED or any(any(map(str.isdigit, word)) for word in either - both):
        return 0.0
    return len(both) / len(either)


def position(items: Sequence[LintItem], threshold: float) -> Iterator[PackFlaw]:
    fixed = [item.item for item in items if item.is_choice and not item.is_shuffled and len(item.item.keys) == 1]
    if not fixed:
        return
    for at in range(max(len(item.options) for item in fixed)):
        long_enough = [item for item in fixed if len(item.options) > at]
        hits = [item.options[at].key for item in long_enough]
        if key_habits.is_habit(hits, [1 / len(item.options) for item in long_enough], threshold):
            yield PackFlaw(
                f"in {sum(hits)} of {len(hits)} questions with a fixed order option {at + 1} is right; "
                "use 'distractors', which are shuffled, or move some right options"
            )


def abbreviations(items: Sequence[LintItem], _: float) -> Iterator[PackFlaw]:
    texts = [
        (at, text)
        for at, item in enumerate(items)
        for text in (item.stem, *(option.text for option in item.item.options), item.item.explanation)
    ]
    initials = {found for _, text in texts for found in _initials(text)}
    seen: set[str] = set()
    for at, item in enumerate(items):
        if item.stem.isupper():
            continue
        for found in undefined_abbreviation._ABBREVIATION.findall(item.stem):
            short = found.removesuffix("s")
            if (
                short in seen
                or short in undefined_abbreviation._COMMON
                or short.casefold() in TRADE_WORDS
                or short.casefold() in initials
            ):
                continue
            seen.add(short)
            yield PackFlaw(f"'{short}' is never spelled out in this pack; write it out once, followed by ({short})", at)


def _initials(text: str) -> Iterator[str]:
    """Yield the first letters of every run of two to six words, with and without words of up to three letters."""
    found = re.findall(r"[^\W\d_]+", text)
    for kept in (found, [word for word in found if len(word) > 3]):
        letters = "".join(word[0] for word in kept).casefold()
        for start in range(len(letters)):
            for length in range(2, 7):
                if start + length <= len(letters):
                    yield letters[start : start + length]


def unfinished(items: Sequence[LintItem], _: float) -> Iterator[PackFlaw]:
    number, unclosed = 0, []
    for at, item in enumerate(items):
        for option, key, text in unfinished_text._texts(item):
            number += 1
            if not unfinished_text._CLOSED.search(text[-unfinished_text._TAIL :]):
                unclosed.append((at, option, key, text))
    closes = number > unfinished_text._MIN_TEXTS and number - len(unclosed) >= unfinished_text._MIN_CLOSED * number
    for at, option, key, text in unclosed:
        end = unfinished_text._broken_end(text, closes)
        if end:
            yield PackFlaw(
                f"the {key} breaks off at '{end}'; complete it (in a list on one line, a text that contains a "
                "comma needs quotes)",
                at,
                option=option,
                key=key,
            )


def unread(items: Sequence[LintItem], threshold: float) -> Iterator[PackFlaw]:
    return unread_markup.find_in_pack(list(map(unread_markup.see, items)), items, threshold)


def lengths(items: Sequence[LintItem], threshold: float) -> Iterator[PackFlaw]:
    asked = [item for item in items if len(item.keys) == 1 and len(item.distractors) > 1]
    for extreme, name, other in ((max, "longest", "longer"), (min, "shortest", "shorter")):
        ends = [extreme(len(part.text) for part in item.parts) for item in asked]
        hits = [
            len(item.keys[0].text) == end and all(len(part.text) != end for part in item.distractors)
            for item, end in zip(asked, ends, strict=True)
        ]
        if key_habits.is_habit(hits, [1 / len(item.parts) for item in asked], threshold):
            yield PackFlaw(
                f"in {sum(hits)} of {len(hits)} questions the right option is the {name}; "
                f"write some {other} wrong options"
            )


def middle(items: Sequence[LintItem], threshold: float) -> Iterator[PackFlaw]:
    return key_habits.find_middle(list(map(key_habits.rank, items)), items, threshold)  # type: ignore[arg-type]


PLAIN: dict[str, Callable[[Sequence[LintItem], float], Iterator[PackFlaw]]] = {
    "same-stem": same_stems, "key-given-away": given_away, "key-position": position, "key-length": lengths,
    "key-middle": middle, "undefined-abbreviation": abbreviations, "unfinished-text": unfinished,
    "unread-markup": unread,
}  # fmt: skip
