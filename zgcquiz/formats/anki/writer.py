"""Write Anki packages: a collection of schema 11 with our own note type, its cards, and the review history."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b, sha1
from itertools import tee
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, BinaryIO

from zgcquiz.core.learning.schedule import DESIRED_RETENTION, Attempt, Card, New, Scheduler
from zgcquiz.core.log.review import CRAM, Review
from zgcquiz.core.moment import DAY, MINUTE
from zgcquiz.core.packs.pack import Item
from zgcquiz.formats import limits
from zgcquiz.formats.anki import own_notes
from zgcquiz.formats.anki.history import FILTERED, LEARN, RELEARN, REVIEW
from zgcquiz.formats.anki.own_reviews import log_ids
from zgcquiz.formats.anki.storage.collection import SEPARATOR, TEMPORARY
from zgcquiz.formats.anki.storage.container import HISTORY, LEGACY_2, META
from zgcquiz.formats.exchange.contract import ExchangeOptions, Losses, PackContent, Written
from zgcquiz.formats.history import review_lines
from zgcquiz.formats.markup.exported_media import ExportedMedia
from zgcquiz.formats.shared.html_text import from_html
from zgcquiz.formats.shared.zip_writer import PIECE, pieces_of, zipped

_META_2 = b"\x08\x02"
_TYPE_ID = 1_577_836_800_777
_FIRST_DAY = 18_262
"""The day that due dates count from, 1 January 2020: fixed, so that the same pack always yields the same bytes."""
_FACTOR = 2500
_SUSPENDED = -1
_CACHE_KIB = 16 * 1024
_UNSTABLE = ((24, 4), (92, 8))
"""(offset, size) of counters of changes, and SQLite's version, in the header: 0 as in memory, so that the same pack
always yields the same bytes. https://www.sqlite.org/fileformat.html#the_database_header
"""
_ROW_ROOM = 4096
"""Bytes for what else is in a note's row."""
_NEW = New()
_TABLES = """
CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null, scm integer not null,
  ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null,
  models text not null, decks text not null, dconf text not null, tags text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, mod integer not null,
  usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null,
  flags integer not null, data text not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null, ord integer not null,
  mod integer not null, usn integer not null, type integer not null, queue integer not null, due integer not null,
  ivl integer not null, factor integer not null, reps integer not null, lapses integer not null,
  left integer not null, odue integer not null, odid integer not null, flags integer not null, data text not null);
CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null,
  ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null,
  type integer not null);
CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
"""
_INDEXES = """
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
"""


def write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    """Return a package with a pack and its reviews: in a tuple in any order, else by time, then id.

    The losses are what Anki ignores; importing restores all of it.
    """
    losses = Losses()
    if isinstance(reviews, tuple):
        reviews = sorted(reviews, key=lambda each: (each.at.ms, each.id))
    return Written(zipped(_files(pack, options, reviews, losses)), losses.all)


