"""Read items and tests of QTI 2.1, 2.2 and 3.0.

Names are compared in a plain form: `simpleChoice` (2.x) and `qti-simple-choice` (3.0) are both `simplechoice`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.text.numbers import read_number, read_tolerance
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange import reasons
from zgcquiz.formats.exchange.contract import Losses
from zgcquiz.formats.exchange.item_fitter import true_or_false
from zgcquiz.formats.markup.formatted_texts import FormattedTexts
from zgcquiz.formats.shared.cloze import GAP
from zgcquiz.formats.untrusted.xml_reader import Element

OWN_TOOL = "zgcquiz"
"""Items written by this tool have their id as label, because identifiers allow fewer characters."""

_LEFT_OUT = {
    "feedbackblock": ("feedback to the whole answer", reasons.ONE_EXPLANATION),
    "endattemptinteraction": ("buttons", "hint and end buttons are not supported"),
    "include": ("included files", "only the item's own file is read"),
    "apipaccessibility": ("accessibility", "alternatives to the text"),
    "cataloginfo": ("accessibility", "alternatives to the text"),
}
"""Elements that are left out, by plain name: what the report calls them, and the reason."""
_GAPS = ("textentryinteraction", "inlinechoiceinteraction")
"""Interactions inside a text."""
_NOT_ANSWERED = ("endattemptinteraction", "mediainteraction")
"""Interactions that take no answer."""
_SKIPPED = {
    "associateinteraction": reasons.MATCHING,
    "matchinteraction": reasons.MATCHING,
    "gapmatchinteraction": "words are to be placed into gaps of its text, which is not supported",
    "orderinteraction": reasons.ORDERING,
    "hottextinteraction": "words of its text are to be picked, which is not supported",
    "sliderinteraction": reasons.SLIDER,
    "uploadinteraction": reasons.FILE_UPLOAD,
    "drawinginteraction": "its answer is a drawing",
    "custominteraction": "it is answered in a custom program",
    "portablecustominteraction": "it is answered in a custom program",
    **dict.fromkeys(("hotspotinteraction", "selectpointinteraction", "positionobjectinteraction"), reasons.ON_AN_IMAGE),
    **dict.fromkeys((f"graphic{what}interaction" for what in ("order", "associate", "gapmatch")), reasons.ON_AN_IMAGE),
}
"""Unsupported interactions, by plain name, and the reason that is reported."""
_MAX_TYPED = 100
"""Maximum characters of an answer to be typed; a longer one is a sample essay."""
_FEEDBACK = ("modalfeedback", "feedbackinline", "feedbackblock", "rubricblock")


class Reference(Value, frozen=True):
    """A test's reference to an item file. section: titles of the sections around it, joined with " / "."""

    href: str
    section: str


def plain_name(element: Element) -> str:
    """Return an element's name in the form that is the same for all versions."""
    return plain(element.name)


def plain(name: str) -> str:
    return name.replace("-", "").lower().removeprefix("qti")


def find(element: Element, *names: str) -> Iterator[Element]:
    """Yield the descendants with these plain names, in document order."""
    for each in element.elements:
        if plain_name(each) in names:
            yield each
        if not each.is_part:
            yield from find(each, *names)


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its plain name (`maxchoices` for maxChoices and max-choices); "" if it is missing."""
    return next((value for key, value in element.attributes.items() if plain(key) == name), "")


def references(test: Element) -> list[Reference]:
    """Return a test's references to items, in order."""
    found = list(_in_sections(test, ()))
    sections = sections_of([path for _, path in found])
    return [Reference(href, section) for (href, _), section in zip(found, sections, strict=True)]


def sections_of(paths: Sequence[tuple[str, ...]]) -> list[str]:
    """Return the section of each item, given the titles of its enclosing sections, outermost first.

    The format requires an outermost section, so a single one is not a section of the pack.
    """
    outer = 1 if len({path[:1] for path in paths}) == 1 else 0
    return [" / ".join(filter(None, path[outer:])) for path in paths]


