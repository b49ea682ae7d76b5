"""Questions in tables: CSV, TSV, XLSX, and the sheets that Kahoot, Quizizz, Gimkit, Blooket and Quizlet know.

They differ in their headings only, so one reader serves them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import itemgetter

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.text.strictness import STRICT
from zgcquiz.formats.errors import UnusableError, bad_file
from zgcquiz.formats.exchange.collector import Collector, true_or_false
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.tables import csv_writer, kahoot_writer
from zgcquiz.formats.tables.columns import Columns, Role, find_columns, in_order, plain_heading, said_columns
from zgcquiz.formats.tables.keys import first_number, pointed_at, truth_of
from zgcquiz.formats.tables.rows import Row, Sheet, rows_of, separator_of, unclosed_note, width
from zgcquiz.formats.tables.shape import looks_like_cards
from zgcquiz.formats.untrusted.decoding import read_text

_GUARDED = re.compile("'(?=['=+@\t-])")
"""What keeps a spreadsheet from taking a text for a formula."""
_KINDS = {
    **{kind.value: kind for kind in Kind},
    **dict.fromkeys(("multiple choice", "single choice", "quiz", "mc", "choice"), Kind.SINGLE),
    **dict.fromkeys(("checkbox", "multiple select", "multiple answer", "multi select"), Kind.MULTIPLE),
    **dict.fromkeys(("true false", "true or false", "boolean", "tf"), Kind.TRUE_FALSE),
    **dict.fromkeys(("fill in the blank", "fill in the blanks", "type answer", "short answer", "text"), Kind.TYPED),
    "number": Kind.NUMERIC,
}  # fmt: skip
_UNASKED = {"open ended", "poll", "draw", "survey", "slide", "word cloud", "open", "essay", "long answer", "paragraph"}
_YES = {"1", "yes", "true", "x", "y", "fixed"}
_BLOCK = 16
"""Rows that are looked at together. One that needs a closer look makes all of them be read one by one."""
_BEYOND = "they stand under no heading; a text that has the separator in it needs quotation marks"
_HELP = "text of the question"
"""How the row of help below Quizizz's headings begins."""

Headings = frozenset[str]


def _signature(*names: str) -> Headings:
    return frozenset(names)


_KAHOOT = _signature("question", "answer 1", "answer 2", "time limit", "correct answer")
_QUIZIZZ = _signature("question text", "question type", "option 1", "correct answer", "time in seconds")
_GIMKIT = _signature("question", "correct answer", "incorrect answer 1")
_BLOOKET = _signature("question number", "question text", "answer 1", "time limit", "correct answer")


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    collector = Collector(name, options)
    sheets = _sheets(data, name, collector)
    found = []
    for sheet in sheets:
        columns = said_columns(options.columns, sheet.rows, name) if options.columns else find_columns(sheet.rows)
        if columns is None and len(sheets) == 1 and width(sheet.rows) > 1:
            columns = in_order(sheet.rows)
            keys = "the last for which option is right" if Role.CORRECT in columns.places else "the second for answers"
            collector.note(f"it has no headings, so the first column is taken for questions, {keys}")
        if columns is None:
            collector.note(f"the sheet '{sheet.name}' has no headings of questions and answers" if sheet.name else "")
        else:
            found.append((sheet, columns))
    if not found:
        raise bad_file(
            name,
            "it has no columns that hold questions and answers",
            hint="Say which do: --columns question=1,answer=2,distractor=3,distractor2=4",
        )
    for sheet, columns in found:
        first = first_number(sheet.rows[columns.start :], columns)
        reader = _SheetReader(columns, collector, sheet.name if len(found) > 1 else "", first)
        total = len(sheet.rows)
        for start in range(columns.start, total, _BLOCK):
            if start // _BLOCK % 128 == 0:
                options.progress(start, total)
            reader.read_all(sheet.rows[start : start + _BLOCK])
    return collector.result()


def _sheets(data: bytes, name: str, collector: Collector) -> list[Sheet]:
    from zgcquiz.formats.untrusted.zip_reader import is_zip

    if is_zip(data):
        from zgcquiz.formats.tables.xlsx import read_workbook

        return read_workbook(data, name)
    decoded = read_text(data, name)
    collector.note(decoded.note)
    text = decoded.text
    separator = separator_of(text) or ","
    if text.startswith("sep=") and len(text) > 5:  # how Excel is told
        separator, text = text[4], "\n" + text.partition("\n")[2]
    unclosed: list[int] = []
    rows = rows_of(text, separator, unclosed.append)
    if unclosed:
        collector.note(unclosed_note(unclosed))
    # Programs put it before a text that a spreadsheet would run. In a workbook a text is safe as it is.
    if _GUARDED.search(text):
        rows = [(line, [cell[1:] if _GUARDED.match(cell) else cell for cell in cells]) for line, cells in rows]
    if separator == "|":  # as Markdown draws the line below its headings
        rows = [(line, cells) for line, cells in rows if any(cell.strip(":-") for cell in cells)]
    return [Sheet("", rows)]


