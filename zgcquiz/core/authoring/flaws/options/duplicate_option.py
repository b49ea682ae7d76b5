"""duplicate-option: two options that say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.anatomy import Anatomy, Part
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule


def find(item: Anatomy, _: float) -> Iterator[Flaw]:
    seen: dict[object, Part] = {}
    for part in item.parts:
        first = seen.setdefault(_said(part), part)
        if first is not part:
            yield Flaw(f"'{part.text}' says the same as '{first.text}'; put another answer in its place", part.at)


_SIGN = re.compile(r"[^\w\s.,:;!?'\"%$€£°–—-]")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")


def _said(part: Part) -> object:
    """What two options are the same by: the number in digits or words, else the text.

    Small and capital letters are told apart in texts of up to three letters (pH, RR, rr), and so
    are signs other than those of a sentence (C++, C#, -5); in such short texts all but the point, comma
    or semicolon at their end (!= and =, n! and n, :q and q).
    """
    number = part.number
    if number is not None and not _SIGN.search(part.text):
        return (number.low, number.high, tuple(sorted(number.rest)), "%" in part.text)
    if sum(map(str.isalpha, part.text)) > 3:
        return _HYPHEN.sub(" ", part.text.strip(".,:;!?\"' ")).casefold()
    return _HYPHEN.sub(" ", part.text.strip().rstrip(".,; ") or part.text)


RULE = Rule(
    code="duplicate-option",
    title="two options say the same",
    why="Of two equal options either both are right or both can be ruled out. Case, spaces, punctuation and the way "
    "a number is written make no difference to the learner. (Options that are equal to the letter are an error.)",
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
