"""What the figures of a question say about it, and what to do."""

from __future__ import annotations

import math
from collections.abc import Iterator

from zgcquiz.core.classroom.classical import ClassicalFigures, OptionFigures
from zgcquiz.core.classroom.differential import Differential
from zgcquiz.core.value import Value

ENOUGH = 10
"""The learners from whom on a question is judged at all."""
HARD, EASY = 0.3, 0.9
"""The shares of right answers outside of which a question tells little about learners (Ebel and Frisbie 1991)."""
DISCRIMINATES = 0.2
"""The discrimination from which a question is acceptable (Ebel and Frisbie 1991)."""
PICKED_FROM = 0.05
"""The share of those who see a distractor that has to pick it (Haladyna and Downing 1993)."""
SHOWN_FROM = 20
"""The number of times shown from which a distractor is judged: less than one pick in 20 is then below the share."""
_SIGNIFICANT = 1.6448536269514722
"""The normal quantile of a one-sided test at 5 percent."""


class Flag(Value, frozen=True):
    """A finding on a question. code: stable, for scripts; advice: what to do."""

    code: str
    advice: str


def flags(
    figures: ClassicalFigures, options: tuple[OptionFigures, ...], differentials: tuple[Differential, ...]
) -> tuple[Flag, ...]:
    """Return the findings on a question, the most serious first. options: none for typed answers."""
    if figures.learners < ENOUGH:
        return (Flag("few-answers", f"Too few answers to judge it: {figures.learners}, not {ENOUGH}."),)
    found = [*_key(figures, options)]
    if not any(flag.code == "wrong-key" for flag in found):
        found += [*_difficulty(figures), *_distractors(figures, options)]
    for each in differentials:
        if each.rank != "A":
            easier, harder = (each.reference, each.focal) if each.odds > 1 else (each.focal, each.reference)
            size = "much harder" if each.rank == "C" else "harder"
            found.append(
                Flag(
                    f"differential-{each.rank.lower()}",
                    f"At equal scores it is {size} for {harder} than for {easier}: look for words or facts that only"
                    " one group knows.",
                )
            )
    return tuple(found)


def _key(figures: ClassicalFigures, options: tuple[OptionFigures, ...]) -> Iterator[Flag]:
    r = figures.discrimination
    if r is None:
        if 0 < figures.right < figures.learners:
            yield Flag("no-discrimination", "All learners have the same score on the rest, so nothing can be said.")
        return
    if r >= DISCRIMINATES:
        return
    rivals = [
        option
        for option in options
        if not option.key and option.discrimination is not None and option.discrimination > max(0.0, r)
    ]
    best = max(rivals, key=lambda option: option.discrimination or 0.0, default=None)
    bound = _SIGNIFICANT / math.sqrt(figures.learners - 1)
    if r < 0 and best is not None and (best.discrimination or 0.0) > bound:
        yield Flag("wrong-key", f'Check the key: the learners who know the rest pick "{best.text}".')
    elif r < 0:
        yield Flag("negative-discrimination", "Learners who know the rest miss it: check the key and the wording.")
    elif HARD <= figures.difficulty <= EASY:
        yield Flag(
            "low-discrimination",
            "It hardly tells who knows the rest: make the question clearer, or leave it out of a test.",
        )


def _difficulty(figures: ClassicalFigures) -> Iterator[Flag]:
    if figures.difficulty > EASY:
        yield Flag("easy", "Nearly all get it right: keep it as a warm-up, or use closer distractors.")
    elif figures.difficulty < HARD:
        yield Flag("hard", "Few get it right: check the key and the wording, or teach it again.")


def _distractors(figures: ClassicalFigures, options: tuple[OptionFigures, ...]) -> Iterator[Flag]:
    judged = [option for option in options if not option.key and option.shown >= SHOWN_FROM]
    idle = [option for option in judged if option.picked < PICKED_FROM * option.shown]
    if idle and figures.difficulty <= EASY:
        texts = ", ".join(f'"{option.text}"' for option in idle)
        yield Flag("idle-distractor", f"Hardly anyone picks {texts}: write a likelier mistake.")
    bound = _SIGNIFICANT / math.sqrt(figures.learners - 1)
    able = [option for option in judged if option not in idle and (option.discrimination or 0.0) > bound]
    if able and (figures.discrimination or 0.0) >= 0:
        texts = ", ".join(f'"{option.text}"' for option in able)
        yield Flag("able-distractor", f"Learners who know the rest pick {texts}: it may be right too.")
