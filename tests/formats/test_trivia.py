"""Open Trivia DB, OpenTriviaQA, and questions in JSON of other tools."""

from __future__ import annotations

import base64
import html
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from tests.formats.importing import EXAMPLES, item_of, lost_of, pack_of, read, reasons
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import Item, Kind
from zgcquiz.formats.exchange import registry

QA = """\
#Q Which of these is
a herb?
^ Mint
A Oak
B Mint
C Slate

#Q Mint is a herb.
^ True
A True
B False
"""


def keys(item: Item) -> list[str]:
    return [option.text for option in item.keys]


def others(item: Item) -> list[str]:
    return [option.text for option in item.distractors]


# OpenTriviaQA


def test_stems_over_several_lines_and_true_or_false() -> None:
    first, second = pack_of("opentriviaqa", QA).items
    assert (first.stem, keys(first), others(first)) == ("Which of these is\na herb?", ["Mint"], ["Oak", "Slate"])
    assert first.drawn
    assert (second.kind, keys(second)) == (Kind.TRUE_FALSE, ["true"])


def test_single_lines_in_other_encodings() -> None:
    data = "#Q Où?\n^ Là\nA Là\nB Ici\n\n".encode() + "#Q Wo ist die Tür?\n^ Da\nA Da\nB Fort – weg\n".encode("cp1252")
    found = read("opentriviaqa", data)
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["Où?", "Wo ist die Tür?"]
    assert others(found.pack.items[1]) == ["Fort – weg"]
    assert found.notes == ("2 lines were not in UTF-8 and read as Windows-1252",)


def test_unusable_questions_are_reported_by_line() -> None:
    text = "stray\n#Q No answer?\nA x\n\n#Q No options?\n^ x\n\n#Q Strange?\n^ z\nA x\nB y\n\n" + QA
    assert reasons(read("opentriviaqa", text)) == [
        (1, "it is before the first question (#Q)"),
        (2, "no answer (^ …) follows its text"),
        (5, "no options (A …) follow its answer"),
        (8, "its answer is not among its options"),
    ]


def test_the_format_is_recognised_by_its_content() -> None:
    assert registry.recognise(QA.encode(), "anything").name == "opentriviaqa"


@pytest.mark.parametrize("folder", [EXAMPLES / "opentriviaqa"][: EXAMPLES.is_dir()])
def test_3174_real_questions(folder: Path) -> None:
    count = 0
    for path in sorted(folder.iterdir()):
        if path.suffix:
            continue
        found = read("opentriviaqa", path.read_bytes(), path.name)
        assert found.skipped == ()
        assert found.pack
        by_stem: dict[str, list[Item]] = {}
        for item in found.pack.items:
            by_stem.setdefault(" ".join(item.stem.split()), []).append(item)
        lines = [_decoded(line) for line in path.read_bytes().replace(b"\r", b"").split(b"\n")]
        starts = [at for at, line in enumerate(lines) if line.startswith("#Q ")]
        assert len(found.pack.items) == len(starts)
        count += len(starts)
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            stem, key, options = _by_hand(lines[start:end])
            (item,) = [item for item in by_stem[stem] if key in (keys(item)[0], keys(item)[0].capitalize())][:1]
            texts = {option.text for option in item.options}
            assert texts == (set(options) if item.kind is not Kind.TRUE_FALSE else {"true", "false"})
    assert count == 3174


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252")


def _by_hand(lines: list[str]) -> tuple[str, str, list[str]]:
    at = next(at for at, line in enumerate(lines) if line.startswith("^"))
    stem = " ".join(" ".join([lines[0][3:], *lines[1:at]]).split())
    options = [re.sub("^[A-Z] ", "", line).strip() for line in lines[at + 1 :] if line.strip()]
    return stem, lines[at][1:].strip(), options


# Open Trivia DB

ENTRY = {
    "type": "multiple",
    "difficulty": "easy",
    "category": "Science & Nature",
    "question": 'What does "H₂O" stand for, 100% surely?',
    "correct_answer": "Water + nothing",
    "incorrect_answers": ["Salt", "Rock & roll"],
}
TRUTH = ENTRY | {"type": "boolean", "question": "It's wet.", "correct_answer": "False", "incorrect_answers": ["True"]}


