"""Questions in tables, with all headings, separators and encodings, and round trips."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.exchanging import as_xml_has_it, packs, there_and_back
from tests.formats.importing import item_of, lost_of, pack_of, read, reasons
from tests.rows import rows
from tests.strategies import same_when_read, texts
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Converted, ExchangeOptions

TEA = "Question,Answer,Distractor 1,Distractor 2\nWhich tea is not oxidised?,Green,Oolong,Black\n"


def keys(item: Item) -> list[str]:
    return [option.text for option in item.keys]


def others(item: Item) -> list[str]:
    return [option.text for option in item.distractors]


def by_columns(text: str, columns: dict[str, str]) -> Converted:
    reader = registry.get("csv").read
    assert reader
    return reader(text.encode(), "file.csv", ExchangeOptions(columns=columns))


@rows("separator", ",;\t|")
@rows("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@rows("line_end", ["\n", "\r\n", "\r"])
def test_separators_encodings_and_line_ends_are_detected(separator: str, encoding: str, line_end: str) -> None:
    text = TEA.replace("Green", "Grün").replace(",", separator).replace("\n", line_end)
    data = text.encode(encoding)
    format = registry.recognise(data, "tea.csv")
    assert format.name == ("tsv" if separator == "\t" else "csv")
    item = item_of(format.name, data)
    assert (item.stem, keys(item), others(item)) == ("Which tea is not oxidised?", ["Grün"], ["Oolong", "Black"])
    assert item.drawn


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("question,option a,option b,correct", "Herb?,Oak,Mint,b"),
        ("Question,Option 1,Option 2,Correct Answer", "Herb?,Oak,Mint,2"),
        ("Stem,A,B,C,Answer", "Herb?,Oak,Mint,,B"),
        ("Q,Choice 1,Choice 2,Correct option", "Herb?,Oak,Mint,Mint"),
        ("Prompt,Answer 1,Answer 2,Correct answer(s)", "Herb?,Oak,Mint,Answer 2"),
        ("question,correct answer,incorrect answers", 'Herb?,Mint,"Oak"'),
        ("question,options,answer", 'Herb?,"Oak\nMint",Mint'),
    ],
)
def test_headings_are_known_in_many_spellings(head: str, row: str) -> None:
    item = item_of("csv", f"{head}\n{row}\n")
    assert (item.stem, keys(item), others(item)) == ("Herb?", ["Mint"], ["Oak"])


def test_several_right_options_are_named_together() -> None:
    head = "question,option 1,option 2,option 3,correct\n"
    for said in ('"1,3"', "1;3", "a|c", '"x, z"', "A and C", "AC", "Option 1; Option 3", "1.0;3.0"):
        item = item_of("csv", f"{head}Which?,x,y,z,{said}\n")
        assert (item.kind, keys(item)) == (Kind.MULTIPLE, ["x", "z"]), said


def test_further_answer_columns_beside_an_answer_column_are_right() -> None:
    pack = pack_of(
        "csv",
        "question,answer,answer 2,distractor 1,option 1,option 2,correct\nA?,,,,x,y,1\nB?,x,y,z,,,\n",
    )
    assert [[key.text for key in item.keys] for item in pack.items] == [["x"], ["x", "y"]]


def test_numbers_as_options_are_distinguished_from_positions() -> None:
    head = "question,option 1,option 2,option 3,correct\n"
    assert keys(item_of("csv", f"{head}2 + 2?,3,4,5,4\n")) == ["4"]
    assert keys(item_of("csv", f"{head}2 + 2?,3,4,5,2\n")) == ["4"]


def test_metadata_is_kept_and_losses_are_counted() -> None:
    text = (
        "ID,Question,Answer,Wrong 1,Category,Tags,Explanation,Points,Image\n"
        'q-7,Herb?,Mint,Oak,Plants,"green, fresh",It smells.,3,\n'
        ",Tree?,Oak,Mint,,,,,x.png\n"
    )
    found = read("csv", text)
    assert found.pack
    first = next(item for item in found.pack.items if item.id == "q-7")
    assert (first.section, first.tags, first.explanation) == ("Plants", ("green", "fresh"), "It smells.")
    assert lost_of(found) == {"points": 1, "image": 1}


def test_unusable_rows_are_reported_by_line() -> None:
    text = 'question,option 1,option 2,correct\n"Two\nlines?",x,y,5\n,x,y,1\n\nGood?,x,y,1\nNone?,x,y,\nOne?,x,,1\n'
    assert reasons(read("csv", text)) == [
        (2, "'5' names none of its options"),
        (4, "it has no question"),
        (7, "no option is marked as right"),
        (8, "it has one option only"),
    ]


def test_a_table_without_headings_is_read_as_questions_and_answers() -> None:
    found = read("csv", "Capital of France?,Paris\nIs tea wet?,TRUE\nHerb?,Mint\n")
    assert found.pack
    assert [item.kind for item in found.pack.items] == [Kind.TYPED, Kind.TRUE_FALSE, Kind.TYPED]
    assert "no headings" in found.notes[0]


def test_columns_can_be_named_by_heading_number_or_letter() -> None:
    text = "Nr,Frage,Richtig,Falsch\n1,Kraut?,Minze,Eiche\n"
    for columns in (
        {"question": "Frage", "answer": "richtig", "distractor": "Falsch"},
        {"question": "B", "answer": "C", "distractor": "D"},
    ):
        found = by_columns(text, columns)
        assert found.pack
        item = found.pack.items[-1]
        assert (item.stem, keys(item), others(item)) == ("Kraut?", ["Minze"], ["Eiche"])
    found = by_columns("Kraut?,Eiche,Minze\nBaum?,Minze,Eiche\n", {"question": "1", "distractor": "2", "answer": "3"})
    assert found.pack
    assert [keys(item) for item in found.pack.items] == [["Minze"], ["Eiche"]]


@pytest.mark.parametrize(
    ("columns", "message", "hint"),
    [
        ({"question": "Frage", "answer": "nowhere"}, "no column 'nowhere'", "Its headings: Frage, Richtig."),
        ({"question": "1", "answer": "9"}, "no column '9'", "columns"),
        ({"qestion": "1"}, "can't hold 'qestion'", "Did you mean question?"),
        ({"answer": "1"}, "No column is assigned to the question", "--columns question=1,answer=2"),
    ],
)
def test_missing_columns_are_reported_with_the_existing_ones(columns: dict[str, str], message: str, hint: str) -> None:
    with pytest.raises(ZgcError) as caught:
        by_columns("Frage,Richtig\nKraut?,Minze\n", columns)
    assert caught.value.code == "bad-columns"
    assert message in caught.value.message


KAHOOT = (
    ",Quiz template,,,,,,\n,Add questions below,,,,,,\n"
    ",Question - max 120 characters,Answer 1 - max 75 characters,Answer 2 - max 75 characters,"
    "Answer 3 - max 75 characters,Answer 4 - max 75 characters,"
    '"Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",Correct answer(s) - choose at least one\n'
    '1,Herbs?,Oak,Mint,Sage,,20,"2,3"\n'
)
QUIZIZZ = (
    "Question Text,Question Type,Option 1,Option 2,Option 3,Option 4,Option 5,Correct Answer,Time in seconds,"
    "Image Link,Answer explanation\n"
    "Text of the question (required),(default is Multiple Choice),Text for option 1,,,,,,,,\n"
    "Herb?,Multiple Choice,Oak,Mint,,,,2,30,,It smells.\n"
    'Herbs?,Checkbox,Oak,Mint,Sage,,,"2,3",30,,\n'
    "A herb is ___,Fill-in-the-Blank,mint,sage,,,,,30,,\n"
    "Say more,Open-Ended,,,,,,,30,,\n"
)
GIMKIT = "Question,Correct Answer,Incorrect Answer 1,Incorrect Answer 2 (Optional)\nHerb?,Mint,Oak,\n"
BLOOKET = (
    "Blooket Import Template,,,,,,,\n"
    "Question #,Question Text,Answer 1,Answer 2,Answer 3 (Optional),Answer 4 (Optional),Time Limit (sec),"
    "Correct Answer(s)\n1,Herb?,Oak,Mint,,,20,2\n"
)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("kahoot", KAHOOT, [("Herbs?", ["Mint", "Sage"], ["Oak"])]),
        ("quizizz", QUIZIZZ, [("Herb?", ["Mint"], ["Oak"]), ("Herbs?", ["Mint", "Sage"], ["Oak"])]),
        ("gimkit", GIMKIT, [("Herb?", ["Mint"], ["Oak"])]),
        ("blooket", BLOOKET, [("Herb?", ["Mint"], ["Oak"])]),
    ],
)
def test_the_sheets_of_games_are_recognised_and_read(name: str, text: str, expected: list[Any]) -> None:
    assert registry.recognise(text.encode(), "sheet.csv").name == name
    found = read(name, text)
    assert found.pack
    shown = [(item.stem, keys(item), others(item)) for item in found.pack.items if item.kind.is_choice]
    assert shown == expected


def test_quizizz_kinds_without_options_are_typed_or_skipped() -> None:
    found = read("quizizz", QUIZIZZ)
    assert found.pack
    blank = found.pack.items[-1]
    assert (blank.kind, keys(blank), blank.accept) == (Kind.TYPED, ["mint"], ("sage",))
    assert reasons(found) == [(6, "a question of the kind 'open ended' has no right answer")]
    assert found.notes == ("the help row below the headings was left out",)
    assert found.pack.items[0].explanation == "It smells."


def test_quizlet_s_terms_are_typed() -> None:
    text = "la mer\tthe sea\nle ciel\tthe sky\n"
    assert registry.recognise(text.encode(), "set.txt").name == "quizlet"
    assert [(item.stem, item.kind, keys(item)) for item in pack_of_all("quizlet", text)] == [
        ("la mer", Kind.TYPED, ["the sea"]),
        ("le ciel", Kind.TYPED, ["the sky"]),
    ]


def pack_of_all(name: str, text: str) -> tuple[Item, ...]:
    found = read(name, text)
    assert found.pack
    return found.pack.items


# Workbooks


def workbook(rows: list[list[Any]], title: str = "Sheet") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_workbook_is_read_as_displayed() -> None:
    data = workbook(
        [
            ["Question", "Answer", "Distractor 1", "Distractor 2"],
            ["How many?", 12, 13.5, 1e6],
            ["True?", True, False, None],
            [None, None, None, None],
            ["Höher & <weiter>?", "é\nzwei", "0755", " x "],
        ]
    )
    assert registry.recognise(data, "x.bin").name == "xlsx"
    first, second, third = pack_of("xlsx", data).items
    assert (keys(first), others(first)) == (["12"], ["13.5", "1000000"])
    assert (second.kind, keys(second), others(second)) == (Kind.TRUE_FALSE, ["true"], ["false"])
    assert (third.stem, keys(third), others(third)) == ("Höher & <weiter>?", ["é\nzwei"], ["0755", "x"])


def test_sheets_are_bounded() -> None:
    """A thousand sheets can be one part of the archive, which is read for each of them."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["Question", "Answer"], ["q", "a"]]))) as old,
        zipfile.ZipFile(target, "w") as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/workbook.xml":
                content = re.sub(rb"<sheet .*?/>", lambda found: found[0] * 1_001, content)
            new.writestr(name, content)
    with pytest.raises(ZgcError, match="more than 1,000 sheets"):
        pack_of("xlsx", target.getvalue())


