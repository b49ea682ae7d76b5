"""The normal form in which typed answers, keys and options are compared.

Folded are case, accents and vowel points, variants of a sign, punctuation of sentences, and white space beside
signs. What carries meaning of its own (an operator, a bracket, a superscript, a prime, a charge, a mark that makes
another letter) is never dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from zgcquiz.core.text.han.scripts import HAN_OR_KANA
from zgcquiz.core.text.number_words import NUMBER_WORDS, with_digits
from zgcquiz.core.text.signs import has_levels, is_formula, same_signs, with_indices_on_the_line
from zgcquiz.core.text.strictness import ACCENTS, CASE, PUNCTUATION
from zgcquiz.core.value import Value

_LETTERS = {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"}
_PLAIN_LETTERS = str.maketrans(_LETTERS | {one.upper(): other.upper() for one, other in _LETTERS.items() if one != "ı"})
"""Latin letters that Unicode doesn't decompose into a plain letter and a mark."""
_LATIN_MARKS = re.compile("(?<=[A-Za-z\u00df-\u00f6\u00f8-\u024f])[\u0300-\u0333\u0339-\u036f]+")
"""Accents of Latin letters. Overlaid strokes are left out, as they make another sign."""
_STRESS = re.compile("(?<=[АЕИОУЫЭЮЯІЄаеиоуыэюяіє])[\u0300\u0301]")
"""Stress marks of Cyrillic words, as in dictionaries. The marks of й, ё, ї, ў, ѓ and ќ make other letters."""
_POINTS = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]"
)
"""Vowel points and cantillation marks of Hebrew and Arabic. Hamza and madda make other letters."""
_GREEK_MARKS = re.compile("(?<=[\u0370-\u03ff])[\u0300\u0301\u0304\u0306\u0308\u0313\u0314\u0342\u0345]+")
_GREEK = re.compile("[\u0386-\u03ce\u1f00-\u1fff]")
_HAS_WORD = re.compile(r"[^\W\d_]{2}")

_MARKS = "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0966-\u109f\u302a-\u302f\u3099\u309a"
"""Combining marks; for Indic and Southeast Asian scripts whole blocks, including letters."""
_LETTER = rf"(?:[^\W\d_]|[{_MARKS}])"
_ONE_LETTER_WORD = r"[^\W\d_A-Za-z\u00aa-\u024f\u0370-\u052f\u1e00-\u1fff]"
"""In Latin, Greek and Cyrillic a single letter is a symbol, as in n!; in other scripts it may be a word."""
_AFTER_WORD = f"(?:(?<={_LETTER}{_LETTER})|(?<={_ONE_LETTER_WORD})|(?<=[{_MARKS}]))"
_BEFORE_WORD = f"(?={_LETTER}{_LETTER}|{_ONE_LETTER_WORD})"

_CLOSING = {"'": "'", '"': '"', "`": "`'", "«": "»", "»": "«", "‹": "›", "›": "‹", "「": "」", "『": "』", "《": "》",
            "〈": "〉", "【": "】"}  # fmt: skip
