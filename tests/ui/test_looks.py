"""What is shown fits the window, whatever its size, and nothing of a question is ever cut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from tests.e2e.making import one, write, yes
from tests.ui.scripted import Interrupt, Learner, Resize, Shell, Step, Terminal, Wait, sees
from zgcquiz.app.round.plan import ExamRequest
from zgcquiz.core.moment import date_of
from zgcquiz.ui.terminal.key_names import DOWN, ENTER, ESCAPE, LEFT, LINE_END, LINE_START, PAGE_DOWN, PAGE_UP, REDRAW

LONG = "这是一个很长的选项它没有空格也必须完整地显示出来不能被截断" * 3
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2


def solid(text: str) -> str:
    return "".join(text.split())


def shows(*texts: str) -> Step:
    """These texts were drawn whole since the last key, however they are broken into lines."""

    def check(terminal: Terminal) -> None:
        for text in texts:
            assert solid(text) in solid(terminal.said)

    return check


def fits(terminal: Terminal) -> None:
    assert terminal.display.widest_now < terminal.display.cols


@pytest.mark.parametrize("cols", [200, 80, 40])
@pytest.mark.parametrize("plain", [True, False])
def test_long_texts_are_shown_whole_and_fit(learner: Learner, tmp_path: Path, cols: int, plain: bool) -> None:
    stem = f"Which is it {WORD} or {LONG}?"
    explanation = f"{LONG} because {WORD} " + "word " * 40
    options = [WORD, "b " * 60 + "end", "short"]
    pack = one(tmp_path / "p.yaml", stem, [f"a {LONG}"], options, explanation)
    rest = [] if plain or cols > 40 else [PAGE_DOWN]
    done = learner.play(
        pack, shows(stem, LONG), *rest, shows(*options), "b", shows(explanation, f"a {LONG}", WORD), ENTER,
        shows("Missed 1", stem), "q", cols=cols, plain=plain,
    )  # fmt: skip
    assert done.display.widest < cols


@pytest.mark.parametrize("cols", [80, 40])
@pytest.mark.parametrize("spare", range(0, 30, 3))
def test_a_mark_behind_an_option_fits_too(learner: Learner, tmp_path: Path, cols: int, spare: int) -> None:
    """Whatever is left of its line: `(guess)`, `your answer (sure)`, `right answer`."""
    text = "x" * (cols - 10 - spare)
    pack = one(tmp_path / "p.yaml", "Which?", [text, "east"], [text[:-1] + "y", "down"])
    done = learner.play(pack, "A", sees("(guess)"), "C", sees("(guess)"), ENTER, ENTER, "q", cols=cols)
    assert done.display.widest <= cols


def test_a_hanging_indent_keeps_options_apart(learner: Learner, tmp_path: Path) -> None:
    def aligned(terminal: Terminal) -> None:
        display = terminal.display
        start = display.column("first")
        assert {display.column("second"), display.column("三")} == {start}
        for line in display.lines:
            if line.strip().startswith(("first", "second", "三")):
                assert line.startswith(" " * start)

    pack = one(tmp_path / "p.yaml", "Which?", ["first " * 12], ["second " * 12, "三" * 60])
    learner.play(pack, aligned, "q", cols=40)


def test_wide_characters_are_aligned(learner: Learner, tmp_path: Path) -> None:
    def aligned(terminal: Terminal) -> None:
        assert len({terminal.display.column(text) for text in ("北京", "上海", "深圳", "é")}) == 1

    pack = one(tmp_path / "p.yaml", "哪个？", ["北京 Beijing"], ["上海 Shanghai", "é́ accents", "深圳"])
    learner.play(pack, aligned, "b", aligned, fits, "q")


def test_section_bars_are_aligned(learner: Learner, tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    write(folder / "pack.yaml", "zgcquiz: 1\nid: s\ntitle: S\n")
    names = {"a": "Short", "b": "中关村科技园区", "c": "Somewhat longer"}
    for id, section in names.items():
        question = f"  - {{id: {id}, question: Yes?, answer: true}}\n"
        write(folder / f"{id}.yaml", f"section: {section}\nquestions:\n{question}")
    done = learner.play(folder, "aaa", "q")
    bars = [line for line in done.display.everything if line.strip().startswith(tuple(names.values())) and "━" in line]
    assert len({cell_len(line[: line.index("━")]) for line in bars}) == 1
    assert [("1/1" in line, "100%" in line) for line in bars] == [(True, True)] * 3


def test_markup_and_control_characters_show_as_typed(learner: Learner, tmp_path: Path) -> None:
    nasty = rb"[red]x[/red] :smile: \x1b[31mred \x07 \x9b2J a\u202eb".decode("unicode_escape")
    pack = one(tmp_path / "p.yaml", f"stem {nasty}", [f"key {nasty}"], [f"wrong {nasty}"])
    done = learner.play(pack, "b", ENTER, sees("Missed 1"), "q")
    for where in ("stem", "key", "wrong"):
        assert f"{where} [red]x[/red] :smile: ␛[31mred ␇ <U+009B>2J a<U+202E>b" in done.display.text
    for bad in ("\x1b[31mred", "\x07", "\x9b2J", "\u202e"):
        assert bad not in done.terminal.raw


def test_what_was_answered_stays_above(learner: Learner, tmp_path: Path) -> None:
    """The scrollback keeps the lesson: each question once, with its explanation."""
    done = learner.play(yes(tmp_path / "yes.yaml", 8), *("?", "b") * 8, "q")
    for number in range(8):
        assert done.screen.count(f"Number {number}?") == 1
        assert done.screen.count(f"Because {number}.") == 1
    assert "a-d sure" not in done.screen


def test_a_question_higher_than_the_window_scrolls(learner: Learner, tmp_path: Path) -> None:
    stem = " ".join(f"word{number}" for number in range(120))
    pack = one(tmp_path / "p.yaml", stem, ["rightly"], ["hardly"])

    def in_sight(first: str, last: str = "", no: str = "") -> Callable[[Terminal], None]:
        def check(terminal: Terminal) -> None:
            fits(terminal)
            words = " ".join(terminal.display.lines).split()
            assert first in words
            assert last in words or not last
            assert no not in words
            assert "a-b" in words  # the keys stay

        return check

    done = learner.play(
        pack, in_sight("word0", "word19", no="word40"), PAGE_UP, in_sight("word0"), PAGE_DOWN, in_sight("word30"),
        DOWN, in_sight("rightly", no="word0"), PAGE_UP, PAGE_UP, in_sight("word60"), DOWN, in_sight("hardly"),
        *[PAGE_UP] * 20, in_sight("word0"), *[PAGE_DOWN] * 20, in_sight("rightly", "hardly"),
        PAGE_UP, Resize(80, 24), in_sight("word0", "hardly"), Resize(40, 10), in_sight("word0", no="hardly"),
        "a", sees("ROUND DONE"), "q", cols=40, rows=10,
    )  # fmt: skip
    assert stem in done.display.text


@pytest.mark.parametrize("rows", [3, 5, 7])
def test_a_window_of_a_few_lines_shows_some_of_a_question_and_its_keys(
    learner: Learner, tmp_path: Path, rows: int
) -> None:
    pack = one(tmp_path / "p.yaml", "word " * 80, ["rightly"], ["hardly"])
    learner.play(
        pack, sees("a-b"), DOWN, sees("> a"), PAGE_UP, PAGE_UP, sees("word", "PgUp"), "?", sees("PgUp"), "?", "a",
        sees("ROUND DONE"), "q",
        cols=40, rows=rows,
    )  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [((80, 24), (40, 20)), ((40, 20), (100, 30)), ((80, 24), (79, 16))])
def test_a_resize_draws_again_at_the_new_width(
    learner: Learner, tmp_path: Path, before: tuple[int, int], after: tuple[int, int]
) -> None:
    stem = "Some words that go on and on " * 6 + "and end?"

    def whole(terminal: Terminal) -> None:
        fits(terminal)
        assert stem in " ".join(" ".join(terminal.display.lines).split())
        assert sum("1/1" in line for line in terminal.display.lines) == 1

    pack = one(tmp_path / "p.yaml", stem, ["yes " * 20], ["no " * 20])
    learner.play(
        pack, whole, Resize(*after), whole, sees("A-B"), DOWN, whole, "b", Resize(*before), fits,
        sees("Enter", "WRONG"), ENTER, sees("Missed 1"), Resize(*after), fits, "q", cols=before[0], rows=before[1],
    )  # fmt: skip


def test_many_resizes_do_no_harm(learner: Learner, pack: Path) -> None:
    def drawn_once(terminal: Terminal) -> None:
        assert sum("1/3" in line for line in terminal.display.lines) == 1
        assert terminal.display.widest_now <= terminal.display.cols

    steps: list[Step] = []
    for cols in (*range(20, 120, 7), 80):
        steps += [Resize(cols), drawn_once]
    learner.play(pack, *steps, "b", sees("2/3"), "q")


@pytest.mark.parametrize("seconds", [None, 60])
def test_a_resize_while_an_answer_is_typed_keeps_text_and_cursor(
    learner: Learner, tmp_path: Path, seconds: float | None
) -> None:
    def at_its_place(terminal: Terminal) -> None:
        line, column = terminal.display.cursor
        assert terminal.display.lines[line] == " > Paris"
        assert column == len(" > Par")
        fits(terminal)

    pack = write(
        tmp_path / "typed.yaml",
        "zgcquiz: 1\nid: typed\ntitle: T\nquestions:\n  - {id: a, question: Which?, kind: typed, answer: Paris}\n",
    )
    learner.play(
        pack, "Paris", LEFT, LEFT, at_its_place, Resize(40), at_its_place, Wait(0), at_its_place, Resize(100), REDRAW,
        at_its_place, LINE_START, "x", sees("> xParis"), ESCAPE, "q", seconds=seconds,
    )  # fmt: skip


def test_after_a_stop_the_question_is_drawn_again_below_what_the_shell_wrote(learner: Learner, pack: Path) -> None:
    def again(terminal: Terminal) -> None:
        assert sum("1/3" in line for line in terminal.display.lines) == 1
        assert "$ ls" in terminal.display.picture
        assert "$ ls" not in "\n".join(terminal.display.lines)

    learner.play(pack, Shell("$ ls\nfile\n$ fg\n"), again, sees("1/3", "a-d sure"), "b", sees("2/3"), "q")


@pytest.mark.parametrize("plain", [False, True])
def test_a_stop_leaves_a_typed_answer_and_goes_on_with_it(learner: Learner, tmp_path: Path, plain: bool) -> None:
    pack = write(
        tmp_path / "typed.yaml",
        "zgcquiz: 1\nid: typed\ntitle: T\nquestions:\n  - {id: a, question: Which?, kind: typed, answer: Paris}\n",
    )

    def alone(terminal: Terminal) -> None:
        assert "$ ls" in map(str.strip, terminal.display.picture.splitlines())

    learner.play(
        pack, "Par", LEFT, Shell("$ ls\nfile\n$ fg\n"), alone, sees("Which?", "Par"), Shell("$ fg\n"), sees("Par"),
        LINE_END, "is", ENTER, sees("100%"), "q", plain=plain,
    )  # fmt: skip
    assert [review.response for review in learner.answers] == [("Paris",)]


@pytest.mark.parametrize("typed", [False, True])
def test_the_time_away_is_no_time_for_answering(
    learner: Learner, tmp_path: Path, typed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = "kind: typed, answer: b" if typed else "answer: b, options: [a, b]"
    pack = write(
        tmp_path / "p.yaml",
        f"zgcquiz: 1\nid: p\ntitle: T\nquestions:\n  - {{id: a, question: Which?, {kind}}}\n",
    )
    terminals: list[Terminal] = []
    monkeypatch.setattr(learner.context, "timer", lambda: terminals[0].now if terminals else 0.0)
    learner.play(
        pack, terminals.append, Wait(3), Shell("$ fg\n", 3600), sees("Which?", "8 s"), Wait(2), "b",
        *([ENTER] if typed else []), sees("100%"), "q", seconds=10,
    )  # fmt: skip
    assert [review.ms for review in learner.answers] == [5000]


def test_no_line_of_an_answer_looks_like_one_of_the_page_in_plain(learner: Learner, tmp_path: Path) -> None:
    pack = write(
        tmp_path / "code.yaml",
        "zgcquiz: 1\nid: code\ntitle: T\nquestions:\n"
        '  - {id: a, question: Which?, answer: "if x:\\n    y()", options: ["if x:\\nz()", "if x:\\n    y()"]}\n',
    )
    done = learner.play(
        pack, DOWN, sees("At a:"), "a", ENTER, sees("Missed 1"), "v", sees("You said"), "q", plain=True
    )  # fmt: skip
    lines = done.screen.splitlines()
    assert not [line for line in lines if line.startswith(("if x", "z()", "y()", "    y()"))]
    for shown in (
        ["At a:", "   if x:", "   z()"],
        ["You said (sure):", "   if x:", "   z()"],
        ["Wrong. The right answer:", "   if x:", "       y()"],
        ["   Right:", "      if x:", "          y()", "   Due in 10 min."],
        ["   You said:", "      if x:", "      z()", "   Right:", "      if x:", "          y()"],
    ):
        assert any(lines[at : at + len(shown)] == shown for at in range(len(lines))), (shown, done.screen)


@pytest.mark.parametrize("cols", [80, 40])
def test_plain_is_plain(learner: Learner, tmp_path: Path, cols: int) -> None:
    """No escape character, no redrawn line, no bar: all of it can be read aloud."""
    done = learner.play(
        yes(tmp_path / "yes.yaml", 5),
        sees("Question 1 of 5. New.", "question mark for all keys."), "b",
        sees("Right.", "Question 2 of 5."),
        "A", sees("Wrong. The right answer: rightly", "Enter: next"), ENTER,
        sees("Question 3 of 5.", no="question mark for all"), DOWN, sees("At a: wrongly", no="Question 3"),
        "?", sees("I don't know"), "u", sees("was undone", "Question 2 of 5."), Resize(60, 20),
        sees("Question 2 of 5."),
        "0", sees("Wrong (don't know)."), "q", sees("Round ended. 1 of 2 right, 50%."), cols=cols, plain=True,
    )  # fmt: skip
    for sign in ("\x1b", "\b", "\r", "###", "---"):
        assert sign not in done.terminal.raw
    assert done.display.widest <= max(cols, 60)


def test_plain_lines_say_what_is_picked_and_ask_how_sure(learner: Learner, tmp_path: Path) -> None:
    pack = one(tmp_path / "p.yaml", "Which?", ["east", "west"], ["up", "down"])
    learner.play(
        pack, sees("Select all that apply."), "a", sees("Picked: a. Enter answers."), "B",
        sees("Picked: a, b (guess)."), "b", "b", sees("Picked: a, b."), ENTER,
        sees("How sure are you? 1: unsure, 2: fairly sure, 3: sure."),
        "3", sees("You said: east; west (certainty 3).", "Right, +3."), "q", plain=True, certainty=True,
    )  # fmt: skip


def test_a_typed_line_is_corrected_in_place_where_plain(learner: Learner, tmp_path: Path) -> None:
    pack = write(
        tmp_path / "typed.yaml",
        "zgcquiz: 1\nid: typed\ntitle: T\nquestions:\n  - {id: a, question: Which?, kind: typed, answer: Paris}\n",
    )

    def corrected(terminal: Terminal) -> None:
        assert terminal.display.lines[terminal.display.cursor[0]] == "Answer: Paris"

    done = learner.play(
        pack, "Pris", LINE_START, "x", LEFT, "\x06", "\b", "\x06", "a", corrected, ENTER, sees("Right."), "q",
        plain=True,
    )  # fmt: skip
    assert "\x1b" not in done.terminal.raw


@pytest.mark.parametrize("cols", [80, 40])
def test_an_exam_is_announced_with_its_cost(learner: Learner, tmp_path: Path, cols: int) -> None:
    exam = ExamRequest(date_of(learner.context.clock().day + 12))
    seen = ("you would know 0% without more reviews", "Today: ", "After today, a day on average:", "a-d")
    done = learner.review(yes(tmp_path / "yes.yaml", 30), sees(*seen), "q", request=exam, cols=cols)
    assert done.display.widest < cols


@pytest.mark.parametrize("cols", [200, 80, 40])
def test_a_shipped_round_can_be_played_to_its_end(learner: Learner, cols: int) -> None:
    folder = Path(__file__).parents[2] / "questions" / "zhongguancun"
    asked = [step for number in range(1, 11) for step in (sees(f"{number}/10"), "0", sees("WRONG"), ENTER)]
    done = learner.play(folder, *asked, sees("ROUND DONE", "0/10", "All 10 answers are saved."), "q", cols=cols, seed=7)
    assert done.display.widest < cols
    assert len(learner.answers) == 10


# Whole rounds, as they look

ARTICLE = """\
zgcquiz: 1
id: village
title: A village of silicon
sources:
  news: {title: The News, publisher: Press, published: 2018-07-26}