class _SheetReader:
    """Makes questions of rows. section: of all that name none; first: the number of the first option."""

    def __init__(self, columns: Columns, collector: Collector, section: str, first: int) -> None:
        self.columns = columns
        self.collector = collector
        self.section = section
        places = columns.places
        self.width = max([*(place for each in places.values() for place in each), *columns.lost]) + 1
        self.question = columns.one(Role.QUESTION)
        self.answers = places.get(Role.ANSWER, ())
        self.options = places.get(Role.OPTION, ())
        self.distractors = places.get(Role.DISTRACTOR, ())
        self.correct = columns.one(Role.CORRECT)
        choice = {Role.QUESTION, Role.ANSWER, Role.OPTION, Role.DISTRACTOR, Role.CORRECT, Role.NOTHING}
        self.first = first
        self.is_bare = not (set(places) - choice or self.options or columns.lost or columns.lists or section)
        """The table has no columns beyond those of a question, its answers and wrong ones, a cell each."""
        places_of_pool = (self.question, *self.answers, *self.distractors)
        is_pool = self.is_bare and len(self.answers) == 1 and len(self.distractors) > 1 and self.question >= 0
        self._choose = itemgetter(*places_of_pool) if is_pool else None
        """Takes the stem, the right answer and the wrong ones from a row; None where columns hold more or less."""

    def read_all(self, rows: Sequence[Row]) -> None:
        """Read some rows: at once where they are questions with wrong answers and nothing else."""
        choose = self._choose
        is_even = choose and {len(cells) for _, cells in rows} == {self.width}
        if choose and is_even and self.collector.add_pools([choose(cells) for _, cells in rows]):
            return
        for line, cells in rows:
            self.read(line, cells)

    def read(self, line: int, cells: list[str]) -> None:
        stem = self._cell(cells, self.question)
        if self.is_bare:
            self._bare(line, stem, cells)
            return
        if stem.casefold().startswith(_HELP):
            self.collector.note("the row of help below the headings is left out")
            return
        try:
            item = self._item(stem, cells)
        except UnusableError as error:
            self.collector.skip(line, str(error), stem)
            return
        if self.collector.add(item, line, in_order=bool(self._texts(cells, self.options))):
            self.collector.lose("cells", _BEYOND, self._beyond(cells))
            for place, heading in self.columns.lost.items():
                if self._cell(cells, place):
                    self.collector.lose(plain_heading(heading) or heading)

    def _beyond(self, cells: Sequence[str]) -> int:
        """How many cells of a row stand under no heading, as where a text has a separator without quotation marks."""
        return sum(map(bool, cells[self.width :])) if len(cells) > self.width else 0

    def _bare(self, line: int, stem: str, cells: list[str]) -> None:
        """A question, its right answers and wrong ones, and nothing else: quick, as such tables are long."""
        keys = _filled(cells, self.answers) or _filled(cells, (self.correct,))
        if not stem or not keys:
            self.collector.skip(line, "it has no question" if not stem else "it has no answer", stem or " ".join(cells))
            return
        wrong = _filled(cells, self.distractors)
        if wrong and len(keys) == 1 and (len(wrong) > 1 or keys[0].casefold() not in ("true", "false")):
            if self.collector.add_pool(stem, keys[0], wrong, line) and len(cells) > self.width:
                self.collector.lose("cells", _BEYOND, self._beyond(cells))
            return
        options = (*(Option(text, True) for text in keys), *(Option(text) for text in wrong))
        kind = _kind_of(keys, wrong)
        accept = tuple(keys[1:]) if kind is Kind.TYPED else ()
        if kind is Kind.TRUE_FALSE:
            options = truth_of(keys[0])
        item = true_or_false(Item("", kind, stem, options, bool(wrong), accept=accept))
        if self.collector.add(item, line, in_order=False):
            self.collector.lose("cells", _BEYOND, self._beyond(cells))

    def _cell(self, cells: Sequence[str], place: int) -> str:
        return cells[place] if 0 <= place < len(cells) else ""

    def _texts(self, cells: Sequence[str], places: Sequence[int]) -> list[str]:
        """What stands in these columns, a cell that holds several taken apart."""
        width, lists = len(cells), self.columns.lists
        found: list[str] = []
        for place in places:
            text = cells[place] if 0 <= place < width else ""
            if text and place in lists:
                found += parts(text)
            elif text:
                found.append(text)
        return found

    def _offered(self, cells: Sequence[str]) -> list[str]:
        """The options, empty ones among them too, since a right one may be named by its place."""
        if self.columns.lists:
            return self._texts(cells, self.options)
        texts = [self._cell(cells, place) for place in self.options]
        while texts and not texts[-1]:
            texts.pop()
        return texts

    def _names_option(self, said: str) -> bool:
        """Return whether a cell names an option by letter or number, where the columns are there for options."""
        columns = [chr(0xE000 + at) for at in range(len(self.options))]  # texts that no cell has
        return bool(columns and not self.columns.lists and pointed_at(said, columns, self.first))

    def _said(self, cells: Sequence[str], role: Role) -> str:
        return self._cell(cells, self.columns.one(role))

    def _item(self, stem: str, cells: Sequence[str]) -> Item:
        said = " ".join(re.sub("[-/_]", " ", self._said(cells, Role.KIND)).casefold().split())
        if said in _UNASKED:
            raise UnusableError(f"a question of the kind '{said}' has no right answer")
        if said and said not in _KINDS and said.replace(" ", "_") not in _KINDS:
            raise UnusableError(f"the kind '{said[:40]}' is not known here")
        if not stem:
            raise UnusableError("it has no question")
        kind = _KINDS.get(said) or _KINDS.get(said.replace(" ", "_"))
        item = Item(
            id=self._said(cells, Role.ID),
            kind=Kind.SINGLE,
            stem=stem,
            options=(),
            explanation="\n".join(
                text for place in self.columns.places.get(Role.EXPLANATION, ()) if (text := self._cell(cells, place))
            ),
            section=self._said(cells, Role.SECTION) or self.section,
            fact=self._said(cells, Role.FACT),
            tags=tuple(
                tag for place in self.columns.places.get(Role.TAGS, ()) for tag in parts(self._cell(cells, place))
            ),
            formerly=parts(self._said(cells, Role.FORMERLY)),
            as_of=self._said(cells, Role.AS_OF),
            valid_until=self._said(cells, Role.VALID_UNTIL),
            strict=self._strict(cells),
            recall=self._said(cells, Role.RECALL).casefold() not in ("no", "false", "0"),
            draft=self._said(cells, Role.DRAFT).casefold() in _YES,
            superseded_by=self._said(cells, Role.SUPERSEDED_BY),
        )
        return self._answered(item, kind, cells)

    def _strict(self, cells: Sequence[str]) -> tuple[str, ...]:
        words = parts(self._said(cells, Role.STRICT))
        if not set(words) <= set(STRICT):
            self.collector.lose("strict", f"it takes {', '.join(STRICT)}")
        return tuple(word for word in STRICT if word in words)

    def _answered(self, item: Item, kind: Kind | None, cells: Sequence[str]) -> Item:
        from zgcquiz.core.value import replace

        offered = self._offered(cells)
        pointed = self._cell(cells, self.correct)
        keys = [text for place in self.answers if (text := self._cell(cells, place))]
        accept = parts(self._said(cells, Role.ACCEPT))
        if offered and kind is Kind.TYPED:
            texts = [text for text in offered if text]
            keys, accept, offered = texts[:1], (*texts[1:], *accept), []
        elif offered:
            places = {at for said in ([pointed] if pointed else keys) for at in pointed_at(said, offered, self.first)}
            if not places:
                said = pointed or ", ".join(keys)
                reason = f"'{said[:40]}' names none of its options" if said else "no option is said to be right"
                raise UnusableError(reason)
            fixed = self._said(cells, Role.ORDER).casefold() in _YES
            options = tuple(Option(text, at in places) for at, text in enumerate(offered))
            several = kind is Kind.MULTIPLE or len(places) > 1
            item = replace(
                item, kind=Kind.MULTIPLE if several else Kind.SINGLE, options=options, drawn=not fixed, accept=accept
            )
            return item if fixed else true_or_false(item)
        if not keys and pointed and kind in (None, Kind.SINGLE, Kind.MULTIPLE) and self._names_option(pointed):
            raise UnusableError(f"'{pointed[:40]}' names an option that is empty")
        keys = keys or ([pointed] if pointed else [])
        if not keys:
            raise UnusableError("it has no answer")
        wrong = self._texts(cells, self.distractors)
        named = kind is not None
        kind = kind if kind and not (kind is Kind.SINGLE and not wrong) else _kind_of(keys, wrong)
        if kind is Kind.TRUE_FALSE:
            return replace(item, kind=kind, options=truth_of(keys[0]))
        if not kind.is_choice:
            is_numeric, unit = kind is Kind.NUMERIC, self._said(cells, Role.UNIT)
            return replace(
                item,
                kind=kind,
                options=(Option(keys[0], True),),
                accept=(*keys[1:], *accept),
                tolerance=_tolerance(self._said(cells, Role.TOLERANCE), keys[0], unit) if is_numeric else 0.0,
                unit=unit if is_numeric else "",
            )
        options = (*(Option(text, True) for text in keys), *(Option(text) for text in wrong))
        chosen = replace(
            item, kind=Kind.MULTIPLE if len(keys) > 1 else kind, options=options, drawn=True, accept=accept
        )
        return chosen if named else true_or_false(chosen)


