"""Which rules apply to a pack, what its author allows, and robustness against any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.strategies import items
from zgcquiz.core.authoring.flaws.codes import CODES
from zgcquiz.core.authoring.flaws.inspect import inspect, rules_for
from zgcquiz.core.authoring.flaws.registry import RULES
from zgcquiz.core.packs.pack import Allowance, Item, Kind, Option, Pack, PackInfo, Switch
from zgcquiz.core.value import replace

NEGATIVE = Item("q", Kind.SINGLE, "Which of these is not a fruit?", (Option("Leek", key=True), Option("Fig")))


def codes(*given: Item, language: str = "en", check: tuple[Switch, ...] = ()) -> list[str]:
    return [finding.rule.code for finding in inspect(Pack(PackInfo("p", "P", language=language, check=check), given))]


def test_rules_on_english_words_are_for_english_only() -> None:
    assert codes(NEGATIVE) == ["too-few-options", "negative-stem"]
    for language in ("", "en-GB", "en_US", "EN", "English"):
        assert "negative-stem" in codes(NEGATIVE, language=language)
    for language in ("de", "zh-Hans", "enm", "fr"):
        assert codes(NEGATIVE, language=language) == ["too-few-options"]


def test_an_author_can_switch_rules_and_move_thresholds() -> None:
    assert codes(NEGATIVE, check=(Switch("negative-stem", on=False),)) == ["too-few-options"]
    assert codes(NEGATIVE, check=(Switch("too-few-options", threshold=2),)) == ["negative-stem"]
    on = {rule.code for rule, _ in rules_for("en")}
    off = {code for code, rule in RULES.items() if rule.off}
    assert off == set(CODES) - on
    assert {rule.code for rule, _ in rules_for("en", [Switch(code) for code in CODES])} == set(CODES)


def test_an_author_can_allow_a_flaw_in_one_question() -> None:
    allowed = replace(NEGATIVE, id="other", stem="Which isn't a herb?", allow=(Allowance("negative-stem", "Why not."),))
    findings = list(inspect(Pack(PackInfo("p", "P"), (NEGATIVE, allowed))))
    assert [(finding.rule.code, finding.item) for finding in findings if finding.rule.code != "too-few-options"] == [
        ("negative-stem", 0)
    ]


def test_a_flaw_names_the_option_and_the_words() -> None:
    item = replace(NEGATIVE, stem="Which?", options=(*NEGATIVE.options, Option("None of the above")))
    (flaw,) = (f for f in inspect(Pack(PackInfo("p", "P"), (item,))) if f.rule.code == "none-of-the-above")
    assert (flaw.item, flaw.option) == (0, 2)
    assert "'None of the above'" in flaw.message


ODD = (
    "a an the of not NOT 1 2,000 3-4 IV A B and or only always none above all __ ? : . \" ' ( km % x — 中文 é Ω ½ ² \n"
)
WORDS = st.sampled_from(ODD.split(" "))
texts = st.one_of(st.lists(WORDS, max_size=12).map(" ".join), st.text(max_size=40))


@st.composite
def odd_items(draw: st.DrawFn) -> Item:
    item = draw(items())
    options = tuple(replace(option, text=draw(texts)) for option in item.options)
    return replace(item, stem=draw(texts), options=options, explanation=draw(texts))


@given(st.lists(odd_items(), max_size=4))
def test_no_text_is_too_odd_for_a_rule(drawn: list[Item]) -> None:
    pack = Pack(PackInfo("p", "P", check=tuple(Switch(code) for code in CODES)), tuple(drawn))
    for finding in inspect(pack):
        assert finding.message
        assert finding.item is None or 0 <= finding.item < len(drawn)
        assert finding.option is None or (
            finding.item is not None and 0 <= finding.option < len(drawn[finding.item].options)
        )


def test_very_long_digit_strings_are_not_numbers() -> None:
    texts = ("9" * 5000, "8" * 5000, "May " + "7" * 5000, "8" * 400)
    options = (Option(texts[0], key=True), *map(Option, texts[1:]))
    assert "duplicate-option" not in codes(Item("i", Kind.SINGLE, "How many?", options, drawn=True))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("!= 5", "= 5", False),
        ("n!", "n", False),
        (":q", "q", False),
        ("'a'", '"a"', False),
        ("a?", "a", False),
        ("Yes.", "Yes", True),
        ("To stay.", "to stay", True),
        ("-1", "\u22121", True),
        ("\u22121", "+1", False),
        ("-5 degrees", "\u22125 degrees", True),
    ],
)
def test_signs_distinguish_short_options(one: str, other: str, same: bool) -> None:
    options = (Option("Something else", key=True), Option(one), Option(other))
    assert ("duplicate-option" in codes(Item("i", Kind.SINGLE, "Which is it?", options, drawn=True))) is same


def test_superseded_items_are_ignored_and_positions_refer_to_the_pack() -> None:
    stem = "Which river runs through the old town of Vienna?"
    old, new, again = (replace(NEGATIVE, id=id, stem=stem) for id in ("old", "new", "again"))
    pack = Pack(PackInfo("p", "P"), (replace(old, superseded_by="new"), new, again))
    found = [finding for finding in inspect(pack) if finding.rule.code == "same-stem"]
    assert [(finding.item, finding.other) for finding in found] == [(2, 1)]
