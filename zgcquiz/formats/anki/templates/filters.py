"""Anki's template filters: `kana`, `kanji`, `furigana`, `text`, `cloze` and others.

As in Anki, an unknown filter leaves the text unchanged and stops the ones after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from zgcquiz.core.value import Value, replace
from zgcquiz.formats.untrusted.html_tokens import tokens

_READING = re.compile(r"\[([^\[\]\n]++)\]")
_KNOWN = ("text", "furigana", "kanji", "kana", "type", "hint", "cloze", "cloze-only", "")
_TYPED: dict[tuple[str, ...], tuple[str, ...]] = {("cloze", "type"): ("type-cloze",), ("nc", "type"): ("type-nc",)}
"""Pairs of filters that act as one."""
_BLANK = re.compile(r"(?:[ \t\n\v\f\r]|</?(?:br|div) ?/?>)*+", re.IGNORECASE)
_GAP = re.compile(r"\{\{c([\d,]++)::|\}\}", re.ASCII)
_MAX_NUMBER = 65535


def known(applied: Sequence[str]) -> tuple[str, ...]:
    """Return those of a field's filters that Anki applies. applied: the filters in order of application."""
    applied = _TYPED.get(tuple(applied), tuple(applied))
    result: list[str] = []
    for name in applied:
        if name not in _KNOWN and not name.startswith(("tts ", "type-")):
            return ("type",) if applied[-1] == "type" else tuple(result)
        result.append(name)
    return tuple(result)


def is_blank(html: str) -> bool:
    """Tell whether Anki treats a field with this content as empty."""
    return _BLANK.fullmatch(html) is not None


def apply(names: Sequence[str], html: str, reveal: Callable[[str], str]) -> str:
    """Return a field's HTML after its filters. reveal: fills in the gaps of a cloze text.

    The filters `type`, `hint` and `tts` change nothing here; the caller decides how such a field is shown.
    """
    for name in names:
        if name == "text":
            html = text_only(html)
        elif name in ("kana", "kanji", "furigana"):
            html = ruby(html, name)
        elif name in ("cloze", "cloze-only"):
            html = reveal(html)
    return html


def text_only(html: str) -> str:
    """Return HTML without its tags, like `{{text:…}}`."""
    raw = False
    out = []
    for token in tokens(html) if "<" in html else (html,):
        if isinstance(token, str):
            out.append("" if raw else token)
        else:
            raw = token.name in ("script", "style") and not token.ends
    return escape("".join(out), quote=False) if "<" in html else html


def ruby(html: str, form: str) -> str:
    """Apply a filter for Japanese to a text with readings in brackets, ` 茶[ちゃ]`.

    form: "kana", "kanji" or "furigana".
    """
    if "[" not in html:
        return html
    html = html.replace("&nbsp;", " ")
    out = []
    position = 0
    for found in _READING.finditer(html):
        start, reading = found.start(), found.group(1)
        base = max(html.rfind(" ", position, start), html.rfind(">", position, start), position - 1) + 1
        if base == start or reading.startswith("sound:"):
            continue
        word = html[base:start]
        before = html[position:base]
        out.append(before[:-1] if before.endswith(" ") else before)
        if form == "furigana":
            out.append(f"<ruby><rb>{word}</rb><rt>{reading}</rt></ruby>")
        else:
            out.append(reading if form == "kana" else word)
        position = found.end()
    out.append(html[position:])
    return "".join(out)


class _OpenGap(Value, frozen=True):
    """A gap that isn't closed yet.

    start: its index in the output; before: how many asked gaps were closed before it; asked: it has the card's number.
    """

    start: int
    before: int
    asked: bool
    hint: str = ""


def reveal(html: str, number: int, gap: Callable[[str], str] | None) -> tuple[str, list[str]]:
    """Return a cloze text and the contents of its gaps with a number; ("", []) if it has none.

    gap: returns what an open gap shows, given its hint; None for the back, where all gaps are filled in.
    A gap nested in an asked one is part of it. Text after a gap that is never closed is left out, as in Anki.
    """
    out: list[str] = []
    levels: list[_OpenGap] = []
    contents: list[str] = []
    asked = 0
    position = 0

    def text(piece: str) -> None:
        if levels and "::" in piece:
            piece, _, hint = piece.partition("::")
            levels[-1] = replace(levels[-1], hint=hint)
        if piece:
            out.append(piece)

    for found in _GAP.finditer(html):
        numbers = _numbers(found.group(1) or "")
        if found.group(1) and not numbers:
            continue
        text(html[position : found.start()])
        position = found.end()
        if numbers:
            levels.append(_OpenGap(len(out), len(contents), number in numbers))
            asked += levels[-1].asked
        elif not levels:
            out.append("}}")
        else:
            closed = levels.pop()
            asked -= closed.asked
            if closed.asked and not asked:
                contents.append("".join(out[closed.start :]))
                if gap:
                    out[closed.start :] = [gap(closed.hint)]
    text(html[position:])
    if levels:
        del out[levels[0].start :]
        del contents[levels[0].before :]
    return ("".join(out), contents) if contents else ("", [])


def _numbers(listed: str) -> set[int]:
    parts = (part.lstrip("0")[:6] or "0" for part in listed.split(",") if part)
    return {int(part) for part in parts if int(part) <= _MAX_NUMBER}
