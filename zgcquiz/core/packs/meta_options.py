"""Meta options, which refer to the other options instead of answering: "none of the above", "A and B"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from itertools import product, takewhile

from zgcquiz.core.packs.meta_option_words import (
    ABOVE,
    ABOVE_SIGNS,
    BELOW,
    BELOW_SIGNS,
    FRAMES,
    JOINS,
    LANGUAGES,
    NOUNS,
    ONLY,
    quantified,
    tokens,
)
from zgcquiz.core.text.words import lint_text
from zgcquiz.core.value import Value

_OTHERS = (
    r"(?:(?:of|the|these|those|them|this|that|other|others|above|below|aforementioned|foregoing|following|preceding"
    r"|options?|answers?|choices?|alternatives?|statements?|responses?|items?|here|given|listed|mentioned|stated"
    r"|provided|two|three|four|five|is|are|was|were|would|could|might|may|can|must|should|will|be|all|correct|right|true"
    r"|apply|applies|possible)\b\s*)*"
)
_NAMED_ABOVE = (
    r"(?: one)?(?: of)?(?: (?:the|these|those|them))?(?: (?:options|answers|choices|alternatives|statements|items))?"
    r"(?: (?:listed|given|mentioned))? (?:above|aforementioned|foregoing|preceding)"
    r"(?: (?:options?|answers?|choices?|alternatives?|statements?|items?))?"
)
_TAIL = (
    r"(?: (?:is|are|was|were|be|would|could|might|may|can|cannot|must|should|will|do|does|did|has|have|had|apply"
    r"|applies|holds?|works?|helps?|occurs?|happens?)\b.*)?"
)
"""What may follow "of the above": a verb, as in "would be suitable", but not "above-ground parts"."""
_ALL_ABOVE = re.compile(rf"(?:all|both|any|each|either|every one){_NAMED_ABOVE}{_TAIL}")
_NONE_ABOVE = re.compile(rf"(?:none|neither|not any|not one|no one){_NAMED_ABOVE}{_TAIL}")
_NONE = re.compile(rf"(?:none|neither|nor|not any|no)\b\s*(?:one\b\s*)?{_OTHERS}")
_NO_NOUN = re.compile(r"no(?: \w+)? (?:options?|answers?|choices?|alternatives?|statements?)\b.*|none|neither")
_ALL = re.compile(rf"(?:all|both|any|either|each|every one)\b\s*{_OTHERS}")
_QUANTITY = re.compile(
    r"\b(?:how (?:many|much|often|far|long)|(?:what|which) (?:number|amount|share|part|percentage))\b"
)

_STATEMENT = re.compile(
    r"(?:^|[\s;,:.?!(\[])(?:[(\[]?([ivx]{1,4}|[1-9])(?:[.):\]](?!\d)| [-–—] )"
    r"|(?:statement|scenario|assertion) ([1-9ivx]+)\b)",
    re.IGNORECASE,
)
_NUMERAL = re.compile(r"\b(?:I{1,3}|IV|VI{0,3})\b")
_LETTER = re.compile(r"(?<![\w.])[(\[]?([A-HP-Sa-hp-s])[)\].:](?!\w)")
_VERDICT = "(?:not )?(?:true|false|yes|no|right|wrong|correct|incorrect)"
_VERDICTS = re.compile(rf"{_VERDICT}(?:(?:, | and | / ){_VERDICT})+")
_SPEAKING = frozenset(
    """all none neither nor not no both any either each every option options answer answers choice choices true false
    yes right wrong correct incorrect true, false, yes, no, right, wrong, correct, incorrect, l'ensemble above
    below""".split()  # noqa: SIM905
).union(*(language.all | language.none for language in LANGUAGES))
"""An option in ASCII with none of these words and no label is not a meta option."""
_SOME = re.compile(
    r"(?:only |exactly |at least )?(?:some|one|two|three|four|five|more than (?:one|two)|most|several|half) of the "
    r"(?:(?:options|answers|choices|alternatives|statements|ones) )?(?:listed |given |mentioned )?(?:above|below)"
    rf"{_TAIL}"
)
_ABOVE = re.compile(r"\b(?:above|aforementioned|foregoing|preceding)\b")
_BELOW = re.compile(r"\b(?:below|the following)\b")
_PLACE = re.compile(r"\bthe (?:first|second|third|last|previous|next) (?:two |three )?(?:options?|answers?|choices?)\b")
_NAME = re.compile(r"[a-jp-s]|[1-9]|10|[ivx]{1,4}")
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_NAMED = re.compile(
    r"\b(?:[Oo]ptions?|OPTIONS?|[Aa]nswers?|ANSWERS?|[Cc]hoices?|Antwort|[Rr]éponse|[Rr]espuesta|[Rr]isposta|[Rr]esposta"
    r"|[Oo]pción|[Oo]pção|[Oo]pzione|[Aa]ntwoord|[Ss]var|[Oo]dpowiedź|[Оо]твет|[Вв]ариант)"
    r" ?[(\[]?[A-J][)\]]?(?![\w'’])|(?:选项|選項|答案|[选選]) ?[A-J](?![A-Za-z])"
    r"|(?:^|(?<=[.!?;:,] )|(?<=\n))[(\[]?[A-J][)\]]? (?:is|was|are|ist|est|es|è|é|är|er) (?:not |nicht |pas )?"
    r"(?:the )?(?:right|correct|wrong|incorrect|true|false|richtig|falsch|juste|fausse?|vraie?|exacte?|corrett[ao]|"
    r"corret[ao]|correct[ao]|incorrect[ao]|errad[ao]|sbagliat[ao]|rätt|fel|rigtigt?|riktig)\b"
)
_LOOSE = re.compile(r"[^/;+]*")
_FIRST = re.compile(r"[^\s,;&+/()\[\].:]+")
_STARTS = (
    JOINS | NOUNS | FRAMES | ONLY | frozenset(map(str, range(1, 11))) | frozenset("abcdefghijpqrs") | frozenset(ROMAN)
)
"""The first words of an option in ASCII that names others."""
_ENDS = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f.;,"
"""White space and punctuation around an option in ASCII that `remarks` ignores."""
_NAMES = frozenset(
    name.encode()
    for name in _STARTS | {"".join(signs) for length in (1, 2, 3, 4) for signs in product("ivx", repeat=length)}
)
"""The words that `_may_only_name` takes for an option's last."""
_SIGNS_APART = bytes.maketrans(b".;,|", b"    ")
_FIRST_WORDS = frozenset(word.encode().translate(_SIGNS_APART).split()[0] for word in _SPEAKING)
_CYRILLIC = dict(zip("абвгде", "abcdef", strict=True))
_LETTERED = [re.compile(rf"(?<!\w)\(?[{letters}][).:]") for letters in ("Aa", "Bb")]
"""Labels A and B, both of which are in a stem with lettered statements."""
_LITERALS = frozenset(("true", "false", "0", "[]", "{}", "()", "null", "nil", "undefined", "nan"))
_BUILTINS = frozenset(("none", "all", "any"))
"""Words that are values or functions in programs too, as they are beside one of `_LITERALS`."""
_WORD_OF_CODE = re.compile(r"\w+")
_SIDES = frozenset(("above", "below"))
"""Words after labels that add nothing to them: "A and B above"."""
_LONGEST = 120
"""The most characters of a meta option."""


