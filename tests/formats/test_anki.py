"""Handmade Anki packages: notes as items, the review log as history, and what is refused."""

from __future__ import annotations

import sqlite3
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.formats.anki_files import CHOICE, CLOZE, REVERSED, TYPES, database, note_type, package, zipped
from tests.formats.importing import lost_of, pack_of, read, reasons
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import CRAM, Outcome
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.formats.anki import history, own_notes
from zgcquiz.formats.anki.storage import container, protobuf
from zgcquiz.formats.anki.storage.collection import LogEntry
from zgcquiz.formats.anki.templates import template
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import ExchangeOptions, Losses

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

T = 1_600_000_000_000


def items(*notes: Any, **about: Any) -> tuple[Item, ...]:
    return pack_of("apkg", package(*notes, **about)).items


def card(item: Item) -> tuple[str, str, str]:
    return item.stem, item.keys[0].text, item.explanation


def test_a_basic_note_is_a_typed_item_without_its_html() -> None:
    (item,) = items({"fields": "<div>What is H<sub>2</sub>O &amp; ice?</div>\x1f<b>water</b>", "tags": " a b::c "})
    assert (item.kind, card(item)) == (Kind.TYPED, ("What is H₂O & ice?", "water", ""))
    assert item.tags == ("a", "b::c")
    assert item.id == "guid1"


def test_a_note_with_two_cards_makes_siblings() -> None:
    one, two = items({"fields": "Dog\x1fHund", "type": REVERSED, "cards": [0, 1]})
    assert (card(one), card(two)) == (("Dog", "Hund", ""), ("Hund", "Dog", ""))
    assert (one.id, two.id, one.fact, two.fact) == ("guid1", "guid1-2", "guid1", "guid1")


def test_each_gap_is_an_item_with_its_hint_and_the_other_gaps_filled_in() -> None:
    text = "{{c1::Canberra::city}} is in {{c2::<i>Australia</i>}}, {{c1::not Sydney}}\x1fSince 1913."
    one, two = items({"fields": text, "type": CLOZE, "cards": [0, 1]})
    assert card(one) == ("_____ (city) is in Australia, _____", "Canberra, not Sydney", "Since 1913.")
    assert card(two) == ("Canberra is in _____, not Sydney", "Australia", "Since 1913.")


def test_gaps_in_gaps() -> None:
    text = "a {{c1::b {{c2::c}} d}} {{c1,2::e}} }} f\x1f"
    one, two = items({"fields": text, "type": CLOZE, "cards": [0, 1]})
    assert card(one)[:2] == ("a _____ _____ }} f", "b c d, e")
    assert card(two)[:2] == ("a b _____ d _____ }} f", "c, e")


def choice(kind: str, answers: str, *options: str) -> dict[str, Any]:
    fields = ["Which are teas?", "", kind, *options, *[""] * (5 - len(options)), answers, "All are drunk."]
    return {"fields": "\x1f".join(fields), "type": CHOICE}


def test_options_of_the_add_on_for_multiple_choice() -> None:
    single, several, statements = items(
        choice("2", "0 1 0", "Mocha", "Assam", "Latte"),
        choice("1", "1 1 0 0", "Oolong", "Assam", "Latte", "Mocha"),
        choice("0", "0 1 0 0", "Latte", "Assam", "Mocha", "Cocoa"),
    )
    assert (single.kind, [key.text for key in single.keys]) == (Kind.SINGLE, ["Assam"])
    assert [option.text for option in single.distractors] == ["Mocha", "Latte"]
    assert single.explanation == "All are drunk."
    assert (several.kind, [key.text for key in several.keys]) == (Kind.MULTIPLE, ["Oolong", "Assam"])
    assert (statements.kind, [key.text for key in statements.keys]) == (Kind.MULTIPLE, ["Assam"])


@pytest.mark.parametrize("key", ["B", "b", "Assam"])
def test_options_by_letters(key: str) -> None:
    types = {
        5: note_type("Quiz", ["Question", "A", "B", "C", "Answer", "Explanation"], [("{{Question}}", "{{Answer}}")])
    }
    fields = ["Which is a tea?", "Latte", "Assam", "Mocha", key, "From India."]
    (item,) = items({"fields": "\x1f".join(fields), "type": 5}, types=types)
    assert (item.kind, card(item)) == (Kind.SINGLE, ("Which is a tea?", "Assam", "From India."))


