"""Read mkdocs-quiz: quizzes between `<quiz>` and `</quiz>` on documentation pages, with checkboxes or gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from zgcquiz.core.packs.pack import Item, PackInfo
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Losses
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.markdown.lines import lines_of, page_head
from zgcquiz.formats.markdown.paragraphs import closes, fence_of, heading_text, indent_of, is_blank
from zgcquiz.formats.markdown.quiz.item import item_of
from zgcquiz.formats.markdown.quiz.question import question_of
from zgcquiz.formats.markdown.text import inline, to_plain
from zgcquiz.formats.markup.markdown_source import gap_text, lose_of_gaps, text_of
from zgcquiz.formats.shared import categories, cloze

_GAP = re.compile(r"\[\[([^\[\]\n]+)\]\]")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]")
_OPEN = re.compile(r"<quiz(?:[ \t][^<>]*)?>")
_OLD = re.compile(r"[ \t]*<\?quiz\?>[ \t]*")
_OLD_END = re.compile(r"[ \t]*<\?/quiz\?>[ \t]*")
_OLD_KEY = re.compile(r"[ \t]*(question|answer|answer-correct|content):[ \t]*(.*)")


class _QuizBlock(Value, frozen=True):
    """The lines between the tags. line: of the opening tag; path: the headings above it, from the highest down."""

    line: int
    lines: tuple[str, ...]
    path: categories.Path
    closed: bool = True
    end: str = "</quiz>"


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    collector = Collector(name, options)
    lines = collector.decode(data).split("\n")
    head, start = page_head(lines, collector)
    blocks = list(_blocks(lines, start))
    title = categories.title_of(block.path for block in blocks)
    for number, block in enumerate(blocks):
        if number % 200 == 0:
            options.progress(block.line, len(lines))
        _add(block, title, collector)
    return collector.result(head.get("title", "") or title, PackInfo("", "", head.get("description", "")))


def _blocks(lines: list[str], at: int) -> Iterator[_QuizBlock]:
    """Yield the quizzes of a page. Those in blocks of code are examples."""
    headings: list[tuple[int, str]] = []  # the levels and texts of those above
    unclosed: dict[str, int] = {}  # by character: the length of the shortest fence that is not closed from here on
    while at < len(lines):
        line = lines[at]
        fence = fence_of(line)
        if fence and len(fence) < unclosed.get(fence[0], len(line) + 1):
            end = next((later for later in range(at + 1, len(lines)) if closes(lines[later], fence)), 0)
            if end:
                at = end + 1
                continue
            unclosed[fence[0]] = len(fence)
        if heading := _HEADING.match(line):
            level = len(heading.group(1))
            headings = [each for each in headings if each[0] < level]
            headings.append((level, " ".join(inline(heading_text(line)).split())))
        path = tuple(text for _, text in headings)
        if _OLD.fullmatch(line):
            end = at + 1
            while end < len(lines) and not any(tag.match(lines[end]) for tag in (_OLD_END, _OLD, _OPEN)):
                end += 1
            closed = end < len(lines) and bool(_OLD_END.fullmatch(lines[end]))
            yield _QuizBlock(at + 1, ("", *_migrated(lines[at + 1 : end])), path, closed, "<?/quiz?>")
            at = end + closed
            continue
        opening = _OPEN.search(line)
        before, rest = (line[: opening.start()], line[opening.end() :]) if opening else (line, "")
        if not opening or before.count("`") % 2:
            at += 1
            continue
        first = at
        inside = [rest]
        while "</quiz>" not in inside[-1] and at + 1 < len(lines) and not _OPEN.search(lines[at + 1]):
            at += 1
            inside.append(lines[at])
        text, closing, after = inside[-1].partition("</quiz>")
        inside[-1] = text
        yield _QuizBlock(first + 1, tuple(inside), path, bool(closing))
        if closing and _OPEN.search(after):
            lines[at] = after
        else:
            at += 1


def _migrated(lines: Sequence[str]) -> Iterator[str]:
    """Convert the lines of a quiz from the syntax of versions before 1.0."""
    after = False
    for line in lines:
        key = _OLD_KEY.fullmatch(line) if not after else None
        if not key:
            yield line if after else f"  {line}" if line.strip() else line
        elif key[1] == "content":
            after = True
            yield from ("", key[2])
        else:
            box = {"question": "", "answer": "- [ ] ", "answer-correct": "- [x] "}[key[1]]
            yield box + key[2]


def _add(block: _QuizBlock, title: str, collector: Collector) -> None:
    section = categories.section_of(block.path, title)
    losses = collector.losses()
    lines = _dedented(block.lines)
    try:
        if not block.closed:
            raise UnusableError(f"no {block.end} follows")
        if any(map(_GAP.search, lines)):
            items = _with_gaps(lines, losses)
        else:
            items = [item_of(question_of(block.line, "", lines_of(lines)), losses)]
    except UnusableError as error:
        collector.skip(block.line, str(error), " ".join(lines))
        return
    for item in items:
        collector.add(replace(item, section=section), block.line, losses=losses)
        losses = Losses(losses.texts.shared())  # siblings share one text, so its losses count once


def _dedented(lines: tuple[str, ...]) -> list[str]:
    """Return the lines without their common indent, which comes from content tabs and admonitions."""
    expanded = [line.expandtabs(4) if line[:1] in (" ", "\t") else line for line in lines]
    indent = min((indent_of(line) for line in expanded[1:] if not is_blank(line)), default=0)
    return [expanded[0].strip(" "), *(line[indent:] for line in expanded[1:])]


def _with_gaps(lines: list[str], losses: Losses) -> list[Item]:
    """Return an item for each gap. The lines after a rule are the explanation."""
    rule = next((at for at, line in enumerate(lines) if line.strip() == "---"), len(lines))
    pieces = _GAP.split("\n".join(lines[:rule]))
    explanation = text_of(lines[rule + 1 :], losses)
    items = cloze.items_of(pieces, lambda text: to_plain(text.split("\n")), r"\_" * 5, partial(gap_text, losses))
    to_plain(lines[:rule], partial(lose_of_gaps, losses))
    return [replace(item, explanation=explanation) for item in items]


def _recognise(sample: Sample) -> Confidence:
    found = re.search(r"(?m)^[ \t]*+<quiz(?:[ \t][^<>\n]*+)?>", sample.text) and "</quiz>" in sample.text
    older = re.search(r"(?m)^[ \t]*+<\?quiz\?>", sample.text) and "<?/quiz?>" in sample.text
    return Confidence.CERTAIN if found or older else Confidence.NO


MKDOCS_QUIZ = Format("mkdocs-quiz", "a page with mkdocs-quiz", (".quiz.md", ".md"), _recognise, _read)
