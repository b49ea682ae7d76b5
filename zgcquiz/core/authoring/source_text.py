"""Split a source's text into sections, paragraphs and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.text.han.numbers import with_scales
from zgcquiz.core.text.han.scripts import HAN_OR_KANA
from zgcquiz.core.value import Value

OPENING = "Opening"
"""Name of the section before the first heading."""

_MAX_HEADING_WORDS = 14
_BLOCK = re.compile(r"\n[ \t]*\n")
_MARKDOWN = re.compile(r"#{1,6}\s+")
_ENDS = '.!?。！？…:;"”»'
_CLOSING = "\"'”“’»«)）]」』"
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”“’»«)\]]*\s+(?=[\"'“‘«(\[]*[^\W_a-z])|(?<=[。！？])[”’」』）]*")
_ABBREVIATED = re.compile(
    r"(?<![\w.])(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|[a-z]\.\s[A-Za-z]|Mrs?|Messrs|Ms|Dr|Prof|St|Jr|Sr|Fig|vol|pp?|"
    r"ca|cf|vs|etc"
    r"|e\.g|i\.e|approx|Gen|Col|Lt|Capt|Sgt|Rev|Hon|Gov|Mt|Ft|Mme|Mlle|Sra|Dra|bzw|evtl|ggf|[Vv]gl|sog|geb|gest|"
    r"Hl|Ing|Dipl|Hrsg"
    r"|inkl|insb|bes|Mag|Kgl|ehem|eigtl|urspr)\.$"
)
_MAY_END = re.compile(r"(?<!\w)(?:Mio|Mrd|Tsd|Chr|Jhd?|Inc|Ltd|Corp|Bros|B\.\s?C|A\.\s?D)\.$")
"""Abbreviations that end a sentence as often as not: the word after them tells."""
_OPENING_WORD = re.compile(
    r"(?:The|This|These|He|She|It|They|His|Her|Its|Their|By|After|Der|Die|Das|Dies\w*|Er|Sie|Es|Seine?|Ihre?|Im|In|Am|"
    r"Ab|Bei|Mit|Nach|Danach|Dann|Damals|Später|Seit)\s"
)
"""What begins a sentence, and is in lower case within one."""
_SPACED_ABBREVIATION = re.compile(r"(?<![\w.])[a-z]\.$")
"""The first letter of one such as "z. B."; what follows it tells it from a variable at the end of a sentence."""
_SECOND_LETTER = re.compile(r"(?:[A-ZÄÖÜ]|Chr)\.")
_NUMBERED = re.compile(r"\b(?:No|Nos|Art|Fig|Vol|Nr|Abb|Tab|Kap|Bd|Abs|Ch|Sec|pp?|S|Bl|núm)\.$")
_ORDINAL = re.compile(r"(?<![\w.,])\d{1,2}\.$")
_AFTER_ARTICLE = re.compile(
    r"(?<!\w)(?:am|dem|der|den|das|die|des|im|vom|zum|zur|beim|ab|bis|seit|[Dd]er|[Dd]ie|[Dd]as|[AI]m|[Aa]b|"
    r"[Ss]eit)\s\d{1,2}\.$"
)
"""German ordinals, as in "am 2. Juli" or "im 19. Jahrhundert"."""
_ORDINAL_NOUN = re.compile(
    r"(?:Jan|Feb|M[aä]rz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|J[aä]nner|Jahrhundert|Jahrtausend|Jh|Auflage|"
    r"Lebensjahr|Weltkrieg)"
)
_BESIDE_STOP = 24
"""Characters before a full stop that tell whether it ends a sentence."""
_QUOTES = str.maketrans(
    {**dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-"), "…": "..."}
)
_NOT_WITHIN_DECIMALS = rf"(?<!,)(?<![^\W{HAN_OR_KANA}])"
"""Not within a word or a number. Characters of scripts without spaces may precede."""
_NOT_WITHIN = rf"(?<!\.){_NOT_WITHIN_DECIMALS}"
_NUMBER = re.compile(
    rf"{_NOT_WITHIN}\d{{1,3}}(?:[,  ]\d{{3}})+(?:\.\d+)?(?!\d)|{_NOT_WITHIN_DECIMALS}\d+(?:\.\d+)?(?!\d)"
)
_NOTE_MARK = re.compile(
    r"[ \u00a0]?\[(?:\d{1,3}(?:[,–-] ?\d{1,3})*|[a-z]|(?:note|nb|Anm\.|注) ?\d{1,2}|citation needed|Beleg fehlt|"
    r"来源请求)\]"
)
"""A mark that refers to a note, such as [1], [2, 3], [a] or [citation needed]."""
_AFTER_SIGN = re.compile(r"[.,;:!?)\]\"”’»。，；：！？）」』%]")
"""What is before most marks of a text with notes. In a[1] they are part of a program."""
_BULLET = re.compile(r"(?:[-*•·–]|\d{1,3}[.)])[ \t\u00a0]+")
_UNGROUPING = re.compile("(?<![0-9])[\u00a0\u202f\u2009]|[\u00a0\u202f\u2009](?![0-9]{3}(?![0-9]))|\u3000")
_DIGITS_IN_NUMBER = re.compile(r"[,  ](?=\d{3})")


class Sentence(Value, frozen=True):
    """A sentence. paragraph: its number in the section, from 1."""

    section: str
    paragraph: int
    text: str


class SourceText(Value, frozen=True):
    """A source as sentences.

    title: "" if it names none; sections: headings in order, OPENING first if there is text before the first heading.
    """

    sections: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    title: str = ""


def read_source(text: str) -> SourceText:
    """Parse a plain or Markdown text with paragraphs separated by empty lines.

    A heading is a Markdown heading, or a paragraph of one short line that doesn't end like a sentence. Several
    such lines together, as at the top of an article, are its masthead and are left out, and so are the marks of notes.
    Entries of a list are sentences of their own.
    """
    sections: list[str] = []
    sentences: list[Sentence] = []
    paragraph = 0
    text = without_note_marks(text.replace("\r\n", "\n").replace("\r", "\n"))
    for block in _BLOCK.split(text):
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
        for part in _parts(lines):
            sentences += (Sentence(sections[-1], paragraph, found) for found in split_sentences(part))
    with_text = {sentence.section for sentence in sentences}
    return SourceText(tuple(title for title in dict.fromkeys(sections) if title in with_text), tuple(sentences))


def without_note_marks(text: str) -> str:
    """Return a text without the marks that refer to notes, if most of them are after punctuation."""
    found = list(_NOTE_MARK.finditer(text))
    after_sign = sum(_AFTER_SIGN.match(text, match.start() - 1) is not None for match in found if match.start())
    return _NOTE_MARK.sub("", text) if after_sign * 2 >= len(found) > 0 else text


def _parts(lines: list[str]) -> Iterator[str]:
    """Yield the text of a block, and each entry of a list in it by itself, without its bullet or number."""
    part: list[str] = []
    for line in lines:
        bullet = _BULLET.match(line)
        if bullet and part:
            yield " ".join(part)
            part = []
        part.append(line[bullet.end() :] if bullet else line)
    if part:
        yield " ".join(part)


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
    """Yield a paragraph's sentences. The full stop of an abbreviation, initial or ordinal doesn't end a sentence."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        before = text[max(start, match.start() - _BESIDE_STOP) : match.start()]
        after = text[match.end() : match.end() + _BESIDE_STOP]
        if before and not _goes_on(before, after):
            yield text[start : match.end()].strip()
            start = match.end()
    if text[start:].strip():
        yield text[start:].strip()


def _goes_on(before: str, after: str) -> bool:
    """Return whether a sentence goes on after a full stop. before, after: what is beside it; before has the stop."""
    if _MAY_END.search(before):
        return _OPENING_WORD.match(after) is None
    if _ABBREVIATED.search(before):
        return True
    if _SPACED_ABBREVIATION.search(before) and _SECOND_LETTER.match(after):
        return True
    if _ORDINAL.search(before) and (_AFTER_ARTICLE.search(before) or _ORDINAL_NOUN.match(after)):
        return True
    return after[:1].isdigit() and _NUMBERED.search(before) is not None


def normalize(text: str) -> str:
    """Return a text for comparison: case-folded, with single spaces, plain quotation marks and dashes, and no [1]."""
    return " ".join(_NOTE_MARK.sub("", text).translate(_QUOTES).casefold().split())


def with_plain_spaces(text: str) -> str:
    """Return a text of the same length with blanks for no-break spaces, except those that group digits."""
    return _UNGROUPING.sub(" ", text)


def numbers(text: str) -> set[str]:
    """Return the numbers in a text in digits, without thousands separators: "1,343" and "1343" are the same."""
    return {_DIGITS_IN_NUMBER.sub("", match) for match in _NUMBER.findall(with_scales(text))}