def test_a_note_with_options_but_no_key_is_skipped() -> None:
    found = read("apkg", package("Q|A", choice("2", "", "Mocha", "Assam")))
    assert reasons(found) == [(0, "no option is marked as right")]


def test_templates_determine_question_and_answer() -> None:
    answer = "{{FrontSide}}<hr id='answer'>{{Capital}}<br>{{#Note}}NB: {{Note}}{{/Note}}{{^Note}}nothing{{/Note}}"
    fields = ["Country", "Capital", "Note"]
    types = {5: note_type("Capitals", fields, [("What is the capital of {{text:Country}}? {{type:Capital}}", answer)])}
    one, two = items(
        {"fields": "Peru\x1fLima\x1fon the sea", "type": 5}, {"fields": "Chad\x1fN'Djamena\x1f", "type": 5}, types=types
    )
    assert card(one) == ("What is the capital of Peru?", "Lima", "NB: on the sea")
    assert card(two) == ("What is the capital of Chad?", "N'Djamena", "")


def test_the_common_deck_is_the_title_and_others_are_sections() -> None:
    decks = {1: "Default", 2: "Tea", 3: "Tea::Green::Japan", 4: "Filtered"}
    cards = [{"did": 2}, {"did": 3}, {"did": 4, "odid": 3}]
    pack = pack_of("apkg", package(*({"fields": f"q{n}\x1fa", "cards": [c]} for n, c in enumerate(cards)), decks=decks))
    assert (pack.info.id, pack.info.title) == ("tea", "Tea")
    assert [item.section for item in pack.items] == ["", "Green / Japan", "Green / Japan"]


def test_several_top_decks_are_sections_of_a_pack_named_as_the_file() -> None:
    decks = {1: "Default", 2: "Tea", 3: "Milk::Goat"}
    notes = [{"fields": f"q{did}\x1fa", "cards": [{"did": did}]} for did in decks]
    found = read("apkg", package(*notes, decks=decks), "drinks.apkg")
    assert found.pack
    assert found.pack.info.title == "drinks"
    assert [item.section for item in found.pack.items] == ["", "Tea", "Milk / Goat"]


def test_losses_are_counted_and_named() -> None:
    note = {"fields": 'See <img src="a%20b.png">\x1fX [sound:x.mp3]', "cards": [{"flags": 3}], "tags": "marked"}
    found = read("apkg", package(note, {"fields": "q\x1fa\x1fb\x1fc"}, {"fields": "x\x1fy", "cards": [{"queue": -2}]}))
    assert found.pack
    assert card(found.pack.items[0]) == ("See [image: a b.png]", "X", "")
    assert lost_of(found) == {"images": 1, "sounds": 1, "flags": 1, "fields": 1}
    assert [each.field for each in found.history_lost] == ["buried"]
    assert found.pack.items[0].tags == ()


def test_unusable_cards_are_skipped_with_their_reason() -> None:
    found = read(
        "apkg",
        package(
            "good|one",
            {"fields": "no type\x1fa", "type": 99},
            {"fields": "no card\x1fa", "cards": []},
            {"fields": "only\x1f<img src=x.png>"},
            {"fields": "no gap\x1f", "type": CLOZE},
            {"fields": "{{c1::image-occlusion:rect:left=.1}}\x1f", "type": CLOZE},
            {"fields": "no such card\x1fa", "cards": [7]},
            {"fields": ""},
            {"fields": "no answer"},
        ),
    )
    assert [(each.reason, each.text) for each in found.skipped] == [
        ("its note type is missing", "no type"),
        ("the note has no card", "no card"),
        ("its answer is an image or a sound", "only"),
        ("it has no gap c1", "no gap"),
        ("it asks about a part of an image", "{{c1::image-occlusion:rect:left=.1}}"),
        ("its note type has no template for this card", "no such card"),
        ("the question has no text", ""),
        ("it has no answer", "no answer"),
    ]


def test_ids_derive_from_guids() -> None:
    def ids(*guids: str) -> list[str]:
        return [item.id for item in items(*({"fields": f"q{n}\x1fa", "guid": guid} for n, guid in enumerate(guids)))]

    first = ids("aB", "ab", "x~!", "X~!", "")
    assert len(set(first)) == 5
    assert ids("new", "x~!", "aB")[1:] == [first[2], first[0]]
    assert len(set(ids("same", "same"))) == 2


