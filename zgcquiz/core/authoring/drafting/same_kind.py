"""Find wrong answers of the same kind among the other answers of a text, and names of the same sort."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import merge
from random import Random

from zgcquiz.core.authoring.drafting.figures import DISTRACTORS
from zgcquiz.core.authoring.drafting.languages.rules import LanguageRules


class AnswerPool:
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


def organisations_like(text: str, others: Iterable[str], rules: LanguageRules) -> list[str]:
    """Return those of other organisations that are of the same sort: universities for a university."""
    return [other for other in others if _sort_of(other, rules) == _sort_of(text, rules)]


def _sort_of(name: str, rules: LanguageRules) -> str:
    """Return the word of an organisation's name that says what it is, or the end of a name without blanks."""
    words = rules.capitalised
    if words is None:
        return name[-2:]
    return next((word for word in name.split() if word in words.organisations), name.rpartition(" ")[2])


def places_like(text: str, sentence: str, pool: AnswerPool, rules: LanguageRules, rng: Random) -> list[str]:
    """Return wrong answers for a place: countries of its continent for a country, cities of its region for a city.

    First those that the text names, none that the sentence names. For a place of no known sort: other such places of
    the text, rivers for a river.
    """
    near = pool.near(text, sentence)
    for sort in rules.gazetteer:
        if text in sort:
            named = [other for other in near if other in sort][:DISTRACTORS]
            more = [other for other in sorted(sort) if other not in sentence and other not in named and other != text]
            return named + rng.sample(more, min(DISTRACTORS - len(named), len(more)))
    unknown = (other for other in near if not any(other in sort for sort in rules.gazetteer))
    return [other for other in unknown if _form_of(other, rules) == _form_of(text, rules)][:DISTRACTORS]


def _form_of(place: str, rules: LanguageRules) -> str:
    """Return the word of a place's name that says what it is, such as "River"; "" for none."""
    words = rules.capitalised
    if words is None:
        return place[-1]
    return next((word for word in place.split() if word in words.geography), "")
