"""Read items of QTI 1.2 as Canvas, Respondus, Blackboard and Brightspace write them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import PurePosixPath

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.text.numbers import LARGEST, read_number
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange import reasons
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Losses
from zgcquiz.formats.exchange.item_fitter import true_or_false
from zgcquiz.formats.exchange.readable import size_of
from zgcquiz.formats.qti.qti2 import sections_of
from zgcquiz.formats.qti.qti12_types import WORDS, metadata, question_type, why_skipped
from zgcquiz.formats.shared.cloze import GAP
from zgcquiz.formats.shared.html_text import looks_like_html
from zgcquiz.formats.untrusted.xml_reader import Element

_ASSESSMENT_PARTS = ("presentation_material", "rubric", "objectives", "assessfeedback", "sectionfeedback")
_RESPONSES = ("response_lid", "response_str", "response_num", "response_xy", "response_grp")
_BLANKS = "fill_in_multiple_blanks_question"
_SEVERAL = ("multiple_answers_question", "multiple_answer_question", "multiple_response_question")
_ONE = ("multiple_choice_question", "true_false_question")
"""Types with one correct option, whatever their cardinality: Brightspace writes `Multiple` for all."""
_GENERAL = ("general_fb", "general", "explanation", "solution")
_WHEN_RIGHT, _WHEN_WRONG = ("correct_fb", "correct"), ("general_incorrect_fb", "incorrect")
_TEXTS = ("mattext", "matemtext", "mat_formattedtext")
_MEDIA = ("matimage", "mataudio", "matvideo", "matapplet", "matapplication")


class ReadItem(Value, frozen=True):
    """An item read from a document. line: where it starts.

    copies_differ_in_id: copies of an item have ids of their own, as in QTI 1.2; from 2.0 on they share one.
    """

    item: Item
    line: int
    losses: Losses
    section: str = ""
    copies_differ_in_id: bool = False


def items(root: Element, collector: Collector, inside: str, resolved: Callable[[str], str]) -> Iterator[ReadItem]:
    """Yield the items of a document. inside: its path in a package, or ""; resolved: makes addresses in it absolute."""
    found = list(_in_sections(root, ()))
    passages = _Passages(element for element, _ in found)
    for each in _outside_items(root):
        if each.name in _ASSESSMENT_PARTS:
            collector.lose(each.name.replace("_", " "), "", bool(each.text.strip()))
        elif each.name == "selection_number":
            collector.lose("selection", "all questions of a pool are kept")
    for (element, _), section in zip(found, sections_of([path for _, path in found]), strict=True):
        losses = collector.losses()
        losses.texts.resolved = resolved
        reader = _Qti12Reader(element.loaded(), losses, passages)
        try:
            item = reader.item()
            size_of(item)  # items can share a passage, so that all of them together have any size
            yield ReadItem(item, element.line, losses, section, True)
        except UnusableError as error:
            collector.skip(element.line, str(error), reader.stem(), inside)


def ident(root: Element) -> str:
    """Return the identifier of the assessment or bank."""
    holder = root.first("assessment", "objectbank")
    return holder.get("ident") if holder else ""


def title(root: Element) -> str:
    """Return the title of the assessment or bank."""
    holder = root.first("assessment", "objectbank")
    if holder is None:
        return ""
    return holder.get("title") or next(iter(metadata(holder).get("bank_title", ())), "")


def _in_sections(element: Element, path: tuple[str, ...]) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Yield each item with the titles of its enclosing sections, outermost first."""
    for each in element.elements:
        if each.name == "item":
            yield each, path
        elif each.name == "section":
            yield from _in_sections(each, (*path, each.get("title")))
        elif each.name in ("assessment", "objectbank", "questestinterop"):
            yield from _in_sections(each, path)


def _outside_items(element: Element) -> Iterator[Element]:
    """Yield the descendants that are not part of an item."""
    for each in element.elements:
        if each.name != "item":
            yield each
            yield from _outside_items(each)