def encoded(how: Any) -> str:
    def all_of(value: Any) -> Any:
        return [how(each) for each in value] if isinstance(value, list) else how(value)

    entries = [{key: all_of(value) for key, value in entry.items()} for entry in (ENTRY, TRUTH)]
    return json.dumps({"response_code": 0, "results": entries})


@pytest.mark.parametrize(
    "how",
    [
        lambda text: html.escape(text).replace("₂", "&#8322;"),
        lambda text: quote(text, safe=""),
        quote_plus,
        lambda text: base64.b64encode(text.encode()).decode(),
    ],
    ids=["entities", "url3986", "legacy", "base64"],
)
def test_every_encoding_of_the_api_is_read(how: Any) -> None:
    first, second = pack_of("opentdb", encoded(how)).items
    assert (first.stem, keys(first), others(first)) == (
        ENTRY["question"],
        [ENTRY["correct_answer"]],
        ENTRY["incorrect_answers"],
    )
    assert (first.section, first.tags) == ("Science & Nature", ("easy",))
    assert (second.kind, keys(second)) == (Kind.TRUE_FALSE, ["false"])


def test_a_response_without_questions_or_with_broken_ones() -> None:
    text = json.dumps({"results": [ENTRY, 5, ENTRY | {"incorrect_answers": None}, ENTRY | {"question": 7}]})
    found = read("opentdb", text)
    assert [each.reason.split(":")[0] for each in found.skipped] == ["question 2", "question 3", "question 4"]


@pytest.mark.parametrize("path", [*(EXAMPLES / "opentdb-json").glob("*.json")])
def test_400_real_questions(path: Path) -> None:
    assert registry.recognise(path.read_bytes(), path.name).name == "opentdb"
    items = pack_of("opentdb", path.read_bytes()).items
    assert len(items) == 400
    expected = sorted(
        (
            " ".join(html.unescape(entry["question"]).split()),
            html.unescape(entry["correct_answer"]).strip().lower(),
            sorted({html.unescape(text).strip().lower() for text in entry["incorrect_answers"]}),
        )
        for entry in json.loads(path.read_text(encoding="utf-8"))["results"]
    )
    assert expected == sorted(
        (" ".join(item.stem.split()), keys(item)[0].lower(), sorted(text.lower() for text in others(item)))
        for item in items
    )


# JSON of others


def one(**entry: Any) -> Item:
    return item_of("json", json.dumps([entry]))


def test_the_key_is_named_by_position_letter_or_text() -> None:
    for entry in (
        {"question": "Herb?", "answers": ["Oak", "Mint"], "answer": 1},
        {"question": "Herb?", "answers": {"a": "Oak", "b": "Mint"}, "correct_answers": ["b"]},
        {"question": "Herb?", "options": ["Oak", "Mint"], "answer": "Mint"},
        {"question": "Herb?", "choices": ["Oak", "Mint"], "correctAnswer": "B"},
        {"Question": "Herb?", "options": [{"text": "Oak"}, {"text": "Mint", "isCorrect": True}]},
        {"question": "Herb?", "options": [{"id": "x", "value": "Oak"}, {"id": "y", "value": "Mint"}], "correct": "y"},
        {"question": "Herb?", "correct_answer": "Mint", "incorrect_answers": ["Oak"]},
    ):
        item = one(**entry)
        assert (item.stem, keys(item), others(item)) == ("Herb?", ["Mint"], ["Oak"]), entry


def test_the_whole_file_tells_whether_positions_count_from_one() -> None:
    entries = [{"question": f"{at}?", "options": ["a", "b", "c"], "correct": at} for at in (1, 3)]
    assert [keys(item) for item in pack_of("json", json.dumps(entries)).items] == [["a"], ["c"]]
    entries[0]["correct"], entries[1]["correct"] = 0, 2
    assert [keys(item) for item in pack_of("json", json.dumps(entries)).items] == [["a"], ["c"]]


def test_metadata_is_kept_and_losses_are_counted() -> None:
    entry = {
        "id": "q7", "question": "Herb?", "options": ["Oak", "Mint"], "answer": 1, "category": "Plants",
        "difficulty": "easy", "tags": ["x"], "explanation": "It smells.", "points": 3, "lang": "en", "image": "",
    }  # fmt: skip
    found = read("json", json.dumps({"name": "Garden", "quiz": [entry]}))
    assert found.pack
    (item,) = found.pack.items
    assert (item.id, item.section, item.tags, item.explanation) == ("q7", "Plants", ("x", "easy"), "It smells.")
    assert found.pack.info.title == "Garden"
    assert lost_of(found) == {"points": 1}


