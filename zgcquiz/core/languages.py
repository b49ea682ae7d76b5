"""Tags of languages, as packs name theirs: en, de-AT, zh-Hans."""

from __future__ import annotations

_ALIASES = {"eng": "en", "english": "en", "deu": "de", "ger": "de", "zho": "zh", "chi": "zh", "cmn": "zh"}


def base_language(language: str) -> str:
    """Return the code of a language without its region and script, in lower case: "de" for "de-AT"; "" for ""."""
    code = language.strip().casefold().replace("_", "-").partition("-")[0]
    return _ALIASES.get(code, code)
