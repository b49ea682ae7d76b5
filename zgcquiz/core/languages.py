"""Tags of languages, as packs name theirs: en, de-AT, zh-Hans."""

from __future__ import annotations

from functools import cache

_ALIASES = {"eng": "en", "english": "en", "deu": "de", "ger": "de", "zho": "zh", "chi": "zh", "cmn": "zh"}
_NAMES = """
    af Afrikaans; ar Arabic العربية; bg Bulgarian Български; bn Bengali বাংলা; ca Catalan Català; cs Czech Čeština Český;
    cy Welsh Cymraeg; da Danish Dansk; de German Deutsch; el Greek Ελληνικά; en English; eo Esperanto;
    es Spanish Español Castellano; et Estonian Eesti; eu Basque Euskara; fa Persian فارسی Farsi; fi Finnish Suomi;
    fr French Français; ga Irish Gaeilge; he Hebrew עברית; hi Hindi हिन्दी; hr Croatian Hrvatski; hu Hungarian Magyar;
    id Indonesian Bahasa_Indonesia; is Icelandic Íslenska; it Italian Italiano; ja Japanese 日本語; ko Korean 한국어;
    la Latin; lt Lithuanian Lietuvių; lv Latvian Latviešu; ms Malay Bahasa_Melayu; nl Dutch Nederlands;
    no Norwegian Norsk; pl Polish Polski; pt Portuguese Português; ro Romanian Română; ru Russian Русский;
    sk Slovak Slovenčina; sl Slovenian Slovenščina; sr Serbian Српски Srpski; sv Swedish Svenska; sw Swahili Kiswahili;
    ta Tamil தமிழ்; th Thai ไทย ภาษาไทย; tr Turkish Türkçe; uk Ukrainian Українська; ur Urdu اردو;
    vi Vietnamese Tiếng_Việt; zh Chinese 中文 汉语 漢語 Mandarin 普通话;
    zh-Hans Simplified_Chinese 简体中文; zh-Hant Traditional_Chinese 繁體中文
"""
"""Languages by their codes: the name in English, then others, most of them in the language itself."""


def base_language(language: str) -> str:
    """Return the code of a language without its region and script, in lower case: "de" for "de-AT"; "" for ""."""
    code = language.strip().casefold().replace("_", "-").partition("-")[0]
    return _ALIASES.get(code, code)


def is_language_tag(text: str) -> bool:
    """Return whether a text has the form of a language's tag, and is no longer than needed: de, not deu or German."""
    import re  # not at the start of a round, which needs only `base_language`

    return re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*", text) is not None and text.casefold() not in _ALIASES


def language_code(name: str) -> str:
    """Return the code of a language by a name in English or in itself, also misspelt, or by a code of three letters.

    "" for an unknown name.
    """
    from difflib import get_close_matches

    known = {_folded(each): code for code, names in _names().items() for each in names} | _ALIASES
    folded = _folded(name[:40])
    near = get_close_matches(folded, known, n=1, cutoff=0.8 if len(folded) > 3 else 1)
    return known[near[0]] if near else ""


def english_name(code: str) -> str:
    """Return the English name of a language by its code without a region; "" if unknown."""
    return _names().get(code, ("",))[0]


@cache
def _names() -> dict[str, tuple[str, ...]]:
    parts = (each.split() for each in _NAMES.split(";"))
    return {code: tuple(name.replace("_", " ") for name in names) for code, *names in parts}


def _folded(name: str) -> str:
    import unicodedata

    letters = unicodedata.normalize("NFD", " ".join(name.casefold().split()))
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
