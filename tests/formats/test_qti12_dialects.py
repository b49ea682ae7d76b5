"""QTI 1.2 as written by Canvas, Blackboard, Brightspace and Respondus, with the types and structures of each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest

from tests.formats.importing import item_of, lost_of, read, reasons
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.core.text.numbers import LARGEST
from zgcquiz.formats.exchange import registry


def quiz(*items: str, holder: str = "assessment", ident: str = "q", title: str = "Quiz") -> str:
    return (
        f'<questestinterop><{holder} ident="{ident}" title="{title}"><section ident="root">{"".join(items)}'
        f"</section></{holder}></questestinterop>"
    )


def summary(item: Item) -> tuple[Kind, str, list[str], list[str], tuple[str, ...]]:
    """Return the kind, stem, keys, distractors and accepted answers of an item."""
    wrong = [option.text for option in item.options if not option.key]
    return item.kind, item.stem, [key.text for key in item.keys], wrong, item.accept


# Canvas


def canvas(type: str, stem: str, response: str = "", conditions: str = "", more: str = "") -> str:
    return (
        '<item ident="i" title="Question"><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type'
        f"</fieldlabel><fieldentry>{type}</fieldentry></qtimetadatafield></qtimetadata></itemmetadata><presentation>"
        f'<material><mattext texttype="text/html">{stem}</mattext></material>{response}</presentation>'
        f"<resprocessing>{conditions}</resprocessing>{more}</item>"
    )


def pick(*texts: str, name: str = "response1", cardinality: str = "Single", own: str = "") -> str:
    labels = "".join(
        f'<response_label ident="{at}"><material><mattext>{text}</mattext></material></response_label>'
        for at, text in enumerate(texts, 1)
    )
    own = own and f"<material><mattext>{own}</mattext></material>"
    return (
        f'<response_lid ident="{name}" rcardinality="{cardinality}">{own}<render_choice>{labels}</render_choice>'
        "</response_lid>"
    )


def scores(*idents: str, points: str = "100") -> str:
    equal = "".join(f'<varequal respident="response1">{ident}</varequal>' for ident in idents)
    return (
        f"<respcondition><conditionvar>{equal}</conditionvar><setvar varname='SCORE'>{points}</setvar></respcondition>"
    )


WRITTEN = '<response_str ident="response1"><render_fib><response_label ident="a"/></render_fib></response_str>'


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            canvas("multiple_choice_question", "Which?", pick("A", "B"), scores("2")),
            (Kind.SINGLE, "Which?", ["B"], ["A"], ()),
        ),
        (
            canvas("true_false_question", "So?", pick("True", "False"), scores("2")),
            (Kind.TRUE_FALSE, "So?", ["false"], ["true"], ()),
        ),
        (
            canvas("multiple_answers_question", "Which?", pick(*"ABC", cardinality="Multiple"), scores("1", "3")),
            (Kind.MULTIPLE, "Which?", ["A", "C"], ["B"], ()),
        ),
        (
            canvas("short_answer_question", "Who?", WRITTEN, scores("x", "y")),
            (Kind.TYPED, "Who?", ["x"], [], ("y",)),
        ),
        (
            canvas("multiple_dropdowns_question", "It is [a b].", pick("red", "blue", own="a b"), scores("1")),
            (Kind.SINGLE, "It is _____.", ["red"], ["blue"], ()),
        ),
        (
            canvas("fill_in_multiple_blanks_question", "It is [c].", pick("red", "crimson", own="c"), scores("2")),
            (Kind.TYPED, "It is _____.", ["crimson"], [], ("red",)),
        ),
        (
            canvas("fill_in_multiple_blanks_question", "It is [c].", pick("red", own="c"), scores("1")),
            (Kind.TYPED, "It is _____.", ["red"], [], ()),
        ),
    ],
)  # fmt: skip
def test_types_of_canvas(item: str, expected: object) -> None:
    assert summary(item_of("qti12", quiz(item))) == expected


TWO = pick("x", "y", name="r1", own="a") + pick("x", "y", name="r2", own="b")


@pytest.mark.parametrize(
    ("type", "response", "reason"),
    [
        ("matching_question", TWO, "a matching question"),
        ("multiple_dropdowns_question", TWO, "it has 2 parts to answer; only one is supported"),
        ("fill_in_multiple_blanks_question", TWO, "it has 2 parts to answer; only one is supported"),
        ("calculated_question", WRITTEN, "its numbers are random"),
        ("essay_question", WRITTEN, "an essay"),
        ("file_upload_question", "", "its answer is a file"),
        ("text_only_question", "", "a description"),
        ("ordering_question", pick("x", "y", cardinality="Ordered"), "its options are to be put in order"),
        ("categorization_question", TWO, "its options are to be sorted into groups"),
        ("hot_spot_question", "<response_xy/>", "it is answered on an image"),
        ("", pick("x", "y", cardinality="Ordered"), "its options are to be put in order"),
        ("", "<response_grp/>", "a matching question"),
        ("", "<response_xy/>", "it is answered on an image"),
        ("", "<response_lid/>", "it has no options to choose from"),
        ("", "", "a description"),
        ("unheard_of_question", WRITTEN, "an essay"),
    ],
)
def test_skipped_items_have_a_specific_reason_and_do_not_affect_others(type: str, response: str, reason: str) -> None:
    good = canvas("multiple_choice_question", "Which?", pick("A", "B"), scores("2"))
    found = read("qti12", quiz(canvas(type, "Skipped", response, scores("1") if "choice" in type else ""), good))
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["Which?"]
    assert [text[: len(reason)] for _, text in reasons(found)] == [reason]
    assert found.skipped[0].text.startswith("Skipped")


def test_a_shared_passage_of_canvas_precedes_the_stems() -> None:
    child = canvas("multiple_choice_question", "Which?", pick("A", "B"), scores("2")).replace(
        "</qtimetadata>",
        "<qtimetadatafield><fieldlabel>parent_stimulus_item_ident</fieldlabel><fieldentry>{}</fieldentry>"
        "</qtimetadatafield></qtimetadata>",
    )
    passage = canvas("text_only_question", "Tea grows here.").replace('ident="i"', 'ident="p"')
    found = read("qti12", quiz(passage, child.format("p"), child.format("gone").replace('ident="i"', 'ident="j"')))
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["Tea grows here.\n\nWhich?", "Which?"]
    assert [reason for _, reason in reasons(found)] == ["a description: there is nothing to answer"]
    assert lost_of(found) == {"shared passages": 1}


def test_a_formula_of_canvas_is_named_by_its_tex() -> None:
    image = '&lt;img class="equation_image" src="/x" alt="LaTeX: y" data-equation-content="\\frac{1}{3}"&gt;'
    item = item_of("qti12", quiz(canvas("", f"Is {image} so?", pick("A", "B"), scores("2"))))
    assert item.stem == "Is [image: \\frac{1}{3}] so?"


def course(**files: str) -> bytes:
    """Return a Canvas course; __ in a name stands for a slash, and suffixes are added as in a real one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("imsmanifest.xml", "<manifest/>")
        archive.writestr("__MACOSX/._imsmanifest.xml", b"\x00\x05\x16")
        archive.writestr("course_settings/course_settings.xml", "<course><title>&nbsp;</title></course>")
        archive.writestr("wiki_content/page.html", "<p>x</p>")
        for name, content in files.items():
            suffix = ".xml.qti" if name.startswith("non_cc") else ".xml"
            archive.writestr(f"{name.replace('XX', '/')}{suffix}", content)
    return out.getvalue()


