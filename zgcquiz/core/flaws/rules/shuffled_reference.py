"""shuffled-reference: an option or an explanation counts on an order that is left to chance."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.flaws.anatomy import Anatomy
from zgcquiz.core.flaws.meta import Meta
from zgcquiz.core.flaws.rule import Flaw, Rule
from zgcquiz.core.flaws.words import fold

_ABOVE = re.compile(r"\b(?:above|aforementioned|foregoing|preceding)\b")
_BELOW = re.compile(r"\b(?:below|the following)\b")
_PLACE = re.compile(r"\bthe (?:first|second|third|last|previous|next) (?:two |three )?(?:options?|answers?|choices?)\b")
_LETTER = re.compile(r"\b(?:[Oo]ption|[Aa]nswer|[Cc]hoice)s? (?:\(?[A-E]\)?)(?![\w'’])")


def find(item: Anatomy, _: float) -> Iterator[Flaw]:
    if not item.is_shuffled:
        return
    for at, option in enumerate(item.item.options):
        meta = item.meta[at]
        if meta is None and "he " not in option.text:
            continue
        text = fold(option.text).casefold()
        said = _PLACE.search(text)
        if said is None and meta in (Meta.NONE, Meta.ALL):
            said = _BELOW.search(text) or (None if option.pinned else _ABOVE.search(text))
        if said is not None:
            yield Flaw(_says(option.text, said.group()), at)
        elif _names_options(item, at):
            yield Flaw(_says(option.text, "its letters"), at)
    said = _LETTER.search(item.item.explanation)
    if said is not None:
        yield Flaw(_says("the explanation", said.group(), quote=False))


def _names_options(item: Anatomy, at: int) -> bool:
    """It names other options by letter, rather than statements in the stem by number."""
    if item.meta[at] not in (Meta.SOME, Meta.ALL):
        return False
    text = item.item.options[at].text
    return bool(re.search(r"(?<![\w'’])\(?[A-Ha-h]\)?(?: ?[,&/]| and| or| only|$)", text)) and not re.search(
        r"(?<!\w)\(?[A-Da-d][).]", item.stem
    )


def _says(what: str, cause: str, *, quote: bool = True) -> str:
    named = f"'{what}'" if quote else what
    return (
        f"{named} counts on the order of the options ({cause}), but they are shuffled; fix the order with 'options' "
        "(or 'pin: last' for an 'above'), or say it without the order"
    )


RULE = Rule(
    code="shuffled-reference",
    title="an option counts on an order that is left to chance",
    why="Options are shuffled, so 'above' may stand on top and 'A and B' names others each time: what is marked as "
    "right is wrong on the screen. With 'options' (and nothing pinned) they stay as written; "
    "'pin: last' keeps one last.",
    bad="""\
question: Which of these are primes?
answer: Both A and B
distractors: ['Two', 'Three', 'Four']""",
    mend="""\
question: Which of these are primes?
answers: ['Two', 'Three']
distractors: ['Four', 'Six', 'Eight']""",
    find=find,
    error=True,
)
