"""From what a reader finds in a file to a pack that can be played.

Readers hand over items as the file has them; here they are held to what a pack may hold, get ids,
and whatever has no place is put on the account.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.exchange_reports import Skipped
from zgcquiz.core.packs.meta_options import may_any_speak_of_others, speaks_of_others
from zgcquiz.core.packs.option_labels import may_any_be_labelled, may_be_labelled
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo, Section, Source
from zgcquiz.core.rounds.option_sampling import MAX_OPTIONS, count_shown
from zgcquiz.core.value import replace
from zgcquiz.formats.errors import bad_file
from zgcquiz.formats.exchange.contract import Converted, ExchangeOptions, Losses
from zgcquiz.formats.exchange.option_order import OrderChange, in_place, note_of
from zgcquiz.formats.exchange.readable import (
    has_plain_characters,
    is_plain,
    one_line,
    readable_info,
    readable_item,
    trimmed,
)
from zgcquiz.formats.native.values import canonical_option, is_date, is_inside
from zgcquiz.formats.shared.identifiers import Taken, is_slug, item_id, item_ids, pack_id, title_of

MAX_QUESTIONS = 1_000_000
"""Questions of one file, those included that are skipped. Nobody has that many; a file made to fill memory has."""
_EXCERPT = 60
"""Characters of a skipped question that the report shows."""


class _UnfitError(Exception):
    """An item that no pack can hold; says why."""


class Collector:
    """Collects the items of one file.

    name: what to call the file; keeps_numbers: they stand in it as an author typed them, to be read by the pack's
    language; otherwise they are read without one, and written as that language has them.
    """

    def __init__(self, name: str, options: ExchangeOptions, *, keeps_numbers: bool = False) -> None:
        self.name = name
        self.options = options
        self._keeps_numbers = keeps_numbers
        self._found: list[Item] = []
        self._named = bytearray()
        """Of each item found, 1 where its id is made from its text already, 0 where it is the source's own or none."""
        self._skipped: list[Skipped] = []
        self._losses = Losses()
        self._notes: dict[str, None] = {}
        self._changes: Counter[OrderChange] = Counter()

    def check_count(self, count: int) -> None:
        """Raises ZgcError where a file has more questions than can be held."""
        if count > MAX_QUESTIONS:
            raise bad_file(self.name, f"it has more than {MAX_QUESTIONS:,} questions", hint="Split it into parts.")

    def skip(self, line: int, reason: str, text: str = "", inside: str = "") -> None:
        """Leave a question out, and say why.

        line: where it starts, from 1, or 0; inside: in which file of a package that is, if any.
        """
        self.check_count(len(self._found) + len(self._skipped) + 1)
        excerpt = " ".join(text.split())
        excerpt = excerpt if len(excerpt) <= _EXCERPT else excerpt[: _EXCERPT - 3] + "..."
        self._skipped.append(Skipped(line, reason, excerpt, inside))

    @property
    def has_skipped(self) -> bool:
        return bool(self._skipped)

    def lose(self, field: str, why: str = "", count: int = 1) -> None:
        """Count something of a question that is kept which has no place in a pack."""
        self._losses.add(field, why, count)

    def note(self, text: str) -> None:
        """Say something of the file as a whole. Nothing is said twice."""
        if text:
            self._notes[text] = None

    def add(
        self, item: Item, line: int = 0, inside: str = "", losses: Losses | None = None, *, in_order: bool = True
    ) -> bool:
        """Take an item over, or skip it and say why; gives if it was taken.

        Its `id` is the source's own, or "" for one made from the text. It need not be in order:
        texts are trimmed, labels taken off, repeated and empty options dropped, limits kept. losses: what its
        reader lost of it, which counts only if it is taken. in_order: its options stand as their author put them;
        False where the file gives right and wrong ones apart.
        """
        self.check_count(len(self._found) + len(self._skipped) + 1)
        before, self._losses = self._losses, losses or Losses()
        try:
            fitted = self._fitted(trimmed(item), in_order)
        except _UnfitError as error:
            self._losses = before
            self.skip(line, str(error), item.stem, inside)
            return False
        fitted = readable_item(fitted, self.lose)
        before.merge(self._losses)
        self._losses = before
        self._take(fitted)
        return True

    def add_pool(self, stem: str, key: str, wrong: Sequence[str], line: int = 0) -> bool:
        """Take over a question with one right answer and a pool of wrong ones, of which nothing else is said.

        As `add` does, but quicker where the texts are as they should be: large files are made of such questions.
        """
        options = (Option(key, True), *map(Option, wrong))
        item = Item("", Kind.SINGLE, stem, options, True)
        texts = [key, *wrong]
        distinct = {*texts}
        sound = wrong and stem and "" not in distinct and len(distinct) == len(texts) and is_plain([stem, *texts])
        if not sound or may_be_labelled(key) or speaks_of_others(texts):
            return self.add(item, line, in_order=False)
        if len(self._found) >= MAX_QUESTIONS:
            self.check_count(len(self._found) + 1)
        self._take(item)
        return True

    def add_pools(self, pools: Sequence[Sequence[str]]) -> bool:
        """Take over questions as `add_pool` does, if checks of all of them together find nothing to look at closely.

        pools: for each question its stem, its right answer and at least one wrong answer, all trimmed. Returns whether
        they were taken; otherwise none was.
        """
        options = [*chain.from_iterable([texts[1:] for texts in pools])]
        stems, keys = [texts[0] for texts in pools], [texts[1] for texts in pools]
        if (
            "" in stems
            or "" in options
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

    def result(self, title: str = "", info: PackInfo | None = None, reviews: tuple[Review, ...] = ()) -> Converted:
        """All that was collected, as a pack. The items of a section stand together.

        title: what the file calls itself; info: more that it says of the pack.
        """
        if self.options.distractors:
            self._draw_distractors()
        info = readable_info(info, self.lose) if info else None
        title = one_line(title or (info.title if info else "")) or title_of(self.name)
        info = replace(info, sources=tuple(self._sound(info.sources))) if info else None
        items = self._consistent(self._with_ids(), info or PackInfo("", ""))
        if info and info.language and not self._keeps_numbers:
            items = [_in_language(item, info.language) for item in items]
        sections = dict.fromkeys(item.section for item in items if item.section)
        known = {section.title: section.text for section in info.sections} if info else {}
        titles = [title for title in known if title in sections or known[title]]
        titles += [title for title in sections if title not in known]
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
            reviews=reviews,
            notes=(*self._notes, *(note_of(what, count) for what, count in self._changes.items())),
        )

    def _draw_distractors(self) -> None:
        """Make typed items single choice where enough others have like answers."""
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
        """The items with ids that are unique; the source's own ids are given first."""
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
        """The sources that a pack can name, without dates that are none and files that lie elsewhere."""
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
        """The items without references to what is not there."""
        ids = {item.id for item in items}
        sources = {source.id for source in info.sources}
        former: set[str] = set()
        return [self._without_strays(item, ids, sources, former) for item in items]

    def _without_strays(self, item: Item, ids: set[str], sources: set[str], former: set[str]) -> Item:
        if item.source and item.source.source not in sources:
            self.lose("source", "the file doesn't say what it is")
            item = replace(item, source=None)
        if item.superseded_by and (item.superseded_by not in ids or item.superseded_by == item.id):
            self.lose("superseded_by", "there is no such question")
            item = replace(item, superseded_by="")
        if item.formerly:
            kept = tuple(id for id in dict.fromkeys(item.formerly) if id not in ids | former and is_slug(id))
            self.lose("formerly", "an id that is taken, or none", len(item.formerly) - len(kept))
            former.update(kept)
            item = replace(item, formerly=kept)
        return item

    def _dated(self, item: Item) -> Item:
        for key in ("as_of", "valid_until"):
            value = getattr(item, key)
            if value and not is_date(value):
                self.lose(key, "no date such as 2017, 2017-06 or 2017-06-30")
                item = replace(item, **{key: ""})
        return item

    def _fitted(self, item: Item, in_order: bool) -> Item:
        if not item.stem:
            raise _UnfitError("the question has no text")
        if item.source:
            section = item.section or item.source.section
            item = replace(item, section=section, source=replace(item.source, section=item.source.section or section))
        if item.as_of or item.valid_until:
            item = self._dated(item)
        if item.kind is Kind.TRUE_FALSE:
            return self._true_false(item)
        if item.kind.is_choice:
            return self._choice(item, in_order)
        return self._written(item)

    def _true_false(self, item: Item) -> Item:
        """Feedback has no place with true and false; the most telling one becomes the explanation."""
        truth = next((option.key for option in item.options if option.text == "true"), None)
        if truth is None or sum(option.key for option in item.options) != 1:
            raise _UnfitError("it does not say if it is true or false")
        said = [option.feedback for option in sorted(item.options, key=lambda option: option.key) if option.feedback]
        explanation = item.explanation or (said.pop(0) if said else "")
        self.lose("feedback", "true/false questions take an explanation only", len(said))
        options = (Option("true", key=truth), Option("false", key=not truth))
        return replace(item, options=options, drawn=False, explanation=explanation)

    def _choice(self, item: Item, in_order: bool) -> Item:
        options = self._distinct(item.options)
        if sum(option.key for option in options) > 1 and item.kind is Kind.SINGLE:
            item = replace(item, kind=Kind.MULTIPLE)
            self.lose("any one of several right options", "all of them must be picked here")
        if not any(option.key for option in options):
            raise _UnfitError("no option is marked as right")
        if len(options) < 2:
            raise _UnfitError("it has one option only")
        placed = in_place(item, options, in_order)
        item, options = placed.item, list(placed.options)
        if OrderChange.LABELS in placed.changes:
            truth = true_or_false(replace(item, options=placed.options))
            if truth.kind is Kind.TRUE_FALSE:
                self._changes.update(placed.changes)
                return self._true_false(truth)
        keys = [option for option in options if option.key]
        distractors = [option for option in options if not option.key]
        drawn = item.drawn and bool(distractors)
        if not drawn and len(options) > MAX_OPTIONS and distractors:
            drawn = True
            self.lose("fixed order", f"at most {MAX_OPTIONS} options can be shown, so distractors are drawn")
        shown = count_shown(len(keys), len(distractors), sum(option.pinned for option in distractors))
        if (shown if drawn else len(options)) > MAX_OPTIONS:
            raise _UnfitError(f"it has {len(keys)} right options, more than can be shown")
        self._changes.update(placed.changes)
        if placed.unknown:
            self.lose("order", placed.unknown)
        kept = (*keys, *distractors) if drawn else tuple(options)
        if drawn is item.drawn and kept == item.options:
            return item
        return replace(item, drawn=drawn, options=kept)

    def _distinct(self, options: Sequence[Option]) -> list[Option]:
        texts = [option.text for option in options]
        folded = texts if is_plain(texts) else map(canonical_option, texts)
        if all(texts) and len(set(folded)) == len(texts):
            return list(options)
        found: dict[str, Option] = {}
        for option in options:
            if not option.text:
                if option.key:
                    raise _UnfitError("its right option has no text")
                self.lose("empty options")
                continue
            other = found.setdefault(canonical_option(option.text), option)
            if other is not option:
                if other.key is not option.key:
                    raise _UnfitError(f"the option '{option.text[:_EXCERPT]}' is both right and wrong")
                self.lose("repeated options")
        return list(found.values())

    def _written(self, item: Item) -> Item:
        """A typed or numeric item: one key on one line, no distractors."""
        key = next((option for option in item.options if option.key and option.text), None)
        if key is None:
            raise _UnfitError("it has no answer")
        key = replace(key, text=" ".join(key.text.split()))
        if item.kind is Kind.NUMERIC:
            item, key = self._with_number(item, key)
            if not 0 <= item.tolerance < math.inf:
                raise _UnfitError(f"its tolerance {item.tolerance} is no number from 0")
        if key.feedback:
            if item.explanation and item.explanation != key.feedback:
                self.lose("feedback", "typed answers take an explanation only")
            item = replace(item, explanation=item.explanation or key.feedback)
        accept = dict.fromkeys(
            text for text in item.accept if text and canonical_option(text) != canonical_option(key.text)
        )
        return replace(item, options=(Option(key.text, key=True),), drawn=False, accept=tuple(accept))

    def _with_number(self, item: Item, key: Option) -> tuple[Item, Option]:
        """A numeric item and its key, the unit taken from a key that has one. Raises _UnfitError without a number."""
        from zgcquiz.core.text.numbers import read_number, split_unit
        from zgcquiz.core.text.units import same_unit

        if read_number(key.text) is None:
            number, unit = split_unit(key.text)
            if number and (not item.unit or same_unit(unit, item.unit)):
                item, key = replace(item, unit=item.unit or unit), replace(key, text=number)
        return item, replace(key, text=self._number(key.text))

    def _number(self, text: str) -> str:
        """A number as a pack holds it. Raises _UnfitError where it is none."""
        from zgcquiz.core.text.number_writing import plain_number
        from zgcquiz.core.text.numbers import ambiguous

        number = plain_number(text)
        if not number:
            raise _UnfitError(f"its answer '{text[:_EXCERPT]}' is no number")
        if self._keeps_numbers:
            return text
        if ambiguous(text):
            self.note(f"'{text}' was read as {number}")
        return number


def _in_language(item: Item, language: str) -> Item:
    """A numeric item whose numbers the pack's language reads as they are meant."""
    if item.kind is not Kind.NUMERIC:
        return item
    from zgcquiz.core.text.number_writing import in_language

    options = tuple(replace(option, text=in_language(option.text, language)) for option in item.options)
    return replace(item, options=options, accept=tuple(in_language(text, language) for text in item.accept))


def _usable(id: str) -> str:
    """A pack's id as a file gives it, if need be changed so that it can be one: it becomes a file's name."""
    from zgcquiz.formats.native.reader import PACK_ID

    return id if not id or PACK_ID.fullmatch(id) else pack_id(id)


def true_or_false(item: Item) -> Item:
    """A choice between just True and False as a true/false question; any other item as it is."""
    texts = {option.text.strip().casefold(): option for option in item.options}
    if item.kind is not Kind.SINGLE or len(item.options) != 2 or set(texts) != {"true", "false"}:
        return item
    options = tuple(replace(texts[text], text=text) for text in ("true", "false"))
    return replace(item, kind=Kind.TRUE_FALSE, options=options, drawn=False)
