from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.packs.meta_options import Placement, names_letters


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    if not item.is_shuffled:
        return
    for at, option in enumerate(item.item.options):
        remark = item.remarks[at]
        if remark.by and not (option.pinned and remark.place is Placement.LAST):
            yield Flaw(_message(f"'{option.text}'", remark.by), at)
    feedback = [("a feedback text", option.feedback) for option in item.item.options]
    for name, text in [("the explanation", item.item.explanation), *feedback]:
        letters = names_letters(text, item.stem) if text else ""
        if letters:
            yield Flaw(_message(name, letters))


def _message(text: str, cause: str) -> str:
    return (
        f"{text} depends on the order of the options ({cause}), but they are shuffled; keep the order with 'options' "
        "(or 'pin: last' for an 'above'), or reword it"
    )


RULE = Rule(
    code="shuffled-reference",
    title="an option depends on the order of shuffled options",
    why="Options are shuffled, so 'above' may be shown at the top, and 'A and B' means different options each time: "
    "what is marked as right is wrong on the screen. With 'options' (and nothing pinned) they stay as written; "
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
