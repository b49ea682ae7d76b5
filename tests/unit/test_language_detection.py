"""Which language a text is in."""

from __future__ import annotations

import pytest

from zgcquiz.core.authoring.drafting.languages.detection import detect_language
from zgcquiz.core.authoring.drafting.languages.rules import LANGUAGES, language_name, rules_for

TEXTS = {
    "en": "The mill was built by the river in the spring of that year, and it was not used for grain but "
    "for paper. The owner of the mill had a house on the other bank, from which he could see the "
    "wheel.",
    "de": "Die Mühle wurde im Frühjahr am Fluss gebaut und diente nicht dem Korn, sondern dem Papier. Der "
    "Besitzer der Mühle hatte ein Haus auf dem anderen Ufer, von dem aus er das Rad sehen konnte, "
    "und zwei Pferde.",
    "zh": "水磨坊建在河边，主要用来造纸，不用来磨面。主人的房子在对岸，从那里可以看到水轮。",
    "fr": "Le moulin fut construit au bord de la rivière au printemps de cette année, et il ne servait pas"
    " pour le grain mais pour le papier. Le propriétaire du moulin avait une maison sur l'autre "
    "rive, avec un jardin et des arbres.",
    "es": "El molino se construyó junto al río en la primavera de ese año, y no se usaba para el grano "
    "sino para el papel. El dueño del molino tenía una casa en la otra orilla, desde la que veía la "
    "rueda y los caballos.",
    "it": "Il mulino fu costruito sulla riva del fiume nella primavera di quell'anno e non era usato per "
    "il grano ma per la carta. Il padrone del mulino aveva una casa sull'altra riva, dalla quale si "
    "vedeva la ruota.",
    "pt": "O moinho foi construído junto ao rio na primavera desse ano, e não era usado para o grão mas "
    "para o papel. O dono do moinho tinha uma casa na outra margem, da qual via a roda e os cavalos.",
    "nl": "De molen werd in het voorjaar aan de rivier gebouwd en diende niet voor het graan maar voor het"
    " papier. De eigenaar van de molen had een huis op de andere oever, van waar hij het rad kon "
    "zien.",
    "sv": "Kvarnen byggdes vid ån på våren det året och användes inte för säd utan för papper. Ägaren till"
    " kvarnen hade ett hus på den andra stranden, och från det kunde han se hjulet som drev den.",
    "pl": "Młyn został zbudowany nad rzeką na wiosnę tego roku i nie był używany do zboża, ale do papieru."
    " Właściciel młyna miał dom na drugim brzegu, z którego widział koło, oraz dwa konie, które się "
    "tam pasły.",
    "tr": "Değirmen o yılın baharında nehir kenarında kuruldu ve tahıl için değil kağıt için kullanıldı. "
    "Değirmenin sahibi olarak bilinen kişi bir ev yaptı ve bu ev daha sonra en çok ziyaret edilen "
    "yer oldu.",
    "ja": "水車小屋は川のそばに建てられ、穀物ではなく紙のために使われた。持ち主の家は向こう岸にあった。",
    "ko": "물레방아는 강가에 세워졌고 곡식이 아니라 종이를 만드는 데 쓰였다.",
    "ru": "Мельница была построена у реки весной того года и служила не для зерна, а для бумаги.",
    "el": "Ο μύλος χτίστηκε δίπλα στο ποτάμι την άνοιξη εκείνου του έτους.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_of_a_text(language: str) -> None:
    assert detect_language(TEXTS[language]) == language
    assert detect_language(TEXTS[language], is_sure=True) == ("" if language in ("pl", "ru") else language)
    assert detect_language("第2题 x", is_sure=True) == ""


def test_close_relatives_without_rules_are_never_taken_for_a_language_with_rules() -> None:
    danish = (
        "Møllen blev bygget ved åen om foråret det år og blev ikke brugt til korn, men til papir. Ejeren af møllen"
        " havde et hus på den anden side, og fra det kunne han se hjulet, som drev den."
    )
    norwegian = danish.replace("blev", "ble").replace("af", "av")
    assert {detect_language(danish), detect_language(norwegian)} <= {"da", "no"}
    assert {detect_language(danish, is_sure=True), detect_language(norwegian, is_sure=True)} == {""}


@pytest.mark.parametrize(
    "text", ["", "1086 12 7", "Mill, 1086", "x = y + 1; return z\n" * 20, "Lorem ipsum dolor " * 20]
)
def test_a_text_may_be_in_no_language(text: str) -> None:
    assert detect_language(text) == ""


@pytest.mark.parametrize(
    ("language", "code"), [("", "en"), ("en-GB", "en"), ("de_AT", "de"), ("zh-Hant", "zh"), ("zho", "zh"), ("DE", "de")]
)
def test_regions_have_the_rules_of_their_language(language: str, code: str) -> None:
    rules = rules_for(language)
    assert rules is not None
    assert rules.code == code
    assert rules_for("fr") is None


def test_names_of_languages() -> None:
    assert set(LANGUAGES) == {"en", "de", "zh"}
    assert [language_name(code) for code in ("de-CH", "fr", "xx")] == ["German", "French", "'xx'"]
