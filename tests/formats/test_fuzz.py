"""Random bytes, random YAML and random damage to a good pack: always an answer, always a place inside."""

from __future__ import annotations

import time
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple

from tests.conftest import PACK
from tests.effort import examples
from tests.formats.packs import GOOD, HEAD, lines_of
from zgcquiz.core.packs.pack import Pack
from zgcquiz.core.packs.problem import Problem
from zgcquiz.formats.native.reader import read
from zgcquiz.formats.native.yaml.tree import build

MUCH = settings(deadline=None, max_examples=examples(120))

PIECES = list("[]{},,:?-|>'\"#&*!%@`~12a \t\n\r\0\x1b\x85\u2028\ufeff中")
PIECES += ["<<", "---", "...", "1,343", "true", ": ", ", ", "\n- ", "\n  ", "\r\n", "\\x"]
PIECES += ["id: ", "question: ", "answer: ", "answers: ", "distractors: ", "options: ", "text: ", "source: ", "kind: "]
yamlish = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def check(*contents: bytes) -> None:
    """Read, and hold the result to what every reading promises."""
    files = [(f"{at}.yaml", content) for at, content in enumerate(contents)]
    start = time.process_time()
    reading = read(files)
    assert time.process_time() - start < 1
    assert (reading.pack is None) == bool(reading.errors)
    for problem in reading.problems:
        assert problem.code
        assert problem.message
        assert problem.severity in ("error", "warning")
        assert is_inside(problem, dict(files)[problem.file]), str(problem)
    if reading.pack is not None:
        check_pack(reading.pack)


def is_inside(problem: Problem, content: bytes) -> bool:
    """The place lies in the file, or just after its end."""
    lines = lines_of(content.decode("utf-8-sig", "replace"))
    if not 1 <= problem.line <= len(lines):
        return False
    return 1 <= problem.column <= len(lines[problem.line - 1]) + 1


def check_pack(pack: Pack) -> None:
    ids = [item.id for item in pack.items]
    assert len(set(ids)) == len(ids)
    for item in pack.items:
        assert item.id
        assert item.stem.strip()
        assert item.keys
        assert len(item.options) > 1
        assert all(option.text.strip() for option in item.options)


@MUCH
@given(st.binary(max_size=200))
def test_random_bytes(content: bytes) -> None:
    check(content)
    check(GOOD.encode() + content)


@MUCH
@given(yamlish)
@example("{a: *x, a: 1,2}")
@example("[aaaaaaaaaa\n 1,343]")
@example("[b")
@example("a\rb: [")
def test_random_yaml(text: str) -> None:
    check(text.encode())
    check((HEAD + "questions:\n- id: a\n  question: Q\n  x: " + text).encode())
    check((HEAD + "questions:\n- {id: a, question: Q, " + text + "}\n").encode(), text.encode())


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A good pack after some accidents: parts lost, doubled, moved, or other characters in between."""
    text = PACK
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 25)))
        middle = draw(st.one_of(st.just(""), st.just(text[start:end] * 2), yamlish, st.text(max_size=3)))
        text = text[:start] + middle + text[end:]
    return text


@settings(deadline=None, max_examples=examples(150))
@given(damaged())
def test_random_damage_to_a_pack(text: str) -> None:
    check(text.encode("utf-8", "surrogatepass"))


@settings(deadline=None, max_examples=examples(80))
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=3))
def test_random_damage_to_the_bytes_of_a_shipped_bank(at: int, put: bytes) -> None:
    root = Path(__file__).parents[2] / "questions" / "zhongguancun"
    content = (root / "1-reform.yaml").read_bytes()[:12_000]
    check((root / "pack.yaml").read_bytes(), content[:at] + put + content[at + 1 :])


@MUCH
@given(st.one_of(yamlish, damaged()))
@example("a: {b: {c, d: e}, f}\n- {g: [h, i], j}\n")
@example("questions: [{id: a, distractors: [{text: {Rome, feedback: No.}, Lille]}]\n")
def test_keeping_places_finds_the_same(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    bare, placed = build(content), build(content, places=True)
    assert [fault[:3] for fault in map(astuple, bare.faults)] == [fault[:3] for fault in map(astuple, placed.faults)]
    assert type(bare.root) is type(placed.root)
    if not bare.faults:
        assert bare.root == placed.root
