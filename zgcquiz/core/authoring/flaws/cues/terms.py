"""Rules on terms in options that are too absolute or too vague."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem, LintOption
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.words import without_names
from zgcquiz.core.value import Value

_MOST_WORDS = 20
"""A longer text tells a story or describes a procedure, in which a term is a detail."""


class FoundTerm(Value, frozen=True):
    """A term in a claim. word: the term; text: the claim; part: the option that makes it, None for the stem."""

    word: str
    text: str
    part: LintOption | None = None


def terms_in(item: LintItem, terms: re.Pattern[str], idioms: re.Pattern[str]) -> Iterator[FoundTerm]:
    """Yield the terms that options use, or that a statement to be judged uses.

    Not counted: an option that consists of the term only (it is mentioned, not used), one that is long, names and
    quotations, idioms, words that repeat the question's ("No, not all swans" after "Are all swans white?"), and a term
    that all options use.
    """
    if item.is_statement:
        match = terms.search(item.claim.casefold()) and _search(without_names(item.claim), terms, idioms)
        if match and item.claim.count(" ") < _MOST_WORDS:
            yield FoundTerm(match.group(), item.claim)
        return
    if not terms.search(item.folded_texts):
        return
    found: list[FoundTerm] = []
    asked = item.stem.casefold()
    for part in item.parts:
        if not terms.search(part.text.casefold()) or not 1 < part.word_count <= _MOST_WORDS or part.is_title:
            continue
        match = _search(part.plain, terms, idioms)
        if match and not _repeats(match, asked):
            found.append(FoundTerm(match.group(), part.text, part))
    if len(found) < len(item.parts) or len({term.word for term in found}) > 1:
        yield from found


def _search(plain: str, terms: re.Pattern[str], idioms: re.Pattern[str]) -> re.Match[str] | None:
    return terms.search(idioms.sub(" … ", plain.casefold()))


def _repeats(match: re.Match[str], asked: str) -> bool:
    """Tell whether the question has the term with the same word after it."""
    following = _NEXT.match(match.string, match.end())
    return following is not None and f"{match.group()}{following.group()}" in asked


_NEXT = re.compile(r" \w+")
_ABSOLUTE = re.compile(
    r"\b(?:always|never|every|all|none|only|completely|totally|absolutely|definitely|impossible|invariably|entirely"
    r"|wholly|guarantee[sd]?|no[ -]one|nobody|nothing|everything|everyone|everybody|everywhere|everyday|exclusively"
    r"|solely|forever|endless(?:ly)?|without (?:any )?exceptions?|under no circumstances|no matter what)\b"
)
_FEW = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
_SOME = rf"(?:{_FEW}|some|an? (?:few|little|bit|small|third|quarter|fraction)|part|partly|partially|half|once|twice)"
_TIMES = (
    "(?:time|second|minute|hour|morning|evening|night|day|week|month|season|spring|summer|autumn|winter|year|decade"
    "|century)"
)
_PAST = (
    "(?:[a-z]+ed|was|were|had|did|came|went|took|made|got|gave|saw|became|met|won|wrote|left|found|held|paid|sold|built"
    "|knew|said)"
)
_ABSOLUTE_IDIOMS = re.compile(
    r"\b(?:all[- ](?:purpose|round|star|night|year|day|time|right|in one|but|over|in all)|(?:on|by|of) all fours"
    rf"|(?:after|above|at|in|for|of|once and for|first of) all|all {_FEW}|every (?:single )?(?:other|now|so|{_FEW})"
    rf"|every (?:single )?{_TIMES}|only {_SOME}|all of the left|all of the right|only child(?:ren)?|must[- ]have"
    r"|for nothing|next to nothing|nothing (?:but|in particular|special|much|happens?|else)|all (?:the same|along|out)"
    rf"|(?<!is )(?<!are )(?<!be )never {_PAST}|if only"
    r"|(?:not|almost|nearly|hardly|virtually) (?:all|every|always|only|everyone|everything|entirely|completely))\b"
)
"""Among them what says how often ("every year") and what did not happen ("never came"), which are no claims on all."""


def find_absolute(item: LintItem, _: float) -> Iterator[Flaw]:
    for term in terms_in(item, _ABSOLUTE, _ABSOLUTE_IDIOMS):
        if term.part is None:
            yield Flaw(f"'{term.word}' makes learners judge the statement false without knowing; {_SPECIFIC}")
        elif term.part.key:
            message = f"'{term.word}' makes the right option '{term.part.option.text}' look wrong; {_SPECIFIC}"
            yield Flaw(message, term.part.at)
        else:
            yield Flaw(
                f"'{term.word}' in '{term.part.option.text}' allows no exceptions, as few true claims do, so it looks "
                f"wrong; {_SPECIFIC}",
                term.part.at,
            )


_SPECIFIC = "make a more specific claim"


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


_DEGREES = "(?:far|much|considerably|significantly|substantially|slightly|a lot|a (?:little|bit))"
_COMPARATIVES = (
    "(?:more|less|fewer|(?:bigg|bright|cheap|clos|cold|cool|dark|deep|dens|fast|great|hard|heavi|high|hott|larg|lat|light"
    "|long|low|narrow|old|rich|short|slow|small|strong|tall|thick|thinn|warm|weak|wid|young)er|better|worse|earlier)"
)
_FREQUENCIES = "(?:often|regularly|frequently|occasionally)"
_VAGUE = re.compile(
    r"\b(?:often|sometimes|usually|rarely|seldom|occasional(?:ly)?|(?:in)?frequent(?:ly)?|generally|regularly|somewhat"
    r"|mostly|more or less|normally|typically|commonly|probably|perhaps|tends? to|constantly|continually"
    rf"|(?:is|are|was|were|be|just|feels?|looks?) (?:sort|kind) of|{_DEGREES} {_COMPARATIVES}(?! than \d)"
    r"|very (?:little|few|many|much|often|rare(?:ly)?)"
    r"|(?<!.)(?:most|some|certain) [a-z]+[^s\W]s)\b"
)
_VAGUE_IDIOMS = re.compile(
    r"\b(?:(?:usually|generally|normally|typically) (?:within|under|over|less than|more than|about|at|from) \d+\S*"
    rf"|(?:more|less|most|least|as|so|how|too) (?:{_FREQUENCIES}|commonly|frequent)"
    rf"|[a-z]+ing {_FREQUENCIES}|{_FREQUENCIES} [a-z]+ing"
    r"|often(?:times)? (?:called|known as|named|referred to))\b"
)


def find_vague(item: LintItem, _: float) -> Iterator[Flaw]:
    for term in terms_in(item, _VAGUE, _VAGUE_IDIOMS):
        where = f" in '{term.part.option.text}'" if term.part else ""
        at = term.part.at if term.part else None
        yield Flaw(f"'{term.word}'{where} means different things to different readers; be specific", at)


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
