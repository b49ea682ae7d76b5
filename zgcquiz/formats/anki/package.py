"""Read Anki packages, `.apkg` and `.colpkg`, and bare collections: notes become items, the review log history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from typing import TypeVar

from zgcquiz.core.log.hold import Held, Hold, held_until
from zgcquiz.core.log.limits import EARLIEST, is_in_range
from zgcquiz.core.log.review import Ref, Review
from zgcquiz.core.log.review_ids import hashed_uuid7
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Item, PackInfo
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.anki import history as anki_history
from zgcquiz.formats.anki import notes as anki_notes
from zgcquiz.formats.anki import own_notes
from zgcquiz.formats.anki.history import DEVICE, CardRef
from zgcquiz.formats.anki.notes import CardContext
from zgcquiz.formats.anki.own_reviews import OwnReviews
from zgcquiz.formats.anki.storage import container
from zgcquiz.formats.anki.storage.collection import Card, Collection, LogEntry, Note, NoteType
from zgcquiz.formats.anki.storage.container import Package
from zgcquiz.formats.anki.templates import card as anki_card
from zgcquiz.formats.anki.templates.template import RenderedText
from zgcquiz.formats.anki.writer import write
from zgcquiz.formats.errors import UnusableError, bad_file
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Losses
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.history import review_lines
from zgcquiz.formats.history.review_spool import ReviewSpool
from zgcquiz.formats.limits import MAX_REVIEWS
from zgcquiz.formats.shared import categories
from zgcquiz.formats.untrusted.zip_reader import Archive, is_zip

_SUSPENDED = -1
_FLAGS = 7
_PROGRESS_STEP = 500
_WITHOUT_HISTORY = "In Anki: export it without 'Include scheduling information'."
_EXCERPT = 10_000
"""Characters of a field's HTML in which its first words are."""
T = TypeVar("T")


class _Suspended(Value, frozen=True):
    """since: UTC ms."""

    card: CardRef
    since: int


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    if is_zip(data):
        return _read_archive(Archive(data, name), name, options)
    return _read_package(container.bare(data, name), name, options)


def _read_archive(archive: Archive, name: str, options: ExchangeOptions) -> Converted:
    return _read_package(container.unpack(archive, name), name, options)


def _read_package(package: Package, name: str, options: ExchangeOptions) -> Converted:
    collection = Collection(package.collection, package.path)
    try:
        return _PackageReader(collection, name, options, package).read()
    finally:
        collection.close()


