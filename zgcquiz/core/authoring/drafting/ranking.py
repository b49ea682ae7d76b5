"""Choose and rank the facts of a text that are worth a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zgcquiz.core.authoring.drafting.facts import IN_TIME, NAMES, NOT_DRAFTED, Fact, FactKind
from zgcquiz.core.authoring.drafting.languages.rules import LanguageRules
from zgcquiz.core.authoring.drafting.names import names_in
from zgcquiz.core.authoring.source_text import Sentence, SourceText
from zgcquiz.core.value import Value

_WORTH = {
    FactKind.TERM: 5.0,
    FactKind.PERSON: 4.5,
    FactKind.WORK: 4.0,
    FactKind.ORGANISATION: 3.5,
    FactKind.PLACE: 3.5,
    FactKind.YEAR: 3.5,
    FactKind.DATE: 3.25,
    FactKind.NUMBER: 3.0,
    FactKind.CENTURY: 3.0,
    FactKind.DECADE: 2.5,
}
"""How likely a fact of a kind is worth knowing, as a score: from judging drafts of articles by hand."""
_MAX_OF_SENTENCE = 2
"""Facts of a sentence that are asked for. With more, one draft gives away the answer of another."""
_MAX_NUMBERS = 3
"""A sentence with more numbers is a table in prose: none of them stands out."""
_MIN_SCORE = 2.5
_MIN_LETTERS = 0.5
"""Share of letters in a sentence. In a row of a table, or a formula, it is smaller."""
_LONG = 0.6
"""Share of the longest sentence that is asked about, from which a sentence takes long to read."""
_LONGEST_CONTEXT = 0.5
"""The same for the sentence before that says what "it" is."""
_CONTINUED = re.compile(r"['’]s\b|[./_-]\w")
"""What makes a fact a part of something longer: "Oxford's", "Node.js"."""
_NUMBERED = re.compile(r"\d+(?:\.\d+)+ ")
"""How an entry of a list of changes begins."""
_AT_START = 8
"""Characters before a year that only says when: "In 2017, …", "Im Jahr 2017 …"."""
_LISTING = re.compile(r"(?:, ?|,? (?:and|or|und|oder) |、|和|与|及)")
_OPENING, _CLOSING = "([（[", ")]）]"
_ENDS = tuple(".!。！…")
_QUOTES = '"“”„‟«»「」『《'


class Chosen(Value, frozen=True):
    """A fact that is worth a draft. context: the sentence before, if it says what the sentence is about; or "".

    place: of the sentence in its text, from 0.
    """

    sentence: Sentence
    fact: Fact
    context: str
    place: int
    score: float


def choose(text: SourceText, stated: Sequence[tuple[Fact, ...]], rules: LanguageRules) -> list[Chosen]:
    """Return the facts that are worth a draft, the best first, and the text's subject last: its title tells that.

    stated: the facts of each sentence.

    Left out are facts of sentences that can't be understood by themselves or with the one before, or that address
    the reader; facts that the sentence gives away; and all but the best two of a sentence.
    """
    chosen: list[Chosen] = []
    before: Sentence | None = None
    for place, (sentence, facts) in enumerate(zip(text.sentences, stated, strict=True)):
        context = _context(sentence, before, rules)
        if context is not None and facts and is_askable(sentence.text, rules):
            scored = sorted(_scored(sentence, facts, context, place, rules), key=lambda each: -each.score)
            chosen += [each for each in scored[:_MAX_OF_SENTENCE] if each.score >= _MIN_SCORE]
        before = sentence
    return sorted(chosen, key=lambda each: (each.fact.subject, -each.score, each.place))


def is_askable(sentence: str, rules: LanguageRules) -> bool:
    """Return whether a sentence is whole, of a length to be read at once, and states something to anybody."""
    letters = sum(character.isalpha() for character in sentence)
    return (
        rules.shortest <= len(sentence) <= rules.longest
        and sentence.rstrip(f"{_QUOTES}{_CLOSING}")[-1:] in _ENDS
        and not sentence[0].islower()
        and letters >= _MIN_LETTERS * len(sentence)
        and sum(map(sentence.count, _OPENING)) == sum(map(sentence.count, _CLOSING))
        and sentence.count('"') % 2 == 0
        and "|" not in sentence
        and "___" not in sentence
        and (sentence[0].isalnum() or sentence[0] in _QUOTES + _OPENING)
        and not _NUMBERED.match(sentence)
        and not rules.addressing.search(sentence)
        and not rules.referring.search(sentence)
    )


def refers_back(sentence: str, rules: LanguageRules) -> bool:
    """Return whether a sentence can only be understood with the one before."""
    return rules.opening.match(sentence) is not None or rules.unnamed.match(sentence) is not None


def _context(sentence: Sentence, before: Sentence | None, rules: LanguageRules) -> str | None:
    """Return what must be said before a sentence to understand it, "" if nothing, None if that isn't known."""
    if not refers_back(sentence.text, rules):
        return ""
    if before is None or (before.section, before.paragraph) != (sentence.section, sentence.paragraph):
        return None
    told = before.text
    if refers_back(told, rules) or len(told) > _LONGEST_CONTEXT * rules.longest or not is_askable(told, rules):
        return None
    return told


