"""QTI of all versions: files and packages, what is read, what is skipped, and why."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from tests.formats.importing import EXAMPLES, item_of, lost_of, read, reasons
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.formats.exchange import registry

FILES = sorted((EXAMPLES / "qti-instructure").glob("*.*[lp]"))


def item12(
    conditions: str, more: str = "", cardinality: str = "Single", labels: str = "abc", stem: str = "Which?"
) -> str:
    choices = "".join(
        f'<response_label ident="{each}"><material><mattext>Option {each}</mattext></material></response_label>'
        for each in labels
    )
    return (
        f'<item ident="i1" title="t"><presentation><material><mattext texttype="text/html">{stem}</mattext></material>'
        f'<response_lid ident="r" rcardinality="{cardinality}"><render_choice>{choices}</render_choice></response_lid>'
        f"</presentation><resprocessing>{conditions}</resprocessing>{more}</item>"
    )


def quiz12(*items: str, title: str = "Quiz") -> str:
    return (
        f'<questestinterop><assessment ident="a" title="{title}"><section ident="root">{"".join(items)}'
        "</section></assessment></questestinterop>"
    )


def points(ident: str, score: str, action: str = "Set", more: str = "") -> str:
    return (
        f'<respcondition><conditionvar><varequal respident="r">{ident}</varequal></conditionvar>'
        f'<setvar action="{action}">{score}</setvar>{more}</respcondition>'
    )


def feedback(ident: str, text: str) -> str:
    return f'<itemfeedback ident="{ident}"><material><mattext>{text}</mattext></material></itemfeedback>'


def keys(item: Item) -> list[str]:
    return [key.text for key in item.keys]


def test_the_option_that_scores_most_is_the_key() -> None:
    found = read("qti12", quiz12(item12(points("a", "50") + points("b", "100") + points("c", "-10"))))
    assert found.pack
    assert found.pack.info.title == "Quiz"
    (item,) = found.pack.items
    assert (item.id, item.kind, item.stem, keys(item)) == ("i1", Kind.SINGLE, "Which?", ["Option b"])
    assert lost_of(found) == {"partial credit": 1, "penalties": 1}


def test_full_points() -> None:
    assert keys(item_of("qti12", quiz12(item12(points("a", "0") + points("b", "SCORE.max"))))) == ["Option b"]


def test_several_keys_whose_points_add_up() -> None:
    conditions = points("a", "25", "Add") + points("b", "10", "Subtract") + points("c", "75", "Add")
    found = read("qti12", quiz12(item12(conditions, cardinality="Multiple")))
    assert found.pack
    assert (found.pack.items[0].kind, keys(found.pack.items[0])) == (Kind.MULTIPLE, ["Option a", "Option c"])
    assert lost_of(found) == {"weights": 1, "penalties": 1}


def test_several_keys_with_negated_conditions() -> None:
    condition = (
        "<respcondition><conditionvar><and><varequal>a</varequal><not><varequal>b</varequal></not>"
        "<varequal>c</varequal></and></conditionvar><setvar>100</setvar></respcondition>"
    )
    assert keys(item_of("qti12", quiz12(item12(condition, cardinality="Multiple")))) == ["Option a", "Option c"]


def test_feedback_of_options_and_of_the_item() -> None:
    conditions = (
        "<respcondition><conditionvar><other/></conditionvar><displayfeedback linkrefid='general_fb'/></respcondition>"
        + points("a", "100", more="<displayfeedback linkrefid='correct_fb'/>")
        + points("b", "0", more="<displayfeedback linkrefid='b_fb'/>")
    )
    texts = feedback("general_fb", "Because.") + feedback("correct_fb", "Yes.") + feedback("b_fb", "Not b.")
    found = read("qti12", quiz12(item12(conditions, texts)))
    assert found.pack
    (item,) = found.pack.items
    assert item.explanation == "Because."
    assert {option.text: option.feedback for option in item.options} == {
        "Option a": "", "Option b": "Not b.", "Option c": "",
    }  # fmt: skip
    assert lost_of(found) == {"feedback to the whole answer": 1}


def test_all_texts_of_a_presentation_are_the_stem() -> None:
    stem = (
        "See &lt;b&gt;this&lt;/b&gt;:</mattext><matemtext>now</matemtext>"
        '<matimage uri="media/map.png"/><mataudio uri="a.mp3" label="a sound"/><mattext texttype="text/plain">a &lt; b'
    )
    found = read("qti12", quiz12(item12(points("a", "1"), stem=stem)))
    assert found.pack
    assert found.pack.items[0].stem == "See this:\n\nnow\n\n[image: map.png]\n\n[media: a sound]\n\na < b"
    assert lost_of(found) == {"formatting": 1, "images": 1, "media": 1}


def test_unsupported_items_of_1_2_are_skipped_with_line_and_reason() -> None:
    essay = "\n<item ident='e'><presentation><response_str><render_fib/></response_str></presentation></item>"
    parts = "\n" + item12("", labels="ab").replace("</presentation>", "<response_lid/></presentation>")
    none = "\n" + item12("", labels="ab")
    found = read("qti12", quiz12(essay, parts, none, item12(points("a", "1"))))
    assert found.pack
    assert len(found.pack.items) == 1
    assert [(line, reason[:26]) for line, reason in reasons(found)] == [
        (2, "an essay: there is no answ"),
        (3, "it has 2 parts to answer; "),
        (4, "no option is marked as rig"),
    ]


A_TO_C = "".join(f'<simpleChoice identifier="{each}">Option {each}</simpleChoice>' for each in "ABC")
ONE = "<correctResponse><value>A</value></correctResponse>"
TWO = "<correctResponse><value>A</value><value>C</value></correctResponse>"


def fib12(conditions: str, type: str = "short_answer_question", more: str = "") -> str:
    return quiz12(
        "<item ident='f'><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel>"
        f"<fieldentry>{type}</fieldentry></qtimetadatafield></qtimetadata></itemmetadata><presentation><material>"
        "<mattext>How many?</mattext></material><response_str ident='r'><render_fib><response_label ident='a'/>"
        f"</render_fib></response_str></presentation><resprocessing>{conditions}</resprocessing>{more}</item>"
    )


def test_typed_answers_of_1_2() -> None:
    both = points("four</varequal><varequal>4", "100")
    found = read("qti12", fib12(both + points("for", "50") + points("six", "-50")))
    assert found.pack
    (item,) = found.pack.items
    assert (item.kind, item.stem, item.keys[0].text, item.accept) == (Kind.TYPED, "How many?", "four", ("4",))
    assert lost_of(found) == {"partial credit": 1, "penalties": 1}


@pytest.mark.parametrize(
    ("condition", "value", "tolerance"),
    [
        ("<varequal>9.8</varequal>", "9.8", 0),
        ("<or><varequal>9.8</varequal><and><vargte>9.7</vargte><varlte>9.9</varlte></and></or>", "9.8", 0.1),
        ("<vargte>1</vargte><varlte>5</varlte>", "3", 2),
        ("<or><varequal>1</varequal><and><vargt>1</vargt><varlte>1</varlte></and></or>", "1", 0),
    ],
)
def test_numbers_of_1_2(condition: str, value: str, tolerance: float) -> None:
    right = f"<respcondition><conditionvar>{condition}</conditionvar><setvar>100</setvar></respcondition>"
    item = item_of("qti12", fib12(right, "numerical_question"))
    assert (item.kind, item.keys[0].text, item.tolerance) == (Kind.NUMERIC, value, tolerance)


ENTRY = "<textEntryInteraction responseIdentifier='R'/>"


def entry2(declared: str, base: str, body: str = f"<p>Two and two are {ENTRY}.</p>") -> str:
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i1">'
        f'<responseDeclaration identifier="R" cardinality="single" baseType="{base}">{declared}</responseDeclaration>'
        f"<itemBody>{body}</itemBody><responseProcessing><equal toleranceMode='absolute' tolerance='0.1 0.2'/>"
        "</responseProcessing></assessmentItem>"
    )


def test_typed_answers_of_2() -> None:
    mapping = (
        '<mapping><mapEntry mapKey="four" mappedValue="1"/><mapEntry mapKey="4" mappedValue="1"/>'
        '<mapEntry mapKey="for" mappedValue="0.5"/></mapping>'
    )
    found = read("qti21", entry2(f"<correctResponse><value>four</value></correctResponse>{mapping}", "string"))
    assert found.pack
    (item,) = found.pack.items
    assert (item.kind, item.stem) == (Kind.TYPED, "Two and two are _____.")
    assert (item.keys[0].text, item.accept) == ("four", ("4",))
    assert lost_of(found) == {"partial credit": 1}


def test_numbers_of_2() -> None:
    body = f"<p>How many?</p><p>{ENTRY}</p>"
    item = item_of("qti21", entry2("<correctResponse><value>4</value></correctResponse>", "float", body))
    assert (item.kind, item.stem, item.keys[0].text, item.tolerance) == (Kind.NUMERIC, "How many?", "4", 0.2)


def item2(choices: str = A_TO_C, more: str = "", correct: str = ONE, several: bool = False, body: str = "") -> str:
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i1" title="t">'
        f'<responseDeclaration identifier="R" cardinality="{"multiple" if several else "single"}">{correct}'
        f"</responseDeclaration><itemBody>{body}"
        f'<choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="{"0" if several else "1"}">'
        f"<prompt>Which?</prompt>{choices}</choiceInteraction></itemBody>{more}</assessmentItem>"
    )


def as_version_3(text: str) -> str:
    """Return an item in QTI 3.0, with qti- prefixes and kebab case."""

    def kebab(name: str) -> str:
        return re.sub("[A-Z]", lambda match: "-" + match.group().lower(), name)

    text = re.sub(r"(</?)([a-z]\w+)", lambda match: f"{match[1]}qti-{kebab(match[2])}", text)
    text = re.sub(r' ([a-z]+[A-Z]\w*)="', lambda match: f' {kebab(match[1])}="', text)
    return text.replace("imsqti_v2p1", "imsqtiasi_v3p0").replace("qti-p>", "p>")


@pytest.mark.parametrize("version", ["2.1", "2.2", "3.0"])
def test_versions_2_and_3(version: str) -> None:
    text = item2(correct=TWO, several=True, body="<p>Look.</p>")
    text = {"2.1": text, "2.2": text.replace("imsqti_v2p1", "imsqti_v2p2"), "3.0": as_version_3(text)}[version]
    format = registry.recognise(text.encode(), "x.xml")
    assert format.name == f"qti{version.replace('.', '')}"
    item = item_of(format.name, text)
    assert (item.id, item.kind, item.stem) == ("i1", Kind.MULTIPLE, "Look.\n\nWhich?")
    assert keys(item) == ["Option A", "Option C"]
    assert item.drawn


def test_keys_by_points_if_none_is_declared() -> None:
    mapping = '<mapping><mapEntry mapKey="A" mappedValue="0.5"/><mapEntry mapKey="B" mappedValue="1"/></mapping>'
    found = read("qti21", item2(correct=mapping))
    assert found.pack
    assert keys(found.pack.items[0]) == ["Option B"]
    assert lost_of(found) == {"partial credit": 1}


@pytest.mark.parametrize(("several", "penalty", "lost"), [(False, "-1", 1), (True, "-1", 0), (True, "-0.5", 1)])
def test_negative_points_of_2_are_penalties(several: bool, penalty: str, lost: int) -> None:
    """A wrong pick of several cancels a correct one, which is what such points say if they are as many."""
    entries = (("A", "1"), ("B", penalty))
    mapping = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in entries)
    found = read("qti21", item2(correct=f"<mapping>{mapping}</mapping>", several=several))
    assert lost_of(found) == ({"penalties": lost} if lost else {})


def test_single_choice_has_one_key_even_if_several_score() -> None:
    mapping = '<mapping><mapEntry mapKey="A" mappedValue="0.5"/><mapEntry mapKey="B" mappedValue="1"/></mapping>'
    text = item2(correct=mapping, several=True).replace('maxChoices="0"', 'maxChoices="1"')
    found = read("qti21", text)
    assert found.pack
    assert (found.pack.items[0].kind, keys(found.pack.items[0])) == (Kind.SINGLE, ["Option B"])
    assert lost_of(found) == {"partial credit": 1}


def test_feedback_of_2() -> None:
    choices = A_TO_C.replace("Option B", "Option B<feedbackInline identifier='B'>Not B.</feedbackInline>")
    more = (
        "<modalFeedback identifier='C'>Not C.</modalFeedback><modalFeedback identifier='explanation'>Because."
        "</modalFeedback><modalFeedback identifier='wrong'>Wrong.</modalFeedback>"
    )
    found = read("qti21", item2(choices, more, body="<rubricBlock><p>For teachers.</p></rubricBlock>"))
    assert found.pack
    (item,) = found.pack.items
    assert item.stem == "Which?"
    assert {option.text: option.feedback for option in item.options} == {
        "Option A": "", "Option B": "Not B.", "Option C": "Not C.",
    }  # fmt: skip
    assert item.explanation == "Because."
    assert lost_of(found) == {"feedback to the whole answer": 1, "rubric": 1}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (item2(more="<templateDeclaration identifier='x'/>"), "its values are random (templates), which"),
        (item2().replace("choiceInteraction", "orderInteraction"), "its options are to be put in order"),
        (item2(body="<p><textEntryInteraction/></p>"), "it has 2 parts to answer; only one is supported"),
        (item2(correct=""), "no option is marked as right"),
        (item2(correct=ONE.replace("A", "Z")), "its right option 'Z' is not among its options"),
    ],
)
def test_unsupported_items_of_2_are_skipped(text: str, reason: str) -> None:
    found = read("qti21", text)
    assert found.pack is None
    assert [found.startswith(reason) for _, found in reasons(found)] == [True]


def package(**files: str) -> bytes:
    """Return a package; __ in a name stands for a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in {"imsmanifest": "<manifest/>", **files}.items():
            archive.writestr(f"{name.replace('__', '/')}.xml", content)
    return out.getvalue()


