"""Words, sentences and names in a text, for rules on wording."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
"""A word, with its apostrophes, inner hyphens and points."""

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
_SHOUTED = re.compile(r"(?:[^a-z]*[A-Z]{2}[^a-z]*)")
_SENTENCE_END = re.compile(r"(?<=[.?!:])[\"”’)]?\s+(?=[\"“‘(]?[A-Z0-9_\[])|\n+")
_ABBREVIATION_SIZE = 12
"""More characters than `_ABBREVIATION` matches."""
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:[A-Z]|Dr|Mr|Mrs|Ms|St|Prof|Jr|Sr|vs|No|Fig|e\.g|i\.e|U\.S|ca?|approx)\.$")


def lint_text(text: str) -> str:
    """Return a text in a form for comparing: NFKC, with spaces and apostrophes folded."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("’", "'")
    folded = " ".join(text.split())
    return text if folded == text else folded  # which most are, and is in memory already


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
        for ending in _ENDINGS:
            shortest = _SHORTEST_STEM + (ending not in _INFLECTIONS)
            if word.endswith(ending) and len(word) - len(ending) >= shortest and not word.endswith("ss"):
                word = word[: -len(ending)]
                break
        else:
            break
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word


@lru_cache(maxsize=20_000)
def content_stems(text: str) -> frozenset[str]:
    """Return the stems of an English text's content words: those with four letters or more, or a digit."""
    return frozenset(
        stem_of(word)
        for whole in words(text)
        for word in whole.split("-")
        if (len(word) > 3 or any(map(str.isdigit, word))) and word not in STOP_WORDS and word not in TRADE_WORDS
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


def lead_in(stem: str) -> str:
    """Return the sentence that asks: the last with a question mark or colon at its end, else the last."""
    parts = sentences(stem)
    asking = [part for part in parts if part.rstrip('"”’) ').endswith(("?", ":"))]
    return (asking or parts or [""])[-1]


def without_names(text: str) -> str:
    """Return a text without quotations, and without names and titles of several words."""
    text = _QUOTED.sub(" … ", text)
    return _NAME.sub(lambda match: match.group() if _SHOUTED.fullmatch(match.group()) else _first(match), text)


def _first(match: re.Match[str]) -> str:
    """Return what to keep of a name: only an article or the like that starts the text."""
    first, _, rest = match.group().partition(" ")
    starts = match.start() == 0 and first.casefold() in STOP_WORDS and len(WORD.findall(rest)) == 1
    return f"{first} … " if starts else " … "


def is_title(text: str) -> bool:
    """Return whether a text is a name or a title: two words or more, all capitalised but those such as "of"."""
    found = [word for word in WORD.findall(text) if word not in _SMALL and not word[0].isdigit()]
    return len(found) > 1 and all(word[0].isupper() for word in found)
