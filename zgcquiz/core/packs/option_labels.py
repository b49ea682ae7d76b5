"""Find and remove labels typed into options, such as "A) red", and resolve an option named by its label.

A screen labels every option itself, so a typed label contradicts it as soon as the order changes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from zgcquiz.core.packs.meta_options import ROMAN, names_others
from zgcquiz.core.value import Value

_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрст", "абвгґдеєжз", "αβγδεζηθικ",
    "אבגדהוזחטי", "ابجدهوزحطي", "أبجدهوزحطي", "أبتثجحخد",
    "甲乙丙丁戊己庚辛壬癸", "一二三四五六七八九十", "アイウエオカキクケコ", "가나다라마바사아자차",
    "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊ", "कखगघङचछजझञ", "กขคงจฉชซ",
)  # fmt: skip
"""The orders in which letters are counted."""
_SIGNS = ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", "❶❷❸❹❺❻❼❽❾❿", "➀➁➂➃➄➅➆➇➈➉", "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽", "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑",
          "ⓐⓑⓒⓓⓔⓕⓖⓗⓘⓙ", "ⒶⒷⒸⒹⒺⒻⒼⒽⒾⒿ", "⒜⒝⒞⒟⒠⒡⒢⒣⒤⒥", "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉")  # fmt: skip
"""Single characters that are labels."""
_SIGN_STYLES = {sign: (signs, at) for signs in _SIGNS for at, sign in enumerate(signs)}

_NAME = r"[^\W\d_]|[IVXivx]{1,4}|\d{1,2}"
_LABEL = re.compile(
    rf"(?:(?P<open>[(\[（［【〔])[ \u3000]?(?P<inside>{_NAME})[ \u3000]?(?P<close>[)\]）］】〕])(?P<after>[.:．：]?)"
    rf"|(?P<name>{_NAME})(?P<mark>[).:．）：、。]|[ ][-–—](?=[ ])))(?P<blank>[ \t\n\u00a0\u3000]*)"
)
_LABEL_LIKE = re.compile(r"\|(?:[(\[]|(?:[A-Za-z]|[IVXivx]{1,4}|\d{1,2})(?:[).:]| [-]))")
"""What `_LABEL` may match in ASCII texts that are joined by bars."""
_BRACKETS = {"(": ")", "[": "]", "（": "）", "［": "］", "【": "】", "〔": "〕"}
_WORD = re.compile(r"[^\W\d_]{3}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_MONTH = re.compile(
    r"(?:jan|feb|m[aäæ]r|apr|ma[ijy]|jun|jul|aug|sep|o[kc]t|nov|de[szc]"  # Germanic languages
    r"|led|úno|bře|dub|kvě|čer|srp|zář|říj|lis|pro|tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)",
    re.IGNORECASE,
)
"""A month after an ordinal ("1. Mai"), whose number is not a label."""

_AROUND = r"[\s\"'“”„‘’«»*_]*"
_POINTER = re.compile(
    rf"{_AROUND}(?:(?:(?:option|answer|choice|alternative|variant)s?|ans|(?:no|nr|number)\b)[.: #]*)?"
    rf"[(\[]?(?:((?-i:[A-Ja-j]))|(\d{{1,2}})(?:\.0)?)[)\].:]?{_AROUND}",
    re.IGNORECASE,
)


class Labelled(Value, frozen=True):
    """Labelled options. texts: without their labels; places: the position, from 0, that each label stands for."""

    texts: tuple[str, ...]
    places: tuple[int, ...]


def labelled(texts: Sequence[str]) -> Labelled | None:
    """Return the labels of options; None unless all have labels of one style that count up from the first without gaps.

    They need not be in order, as a file may list the key apart from the wrong options. What only looks like labels
    is kept: numbers ("1.5"), ratios, dates, initials that don't count up, options that name others ("(1) and (2)"),
    and labels without which two options would be equal.
    """
    if len(texts) < 2 or len(texts) > 26:
        return None
    found = [_label(text) for text in texts]
    if any(each is None for each in found):
        return None
    parts = [each for each in found if each is not None]
    if len({style for style, _, _ in parts}) > 1:
        return None
    rests = tuple(rest for _, _, rest in parts)
    if len({" ".join(rest.split()).casefold() for rest in rests}) < len(rests) or _are_content(
        parts[0][0], rests, texts
    ):
        return None
    places = _places([name for _, name, _ in parts])
    return Labelled(rests, places) if places else None


def without_labels(texts: Sequence[str]) -> tuple[str, ...] | None:
    """Return options without the labels typed into them, in the same order; None if `labelled` returns None."""
    found = labelled(texts)
    return found.texts if found else None


def may_be_labelled(text: str) -> bool:
    """Return whether a text begins with a possible label: a quick check for files of many questions."""
    return _label(text) is not None


def may_any_be_labelled(texts: Sequence[str]) -> bool:
    """Tell whether `may_be_labelled` may say yes to any of many texts: quicker, and sometimes wrong with yes.

    texts: ASCII on one line each, without blanks around them.
    """
    return _LABEL_LIKE.search("|" + "|".join(texts)) is not None


def option_name(text: str) -> str:
    """Return the lower-case letter or the number by which a text names an option, or "".

    text: such as "B", "(c)", "Option 3", or "2.0", as spreadsheets write 2.
    """
    match = _POINTER.fullmatch(text)
    return (match[1] or match[2]).lower() if match else ""


def place_named(name: str, first: int = 1) -> int:
    """Return the position, from 0, that an option's name stands for, or -1.

    name: as `option_name` returns it; first: the number of the first option.
    """
    if name.isdecimal():
        return max(-1, int(name) - first)
    return ord(name) - ord("a") if name else -1


def meant_by_place(names: Sequence[str], options: Sequence[str]) -> list[str]:
    """Return for each name the option that its number or letter stands for, or "".

    Labels typed into the options take precedence. Numbers count from 1, or from 0 if one of them is 0.
    """
    found = [option_name(name) for name in names]
    own = [label[1] if (label := _label(option)) else "" for option in options]
    first = 0 if "0" in found else 1
    places = [own.index(name) if name and own.count(name) == 1 else place_named(name, first) for name in found]
    return [options[at] if 0 <= at < len(options) else "" for at in places]


def _label(text: str) -> tuple[str, str, str] | None:
    """Return the style and name of a text's label, and the rest of the text."""
    text = text.strip()
    sign = _SIGN_STYLES.get(text[:1])
    if sign:
        rest = text[1:].lstrip(" \t\u3000.．、:：)）")
        return (sign[0], str(sign[1] + 1), rest) if rest else None
    match = _LABEL.match(text)
    rest = text[match.end() :].strip() if match else ""
    if match is None or not rest:
        return None
    if match["open"]:
        if _BRACKETS[match["open"]] != match["close"]:
            return None
        return _style(match["inside"], match["open"] + match["after"]), _plain(match["inside"]), rest
    name, mark, follows = match["name"], match["mark"], rest[0]
    if mark in ".:" and not match["blank"] and not _may_touch(name, rest):
        return None
    if mark == "." and len(rest) > 1 and rest[1] == "." and follows.isalpha():
        return None  # A. D. and other initials
    if mark in ":." and name.isdecimal() and follows.isdecimal() and (mark == ":" or not match["blank"]):
        return None
    return _style(name, mark.strip()), _plain(name), rest


