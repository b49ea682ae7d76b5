"""Reduces a pack to what a format can hold, and reports what is lost.

Writers reduce first and then write everything that is left, so the report always matches the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import compress
from random import Random
from typing import overload

from zgcquiz.core.log.review import Review
from zgcquiz.core.markup.items import plain_item
from zgcquiz.core.markup.media import image_count
from zgcquiz.core.packs.exchange_reports import QUESTION, Lost
from zgcquiz.core.packs.pack import Item, Kind, Option, PackInfo, Section
from zgcquiz.core.rounds.option_sampling import arrange_options
from zgcquiz.core.value import Value, replace
from zgcquiz.formats import limits
from zgcquiz.formats.exchange.contract import ExchangeOptions, Format, Losses, PackContent, Written
from zgcquiz.formats.exchange.readable import size_of
from zgcquiz.formats.limits import ContentKind

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow (section 2.2)."""
_SPACED = re.compile(r"[ \t]{2}|\t|\n[ \t]|[ \t]\n")
_SPACES = re.compile(r"[ \t]+")
_LINE_SPACES = re.compile(r" ?\n ?")
_TABS = re.compile(r"(?m)^ *\t[ \t]*(?=[^ \t\n])")
"""Leading blanks that include a tab."""
_BLANK_LINE = re.compile(r"(?m)^[ \t]+$")

_BUILD = "to share the pack with its files: zgcquiz pack build"
NO_FILES = f"the file holds none, so their words are written; {_BUILD}"
ONLY_NAMES = f"the file holds none, only their names; {_BUILD}"
_PLAIN_FIELDS = ("explanation", "fact", "as_of", "valid_until", "superseded_by", "tags", "formerly", "allow")


def export(format: Format, pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    """Write a pack in a format that can be written, so that what the format's reader takes holds all of it.

    Raises ZgcError if the pack has more questions than that, and when pieces are taken that have more of anything else.
    """
    assert format.write is not None
    content = ContentKind.PACKAGE if format.binary else format.content
    if format.read is None or content is ContentKind.OTHER:
        return format.write(pack, options, reviews)
    if len(pack.items) > limits.MAX_QUESTIONS:
        raise limits.beyond(f"{limits.MAX_QUESTIONS:,} questions")
    if content is not ContentKind.TEXT:  # a text has at least a byte a character, and may have fewer of them
        pack = _BoundedItems(pack)
    written = format.write(pack, options, reviews)
    return Written(limits.bounded(written.chunks(), content), lambda: written.lost, written.parts)


class _BoundedItems(Sequence[Item]):
    """A pack whose items raise ZgcError as they are iterated if they have too many characters."""

    def __init__(self, pack: PackContent) -> None:
        self.info = pack.info
        self._items = pack.items

    @property
    def items(self) -> Sequence[Item]:
        return self

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Item]: ...
    def __getitem__(self, at: int | slice) -> Item | Sequence[Item]:
        return self._items[at]

    def __iter__(self) -> Iterator[Item]:
        left = limits.MAX_TEXT
        for item in self._items:
            left -= size_of(item)
            if left < 0:
                raise limits.beyond(f"{limits.MAX_TEXT:,} characters in its questions")
            yield item


class Capacity(Value, frozen=True):
    """What a format can hold.

    kinds: of items; fields: of items and packs, by name, and also: `feedback` and `pinned` of options, `order` (a fixed
    one), `pinned order` (a list that is shuffled except for its end), `choice accept` (of items with options), `number
    accept` (of numeric ones), `lines` (multi-line texts), `spaces` (runs of them), `title`, `study text`, `markup` (the
    writer translates it; otherwise what the texts say is written), `media` (images and sounds); xml: only characters
    that XML allows; tabs: lines may start with tabs, and blank lines may hold blanks; keeps_numbers: numbers may stay
    as typed, otherwise they are written in a machine-readable form; shuffles: programs that read it shuffle options, or
    the writer tells them to; otherwise those of a pool are listed shuffled, so that the key isn't always the first.
    """

    kinds: frozenset[Kind]
    fields: frozenset[str] = frozenset()
    xml: bool = False
    tabs: bool = True
    keeps_numbers: bool = False
    shuffles: bool = True


