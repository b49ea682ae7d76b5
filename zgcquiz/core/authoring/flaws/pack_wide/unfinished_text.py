from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import PackFlaw, Rule
from zgcquiz.core.value import Value

_CLOSED = re.compile(r"[.?!…。？！।؟:][\"'”’»)\]*_」』）】》]*\Z")
_CODE = re.compile(r"[`=;{}<>|\\]|\$[^$]*\$")
"""Signs of code and formulas, which may end with anything."""
_LAST_WORD = re.compile(r"([^\W\d_]+)\Z")
_ENGLISH = re.compile(
    r"\b(?:the|there|they|he|she|is|are|was|were|of|it|its|that|this|has|have|which|in|to|a|and|because|with|from)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\b(?:over|above|under|below|exceed(?:s|ed|ing)?|nearly|almost|about|around|roughly|approximately|some|beyond"
    r"|(?:more|less|fewer|greater|larger|higher|lower) than|at (?:least|most)|up to|close to) [$€£¥]?\d{1,3}\Z",
    re.IGNORECASE,
)
"""What is left of `over 12,000` if its comma ended the text."""
_HALF = re.compile(r"[,，、;；(\[{“„«（《「『【]\Z|\s[-–—&+/]\Z")
_FULL_WIDTH = (("（", "）"), ("「", "」"), ("『", "』"), ("《", "》"), ("【", "】"))
_BEFORE_MORE = frozenset(
    """the and or nor than because although though whereas unless its their our your every into between among during
    until per whose""".split()  # noqa: SIM905
)
"""English words that never end a sentence."""
_STRANDED = frozenset("of to in on at by for with from as about over upon toward towards".split())  # noqa: SIM905
"""Words that rarely end a sentence: "what it is made of"."""
_ARTICLE = re.compile(
    r"\b(?:of|in|with|by|for|as|than|to|on|at|from|into|and|or|such|was|has|have|had|becomes?) (?:a|an)\Z"
)
_CAPITAL_OF = re.compile(r"\bthe [a-z]+ of\Z")
_DIGITS = re.compile(r"(?<![\w./-])\d+\Z")

_TAIL = 200
"""Characters at the end of a text that are examined."""
_MIN_TEXTS = 5
"""A pack needs more texts than this to tell whether its texts end with full stops."""
_MIN_CLOSED = 0.9
"""Share of texts with a full stop from which a missing one is suspicious."""


class _Unclosed(Value, frozen=True):
    """A text without a full stop that may break off. option, key: as for `PackFlaw`.

    end: where it breaks off, "" if it doesn't; end_if_closed: the same if the pack's texts end with full stops.
    """

    option: int | None
    key: str
    end: str
    end_if_closed: str


class _TextEnds(Value, frozen=True):
    """What is kept of an item: how many texts it has, how many of them have no full stop, and which may break off."""

    texts: int
    unclosed: int
    open: tuple[_Unclosed, ...] = ()


def see(item: LintItem) -> _TextEnds:
    number = unclosed = 0
    found = []
    for option, key, text in _texts(item):
        number += 1
        if _CLOSED.search(text[-_TAIL:]):
            continue
        unclosed += 1
        if end := _broken_end(text, closes=True):
            found.append(_Unclosed(option, key, _broken_end(text, closes=False), end))
    return _TextEnds(number, unclosed, tuple(found)) if found else _counts(number, unclosed)


_counts = lru_cache(maxsize=256)(_TextEnds)
"""Shared by the many items of which nothing else is kept."""


def find_in_pack(seen: Sequence[_TextEnds], _items: Sequence[LintItem], _: float) -> Iterator[PackFlaw]:
    number = sum(item.texts for item in seen)
    closes = number > _MIN_TEXTS and number - sum(item.unclosed for item in seen) >= _MIN_CLOSED * number
    for at, item in enumerate(seen):
        for each in item.open:
            end = each.end_if_closed if closes else each.end
            if end:
                yield PackFlaw(
                    f"the {each.key} breaks off at '{end}'; complete it (in a list on one line, a text that contains a "
                    "comma needs quotes)",
                    at,
                    option=each.option,
                    key=each.key,
                )


def _texts(item: LintItem) -> Iterator[tuple[int | None, str, str]]:
    """Yield (option, key, text) of the texts that are to end with a full stop."""
    for position, option in enumerate(item.item.options):
        if option.feedback.strip():
            yield position, "feedback", option.feedback.rstrip()
    if item.item.explanation.strip():
        yield None, "explanation", item.item.explanation.rstrip()


def _broken_end(text: str, closes: bool) -> str:
    """Return the last words of a text that breaks off, or "". closes: the pack's texts end with full stops."""
    line = text.rsplit("\n", 1)[-1].strip()[-_TAIL:]
    words = line.split()
    if _CODE.search(line) or "://" in line or (len(words) < 2 and line.isascii()):
        return ""
    breaks_off = (
        bool(_HALF.search(line) or _AMOUNT.search(line))
        or _is_left_open(line)
        or _stops_at_word(line, closes)
        or (closes and bool(_DIGITS.search(line)))
    )
    return " ".join(words[-3:]) if breaks_off else ""


def _stops_at_word(line: str, closes: bool) -> bool:
    last = _LAST_WORD.search(line)
    if last is None or len(_ENGLISH.findall(line)) < 2:
        return False
    if closes and last[1] in _STRANDED:
        return True
    return last[1] in _BEFORE_MORE or bool(_ARTICLE.search(line) or _CAPITAL_OF.search(line))


def _is_left_open(line: str) -> bool:
    """Tell whether a bracket or quotation mark is never closed. It opens after a space, a full-width one anywhere."""
    for opening, closing in (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"), ('"', '"')):
        at = max(line.rfind(" " + opening), 0 if line.startswith(opening) else -1)
        if at >= 0 and closing not in line[at + 2 :] and (opening != closing or line.count(opening) % 2):
            return True
    return any(line.rfind(opening) > line.rfind(closing) for opening, closing in _FULL_WIDTH)


RULE = Rule(
    code="unfinished-text",
    title="a feedback text or an explanation breaks off",
    why="The text ends at a comma, a conjunction, an open bracket or in the middle of a number. Often YAML has cut it: "
    "in {text: x, feedback: over 12,000} the comma ends the feedback.",
    bad="""\
question: How many patent applications were there in 2017?
answer: 74,000
distractors: [{text: '12,000', feedback: The article has over 12}, '43,000']""",
    fix="""\
question: How many patent applications were there in 2017?
answer: 74,000
distractors: [{text: '12,000', feedback: 'The article has over 12,000 branches.'}, '43,000']""",
    find_in_pack=find_in_pack,
    sees=see,
    english=False,
)
