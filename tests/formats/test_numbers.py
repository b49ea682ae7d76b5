"""A number keeps its value and its tolerance in every format, however its author wrote it."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.formats.exchanging import OPTIONS, there_and_back
from tests.rows import rows
from tests.strategies import Written, number_texts, tolerances
from zgcquiz.core.packs.exchange_reports import QUESTION
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.core.rounds.typed_answers import Match, compare
from zgcquiz.core.text.number_writing import is_decimal, write_number
from zgcquiz.core.text.numbers import read_number
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.native import reader as native
from zgcquiz.formats.native import writer

KEEPING = ("yaml", "json", "apkg")
"""Formats in which an author's text stays to the letter."""
PLAIN = ("gift", "moodle-xml", "qti12", "qti21", "text2qti", "markdown", "csv")
WRITABLE = [name for name in registry.BUILT_IN if registry.get(name).write]
UNITS = st.sampled_from(["", "km", "million km", "± x", "000 m", "%"])
no_deadline = settings(deadline=None, max_examples=examples(50), suppress_health_check=[HealthCheck.too_slow])


def pack_of(written: Written, tolerance: float = 0.0, unit: str = "", accept: tuple[str, ...] = ()) -> Pack:
    item = Item(
        "a",
        Kind.NUMERIC,
        "How many?",
        (Option(written.text, True),),
        accept=accept,
        tolerance=tolerance,
        unit=unit,
    )
    return Pack(PackInfo("p", "P", language=written.language), (item,))


def value_in(pack: Pack) -> Fraction:
    (item,) = pack.items
    value = read_number(item.keys[0].text, pack.info.language)
    assert value is not None
    return value


@pytest.mark.parametrize("name", [*KEEPING, *PLAIN])
@no_deadline
@given(written=number_texts(), tolerance=tolerances, unit=UNITS)
def test_every_number_survives_every_format(name: str, written: Written, tolerance: float, unit: str) -> None:
    pack = pack_of(written, tolerance, unit)
    lost, found = there_and_back(name, pack)
    assert found.skipped == ()
    fields = {each.field for each in lost}
    if found.pack is None:
        assert (name, fields & {QUESTION}) == ("text2qti", {QUESTION})
        return
    (item,) = found.pack.items
    assert item.kind is Kind.NUMERIC
    assert item.tolerance == tolerance
    assert item.unit == unit or (not item.unit and "unit" in fields)
    if name in KEEPING or is_decimal(written.value):
        assert value_in(found.pack) == written.value
    else:
        assert "fractions" in fields
        assert float(value_in(found.pack)) == float(written.value)
    if name in KEEPING:
        assert item.keys[0].text.split() == written.text.split()
    again = native.read(writer.write(found.pack))
    assert again.problems == ()
    assert again.pack is not None
    assert value_in(again.pack) == value_in(found.pack)
    assert again.pack.items[0].tolerance == tolerance


@pytest.mark.parametrize("name", WRITABLE)
@no_deadline
@given(written=number_texts(), tolerance=tolerances, other=number_texts())
def test_no_number_that_a_pack_may_hold_makes_an_export_fail(
    name: str, written: Written, tolerance: float, other: Written
) -> None:
    reading = native.read(writer.write(pack_of(written, tolerance, accept=(other.text,))))
    assert reading.pack is not None
    write = registry.get(name).write
    assert write
    write(reading.pack, OPTIONS, ())


@rows("name", PLAIN)
@rows(
    "text, language, plain",
    [
        ("1,400,000", "", "1400000"),
        ("3.652", "de", "3652"),
        ("3,142", "de", "3.142"),
        ("3,142", "en", "3142"),
        ("3.142", "", "3.142"),
        ("½", "", "0.5"),
        ("6.02×10^23", "en", "6.02e23"),
        ("−1 234,5", "fr", "-1234.5"),
        ("١٢٣", "ar", "123"),
        ("three million", "en", "3000000"),
        ("12,34,567", "hi", "1234567"),
        ("1.50", "", "1.50"),
    ],
)
def test_what_other_programs_are_given_is_plain(name: str, text: str, language: str, plain: str) -> None:
    write = registry.get(name).write
    assert write
    data = write(pack_of(Written(text, language, Fraction(1)), 0.00001), OPTIONS, ()).data
    if name.startswith("qti"):
        import io
        import zipfile

        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"".join(archive.read(each) for each in archive.namelist())
    assert plain in data.decode("utf-8-sig")


