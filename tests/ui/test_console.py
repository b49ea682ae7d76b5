"""Where output goes: a terminal, a pipe, or a window of an odd size."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran
from tests.e2e.making import write
from tests.ui.display import Display, Window
from tests.ui.test_looks import LONG, WORD
from zgcquiz.ui.terminal.console import make_console, wants_plain

Run = Callable[..., Ran]


@pytest.mark.parametrize(
    ("environment", "plain"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm", "NO_COLOR": ""}, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, True),
        ({"TERM": "unknown"}, True),
    ],
)
def test_a_terminal_is_drawn_on_unless_it_is_asked_not_to_or_cannot(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], plain: bool
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wants_plain(Window()) is plain
    assert wants_plain(Window(), asked=True)
    assert wants_plain(io.StringIO())


@pytest.mark.parametrize("columns", ["0", "-5", "x", "99999999"])
def test_a_number_of_columns_that_is_none_is_ignored(monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert make_console(io.StringIO(), plain=True).width == 80


@pytest.mark.parametrize("columns", ["0", "1", "10", "-5", "x", "99999999"])
def test_an_odd_number_of_columns_breaks_nothing(
    zgcquiz: Run, pack: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    done = zgcquiz("play", pack, stdin="b\n" * 3)
    assert (done.code, done.err) == (0, "")
    assert "Round done." in " ".join(done.out.split())


@pytest.mark.parametrize("name", ["FORCE_COLOR", "CLICOLOR_FORCE", "COLORTERM"])
def test_forcing_colour_on_a_pipe_breaks_nothing(
    zgcquiz: Run, pack: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1")
    done = zgcquiz("play", pack, stdin="b\n" * 3)
    assert done.code == 0
    assert "\x1b" not in done.out


def test_a_page_in_a_pipe_has_no_escapes_and_no_bars(zgcquiz: Run, pack: Path) -> None:
    zgcquiz("pack", "add", pack)
    zgcquiz("play", stdin="b\n" * 3)
    for arguments in ([], ["stats"], ["history"], ["pack", "list"], ["pack", "show", "yes", "--answers"]):
        done = zgcquiz(*arguments)
        assert (done.code, done.err) == (0, "")
        assert done.out
        assert "\x1b" not in done.out
        assert "###" not in done.out


def test_stats_shows_charts_on_a_terminal(zgcquiz: Run, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zgcquiz("play", pack, stdin="b\n" * 3)
    window = Window()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", window)
    assert zgcquiz("stats", pack).code == 0
    for text in ("████", "True retention", "Due in the next two weeks", "tomorrow", "young"):
        assert text in window.getvalue()


@pytest.mark.parametrize("cols", [80, 40])
def test_every_page_fits_the_window(zgcquiz: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cols: int) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    text = (
        f"zgcquiz: 1\nid: {'long-' * 12}id\ntitle: {LONG}\ndescription: {WORD}\nlicense: {WORD}\n"
        f"sources:\n  s: {{title: {LONG}, publisher: {WORD}}}\nsection: {LONG}\ntext: {LONG} {WORD}\nquestions:\n"
        f"  - {{id: {'i' * 100}, question: {LONG}?, answer: {WORD}, distractors: [x, y, z], tags: [{WORD}, {LONG}],"
        f" source: {{id: s, section: {LONG}}}, fact: {'f' * 90}}}\n"
    )
    write(folder / "pack.yaml", text)
    assert zgcquiz("pack", "add", folder).code == 0
    assert zgcquiz("play", stdin="0\n" * 3).code == 0
    id = json.loads(zgcquiz("pack", "list", "--json").out)["packs"][0]["id"]
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", str(cols))
    for arguments in (
        ["pack", "list"], ["pack", "show", id, "--answers"], ["stats"], ["stats", "--plain"], ["stats", "--items"],
        ["history"], ["history", "--plain"], [], ["read", id], ["pack", "facts", id], ["play", "nope"],
        ["suspend", id], ["held"], ["pack", "preview", id, "i" * 100], ["undo"],
    ):  # fmt: skip
        window = Window()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", window)
            patch.setattr(sys, "stderr", window)
            zgcquiz(*arguments)
        display = Display(cols, 24)
        display.feed(window.getvalue().replace("\n", "\r\n"))
        assert window.getvalue(), arguments
        assert display.widest <= cols, f"{arguments}\n{display.picture}"
