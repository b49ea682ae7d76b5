"""Split a source's text into sections, paragraphs and sentences, check citations against it, and report coverage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from zgcquiz.core.authoring.flaws.codes import NOT_CITED
from zgcquiz.core.packs.pack import Citation, Item, Kind
from zgcquiz.core.value import Value

OPENING = "Opening"
"""Name of the section before the first heading."""

_MAX_HEADING_WORDS = 14
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
    """A sentence. paragraph: its number in the section, from 1."""

    section: str
    paragraph: int
    text: str


class SourceText(Value, frozen=True):
    """A source as sentences. sections: headings in order, OPENING first if there is text before the first heading."""

    sections: tuple[str, ...]
    sentences: tuple[Sentence, ...]

    def section(self, name: str) -> str | None:
        """Return the heading that a citation names, ignoring case and quotation marks, or None; the first for ""."""
        if not name:
            return self.sections[0] if self.sections else None
        return next((title for title in self.sections if normalize(title) == normalize(name)), None)

    def cited(self, citation: Citation) -> tuple[Sentence, ...]:
        """Return the sentences of the passage that a citation names: a paragraph, a section, or the whole source."""
        if not citation.section and not citation.paragraph:
            return self.sentences
        section = self.section(citation.section)
        return tuple(
            sentence
            for sentence in self.sentences
            if sentence.section == section and citation.paragraph in (0, sentence.paragraph)
        )


class CitationProblem(Value, frozen=True):
    """A disagreement between a citation and its source.

    keys: the path of YAML keys to the value to fix; error: it is certainly wrong, not only doubtful.
    """

    code: str
    keys: tuple[str, ...]
    message: str
    error: bool = True


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
    with_text = {sentence.section for sentence in sentences}
    return SourceText(tuple(title for title in dict.fromkeys(sections) if title in with_text), tuple(sentences))


def _heading(lines: Sequence[str]) -> str | None:
    """Return the heading that a block begins with, or None if it begins with text."""
    marked = _MARKDOWN.fullmatch(lines[0])
    if marked:
        return marked[1]
    if len(lines) > 1 or _ends_as_sentence(lines[0]) or len(lines[0].split()) > _MAX_HEADING_WORDS:
        return None
    return lines[0]


def _ends_as_sentence(line: str) -> bool:
    return line.rstrip(_CLOSING + " ")[-1:] in tuple(_ENDS)


def split_sentences(text: str) -> Iterator[str]:
    """Yield a paragraph's sentences. The full stop of an abbreviation or initial doesn't end a sentence."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        sentence = text[start : match.end()].strip()
        before, after = text[start : match.start()], text[match.end() : match.end() + 1]
        if sentence and not _ABBREVIATED.search(before) and not (after.isdigit() and _NUMBERED.search(before)):
            yield sentence
            start = match.end()
    if text[start:].strip():
        yield text[start:].strip()


def normalize(text: str) -> str:
    """Return a text for comparison: case-folded, with single spaces and plain quotation marks and dashes."""
    return " ".join(text.translate(_QUOTES).casefold().split())


def numbers(text: str) -> set[str]:
    """Return the numbers in a text, without thousands separators: "1,343" and "1343" are the same."""
    return {_DIGITS_IN_NUMBER.sub("", match) for match in _NUMBER.findall(text)}


def check_citation(item: Item, source: SourceText) -> Iterator[CitationProblem]:
    """Yield the disagreements between an item's citation and its source.

    The cited passage must exist and contain the quote, except for white space and the style of quotation marks,
    and every number of the keys.
    """
    citation = item.source
    if citation is None:
        return
    cited = source.cited(citation)
    if not cited:
        yield _missing_passage(citation, source)
        return
    text = " ".join(sentence.text for sentence in cited)
    quote = normalize(citation.quote)
    if quote and quote not in normalize(text):
        elsewhere = next(_locations(quote, source), None)
        fix = f"it is in {elsewhere}" if elsewhere else "correct it word for word, or remove it"
        yield CitationProblem("quote-not-found", ("source", "quote"), f"the quote is not in the cited passage; {fix}")
    if item.kind is Kind.TRUE_FALSE or any(allowance.code == NOT_CITED for allowance in item.allow):
        return
    for key in item.keys:
        missing = sorted(numbers(key.text) - numbers(text))
        if missing:
            yield CitationProblem(
                NOT_CITED,
                ("answers",) if item.kind is Kind.MULTIPLE else ("answer",),
                f"{', '.join(missing)} in the right answer '{key.text}' is not in the cited passage; "
                f"cite the passage that has it, or say how it follows: allow: {{{NOT_CITED}: how}}",
                error=False,
            )


