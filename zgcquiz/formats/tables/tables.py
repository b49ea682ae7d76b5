"""Read tables of questions: CSV, TSV, XLSX, and the sheets of Kahoot, Quizizz, Gimkit, Blooket and Quizlet.

They differ only in their headings, so all have the same reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from operator import itemgetter

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.text.strictness import STRICT
from zgcquiz.core.value import replace
from zgcquiz.formats.errors import UnusableError, bad_file
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Losses, Recogniser
from zgcquiz.formats.exchange.item_fitter import true_or_false
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.tables import csv_writer, kahoot_writer
from zgcquiz.formats.tables.columns import Columns, Role, columns_by_order, columns_by_user, find_columns, plain_heading
from zgcquiz.formats.tables.keys import key_numbers, named_options, truth_of
from zgcquiz.formats.tables.rows import Row, Sheet, rows_of, separator_of, unclosed_note, width
from zgcquiz.formats.tables.shape import looks_like_cards
from zgcquiz.formats.untrusted.zip_reader import Archive, is_zip

_KINDS = {
    **{kind.value: kind for kind in Kind},
    **dict.fromkeys(("multiple choice", "single choice", "quiz", "mc", "choice"), Kind.SINGLE),
    **dict.fromkeys(("checkbox", "multiple select", "multiple answer", "multi select"), Kind.MULTIPLE),
    **dict.fromkeys(("true false", "true or false", "boolean", "tf"), Kind.TRUE_FALSE),
    **dict.fromkeys(("fill in the blank", "fill in the blanks", "type answer", "short answer", "text"), Kind.TYPED),
    "number": Kind.NUMERIC,
}  # fmt: skip
_NO_ANSWER = {
    "open ended", "poll", "draw", "survey", "slide", "word cloud", "open", "essay", "long answer", "paragraph"
}  # fmt: skip
_YES = {"1", "yes", "true", "x", "y", "fixed"}
_BLOCK = 32
"""Rows that are looked at together. One that needs a closer look makes all of them be read one by one."""
_EXTRA_CELLS = "they have no heading; a text that contains the separator needs quotation marks"
_HELP = "text of the question"
"""Start of the help row below Quizizz's headings."""

_KAHOOT = {"question", "answer 1", "answer 2", "time limit", "correct answer"}
_QUIZIZZ = {"question text", "question type", "option 1", "correct answer", "time in seconds"}
_GIMKIT = {"question", "correct answer", "incorrect answer 1"}
_BLOOKET = {"question number", "question text", "answer 1", "time limit", "correct answer"}


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    if is_zip(data):
        return _read_archive(Archive(data, name), name, options)
    collector = Collector(name, options)
    return _read_sheets([_sheet(data, name, collector)], name, options, collector)


def _read_archive(archive: Archive, name: str, options: ExchangeOptions) -> Converted:
    from zgcquiz.formats.tables.xlsx import read_workbook

    return _read_sheets(read_workbook(archive, name), name, options, Collector(name, options))


def _read_sheets(sheets: Sequence[Sheet], name: str, options: ExchangeOptions, collector: Collector) -> Converted:
    found = []
    for sheet in sheets:
        columns = columns_by_user(options.columns, sheet.rows, name) if options.columns else find_columns(sheet.rows)
        if columns is None and len(sheets) == 1 and width(sheet.rows) > 1:
            columns = columns_by_order(sheet.rows)
            has_options = Role.CORRECT in columns.by_role
            keys = "the last one for the correct option" if has_options else "the second for answers"
            collector.note(f"it has no headings, so the first column is used for questions, {keys}")
        if columns is None:
            collector.note(f"the sheet '{sheet.name}' has no headings for questions and answers" if sheet.name else "")
        else:
            found.append((sheet, columns))
    if not found:
        raise bad_file(
            name,
            "it has no columns for questions and answers",
            hint="Name them: --columns question=1,answer=2,distractor=3,distractor2=4",
        )
    for sheet, columns in found:
        numbers = key_numbers(sheet.rows[columns.start :], columns)
        collector.note(numbers.note)
        reader = _SheetReader(columns, collector, sheet.name if len(found) > 1 else "", numbers.first)
        for start in range(columns.start, len(sheet.rows), _BLOCK):
            if start // _BLOCK % 128 == 0:
                options.progress(start, len(sheet.rows))
            reader.read_all(sheet.rows[start : start + _BLOCK])
    return collector.result()


