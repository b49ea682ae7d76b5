"""Write QTI 2.1: a zip with a manifest, a test, and a file for each item."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain, count, groupby
from typing import NamedTuple

from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.capacity import fit
from zgcquiz.formats.exchange.contract import ExchangeOptions, PackContent, Written
from zgcquiz.formats.markdown.markup_html import markup_html, with_literal_signs
from zgcquiz.formats.markup.exported_media import ExportedMedia, relative
from zgcquiz.formats.qti.qti2 import OWN_TOOL
from zgcquiz.formats.qti.writing import CAPACITY, identifier
from zgcquiz.formats.shared.xml_writer import Lines, document, document_chunks, element, leaf, lined, nested
from zgcquiz.formats.shared.zip_writer import zipped

Html = Callable[[str], str]
"""Returns a text with markup as XHTML."""

_NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_MAP = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"
_MATCH = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"


def write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    """Return a package. The pack's sections are nested in the root section that the format requires."""
    fitted = fit(pack, replace(CAPACITY, fields=CAPACITY.fields | {"markup", "media"}), "QTI 2.1")
    media = ExportedMedia(options.media, lambda path: f"../{relative(path)}", fitted.losses)

    def files() -> Iterator[tuple[str, Iterable[bytes]]]:
        listed = [_Listed(identifier(item.id), item.section) for item in fitted.items()]
        root = nested("assessmentSection", _sections(listed), identifier="root", title="Questions", visible="true")
        part = nested("testPart", [root], identifier="part-1", navigationMode="nonlinear", submissionMode="individual")
        info = fitted.info
        test = nested("assessmentTest", [part], xmlns=_NAMESPACE, identifier=identifier(info.id), title=info.title)
        yield "test.xml", document_chunks(test)
        for number, item in enumerate(fitted.items(), 1):
            yield _path(number), [document(_item(item, html))]
        yield from media.files()
        yield "imsmanifest.xml", _manifest(len(listed), media.paths)

    def html(text: str) -> str:
        return markup_html(text, tex=False, image=media.html)

    return Written(zipped(files()), fitted.lost)


class _Listed(NamedTuple):
    """What the test says of an item."""

    identifier: str
    section: str


def _path(number: int) -> str:
    """Return the path of an item's file. number: from 1."""
    return f"items/{number:05}.xml"


def _sections(items: Iterable[_Listed]) -> Iterator[Iterable[str]]:
    paths = map(_path, count(1))
    for number, (section, group) in enumerate(groupby(items, lambda item: item.section), 1):
        references = (
            leaf("assessmentItemRef", "", identifier=f"ref-{item.identifier}", href=next(paths)) for item in group
        )
        if section:
            name = f"section-{number}"
            yield nested("assessmentSection", references, identifier=name, title=section, visible="true")
        else:
            yield chain.from_iterable(references)


def _manifest(items: int, media: Iterable[str]) -> Iterator[bytes]:
    test = [_resource("test", "imsqti_test_xmlv2p1", "test.xml")]
    resources = (_resource(f"item-{at}", "imsqti_item_xmlv2p1", _path(at)) for at in range(1, items + 1))
    files = (_resource(f"media-{at}", "webcontent", relative(path)) for at, path in enumerate(media, 1))
    head = element("metadata", [leaf("schema", "IMS Content"), leaf("schemaversion", "1.2")])
    return document_chunks(
        nested(
            "manifest",
            [head, leaf("organizations", ""), nested("resources", chain(test, resources, files))],
            identifier="manifest",
            xmlns="http://www.imsglobal.org/xsd/imscp_v1p1",
        )
    )


def _resource(id: str, type: str, path: str) -> Lines:
    return element("resource", [leaf("file", "", href=path)], identifier=id, type=type, href=path)


def _item(item: Item, html: Html) -> Lines:
    return element(
        "assessmentItem",
        _parts(item, html),
        xmlns=_NAMESPACE,
        identifier=identifier(item.id),
        title=item.id,
        label=item.id,
        toolName=OWN_TOOL,
        adaptive="false",
        timeDependent="false",
    )


