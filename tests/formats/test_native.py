"""What is read of a pack, and that all that is wrong in it is said at once."""

from __future__ import annotations

import pytest

from tests.formats.packs import GOOD, HEAD, good_pack, only_item, question, read_texts
from zgcquiz.core.packs.pack import (
    NEVER_ASKED,
    NO_EXPIRY,
    Allowance,
    Citation,
    Item,
    Kind,
    Option,
    PackInfo,
    Section,
    Source,
    Switch,
)
from zgcquiz.formats.native.reader import read

WHOLE = """\
zgcquiz: 1
id: whole
title: The whole of it
description: Everything once.
language: en
license: CC0-1.0
sources:
  book: {title: The Book, publisher: Press, author: A. Writer, published: 2020-05, url: https://example.org}
  web: {title: A page}
section: First
text: |
  Read this.

  And this.
questions:
  - id: q1
    fact: f1
    question: Which?
    answer: {text: right, feedback: Yes.}
    distractors: [a, {text: b, feedback: Not b.}, {text: none, pin: last}]
    explanation: Because.
    source: {id: book, section: Chapter 2, paragraph: 3, quote: as it stands}
    tags: [x, y]
    formerly: [q0, q-1]
    as_of: 2017
    valid_until: 2030-01
  - {id: q2, question: All?, answers: [a, b], distractors: [c, d], source: web}
  - {id: q3, question: Order?, answer: b, options: [a, b, {text: c, pin: last}]}
  - {id: q4, question: So?, answer: false}
"""


def test_everything_that_a_pack_can_say_is_read() -> None:
    pack = good_pack(WHOLE)
    assert pack.info == PackInfo(
        "whole",
        "The whole of it",
        "Everything once.",
        "en",
        "CC0-1.0",
        (Source("book", "The Book", "Press", "A. Writer", "2020-05", "https://example.org"), Source("web", "A page")),
        (Section("First", "Read this.\n\nAnd this."),),
    )
    assert pack.items == (
        Item(
            "q1",
            Kind.SINGLE,
            "Which?",
            (Option("right", True, "Yes."), Option("a"), Option("b", False, "Not b."), Option("none", pinned=True)),
            drawn=True,
            explanation="Because.",
            section="First",
            source=Citation("book", "Chapter 2", 3, "as it stands"),
            fact="f1",
            tags=("x", "y"),
            formerly=("q0", "q-1"),
            as_of="2017",
            valid_until="2030-01",
        ),
        Item(
            "q2",
            Kind.MULTIPLE,
            "All?",
            (Option("a", True), Option("b", True), Option("c"), Option("d")),
            drawn=True,
            section="First",
            source=Citation("web", "First"),
        ),
        Item("q3", Kind.SINGLE, "Order?", (Option("a"), Option("b", True), Option("c", pinned=True)), section="First"),
        Item("q4", Kind.TRUE_FALSE, "So?", (Option("true"), Option("false", True)), section="First"),
    )


def bank(section: str, *ids: str, text: str = "") -> str:
    head = f"section: {section}\n" + (f"text: {text}\n" if text else "")
    return head + "questions:\n" + "".join(f"- {{id: {id}, question: Q, answer: true}}\n" for id in ids)


def test_a_folder_is_read_bank_by_bank() -> None:
    pack = good_pack(HEAD, bank("One", "a", "b", text="About one."), bank("Two", "c"))
    assert [(item.id, item.section) for item in pack.items] == [("a", "One"), ("b", "One"), ("c", "Two")]
    assert pack.info.sections == (Section("One", "About one."), Section("Two"))


def test_the_packs_own_questions_come_first() -> None:
    assert [item.id for item in good_pack(GOOD, bank("One", "a")).items] == ["good", "a"]


def test_sources_of_the_pack_serve_its_banks() -> None:
    text = "questions:\n- {id: a, question: Q, answer: true, source: {id: book, paragraph: 2}}\n"
    (item,) = good_pack(HEAD, text).items
    assert item.source == Citation("book", "", 2)


def test_without_section_of_its_own_a_file_is_parted_by_what_it_cites() -> None:
    text = GOOD.replace("answer: true", "answer: true, source: {id: book, section: Cities}")
    pack = good_pack(text)
    assert pack.items[0].section == "Cities"
    assert pack.info.sections == (Section("Cities"),)


def test_two_banks_of_a_section_keep_the_text_that_either_has() -> None:
    texts = bank("One", "a"), bank("One", "b", text="About one.")
    assert good_pack(HEAD, *texts).info.sections == (Section("One", "About one."),)