@pytest.mark.parametrize("name", ["markdown", "text2qti"])
@pytest.mark.parametrize(("plain", "text"), [("3.652", "3,652"), ("3.65", "3.65"), ("3652", "3652")])
def test_a_plain_number_is_written_as_the_packs_language_reads_it(name: str, plain: str, text: str) -> None:
    """Else a German pack would hold 3652 where the file says 3.652."""
    _, found = there_and_back(name, pack_of(Written(text.replace(".", ","), "de", Fraction(plain))))
    assert found.pack
    assert found.pack.items[0].keys[0].text == text
    assert value_in(found.pack) == Fraction(plain)


@pytest.mark.parametrize("name", [*KEEPING, *PLAIN])
def test_other_right_numbers_are_kept_or_said_to_be_lost(name: str) -> None:
    lost, found = there_and_back(name, pack_of(Written("3,5", "de", Fraction(7, 2)), accept=("15/4", "4,125")))
    assert found.pack
    (item,) = found.pack.items
    if not item.accept:
        assert "accept" in {each.field for each in lost}
    else:
        assert [read_number(text, "de" if found.pack.info.language else "") for text in item.accept] == [
            Fraction(15, 4),
            Fraction("4.125"),
        ]


def read(name: str, text: str) -> tuple[Item, tuple[tuple[str, int], ...], tuple[str, ...]]:
    reader = registry.get(name).read
    assert reader
    found = reader(text.encode(), "p", OPTIONS)
    assert found.pack, found.skipped
    (item,) = found.pack.items
    return item, tuple((each.field, each.count) for each in found.lost), found.notes


@pytest.mark.parametrize(
    ("answer", "key", "tolerance"),
    [
        ("#3:2", "3", 2),
        ("#-5.5:0,1", "-5.5", 0.1),
        ("#1..5", "3", 2),
        ("#-1 .. 1", "0", 1),
        ("#0.1..0.2", "0.15", 0.05),
        ("#−5:1", "-5", 1),
        ("#1,234,567", "1234567", 0),
        ("#6.02×10^23:1%", "6.02e23", 6.02e21),
        ("#3.14159:0.00001", "3.14159", 0.00001),
        ("#6.626e-34:1e-36", "6.626e-34", 1e-36),
        ("#=3:2 =%50%3:5", "3", 2),
        ("#=%100%3:2 ~%0%7#Too many", "3", 2),
        ("#½", "0.5", 0),
    ],
)
def test_numbers_of_gift(answer: str, key: str, tolerance: float) -> None:
    item, _, _ = read("gift", f"::Q::How many?{{{answer}}}")
    assert (item.kind, item.keys[0].text, item.tolerance) == (Kind.NUMERIC, key, tolerance)


@pytest.mark.parametrize(
    ("answer", "count", "explanation"),
    [
        ("#3:1~#Far too many", 1, ""),
        ("#3:1#Yes~#No", 1, "Yes"),
        ("#3:1 ~5:1#Too many ~#No", 2, ""),
        ("#=3:1#Yes =%50%4:1#Nearly ~#No", 2, "Yes"),
        ("#3:1#Yes", 0, "Yes"),
    ],
)
def test_feedback_of_wrong_numbers_is_counted(answer: str, count: int, explanation: str) -> None:
    item, lost, _ = read("gift", f"::Q::How many?{{{answer}}}")
    assert dict(lost).get("feedback", 0) == count
    assert item.explanation == explanation


@pytest.mark.parametrize("answer", ["#5..1", "#x", "#3:x", "#3:-1", "#nan", "#inf", "#3:inf", "#1e999", "#3..x", "#"])
def test_no_number_of_gift_is_skipped_with_its_reason(answer: str) -> None:
    reader = registry.get("gift").read
    assert reader
    (skipped,) = reader(f"::Q::How many?{{{answer}}}".encode(), "p", OPTIONS).skipped
    assert "not a number" in skipped.reason or "not a range" in skipped.reason or "right" in skipped.reason


@pytest.mark.parametrize(
    ("cells", "key", "tolerance"),
    [
        ("3652,5%", "3652", 182.6),
        ('"1,400,000",±5', "1400000", 5),
        ('"3,5","0,1"', "3.5", 0.1),
        ("2 1/2,1e-05", "2.5", 1e-05),
        ("'-5,0.5 km", "-5", 0.5),
        ("5 km,1", "5", 1),
        ("5km,10%", "5", 0.5),
    ],
)
def test_numbers_of_tables(cells: str, key: str, tolerance: float) -> None:
    item, _, _ = read("csv", f"kind,question,unit,answer,tolerance\nnumeric,How many?,km,{cells}\n")
    assert (item.keys[0].text, item.tolerance, item.unit) == (key, tolerance, "km")