def _parts(item: Item, html: Html) -> Iterator[Lines]:
    if not item.kind.is_choice:
        yield from _typed_parts(item, html)
        return
    several = item.kind is Kind.MULTIPLE
    labels = [f"O{number}" for number in range(1, len(item.options) + 1)]
    cardinality = "multiple" if several else "single"
    keys = [leaf("value", label) for label, option in zip(labels, item.options, strict=True) if option.key]
    correct = element("correctResponse", keys)
    yield element(
        "responseDeclaration", [correct], identifier="RESPONSE", cardinality=cardinality, baseType="identifier"
    )
    yield leaf("outcomeDeclaration", "", identifier="SCORE", cardinality="single", baseType="float")
    if any(option.feedback for option in item.options):
        yield leaf("outcomeDeclaration", "", identifier="FEEDBACK", cardinality=cardinality, baseType="identifier")
    yield from _solution(item)
    stem = _text("div" if item.markup else "prompt", item.stem, item, html)
    body, choices = ([stem], []) if item.markup else ([], [stem])
    for label, option in zip(labels, item.options, strict=True):
        text = option.text.capitalize() if item.kind is Kind.TRUE_FALSE else option.text
        choices.append(_text("simpleChoice", text, item, html, identifier=label, fixed=str(option.pinned).lower()))
    interaction = element(
        "choiceInteraction",
        choices,
        responseIdentifier="RESPONSE",
        shuffle=str(item.drawn).lower(),
        maxChoices="0" if several else "1",
    )
    yield element("itemBody", [*body, interaction])
    yield _processing(item)
    shown = [("FEEDBACK", label, option.feedback) for label, option in zip(labels, item.options, strict=True)]
    for outcome, name, text in [*shown, ("SOLUTION", "explanation", item.explanation)]:
        if text:
            yield _feedback(outcome, name, text, item, html)


def _text(name: str, text: str, item: Item, html: Html, **attributes: str) -> Lines:
    """Return an element with a text of an item."""
    if not item.markup:
        return [*map(with_literal_signs, lined(name, text, **attributes))]
    start, end = element(name, (), **attributes)
    return [f"{start}{html(text)}{end}"]


def _solution(item: Item) -> Iterator[Lines]:
    """Yield the declaration of the outcome that shows the explanation."""
    if item.explanation:
        value = element("defaultValue", [leaf("value", "explanation")])
        yield element("outcomeDeclaration", [value], identifier="SOLUTION", cardinality="single", baseType="identifier")


def _typed_parts(item: Item, html: Html) -> Iterator[Lines]:
    key = item.keys[0].text
    declared = [element("correctResponse", [leaf("value", key)])]
    if item.kind is Kind.TYPED:
        right = [
            leaf("mapEntry", "", mapKey=text, mappedValue="1", caseSensitive="false") for text in (key, *item.accept)
        ]
        declared.append(element("mapping", right, defaultValue="0"))
    base = "string" if item.kind is Kind.TYPED else "float"
    yield element("responseDeclaration", declared, identifier="RESPONSE", cardinality="single", baseType=base)
    yield leaf("outcomeDeclaration", "", identifier="SCORE", cardinality="single", baseType="float")
    yield from _solution(item)
    entry = element("p", [leaf("textEntryInteraction", "", responseIdentifier="RESPONSE")])
    yield element("itemBody", [_text("div" if item.markup else "p", item.stem, item, html), entry])
    if item.kind is Kind.TYPED:
        yield leaf("responseProcessing", "", template=_MAP)
    else:
        response = [leaf("variable", "", identifier="RESPONSE"), leaf("correct", "", identifier="RESPONSE")]
        tolerance = write_number(item.tolerance)
        yield _scored(element("equal", response, toleranceMode="absolute", tolerance=f"{tolerance} {tolerance}"))
    if item.explanation:
        yield _feedback("SOLUTION", "explanation", item.explanation, item, html)


def _feedback(outcome: str, name: str, text: str, item: Item, html: Html) -> Lines:
    return _text("modalFeedback", text, item, html, outcomeIdentifier=outcome, identifier=name, showHide="show")


def _scored(condition: Lines, *more: Lines) -> Lines:
    """Return processing that awards full points if a condition is met, else none."""
    full, none = (
        element("setOutcomeValue", [leaf("baseValue", points, baseType="float")], identifier="SCORE") for points in "10"
    )
    scored = element("responseCondition", [element("responseIf", [condition, full]), element("responseElse", [none])])
    return element("responseProcessing", [scored, *more])


def _processing(item: Item) -> Lines:
    """Return processing that awards full points for exactly the keys, and shows the feedback of the picked options."""
    if not any(option.feedback for option in item.options):
        return leaf("responseProcessing", "", template=_MATCH)
    response = leaf("variable", "", identifier="RESPONSE")
    right = element("match", [response, leaf("correct", "", identifier="RESPONSE")])
    return _scored(right, element("setOutcomeValue", [response], identifier="FEEDBACK"))