def _filled(cells: Sequence[str], places: Sequence[int]) -> list[str]:
    """The texts in these columns, of those that a row has, but for empty ones."""
    width = len(cells)
    return [text for place in places if 0 <= place < width and (text := cells[place])]


def _tolerance(text: str, key: str, unit: str) -> float:
    """How far off a number may be. Raises UnusableError where a cell doesn't say it."""
    from zgcquiz.core.text.numbers import read_quantity, read_tolerance

    figure = read_quantity(key)
    found = read_tolerance(text, figure.value if figure else None, unit) if text else 0.0
    if found is None:
        raise UnusableError(f"its tolerance '{text[:40]}' is not a number from 0")
    return found


def _kind_of(keys: Sequence[str], wrong: Sequence[str]) -> Kind:
    if wrong:
        return Kind.MULTIPLE if len(keys) > 1 else Kind.SINGLE
    return Kind.TRUE_FALSE if len(keys) == 1 and keys[0].casefold() in ("true", "false") else Kind.TYPED


def parts(cell: str) -> tuple[str, ...]:
    """The entries of a cell that holds several: a line each, or else parted by , or ; or as JSON has a list."""
    if cell.startswith('["') and cell.endswith('"]'):
        import json

        try:
            found = json.loads(cell)
        except ValueError:
            found = None
        if isinstance(found, list) and all(isinstance(each, str) for each in found):
            return tuple(text for each in found if (text := each.strip()))
    found = cell.split("\n") if "\n" in cell else re.split("[,;]", cell)
    return tuple(text for each in found if (text := each.strip()))


