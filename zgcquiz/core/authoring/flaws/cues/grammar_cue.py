from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule

_ARTICLE = re.compile(r"\b(an?)(?:\s*[_.…:]*)$")
_END = 60
"""The most characters of an article at the end of a stem, with a blank after it."""
_HARD_VOWEL = re.compile(r"(?:eu|ewe|one\b|once|u(?:ni(?![nm])|[bcfkrst][aeiou]|ku)|ouija)", re.IGNORECASE)
_SILENT_H = re.compile(r"(?:hour|honest|hono|heir)", re.IGNORECASE)
_TWO = re.compile(r"\b(?:which|what|name the|the|these) (two|three)\b", re.IGNORECASE)


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    if not item.keys or not item.distractors:
        return
    article = _ARTICLE.search(item.stem, max(0, len(item.stem) - _END))
    if article:
        fits = [_takes_an(part.text) == (article[1] == "an") for part in item.parts]
        misfits = [part for part, fit in zip(item.parts, fits, strict=True) if not fit]
        if misfits and any(fits):
            wrong = min(misfits, key=lambda part: not part.key)  # a key that doesn't fit looks wrong
            named = f"the right option '{wrong.text}'" if wrong.key else f"'{wrong.text}'"
            result = "looks wrong" if wrong.key else "can be ruled out"
            yield Flaw(
                f"{named} doesn't fit after '{article[1]}' in the question, so it {result}; write a(n), "
                "or begin each option with its article",
                wrong.at,
            )
        return
    if len(item.keys) != 1 or not any(map(item.stem.casefold().__contains__, (" two", " three"))):
        return
    two = _TWO.search(item.lead_in_plain)
    if two:
        counts = [len(re.split(r",\s*(?:and\s+)?|\s+(?:and|&)\s+|/", part.text)) for part in item.parts]
        expected = 2 if two[1].casefold() == "two" else 3
        key = item.parts.index(item.keys[0])
        if counts[key] == expected and counts.count(expected) < len(counts):
            part = next(part for part, count in zip(item.parts, counts, strict=True) if count != expected)
            yield Flaw(f"'{two.group()}' asks for {two[1]}, but '{part.text}' doesn't name {two[1]}", part.at)


def _takes_an(text: str) -> bool:
    """Tell whether a text begins with a vowel sound."""
    text = text.lstrip("\"'“‘(")
    if re.match(r"[A-Z](?:[A-Z0-9]|\b)", text):  # spelled out letter by letter
        return text[0] in "AEFHILMNORSX"
    if re.match(r"\d", text):
        return text[0] == "8" or bool(re.match(r"1[18](?!\d)", text))
    if _SILENT_H.match(text):
        return True
    return text[:1].casefold() in "aeiouéèêáàâóòôöäü" and not _HARD_VOWEL.match(text)


RULE = Rule(
    code="grammar-cue",
    title="only some options fit grammatically",
    why="A stem that ends in 'an' rules out every option that begins with a consonant, whether or not the learner "
    "knows the subject. A stem that asks for two things rules out options that name one.",
    bad="""\
question: The bird that lays the largest egg is an
answer: ostrich
distractors: [penguin, stork, albatross]""",
    fix="""\
question: Which bird lays the largest egg?
answer: The ostrich
distractors: [The penguin, The stork, The albatross]""",
    find=find,
)