def _in_sections(element: Element, path: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in element.elements:
        name = plain_name(each)
        if name == "assessmentitemref":
            yield attribute(each, "href"), path
        elif name == "assessmentsection":
            yield from _in_sections(each, (*path, attribute(each, "title")))
        elif name in ("testpart", "assessmenttest"):
            yield from _in_sections(each, path)


class SharedPassage(Value, frozen=True):
    """A text that several items share. plain: the text; texts: what was read of it, with its formatting."""

    plain: str
    texts: FormattedTexts


class ItemReader:
    """Turns an assessmentItem element into an item. passage: returns a shared passage by href, None if it is gone."""

    def __init__(self, element: Element, losses: Losses, passage: Callable[[str], SharedPassage | None]) -> None:
        self._element = element
        self._lose = losses.add
        self._texts = losses.texts
        self._passage = passage

    def stem(self) -> str:
        body = next(find(self._element, "itembody"), None)
        if body is None:
            return ""
        passages = [passage.plain for passage in self._passages()]
        prompts = [self._texts.element(prompt, self._lose, _is_feedback) for prompt in find(body, "prompt")]
        for gap in find(body, *_GAPS):
            gap.content = [GAP]
        around = self._texts.element(body, self._lose, _is_outside_stem)
        if around.rpartition("\n")[2] == GAP:
            around = around.removesuffix(GAP).rstrip()  # a line with nothing but the input field
        return "\n\n".join(text for text in (*passages, around, *prompts) if text)

    def _passages(self) -> Iterator[SharedPassage]:
        """Yield the passages that the item shares with others."""
        for reference in find(self._element, "assessmentstimulusref"):
            if passage := self._passage(attribute(reference, "href")):
                self._texts.adopt(passage.texts)
                yield passage

    def item(self) -> Item:
        """Return the item. Raises UnusableError if its kind is not supported or it has no key."""
        interaction = self._interaction()
        kind = plain_name(interaction)
        name = attribute(interaction, "responseidentifier")
        declarations = find(self._element, "responsedeclaration")
        declared = next((each for each in declarations if attribute(each, "identifier") == name), None)
        if kind in ("textentryinteraction", "extendedtextinteraction"):
            return self._typed(declared, is_long=kind == "extendedtextinteraction")
        if kind not in ("choiceinteraction", "inlinechoiceinteraction"):
            raise UnusableError(_SKIPPED.get(kind, f"{interaction.name}, which is not supported"))
        self._count_losses()
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
                self._texts.element(choice, self._lose, _is_feedback),
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
        """Return the one interaction to answer. Raises UnusableError if there are none or several."""
        found = [each for each in _descendants(self._element) if plain_name(each).endswith("interaction")]
        parts = [each for each in found if plain_name(each) not in _NOT_ANSWERED]
        if len(parts) > 1:
            raise UnusableError(reasons.several_parts(len(parts)))
        if not parts:
            raise UnusableError("buttons or media only: there is nothing to answer" if found else reasons.DESCRIPTION)
        if next(find(self._element, "templatedeclaration"), None) is not None:
            raise UnusableError("its values are random (templates), which is not supported")
        return parts[0]

    def _typed(self, declared: Element | None, *, is_long: bool) -> Item:
        """Return an item whose answer is typed. is_long: the input field has room for an essay."""
        keys = self._keys(declared, several=False)
        if is_long and (not keys or len(keys[0]) > _MAX_TYPED or "\n" in keys[0]):
            raise UnusableError(reasons.ESSAY)
        feedback = self._feedback(set())
        self._count_losses()
        if not keys:
            raise UnusableError(reasons.NO_KEY)
        item = Item(self._id(), Kind.TYPED, self.stem(), (Option(keys[0], key=True),), explanation=feedback.get("", ""))
        if declared and attribute(declared, "basetype") in ("integer", "float"):
            self._lose("other right numbers", reasons.ONE_RANGE, len(keys) - 1)
            return replace(item, kind=Kind.NUMERIC, tolerance=self._tolerance(keys[0]))
        return replace(item, accept=tuple(keys[1:]))

    def _tolerance(self, key: str) -> float:
        """Return the tolerance around the key, absolute; a relative one in the file is a percentage of the key."""
        for equal in find(self._element, "equal"):
            mode, texts = attribute(equal, "tolerancemode").lower(), attribute(equal, "tolerance").split()
            if mode in ("absolute", "relative") and texts:
                unit = "%" if mode == "relative" else ""
                tolerances = [read_tolerance(text + unit, read_number(key)) for text in texts]
                self._lose("tolerance", reasons.NOT_A_TOLERANCE, None in tolerances)
                return max(each or 0.0 for each in tolerances)
        return 0.0

    def _id(self) -> str:
        own = attribute(self._element, "label") if attribute(self._element, "toolname") == OWN_TOOL else ""
        return own or attribute(self._element, "identifier")

    def _keys(self, declared: Element | None, several: bool) -> list[str]:
        """Return the correct answers, or the identifiers of the keys: those declared, and those that score most."""
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
        self._lose("partial credit", reasons.NO_PARTIAL_CREDIT, len(set(scored) - set(keys)))
        weights = {points[key] for key in keys if key in scored}
        self._lose("weights", reasons.NO_WEIGHTS, max(0, len(weights) - 1))
        penalties = [-value for value in points.values() if value < 0]
        if several:
            self._lose("penalties", reasons.NO_OTHER_PENALTIES, len({*penalties} - weights))
        else:
            self._lose("penalties", reasons.NO_PENALTIES, len(penalties))
        return keys

    def _compared(self, identifier: str) -> list[str]:
        """Return the values that the response is compared with for points, in an item that declares no answer."""
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
        return "\n".join(self._texts.element(each, self._lose) for each in find(choice, "feedbackinline"))

    def _feedback(self, options: set[str]) -> dict[str, str]:
        """Return feedback by option; the explanation of the item is under ""."""
        feedback: dict[str, str] = {}
        for each in find(self._element, "modalfeedback"):
            name, text = attribute(each, "identifier"), self._texts.element(each, self._lose)
            hides = attribute(each, "showhide").lower() == "hide"
            if name in options and not hides:
                feedback[name] = text
            elif not hides and name.lower() in ("general", "explanation", "solution") and "" not in feedback:
                feedback[""] = text
            else:
                self._lose("feedback to the whole answer", reasons.ONE_EXPLANATION, bool(text))
        return feedback

    def _count_losses(self) -> None:
        """Count what the item has that a pack can't hold."""
        for name, (field, why) in _LEFT_OUT.items():
            self._lose(field, why, sum(1 for _ in find(self._element, name)))
        self._lose("rubric", "", sum(not _is_for_learners(each) for each in find(self._element, "rubricblock")))
        references = find(self._element, "assessmentstimulusref")
        found = [self._passage(attribute(each, "href")) for each in references]
        missing = sum(not (passage and passage.plain) for passage in found)
        self._lose("shared passages", "their files are missing", missing)
        inside = sum(1 for each in find(self._element, "simplechoice") for _ in find(each, "feedbackinline"))
        inline = sum(1 for _ in find(self._element, "feedbackinline")) - inside
        self._lose("feedback to the whole answer", reasons.ONE_EXPLANATION, inline)


def _descendants(element: Element) -> Iterator[Element]:
    for each in element.elements:
        yield each
        yield from _descendants(each)


def _is_outside_stem(element: Element) -> bool:
    """Tell whether an element is feedback, or an interaction other than a gap in the text."""
    name = plain_name(element)
    if name == "mediainteraction" or _is_for_learners(element):
        return False
    return name in _FEEDBACK or (name.endswith("interaction") and name not in _GAPS)


def _is_for_learners(element: Element) -> bool:
    """Tell whether an element is a rubric with instructions for the learner, not for marking."""
    return plain_name(element) == "rubricblock" and "candidate" in attribute(element, "view").split()


def _is_feedback(element: Element) -> bool:
    return plain_name(element) in _FEEDBACK
