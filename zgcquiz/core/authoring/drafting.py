"""From the sentences of an article to drafts of items: what each one states, and a blank in its place.

A draft is a start for an author, not a question: it says what could be asked. The rules are for English.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from random import Random

from zgcquiz.core.authoring.source_text import Sentence, SourceText
from zgcquiz.core.packs.pack import Citation, Item, Kind, Option
from zgcquiz.core.value import Value

BLANK = "____"
DISTRACTORS = 4
"""How many are proposed."""
_FEWEST = 3
"""With fewer names or terms at hand than this the answer is to be typed."""

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_COUNTING = tuple(
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred".split()  # noqa: SIM905
)
_OFFERED = 12
"""So many of them, from the first, are offered as distractors."""
_WORDS = "|".join((*_COUNTING, "dozens?"))
_SMALL = frozenset(("of", "the", "for", "de", "la", "von", "van", "der", "&"))
_QUOTED = re.compile(r"[\"“]([^\"”]{3,60})[\"”]")
_CLAUSE = re.compile(r"\w+ly\b")
"""A member of a list that begins so goes on with the sentence."""
_LONGEST_TERM = 9
"""Words: what is longer is no term that could stand in a blank."""


class FactKind(StrEnum):
    """What makes a stretch of text worth asking for."""

    DATE = "date"
    NUMBER = "number"
    FIRST = "first"
    NAME = "name"
    TERM = "term"


class Fact(Value, frozen=True):
    """A stretch of a sentence, from start up to end, that an item could ask for."""

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
_SUBJECT = 0.2
"""A name in a larger share of the sentences is what the text is about, and gives nothing to ask."""


def facts_in(sentence: str) -> tuple[Fact, ...]:
    """What a sentence states that can be asked for, from left to right; no two overlap."""
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
    """The members of a list of three or more, or of two after "such as"."""
    match = _LIST.search(sentence)
    if match is None:
        return
    start, end = match.start(1), len(sentence.rstrip('.!?"”’ '))
    listed = sentence[start:end]
    cuts = [cut.span() for cut in _ITEMS.finditer(listed)]
    spans = list(zip([0, *(cut[1] for cut in cuts)], [*(cut[0] for cut in cuts), len(listed)], strict=True))
    wanted = 2 if match[0].startswith("such") else 3
    if len(spans) < wanted or any(not 0 < len(listed[a:b].split()) <= _LONGEST_TERM for a, b in spans):
        return
    for a, b in spans:
        lead = re.match(r"(?:a|an|the) ", listed[a:b])
        if not _CLAUSE.match(listed[a:b]):
            yield start + a + (lead.end() if lead else 0), start + b


def _names(sentence: str) -> Iterator[tuple[int, int]]:
    """Runs of words with capital letters. The sentence's first word is none by itself."""
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
    """A draft for each fact of each sentence. source: the id of the source, for the citations.

    The stem is the sentence with a blank; an author is to ask it in words of their own. Options
    are proposed where others of the same form are at hand: numbers of like size, and names or
    terms of other sentences. What has none is to be typed.
    """
    stated = stated_facts(text)
    pools: dict[FactKind, list[str]] = {kind: [] for kind in FactKind}
    for facts in stated:
        for fact in facts:
            pools[fact.kind].append(fact.text)
    taken: set[str] = set()
    for sentence, facts in zip(text.sentences, stated, strict=True):
        for fact in facts:
            yield _draft(sentence, fact, source, pools, taken)


def stated_facts(text: SourceText) -> list[tuple[Fact, ...]]:
    """What each sentence states. A name counts where it comes first; what the text is about, never."""
    found = [facts_in(sentence.text) for sentence in text.sentences]
    held = Counter(name for facts in found for name in {fact.text for fact in facts if fact.kind is FactKind.NAME})
    seen = {name for name, count in held.items() if count > 2 and count > _SUBJECT * len(found)}
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