class _PackageReader:
    def __init__(self, collection: Collection, name: str, options: ExchangeOptions, package: Package) -> None:
        self.collection = collection
        self.history = package.history
        self.rendered = RenderedText()
        self.options = options
        self.collector = Collector(name, options, keeps_numbers=True)
        self.collector.media.find = package.find_media
        self.types = collection.note_types()
        self.paths = collection.decks()
        self.decks = {id: _cleaned(path) for id, path in self.paths.items()}
        self.title = ""
        self.cards: dict[int, CardRef] = {}
        self.suspended: list[_Suspended] = []
        self.history_losses = Losses()
        self.infos: dict[str, PackInfo] = {}
        self._ids: Counter[str] = Counter()
        self._done = self._total = 0

    def read(self) -> Converted:
        count = self.collection.count("cards")
        self.collector.check_count(count)
        self.rendered = RenderedText(count, self.collection.characters)
        cards: dict[int, list[Card]] = {}
        for card in self.collection.cards():
            cards.setdefault(card.note, []).append(card)
        used = {card.deck for of_note in cards.values() for card in of_note}
        self.title = categories.title_of(self.decks.get(deck, ()) for deck in used)
        notes = self.collection.count("notes")
        self.collector.check_count(notes)
        logged = self.collection.count("revlog") if self.collection.has_log else 0
        if logged > MAX_REVIEWS:
            raise bad_file(
                self.collection.name, f"its review log has more than {MAX_REVIEWS:,} entries", hint=_WITHOUT_HISTORY
            )
        self._total = notes + logged * (1 if self.history is None else 2)
        for note in self._reported(self.collection.notes()):
            self._add_note(note, cards.pop(note.id, []))
        self.collector.lose("cards", "their note is missing", sum(map(len, cards.values())))
        return self._with_history(notes)

    def _add_note(self, note: Note, cards: list[Card]) -> None:
        type = self.types.get(note.type)
        if type is None:
            self.collector.skip(0, "its note type is missing", excerpt_of(note))
            return
        if not cards:
            self.collector.skip(0, "the note has no card", excerpt_of(note))
            return
        own = own_notes.read(note.fields, note.tags, self.collector) if own_notes.is_own(type.fields) else None
        if own:
            # The first note carries everything about the pack, the others only its id, title and markup.
            brief = PackInfo(own.pack.id, own.pack.title, markup=own.pack.markup)
            if own.pack.id not in self.infos or own.pack != brief:
                self.infos[own.pack.id] = own.pack
            self._add_item(own.item, cards[0], note, _with_fields(note, type, Losses()))
            return
        losses = _with_fields(note, type, self.collector.losses())
        if anki_notes.is_choice(type):
            losses.add("cards", "a note with options is one question", len(cards) - 1)
            cards = cards[:1]
        self._ids[note_id := anki_notes.id_of(note)] += 1
        base = note_id if self._ids[note_id] == 1 else f"{note_id}-n{note.id}"
        fact = base if len(cards) > 1 else ""
        for card in cards:
            self._add_card(note, type, card, base, fact, losses)
            losses = self.collector.losses()  # siblings share one text, so its losses count once

    def _add_card(self, note: Note, type: NoteType, card: Card, base: str, fact: str, losses: Losses) -> None:
        id = f"{base}-{card.ord + 1}" if card.ord else base
        try:
            deck = "::".join(self.paths.get(card.deck, ()))
            context = CardContext(deck, card.flags & _FLAGS, card.id, self.rendered)
            item = anki_notes.read(note, type, card.ord, losses, context)
        except UnusableError as error:
            self.collector.skip(0, str(error), excerpt_of(note))
            return
        section = categories.section_of(self.decks.get(card.deck, ()), self.title)
        self._add_item(replace(item, id=id, fact=fact, section=section), card, note, losses)

    def _add_item(self, item: Item, card: Card, note: Note, losses: Losses) -> None:
        """Collect an item, and remember its card and whether it is suspended."""
        if not self.collector.add(item, losses=losses):
            return
        ref = self.cards[card.id] = CardRef(item.id, f"{note.guid}\n{card.ord}")
        if card.queue == _SUSPENDED:
            self.suspended.append(_Suspended(ref, card.changed))
        elif card.queue < _SUSPENDED:
            self.history_losses.add("buried", "Anki would show it again the next day")
        if card.flags & _FLAGS:
            self.collector.lose_of_last("flags")

    def _with_history(self, notes: int) -> Converted:
        info = next(iter(self.infos.values())) if len(self.infos) == 1 else None
        result = self.collector.result("" if info else self.title, info)
        if result.pack is None:
            return result
        losses = self.history_losses
        pack = result.pack.info.id
        reviews = ReviewSpool(self.collector.name)
        own = OwnReviews(reviews, [item.id for item in result.pack.items])
        own.extend(self._own_reviews(pack, own.places, losses))
        reviews.extend(self._other_reviews(pack, own, losses))
        holds = self._holds(pack, self.collection.offset)
        return replace(result, reviews=reviews, holds=holds, history_lost=losses.all())

    def _own_reviews(self, pack: str, items: Container[str], losses: Losses) -> Iterator[Review]:
        """Yield the reviews that our own export put into the package, complete."""
        if self.history is None:
            return
        lines = review_lines.bounded_lines(self.history)
        for number, found in enumerate(self._reported(review_lines.read(lines, container.HISTORY))):
            if number == MAX_REVIEWS:
                reason = f"it has more than {MAX_REVIEWS:,} reviews"
                raise bad_file(f"{self.collector.name}/{container.HISTORY}", reason, hint=_WITHOUT_HISTORY)
            if isinstance(found, Problem):
                reason = found.message if found.code == "too-many" else f"a damaged line of {container.HISTORY}"
                losses.add("reviews", reason)
            elif isinstance(found, Review) and found.ref.item in items:
                yield anki_history.moved(found, pack)

    def _other_reviews(self, pack: str, own: OwnReviews, losses: Losses) -> Iterator[Review]:
        """Yield the reviews that are only in Anki's log."""
        offset = self.collection.offset
        three_grades = self.collection.scheduler < 2 and not any(
            entry.ease == 4 and entry.type in (anki_history.LEARN, anki_history.RELEARN)
            for entry in self._entries(Losses())
        )
        for entry in self._reported(self._entries(losses)):
            card = self.cards[entry.card]
            if not own.has(entry.id, card.item):
                yield anki_history.review(entry, card, pack, offset, three_grades)

    def _entries(self, losses: Losses) -> Iterator[LogEntry]:
        """Yield the entries of Anki's log that are reviews of the pack's questions."""
        for entry in self.collection.log():
            if anki_history.is_review(entry, losses):
                if entry.card in self.cards:
                    yield entry
                else:
                    losses.add("reviews", "their card is not in the pack")

    def _reported(self, found: Iterable[T]) -> Iterator[T]:
        """Yield what is found, and report the progress."""
        for each in found:
            if self._done % _PROGRESS_STEP == 0:
                self.options.progress(min(self._done, self._total), self._total)
            self._done += 1
            yield each

    def _holds(self, pack: str, offset: int) -> tuple[Hold, ...]:
        since = [each.since if is_in_range(each.since) else EARLIEST for each in self.suspended]
        return tuple(
            Hold(
                id=hashed_uuid7(ms, f"{pack}\n{each.card.card}"),
                device=DEVICE,
                at=Moment(ms, offset),
                ref=Ref(pack, each.card.item),
                held=Held.SUSPENDED,
                until=held_until(Held.SUSPENDED, 0),
            )
            for ms, each in zip(since, self.suspended, strict=True)
        )


def _with_fields(note: Note, type: NoteType, losses: Losses) -> Losses:
    """Count the fields of a note that its type doesn't have, and return the losses."""
    if len(note.fields) > len(type.fields):
        losses.add("fields", f"the note type '{type.name}' has no such field")
    return losses


def excerpt_of(note: Note) -> str:
    """Return the start of a note's first field as text."""
    return anki_card.text_of(note.fields[0][:_EXCERPT], anki_card.ignore_loss)


def _cleaned(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return a deck's path without blank parts; () for the Default deck, which every collection has."""
    if path == ("Default",):
        return ()
    return tuple(filter(None, (" ".join(part.split()) for part in path)))


def _recognise(sample: Sample) -> Confidence:
    if is_zip(sample.start):
        return Confidence.CERTAIN if container.is_package(sample.entries) else Confidence.NO
    return container.looks_bare(sample.data)


APKG = Format(
    "apkg",
    "Anki package, with its history",
    (".apkg", ".colpkg", ".anki2", ".anki21", ".anki21b"),
    _recognise,
    _read,
    write,
    binary=True,
    keeps_history=True,
    read_archive=_read_archive,
)
