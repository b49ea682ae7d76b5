"""Anki packages, `.apkg` and `.colpkg`: notes as items, the review log as history."""

from __future__ import annotations

from collections import Counter

from zgcquiz.core.hold import Held, Hold, until
from zgcquiz.core.identity import hashed_uuid7
from zgcquiz.core.moment import Moment
from zgcquiz.core.review import Ref
from zgcquiz.core.value import Value, replace
from zgcquiz.formats import anki_history, anki_notes, anki_package, categories
from zgcquiz.formats.anki_collection import Card, Collection, Note, NoteType
from zgcquiz.formats.anki_history import DEVICE, Asked
from zgcquiz.formats.collector import Collector
from zgcquiz.formats.exchange import Confidence, Converted, ExchangeOptions, Format, Losses, UnusableError
from zgcquiz.formats.sample import Sample

_SUSPENDED = -1
_FLAGS = 7
_EVERY = 500


class _Suspended(Value, frozen=True):
    asked: Asked
    since: int


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    content, place = anki_package.collection(data, name)
    collection = Collection(content, place)
    try:
        return _Reader(collection, name, options).read()
    finally:
        collection.close()


class _Reader:
    def __init__(self, collection: Collection, name: str, options: ExchangeOptions) -> None:
        self.collection = collection
        self.options = options
        self.collector = Collector(name, options)
        self.types = collection.note_types()
        self.decks = {id: _cleaned(path) for id, path in collection.decks().items()}
        self.title = ""
        self.asked: dict[int, Asked] = {}
        self.suspended: list[_Suspended] = []
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
            item = anki_notes.read(note, type, card.ord, losses)
        except UnusableError as error:
            self.collector.skip(0, str(error), anki_notes.text_of(note.fields[0], _nothing))
            return
        section = categories.section_of(self.decks.get(card.deck, ()), self.title)
        if not self.collector.add(replace(item, id=id, fact=fact, section=section), losses=losses):
            return
        asked = Asked(id, f"{note.guid}\n{card.ord}")
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
        found = self.collector.result(self.title)
        if found.pack is None:
            return found
        pack, offset = found.pack.info.id, self.collection.offset
        three = self.collection.scheduler < 2 and not any(line.ease == 4 and line.type in (0, 2) for line in lines)
        reviews = tuple(anki_history.review(line, self.asked[line.card], pack, offset, three) for line in lines)
        return replace(found, reviews=reviews, holds=self._holds(pack, offset), lost=(*found.lost, *losses.all()))

    def _holds(self, pack: str, offset: int) -> tuple[Hold, ...]:
        return tuple(
            Hold(
                id=hashed_uuid7(each.since, each.asked.name),
                device=DEVICE,
                at=Moment(each.since, offset),
                ref=Ref(pack, each.asked.item),
                held=Held.SUSPENDED,
                until=until(Held.SUSPENDED, 0),
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
    return Confidence.CERTAIN if anki_package.is_package(sample.entries) else Confidence.NO


APKG = Format(
    "apkg", "Anki package, with its history", (".apkg", ".colpkg"), _recognise, _read, binary=True, keeps_history=True
)