def choice(stem: str) -> str:
    return canvas("multiple_choice_question", stem, pick("A", "B"), scores("2")).replace('"i"', f'"id-{stem}"')


FULL, REDUCED = choice("One") + choice("Two"), choice("One") + canvas("essay_question", "Two", WRITTEN)


@pytest.mark.parametrize(
    ("files", "stems"),
    [
        ({"non_cc_assessmentsXXb": quiz(choice("One"), holder="objectbank")}, ["One"]),
        ({"g1XXassessment_qti": quiz(FULL)}, ["One", "Two"]),
        ({"g1XXassessment_qti": quiz(REDUCED), "non_cc_assessmentsXXg1": quiz(FULL, ident="other")}, ["One", "Two"]),
        ({"x1XXassessment_qti": quiz(REDUCED), "non_cc_assessmentsXXg1": quiz(FULL)}, ["One", "Two"]),
        (
            {
                "g1XXassessment_qti": quiz(choice("One")),
                "non_cc_assessmentsXXg1": quiz(choice("One")),
                "non_cc_assessmentsXXg2": quiz(choice("Two") + choice("Three"), holder="objectbank", ident="b"),
            },
            ["One", "Two", "Three"],
        ),
        (
            {
                "non_cc_assessmentsXXbank": quiz(FULL, holder="objectbank", ident="b"),
                "non_cc_assessmentsXXg1": quiz(choice("Two").replace("id-Two", "copy") + choice("Three")),
            },
            ["One", "Two", "Three"],
        ),
    ],
    ids=["a bank", "a quiz", "both versions, by place", "both versions, by name", "and a bank", "a bank in a quiz"],
)
def test_a_canvas_course_has_each_question_once(files: dict[str, str], stems: list[str]) -> None:
    data = course(**files)
    assert registry.recognise(data, "course.imscc").name == "qti12"
    found = read("qti12", data, "course.imscc")
    assert found.pack
    assert found.skipped == ()
    assert sorted(item.stem for item in found.pack.items) == sorted(stems)


