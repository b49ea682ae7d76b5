"""Make a tree of annotated text: blocks, and in them inlines as Markdown can hold them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from zgcquiz.core.markup.parse import parse
from zgcquiz.core.markup.tree import (
    CodeBlock,
    CodeSpan,
    Emphasis,
    Image,
    Inline,
    LineBreak,
    Link,
    Literal,
    MarkupBlock,
    MarkupList,
    Math,
    Paragraph,
    Quotation,
    Strong,
    Table,
    inlines_of,
)
from zgcquiz.formats.markup.annotated_text import FormatMark, Run
from zgcquiz.formats.markup.marked_writer import LITERAL, FindFile, address, alternative

_STANDING = r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$(.+?)\$\$|\[sound: ([^\[\]\n]+)\]"
_STANDS_FOR = re.compile(_STANDING)
_WITH_DOLLARS = re.compile(rf"{_STANDING}|\$([^$]+)\$")


_SIGN = re.compile(r"[\\$]")
_GUARD = "\ufdd0"
"""Put behind a sign that begins no formula; readers have removed this noncharacter from all texts."""
_MOST_FILLED = 100
"""The most empty cells of a table that stand for parts of others."""


class TreeBuilder:
    """Makes trees of annotated texts.

    with_styles: keep what is strong or emphasised; find_sound: from the name in `[sound: x]` to the file's path in the
    pack, None if there is none; dollars: single ones enclose formulas.
    lost: what of the last text the tree doesn't have, by field.
    """

    def __init__(self, *, with_styles: bool = True, find_sound: FindFile | None = None, dollars: bool = False) -> None:
        self._with_styles = with_styles
        self._find_sound = find_sound
        self._pattern = _WITH_DOLLARS if dollars else _STANDS_FOR
        self.lost: set[str] = set()

    def blocks(self, runs: Iterable[Run]) -> tuple[MarkupBlock, ...]:
        self.lost = set()
        return tuple(self._blocks(list(runs), 0))

    def _blocks(self, runs: Sequence[Run], depth: int) -> Iterator[MarkupBlock]:
        """Yield the blocks of runs, all of which are inside the same elements up to a depth."""
        for mark, group in groupby(runs, lambda run: run.blocks[depth] if len(run.blocks) > depth else None):
            inside = list(group)
            match mark.kind if mark else "":
                case "list":
                    yield from self._list(mark, inside, depth + 1)
                case "quotation":
                    if blocks := tuple(self._blocks(inside, depth + 1)):
                        yield Quotation(blocks)
                case "pre":
                    yield from self._code(mark, inside)
                case "table":
                    yield from self._table(inside, depth + 1)
                case _:  # entries outside of lists, cells outside of tables
                    yield from self._paragraphs(inside) if mark is None else self._blocks(inside, depth + 1)

    def _list(self, mark: FormatMark | None, runs: Sequence[Run], depth: int) -> Iterator[MarkupBlock]:
        start = int(mark.value) if mark and mark.value else None
        runs = [run for run in runs if len(run.blocks) > depth or _is_seen([run])]  # an entry goes on behind blanks
        entries: list[tuple[MarkupBlock, ...]] = []
        for entry, group in groupby(runs, lambda run: run.blocks[depth] if len(run.blocks) > depth else None):
            inside = list(group)
            if entry is not None and entry.kind == "entry":
                entries.append(tuple(self._blocks(inside, depth + 1)))
            elif _is_seen(inside):
                if entries:
                    yield MarkupList(tuple(entries), start)
                start = None if start is None else start + len(entries)
                entries = []
                yield from self._blocks(inside, depth)
        if entries:
            yield MarkupList(tuple(entries), start)

    def _code(self, mark: FormatMark | None, runs: Sequence[Run]) -> Iterator[MarkupBlock]:
        text = "".join(run.text for run in runs if not run.is_sign)
        lines = [line.rstrip() for line in text.split("\n")]
        while lines and not lines[-1]:
            lines.pop()
        while lines and not lines[0]:
            del lines[0]
        if any(run.inline is not None or any(style.kind != "code" for style in run.styles) for run in runs):
            self.lost.add("formatting")
        if lines:
            yield CodeBlock("\n".join(lines), mark.value if mark else "")

    def _table(self, runs: Sequence[Run], depth: int) -> Iterator[MarkupBlock]:
        """Yield a table, with what is outside its cells before it; as text if a cell has blocks."""
        if any(len(run.blocks) > depth + 2 and not run.is_sign for run in runs):
            self.lost.add("formatting")
            yield from self._paragraphs([Run(run.text) for run in runs])
            return
        rows = _TableRows()
        outside: list[Run] = []
        for row, group in groupby(runs, lambda run: run.blocks[depth] if len(run.blocks) > depth else None):
            if row is not None:
                rows.start()
            for cell, within in groupby(
                group, lambda run: run.blocks[depth + 1] if len(run.blocks) > depth + 1 else None
            ):
                if cell is None:
                    outside += [run for run in within if not run.is_sign]
                else:
                    rows.add(self._line([run for run in within if not run.is_sign]), *map(int, cell.value.split()))
        yield from self._paragraphs(outside)
        if full := rows.full():
            width = len(full[0])
            yield Table(full[0], tuple(full[1:]), ("",) * width)

    def _line(self, runs: Sequence[Run]) -> tuple[Inline, ...]:
        """Return inlines on one line."""
        return self._inlines(
            [run if "\n" not in run.text else Run(run.text.replace("\n", " "), (), run.styles) for run in runs]
        )

    def _paragraphs(self, runs: Sequence[Run]) -> Iterator[MarkupBlock]:
        for paragraph in _split(runs):
            if inlines := self._inlines(paragraph):
                yield Paragraph(inlines)

    def _inlines(self, runs: Sequence[Run]) -> tuple[Inline, ...]:
        """Return the inlines of a paragraph, without outer blanks."""
        found = [(run, _styles(run, self._with_styles)) for run in runs if not run.is_sign and run.text]
        _, inlines, _ = _split_blanks(_merged(self._nested(found, 0)))
        return tuple(_merged(self._expressible(inlines, " ", " ")))

    def _nested(self, runs: Sequence[tuple[Run, tuple[FormatMark, ...]]], depth: int) -> Iterator[Inline]:
        def style(each: tuple[Run, tuple[FormatMark, ...]]) -> tuple[str, str]:
            styles = each[1]
            return (styles[depth].kind, styles[depth].value) if len(styles) > depth else ("", "")

        for (kind, value), group in groupby(runs, style):
            inside = list(group)
            if not kind:
                for run, _ in inside:
                    yield run.inline if run.inline is not None else Literal(run.text)
                continue
            if kind == LITERAL:
                yield Literal("".join(_SIGN.sub(rf"\g<0>{_GUARD}", run.text) for run, _ in inside))
                continue
            if kind == "code":
                yield from self._code_span([run for run, _ in inside])
                continue
            before, children, after = _split_blanks(_merged(self._nested(inside, depth + 1)))
            yield from before
            if children:
                yield _styled(kind, value, tuple(children))
            yield from after

    def _code_span(self, runs: Sequence[Run]) -> Iterator[Inline]:
        for has_inline, group in groupby(runs, lambda run: run.inline is not None):
            inside = list(group)
            if has_inline:
                yield from (run.inline for run in inside if run.inline is not None)
                continue
            text = "".join(run.text for run in inside)
            bare = text.strip()
            lead, _, _ = text.partition(bare)
            yield Literal(lead if bare else text)
            if bare:
                yield CodeSpan(bare)
                yield Literal(text[len(lead) + len(bare) :])

    def _expressible(self, inlines: Sequence[Inline], before: str, after: str) -> Iterator[Inline]:
        for at, inline in enumerate(inlines):
            left = _edge(inlines[at - 1], -1) if at else before
            right = _edge(inlines[at + 1], 0) if at + 1 < len(inlines) else after
            match inline:
                case Literal():
                    yield from self._literal(inline.text, left, right)
                case Strong() | Emphasis():
                    children = tuple(_merged(self._expressible(inline.children, "*", "*")))
                    if _flanks(left, _edge(inline, 0)) and _flanks(right, _edge(inline, -1)):
                        yield type(inline)(children)
                    else:
                        self.lost.add("formatting")
                        yield from children
                case Link():
                    yield Link(tuple(_merged(self._expressible(inline.children, "[", "]"))), inline.url)
                case _:
                    yield inline

    def _literal(self, text: str, before: str, after: str) -> Iterator[Inline]:
        """Yield a text with formulas and sounds for what stands for them."""
        at = 0
        for found in self._pattern.finditer(text) if "\\" in text or "$" in text or "[sound" in text else ():
            left = text[found.start() - 1] if found.start() else before
            right = text[found.end()] if found.end() < len(text) else after
            inline = self._sound_of(found[4]) if found[4] else self._formula(found, left, right)
            if inline is not None:
                yield Literal(text[at : found.start()].replace(_GUARD, ""))
                yield inline
                at = found.end()
        yield Literal(text[at:].replace(_GUARD, ""))

    def _sound_of(self, name: str) -> Inline | None:
        if self._find_sound is None:
            return None
        path = self._find_sound(name)
        if path is None:
            self.lost.add("sounds")
            return None
        return Image(alternative(name), path)

    def _formula(self, found: re.Match[str], before: str, after: str) -> Inline | None:
        sources = [text for text in found.groups() if text]
        formula = Math(" ".join(sources[0].split()), display=bool(found[2] or found[3]))
        if is_read(formula, before, after):
            return formula
        self.lost.add("formulas")
        return None


class _TableRows:
    """The rows of a table. A cell that spans several columns or rows has empty ones in all but the first."""

    def __init__(self) -> None:
        self._rows: list[list[tuple[Inline, ...]]] = []
        self._room = _MOST_FILLED
        self._until: dict[int, int] = {}
        """Before which row the last cell of a column ends, by column."""

    def start(self) -> None:
        """Start a row in place of the last one if that is empty."""
        if not self._rows or self._rows[-1] or any(end >= len(self._rows) for end in self._until.values()):
            self._rows.append([])

    def add(self, cell: tuple[Inline, ...], columns: int = 1, rows: int = 1) -> None:
        row, at = self._rows[-1], len(self._rows) - 1
        while self._room and self._until.get(len(row), 0) > at:
            self._room -= 1
            row.append(())
        for column in range(min(columns, self._room + 1)):
            self._until[len(row)] = at + rows
            row.append(() if column else cell)
        self._room = max(self._room - columns + 1, 0)

    def full(self) -> list[tuple[tuple[Inline, ...], ...]]:
        """Return the rows, all of the same width, without an empty last one."""
        rows = self._rows if self._rows and self._rows[-1] else self._rows[:-1]
        width = max(map(len, rows), default=0)
        return [tuple(row + [()] * (width - len(row))) for row in rows]


def is_read(formula: Math, before: str, after: str) -> bool:
    """Return whether a formula is read as one between two characters."""
    sign = "$$" if formula.display else "$"
    left, right = (each if each.isalnum() or each == "$" else "" for each in (before, after))
    return formula in inlines_of(parse(f"{left}{sign}{formula.source}{sign}{right}").blocks)


def _is_seen(runs: Iterable[Run]) -> bool:
    return any(not run.is_sign and (run.inline is not None or run.text.strip()) for run in runs)


def _split(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Yield the runs of each paragraph, with each line break in a run of its own."""
    paragraph: list[Run] = []
    is_broken = False
    for run in runs:
        for at, text in enumerate(run.text.split("\n")):
            if at and is_broken:
                yield paragraph
                paragraph = []
            elif at:
                paragraph.append(Run("\n", (), run.styles, LineBreak()))
                is_broken = True
            if text or run.inline is not None:
                is_broken = is_broken and (run.is_sign or text.isspace())
                paragraph.append(Run(text, (), run.styles, run.inline, run.is_sign))
    yield paragraph


