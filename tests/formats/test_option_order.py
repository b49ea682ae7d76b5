"""What an option says of the others stays true after importing, and labels typed into options are taken off."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.exchanging import OPTIONS, there_and_back
from tests.formats.importing import item_of, read, read_marked
from tests.formats.packs import read_texts
from tests.rows import rows
from zgcquiz.core.authoring.flaws.inspect import inspect
from zgcquiz.core.packs.meta_options import Placement, names_letters, remarks
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.formats.exchange import option_order, registry
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Converted

PLAIN = ["Two", "Three", "Four"]
NAMING = [
    "Both A and B", "A and C only", "A, B and C", "A & B", "Only A", "A or B", "Neither A nor B", "All except C",
    "(a) and (b)", "a) and b)", "A and B but not C", "Options 1 and 2", "1 and 3", "1 and 3 only", "I and II only",
    "All of the below", "The first two options", "A und B", "Sowohl A als auch B", "Nur A", "Weder A noch B",
    "A und C sind richtig", "A et B", "Les réponses A et B", "A et C seulement", "Ni A ni B", "A y B",
    "Tanto A como B", "A y B son correctas", "Solo A", "A e B", "Sia A che B", "Tanto A quanto B", "Somente A e B",
    "A en B", "Zowel A als B", "A i B", "А и Б", "A和B", "A与B都对", "A、B", "AとB",
    "A and B above", "(a) and (b) would be correct", "A und B wären richtig", "A et B seraient exactes",
]  # fmt: skip
"""Options that name others by letter, number or place."""
CLOSING = [
    "All of the above", "None of the above", "ALL OF THE ABOVE.", "None of these", "All of these", "Neither", "Both",
    "None", "No correct answer", "All of the mentioned", "Alle genannten", "Keine der obigen", "Alle",
    "Alle Antworten sind richtig", "Keine der genannten Antworten", "Keines von beiden", "Weder noch", "Beide",
    "Toutes les réponses ci-dessus", "Aucune de ces réponses", "Aucun des deux", "Ni l'un ni l'autre", "Tous",
    "Ninguna de las anteriores", "Todas las anteriores", "Todas las respuestas son correctas", "Ninguna",
    "Nessuna delle precedenti", "Tutte le risposte sono corrette", "Nenhuma das anteriores", "Todas as alternativas",
    "Geen van bovenstaande", "Inget av ovanstående", "Ingen av disse", "Alle ovenstående", "Wszystkie powyższe",
    "Žádná z uvedených", "Все вышеперечисленное", "Ни один из ответов", "Усе перелічене", "Hiçbiri", "Niciuna",
    "Yukarıdakilerin hepsi", "Όλα τα παραπάνω", "Semua benar", "Tất cả đều đúng", "جميع ما سبق", "لا شيء مما سبق",
    "כל התשובות נכונות", "उपरोक्त सभी", "以上都是", "以上皆非", "以上都不是", "以上均正确", "都不是", "没有正确答案",
    "上記すべて", "いずれでもない", "위의 모두", "정답 없음", "Two of the above", "More than one of the above",
    "Some of the answers above", "Only one of the above.", "All of the above would be",
    "All of the above would do well",
    "None of the above would help", "Neither of the above can be", "Any of the foregoing options could be used",
    "Two of the above would be right", "All of these would be correct", "Alle oben genannten wären richtig",
    "Toutes les réponses ci-dessus seraient correctes", "Todas las anteriores serían correctas",
    "Tutte le precedenti sarebbero corrette", "Todas as anteriores seriam corretas",
    "Alle bovenstaande zouden juist zijn", "Wszystkie powyższe byłyby poprawne", "Все ответы были бы верны",
    "以上都会对", "以上都不会对",
]  # fmt: skip
"""Options about all of the others."""
OWN = [
    "All Blacks", "No one", "Nothing", "Alle Vögel", "Tous les hommes", "Nada", "Vitamins A and D", "AB", "a number",
    "Neither wood nor metal", "Both hands", "1/2", "1,3", "None but the brave", "A major", "Todas las noches",
    "Beide Hände", "les deux mains", "都市", "B", "I", "No", "Only you", "Below the ground floor", "Not at all",
    "Alles", "All would be lost", "None was needed", "All of the above-ground stems", "Two of the rivers",
    "The sky above", "Most of the above-ground parts",
]  # fmt: skip
"""Options that answer by themselves."""


def place_of(text: str, stem: str = "Which?", others: list[str] = PLAIN) -> Placement:
    return remarks(stem, [*others, text])[-1].place


def errors_of(found: Converted | Pack) -> list[str]:
    """What `pack check` has to say against an imported pack, as it stands in its file."""
    pack = found if isinstance(found, Pack) else found.pack
    if pack is None:
        return []
    writer = registry.get("yaml").write
    assert writer
    reading = read_texts(writer(pack, OPTIONS, ()).data)
    assert reading.pack is not None
    errors = [problem.code for problem in reading.problems if problem.is_error]
    return errors + [finding.message for finding in inspect(reading.pack) if finding.rule.error]


@rows("text", NAMING)
def test_an_option_that_names_others_needs_their_order(text: str) -> None:
    assert place_of(text) is Placement.FIXED


@rows("text", CLOSING)
def test_an_option_about_all_others_comes_last(text: str) -> None:
    assert place_of(text) is Placement.LAST


@pytest.mark.parametrize("text", OWN)
def test_an_option_that_answers_by_itself_may_stand_anywhere(text: str) -> None:
    assert place_of(text) is Placement.ANY


@pytest.mark.parametrize(
    ("stem", "options"),
    [
        ("Which are vowels? I. A II. B III. E", ["I only", "I and II", "I and III", "II and III"]),
        ("Which? (1) cork (2) iron (3) ice", ["1 only", "2 and 3", "1 and 3 only", "None of the numbers"]),
        ("Which hold? a) x > 1 b) x < 2", ["a only", "b only", "a and b", "x"]),
        ("Which roots has it?", ["1 and 3", "2 and 4", "5", "7"]),
        ("Which are primes?", ["1 and 2", "1 and 3", "2 and 3"]),
        ("How many moons has Venus?", ["None", "One", "Two"]),
    ],
)
def test_statements_of_the_stem_and_numbers_need_no_order(stem: str, options: list[str]) -> None:
    assert not any(remark.place is Placement.FIXED for remark in remarks(stem, options))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Option B is the only prime.", True),
        ("B is right because it is a prime.", True),
        ("It is a prime. (A) is wrong.", True),
        ("Antwort C trifft zu.", True),
        ("La réponse A est exacte.", True),
        ("选项B是素数。", True),
        ("A number is right where it divides.", False),
        ("Vitamin B is needed.", False),
        ("Plan B is correct.", False),
        ("An answer is a reply.", False),
    ],
)
def test_an_explanation_may_name_letters(text: str, named: bool) -> None:
    assert bool(names_letters(text, "Which?")) is named
    assert names_letters(text, "Choose: a) one, b) two.") == ""


CODE = [["`not`", "`none`", "`all`"], ["`x`", "`None`", "`[]`"], ["`true`", "`false`", "`false` and `false`"]]
"""Options that are code, in which a word is no reference to others."""


@pytest.mark.parametrize("texts", CODE)
def test_code_refers_to_no_other_option(texts: list[str]) -> None:
    markdown = "## Which?\n\n" + "".join(f"- [{'x' if at == 0 else ' '}] {text}\n" for at, text in enumerate(texts))
    html = "".join(
        f"<answer fraction='{0 if at else 100}'><text><![CDATA[<code>{text.strip('`')}</code>]]></text></answer>"
        for at, text in enumerate(texts)
        if " " not in text
    )
    moodle = (
        "<quiz><question type='multichoice'><questiontext format='html'><text>Which?</text></questiontext>"
        f"<single>true</single><shuffleanswers>1</shuffleanswers>{html}</question></quiz>"
    )
    for found in (read_marked("markdown", markdown), read_marked("moodle-xml", moodle)):
        assert found.pack is not None
        item = found.pack.items[0]
        assert not any(option.pinned for option in item.options)
        assert not {"none-of-the-above", "all-of-the-above", "k-type"} & {
            each.rule.code for each in inspect(found.pack)
        }


@pytest.mark.parametrize("literal", ["True", "false", "0", "null"])
def test_beside_a_value_none_and_all_are_values_too(literal: str) -> None:
    for word in ("None", "none", "all"):
        assert place_of(word, others=["x", literal]) is Placement.ANY
        assert place_of(f"{word} of the above", others=["x", literal]) is Placement.LAST
    assert place_of("Neither", others=["x", literal]) is Placement.LAST


# Every reader

LETTERS = "ABCDEFGHIJ"


def _aiken(texts: list[str], key: int) -> str:
    rows = "".join(f"{LETTERS[at]}. {text}\n" for at, text in enumerate(texts))
    return f"Which?\n{rows}ANSWER: {LETTERS[key]}\n"


def _opentriviaqa(texts: list[str], key: int) -> str:
    return f"#Q Which?\n^ {texts[key]}\n" + "".join(f"{LETTERS[at]} {text}\n" for at, text in enumerate(texts))


def _gift(texts: list[str], key: int) -> str:
    return "Which? {" + " ".join(("=" if at == key else "~") + text for at, text in enumerate(texts)) + "}\n"


def _json(texts: list[str], key: int) -> str:
    return json.dumps([{"question": "Which?", "options": texts, "answer": texts[key]}])


def _csv(texts: list[str], key: int) -> str:
    head = "Question,Correct," + ",".join(f"Option {at}" for at in range(1, len(texts) + 1))
    return head + f"\nWhich?,{key + 1}," + ",".join(f'"{text}"' for text in texts) + "\n"


def _markdown(texts: list[str], key: int) -> str:
    return "#### Q1. Which?\n\n" + "".join(f"- [{'x' if at == key else ' '}] {text}\n" for at, text in enumerate(texts))


def _text2qti(texts: list[str], key: int) -> str:
    head = "Quiz title: T\nShuffle answers: true\n\n1. Which?\n"
    return head + "".join(f"{'*' if at == key else ''}{LETTERS[at].lower()}) {text}\n" for at, text in enumerate(texts))


def _opentdb(texts: list[str], key: int) -> str:
    wrong = [text for at, text in enumerate(texts) if at != key]
    return json.dumps({"results": [{"question": "Which?", "correct_answer": texts[key], "incorrect_answers": wrong}]})


def _gimkit(texts: list[str], key: int) -> str:
    wrong = [text for at, text in enumerate(texts) if at != key]
    head = "Question,Correct Answer," + ",".join(f"Incorrect Answer {at + 1}" for at in range(len(wrong)))
    return head + "\nWhich?," + ",".join(f'"{text}"' for text in [texts[key], *wrong]) + "\n"


IN_ORDER: dict[str, Callable[[list[str], int], str]] = {
    "aiken": _aiken, "opentriviaqa": _opentriviaqa, "gift": _gift, "json": _json, "csv": _csv, "quizizz": _csv,
    "markdown": _markdown, "text2qti": _text2qti,
}  # fmt: skip
APART: dict[str, Callable[[list[str], int], str]] = {"opentdb": _opentdb, "gimkit": _gimkit}
"""Formats that give the right option apart from the wrong ones."""


@rows("name", IN_ORDER)
@rows("text", ["Both A and B", "1 and 3", "A und B", "The first two options"])
@rows("key", [0, 3])
def test_options_that_name_others_keep_the_file_s_order(name: str, text: str, key: int) -> None:
    found = read(name, IN_ORDER[name]([*PLAIN, text], key))
    assert found.pack
    (item,) = found.pack.items
    assert not item.drawn
    assert [option.text for option in item.options] == [*PLAIN, text]
    assert [option.key for option in item.options].index(True) == key
    assert not any(option.pinned for option in item.options)
    assert any("the file's order is kept" in note for note in found.notes)
    assert errors_of(found) == []


@rows("name", [*IN_ORDER, *APART])
@rows("text", ["All of the above", "Neither", "Alle genannten", "以上都是"])
@rows("key", [0, 3])
def test_an_option_about_all_others_is_shown_last(name: str, text: str, key: int) -> None:
    found = read(name, {**IN_ORDER, **APART}[name]([*PLAIN, text], key))
    assert found.pack
    (item,) = found.pack.items
    assert item.drawn
    assert [option.text for option in item.options if option.pinned] == [text]
    assert any("it is shown last" in note for note in found.notes)
    assert errors_of(found) == []


@pytest.mark.parametrize("name", ["aiken", "gift", "text2qti"])
@pytest.mark.parametrize("key", range(4))
def test_a_fixed_order_is_written_as_it_is(name: str, key: int) -> None:
    def fixed(id: str, *texts: str) -> Item:
        options = tuple(Option(text, at == key) for at, text in enumerate(texts))
        return Item(id, Kind.SINGLE, f"Which of {id}?", options)

    letters, years = fixed("letters", *PLAIN, "Both A and B"), fixed("years", "1835", "1848", "1876", "1903")
    pool = Item("pool", Kind.SINGLE, "Which of the pool?", (Option("Assam", True), Option("Kenya")), drawn=True)
    format = registry.get(name)
    assert format.write
    written = format.write(Pack(PackInfo("p", "P"), (letters, years, pool)), OPTIONS, ())
    text = written.data.decode()
    for item in (letters, years):
        places = [text.index(option.text) for option in item.options]
        assert places == sorted(places)
    assert [lost.count for lost in written.lost if lost.field == "fixed order"] == [2]
    found = read(name, text)
    assert found.pack
    again = found.pack.items[0]
    assert not again.drawn
    assert again.options == letters.options


@pytest.mark.parametrize("name", APART)
def test_a_question_whose_order_is_not_known_is_a_draft(name: str) -> None:
    found = read(name, APART[name]([*PLAIN, "Both A and B"], 3))
    assert found.pack
    (item,) = found.pack.items
    assert item.draft
    assert [(lost.field, lost.count) for lost in found.lost] == [("order", 1)]
    assert errors_of(found) == []


@pytest.mark.parametrize("name", APART)
def test_labels_tell_an_order_that_the_file_does_not_have(name: str) -> None:
    texts = [f"{letter}) {text}" for letter, text in zip("ABCD", [*PLAIN, "Both A and B"], strict=True)]
    (item,) = (read(name, APART[name](texts, 3)).pack or Pack(PackInfo("", ""), ())).items
    assert [(option.text, option.key) for option in item.options] == [
        ("Two", False), ("Three", False), ("Four", False), ("Both A and B", True),
    ]  # fmt: skip
    assert (item.drawn, item.draft) == (False, False)


@rows("name", [*IN_ORDER, *APART])
@rows("frame", ["{}) {}", "({}) {}", "{}: {}", "{}． {}"])
def test_labels_are_taken_off_by_every_reader(name: str, frame: str) -> None:
    texts = [frame.format(letter, text) for letter, text in zip("ABC", PLAIN, strict=False)]
    found = read(name, {**IN_ORDER, **APART}[name](texts, 1))
    assert found.pack
    (item,) = found.pack.items
    assert {option.text: option.key for option in item.options} == {"Two": False, "Three": True, "Four": False}
    assert any("labels typed into the options" in note for note in found.notes)


@pytest.mark.parametrize("said", ["b", "B", "B)", "B) Three", "Three", "2"])
def test_a_key_may_be_the_label_the_text_or_both(said: str) -> None:
    row = f"Which?,A) Two,B) Three,C) Four,{said}\n"
    item = item_of("csv", "Question,Option 1,Option 2,Option 3,Answer\n" + row)
    assert [(option.text, option.key) for option in item.options if option.key] == [("Three", True)]
    entry = {"question": "Which?", "options": ["A) Two", "B) Three", "C) Four"], "answer": said}
    if said != "2":
        assert [option.text for option in item_of("json", json.dumps([entry])).keys] == ["Three"]


def test_labelled_true_and_false_are_a_question_of_their_kind() -> None:
    item = item_of("gift", "Wet? {=A) True ~B) False}")
    assert (item.kind, item.keys[0].text) == (Kind.TRUE_FALSE, "true")


def test_an_explanation_that_names_letters_fixes_the_order_or_is_reported() -> None:
    entry = {"question": "Which?", "options": PLAIN, "answer": "Two", "explanation": "Option B is no prime."}
    assert not item_of("json", json.dumps([entry])).drawn
    apart = {"question": "Which?", "answer": "Two", "wrong": PLAIN[1:], "explanation": "Option B is no prime."}
    found = read("json", json.dumps([apart]))
    assert found.pack
    assert (found.pack.items[0].drawn, found.pack.items[0].draft) == (True, False)
    assert [(lost.field, lost.count) for lost in found.lost] == [("order", 1)]
    assert errors_of(found) == []


def test_more_options_than_can_be_shown_in_order_make_a_draft() -> None:
    texts = [f"word {letter}" for letter in "abcdefghijk"]
    found = read("gift", _gift([*texts, "Both A and B"], 11))
    assert found.pack
    assert found.pack.items[0].draft
    assert errors_of(found) == []


# Whatever is imported passes the check

option_texts = st.one_of(
    st.sampled_from([*PLAIN, *NAMING, *CLOSING, *OWN]),
    st.builds(
        "{}{} {}".format, st.sampled_from("ABCab12"), st.sampled_from(").:"), st.sampled_from([*PLAIN, "A and B"])
    ),
)


@st.composite
def choices(draw: st.DrawFn) -> Item:
    texts = draw(st.lists(option_texts, min_size=1, max_size=12))
    explanation = draw(st.sampled_from(["", "Option B is right.", "B is wrong."]))
    options = tuple(
        Option(text, draw(st.booleans()), draw(st.sampled_from(["", "A is right."])), draw(st.booleans()))
        for text in texts
    )
    kind = draw(st.sampled_from([Kind.SINGLE, Kind.MULTIPLE]))
    accept = tuple(draw(st.lists(option_texts, max_size=2)))
    stem = draw(st.sampled_from(["Which?", "Which? I. x II. y", "a) x b) y", "How many?"]))
    return Item("", kind, stem, options, draw(st.booleans()), explanation, accept=accept)


@given(st.lists(choices(), min_size=1, max_size=3), st.booleans())
def test_what_is_collected_passes_the_check(items: list[Item], in_order: bool) -> None:
    collector = Collector("file", OPTIONS)
    for item in items:
        collector.add(item, in_order=in_order)
    assert errors_of(collector.result()) == []


@pytest.mark.parametrize(
    "name",
    [
        format.name
        for format in registry.all_formats()
        if format.read and format.write and not format.prints and format.name != "yaml"
    ],
)
@given(st.lists(option_texts, min_size=2, max_size=6, unique_by=str.casefold), st.booleans(), st.booleans())
def test_what_any_format_gives_passes_the_check(name: str, texts: list[str], drawn: bool, pinned: bool) -> None:
    options = tuple(Option(text, not at, pinned=pinned and at == len(texts) - 1) for at, text in enumerate(texts))
    pack = Pack(PackInfo("p", "P"), (Item("q", Kind.SINGLE, "Which?", options, drawn),))
    _, found = there_and_back(name, pack)
    assert errors_of(found) == []


ABOUT = [
    "",
    "Because it is.",
    "A is wrong.",
    "Answer B fails.",
    "Option (C) is close.",
    "Answer: see A and B",
    "Antwort A",
]
"""Explanations and feedback, some of which name an option by its letter."""


@given(
    st.sampled_from(["Which?", "Which? a) x b) y", "What is answer B?"]),
    st.lists(
        st.sampled_from([*PLAIN, *NAMING, *CLOSING, *OWN, "A) Two", "B) Three"]), min_size=2, max_size=4, unique=True
    ),
    st.lists(st.sampled_from(ABOUT), min_size=5, max_size=5),
    st.booleans(),
    st.booleans(),
)
def test_the_quick_look_at_options_changes_no_result(
    stem: str, texts: list[str], about: list[str], drawn: bool, in_order: bool
) -> None:
    options = tuple(Option(text, at == 0, said) for at, (text, said) in enumerate(zip(texts, about, strict=False)))
    item = Item("", Kind.SINGLE, stem, options, drawn, explanation=about[-1])
    quick = option_order.in_place(item, options, in_order)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(option_order, "speaks_of_others", lambda texts: True)
        assert option_order.in_place(item, options, in_order) == quick
