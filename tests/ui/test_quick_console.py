"""Lines that are written without Rich are those that Rich writes."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text

from tests.effort import examples
from tests.rows import rows
from zgcquiz.core.text.han.line_breaks import _SPACELESS, breaks_between_characters
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.terminal.console import QuickConsole, make_console, open_console
from zgcquiz.ui.terminal.text import UNSAFE, cells, fit, inert, is_known, visible

ROOT = Path(__file__).parents[2]
WORDS = (
    "a",
    "two",
    "zgcquiz play",
    "Try: zgcquiz pack list",
    "x" * 30,
    "  ",
    "\n",
    "中文",
    "\x1b[31m",
    "é",
    "[bold]",
    "-",
)
texts = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=30)
styles = st.sampled_from(("", "bold", "faint", "right", "wrong.strong"))
firsts = texts | st.lists(st.tuples(texts, styles), max_size=4).map(tuple)


class Screen(io.StringIO):
    """A stream that may be a terminal."""

    is_terminal = True

    def isatty(self) -> bool:
        return self.is_terminal


class PlainPage(Page):
    """The oracle: Rich writes every line."""

    def _write(self, *_: object) -> bool:
        return False


def made(terminal: bool) -> Screen:
    screen = Screen()
    screen.is_terminal = terminal
    return screen


@given(texts, firsts, styles, st.none() | st.integers(0, 5), st.booleans(), st.booleans(), st.integers(20, 130))
@settings(max_examples=examples(300))
def test_a_line_is_what_rich_makes_of_it(
    text: str, first: Any, style: str, indent: int | None, plain: bool, terminal: bool, width: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        patch.setenv("TERM", "xterm-256color")
        plain = plain or not terminal
        quick, rich = made(terminal), made(terminal)
        Page(open_console(quick, plain), plain).say(text, first, style, indent)
        PlainPage(make_console(rich, plain), plain).say(text, first, style, indent)
        assert quick.getvalue() == rich.getvalue()


@rows("terminal", [True, False])
@rows("plain", [True, False])
@rows("columns", [None, "", "0", "-3", "33", "x", "120"])
@rows("term", [None, "dumb", "DUMB", "unknown", "xterm", "xterm-256color"])
@rows("size", [(0, 0), (55, 20), None])
def test_the_width_is_that_which_rich_finds(
    terminal: bool, plain: bool, columns: str | None, term: str | None, size: tuple[int, int] | None
) -> None:
    def terminal_size(_: int) -> os.terminal_size:
        if size is None:
            raise OSError
        return os.terminal_size(size)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "get_terminal_size", terminal_size)
        for name, value in (("COLUMNS", columns), ("TERM", term)):
            if value is not None:
                patch.setenv(name, value)
        screen = made(terminal)
        assert open_console(screen, plain).width == make_console(screen, plain).width


@given(texts, st.integers(0, 40))
@settings(max_examples=examples(100))
def test_a_label_has_its_width(text: str, width: int) -> None:
    assert cells(text) == Text(text).cell_len
    assert cells(fit(text, width)) == width


def test_characters_whose_width_is_known_are_as_wide_as_rich_knows() -> None:
    known = [chr(code) for code in range(0x110000) if is_known(chr(code))]
    assert {"中", "。", "“", "é", "a"} < set(known)
    assert [each for each in known if cells(each) != Text(each).cell_len or visible(each) != each] == []


KNOWN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u024f\u2013-\u2014\u2018-\u201d\u2026\u3001-\u3029\u3030-\u303e\u3041-\u3096\u309b-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff60]*"
)
"""The oracle: one pattern for all texts."""
edges = st.sampled_from(
    "\x1f\x7f\x80\xa0\xad\u024f\u0250\u2e7f\u2e80\u3000\u3001\u302a\u4e00\u9fff\uff60\uff61\ufeff\U00020000"
)


@given(st.lists(edges | st.sampled_from(WORDS) | st.characters(), max_size=6).map("".join))
@settings(max_examples=examples(300))
def test_each_text_is_read_as_by_one_pattern(text: str) -> None:
    assert is_known(text) == (KNOWN.fullmatch(text) is not None)
    assert cells(text) == Text(text).cell_len
    assert inert(text) == UNSAFE.sub(lambda match: inert(match.group()), text.replace("\r\n", "\n").replace("\r", "\n"))
    assert breaks_between_characters(text) == (re.search(f"[{_SPACELESS}]", text) is not None)


def test_chinese_lines_are_written_without_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = made(False)
    quick = open_console(screen, True)
    assert isinstance(quick, QuickConsole)
    monkeypatch.setattr(QuickConsole, "rich", property(lambda _: pytest.fail("Rich is loaded")))
    Page(quick, True).lines(["pack.yaml:1:1: 中关村：“硅谷”", "é"])
    assert screen.getvalue() == "pack.yaml:1:1: 中关村：“硅谷”\né\n"


def test_where_rich_would_not_colour_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "0")
    assert not isinstance(open_console(made(True), False), QuickConsole)


@pytest.mark.parametrize(("arguments", "terminal"), [([], False), (["pack", "list"], False), (["pack", "list"], True)])
def test_pages_without_colours_do_not_load_rich(arguments: list[str], terminal: bool) -> None:
    lines = (
        f"import sys; sys.stdout.isatty = lambda: {terminal}\n"
        f"from zgcquiz.cli import main; main.run({arguments!r})\n"
        "print([name for name in sys.modules if name.partition('.')[0] == 'rich'], file=sys.stderr)"
    )
    environ = os.environ | {"TERM": "xterm-256color"}
    done = subprocess.run(
        [sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, check=True, env=environ
    )
    assert done.stderr == "[]\n"
    assert ("\x1b[" in done.stdout) == terminal
