"""Words, sentences and names in a text, for rules on wording."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

from zgcquiz.core.text.han.scripts import HAN_OR_KANA

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
"""A word, with its apostrophes, inner hyphens and points."""

FIRST_SPACELESS = "\u3040"
_SPACELESS = re.compile(f"[{HAN_OR_KANA}]")
_RUNS = re.compile(rf"[{HAN_OR_KANA}]+|[^\W_{HAN_OR_KANA}]+")

STOP_WORDS = frozenset(
    """a about above after again against all also although am among an and any are around as at back be became because
    become becomes been before began begin begins begun being below between both but by came can cannot come could did
    do does doing done down during each either else even ever every few for from get gets give given go goes got had
    happen happened happens has have having he hence her here hers him his how however i if in inside instead into is
    it its itself just kind let like made make makes many may me might mine more most much must my name named near
    neither never no nor not now of off often on once one only onto or other others our ours out outside over own per
    put rather same shall she should since so some something sort still such take takes than that the their theirs them
    then there these they thing things this those through thus to together too toward towards type under until up upon
    us use used uses using very via was way we well went were what when whenever where wherever whether which while who
    whom whose why will with within without would yes yet you your yours""".split()  # noqa: SIM905
)
"""Words without a subject of their own."""

TRADE_WORDS = frozenset(
    """answer answers best choice choices choose correct correctly describe described describes example examples false
    following follows incorrect item listed mean means option options pick question refer referred refers right select
    statement statements term true untrue wrong""".split()  # noqa: SIM905
)
"""Words common in questions of any subject."""

_ENDINGS = (
    *("ations", "ation", "ments", "ment", "nesses", "ness", "ities", "ity", "ingly", "edly", "ians", "ions", "ian"),
    *("ings", "ion", "ing", "ies", "ied", "ors", "ers", "als", "ed", "es", "ly", "or", "er", "al", "an", "s", "y", "e"),
)
_ENDINGS_BY_LETTER = {
    letter: tuple(ending for ending in _ENDINGS if ending[-1] == letter)
    for letter in {ending[-1] for ending in _ENDINGS}
}
_INFLECTIONS = frozenset(("ings", "ing", "ies", "ied", "ed", "es", "s", "y", "e"))
_SHORTEST_STEM = 3
"""The fewest letters of a stem; one more before an ending that is not an inflection."""

_SMALL = frozenset(
    "a an and at but by de for from in la le of on or over the till to up van von vs with".split()  # noqa: SIM905
)
"""Words that titles leave in lower case."""

_MOST = "{0,500}"
"""Repetitions in a quotation whose marks differ: where many are never closed, each is looked for no further."""
_QUOTED = re.compile(
    rf"\"[^\"]*\"|“[^”]{_MOST}”|«[^»]{_MOST}»|`[^`]*`|‘[^’]{_MOST}’(?!\w)|(?<!\w)'(?=\S)[^']*(?<=\S)'(?!\w)"
)
_NAME = re.compile(
    r"(?<![\w'’])[A-Z][\w'’-]*"
    r"(?:,?[ ](?:(?:of|the|and|in|to|a|for|on|at|by|with|&|de|la|le|von|van)[ ]){0,2}[A-Z0-9][\w'’-]*)+"
)
"""Two or more capitalised words: a title or a name."""
_THE = re.compile(r"^(?:the|an?)[ ]")
_SHOUTED = re.compile(r"(?:[^a-z]*[A-Z]{2}[^a-z]*)")
_SENTENCE_END = re.compile(r"(?<=[.?!:])[\"”’)]?\s+(?=[\"“‘(]?[A-Z0-9_\[])|\n+")
_ABBREVIATION_SIZE = 12
"""More characters than `_ABBREVIATION` matches."""
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:[A-Z]|Dr|Mr|Mrs|Ms|St|Prof|Jr|Sr|vs|No|Fig|e\.g|i\.e|U\.S|ca?|approx)\.$")


_FRACTION = re.compile("(?<=[0-9])[¼½¾⅐-⅞]")
"""A fraction in one character after a whole number: NFKC would join them, 9½ to 91/2."""


def has_spaceless(text: str) -> bool:
    """Return whether a text has characters of a script without spaces between words: Han or kana."""
    return not text.isascii() and _SPACELESS.search(text) is not None


def spaceless_parts(text: str, size: int = 1) -> list[str]:
    """Return all runs of `size` Han characters or kana in a text, and the runs of other letters or digits whole."""
    found: list[str] = []
    for run in _RUNS.findall(text):
        if run[0] >= FIRST_SPACELESS and _SPACELESS.match(run):
            found += [run[at : at + size] for at in range(max(1, len(run) - size + 1))]
        else:
            found.append(run)
    return found


def lint_text(text: str) -> str:
    """Return a text in a form for comparing: NFKC, with spaces and apostrophes folded."""
    if text.isascii():
        if text.isprintable() and "  " not in text and text.strip(" ") == text:
            return text  # as most are
    else:
        text = unicodedata.normalize("NFKC", _FRACTION.sub(r" \g<0>", text)).replace("’", "'")
    folded = " ".join(text.split())
    return text if folded == text else folded  # the first is in memory already


def words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return WORD.findall(text.casefold())


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """Return the stem of an English word, the same for inventions, invented and inventor.

    A light stemmer: it removes the longest known ending that leaves enough letters, twice, and makes
    a doubled last consonant single.
    """
    word = word.removesuffix("'s").removesuffix("’s")
    for _ in range(2):
        for ending in _ENDINGS_BY_LETTER.get(word[-1:], ()):
            shortest = _SHORTEST_STEM + (ending not in _INFLECTIONS)
            if word.endswith(ending) and len(word) - len(ending) >= shortest and not word.endswith("ss"):
                word = word[: -len(ending)]
                break
        else:
            break
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word


@lru_cache(maxsize=2_000)
def content_stems(text: str) -> frozenset[str]:
    """Return the stems of an English text's content words: those with four letters or more, or a digit.

    In Chinese and Japanese, which have no spaces, they are the pairs of neighbouring characters, and the numbers.
    """
    return content_of(words(text))


def content_of(found: Iterable[str]) -> frozenset[str]:
    """Return the same of a text's words, in lower case."""
    return frozenset(chain.from_iterable(map(_content_stems_of, found)))


