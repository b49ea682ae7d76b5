"""What two texts have in common whatever hand typed them: a form that leaves out manners of writing.

Words are folded, signs are not. Folded are case, accents and points, the shapes of a sign, punctuation of
sentences, and white space beside signs. What carries meaning of its own (an operator, a bracket, a raised
character, a prime, a charge, a mark that makes another letter) is never dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from zgcquiz.core.text.number_words import NUMBER_WORDS, with_digits
from zgcquiz.core.text.signs import has_levels, is_formula, same_signs, with_indices_on_the_line
from zgcquiz.core.value import Value

CASE, ACCENTS, PUNCTUATION, SPELLING = "case", "accents", "punctuation", "spelling"
STRICT = (CASE, ACCENTS, PUNCTUATION, SPELLING)
"""What an author can have counted as mistakes. Spelling: a slip is wrong, not near."""

_LETTERS = {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"}
_PLAIN_LETTERS = str.maketrans(_LETTERS | {one.upper(): other.upper() for one, other in _LETTERS.items() if one != "ı"})
"""Latin letters that Unicode doesn't take apart into a plain one and a mark."""
_LATIN_MARKS = re.compile("(?<=[A-Za-z\u00df-\u00f6\u00f8-\u024f])[\u0300-\u0333\u0339-\u036f]+")
"""Accents of Latin letters. Strokes through a sign make another one."""
_STRESS = re.compile("(?<=[АЕИОУЫЭЮЯІЄаеиоуыэюяіє])[\u0300\u0301]")
"""The stress in Cyrillic words, as dictionaries give it. The marks of й, ё, ї, ў, ѓ and ќ make other letters."""
_POINTS = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]"
)
"""Vowel points of Hebrew and Arabic, and signs for reciting. Hamza and madda make other letters."""
_GREEK_MARKS = re.compile("(?<=[\u0370-\u03ff])[\u0300\u0301\u0304\u0306\u0308\u0313\u0314\u0342\u0345]+")
_GREEK = re.compile("[\u0386-\u03ce\u1f00-\u1fff]")
_HAS_WORD = re.compile(r"[^\W\d_]{2}")

_MARKS = "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0966-\u109f\u302a-\u302f\u3099\u309a"
"""Combining marks; for India and its neighbours with the letters among them."""
_LETTER = rf"(?:[^\W\d_]|[{_MARKS}])"
_ONE_LETTER_WORD = r"[^\W\d_A-Za-z\u00aa-\u024f\u0370-\u052f\u1e00-\u1fff]"
"""In Latin, Greek and Cyrillic a single letter is a symbol, as in n!; in other scripts it may be a word."""
_AFTER_WORD = f"(?:(?<={_LETTER}{_LETTER})|(?<={_ONE_LETTER_WORD})|(?<=[{_MARKS}]))"
_BEFORE_WORD = f"(?={_LETTER}{_LETTER}|{_ONE_LETTER_WORD})"

_CLOSING = {"'": "'", '"': '"', "`": "`'", "«": "»", "»": "«", "‹": "›", "›": "‹", "「": "」", "『": "』", "《": "》"}
"""Marks that open a quotation, with those that close it."""
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
"""A day of a month before its year: July 4, 1776."""
_CASED = re.compile(
    r"(?<![\w:\\])\\[A-Za-z]+|\\[A-Za-z](?![A-Za-z])"
    "|(?<![\u0370-\u03ff\u1f00-\u1fff])[ΓΔΘΛΞΠΣΦΨΩ](?![\u0370-\u03ff\u1f00-\u1fff])"
)
"""What means something else as a small letter: escapes and commands after a backslash, a Greek capital as a symbol."""
_GREEK_WORD = re.compile("[\u0386-\u03ff\u1f00-\u1fff]{2}")
_COMMON_INITIALS = frozenset(("eg", "ie", "am", "pm", "us", "uk", "un", "eu", "dc", "zb", "dh", "ua"))
_GROUPS = re.compile(
    r"(?<![\d.,'])(\d{1,3}(?:,\d{2,3})*,\d{3}|\d{1,3}(?: \d{3})+|\d{1,3}(?:\.\d{3}){2,}"
    r"|\d{1,3}(?:'\d{3})+)(?!\d|[',]\d|(?<=\.\d{3})\.\d)"
)
"""Digits in groups: 3,652, 12,34,567, 3 652, 3'652 or 3.652.000."""
_LISTED = re.compile(r"\d, ?\d")
_BARE_POINT = re.compile(r"(?<![\w.)\]])\.(?=\d)")
_AND = re.compile(r"(?<=\w) ?& ?(?=\w)")
_TIMES = re.compile(r"(?<=\d)(?<!\b0) ?[xX] ?(?=\d)")
_TIMES_DOT = re.compile(r"(?<=\d) ?\u00b7 ?(?=\d)")
_BESIDE_SIGN = re.compile(rf"((?<=\d), ?(?=\d\d\d(?!\d)))| ?([^\w\s{_MARKS}]) ?")
_BESIDE_ANY_SIGN = re.compile(rf" ?([^\w\s{_MARKS}]) ?")
_BEFORE_UNIT = re.compile(r"(?<![\w.,^])(\d[\d.,]*)(?=[^\W\d_])(?![eE][+-]?\d)")
_CJK = "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_BESIDE_CJK = re.compile(f"(?<={_CJK}) ?[\u00b7\u2022] ?(?={_CJK})|(?<={_CJK}) | (?={_CJK})")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_UNIT = re.compile(r"(?<=\d) ?(?:percent|per cent)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_QUOTE = re.compile(f"[{''.join(_CLOSING)}]")
_PUNCTUATION = re.compile(f"[{''.join(_CLOSING)}.,;:!?¿¡-]")
_WORDS_ALONE = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)*+(?:(?<=[A-Za-z]{2})[.?!])?")
"""What most texts are, and what needs no more than small letters."""
_PASSES = 6
"""One fold can open the way for another: a number in words becomes digits, which may then be a group."""


