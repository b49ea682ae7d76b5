"""What is exported and imported again is the same, but for what the report says was lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.formats.exchanging import CHOICES, OPTIONS, forget, packs, there_and_back
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.pack import Pack
from zgcquiz.core.value import replace
from zgcquiz.formats import native, native_writer, registry
from zgcquiz.formats.sample import Sample

BOTH = ("gift", "aiken", "moodle-xml", "qti12", "qti21", "markdown", "text2qti", "json")
WITH_IDS = ("gift", "moodle-xml", "qti12", "qti21", "markdown", "text2qti", "json")


@pytest.mark.parametrize("name", BOTH)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_there_and_back(name: str, data: st.DataObject) -> None:
    pack = data.draw(packs())
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


@settings(deadline=None, max_examples=100)
@given(packs(CHOICES))
def test_the_native_writer_is_read_back(pack: Pack) -> None:
    reading = native.read(native_writer.write(pack))
    assert reading.problems == ()
    assert reading.pack == pack


@pytest.mark.parametrize(
    "name", ["gift", "aiken", "moodle-xml", "qti12", "qti21", "qti22", "qti30", "markdown", "text2qti", "json"]
)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_no_bytes_crash_a_reader(name: str, data: st.DataObject) -> None:
    """Noise, and good files with bytes cut out, put in or changed: a pack that can be read, or a message."""
    format = registry.get(name)
    assert format.read
    source = registry.get({"qti22": "qti21", "qti30": "qti21"}.get(name, name))
    assert source.write
    good = source.write(data.draw(packs()), OPTIONS, ()).data
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 40)))
    content = good[:start] + data.draw(st.binary(max_size=20)) + good[end:]
    for each in (content, data.draw(st.binary(max_size=200))):
        format.recognise(Sample(each, "p.txt"))
        try:
            found = format.read(each, "p.txt", OPTIONS)
        except ZgcError:
            continue
        if found.pack is not None:
            choices = tuple(item for item in found.pack.items if item.kind in CHOICES)
            if choices:
                used = {item.section for item in choices}
                sections = tuple(each for each in found.pack.info.sections if each.title in used or each.text)
                pack = Pack(replace(found.pack.info, sections=sections), choices)
                assert native.read(native_writer.write(pack)).errors == ()
