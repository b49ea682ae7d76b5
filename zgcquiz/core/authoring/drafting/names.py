"""Find names by their capitals, and tell persons, places and organisations from each other by their words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from zgcquiz.core.authoring.drafting.facts import FactKind
from zgcquiz.core.authoring.drafting.languages.rules import LanguageRules, NameWords
from zgcquiz.core.value import Value

_WORD = re.compile(r"[^\W\d_](?:[\w’'&-]*\w)?")
_POSSESSIVE = re.compile(r"[’']s$")
_NUMERAL = re.compile(r" [IVX]+$")
_GOES_ON = re.compile(r"\.(?= [a-zäöü])")
"""After the number of a German ruler, as in "Heinrich XI. von Reuß"."""
_PLAIN = re.compile(r"[^\W\d_][^\W\d_A-Z]+(?:[ -][^\W\d_][^\W\d_A-Z]+)*")
"""A name without figures and abbreviations in it."""
_JOINED = re.compile(r"(?<!\w)((?!The\b)[A-Z][\w-]+) and $")
_LIFESPAN = re.compile(r" \((?:\*|born |geb\. |c\. )?\s?(?:\d{1,2}\.? \w+ )?\d{4}")
_BESIDE = 60
"""The characters before a name that are looked at."""
_MAX_WORDS = 6
_SURE, _LIKELY = 3, 1
"""Votes for a kind: from words of the name or its neighbours that leave no doubt, and from those that hint at it."""
_ABBREVIATED = frozenset(("Dr", "St", "Mt", "Ft", "Mr", "Mrs", "Ms"))


class Name(Value, frozen=True):
    """A name in a sentence, sentence[start:end], with the votes for the kinds that it may be of."""

    start: int
    end: int
    text: str
    votes: tuple[tuple[FactKind, int], ...]


def names_in(sentence: str, rules: LanguageRules) -> Iterator[Name]:
    """Yield the runs of capitalised words that may be names; none in a language without capitals."""
    words = rules.capitalised
    if words is None:
        return
    found = [match.span() for match in _WORD.finditer(sentence)]
    at = 0
    while at < len(found):
        if not _begins(sentence, found[at], words):
            at += 1
            continue
        last = _last(sentence, found, at, words)
        first = _first(sentence, found, at, last, words)
        start, end = found[first][0], found[last][1]
        if _NUMERAL.search(sentence[start:end]) and _GOES_ON.match(sentence, end):
            end += 1
        text = _POSSESSIVE.sub("", sentence[start:end])
        if _is_second_half(sentence, found, at, words):
            at = last + 1
            continue
        tokens = tuple(sentence[slice(*each)] for each in found[first : last + 1])
        if len(text) > 2 and len(tokens) <= _MAX_WORDS and not (at == 0 and last == at and not _is_known(text, rules)):
            before = sentence[found[at][0] : start] or sentence[:start]
            if words.capitals_are_names and _is_organisation(tokens, words):
                joined = _JOINED.search(sentence[:start])  # the Tarn and Midland Railway
                start = joined.start(1) if joined else start
                text = sentence[start : found[first][0] + len(text)]
            votes = tuple(_votes(text, tokens, sentence[:start], sentence[end:], before, rules, words))
            yield Name(start, start + len(text), text, votes)
        at = last + 1


def _is_second_half(sentence: str, found: list[tuple[int, int]], at: int, words: NameWords) -> bool:
    """Return whether a capitalised word that begins no name is before one, as in "West India" or "the Greek Church"."""
    if not at or not words.capitals_are_names or sentence[found[at - 1][1] : found[at][0]] != " ":
        return False
    before = sentence[slice(*found[at - 1])]
    return before[0].isupper() and before in words.never


def _begins(sentence: str, span: tuple[int, int], words: NameWords) -> bool:
    word = _POSSESSIVE.sub("", sentence[slice(*span)])
    return word[0].isupper() and word not in words.never and word not in words.leading


def _last(sentence: str, found: list[tuple[int, int]], at: int, words: NameWords) -> int:
    """Return the index of the last word of the name that begins at one."""
    last = at
    for following in range(at + 1, min(len(found), at + _MAX_WORDS + 2)):
        previous, word = sentence[slice(*found[following - 1])], sentence[slice(*found[following])]
        gap = sentence[found[following - 1][1] : found[following][0]]
        abbreviated = gap == ". " and (len(previous) == 1 or previous in _ABBREVIATED)
        if (gap != " " and not abbreviated) or _POSSESSIVE.search(previous):
            break
        if word[0].isupper():
            if word in words.never:
                break
            last = following
        elif word not in words.particles:
            break
    return last


def _first(sentence: str, found: list[tuple[int, int]], at: int, last: int, words: NameWords) -> int:
    """Return the index of the first word after titles and trades, if any of the name is left.

    A given name after "of" begins a name of its own: "die Leitung von Karl Ritter von Ghega".
    """
    tokens = [sentence[slice(*each)] for each in found[at : last + 1]]
    for index in range(1, len(tokens) - 1):
        if tokens[index] in words.given and tokens[index - 1] in words.particles and tokens[0] not in words.given:
            return at + index
    first = at
    while first < last and sentence[slice(*found[first])] in words.roles:
        first += 1
    rest = {sentence[slice(*each)] for each in found[first : last + 1]}
    return at if rest <= words.geography | words.organisations else first  # King Street


def _is_known(text: str, rules: LanguageRules) -> bool:
    return any(text in names for names in rules.gazetteer)


def _votes(
    text: str,
    tokens: tuple[str, ...],
    before: str,
    after: str,
    title: str,
    rules: LanguageRules,
    words: NameWords,
) -> Iterator[tuple[FactKind, int]]:
    """Yield votes for kinds of a name. before, after: what is beside it; title: the titles that it was freed from."""
    many, previous = len(tokens) > 1, _WORD.findall(before[-_BESIDE:])
    noun = (previous[-2] if previous[-1:] == ["of"] and len(previous) > 1 else previous[-1]) if previous else ""
    if many and _is_organisation(tokens, words):
        yield FactKind.ORGANISATION, 2 * _SURE
        return
    if _is_known(text, rules) or noun in words.places:
        yield FactKind.PLACE, _SURE
        return
    if many and (tokens[0] in words.geography or tokens[-1] in words.geography):
        yield FactKind.PLACE, _SURE
        return
    located = words.locative is not None and words.locative.search(before[-_BESIDE:]) is not None
    if not many and located and text.endswith(words.suffixes):
        yield FactKind.PLACE, _SURE
    elif located and words.capitals_are_names and noun in ("in", "near") and _PLAIN.fullmatch(text):
        yield FactKind.PLACE, _LIKELY
    if (many and tokens[0] in words.given) or noun in words.roles or title.strip() in words.roles:
        yield FactKind.PERSON, _SURE
    elif many and (words.by.search(before[-_BESIDE:]) or _LIFESPAN.match(after)):
        yield FactKind.PERSON, _LIKELY


def _is_organisation(tokens: tuple[str, ...], words: NameWords) -> bool:
    """Return whether a name says what kind of organisation it is: by its first word, or one that no "of" precedes."""
    return tokens[0] in words.organisations or any(
        (token in words.organisations or (words.organisation_suffixes and token.endswith(words.organisation_suffixes)))
        and before not in words.particles
        for before, token in pairwise(tokens)
    )


def kinds_of(names: Iterable[Name]) -> dict[str, FactKind]:
    """Return the kind of each name of a text that most of its mentions speak for; not of names that are in doubt."""
    votes: defaultdict[str, Counter[FactKind]] = defaultdict(Counter)
    for name in names:
        for kind, weight in name.votes:
            votes[name.text][kind] += weight
    kinds = {}
    for text, counted in votes.items():
        (kind, most), *others = counted.most_common(2)
        if not others or most > 2 * others[0][1]:
            kinds[text] = kind
    return kinds
