"""Write printable tests as Markdown, to be edited and then converted by a program such as pandoc."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from zgcquiz.core.log.review import Review
from zgcquiz.core.markup.items import said
from zgcquiz.core.packs.exchange_reports import Lost
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.formats.exchange.contract import ExchangeOptions, Format, Losses, PackContent, Written, encoded
from zgcquiz.formats.markdown.marked_text import FLATTENED, keeps_formatting, marked_lines
from zgcquiz.formats.markdown.text import block, escape
from zgcquiz.formats.printing.sheets import Test, Version, instructions, layout, positions, recognise

_BLANK = r"\_" * 20
_PAGE_END = '<div style="break-after: page"></div>'


def _write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    test = layout(pack, options, frozenset({"markup"}))
    return Written(encoded(_text(test)), (*_lost_formatting(test), *test.lost))


def _lost_formatting(test: Test) -> tuple[Lost, ...]:
    losses = Losses()
    for question in test.versions[0].questions if test.info.markup else ():
        item = question.item
        losses.of(item.id)
        if item.markup and not all(map(keeps_formatting, (item.stem, *(each.text for each in question.options)))):
            losses.add("formatting", FLATTENED)
        if said(item.explanation, item) != item.explanation:
            losses.add("formatting", "explanations are plain text in the table of the key")
    return losses.all()


def _text(test: Test) -> Iterator[str]:
    sheets = [part(test, version) for version in test.versions for part in (_question_sheet, _answer_sheet)]
    sheets += [_key(test, version) for version in test.versions]
    sheets += [_positions_table(test)] if len(test.versions) > 1 else []
    for number, sheet in enumerate(sheets):
        yield f"\n{_PAGE_END}\n\n" if number else ""
        for line in sheet:
            yield f"{line}\n"


def _heading(test: Test, part: str, version: Version) -> str:
    parts = (escape(test.info.title), _lower(test, part), version.title(test.word), test.code)
    return f"# {', '.join(filter(None, parts))}"


def _lower(test: Test, part: str) -> str:
    """Return the name of a part of a test behind the test's: in English with a small letter."""
    return part.lower() if test.word(part) == part else test.word(part)


def _question_sheet(test: Test, version: Version) -> Iterator[str]:
    yield _heading(test, "", version)
    yield from _name_fields(test)
    yield f"*{instructions(test)}*"
    for question in version.questions:
        mark = f"{question.number}. "
        first, *more = _block(question.item.stem, question.item)
        yield from ("", mark + first, *_indented(mark, more), "")
        if question.instruction:
            yield from _indented(mark, [f"*{test.word(question.instruction)}*", ""])
        for letter, option in question.lettered:
            first, *more = _block(question.text_of(option), question.item)
            yield from _indented(mark, [f"- **{letter}.** {first}", *(f"  {line}".rstrip() for line in more)])
        if not question.options:
            yield from _indented(mark, [f"{_BLANK} {escape(question.item.unit)}".rstrip()])


def _block(text: str, item: Item) -> list[str]:
    return marked_lines(text) if item.markup else block(text)


def _answer_sheet(test: Test, version: Version) -> Iterator[str]:
    yield _heading(test, "Answer sheet", version)
    yield from _name_fields(test)
    yield from (f"| {test.word('No.')} | {test.word('Answer')} |", "|---|---|")
    for question in version.questions:
        blank = f"{_BLANK} {_cell(question.item.unit)}".rstrip()
        box = "☐" if question.item.kind is Kind.MULTIPLE else "○"
        letters = " &nbsp; ".join(f"{box} {letter}" for letter, _ in question.lettered)
        yield f"| {question.number} | {letters or blank} |"


def _key(test: Test, version: Version) -> Iterator[str]:
    yield _heading(test, "Key", version)
    head = map(test.word, ("No.", "Answer", "Text", "Explanation", "Source", "Id"))
    yield from ("", f"| {' | '.join(head)} |", "|---|---|---|---|---|---|")
    for question in version.questions:
        item = question.item
        right = [said(question.text_of(option), item) for option in question.options if option.key] or [question.key]
        cells = ["\n".join(right), said(item.explanation, item), test.cite(item.source), item.id]
        letters = question.key if question.options else ""
        yield f"| {question.number} | {letters} | {' | '.join(map(_cell, cells))} |"
    if test.info.license:
        yield from ("", f"{test.word('Questions')}: {escape(test.info.license)}")


def _positions_table(test: Test) -> Iterator[str]:
    yield from (f"# {escape(test.info.title)}, {_lower(test, 'All versions')}", "")
    yield f"| Id | {' | '.join(version.name for version in test.versions)} |"
    yield f"|{'---|' * (len(test.versions) + 1)}"
    for id, each in positions(test):
        yield f"| {_cell(id)} | {' | '.join(each)} |"


def _name_fields(test: Test) -> Iterator[str]:
    name, date, score = map(test.word, ("Name", "Date", "Score"))
    yield from ("", f"{name}: {_BLANK} {date}: {_BLANK} {score}: \\_\\_\\_\\_ / {test.count}", "")


def _cell(text: str) -> str:
    return escape(text).replace("|", "\\|")


def _indented(mark: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield " " * len(mark) + line if line else ""


PRINT_MARKDOWN = Format(
    "print-markdown", "a test to print (Markdown)", (".print.md",), recognise, write=_write, prints=True
)
