"""Colours for Python, by one pattern.

Pygments' own lexer takes 55 ms to load, a fifth of the time to the first question. The tests measure this one by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from keyword import kwlist

_WORDS = "|".join(word for word in kwlist if word.islower())
_BUILTINS = """self cls Ellipsis NotImplemented __import__ abs aiter all anext any bin bool breakpoint bytearray bytes
callable chr classmethod compile complex delattr dict dir divmod enumerate eval exec filter float format frozenset
getattr globals hasattr hash hex id input int isinstance issubclass iter len list locals map max memoryview min next
object oct open ord pow print property range repr reversed round set setattr slice sorted staticmethod str sum super
tuple type vars zip"""

_NAME = r"[^\W\d](?:\w|[^\x00-\x7f\s])*+"  # which are letters, and what other scripts put between them
_BLANK = r"(?:\s|\\\s)++"
_DIGITS = r"\d(?:_?\d)*+"
_NUMBER = rf"""
    (?: 0[oO](?:_?[0-7])++ | 0[bB](?:_?[01])++ | 0[xX](?:_?[0-9a-fA-F])++
      | (?: {_DIGITS}\.(?:{_DIGITS})? | \.{_DIGITS} | {_DIGITS} ) (?:[eE][+-]?{_DIGITS})? [jJ]? )"""
_FIELD = r"\{\{ | \{(?:[^{}\n]|\{[^{}\n]*+\})*+\} |"
_LONG_FIELD = _FIELD.replace(r"\n", "")


def _string(prefix: str, field: str = "", long_field: str = "") -> str:
    """Return a pattern of strings, closed or not. field, long_field: what may hold quotes, in strings of one line and
    of several."""
    kinds = (
        rf"{quote * 3} (?:{long_field} \\.? | (?!{quote * 3}) [^\\] )*+ (?:{quote * 3})?"
        rf"| {quote} (?:{field} \\.? | [^{quote}\\\n] )*+ {quote}?"
        for quote in "\"'"
    )
    return rf"(?i:{prefix})(?s:{'|'.join(kinds)})"


_PART = re.compile(
    rf"""
      (?P<comment> \#.* )
    | (?P<string> {_string("[bru]|br|rb|")} )
    | (?P<fields> {_string("[ft]r?|r[ft]", _FIELD, _LONG_FIELD)} )
    | (?P<number> {_NUMBER} )
    | (?P<defining> def | class ) {_BLANK} (?P<defined> {_NAME} )
    | ^[ \t]*+ (?P<choosing> match | case ) \b (?! [ \t]*+ (?: [:,;=^&|@~)\]}}] | (?:{_WORDS})\b ) )
      (?: [ \t]++ (?P<any> _ ) \b )?
    | (?P<word> (?:{_WORDS}) \b )
    | (?P<constant> (?:True|False|None) \b )
    | (?<!\.) (?P<builtin> (?:{"|".join(_BUILTINS.split())}) \b )
    | @?{_NAME}
    """,
    re.VERBOSE | re.MULTILINE,
)
_STYLES = {
    "comment": "faint",
    "string": "caution",
    "fields": "caution",
    "number": "accent",
    "defining": "accent.strong",
    "defined": "bold",
    "choosing": "accent.strong",
    "any": "accent.strong",
    "word": "accent.strong",
    "constant": "accent",
    "builtin": "accent",
}
"""The styles of the groups of `_PART`, in their order."""


def python_spans(code: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, style) of the parts of Python that have a style, in their order."""
    for match in _PART.finditer(code):
        for group, style in _STYLES.items():
            if match[group] is not None:
                yield *match.span(group), style
