"""Write zgcquiz/formats/web/rules.js: the patterns and tables by which answers are compared, for JavaScript.

They are translated from the modules that compare answers in the terminal, so that no rule is written twice. After a
change there: python -m tests.web.rules, with the newest Python that is supported, as it knows the most characters.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from importlib import import_module
from pathlib import Path
from typing import Any

from zgcquiz.core.rounds import typed_answers
from zgcquiz.core.text import number_words, number_writing, numbers, signs, strictness, units, wording
from zgcquiz.core.text.han import numbers as han
from zgcquiz.formats import web

TARGET = Path(web.__file__).parent / "rules.js"

_PATTERNS = {
    signs: """JOINER LEVEL IS_LOWERED CHARGE CHARGE_IN_BRACES IN_BRACES POWER LENGTH UNLIKE_SIGNS""",
    wording: """LATIN_MARKS STRESS POINTS GREEK_MARKS GREEK HAS_WORD INNER_QUOTES APOSTROPHE SPACED_STOP HYPHEN COMMA
        INNER_STOPS LAST_STOPS LAST_STOP INITIALS TITLES DATE CASED GREEK_WORD GROUPS LISTED BARE_POINT AND TIMES
        TIMES_DOT BESIDE_SIGN BESIDE_ANY_SIGN BEFORE_UNIT BESIDE_CJK NUMBER UNIT DIGIT QUOTE PUNCTUATION WORDS_ALONE""",
    units: "RAISED LATEX HYPHEN AROUND_SIGN",
    numbers: "DIGITS START POWER FRACTION DECIMAL SCALE SEPARATOR STRAY UNIT_START",
    number_writing: "SIGNED COMMA_ALONE LIKE_A_GROUP",
    typed_answers: "HAN",
    han: "RUN SPACED LEADING PARTS GROUP_MARK FRACTION PER_CENT HEDGE_BEFORE HEDGE_AFTER HEDGE_IN_UNIT",
}
"""The patterns of each module, without the underscore before their names."""

_OF_UNICODE = ("unicode", "caseFolding", "canonical", "zeros")

_PARSER = import_module("re._parser")
_WORD, _DIGIT = r"\p{L}\p{N}_", r"\p{Nd}"
_SPACE = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What `str.isspace` and `\\s` of Python take: JavaScript's differ."""
_CLASSES = {"CATEGORY_WORD": _WORD, "CATEGORY_DIGIT": _DIGIT, "CATEGORY_SPACE": _SPACE}
_NOT_CLASSES = {"CATEGORY_NOT_WORD": _WORD, "CATEGORY_NOT_DIGIT": _DIGIT, "CATEGORY_NOT_SPACE": _SPACE}
_PLACES = {
    "AT_BEGINNING": "^",
    "AT_END_STRING": "$",
    "AT_BOUNDARY": f"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))",
}


def regex(pattern: re.Pattern[str]) -> str:
    """Return a pattern as a literal of JavaScript that matches the same. Raise KeyError if it has what is not known."""
    if "POSSESSIVE" in str(_PARSER.parse(pattern.pattern, pattern.flags)) and pattern.groups:
        raise KeyError("a possessive repeat takes the first group")
    flags = "giu" if pattern.flags & re.IGNORECASE else "gu"
    return f"/{_sequence(_PARSER.parse(pattern.pattern, pattern.flags))}/{flags}"


def _sequence(nodes: Any) -> str:
    return "".join(_node(str(code), value) for code, value in nodes)


def _node(code: str, value: Any) -> str:
    match code:
        case "LITERAL":
            return _literal(value)
        case "NOT_LITERAL":
            return f"[^{_literal(value)}]"
        case "ANY":
            return "."
        case "IN":
            return _class(value)
        case "BRANCH":
            return f"(?:{'|'.join(map(_sequence, value[1]))})"
        case "SUBPATTERN":
            return f"({'?:' if value[0] is None else ''}{_sequence(value[3])})"
        case "POSSESSIVE_REPEAT":  # JavaScript has none, but it never goes back into what a lookahead found
            return f"(?=((?:{_sequence(value[2])}){_times(*value[:2])}))\\1"
        case "MAX_REPEAT":
            return f"(?:{_sequence(value[2])}){_times(*value[:2])}"
        case "ASSERT" | "ASSERT_NOT":
            return f"(?{'<' if value[0] < 0 else ''}{'=' if code == 'ASSERT' else '!'}{_sequence(value[1])})"
        case "AT":
            return _PLACES[str(value)]
    raise KeyError(code)


def _times(least: int, most: Any) -> str:
    short = {(0, 1): "?", (0, "MAXREPEAT"): "*", (1, "MAXREPEAT"): "+"}
    end = "MAXREPEAT" if str(most) == "MAXREPEAT" else most
    return short.get((least, end)) or (f"{{{least},{'' if end == 'MAXREPEAT' else end}}}")


