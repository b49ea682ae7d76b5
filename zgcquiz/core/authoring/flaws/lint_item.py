"""An item prepared for the flaw rules, so that each text is analysed once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

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
        self.number: Number | None = number_in(self.text)
        self.word_count = self.text.count(" ") + 1

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
        self.remarks: tuple[Remark, ...] = ()
        self.meta: tuple[Meta | None, ...] = ()
        self.parts: tuple[LintOption, ...] = ()
        if self.is_choice:
            self.remarks = remarks(self.stem, [option.text for option in item.options])
            self.meta = tuple(remark.meta for remark in self.remarks)
            options = enumerate(item.options)
            self.parts = tuple(LintOption(at, option) for at, option in options if self.meta[at] is None)
        self.keys = tuple(part for part in self.parts if part.key)
        self.distractors = tuple(part for part in self.parts if not part.key)

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
