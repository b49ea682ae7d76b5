"""Cards by their templates: question, answer, explanation, and cards that can't be asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.formats.anki_files import CHOICE, CHOICE_FIELDS, note_type, package
from tests.formats.importing import lost_of, read
from zgcquiz.formats.exchange.contract import Converted
from zgcquiz.formats.native import reader, writer

BACK = "{{FrontSide}}<hr id=answer>"
TWO = ("Front", "Back")


def made(
    sides: tuple[str, str],
    *values: str,
    fields: Sequence[str] = TWO,
    cards: Sequence[Any] = (0,),
    cloze: bool = False,
    css: str = "",
    more: Sequence[tuple[str, str]] = (),
    tags: str = "",
) -> Converted:
    """Read a note with these fields, separated by bars, whose type has this card template."""
    type = note_type("Type", fields, [sides, *more], cloze=cloze) | {"css": css}
    note = {"fields": "\x1f".join("|".join(values).split("|")), "type": 9, "cards": list(cards), "tags": tags}
    found = read("apkg", package(note, types={9: type}, decks={1: "Tongues::German"}))
    if found.pack:
        assert reader.read(writer.write(found.pack)).errors == ()
    return found


def asked(found: Converted) -> list[tuple[str, str, str]]:
    assert found.skipped == ()
    assert found.pack
    return [(item.stem, item.keys[0].text, item.explanation) for item in found.pack.items]


def why(found: Converted) -> str:
    assert found.pack is None
    (skipped,) = found.skipped
    return skipped.reason


def test_a_word_is_accepted_for_its_reading() -> None:
    sides = ("{{kana:R}}", BACK + "{{furigana:R}}<br>{{M}}")
    found = made(sides, " 茶[ちゃ]|tea", fields="RM", cards=(0, 1), more=[("{{M}}", BACK + "{{furigana:R}}")])
    assert asked(found) == [("ちゃ", "tea", "茶(ちゃ)"), ("tea", "ちゃ", "茶(ちゃ)")]
    assert found.pack
    assert [item.accept for item in found.pack.items] == [(), ("茶",)]


@pytest.mark.parametrize(
    ("front", "back", "key", "accept"),
    [
        ("{{M}}", "{{kanji:R}}", "日本語を勉強する", "にほんごをべんきょうする"),
        ("{{M}}", "{{kana:R}}", "にほんごをべんきょうする", "日本語を勉強する"),
        ("{{kanji:R}}", "{{kana:R}}", "にほんごをべんきょうする", "日本語を勉強する"),
        ("{{kanji:R}}", "{{furigana:R}}", "にほんごをべんきょうする", "日本語を勉強する"),
        ("{{M}}<br>{{type:R}}", "{{type:R}}", "日本語[にほんご]を 勉強[べんきょう]する", "日本語を勉強する"),
    ],
)
def test_forms_of_a_word(front: str, back: str, key: str, accept: str) -> None:
    found = made((front, BACK + back), " 日本語[にほんご]を 勉強[べんきょう]する|study", fields="RM")
    assert asked(found)[0][1] == key
    assert found.pack
    assert accept in found.pack.items[0].accept


@pytest.mark.parametrize(
    "back",
    [
        "{{FrontSide}}",
        "{{Front}}",
        "{{Front}}<script>show('{{Back}}')</script>",
        "{{Front}}<style>.x::after {content: '{{Back}}'}</style>",
        "{{Front}}<!-- {{Back}} -->",
        "{{Front}}<i title='{{Back}}'></i>",
        "{{Front}}<div style='color: red; DISPLAY : none'>{{Back}}</div>",
        "{{Front}}<p hidden>{{Back}}</p>",
        "{{Front}}<p class='big off'>{{Back}}</p>",
        "{{Front}}<p id='gone'>{{Back}}</p>",
        "{{Front}}{{#Front}}<template>{{Back}}</template>{{/Front}}",
        "{{FrontSide}}<hr id=answer>Think well!",
        "{{FrontSide}}<hr id=answer>{{Deck}} {{Tags}}",
        "{{FrontSide}}<hr id=answer>{{tts de_DE:Back}}",
    ],
)
def test_a_back_without_new_text_has_no_answer(back: str) -> None:
    css = ".card { color: red } /* .x */ .off, p.y { display: none; } #gone{display:none}"
    assert why(made(("{{Front}}", back), "Dog|Hund", css=css)) == "its back adds no text to its front"


def test_a_back_with_only_an_image_is_reported() -> None:
    for back in ("<img src='{{Back}}'>", "<svg><g id='{{Back}}'/></svg>"):
        assert why(made(("{{Front}}", BACK + back), "Dog|a.png")) == (
            "its back adds no text to its front, but an image or a sound"
        )


@pytest.mark.parametrize("back", ["Dog", "<b>dog</b>", " dog<br>"])
def test_a_back_that_repeats_the_front_has_no_answer(back: str) -> None:
    assert why(made(("{{Front}}", BACK + "{{Back}}"), f"Dog|{back}")) == "its back adds no text to its front"


@pytest.mark.parametrize("value", ["", "<br>", "&nbsp;", "<script>x</script>", "<!-- x -->", "<style>x {}</style>"])
def test_an_empty_field_is_not_an_answer(value: str) -> None:
    assert why(made(("{{Front}}", BACK + "{{Back}}"), f"Dog|{value}")) == "it has no answer"


@pytest.mark.parametrize(
    ("sides", "values", "expected"),
    [
        (("Q: {{Front}}", "Q: {{Front}}<br>A: {{Back}}"), "Dog|Hund", ("Q: Dog", "Hund", "")),
        (("{{Front}}", "{{#Front}}{{FrontSide}}<hr id=answer>{{Back}}{{/Front}}"), "Dog|Hund", ("Dog", "Hund", "")),
        (("{{Front}}", BACK + "{{hint:Back}}"), "Dog|Hund", ("Dog", "Hund", "")),
        (("{{Front}}", "{{Back}}<hr id='answer'>{{FrontSide}}"), "Dog|Hund", ("Dog", "Hund", "")),
        (("{{Front}}<p class=off>{{Back}}</p>", "{{Back}}"), "Dog|Hund", ("Dog", "Hund", "")),
        (("{{=<% %>=}}<%Front%>", "{{=<% %>=}}<%Back%>"), "Dog|Hund", ("Dog", "Hund", "")),
        (("{{text:Front}}", "{{unknown:Back}}"), "<b>D</b>og|Hund", ("Dog", "Hund", "")),
        (("{{Subdeck}}, {{Card}}: {{Front}}", BACK + "{{Back}}<br>{{Tags}}"), "Dog|Hund",
         ("German, Card 0: Dog", "Hund", "")),
        (("{{Front}}", BACK + "{{#Back}}yes{{/Back}}{{^Back}}no{{/Back}}"), "Dogs bark.|y", ("Dogs bark.", "yes", "")),
    ],
)  # fmt: skip
def test_question_and_answer_of_a_card(sides: tuple[str, str], values: str, expected: tuple[str, str, str]) -> None:
    assert asked(made(sides, values, css=".off {display: none}", tags=" x ")) == [expected]


def test_true_or_false_by_a_condition() -> None:
    back = BACK + "{{#True}}True{{/True}}{{^True}}False{{/True}}"
    for value, key in (("y", "True"), ("", "False"), ("<br>", "False")):
        assert asked(made(("{{S}}", back), f"Tea is a plant.|{value}", fields=("S", "True"))) == [
            ("Tea is a plant.", key, "")
        ]


def test_hints_are_hidden_on_the_front_and_shown_on_the_back() -> None:
    fields = ("Word", "Meaning", "Hint", "Extra")
    sides = ("{{Word}} Hint: {{hint:Hint}}<script>1</script>", BACK + "{{Meaning}}<br>{{hint:Extra}}")
    found = made(sides, "Katze|cat|meows|It is a mammal", fields=fields)
    assert asked(found) == [("Katze", "cat", "It is a mammal")]
    assert lost_of(found) == {"hints": 1}


def test_labels_of_omitted_fields_are_omitted() -> None:
    back = BACK + "Word: {{Front}}<br>Answer: {{Back}}<br>Note: {{Note}}<br>Source: {{Source}}"
    found = made(("{{Front}}", back), "Dog|Hund||Duden", fields=("Front", "Back", "Note", "Source"))
    assert asked(found) == [("Dog", "Hund", "Source: Duden")]


def test_fields_with_extra_information_are_not_the_answer() -> None:
    back = BACK + "{{Example}}<br>{{Picture}}<br>{{Meaning}}"
    fields = ("Word", "Example", "Picture", "Meaning")
    assert asked(made(("{{Word}}", back), "Hund|Der Hund bellt.|<img src=d.png>|dog", fields=fields)) == [
        ("Hund", "dog", "Der Hund bellt.\n[image: d.png]")
    ]
    assert why(made(("{{Word}}", back), "Hund|Der Hund bellt.|<img src=d.png>|", fields=fields)) == (
        "its answer is an image or a sound"
    )
    assert asked(made(("{{Word}}", back), "Hund|Der Hund bellt.||", fields=fields)) == [("Hund", "Der Hund bellt.", "")]


@pytest.mark.parametrize(
    ("front", "needs"),
    [
        ("<img src=a.png>", "an image"), ("What is this? <img src=a.png>", "an image"),
        ("<img src=a.png alt='x y'><br>Which animal is shown?", "an image"), ("1. <img src=a.png>", "an image"),
        ("Was ist das? <img src=a.png>", "an image"), ("これは何ですか。<img src=a.png>", "an image"),
        ("Name the country. <img src=a.png>", "an image"), ("Which country's flag is this? <img src=a>", "an image"),
        ("[sound:a.mp3]", "a sound"), ("Which bird is this? [sound:a.mp3]", "a sound"),
        ("Type what you hear. [sound:a.mp3]", "a sound"), ("<video src=a.mp4></video>", "a film or a sound"),
        ("Hund [sound:a.mp3]", ""), ("Who are you? [sound:a.mp3]", ""), ("What is this?", ""),
        ("What is the capital of France? <img src=map.png>", ""), ("Femur <img src=a.png>", ""),
        ("Q <img src=x> &amp;", ""),
    ],
)  # fmt: skip
def test_a_front_that_needs_its_image_or_sound(front: str, needs: str) -> None:
    found = made(("{{Front}}", BACK + "{{Back}}"), f"{front}|Hund")
    if needs:
        assert why(found) == f"its front needs {needs}, which a terminal can't show"
    else:
        assert asked(found)[0][1] == "Hund"


def test_a_front_that_is_only_read_aloud_needs_a_sound() -> None:
    assert "needs a sound" in why(made(("{{tts de_DE:Front}}", BACK + "{{Back}}"), "Hund|dog"))


@pytest.mark.parametrize(
    "back", ["<img src=m.png>", "See: <img src=m.png>", "this one <img src=m.png>", "[sound:x.mp3]"]
)
def test_a_back_that_needs_its_image_or_sound(back: str) -> None:
    assert why(made(("{{Front}}", BACK + "{{Back}}"), f"Paris|{back}")) == "its answer is an image or a sound"


def test_a_faulty_front_skips_the_card_and_a_faulty_back_is_counted() -> None:
    reason = why(made(("{{Front}}{{Nope}}", BACK + "{{Back}}"), "Dog|Hund"))
    assert reason == "Anki can't show it; its front template has an error: its note type has no field 'Nope'"
    assert "'{{#Front}}' is never closed" in why(made(("{{#Front}}{{Front}}", "{{Back}}"), "Dog|Hund"))
    found = made(("{{Front}}", BACK + "{{Back}}<br>{{Nope}}"), "Dog|Hund")
    assert (asked(found), lost_of(found)) == ([("Dog", "Hund", "")], {"template": 1})


def test_an_empty_card_is_skipped() -> None:
    more = [("{{#Add}}{{Back}}{{/Add}}", BACK + "{{Front}}")]
    found = made(("{{Front}}", BACK + "{{Back}}"), "Dog|Hund|", fields=(*TWO, "Add"), cards=(0, 1), more=more)
    assert [each.reason for each in found.skipped] == ["the question has no text"]
    assert "no field of the note" in why(made(("What is it?", BACK + "{{Back}}"), "Dog|Hund"))
    assert "no field of the note" in why(made(("Where?<!-- {{Front}} -->", BACK + "{{Back}}"), "Dog|Hund"))
    assert "no field of the note" in why(made(("Translate: {{Front}}", BACK + "{{Back}}"), "|Hund"))


@pytest.mark.parametrize(
    "front",
    ["Where is it?<script>show('{{Front}}')</script>", "Type it: {{type:Back}}",
     "Where is it? <p hidden>{{Front}}</p>", "Where is it?<i title='{{Front}}'></i>", "Press here: {{hint:Front}}"],
)  # fmt: skip
def test_a_front_with_hidden_fields_only_is_skipped(front: str) -> None:
    assert why(made((front, BACK + "{{Back}}"), "Dog|Hund")) == "its front shows no field of the note as text"


def test_a_front_whose_field_names_an_image_needs_it() -> None:
    front = "Which river flows through it? <img src='{{Front}}'>"
    assert "needs an image" in why(made((front, BACK + "{{Back}}"), "map.png|Seine"))


GAPS = ("{{T}}<br>{{cloze:A}}{{cloze:B}}{{cloze:C}}", "{{T}}<br>{{cloze:A}}{{cloze:B}}{{cloze:C}}<br>{{Full}}")


def test_only_one_of_several_cloze_fields_is_open() -> None:
    values = "Making tea|{{c1::boil}} ... ...|boil {{c2::steep}} ...|... steep {{c3::pour}} it|boil, steep, pour"
    found = made(GAPS, values, fields=("T", "A", "B", "C", "Full"), cards=(0, 1, 2), cloze=True)
    assert asked(found) == [
        ("Making tea\n_____ ... ...", "boil", "boil, steep, pour"),
        ("Making tea\n... _____ ...", "steep", "boil, steep, pour"),
        ("Making tea\n... ... _____ it", "pour", "boil, steep, pour"),
    ]


def test_gaps_of_all_kinds() -> None:
    text = (
        "{{c1::Canberra::city}} is in {{c2::{{c3::south}} Australia}}, {{c1::not <b>Sydney</b>}} \\({{c10::x^2}}\\) }}"
    )
    sides = ("{{#c1}}First: {{/c1}}{{cloze:Text}}", "{{cloze:Text}}<br>{{Extra}}")
    found = made(sides, text, "More.", fields=("Text", "Extra"), cards=(0, 1, 2, 9), cloze=True)
    rest = "is in south Australia, not Sydney"
    assert asked(found) == [
        ("First: _____ (city) is in south Australia, _____ \\(x^2\\) }}", "Canberra, not Sydney", "More."),
        ("Canberra is in _____, not Sydney \\(x^2\\) }}", "south Australia", "More."),
        ("Canberra is in _____ Australia, not Sydney \\(x^2\\) }}", "south", "More."),
        (f"Canberra {rest} \\(_____\\) }}}}", "x^2", "More."),
    ]


@pytest.mark.parametrize("text", ["gone", "{{c2::x}}", "{{c1::open", "x {{c2::{{c1::y}}", "{{c1 ::x}}", "{{C1::x}}"])
def test_a_card_whose_gap_is_gone_is_skipped(text: str) -> None:
    assert why(made(("{{cloze:Text}}", "{{cloze:Text}}"), text, fields=("Text",), cloze=True)) == "it has no gap c1"


def test_formulas_may_be_typed_without_their_signs() -> None:
    found = made(("{{Front}}", BACK + "{{Back}}"), "square|[$]x^2[/$]")
    assert found.pack
    (item,) = found.pack.items
    assert (item.keys[0].text, item.accept, lost_of(found)) == ("\\(x^2\\)", ("x^2",), {"formulas": 1})


def test_masks_over_an_image() -> None:
    fields = ("ID (hidden)", "Header", "Image", "Question Mask", "Remarks", "Answer Mask")
    sides = ("{{Header}}{{Image}}{{Question Mask}}", "{{Header}}{{Image}}{{Answer Mask}}{{Remarks}}")
    values = "1|The brain of a cat|<img src=b.png>|<img src=q.svg>|It is small|<img src=a.svg>"
    assert why(made(sides, values, fields=fields)) == "it asks about a part of an image"


def test_distractors_in_separate_fields() -> None:
    fields = ("Question", "Correct Answer", "Wrong 1", "Wrong Answer 2", "Incorrect 3")
    found = made(("{{Question}}", "{{Correct Answer}}"), "Which?|Tea|Stone|Rock|", fields=fields)
    assert found.pack
    (item,) = found.pack.items
    assert [(option.text, option.key) for option in item.options] == [("Tea", True), ("Stone", False), ("Rock", False)]


@pytest.mark.parametrize("key", ["B", "b.", "2", "B) y", "(b) Y", "y"])
def test_a_key_names_its_option(key: str) -> None:
    letters = ("Question", "1", "2", "Answer") if key == "2" else ("Question", "A", "B", "Answer")
    found = made(("{{Question}}", "{{Answer}}"), f"Which?|x|y|{key}", fields=letters)
    assert asked(found) == [("Which?", "y", "")]


def test_options_that_are_images_and_questions_that_need_one_are_skipped() -> None:
    letters = ("Question", "A", "B", "Answer")
    sides = ("{{Question}}", "{{Answer}}")
    assert why(made(sides, "Which?|<img src=a>|<img src=b>|A", fields=letters)) == "its options are images or sounds"
    assert "needs an image" in why(made(sides, "Which is this? <img src=a>|x|y|A", fields=letters))


def test_a_bad_note_does_not_affect_others() -> None:
    notes: list[dict[str, Any]] = [
        {"fields": "\x1f".join(["Q", "", "2", "a", "b", "", "", "", "", ""]), "type": CHOICE},
        {"fields": "\x1f" * len(CHOICE_FIELDS), "type": CHOICE},
        {"fields": "Dog\x1fHund"},
        {"fields": "Dog\x1f<img src=x>"},
    ]
    found = read("apkg", package(*notes))
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["Dog"]
    assert len(found.skipped) == 3


@pytest.mark.parametrize(
    ("answer", "key", "accept"),
    [
        ("<ruby>茶<rt>ちゃ</rt></ruby>", "茶(ちゃ)", ("茶", "ちゃ")),
        ("<ruby>茶<rp>(</rp><rt>ちゃ</rt><rp>)</rp></ruby>です", "茶(ちゃ)です", ("茶です", "ちゃです")),
        ("<ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>", "東(とう)京(きょう)", ("東京", "とうきょう")),
    ],
)
def test_ruby_in_an_answer_may_be_left_out(answer: str, key: str, accept: tuple[str, ...]) -> None:
    found = made(("{{Front}}", BACK + "{{Back}}"), f"tea|{answer}")
    assert [(said, item.accept) for (_, said, _), item in zip(asked(found), found.pack.items, strict=True)] == [  # type: ignore[union-attr]
        (key, accept)
    ]


@pytest.mark.parametrize("tag", ["ul", "ol"])
def test_a_list_as_an_answer_is_typed_with_commas(tag: str) -> None:
    found = made(("{{Front}}", BACK + "{{Back}}"), f"three|<{tag}><li>a</li><li>b c</li><li>-d</li></{tag}>")
    assert asked(found) == [("three", "a, b c, -d", "")]


@pytest.mark.parametrize("front", ["Name the composer of the piece", "Which bird sings?", "Identify the interval"])
def test_a_sound_is_needed_if_the_question_refers_to_nothing_else(front: str) -> None:
    assert "a sound" in why(made(("{{Front}}", BACK + "{{Back}}"), f"{front} [sound:a.mp3]|Bach"))
