"""Every key does what the screen says, at 80 and at 40 columns."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.conftest import Clock
from tests.e2e.making import one, write, yes
from tests.ui.scripted import Ahead, Interrupt, Learner, Step, Terminal, Wait, sees
from zgcquiz.app.round.plan import ReviewRequest
from zgcquiz.core.log.review import Certainty
from zgcquiz.ui.terminal.key_names import BACKSPACE, DOWN, END, ENTER, ERASE_LINE, ESCAPE, LEFT, SPACE, TAB, UP

NARROW_AND_WIDE = pytest.mark.parametrize("cols", [80, 40])


def ratings(learner: Learner) -> list[int]:
    return [int(review.rating) for review in learner.answers]


@NARROW_AND_WIDE
def test_letters_digits_and_arrows_answer(learner: Learner, pack: Path, cols: int) -> None:
    done = learner.play(
        pack,
        sees("1/3"), "b", sees("RIGHT", "2/3"), "2", sees("RIGHT", "3/3"),
        DOWN, sees("> a"), DOWN, sees("> b"), DOWN, sees("> c"), UP, sees("> b"), ENTER,
        sees("ROUND DONE", "100%", "3 in a row"), "q", cols=cols,
    )  # fmt: skip
    assert ratings(learner) == [3, 3, 3]
    assert done.display.widest < cols


def test_up_from_nowhere_is_the_last_option_and_the_ends_meet(learner: Learner, pack: Path) -> None:
    learner.play(pack, UP, sees("> d"), DOWN, sees("> a"), UP, sees("> d"), "q")


def test_keys_that_mean_nothing_do_nothing(learner: Learner, pack: Path) -> None:
    learner.play(pack, TAB, LEFT, "z", sees("z does nothing here: a-d answer"), "q")
    assert learner.history == []


def test_enter_and_space_without_an_option_are_no_answer(learner: Learner, pack: Path) -> None:
    learner.play(
        pack,
        ENTER,
        sees("Pick an option first"),
        SPACE,
        sees("Move the cursor"),
        DOWN,
        SPACE,
        sees("Enter answers"),
        "q",
    )
    assert learner.history == []


def test_a_capital_is_a_guess_that_scores_and_comes_back_soon(learner: Learner, pack: Path) -> None:
    learner.play(pack, "B", sees("RIGHT", "right, yours (a guess)", "1 right", "Enter next"), ENTER, sees("2/3"), "q")
    (review,) = learner.answers
    assert (review.certainty, int(review.rating)) == (Certainty.GUESS, 1)


def test_0_is_i_dont_know_and_the_key_is_shown(learner: Learner, pack: Path) -> None:
    learner.play(pack, "0", sees("WRONG", "✓ b rightly right answer", "Because", "Due: in 10 min"), "q")
    (review,) = learner.answers
    assert (review.response, review.certainty) == (None, None)


def test_a_wrong_answer_shows_what_was_picked_its_feedback_and_when_it_comes_back(learner: Learner, pack: Path) -> None:
    seen = ("✗ d never your answer (sure)", "✓ b rightly", "WRONG", "Never say never.", "Because", "Due: in 10 min")
    learner.play(pack, "d", sees(*seen), "q")


def test_u_undoes_the_last_answer(learner: Learner, pack: Path) -> None:
    learner.play(
        pack, "u", sees("nothing to undo"), "b", sees("2/3"), "u", sees("was undone", "1/3"),
        "d", sees("Enter next"), "u", sees("1/3"), "b", sees("2/3"), "q",
    )  # fmt: skip
    assert [review.void for review in learner.history] == [True, True, False]


def test_u_at_the_summary_asks_the_last_question_again(learner: Learner, pack: Path) -> None:
    learner.play(
        pack, "b", sees("ROUND DONE", "u undo"), "u", sees("1/1"), "a", sees("Enter next"), ENTER,
        sees("ROUND DONE", "0/1"), "q", questions=1,
    )  # fmt: skip
    assert [review.void for review in learner.history] == [True, False]


@pytest.mark.parametrize(("key", "rating", "word"), [("e", 4, "easy"), ("h", 2, "hard")])
def test_e_and_h_rate_the_right_answer_before(learner: Learner, pack: Path, key: str, rating: int, word: str) -> None:
    learner.play(
        pack, key, sees("Press e or h right after a correct, sure answer."), "b", sees("2/3", "e/h easy/hard"),
        key, sees(f"Rated {word}. Due: "), "b", sees("3/3"), "q", sees("ROUND ENDED"),
    )  # fmt: skip
    assert ratings(learner) == [rating, 3]


@pytest.mark.parametrize(("key", "rating"), [("e", 4), ("h", 2)])
def test_e_and_h_rate_the_last_answer_of_a_round_too(learner: Learner, pack: Path, key: str, rating: int) -> None:
    learner.play(pack, "b", sees("ROUND DONE"), key, sees("Rated"), "q", questions=1)
    assert ratings(learner) == [rating]


@pytest.mark.parametrize(("rows", "question"), [(24, True), (18, False)])
def test_question_mark_shows_the_keys_below_the_question_if_there_is_room(
    learner: Learner, pack: Path, rows: int, question: bool
) -> None:
    keys = sees("rightly", "undo the last answer") if question else sees("undo the last answer", no="rightly")
    learner.play(pack, "?", keys, "?", sees("quit", "rightly", no="undo the last"), "b", sees("RIGHT"), "q", rows=rows)


@pytest.mark.parametrize("key", ["q", END])
def test_q_and_the_end_of_input_end_the_round_with_what_was_answered(learner: Learner, pack: Path, key: str) -> None:
    done = learner.play(pack, "b", key, sees("ROUND ENDED", "1/1", "The answer is saved."))
    assert (len(learner.answers), done.report.ending.finished, done.report.ending.interrupted) == (1, False, False)


@pytest.mark.parametrize(
    ("script", "seen", "answers"),
    [
        ((), "Nothing was answered", 0),
        (("b",), "The answer is saved.", 1),
        (("b", "a"), "Both answers are saved.", 2),
        (("b", "b", "b"), "All 3 answers are saved.", 3),
    ],
    ids=["before any answer", "at a question", "at the feedback", "at the summary"],
)
def test_an_interrupt_keeps_what_was_answered(
    learner: Learner, pack: Path, script: tuple[str, ...], seen: str, answers: int
) -> None:
    done = learner.play(pack, *script, Interrupt())
    assert done.report.ending.interrupted
    assert done.display.text.count(seen) == 1
    assert len(learner.answers) == answers


def test_space_picks_where_several_are_right(learner: Learner, tmp_path: Path) -> None:
    pack = one(tmp_path / "p.yaml", "Which?", ["east", "west"], ["up", "down"])
    learner.play(
        pack, sees("Select all that apply."), DOWN, sees("> [ ] a"), SPACE, sees("> [x] a"), DOWN, SPACE,
        sees("> [x] b"), "c", sees("[x] c"), "c", sees("[ ] c"), ENTER, sees("ROUND DONE"), "q",
    )  # fmt: skip
    (review,) = learner.answers
    assert (review.response, review.certainty, int(review.rating)) == (("east", "west"), Certainty.SURE, 3)


def test_a_capital_among_several_makes_them_a_guess(learner: Learner, tmp_path: Path) -> None:
    pack = one(tmp_path / "p.yaml", "Which?", ["east", "west"], ["up", "down"])
    learner.play(pack, sees("A-D guess"), "A", sees("(guess)"), "b", ENTER, sees("Enter next"), ENTER, "q")
    (review,) = learner.answers
    assert (review.certainty, int(review.rating)) == (Certainty.GUESS, 1)


@pytest.mark.parametrize(("language", "true", "false"), [("zh-Hans", "对", "错"), ("de", "Richtig", "Falsch")])
def test_true_and_false_are_in_the_language_of_the_pack(
    learner: Learner, tmp_path: Path, language: str, true: str, false: str
) -> None:
    path = tmp_path / "n.yaml"
    path.write_text(
        f"zgcquiz: 1\nid: n\ntitle: N\nlanguage: {language}\n"
        "questions: [{id: m, question: 1 + 1 = 3., answer: false}, {id: o, question: 1 + 1 = 2., answer: true}]\n",
        encoding="utf-8",
    )
    for plain in (False, True):
        english = ("True", "False", "true.", "false.")
        learner.play(path, sees(true, false, no=english), "0", sees(no=english), ENTER, "q", plain=plain)
        learner.resume("0", ENTER, "v", sees(true, false, no=english), "q", plain=plain)


def test_full_width_keys_are_folded(learner: Learner, tmp_path: Path) -> None:
    pack = one(tmp_path / "p.yaml", "Which?", ["east", "west"], ["up", "down"])
    learner.play(
        pack, "ａ", sees("[x] a"), "２", sees("[x] b"), UP, "\u3000", sees("> [x] d"), "？",
        sees("undo the last answer"),
        "Ｄ", sees("> [ ] d"), ENTER, sees("ROUND DONE"), "q",
    )  # fmt: skip
    assert learner.answers[0].response == ("east", "west")


def test_three_guesses_in_a_row_make_one_ask_about_caps_lock(learner: Learner, tmp_path: Path) -> None:
    asked, not_asked = sees("3 guesses in a row. Is Caps Lock on?"), sees(no="Caps Lock")
    guess = ("B", not_asked, ENTER)
    learner.play(yes(tmp_path / "yes.yaml", 6), *guess, *guess, "b", not_asked, *guess, *guess, "B", asked, ENTER, "q")


def test_keys_typed_ahead_answer_as_long_as_they_are_right(learner: Learner, pack: Path) -> None:
    learner.play(pack, Ahead("bbb"), sees("ROUND DONE"), "q")
    assert len(learner.answers) == 3


def test_keys_typed_ahead_after_a_wrong_answer_are_thrown_away(learner: Learner, pack: Path) -> None:
    learner.play(pack, Ahead("a\r\rbbqqq"), sees("Enter next"), ENTER, sees("2/3"), "b", sees("3/3"), "q")
    assert len(learner.answers) == 2


def test_pause_waits_after_every_answer(learner: Learner, pack: Path) -> None:
    learner.play(
        pack, "b", sees("RIGHT", "e easy", no="2/3"), "e", sees("Rated easy"), "b", sees("Enter next"), "u",
        sees("2/3"), "q", pause=True,
    )  # fmt: skip
    assert [(int(review.rating), review.void) for review in learner.history][-2:] == [(4, False), (3, True)]


def test_time_runs_out(learner: Learner, pack: Path) -> None:
    done = learner.play(
        pack, sees("10 s"), Wait(0.25), sees("━━"), Wait(9), sees("1 s"), Wait(1), sees("(TIME RAN OUT)", "Enter next"),
        ENTER, sees("2/3"),
        Wait(0.25), sees("10 s"), "b", sees("3/3"), "q", seconds=10,
    )  # fmt: skip
    assert (learner.answers[0].response, int(learner.answers[0].rating)) == (None, 1)
    assert done.display.widest < 80
    assert "time ran out: 1" in done.screen


def test_a_clock_leaves_no_trace(learner: Learner, pack: Path) -> None:
    def no_bar(terminal: Terminal) -> None:
        assert not any(line.endswith(" s") and "━━━" in line for line in terminal.display.lines)

    learner.play(pack, Wait(1), "b", Wait(1), "a", no_bar, ENTER, "q", seconds=60, rows=12)


def test_missed_questions_can_be_viewed_and_tried_again(learner: Learner, pack: Path) -> None:
    learner.play(
        pack, "a", ENTER, "bb", sees("ROUND DONE", "v view missed"), "v", sees("✗ wrongly", "Because"),
        "m", sees("1/1"), "b", sees("ROUND DONE", "n new round", no="m retry"), "n", sees("1/3"),
        "q", sees("Nothing was answered"),
    )  # fmt: skip
    assert len(learner.answers) == 4


def test_a_review_brings_a_miss_back_until_it_is_right(learner: Learner, tmp_path: Path) -> None:
    pack = yes(tmp_path / "yes.yaml", 1)
    miss = ("a", sees("Due: later in this round, until it is right"), ENTER, sees("Number 0?"))
    learner.review(pack, *miss, *miss, "b", sees("ROUND DONE"), "q")
    learner.review(pack, sees("Nothing is due. Next: 1 question"))


def test_a_review_asks_again_what_falls_due(learner: Learner, pack: Path, clock: Clock) -> None:
    learner.review(pack, sees("3 questions, 3 new"), "bbb", sees("ROUND DONE"), "q")
    clock.forward(days=30)
    learner.review(pack, sees("3 questions, 3 due"), "bbb", sees("ROUND DONE"), "q")
    assert len(learner.answers) == 6


def test_after_a_review_one_goes_on_or_plays(learner: Learner, tmp_path: Path) -> None:
    pack = yes(tmp_path / "yes.yaml", 12)
    done = learner.review(
        pack, *("bbb", sees("ROUND DONE", "n go on"), "n", sees("3 questions, 3 new")) * 3, "bbb",
        sees("ROUND DONE", "n play a round"), "n", sees("The pack of yes: 10 questions."), "q",
        request=ReviewRequest(new=3),
    )  # fmt: skip
    assert done.report.mode == "play"


def test_a_guest_is_told_that_nothing_is_kept(learner: Learner, pack: Path) -> None:
    learner.play(
        pack, sees("nothing is saved"), "b", "e", sees("Press e or h"), "!", sees("This round is not saved"), "u",
        sees("1/3"), "q", sees("Nothing was answered"), record=False,
    )  # fmt: skip
    assert not learner.context.paths.log.exists()


def test_cramming_leaves_the_schedule_alone(learner: Learner, pack: Path) -> None:
    learner.play(pack, sees("the schedule stays as it is"), "bbb", sees("The schedule is unchanged."), "q", cram=True)
    learner.review(pack, sees("3 questions, 3 new"), "q")


@NARROW_AND_WIDE
def test_a_question_is_suspended_and_buried_by_a_key(learner: Learner, pack: Path, cols: int) -> None:
    done = learner.play(
        pack, sees("1/3"), "!", sees("Suspended. To ask it again: zgcquiz resume yes", "1/2"),
        "u", sees("Undone", "1/3"), "!", sees("1/2"), "0", sees("Enter next"), "-",
        sees("Buried until tomorrow", "2/2"), "?", sees("bury: not today"), "-",
        sees("Not asked for now", "1 suspended, 2 buried"), "q", cols=cols,
    )  # fmt: skip
    assert done.display.widest < cols
    assert sorted(held.value for held in done.report.held.values()) == ["buried", "buried", "suspended"]
    assert len(learner.answers) == 1
    done = learner.play(yes(pack, 4), sees("1/1"), "q")  # only the fourth question is left


def test_a_missed_question_that_is_held_is_not_called_due(learner: Learner, pack: Path) -> None:
    done = learner.play(
        pack, "a", sees("Due: in 10 min", "-/! bury/suspend"), "!", "a", "-", "a", ENTER,
        sees("Missed 3", "rightly   suspended", "rightly   buried until tomorrow", "rightly   due in 10 min"), "q",
    )  # fmt: skip
    assert len(done.report.missed) == 3
    learner.play(
        yes(pack, 5), "a", "!", "a", ENTER,
        sees("Missed 2:", "Right: rightly. Suspended.", "Right: rightly. Due in 10 min."), "q", questions=2, plain=True,
    )  # fmt: skip


@pytest.mark.parametrize("plain", [False, True])
def test_a_key_that_does_nothing_is_named_where_answers_are_marked_and_at_the_end(
    learner: Learner, pack: Path, plain: bool
) -> None:
    listed = "Enter: next" if plain else "Enter next"
    learner.play(
        pack, "a", "x", sees("x does nothing here.", listed), "?", sees("? does nothing here.", listed),
        ENTER, "b", "b", "z", sees("z does nothing here.", "new round"), "q", plain=plain,
    )  # fmt: skip


@pytest.mark.parametrize(("cols", "rows"), [(40, 20), (80, 24)])
def test_the_score_of_a_round_is_on_the_screen_at_its_end(learner: Learner, pack: Path, cols: int, rows: int) -> None:
    def score(terminal: Terminal) -> None:
        assert "2/12" in terminal.display.picture
        assert "q quit" in terminal.display.picture

    learner.play(
        yes(pack, 12), "bb", *(["a", ENTER] * 10), sees("ROUND DONE", "Missed 10"), score, "q",
        questions=12, cols=cols, rows=rows,
    )  # fmt: skip


# How sure


@NARROW_AND_WIDE
def test_how_sure_is_asked_and_the_answer_can_be_changed(learner: Learner, pack: Path, cols: int) -> None:
    def nothing_is_saved(terminal: Terminal) -> None:
        assert learner.history == []

    done = learner.play(
        pack, sees("a-d answer, then 1-3: how sure", no="a-d sure"), "?", sees("say how sure you are, 1 to 3"), "?",
        "b", sees("How sure are you?", "3 sure: 3, or -6"), nothing_is_saved, "x", sees("1, 2 or 3; Esc"),
        ESCAPE, sees("a-d"), "b", "3", sees("RIGHT, +3", "2/3"), "a", sees("How sure"), BACKSPACE, "a", "2",
        sees("WRONG, -2", "Enter next"), ENTER, "B", sees("RIGHT, +1", no="How sure"), ENTER,
        sees("certainty 1: 1 of 1 right", "marks 2 of 9"), "q", certainty=True, cols=cols,
    )  # fmt: skip
    assert [review.level for review in learner.answers] == [3, 2, 1]
    assert done.display.widest < cols


# Typed answers

TYPED = """\
zgcquiz: 1
id: typed
title: To be typed
questions:
  - {id: city, question: Which city lies on the Seine?, kind: typed, answer: Paris, explanation: It does.}
  - {id: river, question: Which river flows through London?, kind: typed, answer: Thames}
