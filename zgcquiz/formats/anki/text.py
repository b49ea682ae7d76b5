"""Read Anki's text exports: notes as table rows, after header lines such as `#separator:tab`."""

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

_HEADER = re.compile(r"#([a-z][a-z ]*):(.*)", re.IGNORECASE)
_KEYS = {"separator", "html", "tags", "columns", "notetype", "deck"}
_COLUMNS = ("guid", "notetype", "deck", "tags")
_KEYS |= {f"{name} column" for name in _COLUMNS}
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
_GUESSES = "\t|;:, "
"""Separators tried if no header names one, in Anki's order; the first that occurs in the first row is used."""
_GAP = re.compile(r"\{\{c(\d{1,4})[\d,]*::")
_MAX_GAPS = 50


class _Header(Value, frozen=True):
    """The header lines. columns: positions of the special columns, from 0; lines: how many header lines there are."""

    values: dict[str, str]
    columns: dict[str, int]
    tags: tuple[str, ...]
    lines: int

    @property
    def separator(self) -> str:
        value = self.values.get("separator", "")
        separator = _SEPARATORS.get(value.strip().lower(), value[:1])
        return "" if separator == '"' else separator


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    collector = Collector(name, options)
    text = collector.decode(data)
    lines = text.split("\n")
    header = _parse_header(lines)
    rest = lines[header.lines :]
    separator = header.separator or _guess_separator(rest)
    rest, comments = _without_comments(rest, separator)
    if comments:
        count = "1 line begins with # and is" if comments == 1 else f"{comments:,} lines begin with # and are"
        collector.note(f"{count} skipped as a comment, as in Anki; put text that begins with # in quotes")
    body = "\n" * header.lines + "\n".join(rest)  # the blank lines keep the line numbers right
    html = header.values["html"].strip().lower() == "true" if "html" in header.values else looks_like_html(text)
    rows = rows_of(body, separator, name=name)
    decks = [_cell(row, header.columns.get("deck")) or header.values.get("deck", "") for _, row in rows]
    paths = [tuple(filter(None, (" ".join(part.split()) for part in deck.split("::")))) for deck in decks]
    title = categories.title_of(paths)
    for number, ((line, row), path) in enumerate(zip(rows, paths, strict=True)):
        if number % 500 == 0:
            options.progress(number, len(rows))
        _add_row(row, line, header, html, categories.section_of(path, title), collector)
    return collector.result(title)


def _add_row(row: list[str], line: int, header: _Header, html: bool, section: str, collector: Collector) -> None:
    special = set(header.columns.values())
    values = [
        value if html else escape(value, quote=False).replace("\n", "<br>")
        for at, value in enumerate(row)
        if at not in special
    ]
    while len(values) > 1 and not values[-1].strip():
        values.pop()
    names = header.values.get("columns", "").split(header.separator or "\t")
    fields = _field_names([name for at, name in enumerate(names) if at not in special], len(values))
    tags = (*header.tags, *_cell(row, header.columns.get("tags")).split())
    note = Note(line, _cell(row, header.columns.get("guid")).strip(), 0, tags, tuple(values))
    base = notes.id_of(note) if note.guid else ""
    gaps = sorted({int(number) for value in values for number in _GAP.findall(value)} - {0})
    fact = (base or item_id("", values[0])) if len(gaps) > 1 else ""
    if len(gaps) > _MAX_GAPS:
        collector.skip(line, f"it has more than {_MAX_GAPS} gaps", values[0])
        return
    losses = collector.losses()
    for number in gaps or [1]:
        try:
            item = notes.read(note, _note_type(fields, bool(gaps)), number - 1, losses)
        except UnusableError as error:
            collector.skip(line, str(error), card.text_of(values[0], Losses().add))
            continue
        id = f"{base}-{number}" if base and number > 1 else base
        collector.add(replace(item, id=id, fact=fact, section=section), line, losses=losses)
        losses = collector.losses()  # siblings share one text, so its losses count once


def _note_type(fields: tuple[str, ...], cloze: bool) -> NoteType:
    """Return a note type with the first column on the front and the others on the back.

    The file has no templates. Only the first card of a note can be known; notes with options don't use templates.
    """
    first, *others = fields
    front = f"{{{{cloze:{first}}}}}" if cloze else f"{{{{{first}}}}}"
    back = "<br>".join(f"{{{{{name}}}}}" for name in others)
    return NoteType("", cloze, fields, (Template("", front, back),))


def _field_names(headings: Sequence[str], count: int) -> tuple[str, ...]:
    """Return a unique name for each column: its heading, or `column N` if that is missing or repeated."""
    names: dict[str, None] = {}
    for at in range(count):
        name = " ".join(re.sub(r"[{}:#^/]", " ", headings[at]).split()) if at < len(headings) else ""
        names[name if name and name not in names else f"column {at + 1}"] = None
    return tuple(names)


def _parse_header(lines: Sequence[str]) -> _Header:
    values: dict[str, str] = {}
    tags: list[str] = []
    count = 0
    for line in lines:
        if not line.startswith("#"):
            break
        if match := _HEADER.fullmatch(line):
            values[match.group(1).strip().lower()] = match.group(2)
        count += 1
    if count < len(lines) and lines[count].startswith("tags:"):
        tags += lines[count].removeprefix("tags:").split()
        count += 1
    columns = {}
    for name in _COLUMNS:
        number = values.get(f"{name} column", "").strip()
        if number.isascii() and number.isdigit() and int(number[:6]) > 0:
            columns[name] = int(number[:6]) - 1
    return _Header(values, columns, (*values.get("tags", "").split(), *tags), count)


def _without_comments(lines: Sequence[str], separator: str) -> tuple[list[str], int]:
    """Return the lines with comments (rows that begin with an unquoted `#`) emptied, and the number of comments."""
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


def _guess_separator(lines: Sequence[str]) -> str:
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    return next((sign for sign in _GUESSES if sign in first), "\t")


def _cell(row: Sequence[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


def _recognise(sample: Sample) -> Confidence:
    lines = sample.text.split("\n", 30)
    found = [match.group(1).strip().lower() for line in lines if (match := _HEADER.fullmatch(line))]
    if lines[0].startswith("#") and lines[0][1:].partition(":")[0].lower() in _KEYS and set(found) & _KEYS:
        return Confidence.CERTAIN
    legacy = lines[0].startswith("tags:") and len(lines) > 1 and any(sign in lines[1] for sign in "\t;,")
    return Confidence.LIKELY if legacy else Confidence.NO


ANKI_TEXT = Format("anki-text", "Anki text: notes as rows", (".txt",), _recognise, _read)