class Fitted:
    """A pack as a format can hold it. Its items are read and reduced each time that they are iterated.

    info: the pack's; its sections only if the format has study texts.
    """

    def __init__(self, pack: PackContent, capacity: Capacity, name: str, items: Iterable[Item]) -> None:
        self._pack = pack
        self._items = items
        self._cutter = _Cutter(capacity, name, pack.info.language)
        self._kept: bytearray | None = None
        self.info = _fit_info(pack.info, _Cutter(capacity, name, ""), None)

    def items(self) -> Iterator[Item]:
        """Yield the items that are left. The first time, what is lost is counted."""
        if self._kept is not None:
            again = _Cutter(self._cutter.capacity, self._cutter.name, self._cutter.language)
            for item in compress(self._items, self._kept):
                self.losses.of(item.id)
                yield again.item(item)
            self.losses.of(None)
            return
        cutter, kept, used = self._cutter, bytearray(), set()
        for item in self._items:
            takes = cutter.takes(item)
            kept.append(takes)
            if takes:
                fitted = cutter.item(item)
                used.add(fitted.section)
                yield fitted
        self.losses.of(None)
        _fit_info(self._pack.info, cutter, used)
        self._kept = kept

    @property
    def losses(self) -> Losses:
        """What is lost, also by the writer: of the item that was yielded last, unless the writer names another."""
        return self._cutter.losses

    def lost(self) -> tuple[Lost, ...]:
        """Return what is lost, once all items were iterated."""
        assert self._kept is not None
        return self.losses.all()


def fit(pack: PackContent, capacity: Capacity, name: str, items: Iterable[Item] | None = None) -> Fitted:
    """Reduce a pack to what a format can hold.

    name: of the format, for reasons; items: others than the pack's own, such as some of them. They can be iterated as
    often as the result's.
    """
    return Fitted(pack, capacity, name, pack.items if items is None else items)


def _fit_info(info: PackInfo, cutter: _Cutter, used: set[str] | None) -> PackInfo:
    """Return what a format can hold about a pack.

    used: the sections of its items: others are left out, unless the format has study texts; None: it is not known.
    """
    fields = cutter.fields
    for key in ("description", "language", "license", "sources", "check"):
        if getattr(info, key) and key not in fields:
            cutter.losses.add(key)
            info = replace(info, **{key: type(getattr(info, key))()})
        elif isinstance(getattr(info, key), str):
            info = replace(info, **{key: cutter.text(getattr(info, key))})
    if "title" not in fields:
        cutter.losses.add("title", "of the pack")
    if "study text" not in fields:
        cutter.losses.add("study text", "", sum(bool(section.text) for section in info.sections))
    if "section" not in fields:
        info = replace(info, sections=())
    sections = tuple(
        Section(cutter.line(section.title), cutter.text(section.text) if "study text" in fields else "")
        for section in info.sections
        if "study text" in fields or (used is not None and section.title in used)
    )
    if "markup" not in fields:
        info = replace(info, markup="")
    if "strict" not in fields:
        info = replace(info, strict=())  # each item has its own, and its loss is reported
    return replace(info, title=cutter.text(info.title), sections=sections)


def without_markup(item: Item, losses: Losses) -> Item:
    """Return an item with what its texts say, and count it if that changes any, and its images and sounds."""
    losses.add("images", NO_FILES, image_count(item))
    plain = plain_item(item)
    if item.markup and plain != replace(item, markup=False):
        losses.add("formatting", "texts are plain there: without bold letters, tables, and signs of formulas")
    return plain


