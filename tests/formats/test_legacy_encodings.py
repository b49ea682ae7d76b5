"""Texts in older encodings: told from Windows-1252, named by the user, or declared by the file."""

from __future__ import annotations

import codecs

import pytest

from zgcquiz.core.errors import ZgcError
from zgcquiz.formats.article.reading import article_of
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.tables.answer_sheets import read_groups
from zgcquiz.formats.untrusted.decoding import decode, decode_known, read_text
from zgcquiz.formats.untrusted.legacy_encodings import doubt_of_named, in_utf8, known_encoding
from zgcquiz.formats.untrusted.xml_reader import parse

FOREIGN = [
    ("gb18030", "问题,答案\n哪条河流经武汉？,长江\n茶的产地有哪些？,福建\n"),
    ("big5", "問題,答案\n哪條河流經武漢？,長江\n茶葉產自哪裡？,福建\n"),
    ("cp932", "問題,答え\n富士山の高さはどれくらいですか。,3776\n"),
    ("euc_jp", "問題,答え\n富士山の高さはどれくらいですか。,3776\n"),
    ("cp949", "문제,정답\n한강은 어느 도시를 지나갑니까?,서울\n"),
    ("cp1251", "Вопрос,Ответ\nКакая река течёт через Казань?,Волга\n"),
    ("koi8_r", "Вопрос,Ответ\nКакая река течёт через Казань?,Волга\n"),
    ("cp1253", "Ερώτηση,Απάντηση\nΠοιο είναι το μεγαλύτερο νησί;,Κρήτη\n"),
    ("cp1250", "Otázka,Odpověď\nKterá řeka teče přes České Budějovice?,Vltava\nPříliš žluťoučký kůň\n"),
    ("cp1250", "Pytanie,Odpowiedź\nJaka rzeka płynie przez Łódź?,Łódka\nCo było żółte?,głowa\n"),
    ("mac_roman", "Frage,Antwort\nWelcher Fluss fließt durch schöne Städte für Gäste?,Mosel\n"),
]
LONGER = dict.fromkeys(
    ("cp932", "euc_jp"), "日本で一番長い川は何ですか。,信濃川\nテストの問題を読んでください。,はい\n"
)
WESTERN = [
    "Über welche Brücke führt der größte Fluß? Ärger, Öl, “Übung” – naïve Café-Gäste… 5 € für 3½ m³",
    "« Où est-ce créé ? » — À Évian, l’œuvre ; ÉTÉ, forêt, çà et là, n°\xa05, 20 °C",
    "¿Dónde está el año? ¡Aquí! L'·l col·lecció, cañón, 1.º, 2.ª",
    "Perché è già lunedì? Più città: virtù, però, così",
    "Não são corações, põe às 3ªs; Ação, n.º 4",
    "Blåbærgrød på øen, ærø, Århus, smørrebrød; Å, Ö",
    "Þýðing á íslensku: æði, ætíð, þíða, Alþýðulýðveldið, fræði",
    "Sõna õpetaja, öö, jäääär või šokolaad",
    "W/m²K, 5 µm, ±3 %, §§ 4–5, ©2024, ™, 10³ Pa",
]


@pytest.mark.parametrize(("encoding", "text"), FOREIGN)
def test_a_text_in_another_encoding_is_refused_and_the_encoding_named(encoding: str, text: str) -> None:
    with pytest.raises(ZgcError) as caught:
        read_text(text.encode(encoding), "quiz.csv")
    assert caught.value.code == "unknown-encoding"
    _, _, named = caught.value.message.removesuffix(".").partition("it looks like ")
    assert encoding in named.split(" or ")
    assert caught.value.hint.endswith(f": --encoding {named.partition(' ')[0]}")
    assert ("look at the result" in caught.value.hint) is (" or " in named)


def test_the_encoding_of_a_longer_text_is_named_alone() -> None:
    for encoding, text in FOREIGN[:-3]:
        with pytest.raises(ZgcError) as caught:
            read_text((text + LONGER.get(encoding, "")).encode(encoding), "quiz.csv")
        assert caught.value.message.endswith(f"it looks like {encoding}.")


def test_a_command_without_the_option_does_not_name_it() -> None:
    with pytest.raises(ZgcError) as caught:
        read_groups("learner,group\n李小明,三班\n王芳,三班\n".encode("gb18030"), "groups.csv")
    assert (caught.value.code, caught.value.hint) == ("unknown-encoding", "Save it in UTF-8.")


@pytest.mark.parametrize("text", WESTERN)
def test_western_texts_stay_in_windows_1252(text: str) -> None:
    assert decode(text.encode("cp1252")).text == text
    assert not decode(text.encode("cp1252")).foreign
    assert not decode("\n".join(WESTERN).encode("cp1252")).foreign


def test_a_damaged_line_of_utf_8_is_still_read() -> None:
    data = "Où est le café ?\n".encode() * 20 + "Où".encode("cp1252") + b"\n"
    assert read_text(data, "x").note == "1 line was not in UTF-8 and read as Windows-1252"