def _class(parts: Any) -> str:
    """Return a class of characters. One that leaves out what is no letter, as [^\\W\\d_], becomes two steps."""
    codes = [(str(code), value) for code, value in parts]
    negated = codes[0][0] == "NEGATE"
    left_out = [_NOT_CLASSES[str(value)] for code, value in codes if code == "CATEGORY" and str(value) in _NOT_CLASSES]
    members = "".join(
        _member(code, value)
        for code, value in codes[negated:]
        if not (code == "CATEGORY" and str(value) in _NOT_CLASSES)
    )
    if not left_out:
        return f"[{'^' if negated else ''}{members}]"
    if not negated and not members and len(left_out) == 1:
        return f"[^{left_out[0]}]"
    if not negated or len(left_out) > 1:
        raise KeyError(parts)
    return f"(?:(?![{members}])[{left_out[0]}])"


def _member(code: str, value: Any) -> str:
    if code == "CATEGORY":
        return _CLASSES[str(value)]
    if code == "RANGE":
        return f"{_literal(value[0])}-{_literal(value[1])}"
    if code == "LITERAL":
        return _literal(value)
    raise KeyError(code)


def _literal(code: int) -> str:
    """Return a character for a pattern: letters and digits as they are, all others by their codes."""
    character = chr(code)
    if character.isascii() and (character.isalnum() or character == " "):
        return character
    return f"\\x{code:02x}" if code < 256 else f"\\u{{{code:x}}}"


def _tables() -> dict[str, Any]:
    everything = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    zeros = [each for each in everything if unicodedata.decimal(each, None) == 0]
    return {
        "unicode": unicodedata.unidata_version,
        "signShapes": signs._SHAPES,
        "invisible": "".join(sorted(signs._INVISIBLE)),
        "ordinals": sorted(signs._ORDINALS),
        "caseFolding": {
            each: each.casefold()
            for each in everything
            if each.casefold() != each.lower() and unicodedata.category(each) != "Cn"
        },
        "canonical": "".join(
            each
            for each in everything
            if unicodedata.normalize("NFKD", each) != unicodedata.normalize("NFD", each)
            and not unicodedata.decomposition(each).startswith("<")
            and not 0xAC00 <= ord(each) < 0xD7A4
        ),
        "zeros": "".join(zeros),
        "plainLetters": {chr(one): other for one, other in wording._PLAIN_LETTERS.items()},
        "closingQuotes": wording._CLOSING,
        "commonInitials": sorted(wording._COMMON_INITIALS),
        "passes": wording._PASSES,
        "small": number_words.SMALL,
        "tens": number_words.TENS,
        "scales": number_words.SCALES,
        "scaleWords": number_words.SCALE_WORDS,
        "longScales": number_words.LONG_SCALES,
        "hedges": sorted(number_words.HEDGES),
        "numberWords": sorted(number_words.NUMBER_WORDS),
        "hanSame": {chr(one): chr(other) if isinstance(other, int) else other for one, other in han._SAME.items()},
        "hanDigits": han._DIGITS,
        "hanTens": han._TENS,
        "hanScales": han._SCALES,
        "hanInUnits": han._IN_UNITS,
        "hanAbout": sorted(han._ABOUT),
        "characters": units._CHARACTERS,
        "wraps": units._WRAPS,
        "edge": units._EDGE,
        "signWords": numbers._SIGN_WORDS,
        "maxExponentDigits": numbers._MAX_EXPONENT_DIGITS,
        "smallest": numbers._SMALLEST,
        "longestUnit": numbers._LONGEST_UNIT,
        "longestNumber": numbers.LONGEST,
        "longest": typed_answers.LONGEST,
        "slips": typed_answers._SLIPS,
        "longWord": typed_answers._LONG,
        "foldedStepwise": typed_answers._FOLDED_STEPWISE,
        "strict": strictness.STRICT,
    }


def for_any_unicode(rules: str) -> list[str]:
    """Return the lines of rules.js that don't depend on the version of Unicode."""
    return [line for line in rules.splitlines() if line.split(":")[0].strip() not in _OF_UNICODE]


def text() -> str:
    """Return the content of rules.js."""
    parts = ["// Generated from zgcquiz/core by tests/web/rules.py; change the rules there.\nconst RULES = {"]
    for module, names in _PATTERNS.items():
        name = "han" if module is han else module.__name__.rpartition(".")[2]
        parts.append(f"  {_camel(name)}: {{")
        parts += [f"    {_camel(each.lower())}: {regex(getattr(module, '_' + each))}," for each in names.split()]
        parts.append("  },")
    parts.append(f"  numberInDigits: {regex(number_words._NUMBER)},")
    parts += [f"  {name}: {json.dumps(table)}," for name, table in _tables().items()]
    return "\n".join(parts) + "\n};\n"


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


if __name__ == "__main__":
    TARGET.write_text(text(), "utf-8", newline="\n")
