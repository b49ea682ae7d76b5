"""Write QTI 1.2 as Canvas imports it: a zip with a manifest and one assessment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain, groupby

from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.text.numbers import span
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.capacity import fit
from zgcquiz.formats.exchange.contract import ExchangeOptions, PackContent, Written
from zgcquiz.formats.markdown.markup_html import markup_html
from zgcquiz.formats.markup.exported_media import ExportedMedia, relative
from zgcquiz.formats.qti.writing import CAPACITY, identifier
from zgcquiz.formats.shared.xml_writer import Lines, document, document_chunks, element, leaf, nested
from zgcquiz.formats.shared.zip_writer import zipped

_NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_TYPES = {
    Kind.SINGLE: "multiple_choice_question",
    Kind.MULTIPLE: "multiple_answers_question",
    Kind.TRUE_FALSE: "true_false_question",
    Kind.TYPED: "short_answer_question",
    Kind.NUMERIC: "numerical_question",
}


def write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    """Return a package. The pack's sections are nested in the root section that the format requires."""
    fitted = fit(pack, replace(CAPACITY, fields=CAPACITY.fields | {"tags", "spaces", "markup", "media"}), "QTI 1.2")
    media = ExportedMedia(options.media, lambda path: f"%24IMS-CC-FILEBASE%24/{relative(path)}", fitted.losses)
    info = fitted.info
    root = nested("section", _sections(fitted.items(), _Writer(media)), ident="root_section")
    assessment = nested("assessment", [root], ident=identifier(info.id), title=info.title)
    quiz = document_chunks(nested("questestinterop", [assessment], xmlns=_NAMESPACE))
    path = f"{identifier(info.id)}/{identifier(info.id)}.xml"

    def files() -> Iterator[tuple[str, Iterable[bytes]]]:
        yield path, quiz
        yield from media.files()
        yield "imsmanifest.xml", [_manifest(path, media.paths)]

    return Written(zipped(files()), fitted.lost)


def _sections(items: Iterable[Item], writer: _Writer) -> Iterator[Iterable[str]]:
    for number, (section, group) in enumerate(groupby(items, lambda item: item.section), 1):
        lines = map(writer.item, group)
        if section:
            yield nested("section", lines, ident=f"section-{number}", title=section)
        else:
            yield chain.from_iterable(lines)


def _manifest(path: str, media: Iterable[str]) -> bytes:
    """Return the manifest. path: of the assessment; media: the paths of images and sounds."""
    files = [(path, "imsqti_xmlv1p2"), *((relative(file), "webcontent") for file in media)]
    resources = [
        element("resource", [leaf("file", "", href=file)], identifier=f"resource-{number}", type=type, href=file)
        for number, (file, type) in enumerate(files, 1)
    ]
    head = element("metadata", [leaf("schema", "IMS Content"), leaf("schemaversion", "1.1.3")])
    return document(
        element(
            "manifest",
            [head, leaf("organizations", ""), element("resources", resources)],
            identifier="manifest",
            xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1",
        )
    )


class _Writer:
    """Writes questions, with images and sounds in their texts."""

    def __init__(self, media: ExportedMedia) -> None:
        self._media = media

    def item(self, item: Item) -> Lines:
        labels = [f"o{number}" for number in range(1, len(item.options) + 1)]
        metadata = element("qtimetadata", list(_metadata(item)))
        return element(
            "item",
            [
                element("itemmetadata", [metadata]),
                self._presentation(item, labels),
                element("resprocessing", list(_processing(item, labels))),
                *self._feedback(item, labels),
            ],
            ident=item.id,
            title="Question",
        )

    def _presentation(self, item: Item, labels: list[str]) -> Lines:
        if not item.kind.is_choice:
            fib = leaf("render_fib", "", **({"fibtype": "Decimal"} if item.kind is Kind.NUMERIC else {}))
            response = element("response_str", [fib], ident="response1", rcardinality="Single")
            return element("presentation", [self._material(item.stem, item), response])
        choices = []
        for label, option in zip(labels, item.options, strict=True):
            text = option.text.capitalize() if item.kind is Kind.TRUE_FALSE else option.text
            fixed = {"rshuffle": "No"} if option.pinned else {}
            choices.append(element("response_label", [self._material(text, item)], ident=label, **fixed))
        render = element("render_choice", choices, shuffle="Yes" if item.drawn else "No")
        cardinality = "Multiple" if item.kind is Kind.MULTIPLE else "Single"
        response = element("response_lid", [render], ident="response1", rcardinality=cardinality)
        return element("presentation", [self._material(item.stem, item), response])

    def _feedback(self, item: Item, labels: list[str]) -> Iterator[Lines]:
        texts = [(f"{label}_fb", option.feedback) for label, option in zip(labels, item.options, strict=True)]
        for ident, text in [("general_fb", item.explanation), *texts]:
            if text:
                yield element("itemfeedback", [element("flow_mat", [self._material(text, item)])], ident=ident)

    def _material(self, text: str, item: Item) -> Lines:
        if item.markup:
            html = markup_html(text, tex=True, image=self._media.html)
            return element("material", [leaf("mattext", html, texttype="text/html")])
        return element("material", [leaf("mattext", text, texttype="text/plain")])


def _metadata(item: Item) -> Iterator[Lines]:
    fields = [("question_type", _TYPES[item.kind]), ("points_possible", "1")]
    for label, entry in [*fields, *(("qmd_keywords", tag) for tag in item.tags)]:
        yield element("qtimetadatafield", [leaf("fieldlabel", label), leaf("fieldentry", entry)])


def _processing(item: Item, labels: list[str]) -> Iterator[Lines]:
    variable = leaf("decvar", "", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    yield element("outcomes", [variable])
    if item.explanation:
        shown = leaf("displayfeedback", "", feedbacktype="Response", linkrefid="general_fb")
        yield element("respcondition", [element("conditionvar", [leaf("other", "")]), shown], continue_="Yes")
    for label, option in zip(labels, item.options, strict=True):
        if option.feedback:
            shown = leaf("displayfeedback", "", feedbacktype="Response", linkrefid=f"{label}_fb")
            picked = leaf("varequal", label, respident="response1")
            yield element("respcondition", [element("conditionvar", [picked]), shown], continue_="Yes")
    score = leaf("setvar", "100", action="Set", varname="SCORE")
    if not item.kind.is_choice:
        yield element("respcondition", [element("conditionvar", _right(item)), score], continue_="No")
        return
    required = []
    for label, option in zip(labels, item.options, strict=True):
        picked = leaf("varequal", label, respident="response1")
        if option.key:
            required.append(picked)
        elif item.kind is Kind.MULTIPLE:
            required.append(element("not", [picked]))
    condition = [element("and", required)] if item.kind is Kind.MULTIPLE else required
    yield element("respcondition", [element("conditionvar", condition), score], continue_="No")


def _right(item: Item) -> list[Lines]:
    """Return the conditions for a typed answer: equal to a text, or within a range."""
    texts = (item.keys[0].text, *item.accept)
    equal = [leaf("varequal", text, respident="response1") for text in texts]
    if item.kind is Kind.TYPED:
        return equal
    low, high = span(item.keys[0].text, item.tolerance)
    bounds = [
        leaf("vargte", write_number(low), respident="response1"),
        leaf("varlte", write_number(high), respident="response1"),
    ]
    return [element("or", [*equal, element("and", bounds)])]