def test_a_package_of_several_assessments_has_a_section_for_each() -> None:
    one = quiz12(item12(points("a", "1")), title="One")
    two = quiz12(item12(points("b", "1")).replace("i1", "i2"), title="Two")
    found = read("qti12", package(q1__quiz=one, q2__quiz=two, q2__meta="<quiz/>"), "export.zip")
    assert found.pack
    assert found.pack.info.title == "export"
    assert [(item.id, item.section) for item in found.pack.items] == [("i1", "One"), ("i2", "Two")]


META = "<quiz><title>T</title><description>{}</description></quiz>"


def test_the_description_of_a_canvas_quiz_is_the_pack_s() -> None:
    one, two = quiz12(item12(points("a", "1"))), quiz12(item12(points("b", "1")).replace("i1", "i2"))
    about = META.format('&lt;p&gt;Read &lt;span style="color:red"&gt;first&lt;/span&gt;.&lt;/p&gt;')
    found = read("qti12", package(q1__quiz=one, q1__assessment_meta=about))
    assert found.pack
    assert found.pack.info.description == "Read first."
    assert lost_of(found) == {"formatting": 1}
    meta = {f"q{at}__assessment_meta": META.format(text) for at, text in enumerate(["Why", "How", ""])}
    found = read("qti12", package(q1__quiz=one, q2__quiz=two, **meta))
    assert found.pack
    assert found.pack.info.description == ""
    assert lost_of(found) == {"description": 2}


