"""Whatever is written as a pack is read back, and read as it was meant, before anybody is told that it is there."""

from __future__ import annotations

from operator import attrgetter

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.formats.test_round_trip import packs
from tests.strategies import raw_lines, raw_maybe, raw_texts, same_when_read
from zgcquiz.core.authoring.flaws.codes import CODES
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import (
    MAX_FILE_BYTES,
    Allowance,
    Citation,
    Item,
    Kind,
    Option,
    Pack,
    PackInfo,
    Section,
    Source,
    Switch,
)
from zgcquiz.core.value import replace
from zgcquiz.formats.native import read_back, reader, writer
from zgcquiz.formats.native.yaml.scalar_checks import MAX_NODES

words = st.text("abCZ019 ,.?!()/%-", min_size=1, max_size=12)
"""Texts that mostly need no quotes, with blanks where they hurt."""
plain_words = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9 ,.?!()/%-]{0,9}[a-z0-9.?!)%-])?", fullmatch=True)
long_words = st.lists(plain_words, min_size=4, max_size=30).map(" ".join)
plain_texts = st.one_of(plain_words, plain_words, long_words)
pool_texts = st.one_of(words, words.map(str.strip), plain_texts, raw_texts).filter(
    lambda text: text.strip() and not text.endswith("\n")
)


@st.composite
def pools(draw: st.DrawFn, id: str = "q", texts: st.SearchStrategy[str] = pool_texts) -> Item:
    """A right option and wrong ones, as large imports have them; sometimes with something else."""
    names = draw(st.lists(texts, min_size=2, max_size=5, unique_by=same_when_read))
    item = Item(
        id, Kind.SINGLE, draw(texts | long_words), (Option(names[0], True), *map(Option, names[1:])), drawn=True
    )
    return draw(st.sampled_from([item] * 8 + [replace(item, tags=("t",)), replace(item, draft=True)]))


@st.composite
def pool_packs(draw: st.DrawFn) -> Pack:
    ids = draw(
        st.lists(st.from_regex(r"[a-z0-9_][a-z0-9_.-]{0,5}", fullmatch=True), min_size=1, max_size=5, unique=True)
    )
    section = draw(st.sampled_from(["", "Part", "a: b"]))
    texts = draw(st.sampled_from([pool_texts, plain_texts, plain_words]))
    made = tuple(replace(draw(pools(id, texts)), section=section) for id in ids)
    return Pack(PackInfo("p", draw(pool_texts), sections=(Section(section, "Read."),) if section else ()), made)


@st.composite
def whole_packs(draw: st.DrawFn) -> Pack:
    """Packs with all that one may hold, in the order in which they are written."""
    pack = draw(packs())
    titles = draw(st.lists(raw_texts, max_size=2, unique=True))
    sections = ["", *titles]
    ids = [item.id for item in pack.items]
    made = []
    for item in pack.items:
        section = draw(st.sampled_from(sections))
        other = draw(st.sampled_from([id for id in ids if id != item.id] or [""]))
        source = (
            replace(item.source, section=draw(st.sampled_from([section, section and "Elsewhere"])))
            if item.source
            else None
        )
        allow = st.lists(
            st.builds(Allowance, st.sampled_from(CODES), raw_texts), max_size=2, unique_by=attrgetter("code")
        )
        made.append(
            replace(
                item,
                section=section,
                source=source,
                tags=tuple(draw(st.lists(raw_lines, max_size=3, unique=True))),
                formerly=tuple(draw(st.lists(st.sampled_from([f"{item.id[:90]}.{at}" for at in "abc"]), unique=True))),
                allow=tuple(draw(allow)),
                draft=draw(st.booleans()),
                superseded_by=draw(st.sampled_from(["", other])),
            )
        )
    made.sort(key=lambda item: sections.index(item.section))
    assume(len({old for item in made for old in (item.id, *item.formerly)}) == sum(1 + len(i.formerly) for i in made))
    texts = [Section(title, draw(raw_maybe)) for title in titles]
    switches = st.builds(Switch, st.sampled_from(CODES), st.booleans()) | st.builds(
        Switch, st.sampled_from(CODES), threshold=st.floats(0, 1e9)
    )
    check = draw(st.lists(switches, max_size=3, unique_by=attrgetter("code")))
    info = replace(pack.info, sections=tuple(texts), check=tuple(check))
    return Pack(info, tuple(made))


@settings(deadline=None, max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(packs(), whole_packs()))
def test_what_the_pack_writer_writes_reads_as_it_was_meant(pack: Pack) -> None:
    reading = reader.read(writer.write(pack))
    assert reading.errors == ()
    assert reading.pack == pack


@settings(deadline=None, max_examples=examples(60))
@given(pools(), st.sampled_from(["", "Part"]))
def test_the_quick_way_to_write_plain_pools_gives_what_the_general_way_gives(item: Item, section: str) -> None:
    assume(item == replace(item, tags=(), draft=False))
    item = replace(item, section=section)
    assert writer._is_bare_pool(item)
    assert writer._bare_pool(item) == "".join(writer._item_fields(item, section, says_strict=False))


@settings(deadline=None, max_examples=examples(80))
@given(pool_packs())
def test_both_ways_to_write_and_read_back_give_the_same(pack: Pack) -> None:
    """Whatever the quick reader takes for the pack is the pack to the native one, and is what the writer writes."""
    plain = writer.write(pack)
    assert reader.read(plain).pack == pack
    written = read_back.write(pack)
    reading = reader.read(plain)
    assert written.files == plain
    assert (written.pack, written.warnings) == (reading.pack, reading.problems)


