from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.packs.option_labels import may_be_labelled, without_labels

_FIRST = re.compile(r"\w+")


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    if not item.is_choice:
        return
    every = tuple(range(len(item.item.options)))
    without_meta = tuple(part.at for part in item.parts)  # "None of the above" often has no label
    for positions in dict.fromkeys((every, without_meta)):
        texts = [item.item.options[at].text for at in positions]
        bare = _unlabelled(texts) if texts and may_be_labelled(texts[0]) else None
        if bare is not None:
            yield Flaw(
                f"'{texts[0]}' begins with a label, and so do the others; the screen adds the letters, "
                f"so write '{bare[0]}'",
                positions[0],
            )
            return


def _unlabelled(texts: Sequence[str]) -> tuple[str, ...] | None:
    """Return the texts without labels, in the given order; None if they have none.

    Labels need not be in the order of the file, where the key often comes first.
    """
    for order in (None, _by_number, _by_text):
        ranked = sorted(range(len(texts)), key=lambda at: order(texts[at])) if order else list(range(len(texts)))
        bare = without_labels([texts[at] for at in ranked])
        if bare is not None:
            by_position = dict(zip(ranked, bare, strict=True))
            return tuple(by_position[at] for at in range(len(texts)))
    return None


def _by_text(text: str) -> str:
    return text.lstrip(" (")


def _by_number(text: str) -> tuple[int, str]:
    first = _FIRST.search(text)
    return (len(first[0]), first[0]) if first else (0, "")


RULE = Rule(
    code="labelled-option",
    title="options begin with letters or numbers",
    why="Options are shown with the letters a, b, c … that pick them, in changing order. A letter in the text then "
    "contradicts the one beside it.",
    bad="""\
question: Which colour does a clear sky have at noon?
answer: B) blue
distractors: [A) red, C) green, D) grey]""",
    fix="""\
question: Which colour does a clear sky have at noon?
answer: blue
distractors: [red, green, grey]""",
    find=find,
    english=False,
)