def _sheet(data: bytes, name: str, collector: Collector) -> Sheet:
    text = collector.decode(data)
    separator = separator_of(text) or ","
    if text.startswith("sep=") and len(text) > 5:  # Excel's own line for it
        separator, text = text[4], "\n" + text.partition("\n")[2]
    unclosed: list[int] = []
    rows = rows_of(text, separator, unclosed.append, name)
    if unclosed:
        collector.note(unclosed_note(unclosed))
    # Programs guard CSV texts that a spreadsheet would evaluate. Texts in a workbook need no guard.
    if csv_writer.GUARDED.search(text):
        rows = [(line, [*map(csv_writer.unguarded, cells)]) for line, cells in rows]
    if separator == "|":  # leave out Markdown's line below the headings
        rows = [(line, cells) for line, cells in rows if any(cell.strip(":-") for cell in cells)]
    return Sheet("", rows)


class _SheetReader:
    """Turns rows into questions.

    section: of questions that name none; first: the number of the first option, where options are named by number.
    """

    def __init__(self, columns: Columns, collector: Collector, section: str, first: int | None) -> None:
        self.columns = columns
        self.collector = collector
        self.section = section
        by_role = columns.by_role
        self.width = max([*(column for each in by_role.values() for column in each), *columns.lost]) + 1
        self.question = columns.one(Role.QUESTION)
        self.answers = by_role.get(Role.ANSWER, ())
        self.options = by_role.get(Role.OPTION, ())
        self.distractors = by_role.get(Role.DISTRACTOR, ())
        self.correct = columns.one(Role.CORRECT)
        choice = {Role.QUESTION, Role.ANSWER, Role.OPTION, Role.DISTRACTOR, Role.CORRECT, Role.NOTHING}
        self.first = first
        self.is_bare = not (set(by_role) - choice or self.options or columns.lost or columns.lists or section)
        """The table has only columns for the question, its answers and distractors, each with one entry to a cell."""
        places_of_pool = (self.question, *self.answers, *self.distractors)
        is_pool = self.is_bare and len(self.answers) == 1 and len(self.distractors) > 1 and self.question >= 0
        self._choose = itemgetter(*places_of_pool) if is_pool else None
        """Takes the stem, the right answer and the wrong ones from a row; None where columns hold more or less."""

    def read_all(self, rows: Sequence[Row]) -> None:
        """Read rows: all at once if each is a plain question with distractors."""
        choose = self._choose
        is_even = choose and {len(cells) for _, cells in rows} == {self.width}
        if choose and is_even and self.collector.add_pools([choose(cells) for _, cells in rows]):
            return
        for line, cells in rows:
            self.read(line, cells)

    def read(self, line: int, cells: list[str]) -> None:
        stem = _cell(cells, self.question)
        if self.is_bare:
            self._read_bare(line, stem, cells)
            return
        if stem.casefold().startswith(_HELP):
            self.collector.note("the help row below the headings was left out")
            return
        try:
            item = self._item(stem, cells, losses := Losses())
        except UnusableError as error:
            self.collector.skip(line, str(error), stem)
            return
        if self.collector.add(item, line, losses=losses, in_order=bool(self._texts(cells, self.options))):
            self._count_extra(cells)
            for column, heading in self.columns.lost.items():
                if _cell(cells, column):
                    self.collector.lose_of_last(plain_heading(heading) or heading)

    def _count_extra(self, cells: Sequence[str]) -> None:
        """Count a row's cells beyond the last heading as lost; an unquoted separator in a text causes them."""
        if len(cells) > self.width:
            self.collector.lose_of_last("cells", _EXTRA_CELLS, sum(map(bool, cells[self.width :])))

    def _read_bare(self, line: int, stem: str, cells: list[str]) -> None:
        """Read a question, its answers and distractors, and nothing else: a fast path, as such tables are long."""
        keys = _filled(cells, self.answers) or _filled(cells, (self.correct,))
        if not stem or not keys:
            self.collector.skip(line, "it has no question" if not stem else "it has no answer", stem or " ".join(cells))
            return
        wrong = _filled(cells, self.distractors)
        if wrong and len(keys) == 1 and (len(wrong) > 1 or keys[0].casefold() not in ("true", "false")):
            if self.collector.add_pool(stem, keys[0], wrong, line):
                self._count_extra(cells)
            return
        options = (*(Option(text, True) for text in keys), *(Option(text) for text in wrong))
        kind = _kind_of(keys, wrong)
        accept = tuple(keys[1:]) if kind is Kind.TYPED else ()
        if kind is Kind.TRUE_FALSE:
            options = truth_of(keys[0])
        item = true_or_false(Item("", kind, stem, options, bool(wrong), accept=accept))
        if self.collector.add(item, line, in_order=False):
            self._count_extra(cells)

    def _texts(self, cells: Sequence[str], columns: Sequence[int]) -> list[str]:
        """Return the non-empty entries in some columns."""
        lists = self.columns.lists
        found: list[str] = []
        for column in columns:
            text = _cell(cells, column)
            found += parts(text) if column in lists else [text] if text else []
        return found

    def _options(self, cells: Sequence[str]) -> list[str]:
        """Return the options, with empty ones before the last, so that a key can be named by position."""
        if self.columns.lists:
            return self._texts(cells, self.options)
        texts = [_cell(cells, column) for column in self.options]
        while texts and not texts[-1]:
            texts.pop()
        return texts

    def _names_option(self, answer: str) -> bool:
        """Tell whether an answer names an option column by letter or number."""
        columns = [chr(0xE000 + at) for at in range(len(self.options))]  # texts that no cell has
        return bool(columns and not self.columns.lists and named_options(answer, columns, self.first))

    def _value(self, cells: Sequence[str], role: Role) -> str:
        return _cell(cells, self.columns.one(role))

    def _item(self, stem: str, cells: Sequence[str], losses: Losses) -> Item:
        by_role = self.columns.by_role
        name = " ".join(re.sub("[-/_]", " ", self._value(cells, Role.KIND)).casefold().split())
        kind = _KINDS.get(name) or _KINDS.get(name.replace(" ", "_"))
        if name in _NO_ANSWER:
            raise UnusableError(f"a question of the kind '{name}' has no right answer")
        if name and kind is None:
            raise UnusableError(f"unknown kind of question '{name[:40]}'")
        if not stem:
            raise UnusableError("it has no question")
        item = Item(
            id=self._value(cells, Role.ID),
            kind=Kind.SINGLE,
            stem=stem,
            options=(),
            explanation="\n".join(_filled(cells, by_role.get(Role.EXPLANATION, ()))),
            section=self._value(cells, Role.SECTION) or self.section,
            fact=self._value(cells, Role.FACT),
            tags=tuple(tag for text in _filled(cells, by_role.get(Role.TAGS, ())) for tag in parts(text)),
            formerly=parts(self._value(cells, Role.FORMERLY)),
            as_of=self._value(cells, Role.AS_OF),
            valid_until=self._value(cells, Role.VALID_UNTIL),
            strict=self._strict(cells, losses),
            recall=self._value(cells, Role.RECALL).casefold() not in ("no", "false", "0"),
            draft=self._value(cells, Role.DRAFT).casefold() in _YES,
            superseded_by=self._value(cells, Role.SUPERSEDED_BY),
        )
        return self._with_answer(item, kind, cells)

    def _strict(self, cells: Sequence[str], losses: Losses) -> tuple[str, ...]:
        words = parts(self._value(cells, Role.STRICT))
        if not set(words) <= set(STRICT):
            losses.add("strict", f"possible values are {', '.join(STRICT)}")
        return tuple(word for word in STRICT if word in words)

    def _with_answer(self, item: Item, kind: Kind | None, cells: Sequence[str]) -> Item:
        """Return an item with its kind and options. kind: the row's own. Raises UnusableError if it has no key."""
        options = self._options(cells)
        correct = _cell(cells, self.correct)
        keys = _filled(cells, self.answers)
        accept = parts(self._value(cells, Role.ACCEPT))
        if options and kind is Kind.TYPED:
            texts = [text for text in options if text]
            keys, accept = texts[:1], (*texts[1:], *accept)
        elif options:
            return self._choice(replace(item, accept=accept), kind, options, [correct] if correct else keys, cells)
        if not keys and correct and kind in (None, Kind.SINGLE, Kind.MULTIPLE) and self._names_option(correct):
            raise UnusableError(f"'{correct[:40]}' names an option that is empty")
        keys = keys or ([correct] if correct else [])
        if not keys:
            raise UnusableError("it has no answer")
        wrong = self._texts(cells, self.distractors)
        has_kind = kind is not None
        kind = kind if kind and not (kind is Kind.SINGLE and not wrong) else _kind_of(keys, wrong)
        if kind is Kind.TRUE_FALSE:
            return replace(item, kind=kind, options=truth_of(keys[0]))
        if not kind.is_choice:
            is_numeric, unit = kind is Kind.NUMERIC, self._value(cells, Role.UNIT)
            return replace(
                item,
                kind=kind,
                options=(Option(keys[0], True),),
                accept=(*keys[1:], *accept),
                tolerance=_tolerance(self._value(cells, Role.TOLERANCE), keys[0], unit) if is_numeric else 0.0,
                unit=unit if is_numeric else "",
            )
        kind = Kind.MULTIPLE if len(keys) > 1 else kind
        pool = (*(Option(text, True) for text in keys), *(Option(text) for text in wrong))
        item = replace(item, kind=kind, options=pool, drawn=True, accept=accept)
        return item if has_kind else true_or_false(item)

    def _choice(
        self, item: Item, kind: Kind | None, options: list[str], answers: list[str], cells: Sequence[str]
    ) -> Item:
        """Return an item with the options of a row. answers: cells that name the keys."""
        keys = {at for answer in answers for at in named_options(answer, options, self.first)}
        if not keys:
            answer = ", ".join(answers)
            raise UnusableError(
                f"'{answer[:40]}' names none of its options" if answer else "no option is marked as right"
            )
        fixed = self._value(cells, Role.ORDER).casefold() in _YES
        kind = Kind.MULTIPLE if kind is Kind.MULTIPLE or len(keys) > 1 else Kind.SINGLE
        marked = tuple(Option(text, at in keys) for at, text in enumerate(options))
        item = replace(item, kind=kind, options=marked, drawn=not fixed)
        return item if fixed else true_or_false(item)


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column] if 0 <= column < len(cells) else ""


