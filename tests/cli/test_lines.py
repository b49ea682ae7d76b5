"""Answers from a pipe, one a line: letters, numbers, texts, several keys, commands, nonsense, the end."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.making import GREEK, RIGHT, one, write
from tests.conftest import Ran

Run = Callable[..., Ran]


def answers(ran: Ran) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ran.json["answers"]
    return found


def play_one(zgcquiz: Run, greek: Path, tag: str, line: str) -> tuple[dict[str, Any], str]:
    """The answer that one line gives to the one question with a tag, and the messages."""
    ran = zgcquiz("play", greek, "--tag", tag, "--seed", "3", "--json", stdin=line)
    assert ran.code == 0
    return (answers(ran) or [{}])[0], ran.err


@pytest.mark.parametrize(
    ("line", "option", "certainty"),
    [
        ("a", 0, "sure"),
        ("c", 2, "sure"),
        ("A", 0, "guess"),
        ("C", 2, "guess"),
        ("1", 0, "sure"),
        ("3", 2, "sure"),
        ("  b  ", 1, "sure"),
        ("b\r", 1, "sure"),
        ("Twenty-four", 1, "sure"),
        ("twenty-FOUR", 1, "sure"),
        ("ａ", 0, "sure"),
        ("Ｃ", 2, "guess"),
        ("３", 2, "sure"),
        ("\u3000ｂ\u3000", 1, "sure"),
        ("Ｔｗｅｎｔｙ－ｆｏｕｒ", 1, "sure"),
    ],
)
def test_a_line_picks_an_option(zgcquiz: Run, greek: Path, line: str, option: int, certainty: str) -> None:
    answer, err = play_one(zgcquiz, greek, "number", line)
    assert err == ""
    assert answer["response"] == ["Twenty-two", "Twenty-four", "Twenty-six"][option]
    assert answer["certainty"] == certainty
    assert answer["correct"] is (option == 1)
    assert answer["rating"] == (3 if option == 1 and certainty == "sure" else 1)


@pytest.mark.parametrize(
    ("line", "certainty"),
    [
        ("{0},{1}", "sure"),
        ("{1}, {0}", "sure"),
        (" {0} , {1} ", "sure"),
        ("{0},{0},{1}", "sure"),
        ("{2},{1}", "guess"),
        ("{2},{3}", "guess"),
        ("{4},{5}", "sure"),
        ("{4},{1}", "sure"),
        ("Iota,Epsilon", "sure"),
        ("epsilon, IOTA", "sure"),
        ("{0}，{1}", "sure"),
        ("{0}、{1}", "sure"),
        ("Iota，\u3000Epsilon", "sure"),
    ],
)
def test_several_keys_are_parted_by_commas(zgcquiz: Run, greek: Path, line: str, certainty: str) -> None:
    shown = play_one(zgcquiz, greek, "sound", "0")[0]["shown"]
    first, second = shown.index("Iota"), shown.index("Epsilon")
    letters = "abcde"[first], "abcde"[second]
    given = line.format(*letters, *(letter.upper() for letter in letters), first + 1, second + 1)
    answer, err = play_one(zgcquiz, greek, "sound", given)
    assert err == ""
    assert sorted(answer["response"]) == ["Epsilon", "Iota"]
    assert (answer["correct"], answer["certainty"]) == (True, certainty)


def test_one_key_of_two_is_not_right_and_one_more_is_not_either(zgcquiz: Run, greek: Path) -> None:
    assert play_one(zgcquiz, greek, "sound", "Iota")[0]["outcome"] == "partial"
    assert play_one(zgcquiz, greek, "sound", "Iota, Epsilon, Beta")[0]["outcome"] in ("partial", "")
    assert play_one(zgcquiz, greek, "sound", "a,b,c,d,e")[0]["outcome"] == "wrong"


def test_zero_is_i_dont_know(zgcquiz: Run, greek: Path) -> None:
    answer, err = play_one(zgcquiz, greek, "number", "0")
    assert (answer["response"], answer["outcome"], answer["certainty"], err) == (None, "wrong", None, "")


@pytest.mark.parametrize(
    "line",
    [
        "d", "D", "4", "00", "-1", "1.0", "a,b", "ab", "?", "Twenty", "Twenty-four.", ",", "²", "\x00", "\x1b[A",
        "a" * 9_000, "q.", "quit", "\u202ea",
    ],
)  # fmt: skip
def test_nonsense_is_complained_of_and_the_question_stays(zgcquiz: Run, greek: Path, line: str) -> None:
    answer, err = play_one(zgcquiz, greek, "number", f"{line}\nb\n")
    assert answer["correct"]
    assert "line 1" in err
    assert "count" in err
    assert "a to c" in err
    assert "\x1b" not in err
    assert "\u202e" not in err
    assert len(err) < 3000, "the whole of a line is not worth repeating"


def test_a_line_that_is_too_long_is_no_answer(zgcquiz: Run, greek: Path) -> None:
    answer, err = play_one(zgcquiz, greek, "number", f"{'a' * 100_000}\nb\n")
    assert answer["correct"]
    assert "line 1" in err
    assert "at most 10,000 characters" in err.replace("\n", " ")
    assert len(err) < 3000


@pytest.mark.parametrize(("line", "response"), [("错", "false"), ("false", "false"), ("对", "true"), ("True", "true")])
def test_true_and_false_are_given_as_they_are_shown(zgcquiz: Run, tmp_path: Path, line: str, response: str) -> None:
    pack = tmp_path / "t.yaml"
    pack.write_text(
        "zgcquiz: 1\nid: t\ntitle: T\nlanguage: zh\nquestions: [{id: a, question: 一加一等于三。, answer: false}]\n",
        encoding="utf-8",
    )
    ran = zgcquiz("play", pack, "--json", stdin=f"{line}\n")
    assert [answer["response"] for answer in ran.json["answers"]] == [response]
    assert "错" in zgcquiz("pack", "show", pack, "--answers").out


def test_the_number_of_the_line_is_that_of_the_file(zgcquiz: Run, greek: Path) -> None:
    _, err = play_one(zgcquiz, greek, "number", "\n\n# a comment\n\nb\n")
    assert "line 3" in err


def test_blank_lines_say_nothing(zgcquiz: Run, greek: Path) -> None:
    answer, err = play_one(zgcquiz, greek, "number", "\n   \n\t\n\r\nb")
    assert (answer["correct"], err) == (True, "")


def test_an_options_text_comes_before_a_command(zgcquiz: Run, tmp_path: Path) -> None:
    text = one("keys", "Which?").replace("answer: true", "answer: q, options: [u, q, x]")
    ran = zgcquiz("play", write(tmp_path / "keys.yaml", text), "--json", stdin="q\n")
    assert answers(ran)[0]["correct"]


def test_a_comma_in_an_options_text_is_part_of_it(zgcquiz: Run, tmp_path: Path) -> None:
    text = one("keys", "Which?").replace("answer: true", "answers: ['1,343', '12,000'], distractors: ['3,652', x]")
    path = write(tmp_path / "keys.yaml", text)
    ran = zgcquiz("play", path, "--json", stdin="1,343\n")
    assert answers(ran)[0]["response"] == ["1,343"]


def test_q_ends_the_round_and_what_was_answered_counts(zgcquiz: Run, greek: Path) -> None:
    ran = zgcquiz("play", greek, "--json", stdin="0\n0\nq\n0\n")
    assert (ran.code, ran.json["asked"], ran.json["finished"]) == (0, 2, False)
    assert len(zgcquiz("history", "--json").json) == 2


def test_the_end_of_input_ends_the_round_with_what_was_answered(zgcquiz: Run, greek: Path) -> None:
    ran = zgcquiz("play", greek, stdin="0\n0")
    assert ran.code == 0
    assert "Round ended. 0 of 2 right" in ran.out
    assert "Both answers are saved." in ran.out
    assert len(zgcquiz("history", "--json").json) == 2


@pytest.mark.parametrize("closed", [True, False])
def test_no_input_at_all_is_a_round_without_answers(
    zgcquiz: Run, greek: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], closed: bool
) -> None:
    from zgcquiz.cli import main

    stream = io.StringIO("0\n")
    stream.close()
    monkeypatch.setattr(sys, "stdin", stream if closed else None)
    assert main.run(["play", str(greek)]) == 0
    assert "Nothing was answered" in capsys.readouterr().out
    assert zgcquiz("history", "--json").json == []


def test_u_takes_the_last_answer_back_and_asks_again(zgcquiz: Run, greek: Path) -> None:
    wrong_then_right = zgcquiz("play", greek, "--seed", "5", "--json", stdin="0\nu\n0\n0\n0\n0\n")
    assert [answer["question"] for answer in answers(wrong_then_right)] == [
        answer["question"] for answer in answers(zgcquiz("play", greek, "--seed", "5", "--json", stdin="0\n" * 4))
    ]
    log = zgcquiz("history", "--json").json
    assert sum(entry["void"] for entry in log) == 1
    assert len(log) == 9


def test_u_can_be_said_again_and_again(zgcquiz: Run, greek: Path) -> None:
    ran = zgcquiz("play", greek, "--json", stdin="0\n0\n0\nu\nu\nu\nu\n0\n")
    assert ran.json["asked"] == 1
    assert "nothing to undo" in ran.err
    assert sorted(entry["void"] for entry in zgcquiz("history", "--json").json) == [False, True, True, True]


@pytest.mark.parametrize(("letter", "rating"), [("e", 4), ("h", 2)])
def test_e_and_h_rate_the_answer_before(zgcquiz: Run, greek: Path, letter: str, rating: int) -> None:
    ran = zgcquiz(
        "play", greek, "--tag", "order", "--seed", "1", "--json", stdin=_right("order", letter, zgcquiz, greek)
    )
    first, second = answers(ran)
    assert (first["rating"], second["rating"]) == (rating, 3)
    ratings = [entry["rating"] for entry in zgcquiz("history", "--json").json if not entry["void"]]
    assert sorted(ratings) == sorted([rating, 3])


def _right(tag: str, between: str, zgcquiz: Run, greek: Path) -> str:
    """Right answers to the questions of a round with seed 1, and a line after the first."""
    asked = answers(zgcquiz("play", greek, "--tag", tag, "--seed", "1", "--no-record", "--json", stdin="0\n" * 9))
    texts = [RIGHT[answer["question"]] for answer in asked]
    return "\n".join([texts[0], between, *texts[1:]]) + "\n"


@pytest.mark.parametrize("more", ["e", "h", "u"])
def test_a_round_is_over_with_its_last_answer(zgcquiz: Run, greek: Path, more: str) -> None:
    """Nothing is read after it: a script may keep its end of the pipe open, and wait for the result."""
    ran = zgcquiz("play", greek, "--tag", "number", "--json", stdin=f"Twenty-four\n{more}\n")
    assert answers(ran)[0]["rating"] == 3


@pytest.mark.parametrize("before", ["", "0\n", "A\n"])
def test_e_without_a_right_and_sure_answer_before_it_is_said(zgcquiz: Run, greek: Path, before: str) -> None:
    ran = zgcquiz("play", greek, "--json", stdin=f"{before}e\n")
    assert {entry["rating"] for entry in zgcquiz("history", "--json").json} <= {1}
    assert ran.err != ""


def test_a_letter_that_is_an_option_is_no_command(zgcquiz: Run, tmp_path: Path) -> None:
    text = one("many", "Which?").replace("answer: true", "answer: '5', options: ['9', '8', '7', '6', '5']")
    ran = zgcquiz("play", write(tmp_path / "many.yaml", text), "--json", stdin="e\n")
    assert answers(ran)[0]["correct"]


def test_a_round_is_told_in_words(zgcquiz: Run, greek: Path) -> None:
    ran = zgcquiz("play", greek, "--tag", "start", stdin="Alpha\n")
    for said in (
        "Greek letters: 1 question.",
        "Question 1 of 1. New.",
        "Which letter is the first?",
        "a: ",
        "You said: Alpha (sure).",
        "Right.",
        "As in alphabet.",
        "Source: Press 2020, Letters, paragraph 2",
        "Due: ",
        "Round done. 1 of 1 right, 100%.",
    ):
        assert said in ran.out
    wrong = zgcquiz("play", greek, "--tag", "start", stdin="0\n").out
    assert "You said: don't know." in wrong or "don't know" in wrong
    assert "The right answer: Alpha" in wrong
    assert "As in alphabet." in wrong


def test_the_feedback_on_the_option_picked_comes_with_it(zgcquiz: Run, greek: Path) -> None:
    write(greek, GREEK.replace("distractors: [Beta, Gamma, Delta, {", "options: [Alpha, {", 1))
    assert "That is the last one." in zgcquiz("play", greek, "--tag", "start", stdin="Omega\n").out
    assert "That is the last one." not in zgcquiz("play", greek, "--tag", "start", stdin="Alpha\n").out


def test_no_line_is_wider_than_a_pipe_is_taken_to_be(zgcquiz: Run, greek: Path) -> None:
    write(greek, GREEK.replace("As in alphabet.", "word " * 60))
    out = zgcquiz("play", greek, stdin="0\n" * 4).out
    assert max(map(len, out.splitlines())) <= 80
    assert "\x1b" not in out


def test_more_pinned_distractors_than_there_are_letters_are_refused_or_shown(zgcquiz: Run, tmp_path: Path) -> None:
    """All pinned options are shown; there are ten letters."""
    pinned = ", ".join(f"{{text: option {number}, pin: last}}" for number in range(12))
    text = one("pins", "Which?").replace("answer: true", f"answer: right, distractors: [{pinned}]")
    ran = zgcquiz("play", write(tmp_path / "pins.yaml", text), "--json", stdin="nonsense\nright\n")
    assert ran.code in (0, 1)
    if ran.code == 0:
        assert answers(ran)[0]["correct"]
        assert len(answers(ran)[0]["shown"]) <= 10
    else:
        assert ran.json["error"]["code"] == "pack-errors"
