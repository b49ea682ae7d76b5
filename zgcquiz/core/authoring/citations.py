"""Check citations against the text of a source, and report how much of it a pack asks about."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from zgcquiz.core.authoring.flaws.codes import NOT_CITED
from zgcquiz.core.authoring.source_text import Sentence, SourceText, normalize, numbers
from zgcquiz.core.markup.items import plain_item
from zgcquiz.core.packs.pack import Citation, Item, Kind
from zgcquiz.core.text.words import has_spaceless, spaceless_parts
from zgcquiz.core.value import Value

_LISTED = 12
"""The most sections that a message lists."""


class CitationProblem(Value, frozen=True):
    """A disagreement between a citation and its source.

    keys: the path of YAML keys to the value to fix; error: it is certainly wrong, not only doubtful.
    """

    code: str
    keys: tuple[str, ...]
    message: str
    error: bool = True


class Passage:
    """Some consecutive sentences of a source, prepared once for all items that cite them."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences

    @cached_property
    def normalized(self) -> str:
        return normalize(self._text)

    @cached_property
    def numbers(self) -> set[str]:
        return numbers(self._text)

    @cached_property
    def parts(self) -> list[str]:
        """The normalized text of each sentence."""
        return [normalize(sentence.text) for sentence in self.sentences]

    @cached_property
    def by_word(self) -> dict[str, list[int]]:
        """The positions of the sentences that have a word or number, as `_words` returns them."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for at, sentence in enumerate(self.sentences):
            for word in _words(sentence.text):
                found[word].append(at)
        return found

    @property
    def _text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


class SourceIndex:
    """A source's sections and paragraphs, for looking up many citations."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self._titles: dict[str, str] = {}
        for title in source.sections:
            self._titles.setdefault(normalize(title), title)
        self._whole = Passage(source.sentences)
        sections: defaultdict[str, list[Sentence]] = defaultdict(list)
        paragraphs: defaultdict[tuple[str, int], list[Sentence]] = defaultdict(list)
        for sentence in source.sentences:
            sections[sentence.section].append(sentence)
            paragraphs[sentence.section, sentence.paragraph].append(sentence)
        self._sections = {title: Passage(found) for title, found in sections.items()}
        self._paragraphs = {place: Passage(found) for place, found in paragraphs.items()}

    def section(self, name: str) -> str | None:
        """Return the heading that a citation names, ignoring case and quotation marks, or None; the first for ""."""
        if not name:
            return next(iter(self.source.sections), None)
        return self._titles.get(normalize(name))

    def cited(self, citation: Citation) -> Passage | None:
        """Return the passage that a citation names: a paragraph, a section, or the whole source; None if it is empty.

        A paragraph without a section is of the first.
        """
        if not citation.section and not citation.paragraph:
            return self._whole if self._whole.sentences else None
        section = self.section(citation.section)
        if section is None:
            return None
        if not citation.paragraph:
            return self._sections.get(section)
        return self._paragraphs.get((section, citation.paragraph))

    def last_paragraph(self, section: str) -> int:
        return max(sentence.paragraph for sentence in self._sections[section].sentences)

    def where(self, quote: str) -> str:
        """Return a description of the first paragraph that contains a normalized quote, or ""."""
        for (section, paragraph), passage in self._paragraphs.items():
            if quote in passage.normalized:
                return f"{section}, paragraph {paragraph}"
        return ""


def check_citation(item: Item, source: SourceIndex) -> Iterator[CitationProblem]:
    """Yield the disagreements between an item's citation and its source.

    The cited passage must exist and contain the quote, except for white space and the style of quotation marks,
    and every number of the keys.
    """
    citation = item.source
    if citation is None:
        return
    cited = source.cited(citation)
    if cited is None:
        yield _missing_passage(citation, source)
        return
    quote = normalize(citation.quote)
    if quote and quote not in cited.normalized:
        elsewhere = source.where(quote)
        fix = f"it is in {elsewhere}" if elsewhere else "correct it word for word, or remove it"
        yield CitationProblem("quote-not-found", ("source", "quote"), f"the quote is not in the cited passage; {fix}")
    if item.kind is Kind.TRUE_FALSE or any(allowance.code == NOT_CITED for allowance in item.allow):
        return
    for key in plain_item(item).keys:
        missing = sorted(numbers(key.text) - cited.numbers)
        if missing:
            yield CitationProblem(
                NOT_CITED,
                ("answers",) if item.kind is Kind.MULTIPLE else ("answer",),
                f"{', '.join(missing)} in the right answer '{key.text}' is not in the cited passage; "
                f"cite the passage that has it, or say how it follows: allow: {{{NOT_CITED}: how}}",
                error=False,
            )