def _draft(sentence: Sentence, fact: Fact, source: str, pools: dict[FactKind, list[str]], taken: set[str]) -> Item:
    stem = sentence.text[: fact.start] + BLANK + sentence.text[fact.end :]
    rng = Random(stem)
    if fact.kind in (FactKind.NUMBER, FactKind.DATE):
        wrong = near_numbers(fact.text, rng)
    else:
        wrong = _others(fact.text, pools[fact.kind], sentence.text, rng)
    few = len(wrong) < _FEWEST
    options = (Option(fact.text, key=True), *(() if few else (Option(text) for text in wrong)))
    return Item(
        id=_id(fact.text, taken),
        kind=Kind.TYPED if few else Kind.SINGLE,
        stem=stem,
        options=options,
        drawn=not few,
        source=Citation(source, sentence.section, sentence.paragraph, sentence.text),
        draft=True,
    )


def _id(text: str, taken: set[str]) -> str:
    """A name made from an answer, and no other's."""
    words = re.findall(r"\w+", text.lower())
    base = "-".join(words)[:40].strip("-") or "fact"
    id, number = base, 1
    while id in taken:
        number += 1
        id = f"{base}-{number}"
    taken.add(id)
    return id


def _others(text: str, pool: Iterable[str], sentence: str, rng: Random) -> list[str]:
    """Other answers of the kind that don't stand in the sentence."""
    others = [other for other in dict.fromkeys(pool) if other.casefold() not in sentence.casefold()]
    others = [other for other in others if other.casefold() not in text.casefold()]
    length = len(text.split())
    near = sorted(others, key=lambda other: abs(len(other.split()) - length))[: 2 * DISTRACTORS]
    return rng.sample(near, min(DISTRACTORS, len(near)))


_FIGURE = re.compile(_NUMBER)
_FACTORS = (0.35, 0.5, 0.65, 0.8, 1.25, 1.6, 2.0, 2.6)


def near_numbers(text: str, rng: Random) -> list[str]:
    """Other numbers of the same form and magnitude: as many digits that count, the same separators and unit.

    A year, or a month with one, moves by years; a decade by decades. Empty where there is no figure.
    """
    month = re.match(_MONTHS, text)
    match = _FIGURE.search(text)
    if match is None:
        return _other_words(text, rng)
    head, figure, tail = text[: match.start()], match[0], text[match.end() :]
    if month or (re.fullmatch(r"(?:1[4-9]|20)\d\d", figure) and tail in ("", "s")):
        step = 10 if tail == "s" else 1
        year = int(re.findall(r"\d{4}", text)[-1]) if re.search(r"\d{4}", text) else 0
        moves = rng.sample([move * step for move in (-4, -3, -2, -1, 1, 2, 3, 4)], DISTRACTORS)
        if not year:
            return []
        return [text.replace(str(year), str(year + move)) for move in sorted(moves)]
    value = float(figure.replace(",", ""))
    factors = rng.sample(_FACTORS, len(_FACTORS))
    found = dict.fromkeys(head + _like(figure, value * factor, tail) + tail for factor in factors)
    if value == int(value) and value < 20:
        around = [value + move for move in (-4, -3, -2, -1, 1, 2, 3, 4) if value + move > 0]
        found = dict.fromkeys(head + _like(figure, other, tail) + tail for other in rng.sample(around, len(around)))
    return [other for other in found if other != text][:DISTRACTORS]


def _other_words(text: str, rng: Random) -> list[str]:
    """Other number words; none where the text is no such word."""
    if text not in _COUNTING:
        return []
    return rng.sample([word for word in _COUNTING[:_OFFERED] if word != text], DISTRACTORS)


def _like(figure: str, value: float, tail: str) -> str:
    """A value written as a figure is: its decimals, separators, and no more digits that count."""
    if "percent" in tail or "per cent" in tail or "%" in tail:
        value = min(value, 97.0)
    decimals = len(figure.partition(".")[2])
    digits = figure.replace(",", "").replace(".", "").strip("0")
    whole = len(str(int(value)))
    rounded = round(value, max(1, len(digits)) - whole) if not decimals else round(value, decimals)
    written = f"{max(rounded, 10**-decimals):,.{decimals}f}"
    return written if "," in figure or len(figure) < 4 else written.replace(",", "")
