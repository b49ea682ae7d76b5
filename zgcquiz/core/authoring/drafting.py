"""Draft items from the sentences of an article: find the facts that each states, and put a blank in their place.

A draft is a starting point for an author, not a finished question. The rules are for English.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from heapq import merge
from random import Random

from zgcquiz.core.authoring.source_text import Sentence, SourceText
from zgcquiz.core.packs.pack import Citation, Item, Kind, Option
from zgcquiz.core.value import Value

BLANK = "____"
DISTRACTORS = 4
"""Distractors that are proposed for a draft."""
_MIN_DISTRACTORS = 3
"""With fewer distractors than this, the draft is a typed question."""

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_COUNTING = tuple(
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred".split()  # noqa: SIM905
)
_PROPOSED_WORDS = 12
"""How many number words, from the first, are proposed as distractors."""
_WORDS = "|".join((*_COUNTING, "dozens?"))
_SMALL = frozenset(("of", "the", "for", "de", "la", "von", "van", "der", "&"))
_QUOTED = re.compile(r"[\"“]([^\"”]{3,60})[\"”]")
_CLAUSE = re.compile(r"\w+ly\b")
"""A list entry that begins with an adverb continues the sentence instead."""
_MAX_TERM_WORDS = 9
_LONGEST_SENTENCE = 1000
"""The most characters of a sentence that is asked about. Longer ones are tables or lists: each draft repeats the
sentence, so a text that is one sentence would make drafts of the square of its length."""
_LONGEST_FIGURE = 60
"""The most characters of a figure that similar ones are proposed for."""


class FactKind(StrEnum):
    """What a fact is: the reason to ask for it."""

    DATE = "date"
    NUMBER = "number"
    FIRST = "first"
    NAME = "name"
    TERM = "term"


class Fact(Value, frozen=True):
    """A piece of a sentence, sentence[start:end], that an item could ask for."""

    kind: FactKind
    start: int
    end: int
    text: str


_PATTERNS = (
    (FactKind.DATE, re.compile(rf"\b(?:{_MONTHS})(?: \d{{1,2}},?)?(?: (?:1[4-9]|20)\d\d)?\b(?=[ ,.;)])")),
    (FactKind.DATE, re.compile(r"\b(?:(?:early|mid|late)[ -](?:the )?)?(?:1[4-9]|20)\d0s\b")),
    (FactKind.DATE, re.compile(r"(?<![\w,.$€£])(?:1[4-9]|20)\d\d(?![\w,%]|\.\d| (?:percent|per cent|million))")),
    (
        FactKind.NUMBER,
        re.compile(
            rf"(?<![\w.,])[$€£]?(?:{_NUMBER})(?:th|st|nd|rd)?"
            r"(?: ?%| (?:percent|per cent|thousand|million|billion))?(?!\w)"
        ),
    ),
    (FactKind.NUMBER, re.compile(rf"(?<![\w-])(?:{_WORDS})(?![\w-])")),
)
_FIRST = re.compile(r"\bthe (?:very )?first ((?!time\b)[^,;.]+?)(?=,| and the first|;|\.|$)")
_LIST = re.compile(r"(?:\bsuch\b[^,;:.]*? as|\bincluding|\bincludes?|\bnamely|\blike|:)\s+(.+)")
_DEFINED = re.compile(
    r"\b(?:become|becomes|became|known as|called|named) (?:an?|the) "
    r"([^,;.]{3,60}?)(?=[,;.]| (?:in|of|for|that|which|with|to)\b)"
)
_ITEMS = re.compile(r",\s+(?:and|or|as well as)?\s*|\s+(?:and|or|as well as)\s+")
_NAME_WORD = re.compile(r"[^\W\d_a-z][\w&-]*")
_NATIONS = re.compile(r"\w+(?:ese|ish|ican|ian)$")
_SUBJECT_SHARE = 0.2
"""A name in a larger share of the sentences is the subject of the text, and not worth asking for."""


def facts_in(sentence: str) -> tuple[Fact, ...]:
    """Return the facts of a sentence that can be asked for, from left to right, without overlaps.

    None if the sentence has more than _LONGEST_SENTENCE characters.
    """
    if len(sentence) > _LONGEST_SENTENCE:
        return ()
    found: list[Fact] = []
    for match in _QUOTED.finditer(sentence):
        _add(found, FactKind.NAME, *match.span(1), sentence)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            _add(found, kind, *match.span(), sentence)
    for match in _FIRST.finditer(sentence):
        _add(found, FactKind.FIRST, *match.span(1), sentence)
    for match in _DEFINED.finditer(sentence):
        _add(found, FactKind.TERM, *match.span(1), sentence)
    for start, end in _listed(sentence):
        _add(found, FactKind.TERM, start, end, sentence)
    for start, end in _names(sentence):
        _add(found, FactKind.NAME, start, end, sentence)
    return tuple(sorted(found, key=lambda fact: fact.start))


def _add(found: list[Fact], kind: FactKind, start: int, end: int, sentence: str) -> None:
    if start < end and all(end <= fact.start or fact.end <= start for fact in found):
        found.append(Fact(kind, start, end, sentence[start:end]))


def _listed(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each entry of a list of three or more, or of two after "such as"."""
    match = _LIST.search(sentence)
    if match is None:
        return
    start, end = match.start(1), len(sentence.rstrip('.!?"”’ '))
    listed = sentence[start:end]
    cuts = [cut.span() for cut in _ITEMS.finditer(listed)]
    spans = list(zip([0, *(cut[1] for cut in cuts)], [*(cut[0] for cut in cuts), len(listed)], strict=True))
    min_entries = 2 if match[0].startswith("such") else 3
    if len(spans) < min_entries or any(not 0 < len(listed[a:b].split()) <= _MAX_TERM_WORDS for a, b in spans):
        return
    for a, b in spans:
        article = re.match(r"(?:a|an|the) ", listed[a:b])
        if not _CLAUSE.match(listed[a:b]):
            yield start + a + (article.end() if article else 0), start + b


