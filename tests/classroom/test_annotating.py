"""Figures beside the questions of a pack: comments that come and go, and nothing else in a file changes."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

from tests.classroom.making import pack_text
from tests.classroom.test_collecting import Run, collect, lines, write
from zgcquiz.formats.native.edits.notes import annotate
from zgcquiz.formats.native.yaml.tree import build

pytest.importorskip("ibis", reason="pip install -e '.[dev]'")

DAY = "2026-09-21: "
HEAD = "zgcquiz: 1\nid: x\ntitle: X\nquestions:\n"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = tmp_path / "test.yaml"
    path.write_text(pack_text(4), "utf-8")
    return path


def test_a_pack_is_annotated_and_cleaned_again(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    pack.write_text(
        "# mine\n" + pack_text(4).replace("\n", "\r\n").replace("  - id: q02", "  # keep\r\n  - id: q02"),
        "utf-8",
        newline="",
    )
    before = pack.read_bytes()
    collect(zgcquiz, write(tmp_path / "anna.jsonl", lines(pack)), "-o", tmp_path / "ds", "--pack", pack)
    for _ in range(2):
        ran = zgcquiz("pack", "annotate", pack, tmp_path / "ds", "--json")
        assert (ran.code, ran.json["annotated"]) == (0, ["q01", "q02", "q03", "q04"])
    text = pack.read_bytes().decode()
    assert text.count("# class:") == 4
    assert "  # keep\r\n  # class: 2026-09-21: 1 answered, " in text
    assert zgcquiz("pack", "check", pack).code == 0
    assert zgcquiz("pack", "annotate", pack, "--remove").code == 0
    assert pack.read_bytes() == before
    assert zgcquiz("pack", "annotate", pack).code == 2


def test_a_question_on_one_line_with_others_is_left_alone(zgcquiz: Run, tmp_path: Path) -> None:
    from zgcquiz.formats.native.edits.notes import annotate

    data = b"zgcquiz: 1\nid: x\ntitle: X\nquestions: [{id: a, question: Is it?, answer: true}]\n"
    (found,) = annotate([("x.yaml", data)], {"a": f"{DAY}a note\nwith: lines\x00"})
    assert (found.data, found.written, found.skipped) == (data, (), ("a",))
    data = b"zgcquiz: 1\nid: x\ntitle: X\nquestions:\n- id: a\n  question: Is it?\n  answer: true\n"
    (found,) = annotate([("x.yaml", data)], {"a": f"{DAY}a note\nwith: lines\x00"})
    assert f"\n# class: {DAY}a note with: lines\n- id: a\n".encode() in found.data


NOTE = f"# class: {DAY}3 answered"
KEPT = {
    "in a block of text": f"  - id: a\n    question: |\n      Is it?\n      {NOTE}\n  - id: b\n    question: x\n",
    "in quotes": f'  - id: a\n    question: "Is it?\n  {NOTE}"\n  - id: b\n    question: x\n',
    "a comment of the author's": "  - id: a\n    question: x\n  # class: 7b\n  - id: b\n    question: x\n",
    "at another indentation": f"  - id: a\n    question: x\n{NOTE}\n  - id: b\n    question: x",
    "above an empty line": f"  - id: a\n    question: x\n  {NOTE}\n\n  - id: b\n    question: x",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_what_only_looks_like_a_note_stays(text: str) -> None:
    data = (HEAD + text).encode()
    (noted,) = annotate([("x.yaml", data)], {"a": f"{DAY}1 answered", "b": f"{DAY}2 answered"})
    assert build(noted.data).root == build(data).root
    assert sorted(noted.written + noted.skipped) == ["a", "b"]
    (clean,) = annotate([("x.yaml", noted.data)], {})
    assert clean.data == data


def test_a_file_is_parsed_twice_at_most(pack: Path) -> None:
    files = [("test.yaml", pack.read_bytes())]
    with patch("zgcquiz.formats.native.edits.notes.build", wraps=build) as parse:
        (found,) = annotate(files, {f"q0{number}": f"{DAY}1 answered" for number in (1, 2, 3, 4)})
        assert (len(found.written), parse.call_count) == (4, 2)
        assert annotate(files, {})[0].data == files[0][1]
        assert parse.call_count == 3
