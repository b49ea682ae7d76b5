"""The rules of a language by which facts are found and similar ones are made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import import_module

from zgcquiz.core.authoring.drafting.facts import FactKind
from zgcquiz.core.languages import base_language, english_name
from zgcquiz.core.value import Value

_MODULES = {"en": "english", "de": "german", "zh": "chinese"}
LANGUAGES = {"en": "English", "de": "German", "zh": "Chinese"}
"""The languages with rules: their names by their codes."""


class LanguageRules(Value, frozen=True):
    """How a language writes what a draft can ask for. Patterns look at one sentence of limited length.

    The sentence: spaced: words are separated by blanks; shortest, longest: the characters of one that is asked about.
    opening: words at its start that refer to an earlier one; unnamed: a start whose subject is a pronoun ("In 1812 it
    …"); referring: words that refer to an earlier one anywhere; addressing: words that address the reader;
    boilerplate: what only remarks on a page have; not_content: headings of sections without prose, in lower case.

    Dates: months: their names, () if they are numbers; dates: from the most to the least specific, with the groups
    day, month and year as far as they have them; years, decades, centuries: with the group `fact`, what is asked for.

    Numbers: numbers: with the groups `fact`, `number` and `tail` (a word of scale or a percent sign, may be empty);
    group, decimal: the signs in digits; counted: what follows a number that says how many or how much; identifiers:
    what is before a number that is only a label; ranges: what is between the limits of a range; counts: number words,
    from two; count: one that is followed by what it counts.

    Names and terms, each with the group `fact`: names: patterns of names by kind; capitalised: words that tell names
    by their capitals, None if the language has none; gazetteer: sets of places of the same sort; terms: what is named
    by a sentence; definition: a sentence that defines its subject, with the group `article` before it; no_term: how no
    term begins; listed, first: facts that are only counted.
    """

    code: str
    spaced: bool
    shortest: int
    longest: int
    months: tuple[str, ...]
    dates: tuple[re.Pattern[str], ...]
    years: re.Pattern[str]
    decades: re.Pattern[str]
    centuries: re.Pattern[str]
    numbers: re.Pattern[str]
    group: str
    decimal: str
    counted: re.Pattern[str]
    identifiers: re.Pattern[str]
    ranges: re.Pattern[str]
    counts: tuple[str, ...]
    count: re.Pattern[str]
    names: tuple[tuple[FactKind, re.Pattern[str]], ...]
    terms: tuple[re.Pattern[str], ...]
    no_term: re.Pattern[str]
    definition: re.Pattern[str]
    listed: re.Pattern[str]
    first: re.Pattern[str]
    capitalised: NameWords | None
    gazetteer: tuple[frozenset[str], ...]
    opening: re.Pattern[str]
    unnamed: re.Pattern[str]
    referring: re.Pattern[str]
    boilerplate: re.Pattern[str]
    not_content: frozenset[str]
    addressing: re.Pattern[str]


class NameWords(Value, frozen=True):
    """Words that tell names in a language with capitals, and which kind they are of.

    particles: lower-case words inside a name; given: given names; roles: words before a person's name; by: what comes
    before whoever made something; organisations: words in the name of one; geography: words in the name of a place;
    locative: what comes before a place; places: nouns before a place's name; never: capitalised words that are no
    names and no part of one; leading: capitalised words that begin a sentence, but no name.
    suffixes: of one-word names of places.
    """

    particles: frozenset[str]
    given: frozenset[str]
    roles: frozenset[str]
    by: re.Pattern[str]
    organisations: frozenset[str]
    geography: frozenset[str]
    locative: re.Pattern[str] | None
    capitals_are_names: bool
    places: frozenset[str]
    never: frozenset[str]
    leading: frozenset[str]
    suffixes: tuple[str, ...]
    organisation_suffixes: tuple[str, ...]


def language_name(language: str) -> str:
    """Return the English name of a language by its code, with or without a region; the code itself if unknown."""
    return english_name(base_language(language) or "en") or f"'{language}'"


def listed(names: Iterable[str]) -> str:
    """Return names as words of a sentence: "English, German and Chinese"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


@cache
def rules_for(language: str) -> LanguageRules | None:
    """Return the rules of a language ("en", "de-AT"; "" counts as English), or None if there are none."""
    name = _MODULES.get(base_language(language) or "en")
    if name is None:
        return None
    rules = import_module(f"zgcquiz.core.authoring.drafting.languages.{name}").RULES
    assert isinstance(rules, LanguageRules)
    return rules


def words(text: str) -> frozenset[str]:
    """Return the words of a text that are separated by blanks."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """Return the phrases of a text that are separated by commas."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split(","))


def in_order(text: str) -> tuple[str, ...]:
    """Return the words of a text that are separated by blanks, in their order."""
    return tuple(text.split())


def named_places(*sorts: str) -> tuple[frozenset[str], ...]:
    """Return sets of places of one sort each, such as the cities of a region.

    Their names are separated by blanks, and have a low line for a blank.
    """
    return tuple(frozenset(name.replace("_", " ") for name in words(sort)) for sort in sorts)


def one_of(words: Iterable[str]) -> str:
    """Return a regular expression for any of these words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))
