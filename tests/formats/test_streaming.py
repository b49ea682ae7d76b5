"""What is written piece by piece is what was written at once, and many questions take no more memory than few."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from random import Random
from typing import overload

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.formats import plain_writers as plain
from tests.formats.exchanging import OPTIONS, packs
from tests.store.making import make_review
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Ref, Review
from zgcquiz.core.packs.pack import Citation, Item, Kind, Option, Pack, PackInfo, Section, Source
from zgcquiz.core.value import replace
from zgcquiz.formats.anki import own_reviews
from zgcquiz.formats.anki import writer as anki_writer
from zgcquiz.formats.exchange import contract, registry
from zgcquiz.formats.exchange.capacity import Capacity, fit
from zgcquiz.formats.exchange.contract import Losses, Written, encoded, lines_of
from zgcquiz.formats.markdown.quiz import writer as markdown
from zgcquiz.formats.markup.exported_media import ExportedMedia
from zgcquiz.formats.moodle import aiken, gift_writer, moodle_xml
from zgcquiz.formats.native import parts, read_back
from zgcquiz.formats.native import writer as native_writer
from zgcquiz.formats.printing import html, sheets
from zgcquiz.formats.printing import markdown as print_markdown
from zgcquiz.formats.qti.writing import CAPACITY as QTI
from zgcquiz.formats.shared import zip_writer
from zgcquiz.formats.shared.sections import by_section
from zgcquiz.formats.shared.xml_writer import document, document_chunks, element, leaf, nested
from zgcquiz.formats.shared.zip_writer import zipped
from zgcquiz.formats.tables import csv_writer, kahoot_writer

REVIEW = make_review(Random(1), Ref("p", "item-000000"))
CAPACITIES = {
    "GIFT": gift_writer._CAPACITY,
    "Moodle XML": moodle_xml._CAPACITY,
    "Aiken": aiken._CAPACITY,
    "Markdown": markdown._CAPACITY,
    "a table": csv_writer._CAPACITY,
    "Kahoot": kahoot_writer._CAPACITY,
    "print": sheets._CAPACITY,
    "QTI 2.1": QTI,
    "text2qti": Capacity(frozenset(Kind), frozenset({"lines", "study text", "section"}), tabs=False),
    "nothing": Capacity(frozenset(Kind)),
}
odd = st.sampled_from(
    ["", " ", "a  b", "\ta", "a\r\nb", "a\n \nb", "a\n\t b", "\x0b", "a\xa0b", "\u2028", "\ud800", "\ufffe", "\x7f",
     "e\u0301", "a,b", '"', "=1", " =1", "-1", "\u0661", "'", "]", "\x01"]
)  # fmt: skip


@st.composite
def odd_packs(draw: st.DrawFn) -> Pack:
    """A pack with texts that no reader lets through too, whose sections don't stand together."""
    pack = draw(packs(raw=True))
    changes = st.fixed_dictionaries(
        {},
        optional={
            "explanation": odd,
            "stem": odd,
            "section": st.sampled_from(["", "Z  z", "Z z", "A", " "]),
            "tags": st.lists(odd, max_size=3).map(tuple),
            "formerly": st.lists(st.sampled_from(["old", "o,ld"]), max_size=2).map(tuple),
            "draft": st.just(True),
            "recall": st.just(False),
            "superseded_by": st.just("x"),
            "source": st.just(Citation("s", "Z  z", 2, "q")),
        },
    )
    items = [replace(item, **draw(changes)) for item in pack.items]
    changes = st.fixed_dictionaries(
        {},
        optional={
            "license": odd,
            "language": st.sampled_from(["en", "de"]),
            "sources": st.just((Source("s", "T  t"),)),
            "sections": st.just((Section("Z  z", "study\ttext \nx"), Section("Unused"), Section("A", "x"))),
            "strict": st.just(("case",)),
        },
    )
    return Pack(replace(pack.info, **draw(changes)), tuple(items))


@pytest.mark.parametrize("name", CAPACITIES)
@settings(deadline=None, max_examples=examples(25))
@given(odd_packs())
def test_a_pack_is_reduced_as_before(name: str, pack: Pack) -> None:
    expected = plain.fit(pack, CAPACITIES[name], name)
    found = fit(pack, CAPACITIES[name], name)
    assert tuple(found.items()) == expected.pack.items
    assert found.lost() == expected.lost
    assert tuple(found.items()) == expected.pack.items
    assert found.lost() == expected.lost  # not counted twice
    sections = expected.pack.info.sections if "study text" in CAPACITIES[name].fields else ()
    assert found.info == replace(expected.pack.info, sections=sections)