@lru_cache(maxsize=50_000)
def _content_stems_of(whole: str) -> tuple[str, ...]:
    """Return the same of a word in lower case, which has several if it has hyphens."""
    return tuple(
        stem_of.__wrapped__(part)  # what is kept of the whole word is enough
        for word in whole.split("-")
        for part in (spaceless_parts(word, 2) if has_spaceless(word) else (word,))
        if (len(part) > 3 or part[0] >= FIRST_SPACELESS or any(map(str.isdigit, part)))
        and part not in STOP_WORDS
        and part not in TRADE_WORDS
    )


def sentences(text: str) -> list[str]:
    """Split a text into sentences; the point of an abbreviation does not end one."""
    found: list[list[str]] = []
    end = ""  # of the last sentence, which can be made of many parts
    for part in _SENTENCE_END.split(text):
        if found and _ABBREVIATION.search(end):
            found[-1].append(part)
            end = f"{end} {part}"[-_ABBREVIATION_SIZE:]
        elif stripped := part.strip():
            found.append([stripped])
            end = stripped[-_ABBREVIATION_SIZE:]
    return [" ".join(parts) for parts in found]


def lead_in(parts: Sequence[str]) -> str:
    """Return the one of a stem's sentences that asks: the last with a question mark or colon at its end, else the last.

    No sentences: "".
    """
    asking = [part for part in parts if part.rstrip('"”’) ').endswith(("?", ":"))]
    return (asking or parts or [""])[-1]


def without_names(text: str) -> str:
    """Return a text without quotations, and without names and titles of several words."""
    text = _QUOTED.sub(" … ", text)
    return _NAME.sub(lambda match: match.group() if _SHOUTED.fullmatch(match.group()) else _first(match), text)


def _first(match: re.Match[str]) -> str:
    """Return what to keep of a name: only an article or the like that starts the text."""
    first, _, rest = match.group().partition(" ")
    opens = first.casefold() in STOP_WORDS or first.endswith("n't")
    starts = match.start() == 0 and opens and len(WORD.findall(_THE.sub("", rest))) == 1
    return f"{first} … " if starts else " … "


def is_title(text: str) -> bool:
    """Return whether a text is a name or a title: two words or more, all capitalised but those such as "of"."""
    first = WORD.match(text)
    if first and first.group()[0].islower() and first.group() not in _SMALL:
        return False
    found = [word for word in WORD.findall(text) if word not in _SMALL and not word[0].isdigit()]
    return len(found) > 1 and all(word[0].isupper() for word in found)
