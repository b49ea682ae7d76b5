"""Anki's card templates: HTML with `{{Field}}`, `{{filter:Field}}`, `{{#Field}}…{{/Field}}`, `{{^Field}}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from zgcquiz.core.value import Value

_TAG = re.compile(r"\{\{([^{}]*+)\}\}")
_RULE = re.compile(r"<hr[^>]*\bid\s*=\s*[\"']?answer\b[^>]*>", re.IGNORECASE)
_DEEPEST = 50
_UNSEEN = ("tts", "hint")
"""Filters of what is heard, or shown at a press."""


class Ref(Value, frozen=True):
    """A field. filters: what stands before it, the outermost first."""

    name: str
    filters: tuple[str, ...]


class Condition(Value, frozen=True):
    """What stands there only if a field is filled, or, where `empty`, only if it isn't."""

    name: str
    empty: bool
    inner: tuple[Node, ...]


Node = str | Ref | Condition
Show = Callable[[Ref], str]
"""A field to its HTML."""


def parse(template: str) -> tuple[Node, ...]:
    """The parts of a template. What isn't closed ends with it; what closes nothing is left out."""
    levels: list[tuple[str, bool, list[Node]]] = [("", False, [])]

    def close() -> None:
        name, empty, inner = levels.pop()
        levels[-1][2].append(Condition(name, empty, tuple(inner)))

    for at, part in enumerate(_TAG.split(template)):
        if at % 2 == 0:
            if part:
                levels[-1][2].append(part)
            continue
        sign, name = part.strip()[:1], part.strip()[1:].strip()
        if sign in ("#", "^"):
            if len(levels) < _DEEPEST:
                levels.append((name, sign == "^", []))
        elif sign == "/":
            if len(levels) > 1:
                close()
        elif part.strip():
            *filters, field = (each.strip() for each in part.split(":"))
            levels[-1][2].append(Ref(field, tuple(filters)))
    while len(levels) > 1:
        close()
    return tuple(levels[0][2])


def answer_part(template: str) -> str:
    """The answer side without the question that it may begin with."""
    parts = _RULE.split(template, maxsplit=1)
    return parts[-1]


def refs(nodes: Sequence[Node], filled: Callable[[str], bool]) -> Iterator[Ref]:
    """The fields that a card shows. filled: whether a field has something in it."""
    for node in nodes:
        if isinstance(node, Ref):
            yield node
        elif isinstance(node, Condition) and filled(node.name) is not node.empty:
            yield from refs(node.inner, filled)


def render(nodes: Sequence[Node], filled: Callable[[str], bool], show: Show) -> str:
    """A side of a card as HTML."""
    out = []
    for node in nodes:
        if isinstance(node, str):
            out.append(node)
        elif isinstance(node, Ref):
            out.append("" if node.filters and node.filters[0].startswith(_UNSEEN) else show(node))
        elif filled(node.name) is not node.empty:
            out.append(render(node.inner, filled, show))
    return "".join(out)
