"""Items and tests of QTI 2.1, 2.2 and 3.0.

3.0 says `qti-simple-choice` where the others say `simpleChoice`: both are `simplechoice` here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.text.numbers import read_number, read_tolerance
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import true_or_false
from zgcquiz.formats.exchange.contract import Losses
from zgcquiz.formats.shared.cloze import GAP
from zgcquiz.formats.shared.html_text import from_element
from zgcquiz.formats.untrusted.xml_reader import Element

OWN_TOOL = "zgcquiz"
"""Items of this tool carry their id as their label: identifiers allow fewer characters."""

_NO_PLACE = {
    "feedbackblock": ("feedback to the whole answer", "an explanation is the same for all"),
    "endattemptinteraction": ("buttons", "there is none to press for a hint or an end"),
    "include": ("included files", "only the item's own file is read"),
    "apipaccessibility": ("accessibility", "what it offers besides the text"),
    "cataloginfo": ("accessibility", "what it offers besides the text"),
}
"""Elements that are left out, by plain name: what the report calls them, and why."""
_GAPS = ("textentryinteraction", "inlinechoiceinteraction")
"""What is answered inside of a text."""
_TO_PRESS_OR_PLAY = ("endattemptinteraction", "mediainteraction")
"""Interactions that are no part to answer."""
_ON_AN_IMAGE = "it is answered on an image, which a terminal can't show"
_SKIPPED = {
    "associateinteraction": "a matching question, which has no place here",
    "matchinteraction": "a matching question, which has no place here",
    "gapmatchinteraction": "words are to be set into gaps of its text, which has no place here",
    "orderinteraction": "its options are to be put in order, which has no place here",
    "hottextinteraction": "words of its text are to be picked, which has no place here",
    "sliderinteraction": "it is answered by a slider, which has no place here",
    "uploadinteraction": "its answer is a file",
    "drawinginteraction": "its answer is a drawing",
    "custominteraction": "it is answered in a program of its own",
    "portablecustominteraction": "it is answered in a program of its own",
    **dict.fromkeys(
        (
            "hotspotinteraction",
            "selectpointinteraction",
            "positionobjectinteraction",
            "graphicorderinteraction",
            "graphicassociateinteraction",
            "graphicgapmatchinteraction",
        ),
        _ON_AN_IMAGE,
    ),
}
"""Interactions that have no place here, by plain name, and why."""
_NOTHING = "a description: there is nothing to answer"
_LONGEST_ANSWER = 100
"""Characters of an answer that can be typed; a longer one is a model for an essay."""
_FEEDBACK = ("modalfeedback", "feedbackinline", "feedbackblock", "rubricblock")


class Reference(Value, frozen=True):
    """An item of a test: its file, and the section that it is in."""

    href: str
    section: str


def plain_name(element: Element) -> str:
    """An element's name as all versions of QTI share it."""
    return plain(element.name)


def plain(name: str) -> str:
    return name.replace("-", "").lower().removeprefix("qti")