@settings(deadline=None, max_examples=examples(80))
@given(pool_packs(), st.data())
def test_the_quick_reader_takes_no_file_for_the_pack_that_is_another_to_the_native_one(
    pack: Pack, data: st.DataObject
) -> None:
    files = dict(writer.write(pack, read_back._pool))
    name = data.draw(st.sampled_from(sorted(files)))
    text = files[name].decode()
    for _ in range(data.draw(st.integers(0, 2))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 30)))
        piece = data.draw(st.one_of(st.just(""), st.just(text[start:end] * 2), raw_texts))
        text = text[:start] + piece + text[end:]
    changed = [(each, text.encode() if each == name else content) for each, content in files.items()]
    if read_back._are_pools(pack, changed):
        reading = reader.read(changed)
        assert reading.problems == ()
        assert reading.pack == pack


def test_items_come_together_by_section_unless_their_citations_say_it() -> None:
    """A folder may hold cited sections beside those of its banks; it is written in groups, and reads as that."""
    options = (Option("a", True), Option("b"))
    made = tuple(
        Item(id, Kind.SINGLE, "Q", options, drawn=True, section=section, source=Citation("book", section))
        for id, section in (("1", "X"), ("2", ""), ("3", "X"), ("4", "Bank"))
    )
    pack = Pack(
        PackInfo("p", "P", sources=(Source("book", "B"),), sections=(Section("Bank", "Read."), Section("X"))), made
    )
    files = read_back.write(pack).files
    read = reader.read(files).pack
    assert read == writer.grouped(pack)
    assert [item.id for item in read.items] == ["2", "4", "1", "3"]
    assert read_back.write(read).files == files


@pytest.mark.parametrize(
    ("text", "count"), [("茶 " * 4000, 900), ("x" * 1000, 17_000), ("a, " * 40, 30_000)], ids=["wide", "long", "commas"]
)
def test_no_file_is_larger_than_the_reader_takes(text: str, count: int) -> None:
    options = (Option("a", True), Option("b"))
    items = tuple(
        Item(f"q{at}", Kind.SINGLE, text, options, drawn=True, tags=("x", "y", "z"), as_of="2020")
        for at in range(count)
    )
    files = writer.write(Pack(PackInfo("p", "P"), items))
    assert len(files) > 1
    for _, data in files:
        assert len(data) <= MAX_FILE_BYTES
        assert data.count(b"\n") * 3 + data.count(b", ") <= MAX_NODES
    assert sum(data.count(b"  - id: ") for _, data in files) == count


def test_options_in_their_thousands_go_into_files_that_can_be_read() -> None:
    """The reader takes a million values a file: short texts get there long before the file is too large."""
    options = (Option("right", True), *(Option(str(at), feedback="no") for at in range(1000)))
    pack = Pack(PackInfo("p", "P"), tuple(Item(f"q{at}", Kind.SINGLE, "Q", options, drawn=True) for at in range(220)))
    files = read_back.write(pack).files
    assert len(files) > 1


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("    question: ", "    question: Not "),
        ("    answer: ", "    answer: a: "),
        ("  - id: ", "  - xd: "),
        ("      - b", "      - b: c"),
    ],
)
@pytest.mark.parametrize("tags", [(), ("t",)], ids=["quick", "general"])
def test_what_reads_otherwise_is_refused_with_its_place(
    monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, tags: tuple[str, ...]
) -> None:
    """A writer that goes wrong in the second question, whichever way it goes."""
    pack = Pack(
        PackInfo("p", "P"),
        tuple(
            Item(id, Kind.SINGLE, "Q", (Option("a", True), Option("b")), drawn=True, tags=tags) for id in ("one", "two")
        ),
    )
    write = writer.write

    def broken(pack: Pack, write_item: writer.WriteItem | None = None) -> tuple[tuple[str, bytes], ...]:
        ((name, data),) = write(pack, write_item)
        before, second, rest = data.decode().partition("  - id: two")
        return ((name, (before + (second + rest).replace(right, wrong)).encode()),)

    monkeypatch.setattr(writer, "write", broken)
    with pytest.raises(ZgcError, match=r"nothing was written: .*pack.yaml:\d+:\d+") as caught:
        read_back.write(pack)
    assert caught.value.code == "not-read-back"
    assert "report" in caught.value.hint


LONG = "word " * 40 + "end"


@pytest.mark.parametrize(
    "text",
    [f" {LONG}", f"{LONG} ", f"{LONG}  {LONG}", f"{LONG}\n{LONG}", f"a\n b {LONG}", f"# {LONG}", "a\nb", " a\nb", "a:"],
)
def test_texts_that_are_long_or_of_several_lines_read_as_they_were_meant(text: str) -> None:
    for stem, right, wrong in ((text, "a", "b"), ("Q", text, "b"), ("Q", "a", text)):
        item = Item("q", Kind.SINGLE, stem, (Option(right, True), Option(wrong)), drawn=True)
        written = read_back.write(Pack(PackInfo("p", text), (item, replace(item, id="r", explanation=text))))
        reading = reader.read(written.files)
        assert not written.quickly
        assert (written.pack, written.warnings) == (reading.pack, reading.problems)


def test_options_that_differ_by_blanks_alone_are_not_taken_for_two() -> None:
    """They are one to a reader, so a pack that holds both can't be read."""
    first = Item("q", Kind.SINGLE, "Q", (Option("a b", True), Option("b"), Option("c")), drawn=True)
    second = replace(first, id="r", options=(Option("a b", True), Option("a  b"), Option("c")))
    with pytest.raises(ZgcError, match="is among the distractors"):
        read_back.write(Pack(PackInfo("p", "P"), (first, second)))
