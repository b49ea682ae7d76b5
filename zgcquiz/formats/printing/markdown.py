"""Tests on paper as Markdown, to be edited before a program such as pandoc makes pages of it."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.pack import Kind, Pack, PackInfo
from zgcquiz.formats.exchange.contract import Confidence, ExchangeOptions, Format, Written
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.markdown.text import block, escape
from zgcquiz.formats.printing.sheets import PrintedQuestion, Test, Version, instructions, make, places

_BLANK = r"\_" * 20
_PAGE_END = '<div style="break-after: page"></div>'


def _write(pack: Pack, options: ExchangeOptions, reviews: tuple[Review, ...]) -> Written:
    test = make(pack, options)
    sheets = [part(test.info, version) for version in test.versions for part in (_question_sheet, _answer_sheet)]
    sheets += [_key(test.info, version) for version in test.versions]
    sheets += [_places(test)] if len(test.versions) > 1 else []
    text = f"\n{_PAGE_END}\n\n".join("".join(f"{line}\n" for line in sheet) for sheet in sheets)
    return Written(text.encode("utf-8", "replace"), test.lost)


def _head(info: PackInfo, what: str, version: Version) -> str:
    return f"# {', '.join(filter(None, [escape(info.title), what, version.title]))}"


def _question_sheet(info: PackInfo, version: Version) -> Iterator[str]:
    yield _head(info, "", version)
    yield from _who(version)
    yield f"*{instructions(version)}*"
    for question in version.questions:
        mark = f"{question.number}. "
        first, *more = block(question.item.stem)
        yield ""
        yield mark + first
        yield from _set_in(mark, more)
        yield ""
        if question.asks_for:
            yield from _set_in(mark, [f"*{question.asks_for}*", ""])
        for letter, option in question.lettered:
            first, *more = block(question.text_of(option))
            yield from _set_in(mark, [f"- **{letter}.** {first}", *(f"  {line}".rstrip() for line in more)])
        if not question.options:
            yield from _set_in(mark, [f"{_BLANK} {escape(question.item.unit)}".rstrip()])


def _answer_sheet(info: PackInfo, version: Version) -> Iterator[str]:
    yield _head(info, "answer sheet", version)
    yield from _who(version)
    yield "| No. | Answer |"
    yield "|---|---|"
    for question in version.questions:
        blank = f"{_BLANK} {_cell(question.item.unit)}".rstrip()
        letters = " &nbsp; ".join(f"{'☐' if _several(question) else '○'} {letter}" for letter, _ in question.lettered)
        yield f"| {question.number} | {letters or blank} |"


def _key(info: PackInfo, version: Version) -> Iterator[str]:
    yield _head(info, "key", version)
    yield ""
    yield "| No. | Answer | Text | Explanation | Source | Id |"
    yield "|---|---|---|---|---|---|"
    for question in version.questions:
        item = question.item
        right = [question.text_of(option) for option in question.options if option.key] or [question.written]
        cells = ["\n".join(right), item.explanation, info.cite(item.source), item.id]
        letters = question.key if question.options else ""
        yield f"| {question.number} | {letters} | {' | '.join(map(_cell, cells))} |"
    if info.license:
        yield ""
        yield f"Questions: {escape(info.license)}"


def _places(test: Test) -> Iterator[str]:
    yield f"# {escape(test.info.title)}, all versions"
    yield ""
    yield f"| Id | {' | '.join(version.name for version in test.versions)} |"
    yield f"|{'---|' * (len(test.versions) + 1)}"
    for id, each in places(test):
        yield f"| {_cell(id)} | {' | '.join(each)} |"


def _who(version: Version) -> Iterator[str]:
    yield ""
    yield f"Name: {_BLANK} Date: {_BLANK} Score: \\_\\_\\_\\_ / {len(version.questions)}"
    yield ""


def _several(question: PrintedQuestion) -> bool:
    return question.item.kind is Kind.MULTIPLE


def _cell(text: str) -> str:
    return escape(text).replace("|", "\\|")


def _set_in(mark: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield " " * len(mark) + line if line else ""


def _recognise(sample: Sample) -> Confidence:
    return Confidence.NO


PRINT_MARKDOWN = Format(
    "print-markdown", "a test to print (Markdown)", (".print.md",), _recognise, write=_write, prints=True
)