def _filled(cells: Sequence[str], columns: Sequence[int]) -> list[str]:
    """Return the non-empty cells of a row in some columns."""
    width = len(cells)
    return [text for column in columns if 0 <= column < width and (text := cells[column])]


def _tolerance(text: str, key: str, unit: str) -> float:
    """Return the tolerance in a cell. Raises UnusableError if it is not valid."""
    from zgcquiz.core.text.numbers import read_quantity, read_tolerance

    figure = read_quantity(key)
    tolerance = read_tolerance(text, figure.value if figure else None, unit) if text else 0.0
    if tolerance is None:
        raise UnusableError(f"its tolerance '{text[:40]}' is not a number of 0 or more")
    return tolerance


def _kind_of(keys: Sequence[str], wrong: Sequence[str]) -> Kind:
    if wrong:
        return Kind.MULTIPLE if len(keys) > 1 else Kind.SINGLE
    return Kind.TRUE_FALSE if len(keys) == 1 and keys[0].casefold() in ("true", "false") else Kind.TYPED


def parts(cell: str) -> tuple[str, ...]:
    """Return the entries of a cell: a JSON list of texts, one to a line, or else separated by commas or semicolons."""
    if not cell:
        return ()
    if cell.startswith('["') and cell.endswith('"]'):
        import json

        try:
            found = json.loads(cell)
        except ValueError:
            found = None
        if isinstance(found, list) and all(isinstance(each, str) for each in found):
            return tuple(filter(None, map(str.strip, found)))
    return tuple(filter(None, map(str.strip, cell.split("\n") if "\n" in cell else re.split("[,;]", cell))))


