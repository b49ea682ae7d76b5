"""Texts on which an expression or a loop that looks back is quadratic: one part, repeated."""

from __future__ import annotations

import string

_PAIRS = [
    "( )", "()", "[](", "![", "[[", "]]", "*a", "_a", "** ", "a*", "a_", "``", "`a", "```", "~~", "~~~a\n", "{{c1::",
    "{{", "}}", "{=", "{=a", "~a", "\\\\", "\\n", "\\(", "$$a", "\\frac{", "^{", "^{1", "_{a", "-->", "->", "//",
    "::", "<a ", "<a href='", "</a>", "<!--", "<!-- -->", "<![CDATA[", "<?", "<b", "&amp;", "&#x", "&#1;", "&a",
    "<br>", "<math>", "<ol>", "<li>", "|a|b", "| - ", "#a", "# a\n", "%a", "% ", '""', '"a', '"a" ', "'a", "a'",
    "' '", "''", "\u2018a", "\u2019", "a\u2019", "\u201ca", "\u201d", "\u201ca\u201d ", "\xaba", "\u300ca", "\u2019 ",
    "a\xbb", "[1,", "[a](b", "[a]:", "a://", "http://a", "a@", "a.b", "e.g. ", "...", "... ", ". ", "? ", "?!", "a? ",
    "; a", "(a", "a)", "(a ", "[a", "a]", "{a", "a}", "{}", "{a}", "- ", "--", "-a", "a-", "a - ", "a,", ", ", ",,",
    ", and ", "a/", "/a", "a / ", "1/", "+-", "\xb1", "=>", "<=", "a=", "= ", "a: ", ": ", ":a", "&&", "a&", "||",
    "!a", "@a",
]  # fmt: skip
_BLANKS = [
    " ", "\t", "\n", " \n", "\t\n", "\n\n", "\r", "\r\n", "a\n", "a \n", "  a\n", "a\n\n", "\xa0", "\u3000", "a ",
    "a\t", "\x0b", "\x0b\n", "\u2028", "a\xa0", " a", "\x00", "\x1b[", "\x85",
]  # fmt: skip
_NUMBERS = [
    "1", "0", "12 ", "0 0 0 ", "1,000", "1,000 ", ",000", "1.", "1. ", "1.a\n", "1) ", "1.5 ", "1e", "1e9", "10^",
    "1 ", "1/2 ", "\xbd", "1-", "1-2 ", "1 - ", "1 to ", "1 and ", "5%", "5% ", "%5", "1'", "1 000", "000 ", "12:30 ",
    "x10", "\xb2", "m\xb2", "a\u2082", "\u0661", "1a", "a1", "1a ", "1st ", "million ", "two million ", "two ",
    "hundred ", "one hundred and ", "twenty ", "a ", "a hundred ", "1 million ", "may ", "May 1 ", "1990 ",
    "the 1990s ", "IV ", "$1", "$ ", "\u20ac5 ", "5 m ", "5km", "kg ", "m/s ", "\u2260", "\xd7", "2x", "2\xb7",
    "\xb7", "1.2.3.", "U.S.",
]  # fmt: skip
_WORDS = [
    "a", "A", "z", "AA ", "A ", "Aa ", "Aa, ", "Aa of ", "of the ", "the ", "The ", "A. ", "A. B. C. ", "a. ", "A.B.",
    "a.b.", "A.\n", "A. a\n", "a) ", "A) a\n", "(a) ", "Dr. ", "St. ", "No. ", "No. 1 ", "Mr ", "vs. ", "first ",
    "not ", "the first ", "such as ", "such a, ", "including ", "like ", "known as a ", "named the ", "a, b and ",
    " and ", "or ", "is ", "none of the ", "all of the above ", "both A and B ", "A and ", "A, B, ", "option A ",
    "which of ", "what two ", "ly ", "aly ", "often ", "all ", "no one ", "an ", "don't ", "un", "ness", "ing",
    "s's ", "aa-", "a-a ", "a' ", "Aa' ", "ANSWER: A\n", "ANSWER ", "Q: a\n", "A: a\n", "C: [a]\n", "- [x] a\n",
    "- [ ] ", "* a\n", "+ a\n", "> a\n", ">", "## a\n", "---\n", "===\n", "a\n---\n", "***\n", "1. a\n*a) b\n",
    "<quiz>\n", "{{a}}", "{{#a}}", "{{/a}}", "$CATEGORY: ", "question: a\n", "- id: a\n", "a: b\n", "- a\n", "? a\n",
    "'a': ", "a: {", "a: [", "&a ", "*a ", "!a ", "| a\n", "#:", '{"a":', '["a",', '{"a":1},', "\\u0041", "\\ud83d",
    "a;b\n", '"a;b\n', "a\tb\n", '"a\tb\n', "a,b\n", '"a,b\n', '"a"b,',
]  # fmt: skip
_OTHERS = [
    "\u0301", "a\u0301", "\xe9", "\u1e69", "\u0345", "\u0591", "\u05d0", "\u0645", "\u0645 ", "\u202e", "\u200b",
    "a\u200b", "\u200d", "\U0001f468\u200d", "\U0001f469\u200d\U0001f467 ", "\ufe0f", "\U0001f1e9", "\U000e0061",
    "\xad", "\u3164", "\u4e2d", "\u4e2d ", "\u4e2d\u3002", "\u3042", "\uac00", "\u1100\u1161", "\u0915\u094d",
    "\u03b1", "\u03b1\u0301 ", "\xdf", "\u0130", "\ufb01", "\ufdfa", "\u2126", "\U0001d400", "\u0430", "\ud800",
    "\uffff", "\u2460", "\u2122",
]  # fmt: skip

PARTS = tuple(dict.fromkeys([*string.punctuation, *_PAIRS, *_BLANKS, *_NUMBERS, *_WORDS, *_OTHERS]))


def filled(part: str, size: int) -> str:
    """Return a part repeated to about `size` characters."""
    return part * (size // len(part))
