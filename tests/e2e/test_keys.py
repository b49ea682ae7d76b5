"""Keys as a real terminal sends them: escape sequences, bytes that are no text, keys typed ahead."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Program
from tests.e2e.making import one, yes
from tests.e2e.terminal import Terminal

Start = Callable[..., Terminal]


def history(program: Program) -> list[dict[str, Any]]:
    """Newest last."""
    found: list[dict[str, Any]] = program.quick("history", "--json").json
    return list(reversed(found))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return yes(tmp_path / "yes.yaml")


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (40, 20)])
def test_a_shipped_round_can_be_played_to_its_end(on_terminal: Start, program: Program, cols: int, rows: int) -> None:
    screen = on_terminal("play", "zhongguancun", "--seed", "7", cols=cols, rows=rows)
    screen.wait_for("1/10")
    for number in range(1, 11):
        assert f"{number}/10" in screen.said or f"{number}/10" in screen.text
        screen.press("0", "Enter next")
        assert "WRONG" in screen.said
        screen.press("\r", f"{number + 1}/10" if number < 10 else "ROUND DONE")
    screen.wait_for("All 10 answers are saved.")
    assert "0/10" in screen.text
    screen.send("q")
    assert screen.finish() == 0
    assert screen.widest < cols
    assert screen.mode == screen.mode_before
    assert len(history(program)) == 10


def test_letters_digits_and_arrows_answer(on_terminal: Start, program: Program, pack: Path) -> None:
    screen = on_terminal("play", pack, rows=20)
    screen.wait_for("1/3")
    screen.wait_for("quit")
    screen.press("b", "RIGHT")
    screen.wait_for("2/3")
    screen.press("2", "RIGHT")
    screen.wait_for("3/3")
    screen.press("\x1b[B", "> a")
    screen.press("\x1b[B", "> b")
    screen.press("\x1b[B", "> c")
    screen.press("\x1bOA", "> b")
    screen.press("\r", "ROUND DONE")
    screen.wait_for("100%")
    screen.wait_for("3 in a row")
    screen.send("q")
    assert screen.finish() == 0
    assert [entry["rating"] for entry in history(program)] == [3, 3, 3]


def test_an_arrow_whose_bytes_come_one_by_one_is_an_arrow(on_terminal: Start, program: Program, pack: Path) -> None:
    """Over a slow line; its last byte alone would be a guess."""
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    for byte in (b"\x1b", b"[", b"B"):
        screen.child.send(byte)
        time.sleep(0.02)
    screen.wait_for("> a")
    for part in (b"\x1b[", b"A"):
        screen.child.send(part)
        time.sleep(0.02)
    screen.wait_for("> d")
    assert history(program) == []


def test_keys_that_mean_nothing_do_nothing(on_terminal: Start, program: Program, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    sequences = (b"[C", b"[D", b"[5~", b"[1;5B", b"OP", b"[200~", b"[<0;1;1M", b"")
    for keys in (b"\x00", b"\t", *(b"\x1b" + rest for rest in sequences)):
        screen.send(keys)
    screen.press("z", "z does nothing here")
    assert history(program) == []
    screen.press("b", "RIGHT")


def test_bytes_that_are_no_text_swallow_no_key(on_terminal: Start, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press(b"\xffz", "z does nothing here")
    screen.press(b"\xc3y", "y does nothing here")
    screen.press(b"\x80b", "2/3")


def test_full_width_keys_are_folded(on_terminal: Start, program: Program, tmp_path: Path) -> None:
    pack = one(tmp_path / "p.yaml", "Which?", ["east", "west"], ["up", "down"])
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("ａ", "[x] a")
    screen.press("２", "[x] b")
    screen.press("\x1b[A", "> [ ] d")
    screen.press("\u3000", "> [x] d")
    screen.press("？", "undo the last answer")
    screen.press("Ｄ", "> [ ] d")
    screen.press("\r", "ROUND DONE")
    assert history(program)[0]["correct"]


def test_keys_typed_ahead_answer_as_long_as_they_are_right(on_terminal: Start, program: Program, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("bbb", "ROUND DONE")
    assert len(history(program)) == 3


def test_keys_typed_ahead_after_a_wrong_answer_are_thrown_away(
    on_terminal: Start, program: Program, pack: Path
) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("a\r\rbbqqq", "Enter next")
    time.sleep(0.3)  # for what must not come
    assert len(history(program)) == 1
    screen.press("\r", "2/3")
    screen.press("b", "3/3")


def test_time_runs_out(on_terminal: Start, program: Program, pack: Path) -> None:
    screen = on_terminal("play", pack, "--time", "1")
    screen.wait_for("━━━━ 1 s")
    screen.wait_for("Enter next")
    assert "time ran out" in screen.said.lower()
    (entry,) = history(program)
    assert (entry["outcome"], entry["response"], entry["rating"]) == ("wrong", None, 1)
    assert screen.widest < 80
    screen.press("\r", "2/3")
    screen.press("b", "3/3")


def test_json_of_a_round_on_a_terminal_stays_clean(program: Program, on_terminal: Start, pack: Path) -> None:
    """The screen goes to stderr; stdout holds the document alone."""
    out = program.folder / "out.json"
    shell = Terminal(
        ["sh", "-c", f"'{program.command}' play '{pack}' -n 1 --json > '{out}'"], 80, 24, program.env(), program.folder
    )
    shell.wait_for("? keys")
    shell.press("b", "ROUND DONE")
    shell.wait_for("q quit")
    shell.send("q")
    assert shell.finish() == 0
    shell.close()
    assert json.loads(out.read_text(encoding="utf-8"))["correct"] == 1
