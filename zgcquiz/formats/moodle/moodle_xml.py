"""Read and write Moodle XML."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.text.numbers import read_number, read_tolerance
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange import reasons
from zgcquiz.formats.exchange.capacity import Capacity, fit
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import (
    Confidence,
    Converted,
    ExchangeOptions,
    Format,
    Losses,
    PackContent,
    Written,
)
from zgcquiz.formats.exchange.item_fitter import true_or_false
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.limits import ContentKind
from zgcquiz.formats.markdown.markup_html import markup_html
from zgcquiz.formats.markup.exported_media import ExportedMedia
from zgcquiz.formats.moodle.credit import key_share, keys_of, lose_credit
from zgcquiz.formats.shared import categories
from zgcquiz.formats.shared.cloze import GAP
from zgcquiz.formats.shared.html_text import looks_like_html
from zgcquiz.formats.shared.identifiers import own_id
from zgcquiz.formats.shared.xml_writer import Lines, document_chunks, element, leaf, nested
from zgcquiz.formats.untrusted.xml_reader import Element, parse

_CAPACITY = Capacity(
    kinds=frozenset(Kind),
    fields=frozenset(
        {
            "explanation", "section", "tags", "feedback", "lines", "order",
            "accept", "tolerance", "unit", "spaces", "title", "markup", "media",
        }
    ),
    xml=True,
)  # fmt: skip
_CLOZE = "its answers are inside its text (cloze), which is not supported"
_SKIPPED = {
    **dict.fromkeys(("essay", "essayautograde"), reasons.ESSAY),
    "description": reasons.DESCRIPTION,
    **dict.fromkeys(("matching", "match", "ddmatch", "randomsamatch"), reasons.MATCHING),
    "ordering": reasons.ORDERING,
    **dict.fromkeys(("cloze", "multianswer"), _CLOZE),
    "random": "a placeholder for a random question",
    **dict.fromkeys(("calculated", "calculatedmulti", "calculatedsimple", "formulas"), reasons.RANDOM_NUMBERS),
    **dict.fromkeys(("ddimageortext", "ddmarker"), reasons.ON_AN_IMAGE),
    "coderunner": "its answer is a program to run",
    "stack": "its answer is a formula to evaluate",
    "recordrtc": "its answer is a recording",
}
"""Unsupported types, and the reason that is reported."""
_GAPS = ("gapselect", "ddwtos")
"""Types whose options go into gaps of the text, such as `[[1]]`."""
_GAP = re.compile(r"\[\[(\d{1,4})\]\]")
_NO = ("0", "false")


class _MoodleAnswer(Value, frozen=True):
    """An answer element. credit: in percent."""

    text: str
    credit: float
    feedback: str
    element: Element


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    parsed = parse(data, name, parts=("question",), inner=("file",))
    collector = Collector(name, options)
    collector.note(parsed.note)
    path: categories.Path = ()
    paths: dict[categories.Path, None] = {}
    added: list[categories.Path] = []
    questions = list(parsed.root.all("question")) if parsed.root.name != "question" else [parsed.root]
    for number, part in enumerate(questions, 1):
        if number % 200 == 0:
            options.progress(number, len(questions))
        question = part.loaded()
        if question.get("type") == "category":
            collector.lose("category's description", "", bool(_inner(question.child("info"))))
            category = question.child("category")
            path = categories.parse(_inner(category)) if category else ()
            continue
        losses = collector.losses()
        reader = _MoodleQuestion(question, losses)
        try:
            item = reader.item()
        except UnusableError as error:
            collector.skip(question.line, str(error), reader.stem())
            continue
        paths[path] = None
        if collector.add(item, question.line, losses=losses):
            added.append(path)
    title = categories.title_of(paths)
    return collector.result(title, sections=[categories.section_of(path, title) for path in added])


class _MoodleQuestion:
    """Turns a question element into an item."""

    def __init__(self, question: Element, losses: Losses) -> None:
        self._question = question
        self._lose = losses.add
        self._texts = losses.texts
        self._files_shown: set[tuple[int, str]] = set()

    def stem(self) -> str:
        return self._text(self._question.child("questiontext"))

    def item(self) -> Item:
        """Return the item. Raises UnusableError if its type is not supported or it has no key."""
        question = self._question
        type = question.get("type")
        if type in _SKIPPED:
            raise UnusableError(_SKIPPED[type])
        readers = {
            "multichoice": self._choice,
            "multichoiceset": self._all_or_nothing,
            **dict.fromkeys(_GAPS, self._gap),
            "truefalse": self._true_false,
            "shortanswer": self._typed,
            "numerical": self._numeric,
        }
        if type not in readers:
            raise UnusableError(f"the type '{type[:40]}' is not supported" if type else "its type is missing")
        self._count_losses()
        bare = Item(
            id=self._value("idnumber") or own_id(_inner(question.child("name"))),
            kind=Kind.SINGLE,
            stem=self.stem(),
            options=(),
            explanation=self._text(question.child("generalfeedback")),
            tags=tuple(_inner(tag) for tags in question.children("tags") for tag in tags.children("tag")),
        )
        item = readers[type](bare)
        files = sum(1 for _ in question.all("file")) - len(self._files_shown)
        self._lose("embedded files", "only their names are kept", files)
        return item

    def _count_losses(self) -> None:
        """Count what the question has that a pack can't hold."""
        question = self._question
        for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
            self._lose("feedback to the whole answer", reasons.ONE_EXPLANATION, bool(self._value(name)))
        self._lose("hints", "", sum(bool(_inner(hint)) for hint in question.children("hint")))
        name, id = self._value("name"), self._value("idnumber")
        self._lose("name", reasons.NAME_NOT_KEPT, bool(id and own_id(name) and name != id))
        self._lose("hidden", "it is asked like any other question", self._value("hidden") == "1")
        grade = self._value("defaultgrade")
        self._lose("grade", "all questions count the same", read_number(grade) not in (None, 1))

    def _value(self, name: str) -> str:
        child = self._question.child(name)
        return _inner(child) if child else ""

    def _answers(self) -> list[_MoodleAnswer]:
        found = []
        for answer in self._question.children("answer"):
            credit = float(read_number(answer.get("fraction").replace(",", ".")) or 0)
            found.append(_MoodleAnswer(self._text(answer), credit, self._text(answer.child("feedback")), answer))
        return found

    def _choice(self, item: Item) -> Item:
        answers = self._answers()
        single = self._value("single") not in _NO
        keys = keys_of([answer.credit for answer in answers], single, self._lose)
        options = tuple(Option(a.text, key, a.feedback) for a, key in zip(answers, keys, strict=True))
        drawn = self._value("shuffleanswers") not in _NO
        kind = Kind.SINGLE if single else Kind.MULTIPLE
        return true_or_false(replace(item, kind=kind, options=options, drawn=drawn))

    def _all_or_nothing(self, item: Item) -> Item:
        """Return a question that is correct only if all keys and no distractor are picked."""
        options = tuple(Option(a.text, a.credit > 0, a.feedback) for a in self._answers())
        return replace(item, kind=Kind.MULTIPLE, options=options, drawn=self._value("shuffleanswers") not in _NO)

    def _gap(self, item: Item) -> Item:
        """Return a question with one gap in its text as a choice among the fillings of that gap."""
        gaps = _GAP.findall(item.stem)
        if len(gaps) != 1:
            raise UnusableError(f"it has {len(gaps) or 'no'} gaps to fill in; only one is supported")
        choices = self._question.children("selectoption", "dragbox")
        right = choices[int(gaps[0]) - 1] if 0 < int(gaps[0]) <= len(choices) else None
        group = _inner(right.child("group")) if right else ""
        options = tuple(
            Option(self._text(each), each is right) for each in choices if _inner(each.child("group")) == group
        )
        self._texts.substitute(_GAP, GAP)
        return replace(item, stem=_GAP.sub(GAP, item.stem), options=options, drawn=True)

    def _true_false(self, item: Item) -> Item:
        options = [
            Option(answer.text.strip().lower(), answer.credit >= 100, answer.feedback) for answer in self._answers()
        ]
        return replace(item, kind=Kind.TRUE_FALSE, options=tuple(options))

    def _typed(self, item: Item) -> Item:
        right = self._right_answers()
        self._lose("case", "upper and lower case are treated as the same", self._value("usecase") == "1")
        self._lose("wildcards", "an asterisk matches only itself", sum("*" in answer.text for answer in right))
        key = Option(right[0].text, True, right[0].feedback)
        return replace(item, kind=Kind.TYPED, options=(key,), accept=tuple(answer.text for answer in right[1:]))

    def _numeric(self, item: Item) -> Item:
        right = self._right_answers()
        self._lose("other right numbers", reasons.ONE_RANGE, len(right) - 1)
        units = [_inner(name) for name in self._question.all("unit_name")]
        self._lose("other units", "only one unit is kept", max(0, len(units) - 1))
        return replace(
            item,
            kind=Kind.NUMERIC,
            options=(Option(right[0].text, True, right[0].feedback),),
            tolerance=self._tolerance(right[0]),
            unit=units[0] if units else "",
        )

    def _right_answers(self) -> list[_MoodleAnswer]:
        """Return the answers to type with full credit. Raises UnusableError if there are none."""
        answers = self._answers()
        right = [answer for answer in answers if answer.credit >= 100]
        lose_credit([answer.credit for answer in answers], self._lose)
        if not right:
            raise UnusableError(reasons.NO_KEY)
        others = [answer for answer in answers if answer is not right[0]]
        self._lose("feedback", reasons.NO_TYPED_FEEDBACK, sum(bool(answer.feedback) for answer in others))
        return right

    def _tolerance(self, answer: _MoodleAnswer) -> float:
        """Return an answer's tolerance; as in Moodle, 0 if it is not a number."""
        text = _inner(answer.element.child("tolerance"))
        tolerance = read_tolerance(text, read_number(answer.text)) if text else 0.0
        self._lose("tolerance", reasons.NOT_A_TOLERANCE, tolerance is None)
        return tolerance or 0.0

    def _text(self, holder: Element | None) -> str:
        """Return the text in an element as plain text. It is HTML unless its format says otherwise."""
        if holder is None:
            return ""
        inner = holder.child("text") or holder
        if inner.elements and inner is not holder:
            return self._texts.element(inner, self._lose)  # HTML elements directly in the XML
        text, format = _inner(holder), holder.get("format", "html")
        if format == "html" or (format == "moodle_auto_format" and looks_like_html(text)):
            html = text.replace("@@PLUGINFILE@@/", "")
            keeps_lines = format == "moodle_auto_format"
            return self._texts.html(html, self._lose, keeps_lines=keeps_lines, find=partial(self._file, holder))
        if format == "markdown":
            self._texts.markdown(text, text)
            return text
        return self._texts.plain(text, has_formulas=format != "plain_text")

    def _file(self, holder: Element, source: str) -> bytes | None:
        """Return the content of a file embedded beside a text."""
        path = f"/{unquote(source.partition('?')[0])}"
        for file in holder.children("file"):
            if file.get("path", "/") + file.get("name") == path:
                self._files_shown.add((id(holder), path))
                try:
                    return b64decode(file.loaded().text)
                except (ZgcError, ValueError):  # too large, or damaged
                    return None
        return None


