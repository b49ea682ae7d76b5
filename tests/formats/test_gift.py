"""GIFT: what is read, what is skipped, and why."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.formats.importing import EXAMPLES, item_of, lost_of, pack_of, read, reasons
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import Confidence
from zgcquiz.formats.exchange.recognition import Sample

PAIRS = sorted((EXAMPLES / "gift-pairs").glob("*.gift"))


def options(item: Item) -> list[tuple[str, bool, str]]:
    return [(option.text, option.key, option.feedback) for option in item.options]


def test_one_right_option_with_weights_and_feedback() -> None:
    found = read("gift", "Which?{~wrong#No. =right#Yes. ~%50%half#Nearly. ~%-20%awful####Because.}")
    assert found.pack
    (item,) = found.pack.items
    assert item.kind is Kind.SINGLE
    assert options(item) == [
        ("right", True, "Yes."), ("wrong", False, "No."), ("half", False, "Nearly."), ("awful", False, ""),
    ]  # fmt: skip
    assert item.explanation == "Because."
    assert lost_of(found) == {"partial credit": 1, "penalties": 1}


def test_several_right_options() -> None:
    found = read("gift", "Which?{~%60%a ~%40%b ~%-100%c ~%0%d}")
    assert found.pack
    (item,) = found.pack.items
    assert item.kind is Kind.MULTIPLE
    assert options(item) == [("a", True, ""), ("b", True, ""), ("c", False, ""), ("d", False, "")]
    assert lost_of(found) == {"weights": 1, "penalties": 1}


def test_right_options_that_share_the_credit() -> None:
    item = item_of("gift", "Which?{=%50%a =%50%b ~%-100%c}")
    assert (item.kind, [key.text for key in item.keys]) == (Kind.MULTIPLE, ["a", "b"])


@pytest.mark.parametrize(
    ("text", "truth", "explanation"),
    [
        ("{T}", True, ""), ("{TRUE}", True, ""), ("{F}", False, ""), ("{false}", False, ""),
        ("{T#wrong#right}", True, "wrong"), ("{F#wrong}", False, "wrong"), ("{T####why}", True, "why"),
    ],
)  # fmt: skip
def test_true_and_false(text: str, truth: bool, explanation: str) -> None:
    item = item_of("gift", f"Is it so?{text}")
    assert item.kind is Kind.TRUE_FALSE
    assert [(option.text, option.key) for option in item.options] == [("true", truth), ("false", not truth)]
    assert item.explanation == explanation


def test_typed_answers() -> None:
    found = read("gift", "Who?{=one#Yes. =two =%80%three =%100%four}")
    assert found.pack
    (item,) = found.pack.items
    assert (item.kind, item.options, item.accept) == (Kind.TYPED, (Option("one", True),), ("two", "four"))
    assert item.explanation == "Yes."
    assert lost_of(found) == {"partial credit": 1}


@pytest.mark.parametrize(
    ("answers", "lost"),
    [
        ("=one#A. =two#B.", {"feedback": 1}),
        ("=one#A. =%50%half#B. =%0%none#C.", {"feedback": 2, "partial credit": 1}),
        ("=one =%-20%none", {"penalties": 1}),
        ("#=3 =%33.3%4 ~%-25%5", {"penalties": 1, "partial credit": 1}),
        ("=one =%50%half#B.", {"feedback": 1, "partial credit": 1}),
        ("T#wrong#right####because", {"feedback": 2}),
        ("F#wrong#right", {"feedback": 1}),
        ("=a#A. ~b#B. ####C.", {}),
    ],
)
def test_lost_feedback_is_counted(answers: str, lost: dict[str, int]) -> None:
    assert lost_of(read("gift", f"Which?{{{answers}}}")) == lost


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        (r"one\ntwo <b>three</b>", "one\ntwo three"),
        (r"one\ntwo", "one\ntwo"),
        (r"[html]one\ntwo <b>three</b>", "one two three"),
        (r"[moodle]<p>one</p>\n<p>two</p>", "one\n\ntwo"),
        ("What is std\\:\\:vector<int>?", "What is std::vector<int>?"),
        ("[html]What is vector<int> &amp; &lt;div&gt;?", "What is vector<int> & <div>?"),
        ("[plain]<b>x</b>", "<b>x</b>"),
    ],
)
def test_html_by_the_format_of_a_text(text: str, stem: str) -> None:
    assert item_of("gift", f"{text}{{=a ~b}}").stem == stem


@pytest.mark.parametrize(
    ("text", "answer", "tolerance"),
    [
        ("{#3}", "3", 0), ("{#3:2}", "3", 2), ("{#1..5}", "3", 2), ("{#-5..5}", "0", 5),
        ("{#3.141..3.142}", "3.1415", 0.0005),
        ("{#=1822:0 =%50%1822:2}", "1822", 0), ("{# =%0%5:0#no =%100%9:0#yes}", "9", 0), ("{#1e3:1}", "1e3", 1),
    ],
)  # fmt: skip
def test_numbers(text: str, answer: str, tolerance: float) -> None:
    item = item_of("gift", f"How many?{text}")
    assert (item.kind, item.keys[0].text) == (Kind.NUMERIC, answer)
    assert item.tolerance == pytest.approx(tolerance)


def test_ids_tags_titles_and_categories() -> None:
    pack = pack_of(
        "gift",
        "$CATEGORY: $course$/top/Biology/Cells\n\n"
        "// [id:cell-1] [tag:easy] [tag:a b\\]c]\n::The title::Which?{=a ~b}\n\n"
        "::Membranes::What?{=a ~b}\n\n"
        "::Question 3::Why?{=a ~b}\n\n"
        "$CATEGORY: $course$/top/Biology/Plants \\= trees\n::T::Where?{=a ~b}\n",
    )
    assert pack.info.title == "Biology"
    assert [(item.id, item.section, item.tags) for item in pack.items] == [
        ("cell-1", "Cells", ("easy", "a b]c")),
        ("Membranes", "Cells", ()),
        ("why", "Cells", ()),
        ("T", "Plants = trees", ()),
    ]


def test_escapes_and_formats() -> None:
    assert item_of("gift", r"\{a\} \= \~ \# \: \\ x\ny{=\=b ~\#c}").stem == "{a} = ~ # : \\ x\ny"
    assert item_of("gift", "[html]<p>x &lt; y</p>{=<b>a</b> ~c}").keys[0].text == "a"
    assert item_of("gift", "[plain]<p>x</p>{=<b>a</b> ~c}").stem == "<p>x</p>"
    assert item_of("gift", "[markdown]*x*  y{=a ~b}").stem == "*x*  y"
    assert item_of("gift", "broken\nover lines{=a\n b ~c}").stem == "broken over lines"


def test_a_gap_replaces_the_answers() -> None:
    assert item_of("gift", "Grant is {~buried =entombed} in a tomb.").stem == "Grant is _____ in a tomb."


def test_unsupported_questions_are_skipped_with_their_line_and_reason() -> None:
    found = read(
        "gift",
        "Just so you know.\n\nWrite.{}\n\nMatch.{=a->b =c->d}\n\nOne {=a} and two {=b}.\n\n"
        "Open {=a ~b\n\nThen?{=a ~b}\n\nClosed =a}\n\nNo key.{~a ~b}\n\nOne.{=a ~a}\n\nNaN{#x}\n",
    )
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["Then?"]
    assert [(line, reason[:32]) for line, reason in reasons(found)] == [
        (1, "a description: there is nothing "),
        (3, "an essay: there is no answer to "),
        (5, "a matching question, which is no"),
        (7, "it has several answers inside it"),
        (9, "a brace { is never closed"),
        (13, "a brace } was never opened"),
        (15, "no option is marked as right"),
        (17, "the option 'a' is both right and"),
        (19, "'x' is not a number"),
    ]


def test_common_deviations() -> None:
    """No blank line between questions, a category glued to the next, blank lines inside braces, Windows' own text."""
    pack = pack_of(
        "gift",
        "One?{=a ~b}\nTwo?{\n=a\n\n~b\n}\n$CATEGORY: x\n::Three::Three?{=a ~b}\n::Four::Four?{=a ~b}"
        "\n// a comment\nFive?{T}\n\n\n\nSix{=%100%a =%100%b}".replace("\n", "\r\n"),
    )
    assert [item.stem for item in pack.items] == ["One?", "Two?", "Three?", "Four?", "Five?", "Six"]
    found = read("gift", "Où?{=là ~ici}".encode("cp1252"))
    assert found.pack
    assert found.pack.items[0].stem == "Où?"
    assert found.notes == ("1 line was not in UTF-8 and read as Windows-1252",)