@settings(deadline=None, max_examples=examples(60))
@given(odd_packs())
def test_tables_and_documents_are_as_before(pack: Pack) -> None:
    for name, expected in (("csv", plain.table(pack)), ("json", plain.json_document(pack))):
        write = registry.get(name).write
        assert write
        assert b"".join(write(pack, OPTIONS, ()).chunks()) == expected


@settings(deadline=None, max_examples=examples(40))
@given(odd_packs())
def test_sections_are_grouped_as_before(pack: Pack) -> None:
    found = [(section, list(inside)) for section, inside in by_section(pack.info, lambda: pack.items)]
    assert found == list(plain.by_section(pack))


@settings(deadline=None, max_examples=examples(40))
@given(st.recursive(st.text(max_size=30), lambda inner: st.lists(inner, max_size=4), max_leaves=12))
def test_nested_xml_is_as_before(tree: object) -> None:
    def whole(node: object) -> list[str]:
        return element("x", [whole(each) for each in node], a="1") if isinstance(node, list) else leaf("l", str(node))

    def lazy(node: object) -> Iterator[str]:
        if isinstance(node, list):
            yield from nested("x", (lazy(each) for each in node), a="1")
        else:
            yield from leaf("l", str(node))

    assert b"".join(document_chunks(lazy(tree))) == plain.xml_document(whole(tree)) == document(whole(tree))


@settings(deadline=None, max_examples=examples(15))
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.lists(st.binary(max_size=60), max_size=4)), unique_by=lambda f: f[0])
)
def test_archives_are_as_before(files: list[tuple[str, list[bytes]]]) -> None:
    files.append(("large", [bytes(range(256)) * 700, b"x" * 100_000, b"end"]))
    assert b"".join(zipped(files)) == plain.zip_of((name, b"".join(pieces)) for name, pieces in files)


@given(st.lists(st.text(alphabet="a\n\ud800\u4e2d", max_size=5), max_size=6))
def test_texts_are_joined_and_encoded_as_before(lines: list[str]) -> None:
    assert b"".join(encoded(lines_of(lines))) == "\n".join(lines).encode("utf-8", "replace")
    large = [line * 30_000 for line in lines]
    assert b"".join(encoded(large)) == "".join(large).encode("utf-8", "replace")


@given(st.lists(st.tuples(st.integers(0, 12), st.text("ab", max_size=2))))
def test_reviews_are_numbered_as_before(times: list[tuple[int, str]]) -> None:
    reviews = [replace(REVIEW, id=id, at=replace(REVIEW.at, ms=ms)) for ms, id in sorted(times)]
    expected: dict[int, Review] = {}
    for review in reviews:
        number = review.at.ms
        while number in expected:
            number += 1
        expected[number] = review
    assert list(own_reviews.log_ids(each.at.ms for each in reviews)) == list(expected)


@settings(max_examples=examples(60), deadline=None)
@given(packs(), st.integers(0, 2), st.integers(1, 3), st.integers(0, 3), st.integers(0, 1))
def test_tests_are_printed_as_before(pack: Pack, seed: int, versions: int, questions: int, day: int) -> None:
    options = replace(OPTIONS, seed=seed, versions=versions, questions=questions, day=day * 50_000)
    expected = plain.layout(pack, options)
    page = partial(html._page, media=ExportedMedia(options.media, str, Losses()))
    for name, text in (("html", page), ("print-markdown", print_markdown._text)):
        write = registry.get(name).write
        assert write
        written = write(pack, options, ())
        assert written.data == b"".join(encoded(text(expected)))
        assert written.lost == expected.lost


@settings(max_examples=examples(150), deadline=None)
@given(packs(), packs(), st.integers(1, 3), st.booleans(), st.booleans())
def test_parts_of_a_pack_are_what_is_written_at_once(
    pack: Pack, other: Pack, most: int, bare: bool, grouped: bool
) -> None:
    """Questions that refer to others are written at once, so most here don't."""
    items = [replace(item, id=f"i{at}") for at, item in enumerate((*pack.items, *other.items))]
    if bare:
        items = [replace(item, superseded_by="", formerly=(), source=None) for item in items]
    sections = tuple(map(Section, dict.fromkeys(item.section for item in items if item.section)))
    pack = Pack(replace(pack.info, sections=sections, sources=()) if bare else pack.info, tuple(items))
    if grouped:
        pack = native_writer.grouped(pack)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(native_writer, "MAX_ITEMS", most)
        try:
            expected = read_back.write(pack).files
        except ZgcError as error:
            with pytest.raises(ZgcError, match=error.code):
                parts.write(pack)
        else:
            assert parts.write(pack) == expected


