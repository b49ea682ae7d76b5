"""Anki text: notes as rows of a table, below header lines such as `#separator:tab`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from zgcquiz.core.value import Value, replace
from zgcquiz.formats.anki import notes
from zgcquiz.formats.anki.storage.collection import Note, NoteType, Template
from zgcquiz.formats.anki.templates import card
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Losses
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.shared import categories
from zgcquiz.formats.shared.html_text import looks_like_html
from zgcquiz.formats.shared.identifiers import item_id
from zgcquiz.formats.tables.rows import rows_of
from zgcquiz.formats.untrusted.decoding import read_text

_HEADER = re.compile(r"#([a-z][a-z ]*):(.*)", re.IGNORECASE)
_KEYS = {"separator", "html", "tags", "columns", "notetype", "deck"}
_COLUMNS = ("guid", "notetype", "deck", "tags")
_KEYS |= {f"{name} column" for name in _COLUMNS}
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
_GUESSES = "\t|;:, "
"""What parts columns where nothing is said: the first of these in the first row, in Anki's order."""
_GAP = re.compile(r"\{\{c(\d{1,4})[\d,]*::")
_MAX_GAPS = 50


class _Head(Value, frozen=True):
    """What the header lines say, and how many there are. columns: the special ones, counted from 0."""

    said: dict[str, str]
    columns: dict[str, int]
    tags: tuple[str, ...]
    lines: int

    @property
    def separator(self) -> str:
        given = self.said.get("separator", "")
        sign = _SEPARATORS.get(given.strip().lower(), given[:1])
        return "" if sign == '"' else sign


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    decoded = read_text(data, name)
    collector = Collector(name, options)
    collector.note(decoded.note)
    lines = decoded.text.split("\n")
    head = _head(lines)
    rest = lines[head.lines :]
    separator = head.separator or _guessed(rest)
    rest, comments = _without_comments(rest, separator)
    if comments:
        lines_begin = "1 line begins" if comments == 1 else f"{comments:,} lines begin"
        collector.note(f"{lines_begin} with # and counts as a comment, as in Anki; a text that does so needs quotes")
    body = "\n" * head.lines + "\n".join(rest)  # so that lines keep their numbers
    html = head.said["html"].strip().lower() == "true" if "html" in head.said else looks_like_html(decoded.text)
    rows = rows_of(body, separator)
    decks = [_at(row, head.columns.get("deck")) or head.said.get("deck", "") for _, row in rows]
    paths = [tuple(filter(None, (" ".join(part.split()) for part in deck.split("::")))) for deck in decks]
    title = categories.title_of(paths)
    for number, ((line, row), path) in enumerate(zip(rows, paths, strict=True)):
        if number % 500 == 0:
            options.progress(number, len(rows))
        _add(row, line, head, html, categories.section_of(path, title), collector)
    return collector.result(title)


def _add(row: list[str], line: int, head: _Head, html: bool, section: str, collector: Collector) -> None:
    special = set(head.columns.values())
    values = [_html(value, html) for at, value in enumerate(row) if at not in special]
    while len(values) > 1 and not values[-1].strip():
        values.pop()
    names = head.said.get("columns", "").split(head.separator or "\t")
    fields = _names([name for at, name in enumerate(names) if at not in special], len(values))
    tags = (*head.tags, *_at(row, head.columns.get("tags")).split())
    note = Note(line, _at(row, head.columns.get("guid")).strip(), 0, tags, tuple(values))
    base = notes.id_of(note) if note.guid else ""
    gaps = sorted({int(number) for value in values for number in _GAP.findall(value)} - {0})
    fact = (base or item_id("", values[0])) if len(gaps) > 1 else ""
    if len(gaps) > _MAX_GAPS:
        collector.skip(line, f"it has more than {_MAX_GAPS} gaps", values[0])
        return
    losses = Losses()
    for number in gaps or [1]:
        try:
            item = notes.read(note, _note_type(fields, bool(gaps)), number - 1, losses)
        except UnusableError as error:
            collector.skip(line, str(error), card.text_of(values[0], Losses().add))
            continue
        id = f"{base}-{number}" if base and number > 1 else base
        collector.add(replace(item, id=id, fact=fact, section=section), line, losses=losses)
        losses = Losses()  # siblings are of one text, so what is lost of it counts once


def _note_type(fields: tuple[str, ...], cloze: bool) -> NoteType:
    """The first column is asked, and the others stand on the back."""
    first, *others = fields
    back = "<br>".join(f"{{{{{name}}}}}" for name in others)
    # A note with options is read by the names of its fields alone; of any other only the first card is known.
    if cloze:
        return NoteType("", True, fields, (Template("", f"{{{{cloze:{first}}}}}", back),))
    return NoteType("", False, fields, (Template("", f"{{{{{first}}}}}", back),))


def _names(said: Sequence[str], count: int) -> tuple[str, ...]:
    """A name for each column; those that say nothing, or the same as another, are numbered."""
    found: dict[str, None] = {}
    for at in range(count):
        name = " ".join(re.sub(r"[{}:#^/]", " ", said[at]).split()) if at < len(said) else ""
        found[name if name and name not in found else f"column {at + 1}"] = None
    return tuple(found)


def _head(lines: Sequence[str]) -> _Head:
    said: dict[str, str] = {}
    tags: list[str] = []
    count = 0
    for line in lines:
        if not line.startswith("#"):
            break
        if found := _HEADER.fullmatch(line):
            said[found.group(1).strip().lower()] = found.group(2)
        count += 1
    if count < len(lines) and lines[count].startswith("tags:"):
        tags += lines[count].removeprefix("tags:").split()
        count += 1
    columns = {}
    for name in _COLUMNS:
        number = said.get(f"{name} column", "").strip()
        if number.isascii() and number.isdigit() and int(number[:6]) > 0:
            columns[name] = int(number[:6]) - 1
    return _Head(said, columns, (*said.get("tags", "").split(), *tags), count)


def _without_comments(lines: Sequence[str], separator: str) -> tuple[list[str], int]:
    """Return the lines with comments emptied, rows that begin with an unquoted `#`, and how many those are."""
    opening = re.compile(rf'(?:^|{re.escape(separator)})"')
    inside = re.compile(r'[^"]*+(?:""[^"]*+)*+"')
    kept = []
    comments, quoted = 0, False
    for line in lines:
        if not quoted and line.startswith("#"):
            comments += 1
            kept.append("")
            continue
        kept.append(line)
        at = 0
        while True:
            found = inside.match(line, at) if quoted else opening.search(line, at)
            if found is None:
                break
            quoted, at = not quoted, found.end()
    return kept, comments


def _guessed(lines: Sequence[str]) -> str:
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    return next((sign for sign in _GUESSES if sign in first), "\t")


def _html(value: str, html: bool) -> str:
    return value if html else escape(value, quote=False).replace("\n", "<br>")


def _at(row: Sequence[str], at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""


def _recognise(sample: Sample) -> Confidence:
    lines = sample.text.split("\n", 30)
    found = [match.group(1).strip().lower() for line in lines if (match := _HEADER.fullmatch(line))]
    if lines[0].startswith("#") and lines[0][1:].partition(":")[0].lower() in _KEYS and set(found) & _KEYS:
        return Confidence.CERTAIN
    legacy = lines[0].startswith("tags:") and len(lines) > 1 and any(sign in lines[1] for sign in "\t;,")
    return Confidence.LIKELY if legacy else Confidence.NO


ANKI_TEXT = Format("anki-text", "Anki text: notes as rows", (".txt",), _recognise, _read)