def test_repeated_questions_of_a_course_are_counted() -> None:
    bank = quiz(FULL, holder="objectbank", ident="b")
    found = read("qti12", course(non_cc_assessmentsXXbank=bank, non_cc_assessmentsXXg1=quiz(choice("Two"))))
    assert lost_of(found)["repeated questions"] == 1


# Blackboard


def formatted(text: str, type: str = "HTML") -> str:
    inner = f'<mat_formattedtext type="{type}">{text}</mat_formattedtext>'
    return f"<material><mat_extension>{inner}</mat_extension></material>"


def blackboard(type: str, response: str, conditions: str = "", more: str = "", text: str = "HTML") -> str:
    empty = '<flow class="FILE_BLOCK"><material/></flow><flow class="LINK_BLOCK"><material><mattext/></material></flow>'
    return (
        f"<item><itemmetadata><bbmd_questiontype>{type}</bbmd_questiontype></itemmetadata><presentation>"
        f'<flow class="Block"><flow class="QUESTION_BLOCK"><flow class="FORMATTED_TEXT_BLOCK">'
        f"{formatted('Which &lt;b&gt;one&lt;/b&gt;?', text)}</flow>{empty}</flow>"
        f'<flow class="RESPONSE_BLOCK">{response}</flow></flow></presentation>'
        f"<resprocessing><outcomes><decvar varname='SCORE'/></outcomes>{conditions}</resprocessing>{more}</item>"
    )


def labels(*options: tuple[str, str], cardinality: str = "Single") -> str:
    each = "".join(
        f'<flow_label class="Block"><response_label ident="{ident}" shuffle="Yes">'
        f"<flow_mat>{formatted(text)}</flow_mat></response_label></flow_label>"
        for ident, text in options
    )
    return (
        f'<response_lid ident="response" rcardinality="{cardinality}"><render_choice shuffle="Yes">{each}'
        "</render_choice></response_lid>"
    )


def equal(*idents: str) -> str:
    return "".join(f'<varequal respident="response" case="No">{ident}</varequal>' for ident in idents)


def correct(inner: str) -> str:
    return (
        f'<respcondition title="correct"><conditionvar>{inner}</conditionvar><setvar variablename="SCORE" action="Set">'
        'SCORE.max</setvar><displayfeedback linkrefid="correct"/></respcondition><respcondition title="incorrect">'
        '<conditionvar><other/></conditionvar><setvar variablename="SCORE" action="Set">0.0</setvar>'
        '<displayfeedback linkrefid="incorrect"/></respcondition>'
    )


