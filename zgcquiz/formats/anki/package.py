"""Anki packages, `.apkg` and `.colpkg`, and the database in them: notes as items, the review log as history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zgcquiz.core.log.hold import Held, Hold, held_until
from zgcquiz.core.log.review import Ref, Review
from zgcquiz.core.log.review_ids import hashed_uuid7
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Item, PackInfo
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.anki import history as anki_history
from zgcquiz.formats.anki import notes as anki_notes
from zgcquiz.formats.anki import own_notes
from zgcquiz.formats.anki.history import DEVICE, Asked
from zgcquiz.formats.anki.notes import CardPlace
from zgcquiz.formats.anki.storage import container
from zgcquiz.formats.anki.storage.collection import Card, Collection, Note, NoteType
from zgcquiz.formats.anki.templates import card as anki_card
from zgcquiz.formats.anki.writer import write
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Losses
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.history import review_lines
from zgcquiz.formats.shared import categories
from zgcquiz.formats.untrusted.zip_reader import is_zip

_SUSPENDED = -1
_FLAGS = 7
_EVERY = 500


class _Suspended(Value, frozen=True):
    asked: Asked
    since: int


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    package = container.unpack(data, name) if is_zip(data) else container.bare(data, name)
    collection = Collection(package.collection, package.place)
    try:
        return _PackageReader(collection, name, options, package.history).read()
    finally:
        collection.close()


class _PackageReader:
    def __init__(self, collection: Collection, name: str, options: ExchangeOptions, history: bytes) -> None:
        self.collection = collection
        self.history = history
        self.options = options
        self.collector = Collector(name, options, keeps_numbers=True)
        self.types = collection.note_types()
        self.paths = collection.decks()
        self.decks = {id: _cleaned(path) for id, path in self.paths.items()}
        self.title = ""
        self.asked: dict[int, Asked] = {}
        self.suspended: list[_Suspended] = []
        self.infos: dict[str, PackInfo] = {}
        self._ids: Counter[str] = Counter()
        self._total = 0

    def read(self) -> Converted:
        cards: dict[int, list[Card]] = {}
        for card in self.collection.cards():
            cards.setdefault(card.note, []).append(card)
        used = {card.deck for of_note in cards.values() for card in of_note}
        self.title = categories.title_of(self.decks.get(deck, ()) for deck in used)
        notes = self.collection.count("notes")
        self.collector.check_count(notes)
        logged = self.collection.count("revlog") if self.collection.has_log else 0
        self._total = notes + logged
        for number, note in enumerate(self.collection.notes()):
            if number % _EVERY == 0:
                self.options.progress(number, self._total)
            self._add(note, cards.pop(note.id, []))
        self.collector.lose("cards", "their note is missing", sum(map(len, cards.values())))
        return self._with_history(notes)

    def _add(self, note: Note, cards: list[Card]) -> None:
        type = self.types.get(note.type)
        start = note.fields[0]
        if type is None:
            self.collector.skip(0, "its note type is missing", start)
            return
        if not cards:
            self.collector.skip(0, "the note has no card", start)
            return
        if len(note.fields) > len(type.fields):
            self.collector.lose("fields", f"the note type '{type.name}' has no such field")
        if own_notes.is_own(type.fields):
            own = own_notes.read(note.fields, note.tags, self.collector)
            if own:
                self._say(own.pack)
                self._take(own.item, cards[0], note, Losses())
                return
        if anki_notes.is_choice(type):
            self.collector.lose("cards", "a note with options is one question", len(cards) - 1)
            cards = cards[:1]
        self._ids[note_id := anki_notes.id_of(note)] += 1
        base = note_id if self._ids[note_id] == 1 else f"{note_id}-n{note.id}"
        fact = base if len(cards) > 1 else ""
        losses = Losses()
        for card in cards:
            self._add_card(note, type, card, base, fact, losses)
            losses = Losses()  # siblings are of one text, so what is lost of it counts once

    def _add_card(self, note: Note, type: NoteType, card: Card, base: str, fact: str, losses: Losses) -> None:
        id = f"{base}-{card.ord + 1}" if card.ord else base
        try:
            place = CardPlace("::".join(self.paths.get(card.deck, ())), card.flags & _FLAGS, card.id)
            item = anki_notes.read(note, type, card.ord, losses, place)
        except UnusableError as error:
            self.collector.skip(0, str(error), anki_card.text_of(note.fields[0], _nothing))
            return
        section = categories.section_of(self.decks.get(card.deck, ()), self.title)
        self._take(replace(item, id=id, fact=fact, section=section), card, note, losses)

    def _say(self, info: PackInfo) -> None:
        """Keep what a note of ours says of its pack: one says all, the others its name."""
        if info.id not in self.infos or info != PackInfo(info.id, info.title):
            self.infos[info.id] = info

    def _take(self, item: Item, card: Card, note: Note, losses: Losses) -> None:
        """Add an item, and keep what its card says."""
        if not self.collector.add(item, losses=losses):
            return
        asked = Asked(item.id, f"{note.guid}\n{card.ord}")
        self.asked[card.id] = asked
        if card.queue == _SUSPENDED:
            self.suspended.append(_Suspended(asked, card.changed))
        elif card.queue < _SUSPENDED:
            self.collector.lose("buried", "it would be asked again the next day")
        if card.flags & _FLAGS:
            self.collector.lose("flags")

    def _with_history(self, done: int) -> Converted:
        losses = Losses()
        lines = []
        for number, line in enumerate(self.collection.log()):
            if number % _EVERY == 0:
                self.options.progress(done + number, self._total)
            if anki_history.accepts(line, losses):
                if line.card in self.asked:
                    lines.append(line)
                else:
                    losses.add("reviews", "their card is not in the pack")
        info = next(iter(self.infos.values())) if len(self.infos) == 1 else None
        found = self.collector.result("" if info else self.title, info)
        if found.pack is None:
            return found
        pack, offset = found.pack.info.id, self.collection.offset
        three = self.collection.scheduler < 2 and not any(line.ease == 4 and line.type in (0, 2) for line in lines)
        own = own_notes.log_ids(self._own_reviews(pack, {item.id for item in found.pack.items}))
        others = tuple(
            anki_history.review(line, self.asked[line.card], pack, offset, three)
            for line in lines
            if line.id not in own or own[line.id].ref.item != self.asked[line.card].item
        )
        reviews = (*own.values(), *others)
        return replace(found, reviews=reviews, holds=self._holds(pack, offset), lost=(*found.lost, *losses.all()))

    def _own_reviews(self, pack: str, items: set[str]) -> Iterator[Review]:
        """The reviews that we put into the package, whole."""
        for found in review_lines.read(self.history.splitlines(), container.HISTORY):
            if isinstance(found, Review) and found.ref.item in items:
                yield anki_history.moved(found, pack)

    def _holds(self, pack: str, offset: int) -> tuple[Hold, ...]:
        return tuple(
            Hold(
                id=hashed_uuid7(each.since, f"{pack}\n{each.asked.name}"),
                device=DEVICE,
                at=Moment(each.since, offset),
                ref=Ref(pack, each.asked.item),
                held=Held.SUSPENDED,
                until=held_until(Held.SUSPENDED, 0),
            )
            for each in self.suspended
        )


def _cleaned(path: tuple[str, ...]) -> tuple[str, ...]:
    """A deck's path; the one that everybody has says nothing."""
    if path == ("Default",):
        return ()
    return tuple(filter(None, (" ".join(part.split()) for part in path)))


def _nothing(field: str, why: str) -> None:
    """What is skipped loses nothing more."""


def _recognise(sample: Sample) -> Confidence:
    if container.is_package(sample.entries):
        return Confidence.CERTAIN
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
)
