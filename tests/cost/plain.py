"""The plain versions of functions that were rewritten for speed: what they must return."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from random import Random

from zgcquiz.core.authoring import source_text
from zgcquiz.core.authoring.drafting.figures import DISTRACTORS
from zgcquiz.core.authoring.source_text import Sentence, SourceText, normalize
from zgcquiz.core.packs import pack_diff
from zgcquiz.core.packs.pack import Citation, Item
from zgcquiz.core.text import words


def sentences(text: str) -> list[str]:
    found: list[str] = []
    for part in words._SENTENCE_END.split(text):
        if found and words._ABBREVIATION.search(found[-1]):
            found[-1] += " " + part
        elif part.strip():
            found.append(part.strip())
    return found


def split_sentences(text: str) -> Iterator[str]:
    start = 0
    for match in source_text._SENTENCE_END.finditer(text):
        sentence = text[start : match.end()].strip()
        before, after = text[start : match.start()], text[match.end() :]
        if sentence and not source_text._goes_on(before, after):
            yield sentence
            start = match.end()
    if text[start:].strip():
        yield text[start:].strip()


def heading(line: str) -> str | None:
    marked = re.fullmatch(r"#{1,6}\s+(.*?)\s*#*", line)
    return marked[1] if marked else None


def mentions(text: str, phrase: str) -> bool:
    at = text.find(phrase) if phrase else -1
    while at >= 0:
        end = at + len(phrase)
        if not (text[at - 1 : at].isalnum() and phrase[0].isalnum()) and not (
            text[end : end + 1].isalnum() and phrase[-1].isalnum()
        ):
            return True
        at = text.find(phrase, at + 1)
    return False


def others(text: str, pool: Iterable[str], sentence: str, rng: Random) -> list[str]:
    found = [other for other in dict.fromkeys(pool) if other.casefold() not in sentence.casefold()]
    length = len(text.split())
    near = sorted(found, key=lambda other: abs(len(other.split()) - length))[: 2 * DISTRACTORS]
    return rng.sample(near, min(DISTRACTORS, len(near)))


def unique_ids(texts: Iterable[str]) -> list[str]:
    ids: list[str] = []
    for text in texts:
        base = "-".join(re.findall(r"\w+", text.lower()))[:40].strip("-") or "fact"
        id, number = base, 1
        while id in ids:
            number += 1
            id = f"{base}-{number}"
        ids.append(id)
    return ids


def unneeded(background: Sequence[str], asked: Iterable[str]) -> list[str]:
    needed = frozenset(asked)
    for _round in background:
        needed = needed.union(*(words.content_stems(part) for part in background if words.content_stems(part) & needed))
    return [part for part in background if not words.content_stems(part) & needed]


def section(source: SourceText, name: str) -> str | None:
    if not name:
        return source.sections[0] if source.sections else None
    return next((title for title in source.sections if normalize(title) == normalize(name)), None)


def cited(source: SourceText, citation: Citation) -> tuple[Sentence, ...]:
    if not citation.section and not citation.paragraph:
        return source.sentences
    title = section(source, citation.section)
    return tuple(
        sentence
        for sentence in source.sentences
        if sentence.section == title and citation.paragraph in (0, sentence.paragraph)
    )


def about(item: Item, passage: Sequence[Sentence], quote: str) -> Sequence[Sentence]:
    """The sentences that an item is about."""
    from zgcquiz.core.authoring.citations import _words

    if quote:
        quote = normalize(quote)
        texts = [normalize(sentence.text) for sentence in passage]
        quoted = [sentence for sentence, text in zip(passage, texts, strict=True) if text in quote or quote in text]
        return quoted or passage[:1]
    if len(passage) < 2:
        return passage
    asked = _words(" ".join([item.stem, *(key.text for key in item.keys), item.explanation]))
    shared = [len(asked & _words(sentence.text)) for sentence in passage]
    most = max(shared)
    return [sentence for sentence, count in zip(passage, shared, strict=True) if most and count == most]


def likely_renames(gone: list[Item], fresh: list[Item]) -> dict[str, str]:
    alike = sorted(
        (
            (likeness, new.id, old.id)
            for new in fresh[: pack_diff._COMPARED]
            for old in gone[: pack_diff._COMPARED]
            if (likeness := _likeness(old, new)) >= pack_diff.LIKELY
        ),
        key=lambda found: (-found[0], found[1], found[2]),
    )
    likely: dict[str, str] = {}
    for _, new_id, old_id in alike:
        if new_id not in likely and old_id not in likely.values():
            likely[new_id] = old_id
    return likely


def _likeness(old: Item, new: Item) -> float:
    matcher = SequenceMatcher(None, old.stem[: pack_diff._COMPARED], new.stem[: pack_diff._COMPARED])
    if matcher.quick_ratio() < 0.5:
        return 0.0
    return (matcher.ratio() + (pack_diff._keys(old) == pack_diff._keys(new))) / 2
