from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.words import WORD

_EMPTY = re.compile(
    r"(?:(?:which|what)(?: one)?(?: of (?:the|these|those))?(?: following| below)?(?: (?:statements?|options?|answers?"
    r"|sentences?|claims?|assertions?|propositions?))?(?: (?:below|here|given))?(?: (?:is|are))(?: the)?"
    r"|(?:select|choose|pick|mark|find|identify)(?: the)?(?: one)?)"
    r"(?: (?:most|best|not|always|not always))?"
    r"(?: (?:correct|true|false|right|wrong|incorrect|accurate|untrue|best|appropriate))"
    r"(?: (?:one|answer|option|statement|choice|alternative|sentence))?s?"
)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|which|where|when|why|how|is|are|was|were|am|be|do|does|did|has|have|had|can|could|will"
    r"|would|should|may|might|must|let|if|this|these|following)\b|[?_+=×÷√^∫]|\d\s*[-*/<>]|['’](?:s|re|d|ll)\b|\\|\.\.\.|…"
)
_COMMAND = re.compile(
    r"(?:name|solve|find|select|choose|complete|give|identify|calculate|compute|evaluate|simplify|translate|convert"
    r"|define|match|order|arrange|put|pick|spell|finish|factor|round|add|subtract|multiply|divide|express|write|read"
    r"|determine|expand|list|describe|explain|compare|sort|estimate|mark|how|guess|state|recall|fill|to)\b"
)
_VERB = re.compile(r"[a-z]{3,}(?:ed|es|[^s\W\d]s)")
_MIN_CONTENT = 4


def find(item: LintItem, threshold: float) -> Iterator[Flaw]:
    if not item.is_choice:
        return
    text = item.stem.casefold().strip(" .?!:")
    if _EMPTY.fullmatch(text):
        yield Flaw(f"'{item.stem}' asks nothing until the options are read; name the subject")
        return
    if len(item.stem_content) >= threshold or _COMMAND.match(text):
        return
    found = [word for word in WORD.findall(item.stem) if len(word) > 1]
    if not found:
        return
    dangling = re.search(r"\b(?:is|are|was|were|the|a|an)\s*[:.…]*$", text) and len(item.stem_content) < 2
    has_verb = any(_VERB.fullmatch(word) for word in found[1:])
    if dangling or not (_ASKS.search(item.stem.casefold()) or has_verb or not item.stem.isascii()):
        yield Flaw(f"'{item.stem}' is not a question yet; ask one that can be answered with the options covered")


RULE = Rule(
    code="unfocused-stem",
    title="the stem is not a question without the options",
    why="The reader has to compare the options with each other instead of recalling what they know, and the subject is "
    "never named. A good stem can be answered with the options covered.",
    bad="""\
question: 'Mercury:'
answer: is the planet closest to the Sun
distractors: [has rings, has two moons, is the largest planet]""",
    fix="""\
question: Which planet is closest to the Sun?
answer: Mercury
distractors: [Venus, Mars, Saturn]""",
    find=find,
    threshold=_MIN_CONTENT,
    measures="the minimum content words of a stem without a verb or question word",
)
