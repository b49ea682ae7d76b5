"""What is exported and imported again is the same, but for what the report says was lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.formats.exchanging import OPTIONS, forget, packs, there_and_back
from tests.strategies import raw_texts
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import Converted, ExchangeOptions
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.json.pack_dict import pack_as_dict
from zgcquiz.formats.native import read_back, reader, writer

BOTH = ("gift", "aiken", "moodle-xml", "qti12", "qti21", "markdown", "text2qti", "hashcards", "csv", "apkg", "json")
WITH_IDS = ("gift", "moodle-xml", "qti12", "qti21", "markdown", "text2qti", "hashcards", "csv", "apkg", "json")


@pytest.mark.parametrize("name", BOTH)
@settings(deadline=None, max_examples=examples(15), suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_there_and_back(name: str, data: st.DataObject) -> None:
    """Texts with blanks around them and carriage returns, which only our own YAML has, are cut by `fit`."""
    pack = data.draw(packs(raw=name not in ("apkg", "json")))
    lost, found = there_and_back(name, pack)
    assert found.skipped == ()
    dropped = sum(each.count for each in lost if each.field == "question")
    back = found.pack
    assert (len(back.items) if back else 0) == len(pack.items) - dropped
    if back and name in WITH_IDS:
        kept = {item.id for item in back.items}
        pack = Pack(pack.info, tuple(item for item in pack.items if item.id in kept))
        used = {item.section for item in pack.items}
        sections = tuple(section for section in pack.info.sections if section.title in used)
        pack = Pack(replace(pack.info, sections=sections), pack.items)
        assert forget(back, (*lost, *found.lost)) == forget(pack, (*lost, *found.lost))
    elif back:
        kinds = {item.kind for item in back.items}
        asked = Pack(pack.info, tuple(item for item in pack.items if item.kind in kinds))
        nameless = [[_listed(item) for item in forget(each, (*lost, *found.lost)).items] for each in (back, asked)]
        assert nameless[0] == nameless[1]


def _listed(item: Item) -> Item:
    """Return an item without its id, and with its options by text: a pool's are shuffled there."""
    return replace(item, id="", options=tuple(sorted(item.options, key=lambda option: option.text)))


@pytest.mark.parametrize("name", ["qti12", "qti21", "moodle-xml"])
def test_a_question_whose_options_differ_by_control_characters_is_said_to_be_lost(name: str) -> None:
    question = Item("q", Kind.SINGLE, "Which?", (Option("\x1b", True), Option("\x08"), Option("x")), drawn=True)
    other = Item("r", Kind.SINGLE, "Who?", (Option("a\x1b", True), Option("b")), drawn=True)
    lost, found = there_and_back(name, Pack(PackInfo("p", "T"), (question, other)))
    assert [(each.field, each.count) for each in lost if each.field == "question"] == [("question", 1)]
    assert found.skipped == ()
    assert found.pack
    assert [[option.text for option in item.options] for item in found.pack.items] == [["a\ufffd", "b"]]


@settings(deadline=None, max_examples=examples(30))
@given(packs())
def test_the_native_writer_is_read_back(pack: Pack) -> None:
    reading = reader.read(writer.write(pack))
    assert reading.problems == ()
    assert reading.pack == pack


SOURCES = {"qti22": "qti21", "qti30": "qti21"}
"""Where files come from for formats that can only be read; for those that are not named, from all that are written."""
READABLE = [name for name in registry.BUILT_IN if registry.get(name).read]
WRITABLE = [name for name in registry.BUILT_IN if registry.get(name).write]


@st.composite
def files(draw: st.DrawFn, name: str) -> bytes:
    """A whole file that the format may be told to read."""
    own = SOURCES.get(name) or (name if name in WRITABLE else draw(st.sampled_from(WRITABLE)))
    write = registry.get(own).write
    assert write
    written = write(draw(packs()), OPTIONS, ())
    return written.parts[0][1] if written.parts else written.data


@st.composite
def damaged(draw: st.DrawFn, name: str) -> bytes:
    """A file that something happened to: cut off, bytes turned, a part lost, doubled or from another file; or noise."""
    data = draw(files(name))
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 400)))
    how = draw(st.sampled_from(["cut", "turn", "drop", "double", "splice", "encode", "noise", "whole"]))
    if how == "cut":
        return data[:start]
    if how == "turn":
        return (
            data[:start]
            + bytes(byte ^ draw(st.integers(1, 255)) for byte in data[start : start + 3])
            + data[start + 3 :]
        )
    if how == "drop":
        return data[:start] + data[end:]
    if how == "double":
        return data[:end] + data[start:]
    if how == "splice":
        other = draw(files(draw(st.sampled_from(WRITABLE))))
        return data[:start] + other[draw(st.integers(0, len(other))) :]
    if how == "encode":
        return data.decode("utf-8", "replace").encode(draw(st.sampled_from(["utf-16", "cp1252", "utf-7"])), "replace")
    return draw(st.binary(max_size=200)) if how == "noise" else data


