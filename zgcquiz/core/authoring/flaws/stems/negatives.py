"""Rules on negatives in the lead-in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.words import is_title
from zgcquiz.core.value import Value

_NEGATIVE = re.compile(
    r"\b(?:not|except(?:ing)?|cannot|never|least|neither|excluding|[a-z]+n't|(?<=all )but(?=[ ]?[:_.]*$)"
    r"|incorrectly|false|untrue|wrong|incorrect)\b",
    re.IGNORECASE,
)
_TRUTH = ("false", "untrue", "wrong", "incorrect")
_ASKS_TRUTH = re.compile(r"\b(?:is|are|was|were|be|an?|as|not) $", re.IGNORECASE)
_OF_TRUTH = re.compile(r" (?:statements?|options?|answers?|about|of|for|regarding|concerning|one)\b", re.IGNORECASE)
"""What precedes or follows one of _TRUTH if the question asks for something that is not true."""
_IDIOMS = re.compile(
    r"\b(?:not (?:counting|including|necessarily|to mention)|at least"
    r"|last but not least|not only|true or false|or false|false or|right or wrong|least common multiple"
    r"|least squares|(?:whether|if) or not|or not|not yet|why not|not until|if not for|least amount|least number)\b",
    re.IGNORECASE,
)
SUBORDINATE = re.compile(
    r"\b(?:that|who|whom|whose|where|because|if|when|while|although|though|so|since|unless|but|, which|, and|for which"
    r"|in which|to which|despite|according to|lest|even)\b[^,?;]*?$",
    re.IGNORECASE,
)
"""A subordinate clause at the end of a text."""
_ASKS = re.compile(
    r"\b(?:which|what|who|whom|whose|where|when|why|how|all|each|select|choose|identify|name|pick|find|except)\b|[_…]|:$",
    re.IGNORECASE,
)
_MARKED = re.compile(r"\*\*[^*]+\*\*|__[^_]+__|(?<!\w)[*_][^*_\s]+[*_](?!\w)")

NEGATED = re.compile(r"\b(?:not|never|no(?! \d)|none|neither|nor|cannot|[a-z]+n't)\b", re.IGNORECASE)
"""A negative in an option."""


class Negative(Value, frozen=True):
    """A negative word of a lead-in. emphasised: in capitals or marked up."""

    word: str
    emphasised: bool


def negatives(item: LintItem) -> Iterator[Negative]:
    """Yield the negatives in the main clause of the lead-in."""
    if not _NEGATIVE.search(item.lead_in):
        return
    text = item.lead_in_plain
    marked = " ".join(_MARKED.findall(text)).casefold()
    text = text.replace("*", "")
    for idiom in _IDIOMS.finditer(text):
        if not _in_capitals(idiom.group().split()[-1]):
            text = text.replace(idiom.group(), " " * len(idiom.group()))
    if not _ASKS.search(text):
        return
    for match in _NEGATIVE.finditer(text):
        word, before = match.group(), text[: match.start()]
        low = word.casefold()
        clause = SUBORDINATE.search(before)
        starts = clause is not None and not before[: clause.start()].strip()
        exceptional = low.startswith("except")
        if clause is not None and not starts and not _in_capitals(word) and not exceptional:
            continue
        if low in _TRUTH and not (_ASKS_TRUTH.search(before) or _OF_TRUTH.match(text[match.end() :])):
            continue
        yield Negative(word, _in_capitals(word) or low in marked)


def _in_capitals(word: str) -> bool:
    return (len(word) > 2 and word.isupper()) or (len(word) > 3 and word[:-3].isupper() and word.endswith("n't"))


def find_unemphasised(item: LintItem, _: float) -> Iterator[Flaw]:
    found = list(negatives(item))
    if found and item.is_choice and not any(negative.emphasised for negative in found):
        word = found[0].word
        yield Flaw(
            f"it asks for what is not true ('{word}'), which is easily overlooked; ask for what is true, "
            f"or write {word.upper()}"
        )


NEGATIVE_STEM = Rule(
    code="negative-stem",
    title="the question asks for what is not true, without emphasis",
    why="A learner who overlooks one small word answers the opposite of what was asked, and a right answer only shows "
    "knowledge of what is not true. If the exception is what matters, put the word in capitals.",
    bad="""\
question: Which of these is not a mammal?
answer: Penguin
distractors: [Whale, Bat, Seal]""",
    fix="""\
question: Which of these is a bird?
answer: Penguin
distractors: [Whale, Bat, Seal]""",
    find=find_unemphasised,
)


def find_emphasised(item: LintItem, _: float) -> Iterator[Flaw]:
    emphasised = [negative.word for negative in negatives(item) if negative.emphasised]
    if emphasised and item.is_choice:
        yield Flaw(f"it asks for what is not true ('{emphasised[0]}'); if you can, ask for what is true")


NEGATIVE_EMPHASISED = Rule(
    code="negative-emphasised",
    title="the question asks for what is not true, in capitals",
    why="Nobody overlooks NOT, but the question still tests what is not true. This is a hint rather than a flaw, so it "
    "is off unless a pack's 'check' turns it on.",
    bad="""\
question: Which of these is NOT a mammal?
answer: Penguin
distractors: [Whale, Bat, Seal]""",
    fix="""\
question: Which of these is a bird?
answer: Penguin
distractors: [Whale, Bat, Seal]""",
    find=find_emphasised,
    off=True,
)


def find_double(item: LintItem, _: float) -> Iterator[Flaw]:
    found = list(negatives(item))
    if not found or not item.is_choice:
        return
    word = found[0].word
    if len(found) > 1:
        yield Flaw(f"it has two negatives, '{word}' and '{found[1].word}'; ask for what is true")
    for part in item.parts:
        denied = NEGATED.search(part.plain)
        if denied and SUBORDINATE.search(part.plain[: denied.start()]):
            continue
        if denied and part.word_count > 1 and not is_title(part.text):
            yield Flaw(
                f"the question has '{word}', and '{part.text}' has '{denied.group()}'; remove one of them", part.at
            )
            return


DOUBLE_NEGATIVE = Rule(
    code="double-negative",
    title="a negative option answers a negative question",
    why="'Which of these is NOT true: it can't fly' has to be reversed twice before it can be judged. That tests logic "
    "and patience, and capitals don't help.",
    bad="""\
question: Which of these is NOT true of penguins?
answer: They do not swim
distractors: [They have feathers, They lay eggs, They eat fish]""",
    fix="""\
question: What can penguins do?
answer: Swim under water
distractors: [Fly across the sea, Climb trees, Crack nuts]""",
    find=find_double,
)
