"""Parse and render Anki's card templates: `{{Field}}`, `{{filter:Field}}`, `{{#Field}}…{{/Field}}`, `{{^Field}}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence

from zgcquiz.core.value import Value, replace
from zgcquiz.formats.anki.templates import filters, media
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.shared.html_text import from_html

FRONT = "FrontSide"
"""On the back, stands for the whole front."""
SPECIAL = ("Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID")
"""Special fields: filled in with properties of the note and its card."""

_ALTERNATIVE = "{{=<% %>=}}"
"""At the start of a template, changes the delimiters to `<% %>`."""
_RULE = re.compile(r"<hr[^<>]*+>", re.IGNORECASE)
_ANSWER = re.compile(r"\bid\s*=\s*[\"']?answer\b", re.IGNORECASE)
_GAP_NUMBER = re.compile(r"c\d+", re.ASCII)
_MARK = re.compile("\ufdd0(\\d+)\ufdd1")
_MAX_DEPTH = 50
_MAX_SIDE = 1_000_000
"""Maximum characters of a rendered side: a template may show a field ten thousand times."""
_LEAST_RENDERED = 16 * 1024 * 1024
_RENDERED_CARD = 20_000
_RENDERED_FACTOR = 100
"""Characters that the templates of all cards may show together: this many for a card and a character of a note."""


class FieldRef(Value, frozen=True):
    """A field that a template shows.

    filters: in order of application, up to the first that Anki doesn't know; visible: not inside a script, an
    attribute or a hidden element; answer: below the line that separates the answer from the front.
    """

    name: str
    filters: tuple[str, ...]
    visible: bool = True
    answer: bool = False

    @property
    def typed(self) -> bool:
        """It is an input box for the field."""
        return any(name.startswith("type") for name in self.filters)

    @property
    def hinted(self) -> bool:
        """It is shown only on request."""
        return "hint" in self.filters

    @property
    def spoken(self) -> bool:
        return any(name.startswith("tts ") for name in self.filters)

    @property
    def cloze(self) -> bool:
        return any(name.startswith("cloze") for name in self.filters)


class Condition(Value, frozen=True):
    """Content that is shown only if a field is filled, or, with `empty`, only if it is empty."""

    name: str
    empty: bool
    inner: tuple[Node, ...]


Node = str | FieldRef | Condition
Show = Callable[[FieldRef], str]
"""Returns the HTML of a field."""


class Side(Value, frozen=True):
    """One side of a card template. fault: the error for which Anki shows no card, or ""; names: all fields used."""

    nodes: tuple[Node, ...]
    fault: str
    names: tuple[str, ...]


def parse(template: str, hidden: frozenset[str] = frozenset()) -> Side:
    """Parse a template. A condition that is never closed ends with it; a closing tag without a start is dropped.

    hidden: `.class` and `#id` selectors of elements that the style sheet hides.
    """
    levels: list[tuple[str, bool, list[Node]]] = [("", False, [])]
    faults: list[str] = []
    names: dict[str, None] = {}
    answer = False

    def close() -> None:
        name, empty, inner = levels.pop()
        levels[-1][2].append(Condition(name, empty, tuple(inner)))

    for is_tag, part in _tokens(template):
        if not is_tag:
            levels[-1][2].append(part)
            answer = answer or any(_ANSWER.search(rule) for rule in _RULE.findall(part))
            continue
        sign, name = part[:1], part[1:].strip()
        if sign in ("#", "^") and len(part) > 1:
            names[name] = None
            if len(levels) < _MAX_DEPTH:
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
    """Yield the fields that a card shows. filled: tells whether a field, by name, is not empty."""
    return (node for node in _shown(nodes, filled) if isinstance(node, FieldRef))


class RenderedText:
    """Counts what the templates of all cards show. characters: of all notes."""

    def __init__(self, cards: int = 1, characters: int = 0) -> None:
        self._left = _LEAST_RENDERED + _RENDERED_CARD * cards + _RENDERED_FACTOR * characters

    def take(self, length: int) -> None:
        """Count a text of this length. Raises UnusableError if it is too long, or all of them are together."""
        self._left -= length
        if length > _MAX_SIDE or self._left < 0:
            raise UnusableError("it is too long to show")


def render(
    nodes: Sequence[Node], filled: Callable[[str], bool], show: Show, rendered: RenderedText | None = None
) -> str:
    """Return a side of a card as HTML. Raises UnusableError if it is longer than a million characters.

    rendered: what is shown of all cards, on which there is a limit too.
    """
    rendered = rendered or RenderedText()
    out: list[str] = []
    length = 0
    for node in _shown(nodes, filled):
        out.append(node if isinstance(node, str) else show(node))
        length += len(out[-1])
        if length > _MAX_SIDE:
            break
    rendered.take(length)
    return "".join(out)


def _shown(nodes: Sequence[Node], filled: Callable[[str], bool]) -> Iterator[str | FieldRef]:
    """Yield the texts and fields that a card shows."""
    for node in nodes:
        if not isinstance(node, Condition):
            yield node
        elif filled(node.name) is not node.empty:
            yield from _shown(node.inner, filled)


def _tokens(template: str) -> Iterator[tuple[bool, str]]:
    """Yield the pieces of a template: (False, text) and (True, content of a pair of delimiters).

    Comments are text, including any delimiters in them; so is a delimiter that is never closed.
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
    """Return the nodes with `visible` set: whether a mark in a field's position survives the conversion to text."""
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

    def resolve(nodes: Sequence[Node]) -> tuple[Node, ...]:
        nonlocal count
        out: list[Node] = []
        for node in nodes:
            if isinstance(node, Condition):
                out.append(replace(node, inner=resolve(node.inner)))
            elif isinstance(node, FieldRef):
                out.append(replace(node, visible=str(count) in seen))
                count += 1
            else:
                out.append(node)
        return tuple(out)

    return resolve(nodes)