@pytest.mark.parametrize("name", READABLE)
@settings(deadline=5000, max_examples=examples(18), suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_file_crashes_a_reader(name: str, data: st.DataObject) -> None:
    """What comes of a damaged file is a pack that can be read, or a message that names it. In no time to speak of."""
    content = data.draw(damaged(name))
    format = registry.get(name)
    format.recognise(Sample(content, "p.txt"))
    assert format.read
    try:
        found = format.read(content, "p.txt", OPTIONS)
    except ZgcError as error:
        said = error
    else:
        _is_sound(found, content)
        return
    assert "p.txt" in str(said) or name == "yaml"  # its problems name files themselves


def _is_sound(found: Converted, content: bytes) -> None:
    for skipped in found.skipped:
        assert skipped.reason
        assert 0 <= skipped.line <= content.count(b"\n") + content.count(b"\r") + 1 or skipped.inside
    if found.pack is not None:
        read_back.write(found.pack)  # raises an error where it doesn't read as it was meant


@pytest.mark.parametrize("name", ["json", "yaml", "markdown"])
def test_the_shipped_pack_comes_back_whole(name: str) -> None:
    root = Path(__file__).parents[2] / "questions" / "zhongguancun"
    paths = sorted(root.glob("*.yaml"), key=lambda path: (path.name != "pack.yaml", path.name))
    pack = reader.read([(path.name, path.read_bytes()) for path in paths]).pack
    assert pack
    format = registry.get(name)
    assert format.write
    written = format.write(pack, ExchangeOptions(), ())
    assert written.lost == ()
    if written.parts:
        assert reader.read(written.parts).pack == pack
    else:
        assert format.read
        assert format.read(written.data, "x", ExchangeOptions()).pack == pack


def test_no_pack_id_leads_out_of_the_library() -> None:
    read = registry.get("json").read
    assert read
    document = b'{"id": "../../evil", "questions": [{"kind": "typed", "question": "q", "answers": ["a"]}]}'
    found = read(document, "f.json", ExchangeOptions())
    assert found.pack
    assert found.pack.info.id == "evil"


_values = st.one_of(
    st.sampled_from(["", " ", "\n", True, None, 0, -1, 1e309, [], {}, ["a", "a"], {"x": ""}]), raw_texts
)
_structures = st.one_of(
    _values,
    st.lists(_values, max_size=3),
    st.dictionaries(st.sampled_from(["longest-key", "x", "not-cited", ""]), _values, max_size=3),
    st.fixed_dictionaries({"title": _values, "text": _values}).map(lambda node: [node, node]),
    st.fixed_dictionaries(
        {"id": st.sampled_from(["s", "a b"]), "section": _values, "quote": _values, "title": _values}
    ),
    st.fixed_dictionaries({"id": st.just("s"), "title": _values, "file": _values, "published": _values}).map(
        lambda n: [n]
    ),
)


@settings(deadline=None, max_examples=examples(50), suppress_health_check=[HealthCheck.too_slow])
@given(packs(), st.data())
def test_whatever_our_own_json_holds_becomes_a_pack_that_reads_as_it_was_meant(pack: Pack, data: st.DataObject) -> None:
    """The format that can hold anything: values of all kinds at the place of any."""
    document = pack_as_dict(pack)
    nodes: list[dict[str, Any]] = [document, *document["questions"]]
    for _ in range(data.draw(st.integers(1, 4))):
        node = data.draw(st.sampled_from(nodes))
        keys = {"accept", "recall", "tolerance", "unit", "allow", "source", "pinned", "feedback", "formerly", "draft"}
        keys |= {"sources", "sections", "check", "description", "superseded_by", "valid_until", "kind", *node}
        node[data.draw(st.sampled_from(sorted(keys)))] = data.draw(_structures)
    read = registry.get("json").read
    assert read
    try:
        found = read(json.dumps(document).encode(), "p.json", OPTIONS)
    except ZgcError:
        return
    if found.pack:
        read_back.write(found.pack)