def share(ident: str, points: str) -> str:
    """Return the condition for one option's own points; it is named in place of the response."""
    return (
        f'<respcondition><conditionvar><varequal respident="{ident}" case="No"/></conditionvar>'
        f'<setvar variablename="SCORE" action="Set">{points}</setvar>'
        f'<displayfeedback linkrefid="{ident}"/></respcondition>'
    )


def shown(ident: str, text: str) -> str:
    inner = f"<flow_mat><flow_mat>{formatted(text)}</flow_mat></flow_mat>"
    return f'<itemfeedback ident="{ident}" view="All">{inner}</itemfeedback>'


ABC = (("a", "A"), ("b", "B"), ("c", "C"))
FIB = '<response_str ident="response" rcardinality="Single"><render_fib/></response_str>'


@pytest.mark.parametrize(
    ("type", "response", "conditions", "expected"),
    [
        ("Multiple Choice", labels(*ABC), correct(equal("b")), (Kind.SINGLE, ["B"], ["A", "C"], ())),
        (
            "Multiple Choice", labels(*ABC), correct(equal("b")) + share("b", "100") + share("a", "50"),
            (Kind.SINGLE, ["B"], ["A", "C"], ()),
        ),
        (
            "Multiple Answer", labels(*ABC, cardinality="Multiple"),
            correct(f"<and>{equal('a')}<not>{equal('b')}</not>{equal('c')}</and>"),
            (Kind.MULTIPLE, ["A", "C"], ["B"], ()),
        ),
        (
            "Multiple Answer", labels(*ABC, cardinality="Multiple"),
            correct(f"<and>{equal('a')}<not>{equal('b')}</not>{equal('c')}</and>")
            + share("a", "50") + share("b", "-50"),
            (Kind.MULTIPLE, ["A", "C"], ["B"], ()),
        ),
        (
            "True/False", labels(("true", "true"), ("false", "false")), correct(equal("false")),
            (Kind.TRUE_FALSE, ["false"], ["true"], ()),
        ),
        (
            "Either/Or", labels(("yes_no.true", "yes_no.true"), ("yes_no.false", "yes_no.false")),
            correct(equal("yes_no.true")), (Kind.SINGLE, ["Yes"], ["No"], ()),
        ),
        (
            "Either/Or",
            labels(("agree_disagree.true", "agree_disagree.true"), ("agree_disagree.false", "agree_disagree.false")),
            correct(equal("agree_disagree.false")), (Kind.SINGLE, ["Disagree"], ["Agree"], ()),
        ),
        (
            "Fill in the Blank", FIB,
            f'<respcondition title="g"><conditionvar>{equal("Tea")}</conditionvar></respcondition>' + correct(""),
            (Kind.TYPED, ["Tea"], [], ()),
        ),
        (
            "Fill in the Blank", FIB,
            f'<respcondition><conditionvar>{equal("Tea")}</conditionvar><setvar variablename="EvaluationType">EXACT'
            '</setvar><setvar variablename="SCORE">100</setvar></respcondition>',
            (Kind.TYPED, ["Tea"], [], ()),
        ),
        (
            "Fill in the Blank", FIB, correct(f"<or>{equal('Tea', 'Cha')}</or>"), (Kind.TYPED, ["Tea"], [], ("Cha",)),
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", ["HTML", "SMART_TEXT"])
def test_types_of_blackboard(type: str, response: str, conditions: str, expected: Sequence[object], text: str) -> None:
    kind, stem, right, wrong, accept = summary(
        item_of("qti12", quiz(blackboard(type, response, conditions, text=text)))
    )
    assert stem == "Which one?"
    assert (kind, sorted(right), sorted(wrong), accept) == tuple(expected)


@pytest.mark.parametrize(
    ("type", "response", "reason"),
    [
        ("Essay", FIB, "an essay"),
        ("Short Response", FIB, "an essay"),
        ("Fill in the Blank Plus", FIB + FIB, "it has 2 parts to answer"),
        ("Calculated", FIB, "its numbers are random"),
        ("Matching", labels(*ABC) + labels(*ABC), "a matching question"),
        ("Ordering", labels(*ABC, cardinality="Ordered"), "its options are to be put in order"),
        ("File Upload", FIB, "its answer is a file"),
        ("Hot Spot", "<response_xy/>", "it is answered on an image"),
        ("Jumbled Sentence", labels(*ABC) + labels(*ABC), "its text has severa"),
        ("Opinion Scale", labels(*ABC), "it asks for an opinion"),
        ("Quiz Bowl", FIB, "its answer has the form of a question"),
    ],
)
def test_skipped_types_of_blackboard(type: str, response: str, reason: str) -> None:
    good = blackboard("Multiple Choice", labels(*ABC), correct(equal("b")))
    found = read("qti12", quiz(blackboard(type, response, correct(equal("a"))), good))
    assert found.pack
    assert len(found.pack.items) == 1
    assert [text[: len(reason)] for _, text in reasons(found)] == [reason]


def test_feedback_of_blackboard() -> None:
    conditions = correct(equal("b")) + share("b", "100") + share("a", "0")
    different = shown("correct", "Yes.") + shown("incorrect", "No.") + shown("a", "Not A.")
    found = read("qti12", quiz(blackboard("Multiple Choice", labels(*ABC), conditions, different)))
    assert found.pack
    assert {option.text: option.feedback for option in found.pack.items[0].options}["A"] == "Not A."
    assert lost_of(found) == {"feedback to the whole answer": 2, "formatting": 1}
    same = shown("correct", "Because.") + shown("incorrect", "Because.")
    found = read("qti12", quiz(blackboard("Multiple Choice", labels(*ABC), conditions, same)))
    assert found.pack
    assert found.pack.items[0].explanation == "Because."
    assert lost_of(found) == {"formatting": 1}
    inner = f"<solution><solutionmaterial>{formatted('So.')}</solutionmaterial></solution>"
    solution = f'<itemfeedback ident="solution">{inner}</itemfeedback>'
    hint = f'<itemfeedback ident="h"><hint><hintmaterial>{formatted("Think.")}</hintmaterial></hint></itemfeedback>'
    found = read("qti12", quiz(blackboard("Multiple Choice", labels(*ABC), conditions, solution + hint)))
    assert found.pack
    assert found.pack.items[0].explanation == "So."
    assert lost_of(found) == {"hints": 1, "formatting": 1}


def test_a_package_of_blackboard() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("imsmanifest.xml", "<manifest/>")
        archive.writestr("res00001.dat", quiz(blackboard("Multiple Choice", labels(*ABC), correct(equal("b")))))
        archive.writestr("res00002.dat", "<LEARNRUBRICS/>")
        archive.writestr("csfiles\\home\\x.png", b"\x89PNG")
    assert registry.recognise(out.getvalue(), "pool.zip").name == "qti12"
    found = read("qti12", out.getvalue(), "pool.zip")
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["Which one?"]
    assert found.skipped == ()


# Brightspace and Respondus


def test_brightspace() -> None:
    """Each option has its own conditions, and right and wrong picks are counted separately."""
    metadata = (
        "<itemmetadata><qtimetadata><qti_metadatafield><fieldlabel>qmd_questiontype</fieldlabel>"
        "<fieldentry>{}</fieldentry></qti_metadatafield></qtimetadata></itemmetadata>"
    )
    conditions = "".join(
        f'<respcondition><conditionvar><varequal respident="R">{ident}</varequal></conditionvar>'
        f'<setvar varname="{name}" action="Add">1</setvar></respcondition>'
        for ident, name in (("1", "D2L_Correct"), ("2", "D2L_Incorrect"), ("3", "D2L_Correct"))
    )
    item = canvas("x", "Which?", pick("A", "B", "C", cardinality="Multiple"), conditions)
    head, tail = item.index("<itemmetadata>"), item.index("<presentation>")
    several = item[:head] + metadata.format("Multi-Select") + item[tail:]
    assert summary(item_of("qti12", quiz(several)))[:4] == (Kind.MULTIPLE, "Which?", ["A", "C"], ["B"])
    one = (
        scores("1", points="0")
        + scores("2")
        + "</resprocessing><hint><hintmaterial>Think.</hintmaterial></hint><resprocessing>"
    )
    item = canvas("x", "Which?", pick("A", "B", cardinality="Multiple"), one)
    tail = item.index("<presentation>")
    found = read("qti12", quiz(item[:head] + metadata.format("Multiple Choice") + item[tail:]))
    assert found.pack
    assert summary(found.pack.items[0])[:3] == (Kind.SINGLE, "Which?", ["B"])
    assert lost_of(found) == {"hints": 1}
    found = read("qti12", quiz(item[:head] + metadata.format("Long Answer") + item[tail:]))
    assert [reason for _, reason in reasons(found)] == ["an essay: there is no answer to compare with"]


def test_respondus() -> None:
    conditions = (
        '<respcondition title="Scoring"><conditionvar><and><varequal respident="R">1</varequal><not><or>'
        '<varequal respident="R">2</varequal></or></not></and></conditionvar>'
        '<setvar varname="que_score" action="Add">1.0000</setvar></respcondition>'
    )
    item = canvas("x", "Which?", pick("A", "B", "C", cardinality="Multiple"), conditions).replace(
        "<qtimetadata>", "<qmd_itemtype>Logical Identifier</qmd_itemtype><qtimetadata>"
    )
    assert summary(item_of("qti12", quiz(item)))[2:4] == (["A"], ["B", "C"])
    subset = conditions.replace("varequal", "varsubset").replace(">1<", ">1, 3<")
    item = canvas("x", "Which?", pick("A", "B", "C", cardinality="Multiple"), subset)
    assert summary(item_of("qti12", quiz(item)))[2:4] == (["A", "C"], ["B"])


def number(conditions: str) -> str:
    right = (
        f"<respcondition><conditionvar>{conditions}</conditionvar><setvar varname='SCORE'>100</setvar></respcondition>"
    )
    return quiz(canvas("numerical_question", "How much?", WRITTEN, right))


def bound(name: str, value: str) -> str:
    return f'<{name} respident="response1">{value}</{name}>'


@pytest.mark.parametrize(
    ("exact", "low", "high", "key", "tolerance"),
    [
        ("5", "4", "6", "5", 1), ("5", "4", "7", "5.5", 1.5), ("", "4", "7", "5.5", 1.5), ("9", "4", "7", "5.5", 1.5),
        ("3.14", "3.1299999", "3.15", "3.14", 0.0100001), ("-1.6e-19", "-1.7e-19", "-1.5e-19", "-1.6e-19", 1e-20),
        ("5", "5", "5", "5", 0),
        ("5e307", "-1.2976931348623157e308", "1.7976931348623157e308", "5e307", LARGEST),
        ("1.7e308", "-1.7e308", "1.7976931348623157e308", "1.7e308", LARGEST),
        ("-1e308", "-1.7976931348623157e308", "0", "-1e308", 1e308),
    ],
)  # fmt: skip
def test_a_number_outside_the_range_is_wrong(exact: str, low: str, high: str, key: str, tolerance: float) -> None:
    around = f"<and>{bound('vargte', low)}{bound('varlte', high)}</and>"
    item = item_of("qti12", number(f"<or>{bound('varequal', exact) if exact else ''}{around}</or>"))
    assert item.keys[0].text == key
    assert item.tolerance == pytest.approx(tolerance)


@pytest.mark.parametrize("name", ["vargte", "vargt", "varlte", "varlt"])
def test_a_range_with_one_end_is_skipped(name: str) -> None:
    found = read("qti12", number(bound(name, "3")))
    assert [reason for _, reason in reasons(found)] == [
        "every number beyond a limit is correct, which is not supported"
    ]


def test_a_substring_match_is_skipped_with_its_own_reason() -> None:
    found = read("qti12", number("<varsubstring respident='response1'>tea</varsubstring>").replace("numerical", "x"))
    assert [reason for _, reason in reasons(found)] == [
        "every text that contains its key is correct, which is not supported"
    ]