def _inner(holder: Element | None) -> str:
    """Return the content of an element's <text>, or else of the element itself, without embedded files."""
    if holder is None:
        return ""
    text = holder.child("text")
    if text is not None:
        return text.text.strip()
    return "".join(
        each if isinstance(each, str) else each.text for each in holder.content if not _is_file(each)
    ).strip()


def _is_file(content: str | Element) -> bool:
    return isinstance(content, Element) and content.name == "file"


def _write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    fitted = fit(pack, _CAPACITY, "Moodle XML")
    media = ExportedMedia(options.media, _file_address, fitted.losses)

    def questions() -> Iterator[Lines]:
        section: str | None = None
        for number, item in enumerate(fitted.items()):
            if number % 500 == 0:
                options.progress(number, len(pack.items))
            if item.section != section:
                section = item.section
                path = categories.write(fitted.info.title, section)
                yield element("question", [element("category", [leaf("text", path)])], type="category")
            yield element("question", _Question(item, media).parts(), type=_TYPES[item.kind])

    return Written(document_chunks(nested("quiz", questions())), fitted.lost)


_TYPES = {
    Kind.SINGLE: "multichoice", Kind.MULTIPLE: "multichoice", Kind.TRUE_FALSE: "truefalse",
    Kind.TYPED: "shortanswer", Kind.NUMERIC: "numerical",
}  # fmt: skip


