"""The quick way to read a question gives what the general way gives, and leaves to it whatever is to be reported."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.formats.test_read_back import whole_packs
from zgcquiz.core.packs.pack import MAX_ENTRIES, MAX_LINE, Item, Pack
from zgcquiz.formats.native import reader, writer
from zgcquiz.formats.native.reader import PackReading
from zgcquiz.formats.native.reading import bank_reader
from zgcquiz.formats.native.reading.quick_item import quick_item

TEXTS = [
    "a", "b", "c", "a b", "a  b", " a", "a ", "a\n", "a\nb", "a\t", "", " ", "\n", "a,", "b,", "c，", "b;", "«a»",
    "“b”", "'c'", "é", "e\u0301", "Ⅳ", "true", "True", "no", "1,343", "a\u00a0b", "a\u3000", "\u200b", "x" * MAX_LINE,
    "x" * (MAX_LINE + 1), "A", "2", "a" * 101, "a.b-c_d", "-a", "ä",
]  # fmt: skip
texts = st.sampled_from(TEXTS)
likely = st.sampled_from(TEXTS[:4])
options: st.SearchStrategy[Any] = st.one_of(
    likely,
    texts,
    st.fixed_dictionaries({"text": texts, "feedback": texts}),
    st.fixed_dictionaries({"text": texts}, optional={"feedback": texts, "pin": st.just("last"), "note": texts}),
    st.just([]),
)
lists = st.one_of(st.lists(likely, max_size=4, unique=True), st.lists(options, max_size=6), texts)
KEYS: dict[str, st.SearchStrategy[Any]] = {
    "fact": texts, "explanation": texts, "tags": lists, "kind": st.sampled_from(["single", "typed", "hologram"]),
    "accept": lists, "answers": lists, "draft": st.just("true"), "source": texts, "strict": st.just(["case"]),
    "formerly": lists, "odd": texts,
}  # fmt: skip
nodes = st.one_of(
    st.fixed_dictionaries({"id": likely, "question": texts, "answer": texts, "distractors": lists}, optional=KEYS),
    st.fixed_dictionaries({"id": likely, "question": texts, "answer": texts, "options": lists}, optional=KEYS),
    st.fixed_dictionaries(
        {}, optional=KEYS | {"id": texts, "question": texts, "answer": options, "distractors": lists}
    ),
)
HEADS = ["", "strict: [case]\n", "section: S\n", "language: de\n"]


def both_ways(files: list[tuple[str, bytes]]) -> int:
    """Read in both ways, and compare. Return how many questions were read quickly."""
    taken: list[Item] = []

    def noting(*arguments: Any) -> Item | None:
        item = quick_item(*arguments)
        taken.extend([item] if item else [])
        return item

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bank_reader, "quick_item", noting)
        quick = reader.read(files)
        patch.setattr(bank_reader, "quick_item", lambda *arguments: None)
        plain = reader.read(files)
    parts: list[Callable[[PackReading], object]] = [
        lambda reading: reading.pack, lambda reading: reading.problems, lambda reading: reading.sound,
        lambda reading: reading.questions,
    ]  # fmt: skip
    for part in parts:
        assert part(quick) == part(plain)
    return len(taken)


@settings(max_examples=examples(120), deadline=None)
@given(st.lists(nodes, min_size=1, max_size=3), st.sampled_from(HEADS))
def test_any_question_is_read_as_in_the_general_way(found: list[dict[str, Any]], head: str) -> None:
    questions = "".join(f"  - {json.dumps(node)}\n" for node in found)
    text = f"zgcquiz: 1\nid: p\ntitle: P\n{head}questions:\n{questions}"
    event(f"quick: {both_ways([('p.yaml', text.encode())])}")


@settings(max_examples=examples(20), deadline=None)
@given(whole_packs())
def test_any_pack_is_read_as_in_the_general_way(pack: Pack) -> None:
    event(f"quick: {both_ways(list(writer.write(pack)))}")


def test_the_usual_question_is_read_quickly() -> None:
    pool = (
        "  - id: a\n    question: Q?\n    answer: b\n    distractors: [c, {text: d, feedback: no}]\n    tags: [t, t]\n"
    )
    fixed = "  - id: b\n    question: Q?\n    answer: b\n    options: [a, b]\n    explanation: so\n    fact: f\n"
    text = f"zgcquiz: 1\nid: p\ntitle: P\nquestions:\n{pool}{fixed}"
    assert both_ways([("p.yaml", text.encode())]) == 2


@pytest.mark.parametrize("entries", [MAX_ENTRIES, MAX_ENTRIES + 1])
def test_the_limit_on_entries_holds(entries: int) -> None:
    wrong = ", ".join(f"w{at}" for at in range(entries))
    text = f"zgcquiz: 1\nid: p\ntitle: P\nquestions:\n  - {{id: a, question: Q, answer: r, distractors: [{wrong}]}}\n"
    assert both_ways([("p.yaml", text.encode())]) == (entries <= MAX_ENTRIES)
