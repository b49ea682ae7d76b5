"""labelled-option: options begin with letters or numbers that their author typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.packs.option_labels import without_labels

_FIRST = re.compile(r"\w+")


def find(item: Anatomy, _: float) -> Iterator[Flaw]:
    if not item.is_choice:
        return
    every = tuple(range(len(item.item.options)))
    answering = tuple(part.at for part in item.parts)  # "None of the above" often goes without a label
    for places in dict.fromkeys((every, answering)):
        texts = [item.item.options[at].text for at in places]
        bare = _unlabelled(texts)
        if bare is not None:
            yield Flaw(
                f"'{texts[0]}' begins with a label of its own, and so do the others; options get their letters on the "
                f"screen, so write '{bare[0]}'",
                places[0],
            )
            return


def _unlabelled(texts: Sequence[str]) -> tuple[str, ...] | None:
    """Return the texts without labels, in the order given; None where they have none.

    Labels need not be in the order of the file: the right option comes first there.
    """
    for order in (None, _by_number, _by_text):
        places = sorted(range(len(texts)), key=lambda at: order(texts[at])) if order else list(range(len(texts)))
        bare = without_labels([texts[at] for at in places])
        if bare is not None:
            back = dict(zip(places, bare, strict=True))
            return tuple(back[at] for at in range(len(texts)))
    return None


def _by_text(text: str) -> str:
    return text.lstrip(" (")


def _by_number(text: str) -> tuple[int, str]:
    first = _FIRST.search(text)
    return (len(first[0]), first[0]) if first else (0, "")


RULE = Rule(
    code="labelled-option",
    title="options begin with letters or numbers of their own",
    why="Options are shown with the keys a, b, c … that pick them, in an order that changes. A letter typed into the "
    "text then contradicts the one beside it.",
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
