"""Hypothesis strategies for the texts and numbers that break readers and writers.

Every round trip (the pack writer, each exporter and importer) draws from here, so a text that broke one
format is tried on all of them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

BREAKS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
"""Everything that some reader treats as a line break."""

FRAGMENTS = [
    *BREAKS, "\n\n", "\n  ", "\t", " ", "  ", "\u00a0", "\u3000", "\u2009", ": ", ":", " #", "#", "#1", "? ", "?", "- ",
    "-", "'", '"', "''", "\\", "\\n", "\\theta", "`", "|", "|-", ">", ">-", "%", "@", "&", "&a", "*", "*a", "!", "!!a ",
    "{", "}", "[", "]", ",", "1,343", "---", "...", "~", "<<", "=", "null", "Yes", "no", "true", "off", "0755", "1.10",
    "2018-07-26", "1e3", "1:30", "\ufeff", "\u200b", "\u200d", "\u200f", "\u202e", "\u0301", "e\u0301", "é", "א", "中",
    "，", "😀", "\U000e0041", "\ufffe", "\ufdd0", "\x00", "\x07", "\x08", "\x1b", "\x1b[31m", "\x7f", "\x80", "a",
    "b c", "question", "id: a", "word " * 30,
]  # fmt: skip
"""Pieces with a meaning in YAML, CSV, Markdown or a terminal."""

MARKUP = [
    "{", "}", "~wrong", "=right", "#fb", "####", "a -> b", "%50%half", "[html]<b>x</b>", "[plain]", "::t::", "// no",
    "\\n", "\\", "\\{", "$CATEGORY: x", "<b>bold</b>", "a < b > c", "&amp;", "&", "]]>", "<!-- x -->", "<p>", "x\ny",
    "x\n\ny", "a  b", "A. one", "ANSWER: B", "true or false", "T", "@@PLUGINFILE@@/x.png", "1822", "- [x] y", "é中",
    "x\n  y", "'", '"', "CO_2", "$x$", "a/b", "/", "a: b", "#", "- a", "| x", "> y", "a,b", "a;b", "a\tb", "`x`",
    "``", "**b**", "*i*", "_i_", "a_b_c", "[l](http://x)", "![i](x)", "[x]", "# h", "1. one", "1) one", "```",
    "```\nx\n```", "~~~", "<quiz>", "<br>", "</quiz>", "Q: x", "A: y", "C: a [b] c", "---", "===", "***",
    "x\n    y\n\n  z\nw", "**Answer:** x", "$5 and 3$", "> q", "* a", "+ a", "%", "[[x]]", "~~s~~", "x  \n\ny",
    "Explanation: x", "a\\", "\\*", "... x", "___", "*a) x", "a) x", "= 5", "Title: x", "GROUP", "Q1. x",
    "https://x.org/a_b", "x\n- y\n1. z", "x\n\n\ny", "C#", "x #", "a\n#### Q2. b\n  c", "vector<int>", "{{c1::x}}",
    '"a","b"', '="a"', "a\n,b", "Which\nanswer: b", "x\n  - id: y", "<script>x</script>", "&#10;", "&nbsp;", "%3Cb%3E",
]  # fmt: skip
"""Texts that some format treats as markup."""


def same_when_read(text: str) -> str:
    """Return the form in which two option texts are equal to a reader; independent of the product's code."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _has_content(text: str) -> bool:
    return bool(text.strip()) and not text.endswith("\n")


_anything = st.characters(exclude_categories=["Cs"])
_letters = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn"], exclude_characters="\ufeff")

broken = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=8).map("".join)
"""Texts combined from such pieces, including blank ones."""
marked_up = st.one_of(st.sampled_from(MARKUP), st.lists(st.sampled_from(MARKUP), min_size=2, max_size=3).map(" ".join))
raw_texts = st.one_of(
    st.text(_letters, min_size=1, max_size=20),
    st.text(_anything, min_size=1, max_size=20),
    broken,
    broken,
    marked_up,
).filter(_has_content)
"""Every text that a pack may hold: anything with content that doesn't end with a line feed."""
texts = raw_texts.map(lambda text: text.replace("\r\n", "\n").replace("\r", "\n").strip())
"""Texts as importers return them: without surrounding white space and carriage returns."""
raw_lines = raw_texts.map(lambda text: text.replace("\n", " ")).filter(_has_content)
"""Texts without line feeds, such as answers to be typed."""
lines = raw_texts.map(lambda text: " ".join(text.split()))
"""Texts of one line, as importers return them."""
maybe = st.one_of(st.just(""), texts)
raw_maybe = st.one_of(st.just(""), raw_texts)
slugs = st.from_regex(r"[a-zA-Z0-9_é中][\w.-]{0,20}", fullmatch=True)
"""Ids."""

# Numbers

