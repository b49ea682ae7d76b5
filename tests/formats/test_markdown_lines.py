"""Lines of Markdown are classified quickly: as if every pattern were tried on every line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange import collector
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.markdown import lines
from zgcquiz.formats.markdown.lines import Mark, MarkdownLine
from zgcquiz.formats.markdown.numbering import is_named
from zgcquiz.formats.markdown.paragraphs import fence_of, heading_text, indent_of, is_blank
from zgcquiz.formats.markdown.quiz.reader import MARKDOWN

PARTS = [
    *("", " ", "\t", "#", "##", "# ", "#Q1.", "Q2. ", "- ", "[x]", "[ ] ", "[", "a", "**Why:** ", "__Key__: ", "> "),
    *("---", "--", "===", "=", "* * *", "A. ", "1) ", "`", "```", "~~~", "<!--", "-->", "<!-- id: q -->", "\u00e9"),
    *("\u00a0", "\x0b", "    ", "[1]: https://x.org", "\r", "\ufeff"),
]
TEXTS = st.lists(st.sampled_from(PARTS), max_size=5).map("".join)


def plain_line(at: int, text: str, meta: list[tuple[str, str]]) -> MarkdownLine:
    """The line as every pattern in turn classifies it."""
    line = MarkdownLine(at + 1, Mark.TEXT, text, text, indent=indent_of(text), meta=tuple(meta))
    if is_blank(text):
        return replace(line, mark=Mark.BLANK, text="", body="", indent=0)
    if heading := plain_heading(text):
        return replace(line, mark=Mark.HEADING, body=heading[1], level=heading[0], indent=0)
    if check := lines._CHECK.fullmatch(text):
        return replace(line, mark=Mark.CHECK, body=check[2], checked=bool(check[1]))
    if label := lines._LABEL.fullmatch(text):
        return replace(line, mark=Mark.LABEL, body=label[2], name=label[1].strip().lower())
    if quote := lines._QUOTE.fullmatch(text):
        return replace(line, mark=Mark.QUOTE, body=quote[1])
    return replace(line, mark=Mark.RULE) if lines._RULE.fullmatch(text) else line


def plain_heading(text: str) -> tuple[int, str] | None:
    if heading := lines._HEADING.match(text):
        return len(heading[1]), heading_text(text)
    if (heading := lines._GLUED_HEADING.match(text)) and is_named(text[heading.end() :]):
        return len(heading[1]), heading_text(f"{heading[1]} {text[heading.end() :]}")
    return None


class PlainScanner(lines._Scanner):
    """Tries every pattern on every line, empty ones included."""

    def scan(self, at: int) -> Iterator[MarkdownLine]:
        texts = self._lines
        meta: list[tuple[str, str]] = []
        while at < len(texts):
            text = texts[at]
            if text.lstrip(" \t").startswith("<!--"):
                found, rest, after = self._comment(at)
                if after > at:
                    meta += found
                    if is_blank(rest):
                        at = after
                        continue
                    text, at = rest, after - 1
            fence = fence_of(text)
            check = lines._CHECK.fullmatch(text)
            if check and not fence:
                fence = fence_of(check.group(2))
            end = self._end_of_code(at, fence) if fence else 0
            block = None if fence else self._indented_code(at)
            if end:
                if check:
                    yield plain_line(at, text, meta)
                    meta = []
                    at += 1
                block = [(number + 1, texts[number]) for number in range(at, end + 1)], indent_of(texts[at]), end + 1
            if block:
                code, indent, at = block
                for number, line in code:
                    yield MarkdownLine(number, Mark.CODE, line, indent=indent, meta=tuple(meta))
                    meta = []
                continue
            level = self._underlined(at) if not check and not is_blank(text) else 0
            if level:
                yield MarkdownLine(at + 1, Mark.HEADING, text, text.strip(" \t"), level=level, meta=tuple(meta))
                at += 2
            else:
                yield plain_line(at, text, meta)
                at += 1
            meta = []
        if meta:
            yield MarkdownLine(at, Mark.BLANK, "", meta=tuple(meta))

    def _underlined(self, at: int) -> int:
        below = self._lines[at + 1] if at + 1 < len(self._lines) else ""
        if lines._UNDERLINE.fullmatch(below):
            return 1
        above = at and not is_blank(self._lines[at - 1])
        if not lines._DASHES.fullmatch(below) or above or lines._ITEM.match(self._lines[at]):
            return 0
        later = at + 2
        while later < len(self._lines) and is_blank(self._lines[later]):
            later += 1
        return 2 if later < len(self._lines) and lines._CHECK.fullmatch(self._lines[later]) else 0


@settings(max_examples=examples(400))
@given(st.lists(TEXTS, max_size=12))
def test_the_quick_ways_change_nothing(texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "heading_of", plain_heading)
        expected = list(PlainScanner(texts).scan(0))
    assert lines.lines_of(texts) == [replace(each, number=0) if each.mark is Mark.BLANK else each for each in expected]


def test_too_many_questions_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "MAX_QUESTIONS", 5)
    monkeypatch.setattr("zgcquiz.formats.markdown.quiz.reader.item_of", None)
    text = "".join(f"## What is {at}?\n\n- [x] {at}\n- [ ] other\n\n" for at in range(6))
    assert MARKDOWN.read
    with pytest.raises(ZgcError, match="more than 5 questions"):
        MARKDOWN.read(text.encode(), "x.md", ExchangeOptions())