def _missing_passage(citation: Citation, source: SourceText) -> CitationProblem:
    section = source.section(citation.section)
    if section is None:
        known = "; ".join(source.sections)
        return CitationProblem(
            "section-not-found",
            ("source", "section"),
            f"the source has no section '{citation.section}'; it has: {known}",
        )
    count = max(sentence.paragraph for sentence in source.sentences if sentence.section == section)
    return CitationProblem(
        "paragraph-not-found",
        ("source", "paragraph"),
        f"the section '{section}' of the source has no paragraph {citation.paragraph}; its last is {count}",
    )


def _locations(quote: str, source: SourceText) -> Iterator[str]:
    """Yield a description of each paragraph that contains a normalized quote."""
    texts: dict[tuple[str, int], list[str]] = {}
    for sentence in source.sentences:
        texts.setdefault((sentence.section, sentence.paragraph), []).append(sentence.text)
    for (section, paragraph), parts in texts.items():
        if quote in normalize(" ".join(parts)):
            yield f"{section}, paragraph {paragraph}"


class SentenceCoverage(Value, frozen=True):
    """A sentence of a source. facts: how many it seems to state; items: the ids of the items about it."""

    sentence: Sentence
    facts: int
    items: tuple[str, ...]

    @property
    def is_missed(self) -> bool:
        """It states a fact, but no item is about it."""
        return bool(self.facts) and not self.items


class SourceCoverage(Value, frozen=True):
    """How much of a source a pack asks, sentence by sentence."""

    pack: str
    source: str
    rows: tuple[SentenceCoverage, ...]

    @property
    def factual(self) -> int:
        return sum(bool(row.facts) for row in self.rows)

    @property
    def missed(self) -> int:
        return sum(row.is_missed for row in self.rows)


def coverage(source: SourceText, items: Iterable[Item], facts: Sequence[int]) -> tuple[SentenceCoverage, ...]:
    """Return each sentence with the items about it. facts: how many facts each sentence states.

    An item with a quote is about the quoted sentences; otherwise about the sentences of the cited passage that
    share the most words and numbers with its question, answers and explanation.
    """
    found: dict[Sentence, list[str]] = {}
    for item in items:
        if item.source is None:
            continue
        for sentence in _sentences_of(item, source.cited(item.source), item.source.quote):
            found.setdefault(sentence, []).append(item.id)
    return tuple(
        SentenceCoverage(sentence, count, tuple(found.get(sentence, ())))
        for sentence, count in zip(source.sentences, facts, strict=True)
    )


def _sentences_of(item: Item, cited: Sequence[Sentence], quote: str) -> Sequence[Sentence]:
    if quote:
        quote = normalize(quote)
        texts = [normalize(sentence.text) for sentence in cited]
        quoted = [sentence for sentence, text in zip(cited, texts, strict=True) if text in quote or quote in text]
        return quoted or cited[:1]
    if len(cited) < 2:
        return cited
    words = _words(" ".join([item.stem, *(key.text for key in item.keys), item.explanation]))
    shared = [len(words & _words(sentence.text)) for sentence in cited]
    most = max(shared)
    return [sentence for sentence, count in zip(cited, shared, strict=True) if most and count == most]


def _words(text: str) -> set[str]:
    """Return the words of four letters or more, cut to six letters as a crude stem, and the numbers."""
    words = re.findall(r"[^\W\d_]{4,}", text.casefold())
    return {word[:6] for word in words} | numbers(text)