def test_dates_and_percentages_of_a_workbook() -> None:
    from datetime import date

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Question", "Answer"])
    sheet.append(["When?", date(2018, 7, 26)])
    sheet.append(["How much?", 0.58])
    sheet["B3"].number_format = "0.0%"
    buffer = io.BytesIO()
    book.save(buffer)
    assert [keys(item) for item in pack_of("xlsx", buffer.getvalue()).items] == [["2018-07-26"], ["58%"]]


def test_a_percentage_of_a_workbook_is_a_number_in_per_cent_and_a_tolerance_of_the_key() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Kind", "Question", "Answer", "Tolerance"])
    sheet.append(["numeric", "How much?", 0.5, 0.05])
    sheet["C2"].number_format = sheet["D2"].number_format = "0%"
    buffer = io.BytesIO()
    book.save(buffer)
    (item,) = pack_of("xlsx", buffer.getvalue()).items
    assert (item.keys[0].text, item.unit, item.tolerance) == ("50", "%", 2.5)


def test_sheets_become_sections_and_others_are_named() -> None:
    book = openpyxl.Workbook()
    for name in ("Tea", "Herbs"):
        sheet = book.create_sheet(name)
        sheet.append(["Question", "Answer"])
        sheet.append([f"{name}?", "Yes"])
    book.create_sheet("Notes").append(["nothing", "of", "use"])
    buffer = io.BytesIO()
    book.save(buffer)
    found = read("xlsx", buffer.getvalue())
    assert found.pack
    assert [(item.stem, item.section) for item in found.pack.items] == [("Tea?", "Tea"), ("Herbs?", "Herbs")]
    assert found.notes == ("the sheet 'Notes' has no headings for questions and answers",)


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.99])
def test_a_damaged_workbook_is_refused(cut: float) -> None:
    data = workbook([["Question", "Answer"], ["a?", "b"]])
    with pytest.raises(ZgcError):
        read("xlsx", data[: int(len(data) * cut)])


