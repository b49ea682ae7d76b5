"""The hostile corpus in the everyday suite: each file at its reader, and each kind of file at the doors that suit it.

`pytest -m soak tests/hostile` puts every file through every door, within bounds of memory.
"""

from __future__ import annotations

import time
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.effort import examples
from tests.hostile import checks, payloads
from tests.hostile.corpus import HISTORY, PACKS, SETTINGS, Case, cases
from tests.hostile.doors import SECONDS, Bench, doors, play_by_keys, written
from tests.hostile.outcomes import READ, expected, outcome
from zgcquiz.core.packs.pack import Pack
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.native import reader

KINDS = sorted({case.kind for case in cases()})
WRITERS = [name for name in registry.BUILT_IN if registry.get(name).write]
GROUPS = list(payloads.GROUPS)


def of_kind(kind: str) -> list[Case]:
    return [case for case in cases() if case.kind == kind]


def showing(group: str) -> list[Case]:
    """Return the packs that carry the payloads of a group."""
    starts = (f"pack with {group}:", f"pack in Markdown with {group}:")
    return [case for case in cases() if case.shows and case.name.startswith(starts)]


@cache
def packs_of(group: str) -> list[Pack]:
    """Return what is read of the packs that carry the payloads of a group."""
    found = {case.name: reader.read([(case.filename, case.make())]).pack for case in showing(group)}
    assert [name for name, pack in found.items() if pack is None] == []
    return [pack for pack in found.values() if pack]


def test_the_corpus_is_large_and_covers_every_reader() -> None:
    assert len(cases()) >= 150
    readers = {name for name in registry.BUILT_IN if registry.get(name).read}
    same = {"yaml": PACKS, "qti22": "qti21", "quizizz": "csv", "gimkit": "csv", "blooket": "csv"}
    assert {same.get(name, name) for name in readers} | {HISTORY, SETTINGS} == set(KINDS)
    assert min(Counter(case.kind for case in cases()).values()) >= 15


def test_the_table_names_every_case_and_no_other() -> None:
    assert list(expected()) == [case.name for case in cases()]


@pytest.mark.parametrize("kind", KINDS)
def test_a_reader_does_what_the_table_says_and_soon(kind: str) -> None:
    table = expected()
    for case in of_kind(kind):
        data = case.make()
        start = time.process_time()
        found = outcome(case, data)
        took = time.process_time() - start
        assert found == table[case.name], f"{case.name}; if that is right: python -m tests.hostile.outcomes"
        assert took < SECONDS, f"{case.name}: {took:.1f} s"


@pytest.mark.parametrize("group", GROUPS)
def test_the_payloads_get_in_so_that_they_are_shown_and_exported(group: str) -> None:
    refused = [case.name for case in showing(group) if expected()[case.name] != READ]
    assert refused == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_goes_through_its_doors_without_harm(kind: str, tmp_path: Path) -> None:
    """A few files of each kind, others each time that the corpus grows; each through its first doors."""
    found = of_kind(kind)
    for number, case in enumerate(found[:: max(1, len(found) // examples(3))]):
        bench = Bench(tmp_path / str(number))
        path = bench.file(case)
        for _, go in list(doors(bench, case, path))[: examples(2)]:
            go()


@pytest.mark.parametrize("group", GROUPS)
def test_an_export_of_a_hostile_pack_does_nothing_where_it_is_opened(group: str) -> None:
    for pack in packs_of(group):
        for format in WRITERS:  # one after the other, as they parse the same texts
            checks.harmless_export(format, written(pack, format), links=bool(pack.info.markup))


@pytest.mark.parametrize("group", ["controls", "invisible", "markup"])
def test_a_hostile_pack_is_played_without_driving_the_terminal(group: str, tmp_path: Path) -> None:
    found = showing(group)
    for number, case in enumerate(found[:: max(1, len(found) // examples(6))]):
        bench = Bench(tmp_path / str(number))
        play_by_keys(bench, bench.file(case), count=5)


def test_the_checks_see_what_they_are_for(tmp_path: Path) -> None:
    """A payload that gets through fails its check."""
    script = "<p>a<script>zgcevil()</script></p>"
    for html in (script, "<a href='javascript:zgcevil()'>b</a>", "<p onclick='zgcevil()'>", "<img src=x>", "<?a?>"):
        with pytest.raises(AssertionError):
            checks.harmless_html(html, "", links=True)
    with pytest.raises(AssertionError):
        checks.harmless_html("<a href='http://zgcevil.example'>b</a>", "")
    for cell in (*payloads.FORMULAS.values(), "=1"):
        if cell not in (payloads.FORMULAS[name] for name in ("quoted", "next cell", "apostrophe")):
            assert checks.is_formula(cell), cell
    for name, text in payloads.CONTROLS.items():
        with pytest.raises(AssertionError):
            checks.inert(text, name)
        if name not in ("separators", "carriage return", "cursor movement"):
            with pytest.raises(AssertionError):
                checks.inert_on_a_terminal(text, name)
    with pytest.raises(AssertionError, match="stray"), Bench(tmp_path).watched("writing outside"):
        (tmp_path / "in" / "zgcevil").write_text("a", encoding="utf-8")
