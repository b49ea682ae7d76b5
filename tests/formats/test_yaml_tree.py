"""The tree that is built from YAML, and where its parts stand."""

from __future__ import annotations

import pytest

from tests.formats.packs import lines_of
from tests.rows import rows
from zgcquiz.formats.native.yaml.nodes import Node, Path
from zgcquiz.formats.native.yaml.tree import build

TEXT = """\
# a comment
a: one
b:
  - two
  - {c: three, d: [四, 'five']}
"e f": |
  six
  seven
g:
h: ''
"""


def test_a_tree_of_text() -> None:
    assert build(TEXT.encode()).root == {
        "a": "one",
        "b": ["two", {"c": "three", "d": ["四", "five"]}],
        "e f": "six\nseven\n",
        "g": "",
        "h": "",
    }


@pytest.mark.parametrize(
    ("path", "line", "start"),
    [
        ((), 2, "a: one"),
        (("a",), 2, "one"),
        (("b",), 4, "- two"),
        (("b", 0), 4, "two"),
        (("b", 1), 5, "{c"),
        (("b", 1, "c"), 5, "three"),
        (("b", 1, "d", 0), 5, "四"),
        (("b", 1, "d", 1), 5, "'five'"),
        (("e f",), 6, "|"),
        (("h",), 10, "''"),
    ],
)
def test_values_stand_where_they_are_written(path: Path, line: int, start: str) -> None:
    at_line, column = build(TEXT.encode(), places=True).values[path]
    assert at_line == line
    assert lines_of(TEXT)[line - 1][column - 1 :].startswith(start)


@pytest.mark.parametrize(
    ("path", "line", "start"),
    [(("a",), 2, "a:"), (("b", 1, "d"), 5, "d:"), (("e f",), 6, '"e f"'), (("g",), 9, "g:"), (("h",), 10, "h:")],
)
def test_keys_stand_where_they_are_written(path: Path, line: int, start: str) -> None:
    at_line, column = build(TEXT.encode(), places=True).keys[path]
    assert at_line == line
    assert lines_of(TEXT)[line - 1][column - 1 :].startswith(start)


def test_columns_count_characters_not_bytes() -> None:
    assert build("中关村🐉: 村".encode(), places=True).values[("中关村🐉",)] == (1, 7)


def test_places_are_kept_only_when_asked_for() -> None:
    tree = build(TEXT.encode())
    assert (tree.values, tree.keys) == ({}, {})


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("[1, 2,3]", ["1", "2,3"]),
        ("[1,343, 12,000]", ["1,343", "12,000"]),
        ("[1,343,000]", ["1,343,000"]),
        ("{text: 1,343}", {"text": "1,343"}),
        ("{text: 1,343, feedback: a}", {"text": "1,343", "feedback": "a"}),
        ("[a 1,2 b]", ["a 1,2 b"]),
    ],
)
def test_a_number_that_yaml_splits_is_reported_and_put_together(text: str, root: Node) -> None:
    tree = build(text.encode())
    assert {fault.code for fault in tree.faults} == {"bare-comma"}
    assert tree.root == root


@pytest.mark.parametrize(
    "text", ["[1, 2, 3]", "['1','2']", "[a,b]", "[1 ,2]", "[1,a]", "{a: 1, b: 2}", "[1,\n2]", "- 1,343"]
)
def test_what_is_no_split_number_is_let_be(text: str) -> None:
    assert build(text.encode()).faults == []


SYNTAX = [
    ("a: b: c", (1, 5), "quotes"),
    ("a:\n  - b\n c: d", (3, 2), "indented like those above"),
    ("a: 'it's'", (1, 8), "after its closing quote"),
    ("a: @b", (1, 4), "must be in quotes"),
    ("a: `b`", (1, 4), "must be in quotes"),
    ("a: %b", (1, 4), "must be in quotes"),
    ("a:\n\tb: c", (2, 1), "indent with spaces"),
    ("a: [b, c\nd: e\n", (1, 4), "the [ that opens here is never closed"),
    ("[a, b}", (1, 6), "close the [ or {"),
    ('a: "b', (1, 4), "never closed"),
    ("a: &", (1, 4), "starts with & or *"),
    ("a: * b", (1, 4), "starts with & or *"),
    ('a: "\\xZZ"', (1, 7), "single quotes"),
    ('a: "C:\\dir"', (1, 7), "single quotes"),
    ("a: b\nc\nd: e", (2, 1), "put ': ' after the key"),
    ("a: - b", (1, 4), "below its key"),
    ("a: ,b", (1, 4), "must be in quotes"),
    ("a: ]", (1, 4), "must be in quotes"),
    ("a: b\n...\nc: d", (3, 1), "ends the document"),
    ("- a\nb: c", (2, 1), "indented like the list's other entries"),
    ("a: | b\n", (1, 6), "on the next line"),
    ("a: b\n\tc: d\n", (2, 1), "indent with spaces"),
    ("a: b\n  c: d\n", (2, 3), "indented deeper"),
    ("a:b\nc: d\n", (1, 3), "a space after the colon: 'a: '"),
    ("a: b\nc:d", (2, 3), "a space after the colon: 'c: '"),
    ("a: https://b.c\n  d: e\n", (2, 3), "indented deeper"),
    ("a: b\nc：d\n", (2, 2), "write 'c: '"),
    ("a:\n  - b\n  -c\n  - d\n", (3, 3), "a dash and a space"),
    ("a:\n  - b\n  – c\n  - d\n", (3, 3), "a dash and a space"),
    ("a:\n  - b\n  * c\n", (3, 3), "a dash and a space"),
    ("- a: b\n- *c*\n", (2, 3), "starts with & or *"),
    ("a: Note: b", (1, 8), "the text after 'a:' contains a colon and a space"),
    ("a: “Note: b”", (1, 9), "straight quotes"),
    ("- a: b\n\u00a0\u00a0c: d\n", (2, 1), "looks like a space"),
    ("a:\u00a0b\nc: d\n", (1, 3), "looks like a space"),
    ("```yaml\na: b\n```\n", (1, 1), "Markdown"),
    ("a: [b] c", (1, 8), "continues after its closing"),
    ("a: [b]]", (1, 7), "continues after its closing"),
    ('a: "b" c', (1, 8), "continues after its closing"),
    ("a: 'b\nc: d\n", (1, 4), "starts with an apostrophe"),
    ("a: >5 km", (1, 7), "starts with | or >"),
]


@rows("text, place, fix", SYNTAX)
def test_a_syntax_error_says_where_and_names_the_mend(text: str, place: tuple[int, int], fix: str) -> None:
    fault = build(text.encode()).faults[-1]
    assert fault.code == "syntax"
    assert fix in fault.message
    assert fault.place == place


@pytest.mark.parametrize("text", ["a: [b", "{a: b", "a: [b, c", "a: [b]\nc: {d", "x: 'y"])
def test_what_is_open_at_the_end_of_a_file_without_a_last_line_end_is_placed_inside_it(text: str) -> None:
    (fault,) = build(text.encode()).faults
    assert fault.place[0] <= len(lines_of(text))