def _may_touch(name: str, rest: str) -> bool:
    """Return whether a text may follow a point or colon without a space.

    It may in scripts without spaces, and after capitals and numbers, but not after lower case: `a.py` is a file name.
    """
    if not rest[0].isascii():
        return True
    return rest[0].isalpha() and (name.isdecimal() or name.isupper())


def _style(name: str, marks: str) -> str:
    sort = "1" if name.isdecimal() else "A" if name.isupper() else "a"
    return sort + unicodedata.normalize("NFKC", marks).translate({0x2013: "-", 0x2014: "-"})


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold() if not name.isdecimal() else str(int(name))


def _are_content(style: str, rests: Sequence[str], texts: Sequence[str]) -> bool:
    """Return whether apparent labels are part of the texts: a sum ("a - b"), dates ("1. Mai"), or other options."""
    if any(map(names_others, texts)):
        return True
    if style.endswith("-"):
        return not all(_WORD.search(rest) for rest in rests)
    return style == "1." and all(_MONTH.match(rest) for rest in rests)


def _places(names: Sequence[str]) -> tuple[int, ...]:
    """Return the positions that labels stand for if they are the first ones of an alphabet, else ()."""
    count = len(names)
    if len(set(names)) < count:
        return ()
    orders: list[Callable[[str], int]] = [_roman]
    if all(name.isdecimal() for name in names):
        orders = [lambda name: int(name) - 1]
    elif all(len(name) == 1 for name in names):
        orders = [alphabet.find for alphabet in _ALPHABETS] + orders
    for order in orders:
        places = tuple(map(order, names))
        if sorted(places) == list(range(count)):
            return places
    return ()


def _roman(name: str) -> int:
    return ROMAN.index(name) if name in ROMAN else -1
