"""The quick reader of YAML gives what libyaml's events give, or leaves the file to them."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.formats.test_read_back import whole_packs
from tests.strategies import FRAGMENTS
from zgcquiz.core.packs.pack import Pack
from zgcquiz.formats.native import reader, writer
from zgcquiz.formats.native.reading.source_file import SourceFile
from zgcquiz.formats.native.yaml import builder
from zgcquiz.formats.native.yaml import quick_tree as quick_trees
from zgcquiz.formats.native.yaml import tree as trees
from zgcquiz.formats.native.yaml.nodes import Tree
from zgcquiz.formats.native.yaml.quick_tree import quick_tree

LINES = [
    "  - id: a", "  - id: b", "  - id: 'c'", '  - id: "d"', "    question: Which is it?", "    question: >-",
    "    question: |-", "    question: |", "    question: >+", "      folded text", "      and more", "        deeper",
    "    answer: yes", "    answer: 'it''s'", '    answer: "so"', "    answer:", "      text: so",
    "      feedback: because", "    distractors:", "    distractors: [a, b c, 12]", "    distractors: [1,343, 5]",
    "    distractors: [a, '', b]", "      - one", "      - 'two'", "      - text: three", "        feedback: no",
    "    - four", "      - >-", "      - |-", "          block", "      - {text: five, feedback: x}", "      -",
    "      - key: ", "    tags: [a]", "    tags: []", "    source:", "    source: s", "    allow:",
    "      negative-stem: why: not", "    explanation: a: b", "    explanation: a # b", "    explanation: ends:",
    "    explanation: x ", "    explanation:  two", "# comment", "  # comment", "", " ", "      ", "\t", "---",
    "...", "title: late", "questions: []", "- id: e", "  - - x", "    ? a", "    id: twice",
    "    explanation: 'open", '    explanation: "open', "  - id: q'", "    note：wide", "    explanation: -x",
    "    explanation: é中", "    explanation: a\u2028b", "    explanation: &a b", "    explanation: !!str b",
    "    explanation: *a", "      last:", "    x-y: z",
]  # fmt: skip
"""Lines that belong into a list of questions, and others that break one."""
HEADS = [
    "", "zgcquiz: 1\nid: p\ntitle: P\n", "section: S\n", "# comment\n", "sources:\n  s: {title: T}\n",
    "text: |\n  a\n  b\n", "title: 'open\n", "---\nid: p\n", "id: p\n...\n", "- a\n", "id: p\nid: q\n",
    "questions: []\n", "title: a\n b\n", "x", "\ufeff", "text: |\n", "title: [a,\n", "id: &a p\n", "\n\n",
    "id: p\r\n", "id: p\u2028\n",
]  # fmt: skip


USUAL = """\
questions:
  - id: a
    question: >-
      Which is
      it?
    answer: 'No. 5: yes'
    distractors:
      - text: so
        feedback: no
      - "x: y"
    source:
      id: s
    tags: [a, b c]
  - id: b
    question: |-
      So

        it is?
    answer: true