def test_a_bad_document_does_not_affect_the_rest_of_a_package() -> None:
    good = quiz12(item12(points("a", "1")))
    found = read(
        "qti12",
        package(
            good=good,
            cut=good[:200],
            dtd='<!DOCTYPE questestinterop [<!ENTITY x "y">]><questestinterop>&x;</questestinterop>',
            other="<a>",
        ),
    )
    assert found.pack
    assert len(found.pack.items) == 1
    assert [(each.reason.split(":")[0], each.inside) for each in found.skipped] == [("cut.xml", ""), ("dtd.xml", "")]


def test_a_hostile_package() -> None:
    """Entries with paths outside the package and entries that are too large are left out and reported."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", "<manifest/>")
        archive.writestr("quiz.xml", quiz12(item12(points("a", "1"))))
        archive.writestr("../up.xml", quiz12(item12(points("a", "1"))))
        archive.writestr("bomb.xml", bytes(140 * 2**20))
    assert registry.recognise(out.getvalue(), "x.zip").name == "qti12"
    found = read("qti12", out.getvalue())
    assert found.pack
    assert len(found.pack.items) == 1
    assert found.notes == ("left out, as its path points outside the archive: ../up.xml",)
    assert [reason for _, reason in reasons(found)] == ["file/bomb.xml: it unpacks to 146,800,640 bytes, too many"]


def test_items_are_in_the_order_of_their_test() -> None:
    test = (
        '<assessmentTest title="The test"><testPart><assessmentSection title="Root">'
        '<assessmentSection title="Late"><assessmentItemRef href="b.xml"/></assessmentSection>'
        '<assessmentSection title="Later"><assessmentItemRef href="a.xml"/></assessmentSection>'
        "</assessmentSection></testPart></assessmentTest>"
    )
    item = item2()
    found = read("qti21", package(items__a=item, items__b=item.replace('"i1"', '"i2"'), items__test=test))
    assert found.pack
    assert found.pack.info.title == "The test"
    assert [(item.id, item.section) for item in found.pack.items] == [("i2", "Late"), ("i1", "Later")]


# The real files, where they are at hand, against a reading by the standard library


class Plain(NamedTuple):
    """Return an item read with ElementTree, its texts without tags and white space."""

    stem: str
    options: frozenset[tuple[str, bool]]


def test_all_files_are_tested() -> None:
    assert len(FILES) == (8 if EXAMPLES.is_dir() else 0)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_real_file(path: Path) -> None:
    data = path.read_bytes()
    version = re.search(r"[123]\.\d", path.stem)
    assert version
    format = registry.recognise(data, path.name)
    assert format.name == f"qti{version.group().replace('.', '')}"
    found = read(format.name, data, path.name)
    assert found.pack
    expected = [plain for root in _roots(path) for plain in _items(root)]
    assert len(found.pack.items) == {"test_qti_1.2": 3, "test_qti_2.2": 3}.get(path.stem, 1) == len(expected)
    assert len(found.skipped) == (2 if path.stem == "test_qti_2.2" else 0)
    for item in found.pack.items:
        options = frozenset((_solid(option.text), option.key) for option in item.options)
        assert Plain(_solid(re.sub(r"\[image[^\]]*\]", "", item.stem)), options) in expected


def _roots(path: Path) -> Iterator[ElementTree.Element]:
    if path.suffix == ".xml":
        yield ElementTree.fromstring(path.read_bytes())
        return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if PurePosixPath(name).suffix == ".xml":
                yield ElementTree.fromstring(archive.read(name))


def _items(root: ElementTree.Element) -> Iterator[Plain]:
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    for item in root.iter("item") if root.tag == "questestinterop" else ():
        right = {
            equal.text
            for condition in item.iter("respcondition")
            if float(condition.findtext("setvar", "0")) > 0
            for equal in [*condition.findall("conditionvar/varequal"), *condition.findall("conditionvar/and/varequal")]
        }
        options = frozenset(
            (_solid_case(_said(label)), label.get("ident") in right) for label in item.iter("response_label")
        )
        yield Plain(_solid(_said(item.findall("presentation/material")[0])), options)
    interactions = list(root.iter("choiceInteraction"))
    if root.tag == "assessmentItem" and len(interactions) == 1 and not list(root.iter("textEntryInteraction")):
        (interaction,) = interactions
        right = {value.text for value in root.findall("responseDeclaration/correctResponse/value")}
        options = frozenset(
            (_solid_case(_said(choice)), choice.get("identifier") in right)
            for choice in interaction.iter("simpleChoice")
        )
        around = [_said(each) for each in root.iter("p")]
        yield Plain(_solid("".join([*around, _said(interaction.findall("prompt")[0])])), options)


def _said(element: ElementTree.Element) -> str:
    return unescape(re.sub("<[^<>]*>", "", "".join(element.itertext())))


def _solid(text: str) -> str:
    return "".join(text.split())


def _solid_case(text: str) -> str:
    """Lower-case true and false, as packs have them."""
    solid = _solid(text)
    return solid.lower() if solid in ("True", "False") else solid
