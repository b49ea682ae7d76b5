"""Read hashcards: plain-text cards, `Q:` with `A:`, or `C:` with the hidden parts in brackets.

Text before the first card, or between a line `---` and the next card, belongs to no card. Ids and tags are comments
there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate

from zgcquiz.core.packs.pack import Item, Kind, Option, PackInfo
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Losses
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.markdown.hashcards_writer import write
from zgcquiz.formats.markdown.lines import front_matter
from zgcquiz.formats.markdown.paragraphs import closes, fence_of, is_blank, parts_of
from zgcquiz.formats.markdown.text import code_spans, to_plain
from zgcquiz.formats.markup.markdown_source import gap_text, lose_of_gaps, text_of
from zgcquiz.formats.shared import cloze
from zgcquiz.formats.shared.identifiers import pack_id
from zgcquiz.formats.untrusted.entities import unescape

_TAG = re.compile(r"([QAC]):(.*)", re.DOTALL)
_CODE_BRACKET = re.compile(r"\\[\[\]]|[\[\]]")
_BRACKET = re.compile(r"\\[\[\]]|!\[[^\[\]]*\]|\[[^\[\]\\]*\](?=\()|[\[\]]")
_LISTED = re.compile(r"(?:[-*+]|\d+[.)])[ \t]+(.*)")
_META = re.compile(r"<!-- (id|fact|section|tag): ((?:[^-]|-(?!->))*) -->")


class _Card(Value, frozen=True):
    """A card. parts: each letter with its lines; meta: names and values in the comments before it."""

    line: int
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    meta: tuple[tuple[str, str], ...]


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    collector = Collector(name, options)
    lines = collector.decode(data).split("\n")
    head, start = front_matter(lines)
    metadata = _toml_texts(head, collector)
    collector.set_markup(metadata.get("markup", ""))
    for number, card in enumerate(_cards(lines, start, collector)):
        if number % 500 == 0:
            options.progress(card.line, len(lines))
        _add(card, collector)
    id = pack_id(metadata["pack"]) if "pack" in metadata else ""
    info = PackInfo(id, "", language=metadata.get("language", ""), license=metadata.get("license", ""))
    return collector.result(metadata.get("name", ""), info)


def _toml_texts(text: str, collector: Collector) -> dict[str, str]:
    try:
        return {key: value for key, value in tomllib.loads(text).items() if isinstance(value, str)}
    except (tomllib.TOMLDecodeError, RecursionError):
        collector.note("its front matter is not in TOML, so the name in it is not read")
        return {}


def _cards(lines: list[str], start: int, collector: Collector) -> Iterator[_Card]:
    """Yield the cards of a file. Letters in blocks of code don't begin cards."""
    first = 0
    parts: list[tuple[str, list[str]]] = []
    pending: list[tuple[str, str]] = []  # metadata of the next card
    meta: list[tuple[str, str]] = []
    fence, stray = "", False

    def card() -> _Card:
        return _Card(first, tuple((letter, tuple(text)) for letter, text in parts), tuple(meta))

    for at, line in enumerate(lines[start:], start):
        if fence:
            fence = "" if closes(line, fence) else fence
        else:
            fence = fence_of(line)
            tag = None if fence else _TAG.fullmatch(line)
            if tag:
                letter = tag.group(1)
                if parts and not (letter == "A" and parts[-1][0] == "Q"):
                    yield card()
                    parts = []
                if not parts:
                    first, meta, pending, stray = at + 1, pending, [], False
                parts.append((letter, [tag.group(2).strip(" \t")]))
                continue
            if line.strip() == "---":
                if parts:
                    yield card()
                parts, stray = [], False
                continue
        if parts:
            parts[-1][1].append(line)
        elif found := _META.findall(line):
            pending += [(name, unescape(value)) for name, value in found]
        elif not is_blank(line) and not stray:
            stray = True
            collector.lose("text", "it belongs to no card")
    if parts:
        yield card()