class _Passages:
    """Items that hold a text which other items share, as in Canvas; looked up by identifier."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self._elements = list(elements)
        self._by_ident: dict[str, Element] = {}

    def get(self, ident: str) -> Element | None:
        if not self._by_ident:
            self._by_ident = {element.get("ident"): element for element in self._elements}
        return self._by_ident.get(ident)


class _Qti12Reader:
    """Turns an item element into an item."""

    def __init__(self, element: Element, losses: Losses, passages: _Passages) -> None:
        self._item = element
        self._passages = passages
        self._lose = losses.add
        self._texts = losses.texts
        self._metadata = metadata(element.child("itemmetadata") or element)
        presentation = element.child("presentation")
        self._parts = list(presentation.all(*_RESPONSES)) if presentation else []
        self._conditions = [
            (condition, holder, max(map(_points, condition.children("setvar")), default=0.0))
            for processing in element.children("resprocessing")
            for condition in processing.all("respcondition")
            for holder in condition.children("conditionvar")
        ]

    def stem(self) -> str:
        presentation = self._item.child("presentation")
        if presentation is None:
            return ""
        label = self._parts[0].child("material") if len(self._parts) == 1 else None
        name = f"[{label.text.strip()}]" if label and label.text.strip() else ""
        if name and name in presentation.text:  # the name of a blank, which the text repeats
            self._parts[0].content = [each for each in self._parts[0].content if each is not label]
        else:
            name = ""
        text = self._material(presentation, "\n\n")
        if name:
            text = text.replace(name, GAP)
            self._texts.substitute(re.compile(re.escape(name)), GAP)
        return "\n\n".join(filter(None, (*self._passage(), text)))

    def _passage(self) -> Iterator[str]:
        """Yield the texts that the item shares with others."""
        for ident in self._metadata.get("parent_stimulus_item_ident", ()):
            item = self._passages.get(ident)
            presentation = item.child("presentation") if item else None
            if presentation:
                yield self._material(presentation, "\n\n")
            else:
                self._lose("shared passages", "they are not in the file")

    def item(self) -> Item:
        """Return the item. Raises UnusableError if its type is not supported or it has no key."""
        type = question_type(self._metadata)
        reason = why_skipped(type, self._parts)
        if reason:
            raise UnusableError(reason)
        (part,) = self._parts
        if part.name != "response_lid" or type == _BLANKS:
            return self._typed(part, type)
        labels = list(part.all("response_label"))
        several = type in _SEVERAL or (part.get("rcardinality").lower() == "multiple" and type not in _ONE)
        keys = self._keys({label.get("ident") for label in labels}, several)
        feedback = self._feedback()
        self._count_losses()
        render = part.first("render_choice")
        options = tuple(
            Option(
                self._label(label),
                label.get("ident") in keys,
                feedback.get(label.get("ident"), ""),
                pinned=label.get("rshuffle").lower() == "no",
            )
            for label in labels
        )
        drawn = render is None or render.get("shuffle").lower() != "no"
        if not drawn:
            options = tuple(replace(option, pinned=False) for option in options)
        item = self._bare(feedback.get("", ""))
        kind = Kind.MULTIPLE if several else Kind.SINGLE
        return true_or_false(replace(item, kind=kind, options=options, drawn=drawn))

    def _label(self, label: Element) -> str:
        text = self._material(label, "\n")
        return WORDS.get(text, text)

    def _bare(self, explanation: str) -> Item:
        """Return the item with the fields that all kinds have in common."""
        tags = tuple(self._metadata.get("qmd_keywords", ()))
        return Item(self._item.get("ident"), Kind.SINGLE, self.stem(), (), explanation=explanation, tags=tags)

    def _typed(self, part: Element, type: str) -> Item:
        """Return an item whose answer is typed."""
        right = self._right_conditions()
        texts = list(dict.fromkeys(text for holder in right for text in _required(holder) if text))
        labels = {label.get("ident"): self._material(label, " ") for label in part.all("response_label")}
        if type == _BLANKS:  # each of its labels is a correct answer
            first = [labels[ident] for ident in texts if ident in labels]
            texts = list(dict.fromkeys([*first, *labels.values()]))
        render = part.first("render_fib")
        fib = render.get("fibtype").lower() if render else ""
        feedback = self._feedback()
        bare = self._bare(feedback.pop("", ""))
        if part.name == "response_num" or type == "numerical_question" or fib in ("integer", "decimal", "rational"):
            values = {read_number(text) for text in texts} - {None}
            self._lose("other right numbers", reasons.ONE_RANGE, max(0, len(right) - 1, len(values) - 1))
            value, tolerance = _number(right[0], texts) if right else ("", 0.0)
            item = replace(bare, kind=Kind.NUMERIC, options=(Option(value, key=True),), tolerance=tolerance)
        elif texts:
            item = replace(bare, kind=Kind.TYPED, options=(Option(texts[0], key=True),), accept=tuple(texts[1:]))
        elif self._item.first("varsubstring"):
            raise UnusableError("every text that contains its key is correct, which is not supported")
        else:
            raise UnusableError(reasons.ESSAY)
        key = replace(item.options[0], feedback=feedback.pop(item.options[0].text, ""))
        self._lose("feedback", reasons.NO_TYPED_FEEDBACK, sum(map(bool, feedback.values())))
        self._count_losses()
        return replace(item, options=(key,))

    def _right_conditions(self) -> list[Element]:
        """Return the conditions that award the most points."""
        scored = [(points, holder) for _, holder, points in self._conditions]
        most = max((points for points, holder in scored if holder.elements), default=0.0)
        self._lose("partial credit", reasons.NO_PARTIAL_CREDIT, sum(0 < points < most for points, _ in scored))
        self._lose("penalties", reasons.NO_PENALTIES, sum(points < 0 for points, _ in scored))
        if most > 0:
            return [holder for points, holder in scored if points == most]
        # Blackboard names the correct answers in conditions without points, and awards the points elsewhere.
        return [holder for points, holder in scored if points == 0 and next(_required(holder), "")]

    def _keys(self, idents: set[str], several: bool) -> set[str]:
        """Return the options that score: those that a condition with points requires, outside any <not>.

        If only one can be picked, only the options with the highest score are keys.
        """
        points: dict[str, float] = {}
        penalties: list[float] = []
        for _, holder, awarded in self._conditions:
            picked = set(_required(holder)) & idents
            penalties += [-awarded] * (awarded < 0 and bool(picked))
            for ident in picked:
                points[ident] = max(awarded, points.get(ident, 0.0))
        most = max(points.values(), default=0.0)
        least = sys.float_info.min if several else most
        partial = sum(0 < each < most for each in points.values())
        if several:
            self._lose("weights", reasons.NO_WEIGHTS, partial)
            self._lose("penalties", reasons.NO_OTHER_PENALTIES, len({*penalties}.difference(points.values())))
        else:
            self._lose("penalties", reasons.NO_PENALTIES, len(penalties))
            self._lose("partial credit", reasons.NO_PARTIAL_CREDIT, partial)
        return {ident for ident, each in points.items() if each > 0 and each >= least}

    def _count_losses(self) -> None:
        """Count what the item has that a pack can't hold."""
        self._lose("rubric", "", len(self._item.children("itemrubric")))
        self._lose("objectives", "", sum(bool(each.text.strip()) for each in self._item.children("objectives")))
        self._lose("hints", "", sum(bool(each.text.strip()) for each in self._item.children("hint")))
        points = next(iter(self._metadata.get("points_possible", ())), "")
        self._lose("grade", "all questions count the same", read_number(points) not in (None, 1))

    def _feedback(self) -> dict[str, str]:
        """Return feedback by option; the explanation of the item is under ""."""
        texts = {each.get("ident"): self._feedback_text(each) for each in self._item.children("itemfeedback")}
        general = [texts.pop(name) for name in _GENERAL if texts.get(name)]
        right, wrong = (next((name for name in names if texts.get(name)), "") for names in (_WHEN_RIGHT, _WHEN_WRONG))
        if right and wrong and texts[right] == texts[wrong]:  # shown whatever was picked
            general.append(texts.pop(right))
            del texts[wrong]
        feedback = {"": "\n\n".join(general)}
        for condition, holder, _ in self._conditions if texts else ():
            required = list(_required(holder))
            for shown in condition.children("displayfeedback"):
                name = shown.get("linkrefid")
                if len(required) == 1 and name in texts and name not in (*_WHEN_RIGHT, *_WHEN_WRONG):
                    feedback[required[0]] = texts.pop(name)
        self._lose("feedback to the whole answer", reasons.ONE_EXPLANATION, sum(map(bool, texts.values())))
        return feedback

    def _feedback_text(self, feedback: Element) -> str:
        hints = feedback.children("hint")
        self._lose("hints", "", sum(bool(hint.text.strip()) for hint in hints))
        feedback.content = [each for each in feedback.content if each not in hints]
        return self._material(feedback, "\n")

    def _material(self, holder: Element, between: str) -> str:
        """Return the texts in an element, outside its options, with the names of images and media."""
        return between.join(filter(None, map(self._text, _texts(holder))))

    def _text(self, mattext: Element) -> str:
        if mattext.name in _MEDIA:
            kind = "image" if mattext.name == "matimage" else "media"
            name = mattext.get("label") or PurePosixPath(mattext.get("uri")).name
            loss = "images" if kind == "image" else kind, "only their names are shown"
            return self._texts.file(f"[{kind}: {name}]" if name else f"[{kind}]", mattext.get("uri"), self._lose, loss)
        if mattext.elements:
            return self._texts.element(mattext, self._lose)
        text = mattext.text
        type = (mattext.get("texttype") or mattext.get("type")).lower()
        if type in ("text/html", "html", "h") or (type in ("", "smart_text", "s", "x") and looks_like_html(text)):
            return self._texts.html(text, self._lose, keeps_lines=type in ("smart_text", "s"))
        return self._texts.plain(text.strip(), has_formulas=type != "text/plain")


