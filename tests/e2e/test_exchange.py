"""Imports that take their time, on a real terminal and over pipes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import Program
from tests.e2e.terminal import Terminal

SLOW = """\
import time
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.formats.exchange.contract import Confidence, Converted, Format

def _read(data, name, options):
    for number in range(1, 26):
        time.sleep(0.08)
        options.progress(number, 25)
    item = Item("q", Kind.TRUE_FALSE, "Q?", (Option("true", True), Option("false")))
    return Converted(Pack(PackInfo("slow", "Slow"), (item,)))

SLOW = Format("slow", "Slow", (".slow",), lambda sample: Confidence.CERTAIN, _read)
"""


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A package with a format that takes two seconds, as pip would have installed it."""
    site = tmp_path / "site"
    info = site / "slow_format-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "slow_format.py").write_text(SLOW, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: slow-format\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[zgcquiz.formats]\nslow = slow_format:SLOW\n", encoding="utf-8")
    (tmp_path / "x.slow").write_text("slow", encoding="utf-8")
    return site


@pytest.mark.parametrize(
    ("typed", "told"), [("question,answer,wrong\nA?,b,c\n", "1 question"), ("a\n", "format was not"), ("", "is empty")]
)
def test_what_is_typed_ends_at_one_key_and_the_wait_is_told(
    on_terminal: Callable[..., Terminal], typed: str, told: str
) -> None:
    screen = on_terminal("pack", "import", "-", "--id", "typed")
    screen.wait_for("Type or paste what to import, then press Ctrl-D on a line of its own.")
    screen.send(typed)
    screen.send("\x04")
    screen.wait_for(told)
    assert screen.finish() == (0 if typed.startswith("question") else 1)


@pytest.mark.parametrize("cols", [80, 40])
def test_a_bar_is_shown_for_what_takes_longer_than_a_second(
    on_terminal: Callable[..., Terminal], slow: Path, cols: int
) -> None:
    screen = on_terminal("pack", "import", "x.slow", cols=cols, env={"PYTHONPATH": str(slow)})
    screen.wait_for("Importing")
    screen.wait_for("%")
    screen.wait_for("Added slow")
    assert screen.finish() == 0
    assert screen.widest <= cols
    assert "Importing" not in "\n".join(screen.lines), "the bar leaves nothing behind"


def test_no_bar_is_written_where_nothing_can_be_redrawn(program: Program, slow: Path) -> None:
    ran = program.run("pack", "import", "x.slow", "--json", PYTHONPATH=str(slow))
    assert ran.returncode == 0
    assert ran.stderr == ""
    assert ran.stdout.startswith("{")


def test_ctrl_c_leaves_nothing_half_written(on_terminal: Callable[..., Terminal], program: Program, slow: Path) -> None:
    screen = on_terminal("pack", "import", "x.slow", "-o", "out.yaml", env={"PYTHONPATH": str(slow)})
    screen.wait_for("Importing")
    screen.send("\x03")
    assert screen.finish() == 130
    assert not list(program.folder.glob("*out*"))
