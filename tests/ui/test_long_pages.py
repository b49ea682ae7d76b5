"""Pages of many lines are written as Rich would print them, and as they are read."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from tests.effort import examples
from tests.formats.test_read_back import whole_packs
from tests.strategies import FRAGMENTS, raw_texts
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import replace
from zgcquiz.formats.json.pack_dict import pack_as_dict
from zgcquiz.ui.report.packs import listing
from zgcquiz.ui.report.page import Page, dump
from zgcquiz.ui.terminal.text import plain_lines, wrap

texts = st.one_of(
    st.lists(st.text("abc.,:-'\"", min_size=1, max_size=15), max_size=30).map(" ".join),
    st.lists(st.sampled_from([*FRAGMENTS, "zgcquiz play x", ": "]), max_size=20).map(" ".join),
    raw_texts,
    st.text("一二中文，。“”《》（）a1é", max_size=60),
    st.lists(st.text("中文，。b", min_size=1, max_size=9), max_size=12).map(" ".join),
)


def page(width: int, plain: bool) -> tuple[Page, io.StringIO]:
    screen = io.StringIO()
    console = Console(file=screen, width=width, markup=False, highlight=False, emoji=False, no_color=plain)
    return Page(console, plain), screen


@settings(max_examples=examples(300))
@given(texts, st.integers(10, 40))
def test_lines_are_broken_where_rich_breaks_them(text: str, room: int) -> None:
    lines = plain_lines(text, room)
    if lines is not None:
        assert lines == [line.plain for line in wrap(Console(width=200), text, room)]


@settings(max_examples=examples(200))
@given(
    texts,
    st.sampled_from(["", " ", "right: ", "→ "]),
    st.sampled_from([None, 0, 3]),
    st.integers(20, 60),
    st.booleans(),
)
def test_what_is_written_at_once_is_what_rich_prints(
    text: str, first: str, indent: int | None, width: int, plain: bool
) -> None:
    quick, screen = page(width, plain)
    slow, plainly = page(width, plain)
    slow._write = lambda *arguments: False  # type: ignore[method-assign]
    for each in (quick, slow):
        each.say(text, first, "dim" if plain else "", indent)
    assert screen.getvalue() == plainly.getvalue()


@settings(max_examples=examples(100))
@given(texts)
def test_a_problem_is_one_line_as_rich_prints_it(text: str) -> None:
    from rich.text import Text

    from zgcquiz.ui.terminal.text import visible

    quick, screen = page(80, True)
    slow, plainly = page(80, True)
    problem = Problem("code", text, "a.yaml", 3, 4)
    quick.problems([problem])
    slow.console.print(Text(visible(str(problem)).replace("\n", " ")), soft_wrap=True)
    assert screen.getvalue() == plainly.getvalue()


@settings(max_examples=examples(40), deadline=None)
@given(whole_packs(), st.sampled_from([0.0, 0.5, 1e-7, 1e16, 2.5e300]))
def test_a_pack_is_written_as_json_question_by_question(pack: Pack, tolerance: float) -> None:
    pack = Pack(pack.info, tuple(replace(item, tolerance=tolerance) for item in pack.items))
    for each in (pack, Pack(pack.info, ())):
        assert "".join(listing.pack_json(each.info, iter(each.items))) == dump(pack_as_dict(each)) + "\n"


def endless() -> Iterator[Item]:
    at = 0
    while True:
        at += 1
        yield Item(f"q{at}", Kind.SINGLE, f"Which is number {at}?", (Option("a", True), Option("b")), drawn=True)


class Nowhere(io.StringIO):
    def write(self, text: str) -> int:
        return len(text)


@pytest.mark.parametrize("as_json", [False, True])
def test_a_long_pack_is_shown_without_being_held(as_json: bool) -> None:
    peaks = []
    for count in (500, 2000):
        out = Page(Console(file=Nowhere(), width=80), True)
        tracemalloc.start()
        if as_json:
            out.console.file.writelines(listing.pack_json(PackInfo("p", "P"), islice(endless(), count)))
        else:
            listing.print_pack(out, PackInfo("p", "P"), count, islice(endless(), count), answers=True)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3
