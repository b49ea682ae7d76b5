"""Run by itself, with the real anki: makes or reads packages, and says on standard output what is in them.

python anki_maker.py make FOLDER      a collection with cards answered, exported in each version
python anki_maker.py take FILE OUT    what a new collection holds after importing a package, and its exports in OUT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest


def exported(collection: Any, folder: Path) -> None:
    for name, legacy in (("legacy.apkg", True), ("new.apkg", False)):
        options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy)
        collection.export_anki_package(out_path=str(folder / name), options=options, limit=None)


def content(collection: Any) -> dict[str, Any]:
    """Return the comparable content of a collection."""
    cards = collection.db.all(
        "SELECT id, nid, ord, did, type, queue, due, ivl, reps, lapses, odid FROM cards ORDER BY nid, ord"
    )
    guids = dict(collection.db.all("SELECT id, guid FROM notes"))
    notes = [collection.get_note(id) for id in guids]
    return {
        "notes": [
            {"guid": note.guid, "type": note.note_type()["name"], "fields": dict(note.items()), "tags": note.tags}
            for note in notes
        ],
        "cards": [
            {
                "id": card[0], "guid": guids[card[1]], "ord": card[2], "deck": collection.decks.name(card[3]),
                "type": card[4], "queue": card[5], "due": card[6], "ivl": card[7], "reps": card[8], "lapses": card[9],
                "question": collection.get_card(card[0]).question(), "answer": collection.get_card(card[0]).answer(),
            }
            for card in cards
        ],
        "log": collection.db.all("SELECT id, cid, ease, type, time FROM revlog ORDER BY id"),
        "today": collection.sched.today,
    }  # fmt: skip


def make(folder: Path) -> dict[str, Any]:
    collection: Any = Collection(str(folder / "collection.anki2"))

    def add(type: str, deck: str, tags: list[str], **fields: str) -> None:
        note = collection.new_note(collection.models.by_name(type))
        for name, value in fields.items():
            note[name.replace("_", " ")] = value
        note.tags = tags
        collection.add_note(note, collection.decks.id(deck))

    add("Basic", "Top::Sub", ["x", "y::z"], Front='<b>Q</b> <img src="x.png"> &amp;', Back="A[sound:a.mp3]")
    add("Basic (and reversed card)", "Top::Sub", [], Front="Dog", Back="Hund")
    add("Basic (type in the answer)", "Top", [], Front="Cat", Back="Katze")
    add("Cloze", "Top::Sub", [], Text="{{c1::Canberra::city}} is in {{c2::Australia}}", Back_Extra="Not Sydney.")
    collection.decks.select(collection.decks.id("Top"))
    for grade in (3, 2, 1):
        card = collection.sched.getCard()
        card.start_timer()
        collection.sched.answerCard(card, grade)
    collection.sched.suspend_cards([collection.find_cards("Canberra")[0]])
    exported(collection, folder)
    said = content(collection)
    collection.export_collection_package(str(folder / "new.colpkg"), include_media=True, legacy=False)
    collection.reopen()
    collection.export_collection_package(str(folder / "legacy.colpkg"), include_media=True, legacy=True)
    collection.close()
    return said


def change(collection: Any) -> None:
    """Edit notes of our own type like a learner would."""
    for note in map(collection.get_note, collection.find_notes("")):
        if "oxidised" in note["Question"]:
            note["Question"] = "Which <b>tea</b> is least oxidised?"
            note["Options"] = note["Options"].replace(">Green<", ">Green tea<")
            note.tags = ["leaf"]
        elif note["Typed"] == "India":
            note["Typed"] = "Assam is in India"
        collection.update_note(note)


def take(file: Path, folder: Path, changing: bool = False) -> dict[str, Any]:
    collection: Any = Collection(str(folder / "collection.anki2"))
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, merge_notetypes=True)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(file), options=options))
    if changing:
        change(collection)
    exported(collection, folder)
    said = content(collection) | {"checked": collection.fix_integrity()[0]}
    collection.close()
    return said


if __name__ == "__main__":
    deed, *paths = sys.argv[1:]
    said = make(Path(paths[0])) if deed == "make" else take(Path(paths[0]), Path(paths[1]), deed == "change")
    print("\n" + json.dumps(said))
