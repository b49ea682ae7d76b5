from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import Flaw, Rule
from zgcquiz.core.text.drawn.look_alikes import drawn_form, spelled


def find(item: LintItem, _: float) -> Iterator[Flaw]:
    texts = [option.text for option in item.item.options] if item.is_choice else []
    if all(map(str.isascii, texts)):
        return
    seen: dict[tuple[tuple[str, str], ...], str] = {}
    for at, text in enumerate(texts):
        first = seen.setdefault(_drawn_lines(text), text)
        if first != text:
            yield Flaw(
                f"'{spelled(text)}' looks the same as '{spelled(first)}'; the codes show where other characters are: "
                "replace them, or reword one option",
                at,
            )


def _drawn_lines(text: str) -> tuple[tuple[str, str], ...]:
    """Return how each line is indented and drawn: the indentation of code is seen."""
    lines = text.strip("\n").split("\n")
    if len(lines) == 1:
        return (("", drawn_form(text)),)
    return tuple((line[: len(line) - len(line.lstrip())].expandtabs(4), drawn_form(line)) for line in lines)


RULE = Rule(
    code="look-alike-options",
    title="two options look the same on the screen",
    why="A Cyrillic letter that is drawn like a Latin one, or a character that draws nothing, makes two options that "
    "only the computer can tell apart. They come from copied text, and from tests that hide their key. In a round the "
    "codes of such characters are shown.",
    bad="""\
question: Which vitamin is made in sunlight?
answer: D
distractors: [A, "\\u0410", C]""",
    fix="""\
question: Which vitamin is made in sunlight?
answer: D
distractors: [A, K, C]""",
    find=find,
    english=False,
)