def _texts(holder: Element) -> Iterator[Element]:
    """Yield the texts, images and media in an element, outside its options."""
    for each in holder.elements:
        if each.name in _TEXTS or each.name in _MEDIA:
            yield each
        elif each.name != "response_label":
            yield from _texts(each)


def _required(holder: Element) -> Iterator[str]:
    """Yield the responses that a condition requires. Blackboard names the option in place of the response."""
    for each in holder.elements:
        if each.name == "varequal":
            yield each.text.strip() or each.get("respident")
        elif each.name == "varsubset":
            yield from filter(None, map(str.strip, each.text.split(",")))
        elif each.name != "not":
            yield from _required(each)


_ROUNDING = Fraction(1, 1000)
"""How far a number may be from the middle of a range and still be its center, as a share of half the range."""


def _number(holder: Element, texts: list[str]) -> tuple[str, float]:
    """Return the correct number of a condition and its tolerance; of a range without a center, the middle.

    Raises UnusableError if the range has only one end.
    """
    low, high = (
        next((found for each in holder.all(*names) if (found := read_number(each.text)) is not None), None)
        for names in (("vargte", "vargt"), ("varlte", "varlt"))
    )
    text = next((text for text in texts if read_number(text) is not None), "")
    value = read_number(text)
    if low is None or high is None:
        if value is None and low is not high:
            raise UnusableError("every number beyond a limit is correct, which is not supported")
        return text, 0.0
    middle, half = (low + high) / 2, abs(high - low) / 2
    is_cut = value is not None and low <= value <= high and LARGEST in (float(high), -float(low))  # see `span`
    if value is None or (abs(value - middle) > half * _ROUNDING and not is_cut):
        return write_number(middle), float(half)
    return text, float(min(max(abs(value - low), abs(value - high)), Fraction(LARGEST)))


def _points(setvar: Element) -> float:
    """Return the points that a condition awards; Blackboard writes SCORE.max for full points."""
    name = (setvar.get("varname") or setvar.get("variablename")).lower()
    text = "" if name.endswith("incorrect") else setvar.text.strip()  # Brightspace also counts incorrect ones
    points = 100.0 if text.lower().endswith(".max") else float(read_number(text) or 0)
    return -points if setvar.get("action").lower() == "subtract" else points
