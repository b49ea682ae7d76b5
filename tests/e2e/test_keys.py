"""Every key does what the screen says, at 80 and at 40 columns."""

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
    found: list[dict[str, Any]] = json.loads(program.run("history", "--json").stdout)
    return list(reversed(found))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return yes(tmp_path / "yes.yaml")


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (40, 20), (200, 50)])
def test_a_shipped_round_can_be_played_to_its_end(on_terminal: Start, program: Program, cols: int, rows: int) -> None:
    screen = on_terminal("play", "zhongguancun", "--seed", "7", cols=cols, rows=rows)
    screen.wait_for("1/10")
    for number in range(1, 11):
        assert f"{number}/10" in screen.said or f"{number}/10" in screen.text
        screen.press("0", "Enter next")
        assert "WRONG" in screen.said
        screen.press("\r", f"{number + 1}/10" if number < 10 else "ROUND DONE")
    screen.wait_for("q quit")
    assert "0/10" in screen.text
    assert "All 10 answers are saved." in screen.text
    screen.send("q")
    assert screen.finish() == 0
    assert screen.widest < cols
    assert screen.mode == screen.mode_before
    assert len(history(program)) == 10


@pytest.mark.parametrize("cols", [80, 40])
def test_letters_digits_and_arrows_answer(on_terminal: Start, program: Program, pack: Path, cols: int) -> None:
    screen = on_terminal("play", pack, cols=cols, rows=20)
    screen.wait_for("1/3")
    screen.wait_for("quit" if cols == 80 else "q")
    screen.press("b", "RIGHT")
    screen.wait_for("2/3")
    screen.press("2", "RIGHT")
    screen.wait_for("3/3")
    screen.press("\x1b[B", "> a")
    screen.press("\x1b[B", "> b")
    screen.press("\x1b[B", "> c")
    screen.press("\x1bOA", "> b")
    screen.press("\r", "ROUND DONE")
    assert "100%" in screen.text
    assert "streak 3" in screen.text
    screen.send("q")
    assert screen.finish() == 0
    assert [entry["rating"] for entry in history(program)] == [3, 3, 3]


