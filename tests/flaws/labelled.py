"""Labelled questions: our own, and public benchmarks if their files are present."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo

FILE = Path(__file__).with_name("labelled.txt")
SHARED = Path(os.environ.get("ZGCQUIZ_SHARED") or Path(__file__).parents[3] / "shared")
BENCH = SHARED / "examples" / "writing-flaws" / "bench.jsonl"
"""Questions of public benchmarks with human labels. They are not ours to give away, so they lie
outside the checkout, or where ZGCQUIZ_SHARED says."""

CODES_OF_LABELS = {
    "no_none_of_the_above": ("none-of-the-above",),
    "no_all_of_the_above": ("all-of-the-above",),
    "no_fill_in_blank": ("fill-in-blank",),
    "avoid_negatives": ("negative-stem", "negative-emphasised", "double-negative"),
    "avoid_k_type": ("k-type",),
    "equal_length_options": ("longest-key", "uneven-length"),
    "no_absolute_terms": ("absolute-term",),
    "no_vague_terms": ("vague-term",),
    "avoid_repetition": ("word-repeat",),
    "ordered_options": ("lost-sequence",),
}
"""Labels of the benchmarks, and our codes for them."""


class Example(NamedTuple):
    """A pack with a flaw, or one that looks flawed but is clean. name: the label."""

    name: str
    codes: tuple[str, ...]
    flawed: bool
    pack: Pack


def own() -> list[Example]:
    """Return our own examples, including generated packs for the rules on whole packs."""
    found: list[Example] = []
    code = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        if not line or mark == "#":
            continue
        if not rest:
            code = line
            continue
        if mark == "&":
            last = found.pop()
            items = (*last.pack.items, _item(rest, f"q{len(last.pack.items) + 1}", drawn=True))
            found.append(last._replace(pack=Pack(last.pack.info, items)))
            continue
        item = _item(rest, "q1", drawn=not mark.endswith("="))
        found.append(Example(code, (code,), mark.startswith("+"), _pack((item,))))
    return [*found, *_habits()]


def _item(text: str, id: str, *, drawn: bool) -> Item:
    stem, *texts = [part.strip() for part in text.split(" | ")]
    explanation = texts.pop().removeprefix("> ") if texts[-1].startswith("> ") else ""
    if texts in (["*true"], ["*false"]):
        truth = texts == ["*true"]
        return Item(id, Kind.TRUE_FALSE, stem, (Option("true", key=truth), Option("false", key=not truth)))
    options = tuple(
        Option(text.removeprefix("*").removesuffix("^"), key=text.startswith("*"), pinned=text.endswith("^"))
        for text in texts
    )
    assert sum(option.key for option in options) == 1, text
    return Item(id, Kind.SINGLE, stem, options, drawn=drawn, explanation=explanation)


def _pack(items: tuple[Item, ...]) -> Pack:
    return Pack(PackInfo("p", "P", language="en"), items)


def _habits() -> Iterator[Example]:
    """Yield packs of forty questions whose keys can, or can't, be guessed."""

    def pack(texts: tuple[str, ...], places: list[int]) -> Pack:
        return _pack(
            tuple(
                Item(
                    f"q{at}",
                    Kind.SINGLE,
                    f"Which is number {at}?",
                    tuple(Option(text, key=place == key) for place, text in enumerate(texts)),
                )
                for at, key in enumerate(places)
            )
        )

    trees, short_trees = ("oak", "beech", "willow", "chestnut"), ("elm", "fir", "ash", "yew")
    for code, texts, flawed in (
        ("key-position", short_trees, ([2, 2, 2, 1] * 10, [0, 3, 0] * 12, [1, 1, 0, 3] * 15)),
        ("key-length", trees, ([3, 3, 3, 2] * 10, [0, 3, 0] * 12, [3, 3, 1, 0] * 15)),
        ("key-middle", ("10", "20", "30", "40"), ([1, 2, 2, 1] * 10, [1] * 24, [2, 1, 2, 1, 0] * 12)),
    ):
        for places in flawed:
            yield Example(code, (code,), True, pack(texts, places))
        for places in ([0, 1, 2, 3] * 10, [2, 0, 1, 2, 3] * 8, [2] * 12):
            yield Example(code, (code,), False, pack(texts, places))


def bench() -> Iterator[Example]:
    """Yield the benchmark questions, one example for each label. Their options have a fixed order."""
    for line in BENCH.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        key = ord(said["answer"]) - ord("A")
        options = tuple(Option(text, key=at == key) for at, text in enumerate(said["choices"]))
        pack = _pack((Item("q1", Kind.SINGLE, said["question"], options),))
        for label, codes in CODES_OF_LABELS.items():
            if label in said["labels"]:
                yield Example(label, codes, bool(said["labels"][label]), pack)


def is_held_out(example: Example) -> bool:
    """Tell whether a benchmark question is of the half that was not read when the rules were revised."""
    return bool(sha256(example.pack.items[0].stem.encode()).digest()[0] % 2)