"""Opening quotation marks with their closing marks."""
_INNER_QUOTES = re.compile(
    r"(?<!\S)(?:"
    + "|".join(f"{one}([^{one}{other}]+)[{other}]" for one, other in _CLOSING.items())
    + r")(?=[\s.,;:!?]|\Z)"
)
_APOSTROPHE = re.compile(
    rf"{_AFTER_WORD}['`](?={_LETTER})|(?<={_LETTER})['`]{_BEFORE_WORD}|(?<={_LETTER}{_LETTER}{_LETTER}[sS])'(?=\s|\Z)|(?<=\d)'(?=s\b)"
)
_SPACED_STOP = re.compile(r"(?<=\w) (?=[.,;:!?]+(?:\s|\Z))")
"""A space before punctuation, as in French."""
_HYPHEN = re.compile(rf"{_AFTER_WORD}-(?=\w)|(?<=\w)-{_BEFORE_WORD}|{_AFTER_WORD} -{{1,3}} {_BEFORE_WORD}")
_COMMA = re.compile(f"{_AFTER_WORD},(?={_LETTER})|(?<={_LETTER}),{_BEFORE_WORD}")
_INNER_STOPS = re.compile(
    rf"{_AFTER_WORD}[.,;:!?]+(?=\s)|(?<={_LETTER})\.(?=\s)|(?<=\w)[,;:](?= {_BEFORE_WORD})|[¿¡]+(?=\w)"
)
_LAST_STOPS = re.compile(rf"{_AFTER_WORD}[.,;:!?]+\Z|(?<=\w)[.,;:]\Z|(?<=[)\]}}'\"»%°+#])[.,]\Z|(?<=\s\w)\?\Z")
_LAST_STOP = re.compile(r"(?<=[\w)\]}'\"%°+#])[.,]\Z")
_INITIALS = re.compile(r"(?<![\w.])(?:[^\W\d_]\. ?)+[^\W\d_]\.(?!\w)|(?<![\w.])[^\W\d_](?:\.[^\W\d_])+(?![\w.(\[])")
_TITLES = re.compile(r"(?<![\w.])(?:[A-Z][a-z]?\. ?)+[A-Z][a-z]{0,2}\.(?!\w)")
"""Ph.D., B.Sc. and the like."""
_DATE = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,20}\.? \d{1,2}), ?(?=\d{4}(?!\d))")
"""The day of a month before a year: July 4, 1776."""
_CASED = re.compile(
    r"(?<![\w:\\])\\[A-Za-z]+|\\[A-Za-z](?![A-Za-z])"
    "|(?<![\u0370-\u03ff\u1f00-\u1fff])[ΓΔΘΛΞΠΣΦΨΩ](?![\u0370-\u03ff\u1f00-\u1fff])"
)
"""Text that changes its meaning in lower case: escapes and commands after a backslash, Greek capitals as symbols."""
_GREEK_WORD = re.compile("[\u0386-\u03ff\u1f00-\u1fff]{2}")
_COMMON_INITIALS = frozenset(("eg", "ie", "am", "pm", "us", "uk", "un", "eu", "dc", "zb", "dh", "ua"))
_GROUPS = re.compile(
    r"(?<![\d.,'])(\d{1,3}(?:,\d{2,3})*,\d{3}|\d{1,3}(?: \d{3})+|\d{1,3}(?:\.\d{3}){2,}"
    r"|\d{1,3}(?:'\d{3})+)(?!\d|[',]\d|(?<=\.\d{3})\.\d)"
)
"""Grouped digits: 3,652, 12,34,567, 3 652, 3'652 or 3.652.000."""
_LISTED = re.compile(r"\d, ?\d")
_BARE_POINT = re.compile(r"(?<![\w.)\]])\.(?=\d)")
_AND = re.compile(r"(?<=\w) ?& ?(?=\w)")
_TIMES = re.compile(r"(?<=\d)(?<!\b0) ?[xX] ?(?=\d)")
_TIMES_DOT = re.compile(r"(?<=\d) ?\u00b7 ?(?=\d)")
_BESIDE_SIGN = re.compile(rf"((?<=\d), ?(?=\d\d\d(?!\d)))| ?([^\w\s{_MARKS}]) ?")
_BESIDE_ANY_SIGN = re.compile(rf" ?([^\w\s{_MARKS}]) ?")
_BEFORE_UNIT = re.compile(r"(?<![\w.,^])(\d[\d.,]*)(?=[^\W\d_])(?![eE][+-]?\d)")
_BESIDE_CJK = re.compile(
    f"(?<=[{HAN_OR_KANA}]) ?[\u00b7\u2022] ?(?=[{HAN_OR_KANA}])|(?<=[{HAN_OR_KANA}]) | (?=[{HAN_OR_KANA}])"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_UNIT = re.compile(r"(?<=\d) ?(?:percent|per cent)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_QUOTE = re.compile(f"[{''.join(_CLOSING)}]")
_PUNCTUATION = re.compile(f"[{''.join(_CLOSING)}.,;:!?¿¡-]")
_WORDS_ALONE = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)*+(?:(?<=[A-Za-z]{2})[.?!])?")
"""Words of Latin letters alone, as most texts are: for them lower case is all the folding needed."""
_PASSES = 6
"""The most passes of folding. One can enable another: a number in words becomes digits, which may then be a group."""


class Wording(Value, frozen=True):
    """The normal forms of a text by which it is compared with another.

    exact: with digits read as grouped and as a list; flat: as people type it on a keyboard that lacks something (H2O
    for H₂O, Greek capitals without accents).
    """

    exact: frozenset[str]
    flat: frozenset[str]

    def same(self, other: Wording) -> bool:
        """Return whether two texts are the same answer. One of them, but not both, may be in flat form."""
        return not (
            self.exact.isdisjoint(other.exact)
            and self.exact.isdisjoint(other.flat)
            and self.flat.isdisjoint(other.exact)
        )


def read_wording(text: str, strict: Collection[str] = ()) -> Wording:
    """Return the normal forms of a text. strict: the members of `STRICT` not to fold."""
    exact = [plain(text, strict)]
    if _LISTED.search(text):
        exact.append(_fold(text, strict, grouped=False))
    greek = ACCENTS not in strict and not text.isascii() and _GREEK.search(text) is not None
    flat = [_fold(text, strict, flat=True)] if greek or has_levels(text) else []
    if flat and (typed := with_indices_on_the_line(text)) != text:
        flat.append(_fold(typed, strict))
    return Wording(frozenset(exact), frozenset(flat))


def plain(text: str, strict: Collection[str] = ()) -> str:
    """Return a text without differences that don't count as mistakes. strict: the members of `STRICT` not to fold.

    Folded are case, accents, full and half width, white space, quotation marks around the whole and around words,
    variants of a dash, thousands separators, numbers in English words, "and" for &, "percent" for %, a leading "the",
    and punctuation of sentences. A text that would become empty is returned with its white space folded.
    """
    return _fold(text, strict)


def option_form(text: str, strict: Collection[str] = ()) -> str:
    """Return the form by which duplicate options and accepted answers are found: `plain` with accents kept."""
    return plain(text, {ACCENTS, *strict})


def numbers(text: str) -> list[str]:
    """Return the numbers in a text returned by `plain`, verbatim."""
    return _NUMBER.findall(text)


def mentions(text: str, words: str) -> bool:
    """Return whether a text contains words, not as part of longer ones. Both are as returned by `plain`."""
    first = text.find(words) if words else -1
    if first < 0:
        return False
    begins, ends = words[0].isalnum(), words[-1].isalnum()
    for at in range(first, len(text) - len(words) + 1):  # as `find` prepares a long text anew in each call
        if not (begins and text[at - 1 : at].isalnum()) and text.startswith(words, at):
            end = at + len(words)
            if not (ends and text[end : end + 1].isalnum()):
                return True
    return False


def _fold(text: str, strict: Collection[str], *, grouped: bool = True, flat: bool = False) -> str:
    """Fold a text until nothing changes any more."""
    if _WORDS_ALONE.fullmatch(text) and PUNCTUATION not in strict:
        words = (text if CASE in strict else text.lower()).rstrip(".?!").split()
        if NUMBER_WORDS.isdisjoint(map(str.lower, words)):
            while len(words) > 1 and words[0].lower() == "the":
                del words[0]
            return " ".join(words)
    folded = text
    for _ in range(_PASSES):
        before, folded = folded, _fold_once(folded, strict, grouped=grouped, flat=flat)
        if folded == before:
            break
    return folded or " ".join(text.split())


def _fold_once(text: str, strict: Collection[str], *, grouped: bool, flat: bool) -> str:
    formula = is_formula(text)
    text = " ".join(same_signs(text, flat=flat).split())
    if PUNCTUATION not in strict and "." in text:
        text = _INITIALS.sub(_initials, _TITLES.sub(_initials, text))
    if CASE not in strict:
        text = _lower(text)
    if ACCENTS not in strict and not text.isascii():
        text = _without_accents(text, greek=flat)
    if PUNCTUATION not in strict and _PUNCTUATION.search(text):
        text = _without_punctuation(text, formula=formula)
    text = _AND.sub(" and ", text) if "&" in text else text
    if _DIGIT.search(text):
        text = _BARE_POINT.sub("0.", text)
        if grouped:
            text = _GROUPS.sub(_group, text)
        text = _BEFORE_UNIT.sub(r"\1 ", _TIMES.sub("*", _TIMES_DOT.sub("*", _UNIT.sub("%", text))))
    text = (_BESIDE_SIGN if grouped else _BESIDE_ANY_SIGN).sub(lambda match: match[match.lastindex or 0], text)
    words = with_digits(text.split())
    if len(words) > 1 and words[0].lower() == "the":
        del words[0]
    text = " ".join(words)
    return (text if text.isascii() else _BESIDE_CJK.sub("", text)).replace('"', "''")


def _lower(text: str) -> str:
    """Return a text in lower case, except for letters whose case has a meaning."""
    if ("\\" not in text and text.isascii()) or _GREEK_WORD.search(text):
        return text.casefold()
    parts, at = [], 0
    for found in _CASED.finditer(text):
        parts += [text[at : found.start()].casefold(), found[0]]
        at = found.end()
    return "".join((*parts, text[at:].casefold()))


def _without_accents(text: str, *, greek: bool) -> str:
    """Return a text without vowel points, and without accents unless it holds only single letters, which they identify.

    greek: remove Greek accents too, as capitals have none.
    """
    has_word = _HAS_WORD.search(text)
    text = _POINTS.sub("", unicodedata.normalize("NFC", text))
    if has_word:
        text = unicodedata.normalize("NFD", text)
        text = _STRESS.sub("", _LATIN_MARKS.sub("", text)).translate(_PLAIN_LETTERS)
        if greek:
            text = _GREEK_MARKS.sub("", text)
    return unicodedata.normalize("NFC", text)


def _without_punctuation(text: str, *, formula: bool) -> str:
    """Return a text without the punctuation of words and sentences, a formula only without that around the whole."""
    text = _unquoted(text)
    if formula:
        # A hyphen in a formula is a minus; a minus sign keeps later passes from folding it.
        text = _HYPHEN.sub("\u2212", text)
        return _LAST_STOP.sub("", text)
    text = _SPACED_STOP.sub("", text)
    if _QUOTE.search(text):
        text = _INNER_QUOTES.sub(lambda match: match[match.lastindex or 0].strip(), text)
        text = _APOSTROPHE.sub("", text)
    if "-" in text:
        text = _HYPHEN.sub(" ", text)
    if "(" not in text:
        text = _COMMA.sub(" ", _INNER_STOPS.sub("", _DATE.sub(r"\1 ", text)))
    return _LAST_STOPS.sub("", text)


def _unquoted(text: str) -> str:
    """Return a text without quotation marks around the whole of it."""
    while len(text) > 2 and text[-1] in _CLOSING.get(text[0], ""):
        inner = text[1:-1].strip()
        if not inner or set(text[0] + text[-1]) & set(_APOSTROPHE.sub("", inner)):
            break
        text = inner
    return text


def _initials(match: re.Match[str]) -> str:
    """Return initials such as U.S.A. and e.g. without full stops. Without the last stop, a.b may be an expression."""
    text = match[0]
    letters = text.replace(".", "").replace(" ", "")
    if text.endswith(".") or (text.isupper() and len(letters) > 2) or letters.lower() in _COMMON_INITIALS:
        return letters
    return text


def _group(match: re.Match[str]) -> str:
    """Return digits without separators of groups, but lists in brackets and IP addresses unchanged."""
    parts = match[0].split(".")
    if len(parts) == 4 and all(part[0] != "0" and int(part) < 256 for part in parts):
        return match[0]
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    if before and after and before in "([{" and after in ")]}":
        return match[0]
    return re.sub("[, .']", "", match[0])
