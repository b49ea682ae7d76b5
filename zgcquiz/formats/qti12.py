"""Items of QTI 1.2, as Canvas, Respondus and Blackboard write them."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.pack import Item, Kind, Option
from zgcquiz.core.value import replace
from zgcquiz.formats.collector import Collector, is_number, true_or_false
from zgcquiz.formats.exchange import UnusableError
from zgcquiz.formats.plain_text import from_element, from_html, looks_like_html
from zgcquiz.formats.safe_xml import Element


def items(root: Element, collector: Collector, inside: str) -> Iterator[tuple[Item, int]]:
    """The items of a document with their lines. inside: which file of a package it is, or ""."""
    found = list(_in_sections(root, ()))
    most = max((len(path) for _, path in found), default=0)
    roots = {path[:1] for _, path in found}
    for element, path in found:
        reader = _Reader(element, collector)
        # The outermost section is only the frame that the format asks for, unless there are several.
        titles = path if len(roots) > 1 else path[1:] if most > 1 else ()
        try:
            yield replace(reader.item(), section=" / ".join(title for title in titles if title)), element.line
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

    def __init__(self, element: Element, collector: Collector) -> None:
        self._item = element
        self._lose = collector.lose

    def stem(self) -> str:
        presentation = self._item.child("presentation")
        parts = [self._mattext(text) for text in _outside(presentation)] if presentation else []
        return "\n\n".join(part for part in parts if part)

    def item(self) -> Item:
        """The item. Raises UnusableError where it has no place here."""
        type = next(_metadata(self._item, "question_type"), "")
        choices = list(self._item.all("response_lid"))
        if len(choices) > 1:
            raise UnusableError(
                f"it has {len(choices)} parts to answer ({type or 'matching'}), which has no place here"
            )
        if not choices or not choices[0].first("response_label"):
            raise UnusableError(f"no options to choose from ({type or 'typed or an essay'}), which is not read here")
        (choice,) = choices
        labels = list(choice.all("response_label"))
        keys = self._keys({label.get("ident") for label in labels})
        feedback = self._feedback()
        render = choice.first("render_choice")
        options = tuple(
            Option(
                "\n".join(filter(None, (self._mattext(text) for text in label.all("mattext")))),
                label.get("ident") in keys,
                feedback.get(label.get("ident"), ""),
                pinned=label.get("rshuffle").lower() == "no",
            )
            for label in labels
        )
        drawn = render is None or render.get("shuffle").lower() != "no"
        item = Item(
            id=self._item.get("ident"),
            kind=Kind.MULTIPLE if choice.get("rcardinality").lower() == "multiple" else Kind.SINGLE,
            stem=self.stem(),
            options=options if drawn else tuple(replace(option, pinned=False) for option in options),
            drawn=drawn,
            explanation=feedback.get("", ""),
            tags=tuple(_metadata(self._item, "qmd_keywords")),
        )
        return true_or_false(item)

    def _keys(self, idents: set[str]) -> set[str]:
        """The options that score: named by a condition that gives points, and in no <not>."""
        keys: set[str] = set()
        for condition in self._item.all("respcondition"):
            if any(_points(setvar) > 0 for setvar in condition.children("setvar")):
                for holder in condition.children("conditionvar"):
                    keys |= set(_wanted(holder)) & idents
        return keys

    def _feedback(self) -> dict[str, str]:
        """Feedback by option; that of the item as a whole under ""."""
        texts = {
            each.get("ident"): "\n".join(filter(None, (self._mattext(text) for text in each.all("mattext"))))
            for each in self._item.children("itemfeedback")
        }
        found = {"": texts.pop("general_fb", "")}
        for condition in self._item.all("respcondition"):
            wanted = [ident for holder in condition.children("conditionvar") for ident in _wanted(holder)]
            for shown in condition.children("displayfeedback"):
                name = shown.get("linkrefid")
                if len(wanted) == 1 and name in texts and name not in ("correct_fb", "general_incorrect_fb"):
                    found[wanted[0]] = texts.pop(name)
        self._lose("feedback to the whole answer", "an explanation is the same for all", sum(map(bool, texts.values())))
        return found

    def _mattext(self, mattext: Element) -> str:
        if mattext.elements:
            return from_element(mattext, self._lose)
        text = mattext.text
        if mattext.get("texttype", "").lower() == "text/html" or (
            "texttype" not in mattext.attributes and looks_like_html(text)
        ):
            return from_html(text, self._lose)
        return text.strip()


def _outside(presentation: Element) -> Iterator[Element]:
    """The texts of a presentation that are no part of an answer."""
    for each in presentation.elements:
        if each.name == "mattext":
            yield each
        elif not each.name.startswith(("response_", "render_")):
            yield from _outside(each)


def _wanted(holder: Element) -> Iterator[str]:
    """What a condition wants to be picked."""
    for each in holder.elements:
        if each.name == "varequal":
            yield each.text.strip()
        elif each.name != "not":
            yield from _wanted(each)


def _points(setvar: Element) -> float:
    text = setvar.text.strip()
    return float(text) if is_number(text) else 0.0


def _text_of(element: Element | None) -> str:
    return element.text.strip() if element else ""