# The pairs of files and syntax trees, where they are at hand


def test_all_pairs_are_tested() -> None:
    assert len(PAIRS) == (15 if EXAMPLES.is_dir() else 0)


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_a_pair(path: Path) -> None:
    """All supported questions of the tree are read with its texts and keys; the others are skipped."""
    tree = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    found = read("gift", path.read_bytes(), path.name)
    wanted = [node for node in tree if node["type"] in ("MC", "TF", "Short", "Numerical")]
    skipped = [node for node in tree if node["type"] in ("Description", "Essay", "Matching")]
    assert len(found.pack.items if found.pack else ()) == len(wanted)
    assert len(found.skipped) == len(skipped)
    for item, node in zip(found.pack.items if found.pack else (), wanted, strict=True):
        _agrees(item, node)


def _agrees(item: Item, node: dict[str, Any]) -> None:
    assert _solid(item.stem) == _text(node["stem"])
    if node["id"]:
        assert item.id == node["id"]
    assert item.tags == tuple(node["tags"] or ())
    if node["globalFeedback"]:
        assert _solid(item.explanation) == _text(node["globalFeedback"])
    if node["type"] == "TF":
        assert item.kind is Kind.TRUE_FALSE
        assert item.keys[0].text == str(node["isTrue"]).lower()
    elif node["type"] == "MC":
        weights = [_weight(choice) for choice in node["choices"]]
        assert item.kind is (Kind.MULTIPLE if sum(weight == 100 for weight in weights) != 1 else Kind.SINGLE)
        expected = {
            (_text(choice["text"]), weight == 100, _text(choice["feedback"]) if choice["feedback"] else "")
            for choice, weight in zip(node["choices"], weights, strict=True)
        }
        assert {(_solid(o.text), o.key, _solid(o.feedback)) for o in item.options} == expected
    elif node["type"] == "Short":
        texts = [_text(choice["text"]) for choice in node["choices"] if _weight(choice) == 100]
        assert [_solid(item.keys[0].text), *map(_solid, item.accept)] == texts
    else:
        assert item.kind is Kind.NUMERIC
        low, high = _range(node["choices"])
        value = float(item.keys[0].text)
        assert [value - item.tolerance, value + item.tolerance] == pytest.approx([low, high])