_GROUPS_OF = {".": [",", " ", "\u00a0", "\u2009", "\u202f", "'", "\u2019"], ",": [".", " ", "\u00a0", "\u202f", "'"]}
_MINUS = ["-", "\u2212", "\u2013", "\u2010", "- ", "\u2212 "]
_ZEROS = {"arab": 0x660, "persian": 0x6F0, "deva": 0x966, "beng": 0x9E6, "thai": 0xE50, "fullwidth": 0xFF10}
_RAISED = str.maketrans("0123456789-", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b")
_VULGAR = {
    "\u00bd": Fraction(1, 2), "\u2153": Fraction(1, 3), "\u00be": Fraction(3, 4), "\u215e": Fraction(7, 8),
    "\u2151": Fraction(1, 9),
}  # fmt: skip


def _digits(most: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=1, max_size=most)


_whole = st.one_of(st.just("0"), st.integers(1, 10**9).map(str), _digits(40).map(lambda text: "1" + text))
finite = st.floats(allow_nan=False, allow_infinity=False)
numbers = st.one_of(
    st.integers(-(10**6), 10**6).map(str),
    st.integers(-(10**40), 10**40).map(str),
    st.builds("{}{}.{}".format, st.sampled_from(["", "-", "+"]), _whole, _digits(30)),
    finite.map(repr),
    st.decimals(-(10**6), 10**6, places=3).map(str),
    st.sampled_from(["1.50", "0755", "-0.001", "1e3", "3.142", "1E-5", "6.02e23", "-0", "1e308", "5e-324"]),
)
"""Numbers as programs write them, including huge and tiny ones, and ones with more digits than a double has."""
tolerances = st.one_of(
    st.sampled_from([0.0, 0.5, 2.0, 1e-05, 1.125, 0.001, 1e-36, 70000.0, 1e16, 5e-324, 1.7976931348623157e308]),
    st.floats(0, allow_nan=False, allow_infinity=False),
)


@dataclass(frozen=True)
class Written:
    """A number's text, the language in which it is read, and its value."""

    text: str
    language: str
    value: Fraction


@st.composite
def number_texts(draw: st.DrawFn) -> Written:
    """Numbers in every common notation. None of them is ambiguous in its language."""
    kind = draw(st.sampled_from(["decimal", "decimal", "grouped", "indian", "exponent", "power", "fraction", "script"]))
    language = draw(st.sampled_from(["", "en", "zh", "de", "fr"]))
    sign = "," if language in ("de", "fr") else "."
    minus = draw(st.sampled_from(["", "", *_MINUS]))
    whole, part = draw(_whole), draw(st.one_of(st.just(""), _digits(12)))
    value = Fraction(f"{whole}.{part or 0}")
    end = sign + part if part else ""
    if kind == "grouped":
        mark = draw(st.sampled_from(_GROUPS_OF[sign]))
        whole = f"{int(whole):,}".replace(",", mark)
        # A single comma is ambiguous without a language.
        language = language or ("en" if mark == "," and whole.count(mark) == 1 and not part else "")
        text = whole + end
    elif kind == "indian":
        language, sign = "en", "."
        text = _indian(whole) + ("." + part if part else "")
    elif kind in ("exponent", "power"):
        power = draw(st.integers(-200, 200))
        value *= Fraction(10) ** power
        forms = (
            ["{}e{}", "{}E{}"] if kind == "exponent" else ["{}\u00d710^{}", "{} x 10^{}", "{}*10**{}", "{}\u00b710^{}"]
        )
        form = draw(st.sampled_from([*forms, "{}\u00d710^{{{}}}"] if kind == "power" else forms))
        text = form.format(whole + end, power)
        if kind == "power" and draw(st.booleans()):
            text = f"{whole}{end}\u00d710{str(power).translate(_RAISED)}"
    elif kind == "fraction":
        text, value = draw(_fractions())
    elif kind == "script":
        zero = draw(st.sampled_from(sorted(_ZEROS.values())))
        end = ("\u066b" if zero < 0x900 else sign) + part if part else ""
        text = "".join(chr(zero + int(each)) if each.isdigit() else each for each in whole + end)
    else:
        text = whole + end
    return Written(minus + text, language, -value if minus else value)


@st.composite
def _fractions(draw: st.DrawFn) -> tuple[str, Fraction]:
    whole = draw(st.integers(0, 10**6))
    if draw(st.booleans()):
        mark = draw(st.sampled_from(sorted(_VULGAR)))
        return f"{whole or ''}{mark}", whole + _VULGAR[mark]
    below = draw(st.integers(2, 10**6))
    above = draw(st.integers(1, below - 1))
    slash = draw(st.sampled_from(["/", "\u2044", " / "]))
    return f"{f'{whole} ' if whole else ''}{above}{slash}{below}", whole + Fraction(above, below)


def _indian(digits: str) -> str:
    head, last = digits[:-3], digits[-3:]
    groups = [head[max(0, at - 2) : at] for at in range(len(head), 0, -2)][::-1]
    return ",".join([*groups, last])