def test_without_options_the_answer_is_typed_or_true_or_false() -> None:
    assert (one(question="Capital?", answer="Paris").kind, one(question="Wet?", answer=True).kind) == (
        Kind.TYPED,
        Kind.TRUE_FALSE,
    )
    assert one(q="2 + 2?", a=4).keys[0].text == "4"


@pytest.mark.parametrize("number", ["1" * 5000, "-" + "1" * 4999, "1" * 400, "1e999", "-1e999"])
def test_an_oversized_number_is_kept_as_it_is(number: str) -> None:
    text = json.dumps([{"question": "Q?", "options": ["a", "b"], "answer": 0}, {"question": "R?", "answer": "NUMBER"}])
    found = read("json", text.replace('"NUMBER"', number))
    assert found.pack
    assert [(item.stem, item.keys[0].text) for item in found.pack.items] == [("Q?", "a"), ("R?", number)]


def test_a_number_that_is_too_long_for_an_answer_skips_only_its_question() -> None:
    text = json.dumps([{"question": "Q?", "options": ["a", "b"], "answer": 0}, {"question": "R?", "answer": "NUMBER"}])
    found = read("json", text.replace('"NUMBER"', "-" + "1" * 5000))
    assert found.pack
    assert [(item.stem, item.keys[0].text) for item in found.pack.items] == [("Q?", "a")]
    assert len(found.skipped) == 1


def test_an_oversized_number_is_not_a_threshold() -> None:
    pack = {"zgcquiz": 1, "id": "p", "title": "T", "check": {"long-option": 0}, "questions": [
        {"id": "q", "question": "Q?", "answers": ["a"], "distractors": ["b"]}
    ]}  # fmt: skip
    text = json.dumps(pack).replace('"long-option": 0', f'"long-option": {"1" * 400}')
    found = read("json", text)
    assert found.pack
    assert found.pack.info.check == ()


def test_unusable_questions_are_reported_by_number() -> None:
    entries: list[Any] = [{"question": "Q?", "options": ["a", "b"]}, {"options": ["a"]}, "x", {"question": "R?"}]
    found = read("json", json.dumps(entries))
    assert [each.reason for each in found.skipped] == [
        "question 1: no option is marked as right",
        "question 2: it has no text",
        "question 3: it is not an object",
        "question 4: it has neither options nor an answer",
    ]


@pytest.mark.parametrize("path", [*(EXAMPLES / "frenchmedmcqa-json").glob("*.json")])
def test_312_real_questions_of_which_148_have_several_keys(path: Path) -> None:
    assert registry.recognise(path.read_bytes(), path.name).name == "json"
    found = read("json", path.read_bytes())
    assert found.pack
    assert found.skipped == ()
    items = {item.id: item for item in found.pack.items}
    document = json.loads(path.read_text(encoding="utf-8"))
    assert len(items) == len(document) == 312
    assert sum(item.kind is Kind.MULTIPLE for item in items.values()) == 148
    for entry in document:
        item = items[entry["id"]]
        assert item.stem.split() == entry["question"].split()
        right = {" ".join(entry["answers"][letter].split()) for letter in entry["correct_answers"]}
        assert {" ".join(text.split()) for text in keys(item)} == right
        assert len(item.options) == len({" ".join(text.split()) for text in entry["answers"].values()})


@pytest.mark.parametrize("empty", ["B", "B ", "B\t", "B \r"])
def test_an_option_without_text_is_left_out_and_not_merged(empty: str) -> None:
    found = read("opentriviaqa", f"#Q Metal?\n^ Iron\nA Salt\n{empty}\nC Iron\nD Wood\n\n" + QA)
    assert found.pack
    assert found.skipped == ()
    (item,) = [item for item in found.pack.items if item.stem == "Metal?"]
    assert (keys(item), others(item)) == (["Iron"], ["Salt", "Wood"])
    assert lost_of(found) == {"empty options": 1}