def _styles(run: Run, all_of_them: bool) -> tuple[FormatMark, ...]:
    """Return the styles of a run as Markdown nests them: each once, code and literal text inside the others."""
    kinds: dict[str, FormatMark] = {}
    for style in run.styles:
        if all_of_them or style.kind in ("code", "link", LITERAL):
            kinds.setdefault(style.kind, style)
    inner = kinds.pop("code", None)
    literal = kinds.pop(LITERAL, None)
    inner = inner or literal
    return (*kinds.values(), inner) if inner else tuple(kinds.values())


def _styled(kind: str, value: str, children: tuple[Inline, ...]) -> Inline:
    if kind == "link":
        return Link(children, address(value))
    if kind == "strong":
        only = children[0] if len(children) == 1 else None
        return Emphasis((Strong(only.children),)) if isinstance(only, Emphasis) else Strong(children)
    return Emphasis(children)


def _split_blanks(inlines: Iterable[Inline]) -> tuple[list[Inline], list[Inline], list[Inline]]:
    """Return the blanks and line breaks before inlines, the inlines, and those behind them."""
    found = list(inlines)
    before: list[Inline] = []
    after: list[Inline] = []
    while found and _begins_blank(found[0], 0):
        first = found.pop(0)
        if isinstance(first, Literal) and (text := first.text.lstrip()):
            found.insert(0, Literal(text))
            first = Literal(first.text[: len(first.text) - len(text)])
        before.append(first)
    while found and _begins_blank(found[-1], -1):
        last = found.pop()
        if isinstance(last, Literal) and (text := last.text.rstrip()):
            found.append(Literal(text))
            last = Literal(last.text[len(text) :])
        after.insert(0, last)
    return before, found, after


