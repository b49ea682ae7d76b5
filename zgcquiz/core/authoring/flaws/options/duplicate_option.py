from __future__ import annotations

import math
import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem, LintOption
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.numbers import read_number
from zgcquiz.core.text.words import lint_text


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    seen: dict[object, LintOption] = {}
    for part in item.parts:
        first = seen.setdefault(_meaning(part, item.language), part)
        if first is not part:
            one, other = _told_apart(item, part, first)
            yield Flaw(f"'{one}' says the same as '{other}'; replace one of them", part.at)


def _told_apart(item: LintItem, part: LintOption, first: LintOption) -> tuple[str, str]:
    """Return two options that mean the same so that they are told apart: what they say, or how they are written."""
    one, other = item.source.options[part.at].text, item.source.options[first.at].text
    for found in ((part.text, first.text), (lint_text(one), lint_text(other))):
        if found[0] != found[1]:
            return found
    return one.replace("\n", "\\n"), other.replace("\n", "\\n")


_SIGN = re.compile(r"[^\w\s.,:;!?'\"%$€£°–—−-]")
_SCRIPT = re.compile("[\u00b2\u00b3\u00b9\u1d2c-\u1d6a\u2070-\u209c]")
"""Superscripts and subscripts, which other forms of a text lose: x² is not x₂."""
_LETTERS = re.compile(r"(?:[^\W\d_][\W\d_]*){4}")
"""More than three letters."""
_FRACTION = re.compile(r"\D{0,2}([0-9]{1,18}) ?[/\u2044] ?([0-9]{1,18})")
_EXACT = 2**53
"""From here on, different whole numbers may be the same float."""
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")


def _meaning(part: LintOption, language: str) -> object:
    """Return the value by which options are compared: the number, in digits or words, or else the normalised text.

    A text that is nothing but a number is read as the pack's language writes numbers. A fraction that can be reduced
    is a text: 2/4 beside 1/2 may be what is asked.
    Texts of up to three letters keep their case (pH, RR, rr) and all signs except a final full stop, comma or
    semicolon (!= and =, n! and n, :q and q); longer ones keep only signs that aren't punctuation (C++, C#, -5). Texts
    with indented lines, as code has them, are compared by their words and indentation.
    """
    if "\n" in part.option.text and ("\n " in part.option.text or "\n\t" in part.option.text):
        lines = part.option.text.rstrip().split("\n")
        return tuple((line[: len(line) - len(line.lstrip())], *line.split()) for line in lines)
    if not part.option.text.isascii() and (scripts := _SCRIPT.findall(part.option.text)):
        return (part.option.text.strip().casefold(), *scripts)
    if part.may_be_number and not _is_reducible(part.text):
        value = read_number(part.text, language)
        if value is not None and abs(value) < _EXACT:
            return (float(value), float(value), (), False)
    number = part.number
    if number is not None and not _SIGN.search(part.text):
        return (number.low, number.high, tuple(sorted(number.rest)), "%" in part.text)
    if _LETTERS.search(part.text):
        return _HYPHEN.sub(" ", part.text.strip(".,:;!?\"' ")).casefold()
    return _HYPHEN.sub(" ", part.text.strip().rstrip(".,; ") or part.text)


def _is_reducible(text: str) -> bool:
    fraction = _FRACTION.fullmatch(text)
    return fraction is not None and math.gcd(int(fraction[1]), int(fraction[2])) != 1


RULE = Rule(
    code="duplicate-option",
    title="two options say the same thing",
    why="If two options are equal, either both are right or both can be ruled out. Case, spaces, punctuation and the "
    "way a number is written make no difference to the learner. (Identical options are an error.)",
    bad="""\
question: How many metres are there in a kilometre?
answer: '1,000'
options: ['10', '100', '1,000', One thousand]""",
    fix="""\
question: How many metres are there in a kilometre?
answer: '1,000'
options: ['10', '100', '1,000', '10,000']""",
    find=find,
    english=False,
)