class Meta(Enum):
    """What a meta option means: none of the others, all of them, or some named by letter or number."""

    NONE = "none"
    ALL = "all"
    SOME = "some"


class Placement(Enum):
    """Where a meta option may be shown: anywhere, after the others, or only in the author's order."""

    ANY = "any"
    LAST = "last"
    FIXED = "fixed"


class Remark(Value, frozen=True):
    """An option's reference to the others. meta: None for a plain answer; by: the words that fix its place."""

    meta: Meta | None = None
    place: Placement = Placement.ANY
    by: str = ""


_NOTHING = Remark()


def of_code(code: str) -> str:
    """Return a part of an option that is code so that no word of it refers to other options: `None` is a value."""
    return _WORD_OF_CODE.sub(r"code_\g<0>", code)


def remarks(stem: str, texts: Sequence[str]) -> tuple[Remark, ...]:
    """Return for each option how it refers to the others and where it must be shown.

    texts: those of the options, with `of_code` in the place of code.
    """
    folded = [lint_text(text).strip(" .;,。．") for text in texts]
    named = [_named(text) if may_name_others(text) else None for text in folded]
    if not any(named) and not any(map(_may_speak, folded)):
        return (_NOTHING,) * len(folded)
    bare = not _QUANTITY.search(stem.casefold())
    is_code = not _LITERALS.isdisjoint(map(str.casefold, folded))
    found = [
        _NOTHING if names or (is_code and text.casefold() in _BUILTINS) else _remark(text, bare)
        for text, names in zip(folded, named, strict=True)
    ]
    if any(named):
        plain = [text for text, names, each in zip(folded, named, found, strict=True) if not names and not each.meta]
        stated, lettered = _stated(stem), _is_lettered(stem)
        for at, names in enumerate(named):
            if names:
                found[at] = _combination(names, plain, stated, lettered)
    return tuple(found)


