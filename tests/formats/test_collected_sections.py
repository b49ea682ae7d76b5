"""Questions that are collected as they are read get the sections that they would get if all were read first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.formats.hostile_files import zipped
from zgcquiz.core.value import replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Converted, ExchangeOptions
from zgcquiz.formats.moodle import gift, moodle_xml
from zgcquiz.formats.moodle.gift_blocks import blocks, unescape
from zgcquiz.formats.qti import package, qti12
from zgcquiz.formats.qti.package_files import PackageFiles, absolute
from zgcquiz.formats.shared import categories
from zgcquiz.formats.untrusted.xml_reader import parse
from zgcquiz.formats.untrusted.zip_reader import Archive

Question = tuple[str, str]
"""A stem, and what is wrong with the question: "" for nothing, or no answer at all, or an option that is empty."""

names = st.one_of(
    st.sampled_from(
        [
            "A",
            "B",
            "A ",
            " A",
            "a",
            "A / B",
            "A/B",
            "A//B",
            "top",
            "$course$",
            "Default for A",
            "1.",
            "中关村",
            "A\tB",
            "A\u2028B",
            "A\x0bB",
            "e\u0301",
            "\xe9",
            "\xa0",
            "&amp;",
            "<b>",
            "",
            "\u202eA",
            "\ufeff",
            "x" * 300,
        ]
    ),
    st.text(max_size=8),
).map(
    lambda name: "".join(
        sign for sign in name if sign == "\t" or " " <= sign < "\ud800" or "\ue000" <= sign <= "\ufffd"
    )
)
paths = st.lists(names, max_size=3).map(tuple)
stems = st.sampled_from(["What?", "What is it?", "Which <b>one</b>?", "x = 1", "Why ![a](b.png)?", "中?"])
questions = st.tuples(stems, st.sampled_from(["", "", "", "no answer", "empty option"]))
files = st.lists(st.tuples(paths, st.lists(questions, max_size=4)), max_size=5)
options_given = st.builds(ExchangeOptions, markup=st.booleans(), distractors=st.booleans())


def as_gift(parts: Sequence[tuple[tuple[str, ...], Sequence[Question]]]) -> bytes:
    lines = []
    for path, found in parts:
        lines += [f"$CATEGORY: {categories.write(*path)}", ""]
        for stem, fault in found:
            text = "".join(f"\\{sign}" if sign in "~=#{}:\\" else sign for sign in stem)
            answers = {"": "=yes ~no", "no answer": "", "empty option": "=yes ~ ~no"}[fault]
            lines += [f"{text} {{{answers}}}", ""]
    return "\n".join(lines).encode()


def as_moodle(parts: Sequence[tuple[tuple[str, ...], Sequence[Question]]]) -> bytes:
    found = []
    for path, each in parts:
        category = escape(categories.write(*path))
        found.append(f'<question type="category"><category><text>{category}</text></category></question>')
        for stem, fault in each:
            wrong = "" if fault == "empty option" else "no"
            answers = [("100", "yes"), ("0", wrong)] if fault != "no answer" else []
            inner = "".join(f'<answer fraction="{share}"><text>{text}</text></answer>' for share, text in answers)
            text = f'<questiontext format="html"><text>{escape(stem)}</text></questiontext>'
            found.append(f'<question type="multichoice"><single>true</single>{text}{inner}</question>')
    return f"<quiz>{''.join(found)}</quiz>".encode()


def as_qti12(title: str, sections: Sequence[tuple[str, Sequence[Question]]]) -> bytes:
    found = []
    for number, (section, each) in enumerate(sections):
        inner = "".join(_item(f"i{number}-{at}", *question) for at, question in enumerate(each))
        found.append(f'<section ident="s{number}" title={quoteattr(section)}>{inner}</section>')
    assessment = f'<assessment ident="a" title={quoteattr(title)}>{"".join(found)}</assessment>'
    return f"<questestinterop>{assessment}</questestinterop>".encode()


def _item(id: str, stem: str, fault: str) -> str:
    labels = [("a", "yes"), ("b", "" if fault == "empty option" else "no")]
    options = "".join(
        f'<response_label ident="{label}"><material><mattext>{text}</mattext></material></response_label>'
        for label, text in labels
    )
    right = (
        ""
        if fault == "no answer"
        else '<resprocessing><outcomes><decvar/></outcomes><respcondition><conditionvar><varequal respident="r">a'
        '</varequal></conditionvar><setvar action="Set">100</setvar></respcondition></resprocessing>'
    )
    return (
        f'<item ident="{id}"><presentation><material><mattext>{escape(stem)}</mattext></material>'
        f'<response_lid ident="r" rcardinality="Single"><render_choice>{options}</render_choice></response_lid>'
        f"</presentation>{right}</item>"
    )


def plain_gift(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    """What `gift` made of a file when it read all questions before it collected the first."""
    collector = Collector(name, options)
    found = []
    for block in blocks(collector.decode(data)):
        losses = collector.losses()
        try:
            found.append((block, gift._GiftQuestion(block, losses).item(), losses))
        except UnusableError as error:
            collector.skip(block.line, str(error), unescape(block.text))
    title = categories.title_of(block.category for block, _, _ in found)
    for block, item, losses in found:
        section = categories.section_of(block.category, title)
        collector.add(replace(item, section=section), block.line, losses=losses)
    return collector.result(title)


def plain_moodle(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    """The same for Moodle XML."""
    parsed = parse(data, name, parts=("question",), inner=("file",))
    collector = Collector(name, options)
    collector.note(parsed.note)
    path: categories.Path = ()
    found = []
    for part in parsed.root.all("question"):
        question = part.loaded()
        if question.get("type") == "category":
            category = question.child("category")
            path = categories.parse(moodle_xml._inner(category)) if category else ()
            continue
        losses = collector.losses()
        reader = moodle_xml._MoodleQuestion(question, losses)
        try:
            found.append((path, question.line, reader.item(), losses))
        except UnusableError as error:
            collector.skip(question.line, str(error), reader.stem())
    title = categories.title_of(path for path, _, _, _ in found)
    for path, line, item, losses in found:
        collector.add(replace(item, section=categories.section_of(path, title)), line, losses=losses)
    return collector.result(title)


def plain_qti(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    """The same for packages of QTI 1.2."""
    archive = Archive(data, name)
    collector = Collector(name, options)
    media = PackageFiles(archive)
    collector.media.find = media.find
    documents, others = package._package(archive, collector)
    titles, found = [], []
    for file in documents:
        title = qti12.title(file.root)
        items = list(qti12.items(file.root, collector, file.path, partial(absolute, file.path)))
        if items:
            titles.append(title)
        found += [(read, file.path, title) for read in items]
    first: dict[object, str] = {}
    kept = []
    for read, path, title in found:
        item = read.item
        id = "" if read.copies_differ_in_id else item.id
        content = (id, item.kind, item.stem, frozenset((o.text, o.key) for o in item.options), item.accept)
        if first.setdefault(content, path) == path:
            kept.append((read, path, title))
    collector.lose("repeated questions", "they are in several files of the package", len(found) - len(kept))
    several = len(set(titles)) > 1
    for read, path, title in kept:
        section = " / ".join(filter(None, (title, read.section))) if several else read.section
        collector.add(replace(read.item, section=section), read.line, path, read.losses)
    collector.lose("files of a package", "no text of a question shows them", len(others - media.found))
    if not (kept or collector.has_skipped):
        collector.note("no QTI item was found")
    return collector.result("" if several else next(filter(None, titles), ""))


@given(files, options_given)
@settings(max_examples=examples(150), deadline=None)
@pytest.mark.parametrize(
    ("write", "read", "plainly"),
    [(as_gift, gift._read, plain_gift), (as_moodle, moodle_xml._read, plain_moodle)],
    ids=["gift", "moodle-xml"],
)
def test_sections_of_a_file(write, read, plainly, parts, options) -> None:  # type: ignore[no-untyped-def]
    data = write(parts)
    assert read(data, "file", options) == plainly(data, "file", options)


documents = st.lists(
    st.tuples(names, st.lists(st.tuples(names, st.lists(questions, max_size=3)), max_size=3)), max_size=4
)


@given(documents, options_given)
@settings(max_examples=examples(150), deadline=None)
def test_sections_of_a_package(
    found: list[tuple[str, list[tuple[str, list[Question]]]]], options: ExchangeOptions
) -> None:
    data = zipped(*((f"{number}.xml", as_qti12(*document)) for number, document in enumerate(found)))
    assert in_order(package._read(data, "file", options)) == in_order(plain_qti(data, "file", options))


def in_order(found: Converted) -> Converted:
    """Whatever is lost is told in another order now."""
    return replace(found, lost=tuple(sorted(found.lost, key=repr)))