def test_the_log_becomes_history() -> None:
    log = [(T, 100, 3, 0), (T + 1, 100, 1, 1), (T + 2, 100, 2, 2), (T + 3, 100, 4, 1), (T + 4, 100, 3, 3, 0)]
    found = read("apkg", package("q|a", log=log, conf={"schedVer": 2, "creationOffset": -480}))
    assert found.lost == ()
    assert [(each.at.ms, each.at.offset, int(each.rating), each.mode) for each in found.reviews] == [
        (T, 480, 3, "import"), (T + 1, 480, 1, "import"), (T + 2, 480, 2, "import"), (T + 3, 480, 4, "import"),
        (T + 4, 480, 3, CRAM),
    ]  # fmt: skip
    assert {(each.kind, each.shown, each.ms, each.ref.item) for each in found.reviews} == {
        (Kind.TYPED, (), 1500, "guid1")
    }
    assert [each.outcome for each in [*found.reviews][:2]] == [Outcome.CORRECT, Outcome.WRONG]
    assert len({each.id for each in found.reviews}) == 5
    again, elsewhere = (
        read("apkg", package({"fields": "new\x1fa", "guid": guid}, log=log)).reviews for guid in ("guid1", "other")
    )
    assert [each.id for each in again] == [each.id for each in found.reviews]
    assert {each.id for each in elsewhere}.isdisjoint(each.id for each in found.reviews)


def test_answers_to_options_count_as_recalled() -> None:
    (review,) = read("apkg", package(choice("2", "0 1", "Mocha", "Assam"), log=[(T, 100, 3, 1)])).reviews
    assert (review.kind, review.shown, review.certainty) == (Kind.TYPED, (), None)


def test_three_grades_of_the_first_scheduler() -> None:
    log = [(T, 100, 2, 0), (T + 1, 100, 3, 2), (T + 2, 100, 1, 0), (T + 3, 100, 3, 1)]
    for conf, ratings in (({"schedVer": 1}, [3, 4, 1, 3]), ({}, [3, 4, 1, 3]), ({"schedVer": 2}, [2, 3, 1, 3])):
        found = read("apkg", package("q|a", log=log, conf=conf))
        assert [int(each.rating) for each in found.reviews] == ratings


def test_log_entries_that_are_not_reviews_are_counted() -> None:
    log = [
        (T, 100, 3, 4),
        (T + 1, 100, 0, 5),
        (T + 2, 100, 0, 1),
        (-5, 100, 3, 1),
        (T + 3, 100, 9, 1),
        (T + 4, 7, 3, 1),
    ]
    found = read("apkg", package("q|a", log=[*log, (T + 9, 100, 3, 1)]))
    assert len(found.reviews) == 1
    assert lost_of(found) == {}
    lost = [(each.field, each.count) for each in found.history_lost]
    assert lost == [("review log", 2), ("review log", 3), ("reviews", 1)]


def test_suspended_cards_stay_suspended() -> None:
    found = read("apkg", package("q|a", {"fields": "x\x1fy", "cards": [{"queue": -1}]}))
    assert [(each.held, each.ref.item, each.at.ms) for each in found.holds] == [
        (Held.SUSPENDED, "guid2", 1577836800000)
    ]


def test_reviews_and_holds_count_for_each_pack_that_has_the_card() -> None:
    data = package({"fields": "q\x1fa", "cards": [{"queue": -1}]}, log=[(T, 100, 3, 1)])
    reader = registry.get("apkg").read
    assert reader
    one, other, again = (reader(data, "x", ExchangeOptions(id=id)) for id in ("one", "other", "one"))
    assert ([*one.reviews], one.holds) == ([*again.reviews], again.holds)
    for found, id in ((one, "one"), (other, "other")):
        assert [each.ref.pack for each in found.reviews] + [each.ref.pack for each in found.holds] == [id, id]
    assert next(iter(one.reviews)).id != next(iter(other.reviews)).id
    assert one.holds[0].id != other.holds[0].id


@pytest.mark.parametrize("name", ["collection.anki2", "x.anki21", "anything"])
def test_a_bare_collection_is_recognised_by_its_content(name: str) -> None:
    for data in (GOOD, zstd.compress(GOOD)):
        assert registry.recognise(data, name).name == "apkg"
        assert [item.stem for item in pack_of("apkg", data).items] == ["q"]


