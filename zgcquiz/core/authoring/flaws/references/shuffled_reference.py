"""shuffled-reference: an option or an explanation counts on an order that is left to chance."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.anatomy import Anatomy
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.packs.meta_options import Placement, names_letters


def find(item: Anatomy, _: float) -> Iterator[Flaw]:
    if not item.is_shuffled:
        return
    for at, option in enumerate(item.item.options):
        remark = item.remarks[at]
        if remark.by and not (option.pinned and remark.place is Placement.LAST):
            yield Flaw(_says(option.text, remark.by), at)
    for what, text in [
        ("the explanation", item.item.explanation),
        *(("a feedback", o.feedback) for o in item.item.options),
    ]:
        said = names_letters(text, item.stem) if text else ""
        if said:
            yield Flaw(_says(what, said, quote=False))


def _says(what: str, cause: str, *, quote: bool = True) -> str:
    named = f"'{what}'" if quote else what
    return (
        f"{named} counts on the order of the options ({cause}), but they are shuffled; fix the order with 'options' "
        "(or 'pin: last' for an 'above'), or say it without the order"
    )


RULE = Rule(
    code="shuffled-reference",
    title="an option counts on an order that is left to chance",
    why="Options are shuffled, so 'above' may stand on top and 'A and B' names others each time: what is marked as "
    "right is wrong on the screen. With 'options' (and nothing pinned) they stay as written; "
    "'pin: last' keeps one last.",
    bad="""\
question: Which of these are primes?
answer: Both A and B
distractors: ['Two', 'Three', 'Four']""",
    fix="""\
question: Which of these are primes?
answers: ['Two', 'Three']
distractors: ['Four', 'Six', 'Eight']""",
    find=find,
    english=False,
    error=True,
)
