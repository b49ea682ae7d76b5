"""Anki's card templates: HTML with `{{Field}}`, `{{filter:Field}}`, `{{#Field}}…{{/Field}}`, `{{^Field}}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence

from zgcquiz.core.value import Value, replace
from zgcquiz.formats.anki.templates import filters, media
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.shared.html_text import from_html

FRONT = "FrontSide"
"""What stands on the back for the whole front."""
SPECIAL = ("Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID")
"""Names that are filled in as fields are, with what is known of the note and its card."""

_ALTERNATIVE = "{{=<% %>=}}"
"""At the start of a template: fields stand in `<% %>` instead."""
_RULE = re.compile(r"<hr[^<>]*+>", re.IGNORECASE)
_ANSWER = re.compile(r"\bid\s*=\s*[\"']?answer\b", re.IGNORECASE)
_GAP_NUMBER = re.compile(r"c\d+", re.ASCII)
_MARK = re.compile("\ufdd0(\\d+)\ufdd1")
_DEEPEST = 50
_LONGEST = 16 * 1024 * 1024
"""Characters of a side at most: a template may show a field ten thousand times."""


class FieldRef(Value, frozen=True):
    """A field that a template shows.

    filters: what is applied to it, in that order, up to the first that Anki doesn't have;
    visible: it stands where a reader sees it, and not in a script, an attribute or what is hidden;
    answer: it stands below the line that parts the back from the front.
    """

    name: str
    filters: tuple[str, ...]
    visible: bool = True
    answer: bool = False

    @property
    def typed(self) -> bool:
        """It is a box to type the field into."""
        return any(name.startswith("type") for name in self.filters)

    @property
    def hinted(self) -> bool:
        """It is shown at a press."""
        return "hint" in self.filters

    @property
    def spoken(self) -> bool:
        return any(name.startswith("tts ") for name in self.filters)

    @property
    def cloze(self) -> bool:
        """It shows a text with gaps."""
        return any(name.startswith("cloze") for name in self.filters)


class Condition(Value, frozen=True):
    """What stands there only if a field is filled, or, where `empty`, only if it isn't."""

    name: str
    empty: bool
    inner: tuple[Node, ...]


Node = str | FieldRef | Condition
Show = Callable[[FieldRef], str]
"""A field to its HTML."""


class Side(Value, frozen=True):
    """One side of a card. fault: what Anki would refuse to show it for, or ""; names: all that it mentions."""

    nodes: tuple[Node, ...]
    fault: str
    names: tuple[str, ...]


def parse(template: str, hidden: frozenset[str] = frozenset()) -> Side:
    """Return the parts of a template. What isn't closed ends with it; what closes nothing is left out.

    hidden: classes and ids, as `.name` and `#name`, of elements that a style hides.
    """
    levels: list[tuple[str, bool, list[Node]]] = [("", False, [])]
    faults: list[str] = []
    names: dict[str, None] = {}
    answer = False

    def close() -> None:
        name, empty, inner = levels.pop()
        levels[-1][2].append(Condition(name, empty, tuple(inner)))

    for handle, part in _tokens(template):
        if not handle:
            levels[-1][2].append(part)
            answer = answer or any(_ANSWER.search(rule) for rule in _RULE.findall(part))
            continue
        sign, name = part[:1], part[1:].strip()
        if sign in ("#", "^") and len(part) > 1:
            names[name] = None
            if len(levels) < _DEEPEST:
                levels.append((name, sign == "^", []))
        elif sign == "/" and len(part) > 1:
            if len(levels) == 1 or levels[-1][0] != name:
                faults.append(f"'{{{{/{name}}}}}' closes nothing")
            if len(levels) > 1:
                close()
        else:
            *applied, field = part.split(":")
            if field or not applied:
                names[field.strip()] = None
            levels[-1][2].append(FieldRef(field.strip(), filters.known(applied[::-1]), answer=answer))
    while len(levels) > 1:
        faults.append(f"'{{{{#{levels[-1][0]}}}}}' is never closed")
        close()
    nodes = _with_visibility(levels[0][2], hidden)
    return Side(nodes, next(iter(faults), ""), tuple(names))


def is_known(name: str, fields: Container[str]) -> bool:
    """Tell whether a template may mention this name."""
    return name in fields or name in SPECIAL or name == FRONT or _GAP_NUMBER.fullmatch(name) is not None


def refs(nodes: Sequence[Node], filled: Callable[[str], bool]) -> Iterator[FieldRef]:
    """Yield the fields that a card shows. filled: whether a field has something in it."""
    for node in nodes:
        if isinstance(node, FieldRef):
            yield node
        elif isinstance(node, Condition) and filled(node.name) is not node.empty:
            yield from refs(node.inner, filled)


def render(nodes: Sequence[Node], filled: Callable[[str], bool], show: Show) -> str:
    """Return a side of a card as HTML. Raises UnusableError where it would be longer than any card is."""
    out = []
    length = 0
    for node in nodes:
        if isinstance(node, str):
            out.append(node)
        elif isinstance(node, FieldRef):
            out.append(show(node))
        elif filled(node.name) is not node.empty:
            out.append(render(node.inner, filled, show))
        else:
            continue
        length += len(out[-1])
        if length > _LONGEST:
            raise UnusableError("it would be too long to show")
    return "".join(out)


def _tokens(template: str) -> Iterator[tuple[bool, str]]:
    """Yield the pieces of a template: whether it is a handle, and the text or what stands in the handle.

    A comment is text, with whatever stands in it; so is a handle that isn't closed.
    """
    begin, end = "{{", "}}"
    if template.lstrip().startswith(_ALTERNATIVE):
        template = template.lstrip()[len(_ALTERNATIVE) :]
        begin, end = "<%", "%>"
    position = start = 0
    comment = template.find("<!--")
    while (at := template.find(begin, position)) >= 0:
        if 0 <= comment < at:
            closed = template.find("-->", comment)
            position = closed + 3 if closed >= 0 else position
            comment = template.find("<!--", position) if closed >= 0 else -1
            continue
        closed = template.find(end, at + 2)
        if closed < 0:
            break
        if at > start:
            yield False, template[start:at]
        yield True, template[at + 2 : closed].lstrip("{").strip()
        position = start = closed + 2
        if 0 <= comment < position:
            comment = template.find("<!--", position)
    if start < len(template):
        yield False, template[start:]


def _with_visibility(nodes: Sequence[Node], hidden: frozenset[str]) -> tuple[Node, ...]:
    """Return the nodes with `visible` set: by whether a mark in a field's place comes out in the text."""
    count = 0

    def mark(nodes: Sequence[Node]) -> str:
        nonlocal count
        out = []
        for node in nodes:
            if isinstance(node, str):
                out.append(node)
            elif isinstance(node, Condition):
                out.append(mark(node.inner))
            else:
                out.append(f"\ufdd0{count}\ufdd1")
                count += 1
        return "".join(out)

    seen = set(_MARK.findall(media.without(from_html(mark(nodes), hidden=hidden))))
    count = 0

    def told(nodes: Sequence[Node]) -> tuple[Node, ...]:
        nonlocal count
        out: list[Node] = []
        for node in nodes:
            if isinstance(node, Condition):
                out.append(replace(node, inner=told(node.inner)))
            elif isinstance(node, FieldRef):
                out.append(replace(node, visible=str(count) in seen))
                count += 1
            else:
                out.append(node)
        return tuple(out)

    return told(nodes)
