"""Texts that look the same but are not: by letters of other scripts, and by what draws nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from zgcquiz.core.text.drawn.invisible import INVISIBLE, code, without_invisible

_ALIKE = {
    # Cyrillic
    **dict(zip("асԁеһіјоӏрԛѕԝхуѵ", "acdehijolpqswxyv", strict=True)),
    **dict(zip("АВСЕԌНІӀЈКМОРԚЅТѴԜХУҮ", "ABCEGHIIJKMOPQSTVWXYY", strict=True)),
    # Greek
    **dict(zip("ονϳ", "ovj", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿ", "ABEZHIKMNOPTYXCJ", strict=True)),
    # Armenian, Cherokee
    **dict(zip("օոհսցՕՍ", "onhugOU", strict=True)),
    **dict(zip("ᎠᎡᎢᎪᎫᎬᎳᎷᎻᏀᏃᏚᏢᏙᏞᏟᏦᏴ", "DRTAJEWMHGZSPVLCKB", strict=True)),
    # other Latin letters, Roman numerals
    **dict(zip("ɑɡⅰⅴⅹⅼⅽⅾⅿⅠⅤⅩⅬⅭⅮⅯ", "agivxlcdmIVXLCDM", strict=True)),
    # signs
    **dict(zip("µ∆∑∏∕⁄∙⋅‧∶ː꞉‐‑−∣ʼ∗∼ǃ˚ºꞏ", "μΔΣΠ//···:::--–|’*~!°°·", strict=True)),
    # Arabic digits and letters
    **dict(zip("۰۱۲۳۷۸۹کی", "٠١٢٣٧٨٩كى", strict=True)),
}
"""Characters that most fonts draw like another one, by that other: the common ones of Unicode's confusables.txt."""
_TABLE = str.maketrans(_ALIKE)
_DIRECTIONS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Characters that draw nothing and turn or colour what follows."""


def drawn_form(text: str) -> str:
    """Return what texts that look the same have in common. Case and digits are kept, widths and styles too."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    seen = without_invisible(_DIRECTIONS.sub("", text))
    return " ".join(unicodedata.normalize("NFC", seen).translate(_TABLE).split())


def told_apart(text: str, others: Iterable[str]) -> str:
    """Return a text as it is shown beside others: if one of them looks the same, with the codes of what differs.

    The codes follow the letters of other scripts, and stand for what draws nothing. ASCII is returned unchanged.
    """
    if text.isascii():
        return text
    form = drawn_form(text)
    return spelled(text) if any(other != text and drawn_form(other) == form for other in others) else text


def spelled(text: str) -> str:
    """Return a text with the codes of the characters that look like others, or draw nothing."""
    return "".join(
        code(each) if INVISIBLE.match(each) else f"{each}{code(each)}" if each in _ALIKE else each for each in text
    )