def test_all_problems_are_reported_at_once_in_the_order_of_the_files() -> None:
    reading = read_texts(
        "zgcquiz: 1\nid: P\ntitle: T\ncolour: red\nquestions:\n- {id: x, question: '', answer: true}\n- {answer: y}\n",
        "questions:\n- {id: x, question: Q, answer: true, tags: a}\n- {id: 'b c', question: Q, answer: z}\n",
        "section: [S]\nquestions:\n- {id: d, question: Q, answer: 1, distractors: [1, 2, 2,343]}\n",
    )
    assert reading.pack is None
    assert [(problem.place, problem.code) for problem in reading.problems] == [
        ("pack.yaml:2:5", "bad-id"),
        ("pack.yaml:4:1", "unknown-key"),
        ("pack.yaml:6:21", "empty-text"),
        ("pack.yaml:7:3", "missing-key"),
        ("pack.yaml:7:3", "missing-key"),
        ("pack.yaml:7:3", "missing-key"),
        ("1.yaml:2:8", "duplicate-id"),
        ("1.yaml:2:44", "wrong-type"),
        ("1.yaml:3:3", "missing-key"),
        ("1.yaml:3:8", "bad-id"),
        ("2.yaml:1:10", "wrong-type"),
        ("2.yaml:3:49", "key-among-distractors"),
        ("2.yaml:3:55", "bare-comma"),
    ]


def test_a_bank_that_is_no_yaml_hides_nothing_of_the_others() -> None:
    reading = read_texts(HEAD, "questions: [", bank("Two", "a b"))
    assert [(problem.file, problem.code) for problem in reading.problems] == [
        ("1.yaml", "syntax"),
        ("2.yaml", "bad-id"),
    ]


def test_a_pack_file_that_is_no_yaml_hides_nothing_of_the_banks() -> None:
    reading = read_texts("a: b: c", bank("Two", "a b"))
    assert [(problem.file, problem.code) for problem in reading.problems] == [
        ("pack.yaml", "syntax"),
        ("1.yaml", "bad-id"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "distractors: [x, '', x]",
        "answer: [k]\ndistractors: [x, '', x]",
        "answers: {k: v}\ndistractors: [x, '', x]",
        "answer: k\nanswers: [k]\ndistractors: [x, '', x]",
    ],
)
def test_what_is_wrong_with_the_answer_hides_nothing_of_the_distractors(body: str) -> None:
    found = [problem.code for problem in read_texts(question(body)).problems]
    assert len(found) == 3
    assert {"empty-text", "duplicate-option"} <= set(found)


def test_an_unknown_kind_is_left_out_and_the_rest_is_read() -> None:
    reading = read_texts(GOOD + "- {id: new, kind: matching, pairs: [[a, b]], question: Q}\n")
    assert reading.pack is not None
    assert [item.id for item in reading.pack.items] == ["good"]
    assert [(problem.code, problem.severity, problem.question) for problem in reading.problems] == [
        ("unknown-kind", "warning", "new")
    ]
    assert reading.errors == ()


@pytest.mark.parametrize(
    "texts",
    [
        ("zgcquiz: 2\nid: p\n",),
        ("zgcquiz: 2\nid: P P\ncolour: red\nquestions: {a: b}\n",),
        ("zgcquiz: 2\nid: p\nnew: !tag x\n",),
        ("zgcquiz: 2\nid: p\nnew: &anchor x\nother: *anchor\n",),
        ("zgcquiz: 2\nid: p\n", "questions:\n- {id: a}\n"),
        ("zgcquiz: 2\nid: p\n", "- another\n- shape\n"),
        ("zgcquiz: 2\nid: p\n", ""),
        ("zgcquiz: 2\nid: p\n", "questions: ["),
    ],
)
def test_of_a_newer_format_only_that_is_said(texts: tuple[str, ...]) -> None:
    reading = read_texts(*texts)
    assert [(problem.code, problem.place) for problem in reading.problems] == [("newer-format", "pack.yaml:1:10")]
    assert reading.pack is None
    assert reading.id == "p" or "P P" in texts[0]


def test_a_bank_of_a_newer_format_is_not_read_as_one_of_ours() -> None:
    reading = read_texts(HEAD, "zgcquiz: 2\n" + bank("One", "a"))
    assert [problem.place for problem in reading.errors] == ["1.yaml:1:10"]


def test_a_bank_with_the_head_of_a_pack_has_its_keys_checked_all_the_same() -> None:
    reading = read_texts(GOOD, "zgcquiz: 1\nqestions:\n- {id: a, question: Q, answer: true}\n")
    assert "unknown-key" in {problem.code for problem in reading.errors}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("questoin", "question"),
        ("Question", "question"),
        ("anwser", "answer"),
        ("distracters", "distractors"),
        ("option", "options"),
        ("explaination", "explanation"),
        ("sources", "source"),
        ("tag", "tags"),
        ("former", "formerly"),
        ("as-of", "as_of"),
        ("valid-until", "valid_until"),
        ("facts", "fact"),
    ],
)
def test_misspelt_keys_are_recognised(wrong: str, right: str) -> None:
    problems = read_texts(GOOD + f"- {{id: b, question: Q, answer: true, {wrong}: x}}\n").problems
    assert [problem.code for problem in problems] == ["unknown-key"]
    assert f"did you mean '{right}'?" in problems[0].message


def test_an_option_pinned_last_is_last_whatever_the_list() -> None:
    item = only_item("answer: {text: all of these, pin: last}\ndistractors: [a, b]")
    assert item.keys == (Option("all of these", key=True, pinned=True),)