def _with_headings(headings: set[str]) -> Recogniser:
    def recognise(sample: Sample) -> Confidence:
        found = any(headings <= set(map(plain_heading, cells)) for cells in sample.rows)
        return Confidence.CERTAIN if found else Confidence.NO

    return recognise


def _separated_by(*separators: str) -> Recogniser:
    def recognise(sample: Sample) -> Confidence:
        if sample.separator not in separators:
            return Confidence.NO
        if _has_headings(sample.rows):
            return Confidence.LIKELY
        named = sample.suffix in (".csv", ".tsv")
        fits = (named or sample.suffix in (".txt", "")) and looks_like_cards(
            sample.rows, sample.separator, sample.text, named=named
        )
        return Confidence.POSSIBLE if fits else Confidence.NO

    return recognise


def _has_headings(rows: Sequence[list[str]]) -> bool:
    """Tell whether there are headings for questions and answers, and most rows below them have several cells."""
    columns = find_columns([(1, cells) for cells in rows])
    below = rows[columns.start :] if columns else []
    return columns is not None and 2 * sum(len(cells) > 1 for cells in below) >= len(below)


def _is_workbook(sample: Sample) -> Confidence:
    return Confidence.CERTAIN if "xl/workbook.xml" in sample.entries else Confidence.NO


