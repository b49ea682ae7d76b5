"""Items of QTI 1.2, as Canvas, Respondus and Blackboard write them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import PurePosixPath

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.text.numbers import read_number
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import Collector, true_or_false
from zgcquiz.formats.exchange.contract import Losses
from zgcquiz.formats.qti.qti12_types import WORDS, metadata, question_type, why_skipped
from zgcquiz.formats.shared.cloze import GAP
from zgcquiz.formats.shared.html_text import from_element, from_html, looks_like_html
from zgcquiz.formats.untrusted.xml_reader import Element

_OF_ASSESSMENTS = ("presentation_material", "rubric", "objectives", "assessfeedback", "sectionfeedback")
_RESPONSES = ("response_lid", "response_str", "response_num", "response_xy", "response_grp")
_BLANKS = "fill_in_multiple_blanks_question"
_SEVERAL = ("multiple_answers_question", "multiple_answer_question", "multiple_response_question")
_ONE = ("multiple_choice_question", "true_false_question")
"""Types with one right option, whatever their cardinality: Brightspace says `Multiple` for all."""
_GENERAL = ("general_fb", "general", "explanation", "solution")
_WHEN_RIGHT, _WHEN_WRONG = ("correct_fb", "correct"), ("general_incorrect_fb", "incorrect")
_TEXTS = ("mattext", "matemtext", "mat_formattedtext")
_MEDIA = ("matimage", "mataudio", "matvideo", "matapplet", "matapplication")


class Read(Value, frozen=True):
    """An item, where it starts, what was lost of it, and the section that it stands in.

    is_copied: its format gives a copy of it another id.
    """

    item: Item
    line: int
    losses: Losses
    section: str = ""
    is_copied: bool = False


def items(root: Element, collector: Collector, inside: str) -> Iterator[Read]:
    """The items of a document. inside: which file of a package it is, or ""."""
    found = list(_in_sections(root, ()))
    passages = _Passages(element for element, _ in found)
    for each in _outside_items(root):
        if each.name in _OF_ASSESSMENTS:
            collector.lose(each.name.replace("_", " "), "", bool(each.text.strip()))
        elif each.name == "selection_number":
            collector.lose("selection", "all questions of a pool are kept")
    most = max((len(path) for _, path in found), default=0)
    roots = {path[:1] for _, path in found}
    for element, path in found:
        losses = Losses()
        reader = _Qti12Reader(element, losses, passages)
        # The outermost section is only the frame that the format asks for, unless there are several.
        titles = path if len(roots) > 1 else path[1:] if most > 1 else ()
        try:
            yield Read(reader.item(), element.line, losses, " / ".join(title for title in titles if title), True)
        except UnusableError as error:
            collector.skip(element.line, str(error), reader.stem(), inside)


def ident(root: Element) -> str:
    """What names the assessment, or the bank."""
    holder = root.first("assessment", "objectbank")
    return holder.get("ident") if holder else ""


def title(root: Element) -> str:
    """What the assessment, or the bank, is called."""
    holder = root.first("assessment", "objectbank")
    if holder is None:
        return ""
    return holder.get("title") or next(iter(metadata(holder).get("bank_title", ())), "")


def _in_sections(element: Element, path: tuple[str, ...]) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Each item with the titles of the sections around it."""
    for each in element.elements:
        if each.name == "item":
            yield each, path
        elif each.name == "section":
            yield from _in_sections(each, (*path, each.get("title")))
        elif each.name in ("assessment", "objectbank", "questestinterop"):
            yield from _in_sections(each, path)


def _outside_items(element: Element) -> Iterator[Element]:
    """Elements below that are no part of an item."""
    for each in element.elements:
        if each.name != "item":
            yield each
            yield from _outside_items(each)