def _is_tidy(item: Item) -> bool:
    """Return whether every format keeps the texts of an item: as most have, quickly.

    They have no blanks but single spaces between words, and only printable characters, which XML allows.
    """
    texts = [item.stem, item.explanation, item.section, *item.tags, *item.accept]
    for option in item.options:
        texts += (option.text, option.feedback)
    joined = " ".join(["", *filter(None, texts), ""])
    return joined.isprintable() and "  " not in joined and len(set(item.tags)) == len(item.tags)


def _differ_by_controls(item: Item) -> bool:
    """Return whether options would be equal without the characters that XML does not allow."""
    if not any(_NOT_XML.search(option.text) for option in item.options):
        return False
    return len({" ".join(_NOT_XML.sub("\ufffd", option.text).split()) for option in item.options}) < len(item.options)


class _Cutter:
    def __init__(self, capacity: Capacity, name: str, language: str) -> None:
        self.capacity = capacity
        self.language = language
        self.fields = capacity.fields
        self._dropped = [key for key in _PLAIN_FIELDS if key not in capacity.fields]
        self.name = name
        self.losses = Losses()

    def takes(self, item: Item) -> bool:
        self.losses.of(item.id)
        if item.kind not in self.capacity.kinds:
            self.losses.add(QUESTION, f"{self.name} does not support the kind {item.kind.value}")
            return False
        if self.capacity.xml and _differ_by_controls(item):
            self.losses.add(QUESTION, "two of its options differ only by control characters, which XML can't contain")
            return False
        return True

    def item(self, item: Item) -> Item:
        if item.markup and "markup" not in self.fields:
            item = without_markup(item, self.losses)
        elif item.markup and "media" not in self.fields:
            self.losses.add("images", NO_FILES, image_count(item))
        changes: dict[str, object] = {}
        for key in self._dropped:
            if value := getattr(item, key):
                self.losses.add(key)
                changes[key] = type(value)()
        if item.draft and "draft" not in self.fields:
            self.losses.add("draft", "the question looks like any other there")
            changes["draft"] = False
        if item.source and "source" not in self.fields:
            self.losses.add("source")
            changes["source"] = None
        if item.section and "section" not in self.fields:
            self.losses.add("section")
            changes["section"] = ""
        if changes:
            item = replace(item, **changes)
        return self._options(self._answer(item if _is_tidy(item) else self._texts(item)))

    def _answer(self, item: Item) -> Item:
        if item.accept:
            kind = item.kind
            if ("choice accept" if kind.is_choice else "number accept" if kind is Kind.NUMERIC else "accept") not in (
                self.fields
            ):
                self.losses.add("accept")
                item = replace(item, accept=())
        if item.strict and "strict" not in self.fields:
            self.losses.add("strict", "how strictly answers are compared there is up to the program")
            item = replace(item, strict=())
        if not item.recall and "recall" not in self.fields:
            self.losses.add("recall")
            item = replace(item, recall=True)
        if item.tolerance and "tolerance" not in self.fields:
            self.losses.add("tolerance")
            item = replace(item, tolerance=0.0)
        if item.unit and "unit" not in self.fields:
            self.losses.add("unit")
            item = replace(item, unit="")
        return item if self.capacity.keeps_numbers or item.kind is not Kind.NUMERIC else self._with_numbers(item)

    def _with_numbers(self, item: Item) -> Item:
        """Return a numeric item with its numbers in a machine-readable form."""
        from zgcquiz.core.text.number_writing import is_decimal, plain_number
        from zgcquiz.core.text.numbers import read_number

        key = item.keys[0].text
        value = read_number(key, self.language)
        if value is not None and not is_decimal(value):
            self.losses.add("fractions", "rounded to the nearest decimal that programs hold")
        accept = tuple(plain_number(text, self.language) or text for text in item.accept)
        return replace(item, options=(Option(plain_number(key, self.language) or key, True),), accept=accept)

    def _options(self, item: Item) -> Item:
        if not self.capacity.shuffles and item.kind is not Kind.TRUE_FALSE:
            item = replace(item, options=arrange_options(item, Random(item.id)))
        feedback = pinned = 0
        for option in item.options:
            feedback += option.feedback != ""
            pinned += option.pinned
        if feedback and "feedback" not in self.fields:
            self.losses.add("feedback", "", feedback)
            item = replace(
                item,
                options=tuple(replace(option, feedback="") if option.feedback else option for option in item.options),
            )
        if pinned and "pinned" not in self.fields:
            self.losses.add("pinned")
            item = replace(
                item,
                options=tuple(replace(option, pinned=False) if option.pinned else option for option in item.options),
            )
        in_order = not item.drawn and item.kind in (Kind.SINGLE, Kind.MULTIPLE)
        if in_order and ("pinned order" if pinned else "order") not in self.fields and item.distractors:
            self.losses.add("fixed order")
            item = replace(item, drawn=True)  # still as listed: they may name each other by letter, or be sorted
        return item

    def _texts(self, item: Item) -> Item:
        if item.markup:
            return self._marked_up(item)
        return replace(
            item,
            stem=self.text(item.stem),
            options=tuple(self._option(option, item.kind.is_choice) for option in item.options),
            explanation=self.text(item.explanation),
            section=self.line(item.section),
            tags=tuple(dict.fromkeys(self.line(tag) for tag in item.tags)),
            accept=tuple(self.line(text) for text in item.accept),
        )

    def _marked_up(self, item: Item) -> Item:
        """Return an item in whose texts lines and blanks are markup, which the writer translates."""
        cutter = _Cutter(replace(self.capacity, fields=self.fields | {"lines", "spaces"}, tabs=True), self.name, "")
        cutter.losses = self.losses
        return replace(
            item,
            stem=cutter.text(item.stem),
            options=tuple(
                cutter._option(option, True) if item.kind.is_choice else self._option(option, False)
                for option in item.options
            ),
            explanation=cutter.text(item.explanation),
            section=self.line(item.section),
            tags=tuple(dict.fromkeys(self.line(tag) for tag in item.tags)),
            accept=tuple(self.line(text) for text in item.accept),
        )

    def _option(self, option: Option, shown: bool) -> Option:
        text = self.text(option.text) if shown else self.line(option.text)
        return replace(option, text=text, feedback=self.text(option.feedback))

    def line(self, text: str) -> str:
        """Return a text of one line with single spaces."""
        text = self.text(text)
        line = " ".join(text.split())
        if line != text:
            self.losses.add("runs of spaces", "a text of one line has single ones")
        return line

    def text(self, text: str) -> str:
        """Return a text as the format can hold it."""
        if text and (text[0].isspace() or text[-1].isspace()):
            self.losses.add("outer blanks", "a text has none around it there")
            text = text.strip()
        if "\r" in text:
            self.losses.add("carriage returns", "lines end with a line feed there")
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if self.capacity.xml and _NOT_XML.search(text):
            self.losses.add("control characters", "XML can't contain them")
            text = _NOT_XML.sub("\ufffd", text)
        if "lines" not in self.fields and "\n" in text:
            self.losses.add("line ends", "the format keeps a text on one line")
            text = " ".join(text.split())
        if "spaces" not in self.fields and _SPACED.search(text):
            self.losses.add("runs of spaces", "they count as one there")
            text = _LINE_SPACES.sub("\n", _SPACES.sub(" ", text))
        if not self.capacity.tabs and ("\t" in text or "\n" in text):
            text = self._without_tabs(text)
        return text

    def _without_tabs(self, text: str) -> str:
        if _TABS.search(text):
            self.losses.add("tabs", "lines begin with spaces there")
            text = _TABS.sub(lambda match: match.group().expandtabs(4), text)
        if _BLANK_LINE.search(text):
            self.losses.add("runs of spaces", "a line of blanks is an empty line there")
            text = _BLANK_LINE.sub("", text)
        return text
