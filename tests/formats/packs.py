"""Packs for the tests of formats: short ones, marked ones, and a writer of YAML that is not the product's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from zgcquiz.core.packs.pack import Item, Pack
from zgcquiz.formats.native.reader import PackReading, read

HEAD = "zgcquiz: 1\nid: p\ntitle: T\nsources: {book: {title: B}}\n"
GOOD = HEAD + "questions:\n- {id: good, question: Q, answer: true}\n"
MARK = "«"
"""Stands in an example just before the place that a problem must name."""

NAMES = ("pack.yaml", "1.yaml", "2.yaml", "3.yaml")

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""Where YAML 1.1 ends a line."""


def read_texts(*texts: str | bytes) -> PackReading:
    """A pack from the contents of its files."""
    return read(
        [
            (name, text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
            for name, text in zip(NAMES, texts, strict=False)
        ]
    )


def good_pack(*texts: str | bytes) -> Pack:
    """The same, where nothing is wrong."""
    reading = read_texts(*texts)
    assert reading.problems == ()
    assert reading.pack is not None
    return reading.pack


def question(body: str) -> str:
    """A pack of one question `a`; its body's lines are indented here."""
    return HEAD + "questions:\n- id: a\n  question: Q\n" + "".join(f"  {line}\n" for line in body.splitlines())


def only_item(body: str) -> Item:
    (item,) = good_pack(question(body)).items
    return item


def lines_of(text: str) -> list[str]:
    """A text's lines, without their ends."""
    return _BREAK.split(text)


class Marked(NamedTuple):
    """Texts without the mark, and the place that it marked."""

    texts: tuple[str, ...]
    place: str


def unmark(texts: Sequence[str]) -> Marked:
    """Take the one mark out of an example; gives `file:line:column`, counted as editors do."""
    assert sum(text.count(MARK) for text in texts) == 1, "an example holds one mark"
    at = next(at for at, text in enumerate(texts) if MARK in text)
    before = lines_of(texts[at].split(MARK)[0])
    place = f"{NAMES[at]}:{len(before)}:{len(before[-1]) + 1}"
    return Marked(tuple(text.replace(MARK, "") for text in texts), place)


def quoted(text: str) -> str:
    """A text in double quotes, everything unusual in it escaped."""
    out = []
    for character in text:
        code = ord(character)
        if character in '"\\':
            out.append("\\" + character)
        elif 0x20 <= code < 0x7F:
            out.append(character)
        elif code <= 0xFF:
            out.append(f"\\x{code:02x}")
        else:
            out.append(f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}")
    return '"' + "".join(out) + '"'


def single_quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