def test_a_heading_alone_is_enough_and_all_that_it_could_be_is_named() -> None:
    with pytest.raises(ZgcError, match=r"gb18030 or big5 or"):
        read_text("题目".encode("gb18030"), "x")


@pytest.mark.parametrize(("encoding", "text"), FOREIGN)
def test_a_file_whose_format_is_not_recognised_is_refused_for_its_encoding(encoding: str, text: str) -> None:
    with pytest.raises(ZgcError) as caught:
        registry.recognise(text.replace(",", " ").encode(encoding), "notes.xyz")
    assert caught.value.code == "unknown-encoding"


@pytest.mark.parametrize(("encoding", "text"), FOREIGN)
def test_a_named_encoding_is_used_unless_the_file_has_a_mark(encoding: str, text: str) -> None:
    assert decode(in_utf8(text.encode(encoding), "x", encoding)).text == text
    for marked in (text.encode("utf-8-sig"), text.encode("utf-16"), codecs.BOM_UTF16_BE + text.encode("utf-16-be")):
        assert decode(in_utf8(marked, "x", encoding)).text == text


def test_a_text_that_is_not_in_its_named_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(ZgcError, match="x:2: it is not valid cp932"):
        in_utf8("a\n日本語\x81".encode("cp932", "ignore") + b"\x81", "x", "cp932")


@pytest.mark.parametrize("name", ["hex", "rot13", "base64", "idna", "punycode", "unicode_escape", "none", "", "a\0b"])
def test_what_is_no_encoding_of_files(name: str) -> None:
    assert known_encoding(name) == ""


XML = '<quiz><question type="truefalse"><name>{}</name></question></quiz>'


@pytest.mark.parametrize(("encoding", "text"), FOREIGN[:6])
def test_xml_is_in_the_encoding_that_it_declares_or_that_is_named(encoding: str, text: str) -> None:
    word = text.partition(",")[0]
    bare = XML.format(word).encode(encoding)
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + bare
    wrong = b'<?xml version="1.0" encoding="utf-8"?>' + bare
    for data in (declared, in_utf8(bare, "x", encoding), in_utf8(declared, "x", encoding)):
        assert word in "".join(each.text for each in parse(data, "x").root.all("name"))
    with pytest.raises(ZgcError, match="neither UTF-8 nor"):
        parse(wrong + text.encode(encoding), "x")


@pytest.mark.parametrize("tag", ['<meta charset="{}">', "<META http-equiv=x content='text/html; charset={}'>"])
@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("gb2312", "gb18030", "长江流经武汉，镕"),
        ("Shift_JIS", "cp932", "富士山①"),
        ("windows-1251", "cp1251", "Волга"),
        ("iso-2022-jp", "iso2022_jp", "富士山"),
        ("iso-8859-1", "cp1252", "“Où”"),
        ("gbk", "utf-8", "长江"),  # a page that was converted, and declares what it was
    ],
)
def test_a_page_is_in_the_encoding_that_it_declares(tag: str, declared: str, encoding: str, text: str) -> None:
    page = f"<html><head>{tag.format(declared)}</head><p>{text}</p></html>"
    assert article_of(page.encode(encoding), ".html").text.strip() == text