def test_a_database_of_another_program_is_not_recognised() -> None:
    other = sqlite3.connect(":memory:")
    other.executescript("CREATE TABLE cards (id); CREATE TABLE books (id);")
    data = other.serialize()
    other.close()
    with pytest.raises(ZgcError) as caught:
        registry.recognise(data, "x.db")
    assert caught.value.code == "unknown-format"
    assert "no table col" in broken(data)


STUB = database([{"fields": "Please update\x1fto the latest version"}])
GOOD = database([{"fields": "q\x1fa"}])


@pytest.mark.parametrize(
    ("entries", "stem"),
    [
        ({"collection.anki2": GOOD}, "q"),
        ({"collection.anki2": STUB, "collection.anki21": GOOD}, "q"),
        ({"meta": b"\x08\x01", "collection.anki2": GOOD}, "q"),
        ({"meta": b"\x08\x02", "collection.anki21": GOOD, "collection.anki2": STUB}, "q"),
        ({"meta": b"\x08\x03", "collection.anki21b": zstd.compress(GOOD), "collection.anki2": STUB}, "q"),
        ({"collection.anki21b": zstd.compress(GOOD), "collection.anki2": STUB}, "q"),
    ],
)
def test_the_current_collection_of_a_package_is_read(entries: dict[str, bytes], stem: str) -> None:
    data = zipped(**entries)
    assert registry.recognise(data, "x").name == "apkg"
    assert [item.stem for item in pack_of("apkg", data).items] == [stem]


def broken(data: bytes) -> str:
    with pytest.raises(ZgcError) as caught:
        read("apkg", data, "f.apkg")
    assert caught.value.code == "bad-file"
    return caught.value.message


def test_a_stub_is_never_read() -> None:
    assert "no collection.anki21b" in broken(zipped(meta=b"\x08\x03", collection__anki2=STUB))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (package("q|a")[:200], "not a complete zip archive"),
        (b"PK\x03\x04junk", "not a complete zip archive"),
        (zipped(x=b""), "no collection"),
        (zipped(collection__anki2=b""), "not an SQLite database"),
        (zipped(collection__anki2=b"x" * 5000), "not an SQLite database"),
        (zipped(collection__anki2=GOOD[:5000]), "damaged"),
        (zipped(collection__anki2=GOOD[:100] + b"\xff" * 4000 + GOOD[4100:]), "damaged"),
        (zipped(meta=b"\x08\x09", collection__anki2=GOOD), "version 9"),
        (zipped(meta=b"\xff\xff", collection__anki2=GOOD), "f.apkg/meta: it is damaged"),
        (zipped(meta=b"\x08\x03", collection__anki21b=b"\x28\xb5\x2f\xfdxx"), "damaged"),
        (zipped(meta=b"\x08\x03", collection__anki21b=zstd.compress(GOOD)[:-9]), "ends too early"),
        (package("q|a", version=19), "schema is 19"),
        (package("q|a", version=3), "schema is 3"),
        (package("q|a", extra="DROP TABLE cards"), "no table cards"),
        (package("q|a", extra="ALTER TABLE notes DROP COLUMN flds"), "no such column"),
        (package("q|a", extra="DELETE FROM col"), "schema is 0"),
        (package("q|a", extra="UPDATE col SET models = '{'"), "col/models: it is not JSON"),
        (package("q|a", extra="DROP TABLE notes; CREATE VIEW notes AS SELECT 1 AS id"), "no table notes"),
    ],
)  # fmt: skip
def test_damage_is_reported_with_its_path(data: bytes, said: str) -> None:
    message = broken(data)
    assert message.startswith("f.apkg")
    assert said in message


def test_without_zstd_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped(meta=b"\x08\x03", collection__anki21b=zstd.compress(GOOD))
    monkeypatch.setitem(sys.modules, "compression" if sys.version_info >= (3, 14) else "backports", None)
    with pytest.raises(ZgcError, match="compressed with zstd") as raised:
        read("apkg", data, "f.apkg")
    assert raised.value.code == "needs-zstandard"
    assert "zgcquiz[anki]" in raised.value.hint


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_COLLECTION_BYTES", 1 << 20)
    bomb = zstd.compress(b"SQLite format 3\0" + bytes(1 << 26))
    assert "unpacks to more than" in broken(zipped(meta=b"\x08\x03", collection__anki21b=bomb))


