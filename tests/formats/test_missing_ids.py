"""Questions without an id are given one, and nothing else in their file changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zgcquiz.formats.native import reader
from zgcquiz.formats.native.edits.missing_ids import FileWithIds, give_ids
from zgcquiz.formats.native.yaml.traps import LINE_ENDS
from zgcquiz.formats.native.yaml.tree import build

HEAD = "zgcquiz: 1\nid: tea\ntitle: Tea\nquestions:\n"


def edited(text: str) -> str:
    (found,) = give_ids([("tea.yaml", text.encode())])
    return found.data.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- question: Is it green?\n  answer: true\n", "- id: is-it-green\n  question: Is it green?\n  answer: true\n"),
        ("- {question: Green?, answer: true}\n", "- {id: green, question: Green?, answer: true}\n"),
        ("- { question: Green?, answer: true }\n", "- {id: green,  question: Green?, answer: true }\n"),
        ("-   answer: yes # so\n    question: Green?\n", "-   id: green\n    answer: yes # so\n    question: Green?\n"),
        ("-\n    # first\n    question: Green?\n", "-\n    # first\n    id: green\n    question: Green?\n"),
        ("- 'question': Green?\n  answer: true\n", "- id: green\n  'question': Green?\n  answer: true\n"),
        ("- question: 绿?\n  answer: true", "- id: 绿\n  question: 绿?\n  answer: true"),
        ("- question: Green?\r\n  answer: true\r\n", "- id: green\n  question: Green?\r\n  answer: true\r\n"),
    ],
)
def test_the_id_stands_first_and_all_else_as_it_was(before: str, after: str) -> None:
    assert edited(HEAD + before) == HEAD + after


def test_line_ends_and_the_mark_before_the_text_stay() -> None:
    text = ("\ufeff" + HEAD + "- question: Green?\n  answer: true\n").replace("\n", "\r\n")
    assert edited(text) == text.replace("- question", "- id: green\r\n  question")


def test_ids_are_those_of_no_other_question_of_the_pack() -> None:
    main = HEAD + "- {id: green, question: A?, answer: true}\n- {question: Green?, answer: true}\n"
    bank = "questions:\n- {question: Green?, answer: false}\n- {id: b, formerly: [black], question: B?, answer: true}\n"
    bank += "- {question: Black?, answer: true}\n"
    found = give_ids([("pack.yaml", main.encode()), ("1.yaml", bank.encode())])
    ids = [each.id for file in found for each in file.given]
    assert len(set(ids)) == 3
    assert not {"green", "black"} & set(ids)
    reading = reader.read([(file.name, file.data) for file in found])
    assert reading.problems == ()


def test_it_says_where_each_id_stands_now() -> None:
    text = HEAD + "- question: A?\n  answer: true\n- {question: B?, answer: true}\n"
    (found,) = give_ids([("tea.yaml", text.encode())])
    assert [(each.id, each.line, each.column) for each in found.given] == [("a", 5, 7), ("b", 8, 8)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just text",
        "- a list\n",
        "questions: none\n",
        "questions: [a, [b]]\n",
        HEAD + "- {id: a, question: A?, answer: true}\n",
        HEAD + "- {id: , question: A?, answer: true}\n",
        HEAD + "- {answer: true}\n",
        HEAD + "- {question: [A], answer: true}\n",
        HEAD + "- {question: A?, answer: [true}\n",
        HEAD + "- &a {question: A?, answer: true}\n",
    ],
)
def test_what_lacks_no_id_or_can_not_be_understood_is_left_alone(text: str) -> None:
    assert give_ids([("tea.yaml", text.encode())]) == ()


WORD = st.text("abcé中1", min_size=1, max_size=9)


@st.composite
def files(draw: st.DrawFn) -> str:
    """A pack's file in all sorts of layouts."""
    line_end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    indent = " " * draw(st.integers(0, 4))
    lines = ["zgcquiz: 1", "id: p", "title: P", "questions:"]
    for _ in range(draw(st.integers(0, 6))):
        fields = [f"question: {draw(WORD)}?", "answer: true"]
        if draw(st.booleans()):
            fields.append(f"id: {draw(WORD)}")
        fields = draw(st.permutations(fields))
        comment = draw(st.sampled_from(["", " # a comment", "   "]))
        if draw(st.booleans()):
            lines.append(f"{indent}- {{{', '.join(fields)}}}{comment}")
        else:
            gap = " " * draw(st.integers(1, 3))
            first, *rest = fields
            lines.append(f"{indent}-{gap}{first}{comment}")
            lines += [f"{indent} {gap}{field}" for field in rest]
        if draw(st.booleans()):
            lines.append(draw(st.sampled_from(["", "# between", "   "])))
    return line_end.join(lines) + draw(st.sampled_from(["", line_end]))


@given(files(), st.booleans())
def test_without_the_ids_given_the_file_is_the_old_one_to_the_byte(text: str, bom: bool) -> None:
    data = (b"\xef\xbb\xbf" if bom else b"") + text.encode()
    old = build(data).root
    assert isinstance(old, dict)
    lacking = [each for each in old["questions"] or [] if "id" not in each]
    found = give_ids([("p.yaml", data)])
    assert bool(found) == bool(lacking)
    if not found:
        return
    (edited,) = found
    assert len(edited.given) == len(lacking)
    new = build(edited.data)
    assert isinstance(new.root, dict)
    assert new.faults == []
    ids = [each["id"] for each in new.root["questions"]]
    assert all(ids.count(each.id) == 1 for each in edited.given)
    assert new.root["questions"] == [{"id": id} | each for id, each in zip(ids, old["questions"], strict=True)]
    assert without(edited) == data
    assert give_ids([("p.yaml", edited.data)]) == ()


def without(edited: FileWithIds) -> bytes:
    """A edited file less the pieces that say ids."""
    text = edited.data.decode()
    bom = text.startswith("\ufeff")
    text = text.removeprefix("\ufeff")
    starts = [0, *(match.end() for match in LINE_ENDS.finditer(text))]
    for each in reversed(edited.given):
        value = starts[each.line - 1] + each.column - 1
        start, end = value - len("id: "), value + len(each.id)
        assert text[start:end] == f"id: {each.id}"
        if text.startswith(", ", end):
            end += 2
        else:
            end += len(next(ending for ending in ("\r\n", "\r", "\n") if text.startswith(ending, end)))
            indent = " " * (each.column - 1 - len("id: "))
            assert text.startswith(indent, end)
            end += len(indent)
        text = text[:start] + text[end:]
    return ("\ufeff" * bom + text).encode()