def find(element: Element, *names: str) -> Iterator[Element]:
    """Elements of these plain names anywhere below, in document order."""
    for each in element.elements:
        if plain_name(each) in names:
            yield each
        yield from find(each, *names)


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its plain name (`maxchoices` is maxChoices and max-choices); "" where there is none."""
    return next((value for key, value in element.attributes.items() if plain(key) == name), "")


def references(test: Element) -> list[Reference]:
    """The items of a test, in order."""
    found = list(_in_sections(test, ()))
    roots = {path[:1] for _, path in found}
    most = max((len(path) for _, path in found), default=0)
    titles = [(href, path if len(roots) > 1 else path[1:] if most > 1 else ()) for href, path in found]
    return [Reference(href, " / ".join(title for title in path if title)) for href, path in titles]


def _in_sections(element: Element, path: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in element.elements:
        name = plain_name(each)
        if name == "assessmentitemref":
            yield attribute(each, "href"), path
        elif name == "assessmentsection":
            yield from _in_sections(each, (*path, attribute(each, "title")))
        elif name in ("testpart", "assessmenttest"):
            yield from _in_sections(each, path)


def _no_passage(href: str) -> str:
    """Return nothing: the item stands alone."""
    return ""


class ItemReader:
    """Makes an item of an assessmentItem element. passage: gives the text of a shared passage, or "" for none."""

    def __init__(self, element: Element, losses: Losses, passage: Callable[[str], str] = _no_passage) -> None:
        self._element = element
        self._lose = losses.add
        self._passage = passage

    def stem(self) -> str:
        body = next(find(self._element, "itembody"), None)
        if body is None:
            return ""
        passages = [self._passage(attribute(each, "href")) for each in find(self._element, "assessmentstimulusref")]
        prompts = [from_element(prompt, self._lose, _is_feedback) for prompt in find(body, "prompt")]
        for gap in find(body, *_GAPS):
            gap.content = [GAP]
        around = from_element(body, self._lose, _is_no_stem)
        if around.rpartition("\n")[2] == GAP:
            around = around.removesuffix(GAP).rstrip()  # nothing but the place to answer
        return "\n\n".join(text for text in (*passages, around, *prompts) if text)

    def item(self) -> Item:
        """Return the item. Raises UnusableError where it has no place here."""
        interaction = self._interaction()
        kind = plain_name(interaction)
        declared = self._declaration(attribute(interaction, "responseidentifier"))
        if kind in ("textentryinteraction", "extendedtextinteraction"):
            return self._written(declared, is_long=kind == "extendedtextinteraction")
        if kind not in ("choiceinteraction", "inlinechoiceinteraction"):
            raise UnusableError(_SKIPPED.get(kind, f"{interaction.name}, which is not read here"))
        self._account()
        choices = list(find(interaction, "simplechoice", "inlinechoice"))
        several = declared is not None and attribute(declared, "cardinality") == "multiple"
        several = several and attribute(interaction, "maxchoices") != "1"
        keys = self._keys(declared, several)
        idents = {attribute(each, "identifier") for each in choices}
        if keys and not idents & set(keys):
            raise UnusableError(f"its right option '{keys[0][:40]}' is not among its options")
        feedback = self._feedback(idents)
        shuffled = attribute(interaction, "shuffle").lower() in ("true", "1")
        options = tuple(
            Option(
                from_element(choice, self._lose, _is_feedback),
                attribute(choice, "identifier") in keys,
                self._inline(choice) or feedback.get(attribute(choice, "identifier"), ""),
                pinned=shuffled and attribute(choice, "fixed").lower() == "true",
            )
            for choice in choices
        )
        item = Item(
            id=self._id(),
            kind=Kind.MULTIPLE if several else Kind.SINGLE,
            stem=self.stem(),
            options=options,
            drawn=shuffled,
            explanation=feedback.get("", ""),
        )
        return true_or_false(item)

    def _interaction(self) -> Element:
        """Return the one part to answer."""
        found = [each for each in _all(self._element) if plain_name(each).endswith("interaction")]
        parts = [each for each in found if plain_name(each) not in _TO_PRESS_OR_PLAY]
        if len(parts) > 1:
            raise UnusableError(f"it has {len(parts)} parts to answer; one is read here")
        if not parts:
            raise UnusableError("buttons or media only: there is nothing to answer" if found else _NOTHING)
        if next(find(self._element, "templatedeclaration"), None) is not None:
            raise UnusableError("its values are drawn by chance (templates), which has no place here")
        return parts[0]

    def _written(self, declared: Element | None, *, is_long: bool = False) -> Item:
        """An item whose answer is typed. is_long: there is room for an essay."""
        keys = self._keys(declared, several=False)
        if is_long and (not keys or len(keys[0]) > _LONGEST_ANSWER or "\n" in keys[0]):
            raise UnusableError("an essay: there is no answer to compare with")
        feedback = self._feedback(set())
        self._account()
        if not keys:
            raise UnusableError("no answer is marked as right")
        item = Item(self._id(), Kind.TYPED, self.stem(), (Option(keys[0], key=True),), explanation=feedback.get("", ""))
        if declared and attribute(declared, "basetype") in ("integer", "float"):
            self._lose("other right numbers", "one range is right", len(keys) - 1)
            return replace(item, kind=Kind.NUMERIC, tolerance=self._tolerance(keys[0]))
        return replace(item, accept=tuple(keys[1:]))

    def _tolerance(self, key: str) -> float:
        """How far off the key a number may be: as such, or in per cent where the mode is relative."""
        for equal in find(self._element, "equal"):
            mode, texts = attribute(equal, "tolerancemode").lower(), attribute(equal, "tolerance").split()
            if mode in ("absolute", "relative") and texts:
                share = "%" if mode == "relative" else ""
                offs = [read_tolerance(text + share, read_number(key)) for text in texts]
                self._lose("tolerance", "it is not a number from 0", None in offs)
                return max(off or 0.0 for off in offs)
        return 0.0

    def _id(self) -> str:
        own = attribute(self._element, "label") if attribute(self._element, "toolname") == OWN_TOOL else ""
        return own or attribute(self._element, "identifier")

    def _declaration(self, identifier: str) -> Element | None:
        declared = list(find(self._element, "responsedeclaration"))
        return next((each for each in declared if attribute(each, "identifier") == identifier), None)

    def _keys(self, declared: Element | None, several: bool) -> list[str]:
        """The right answers, or the identifiers of the right options: as declared, and those that score most."""
        if declared is None:
            return []
        correct = next(find(declared, "correctresponse"), None)
        keys = [value.text.strip() for value in find(correct, "value")] if correct else []
        keys = keys or self._compared(attribute(declared, "identifier"))
        points = {
            attribute(entry, "mapkey"): float(points)
            for entry in find(declared, "mapentry")
            if (points := read_number(attribute(entry, "mappedvalue"))) is not None
        }
        scored = [key for key, value in points.items() if value > 0]
        if not (keys and several):
            most = max(points.values(), default=0.0)
            keys += [key for key in scored if key not in keys and (several or points[key] == most)]
        self._lose("partial credit", "an answer is right or wrong", len(set(scored) - set(keys)))
        weights = {points[key] for key in keys if key in scored}
        self._lose("weights", "all right options count alike", max(0, len(weights) - 1))
        return keys

    def _compared(self, identifier: str) -> list[str]:
        """Return what the response is compared with where that scores, in items that declare nothing as right."""
        found = []
        for branch in find(self._element, "responseif", "responseelseif"):
            values = [value for each in find(branch, "setoutcomevalue") for value in find(each, "basevalue")]
            if not any((read_number(value.text) or 0) > 0 for value in values):
                continue
            for test in branch.elements[:1]:
                for each in test.elements if plain_name(test) == "or" else [test]:
                    about = {attribute(variable, "identifier") for variable in find(each, "variable")}
                    if plain_name(each) in ("match", "equal", "stringmatch", "member") and about == {identifier}:
                        found += [value.text.strip() for value in find(each, "basevalue")]
        return found

    def _inline(self, choice: Element) -> str:
        return "\n".join(from_element(each, self._lose) for each in find(choice, "feedbackinline"))

    def _feedback(self, options: set[str]) -> dict[str, str]:
        """Feedback by option; what is shown whatever was picked under ""."""
        found: dict[str, str] = {}
        for each in find(self._element, "modalfeedback"):
            name, text = attribute(each, "identifier"), from_element(each, self._lose)
            hides = attribute(each, "showhide").lower() == "hide"
            if name in options and not hides:
                found[name] = text
            elif not hides and name.lower() in ("general", "explanation", "solution") and "" not in found:
                found[""] = text
            else:
                self._lose("feedback to the whole answer", "an explanation is the same for all", bool(text))
        return found

    def _account(self) -> None:
        """What an item has that no pack takes."""
        for name, (field, why) in _NO_PLACE.items():
            self._lose(field, why, sum(1 for _ in find(self._element, name)))
        self._lose("rubric", "", sum(not _is_for_learners(each) for each in find(self._element, "rubricblock")))
        unread = [
            ref for ref in find(self._element, "assessmentstimulusref") if not self._passage(attribute(ref, "href"))
        ]
        self._lose("shared passages", "their files are not there", len(unread))
        inside = sum(1 for each in find(self._element, "simplechoice") for _ in find(each, "feedbackinline"))
        inline = sum(1 for _ in find(self._element, "feedbackinline")) - inside
        self._lose("feedback to the whole answer", "an explanation is the same for all", inline)


def _all(element: Element) -> Iterator[Element]:
    for each in element.elements:
        yield each
        yield from _all(each)


def _is_no_stem(element: Element) -> bool:
    """Return whether it is feedback, or something to answer other than a gap in the text."""
    name = plain_name(element)
    if name == "mediainteraction" or _is_for_learners(element):
        return False
    return name in _FEEDBACK or (name.endswith("interaction") and name not in _GAPS)


def _is_for_learners(element: Element) -> bool:
    """Return whether it is a rubric that says what to do, rather than how to mark."""
    return plain_name(element) == "rubricblock" and "candidate" in attribute(element, "view").split()


def _is_feedback(element: Element) -> bool:
    return plain_name(element) in _FEEDBACK
