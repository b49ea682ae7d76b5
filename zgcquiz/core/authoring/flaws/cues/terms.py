"""Rules on terms in options that are too absolute or too vague."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.words import is_title


def terms_in(item: LintItem, terms: re.Pattern[str], idioms: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield each option's position and the term that it uses.

    Not counted: an option that consists of the term only (it is mentioned, not used), names and quotations, idioms,
    and a term that all options use.
    """
    found: list[tuple[int, str]] = []
    for part in item.parts:
        if not terms.search(part.text.casefold()) or part.word_count < 2 or is_title(part.text):
            continue
        match = terms.search(idioms.sub(" … ", part.plain.casefold()))
        if match:
            found.append((part.at, match.group()))
    if len(found) < len(item.parts) or len({word for _, word in found}) > 1:
        yield from found


_ABSOLUTE = re.compile(
    r"\b(?:always|never|every|all|none|only|completely|totally|absolutely|definitely|impossible|invariably|entirely"
    r"|guarantee[sd]?|no[ -]one|nobody|nothing|everything|everyone|everybody|everywhere|everyday|exclusively|solely"
    r"|forever|endless(?:ly)?|without exception)\b"
)
_FEW = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
_ABSOLUTE_IDIOMS = re.compile(
    r"\b(?:all[- ](?:purpose|round|star|night|year|day|time|right|in one|but|over|in all)|(?:on|by|of) all fours"
    rf"|(?:after|above|at|in|for|of|once and for|first of) all|all {_FEW}|every (?:other|now|so|{_FEW})|only {_FEW}"
    r"|all of the left|all of the right|only child(?:ren)?|must[- ]have|for nothing|next to nothing|nothing but"
    r"|(?:not|almost|nearly|hardly|virtually) (?:all|every|always|only|everyone|everything|entirely|completely))\b"
)


def find_absolute(item: LintItem, _: float) -> Iterator[Flaw]:
    for at, word in terms_in(item, _ABSOLUTE, _ABSOLUTE_IDIOMS):
        text = item.item.options[at].text
        yield Flaw(f"'{word}' in '{text}' allows no exceptions, as few true claims do; make a more specific claim", at)


ABSOLUTE_TERM = Rule(
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
    find=find_absolute,
)


_VAGUE = re.compile(
    r"\b(?:often|sometimes|usually|rarely|seldom|occasionally|frequently|generally|regularly|somewhat|mostly"
    r"|more or less|normally|typically|commonly|probably|perhaps|tends? to|sort of|kind of)\b"
)
_VAGUE_IDIOMS = re.compile(
    r"\b(?:(?:an?|the|this|that|what|which|one|any|same|new|of) (?:sort|kind) of"
    r"|(?:usually|generally|normally|typically) (?:within|under|over|less than|more than|about|at|from) \d+\S*)"
)


def find_vague(item: LintItem, _: float) -> Iterator[Flaw]:
    for at, word in terms_in(item, _VAGUE, _VAGUE_IDIOMS):
        text = item.item.options[at].text
        yield Flaw(f"'{word}' in '{text}' means different things to different readers; be specific", at)


VAGUE_TERM = Rule(
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
    find=find_vague,
)
