"""Rules on negatives in the lead-in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.words import without_names
from zgcquiz.core.value import Value

_NEGATIVE = re.compile(
    r"\b(?:not|except(?:ing)?|cannot|never|least|neither|excluding|[a-z]+n't|but(?=[ ]?[:_.…?]*$)"
    r"|incorrectly|false|untrue|wrong(?! with\b)|incorrect)\b",
    re.IGNORECASE,
)
_TRUTH = ("false", "untrue", "wrong", "incorrect")
_ASKS_TRUTH = re.compile(r"\b(?:is|are|was|were|be|an?|as|not) $", re.IGNORECASE)
_OF_TRUTH = re.compile(r" (?:statements?|options?|answers?|about|of|for|regarding|concerning|one)\b", re.IGNORECASE)
"""What precedes or follows one of _TRUTH if the question asks for something that is not true."""
_IDIOMS = re.compile(
    r"\b(?:not (?:counting|including|necessarily|to mention)|at least"
    r"|last but not least|not only|true or false|or false|false or|right or wrong|least common multiple"
    r"|least squares|(?:whether|if) or not|or not|not yet|why not|not until|if not for)\b",
    re.IGNORECASE,
)
_OPERATOR = re.compile(
    r"\b(?:operators?|gates?|keywords?|circuits?|operations?) NOT\b|\bNOT (?:operator|gate|circuit)s?\b"
)
_JUDGED = re.compile(
    r" (?:likely|probabl[ey]|plausibl[ey]|apt|appropriate(?:ly)?|suitabl[ey]|accurate(?:ly)?|correct(?:ly)?|true|valid"
    r"|consistent|compatible|associated|related|relevant|characteristic|typical|representative|important|useful|helpful"
    r"|effective(?:ly)?|desirable|justified|expected|supported|similar|responsible)\b",
    re.IGNORECASE,
)
"""What follows "least" if the exception is asked for; else it asks for the smallest amount: "weighs the least"."""
_WHICH = ", which"
_QUESTION = re.compile(r"\b(?:which|what|who|whom|whose|where|when|why|how)\b", re.IGNORECASE)
_CONDITIONAL = re.compile(
    r"(?:if|because|although|though|since|unless|while|whereas|as|after|before|even|despite|given|suppose|assuming"
    r"|when|where|whenever|wherever)\b[^?]*,\s*\S",
    re.IGNORECASE,
)
"""A subordinate clause before the main one."""
_REASON = re.compile(
    r"\b(?:(?:why|how come)\b(?!.*\b(?:should|must|ought))|how\b"
    r"|what (?:number|percentage|share|fraction|proportion)\b)",
    re.IGNORECASE,
)
"""A question for the reason, the way or the count of something, which may be negative itself."""
SUBORDINATE = re.compile(
    r"\b(?:that|who|whom|whose|where|because|if|when|while|although|though|so|since|unless|but|, which|, and|for which"
    r"|in which|to which|despite|according to|lest|even|know|think|say|believe|ensure|make sure|suggest|show|prove)\b"
    r"[^,?;]*?$",
    re.IGNORECASE,
)
"""A subordinate clause at the end of a text."""
_GAP = re.compile(r"[_…]|\bexcept\b", re.IGNORECASE)
_COMMAND = re.compile(
    r"(?:^\W*(?:all|each|select|choose|identify|name|pick|find|mark|give|state)|(?:^|[,;:…])\W*(?:which|what|who)"
    r"|which (?:of|one|is|are|statements?|options?|answers?))\b",
    re.IGNORECASE,
)
_MARKED = re.compile(r"\*\*[^*]+\*\*|__[^_]+__|(?<!\w)[*_][^*_\s]+[*_](?!\w)")

_DENIES = re.compile(r"\b(?:not|cannot|neither|[a-z]+n't)\b", re.IGNORECASE)
"""A negative in a statement to be judged."""
NEGATED = re.compile(r"\b(?:not|never|no(?! \d)|none|neither|nor|cannot|[a-z]+n't)\b", re.IGNORECASE)
"""A negative in an option."""


class Negative(Value, frozen=True):
    """A negative word of a lead-in. emphasised: in capitals or marked up."""

    word: str
    emphasised: bool


@lru_cache(maxsize=1)
def negatives(item: LintItem) -> tuple[Negative, ...]:
    """Return the negatives in the main clause of a choice's lead-in, or of a statement to be judged.

    The last item's are kept, because three rules ask for them in turn.
    """
    return tuple(_negatives(item))


def _negatives(item: LintItem) -> Iterator[Negative]:
    if item.is_statement:
        if _DENIES.search(item.claim):
            text, marked = _without_idioms(without_names(item.claim))
            yield from (
                Negative(word.group(), _in_capitals(word.group()) or word.group().casefold() in marked)
                for word in _DENIES.finditer(text)
                if not _is_subordinate(text, text[: word.start()])
            )
    elif item.is_choice and _NEGATIVE.search(item.lead_in):
        text, marked = _without_idioms(item.lead_in_plain)
        if _GAP.search(item.lead_in) or _is_asking(text):
            yield from _asked(text, marked)


def _is_asking(text: str) -> bool:
    """Tell whether a lead-in asks: a question, a command, or the beginning of a sentence."""
    return text.rstrip()[-1:] not in (".", "!") or _COMMAND.search(text) is not None


def _without_idioms(text: str) -> tuple[str, str]:
    """Return a text with spaces for markup and idioms, and what is marked up in it, in lower case."""
    marked = " ".join(_MARKED.findall(text)).casefold()
    text = _OPERATOR.sub(" … ", text.replace("*", ""))
    for idiom in _IDIOMS.finditer(text):
        if not _in_capitals(idiom.group().split()[-1]):
            text = text.replace(idiom.group(), " " * len(idiom.group()))
    return text, marked


def _asked(text: str, marked: str) -> Iterator[Negative]:
    """Yield the negatives with which a lead-in asks for an exception."""
    for match in _NEGATIVE.finditer(text):
        word, before = match.group(), text[: match.start()]
        low = word.casefold()
        exceptional = low.startswith("except")
        if _is_subordinate(text, before) and not _in_capitals(word) and not exceptional:
            continue
        if not _in_capitals(word) and (
            (low == "least" and not _JUDGED.match(text[match.end() :]))
            or (_is_reason(text, before) and not exceptional)
        ):
            continue
        if low in _TRUTH and not (_ASKS_TRUTH.search(before) or _OF_TRUTH.match(text[match.end() :])):
            continue
        yield Negative(word, _in_capitals(word) or low in marked)


def _is_subordinate(text: str, before: str) -> bool:
    """Tell whether the word of a text after `before` is in a subordinate clause."""
    clause = SUBORDINATE.search(before)
    if clause and clause.group().startswith(_WHICH) and text.rstrip().endswith("?"):
        start = clause.start() + len(_WHICH)
        if not _QUESTION.search(before[: clause.start()]):  # this is the question: is there a clause in it?
            clause = SUBORDINATE.search(before, start)
    return clause is not None and (bool(before[: clause.start()].strip()) or bool(_CONDITIONAL.match(text)))


def _is_reason(text: str, before: str) -> bool:
    """Tell whether a negative after `before` belongs to a fact whose reason is asked for."""
    asks = _REASON.search(text)
    return asks is not None and asks.end() <= len(before)


def _in_capitals(word: str) -> bool:
    return (len(word) > 2 and word.isupper()) or (len(word) > 3 and word[:-3].isupper() and word.endswith("n't"))


def find_unemphasised(item: LintItem, _: float) -> Iterator[Flaw]:
    found = negatives(item)
    if found and not any(negative.emphasised for negative in found):
        word = found[0].word
        if item.is_statement:
            yield Flaw(f"the statement is negative ('{word}'), so false means that it is so; say what is so")
        else:
            yield Flaw(f"it asks for what is not true ('{word}'), which is easily overlooked; ask for what is true")


NEGATIVE_STEM = Rule(
    code="negative-stem",
    title="the question asks for what is not true, without emphasis",
    why="A learner who overlooks one small word answers the opposite of what was asked, and a right answer only shows "
    "knowledge of what is not true. A negative statement to be judged as true or false has to be reversed before it "
    "can be. If the exception is what matters, put the word in capitals and allow 'negative-emphasised'.",
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
    if emphasised and item.is_statement:
        yield Flaw(f"the statement is negative ('{emphasised[0]}'); say what is so")
    elif emphasised:
        yield Flaw(f"it asks for what is not true ('{emphasised[0]}'); if you can, ask for what is true")


NEGATIVE_EMPHASISED = Rule(
    code="negative-emphasised",
    title="the question asks for what is not true, in capitals",
    why="Nobody overlooks NOT, but the question still tests what is not true, and the other options, which are true, "
    "are what is remembered. If the exception is what learners must know, allow it and say why.",
    bad="""\
question: Which of these is NOT a mammal?
answer: Penguin
distractors: [Whale, Bat, Seal]""",
    fix="""\
question: Which of these is a bird?
answer: Penguin
distractors: [Whale, Bat, Seal]""",
    find=find_emphasised,
)


def find_double(item: LintItem, _: float) -> Iterator[Flaw]:
    found = negatives(item)
    if not found:
        return
    word = found[0].word
    if item.is_statement:
        denials = _DENIES.findall(_without_idioms(without_names(item.claim))[0])
        if len(denials) > 1:
            yield Flaw(f"the statement has two negatives, '{denials[0]}' and '{denials[1]}'; say what is so")
        return
    if len(found) > 1:
        yield Flaw(f"it has two negatives, '{word}' and '{found[1].word}'; ask for what is true")
    for part in item.parts:
        denied = NEGATED.search(part.plain)
        if denied and SUBORDINATE.search(part.plain[: denied.start()]):
            continue
        if denied and part.word_count > 1 and not part.is_title:
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