def _add(card: _Card, collector: Collector) -> None:
    losses = collector.losses()
    letters = "".join(letter for letter, _ in card.parts)
    meta = dict(card.meta)
    try:
        if letters == "C":
            items = _clozes(card.parts[0][1], losses)
        elif letters == "QA":
            items = [_basic(card.parts[0][1], card.parts[1][1], losses)]
        else:
            raise UnusableError(
                "no answer (A: …) follows it" if letters[0] == "Q" else "no question (Q: …) comes before it"
            )
    except UnusableError as error:
        collector.skip(card.line, str(error), to_plain(card.parts[0][1]))
        return
    tags = tuple(value for name, value in card.meta if name == "tag")
    for item in items:
        fact = meta.get("fact", "") or item.fact
        full = replace(item, id=meta.get("id", ""), fact=fact, section=meta.get("section", ""), tags=tags)
        collector.add(full, card.line, losses=losses)
        losses = Losses(losses.texts.shared())  # siblings share one text, so its losses count once


def _basic(question: tuple[str, ...], answer: tuple[str, ...], losses: Losses) -> Item:
    text = to_plain(answer, losses.add).strip()
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1:
        losses.add("line ends", "a typed answer must be on one line")
        entries = [found[1] for line in lines if (found := _LISTED.fullmatch(line))]
        text = ", ".join(entries) if len(entries) == len(lines) else " ".join(text.split())
    return Item("", Kind.TYPED, text_of(question, losses), (Option(text, key=True),))


def _clozes(lines: tuple[str, ...], losses: Losses) -> list[Item]:
    """Return an item for each text in brackets, except links, images and escaped brackets. Code has no links."""
    text = "\n".join(lines)
    pieces, since, opened = [""], 0, -1
    code = _code_in(lines)
    in_code: set[int] = set()
    for found in _brackets(text, code):
        mark = found.group()
        if mark == "[":
            if opened >= 0:  # the bracket before is not closed, so it is text
                pieces[-1] += text[since:opened]
                since = opened + 1
            opened = found.start()
        elif mark == "]":
            if opened >= 0:
                pieces[-1] += text[since:opened]
                if any(start < opened and found.end() <= end for start, end in code):
                    in_code.add(len(pieces))
                pieces += [text[opened + 1 : found.start()], ""]
                opened = -1
            else:
                pieces[-1] += text[since : found.start()]
            since = found.end()
    pieces[-1] += text[since:opened] + text[opened + 1 :] if opened >= 0 else text[since:]
    items = cloze.items_of(
        pieces, lambda part: to_plain(part.split("\n")), r"\_" * 5, partial(gap_text, losses), in_code
    )
    to_plain("".join(pieces).split("\n"), partial(lose_of_gaps, losses))
    return items


def _code_in(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return where code begins and ends in the text of some lines: blocks, and spans within a paragraph."""
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    found: list[tuple[int, int]] = []
    for part in parts_of(lines):
        end = part.first + len(part.lines)
        if part.is_code:
            found.append((starts[max(0, part.first - 1)], starts[end] - 1))  # with the line that opens it
        else:
            first = starts[part.first]
            found += [(first + start, first + after) for start, after in code_spans("\n".join(lines[part.first : end]))]
    return found


def _brackets(text: str, code: Sequence[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Yield brackets, and escapes and links, of which code has none, that are not brackets."""
    since = 0
    for start, end in (*code, (len(text), len(text))):
        yield from _BRACKET.finditer(text, since, start)
        yield from _CODE_BRACKET.finditer(text, start, end)
        since = end


def _recognise(sample: Sample) -> Confidence:
    text = sample.text
    basic = re.search(r"(?m)^Q:", text) and re.search(r"(?m)^A:", text)
    if basic or re.search(r"(?m)^C:[^\[\n]*+\[[^\]\n]++\]", text):
        return Confidence.LIKELY
    return Confidence.POSSIBLE if re.search(r"(?m)^C:[ \t]*+$", text) and "[" in text else Confidence.NO


HASHCARDS = Format("hashcards", "cards of hashcards", (".hashcards.md", ".md"), _recognise, _read, write)
