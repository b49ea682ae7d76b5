"""A source's text: its sections, paragraphs and sentences, and if what a pack cites stands there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from zgcquiz.core.authoring.flaws.codes import NOT_CITED
from zgcquiz.core.packs.pack import Citation, Item, Kind
from zgcquiz.core.value import Value

OPENING = "Opening"
"""The section of what stands before the first heading."""

_LONGEST_HEADING = 14
"""Words."""
_BLOCK = re.compile(r"\n[ \t]*\n")
_MARKDOWN = re.compile(r"#{1,6}\s+(.*?)\s*#*")
_ENDS = '.!?。！？…:;"”»'
_CLOSING = "\"'”’»)）]」』"
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[^\W_a-z])|(?<=[。！？])[”’」』）]*")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"'“‘])(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|Mrs?|Messrs|Ms|Dr|Prof|St|Jr|Sr|Fig|vol|pp?|ca|cf|vs|etc|e\.g|i\.e)\.$"
)
_NUMBERED = re.compile(r"\b(?:No|Nos|Art|Fig|Vol)\.$")
_QUOTES = str.maketrans(
    {**dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-"), "…": "..."}
)
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[,  ]\d{3})+(?:\.\d+)?(?!\d)|(?<![\w,])\d+(?:\.\d+)?(?!\d)")
_DIGITS_IN_NUMBER = re.compile(r"[,  ](?=\d{3})")


class Sentence(Value, frozen=True):
    """A sentence and where it stands. paragraph: within its section, from 1."""

    section: str
    paragraph: int
    text: str


class SourceText(Value, frozen=True):
    """A source, sentence by sentence. sections: the headings in order, `OPENING` first if there is text before them."""

    sections: tuple[str, ...]
    sentences: tuple[Sentence, ...]

    def section(self, name: str) -> str | None:
        """The heading that a citation means, but for case and marks; None where there is none. No name: the first."""
        if not name:
            return self.sections[0] if self.sections else None
        return next((title for title in self.sections if folded(title) == folded(name)), None)

    def cited(self, citation: Citation) -> tuple[Sentence, ...]:
        """The sentences of the place that a citation names: a paragraph, a section, or the whole source."""
        if not citation.section and not citation.paragraph:
            return self.sentences
        section = self.section(citation.section)
        return tuple(
            sentence
            for sentence in self.sentences
            if sentence.section == section and citation.paragraph in (0, sentence.paragraph)
        )


class Doubt(Value, frozen=True):
    """Something that a citation says and the source doesn't.

    keys: lead to the value in the item that is to be mended; error: it can't be right.
    """

    code: str
    keys: tuple[str, ...]
    message: str
    error: bool = True


def read_source(text: str) -> SourceText:
    """A plain or Markdown text: paragraphs are parted by empty lines.

    A heading is a Markdown one, or a short paragraph of one line that doesn't end as a sentence
    does. Several such lines together, as above an article, are its masthead and are left out.
    """
    sections: list[str] = []
    sentences: list[Sentence] = []
    paragraph = 0
    for block in _BLOCK.split(text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line.strip() for line in block.strip().split("\n") if line.strip()]
        while lines and (heading := _heading(lines)) is not None:
            sections.append(heading)
            paragraph = 0
            lines = lines[1:]
        if not lines or (len(lines) > 1 and not _ends_as_sentence(lines[-1])):
            continue
        if not sections:
            sections.append(OPENING)
        paragraph += 1
        sentences += (Sentence(sections[-1], paragraph, found) for found in split_sentences(" ".join(lines)))
    held = {sentence.section for sentence in sentences}
    return SourceText(tuple(title for title in dict.fromkeys(sections) if title in held), tuple(sentences))


def _heading(lines: Sequence[str]) -> str | None:
    """The heading with which a block begins, or None where it begins with text."""
    marked = _MARKDOWN.fullmatch(lines[0])
    if marked:
        return marked[1]
    if len(lines) > 1 or _ends_as_sentence(lines[0]) or len(lines[0].split()) > _LONGEST_HEADING:
        return None
    return lines[0]


def _ends_as_sentence(line: str) -> bool:
    return line.rstrip(_CLOSING + " ")[-1:] in tuple(_ENDS)


def split_sentences(text: str) -> Iterator[str]:
    """A paragraph's sentences. An abbreviation or an initial ends none."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        sentence = text[start : match.end()].strip()
        before, after = text[start : match.start()], text[match.end() : match.end() + 1]
        if sentence and not _ABBREVIATED.search(before) and not (after.isdigit() and _NUMBERED.search(before)):
            yield sentence
            start = match.end()
    if text[start:].strip():
        yield text[start:].strip()


def folded(text: str) -> str:
    """A text but for case, white space, and the shape of quotation marks and dashes."""
    return " ".join(text.translate(_QUOTES).casefold().split())


