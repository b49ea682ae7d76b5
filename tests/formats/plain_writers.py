"""The plain way to write packs: everything in memory, in one go. What streams has to give the same."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from random import Random
from string import ascii_uppercase

from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.exchange_reports import QUESTION, Lost
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, Section
from zgcquiz.core.rounds.option_sampling import arrange_options, sample_options
from zgcquiz.core.rounds.round_sampling import sample_round
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.exchange.capacity import (
    _BLANK_LINE,
    _LINE_SPACES,
    _NOT_XML,
    _PLAIN_FIELDS,
    _SPACED,
    _SPACES,
    _TABS,
    Capacity,
)
from zgcquiz.formats.exchange.contract import ExchangeOptions, Losses
from zgcquiz.formats.json.pack_dict import pack_as_dict
from zgcquiz.formats.printing import sheets
from zgcquiz.formats.printing.sheets import PrintedQuestion, Test, Version
from zgcquiz.formats.shared.xml_writer import DECLARATION
from zgcquiz.formats.tables.csv_writer import _CAPACITY, _joined, _safe


class Fitted(Value, frozen=True):
    pack: Pack
    lost: tuple[Lost, ...]


def fit(pack: Pack, capacity: Capacity, name: str) -> Fitted:
    """Reduce a pack to what a format can hold. name: of the format, for reasons."""
    cutter = _Cutter(capacity, name, pack.info.language)
    items = tuple(cutter.item(item) for item in pack.items if cutter.takes(item))
    cutter.losses.of(None)
    info = pack.info
    for key in ("description", "language", "license", "sources", "check"):
        if getattr(info, key) and key not in capacity.fields:
            cutter.losses.add(key)
            info = replace(info, **{key: type(getattr(info, key))()})
        elif isinstance(getattr(info, key), str):
            info = replace(info, **{key: cutter.text(getattr(info, key))})
    if "title" not in capacity.fields:
        cutter.losses.add("title", "of the pack")
    if "study text" not in capacity.fields:
        cutter.losses.add("study text", "", sum(bool(section.text) for section in info.sections))
    if "section" not in capacity.fields:
        info = replace(info, sections=())
    used = {item.section for item in items}
    sections = tuple(
        Section(cutter.line(section.title), cutter.text(section.text) if "study text" in capacity.fields else "")
        for section in info.sections
        if section.title in used or "study text" in capacity.fields
    )
    if "strict" not in capacity.fields:
        info = replace(info, strict=())  # each item has its own, and its loss is reported
    info = replace(info, title=cutter.text(info.title), sections=sections)
    return Fitted(Pack(info, items), cutter.losses.all())


def _differ_by_controls(item: Item) -> bool:
    """Return whether options would be equal without the characters that XML does not allow."""
    if not any(_NOT_XML.search(option.text) for option in item.options):
        return False
    return len({" ".join(_NOT_XML.sub("\ufffd", option.text).split()) for option in item.options}) < len(item.options)


class _Cutter:
    def __init__(self, capacity: Capacity, name: str, language: str) -> None:
        self.capacity = capacity
        self.language = language
        self.fields = capacity.fields
        self.name = name
        self.losses = Losses()

    def takes(self, item: Item) -> bool:
        self.losses.of(item.id)
        if item.kind not in self.capacity.kinds:
            self.losses.add(QUESTION, f"{self.name} does not support the kind {item.kind.value}")
            return False
        if self.capacity.xml and _differ_by_controls(item):
            self.losses.add(QUESTION, "two of its options differ only by control characters, which XML can't contain")
            return False
        return True

    def item(self, item: Item) -> Item:
        for key in _PLAIN_FIELDS:
            value = getattr(item, key)
            if value and key not in self.fields:
                self.losses.add(key)
                item = replace(item, **{key: type(value)()})
        if item.draft and "draft" not in self.fields:
            self.losses.add("draft", "the question looks like any other there")
            item = replace(item, draft=False)
        if item.source and "source" not in self.fields:
            self.losses.add("source")
            item = replace(item, source=None)
        if item.section and "section" not in self.fields:
            self.losses.add("section")
            item = replace(item, section="")
        return self._options(self._answer(self._texts(item)))

    def _answer(self, item: Item) -> Item:
        accept = "choice accept" if item.kind.is_choice else "number accept" if item.kind is Kind.NUMERIC else "accept"
        if item.accept and accept not in self.fields:
            self.losses.add("accept")
            item = replace(item, accept=())
        if item.strict and "strict" not in self.fields:
            self.losses.add("strict", "how strictly answers are compared there is up to the program")
            item = replace(item, strict=())
        if not item.recall and "recall" not in self.fields:
            self.losses.add("recall")
            item = replace(item, recall=True)
        for key in ("tolerance", "unit"):
            if getattr(item, key) and key not in self.fields:
                self.losses.add(key)
                item = replace(item, **{key: 0.0 if key == "tolerance" else ""})
        return item if self.capacity.keeps_numbers or item.kind is not Kind.NUMERIC else self._with_numbers(item)

    def _with_numbers(self, item: Item) -> Item:
        """Return a numeric item with its numbers in a machine-readable form."""
        from zgcquiz.core.text.number_writing import is_decimal, plain_number
        from zgcquiz.core.text.numbers import read_number

        key = item.keys[0].text
        value = read_number(key, self.language)
        if value is not None and not is_decimal(value):
            self.losses.add("fractions", "rounded to the nearest decimal that programs hold")
        accept = tuple(plain_number(text, self.language) or text for text in item.accept)
        return replace(item, options=(Option(plain_number(key, self.language) or key, True),), accept=accept)

    def _options(self, item: Item) -> Item:
        if not self.capacity.shuffles and item.kind is not Kind.TRUE_FALSE:
            item = replace(item, options=arrange_options(item, Random(item.id)))
        options = item.options
        if "feedback" not in self.fields and any(option.feedback for option in options):
            self.losses.add("feedback", "", sum(bool(option.feedback) for option in options))
            options = tuple(replace(option, feedback="") for option in options)
        pinned = any(option.pinned for option in options)
        if "pinned" not in self.fields and pinned:
            self.losses.add("pinned")
            options = tuple(replace(option, pinned=False) for option in options)
        item = replace(item, options=options)
        in_order = not item.drawn and item.kind in (Kind.SINGLE, Kind.MULTIPLE)
        if in_order and item.distractors and ("pinned order" if pinned else "order") not in self.fields:
            self.losses.add("fixed order")
            item = replace(item, drawn=True)
        return item

    def _texts(self, item: Item) -> Item:
        return replace(
            item,
            stem=self.text(item.stem),
            options=tuple(self._option(option, item.kind.is_choice) for option in item.options),
            explanation=self.text(item.explanation),
            section=self.line(item.section),
            tags=tuple(dict.fromkeys(self.line(tag) for tag in item.tags)),
            accept=tuple(self.line(text) for text in item.accept),
        )

    def _option(self, option: Option, shown: bool) -> Option:
        text = self.text(option.text) if shown else self.line(option.text)
        return replace(option, text=text, feedback=self.text(option.feedback))

    def line(self, text: str) -> str:
        """Return a text of one line with single spaces."""
        text = self.text(text)
        line = " ".join(text.split())
        if line != text:
            self.losses.add("runs of spaces", "a text of one line has single ones")
        return line

    def text(self, text: str) -> str:
        """Return a text as the format can hold it."""
        if text and (text[0].isspace() or text[-1].isspace()):
            self.losses.add("outer blanks", "a text has none around it there")
            text = text.strip()
        if "\r" in text:
            self.losses.add("carriage returns", "lines end with a line feed there")
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if self.capacity.xml and _NOT_XML.search(text):
            self.losses.add("control characters", "XML can't contain them")
            text = _NOT_XML.sub("\ufffd", text)
        if "lines" not in self.fields and "\n" in text:
            self.losses.add("line ends", "the format keeps a text on one line")
            text = " ".join(text.split())
        if "spaces" not in self.fields and _SPACED.search(text):
            self.losses.add("runs of spaces", "they count as one there")
            text = _LINE_SPACES.sub("\n", _SPACES.sub(" ", text))
        if not self.capacity.tabs and ("\t" in text or "\n" in text):
            text = self._without_tabs(text)
        return text

    def _without_tabs(self, text: str) -> str:
        if _TABS.search(text):
            self.losses.add("tabs", "lines begin with spaces there")
            text = _TABS.sub(lambda match: match.group().expandtabs(4), text)
        if _BLANK_LINE.search(text):
            self.losses.add("runs of spaces", "a line of blanks is an empty line there")
            text = _BLANK_LINE.sub("", text)
        return text


def table(pack: Pack) -> bytes:
    rows = [dict(_fields(item)) for item in fit(pack, _CAPACITY, "a table").pack.items]
    used = {name for row in rows for name in row}
    names = [name for name in _order(used) if name in used]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_safe(row.get(name, "")) for name in names])
    return ("\ufeff" + buffer.getvalue()).encode("utf-8", "replace")


def _fields(item: Item) -> Iterator[tuple[str, str]]:
    """Yield a row's non-empty cells with their headings."""
    yield "id", item.id
    yield "kind", item.kind.value
    yield "question", item.stem
    if item.kind.is_choice and not item.drawn and item.kind is not Kind.TRUE_FALSE:
        for number, option in enumerate(item.options, 1):
            yield f"option {number}", option.text
        yield "correct", ",".join(str(number) for number, option in enumerate(item.options, 1) if option.key)
        yield "order", "fixed"
    else:
        for number, key in enumerate(item.keys, 1):
            yield "answer" if number == 1 else f"answer {number}", key.text
        for number, option in enumerate(item.distractors if item.drawn else (), 1):
            yield f"distractor {number}", option.text
    for name in ("explanation", "section", "fact", "as_of", "valid_until", "unit", "superseded_by"):
        if getattr(item, name):
            yield name.replace("_", " "), getattr(item, name)
    for name in ("accept", "strict", "tags", "formerly"):
        if getattr(item, name):
            yield name, _joined(getattr(item, name))
    if item.tolerance:
        yield "tolerance", write_number(item.tolerance)
    if not item.recall:
        yield "recall", "no"
    if item.draft:
        yield "draft", "yes"


