"""Hypothesis strategies for the texts and numbers that break readers and writers.

Every round trip (the pack writer, each exporter and importer) draws from here, so a text that broke one
format is tried on all of them.
"""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

BREAKS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
"""Everything that some reader takes for the end of a line."""

FRAGMENTS = [
    *BREAKS, "\n\n", "\n  ", "\t", " ", "  ", "\u00a0", "\u3000", "\u2009", ": ", ":", " #", "#", "#1", "? ", "?", "- ",
    "-", "'", '"', "''", "\\", "\\n", "\\theta", "`", "|", "|-", ">", ">-", "%", "@", "&", "&a", "*", "*a", "!", "!!a ",
    "{", "}", "[", "]", ",", "1,343", "---", "...", "~", "<<", "=", "null", "Yes", "no", "true", "off", "0755", "1.10",
    "2018-07-26", "1e3", "1:30", "\ufeff", "\u200b", "\u200d", "\u200f", "\u202e", "\u0301", "e\u0301", "é", "א", "中",
    "，", "😀", "\U000e0041", "\ufffe", "\ufdd0", "\x00", "\x07", "\x08", "\x1b", "\x1b[31m", "\x7f", "\x80", "a",
    "b c", "question", "id: a", "word " * 30,
]  # fmt: skip
"""Pieces that mean something to YAML, CSV, Markdown or a terminal."""

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
"""Texts that some format takes for more than text."""


def same_when_read(text: str) -> str:
    """Return what makes two option texts the same to a reader: written here again, not the product's."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _has_content(text: str) -> bool:
    return bool(text.strip()) and not text.endswith("\n")


_anything = st.characters(exclude_categories=["Cs"])
_letters = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn"], exclude_characters="\ufeff")

broken = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=8).map("".join)
"""Texts of pieces that mean something, whatever they come to: blank ones are among them."""
marked_up = st.one_of(st.sampled_from(MARKUP), st.lists(st.sampled_from(MARKUP), min_size=2, max_size=3).map(" ".join))
raw_texts = st.one_of(
    st.text(_letters, min_size=1, max_size=20),
    st.text(_anything, min_size=1, max_size=20),
    broken,
    broken,
    marked_up,
).filter(_has_content)
"""All that a pack may hold as a text: anything with content that doesn't end with a line feed."""
texts = raw_texts.map(lambda text: text.replace("\r\n", "\n").replace("\r", "\n").strip())
"""Texts as every importer gives them: without blanks around them and carriage returns."""
raw_lines = raw_texts.map(lambda text: text.replace("\n", " ")).filter(_has_content)
"""Texts that have no line feed, as answers to be typed."""
lines = raw_texts.map(lambda text: " ".join(text.split()))
"""Texts of one line, as every importer gives them."""
maybe = st.one_of(st.just(""), texts)
raw_maybe = st.one_of(st.just(""), raw_texts)
slugs = st.from_regex(r"[a-zA-Z0-9_é中][\w.-]{0,20}", fullmatch=True)
"""Ids."""
