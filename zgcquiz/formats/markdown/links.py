"""Links and images of Markdown whose addresses stand elsewhere in the file: `[text][1]` and `[1]: https://…`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from zgcquiz.core.value import replace
from zgcquiz.formats.markdown.lines import Mark, MarkdownLine

_DEFINITION = re.compile(r" {0,3}\[([^\[\]]{1,200})\]:[ \t]+<?([^\s<>]+)>?(?:[ \t]+[\"'(].*)?[ \t]*")
_REFERENCE = re.compile(r"\[([^\[\]]{1,500})\]\[([^\[\]]{0,200})\]")


def with_addresses(lines: Sequence[MarkdownLine]) -> list[MarkdownLine]:
    """Return the lines with each reference as a link of its own, and without the definitions that are used so."""
    defined: dict[str, str] = {}
    for line in lines:
        if line.mark is Mark.TEXT and (found := _DEFINITION.fullmatch(line.text)):
            defined.setdefault(_label(found[1]), found[2])
    if not defined:
        return list(lines)
    used: set[str] = set()
    linked = [
        line
        if line.mark is Mark.CODE
        else replace(line, text=_linked(line.text, defined, used), body=_linked(line.body, defined, used))
        for line in lines
    ]
    return [line for line in linked if not (line.mark is Mark.TEXT and _defines(line.text) in used)]


def _defines(text: str) -> str:
    found = _DEFINITION.fullmatch(text)
    return _label(found[1]) if found else ""


def _linked(text: str, defined: Mapping[str, str], used: set[str]) -> str:
    def link(found: re.Match[str]) -> str:
        label = _label(found[2] or found[1])
        if label not in defined:
            return found[0]
        used.add(label)
        return f"[{found[1]}]({defined[label]})"

    return _REFERENCE.sub(link, text) if "][" in text else text


def _label(text: str) -> str:
    return " ".join(text.casefold().split())
