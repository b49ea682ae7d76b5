"""YAML that was written to hurt: every file is read or refused with its place, and soon."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.formats.packs import GOOD, HEAD, good_pack, question, read_texts, unmark
from zgcquiz.core.packs.pack import MAX_CHARACTERS, MAX_FILE_BYTES
from zgcquiz.formats.native.reader import PackReading
from zgcquiz.formats.native.yaml.scalar_checks import MAX_DEPTH, MAX_NODES
from zgcquiz.formats.native.yaml.tree import build

SOON = 5.0
"""Seconds that no file may take: many times what any of these should."""


def soon(*texts: str | bytes) -> PackReading:
    """Read, within bounds of time."""
    start = time.process_time()
    reading = read_texts(*texts)
    assert time.process_time() - start < SOON
    return reading


def codes(reading: PackReading) -> list[str]:
    return [problem.code for problem in reading.problems]


@pytest.mark.parametrize("piece", ["[", "{a: ", "{? ", "- ", "[{a: [", "- - ? "])
def test_a_hundred_thousand_levels_are_refused(piece: str) -> None:
    assert "too-deep" in codes(soon(piece * 100_000))


@pytest.mark.parametrize(
    "piece", ["[", "{a: ", "- ", "? ", "a:\n", "{? ", "'", "&a ", "!!a ", "*a ", ": ", "\t", "%a\n"]
)
@pytest.mark.parametrize("before", ["", HEAD + "questions:\n- "])
def test_repeating_any_piece_ends_soon_with_a_problem(piece: str, before: str) -> None:
    assert soon(before + piece * 100_000).errors


def test_the_depth_has_an_exact_bound() -> None:
    assert build(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH).faults == []
    (fault,) = build(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)).faults
    assert (fault.code, fault.place) == ("too-deep", (1, MAX_DEPTH + 1))


def test_an_alias_bomb_is_refused_link_by_link() -> None:
    bomb = "a0: &a0 [lol, lol]\n"
    bomb += "".join(f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]\n" for at in range(1, 30))
    found = codes(soon(bomb))
    assert found.count("alias") == 29 * 9
    assert found.count("anchor") == 30


def test_an_alias_to_itself_is_refused() -> None:
    assert {"alias", "anchor"} <= set(codes(soon("&a [*a]")))


def test_merge_keys_are_refused_and_merge_nothing() -> None:
    reading = soon(question("answer: true\n<<: {explanation: merged}"))
    assert codes(reading) == ["unknown-key"]
    assert "'<<'" in reading.problems[0].message


def test_a_source_named_like_a_merge_key_is_refused() -> None:
    reading = soon(
        "zgcquiz: 1\nid: p\ntitle: T\nsources:\n  <<: {title: B}\nquestions:\n- {id: a, question: Q, answer: true}\n"
    )
    assert reading.errors


@pytest.mark.parametrize(
    "tagged",
    [
        "!!str x",
        "!!int 1",
        "!!binary aGk=",
        "!x y",
        "! x",
        "!<tag:a.b,2000:c> x",
        "!!python/object/apply:os.system [ls]",
    ],
)
@pytest.mark.parametrize("kind", ["scalar", "sequence", "mapping"])
def test_tags_are_refused_on_everything(tagged: str, kind: str) -> None:
    tag = tagged.split(maxsplit=1)[0]
    value = {"scalar": tagged, "sequence": f"{tag} [a]", "mapping": f"{tag} {{a: b}}"}[kind]
    assert [fault.code for fault in build(f"k: {value}".encode()).faults] == ["tag"]


def test_tags_and_anchors_on_keys_are_refused() -> None:
    found = [(fault.code, fault.place) for fault in build(b"!!str a: b\n&c d: e\n").faults]
    assert found == [("tag", (1, 1)), ("anchor", (2, 1))]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\nb: 2\na: 3\n", (3, 1)),
        ("x: {a: 1, a: 2}\n", (1, 11)),
        ("x:\n- a: 1\n  'a': 2\n", (3, 3)),
        ("1: a\n2: b\n1: c\n", (3, 1)),
        ("true: a\ntrue: b\n", (2, 1)),
        ("~: a\n~: b\n", (2, 1)),
        ("'': a\n'': b\n", (2, 1)),
        ('a: 1\n"\\x61": 2\n', (2, 1)),
        ("a: [1]\na: [2]\n", (2, 1)),
        ("a: {b: 1}\na: {b: 1}\n", (2, 1)),
    ],
)
def test_duplicate_keys_are_refused_at_the_second(text: str, place: tuple[int, int]) -> None:
    tree = build(text.encode(), places=True)
    assert [(fault.code, fault.place) for fault in tree.faults] == [("duplicate-key", place)]


def test_of_two_equal_keys_the_first_stands() -> None:
    assert build(b"a: 1\nb: 2\na: {c: 3}\n").root == {"a": "1", "b": "2"}


def test_keys_that_stock_loaders_merge_are_three() -> None:
    assert build(b"1: a\nYes: b\non: c\n'01': d\n").root == {"1": "a", "Yes": "b", "on": "c", "01": "d"}


@pytest.mark.parametrize(
    "text", ["? [a]\n: b\n", "? {a: b}\n: c\n", "{[a]: b}", "{{a: b}: c}", "? - a\n: - b\n", "[? [a] : b]"]
)
def test_complex_keys_are_refused(text: str) -> None:
    assert [fault.code for fault in build(text.encode()).faults] == ["complex-key"]


@pytest.mark.parametrize(
    "text", [GOOD + "---\n" + GOOD, GOOD + "...\n---\nx\n", "---\n" + GOOD + "---\n", "a\n--- b\n--- c\n" * 50_000]
)
def test_a_second_document_is_refused(text: str) -> None:
    assert codes(soon(text)).count("several-documents") == 1


@pytest.mark.parametrize("text", ["---\n" + GOOD, GOOD + "...\n", "%YAML 1.1\n---\n" + GOOD, "# hello\n\n" + GOOD])
def test_one_document_may_be_dressed_up(text: str) -> None:
    assert good_pack(text) == good_pack(GOOD)


@pytest.mark.parametrize(
    "text", ["%YAML 9.9\n---\na\n", "%FOO\n---\na\n", "%YAML\n", "%TAG ! a\n%TAG ! a\n---\nb\n", "%"]
)
def test_a_bad_directive_is_a_syntax_error(text: str) -> None:
    assert codes(soon(text)) == ["syntax"]


def test_a_byte_order_mark_is_passed_over() -> None:
    assert good_pack(b"\xef\xbb\xbf" + GOOD.encode()) == good_pack(GOOD)


def test_a_byte_order_mark_moves_no_column() -> None:
    plain, marked = (read_texts(text) for text in ("zgcquiz: 3", "\ufeffzgcquiz: 3"))
    assert plain == marked


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "iso-8859-1"])
def test_other_encodings_are_refused(encoding: str) -> None:
    reading = soon(GOOD.replace("Q", "é").encode(encoding))
    assert len(reading.problems) == 1
    assert reading.problems[0].code in ("encoding", "control-character")


@pytest.mark.parametrize("bad", [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe4\xb8", b"\x80"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["no bom", "bom"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_bad_utf_8_is_refused_where_it_stands(bad: bytes, bom: bytes, end: bytes) -> None:
    lines = [b"zgcquiz: 1", "title: 中关村 🐉 ".encode() + bad + b" x", b"id: p"]
    (problem,) = soon(bom + end.join(lines)).problems
    assert (problem.code, problem.line, problem.column) == ("encoding", 2, 14)


@pytest.mark.parametrize("character", ["\0", "\x01", "\x07", "\x1b", "\x7f", "\x80", "\x9f", "\ufffe", "\uffff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_control_characters_are_refused_where_they_stand(character: str, end: str) -> None:
    (problem,) = soon(end.join(["zgcquiz: 1", f"title: 中关村 {character}x", "id: p"])).problems
    assert (problem.code, problem.line, problem.column) == ("control-character", 2, 12)
    assert f"U+{ord(character):04X}" in problem.message


def test_control_characters_in_comments_are_refused_too() -> None:
    assert codes(soon(GOOD + "# \x07\n")) == ["control-character"]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_every_line_end_reads_the_same(end: str) -> None:
    text = question("answer: |\n  one\n  two\ndistractors:\n- a\n- b\nexplanation: x\n  y")
    assert good_pack(text.replace("\n", end)) == good_pack(text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_the_same(end: str) -> None:
    (problem,) = read_texts(question("answer: true\ntypo: x").replace("\n", end)).problems
    assert (problem.line, problem.column) == (9, 3)


@pytest.mark.parametrize(
    "text", ["", "\n", "# only\n# comments\n", "---\n", "\ufeff", "   \n\n", "''", '""', "--- ''\n...\n"]
)
def test_an_empty_file_is_called_empty(text: str) -> None:
    assert codes(soon(text)) == ["empty-file"]


@pytest.mark.parametrize("text", ["~", "null", "a", "- a", "[]", "12", "'a'", "|\n  a\n"])
def test_a_file_of_something_else_is_no_pack(text: str) -> None:
    assert codes(soon(text)) == ["wrong-type"]


@pytest.mark.parametrize(
    "text", ["a:\n\tb: c\n", "\ta: b\n", "a: b\n\tc: d\n", "a:\n\t- b\n", "- a\n-\tb: c\n\td: e\n"]
)
def test_tabs_for_indentation_are_refused_with_the_mend(text: str) -> None:
    problem = soon(text).problems[-1]
    assert problem.code == "syntax"
    assert "indent with spaces" in problem.message


def test_sixteen_mebibytes_are_the_most() -> None:
    over = GOOD.encode() + b"#" * (MAX_FILE_BYTES - len(GOOD) + 1)
    assert codes(soon(over)) == ["too-large"]
    assert soon(over[:-1]).pack is not None


def test_seventeen_mebibytes_are_refused_unread() -> None:
    start = time.process_time()
    (problem,) = read_texts(b"[" * (17 << 20)).problems
    assert time.process_time() - start < 0.5
    assert (problem.code, problem.line, problem.column) == ("too-large", 1, 1)
    assert "17.0 MiB" in problem.message


def test_too_many_values_are_refused() -> None:
    tree = build(b"[" + b"a, " * MAX_NODES + b"]")
    assert [fault.code for fault in tree.faults] == ["too-many-nodes"]


def test_a_long_text_is_read_as_it_is() -> None:
    text = "中" * MAX_CHARACTERS["answer"]
    (item,) = good_pack(question(f"answer: {text}\ndistractors: [x]")).items
    assert item.keys[0].text == text


def test_a_huge_text_where_none_belongs_does_not_fill_the_screen() -> None:
    reading = soon(
        GOOD + '"' + "x" * (1 << 20) + '": b\n', "questions:\n- id: '" + "y " * 100_000 + "'\n  question: Q\n"
    )
    assert reading.errors
    assert all(len(problem.message) < 2000 for problem in reading.problems)


def test_a_long_chain_of_bare_commas_does_not_fill_the_screen() -> None:
    faults = build(b"[" + b"1," * 5_000 + b"1]").faults
    assert {fault.code for fault in faults} == {"bare-comma"}
    assert all(len(fault.message) < 2000 for fault in faults)


def grows_gently(make: Callable[[int], str], small: int) -> bool:
    """Eight times the file takes nothing like 64 times as long."""

    def seconds(size: int) -> float:
        data = make(size)
        start = time.process_time()
        read_texts(data)
        return time.process_time() - start

    few = min(seconds(small) for _ in range(2))
    return any(seconds(8 * small) < 20 * few + 0.05 for _ in range(2))


@pytest.mark.parametrize(
    ("make", "small"),
    [
        (lambda size: HEAD + "x: [" + "1," * size + "1]\n", 22_000),
        (lambda size: HEAD + "x: {a: " + "1," * size + "1}\n", 22_000),
        (lambda size: HEAD + "x: [" + "1,1, " * size + "1]\n", 2_000),
        (lambda size: HEAD + "".join(f"k{at}: x\n" for at in range(size)), 1_000),
        (lambda size: HEAD + "a: b\n" * size, 2_000),
        (lambda size: HEAD + "x:\n" + "- !t &a b\n" * size, 2_000),
        (
            lambda size: question(
                f"answers: [{', '.join(f'wrong {at}' for at in range(size))}]\n"
                f"options: [{', '.join(f'right {at}' for at in range(size))}]"
            ),
            60,
        ),
        (
            lambda size: (
                HEAD.replace("{book", "{" + ", ".join(f"s{at}: {{title: B}}" for at in range(size)) + ", book")
                + "questions:\n"
                + "".join(f"- {{id: i{at}, question: Q, answer: true, source: t{at}}}\n" for at in range(size))
            ),
            60,
        ),
        (lambda size: question(f"answer: x\ndistractors: [{', '.join(['y'] * size)}]"), 1_500),
        (lambda size: HEAD + "questions:\n" + "- {id: a, question: Q, answer: true}\n" * size, 500),
        (lambda size: question("answer: true\nformerly: [" + ", ".join(["z"] * size) + "]"), 1_500),
    ],
    ids=[
        "bare commas in a list",
        "bare commas in a mapping",
        "many split numbers",
        "unknown keys",
        "duplicate keys",
        "decorations",
        "keys not among options",
        "unknown sources",
        "duplicate options",
        "duplicate ids",
        "former ids",
    ],
)
def test_many_problems_do_not_take_a_multiple_of_their_number(make: Callable[[int], str], small: int) -> None:
    assert grows_gently(make, small)


@pytest.mark.parametrize(
    "text",
    [
        "{a: *x, a: 1,2}",
        "{a: 1, b: 2, a: 3,4}",
        "{a: [1], [x]: 1,2}",
        "{a: {b: 1}, a: 1,2}",
        "{[x]: 1,2, 3,4}",
        "[*x,1,2]",
        "[!t 1,2]",
        "[1,!t 2,3]",
        "[1,&b 2]",
        "{1,2: 3,4: 5,6}",
        "{? 1,2}",
        "{? 1,2 : 3}",
        "{: 1,2}",
        "{1,2,3}",
        "[{a: 1,2},3]",
        "[[1,2],[3,4]]",
        "{a: 1,\n2}",
        "{a: ,1,2}",
        "{<<: *x, <<: 1,2}",
    ],
)
def test_odd_company_of_bare_commas_is_reported_not_stumbled_over(text: str) -> None:
    for before in ("", GOOD + "x: "):
        reading = soon(before + text)
        assert reading.errors
        assert all(problem.line >= 1 and problem.column >= 1 for problem in reading.problems)


@pytest.mark.parametrize(
    "text",
    [
        "x: [«1,343, 12,000]",
        "x: [a, «1,343,000]",
        "x: {a: «1,343}",
        "x: {a: «1,343, b: c}",
        "x: {a: «1,343,000, b: c}",
        "x: [{text: «1,343}, b]",
        "x: [aaa aaa aaa\n      «aaa 1,343, b]",
        "x: [aaa aaa aaa\n  «1,343, b]",
    ],
)
def test_a_split_number_is_placed_where_its_line_begins_it(text: str) -> None:
    """Where the text before the comma goes over lines, on the line that the comma is on."""
    marked = unmark([text])
    line, column = (int(part) for part in marked.place.split(":")[1:])
    first = build(marked.texts[0].encode(), places=True).faults[0]
    assert first.code == "bare-comma"
    assert first.place[0] == line
    assert 1 <= first.place[1] <= column


def test_a_number_split_after_a_duplicate_is_put_together_of_its_own_parts() -> None:
    faults = build(b"{a: 1, b: 20, a: 3,400}").faults
    assert "'3,400'" in next(fault.message for fault in faults if fault.code == "bare-comma")


def test_keeping_places_changes_nothing_else() -> None:
    for text in (GOOD, "{a: 1,2}", "[1,2", "a: *b", "? [a]\n: b", "a: 1\na: 2", "- - -\n-", "!!a b"):
        bare, placed = build(text.encode()), build(text.encode(), places=True)
        if isinstance(bare.root, str | list | dict):
            assert bare.root == placed.root
        assert bare.faults == placed.faults
