"""Texts in older encodings than Unicode: named by the user or the file, or told from Windows-1252 by how they read."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from zgcquiz.core.authoring.drafting.languages.detection import detect_language
from zgcquiz.core.errors import ZgcError
from zgcquiz.formats.errors import bad_file

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""Byte order marks, which are surer than any name."""

_NOT_OF_FILES = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})
"""Python's text encodings of something other than files."""
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
}
"""What browsers read for a declared encoding: the superset that authors use under its name (WHATWG Encoding, 4.2)."""
_CANDIDATES = (
    *("gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1251", "koi8_r", "cp1250"),
    *("cp1253", "cp1254", "cp1255", "cp1256", "mac_roman", "cp850"),
)
"""The encodings that are looked for in a text that is not in Windows-1252."""
_DOUBTFUL = {"hu": "õû", "ro": "ãºªþ", "tr": "ðýþ", "pl": "³¹¿", "cs": "ìøù", "fr": "õþðý", "pt": "ûþðý"}
"""By language, the letters that a text in another encoding has when it is read as Windows-1252: ő and ű, ğ and ı."""
_ENCODINGS = {"tr": "cp1254", **dict.fromkeys(("hu", "ro", "pl", "cs"), "cp1250")}
_SAMPLED = 32 * 1024
"""The most bytes that are examined."""
_MOST_NAMED = 3
"""The most encodings that a message names if a text is so short that it could be in several."""
_MUCH_CHAOS = 0.05
"""A difference in charset-normalizer's measure of mess that counts; less is chance in a short text."""
_ODD_SHARE = 0.1
"""The least share of odd words among those with a letter or sign beyond ASCII. Western texts stay far below it."""

_WORD = re.compile(r"[^\s,;|]*[^\x00-\x7f\s][^\s,;|]*")
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿŠŽŒšžœŸƒ"
_ODD = re.compile(
    "[\x80-\x9f]"  # not assigned
    "|(?![þÞ]ýð|ÞÝÐ)[À-ÖØ-öø-ÿŠŽŒšžœŸƒ¡-¦¨ª¬®¯±-´¶¸-º¼-¿×÷†‡ˆ‰‹›™˜„‚]{3}"
    "|[a-zß-ÿ][À-ÖØ-ÞŠŽŒŸ]"  # a capital within a word
    f"|[{_LETTER}](?:[¡¢£¤¥¦§¨ª¬®¯°±¶¸º¼-¿„‚†‡ˆ‰‹›”]|·(?![Ll]))[{_LETTER}]"  # Catalan has l·l
    "|[A-Za-zÀ-ÿ][¹³][a-zß-ÿ]{2}|[£¯][a-zß-ÿ]{2}"  # Polish in Windows-1250
    "|ì[a-zà-ÿ]|[øè][íáéì]|[íáé]ø"  # Czech in Windows-1250: Italian has ì at the end of words only
)
"""What no Western language has in a word, as read in Windows-1252."""


def known_encoding(name: str) -> str:
    """Return Python's name of an encoding of text files; "" if it is none."""
    try:
        found = codecs.lookup(name).name
        b"a".decode(name)
    except (LookupError, ValueError):
        return ""
    return "" if found in _NOT_OF_FILES else found


def in_utf8(data: bytes, name: str, encoding: str) -> bytes:
    """Return a text file in UTF-8, with its mark, given its encoding. One that begins with a mark is as its mark says.

    name: what to call the file. Raises ZgcError if it is not valid in its encoding.
    """
    if not encoding or data.startswith(MARKS):
        return data
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        hint = "Name the encoding that it was saved in, or leave out --encoding to detect it."
        raise bad_file(name, f"it is not valid {encoding}", data.count(b"\n", 0, at) + 1, hint) from error
    return codecs.BOM_UTF8 + text.encode("utf-8", "replace")


def decoded_as(data: bytes, declared: str) -> str | None:
    """Return a text in the encoding that a file declares; None if that is unknown, or the text is not valid in it."""
    encoding = known_encoding(declared)
    try:
        return data.decode(_WIDER.get(encoding, encoding)) if encoding else None
    except UnicodeError:
        return None


def is_western(text: str) -> bool:
    """Return whether a text that was read as Windows-1252 reads like one of a Western language."""
    words = _WORD.findall(text[:_SAMPLED])
    odd = sum(1 for word in words if _ODD.search(word))
    return odd < max(_ODD_SHARE * len(words), 1 if len(words) < 4 else 2)


def doubt(text: str) -> str:
    """Return what to say of a text in Windows-1252 whose letters are rare in its languages, but common in others."""
    language = detect_language(text[:_SAMPLED])
    signs = sorted({*_DOUBTFUL.get(language, "õûþðý")} & {*text.lower()})
    if not signs:
        return ""
    encoding = _ENCODINGS.get(language, "cp1250 or cp1254")
    return f"if {', '.join(signs)} in it look wrong, name its encoding, such as --encoding {encoding}"


def not_western(name: str, data: bytes, *, can_name: bool) -> ZgcError:
    """Return the error for a text that is neither in Unicode nor in Windows-1252.

    name: what to call the file; can_name: whether the command has an option to name the encoding.
    """
    from charset_normalizer import from_bytes

    sample = data if len(data) <= _SAMPLED else data[:_SAMPLED].rpartition(b"\n")[0] or data[:_SAMPLED]
    likely = _likeliest(list(from_bytes(sample, cp_isolation=[*_CANDIDATES])))[:_MOST_NAMED]
    looks = f"; it looks like {' or '.join(likely)}" if likely else ""
    what = "Name its encoding, and look at the result" if len(likely) > 1 else "Name its encoding"
    hint = f"{what}: --encoding {likely[0] if likely else 'NAME'}" if can_name else "Save it in UTF-8."
    return ZgcError("unknown-encoding", f"{name}: its text is neither UTF-8 nor Windows-1252{looks}.", hint)


def _likeliest(matches: Sequence[CharsetMatch]) -> list[str]:
    """Return the likeliest encodings of a text, of which a short one has several, the commonest first."""
    least = min((match.chaos for match in matches), default=0.0)
    near = [match for match in matches if match.chaos <= least + _MUCH_CHAOS]
    best = max((match.coherence for match in near), default=0.0)
    return sorted((match.encoding for match in near if match.coherence == best), key=_CANDIDATES.index)