class _Passages:
    """The items of a document that others refer to for a text that they share, as Canvas has them."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self._elements = list(elements)
        self._by_ident: dict[str, Element] = {}

    def get(self, ident: str) -> Element | None:
        if not self._by_ident:
            self._by_ident = {element.get("ident"): element for element in self._elements}
        return self._by_ident.get(ident)


class _Qti12Reader:
    """Makes an item of an item element. passages: where texts that items share are found."""

    def __init__(self, element: Element, losses: Losses, passages: _Passages) -> None:
        self._item = element
        self._passages = passages
        self._lose = losses.add
        self._said = metadata(element.child("itemmetadata") or element)
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
        if name and name in presentation.text:  # of a blank, whose name stands in the text as well
            self._parts[0].content = [each for each in self._parts[0].content if each is not label]
        else:
            name = ""
        said = self._material(presentation, "\n\n")
        return "\n\n".join(filter(None, (*self._passage(), said.replace(name, GAP) if name else said)))

    def _passage(self) -> Iterator[str]:
        """The text that the item shares with others."""
        for ident in self._said.get("parent_stimulus_item_ident", ()):
            item = self._passages.get(ident)
            presentation = item.child("presentation") if item else None
            if presentation:
                yield self._material(presentation, "\n\n")
            else:
                self._lose("shared passages", "they are not in the file")

    def item(self) -> Item:
        """Return the item. Raises UnusableError where it has no place here."""
        type = question_type(self._said)
        reason = why_skipped(type, self._parts)
        if reason:
            raise UnusableError(reason)
        (part,) = self._parts
        if part.name != "response_lid" or type == _BLANKS:
            return self._written(part, type)
        labels = list(part.all("response_label"))
        several = type in _SEVERAL or (part.get("rcardinality").lower() == "multiple" and type not in _ONE)
        keys = self._keys({label.get("ident") for label in labels}, several)
        feedback = self._feedback()
        self._account()
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
        """What items of all kinds have."""
        tags = tuple(self._said.get("qmd_keywords", ()))
        return Item(self._item.get("ident"), Kind.SINGLE, self.stem(), (), explanation=explanation, tags=tags)

    def _written(self, part: Element, type: str) -> Item:
        """An item whose answer is typed."""
        right = self._right_conditions()
        texts = list(dict.fromkeys(text for holder in right for text in _wanted(holder) if text))
        labels = {label.get("ident"): self._material(label, " ") for label in part.all("response_label")}
        if type == _BLANKS:  # each of its labels is a right answer
            first = [labels[ident] for ident in texts if ident in labels]
            texts = list(dict.fromkeys([*first, *labels.values()]))
        render = part.first("render_fib")
        fib = render.get("fibtype").lower() if render else ""
        feedback = self._feedback()
        bare = self._bare(feedback.pop("", ""))
        if part.name == "response_num" or type == "numerical_question" or fib in ("integer", "decimal", "rational"):
            values = {read_number(text) for text in texts} - {None}
            self._lose("other right numbers", "one range is right", max(0, len(right) - 1, len(values) - 1))
            value, tolerance = _number(right[0], texts) if right else ("", 0.0)
            item = replace(bare, kind=Kind.NUMERIC, options=(Option(value, key=True),), tolerance=tolerance)
        elif texts:
            item = replace(bare, kind=Kind.TYPED, options=(Option(texts[0], key=True),), accept=tuple(texts[1:]))
        elif self._item.first("varsubstring"):
            raise UnusableError("every text that holds its key is right, which has no place here")
        else:
            raise UnusableError("an essay: there is no answer to compare with")
        key = replace(item.options[0], feedback=feedback.pop(item.options[0].text, ""))
        self._lose("feedback", "typed answers take an explanation only", sum(map(bool, feedback.values())))
        self._account()
        return replace(item, options=(key,))

    def _right_conditions(self) -> list[Element]:
        """The conditions that give most points."""
        given = [(points, holder) for _, holder, points in self._conditions]
        most = max((points for points, holder in given if holder.elements), default=0.0)
        self._lose("partial credit", "an answer is right or wrong", sum(0 < points < most for points, _ in given))
        if most > 0:
            return [holder for points, holder in given if points == most]
        # Blackboard names what is right to fill in, and gives the points elsewhere.
        return [holder for points, holder in given if points == 0 and next(_wanted(holder), "")]

    def _keys(self, idents: set[str], several: bool) -> set[str]:
        """The options that score: named by a condition that gives points, and in no <not>.

        Where one is to be picked, those that score most.
        """
        points: dict[str, float] = {}
        for _, holder, given in self._conditions:
            for ident in set(_wanted(holder)) & idents:
                points[ident] = max(given, points.get(ident, 0.0))
        most = max(points.values(), default=0.0)
        least = sys.float_info.min if several else most
        partial = sum(0 < each < most for each in points.values())
        if several:
            self._lose("weights", "all right options count alike", partial)
        else:
            self._lose("partial credit", "an answer is right or wrong", partial)
        return {ident for ident, each in points.items() if each > 0 and each >= least}

    def _account(self) -> None:
        """What an item has that no pack takes."""
        self._lose("rubric", "", len(self._item.children("itemrubric")))
        self._lose("objectives", "", sum(bool(each.text.strip()) for each in self._item.children("objectives")))
        self._lose("hints", "", sum(bool(each.text.strip()) for each in self._item.children("hint")))
        points = next(iter(self._said.get("points_possible", ())), "")
        self._lose("grade", "all questions count alike", read_number(points) not in (None, 1))

    def _feedback(self) -> dict[str, str]:
        """Feedback by option; that of the item as a whole under ""."""
        texts = {each.get("ident"): self._shown(each) for each in self._item.children("itemfeedback")}
        general = [texts.pop(name) for name in _GENERAL if texts.get(name)]
        right, wrong = (next((name for name in names if texts.get(name)), "") for names in (_WHEN_RIGHT, _WHEN_WRONG))
        if right and wrong and texts[right] == texts[wrong]:  # said whatever was picked
            general.append(texts.pop(right))
            del texts[wrong]
        found = {"": "\n\n".join(general)}
        for condition, holder, _ in self._conditions if texts else ():
            wanted = list(_wanted(holder))
            for shown in condition.children("displayfeedback"):
                name = shown.get("linkrefid")
                if len(wanted) == 1 and name in texts and name not in (*_WHEN_RIGHT, *_WHEN_WRONG):
                    found[wanted[0]] = texts.pop(name)
        self._lose("feedback to the whole answer", "an explanation is the same for all", sum(map(bool, texts.values())))
        return found

    def _shown(self, feedback: Element) -> str:
        hints = feedback.children("hint")
        self._lose("hints", "", sum(bool(hint.text.strip()) for hint in hints))
        feedback.content = [each for each in feedback.content if each not in hints]
        return self._material(feedback, "\n")

    def _material(self, holder: Element, between: str) -> str:
        """The texts in an element that are no part of an option below it; images and media by their names."""
        return between.join(filter(None, map(self._text, _texts(holder))))

    def _text(self, mattext: Element) -> str:
        if mattext.name in _MEDIA:
            kind = "image" if mattext.name == "matimage" else "media"
            self._lose("images" if kind == "image" else kind, "a terminal shows their names only")
            name = mattext.get("label") or PurePosixPath(mattext.get("uri")).name
            return f"[{kind}: {name}]" if name else f"[{kind}]"
        if mattext.elements:
            return from_element(mattext, self._lose)
        text = mattext.text
        type = (mattext.get("texttype") or mattext.get("type")).lower()
        if type in ("text/html", "html", "h") or (type in ("", "smart_text", "s", "x") and looks_like_html(text)):
            return from_html(text, self._lose, keeps_lines=type in ("smart_text", "s"))
        return text.strip()


def _texts(holder: Element) -> Iterator[Element]:
    """Texts, images and media that are no part of an option below."""
    for each in holder.elements:
        if each.name in _TEXTS or each.name in _MEDIA:
            yield each
        elif each.name != "response_label":
            yield from _texts(each)


def _wanted(holder: Element) -> Iterator[str]:
    """What a condition wants to be picked. Blackboard names an option in place of the response."""
    for each in holder.elements:
        if each.name == "varequal":
            yield each.text.strip() or each.get("respident")
        elif each.name == "varsubset":
            yield from filter(None, map(str.strip, each.text.split(",")))
        elif each.name != "not":
            yield from _wanted(each)


_ROUNDED = Fraction(1, 1000)
"""How far a number may be off the middle of its range, by half of that, and still be what the range was made of."""


def _number(holder: Element, texts: list[str]) -> tuple[str, float]:
    """Return the right number of a condition, and how far it may be off: the middle of a range that is not around one.

    Raises UnusableError where just one end of the range is said.
    """
    low, high = (
        next((found for each in holder.all(*names) if (found := read_number(each.text)) is not None), None)
        for names in (("vargte", "vargt"), ("varlte", "varlt"))
    )
    text = next((text for text in texts if read_number(text) is not None), "")
    value = read_number(text)
    if low is None or high is None:
        if value is None and low is not high:
            raise UnusableError("every number beyond one is right, which has no place here")
        return text, 0.0
    middle, half = (low + high) / 2, abs(high - low) / 2
    if value is None or abs(value - middle) > half * _ROUNDED:
        return write_number(middle), float(half)
    return text, float(max(abs(value - low), abs(value - high)))


def _points(setvar: Element) -> float:
    """What a condition gives; Blackboard writes SCORE.max for all there is."""
    name = (setvar.get("varname") or setvar.get("variablename")).lower()
    text = "" if name.endswith("incorrect") else setvar.text.strip()  # Brightspace counts both sides
    points = 100.0 if text.lower().endswith(".max") else float(read_number(text) or 0)
    return -points if setvar.get("action").lower() == "subtract" else points
