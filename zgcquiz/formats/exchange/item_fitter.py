"""Fits an imported item to what a pack can hold: the options of a choice, or the answer that is typed."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

from zgcquiz.core.markup.shown_form import shown_form
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.option_sampling import MAX_OPTIONS, count_shown
from zgcquiz.core.value import replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.option_order import OrderChange, in_place
from zgcquiz.formats.exchange.readable import Lose, is_plain
from zgcquiz.formats.native.values import canonical_option, is_date

EXCERPT = 60
"""Characters of a text that a report quotes."""
_MEDIUM = re.compile(r"\[(?:image|media|sound)\b")


class ItemFitter:
    """Fits the items of one file. changes: how many questions had their options changed, by the change."""

    def __init__(self, lose: Lose, note: Callable[[str], None], *, keeps_numbers: bool) -> None:
        self._lose = lose
        self._note = note
        self._keeps_numbers = keeps_numbers
        self.changes: Counter[OrderChange] = Counter()

    def fit(self, item: Item, in_order: bool, refer: Callable[[str], str]) -> Item:
        """Return a trimmed item as a pack can hold it. Raise UnusableError if that is impossible.

        in_order, refer: as for `in_place`.
        """
        if not item.stem:
            raise UnusableError("the question has no text")
        if item.source:
            section = item.section or item.source.section
            item = replace(item, section=section, source=replace(item.source, section=item.source.section or section))
        if item.as_of or item.valid_until:
            item = self._dated(item)
        if item.kind is Kind.TRUE_FALSE:
            return self._true_false(item)
        if item.kind.is_choice:
            return self._choice(item, in_order, refer)
        return self._written(item)

    def _dated(self, item: Item) -> Item:
        for key in ("as_of", "valid_until"):
            value = getattr(item, key)
            if value and not is_date(value):
                self._lose(key, "no date such as 2017, 2017-06 or 2017-06-30")
                item = replace(item, **{key: ""})
        return item

    def _true_false(self, item: Item) -> Item:
        """Return a true/false item; the first feedback, of the wrong answer if it has any, becomes the explanation."""
        truth = next((option.key for option in item.options if option.text == "true"), None)
        if truth is None or sum(option.key for option in item.options) != 1:
            raise UnusableError("it does not say if it is true or false")
        feedback = [
            option.feedback for option in sorted(item.options, key=lambda option: option.key) if option.feedback
        ]
        explanation = item.explanation or (feedback.pop(0) if feedback else "")
        self._lose("feedback", "true/false questions take an explanation only", len(feedback))
        options = (Option("true", key=truth), Option("false", key=not truth))
        return replace(item, options=options, drawn=False, explanation=explanation)

    def _choice(self, item: Item, in_order: bool, refer: Callable[[str], str]) -> Item:
        options = self._distinct(item.options, item.markup)
        if sum(option.key for option in options) > 1 and item.kind is Kind.SINGLE:
            item = replace(item, kind=Kind.MULTIPLE)
            self._lose("any one of several right options", "all of them must be picked here")
        if not any(option.key for option in options):
            raise UnusableError("no option is marked as right")
        if len(options) < 2:
            raise UnusableError("it has one option only")
        placed = in_place(item, options, in_order, refer)
        item, options = placed.item, list(placed.options)
        if OrderChange.LABELS in placed.changes:
            truth = true_or_false(replace(item, options=placed.options))
            if truth.kind is Kind.TRUE_FALSE:
                self.changes.update(placed.changes)
                return self._true_false(truth)
        keys = [option for option in options if option.key]
        distractors = [option for option in options if not option.key]
        drawn = item.drawn and bool(distractors)
        if not drawn and len(options) > MAX_OPTIONS and distractors:
            drawn = True
            self._lose("fixed order", f"at most {MAX_OPTIONS} options can be shown, so distractors are drawn")
        shown = count_shown(len(keys), len(distractors), sum(option.pinned for option in distractors))
        if (shown if drawn else len(options)) > MAX_OPTIONS:
            raise UnusableError(f"it has {len(keys)} right options, more than can be shown")
        self.changes.update(placed.changes)
        if placed.unknown:
            self._lose("order", placed.unknown)
        kept = (*keys, *distractors) if drawn else tuple(options)
        if drawn is item.drawn and kept == item.options:
            return item
        return replace(item, drawn=drawn, options=kept)

    def _distinct(self, options: Sequence[Option], markup: bool) -> list[Option]:
        texts = [option.text for option in options]
        folded = texts if is_plain(texts) else map(canonical_option, texts)
        if all(texts) and len(set(folded)) == len(texts):
            return list(options)
        found: dict[tuple[str, ...], Option] = {}
        for option in options:
            if not option.text:
                if option.key:
                    raise UnusableError("its right option has no text")
                self._lose("empty options")
                continue
            other = found.setdefault(shown_form(option.text, markup=markup), option)
            if other is not option:
                if other.key is not option.key:
                    raise UnusableError(_both(option.text[:EXCERPT]))
                self._lose("repeated options")
        return list(found.values())

    def _written(self, item: Item) -> Item:
        """Return a typed or numeric item: one key on one line, no distractors."""
        key = next((option for option in item.options if option.key and option.text), None)
        if key is None:
            raise UnusableError("it has no answer")
        key = replace(key, text=" ".join(key.text.split()))
        if item.kind is Kind.NUMERIC:
            item, key = self._with_number(item, key)
            if not 0 <= item.tolerance < math.inf:
                raise UnusableError(f"its tolerance {item.tolerance} is no number from 0")
        if key.feedback:
            if item.explanation and item.explanation != key.feedback:
                self._lose("feedback", "typed answers take an explanation only")
            item = replace(item, explanation=item.explanation or key.feedback)
        accept = dict.fromkeys(
            text for text in item.accept if text and canonical_option(text) != canonical_option(key.text)
        )
        return replace(item, options=(Option(key.text, key=True),), drawn=False, accept=tuple(accept))

    def _with_number(self, item: Item, key: Option) -> tuple[Item, Option]:
        """Return a numeric item and its key, with a unit in the key moved to the item. Raise UnusableError."""
        from zgcquiz.core.text.numbers import read_number, split_unit
        from zgcquiz.core.text.units import same_unit

        if read_number(key.text) is None:
            number, unit = split_unit(key.text)
            if number and (not item.unit or same_unit(unit, item.unit)):
                item, key = replace(item, unit=item.unit or unit), replace(key, text=number)
        return item, replace(key, text=self._number(key.text))

    def _number(self, text: str) -> str:
        """Return a number as a pack holds it. Raise UnusableError if it is not one."""
        from zgcquiz.core.text.number_writing import plain_number
        from zgcquiz.core.text.numbers import ambiguous

        number = plain_number(text)
        if not number:
            raise UnusableError(f"its answer '{text[:EXCERPT]}' is no number")
        if self._keeps_numbers:
            return text
        if ambiguous(text):
            self._note(f"'{text}' was read as {number}")
        return number


def _both(text: str) -> str:
    """Return what is wrong with an option that is right and wrong; names of images may stand for several of them."""
    if _MEDIUM.search(text):
        return f"a right and a wrong option can't be told apart: '{text}'"
    return f"the option '{text}' is both right and wrong"


def true_or_false(item: Item) -> Item:
    """Return a choice between just True and False as a true/false question; any other item unchanged."""
    texts = {option.text.strip().casefold(): option for option in item.options}
    if item.kind is not Kind.SINGLE or len(item.options) != 2 or set(texts) != {"true", "false"}:
        return item
    options = tuple(replace(texts[text], text=text) for text in ("true", "false"))
    return replace(item, kind=Kind.TRUE_FALSE, options=options, drawn=False)