def _file_address(path: str) -> str:
    """Return how a text refers to a file that stands beside it."""
    return f"@@PLUGINFILE@@/{quote(PurePosixPath(path).name)}"


class _Question:
    """Writes the elements of one question."""

    def __init__(self, item: Item, media: ExportedMedia) -> None:
        self._item = item
        self._media = media

    def parts(self) -> Iterator[Lines]:
        item = self._item
        yield element("name", [leaf("text", item.id)])
        yield self._textual("questiontext", item.stem)
        yield self._textual("generalfeedback", item.explanation)
        yield leaf("defaultgrade", "1")
        yield leaf("idnumber", item.id)
        if item.kind in (Kind.SINGLE, Kind.MULTIPLE):
            yield leaf("single", "true" if item.kind is Kind.SINGLE else "false")
            yield leaf("shuffleanswers", "true" if item.drawn else "false")
            yield leaf("answernumbering", "abc")
        if item.kind is Kind.TYPED:
            yield leaf("usecase", "0")
        share = key_share(item)
        for option in item.options:
            wrong = f"-{share}" if item.kind is Kind.MULTIPLE else "0"
            yield self._answer(option.text, share if option.key else wrong, option.feedback)
        for text in item.accept:
            yield self._answer(text, "100", "")
        if item.unit:
            unit = element("unit", [leaf("multiplier", "1"), leaf("unit_name", item.unit)])
            yield element("units", [unit])
        if item.tags:
            yield element("tags", [element("tag", [leaf("text", tag)]) for tag in item.tags])

    def _answer(self, text: str, fraction: str, feedback: str) -> Lines:
        item = self._item
        is_html = item.markup and item.kind in (Kind.SINGLE, Kind.MULTIPLE)
        parts = self._html(text) if is_html else [leaf("text", text)]
        if feedback:
            parts.append(self._textual("feedback", feedback))
        if item.kind is Kind.NUMERIC:
            parts.append(leaf("tolerance", write_number(item.tolerance)))
        return element("answer", parts, fraction=fraction, format="html" if is_html else "plain_text")

    def _textual(self, name: str, text: str) -> Lines:
        if self._item.markup and text:
            return element(name, self._html(text), format="html")
        return element(name, [leaf("text", text)], format="plain_text")

    def _html(self, text: str) -> list[Lines]:
        """Return a text with markup, and the files that it refers to."""
        parts = [leaf("text", markup_html(text, tex=True, image=self._media.html))]
        for path in self._media.paths_in(text):
            content = b64encode(self._media.content(path)).decode("ascii")
            parts.append(leaf("file", content, name_=PurePosixPath(path).name, path="/", encoding="base64"))
        return parts


def _recognise(sample: Sample) -> Confidence:
    if sample.root == "quiz":
        return Confidence.CERTAIN if "<question" in sample.text else Confidence.LIKELY
    return Confidence.NO


MOODLE_XML = Format("moodle-xml", "Moodle XML", (".xml",), _recognise, _read, _write, content=ContentKind.XML)