def _order(used: set[str]) -> list[str]:
    def numbered(name: str) -> list[str]:
        return sorted((each for each in used if each.startswith(name)), key=lambda each: (len(each), each))

    return [
        "id", "kind", "question", "answer", *numbered("answer "), *numbered("distractor "), *numbered("option "),
        "correct", "order", "accept", "strict", "tolerance", "unit", "recall", "explanation", "section", "fact", "tags",
        "formerly", "as of", "valid until", "draft", "superseded by",
    ]  # fmt: skip


def json_document(pack: Pack) -> bytes:
    return (json.dumps(pack_as_dict(pack), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogatepass")


def xml_document(root: Iterable[str]) -> bytes:
    lines = []
    indent = ""
    for line in root:
        if line.startswith("</"):
            indent = indent[2:]
        lines.append(indent + line)
        if line.find(">") == len(line) - 1 and not line.startswith("</") and not line.endswith("/>"):
            indent += "  "
    return (DECLARATION + "\n".join(lines) + "\n").encode("utf-8", "replace")


def zip_of(files: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def by_section(pack: Pack) -> Iterator[tuple[Section, list[Item]]]:
    sections = {"": Section("")} | {section.title: section for section in pack.info.sections}
    found: dict[str, list[Item]] = {title: [] for title in sections}
    for item in pack.items:
        found.setdefault(item.section, []).append(item)
    for title, items in found.items():
        yield sections.get(title, Section(title)), items


def layout(pack: Pack, options: ExchangeOptions) -> Test:
    losses = Losses()
    current = tuple(item for item in pack.items if item.asked_until >= options.day)
    for item in pack.items:
        losses.of(item.id)
        losses.add(QUESTION, "a draft, expired, or superseded", int(item not in current))
    drawn = current
    if options.questions:
        pool = [(Ref("", item.id), item.fact) for item in current]
        chosen = {ref.item for ref in sample_round(pool, options.questions, Random(f"{options.seed}/questions"))}
        drawn = tuple(item for item in current if item.id in chosen)
    for item in current:
        losses.of(item.id)
        losses.add(QUESTION, "not drawn with this seed", int(item not in drawn))
    fitted = fit(replace(pack, items=drawn), sheets._CAPACITY, "print")
    items = tuple(_with_options(item, options.seed, losses) for item in fitted.pack.items)
    names = ascii_uppercase[: options.versions] if options.versions > 1 else ("",)
    versions = tuple(Version(name, _questions(items, options.seed, name, pack.info.language)) for name in names)
    questions = _questions(items, options.seed, names[0], pack.info.language)
    return Test(
        replace(fitted.pack.info, sections=()),
        versions,
        sheets.sheet_code(options),
        len(items),
        frozenset(item.kind for item in items),
        all(1 < len(question.options) < 6 for question in questions),
        max((len(question.key) for question in questions), default=0),
        (*losses.all(), *fitted.lost),
    )


def _with_options(item: Item, seed: int, losses: Losses) -> Item:
    losses.of(item.id)
    if not item.drawn:
        return item
    shown = set(sample_options(item, Random(f"{seed}/{item.id}")))
    losses.add("distractors", "not drawn; another seed draws others", len(item.options) - len(shown))
    return replace(item, options=tuple(option for option in item.options if option in shown))


def _questions(items: tuple[Item, ...], seed: int, name: str, language: str) -> tuple[PrintedQuestion, ...]:
    order = list(items)
    if name:
        Random(f"{seed}/{name}").shuffle(order)
    return tuple(
        PrintedQuestion(
            number,
            item,
            sample_options(item, Random(f"{seed}/{name}/{item.id}")) if item.kind.is_choice else (),
            language,
        )
        for number, item in enumerate(order, 1)
    )