def _is_quizlet(sample: Sample) -> Confidence:
    """Recognise terms and definitions separated by tabs, without headings."""
    rows = sample.rows if sample.separator == "\t" else []
    if len(rows) < 2 or any(len(row) != 2 for row in rows) or _has_headings(rows[:1]):
        return Confidence.NO
    return Confidence.LIKELY if looks_like_cards(rows, "\t", sample.text, named=False) else Confidence.NO


_table = partial(Format, read=_read, read_archive=_read_archive)
CSV = _table("csv", "a table, CSV", (".csv", ".txt"), _separated_by(",", ";", "|"), write=csv_writer.write)
TSV = _table("tsv", "a table, columns separated by tabs", (".tsv", ".txt"), _separated_by("\t"))
XLSX = _table("xlsx", "a workbook (Excel, Calc)", (".xlsx",), _is_workbook, binary=True)
KAHOOT = _table("kahoot", "Kahoot", (".xlsx", ".csv"), _with_headings(_KAHOOT), write=kahoot_writer.write, binary=True)
QUIZIZZ = _table("quizizz", "Quizizz", (".xlsx", ".csv"), _with_headings(_QUIZIZZ))
GIMKIT = _table("gimkit", "Gimkit", (".csv",), _with_headings(_GIMKIT))
BLOOKET = _table("blooket", "Blooket", (".csv",), _with_headings(_BLOOKET))
QUIZLET = _table("quizlet", "Quizlet", (".txt", ".tsv"), _is_quizlet)