def _files(
    pack: PackContent, options: ExchangeOptions, reviews: Collection[Review], losses: Losses
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the files of a package. Its database, and the reviews, are made in temporary files. Raises OSError."""
    with TemporaryDirectory(prefix=TEMPORARY.format(process=os.getpid())) as folder, TemporaryFile() as history:
        path = Path(folder, "collection")
        has_history = _Collection(pack, options, losses, history).make(path, reviews)
        yield META, [_META_2]
        yield LEGACY_2, pieces_of(path)
        media = ExportedMedia(options.media, str, losses)
        shown = media.paths_of(pack)
        yield "media", [json.dumps({str(at): PurePosixPath(each).name for at, each in enumerate(shown)}).encode()]
        for at, each in enumerate(shown):
            yield str(at), [media.content(each)]
        if has_history:
            history.seek(0)
            yield HISTORY, iter(lambda: history.read(PIECE), b"")


def _count_losses(item: Item, losses: Losses) -> None:
    """Count the values of an item that Anki ignores."""
    kept = "the package keeps it for zgcquiz, but "
    losses.add("accept", f"{kept}Anki compares with the answer alone", len(item.accept))
    losses.add("tolerance", f"{kept}Anki compares letter by letter", int(item.tolerance > 0))
    losses.add("unit", f"{kept}Anki doesn't show it", int(bool(item.unit)))
    losses.add("draft", f"{kept}Anki asks it anyway", int(item.draft))
    losses.add("superseded_by", f"{kept}Anki asks it anyway", int(bool(item.superseded_by)))
    losses.add("valid_until", f"{kept}Anki asks it anyway", int(bool(item.valid_until)))
    losses.add("tags", "Anki's tags have no spaces; they become underscores", sum(" " in tag for tag in item.tags))
    losses.add("fact", f"{kept}Anki may ask siblings on the same day", int(bool(item.fact)))


class _Collection:
    """A collection to be made. history: takes the lines of the reviews that are in it."""

    def __init__(self, pack: PackContent, options: ExchangeOptions, losses: Losses, history: BinaryIO) -> None:
        self._pack = pack
        self._options = options
        self._losses = losses
        self._history = history
        self._places = {item.id: at for at, item in enumerate(pack.items)}
        self._first = _number(f"notes of {pack.info.id}", 1_500_000_000_000)
        self._cards: dict[int, Card] = {}
        self._latest, self._offset = _FIRST_DAY * DAY, 0
        self._undone = 0

    def make(self, path: Path, reviews: Iterable[Review]) -> bool:
        """Write the database; return whether it has reviews. The log is made first, as the cards follow from it."""
        db = sqlite3.connect(path)
        try:
            for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIB}"):
                db.execute(f"PRAGMA {pragma}")
            db.executescript(_TABLES)
            db.executemany("INSERT INTO revlog VALUES (?,?,-1,?,?,?,?,?,?)", self._log(reviews))
            db.commit()
            db.executescript(_INDEXES)
            self._add_notes(db)
            db.commit()
        finally:
            db.close()
        with path.open("r+b") as file:
            for offset, size in _UNSTABLE:
                file.seek(offset)
                file.write(bytes(size))
        sections = self._pack.info.sections
        kept = "the package keeps it for zgcquiz, but "
        self._losses.add("study texts", f"{kept}Anki doesn't show them", sum(bool(each.text) for each in sections))
        self._losses.add("reviews", "they were undone", self._undone)
        return bool(self._cards)

    def _log(self, reviews: Iterable[Review]) -> Iterator[tuple[int, ...]]:
        """Yield the rows of the log, and go on with the cards."""
        scheduler = Scheduler()
        exported, timed = tee(self._exported(reviews))
        numbered = zip(log_ids(each.at.ms for each in timed), exported, strict=True)
        for number, (id, review) in enumerate(numbered, 1):
            place = self._places[review.ref.item]
            if number > limits.MAX_REVIEWS:
                raise limits.beyond(f"{limits.MAX_REVIEWS:,} reviews")
            card = self._cards.get(place, _NEW)
            before = _interval(card)
            crammed = review.mode == CRAM
            kind = FILTERED if crammed else LEARN if isinstance(card, New) else REVIEW if before > 0 else RELEARN
            if not crammed:
                card = scheduler.advance(card, Attempt(review.ref, review.at, review.rating))
            self._cards[place] = card
            self._latest, self._offset = id, review.at.offset
            self._history.write(next(review_lines.write((review,))))
            factor = 0 if crammed else _FACTOR
            card_id = self._first + place
            yield id, card_id, int(review.rating), _interval(card), before, factor, review.ms, kind

    def _exported(self, reviews: Iterable[Review]) -> Iterator[Review]:
        for review in reviews:
            if review.ref.item in self._places:
                if review.void:
                    self._undone += 1
                else:
                    yield review

    def _add_notes(self, db: sqlite3.Connection) -> None:
        pack, latest = self._pack, self._latest
        decks = _Decks(pack, latest // 1000)
        for at, item in enumerate(pack.items):
            if at % 500 == 0:
                self._options.progress(at, len(pack.items))
            self._losses.of(item.id)
            _count_losses(item, self._losses)
            id = self._first + at
            fields = own_notes.fields_of(item, pack.info, whole_pack=at == 0)
            db.execute("INSERT INTO notes VALUES (?,?,?,?,-1,?,?,?,?,0,'')", _note(item, pack, id, fields, latest))
            state = _card_state(self._cards.get(at, _NEW), at + 1, item.id in self._options.suspended)
            db.execute(
                "INSERT INTO cards VALUES (?,?,?,0,?,-1,?,?,?,?,?,?,?,?,0,0,0,?)",
                (id, id, decks.id(item.section), latest // 1000, *state),
            )
        self._losses.of(None)
        start = (_FIRST_DAY * DAY + 4 * 60 * MINUTE - self._offset * MINUTE) // 1000
        conf = _json({"schedVer": 2, "sched2021": True, "creationOffset": -self._offset, "curDeck": 1,
                      "activeDecks": [1], "nextPos": len(pack.items) + 1, "curModel": _TYPE_ID,
                      "collapseTime": 1200})  # fmt: skip
        texts = (conf, _json({str(_TYPE_ID): _note_type()}), _json(decks.made), _json(_LIMITS))
        _check_row(*texts)
        db.execute(
            "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')", (start, latest, latest, *texts)
        )


def _note(item: Item, pack: PackContent, id: int, fields: Sequence[str], latest: int) -> tuple[Any, ...]:
    tags = own_notes.tags_of(item)
    sort_field = from_html(fields[0])
    checksum = int(sha1(sort_field.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:8], 16)
    guid = blake2b(f"{pack.info.id}\n{item.id}".encode("utf-8", "replace"), digest_size=8).hexdigest()
    tag_list = f" {' '.join(tags)} " if tags else ""
    _check_row(tag_list, *fields, sort_field)
    return id, guid, _TYPE_ID, latest // 1000, tag_list, SEPARATOR.join(fields), sort_field, checksum


def _check_row(*texts: str) -> None:
    """Raise ZgcError if a row with these texts could be larger than what is read."""
    if 4 * sum(map(len, texts)) + _ROW_ROOM > limits.MAX_VALUE_BYTES:  # UTF-8 has up to 4 bytes a character
        raise limits.beyond(f"{limits.MAX_VALUE_BYTES >> 20} MiB in one question, or for its decks")


def _interval(card: Card) -> int:
    """Return an interval as Anki's log has it: days, or negative seconds."""
    return 0 if isinstance(card, New) else card.interval or -600


def _card_state(card: Card, position: int, suspended: bool) -> tuple[Any, ...]:
    """Return the columns type, queue, due, ivl, factor, reps, lapses, left and data."""
    if isinstance(card, New):
        return 0, _SUSPENDED if suspended else 0, position, 0, 0, 0, 0, 0, "{}"
    memory = {"s": round(card.stability, 4), "d": round(card.difficulty, 3), "dr": DESIRED_RETENTION,
              "lrt": card.last_at // 1000}  # fmt: skip
    if card.interval:
        type, queue, due, interval = 2, 2, card.due_day - _FIRST_DAY, card.interval
    else:
        type, queue, due, interval = 3 if card.lapses else 1, 1, card.due_at // 1000, 1 if card.lapses else 0
    if suspended:
        queue = _SUSPENDED
    left = 0 if card.interval else 1001
    return type, queue, due, interval, _FACTOR, card.repetitions, card.lapses, left, _json(memory)


class _Decks:
    """The decks of a package: one for the pack, and a subdeck for each section."""

    def __init__(self, pack: PackContent, changed: int) -> None:
        self._changed = changed
        self._title = _deck_name(pack.info.title) or pack.info.id
        self.made: dict[str, dict[str, Any]] = {"1": self._deck(1, "Default")}
        self.id("")

    def id(self, section: str) -> int:
        part = _deck_name(section)
        name = f"{self._title}::{part}" if part else self._title
        id = _number(f"deck {name}", 1_400_000_000_000)
        if str(id) not in self.made:
            self.made[str(id)] = self._deck(id, name)
        return id

    def _deck(self, id: int, name: str) -> dict[str, Any]:
        today = {key: [0, 0] for key in ("lrnToday", "revToday", "newToday", "timeToday")}
        return {"id": id, "mod": self._changed, "name": name, "usn": -1, "collapsed": False, "browserCollapsed": False,
                "desc": "", "dyn": 0, "conf": 1, "extendNew": 0, "extendRev": 0} | today  # fmt: skip


def _deck_name(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).replace("::", ":").split()).strip(":")


def _note_type() -> dict[str, Any]:
    fields = [
        {"name": name, "ord": at, "sticky": False, "rtl": False, "font": "Arial", "size": 20, "media": []}
        for at, name in enumerate(own_notes.FIELDS)
    ]
    card = {"name": "Card 1", "ord": 0, "qfmt": own_notes.FRONT, "afmt": own_notes.BACK, "bqfmt": "", "bafmt": "",
            "did": None}  # fmt: skip
    return {"id": _TYPE_ID, "name": own_notes.NAME, "type": 0, "mod": 0, "usn": -1, "sortf": 0, "did": None,
            "tmpls": [card], "flds": fields, "css": own_notes.CSS, "latexPre": "", "latexPost": "",
            "req": [[0, "any", [0]]], "tags": [], "vers": []}  # fmt: skip


_LIMITS = {
    "1": {
        "id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": True, "timer": 0, "replayq": True,
        "dyn": False,
        "new": {"bury": True, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 0], "order": 1, "perDay": 20},
        "rev": {"bury": True, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "perDay": 200, "hardFactor": 1.2},
        "lapse": {"delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0},
    }
}  # fmt: skip


def _number(name: str, start: int) -> int:
    """Return an id derived from a name, in the range of Anki's ids, which are times in ms."""
    digest = blake2b(name.encode("utf-8", "replace"), digest_size=8).digest()
    return start + int.from_bytes(digest, "big") % 10**11


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