def test_options_in_any_order_and_continuation_lines() -> None:
    item = item_of("opentriviaqa", "#Q Who?\n^ A man\nof tea\nB I,\nI think\nA A man\nof tea\nC Nobody\n")
    assert (keys(item), others(item)) == (["A man of tea"], ["I, I think", "Nobody"])
    assert keys(item_of("opentriviaqa", "#Q Who?\n^ TEA\nA tea\nB milk\n")) == ["tea"]


@pytest.mark.parametrize(
    ("entry", "right"),
    [
        ({"A": "x", "B": "y", "C": "z", "answer": "C"}, ["z"]),
        ({"A": "x", "B": "y", "C": "z", "answer": "y"}, ["y"]),
        ({"a": "x", "b": "y", "c": "z", "correct": "B"}, ["y"]),
        ({"option1": "x", "option2": "y", "option3": "z", "answer": 3}, ["z"]),
        ({"option_1": "x", "option_2": "y", "option_3": "z", "answer": ["option_1", "option 3"]}, ["x", "z"]),
        ({"optionA": "x", "optionB": "y", "optionC": "z", "correctOption": "optionB"}, ["y"]),
        ({"Option A": "x", "Option B": "y", "Option C": "z", "Correct Answer": "Option C"}, ["z"]),
        ({"answer1": "x", "answer2": "y", "answer3": "z", "correct": "3"}, ["z"]),
        ({"choice_a": "x", "choice_b": "y", "choice_c": "z", "correct": "a"}, ["x"]),
        ({"choices": {"1": "x", "2": "y", "3": "z"}, "answer": "1"}, ["x"]),
        ({"choices": {"1": "x", "2": "y", "3": "z"}, "answer": 3}, ["z"]),
        ({"options": [{"id": 7, "text": "x"}, {"id": 2, "text": "y"}, {"id": 1, "text": "z"}], "answer": 1}, ["z"]),
        ({"options": ["x", "y", "z"], "answer": "3"}, ["z"]),
    ],
)
def test_options_under_separate_keys(entry: dict[str, object], right: list[str]) -> None:
    (item,) = pack_of("json", json.dumps([{"question": "Which?", **entry}])).items
    assert {option.text: option.key for option in item.options} == {text: text in right for text in "xyz"}


def test_a_single_letter_is_an_answer() -> None:
    (item,) = pack_of("json", json.dumps([{"question": "Which?", "a": "x"}])).items
    assert (item.kind, item.options[0].text) == (Kind.TYPED, "x")


def test_a_letter_without_its_option_is_not_an_answer() -> None:
    entries = [
        {"question": "One?", "A": "x", "B": "y", "answer": "Q"},
        {"question": "Two?", "A": "x", "B": "y", "answer": "B"},
    ]
    found = read("json", json.dumps(entries))
    assert reasons(found) == [(0, "question 1: no option is marked as right")]
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["Two?"]


def test_json_lines_are_read_and_a_broken_one_is_skipped() -> None:
    entries = [{"question": f"{at}?", "options": ["x", "y"], "answer": "y"} for at in range(3)]
    lines = [json.dumps(entry) for entry in entries]
    lines[1] = lines[1][:-1]
    found = read("json", "\n".join(lines) + "\n")
    assert found.pack
    assert [item.stem for item in found.pack.items] == ["0?", "2?"]
    assert [each.line for each in found.skipped] == [2]
    assert registry.recognise("\n".join(lines).encode(), "x.jsonl").name == "json"


@pytest.mark.parametrize("path", [["questions"], ["quiz", "questions"], ["data", "quiz", "items"], ["results"]])
@pytest.mark.parametrize("stem", ["question", "q", "stem", "prompt", "text"])
def test_a_list_inside_objects_is_found(path: list[str], stem: str) -> None:
    document: Any = [{stem: "Which?", "choices": ["x", "y"], "correct": "y"}]
    for name in reversed(path):
        document = {name: document}
    data = json.dumps(document)
    assert registry.recognise(data.encode(), "x.json").name == "json"
    (item,) = pack_of("json", data).items
    assert (item.stem, [option.text for option in item.options if option.key]) == ("Which?", ["y"])


@pytest.mark.parametrize(
    "text",
    ['{"text": "hello", "id": 1}', '{"name": "x", "options": ["a"]}', '[{"prompt": "a", "completion": "b"}]', "{}"],
)
def test_other_json_is_not_recognised(text: str) -> None:
    with pytest.raises(ZgcError, match="its format was not recognised"):
        registry.recognise(text.encode(), "x.json")
