"""Handmade Anki packages of schema 11."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import Any

BASIC, REVERSED, CLOZE, CHOICE = 1, 2, 3, 4
_BACK = "{{FrontSide}}\n<hr id=answer>\n"


def note_type(name: str, fields: Sequence[str], templates: Sequence[tuple[str, str]], cloze: bool = False) -> Any:
    return {
        "name": name,
        "type": int(cloze),
        "flds": [{"name": field, "ord": at} for at, field in reversed(list(enumerate(fields)))],
        "tmpls": [{"name": f"Card {at}", "ord": at, "qfmt": q, "afmt": a} for at, (q, a) in enumerate(templates)],
    }


CHOICE_FIELDS = [
    "Question",
    "Title",
    "QType (0=kprim,1=mc,2=sc)",
    "Q_1",
    "Q_2",
    "Q_3",
    "Q_4",
    "Q_5",
    "Answers",
    "Extra 1",
]
TYPES = {
    BASIC: note_type("Basic", ["Front", "Back"], [("{{Front}}", _BACK + "{{Back}}")]),
    REVERSED: note_type(
        "Reversed", ["Front", "Back"], [("{{Front}}", _BACK + "{{Back}}"), ("{{Back}}", _BACK + "{{Front}}")]
    ),
    CLOZE: note_type(
        "Cloze", ["Text", "Back Extra"], [("{{cloze:Text}}", "{{cloze:Text}}<br>{{Back Extra}}")], cloze=True
    ),
    CHOICE: note_type("AllInOne (kprim, mc, sc)", CHOICE_FIELDS, [("{{Question}}", "{{Answers}}")]),
}

SCHEMA = """
CREATE TABLE col (id integer primary key, crt integer, mod integer, scm integer, ver integer, dty integer, usn integer,
  ls integer, conf text, models text, decks text, dconf text, tags text);
CREATE TABLE notes (id integer primary key, guid text, mid integer, mod integer, usn integer, tags text, flds text,
  sfld integer, csum integer, flags integer, data text);
CREATE TABLE cards (id integer primary key, nid integer, did integer, ord integer, mod integer, usn integer,
  type integer, queue integer, due integer, ivl integer, factor integer, reps integer, lapses integer, left integer,
  odue integer, odid integer, flags integer, data text);
CREATE TABLE revlog (id integer primary key, cid integer, usn integer, ease integer, ivl integer, lastIvl integer,
  factor integer, time integer, type integer);
"""


def database(
    notes: Iterable[dict[str, Any]] = (),
    log: Iterable[tuple[int, ...]] = (),
    *,
    types: dict[int, Any] | None = None,
    decks: dict[int, str] | None = None,
    conf: dict[str, Any] | None = None,
    version: int = 11,
    extra: str = "",
) -> bytes:
    """A collection.

    notes: each with `fields`, and maybe `guid`, `type`, `tags`, `cards` (a list of ord, or of
    dicts with ord, did, odid, queue, flags); a card's id is 100 times its note's, counted from 1, plus ord.
    log: (id, card, ease, type), or with the factor as a fifth.
    """
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(SCHEMA)
        models = {str(key): value for key, value in (types or TYPES).items()}
        names = {str(key): {"name": name} for key, name in (decks or {1: "Default"}).items()}
        db.execute(
            "INSERT INTO col VALUES (1, 1577836800, 0, 0, ?, 0, 0, 0, ?, ?, ?, '{}', '{}')",
            (version, json.dumps(conf or {}), json.dumps(models), json.dumps(names)),
        )
        for number, note in enumerate(notes, 1):
            fields = note["fields"]
            db.execute(
                "INSERT INTO notes VALUES (?, ?, ?, 0, 0, ?, ?, '', 0, 0, '')",
                (number, note.get("guid", f"guid{number}"), note.get("type", BASIC), note.get("tags", ""), fields),
            )
            for each in note.get("cards", [0]):
                card = each if isinstance(each, dict) else {"ord": each}
                values = [
                    card.get(key, default) for key, default in (("did", 1), ("ord", 0), ("queue", 2), ("odid", 0))
                ]
                did, ord, queue, odid = values
                db.execute(
                    "INSERT INTO cards VALUES (?, ?, ?, ?, 1577836800, 0, 2, ?, 0, 0, 0, 0, 0, 0, 0, ?, ?, '')",
                    (100 * number + ord, number, did, ord, queue, odid, card.get("flags", 0)),
                )
        for id, card_id, ease, type, *factor in log:
            db.execute(
                "INSERT INTO revlog VALUES (?, ?, 0, ?, 0, 0, ?, 1500, ?)",
                (id, card_id, ease, *(factor or [2500]), type),
            )
        db.executescript(extra)
        db.commit()
        return db.serialize()


def zipped(**entries: bytes) -> bytes:
    """Return a package with these entries; `__` in a name stands for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def package(*notes: dict[str, Any] | str, **about: Any) -> bytes:
    """Return a package without `meta`; a text is a basic note with its fields separated by a bar."""
    made = [{"fields": note.replace("|", "\x1f")} if isinstance(note, str) else note for note in notes]
    return zipped(collection__anki2=database(made, **about))
