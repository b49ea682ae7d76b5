"""Items and tests of QTI 2.1, 2.2 and 3.0.

3.0 says `qti-simple-choice` where the others say `simpleChoice`: both are `simplechoice` here.
"""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.core.numbers import read_number, read_tolerance
from zgcquiz.core.pack import Item, Kind, Option
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.collector import true_or_false
from zgcquiz.formats.exchange import Losses, UnusableError
from zgcquiz.formats.plain_text import from_element
from zgcquiz.formats.safe_xml import Element

GAP = "_____"
"""Stands in the stem where the answer is typed."""
OWN_TOOL = "zgcquiz"
"""Items of this tool carry their id as their label: identifiers allow fewer characters."""

_NO_PLACE = {
    "rubricblock": ("rubric", ""),
    "feedbackblock": ("feedback to the whole answer", "an explanation is the same for all"),
    "assessmentstimulusref": ("shared passages", "a text in a file of its own is not read"),
    "include": ("included files", "only the item's own file is read"),
    "apipaccessibility": ("accessibility", "what it offers besides the text"),
    "cataloginfo": ("accessibility", "what it offers besides the text"),
}
"""Elements that are left out, by plain name: what the report calls them, and why."""
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


def attribute(element: Element, name: str, default: str = "") -> str:
    """An attribute by its plain name: `maxchoices` is maxChoices and max-choices."""
    return next((value for key, value in element.attributes.items() if plain(key) == name), default)


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


class ItemReader:
    """Makes an item of an assessmentItem element."""

    def __init__(self, element: Element, losses: Losses) -> None:
        self._element = element
        self._lose = losses.add

    def stem(self) -> str:
        body = next(find(self._element, "itembody"), None)
        if body is None:
            return ""
        prompts = [from_element(prompt, self._lose, _is_feedback) for prompt in find(body, "prompt")]
        for gap in find(body, "textentryinteraction"):
            gap.content = [GAP]
        around = from_element(body, self._lose, _is_no_stem)
        return "\n\n".join(text for text in (around.removesuffix(GAP).rstrip(), *prompts) if text)

    def item(self) -> Item:
        """The item. Raises UnusableError where it has no place here."""
        element = self._element
        interactions = [each for each in _all(element) if plain_name(each).endswith("interaction")]
        if len(interactions) != 1:
            raise UnusableError(f"it has {len(interactions) or 'no'} parts to answer; one is read here")
        (interaction,) = interactions
        if next(find(element, "templatedeclaration"), None) is not None:
            raise UnusableError("its values are drawn by chance (templates), which has no place here")
        if plain_name(interaction) == "textentryinteraction":
            return self._written(self._declaration(attribute(interaction, "responseidentifier")))
        if plain_name(interaction) != "choiceinteraction":
            raise UnusableError(f"{interaction.name}, which is not read here")
        self._account()
        declared = self._declaration(attribute(interaction, "responseidentifier"))
        keys = self._keys(declared)
        feedback = self._feedback({attribute(each, "identifier") for each in find(interaction, "simplechoice")})
        shuffled = attribute(interaction, "shuffle").lower() in ("true", "1")
        options = tuple(
            Option(
                from_element(choice, self._lose, _is_feedback),
                attribute(choice, "identifier") in keys,
                self._inline(choice) or feedback.get(attribute(choice, "identifier"), ""),
                pinned=shuffled and attribute(choice, "fixed").lower() == "true",
            )
            for choice in find(interaction, "simplechoice")
        )
        several = attribute(declared, "cardinality") == "multiple" if declared else False
        item = Item(
            id=self._id(),
            kind=Kind.MULTIPLE if several and attribute(interaction, "maxchoices") != "1" else Kind.SINGLE,
            stem=self.stem(),
            options=options,
            drawn=shuffled,
            explanation=feedback.get("", ""),
        )
        return true_or_false(item)

    def _written(self, declared: Element | None) -> Item:
        """An item whose answer is typed."""
        keys = self._keys(declared)
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

    def _keys(self, declared: Element | None) -> list[str]:
        """The right answers, or the identifiers of the right options: as declared, and those that score most."""
        if declared is None:
            return []
        correct = next(find(declared, "correctresponse"), None)
        keys = [value.text.strip() for value in find(correct, "value")] if correct else []
        points = {
            attribute(entry, "mapkey"): float(points)
            for entry in find(declared, "mapentry")
            if (points := read_number(attribute(entry, "mappedvalue"))) is not None
        }
        scored = [key for key, value in points.items() if value > 0]
        several = attribute(declared, "cardinality") == "multiple"
        if not (keys and several):
            most = max(points.values(), default=0.0)
            keys += [key for key in scored if key not in keys and (several or points[key] == most)]
        self._lose("partial credit", "an answer is right or wrong", len(set(scored) - set(keys)))
        weights = {points[key] for key in keys if key in scored}
        self._lose("weights", "all right options count alike", max(0, len(weights) - 1))
        return keys

    def _inline(self, choice: Element) -> str:
        return "\n".join(from_element(each, self._lose) for each in find(choice, "feedbackinline"))

    def _feedback(self, options: set[str]) -> dict[str, str]:
        """Feedback by option; what is shown whatever was picked under ""."""
        found: dict[str, str] = {}
        for each in find(self._element, "modalfeedback"):
            name, text = attribute(each, "identifier"), from_element(each, self._lose)
            if name in options:
                found[name] = text
            elif name.lower() in ("general", "explanation", "solution") and "" not in found:
                found[""] = text
            else:
                self._lose("feedback to the whole answer", "an explanation is the same for all", bool(text))
        return found

    def _account(self) -> None:
        """What an item has that no pack takes."""
        for name, (field, why) in _NO_PLACE.items():
            self._lose(field, why, sum(1 for _ in find(self._element, name)))


def _all(element: Element) -> Iterator[Element]:
    for each in element.elements:
        yield each
        yield from _all(each)


def _is_no_stem(element: Element) -> bool:
    """It is feedback, or something to answer other than a gap in the text."""
    name = plain_name(element)
    return name in _FEEDBACK or (name.endswith("interaction") and name != "textentryinteraction")


def _is_feedback(element: Element) -> bool:
    return plain_name(element) in _FEEDBACK
