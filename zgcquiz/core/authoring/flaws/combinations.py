"""Options that combine others, or judge statements of the stem, in their own words instead of by a letter or number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zgcquiz.core.packs.meta_options import Meta, may_name_others, names_others

_JOIN = re.compile(r",? (?:and|or|nor|&) |, ")
_CONJUNCTION = re.compile(r" (?:and|or|nor|&) ")
_VERB = re.compile(r" (?:is|are|was|were) ")
_FIRST = re.compile(r"(?:both|either|neither|only) ")
_LAST = re.compile(r" (?:only|together|alike)$")
_LONGEST = 120
"""The most characters of a combination."""
_ARTICLE = re.compile(r"(?:a|an|the)\s+")
_VERDICT = r"(?:is|are|was|were)\s+(?:not\s+)?(?:both\s+)?(?:true|false|correct|incorrect|right|wrong|valid|invalid)"
_STATED = re.compile(r"\b(?:assertion|reason|statement|claim|premise|conclusion)s?\b", re.IGNORECASE)
_JUDGES = re.compile(
    r"(?:both|neither|only|the|all|none)?\s*(?:of\s+)?(?:the\s+)?(?:first|second|third|one|two|other)?\s*"
    rf"(?:assertion|reason|statement|claim|premise|conclusion)s?\b.{{0,20}}?\b{_VERDICT}.*"
    rf"|(?:both|neither)\b.{{0,30}}?\b{_VERDICT}.*"
)
_LISTED = re.compile(
    r"\b(?:statements?|following|claims?|assertions?|conclusions?|reasons?|true|correct)\b", re.IGNORECASE
)
_WORDED = re.compile(rf"\b(?:only|both|neither|{_VERDICT})\b", re.IGNORECASE)
_TWO = 2


def combinations_in(
    stem: str, texts: Sequence[str], whole: str, metas: Sequence[Meta | None]
) -> tuple[Meta | None, ...]:
    """Return what the options of a question in English mean: `metas`, or more where options combine others by words.

    stem, texts: in the form of `lint_text`; whole: the texts joined, in lower case; metas: what each option means as
    far as letters and numbers tell.
    """
    found = list(metas)
    if _CONJUNCTION.search(whole):
        _find_joined(texts, found)
    if _VERB.search(whole) and _STATED.search(stem):
        _find_judging(texts, found)
    left = [at for at, meta in enumerate(found) if meta is None]
    if (
        len(left) >= _TWO
        and may_name_others(texts[left[0]])
        and all(names_others(texts[at]) for at in left)
        and _are_statements(stem, texts, left)
    ):
        for at in left:
            found[at] = Meta.SOME
    return tuple(found)


def _find_joined(texts: Sequence[str], found: list[Meta | None]) -> None:
    """Fill in the options that join others by their words: "both cork and ice" beside "cork" and "ice"."""
    if not any(len(text) <= _LONGEST and _CONJUNCTION.search(text) for text in texts):
        return
    plain = {_bare(text) for text, meta in zip(texts, found, strict=True) if meta is None}
    joined = {at: _named(text, plain) for at, text in enumerate(texts) if found[at] is None}
    alone = plain - {_bare(texts[at]) for at, named in joined.items() if named}
    for at, named in joined.items():
        if named:
            whole = named == alone
            denies = texts[at].casefold().startswith("neither ")
            found[at] = Meta.NONE if whole and denies else Meta.ALL if whole and len(named) > _TWO else Meta.SOME


def _find_judging(texts: Sequence[str], found: list[Meta | None]) -> None:
    """Fill in the options that judge statements: "the assertion is true, the reason is false"."""
    judging = [at for at, text in enumerate(texts) if found[at] is None and _JUDGES.fullmatch(text.casefold())]
    if len(judging) >= _TWO:
        for at in judging:
            found[at] = Meta.SOME


def _are_statements(stem: str, texts: Sequence[str], left: Sequence[int]) -> bool:
    """Tell whether options with labels only ("II and III") name statements, although the stem doesn't list them."""
    if any(_WORDED.search(texts[at]) for at in left):
        return True
    return all(texts[at].casefold().lstrip("([")[:1] in ("i", "v") for at in left) and bool(_LISTED.search(stem))


def _named(text: str, plain: set[str]) -> set[str]:
    """Return the options that one such as "both cork and ice" combines, if all its parts are options; else none."""
    folded = text.casefold().strip(" .")
    if len(folded) > _LONGEST or not _CONJUNCTION.search(folded):
        return set()
    first = _FIRST.match(folded)
    named = {_bare(part) for part in _JOIN.split(_LAST.sub("", folded[first.end() if first else 0 :]))}
    return named if len(named) >= _TWO and named <= plain else set()


def _bare(text: str) -> str:
    return _ARTICLE.sub("", text.casefold().strip(" .")).strip()