section: Beginnings
questions:
  - id: street
    question: In which year did the street that sold electronics begin to be called one, as far as anybody remembers?
    answer: '1980'
    options: ['1980', '1988', '1999']
    explanation: The first private shop opened its doors then, in two rooms behind a warehouse.
    source: {id: news, section: Beginnings, paragraph: 2}
  - id: firms
    question: Which of these firms began here?
    answers: [Lenovo, Baidu]
    options: [Lenovo, {text: Tencent, feedback: That is a firm of Shenzhen.}, Baidu]
  - id: zone
    question: Is the zone a national one?
    answer: true
  - {id: founded, question: 'When was it approved?', kind: typed, answer: '1988', explanation: In May.}
"""
FIRST = ("a", "b", ENTER, ENTER, "B", ENTER, "1987", ENTER, ENTER)
AGAIN = ("ac", ENTER, "a", "1988", ENTER)
WHOLE = (*FIRST, *AGAIN, "v", "q")


@pytest.mark.parametrize(("cols", "plain"), [(80, False), (60, False), (40, False), (80, True)])
def test_a_whole_round(learner: Learner, tmp_path: Path, snapshot: SnapshotAssertion, cols: int, plain: bool) -> None:
    pack = write(tmp_path / "village.yaml", ARTICLE)
    done = learner.review(pack, *WHOLE, cols=cols, plain=plain)
    assert done.screen == snapshot


@pytest.mark.parametrize("cols", [80, 40])
def test_a_round_with_certainty_that_is_interrupted(
    learner: Learner, tmp_path: Path, snapshot: SnapshotAssertion, cols: int
) -> None:
    pack = write(tmp_path / "village.yaml", ARTICLE)
    done = learner.review(pack, "a", "3", "?", "?", "b", ENTER, "2", ENTER, "!", Interrupt(), cols=cols, certainty=True)
    assert done.screen == snapshot


@pytest.mark.parametrize("cols", [80, 40])
def test_questions_as_they_wait(learner: Learner, tmp_path: Path, snapshot: SnapshotAssertion, cols: int) -> None:
    """The open question: before a key, with its help, and with marks."""
    screens = []

    def keep(terminal: Terminal) -> None:
        screens.append("\n".join(terminal.display.lines).rstrip())

    pack = write(tmp_path / "village.yaml", ARTICLE)
    learner.review(pack, keep, "?", keep, DOWN, keep, "x", keep, "a", DOWN, "a", "B", keep, "?", keep, "q", cols=cols)
    assert "\n\n----------\n\n".join(screens) == snapshot