def numbers(text: str) -> set[str]:
    """The numbers in a text, without thousands separators: "1,343" and "1343" are one."""
    return {_DIGITS_IN_NUMBER.sub("", match) for match in _NUMBER.findall(text)}


def doubts(item: Item, source: SourceText) -> Iterator[Doubt]:
    """What an item's citation says of its source that can't be found there.

    The quote must stand in the place that is named, word for word but for white space and the shape of
    quotation marks; a number in a key must occur in it.
    """
    citation = item.source
    if citation is None:
        return
    place = source.cited(citation)
    if not place:
        yield _lost_place(citation, source)
        return
    text = folded(" ".join(sentence.text for sentence in place))
    quote = folded(citation.quote)
    if quote and quote not in text:
        elsewhere = next(_where(quote, source), None)
        said = f"it stands in {elsewhere}" if elsewhere else "correct it word for word, or remove it"
        yield Doubt(
            "quote-not-found", ("source", "quote"), f"the quote does not stand in the place that is cited; {said}"
        )
    if item.kind is Kind.TRUE_FALSE or any(allowance.code == NOT_CITED for allowance in item.allow):
        return
    there = numbers(" ".join(sentence.text for sentence in place))
    for key in item.keys:
        missing = sorted(numbers(key.text) - there)
        if missing:
            yield Doubt(
                NOT_CITED,
                ("answers",) if item.kind is Kind.MULTIPLE else ("answer",),
                f"{', '.join(missing)} in the right answer '{key.text}' does not occur in what is cited; "
                f"cite the place that says so, or say how it follows: allow: {{{NOT_CITED}: how}}",
                error=False,
            )


def _lost_place(citation: Citation, source: SourceText) -> Doubt:
    section = source.section(citation.section)
    if section is None:
        known = "; ".join(source.sections)
        return Doubt(
            "section-not-found",
            ("source", "section"),
            f"the source has no section '{citation.section}'; it has: {known}",
        )
    count = max(sentence.paragraph for sentence in source.sentences if sentence.section == section)
    return Doubt(
        "paragraph-not-found",
        ("source", "paragraph"),
        f"the section '{section}' of the source has no paragraph {citation.paragraph}; its last is {count}",
    )


def _where(quote: str, source: SourceText) -> Iterator[str]:
    """The paragraphs that hold a folded quote, as a person names them."""
    texts: dict[tuple[str, int], list[str]] = {}
    for sentence in source.sentences:
        texts.setdefault((sentence.section, sentence.paragraph), []).append(sentence.text)
    for (section, paragraph), parts in texts.items():
        if quote in folded(" ".join(parts)):
            yield f"{section}, paragraph {paragraph}"


class Covered(Value, frozen=True):
    """A sentence of a source, how many facts it seems to state, and the ids of the items that are about it."""

    sentence: Sentence
    facts: int
    items: tuple[str, ...]

    @property
    def is_missed(self) -> bool:
        """It states a fact that is never asked."""
        return bool(self.facts) and not self.items


class SourceCoverage(Value, frozen=True):
    """What of a source a pack asks: sentence by sentence."""

    pack: str
    source: str
    rows: tuple[Covered, ...]

    @property
    def stating(self) -> int:
        """How many sentences state a fact."""
        return sum(bool(row.facts) for row in self.rows)

    @property
    def missed(self) -> int:
        return sum(row.is_missed for row in self.rows)


def coverage(source: SourceText, items: Iterable[Item], facts: Sequence[int]) -> tuple[Covered, ...]:
    """Each sentence with the items that cite it; facts: how many facts each sentence states.

    A quote tells the sentence. Without one, an item is about those sentences of the place it cites
    that share most words and numbers with its question and its right answers.
    """
    found: dict[Sentence, list[str]] = {}
    for item in items:
        if item.source is None:
            continue
        for sentence in _sentences_of(item, source.cited(item.source), item.source.quote):
            found.setdefault(sentence, []).append(item.id)
    return tuple(
        Covered(sentence, count, tuple(found.get(sentence, ())))
        for sentence, count in zip(source.sentences, facts, strict=True)
    )


def _sentences_of(item: Item, place: Sequence[Sentence], quote: str) -> Sequence[Sentence]:
    if quote:
        wanted = folded(quote)
        return [
            sentence for sentence in place if folded(sentence.text) in wanted or wanted in folded(sentence.text)
        ] or place[:1]
    if len(place) < 2:
        return place
    said = _words(" ".join([item.stem, *(key.text for key in item.keys), item.explanation]))
    shared = [len(said & _words(sentence.text)) for sentence in place]
    most = max(shared)
    return [sentence for sentence, count in zip(place, shared, strict=True) if most and count == most]


def _words(text: str) -> set[str]:
    """Words of four letters and more, cut to their stems' length, and numbers."""
    words = re.findall(r"[^\W\d_]{4,}", text.casefold())
    return {word[:6] for word in words} | numbers(text)