"""


@pytest.fixture
def typed(tmp_path: Path) -> Path:
    """Asked by `review` in this order."""
    path = tmp_path / "typed.yaml"
    path.write_text(TYPED, encoding="utf-8")
    return path


@NARROW_AND_WIDE
def test_what_is_typed_is_shown_corrected_and_marked(learner: Learner, typed: Path, cols: int) -> None:
    def cursor_follows(terminal: Terminal) -> None:
        line, column = terminal.display.cursor
        assert terminal.display.lines[line] == " > Paris"
        assert column == len(" > Paris")

    done = learner.review(
        typed, sees("Type the answer."), "Parix", BACKSPACE, "s", cursor_follows, ENTER, sees("RIGHT", "London?"),
        ENTER, sees("press Enter again if you don't know"), ENTER, sees("Thames"), ENTER, sees("3/3"),
        "thames", ENTER, sees("ROUND DONE"), "q", cols=cols,
    )  # fmt: skip
    assert [(review.ref.item, review.response) for review in learner.answers] == [
        ("city", ("Paris",)), ("river", None), ("river", ("thames",)),
    ]  # fmt: skip
    assert done.display.widest < cols


@NARROW_AND_WIDE
def test_a_number_is_asked_for_where_one_is_needed(learner: Learner, tmp_path: Path, cols: int) -> None:
    path = tmp_path / "n.yaml"
    path.write_text(
        "zgcquiz: 1\nid: n\ntitle: N\nquestions: [{id: m, kind: numeric, question: How many?, answer: 12}]\n",
        encoding="utf-8",
    )
    for plain in (False, True):
        done = learner.play(
            path, "many", ENTER, sees("A number is needed. Esc, then 0"), ERASE_LINE, "many?", ENTER,
            sees("A number is needed."), ERASE_LINE, "twelve", ENTER, sees("1"), "q", cols=cols, plain=plain,
        )  # fmt: skip
        assert [answer.correct for answer in done.report.answers] == [True]


def test_a_unit_that_alone_is_wrong_is_named(learner: Learner, tmp_path: Path) -> None:
    path = tmp_path / "n.yaml"
    path.write_text(
        "zgcquiz: 1\nid: n\ntitle: N\nquestions: [{id: m, kind: numeric, question: How far?, answer: 12, unit: m}]\n",
        encoding="utf-8",
    )
    named = "The number is right, but not its unit: km instead of m."
    learner.play(path, "12 km", ENTER, sees("WRONG", named), "q", record=False)


def test_letters_that_are_keys_elsewhere_are_text_and_commands_come_after_escape(learner: Learner, typed: Path) -> None:
    learner.review(
        typed, "quit 0?u", sees("> quit 0?u"), ESCAPE, sees("0 don't know"), "?", sees("Esc u", "undo the last answer"),
        "?", ESCAPE, sees("Enter answer"), ESCAPE, "q", sees("Nothing was answered"),
    )  # fmt: skip
    assert learner.history == []


@NARROW_AND_WIDE
def test_a_near_miss_is_shown_beside_the_right_answer_and_the_learner_decides(
    learner: Learner, typed: Path, cols: int
) -> None:
    def saved(terminal: Terminal) -> None:
        assert int(learner.answers[-1].rating) == 1  # before anything is said

    done = learner.review(
        typed, "Pariss", ENTER, sees("~ Pariss", "right answer", "NEAR", "y it was right"), saved,
        "y", sees("Counted as right.", "London?"), ESCAPE, "q", cols=cols,
    )  # fmt: skip
    assert ratings(learner) == [3]
    assert done.display.widest < cols


def test_a_slip_in_a_long_word_is_right_unless_the_learner_says_otherwise(learner: Learner, tmp_path: Path) -> None:
    question = "{id: a, kind: typed, question: Which park?, answer: Zhongguancun}"
    pack = write(tmp_path / "t.yaml", f"zgcquiz: 1\nid: t\ntitle: T\nquestions:\n  - {question}\n")
    shown = sees("✓ Zhonguancun", "your answer (sure)", "✓ Zhongguancun", "RIGHT, BUT FOR A SLIP", "n it was wrong")
    learner.play(pack, "Zhonguancun", ENTER, shown, ENTER, sees("ROUND DONE", "100%"), "q")
    assert ratings(learner) == [3]
    done = learner.play(
        pack, "Zhonguancun", ENTER, shown, "n", sees("Counted as wrong."), sees("ROUND DONE", "Missed 1"), "q"
    )
    assert [int(review.rating) for review in learner.answers] == [3, 1]
    assert done.report.correct == 0


def test_what_differs_in_a_typed_answer_is_underlined(learner: Learner, typed: Path) -> None:
    done = learner.review(typed, "Pariss", ENTER, sees("NEAR"), ENTER, ESCAPE, "q")
    assert re.search(r"Paris\x1b\[0m\x1b\[(?:[0-9;]*;)?4(?:;[0-9;]*)?ms\x1b", done.terminal.raw)


def test_how_sure_is_asked_of_a_typed_answer_too(learner: Learner, typed: Path) -> None:
    learner.review(
        typed, "Lyon", ENTER, sees("How sure are you?"), ESCAPE, "\b", BACKSPACE, BACKSPACE, BACKSPACE, BACKSPACE,
        "Paris", ENTER, "3", sees("RIGHT, +3"), "Thames?", ENTER, sees("RIGHT, +1", no="How sure"), "q", certainty=True,
    )  # fmt: skip
    assert [review.level for review in learner.answers] == [3, 1]


def test_what_is_known_well_is_asked_without_its_options_which_tab_shows(
    learner: Learner, tmp_path: Path, clock: Clock
) -> None:
    pack = tmp_path / "drawn.yaml"
    pack.write_text(
        "zgcquiz: 1\nid: drawn\ntitle: Drawn\nquestions:\n"
        "  - {id: seine, question: Which city lies on the Seine?, answer: Paris, distractors: [Lyon, Nice, Lille]}\n",
        encoding="utf-8",
    )

    def answer_from_memory(terminal: Terminal) -> None:
        assert "Paris" not in terminal.said

    learner.context.paths.config.parent.mkdir(parents=True, exist_ok=True)
    learner.context.paths.config.write_text("recall_after = 1\n", encoding="utf-8")
    learner.review(pack, sees("Lille"), pick("Paris"), "q")
    clock.forward(days=60)
    learner.review(
        pack, sees("From memory: type the answer.", "Tab options"), answer_from_memory, TAB, sees("Paris", "Lille"),
        pick("Paris"), sees("ROUND DONE"), "q",
    )  # fmt: skip
    assert ratings(learner) == [3, 3]


def pick(text: str) -> Step:
    """Press the letter of the option with this text."""

    def press(terminal: Terminal) -> None:
        line = next(line for line in terminal.display.lines if line.endswith(f"  {text}"))
        terminal.press(line.split()[0])

    return press


def test_what_a_killed_backup_left_goes_when_a_round_begins(learner: Learner, pack: Path) -> None:
    """A number that no process can have, and that of this one."""
    folder = learner.context.paths.backups
    folder.mkdir(parents=True)
    stale, ours = folder / ".backup.99999999", folder / f".backup.{os.getpid()}"
    for path in (stale, ours):
        path.write_bytes(b"half")
    learner.play(pack, "q")
    assert not stale.exists()
    assert ours.exists()


@pytest.mark.parametrize(("options", "keys"), [(4, "e h"), (5, "h"), (7, "h"), (8, "")])
def test_a_key_that_is_an_option_is_not_listed_for_something_else(
    learner: Learner, tmp_path: Path, options: int, keys: str
) -> None:
    texts = ", ".join(f"o{number}" for number in range(options))
    question = f"{{id: a, question: Which?, answer: o0, options: [{texts}]}}"
    pack = write(tmp_path / "t.yaml", f"zgcquiz: 1\nid: t\ntitle: T\nquestions:\n  - {question}\n")
    line = sees(f"{keys} rate the last correct answer") if keys else sees("undo the last answer", no="rate the last")
    learner.play(pack, "?", line, "q", rows=40)


def test_what_waits_for_its_time_is_not_called_due(learner: Learner, pack: Path, clock: Clock) -> None:
    learner.play(pack, "a", ENTER, "q", seed=1)
    learner.play(pack, sees("1/3", no=("due", "new")), "q", seed=1)
    clock.forward(minutes=11)
    learner.play(pack, sees("1/3", "due"), "q", seed=1)