@pytest.mark.parametrize(("cell", "reason"), [("some", "tolerance 'some'"), ("-1", "tolerance '-1'")])
def test_a_tolerance_that_is_no_number_costs_its_row_only(cell: str, reason: str) -> None:
    reader = registry.get("csv").read
    assert reader
    text = f"kind,question,answer,tolerance\nnumeric,A?,5,{cell}\nnumeric,B?,5,1\n"
    found = reader(text.encode(), "p.csv", OPTIONS)
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["B?"]
    assert reason in found.skipped[0].reason


def test_a_tolerance_in_per_cent_of_qti_is_read() -> None:
    item, _, _ = read(
        "qti21",
        "<assessmentItem identifier='a'><responseDeclaration identifier='R' baseType='float'><correctResponse>"
        "<value>200</value></correctResponse></responseDeclaration><itemBody><p>How many?</p>"
        "<textEntryInteraction responseIdentifier='R'/></itemBody><responseProcessing>"
        "<equal toleranceMode='relative' tolerance='5 10'/></responseProcessing></assessmentItem>",
    )
    assert (item.kind, item.keys[0].text, item.tolerance) == (Kind.NUMERIC, "200", 20)


def test_a_tolerance_of_moodle_that_is_no_number_is_said_to_be_lost() -> None:
    text = (
        "<quiz><question type='numerical'><name><text>q</text></name><questiontext><text>How many?</text>"
        "</questiontext><answer fraction='100'><text>1,400,000</text><tolerance>{}</tolerance></answer>"
        "</question></quiz>"
    )
    item, lost, _ = read("moodle-xml", text.format("some"))
    assert (item.keys[0].text, item.tolerance, dict(lost)["tolerance"]) == ("1400000", 0.0, 1)
    item, lost, _ = read("moodle-xml", text.format("5%"))
    assert (item.tolerance, dict(lost).get("tolerance")) == (70000, None)


@pytest.mark.parametrize("tolerance", ["1" + "0" * 400, '"some"', '"-1"', "-1", "NaN", "true"])
def test_a_tolerance_of_json_that_is_no_number_costs_its_question_only(tolerance: str) -> None:
    question = '{{"kind": "numeric", "question": "{}?", "answers": ["5"], "distractors": [], "tolerance": {}}}'
    reader = registry.get("json").read
    assert reader
    text = f'{{"questions": [{question.format("A", tolerance)}, {question.format("B", chr(34) + "10%" + chr(34))}]}}'
    found = reader(text.encode(), "p.json", OPTIONS)
    assert found.pack
    assert [(item.stem, item.tolerance) for item in found.pack.items] == [("B?", 0.5)]


@pytest.mark.parametrize("name", ["gift", "csv"])
def test_an_ambiguous_number_is_imported_with_a_note(name: str) -> None:
    text = {"gift": "::Q::How many?{#3,142:1}", "csv": 'kind,question,answer\nnumeric,How many?,"3,142"\n'}[name]
    item, _, notes = read(name, text)
    assert item.keys[0].text == "3142"
    assert notes == ("'3,142' was read as 3142",)


@no_deadline
@given(number_texts(), tolerances)
def test_the_key_is_right_as_it_stands_and_as_others_write_it(written: Written, tolerance: float) -> None:
    (item,) = pack_of(written, tolerance).items
    assert compare(item, written.text, written.language) is Match.RIGHT
    assume(is_decimal(written.value))
    plain = write_number(written.value)
    if read_number(plain, written.language) == written.value:
        assert compare(item, plain, written.language) is Match.RIGHT


@pytest.mark.parametrize(
    ("said", "kept"),
    [("5%", "5%"), ("± 2,5 %", "2.5%"), ("0,125%", "0.1250%"), ("17.3", "17.3"), ("0%", None), ("1/4%", "0.25%"),
     ("1/3%", "1.1533333333333333"), ("5 km", "5")],
)  # fmt: skip
def test_a_share_as_tolerance_is_kept_in_yaml(said: str, kept: str | None) -> None:
    """Where it has no exact decimal, it is the number that it comes to."""
    question = f"{{id: q, kind: numeric, question: N?, answer: 346, unit: km, tolerance: '{said}'}}"
    text = f"zgcquiz: 1\nid: p\ntitle: P\nlanguage: de\nquestions:\n- {question}\n"
    pack = native.read([("p.yaml", text.encode())]).pack
    assert pack
    ((_, written),) = writer.write(pack)
    found = re.search(r"tolerance: (.*)", written.decode())
    assert (found and found[1]) == kept
    assert native.read([("p.yaml", written)]).pack == pack