def _missing_passage(citation: Citation, source: SourceIndex) -> CitationProblem:
    section = source.section(citation.section)
    if section is None:
        titles = source.source.sections
        known = "; ".join(titles[:_LISTED])
        if len(titles) > _LISTED:
            known += f" and {len(titles) - _LISTED} more"
        return CitationProblem(
            "section-not-found",
            ("source", "section"),
            f"the source has no section '{citation.section}'; it has: {known}",
        )
    return CitationProblem(
        "paragraph-not-found",
        ("source", "paragraph"),
        f"the section '{section}' of the source has no paragraph {citation.paragraph}; "
        f"its last is {source.last_paragraph(section)}",
    )


class SentenceCoverage(Value, frozen=True):
    """A sentence of a source.

    facts: how many it seems to state; items, drafts: the ids of the items about it that are asked, and that are drafts.
    """

    sentence: Sentence
    facts: int
    items: tuple[str, ...]
    drafts: tuple[str, ...] = ()

    @property
    def is_missed(self) -> bool:
        """It states a fact, but no item is about it except drafts."""
        return bool(self.facts) and not self.items


class SourceCoverage(Value, frozen=True):
    """How much of a source a pack asks, sentence by sentence.

    figures_only: there are no rules for the language of the pack, so only numbers count as facts.
    """

    pack: str
    source: str
    rows: tuple[SentenceCoverage, ...]
    figures_only: bool = False

    @property
    def factual(self) -> int:
        return sum(bool(row.facts) for row in self.rows)

    @property
    def drafted(self) -> int:
        """How many of the missed sentences have a draft."""
        return sum(row.is_missed and bool(row.drafts) for row in self.rows)

    @property
    def missed(self) -> int:
        return sum(row.is_missed for row in self.rows)


def coverage(source: SourceText, items: Iterable[Item], facts: Sequence[int]) -> tuple[SentenceCoverage, ...]:
    """Return each sentence with the items about it. facts: how many facts each sentence states.

    An item with a quote is about the quoted sentences; otherwise about the sentences of the cited passage that
    share the most words and numbers with its question, answers and explanation.
    """
    index = SourceIndex(source)
    found: dict[Sentence, dict[str, bool]] = {}  # whether it is a draft; in order, each once: sentences can be equal
    for item in items:
        if item.source is None:
            continue
        for sentence in _sentences_of(item, index.cited(item.source), item.source.quote):
            found.setdefault(sentence, {})[item.id] = item.draft
    return tuple(
        SentenceCoverage(
            sentence,
            count,
            tuple(id for id, is_draft in found.get(sentence, {}).items() if not is_draft),
            tuple(id for id, is_draft in found.get(sentence, {}).items() if is_draft),
        )
        for sentence, count in zip(source.sentences, facts, strict=True)
    )


def _sentences_of(item: Item, cited: Passage | None, quote: str) -> Sequence[Sentence]:
    if cited is None:
        return ()
    sentences = cited.sentences
    if quote:
        quote = normalize(quote)
        parts = zip(sentences, cited.parts, strict=True)
        return [sentence for sentence, text in parts if text in quote or quote in text] or sentences[:1]
    if len(sentences) < 2:
        return sentences
    words = _words(" ".join([item.stem, *(key.text for key in item.keys), item.explanation]))
    shared: Counter[int] = Counter()
    for word in words:
        shared.update(cited.by_word.get(word, ()))
    most = max(shared.values(), default=0)
    return [sentences[at] for at, count in sorted(shared.items()) if count == most]


def _words(text: str) -> set[str]:
    """Return the words of four letters or more, cut to six letters as a crude stem, and the numbers.

    In scripts without spaces between words, each pair of neighbouring characters counts as a word.
    """
    words = re.findall(r"[^\W\d_]{2,}", text.casefold())
    return numbers(text) | {
        part[:6]
        for word in words
        for part in (spaceless_parts(word, 2) if has_spaceless(word) else (word,))
        if len(part) >= 4 or has_spaceless(part)
    }
