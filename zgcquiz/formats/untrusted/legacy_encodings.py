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
_CENTRAL = frozenset({"hu", "ro", "pl", "cs"})
"""The languages in Windows-1250 or ISO 8859-2."""
_LATIN_2 = re.compile(
    rb"(?<=[a-z\xb3\xb9\xba\xbe\xbf\xdf-\xf6\xf8-\xfe]{2})[\xb1\xb5\xb6\xbc]"
    rb"|(?<=[a-z\xb3\xb9\xba\xbe\xbf\xdf-\xf6\xf8-\xfe])[\xb1\xb5\xb6\xbb\xbc](?=[a-z\xdf-\xf6\xf8-\xfe])"
    rb"|(?<![A-Za-z0-9\xa1-\xff])[\xa6\xa9\xac\xae\xb6](?=[a-z\xdf-\xf6\xf8-\xfe]{2})"
)
"""What are letters in ISO 8859-2, but signs in or before a word in Windows-1250 and 1252: `stolic±`, `©koda`."""
_IN_WORDS = re.compile(rb"(?<=[a-z\xdf-\xff]{2})(?:\xbe|[\xb3\xb9](?=[a-z\xdf-\xff]))")
"""Further signs in Windows-1252 that are letters in both, where no footnote, power or fraction has them."""
_LATIN_9 = re.compile(rb"(?<=[0-9])[ \xa0]?\xa4|\xa4(?=[ \xa0]?[0-9])|(?<=[a-z])\xbd(?=[a-z])")
"""The signs for € and œ in ISO 8859-15, as in `c½ur`."""
_CZECH = re.compile(rb"(?s)(?=.*[\xec\xf8\xf9])(?=.*[\xb9\xbe])|(?=.*\xe8)(?=.*\xb9)")
"""ě, ř or ů, or č, with what is š or ž in ISO 8859-2, but ą or ľ, in languages without those, in Windows-1250."""
_POLISH = re.compile(rb"(?s)(?=.*\xb9)(?=.*[\xb3\xbf\xea])")
"""ą in Windows-1250, with ł, ż or ę."""
_ONLY_WINDOWS = re.compile(rb"[\x80-\x9f]")
"""Letters and quotation marks in Windows-1250, but control characters in ISO 8859."""
_COMMON = "cp1250, iso8859-2, cp1251, gb18030, cp932"
"""What to try where nothing tells."""
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


def doubt(data: bytes) -> str:
    """Return what to say of a text read as Windows-1252 whose letters are rare in its languages, not in others."""
    data = data[:_SAMPLED]
    read = data.decode("cp1252", "replace")
    if signs := _signs(_LATIN_9, data, "cp1252"):
        return _doubtful(signs, "iso8859-15")
    language = detect_language(read)
    signs = sorted({*_DOUBTFUL.get(language, "õûþðý")} & {*read.lower()})
    if signs and language not in _CENTRAL:
        return _doubtful(signs, "cp1254" if language == "tr" else "cp1250 or cp1254")
    signs = signs or sorted({*_signs(_LATIN_2, data, "cp1252"), *_signs(_IN_WORDS, data, "cp1252")})
    return _doubtful(signs, " or ".join(_central_european(data)))


def doubt_of_named(text: str, encoding: str) -> str:
    """Return what to say of a text in the encoding that the user named, if it reads as if it were in another."""
    if encoding in ("cp1252", "iso8859-1"):
        return doubt(text[:_SAMPLED].encode("cp1252", "replace"))
    data = text[:_SAMPLED].encode("cp1250", "replace") if encoding == "cp1250" else b""
    return "" if _ONLY_WINDOWS.search(data) else _doubtful(_signs(_LATIN_2, data, "cp1250"), "iso8859-2")


def _signs(pattern: re.Pattern[bytes], data: bytes, encoding: str) -> list[str]:
    return sorted({found.strip(b" \xa0").decode(encoding, "replace") for found in pattern.findall(data)})


def _doubtful(signs: Sequence[str], encoding: str) -> str:
    return f"if {', '.join(signs)} in it look wrong, name its encoding, such as --encoding {encoding}" if signs else ""


def not_western(name: str, data: bytes, *, can_name: bool) -> ZgcError:
    """Return the error for a text that is neither in Unicode nor in Windows-1252.

    name: what to call the file; can_name: whether the command has an option to name the encoding.
    """
    sample = data if len(data) <= _SAMPLED else data[:_SAMPLED].rpartition(b"\n")[0] or data[:_SAMPLED]
    likely = (_by_signs(sample) or _by_chaos(sample))[:_MOST_NAMED]
    looks = f"; it looks like {' or '.join(likely)}" if likely else ""
    what = "Name its encoding, and look at the result" if len(likely) > 1 else "Name its encoding"
    hint = f"{what}: --encoding {likely[0]}" if likely else f"Name its encoding with --encoding: {_COMMON} or another."
    hint = hint if can_name else "Save it in UTF-8."
    return ZgcError("unknown-encoding", f"{name}: its text is neither UTF-8 nor Windows-1252{looks}.", hint)


def _by_signs(data: bytes) -> list[str]:
    """Return the ISO encoding of a text mostly in ASCII letters if it has signs in words, which tell it from others."""
    letters = sum(byte > 0x40 for byte in data)
    if _ONLY_WINDOWS.search(data) or sum(byte > 0x7F for byte in data) * 3 > letters:
        return []
    if _LATIN_9.search(data):
        return ["iso8859-15"]
    return ["iso8859-2"] if _LATIN_2.search(data) else []


def _central_european(data: bytes) -> list[str]:
    """Return which of Windows-1250 and ISO 8859-2 a text is in: both if nothing tells, the first if it is the same."""
    if _ONLY_WINDOWS.search(data) or data.decode("cp1250", "replace") == data.decode("iso8859_2"):
        return ["cp1250"]
    if _LATIN_2.search(data) or _CZECH.match(data):
        return ["iso8859-2"]
    return ["cp1250"] if _POLISH.match(data) else ["cp1250", "iso8859-2"]


def _by_chaos(data: bytes) -> list[str]:
    """Return the likeliest encodings of a text by how little chaos it has in them."""
    from charset_normalizer import from_bytes

    likely = _likeliest(list(from_bytes(data, cp_isolation=[*_CANDIDATES])))
    return [name for each in likely for name in (_central_european(data) if each == "cp1250" else [each])]


def _likeliest(matches: Sequence[CharsetMatch]) -> list[str]:
    """Return the likeliest encodings of a text, of which a short one has several, the commonest first."""
    least = min((match.chaos for match in matches), default=0.0)
    near = [match for match in matches if match.chaos <= least + _MUCH_CHAOS]
    best = max((match.coherence for match in near), default=0.0)
    return sorted((match.encoding for match in near if match.coherence == best), key=_CANDIDATES.index)
