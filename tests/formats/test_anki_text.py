"""Anki text: header lines, separators, special columns, and broken files."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.anki_files import package
from tests.formats.importing import item_of, lost_of, pack_of, read, reasons
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import Kind
from zgcquiz.formats.exchange import registry

HEAD = "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"
NOTES = (
    'aB~1\tBasic\tDrinks::Tea\t<b>Which</b> is green?\t"Sen""cha""\nx"\tleaf a::b\n'
    "plain\tCloze\tDrinks\t{{c1::Assam}} is in {{c2::India}}\t\t\n"
)


def test_what_anki_exports_is_read_with_ids_decks_and_tags() -> None:
    found = read("anki-text", HEAD + NOTES)
    assert found.pack
    assert found.pack.info.title == "Drinks"
    one, two, three = found.pack.items
    assert (three.stem, three.keys[0].text, three.section) == ("Which is green?", 'Sen"cha" x', "Tea")
    assert three.tags == ("leaf", "a::b")
    assert three.id == "anki-" + three.id[5:]
    assert (one.stem, one.keys[0].text, one.id, one.fact) == ("_____ is in India", "Assam", "plain", "plain")
    assert (two.stem, two.keys[0].text, two.id, two.fact) == ("Assam is in _____", "India", "plain-2", "plain")
    assert lost_of(found) == {"formatting": 1}


def test_ids_stay_when_the_text_changes() -> None:
    before = {item.id for item in pack_of("anki-text", HEAD + NOTES).items}
    assert {item.id for item in pack_of("anki-text", HEAD + NOTES.replace("green", "GREEN")).items} == before


@pytest.mark.parametrize(
    ("said", "sign"),
    [("comma", ","), ("Semicolon", ";"), ("tab", "\t"), ("Space", " "), ("pipe", "|"), ("colon", ":"), (";", ";")],
)
def test_separators_by_name_or_sign(said: str, sign: str) -> None:
    item = item_of("anki-text", f"#separator:{said}\n#unknown:x\nfront{sign}back\n")
    assert (item.stem, item.keys[0].text, item.kind) == ("front", "back", Kind.TYPED)


def test_without_html_markup_is_text() -> None:
    assert item_of("anki-text", "#html:false\na <b> &amp; c\td").stem == "a <b> &amp; c"
    assert item_of("anki-text", "#html:true\na <b>b</b> &amp; c\td").stem == "a b & c"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_legacy_line_of_tags(mark: str) -> None:
    item = item_of("anki-text", f"{mark}tags: one two\n# a comment\nfront;back;more\n")
    assert (item.keys[0].text, item.explanation, item.tags) == ("back", "more", ("one", "two"))


def test_columns_that_are_named_as_options() -> None:
    item = item_of("anki-text", "#separator:comma\n#columns:Question,A,B,Answer\n#deck:D\nWhich?,x,y,B\n")
    assert (item.kind, item.keys[0].text) == (Kind.SINGLE, "y")


def test_unusable_rows_are_reported_by_line() -> None:
    found = read("anki-text", '#separator:tab\nq\ta\n"two\nlines"\t\nlast\t<img src=x>\n')
    assert reasons(found) == [(3, "it has no answer"), (5, "its answer is an image or a sound")]


@pytest.mark.parametrize(
    ("text", "stems"),
    [  # as Anki itself reads them
        ('#separator:tab\n"#1 rule"\tx\n#skip me\ty\nWhat\tz\n', ["#1 rule", "What"]),
        ('#separator:tab\n# a comment\n#html:false\n #sp\tq\na\t"multi\n#in\nend"\n# c "q\nb\tc\n', ["#sp", "a", "b"]),
        ("#separator:comma\n#foo\n#columns:A,B\nq,a\n", ["q"]),
        ("#separator:tab\n#1 rule\tNo metal\nq\ta\n", ["q"]),
        ('#separator:tab\n"#a"\t"b ""c"" d"\n#x\ty\nq\t"#r"\n', ["#a", "q"]),
        ('#separator:semicolon\na;"x;""\n#y"\n#n;o\nq;r\n', ["a", "q"]),
    ],
)  # fmt: skip
def test_a_row_that_begins_with_a_hash_is_a_comment_unless_quoted(text: str, stems: list[str]) -> None:
    found = read("anki-text", text)
    assert found.pack
    assert [item.stem for item in found.pack.items] == stems


def test_comments_are_reported() -> None:
    found = read("anki-text", "#separator:tab\n# about\nq\ta\n#1\tone\n#2\ttwo\n")
    assert [note.partition(" with ")[0] for note in found.notes] == ["2 lines begin"]


@pytest.mark.parametrize("guid", ["#a%b]", "#", "#separator:tab", '#"x', "#html:true"])
def test_a_guid_may_begin_with_a_hash(guid: str) -> None:
    quoted = guid.replace('"', '""')
    text = f'#separator:tab\n#html:true\n#guid column:1\n"{quoted}"\tQ\tA\nq&z^t\tR\tB\n'
    assert [item.stem for item in pack_of("anki-text", text).items] == ["Q", "R"]
    data = package({"fields": "Q\x1fA", "guid": guid})
    assert pack_of("anki-text", text).items[0].id == pack_of("apkg", data).items[0].id


def test_the_format_is_recognised_by_its_first_line() -> None:
    assert registry.recognise(b"\xef\xbb\xbf#separator:tab\nx\ty\n", "a.txt").name == "anki-text"
    assert registry.recognise(b"tags: x\nq\ta\n", "a.txt").name == "anki-text"


def test_a_column_of_any_length_does_not_affect_other_rows() -> None:
    found = read("anki-text", "#separator:tab\nq\ta\n" + "x" * 1_100_000 + '\ty\n"r\tb\ns\tc\n', "f")
    assert found.pack
    assert [item.keys[0].text for item in found.pack.items] == ["a", "b", "c"]
    assert [(skipped.line, skipped.reason[:14]) for skipped in found.skipped] == [(3, "it is too long")]


def test_very_many_columns_take_linear_time() -> None:
    start = time.process_time()
    found = read("anki-text", "a:b" * 60_000)
    assert found.pack
    assert time.process_time() - start < 8


@given(st.text(st.sampled_from('#separatohmlgud cn:123;\t\n",{}<>&|x\ufeff'), max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read("anki-text", "#" + text)
    except ZgcError as error:
        assert error.code == "bad-file"  # noqa: PT017
    else:
        assert found.pack is None or found.pack.items
