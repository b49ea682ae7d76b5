"""Find the facts that the sentences of a text state."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from zgcquiz.core.authoring.drafting.facts import IN_TIME, NAMES, Fact, FactKind
from zgcquiz.core.authoring.drafting.figures import number_value
from zgcquiz.core.authoring.drafting.languages.rules import LanguageRules, rules_for
from zgcquiz.core.authoring.drafting.names import Name, kinds_of, names_in
from zgcquiz.core.authoring.source_text import Sentence, SourceText, normalize, with_plain_spaces

LONGEST_SENTENCE = 1000
"""The most characters of a sentence that facts are looked for in. Longer ones are tables or lists."""
_SUBJECT_SHARE = 0.2
"""A name in a larger share of the sentences is the subject of the text, and not worth asking for."""
_MIN_MENTIONS = 3
_MIN_NUMBER = 3
"""Smaller numbers are in most sentences, and hardly ever what a sentence is about."""
_MIN_BARE = 20
"""A number without anything counted may be at the end of a clause ("the number of wells is 340") from this value."""
_BESIDE = 30
"""The characters before a number that are looked at."""
_PLAIN_FIGURE = re.compile(r"(?<![\w.,])\d{1,4}(?:[.,\u00a0]\d{3})*(?:[.,]\d+)?(?![\w])")


def stated_facts(text: SourceText, language: str = "en") -> list[tuple[Fact, ...]]:
    """Return the facts of each sentence, from left to right and without overlaps.

    A name counts only where it occurs first, the text's subject never. Sentences of more than LONGEST_SENTENCE
    characters, of references and the like, and remarks on the page state none. In a language without rules of its
    own, only numbers count.
    """
    rules = rules_for(language)
    if rules is None:
        return [_figures_only(sentence) for sentence in text.sentences]
    content = [is_content(sentence, rules) for sentence in text.sentences]
    names = [
        tuple(names_in(with_plain_spaces(sentence.text), rules)) if is_kept else ()
        for sentence, is_kept in zip(text.sentences, content, strict=True)
    ]
    kinds = kinds_of(name for each in names for name in each)
    titles = {title: normalize(title) for title in text.sections}
    subject = normalize(text.title) or next(iter(titles.values()), "")
    found = [
        facts_in(sentence.text, rules, (subject, titles[sentence.section]), each, kinds) if is_kept else ()
        for sentence, each, is_kept in zip(text.sentences, names, content, strict=True)
    ]
    return _without_repeats(found, frozenset(titles.values()))


def _figures_only(sentence: Sentence) -> tuple[Fact, ...]:
    if len(sentence.text) > LONGEST_SENTENCE:
        return ()
    return tuple(Fact(FactKind.NUMBER, *match.span(), match[0]) for match in _PLAIN_FIGURE.finditer(sentence.text))


def is_content(sentence: Sentence, rules: LanguageRules) -> bool:
    """Return whether a sentence is about the subject of its text, not a reference or a remark on the page."""
    return (
        len(sentence.text) <= LONGEST_SENTENCE
        and sentence.section.casefold().strip(" :") not in rules.not_content
        and not rules.boilerplate.search(sentence.text)
    )


def _without_repeats(found: list[tuple[Fact, ...]], titles: frozenset[str]) -> list[tuple[Fact, ...]]:
    counts = Counter(name for facts in found for name in {fact.text for fact in facts if fact.kind in NAMES})
    seen = {
        name
        for name, count in counts.items()
        if normalize(name) in titles or (count >= _MIN_MENTIONS and count > _SUBJECT_SHARE * len(found))
    }
    stated = []
    for facts in found:
        kept = []
        for fact in facts:
            if fact.kind in NAMES:
                if fact.text in seen:
                    continue
                seen.add(fact.text)
            kept.append(fact)
        stated.append(tuple(kept))
    return stated


def facts_in(
    sentence: str,
    rules: LanguageRules,
    titles: tuple[str, ...] = (),
    names: tuple[Name, ...] | None = None,
    kinds: dict[str, FactKind] | None = None,
) -> tuple[Fact, ...]:
    """Return the facts of a sentence, from left to right, without overlaps.

    titles: the normalized headings of the text and the section, whose subjects may be asked for by their definition;
    names, kinds: the sentence's names, and the kinds of all names of the text, by default as the sentence shows them.
    """
    sentence = with_plain_spaces(sentence)
    names = tuple(names_in(sentence, rules)) if names is None else names
    kinds = kinds_of(names) if kinds is None else kinds
    found: list[Fact] = []
    for kind, start, end in _spans(sentence, rules):
        _add(found, kind, start, end, sentence)
    for name in names:
        if name.text in kinds:
            _add(found, kinds[name.text], name.start, name.end, sentence)
    for kind, pattern in ((FactKind.FIRST, rules.first), (FactKind.LISTED, rules.listed)):
        for match in pattern.finditer(sentence):
            _add(found, kind, *match.span("fact"), sentence)
    definition = _definition(sentence, rules, titles)
    if definition is not None:
        found = [fact for fact in found if fact.end <= definition[0] or definition[1] <= fact.start]
        term = sentence[slice(*definition)]
        found.append(Fact(FactKind.TERM, *definition, term, defines=True, subject=_is_subject(term, titles, rules)))
    return tuple(sorted(found, key=lambda fact: fact.start))


def _add(found: list[Fact], kind: FactKind, start: int, end: int, sentence: str) -> None:
    if start < end and all(end <= fact.start or fact.end <= start for fact in found):
        found.append(Fact(kind, start, end, sentence[start:end]))


def _spans(sentence: str, rules: LanguageRules) -> Iterator[tuple[FactKind, int, int]]:
    """Yield what is found by patterns, the surest first."""
    for kind, pattern in rules.names:
        if kind is FactKind.WORK:
            yield from ((kind, *match.span("fact")) for match in pattern.finditer(sentence))
    for pattern in rules.terms:
        for match in pattern.finditer(sentence):
            if match["fact"][:1].isalpha() and not rules.no_term.match(match["fact"]):
                yield FactKind.TERM, *match.span("fact")
    for pattern in rules.dates:
        yield from ((FactKind.DATE, *match.span()) for match in pattern.finditer(sentence))
    for kind, pattern in (
        (FactKind.CENTURY, rules.centuries),
        (FactKind.DECADE, rules.decades),
        (FactKind.YEAR, rules.years),
    ):
        yield from ((kind, *match.span("fact")) for match in pattern.finditer(sentence))
    for match in rules.numbers.finditer(sentence):
        if _counts(sentence, match, rules):
            yield FactKind.NUMBER, *match.span("fact")
    for match in rules.count.finditer(sentence):
        if not rules.ranges.search(sentence[: match.start()].rstrip()):
            yield FactKind.NUMBER, *match.span("fact")
    for kind, pattern in rules.names:
        if kind is not FactKind.WORK:
            yield from ((kind, *match.span("fact")) for match in pattern.finditer(sentence))


def _counts(sentence: str, match: re.Match[str], rules: LanguageRules) -> bool:
    """Return whether a number says how many or how much, and isn't a label, a part of a range, or too small to ask."""
    before, after = sentence[: match.start()], sentence[match.end() :]
    if _is_label(before[-_BESIDE:], rules):
        return False
    value = number_value(match["number"], rules)
    has_unit = bool(match["tail"]) or match["fact"][0] in "$€£¥"
    if value < _MIN_NUMBER and not has_unit and rules.decimal not in match["number"]:
        return False
    if _in_range(before, after, rules) or before.count('"') % 2 or before.count("“") > before.count("”"):
        return False
    is_like_year = 1000 <= value < 2100 and match["number"].isdigit()
    if has_unit or (rules.counted.match(after) and not (is_like_year and rules.years.search(match.string))):
        return True
    is_grouped = rules.group in match["number"]
    return is_grouped or (value >= _MIN_BARE and not is_like_year and re.match(r"[,.;:)，。；]|$", after) is not None)