def test_up_from_nowhere_is_the_last_option_and_the_ends_meet(on_terminal: Start, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("\x1b[A", "> d")
    screen.press("\x1b[B", "> a")
    screen.press("\x1b[A", "> d")


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


def test_enter_with_nothing_picked_is_no_answer(on_terminal: Start, program: Program, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("\r", "Pick an option first")
    screen.press(" ", "cursor")
    assert history(program) == []


def test_a_capital_is_a_guess_that_scores_and_comes_back_soon(on_terminal: Start, program: Program, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("B", "Enter next")
    assert "RIGHT" in screen.said
    assert "guess" in screen.said
    assert "score 1" in screen.said
    screen.press("\r", "2/3")
    (entry,) = history(program)
    assert (entry["certainty"], entry["correct"], entry["rating"]) == ("guess", True, 1)


def test_0_is_i_dont_know_and_the_key_is_shown(on_terminal: Start, program: Program, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("0", "Enter next")
    assert "WRONG" in screen.said
    assert "✓ b rightly right answer" in screen.said
    assert "Because" in screen.said
    (entry,) = history(program)
    assert (entry["response"], entry["certainty"]) == (None, None)


def test_a_wrong_answer_shows_what_was_picked_its_feedback_and_when_it_comes_back(
    on_terminal: Start, pack: Path
) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("d", "Enter next")
    for said in (
        "✗ d never your answer (sure)",
        "✓ b rightly",
        "WRONG",
        "Never say never.",
        "Because",
        "Due: in 10 min",
    ):
        assert said in screen.said


def test_u_takes_the_last_answer_back(on_terminal: Start, program: Program, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("u", "nothing to undo")
    screen.press("b", "2/3")
    screen.press("u", "1/3")
    assert "was undone" in screen.text
    screen.press("d", "Enter next")
    screen.press("u", "1/3")
    screen.press("b", "2/3")
    assert [entry["void"] for entry in history(program)] == [True, True, False]


def test_u_at_the_summary_asks_the_last_question_again(on_terminal: Start, program: Program, pack: Path) -> None:
    screen = on_terminal("play", pack, "-n", "1")
    screen.wait_for("? keys")
    screen.press("b", "ROUND DONE")
    screen.wait_for("u undo")
    screen.press("u", "1/1")
    screen.press("a", "Enter next")
    screen.press("\r", "ROUND DONE")
    assert "0/1" in screen.said
    screen.wait_for("q quit")
    screen.send("q")
    assert screen.finish() == 0
    assert [(entry["void"], entry["correct"]) for entry in history(program)] == [(True, True), (False, False)]


@pytest.mark.parametrize(("key", "rating", "word"), [("e", 4, "easy"), ("h", 2, "hard")])
def test_e_and_h_rate_the_right_answer_before(
    on_terminal: Start, program: Program, pack: Path, key: str, rating: int, word: str
) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press(key, "Press e or h right after")
    screen.press("b", "2/3")
    screen.wait_for("e/h")
    screen.press(key, f"Rated {word}")
    screen.press("b", "3/3")
    screen.press("q", "ROUND ENDED")
    assert screen.finish() == 0
    assert [entry["rating"] for entry in history(program) if not entry["void"]] == [rating, 3]


@pytest.mark.parametrize(("key", "rating"), [("e", 4), ("h", 2)])
def test_e_and_h_rate_the_last_answer_of_a_round_too(
    on_terminal: Start, program: Program, pack: Path, key: str, rating: int
) -> None:
    screen = on_terminal("play", pack, "-n", "1")
    screen.wait_for("? keys")
    screen.press("b", "ROUND DONE")
    screen.wait_for("q quit")
    screen.send(key)
    screen.send("q")
    assert screen.finish() == 0
    assert [entry["rating"] for entry in history(program) if not entry["void"]] == [rating]


def test_question_mark_shows_and_hides_the_keys(on_terminal: Start, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("?", "undo the last answer")
    assert any("I don't know" in line for line in screen.lines)
    screen.press("?", "quit")
    assert not any("undo the last answer" in line for line in screen.lines)
    screen.press("b", "RIGHT")


def test_q_ends_with_what_was_answered(on_terminal: Start, program: Program, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("b", "2/3")
    screen.press("q", "ROUND ENDED")
    assert screen.finish() == 0
    assert "1/1" in screen.text
    assert "The answer is saved." in screen.text
    assert len(history(program)) == 1


def test_space_picks_where_several_are_right(on_terminal: Start, program: Program, tmp_path: Path) -> None:
    pack = one(tmp_path / "p.yaml", "Which?", ["east", "west"], ["up", "down"])
    screen = on_terminal("play", pack)
    screen.wait_for("Select all that apply.")
    screen.wait_for("quit")
    screen.press("\x1b[B", "> [ ] a")
    screen.press(" ", "> [x] a")
    screen.press("\x1b[B", "> [ ] b")
    screen.press(" ", "> [x] b")
    screen.press("c", "[x] c")
    screen.press("c", "[ ] c")
    screen.press("\r", "ROUND DONE")
    (entry,) = history(program)
    assert (entry["response"], entry["correct"], entry["certainty"]) == (["east", "west"], True, "sure")


def test_a_capital_among_several_makes_them_a_guess(on_terminal: Start, program: Program, tmp_path: Path) -> None:
    pack = one(tmp_path / "p.yaml", "Which?", ["east", "west"], ["up", "down"])
    screen = on_terminal("play", pack)
    screen.wait_for("A-D guess")
    screen.press("A", "(guess)")
    screen.press("b", "[x] b")
    screen.press("\r", "Enter next")
    (entry,) = history(program)
    assert (entry["correct"], entry["certainty"], entry["rating"]) == (True, "guess", 1)


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


def test_three_guesses_in_a_row_make_one_ask_about_caps_lock(on_terminal: Start, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    for number in range(1, 4):
        screen.press("B", "Enter next")
        assert ("Caps Lock" in screen.said) is (number == 3)
        screen.send("\r")
    screen.wait_for("ROUND DONE")


def test_a_sure_answer_between_guesses_ends_the_row(on_terminal: Start, tmp_path: Path) -> None:
    screen = on_terminal("play", yes(tmp_path / "yes.yaml", 5))
    screen.wait_for("? keys")
    for key in "BBbBB":
        screen.press(key, "RIGHT")
        screen.wait_for("Enter next" if key == "B" else "4/5")
        assert "Caps Lock" not in screen.said
        if key == "B":
            screen.send("\r")
            screen.wait_for("/5")


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


def test_pause_waits_after_every_answer(on_terminal: Start, program: Program, pack: Path) -> None:
    screen = on_terminal("play", pack, "--pause")
    screen.wait_for("? keys")
    screen.press("b", "e easy")
    assert "RIGHT" in screen.said
    assert "2/3" not in screen.said
    screen.press("e", "Rated easy")
    screen.press("\r", "2/3")
    screen.press("b", "Enter next")
    screen.press("u", "2/3")
    assert [(entry["rating"], entry["void"]) for entry in history(program)][-2:] == [(4, False), (3, True)]


def test_the_next_interval_stands_beside_each_verdict(on_terminal: Start, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("b", "Due: in")
    screen.press("0", "Due: in 10 min")


def test_time_runs_out(on_terminal: Start, program: Program, pack: Path) -> None:
    screen = on_terminal("play", pack, "--time", "1")
    screen.wait_for("#### 1 s")
    screen.wait_for("Enter next")
    assert "time ran out" in screen.said.lower()
    (entry,) = history(program)
    assert (entry["outcome"], entry["response"], entry["rating"]) == ("wrong", None, 1)
    assert screen.widest < 80
    screen.press("\r", "2/3")
    screen.press("b", "3/3")


def test_a_clock_leaves_no_trace(on_terminal: Start, pack: Path) -> None:
    screen = on_terminal("play", pack, "--time", "60", rows=12)
    screen.wait_for("60 s")
    screen.press("b", "2/3")
    screen.press("a", "Enter next")
    assert not any(" s" in line and "###" in line for line in screen.lines)
    assert screen.widest < 80


def test_missed_questions_can_be_viewed_and_tried_again(on_terminal: Start, program: Program, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("a", "Enter next")
    screen.press("\r", "2/3")
    screen.press("bb", "ROUND DONE")
    screen.wait_for("v view missed")
    screen.press("v", "✗ wrongly")
    assert "Because" in screen.said
    screen.press("m", "1/1")
    screen.press("b", "ROUND DONE")
    screen.wait_for("n new round")
    screen.press("n", "1/3")
    screen.press("q", "Nothing was answered")
    assert screen.finish() == 0
    assert len(history(program)) == 4


def test_a_review_brings_a_miss_back_until_it_is_right(on_terminal: Start, program: Program, tmp_path: Path) -> None:
    screen = on_terminal("review", yes(tmp_path / "yes.yaml", 1))
    screen.wait_for("? keys")
    for _ in range(3):
        screen.press("a", "until it is right")
        screen.wait_for("Enter")
        screen.press("\r", "Number 0?")
    screen.press("b", "ROUND DONE")
    screen.wait_for("q quit")
    screen.send("q")
    assert screen.finish() == 0
    again = on_terminal("review", tmp_path / "yes.yaml")
    again.wait_for("Nothing is due. 1 question is due")
    assert again.finish() == 0


def test_a_guest_is_told_that_nothing_is_kept(on_terminal: Start, program: Program, pack: Path) -> None:
    screen = on_terminal("play", pack, "--no-record")
    screen.wait_for("nothing is saved")
    screen.wait_for("? keys")
    screen.press("b", "2/3")
    screen.press("e", "Press e or h")
    screen.press("u", "1/3")
    screen.press("q", "Nothing was answered")
    assert screen.finish() == 0
    assert not (program.home / "zgcquiz.db").exists()


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


@pytest.mark.parametrize("cols", [80, 40])
def test_a_question_is_suspended_and_buried_by_a_key(
    on_terminal: Start, program: Program, pack: Path, cols: int
) -> None:
    screen = on_terminal("play", pack, cols=cols, rows=24)
    screen.wait_for("1/3")
    screen.press("!", "Suspended")
    screen.wait_for("1/2")
    screen.press("u", "Undone")
    screen.wait_for("1/3")
    screen.press("!", "1/2")
    screen.press("0", "Enter next")
    screen.press("-", "Buried until tomorrow")
    screen.press("?", "bury: not today")
    screen.press("-", "Not asked for now")
    screen.wait_for("quit")
    assert "1 suspended, 2 buried" in " ".join(screen.text.split())
    screen.send("q")
    assert screen.finish() == 0
    assert screen.widest < cols
    held = json.loads(program.run("held", pack, "--json").stdout)["held"]
    assert sorted(entry["held"] for entry in held) == ["buried", "buried", "suspended"]
    assert len(history(program)) == 1
