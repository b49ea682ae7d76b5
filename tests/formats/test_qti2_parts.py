"""QTI 2 and 3: which interactions are supported, and why others are skipped."""

from __future__ import annotations

import pytest

from tests.formats.importing import item_of, lost_of, read, reasons
from tests.formats.test_qti import as_version_3, item2, keys, package
from zgcquiz.core.packs.pack import Kind


def body2(body: str, declared: str = "", more: str = "") -> str:
    return (
        f'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i1" title="t">{declared}'
        f"<itemBody>{body}</itemBody>{more}</assessmentItem>"
    )


ALONE = [
    ('<extendedTextInteraction responseIdentifier="R"/>', "an essay"),
    ('<orderInteraction responseIdentifier="R"/>', "its options are to be put in order"),
    ('<associateInteraction responseIdentifier="R"/>', "a matching question"),
    ('<matchInteraction responseIdentifier="R"/>', "a matching question"),
    ('<gapMatchInteraction responseIdentifier="R"/>', "words are to be placed into gaps"),
    ('<hottextInteraction responseIdentifier="R"/>', "words of its text are to be picked"),
    ('<sliderInteraction responseIdentifier="R"/>', "it is answered with a slider"),
    ('<uploadInteraction responseIdentifier="R"/>', "its answer is a file"),
    ('<drawingInteraction responseIdentifier="R"/>', "its answer is a drawing"),
    ('<hotspotInteraction responseIdentifier="R"/>', "it is answered on an image"),
    ('<selectPointInteraction responseIdentifier="R"/>', "it is answered on an image"),
    ('<graphicGapMatchInteraction responseIdentifier="R"/>', "it is answered on an image"),
    ("<positionObjectStage><positionObjectInteraction/></positionObjectStage>", "it is answered on an image"),
    ('<customInteraction responseIdentifier="R"/>', "it is answered in a custom program"),
    ('<endAttemptInteraction responseIdentifier="R" title="Hint"/>', "buttons or media only"),
    ('<mediaInteraction responseIdentifier="R"/>', "buttons or media only"),
    ("<p>Read this.</p>", "a description: there is nothing to answer"),
    ('<inlineChoiceInteraction responseIdentifier="R"/>' * 2, "it has 2 parts to answer; only one is supported"),
]


@pytest.mark.parametrize(("body", "reason"), ALONE)
@pytest.mark.parametrize("version", ["qti21", "qti30"])
def test_unsupported_interactions_are_skipped_with_a_specific_reason(body: str, reason: str, version: str) -> None:
    text = body2(f"<p>Skipped.</p><div>{body}</div>")
    found = read(version, as_version_3(text).replace("qti-div", "div") if version == "qti30" else text)
    assert found.pack is None
    assert [text[: len(reason)] for _, text in reasons(found)] == [reason]
    assert found.skipped[0].text.startswith("Skipped.")


@pytest.mark.parametrize(
    ("extra", "stem", "lost"),
    [
        ('<p><endAttemptInteraction responseIdentifier="H" title="Show hint"/></p>', "Which?", {"buttons": 1}),
        (
            '<mediaInteraction responseIdentifier="M"><object data="a/b.mp3" type="audio/mpeg"/></mediaInteraction>',
            "[media: b.mp3]\n\nWhich?",
            {"media": 1},
        ),
        ('<p><object data="m.png" type="image/png">A map</object></p>', "[image: A map]\n\nWhich?", {"images": 1}),
        ('<rubricBlock view="candidate"><p>Tea.</p></rubricBlock>', "Tea.\n\nWhich?", {}),
        ('<rubricBlock view="scorer"><p>Tea.</p></rubricBlock>', "Which?", {"rubric": 1}),
        (
            '<p>Tea<feedbackInline identifier="x">no</feedbackInline>.</p>',
            "Tea.\n\nWhich?",
            {"feedback to the whole answer": 1},
        ),
        (
            '<feedbackBlock identifier="x"><p>no</p></feedbackBlock>',
            "Which?",
            {"feedback to the whole answer": 1},
        ),
        ('<assessmentStimulusRef href="x.xml"/>', "Which?", {"shared passages": 1}),
    ],
)
def test_text_around_the_interaction_is_the_stem(extra: str, stem: str, lost: dict[str, int]) -> None:
    found = read("qti21", item2(body=extra))
    assert found.pack
    assert (found.pack.items[0].stem, keys(found.pack.items[0])) == (stem, ["Option A"])
    assert lost_of(found) == lost