def _stated(stem: str) -> list[set[str]]:
    """Return the numbers and the letters, in lower case, of the statements that a stem lists."""
    listed = {(match[1] or match[2]).casefold() for match in _STATEMENT.finditer(stem)}
    figures = {label for label in listed if label.isdigit()}
    numerals = listed - figures
    if len(listed) < 2:
        numerals = _from_first({match.casefold() for match in _NUMERAL.findall(stem)}, ROMAN)
    letters = {match[1].casefold() for match in _LETTER.finditer(stem)}
    return [figures, numerals, _from_first(letters, "abcdefghij"), _from_first(letters, "pqrs")]


def _from_first(found: set[str], series: Sequence[str]) -> set[str]:
    """Return those of the labels found that follow one another from the first of a series."""
    return set(takewhile(found.__contains__, series))


def names_letters(text: str, stem: str) -> str:
    """Return the words by which an explanation or feedback names an option's letter, or "".

    What the stem itself calls "answer A", or lists with letters, does not count.
    """
    named = next((match.group() for match in _NAMED.finditer(text) if match.group() not in stem), "")
    return named if named and not _is_lettered(stem) else ""


def speaks_of_others(texts: Sequence[str]) -> bool:
    """Return whether any of a question's options may refer to the others: a quick check with false positives.

    If False, `remarks` finds nothing, whatever the stem.
    """
    for text in texts:
        if not text.isascii():
            return True
        words = text.lower().strip(_ENDS).split()
        if not _SPEAKING.isdisjoint(words):
            return True
        if words and ((first := words[0]) in _STARTS or not first.isalnum()) and _may_only_name(first, words[-1]):
            return True
    return False


def may_any_speak_of_others(texts: Sequence[str]) -> bool:
    """Tell whether `speaks_of_others` may say yes to some of these options, which may be of many questions.

    texts: ASCII on one line each, without blanks around them. Quicker than asking for each, and more often wrong with
    yes.
    """
    lower = "|".join(texts).encode().lower()
    if not _FIRST_WORDS.isdisjoint(lower.translate(_SIGNS_APART).split()):
        return True
    last_words = [text.rstrip(b" .;,").rpartition(b" ")[2] for text in lower.split(b"|")]
    return not (_NAMES.isdisjoint(last_words) and b"".join(last_words).isalnum())


def _may_only_name(first: str, last: str) -> bool:
    """Return whether an option in ASCII with this first and last word may do nothing but name others."""
    return may_name_others(first) and (not last.isalnum() or last in _STARTS or _NAME.fullmatch(last) is not None)


def may_name_others(text: str) -> bool:
    """Return whether a text may begin with the name of an option, or with a word that goes with one.

    text: in the form of `lint_text`.
    """
    first = text.partition(" ")[0]
    if not first.isalnum():
        match = _FIRST.search(first)
        first = match.group() if match else ""
    return not text.isascii() or first.casefold() in _STARTS


def _is_lettered(stem: str) -> bool:
    return all(letter.search(stem) for letter in _LETTERED)


def _may_speak(text: str) -> bool:
    return len(text) <= _LONGEST and (not text.isascii() or not _SPEAKING.isdisjoint(text.casefold().split()))


