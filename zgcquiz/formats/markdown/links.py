"""Resolve reference links and images of Markdown: `[text][1]` with `[1]: https://…` elsewhere in the file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from zgcquiz.core.value import replace
from zgcquiz.formats.markdown.lines import Mark, MarkdownLine

_DEFINITION = re.compile(r" {0,3}\[([^\[\]]{1,200})\]:[ \t]+<?([^\s<>]+)>?(?:[ \t]+[\"'(].*)?[ \t]*")
_REFERENCE = re.compile(r"\[([^\[\]]{1,500})\]\[([^\[\]]{0,200})\]")


def with_addresses(lines: Sequence[MarkdownLine]) -> list[MarkdownLine]:
    """Return the lines with references replaced by inline links, and without the definitions that were used."""
    addresses: dict[str, str] = {}
    for line in lines:
        if line.mark is Mark.TEXT and (found := _DEFINITION.fullmatch(line.text)):
            addresses.setdefault(_label(found[1]), found[2])
    if not addresses:
        return list(lines)
    used: set[str] = set()
    linked = [
        line
        if line.mark is Mark.CODE
        else replace(line, text=_linked(line.text, addresses, used), body=_linked(line.body, addresses, used))
        for line in lines
    ]
    definitions = (_DEFINITION.fullmatch(line.text) if line.mark is Mark.TEXT else None for line in linked)
    return [line for line, found in zip(linked, definitions, strict=True) if not (found and _label(found[1]) in used)]


def _linked(text: str, addresses: Mapping[str, str], used: set[str]) -> str:
    def link(found: re.Match[str]) -> str:
        label = _label(found[2] or found[1])
        if label not in addresses:
            return found[0]
        used.add(label)
        return f"[{found[1]}]({addresses[label]})"

    return _REFERENCE.sub(link, text) if "][" in text else text


def _label(text: str) -> str:
    return " ".join(text.casefold().split())
