"""Tell the language of a text from its most frequent words, or its script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from zgcquiz.core.authoring.drafting.languages.rules import LANGUAGES, words
from zgcquiz.core.packs.pack import Item

LOOKED_AT = 20_000
"""Characters from the start of a text that are looked at."""
_MIN_WORDS = 20
_MIN_LETTERS = 20
"""How many letters there are at least where the script tells the language for sure."""
_MIN_DIFFERENT = 4
"""How many of a language's frequent words there are at least: one letter may be a word, or a variable."""
_MIN_SHARE = 0.15
"""Share of words that are frequent in the language. Running text has a third or more, a table or code hardly any."""
_MIN_LEAD = 1.4
"""How many times as many as in the next language. Of two without rules it matters little which one it is: Danish and
Norwegian share most of their words."""
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = {
    "ja": re.compile("[\u3041-\u30ff]"),
    "zh": re.compile("[\u3400-\u9fff]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
}
"""The best known language of each script; which one it is of those with the same script is not told."""
_OF_SEVERAL = ("ru", "ar", "he", "hi")
"""Those whose script other languages have as well."""
_KANA_SHARE = 0.1
"""Share of kana among the letters from which a text in Chinese characters is Japanese."""
_FREQUENT = {
    language: words(text)
    for language, text in {
        "en": "the of and to in is was that for as with by on it from at are an which be this were has or its had "
        "not but have their",
        "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden "
        "aus er hat dass wurde bei nach wird sind einer um am einen zum zur war",
        "fr": "le la les de des et en un une du dans est que pour qui par sur au avec il plus ce sont son pas aux "
        "été ou se elle",
        "es": "el la los las de y en que un una del se por con para es al como su más lo fue son entre desde este "
        "está pero sus",
        "it": "il la le di e che un una in del della per è con non sono da si al dei nel come più gli alla anche "
        "delle ha lo",
        "pt": "o a os as de e em que um uma do da para com não por no na é dos se foi como mais das ao pela são seu",
        "nl": "de het een van en in is dat op te met voor zijn niet aan er ook als door bij naar uit was werd om "
        "deze tot wordt",
        "sv": "och i att det som en på är av för med den till inte om har de ett var från vid men sig kan under blev",
        "da": "og i at det som en på er af for med den til ikke om har de et var fra ved men sig kan blev blev efter",
        "no": "og i at det som en på er av for med den til ikke om har de et var fra ved men seg kan ble etter",
        "pl": "i w na z się nie do to że jest o po od przez jako za są dla był była oraz roku jego który",
        "cs": "a v se na je že s z do o k i za by ale jako jsou byl byla které který roku po pro od",
        "fi": "ja on oli ei se että hän joka kun mutta myös sen ovat kuin vuonna jonka oli sekä hänen mukaan",
        "hu": "a az és hogy nem is egy van volt meg ez de el csak már mint vagy ki még azt ezt után",
        "tr": "ve bir bu da de için ile olarak olan en daha çok gibi sonra kadar ise ancak her olduğu tarafından",
        "ro": "și de în la a cu pe din o un este care pentru nu mai prin al ale au fost că sau fi dintre",
        "id": "yang dan di dari dengan untuk pada ini itu adalah dalam oleh sebagai ke tidak atau juga akan telah",
        "vi": "và của là có được trong các một cho với không người những đã này khi để từ vào năm",
    }.items()
}


def language_of(items: Iterable[Item], *, is_sure: bool = False) -> str:
    """Return what `detect_language` returns for the texts of items, as many as tell their language."""
    found: list[str] = []
    left = LOOKED_AT
    for item in items:
        texts = (item.stem, item.explanation, *(option.text for option in item.options))
        found += texts
        left -= sum(map(len, texts))
        if left <= 0:
            break
    return detect_language("\n".join(found), is_sure=is_sure)


def detect_language(text: str, *, is_sure: bool = False) -> str:
    """Return the code of the language of a text; "" if it is too short, or none of those known here.

    is_sure: return "" also if it may be in another language that is like it, or written in the same script.
    """
    text = text[:LOOKED_AT]
    letters = sum(map(str.isalpha, text))
    if letters < (_MIN_LETTERS if is_sure else 1):
        return ""
    signs = {language: len(pattern.findall(text)) for language, pattern in _SCRIPTS.items()}
    if signs["ja"] > _KANA_SHARE * letters:
        return "ja"
    language = max(signs, key=lambda each: signs[each])
    if signs[language] * 2 > letters:
        return "" if is_sure and language in _OF_SEVERAL else language
    counts = Counter(_WORD.findall(text.lower()))
    total = counts.total()
    if total < _MIN_WORDS:
        return ""
    shares = sorted(
        ((sum(counts[word] for word in frequent) / total, language) for language, frequent in _FREQUENT.items()),
        reverse=True,
    )
    best, language = shares[0]
    rivals = [share for share, other in shares[1:] if is_sure or language in LANGUAGES or other in LANGUAGES]
    if sum(word in counts for word in _FREQUENT[language]) < _MIN_DIFFERENT:
        return ""
    return language if best >= _MIN_SHARE and best >= _MIN_LEAD * max(rivals) else ""
