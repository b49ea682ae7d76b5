"""A question of a Markdown quiz, and how its lines are divided into stem, options and what follows."""

from __future__ import annotations

from zgcquiz.core.value import Value
from zgcquiz.formats.markdown.lines import Mark, MarkdownLine
from zgcquiz.formats.markdown.quiz.checkboxes import CheckboxItem, Lines, choices_of, is_figure, texts_of

_ANSWERS = ("answer", "accept", "number")
Meta = tuple[tuple[str, str], ...]


class MarkdownQuestion(Value, frozen=True):
    """The lines of a question. line: its number; after: those below the options; meta: from comments."""

    line: int
    stem: tuple[str, ...]
    choices: tuple[CheckboxItem, ...]
    after: tuple[MarkdownLine, ...]
    meta: Meta


def is_answer(line: MarkdownLine) -> bool:
    return line.mark is Mark.LABEL and line.name in _ANSWERS


def question_of(number: int, head: str, body: Lines, meta: Meta = ()) -> MarkdownQuestion:
    """Return a question whose options are all the boxes in its lines.

    number: of the line where it begins; head: the beginning of its stem, on that line; meta: from comments before it.
    """
    checks = [at for at, line in enumerate(body) if line.mark is Mark.CHECK]
    answers = [at for at, line in enumerate(body) if is_answer(line)]
    labels = [at for at, line in enumerate(body) if line.mark is Mark.LABEL]
    first = (checks or answers or labels or [len(body)])[0]  # index after the stem
    choices: list[CheckboxItem] = []
    at = first
    while at < len(body) and body[at].mark is Mark.CHECK:
        found, at = choices_of(body, at, bool(choices) and any(map(is_figure, choices[-1].lines)))
        choices += found
        following = next((later for later in range(at, len(body)) if body[later].mark is Mark.CHECK), None)
        if following is None:
            break
        choices[-1] = CheckboxItem(choices[-1].box, (*choices[-1].lines, *body[at:following]))
        at = following
    meta = (*meta, *(pair for line in body for pair in line.meta))
    return MarkdownQuestion(number, (head, *texts_of(body[:first])), tuple(choices), tuple(body[at:]), meta)
