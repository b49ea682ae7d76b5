"""An item prepared for the flaw rules, so that each text is analysed once for all of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import overload

from zgcquiz.core.authoring.flaws.combinations import combinations_in
from zgcquiz.core.markup.items import plain_item, referring_text
from zgcquiz.core.packs.meta_options import Meta, Remark, may_any_speak_of_others, remarks
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.text.option_values import Number, may_have_number, number_in
from zgcquiz.core.text.words import content_stems, is_title, lead_in, lint_text, sentences, without_names


class LintOption:
    """An option that answers by itself. at: its position in the item's options."""

    def __init__(self, at: int, option: Option, text: str, may_be_number: bool = True) -> None:
        """text: the option's, in the form of `lint_text`; may_be_number: as `may_have_number` says of all options."""
        self.at = at
        self.may_be_number = may_be_number
        self.option = option
        self.key = option.key
        self.text = text

    @cached_property
    def number(self) -> Number | None:
        return number_in(self.text) if self.may_be_number else None

    @cached_property
    def word_count(self) -> int:
        return self.text.count(" ") + 1

    @cached_property
    def content(self) -> frozenset[str]:
        return content_stems(self.text)

    @cached_property
    def is_title(self) -> bool:
        return is_title(self.text)

    @cached_property
    def plain(self) -> str:
        """The text without quotations and names."""
        return without_names(self.text)


class LintItem:
    """An item prepared for the rules, which see what its texts say, without markup.

    source: the item as it was written; language: of its pack; has_markup: its texts were written with markup; remarks,
    meta: for each option, how it refers to others; the meta is None if it answers by itself; parts, keys, distractors:
    the options that answer by themselves, none if the item is not a choice; is_statement: it is a statement to be
    judged true or false.
    """

    def __init__(self, item: Item, language: str = "") -> None:
        self.language = language
        self.source = item
        self.has_markup = item.markup
        self.item = item = plain_item(item, distinct=False)
        self.stem = lint_text(item.stem)
        self.is_choice = item.kind in (Kind.SINGLE, Kind.MULTIPLE)
        self.is_statement = item.kind is Kind.TRUE_FALSE

    @cached_property
    def texts(self) -> list[str]:
        return [lint_text(option.text) for option in self.item.options]

    @cached_property
    def folded_texts(self) -> str:
        """The texts of all options in lower case, a line each, for a quick look."""
        return "\n".join(self.texts).casefold()

    @cached_property
    def _referring_texts(self) -> list[str]:
        """The texts of all options, so that code in them refers to none."""
        sources = [option.text for option in self.source.options]
        if not self.has_markup or not any("`" in source for source in sources):
            return self.texts
        return [lint_text(referring_text(source, self.source)) for source in sources]

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        if not self.is_choice:
            return ()
        texts = self._referring_texts
        whole = "".join(texts)
        if whole.isascii() and whole.isprintable() and not may_any_speak_of_others(texts):
            return (Remark(),) * len(texts)
        return remarks(self.stem, texts)

    @cached_property
    def meta(self) -> tuple[Meta | None, ...]:
        """What each option means about the others, by its letters and numbers or by its words."""
        if not self.is_choice:
            return ()
        texts = self._referring_texts
        whole = self.folded_texts if texts is self.texts else "\n".join(texts).casefold()
        return combinations_in(self.stem, texts, whole, [remark.meta for remark in self.remarks])

    @cached_property
    def parts(self) -> tuple[LintOption, ...]:
        if not self.is_choice:
            return ()
        options = zip(self.item.options, self.texts, self.meta, strict=True)
        numbers = may_have_number(self.folded_texts)
        return tuple(
            LintOption(at, option, text, numbers) for at, (option, text, meta) in enumerate(options) if meta is None
        )

    @cached_property
    def keys(self) -> tuple[LintOption, ...]:
        return tuple(part for part in self.parts if part.key)

    @cached_property
    def distractors(self) -> tuple[LintOption, ...]:
        return tuple(part for part in self.parts if not part.key)

    @cached_property
    def sentences(self) -> list[str]:
        """The sentences of the stem."""
        return sentences(self.stem)

    @cached_property
    def lead_in(self) -> str:
        return lead_in(self.sentences)

    @cached_property
    def lead_in_plain(self) -> str:
        """The lead-in without quotations and names."""
        return without_names(self.lead_in)

    @cached_property
    def claim(self) -> str:
        """The sentence of a true/false item that is to be judged: the last."""
        return (self.sentences or [""])[-1]

    @cached_property
    def stem_content(self) -> frozenset[str]:
        return content_stems(self.stem)

    @property
    def is_shuffled(self) -> bool:
        return self.is_choice and self.item.is_shuffled

    def metas(self, kind: Meta) -> Iterator[tuple[int, Option]]:
        for at, meta in enumerate(self.meta):
            if meta is kind:
                yield at, self.item.options[at]


class LintItems(Sequence[LintItem]):
    """The items that are asked, prepared for the rules whenever one is used: what all rules learn of it takes 10 KB.

    Left out are superseded items and drafts. positions: those of the items that `asked` has yielded, among all.
    """

    def __init__(self, items: Sequence[Item], language: str = "") -> None:
        self._items = items
        self._language = language
        self.positions = array("L")

    def asked(self) -> Iterator[LintItem]:
        """Yield all of them in order, once."""
        for at, item in enumerate(self._items):
            if not item.superseded_by and not item.draft:
                self.positions.append(at)
                yield LintItem(item, self._language)

    def __len__(self) -> int:
        return len(self.positions)

    @overload
    def __getitem__(self, at: int) -> LintItem: ...
    @overload
    def __getitem__(self, at: slice) -> list[LintItem]: ...
    def __getitem__(self, at: int | slice) -> LintItem | list[LintItem]:
        if isinstance(at, slice):
            return [self[each] for each in range(len(self))[at]]
        return LintItem(self._items[self.positions[at]], self._language)