# Telling them apart


def _by(signature: Headings) -> Callable[[Sample], Confidence]:
    def recognise(sample: Sample) -> Confidence:
        found = any(signature <= set(map(plain_heading, cells)) for cells in sample.rows)
        return Confidence.CERTAIN if found else Confidence.NO

    return recognise


def _separated(*separators: str) -> Callable[[Sample], Confidence]:
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
    """There are headings of questions and answers, and below them, if anything, rows of a table."""
    columns = find_columns([(1, cells) for cells in rows])
    below = rows[columns.start :] if columns else []
    return columns is not None and 2 * sum(len(cells) > 1 for cells in below) >= len(below)


def _is_workbook(sample: Sample) -> Confidence:
    return Confidence.CERTAIN if "xl/workbook.xml" in sample.entries else Confidence.NO


def _is_quizlet(sample: Sample) -> Confidence:
    """Terms and definitions with a tab between, and no headings."""
    rows = sample.rows if sample.separator == "\t" else []
    if len(rows) < 2 or any(len(row) != 2 for row in rows) or _has_headings(rows[:1]):
        return Confidence.NO
    return Confidence.LIKELY if looks_like_cards(rows, "\t", sample.text, named=False) else Confidence.NO


CSV = Format("csv", "a table, CSV", (".csv", ".txt"), _separated(",", ";", "|"), _read, csv_writer.write)
TSV = Format("tsv", "a table, columns parted by tabs", (".tsv", ".txt"), _separated("\t"), _read)
XLSX = Format("xlsx", "a workbook (Excel, Calc)", (".xlsx",), _is_workbook, _read, binary=True)
KAHOOT = Format("kahoot", "Kahoot", (".xlsx", ".csv"), _by(_KAHOOT), _read, kahoot_writer.write, binary=True)
QUIZIZZ = Format("quizizz", "Quizizz", (".xlsx", ".csv"), _by(_QUIZIZZ), _read)
GIMKIT = Format("gimkit", "Gimkit", (".csv",), _by(_GIMKIT), _read)
BLOOKET = Format("blooket", "Blooket", (".csv",), _by(_BLOOKET), _read)
QUIZLET = Format("quizlet", "Quizlet", (".txt", ".tsv"), _is_quizlet, _read)
