"""An item prepared for the flaw rules, so that each text is analysed once for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import overload

from zgcquiz.core.packs.meta_options import Meta, Remark, remarks
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.text.option_values import Number, number_in
from zgcquiz.core.text.words import content_stems, lead_in, lint_text, without_names


class LintOption:
    """An option that answers by itself. at: its position in the item's options."""

    def __init__(self, at: int, option: Option) -> None:
        self.at = at
        self.option = option
        self.key = option.key
        self.text = lint_text(option.text)

    @cached_property
    def number(self) -> Number | None:
        return number_in(self.text)

    @cached_property
    def word_count(self) -> int:
        return self.text.count(" ") + 1

    @cached_property
    def content(self) -> frozenset[str]:
        return content_stems(self.text)

    @cached_property
    def plain(self) -> str:
        """The text without quotations and names."""
        return without_names(self.text)


class LintItem:
    """An item prepared for the rules.

    remarks, meta: for each option, how it refers to others; the meta is None if it answers by itself; parts, keys,
    distractors: the options that answer by themselves, none if the item is not a choice.
    """

    def __init__(self, item: Item) -> None:
        self.item = item
        self.stem = lint_text(item.stem)
        self.is_choice = item.kind in (Kind.SINGLE, Kind.MULTIPLE)

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        return remarks(self.stem, [option.text for option in self.item.options]) if self.is_choice else ()

    @cached_property
    def meta(self) -> tuple[Meta | None, ...]:
        return tuple(remark.meta for remark in self.remarks)

    @cached_property
    def parts(self) -> tuple[LintOption, ...]:
        options = zip(self.item.options, self.meta, strict=False)  # there are no metas unless it is a choice
        return tuple(LintOption(at, option) for at, (option, meta) in enumerate(options) if meta is None)

    @cached_property
    def keys(self) -> tuple[LintOption, ...]:
        return tuple(part for part in self.parts if part.key)

    @cached_property
    def distractors(self) -> tuple[LintOption, ...]:
        return tuple(part for part in self.parts if not part.key)

    @cached_property
    def lead_in(self) -> str:
        return lead_in(self.stem)

    @cached_property
    def lead_in_plain(self) -> str:
        """The lead-in without quotations and names."""
        return without_names(self.lead_in)

    @cached_property
    def stem_content(self) -> frozenset[str]:
        return content_stems(self.stem)

    @property
    def is_shuffled(self) -> bool:
        item = self.item
        return self.is_choice and (item.drawn or any(option.pinned for option in item.options))

    def metas(self, kind: Meta) -> Iterator[tuple[int, Option]]:
        for at, meta in enumerate(self.meta):
            if meta is kind:
                yield at, self.item.options[at]


class LintItems(Sequence[LintItem]):
    """Items prepared for the rules, each of them whenever it is used: what all rules learn of an item takes 10 KB."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> LintItem: ...
    @overload
    def __getitem__(self, at: slice) -> list[LintItem]: ...
    def __getitem__(self, at: int | slice) -> LintItem | list[LintItem]:
        return [LintItem(item) for item in self._items[at]] if isinstance(at, slice) else LintItem(self._items[at])
