from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem, LintOption
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    seen: dict[object, LintOption] = {}
    for part in item.parts:
        first = seen.setdefault(_meaning(part), part)
        if first is not part:
            yield Flaw(f"'{part.text}' says the same as '{first.text}'; replace one of them", part.at)


_SIGN = re.compile(r"[^\w\s.,:;!?'\"%$€£°–—−-]")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")


def _meaning(part: LintOption) -> object:
    """Return the value by which options are compared: the number, in digits or words, or else the normalised text.

    Texts of up to three letters keep their case (pH, RR, rr) and all signs except a final full stop, comma or
    semicolon (!= and =, n! and n, :q and q); longer ones keep only signs that aren't punctuation (C++, C#, -5).
    """
    number = part.number
    if number is not None and not _SIGN.search(part.text):
        return (number.low, number.high, tuple(sorted(number.rest)), "%" in part.text)
    if sum(map(str.isalpha, part.text)) > 3:
        return _HYPHEN.sub(" ", part.text.strip(".,:;!?\"' ")).casefold()
    return _HYPHEN.sub(" ", part.text.strip().rstrip(".,; ") or part.text)


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