def _names(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each run of capitalised words, except the sentence's first word by itself."""
    words = [match.span() for match in re.finditer(r"[^\s,;:()\"“”.’']+", sentence)]
    at = 0
    while at < len(words):
        last = at
        if _NAME_WORD.fullmatch(sentence[slice(*words[at])]):
            for following in range(at + 1, len(words)):
                word = sentence[slice(*words[following])]
                if sentence[words[following - 1][1] : words[following][0]].strip():
                    break
                if _NAME_WORD.fullmatch(word):
                    last = following
                elif word not in _SMALL:
                    break
            start, end = words[at][0], words[last][1]
            if start == 0 and sentence.startswith(("The ", "A ", "An ", "In ", "These ", "This ")):
                start = words[at + 1][0] if last > at else end
            text = sentence[start:end]
            if len(text) > 2 and (last > at or at > 0 or sentence[end : end + 2] in ("'s", "’s")):
                yield start, end
        at = last + 1


def drafts(text: SourceText, source: str) -> Iterator[Item]:
    """Yield a draft for each fact of each sentence. source: the source's id, for citations.

    The stem is the sentence with a blank, for an author to reword. The proposed distractors are similar numbers,
    or names or terms from other sentences; a draft without enough of them is a typed question.
    """
    stated = stated_facts(text)
    pools = {
        kind: _AnswerPool(fact.text for facts in stated for fact in facts if fact.kind is kind) for kind in FactKind
    }
    ids: dict[str, int] = {}
    for sentence, facts in zip(text.sentences, stated, strict=True):
        for fact in facts:
            yield _draft(sentence, fact, source, pools, ids)


def stated_facts(text: SourceText) -> list[tuple[Fact, ...]]:
    """Return the facts of each sentence. A name counts only where it occurs first, the text's subject never."""
    found = [facts_in(sentence.text) for sentence in text.sentences]
    counts = Counter(name for facts in found for name in {fact.text for fact in facts if fact.kind is FactKind.NAME})
    seen = {name for name, count in counts.items() if count > 2 and count > _SUBJECT_SHARE * len(found)}
    stated = []
    for facts in found:
        kept = []
        for fact in facts:
            if fact.kind is FactKind.NAME and (fact.text in seen or _NATIONS.match(fact.text)):
                continue
            kept.append(fact)
            if fact.kind is FactKind.NAME:
                seen.add(fact.text)
        stated.append(tuple(kept))
    return stated


def _draft(
    sentence: Sentence, fact: Fact, source: str, pools: dict[FactKind, _AnswerPool], ids: dict[str, int]
) -> Item:
    stem = sentence.text[: fact.start] + BLANK + sentence.text[fact.end :]
    rng = Random(stem)
    if fact.kind in (FactKind.NUMBER, FactKind.DATE):
        wrong = similar_numbers(fact.text, rng)
    else:
        near = pools[fact.kind].near(fact.text, sentence.text)
        wrong = rng.sample(near, min(DISTRACTORS, len(near)))
    typed = len(wrong) < _MIN_DISTRACTORS
    return Item(
        id=_unique_id(fact.text, ids),
        kind=Kind.TYPED if typed else Kind.SINGLE,
        stem=stem,
        options=(Option(fact.text, key=True), *(() if typed else map(Option, wrong))),
        drawn=not typed,
        source=Citation(source, sentence.section, sentence.paragraph, sentence.text),
        draft=True,
    )


def _unique_id(text: str, ids: dict[str, int]) -> str:
    """Return an id made from an answer, and add it to those in use. ids: each with the last number put after it."""
    words = re.findall(r"\w+", text.lower())
    base = "-".join(words)[:40].strip("-") or "fact"
    id, number = base, ids.get(base, 1)
    while id in ids:
        number += 1
        id = f"{base}-{number}"
    ids[base] = number
    ids.setdefault(id, 1)
    return id


class _AnswerPool:
    """Answers of one kind, by their number of words."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_length: dict[int, list[tuple[int, str, str]]] = {}
        for place, text in enumerate(dict.fromkeys(texts)):
            self._by_length.setdefault(len(text.split()), []).append((place, text, text.casefold()))

    def near(self, text: str, sentence: str) -> list[str]:
        """Return the answers nearest in length to a text that are not in the sentence, at most twice DISTRACTORS."""
        length, folded = len(text.split()), sentence.casefold()
        by_distance: dict[int, list[list[tuple[int, str, str]]]] = {}
        for other, entries in self._by_length.items():
            by_distance.setdefault(abs(other - length), []).append(entries)
        found: list[str] = []
        for distance in sorted(by_distance):
            for _, other_text, other_folded in merge(*by_distance[distance]):
                if other_folded not in folded:
                    found.append(other_text)
                    if len(found) == 2 * DISTRACTORS:
                        return found
        return found


_FIGURE = re.compile(_NUMBER)
_FACTORS = (0.35, 0.5, 0.65, 0.8, 1.25, 1.6, 2.0, 2.6)


def similar_numbers(text: str, rng: Random) -> list[str]:
    """Return distractors for a number: the same significant digits, separators and unit, and a similar magnitude.

    A year, or a month with a year, is moved by years, a decade by decades, and a number word is replaced by
    another. Empty if the text has no number, or one of more than _LONGEST_FIGURE characters.
    """
    month = re.match(_MONTHS, text)
    match = _FIGURE.search(text)
    if match is None:
        return _other_words(text, rng)
    before, figure, tail = text[: match.start()], match[0], text[match.end() :]
    if len(figure) > _LONGEST_FIGURE:
        return []
    if month or (re.fullmatch(r"(?:1[4-9]|20)\d\d", figure) and tail in ("", "s")):
        step = 10 if tail == "s" else 1
        year = int(re.findall(r"\d{4}", text)[-1]) if re.search(r"\d{4}", text) else 0
        moves = rng.sample([move * step for move in (-4, -3, -2, -1, 1, 2, 3, 4)], DISTRACTORS)
        if not year:
            return []
        return [text.replace(str(year), str(year + move)) for move in sorted(moves)]
    value = float(figure.replace(",", ""))
    factors = rng.sample(_FACTORS, len(_FACTORS))
    values = [value * factor for factor in factors]
    if value == int(value) and value < 20:
        around = [value + move for move in (-4, -3, -2, -1, 1, 2, 3, 4) if value + move > 0]
        values = rng.sample(around, len(around))
    found = dict.fromkeys(before + _formatted(other, figure, tail) + tail for other in values)
    return [other for other in found if other != text][:DISTRACTORS]


def _other_words(text: str, rng: Random) -> list[str]:
    """Return other number words; none if the text is not a number word."""
    if text not in _COUNTING:
        return []
    return rng.sample([word for word in _COUNTING[:_PROPOSED_WORDS] if word != text], DISTRACTORS)


def _formatted(value: float, figure: str, tail: str) -> str:
    """Return a value with the decimals, separators and significant digits of a figure; a percentage is at most 97."""
    if "percent" in tail or "per cent" in tail or "%" in tail:
        value = min(value, 97.0)
    decimals = len(figure.partition(".")[2])
    digits = figure.replace(",", "").replace(".", "").strip("0")
    whole = len(str(int(value)))
    rounded = round(value, max(1, len(digits)) - whole) if not decimals else round(value, decimals)
    written = f"{max(rounded, 10**-decimals):,.{decimals}f}"
    return written if "," in figure or len(figure) < 4 else written.replace(",", "")
