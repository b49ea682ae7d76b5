"""Meta options: those that speak of the other options instead of answering."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from zgcquiz.core.flaws.words import fold

_OTHERS = (
    r"(?:(?:of|the|these|those|them|this|that|other|others|above|below|aforementioned|foregoing|following|preceding"
    r"|options?|answers?|choices?|alternatives?|statements?|responses?|items?|here|given|listed|mentioned|stated"
    r"|provided|two|three|four|five|is|are|all|correct|right|true|apply|applies|possible)\b\s*)*"
)
_NONE = re.compile(rf"(?:none|neither|nor|not any|no)\b\s*(?:one\b\s*)?{_OTHERS}")
_NO_NOUN = re.compile(r"no(?: \w+)? (?:options?|answers?|choices?|alternatives?|statements?)\b.*|none|neither")
_ALL = re.compile(rf"(?:all|both|any|either|each|every one)\b\s*{_OTHERS}")
_QUANTITY = re.compile(
    r"\b(?:how (?:many|much|often|far|long)|(?:what|which) (?:number|amount|share|part|percentage))\b"
)

_LABEL = r"\(?(?:[a-h]|[1-9]|[ivx]{1,4})\)?\.?"
_COMBINATION = re.compile(
    rf"(?:(?:only|both|either|neither|statements?|options?|answers?|choices?|numbers?|nos?\.?) )*"
    rf"({_LABEL}(?:(?:\s*,\s*(?:and |or |& ?)?|\s*(?:&|\+|/)\s*| and | or | nor | but not ){_LABEL})*)"
    r"(?: (?:only|alone|together|both|(?:is|are) (?:both )?(?:correct|right|true)|but not .*))*\.?",
    re.IGNORECASE,
)
_STATEMENT = re.compile(
    r"(?:^|[\s;,:.?!(])(?:\(?([ivx]{1,4}|[1-9])[.):]|(?:statement|scenario|assertion) ([1-9ivx]+)\b)", re.IGNORECASE
)
_VERDICT = "(?:not )?(?:true|false|yes|no|right|wrong|correct|incorrect)"
_VERDICTS = re.compile(rf"{_VERDICT}(?:(?:, | and | / ){_VERDICT})+")


class Meta(Enum):
    """What a meta option says: none of the others, all of them, or some named by letter or number."""

    NONE = "none"
    ALL = "all"
    SOME = "some"


def meta_options(stem: str, texts: Sequence[str]) -> tuple[Meta | None, ...]:
    """What each option says of the others; None for an option that answers by itself."""
    folded = [fold(text).strip(" .;,") for text in texts]
    combined = [_COMBINATION.fullmatch(text) for text in folded]
    plain = sum(match is None for match in combined)
    stated = {(match[1] or match[2]).casefold() for match in _STATEMENT.finditer(stem)}
    bare = not _QUANTITY.search(stem.casefold())
    return tuple(
        _meta(text.casefold(), match, plain, stated, bare) for text, match in zip(folded, combined, strict=True)
    )


def _meta(text: str, combined: re.Match[str] | None, plain: int, stated: set[str], bare_counts: bool) -> Meta | None:
    if combined is not None:
        return _combination(combined, plain, stated)
    if _VERDICTS.fullmatch(text):
        return Meta.SOME
    bare = len(text.split()) == 1
    if bare and not bare_counts:
        return None
    if _NO_NOUN.fullmatch(text) or (_NONE.fullmatch(text) and text not in ("no", "nor", "no one")):
        return Meta.NONE
    if _ALL.fullmatch(text) and text not in ("any", "either", "each"):
        return Meta.ALL
    return None


def _combination(match: re.Match[str], plain: int, stated: set[str]) -> Meta | None:
    """Letters and numbers count where they name options that answer, or statements in the stem."""
    labels = labels_in(match[1])
    if labels and set(labels) <= stated and len(stated) > 1:
        return Meta.ALL if len(labels) > 2 and set(labels) == stated else Meta.SOME
    several = len(labels) > 1 or match.group().casefold() != match[1].casefold()
    places = {chr(ord("a") + at) for at in range(plain)}
    if several and plain > 1 and set(labels) <= places:
        return Meta.ALL if len(labels) > 2 and len(labels) == plain else Meta.SOME
    return None


def labels_in(text: str) -> list[str]:
    """The letters or numbers that a combination names."""
    return [
        label for label in re.findall(r"[a-z]+|\d+", text.casefold()) if label not in ("and", "or", "nor", "but", "not")
    ]