@pytest.mark.parametrize("declared", ["utf-8", "hex", "gb18030x"])
def test_a_page_whose_declared_encoding_does_not_fit_is_refused(declared: str) -> None:
    page = f'<meta charset="{declared}"><p>' + "长江流经武汉。" * 9
    with pytest.raises(ZgcError) as caught:
        article_of(page.encode("gb18030"), ".html", "page.html")
    assert caught.value.message.startswith("page.html: its text is neither UTF-8")
    assert caught.value.hint == "Save it in UTF-8."
    with pytest.raises(ZgcError) as caught:
        article_of(page.encode("gb18030"), ".html", "page.html", "")
    assert "--encoding" in caught.value.hint
    assert article_of(page.encode("gb18030"), ".html", "page.html", "gb18030").text.startswith("长江流经武汉。")


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        (
            "Melyik folyó ez, és hogy hívják az őrt a tűznél? Nem ez volt az egy, de csak már van meg?",
            "cp1250",
            "õ, û",
        ),
        (
            "Bu şehir için ne denir, ve en büyük dağ bu mu? Bir de ırmak ile göl var, çok güzel.",
            "cp1254",
            "ð, ý, þ",
        ),
        ("Ki az őr?", "cp1250", "õ"),
        (
            "Où est le goût du café, et qui est là? Il est sûr que les élèves ne sont pas à côté.",
            "cp1252",
            "",
        ),
        (
            "Quais são as lições e as soluções de que não se fala? O que é que os irmãos põem na mesa?",
            "cp1252",
            "",
        ),
        ("Wie heißt der Fluß, und für wen ist er größer?", "cp1252", ""),
    ],
)
def test_a_text_that_may_be_in_another_encoding_is_told_of(text: str, encoding: str, said: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.foreign == b""
    note = "1 line was not in UTF-8 and read as Windows-1252"
    if not said:
        assert decoded.note == note
    else:
        assert decoded.note.startswith(f"{note}; if {said} in it look wrong, name its encoding, such as --encoding ")
        assert encoding in decoded.note


SENTENCES = {
    "pl": [
        "Jakie miasto jest stolicą Polski i skąd się wzięła jego nazwa?",
        "Które z tych miast leży nad Wisłą i było kiedyś stolicą?\nCo to są grzyby?\nRośliny też nie są zwierzętami\n",
        "Pytanie,Odpowiedź\nGdzie leży Łódź?,w środkowej Polsce\nŚląsk to region\n",
        "Gdzie są książki?\nW szkole, na półce\n",
    ],
    "cs": [
        "Které město je hlavní město České republiky?\nJak se jmenuje nejvyšší hora v naší zemi?,Sněžka\n",
        "Otázka,Odpověď\nŠkoda, že příliš žluťoučký kůň neběžel\n",
        "Čí je žába?\nMůj muž má košík a déšť, který říká ne\n",
    ],
    "hu": ["Melyik folyó ez, és hogy hívják az őrt a tűznél?\nNem ez volt az egy, de csak már van meg?\n"],
    "ro": [
        "Care este capitala României şi ce oraş este în vest?,Bucureşti\nCum se numeşte fluviul din ţară?,Dunărea\n"
    ],
    "tr": [
        "Bu şehir için ne denir, ve en büyük dağ bu mu?\nBir de ırmak ile göl var, çok güzel.\n",
        "Türkiye'nin başkenti neresidir?,Ankara\nİstanbul hangi boğazın kıyısındadır?,İstanbul Boğazı\n",
    ],
}


def suggested(data: bytes) -> list[str]:
    """Return the encodings that are named for a text, the one to try first first."""
    try:
        said = decode_known(data, "x").note.partition("--encoding ")[2]
    except ZgcError as error:
        said = error.message.removesuffix(".").partition("it looks like ")[2]
    return said.split(" or ")


@pytest.mark.parametrize("family", [0, 1])
@pytest.mark.parametrize(("language", "text"), [(key, text) for key, texts in SENTENCES.items() for text in texts])
def test_an_encoding_that_reads_the_text_right_is_suggested(language: str, text: str, family: int) -> None:
    encoding = {"tr": ("cp1254", "iso8859-9")}.get(language, ("cp1250", "iso8859-2"))[family]
    data = text.encode(encoding)
    read = [data.decode(name, "replace") for name in suggested(data)]
    assert text in read
    assert text == read[0] or language == "tr"


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        ("Kdo má žábu a košík?", "iso8859-2", ["cp1250", "iso8859-2"]),
        ("Učiteľ má veľký stôl,ľudia čítajú", "cp1250", ["cp1250", "iso8859-2"]),
        ("Le cœur et la sœur", "iso8859-15", ["iso8859-15"]),
        ("Où est le café à 5 €, 10 € ?", "iso8859-15", ["iso8859-15"]),
    ],
)
def test_both_are_named_where_nothing_tells(text: str, encoding: str, named: list[str]) -> None:
    assert suggested(text.encode(encoding))[: len(named)] == named


def test_polish_letters_that_windows_1250_alone_has_are_enough() -> None:
    assert suggested("Skąd się wzięła jego nazwa?".encode("cp1250")) == ["cp1250"]


@pytest.mark.parametrize("text", ["5 ±3 %", "»Wort« 3¼ Zoll ¶ 7", "© 2024 ®, 4 µm, ¬a", "¤ ist ein Zeichen", "3½ m"])
def test_signs_beside_words_say_nothing_of_the_encoding(text: str) -> None:
    assert "--encoding" not in decode(text.encode("cp1252")).note
    assert doubt_of_named(text, "cp1250") == doubt_of_named(text, "cp1252") == ""


@pytest.mark.parametrize(
    ("named", "signs"), [("cp1250", "±, Ľ"), ("cp1252", "±, ¼"), ("iso8859-2", ""), ("utf-8", ""), ("", "")]
)
def test_a_named_encoding_in_which_words_have_signs_is_told_of(named: str, signs: str) -> None:
    data = "Question,Answer\nCo jest stolicą?,Łódź\n".encode("iso8859-2")
    text = data.decode("utf-8" if named in ("utf-8", "") else named, "replace")
    note = f"if {signs} in it look wrong, name its encoding, such as --encoding iso8859-2"
    collector = Collector("x", ExchangeOptions(encoding=named))
    assert collector.decode(text.encode("utf-8-sig")) == text
    assert collector.result().notes == ((note,) if signs else ())


def test_letters_that_only_windows_1250_has_are_beyond_doubt() -> None:
    assert doubt_of_named("śródmieście abc±", "cp1250") == ""


def test_where_nothing_is_guessed_common_encodings_are_named() -> None:
    with pytest.raises(ZgcError) as caught:
        read_text(bytes(range(0x80, 0x100)) * 3, "x")
    assert "looks like" not in caught.value.message
    hint = "Name its encoding with --encoding: cp1250, iso8859-2, cp1251, gb18030, cp932 or another."
    assert caught.value.hint == hint
    assert all(known_encoding(name) for name in ("cp1250", "iso8859-2", "cp1251", "gb18030", "cp932"))