def _remark(text: str, bare_counts: bool) -> Remark:
    """Classify an option that names no others by letter or number."""
    if len(text) > _LONGEST:
        return _NOTHING
    folded = text.casefold()
    if place := _PLACE.search(folded):
        return Remark(None, Placement.FIXED, place.group())
    if _VERDICTS.fullmatch(folded):
        return Remark(Meta.SOME)
    if len(folded.split()) == 1 and folded.isascii() and not bare_counts:
        return _NOTHING
    meta = Meta.SOME if _SOME.fullmatch(folded) else _english(folded)
    if meta is None:
        quantifier = quantified(text)
        if not quantifier:
            return _NOTHING
        meta = Meta(quantifier)
    below = _BELOW.search(folded) or BELOW_SIGNS.search(folded)
    word = below.group() if below else next((word for word in tokens(text) if word in BELOW), "")
    if word:
        return Remark(meta, Placement.FIXED, word)
    above = _ABOVE.search(folded) or ABOVE_SIGNS.search(folded)
    word = above.group() if above else next((word for word in tokens(text.replace("-", " ")) if word in ABOVE), "")
    return Remark(meta, Placement.LAST, word)


def _english(text: str) -> Meta | None:
    if (
        _NO_NOUN.fullmatch(text)
        or _NONE_ABOVE.fullmatch(text)
        or (_NONE.fullmatch(text) and text not in ("no", "nor", "no one"))
    ):
        return Meta.NONE
    if _ALL_ABOVE.fullmatch(text) or (_ALL.fullmatch(text) and text not in ("any", "either", "each")):
        return Meta.ALL
    return None


def names_others(text: str) -> bool:
    """Return whether an option does nothing but name several others, or one alone: "(1) and (2)", "a) only"."""
    names = _named(lint_text(text).strip(" .;,。．"))
    return names is not None and not names.faint and (len(names.labels) > 1 or names.alone)


class _Names(Value, frozen=True):
    """The labels in an option that does nothing but name others.

    loose: joined by signs alone, as in "1, 2"; alone: with "only" or the like; faint: like "a,b" and "A/B", which are
    content unless the stem lists statements with these labels.
    """

    labels: tuple[str, ...]
    loose: bool
    alone: bool
    faint: bool


def _named(text: str) -> _Names | None:
    """Return the labels of an option that does nothing but name others: "Both A and B", "1, 3", "only C"."""
    if len(text) > _LONGEST or ":" in text:
        return None
    labels: list[str] = []
    alone = framed = joined = worded = called = False
    fresh = True  # a label may follow: after the start, or a word that joins
    for at, word in enumerate(tokens(text)):
        if (_NAME.fullmatch(word) or word in _CYRILLIC) and (fresh or word not in JOINS):
            if not fresh:
                return None
            labels.append(_CYRILLIC.get(word, word))
            fresh = called = False
        elif word in JOINS:
            worded = worded or word not in ",;+/"
            joined, fresh = joined or bool(labels), True
        elif word in NOUNS:
            framed = called = True
        elif labels and word in _SIDES:
            fresh = False
        elif word in FRAMES or word in ONLY:
            framed, alone, fresh = True, alone or word in ONLY, fresh or not at
        else:
            return None
    if called:
        return None  # "a number"
    loose = not (worded or alone or framed)
    faint = loose and (any(map(str.islower, text)) or not _LOOSE.fullmatch(text))
    if (len(set(labels)) > 1 and joined) or (labels and (alone or framed)):
        return _Names(tuple(labels), loose, alone, faint)
    return None


def _combination(names: _Names, plain: Sequence[str], stated: Sequence[set[str]], lettered: bool) -> Remark:
    """Classify an option by the labels in it, if they name plain answers, or statements in the stem."""
    labels = set(names.labels)
    whole = len(labels) > 2 and len(labels)
    for listed in stated:
        if labels <= listed and len(listed) > 1:
            return Remark(Meta.ALL if whole == len(listed) else Meta.SOME)
    if names.faint or len(plain) < 2 or not labels <= _names_of(plain, names):
        return _NOTHING
    meta = Meta.ALL if whole == len(plain) else Meta.SOME
    if lettered and not names.labels[0].isdigit():
        return Remark(meta)
    return Remark(meta, Placement.FIXED, "its numbers" if names.labels[0].isdigit() else "its letters")


def _names_of(plain: Sequence[str], names: _Names) -> set[str]:
    """Return the labels that plain answers could have; none that are numbers if the answers hold numbers."""
    if all(label in "abcdefghij" for label in names.labels):
        return {chr(ord("a") + at) for at in range(len(plain))}
    if len(names.labels) < 2 or names.loose or any(map(str.isdigit, "".join(plain))):
        return set()
    if all(map(str.isdigit, names.labels)):
        return {str(at + 1) for at in range(len(plain))}
    return set(ROMAN[: len(plain)])