class Wording(Value, frozen=True):
    """The forms of a text that decide if another is the same answer.

    exact: as it stands, with digits in groups and as a list; flat: as it is typed where a keyboard lacks something
    (H2O for H₂O, capitals without accents in Greek).
    """

    exact: frozenset[str]
    flat: frozenset[str]

    def same(self, other: Wording) -> bool:
        """The texts are the same answer. What one of them says in full, the other may say in flat form."""
        return not (
            self.exact.isdisjoint(other.exact)
            and self.exact.isdisjoint(other.flat)
            and self.flat.isdisjoint(other.exact)
        )


def read_wording(text: str, strict: Collection[str] = ()) -> Wording:
    """Return the forms of a text. strict: what isn't folded, of `STRICT`."""
    exact = [plain(text, strict)]
    if _LISTED.search(text):
        exact.append(_fold(text, strict, grouped=False))
    greek = ACCENTS not in strict and not text.isascii() and _GREEK.search(text) is not None
    flat = [_fold(text, strict, flat=True)] if greek or has_levels(text) else []
    if flat and (typed := with_indices_on_the_line(text)) != text:
        flat.append(_fold(typed, strict))
    return Wording(frozenset(exact), frozenset(flat))


def plain(text: str, strict: Collection[str] = ()) -> str:
    """Return the text without what a reader would not count as a mistake. strict: what isn't folded, of `STRICT`.

    Folded are case, accents, full and half width, white space, quotation marks around the whole and around words,
    the shapes of a dash, separators of thousands, numbers in English words, "and" for &, per cent signs, a leading
    "the", and punctuation of sentences. A text of which nothing would be left stays as it is.
    """
    return _fold(text, strict)


def option_form(text: str, strict: Collection[str] = ()) -> str:
    """Return the form in which options and accepted answers are told apart: `plain`, but accents always count."""
    return plain(text, {ACCENTS, *strict})


def numbers(text: str) -> list[str]:
    """The numbers in a text that is plain already, as they are written."""
    return _NUMBER.findall(text)


def mentions(text: str, words: str) -> bool:
    """Tell whether a plain text holds other plain words, not as a part of longer ones."""
    at = text.find(words) if words else -1
    while at >= 0:
        end = at + len(words)
        if not (text[at - 1 : at].isalnum() and words[0].isalnum()) and not (
            text[end : end + 1].isalnum() and words[-1].isalnum()
        ):
            return True
        at = text.find(words, at + 1)
    return False


def _fold(text: str, strict: Collection[str], *, grouped: bool = True, flat: bool = False) -> str:
    """The form of a text: what folding leaves when there is nothing more to fold."""
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
        text = _small(text)
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


def _small(text: str) -> str:
    """The text in small letters, but for those whose case makes another sign."""
    if ("\\" not in text and text.isascii()) or _GREEK_WORD.search(text):
        return text.casefold()
    small, at = [], 0
    for found in _CASED.finditer(text):
        small += [text[at : found.start()].casefold(), found[0]]
        at = found.end()
    return "".join((*small, text[at:].casefold()))


def _without_accents(text: str, *, greek: bool) -> str:
    """The text without points, and where it holds a word without accents: of a letter alone they say which it is.

    greek: Greek accents too, as capitals have none.
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
    """The text without the punctuation of words and sentences. In a formula only what is around the whole is that."""
    text = _unquoted(text)
    if formula:
        # A hyphen in a formula is a minus, and stays one whatever else is folded.
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
    """The text without quotation marks around the whole of it."""
    while len(text) > 2 and text[-1] in _CLOSING.get(text[0], ""):
        inner = text[1:-1].strip()
        if not inner or set(text[0] + text[-1]) & set(_APOSTROPHE.sub("", inner)):
            break
        text = inner
    return text


def _initials(match: re.Match[str]) -> str:
    """U.S.A. and e.g. without their full stops. Without the last one a.b may be an expression."""
    text = match[0]
    letters = text.replace(".", "").replace(" ", "")
    if text.endswith(".") or (text.isupper() and len(letters) > 2) or letters.lower() in _COMMON_INITIALS:
        return letters
    return text


def _group(match: re.Match[str]) -> str:
    """Digits without what parts their groups. A list in brackets and an address (192.168.100.101) stay."""
    parts = match[0].split(".")
    if len(parts) == 4 and all(part[0] != "0" and int(part) < 256 for part in parts):
        return match[0]
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    if before and after and before in "([{" and after in ")]}":
        return match[0]
    return re.sub("[, .']", "", match[0])
