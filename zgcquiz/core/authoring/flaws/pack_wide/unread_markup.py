from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zgcquiz.core.authoring.flaws.lint_item import LintItem
from zgcquiz.core.authoring.flaws.rule import PackFlaw, Rule
from zgcquiz.core.value import Value

_LONGEST = 30
"""The most characters that are quoted."""
_SIGNS = re.compile(r"[*`$<\]]|~~~")
"""All markup has one of these."""
_HTML = r"<(?P<tag>b|i|u|em|strong|code|pre|sub|sup|p|span)>[^<>\n]+</(?P=tag)>|(?<=\w)<br ?/?>"
_MARKUP = re.compile(
    r"(?<![\w*])\*\*(?! )[^*\n]{1,200}(?<! )\*\*(?![\w*])"
    r"|^ {0,3}(?:```|~~~)[^`\n]*$"
    r"|(?<![`\w])`[^`\n]{1,200}`(?![`\w])"
    r"|(?<![\w$])\$(?! )[^$\n]{0,200}[\\^_{][^$\n]{1,200}(?<! )\$(?![\w$])"
    r"|\[[^][\n]{1,200}\]\((?i:https?)://[^\s()]{1,500}\)"
    rf"|(?i:{_HTML})",
    re.MULTILINE,
)
"""What has a meaning in Markdown, or in HTML, and hardly any elsewhere."""


class _Place(Value, frozen=True):
    """Markup in an item. typed: in an answer that is typed; option, key: as for `PackFlaw`."""

    found: str
    html: bool
    option: int | None
    key: str
    typed: bool = False


def see(item: LintItem) -> _Place | None:
    """Return the first markup in a plain item, or in an answer to be typed, which is plain in any pack."""
    return next(_typed(item) if item.has_markup else _places(item), None)


def find_in_pack(places: Sequence[_Place | None], _items: Sequence[LintItem], _: float) -> Iterator[PackFlaw]:
    for at, place in enumerate(places):
        if place is not None:
            quoted = place.found if len(place.found) <= _LONGEST else f"{place.found[:_LONGEST]}..."
            if place.typed:
                how = "what learners type is compared with it, so write it without markup"
            elif place.html:
                how = "HTML is not read; remove it, or use Markdown, with 'markup: markdown' below the pack's title"
            else:
                how = "for Markdown, write 'markup: markdown' below the pack's title"
            message = f"'{quoted}' {'is plain text here' if place.typed else 'is shown as it stands here'}; {how}"
            yield PackFlaw(message, at, option=place.option, key=place.key)


def _places(item: LintItem) -> Iterator[_Place]:
    texts: list[tuple[str, int | None, str]] = [(item.item.stem, None, "")]
    for number, option in enumerate(item.item.options):
        texts += [(option.text, number, ""), (option.feedback, number, "feedback")]
    texts.append((item.item.explanation, None, "explanation"))
    if not _SIGNS.search("\n".join([text for text, _, _ in texts])):
        return
    for text, at, key in texts:
        if _SIGNS.search(text) and (match := _MARKUP.search(text)):
            yield _Place(match.group().strip(), match.group()[0] == "<", at, key)


def _typed(item: LintItem) -> Iterator[_Place]:
    if item.is_choice or item.is_statement:
        return
    texts = [(option.text, at, "") for at, option in enumerate(item.item.options)]
    texts += [(text, 0, "") for text in item.item.accept]
    for text, at, key in texts:
        if _SIGNS.search(text) and (match := _MARKUP.search(text)):
            yield _Place(match.group().strip(), False, at, key, typed=True)


RULE = Rule(
    code="unread-markup",
    title="markup in a pack of plain text",
    why="Text is shown as it was typed, unless the pack says that it is in Markdown: learners then see asterisks, "
    "backticks and dollar signs instead of bold text, code and formulas.",
    bad="""\
question: What does the keyword `yield` make of a function?
answer: A generator
distractors: [A class, A module, A thread]""",
    fix="""\
question: What does the keyword yield make of a function?
answer: A generator
distractors: [A class, A module, A thread]""",
    find_in_pack=find_in_pack,
    sees=see,
    english=False,
)
