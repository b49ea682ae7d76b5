"""absolute-term: an option makes a claim without exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.cues.wording import terms_in
from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule

_TERMS = re.compile(
    r"\b(?:always|never|every|all|none|only|completely|totally|absolutely|definitely|impossible|invariably|entirely"
    r"|guarantee[sd]?|no[ -]one|nobody|nothing|everything|everyone|everybody|everywhere|everyday|exclusively|solely"
    r"|forever|endless(?:ly)?|without exception)\b"
)
_FEW = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
_IDIOMS = re.compile(
    r"\b(?:all[- ](?:purpose|round|star|night|year|day|time|right|in one|but|over|in all)|(?:on|by|of) all fours"
    rf"|(?:after|above|at|in|for|of|once and for|first of) all|all {_FEW}|every (?:other|now|so|{_FEW})|only {_FEW}"
    r"|all of the left|all of the right|only child(?:ren)?|must[- ]have|for nothing|next to nothing|nothing but"
    r"|(?:not|almost|nearly|hardly|virtually) (?:all|every|always|only|everyone|everything|entirely|completely))\b"
)


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    for at, word in terms_in(item, _TERMS, _IDIOMS):
        text = item.item.options[at].text
        yield Flaw(f"'{word}' in '{text}' allows no exceptions, as few true claims do; make a more specific claim", at)


RULE = Rule(
    code="absolute-term",
    title="an option makes a claim without exceptions",
    why="Few things are always true, and test-wise learners rule out options with 'always', 'never' or 'all'. Names, "
    "counted things ('all three') and fixed phrases are not reported.",
    bad="""\
question: What do vaccines do?
answer: They train the immune system
distractors: [They always prevent infection, They kill bacteria, They lower the temperature]""",
    fix="""\
question: What do vaccines do?
answer: They train the immune system
distractors: [They seal the airways, They kill bacteria, They lower the temperature]""",
    find=find,
)