def test_feedback_of_a_key_reaches_its_option_in_a_fixed_list() -> None:
    item = only_item("answer: {text: b, feedback: Yes.}\noptions: [a, b]")
    assert item.options == (Option("a"), Option("b", True, "Yes."))


def test_a_pin_said_with_the_answer_of_a_fixed_list_counts() -> None:
    item = only_item("answer: {text: none, pin: last}\noptions: [a, none, b]")
    assert item.keys == (Option("none", key=True, pinned=True),)


def test_no_pool_shows_more_options_than_there_are_keys_to_press() -> None:
    pinned = ", ".join(f"{{text: d{at}, pin: last}}" for at in range(12))
    reading = read_texts(question(f"answer: x\ndistractors: [{pinned}]"))
    assert [problem.code for problem in reading.errors] == ["too-many-options"]


@pytest.mark.parametrize(
    "body", ["answer: true\ntags: [a, a]", 'answer: true\ntags: ["a\\nb"]', "answer: true\nformerly: ['a b']"]
)
def test_words_that_the_log_and_the_pack_cache_go_by_are_checked(body: str) -> None:
    """A tag or a former id that can't be one is said, not kept."""
    reading = read_texts(question(body))
    assert reading.problems or (reading.pack is not None and reading.pack.items[0].tags == ("a",))


def test_an_items_own_former_id_is_not_called_another_questions() -> None:
    (problem,) = read_texts(question("answer: true\nformerly: [a]")).problems
    assert "another question" not in problem.message


def test_the_id_and_the_number_of_questions_are_known_of_a_broken_pack_too() -> None:
    reading = read_texts(GOOD + "- {id: b, question: '', answer: true}\n")
    assert (reading.id, reading.questions, reading.pack) == ("p", 2, None)


@pytest.mark.parametrize(
    "id", ["中关村-1", "Überblick", "été", "вопрос", "سؤال", "질문", "हिन्दी", "คำถาม", "தமிழ்", "q_1.b"]
)
def test_ids_may_be_written_in_any_script(id: str) -> None:
    (item,) = good_pack(question("answer: true").replace("id: a", f"id: {id}")).items
    assert item.id == id


@pytest.mark.parametrize("id", ["a b", "a/b", "../a", ".a", "-a", "a\u200bb", "a:b", "a" * 101, "\u202ea"])
def test_ids_hold_nothing_that_a_command_line_or_a_path_would_trip_over(id: str) -> None:
    problems = read_texts(question("answer: true").replace("id: a", f"id: '{id}'")).problems
    assert [problem.code for problem in problems] == ["bad-id"]


def test_problems_go_by_the_names_that_the_files_were_given() -> None:
    reading = read([("some folder/pack.yaml", b"zgcquiz: 1\nid: p\n"), ("some folder/中.yaml", b"x: y\n")])
    assert {problem.file for problem in reading.problems} == {"some folder/pack.yaml", "some folder/中.yaml"}


def test_a_file_in_order_is_built_once_and_without_places(monkeypatch: pytest.MonkeyPatch) -> None:
    from zgcquiz.formats.native.reading import source_file
    from zgcquiz.formats.native.yaml import nodes, tree

    asked: list[bool] = []

    def build(data: bytes, *, places: bool = False, holes: bool = False) -> nodes.Tree:
        asked.append(places)
        return tree.build(data, places=places, holes=holes)

    monkeypatch.setattr(source_file, "build", build)
    good_pack(GOOD, bank("One", "a"))
    assert asked == [False, False]
    read_texts(GOOD, bank("One", "a b"))
    assert asked[2:] == [False, False, True]


def test_what_is_said_of_flaws_is_read_as_typed() -> None:
    pack = good_pack(
        HEAD + "check: {longest-key: 1.5, vague-term: off, uneven-length: on}\n"
        "questions:\n- {id: a, question: Q, answer: true, allow: {negative-stem: It must be.}}\n"
    )
    assert pack.info.check == (
        Switch("longest-key", threshold=1.5),
        Switch("vague-term", on=False),
        Switch("uneven-length"),
    )
    assert pack.items[0].allow == (Allowance("negative-stem", "It must be."),)


def test_drafts_and_what_is_superseded_are_read_but_not_asked() -> None:
    pack = good_pack(
        HEAD + "questions:\n- {id: a, question: Q, answer: true, draft: true}\n"
        "- {id: b, question: Q, answer: true, superseded_by: c}\n- {id: c, question: Q, answer: true, draft: false}\n"
    )
    assert [item.asked_until for item in pack.items] == [NEVER_ASKED, NEVER_ASKED, NO_EXPIRY]


def test_an_id_that_cannot_be_one_is_shortened_in_reports() -> None:
    text = "zgcquiz: 1\nid: >\n" + " a\n\n" * 1_000
    reading = read([("pack.yaml", text.encode())])
    assert reading.pack is None
    assert 0 < len(reading.id) < 100