def test_feedback_that_is_not_of_one_option_is_counted() -> None:
    more = (
        '<modalFeedback identifier="B" showHide="hide">Not B.</modalFeedback>'
        '<modalFeedback identifier="CORRECT" showHide="show">Yes.</modalFeedback>'
        '<modalFeedback identifier="INCORRECT" showHide="show"/>'
    )
    found = read("qti21", item2(more=more))
    assert found.pack
    assert not any(option.feedback for option in found.pack.items[0].options)
    assert lost_of(found) == {"feedback to the whole answer": 2}


@pytest.mark.parametrize("version", ["qti21", "qti30"])
@pytest.mark.parametrize(
    ("before", "after", "stem"),
    [
        ("Tea is ", " in China.", "Tea is _____ in China."),
        ("Tea is ", "", "Tea is _____"),
        ("Tea is ", ".", "Tea is _____."),
    ],
)
def test_one_drop_down_is_a_choice_with_a_gap(before: str, after: str, stem: str, version: str) -> None:
    choices = (
        '<inlineChoiceInteraction responseIdentifier="R" shuffle="true"><label>Pick one</label>'
        '<inlineChoice identifier="a">loved</inlineChoice><inlineChoice identifier="b">banned</inlineChoice>'
        "</inlineChoiceInteraction>"
    )
    declared = (
        '<responseDeclaration identifier="R" cardinality="single" baseType="identifier">'
        "<correctResponse><value>a</value></correctResponse></responseDeclaration>"
    )
    text = body2(f"<p>{before}{choices}{after}</p>", declared)
    item = item_of(version, as_version_3(text) if version == "qti30" else text)
    assert (item.kind, item.stem) == (Kind.SINGLE, stem)
    assert [(option.text, option.key) for option in item.options] == [("loved", True), ("banned", False)]


def test_a_long_text_with_a_short_key_is_typed() -> None:
    declared = (
        '<responseDeclaration identifier="R" cardinality="single" baseType="string"><correctResponse><value>{}</value>'
        "</correctResponse></responseDeclaration>"
    )
    body = '<extendedTextInteraction responseIdentifier="R"><prompt>Which?</prompt></extendedTextInteraction>'
    item = item_of("qti21", body2(body, declared.format("Green tea")))
    assert (item.kind, item.stem, keys(item)) == (Kind.TYPED, "Which?", ["Green tea"])
    found = read("qti21", body2(body, declared.format("A model answer, at length. " * 9)))
    assert [reason for _, reason in reasons(found)] == ["an essay: there is no answer to compare with"]


@pytest.mark.parametrize("wrap", ["{}", "<or>{}</or>"])
def test_keys_by_response_processing_if_none_is_declared(wrap: str) -> None:
    def branch(name: str, value: str, score: str) -> str:
        test = f'<match><variable identifier="R"/><baseValue baseType="identifier">{value}</baseValue></match>'
        return (
            f'<{name}>{wrap.format(test)}<setOutcomeValue identifier="SCORE"><baseValue baseType="float">{score}'
            f"</baseValue></setOutcomeValue></{name}>"
        )

    condition = branch("responseIf", "C", "0") + branch("responseElseIf", "B", "1")
    more = f"<responseProcessing><responseCondition>{condition}</responseCondition></responseProcessing>"
    assert keys(item_of("qti21", item2(more=more, correct=""))) == ["Option B"]


def test_a_shared_passage_precedes_the_stems() -> None:
    stimulus = (
        '<qti-assessment-stimulus identifier="s"><qti-stimulus-body><p>Tea grows here.</p></qti-stimulus-body>'
        "</qti-assessment-stimulus>"
    )
    item = as_version_3(item2()).replace(
        "<qti-item-body>", '<qti-assessment-stimulus-ref href="../s/x%20y.xml"/><qti-item-body>'
    )
    found = read("qti30", package(**{"items__a": item, "s__x y": stimulus}))
    assert found.pack
    assert found.pack.items[0].stem == "Tea grows here.\n\nWhich?"
    assert lost_of(found) == {}