def _is_label(before: str, rules: LanguageRules) -> bool:
    """Return whether a number after a text is only a label: "page 12", "Windows 95"."""
    if rules.identifiers.search(before):
        return bool(before.strip(" \u00a0"))
    words = rules.capitalised
    if words is None or not words.capitals_are_names:
        return False
    last = re.search(r"(?<!\w)([^\W\d_][\w.]*) $", before)
    return last is not None and last[1][0].isupper() and last[1] not in words.leading


def _in_range(before: str, after: str, rules: LanguageRules) -> bool:
    """Return whether a number is a limit of a range, as in "3 to 5" or "between 3 and 5"."""
    word = re.match(r"[ \u00a0]?(\w{1,4}|[-–—~～×])[ \u00a0]?(?=\d)", after)
    if word and rules.ranges.search(word[1]):
        return True
    stripped = before.rstrip(" \u00a0")
    linked = rules.ranges.search(stripped)
    return linked is not None and re.search(r"\d[\w%°.]*\s?$", stripped[: linked.start()]) is not None


def years_in(facts: tuple[Fact, ...]) -> Iterator[tuple[Fact, int]]:
    """Yield the facts of a sentence that are in time, each with its year; days without a year are left out."""
    for fact in facts:
        if fact.kind in IN_TIME and (year := re.search(r"\d{3,4}", fact.text)):
            yield fact, int(year[0])


def _definition(sentence: str, rules: LanguageRules, titles: tuple[str, ...]) -> tuple[int, int] | None:
    """Return where a term is that the sentence defines.

    With a definite article, or in lower case without any, it must be the subject of the text or of a section:
    "The bridge is a landmark" defines nothing.
    """
    match = rules.definition.match(sentence)
    if match is None or rules.opening.match(sentence) or rules.no_term.match(match["fact"]):
        return None
    words = rules.capitalised
    if words is not None and match["fact"].partition(" ")[0] in words.leading:
        return None
    term, article = match["fact"], (match["article"] or "").strip()
    rest = sentence[match.end("fact") :]
    if normalize(term) in normalize(rest):
        return None
    is_definite = article in ("The", "Der", "Die", "Das") or (not article and rules.code == "de")
    if (is_definite or not rules.spaced) and not _is_named(term, titles):
        return None
    return match.span("fact")


def _is_named(term: str, titles: tuple[str, ...]) -> bool:
    named = normalize(term)
    return any(named in title or title in named for title in titles if title)


def _is_subject(term: str, titles: tuple[str, ...], rules: LanguageRules) -> bool:
    """Return whether a term is a name, such as the article's subject: nothing else that is defined is like it."""
    words = rules.capitalised
    is_name = words is not None and words.capitals_are_names and " " in term and term.istitle()
    return is_name or _is_named(term, titles[:1])
