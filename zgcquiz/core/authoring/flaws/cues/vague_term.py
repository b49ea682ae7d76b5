"""vague-term: an option says vaguely how often or how much."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.cues.wording import terms_in
from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule

_TERMS = re.compile(
    r"\b(?:often|sometimes|usually|rarely|seldom|occasionally|frequently|generally|regularly|somewhat|mostly"
    r"|more or less|normally|typically|commonly|probably|perhaps|tends? to|sort of|kind of)\b"
)
_IDIOMS = re.compile(
    r"\b(?:(?:an?|the|this|that|what|which|one|any|same|new|of) (?:sort|kind) of"
    r"|(?:usually|generally|normally|typically) (?:within|under|over|less than|more than|about|at|from) \d+\S*)"
)


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    for at, word in terms_in(item, _TERMS, _IDIOMS):
        text = item.item.options[at].text
        yield Flaw(f"'{word}' in '{text}' means different things to different readers; be specific", at)


RULE = Rule(
    code="vague-term",
    title="an option says vaguely how often or how much",
    why="'Often' means 3 times in 10 to one reader and 9 to another, so the option can't be judged. Hedged options are "
    "also correct more often than others, and learners know it.",
    bad="""\
question: When do glaciers calve?
answer: When their front reaches water
distractors: [They sometimes calve at noon, When snow falls on them, When they are young]""",
    fix="""\
question: When do glaciers calve?
answer: When their front reaches water
distractors: [When the sun melts their top, When snow falls on them, When two of them meet]""",
    find=find,
)