"""


def plainly(text: str) -> Tree:
    """The oracle: what the builder makes of the whole file."""
    tree = Tree()
    trees._build(text, tree, places=False, holes=False)
    return tree


def check(text: str) -> bool:
    """Compare what both give. Return whether the quick reader took the file."""
    found = quick_tree(text, trees._clean_root)
    if found is None:
        return False
    tree = plainly(text)
    assert (tree.faults, tree.warnings) == ([], [])
    assert found.root == tree.root
    file, placed = SourceFile("p.yaml", text.encode()), trees.build(text.encode(), places=True)
    assert file.tree.starts is not None
    for path in placed.values:
        for below in (path, (*path, "missing")):
            assert file.place(below) == min(placed.values[path], placed.end), path
    for path in placed.keys:
        assert file.place(path, on_key=True) == placed.keys[path], path
    return True


@settings(max_examples=examples(20), deadline=None)
@given(whole_packs())
def test_what_the_writer_writes_is_read_as_libyaml_reads_it(pack: Pack) -> None:
    for _, data in writer.write(pack):
        event(f"quick: {check(data.decode())}")


@settings(max_examples=examples(40), deadline=None)
@given(whole_packs(), st.data())
def test_what_was_edited_is_read_as_libyaml_reads_it(pack: Pack, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([content for _, content in writer.write(pack)])).decode()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + data.draw(st.sampled_from([*FRAGMENTS, ""])) + text[end:]
    assume(text.isprintable() or "\x00" not in text[:4])
    event(f"quick: {check(text)}")


@settings(max_examples=examples(120), deadline=None)
@given(
    st.sampled_from(HEADS),
    st.lists(st.sampled_from(LINES[:36]), max_size=8),
    st.lists(st.sampled_from(LINES), max_size=6),
    st.sampled_from(["\n", "", "\n\n"]),
)
def test_lines_in_any_order_are_read_as_libyaml_reads_them(
    head: str, likely: list[str], any_: list[str], end: str
) -> None:
    text = head + "questions:\n" + "\n".join(["  - id: first", *likely, *any_]) + end
    event(f"quick: {check(text)}")


@pytest.mark.parametrize("style", ["|", "|+", ">", ">+"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_a_block_of_text_ends_as_libyaml_ends_it(style: str, end: str) -> None:
    block = f"  - id: a\n    question: {style}\n      so\n      it is{end}"
    assert check(f"questions:\n{block}")
    assert check(f"questions:\n{block}\n  - id: b")


def test_the_usual_layout_is_read_quickly() -> None:
    """Else nothing is gained, and no test above tells."""
    assert check(USUAL)
    calls: list[str] = []
    found = quick_tree(USUAL, calls.append)
    assert calls == []
    assert found is not None
    assert list(found.starts) == [1, 13]


def test_a_question_with_anything_unusual_is_left_to_libyaml_alone() -> None:
    usual = "  - id: q{0}\n    question: Q\n    answer: true\n"
    odd = "  - {id: odd, question: 'Q: a # b', answer: true} # comment\n"
    text = "questions:\n" + "".join(map(usual.format, range(20))) + odd + "".join(map(usual.format, range(20, 40)))
    calls: list[str] = []

    def parse(part: str) -> object:
        calls.append(part)
        return trees._clean_root(part)

    assert quick_tree(text, parse) is not None
    assert len(calls) == 1
    assert check(text)


def test_the_limit_on_values_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    question = "  - id: a\n    answer: b\n"
    for module in (quick_trees, builder):
        monkeypatch.setattr(module, "MAX_NODES", 1000)
    for count in (198, 199, 200, 201):
        text = "questions:\n" + question * count
        assert (quick_tree(text, trees._clean_root) is None) == bool(plainly(text).faults) == (count > 199)


@pytest.mark.parametrize("path", sorted(Path("questions").rglob("*.yaml")), ids=str)
def test_the_packs_that_ship_are_read_as_libyaml_reads_them(path: Path) -> None:
    check(path.read_text(encoding="utf-8"))


def test_places_of_a_few_questions_need_no_tree_of_all() -> None:
    peaks = []
    for count in (200, 800):
        data = (
            "questions:\n" + "".join(f"  - id: q{at}\n    question: Q\n    tags: [a]\n" for at in range(count))
        ).encode()
        file = SourceFile("p.yaml", data)
        assert file.place(("questions", 0, "tags", 0)) == (4, 12)
        tracemalloc.start()
        assert file.place(("questions", count - 1, "tags", 0)) == (count * 3 + 1, 12)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3


def test_the_trees_of_all_files_are_not_held_at_once() -> None:
    question = "  - id: q{0}-{1}\n    question: Which is it, of all {0} of {1}?\n    answer: true\n    tags: [a, b]\n"
    spare = []
    for banks in (1, 4):
        files = [("pack.yaml", b"zgcquiz: 1\nid: p\ntitle: P\nquestions: []\n")]
        for bank in range(banks):
            text = "".join(question.format(bank, at) for at in range(400))
            files.append((f"{bank}.yaml", f"questions:\n{text}".encode()))
        tracemalloc.start()
        reading = reader.read(files)
        held, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert len(reading.pack.items if reading.pack else ()) == 400 * banks
        spare.append(peak - held)
    assert spare[1] < spare[0] * 1.3