def _begins_blank(inline: Inline, at: int) -> bool:
    """Return whether the first (0) or last (-1) character of an inline is blank."""
    return isinstance(inline, LineBreak) or (isinstance(inline, Literal) and inline.text[at].isspace())


def _merged(inlines: Iterable[Inline]) -> list[Inline]:
    """Return inlines with literals and code side by side joined, and empty ones left out."""
    found: list[Inline] = []
    for inline in inlines:
        last = found[-1] if found else None
        if isinstance(inline, Literal) and not inline.text:
            continue
        if isinstance(inline, Literal) and isinstance(last, Literal):
            text = last.text + inline.text.lstrip(" ") if last.text.endswith(" ") else last.text + inline.text
            found[-1] = Literal(text)
        elif isinstance(inline, CodeSpan) and isinstance(last, CodeSpan):
            found[-1] = CodeSpan(last.text + inline.text)
        elif isinstance(inline, Strong | Emphasis) and type(inline) is type(last):
            found[-1] = type(inline)(tuple(_merged((*last.children, *inline.children))))
        else:
            found.append(inline)
    return found


def _edge(inline: Inline, at: int) -> str:
    """Return the first (0) or last (-1) character of an inline as Markdown writes it, without the signs of emphasis."""
    match inline:
        case Literal():
            return inline.text[at]
        case Strong() | Emphasis():
            return _edge(inline.children[at], at)
        case LineBreak():
            return "\n"
        case _:
            return "`"


def _flanks(outer: str, inner: str) -> bool:
    """Return whether a sign of emphasis between two characters is read as one (CommonMark 0.31, 6.2)."""
    return not _is_punctuation(inner) or outer.isspace() or _is_punctuation(outer)


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
