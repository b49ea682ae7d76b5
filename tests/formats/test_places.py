"""Neither the places that are not needed, nor the items if they are handed on, are kept; both are as ever."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.formats.packs import HEAD
from tests.formats.test_quick_tree import HEADS, LINES
from tests.formats.test_read_back import whole_packs
from tests.strategies import FRAGMENTS
from zgcquiz.core.packs.pack import Item, Pack
from zgcquiz.formats.native import reader, writer
from zgcquiz.formats.native.reader import PackReading
from zgcquiz.formats.native.reading import source_file
from zgcquiz.formats.native.yaml.tree import build
from zgcquiz.store.packs import blocks


def read_with_all_places(files: list[tuple[str, bytes]]) -> PackReading:
    def plain(data: bytes, *, wanted: object = None, **options: Any) -> object:
        return build(data, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source_file, "build", plain)
        return reader.read(files)


def check(*texts: str) -> None:
    files = [(f"{at}.yaml", text.encode("utf-8", "replace")) for at, text in enumerate(texts)]
    found, plain = reader.read(files), read_with_all_places(files)
    assert (found.problems, found.pack, found.sound) == (plain.problems, plain.pack, plain.sound)
    items: list[Item] = []
    streamed = reader.read(files, items.append)
    assert (streamed.problems, streamed.id, streamed.questions) == (plain.problems, plain.id, plain.questions)
    assert (streamed.pack and Pack(streamed.pack.info, tuple(items))) == plain.pack
    assert list(streamed.items) == list(plain.items) == list(plain.sound.items if plain.sound else ())
    if found.places and streamed.places and plain.places:
        for at, item in enumerate(plain.items):
            for read in (found.places, streamed.places):
                assert read.of(at) == plain.places.of(at)
                assert read.within(at, "tags", "0") == plain.places.within(at, "tags", "0")
                for option in range(len(item.options)):
                    assert read.of(at, option) == plain.places.of(at, option)


@settings(max_examples=examples(40), deadline=None)
@given(whole_packs(), st.data())
def test_problems_of_what_was_edited_have_their_places(pack: Pack, data: st.DataObject) -> None:
    texts = [content.decode() for _, content in writer.write(pack)]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(texts) - 1))
        start = data.draw(st.integers(0, len(texts[at])))
        end = data.draw(st.integers(start, min(len(texts[at]), start + 12)))
        texts[at] = texts[at][:start] + data.draw(st.sampled_from([*FRAGMENTS, ""])) + texts[at][end:]
    check(*texts)


@settings(max_examples=examples(100), deadline=None)
@given(st.sampled_from([HEAD, *HEADS]), st.lists(st.sampled_from(LINES), max_size=14))
def test_problems_of_lines_in_any_order_have_their_places(head: str, lines: list[str]) -> None:
    check(head + "questions:\n" + "\n".join(["  - id: first", *lines]))
    check(HEAD, "questions:\n" + "\n".join(["  - {id: first}", *lines]), head)


def test_a_file_of_errors_takes_little_more_than_its_tree() -> None:
    """The places of 1,000 of them are kept, and the others are counted."""
    peaks = []
    for errors in (0, 2000, 6000):
        data = (HEAD + "questions:\n" + "- {}\n" * errors).encode()
        tracemalloc.start()
        reader.read([("p.yaml", data)])
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert (peaks[2] - peaks[1]) / 4000 < 680


def test_a_pack_that_is_compiled_is_not_held_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of its items, what is written stays, and what identifies them."""

    def peak(banks: int, keep: Callable[[], Callable[[Item], object] | None]) -> int:
        question = "  - id: q{0}-{1}\n    question: Which is {0} of {1}?\n    answer: so {1}\n    distractors: [{2}]\n"
        wrong = ", ".join(f"no {at}" for at in range(20))
        files = [("pack.yaml", b"zgcquiz: 1\nid: p\ntitle: P\nquestions: []\n")]
        for bank in range(banks):
            text = "".join(question.format(bank, at, wrong) for at in range(100))
            files.append((f"{bank}.yaml", f"questions:\n{text}".encode()))
        tracemalloc.start()
        reader.read(files, keep())
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    monkeypatch.setattr(blocks, "SUMMARIES", 64)
    streamed, held = (peak(12, keep) - peak(4, keep) for keep in (lambda: blocks.BlockWriter().add, lambda: None))
    assert streamed < 0.5 * held