# Writing


def written(name: str, pack: Pack) -> bytes:
    writer = registry.get(name).write
    assert writer
    return writer(pack, ExchangeOptions(), ()).data


def test_no_cell_is_a_formula_and_all_come_back() -> None:
    texts = ["=1+1", "+x", "-y", "@z", "'quoted", "'=1", "-5", "+3.5", "\ttab"]
    options = tuple(Option(text, at == 0) for at, text in enumerate(texts[:8]))
    pack = Pack(PackInfo("p", "P"), (Item("a", Kind.SINGLE, "=HYPERLINK()", options, True),))
    data = written("csv", pack).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(data)) for cell in row]
    assert not [cell for cell in cells if cell[:1] in "=@\t" and cell]
    assert not [cell for cell in cells if cell[:1] in ("+", "-") and not cell[1:].replace(".", "").isdigit()]
    item = item_of("csv", data)
    assert item.stem == "=HYPERLINK()"
    assert [option.text for option in item.options] == texts[:8]


def test_kahoot_gets_a_workbook_that_openpyxl_reads_and_so_do_we() -> None:
    pool = tuple(Option(text, text == "Mint") for text in ("Mint", "Oak", "Slate", "Iron", "Glass"))
    pack = Pack(
        PackInfo("p", "Plants"),
        (
            Item("a", Kind.SINGLE, "Herb?", pool, True),
            Item("b", Kind.TRUE_FALSE, "Wet & <dry>?", (Option("true"), Option("false", True))),
            Item("c", Kind.TYPED, "Which?", (Option("x", True),)),
            Item("d", Kind.SINGLE, "x" * 121, pool[:2], True),
        ),
    )
    writer = registry.get("kahoot").write
    assert writer
    made = writer(pack, ExchangeOptions(), ())
    assert made.data == writer(pack, ExchangeOptions(), ()).data
    sheet = openpyxl.load_workbook(io.BytesIO(made.data)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(at for at, row in enumerate(rows) if row[1] and str(row[1]).startswith("Question - max"))
    assert [row[1:8] for row in rows[head + 1 :]] == [
        ["Herb?", "Oak", "Mint", "Iron", "Slate", 20, 2],
        ["Wet & <dry>?", "True", "False", None, None, 20, 2],
    ]
    assert {(lost.field, lost.count) for lost in made.lost} >= {("distractors", 1), ("question", 1)}
    assert [item.stem for item in pack_of("xlsx", made.data).items] == ["Herb?", "Wet & <dry>?"]


@pytest.mark.parametrize("text", ["", "just one line", "a\nb\nc\n", "\0\1\2"])
def test_a_file_without_questions_is_refused(text: str) -> None:
    with pytest.raises(ZgcError, match="no columns for questions and answers") as caught:
        read("csv", text)
    assert "--columns question=1,answer=2" in caught.value.hint


@given(packs((Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE)))
def test_a_kahoot_export_comes_back_except_for_reported_losses(pack: Pack) -> None:
    lost, found = there_and_back("kahoot", pack)
    left_out = sum(each.count for each in lost if each.field == "question")
    items = found.pack.items if found.pack else ()
    assert found.skipped == ()
    assert len(items) == len(pack.items) - left_out

    def told(item: Item) -> tuple[str, frozenset[str]]:
        return shown(item.stem), frozenset(shown(key).lower() for key in keys(item))

    def shown(text: str) -> str:
        """Return a text as the reader returns it."""
        return same_when_read(as_xml_has_it(text))

    def wrong(item: Item) -> set[str]:
        return {shown(text).lower() for text in others(item)}

    for item in items:
        originals = [original for original in pack.items if told(original) == told(item)]
        assert any(
            wrong(item) <= wrong(original) and len(wrong(item)) == min(len(wrong(original)), 4 - len(keys(item)))
            for original in originals
        )


@pytest.mark.parametrize(
    "head",
    [
        "Frage;Richtige Antwort;Falsche Antwort 1;Falsche Antwort 2",
        "Frage;Antwort;Falsch 1;Falsch 2",
        "Question;Bonne réponse;Mauvaise réponse 1;Mauvaise réponse 2",
        "Pregunta;Respuesta correcta;Respuesta incorrecta 1;Respuesta incorrecta 2",
        "Domanda;Risposta corretta;Risposta errata 1;Risposta errata 2",
        "Pergunta;Resposta correta;Resposta errada 1;Resposta errada 2",
        "Vraag;Juiste antwoord;Fout antwoord 1;Fout antwoord 2",
        "Вопрос;Правильный ответ;Неправильный ответ 1;Неправильный ответ 2",
        "题目;正确答案;错误答案1;错误答案2",
        "QUESTION ;CORRECT ANSWER; WRONG OPTION 1;INCORRECT CHOICE B",
    ],
)
def test_headings_of_right_and_wrong_answers_in_many_languages(head: str) -> None:
    item = item_of("csv", f"{head}\nPi?;3,14;3,41;2,71\n")
    assert (item.stem, keys(item), others(item)) == ("Pi?", ["3,14"], ["3,41", "2,71"])


@pytest.mark.parametrize(
    "head",
    [
        "Begriff;Bedeutung;Schlagwörter;Schwierigkeit",
        "Begriff;Übersetzung;Stichwort;Schwierigkeitsgrad",
        "Wort;Rückseite;Stichwörter;Niveau",
        "Terme;Signification;Mots-clés;Difficulté",
        "Término;Significado;Palabras clave;Dificultad",
        "Termine;Significato;Parole chiave;Difficoltà",
        "问题;释义;关键词;难度",
        "Термин;Значение;Теги;Сложность",
        "term;definition;tags;level",
    ],
)
def test_headings_of_a_vocabulary_in_many_languages(head: str) -> None:
    item = item_of("csv", f"{head}\nSpeed?;3;physics;easy\n")
    assert (item.stem, keys(item), item.tags) == ("Speed?", ["3"], ("physics", "easy"))


@pytest.mark.parametrize(
    "head",
    [
        "Frage;Antwort A;Antwort B;Antwort C;Richtig",
        "Frage;Antwort 1;Antwort 2;Antwort 3;Lösung",
        "Question;Choix A;Choix B;Choix C;Réponse",
        "Pregunta;Opción A;Opción B;Opción C;Correcta",
        "Domanda;Opzione 1;Opzione 2;Opzione 3;Risposta corretta",
        "Pergunta;Alternativa A;Alternativa B;Alternativa C;Gabarito",
        "题目;选项A;选项B;选项C;答案",
        "問題;選択肢1;選択肢2;選択肢3;正解",
        "Вопрос;Вариант 1;Вариант 2;Вариант 3;Ответ",
        "Question;Answer option 1;Answer option 2;Answer option 3;Correct index",
        "Unknown;One;Two;Three;Four",
    ],
)
@pytest.mark.parametrize("said", ["B", "(b)", "B."])
def test_headings_of_options_in_many_languages_and_in_none(head: str, said: str) -> None:
    item = item_of("csv", f"{head}\nHerb?;Oak;Mint;Slate;{said}\n")
    assert (item.stem, keys(item), others(item)) == ("Herb?", ["Mint"], ["Oak", "Slate"])


def test_an_empty_option_keeps_the_positions_of_the_others() -> None:
    head = "question,option 1,option 2,option 3,option 4,correct\n"
    for said, right in (("3", "y"), ("C", "y"), ("4", "z"), ("1", "x"), ("y", "y")):
        assert keys(item_of("csv", f"{head}Which?,x,,y,z,{said}\n")) == [right]
    assert reasons(read("csv", f"{head}Which?,x,,y,z,2\n")) == [(2, "its right option has no text")]


def test_an_option_is_named_by_its_own_label() -> None:
    head = "question,option 1,option 2,option 3,correct\n"
    for said in ("B", "b)", "Answer B", "blue"):
        assert keys(item_of("csv", f"{head}Which?,C) green,A) red,B) blue,{said}\n")) == ["blue"], said


def test_options_are_counted_from_zero_if_an_answer_is_zero() -> None:
    head = "question,option 1,option 2,option 3,correct\n"
    assert [keys(item) for item in pack_of_all("csv", f"{head}A?,x,y,z,0\nB?,x,y,z,2\n")] == [["x"], ["z"]]
    assert [keys(item) for item in pack_of_all("csv", f"{head}A?,x,y,z,1\nB?,x,y,z,2\n")] == [["x"], ["y"]]
    assert [keys(item) for item in pack_of_all("csv", f"{head}A?,0,1,2,0\nB?,x,y,z,3\n")] == [["0"], ["z"]]
    assert reasons(read("csv", f"{head}A?,x,y,z,0\nB?,x,y,z,3\n")) == [(2, "'0' names none of its options")]


@pytest.mark.parametrize(
    ("said", "truth"), [("T", True), ("f", False), ("Wahr", True), ("Non", False), ("对", True), ("maybe", None)]
)
def test_true_and_false_are_recognised_or_the_row_is_skipped(said: str, truth: bool | None) -> None:
    found = read("csv", f"Question,Type,Answer\nWet?,True/False,{said}\n")
    if truth is None:
        assert reasons(found) == [(2, "its answer 'maybe' is neither true nor false")]
    else:
        assert found.pack
        assert keys(found.pack.items[0]) == [str(truth).lower()]


def test_cells_without_a_heading_are_counted() -> None:
    found = read("csv", "Question,Answer,Wrong\nA?,x,y\nB?,x,y,z,w\nC?,x,,z\n")
    assert lost_of(found) == {"cells": 3}


def test_a_hash_does_not_begin_a_comment() -> None:
    assert [item.stem for item in pack_of_all("csv", "Question,Answer\n#1 rule?,Kind\n# of legs?,8\n")] == [
        "#1 rule?",
        "# of legs?",
    ]


def test_a_formula_without_a_value_is_kept_as_text() -> None:
    data = workbook([["Question", "Option 1", "Option 2", "Correct"], ["Which?", "=1+1", "x", 2]])
    item = item_of("xlsx", data)
    assert (keys(item), others(item)) == (["x"], ["=1+1"])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("csv", "Question,Answer,Wrong\nOne?,True,False\nTwo?,FALSE,TRUE\n"),
        ("csv", "Question,Answer,Wrong,Note\nOne?,true,false,x\nTwo?,False,True,\n"),
        ("csv", "Question,A,B,Correct\nOne?,True,False,A\nTwo?,True,False,2\n"),
        ("gift", "One?{=True ~False}\n\nTwo?{~TRUE =FALSE}\n"),
        ("aiken", "One?\nA. True\nB. False\nANSWER: A\n\nTwo?\nA. True\nB. False\nANSWER: B\n"),
    ],
)
def test_a_choice_between_true_and_false_is_one_kind_in_all_formats(name: str, data: str) -> None:
    first, second = pack_of(name, data).items
    assert (first.kind, keys(first)) == (Kind.TRUE_FALSE, ["true"])
    assert (second.kind, keys(second)) == (Kind.TRUE_FALSE, ["false"])


