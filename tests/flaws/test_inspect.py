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


@pytest.mark.parametrize(
    ("stem", "found"),
    [
        ("（　　）是最大的行星。", True),
        ("最大的行星是（　　）。", False),
        ("长江流经（ ）和南京。", True),
        ("Die (   ) ist der größte Planet des Systems.", True),
        ("Was gibt f() zurück, wenn x fehlt?", False),
    ],
)
def test_blanks_are_found_in_other_languages_and_scripts(stem: str, found: bool) -> None:
    item = Item("q", Kind.SINGLE, stem, (Option("x", key=True), Option("y"), Option("z")))
    assert ("fill-in-blank" in codes(item, language="zh")) is found


@pytest.mark.parametrize(
    ("language", "texts", "found"),
    [
        ("de", ["Bürgerversammlungsbeschluss", "Los", "Wahl", "Erbe"], []),
        ("zh", ["由全体居民在广场上公开投票表决", "抽签", "继承", "任命"], ["longest-key"]),
        ("zh", ["抽签", "由全体居民在广场上公开投票表决", "继承", "任命"], ["uneven-length"]),
    ],
)
def test_a_long_word_is_a_name_but_not_in_a_script_without_spaces(
    language: str, texts: list[str], found: list[str]
) -> None:
    options = tuple(Option(text, key=not at) for at, text in enumerate(texts))
    assert codes(Item("q", Kind.SINGLE, "?", options), language=language) == found


@pytest.mark.parametrize(
    ("switch", "found"),
    [
        (Switch("longest-key"), ["longest-key"]),
        (Switch("longest-key", threshold=9), ["uneven-length"]),
        (Switch("longest-key", on=False), ["uneven-length"]),
    ],
)
def test_an_uneven_length_is_reported_unless_the_pack_has_it_reported_as_the_longest_key(
    switch: Switch, found: list[str]
) -> None:
    texts = ("It turns the pages of a large book one by one", "It casts a shadow", "It rings a bell")
    item = Item(
        "q", Kind.SINGLE, "What does a gnomon do?", tuple(Option(text, not at) for at, text in enumerate(texts))
    )
    pack = Pack(PackInfo("p", "P", language="en", check=(switch,)), (item,))
    assert [finding.rule.code for finding in inspect(pack)] == found


@pytest.mark.parametrize(
    ("stem", "is_english"),
    [
        ("Welche der Städte liegt nicht an der Donau, die in das Meer fließt und auf dem Weg durch Wien geht?", False),
        ("Laquelle de ces villes ne se trouve pas sur le Danube, qui se jette dans la mer et qui est en vue?", False),
        (
            "Które z tych miast nie leży nad Dunajem, który po drodze do morza jest za Wiedniem i na wschód od Ulm?",
            False,
        ),
        ("下列哪个城市不在多瑙河边?" * 5, False),
        ("Which of the following towns is not on the Danube, which flows into the Black Sea and is in Vienna?", True),
        ("Which is not?", True),
    ],
)
def test_rules_on_english_words_are_for_packs_that_may_be_english(stem: str, is_english: bool) -> None:
    options = (Option("Ulm", key=True), Option("Regensburg"), Option("None of the above"))
    pack = Pack(PackInfo("p", "P"), (Item("q", Kind.SINGLE, stem, options),))
    english = {finding.rule.english for finding in inspect(pack)}
    assert (True in english) is is_english
    named = replace(pack, info=replace(pack.info, language="en"))
    assert True in {finding.rule.english for finding in inspect(named)}


def test_a_flaw_names_the_option_and_the_words() -> None:
    item = replace(NEGATIVE, stem="Which?", options=(*NEGATIVE.options, Option("None of the above")))
    (flaw,) = (f for f in inspect(Pack(PackInfo("p", "P"), (item,))) if f.rule.code == "none-of-the-above")
    assert (flaw.item, flaw.option) == (0, 2)
    assert "'None of the above'" in flaw.message