def _weight(choice: dict[str, Any]) -> float:
    return float(choice["weight"] if choice["weight"] is not None else 100 if choice["isCorrect"] else 0)


def _range(choices: Any) -> tuple[float, float]:
    if isinstance(choices, list):
        choices = next(each["text"] for each in choices if _weight(each) == 100)
    if choices["type"] == "high-low":
        return choices["numberLow"], choices["numberHigh"]
    off = choices.get("range") or 0
    return choices["number"] - off, choices["number"] + off


def _text(node: dict[str, str]) -> str:
    """Return a text of the tree without tags and white space."""
    text = re.sub("<[^<>]+>", "", node["text"]) if node["format"] == "html" else node["text"]
    return _solid(text)


def _solid(text: str) -> str:
    """Return a text without white space and without the addresses after link texts."""
    return "".join(re.sub(r" \(https?://[^)]*\)", "", text).split())


@pytest.mark.parametrize(
    "text",
    [
        'x = {"a": "=b", "c": "~d"}', "p { color: red; } a[href=x] { margin: ~1 }", "f'{value=} {other:#x}'",
        "def f(): return {1: a == b}", "text with {braces} only", "{}",
        "int f(void) {\n#ifdef X\n    return 1;\n#endif\n}\n", "x = {  # by name\n    'a': 1,\n}\n",
        "class A {\n  ~A();\n};\nint f() { return 1; }\nint g() { return 2; }\nint h() { return 3; }\n",
        "::std::vector<int> f() {\n  return {};\n}\n", "::testing::Test make() {\n  # comment\n  return x;\n}\n",
        'echo "${#names[@]} of ${#1} in ${=x}"\n', "<p>{{=it.name}} and {{~it.list}}</p>\n", "git show HEAD@{#1}\n",
        "template <class T> struct S {T x;};\nauto a = f<T>{t}; auto b = g{f};\n", "{# a comment of Jinja #}\n",
        "SELECT '{a}'::json, x::int FROM t WHERE a = b;\n", "\\emph{~x} \\frac{1}{2} \\sqrt{3} \\text{=}\n",
        "sub f {\n    # 1. first\n    my %h = (a => 1);\n}\n", "use std::{fs, io};\nfn f() -> bool { x == y }\n",
    ],
)  # fmt: skip
def test_code_is_not_recognised_as_gift(text: str) -> None:
    assert registry.get("gift").recognise(Sample(text.encode(), "x.txt")) is Confidence.NO


