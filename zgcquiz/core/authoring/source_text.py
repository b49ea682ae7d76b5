"""Split a source's text into sections, paragraphs and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_letters

from zgcquiz.core.value import Value

OPENING = "Opening"
"""Name of the section before the first heading."""

_MAX_HEADING_WORDS = 14
_BLOCK = re.compile(r"\n[ \t]*\n")
_MARKDOWN = re.compile(r"#{1,6}\s+")
_ENDS = '.!?。！？…:;"”»'
_CLOSING = "\"'”’»)）]」』"
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[^\W_a-z])|(?<=[。！？])[”’」』）]*")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"'“‘])(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|Mrs?|Messrs|Ms|Dr|Prof|St|Jr|Sr|Fig|vol|pp?|ca|cf|vs|etc|e\.g|i\.e)\.$"
)
_IN_ABBREVIATION = frozenset(f"{ascii_letters}.")
"""The characters of an abbreviation, apart from the one before it."""
_NUMBERED = re.compile(r"\b(?:No|Nos|Art|Fig|Vol)\.$")
_QUOTES = str.maketrans(
    {**dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-"), "…": "..."}
)
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[,  ]\d{3})+(?:\.\d+)?(?!\d)|(?<![\w,])\d+(?:\.\d+)?(?!\d)")
_DIGITS_IN_NUMBER = re.compile(r"[,  ](?=\d{3})")


class Sentence(Value, frozen=True):
    """A sentence. paragraph: its number in the section, from 1."""

    section: str
    paragraph: int
    text: str


class SourceText(Value, frozen=True):
    """A source as sentences. sections: headings in order, OPENING first if there is text before the first heading."""

    sections: tuple[str, ...]
    sentences: tuple[Sentence, ...]


def read_source(text: str) -> SourceText:
    """Parse a plain or Markdown text with paragraphs separated by empty lines.

    A heading is a Markdown heading, or a paragraph of one short line that doesn't end like a sentence. Several
    such lines together, as at the top of an article, are its masthead and are left out.
    """
    sections: list[str] = []
    sentences: list[Sentence] = []
    paragraph = 0
    for block in _BLOCK.split(text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line.strip() for line in block.strip().split("\n") if line.strip()]
        headings = 0
        while headings < len(lines) and (heading := _heading(lines[headings], len(lines) - headings)) is not None:
            sections.append(heading)
            paragraph = 0
            headings += 1
        lines = lines[headings:]
        if not lines or (len(lines) > 1 and not _ends_as_sentence(lines[-1])):
            continue
        if not sections:
            sections.append(OPENING)
        paragraph += 1
        sentences += (Sentence(sections[-1], paragraph, found) for found in split_sentences(" ".join(lines)))
    with_text = {sentence.section for sentence in sentences}
    return SourceText(tuple(title for title in dict.fromkeys(sections) if title in with_text), tuple(sentences))


def _heading(line: str, lines: int) -> str | None:
    """Return the heading that a line is, or None if it is text. lines: how many its block has from there."""
    marked = _MARKDOWN.match(line)
    if marked:
        return line[marked.end() :].rstrip("#").rstrip()
    if lines > 1 or _ends_as_sentence(line) or len(line.split()) > _MAX_HEADING_WORDS:
        return None
    return line


def _ends_as_sentence(line: str) -> bool:
    return line.rstrip(_CLOSING + " ")[-1:] in tuple(_ENDS)


def split_sentences(text: str) -> Iterator[str]:
    """Yield a paragraph's sentences. The full stop of an abbreviation or initial doesn't end a sentence."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        before, after = _last_word(text, start, match.start()), text[match.end() : match.end() + 1]
        if before and not _ABBREVIATED.search(before) and not (after.isdigit() and _NUMBERED.search(before)):
            yield text[start : match.end()].strip()
            start = match.end()
    if text[start:].strip():
        yield text[start:].strip()


def _last_word(text: str, start: int, end: int) -> str:
    """Return the letters and points at the end of text[start:end], with the character before them."""
    at = end
    while at > start and text[at - 1] in _IN_ABBREVIATION:
        at -= 1
    return text[max(start, at - 1) : end]


def normalize(text: str) -> str:
    """Return a text for comparison: case-folded, with single spaces and plain quotation marks and dashes."""
    return " ".join(text.translate(_QUOTES).casefold().split())


def numbers(text: str) -> set[str]:
    """Return the numbers in a text, without thousands separators: "1,343" and "1343" are the same."""
    return {_DIGITS_IN_NUMBER.sub("", match) for match in _NUMBER.findall(text)}
