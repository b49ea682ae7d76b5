"""Items of QTI 1.2, as Canvas, Respondus and Blackboard write them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import PurePosixPath

from zgcquiz.core.numbers import read_number, write_number
from zgcquiz.core.pack import Item, Kind, Option
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.collector import Collector, true_or_false
from zgcquiz.formats.exchange import Losses, UnusableError
from zgcquiz.formats.plain_text import from_element, from_html, looks_like_html
from zgcquiz.formats.safe_xml import Element

_MEDIA = ("matimage", "mataudio", "matvideo", "matapplet", "matapplication")


class Read(Value, frozen=True):
    """An item, where it starts, what was lost of it, and the section that it stands in."""

    item: Item
    line: int
    losses: Losses
    section: str = ""


def items(root: Element, collector: Collector, inside: str) -> Iterator[Read]:
    """The items of a document. inside: which file of a package it is, or ""."""
    found = list(_in_sections(root, ()))
    for each in root.all("presentation_material", "rubric", "objectives", "assessfeedback", "sectionfeedback"):
        collector.lose(each.name.replace("_", " "), "", bool(each.text.strip()))
    collector.lose("selection", "all questions of a pool are kept", sum(1 for _ in root.all("selection_number")))
    most = max((len(path) for _, path in found), default=0)
    roots = {path[:1] for _, path in found}
    for element, path in found:
        losses = Losses()
        reader = _Reader(element, losses)
        # The outermost section is only the frame that the format asks for, unless there are several.
        titles = path if len(roots) > 1 else path[1:] if most > 1 else ()
        try:
            yield Read(reader.item(), element.line, losses, " / ".join(title for title in titles if title))
        except UnusableError as error:
            collector.skip(element.line, str(error), reader.stem(), inside)


def title(root: Element) -> str:
    """What the assessment, or the bank, is called."""
    holder = root.first("assessment", "objectbank")
    if holder is None:
        return ""
    return holder.get("title") or next(_metadata(holder, "bank_title"), "")


def _metadata(element: Element, label: str) -> Iterator[str]:
    """The entries of a label anywhere below."""
    for field in element.all("qtimetadatafield"):
        if _text_of(field.child("fieldlabel")) == label:
            yield _text_of(field.child("fieldentry"))


def _in_sections(element: Element, path: tuple[str, ...]) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Each item with the titles of the sections around it."""
    for each in element.elements:
        if each.name == "item":
            yield each, path
        elif each.name == "section":
            yield from _in_sections(each, (*path, each.get("title")))
        elif each.name in ("assessment", "objectbank", "questestinterop"):
            yield from _in_sections(each, path)


