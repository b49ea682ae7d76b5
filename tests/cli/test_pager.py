"""Pages longer than the screen go to a pager, on a terminal and nowhere else."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran
from tests.e2e.making import yes
from tests.ui.display import Window
from zgcquiz.cli.pager import PagedOutput, PagerClosedError, pager_command

Run = Callable[..., Ran]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return yes(tmp_path / "yes.yaml")


@pytest.fixture
def pager(tmp_path: Path) -> tuple[str, Path]:
    """Return the command of a pager that keeps all it is given in a file, and this file."""
    kept = tmp_path / "paged"
    code = f"import sys; open({str(kept)!r}, 'wb').write(sys.stdin.buffer.read())"
    return shlex.join([sys.executable, "-c", code]), kept


def on_terminal(
    zgcquiz: Run, monkeypatch: pytest.MonkeyPatch, *arguments: object, **environment: str
) -> tuple[Ran, str]:
    """Return the run, and what it wrote on a terminal of 80x24."""
    window = Window()
    with monkeypatch.context() as patch:
        for name, value in {"TERM": "xterm", "COLUMNS": "80", "LINES": "24", **environment}.items():
            patch.setenv(name, value)
        patch.setattr(sys, "stdout", window)
        patch.setattr("zgcquiz.cli.pager.is_terminal", lambda stream: True)
        done = zgcquiz(*arguments)
    return done, window.getvalue()


def test_the_whole_page_goes_to_the_pager(
    zgcquiz: Run, pack: Path, monkeypatch: pytest.MonkeyPatch, pager: tuple[str, Path]
) -> None:
    zgcquiz("play", pack, stdin="b\n" * 3)
    command, kept = pager
    unpaged = on_terminal(zgcquiz, monkeypatch, "stats", pack, PAGER="")[1]
    done, shown = on_terminal(zgcquiz, monkeypatch, "stats", pack, PAGER=command)
    assert (done.code, shown) == (0, "")
    assert kept.read_text(encoding="utf-8") == unpaged
    assert "\x1b[" in unpaged


def test_a_short_page_and_plain_lines_go_to_the_terminal(
    zgcquiz: Run, pack: Path, monkeypatch: pytest.MonkeyPatch, pager: tuple[str, Path]
) -> None:
    zgcquiz("play", pack, stdin="b\n" * 3)
    command, kept = pager
    for arguments in (("history",), ("stats", pack, "--plain"), ("stats", pack, "--json")):
        done, shown = on_terminal(zgcquiz, monkeypatch, *arguments, PAGER=command)
        assert done.code == 0
        assert shown
    assert on_terminal(zgcquiz, monkeypatch, "stats", pack, PAGER=command, TERM="dumb")[1]
    assert not kept.exists()


@pytest.mark.parametrize("command", ["/nonexistent/pager", "'open quote", ""])
def test_without_a_pager_the_page_is_printed(
    zgcquiz: Run, pack: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    zgcquiz("play", pack, stdin="b\n" * 3)
    done, shown = on_terminal(zgcquiz, monkeypatch, "stats", pack, PAGER=command)
    assert done.code == 0
    assert "True retention" in shown
    assert "--confusions" in shown


@pytest.mark.skipif(os.name == "nt", reason="there is no less")
def test_less_says_how_to_leave_it_unless_the_user_has_set_it_up(
    zgcquiz: Run, pack: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    zgcquiz("play", pack, stdin="b\n" * 3)
    (tmp_path / "bin").mkdir()
    less, kept = tmp_path / "bin" / "less", tmp_path / "options"
    less.write_text(f"#!/bin/sh\nwhile read -r line; do :; done\necho \"$LESS\" > '{kept}'\n", encoding="utf-8")
    less.chmod(0o755)
    monkeypatch.delenv("PAGER", raising=False)
    monkeypatch.delenv("LESS", raising=False)
    monkeypatch.setenv("PATH", str(less.parent))

    def options(**environment: str) -> str:
        on_terminal(zgcquiz, monkeypatch, "stats", pack, **environment)
        return kept.read_text(encoding="utf-8").strip()

    assert options() == "FRXPs?e(end) .q leave, space on, b back$"
    assert len("(end) q leave, space on, b back") < 40
    assert options(LESS="M") == "M"
    assert options(PAGER=f"{less} -i") == "FRX"


def test_a_pager_that_is_closed_ends_the_page(
    zgcquiz: Run, pack: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing more is drawn, and nothing is said: whoever closed it has seen enough."""
    window = Window()
    output = PagedOutput(window, lambda: [sys.executable, "-c", "pass"], rows=3, columns=80)
    with pytest.raises(PagerClosedError):
        output.writelines("a line\n" for _ in range(1_000_000))
    output.finish()
    assert window.getvalue() == ""
    zgcquiz("play", pack, stdin="b\n" * 3)
    closed = shlex.join([sys.executable, "-c", "import os; os.close(0)"])
    done, _ = on_terminal(zgcquiz, monkeypatch, "stats", pack, PAGER=closed)
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    ("text", "paged"),
    [("line\n" * 3, False), ("line\n" * 4, True), ("x" * 10 + "\n", False), ("x" * 41 + "\n", True),
     ("\x1b[1m" * 99 + "x\n", False)],
)  # fmt: skip
def test_the_lines_are_counted_as_the_terminal_breaks_them(pager: tuple[str, Path], text: str, paged: bool) -> None:
    command, kept = pager
    output = PagedOutput(Window(), lambda: shlex.split(command), rows=4, columns=10)
    output.write(text)
    output.finish()
    assert kept.exists() is paged


def test_the_pager_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert pager_command({"PAGER": "most -s 'a b'"}) == ["most", "-s", "a b"]
    assert pager_command({"PAGER": ""}) == []
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pager_command({}) == []
    (tmp_path / "less").touch(mode=0o755)
    assert pager_command({}) == (["less", "-R"] if os.name != "nt" else [])