@pytest.mark.parametrize("kind", ["", "Multiple Choice", "Checkbox"])
@pytest.mark.parametrize("said", ["1", "2", "B", "option 1", "1,2"])
def test_the_number_of_an_empty_option_is_not_an_answer(said: str, kind: str) -> None:
    data = f'Question,Type,Option 1,Option 2,Correct\nOne?,{kind},,,"{said}"\nTwo?,,x,y,1\n'
    found = read("csv", data)
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["Two?"]
    assert [(each.line, each.reason) for each in found.skipped] == [(2, f"'{said}' names an option that is empty")]


def test_an_answer_beside_empty_options_is_typed() -> None:
    first, second = pack_of(
        "csv", "Question,Type,Option 1,Option 2,Correct\nCapital?,,,,Rome\nHow many?,Numeric,,,2\n"
    ).items
    assert (first.kind, keys(first)) == (Kind.TYPED, ["Rome"])
    assert (second.kind, keys(second)) == (Kind.NUMERIC, ["2"])


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        (["What is 1+1?,2,3,4,A", "What is 2+2?,5,4,6,B", "What is 3+3?,8,7,6,C"], ["2", "4", "6"]),
        (["Sign?,+,-,B", "Other?,*,/,(a)"], ["-", "*"]),
        (["Which?,one,two,b", "Other?,x,three,a"], ["two", "x"]),
    ],
)
def test_a_last_column_of_letters_names_options_however_short(rows: list[str], right: list[str]) -> None:
    assert [keys(item) for item in pack_of("csv", "\n".join(rows)).items] == [[each] for each in right]