@pytest.mark.parametrize(
    "text",
    [
        "A?{=1 ~2}", "A?{\n~1\n=2\n}", "A?{T}", "A?{false#no}", "A?{#3:0.1}", "A?{#=1..5 =%50%0..9}", "A?{ # -\u00bd }",
        "::t::A? {=x}", "$CATEGORY: a/b\n\nno braces yet", "Essay?{}\n\nA?{=1 ~2}", "What is {1, 2}? {=a set ~a list}",
        "Is {} a dict? {T}", "C: f() \\{ return 0; \\} gives? {=0 ~1}",
    ],
)  # fmt: skip
def test_gift_is_recognised_by_answers_in_braces(text: str) -> None:
    assert registry.recognise(text.encode(), "x.txt").name == "gift"


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("What builds {x for x in y}? {=a set ~a dict}\nNext?{=1 ~2}", ["What builds {x for x in y}?", "Next?"]),
        ("Half? {=\\frac{1}{2} ~\\frac{1}{3}}\n\nNext?{T}", ["Half?", "Next?"]),
        ("What is this?\nint f() {\n  return 0;\n}\n{\n=C\n~SQL\n}\nNext?{=1 ~2}", ["int f() { return 0; }", "Next?"]),
        ("Is {1, 2} a set? {T}\n\nIs {{}} one? {F}", ["Is {1, 2} a set?", "Is {{}} one?"]),
        ("Of {1, 2, 3} the mean is {#2:0} today", ["Of {1, 2, 3} the mean is _____ today"]),
        ("Capital of France? {Paris}\nOf Italy? {Rome}", ["Capital of France?", "Of Italy?"]),
        ("Say why.{}\nNext?{=1 ~2}", ["Next?"]),
    ],
)
def test_braces_in_the_text_are_not_answers(text: str, stems: list[str]) -> None:
    pack = read("gift", text).pack
    assert pack is not None
    assert len(pack.items) == len(stems)
    for item, stem in zip(pack.items, stems, strict=True):
        assert item.stem.endswith(stem)


@pytest.mark.parametrize(
    ("answers", "key", "unit", "tolerance"),
    [
        ("5 km:0.5", "5", "km", 0.5),
        ("5km:0.5 km", "5", "km", 0.5),
        ("50%:1", "50", "%", 1),
        ("=3 \u00b0C:1%", "3", "\u00b0C", 0.03),
        ("6.02e23 1/mol", "6.02e23", "1/mol", 0),
        ("twelve", "12", "", 0),
        ("-\u00bd..\u00bd", "0", "", 0.5),
        ("10^-3:1e-4", "0.001", "", 1e-4),
    ],
)
def test_a_number_has_its_unit(answers: str, key: str, unit: str, tolerance: float) -> None:
    item = item_of("gift", f"How much?{{#{answers}}}")
    assert (item.kind, item.options[0].text, item.unit) == (Kind.NUMERIC, key, unit)
    assert item.tolerance == pytest.approx(tolerance)


@pytest.mark.parametrize("answers", ["many", "1_000", "5\u00b11", "5~6", "a5", "1..x", "0x10", "1e400", "5 e3x"])
def test_invalid_numbers_are_skipped(answers: str) -> None:
    found = read("gift", f"How much?{{#{answers.replace('~', chr(92) + '~')}}}\n\nNext?{{T}}")
    assert len(found.skipped) == 1
    assert found.pack is not None
