"""Draft items from the facts of an article that are worth it.

A draft is a starting point for an author, not a finished question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from zgcquiz.core.authoring.drafting.facts import IN_TIME, Fact, FactKind
from zgcquiz.core.authoring.drafting.figures import DISTRACTORS, wrong_figures, year_limits
from zgcquiz.core.authoring.drafting.finding import stated_facts, years_in
from zgcquiz.core.authoring.drafting.languages.rules import LanguageRules, rules_for
from zgcquiz.core.authoring.drafting.ranking import Chosen, choose
from zgcquiz.core.authoring.drafting.same_kind import AnswerPool, organisations_like, places_like
from zgcquiz.core.authoring.source_text import SourceText
from zgcquiz.core.packs.pack import Citation, Item, Kind, Option

BLANK = "____"
_MIN_DISTRACTORS = 3
"""With fewer distractors than this, the draft is a typed question."""


def drafts(text: SourceText, source: str, language: str = "en") -> Iterator[Item]:
    """Yield drafts of the facts that are worth it, the best first; none in a language without rules.

    The stem is the sentence with a blank, for an author to reword, after the sentence before if that says what it
    is about. The proposed distractors are figures in range, or names or terms of the same kind; a draft without
    enough of them is a typed question. source: the source's id, for citations.
    """
    rules = rules_for(language)
    if rules is None:
        return
    stated = stated_facts(text, language)
    pools = {
        kind: AnswerPool(fact.text for facts in stated for fact in facts if fact.kind is kind and not fact.subject)
        for kind in FactKind
    }
    latest = max((year for facts in stated for _, year in years_in(facts)), default=0)
    ids: dict[str, int] = {}
    asked: set[str] = set()
    for chosen in choose(text, stated, rules):
        fact = chosen.fact
        is_figure = fact.kind in IN_TIME or fact.kind is FactKind.NUMBER
        once = _stem(chosen) if is_figure else fact.text.casefold()
        if once in asked:
            continue
        asked.add(once)
        wrong = _distractors(chosen, stated[chosen.place], pools, latest, rules)
        yield _draft(chosen, source, wrong, _unique_id(fact.text, ids))


def _draft(chosen: Chosen, source: str, wrong: list[str], id: str) -> Item:
    sentence, fact = chosen.sentence, chosen.fact
    typed = len(wrong) < _MIN_DISTRACTORS
    return Item(
        id=id,
        kind=Kind.TYPED if typed else Kind.SINGLE,
        stem=_stem(chosen),
        options=(Option(fact.text, key=True), *(() if typed else map(Option, wrong))),
        drawn=not typed,
        source=Citation(source, sentence.section, sentence.paragraph, sentence.text),
        draft=True,
    )


def _stem(chosen: Chosen) -> str:
    sentence, fact = chosen.sentence.text, chosen.fact
    blanked = sentence[: fact.start] + BLANK + sentence[fact.end :]
    between = "" if chosen.context[-1:] in tuple("。！？”」") else " "
    return f"{chosen.context}{between}{blanked}" if chosen.context else blanked


def _distractors(
    chosen: Chosen,
    facts: tuple[Fact, ...],
    pools: dict[FactKind, AnswerPool],
    latest: int,
    rules: LanguageRules,
) -> list[str]:
    """Return wrong answers of the fact's kind, none of which its sentence or its context names."""
    fact, shown = chosen.fact, f"{chosen.context} {chosen.sentence.text}"
    rng = Random(_stem(chosen))
    if fact.kind in IN_TIME or fact.kind is FactKind.NUMBER:
        years = dict(years_in(facts))
        others = [year for other, year in years.items() if other != fact]
        return wrong_figures(fact.kind, fact.text, rules, rng, year_limits(years.get(fact, 0), others, latest), shown)
    if fact.kind is FactKind.PLACE:
        return places_like(fact.text, shown, pools[fact.kind], rules, rng)
    if fact.subject:
        return []
    near = [other for other in pools[fact.kind].near(fact.text, shown) if fact.text not in other]
    if fact.kind is FactKind.ORGANISATION:
        near = organisations_like(fact.text, near, rules)
    return rng.sample(near, min(DISTRACTORS, len(near)))


def _unique_id(text: str, ids: dict[str, int]) -> str:
    """Return an id made from an answer, and add it to those in use. ids: each with the last number put after it."""
    words = re.findall(r"\w+", text.lower())
    base = "-".join(words)[:40].strip("-") or "fact"
    id, number = base, ids.get(base, 1)
    while id in ids:
        number += 1
        id = f"{base}-{number}"
    ids[base] = number
    ids.setdefault(id, 1)
    return id