def test_an_endless_query_is_interrupted() -> None:
    endless = (
        "ALTER TABLE notes RENAME TO n; CREATE TABLE notes (id, guid, mid, tags, a TEXT,"
        " flds AS (replace(replace(replace(replace(replace(hex(zeroblob(100000)), '0', 'aaaaaaaa'), 'a', 'bb'),"
        " 'b', 'cc'), 'c', 'dd'), 'd', 'ee')));"
    )
    start = time.process_time()
    found = read("apkg", package("q|a", extra=endless))
    assert time.process_time() - start < 5
    assert found.pack is None


def test_triggers_and_hostile_names_do_nothing() -> None:
    extra = "CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM notes; END;"
    assert len(items("q|a", extra=extra)) == 1


@settings(deadline=None, max_examples=examples(70))
@given(st.data())
def test_random_damage_is_reported_or_harmless(data: st.DataObject) -> None:
    whole = bytearray(database([{"fields": "q\x1fa"}, {"fields": "{{c1::x}}\x1f", "type": CLOZE}], [(T, 100, 3, 1)]))
    for _ in range(data.draw(st.integers(1, 30))):
        whole[data.draw(st.integers(16, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ZgcError):
        read("apkg", zipped(collection__anki2=bytes(whole)))


@given(st.text(st.sampled_from("{}#^/:ab hrid=answ<>"), max_size=60))
def test_any_template_renders(text: str) -> None:
    side = template.parse(text)
    shown = template.render(side.nodes, lambda name: name == "a", lambda ref: "X")
    assert isinstance(shown, str)


@given(st.binary(max_size=40))
def test_any_message_is_read_or_refused(message: bytes) -> None:
    with suppress(ValueError):
        assert all(number >= 0 for number, _ in protobuf.fields(message))


def test_entries_with_hostile_names_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "x.apkg"
    path.write_bytes(package("q|a"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../evil", b"x")
    assert len(pack_of("apkg", path.read_bytes()).items) == 1


@pytest.mark.parametrize("few", [500, pytest.param(2000, marks=pytest.mark.soak)])
def test_reading_takes_linear_time(few: int) -> None:
    def cost(count: int) -> float:
        data = package(
            *(f"<b>question</b> {n}|answer {n}" for n in range(count)), log=[(T + n, 100, 3, 1) for n in range(count)]
        )
        start = time.process_time()
        read("apkg", data)
        return time.process_time() - start

    assert any(cost(4 * few) < 8 * cost(few) for _ in range(3))


def own(data: str) -> bytes:
    """Return a package with a note of our own type that has this data."""
    types = {9: note_type("zgcquiz", own_notes.FIELDS, [(own_notes.FRONT, own_notes.BACK)])}
    return package(
        "q|a", {"fields": "\x1f".join(["Which?", "", "this", "", "", data]), "type": 9}, types={**TYPES, **types}
    )


@pytest.mark.parametrize(
    "data",
    [
        "", "{", "[]", "1", "{}", '{"question":{},"pack":{}}', '{"question":{"question":"x"},"pack":{}}', "[" * 9999,
        '{"question":{"question":"x","kind":"typed","answers":[]},"pack":{}}', '{"question":[],"pack":[]}',
        '{"question":{"question":"x","answers":["y"]},"pack":7}', '{"question":{"kind":"odd"},"pack":{"id":[]}}',
    ],
)  # fmt: skip
def test_a_note_of_ours_with_broken_data_is_read_by_its_fields(data: str) -> None:
    found = read("apkg", own(data))
    assert found.pack
    assert [(item.stem, item.keys[0].text) for item in found.pack.items] == [("q", "a"), ("Which?", "this")]


def test_a_packs_id_in_a_note_cannot_escape_its_folder() -> None:
    question = '{"id":"x","question":"Which?","answers":["this"],"kind":"typed"}'
    data = f'{{"question":{question},"pack":{{"id":"../../x/y","title":"T"}}}}'
    found = read("apkg", own(data))
    assert found.pack
    assert found.pack.info.id == "x-y"


@pytest.mark.parametrize(
    ("ms", "taken"),
    [(0, False), (631_151_999_999, False), (631_152_000_000, True), (4_102_444_799_999, True), (1 << 46, False)],
)
def test_reviews_of_impossible_times_are_lost(ms: int, taken: bool) -> None:
    losses = Losses()
    assert history.is_review(LogEntry(id=ms, card=1, ease=3, type=1, factor=2500, ms=900), losses) is taken
    assert [lost.why for lost in losses.all()] == ([] if taken else ["unknown timestamp, review type or ease"])