class _Reader:
    """Makes an item of an item element."""

    def __init__(self, element: Element, losses: Losses) -> None:
        self._item = element
        self._lose = losses.add

    def stem(self) -> str:
        presentation = self._item.child("presentation")
        return self._material(presentation, "\n\n") if presentation else ""

    def item(self) -> Item:
        """The item. Raises UnusableError where it has no place here."""
        type = next(_metadata(self._item, "question_type"), "")
        parts = list(self._item.all("response_lid", "response_str", "response_num"))
        if len(parts) > 1:
            raise UnusableError(f"it has {len(parts)} parts to answer ({type or 'matching'}), which has no place here")
        if parts and parts[0].name != "response_lid":
            return self._written(parts[0], type)
        if not parts or not parts[0].first("response_label"):
            raise UnusableError(f"no options to choose from ({type or 'of another type'}), which is not read here")
        (choice,) = parts
        labels = list(choice.all("response_label"))
        several = choice.get("rcardinality").lower() == "multiple"
        keys = self._keys({label.get("ident") for label in labels}, several)
        feedback = self._feedback()
        self._account()
        render = choice.first("render_choice")
        options = tuple(
            Option(
                self._material(label, "\n"),
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

    def _bare(self, explanation: str) -> Item:
        """What items of all kinds have."""
        tags = tuple(_metadata(self._item, "qmd_keywords"))
        return Item(self._item.get("ident"), Kind.SINGLE, self.stem(), (), explanation=explanation, tags=tags)

    def _written(self, part: Element, type: str) -> Item:
        """An item whose answer is typed."""
        right = self._right_conditions()
        texts = list(dict.fromkeys(text for holder in right for text in _wanted(holder) if text))
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
        else:
            raise UnusableError("an essay: there is no answer to compare with")
        key = replace(item.options[0], feedback=feedback.pop(item.options[0].text, ""))
        self._lose("feedback", "typed answers take an explanation only", sum(map(bool, feedback.values())))
        self._account()
        return replace(item, options=(key,))

    def _right_conditions(self) -> list[Element]:
        """The conditions that give most points."""
        given = [
            (max(map(_points, condition.children("setvar")), default=0.0), holder)
            for condition in self._item.all("respcondition")
            for holder in condition.children("conditionvar")
        ]
        most = max((points for points, _ in given), default=0.0)
        self._lose("partial credit", "an answer is right or wrong", sum(0 < points < most for points, _ in given))
        return [holder for points, holder in given if points == most > 0]

    def _keys(self, idents: set[str], several: bool) -> set[str]:
        """The options that score: named by a condition that gives points, and in no <not>.

        Where one is to be picked, those that score most.
        """
        points: dict[str, float] = {}
        for condition in self._item.all("respcondition"):
            given = max(map(_points, condition.children("setvar")), default=0.0)
            for holder in condition.children("conditionvar"):
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
        points = next(_metadata(self._item, "points_possible"), "")
        self._lose("grade", "all questions count alike", read_number(points) not in (None, 1))

    def _feedback(self) -> dict[str, str]:
        """Feedback by option; that of the item as a whole under ""."""
        texts = {each.get("ident"): self._material(each, "\n") for each in self._item.children("itemfeedback")}
        found = {"": texts.pop("general_fb", "")}
        for condition in self._item.all("respcondition"):
            wanted = [ident for holder in condition.children("conditionvar") for ident in _wanted(holder)]
            for shown in condition.children("displayfeedback"):
                name = shown.get("linkrefid")
                if len(wanted) == 1 and name in texts and name not in ("correct_fb", "general_incorrect_fb"):
                    found[wanted[0]] = texts.pop(name)
        self._lose("feedback to the whole answer", "an explanation is the same for all", sum(map(bool, texts.values())))
        return found

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
        if mattext.get("texttype", "").lower() == "text/html" or (
            "texttype" not in mattext.attributes and looks_like_html(text)
        ):
            return from_html(text, self._lose)
        return text.strip()


def _texts(holder: Element) -> Iterator[Element]:
    """Texts, images and media that are no part of an option below."""
    for each in holder.elements:
        if each.name in ("mattext", "matemtext") or each.name in _MEDIA:
            yield each
        elif each.name != "response_label":
            yield from _texts(each)


def _wanted(holder: Element) -> Iterator[str]:
    """What a condition wants to be picked."""
    for each in holder.elements:
        if each.name == "varequal":
            yield each.text.strip()
        elif each.name != "not":
            yield from _wanted(each)


def _number(holder: Element, texts: list[str]) -> tuple[str, float]:
    """The right number of a condition, and how far it may be off."""
    low, high = (
        next((found for each in holder.all(*names) if (found := read_number(each.text)) is not None), None)
        for names in (("vargte", "vargt"), ("varlte", "varlt"))
    )
    text = next((text for text in texts if read_number(text) is not None), "")
    value = read_number(text)
    if low is None or high is None:
        bound = low if high is None else high
        return text or ("" if bound is None else write_number(bound)), 0.0
    value = (low + high) / 2 if value is None else value
    return text or write_number(value), float(max(abs(value - low), abs(value - high)))


def _points(setvar: Element) -> float:
    """What a condition gives; Blackboard writes SCORE.max for all there is."""
    text = setvar.text.strip()
    points = float(read_number(text) or 0) if not text.lower().endswith(".max") else 100.0
    return -points if setvar.get("action").lower() == "subtract" else points


def _text_of(element: Element | None) -> str:
    return element.text.strip() if element else ""