def test_a_line_of_headings_may_begin_with_a_number_sign() -> None:
    for heading in ("#Question", "# Question", "#question text"):
        (item,) = pack_of("csv", f"{heading},Answer,Wrong\n#1 rule?,x,y\n").items
        assert (item.stem, keys(item)) == ("#1 rule?", ["x"])


def _collected(rows: list[list[str]], *, at_once: bool) -> object:
    data = io.StringIO()
    csv.writer(data).writerows([["Question", "Answer", "Distractor 1", "Distractor 2"], *rows])
    with pytest.MonkeyPatch.context() as patch:
        if not at_once:
            patch.setattr(Collector, "add_pools", lambda self, pools: False)
            patch.setattr(Collector, "add_pool", _by_the_general_way)
        try:
            return read("csv", data.getvalue())
        except ZgcError as error:
            return error.message


def _by_the_general_way(self: Collector, stem: str, key: str, wrong: Sequence[str], line: int = 0) -> bool:
    item = Item("", Kind.SINGLE, stem, (Option(key, True), *map(Option, wrong)), True)
    return self.add(item, line, in_order=False)


ODD_ROWS = [
    ["Which?", "red", "red", "blue"],
    ["Which?", "A) red", "B) blue", "C) green"],
    ["Which?", "(1) red", "(2) blue", "(3) green"],
    ["Which?", "red", "blue", "none of these"],
    ["Which?", "red", "blue", "A and B"],
    ["Which?", "tall  tree", "tall tree", "bush"],
    ["Which?", "a café there", "a\ttall tree", "bush"],
    ["Which?", "red", "", "blue"],
    ["Which number is 3?", "n4", "none such", "m4"],
    ["Which?", "½", "red", "a\tb"],
]
_odd_rows = st.one_of(
    st.sampled_from(ODD_ROWS),
    st.lists(st.one_of(st.sampled_from([cell for row in ODD_ROWS for cell in row]), texts), min_size=4, max_size=4),
)


