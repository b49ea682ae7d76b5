"""Former ids are written into a pack's files, and nothing else in them changes."""

from __future__ import annotations

import pytest

from zgcquiz.formats.native import reader
from zgcquiz.formats.native.edits.former_ids import add_former_ids

HEAD = "zgcquiz: 1\nid: p\ntitle: P\nquestions:\n"
CASES = {
    "block": ("  - id: a   # kept\n    question: Yes?\n    answer: true\n", "  - formerly: [old, older]\n    id: a"),
    "flow": ("  - { id: a, question: Yes?, answer: true }\n", "  - {formerly: [old, older],  id: a"),
    "flow list": (
        "  - id: a\n    formerly: [ first ]\n    question: Yes?\n    answer: true\n",
        "formerly: [old, older,  first ]",
    ),
    "empty list": ("  - id: a\n    formerly: []\n    question: Yes?\n    answer: true\n", "formerly: [old, older]"),
    "block list": (
        "  - id: a\n    formerly:\n      - first\n      - second\n    question: Yes?\n    answer: true\n",
        "formerly:\n      - old\n      - older\n      - first\n",
    ),
    "block list, not indented": (
        "  - id: a\n    formerly:\n    - first\n    question: Yes?\n    answer: true\n",
        "formerly:\n    - old\n    - older\n    - first\n",
    ),
    "quoted": ("  - id: a\n    formerly: ['fi-rst']\n    question: Yes?\n    answer: true\n", "[old, older, 'fi-rst']"),
}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("case", CASES)
def test_they_are_added_and_all_else_stays(case: str, bom: bytes, ends: str) -> None:
    before, after = CASES[case]
    other = "  - id: b\n    question: 问?\n    answer: true\n"
    data = bom + (HEAD + before + other).replace("\n", ends).encode()
    bank = b"section: S\nquestions:\n  - {id: c, question: C?, answer: true}\n"
    (_, made), (_, same) = add_former_ids(
        (("pack.yaml", data), ("bank.yaml", bank)), {"a": ["old", "older"], "x": ["y"]}
    )
    assert same == bank
    assert after.replace("\n", ends).encode() in made
    pack = reader.read((("pack.yaml", made), ("bank.yaml", bank))).pack
    assert pack is not None
    assert set(pack.items[0].formerly) - {"first", "second", "fi-rst"} == {"old", "older"}
    assert pack.items[1].formerly == ()
    kept = iter(made)
    assert all(byte in kept for byte in data), "what was there is there, in its order"


def test_a_second_question_of_a_file_gets_them_too() -> None:
    data = (HEAD + "".join(f"  - id: {id}\n    question: {id}?\n    answer: true\n" for id in "abc")).encode()
    ((_, made),) = add_former_ids((("p.yaml", data),), {"a": ["x"], "c": ["z"]})
    pack = reader.read((("p.yaml", made),)).pack
    assert pack is not None
    assert [item.formerly for item in pack.items] == [("x",), (), ("z",)]
