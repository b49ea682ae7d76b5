"""Collects the items that a reader finds in a file into a pack.

Readers pass items as the file has them. The collector fits them to what a pack can hold, gives them ids, and records
everything that is skipped or lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain

from zgcquiz.core.markup.items import marked_item
from zgcquiz.core.markup.media import media_of
from zgcquiz.core.packs.exchange_reports import Skipped
from zgcquiz.core.packs.meta_options import may_any_speak_of_others, speaks_of_others
from zgcquiz.core.packs.option_labels import may_any_be_labelled, may_be_labelled
from zgcquiz.core.packs.pack import (
    MARKDOWN,
    MAX_CHARACTERS,
    MAX_ENTRIES,
    MAX_LINE,
    Item,
    Kind,
    Option,
    Pack,
    PackInfo,
    Section,
    Source,
)
from zgcquiz.core.value import replace
from zgcquiz.formats.errors import UnusableError, bad_file, brief
from zgcquiz.formats.exchange.contract import PLAIN, Converted, ExchangeOptions, Losses
from zgcquiz.formats.exchange.item_fitter import EXCERPT, ItemFitter
from zgcquiz.formats.exchange.option_order import note_of
from zgcquiz.formats.exchange.readable import (
    has_plain_characters,
    is_plain,
    numbers_in_language,
    one_line,
    readable_info,
    readable_item,
    size_of,
    trimmed,
    with_language,
)
from zgcquiz.formats.limits import MAX_QUESTIONS, MAX_TEXT
from zgcquiz.formats.markup.formatted_texts import FormattedTexts
from zgcquiz.formats.markup.media_files import MediaFiles
from zgcquiz.formats.native.values import is_date, is_inside
from zgcquiz.formats.shared.identifiers import Taken, is_slug, item_id, item_ids, pack_id, title_of
from zgcquiz.formats.untrusted.decoding import read_text
from zgcquiz.formats.untrusted.legacy_encodings import doubt_of_named

_MAX_STEM, _MAX_OPTION = MAX_CHARACTERS["question"], MAX_CHARACTERS["options"]
_MAX_NOTES, _LONGEST_NOTE = 100, 300
_SPLIT = "Split it into parts."


class Collector:
    """Collects the items of one file.

    name: what to call the file; keeps_numbers: numbers are kept as typed, to be read in the pack's language. Otherwise
    they are parsed without a language and rewritten in the pack's own.
    """

    def __init__(self, name: str, options: ExchangeOptions, *, keeps_numbers: bool = False) -> None:
        self.name = name
        self.options = options
        self._keeps_numbers = keeps_numbers
        self._found: list[Item] = []
        self._size = 0
        self._named = bytearray()
        """For each item, 1 if its id was already made from its text, 0 if it is the source's own or missing."""
        self._skipped: list[Skipped] = []
        self._losses = Losses()
        self._notes: dict[str, None] = {}
        self.media = MediaFiles()
        self._formatting: dict[int, dict[str, str]] = {}
        """The Markdown of formatted texts, by the place of their item and by text."""
        self._more_notes = 0
        self._fitter = ItemFitter(self.lose, self.note, keeps_numbers=keeps_numbers)

    def losses(self) -> Losses:
        """Return where a reader records what it loses of a question, and reads its texts."""
        return Losses(FormattedTexts(self.media if self.options.markup else None))

    def set_markup(self, name: str) -> None:
        """Keep no formatting if the file, an export of ours, says that its texts are plain. name: "" if it doesn't."""
        if name == PLAIN:
            self.options = replace(self.options, markup=False)

    def check_count(self, count: int) -> None:
        """Raise ZgcError if a file has more than MAX_QUESTIONS questions."""
        if count > MAX_QUESTIONS:
            raise bad_file(self.name, f"it has more than {MAX_QUESTIONS:,} questions", hint=_SPLIT)

    def skip(self, line: int, reason: str, text: str = "", inside: str = "") -> None:
        """Record a question that is left out, with the reason.

        line: where it starts, from 1, or 0 if unknown; inside: the file in a package, if any.
        """
        self.check_count(len(self._found) + len(self._skipped) + 1)
        excerpt = " ".join(text.split())
        excerpt = excerpt if len(excerpt) <= EXCERPT else excerpt[: EXCERPT - 3] + "..."
        self._skipped.append(Skipped(line, brief(reason, _LONGEST_NOTE), excerpt, inside))

    @property
    def has_skipped(self) -> bool:
        return bool(self._skipped)

    def lose(self, field: str, why: str = "", count: int = 1) -> None:
        """Count a part of the file, or of the question that is being added, that a pack cannot hold."""
        self._losses.add(field, why, count)

    def lose_of_last(self, field: str, why: str = "", count: int = 1) -> None:
        """Count a part of the question that was added last that a pack cannot hold."""
        self._losses.of(len(self._found) - 1)
        self._losses.add(field, why, count)
        self._losses.of(None)

    def decode(self, data: bytes, most: int | None = None) -> str:
        """Return the file's text, and note how it was decoded. Raise ZgcError if it is not text.

        most: bytes that it may have, if not the usual limit.
        """
        decoded = read_text(data, self.name, most)
        self.note(decoded.note or doubt_of_named(decoded.text, self.options.encoding))
        return decoded.text

    def note(self, text: str) -> None:
        """Add a note about the file as a whole, once."""
        if text and len(self._notes) < _MAX_NOTES:
            self._notes[brief(text, _LONGEST_NOTE)] = None
        elif text and text not in self._notes:
            self._more_notes += 1

    def add(
        self, item: Item, line: int = 0, inside: str = "", losses: Losses | None = None, *, in_order: bool = True
    ) -> bool:
        """Add an item, or record why it is skipped; return whether it was added.

        Its `id` is the source's own, or "" to make one from the text. The item is cleaned up: texts are trimmed, labels
        removed, repeated and empty options dropped, limits enforced. losses: what its reader lost of it, counted only
        if it is added, and the texts that it read. in_order: its options are in their author's order; False if the file
        lists right and wrong ones separately.
        """
        self.check_count(len(self._found) + len(self._skipped) + 1)
        before, self._losses = self._losses, losses or Losses()
        try:
            item = trimmed(item)
            size = size_of(item)
            fitted = self._fitter.fit(item, in_order, partial(self._losses.texts.referring, item))
        except UnusableError as error:
            self._losses = before
            self.skip(line, str(error), item.stem, inside)
            return False
        fitted = readable_item(fitted, self.lose)
        if formatting := self._losses.texts.resolve(fitted, self.lose):
            self._formatting[len(self._found)] = formatting
        before.of(len(self._found))
        before.merge(self._losses)
        before.of(None)
        self._losses = before
        self._count(size)
        self._take(fitted)
        return True

    def add_pool(self, stem: str, key: str, wrong: Sequence[str], line: int = 0) -> bool:
        """Add a question that has just one right answer and a pool of wrong ones.

        Like `add`, but faster for clean texts: large files consist of such questions.
        """
        options = (Option(key, True), *map(Option, wrong))
        item = Item("", Kind.SINGLE, stem, options, True)
        texts = [key, *wrong]
        distinct = {*texts}
        sound = wrong and stem and "" not in distinct and len(distinct) == len(texts) and is_plain([stem, *texts])
        sound = sound and len(stem) <= _MAX_STEM and len(texts) <= MAX_ENTRIES and max(map(len, texts)) <= _MAX_OPTION
        if not sound or may_be_labelled(key) or speaks_of_others(texts):
            return self.add(item, line, in_order=False)
        if len(self._found) >= MAX_QUESTIONS:
            self.check_count(len(self._found) + 1)
        self._take(item)
        return True

    def add_pools(self, pools: Sequence[Sequence[str]]) -> bool:
        """Add questions like `add_pool`, if joint checks of all their texts find nothing that needs cleaning up.

        pools: for each question its stem, its right answer and at least one wrong answer, all trimmed. Return whether
        all were added; otherwise none is.
        """
        options = [*chain.from_iterable([texts[1:] for texts in pools])]
        stems, keys = [texts[0] for texts in pools], [texts[1] for texts in pools]
        if (
            "" in stems
            or "" in options
            or max(map(len, stems)) > _MAX_STEM
            or max(map(len, options)) > _MAX_OPTION
            or max(map(len, pools)) > MAX_ENTRIES
            or not has_plain_characters("|".join([*stems, *options]))
            or any(len({*texts[1:]}) < len(texts) - 1 for texts in pools)
            or may_any_be_labelled(keys)
            or may_any_speak_of_others(options)
            or len(self._found) + len(pools) > MAX_QUESTIONS
        ):
            return False
        kind = Kind.SINGLE
        self._found += [
            Item(id, kind, stem, (Option(key, True), *map(Option, wrong)), True)
            for id, (stem, key, *wrong) in zip(item_ids(stems), pools, strict=True)
        ]
        self._named += b"\1" * len(pools)
        return True

    def _take(self, item: Item) -> None:
        self._found.append(item)
        self._named.append(0)

    def result(self, title: str = "", info: PackInfo | None = None, sections: Sequence[str] = ()) -> Converted:
        """Return the collected items as a pack, grouped by section.

        title: the file's own; info: its other metadata on the pack; sections: of the items in the order in which they
        were added, if they are known only now.
        """
        if self.options.distractors:
            self._draw_distractors()
        info = readable_info(info, self.lose) if info else None
        title = one_line(title or (info.title if info else ""))
        if len(title) > MAX_LINE:
            self.lose("title", "it is too long for a pack")
            title = ""
        title = title or title_of(self.name)
        info = replace(info, sources=tuple(self._sound(info.sources))) if info else None
        items = self._with_ids()
        self._losses.name([item.id for item in items])
        if sections:
            items = [self._in_section(item, name) for item, name in zip(items, map(one_line, sections), strict=True)]
        items = self._consistent(items, info or PackInfo("", ""))
        info = with_language(info, items, self.note, keeps_numbers=self._keeps_numbers)
        if info and info.language and not self._keeps_numbers:
            items = [numbers_in_language(item, "", info.language) for item in items]
        if self._formatting or any(item.markup for item in items):
            items = list(self._marked(items))
            info = replace(info or PackInfo("", ""), markup=MARKDOWN)
        used = dict.fromkeys(item.section for item in items if item.section)
        known = {section.title: section.text for section in info.sections} if info else {}
        titles = [title for title in known if title in used or known[title]]
        titles += [title for title in used if title not in known]
        ranks = {"": -1} | {title: rank for rank, title in enumerate(titles)}
        items.sort(key=lambda item: ranks[item.section])
        about = replace(
            info or PackInfo("", ""),
            id=self.options.id or _usable(info.id if info else "") or self.options.default_id or pack_id(title),
            title=title,
            sections=tuple(Section(title, known.get(title, "")) for title in titles),
        )
        return Converted(
            pack=Pack(about, tuple(items)) if items else None,
            skipped=tuple(sorted(self._skipped, key=lambda each: (each.inside, each.line))),
            lost=self._losses.all(),
            notes=self._all_notes(),
            media=self.media.contents(media_of(items)),
        )

    def _all_notes(self) -> tuple[str, ...]:
        more = (f"and {self._more_notes:,} more like these",) if self._more_notes else ()
        return (*self._notes, *more, *(note_of(what, count) for what, count in self._fitter.changes.items()))

    def _in_section(self, item: Item, section: str) -> Item:
        """Return an item with its section. Raise ZgcError if there are too many characters with all of them."""
        if len(section) > MAX_LINE:
            self._losses.of(item.id)
            self.lose("section", "it is too long for a pack")
            self._losses.of(None)
            section = ""
        self._count(len(section))
        return replace(item, section=section) if section else item

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > MAX_TEXT:
            raise bad_file(self.name, f"its questions have more than {MAX_TEXT:,} characters", hint=_SPLIT)

    def _marked(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield items with their formatting, without those that are too long with it."""
        for at, item in enumerate(items):
            marked = marked_item(item, self._formatting.get(at, {}))
            try:
                size_of(marked)
            except UnusableError as error:
                self.skip(0, str(error), item.stem)
            else:
                yield marked

    def _draw_distractors(self) -> None:
        """Turn typed items into single choice if enough others have similar answers."""
        from zgcquiz.core.authoring.distractors import distractors_for

        places = [at for at, item in enumerate(self._found) if item.kind is Kind.TYPED]
        typed = 0
        for at, texts in zip(places, distractors_for(self._found[at] for at in places), strict=True):
            if texts is None:
                typed += 1
            else:
                item = self._found[at]
                options = (*item.options, *map(Option, texts))
                self._found[at] = replace(item, kind=Kind.SINGLE, options=options, drawn=True)
        if typed:
            stay = "1 question stays" if typed == 1 else f"{typed:,} questions stay"
            self.note(f"{stay} typed: there are fewer than three like answers")

    def _with_ids(self) -> list[Item]:
        """Return the items with unique ids; the source's own ids take precedence."""
        found = zip(self._found, self._named, strict=True)
        ids = [item.id if named else item_id(item.id, item.stem) for item, named in found]
        if len({*ids}) < len(ids):
            self._make_unique(ids)
        return [item if item.id == id else replace(item, id=id) for item, id in zip(self._found, ids, strict=True)]

    def _make_unique(self, ids: list[str]) -> None:
        """Replace ids that occur more than once, in place."""
        taken = Taken()
        own = [at for at, item in enumerate(self._found) if item.id and not self._named[at]]
        others = sorted({*range(len(ids))}.difference(own))
        for at in (*own, *others):
            item = self._found[at]
            keys = sorted(option.text for option in item.options if option.key) if ids[at] in taken else ()
            ids[at] = taken.claim(ids[at], item.stem, *keys)

    def _sound(self, sources: Iterable[Source]) -> Iterator[Source]:
        """Yield the valid sources, without invalid dates and files outside the pack's folder."""
        seen: set[str] = set()
        for source in sources:
            published, file = source.published, source.file
            if not (is_slug(source.id) and source.title.strip()) or source.id in seen:
                self.lose("source", "it has no name of its own that a pack takes, or no title")
                continue
            seen.add(source.id)
            if published and not is_date(published):
                self.lose("published", "no date such as 2017, 2017-06 or 2017-06-30")
                published = ""
            if not is_inside(file):
                self.lose("file", "of a source: it is not in the pack's own folder")
                file = ""
            yield replace(source, published=published, file=file)

    def _consistent(self, items: list[Item], info: PackInfo) -> list[Item]:
        """Return the items without dangling references."""
        ids = {item.id for item in items}
        sources = {source.id for source in info.sources}
        former: set[str] = set()
        found = [self._without_strays(item, ids, sources, former) for item in items]
        self._losses.of(None)
        return found

    def _without_strays(self, item: Item, ids: set[str], sources: set[str], former: set[str]) -> Item:
        self._losses.of(item.id)
        if item.source and item.source.source not in sources:
            self.lose("source", "the file doesn't say what it is")
            item = replace(item, source=None)
        if item.superseded_by and (item.superseded_by not in ids or item.superseded_by == item.id):
            self.lose("superseded_by", "there is no such question")
            item = replace(item, superseded_by="")
        if item.formerly:
            kept = tuple(
                id for id in dict.fromkeys(item.formerly) if id not in ids and id not in former and is_slug(id)
            )
            self.lose("formerly", "an id that is taken, or none", len(item.formerly) - len(kept))
            former.update(kept)
            item = replace(item, formerly=kept)
        return item


def _usable(id: str) -> str:
    """Return a file's id for the pack, adapted if it is not a valid one (it becomes a file name)."""
    from zgcquiz.formats.native.reader import PACK_ID

    return id if not id or PACK_ID.fullmatch(id) else pack_id(id)