def _check_rows(odd: list[list[str]], before: int) -> None:
    ordinary = [[f"Which number is {at}?", f"red {at}", f"blue {at}", f"green {at}"] for at in range(100, 140)]
    rows = [*ordinary[:before], *odd, *ordinary[before:]]
    assert _collected(rows, at_once=True) == _collected(rows, at_once=False)


@pytest.mark.parametrize("odd", ODD_ROWS, ids=str)
def test_an_odd_row_among_ordinary_ones_is_read_as_by_itself(odd: list[str]) -> None:
    _check_rows([odd], 3)


@given(st.lists(_odd_rows, min_size=1, max_size=2), st.integers(0, 17))
def test_rows_read_at_once_are_what_they_are_one_by_one(odd: list[list[str]], before: int) -> None:
    _check_rows(odd, before)


def items_of(found: Converted) -> tuple[Item, ...]:
    assert found.pack
    return found.pack.items


MATHS = """\
Question,Option 1,Option 2,Option 3,Option 4,Correct Answer
What is 1+2?,2,3,4,5,3
What is 1+1?,1,4,2,3,2
What is 2+2?,3,4,1,2,4
What is 1+0?,4,3,2,1,1
"""


def test_numbers_that_are_all_texts_of_options_are_no_places() -> None:
    found = read("csv", MATHS)
    assert [keys(item) for item in items_of(found)] == [["3"], ["2"], ["4"], ["1"]]
    assert any("taken for the options' texts" in note for note in found.notes)


@pytest.mark.parametrize(
    ("last", "right", "note"),
    [
        ("What is 3+3?,6,7,8,9,1", ["4", "4", "2", "4", "6"], True),  # a place, so all are
        ("What is 3+3?,6,7,8,9,7", ["3", "2", "4", "1", "7"], True),
        ("What is 3+3?,6,7,8,9,A", ["3", "2", "4", "1", "6"], True),  # says nothing of numbers
    ],
)
def test_one_number_that_can_only_be_a_place_makes_places_of_all(last: str, right: list[str], note: bool) -> None:
    found = read("csv", f"{MATHS}{last}\n")
    assert [keys(item)[0] for item in items_of(found)] == right
    assert any("can mean two" in each for each in found.notes) is note


def test_places_that_no_option_says_are_places_without_a_word() -> None:
    found = read("csv", "Question,Option 1,Option 2,Correct\nWhich?,red,blue,2\nWhat?,10,20,1\n")
    assert [keys(item) for item in items_of(found)] == [["blue"], ["10"]]
    assert not found.notes