@pytest.mark.parametrize(
    ("stem", "texts", "code", "option", "says"),
    [
        (
            "What holds for tides?",
            ["They always come twice", "They stop", "They rise"],
            "absolute-term",
            0,
            "right option",
        ),
        (
            "What holds for tides?",
            ["They come twice", "They never rise", "They stop"],
            "absolute-term",
            1,
            "looks wrong",
        ),
        (
            "A ship of war is a",
            ["ironclad", "yacht", "dinghy"],
            "grammar-cue",
            0,
            "the right option 'ironclad' doesn't",
        ),
        ("A ship of war is a", ["frigate", "yacht", "otter"], "grammar-cue", 2, "'otter' doesn't fit after 'a'"),
    ],
)
def test_a_cue_says_whether_the_right_or_a_wrong_option_suffers(
    stem: str, texts: list[str], code: str, option: int, says: str
) -> None:
    item = Item("q", Kind.SINGLE, stem, tuple(Option(text, key=not at) for at, text in enumerate(texts)))
    (found,) = (each for each in inspect(Pack(PackInfo("p", "P"), (item,))) if each.rule.code == code)
    assert found.option == option
    assert says in found.message
    assert ("right option" in found.message) is (option == 0)


def test_the_stem_of_a_true_false_item_is_read() -> None:
    for stem, code in (
        ("Moss always grows on the north side.", "absolute-term"),
        ("Storks often nest on chimneys.", "vague-term"),
        ("Whales are not fish.", "negative-stem"),
        ("Whales are NOT fish.", "negative-emphasised"),
        ("It is not so that whales cannot dive.", "double-negative"),
        ("The ____ is a mammal, as a whale is.", "fill-in-blank"),
    ):
        options = (Option("true", key=True), Option("false"))
        assert code in codes(Item("q", Kind.TRUE_FALSE, stem, options)), stem
        assert codes(Item("q", Kind.TRUE_FALSE, f'The poem begins "{stem}"', options)) in ([], ["fill-in-blank"])


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


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("if x:\n    y()", "if x:\ny()", False),
        ("if x:\n    y()\nz()", "if x:\n    y()\n    z()", False),
        ("if x:\n\ty()", "if x:\n    y()", False),
        ("if x:\n    y()", "if x:\n    y() ", True),
        ("if x:\n    y( )", "if x:\n    y()", False),
        ("if x:\n    Y", "if x:\n    y", False),
        ("one line\nand another", "One line and another", True),
        ("One  line", "One line.", True),
    ],
)
def test_indentation_distinguishes_options(one: str, other: str, same: bool) -> None:
    options = (Option("Something else", key=True), Option(one), Option(other))
    item = Item("i", Kind.SINGLE, "Which is it?", options, drawn=True)
    fenced = replace(item, markup=True, options=tuple(replace(each, text=f"```\n{each.text}\n```") for each in options))
    assert ("duplicate-option" in codes(item)) is ("duplicate-option" in codes(fenced)) is same


@pytest.mark.parametrize(
    ("one", "other", "markup", "message"),
    [
        ("**a**", "a", True, "'**a**' says the same as 'a'"),
        ("`some words`", "Some  words.", True, "'some words' says the same as 'Some words.'"),
        ("$x$\n ", "$x$", True, "'$x$\\n ' says the same as '$x$'"),
        ("\u2460", "1", False, "'\u2460' says the same as '1'"),
        ("1.0", "1", False, "'1.0' says the same as '1'"),
    ],
)
def test_options_that_say_the_same_are_quoted_with_their_difference(
    one: str, other: str, markup: bool, message: str
) -> None:
    item = Item("i", Kind.SINGLE, "Which?", (Option("q", key=True), Option(other), Option(one)), markup=markup)
    (found,) = [each.message for each in inspect(Pack(PackInfo("p", "P"), (item,))) if "says the same" in each.message]
    assert found == f"{message}; replace one of them"


def test_superseded_items_are_ignored_and_positions_refer_to_the_pack() -> None:
    stem = "Which river runs through the old town of Vienna?"
    old, new, again = (replace(NEGATIVE, id=id, stem=stem) for id in ("old", "new", "again"))
    pack = Pack(PackInfo("p", "P"), (replace(old, superseded_by="new"), new, again))
    found = [finding for finding in inspect(pack) if finding.rule.code == "same-stem"]
    assert [(finding.item, finding.other) for finding in found] == [(2, 1)]