def test_parts_of_pools_are_written_as_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native_writer, "MAX_ITEMS", 3)
    ways = []
    write = read_back.write

    def counted(pack: Pack, *, quickly: bool = True) -> read_back.WrittenPack:
        written = write(pack, quickly=quickly)
        ways.append(written.quickly)
        return written

    monkeypatch.setattr(read_back, "write", counted)
    options = (Option("Green", True), Option("Blue"), Option("Red"))
    titles = ["", "", "One", "One", "One", "One", "Two"]
    items = tuple(
        Item(f"i{at}", Kind.SINGLE, f"Which, in {at}?", options, True, "", title) for at, title in enumerate(titles)
    )
    info = PackInfo("p", "P", sections=(Section("One", "Read this."), Section("Two")))
    assert parts.write(Pack(info, items)) == write(Pack(info, items)).files
    assert ways == [True, True, False, True]  # the last for all of it: in the third, the main file has no question
    ways.clear()
    untitled = tuple(replace(item, section="") for item in items)
    assert parts.write(Pack(PackInfo("p", "P"), untitled)) == write(Pack(PackInfo("p", "P"), untitled)).files
    assert ways == [True] * 3
    ways.clear()
    other = replace(items[0], stem="What is: this?")
    assert parts.write(Pack(info, (other, *items[1:]))) == write(Pack(info, (other, *items[1:]))).files
    assert ways == [False] * 3
    titled = tuple(replace(item, stem=f"{item.stem} {'Why' * 25}") for item in items[2:])
    assert parts.write(Pack(info, titled)) == write(Pack(info, titled)).files
    assert ways[3:] == [False] * 2


def test_what_is_lost_is_known_after_the_last_piece() -> None:
    pieces = iter([b"a", b"b"])
    written = Written(pieces, lambda: () if next(pieces, None) is None else pytest.fail("asked too early"))
    assert (written.data, written.lost, written.data) == (b"ab", (), b"ab")


class ManyItems(Sequence[Item]):
    """Items that are made when they are asked for, as those in storage are decoded."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, at: int | slice) -> Item | tuple[Item, ...]:
        if isinstance(at, slice):
            return tuple(map(self._item, range(self._count)[at]))
        return self._item(range(self._count)[at])

    def _item(self, at: int) -> Item:
        if at % 10 == 0:
            gc.collect()  # frees what Python keeps of small objects for new ones, which counts as memory
        options = tuple(Option(f"In {1900 + (at + n) % 120}, as number {n}", n == 0, "Why." * n) for n in range(4))
        stem = f"In which year did the event number {at} come to pass?"
        return Item(f"item-{at:06}", Kind.SINGLE, stem, options, True, "Because " * 5 + str(at), f"S {at // 50}")


class ManyPack:
    def __init__(self, count: int) -> None:
        self.info = PackInfo("p", "P", sections=tuple(Section(f"S {n}") for n in range(count // 50)))
        self.items = ManyItems(count)


def peak(name: str, count: int, reviews: Collection[Review] = ()) -> int:
    """The most memory that writing takes, in bytes."""
    write = registry.get(name).write
    assert write
    pack = ManyPack(count)
    gc.collect()
    gc.freeze()
    tracemalloc.start()
    try:
        for _ in write(pack, OPTIONS, reviews).chunks():
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.unfreeze()


LISTED = {"yaml": 900, "qti21": 1300, "text2qti": 250, "apkg": 400, "html": 120, "print-markdown": 120}
"""Bytes that a format keeps of each question: its text, the entry of a file, that a text was seen, where a card is,
which options are shown."""
STREAMED = [name for name in registry.BUILT_IN if registry.get(name).write]


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is held in memory up to a limit, whatever the size of a pack, is a few questions."""
    for module in (contract, zip_writer, csv_writer, anki_writer):
        for limit in {"_CHUNK", "_IN_MEMORY", "PIECE"} & vars(module).keys():
            monkeypatch.setattr(module, limit, 1000)
    monkeypatch.setattr(csv_writer, "_BATCH", 10)
    monkeypatch.setattr(native_writer, "MAX_ITEMS", 10)


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("name", STREAMED)
def test_memory_does_not_grow_with_the_questions(name: str) -> None:
    peak(name, 10)
    small, large = peak(name, 20), peak(name, 120)
    assert large - small < 100 * LISTED.get(name, 60) + 5_000


class ManyReviews(Collection[Review]):
    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __contains__(self, review: object) -> bool:
        return any(each == review for each in self)

    def __iter__(self) -> Iterator[Review]:
        for at in range(self._count):
            moment = replace(REVIEW.at, ms=REVIEW.at.ms + at * 3_600_000)
            yield replace(REVIEW, id=f"{at:08}", at=moment, ref=Ref("p", f"item-{at % 50:06}"))


@pytest.mark.usefixtures("small_pieces")
def test_memory_does_not_grow_with_the_reviews() -> None:
    peak("apkg", 50, ManyReviews(50))
    small, large = (peak("apkg", 50, ManyReviews(count)) for count in (200, 1000))
    assert large - small < 80_000
