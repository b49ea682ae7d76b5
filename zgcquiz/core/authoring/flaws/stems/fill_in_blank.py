from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule

_CODE = re.compile(r"`[^`]*`|__[A-Za-z0-9]+__|[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+")
_BLANK = re.compile(
    r"_{2,}|(?<![\w/])_(?=[\s.,;:?!)-])|[\[(]\s*(?:blank|\.{2,}|…|_+)\s*[\])]|\.{4,}|…{2,}|-{4,}|\s\.{3}\s(?=[a-z])"
    r"|（\s*）|\(\s{2,}\)"
)
_REST = re.compile(
    r"\W*+(?:[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{1,3}|[\u3400-\u9fff]{1,2}|percent|degrees?|years?|months?|days?|hours?|minutes?|seconds?|met(?:er|re)s)?\W*"
)
"""What may follow a blank at the end: punctuation, a unit."""
_SIGNS = ("_", "…", "[", "(", "（", "...", "----")
"""Every blank has one of these."""
_SHOWN = 40
"""The most characters that the message shows of what follows a blank."""


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    if not (item.is_choice or item.is_statement) or not any(map(item.item.stem.__contains__, _SIGNS)):
        return
    text = _CODE.sub(lambda match: " " * len(match.group()), item.item.stem)
    blanks = list(_BLANK.finditer(text))
    if blanks and not _REST.fullmatch(text[blanks[-1].end() :]):
        after = " ".join(text[blanks[-1].end() :].split()[:3])[:_SHOWN]
        yield Flaw(
            f"the blank is before '{after}', so the text has to be read twice; ask a question, or end with the blank"
        )
    elif len(blanks) > 1:
        yield Flaw(f"it has {len(blanks)} blanks; ask for one thing, or end with one blank")


RULE = Rule(
    code="fill-in-blank",
    title="a blank in the middle of the question",
    why="The reader has to keep the gap in mind to the end of the sentence, then go back and try each option in it. A "
    "question, or a sentence that the option completes, asks the same thing without that effort.",
    bad="""\
question: The ____ pumps blood through the body.
answer: heart
distractors: [liver, spleen, lung]""",
    fix="""\
question: Which organ pumps blood through the body?
answer: The heart
distractors: [The liver, The spleen, The lung]""",
    find=find,
    english=False,
)