def _scored(
    sentence: Sentence, facts: tuple[Fact, ...], context: str, place: int, rules: LanguageRules
) -> Iterator[Chosen]:
    numbers = sum(fact.kind is FactKind.NUMBER for fact in facts)
    names_subject = any(True for _ in names_in(f"{context} {sentence.text}", rules)) or not rules.spaced
    for fact in facts:
        if fact.kind in NOT_DRAFTED or (fact.kind is FactKind.NUMBER and numbers > _MAX_NUMBERS):
            continue
        rest = sentence.text[: fact.start] + "\n" + sentence.text[fact.end :]
        if _is_given_away(fact.text, f"{context} {rest}") or _is_aside(fact, sentence.text):
            continue
        if _CONTINUED.match(sentence.text, fact.end):
            continue
        if fact.kind in (FactKind.PLACE, FactKind.ORGANISATION) and _is_listed(fact, facts, sentence.text):
            continue
        score = _WORTH[fact.kind]
        score += 0.5 * fact.defines
        score -= 0.75 * bool(context)
        score -= 0.5 * (len(sentence.text) > _LONG * rules.longest)
        score -= 0.25 * max(0, len(facts) - 3)
        score -= 0.5 * (not names_subject and fact.kind not in (FactKind.TERM, *NAMES))
        score -= 1.0 * (fact.kind is FactKind.YEAR and numbers > 0 and fact.start <= _AT_START)
        score -= 1.0 * (fact.kind is FactKind.DATE and not re.search(r"\d{4}", fact.text))
        score -= 0.75 * (fact.kind is FactKind.NUMBER and fact.text in rules.counts)
        yield Chosen(sentence, fact, context, place, score)


def _is_listed(fact: Fact, facts: tuple[Fact, ...], sentence: str) -> bool:
    """Return whether a fact is beside another of its kind in a list: what else is in it could be the answer, too."""
    return any(
        other is not fact
        and other.kind is fact.kind
        and _LISTING.fullmatch(sentence[min(fact.end, other.end) : max(fact.start, other.start)])
        for other in facts
    )


def _is_given_away(answer: str, rest: str) -> bool:
    """Return whether a text has the answer, too, or a longer word of it."""
    folded = rest.casefold()
    if answer.casefold() in folded:
        return True
    longer = re.findall(r"[^\W\d_]{5,}", answer.casefold())
    return bool(longer) and all(word in folded for word in longer)


def _is_aside(fact: Fact, sentence: str) -> bool:
    """Return whether a date or number is all that stands in a pair of brackets, such as the years of a life."""
    if fact.kind not in IN_TIME and fact.kind is not FactKind.NUMBER:
        return False
    opening = max(sentence.rfind(sign, 0, fact.start) for sign in _OPENING)
    closed = max(sentence.rfind(sign, 0, fact.start) for sign in _CLOSING)
    return opening > closed
