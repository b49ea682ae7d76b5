"""What is shown fits the terminal, whatever its size, and nothing of a question is ever cut."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import Program
from tests.e2e.making import one, write, yes
from tests.e2e.terminal import Terminal

Start = Callable[..., Terminal]

LONG = "这是一个很长的选项它没有空格也必须完整地显示出来不能被截断" * 3
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return yes(tmp_path / "yes.yaml")


def solid(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (40, 20), (200, 60)])
@pytest.mark.parametrize("plain", [True, False])
def test_long_texts_are_shown_whole_and_fit(
    on_terminal: Start, tmp_path: Path, cols: int, rows: int, plain: bool
) -> None:
    stem = f"Which is it {WORD} or {LONG}?"
    explanation = f"{LONG} because {WORD} " + "word " * 40
    pack = one(tmp_path / "p.yaml", stem, [f"a {LONG}"], [WORD, "b " * 60 + "end", "short"], explanation)
    screen = on_terminal("play", pack, *(["--plain"] if plain else []), cols=cols, rows=rows)
    screen.wait_for("short")
    for text in (stem, LONG, WORD, "b " * 60 + "end"):
        assert solid(text) in solid(screen.said)
    screen.press("b", "So it is." if explanation == "So it is." else "word word")
    screen.wait_for("Enter")
    for text in (explanation, f"a {LONG}", WORD):
        assert solid(text) in solid(screen.said)
    screen.press("\r", "Missed 1")
    screen.wait_for("q: quit" if plain else "q quit")
    assert solid(stem) in solid(screen.said)
    assert screen.widest <= cols


@pytest.mark.parametrize("cols", [80, 40])
@pytest.mark.parametrize("spare", range(0, 30, 3))
def test_a_mark_behind_an_option_fits_too(on_terminal: Start, tmp_path: Path, cols: int, spare: int) -> None:
    """Whatever is left of its line: `(guess)`, `your answer (sure)`, `right answer`."""
    text = "x" * (cols - 10 - spare)
    pack = one(tmp_path / "p.yaml", "Which?", [text, "east"], [text[:-1] + "y", "down"])
    screen = on_terminal("play", pack, cols=cols)
    screen.wait_for("down")
    screen.press("A", "(guess)")
    screen.press("C", "(guess)")
    screen.press("\r", "Enter")
    assert screen.widest <= cols


def test_a_hanging_indent_keeps_options_apart(on_terminal: Start, tmp_path: Path) -> None:
    pack = one(tmp_path / "p.yaml", "Which?", ["first " * 12], ["second " * 12, "三" * 60])
    screen = on_terminal("play", pack, cols=40)
    screen.wait_for("三")
    screen.wait_for("q")
    start = screen.column("first")
    assert screen.column("second") == start
    assert screen.column("三") == start
    for line in screen.lines:
        if line.strip().startswith(("first", "second", "三")):
            assert line.startswith(" " * start)


def test_wide_characters_are_aligned(on_terminal: Start, tmp_path: Path) -> None:
    pack = one(tmp_path / "p.yaml", "哪个？", ["北京 Beijing"], ["上海 Shanghai", "é́ accents", "深圳"])
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    columns = {screen.column(text) for text in ("北京", "上海", "深圳", "é")}
    assert len(columns) == 1
    screen.press("b", "Enter next")
    assert screen.column("北京") in columns
    assert screen.column("上海") in columns
    assert screen.widest < 80


def test_section_bars_are_aligned(on_terminal: Start, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    write(pack / "pack.yaml", "zgcquiz: 1\nid: s\ntitle: S\n")
    for name, section in (("a", "Short"), ("b", "中关村科技园区"), ("c", "Somewhat longer")):
        write(
            pack / f"{name}.yaml", f"section: {section}\nquestions:\n  - {{id: {name}, question: Yes?, answer: true}}\n"
        )
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("aaa", "n new round")
    starts = {
        section: next(line for line in screen.everything if section in line and "#" in line)
        for section in ("Short", "中关村科技园区", "Somewhat longer")
    }
    from rich.cells import cell_len

    assert len({cell_len(line[: line.index("#")]) for line in starts.values()}) == 1
    assert all("1/1" in line and "100%" in line for line in starts.values())


def test_markup_and_control_characters_show_as_typed(on_terminal: Start, tmp_path: Path) -> None:
    nasty = "[red]x[/red] :smile: \x1b[31mred \x07 \x9b2J a\u202eb"
    pack = one(tmp_path / "p.yaml", f"stem {nasty}", [f"key {nasty}"], [f"wrong {nasty}"])
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    screen.press("b", "Enter next")
    screen.press("\r", "Missed 1")
    shown = "[red]x[/red] :smile: ␛[31mred ␇ <U+009B>2J a<U+202E>b"
    for place in ("stem", "key", "wrong"):
        assert f"{place} {shown}" in screen.text
    for bad in ("\x1b[31mred", "\x07", "\x9b2J", "\u202e"):
        assert bad.encode() not in screen.raw


@pytest.mark.parametrize("how", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": "unknown"}, "--plain"])
@pytest.mark.parametrize("cols", [80, 40])
def test_plain_is_plain(on_terminal: Start, tmp_path: Path, how: dict[str, str] | str, cols: int) -> None:
    """Not an escape character, not a redrawn line, not a bar: all of it can be read aloud."""
    pack = yes(tmp_path / "yes.yaml", 5)
    arguments = [how] if isinstance(how, str) else []
    screen = on_terminal("play", pack, *arguments, cols=cols, env=how if isinstance(how, dict) else None)
    screen.wait_for("Question 1 of 5.")
    screen.wait_for("question mark for all keys.")
    screen.press("b", "Question 2 of 5.")
    assert "Right." in screen.said
    screen.press("A", "Enter: next")
    assert "Wrong." in screen.said
    screen.press("\r", "Question 3 of 5.")
    screen.press("\x1b[B", "At a: wrongly")
    screen.press("?", "I don't know")
    screen.press("u", "was undone")
    screen.wait_for("Question 2 of 5.")
    screen.resize(60, 20)
    screen.press("0", "Enter: next")
    screen.press("q", "Round ended.")
    assert screen.finish() == 0
    assert b"\x1b" not in screen.raw
    assert b"\x08" not in screen.raw
    assert b"\r" not in screen.raw.replace(b"\r\n", b"")
    assert "###" not in screen.picture
    assert "---" not in screen.picture
    assert screen.widest <= max(cols, 60)
    assert screen.mode == screen.mode_before


def test_colour_only_tints(on_terminal: Start, pack: Path) -> None:
    """The same words without it."""
    screen = on_terminal("play", pack, "--seed", "1")
    screen.wait_for("? keys")
    screen.press("a", "Enter next")
    assert b"\x1b[" in screen.raw
    for said in ("✗ a wrongly your answer (sure)", "✓ b rightly right answer", "✗ WRONG"):
        assert said in screen.said


@pytest.mark.parametrize(("before", "after"), [((80, 24), (40, 20)), ((40, 20), (100, 30)), ((80, 24), (79, 16))])
def test_a_resize_draws_anew_at_the_new_width(
    on_terminal: Start, tmp_path: Path, before: tuple[int, int], after: tuple[int, int]
) -> None:
    stem = "Some words that go on and on " * 6 + "and end?"
    pack = one(tmp_path / "p.yaml", stem, ["yes " * 20], ["no " * 20])
    screen = on_terminal("play", pack, cols=before[0], rows=before[1])
    screen.wait_for("? keys" if before[0] >= 80 else "q")
    screen.wait_for("A-B")
    screen.resize(*after)
    screen.wait_for("and end?")
    screen.wait_for("A-B")
    assert screen.widest_now < after[0]
    assert " ".join(stem.split()) in " ".join(" ".join(screen.lines).split())
    assert sum("1/1" in line for line in screen.lines) == 1
    screen.press("b", "Enter")
    screen.resize(*before)
    screen.wait_for("Enter")
    assert screen.widest_now < before[0]
    screen.press("\r", "Missed 1")
    screen.wait_for("q")
    screen.resize(*after)
    screen.wait_for("q")
    assert screen.widest_now < after[0]
    screen.send("q")
    assert screen.finish() == 0


def test_many_resizes_at_once_do_no_harm(on_terminal: Start, pack: Path) -> None:
    screen = on_terminal("play", pack)
    screen.wait_for("? keys")
    for cols in (*range(20, 120, 7), 80):
        screen.resize(cols, 24)
    screen.wait_for("? keys")
    screen.press("b", "2/3")
    assert sum("2/3" in line for line in screen.lines) == 1
    screen.press("q", "ROUND ENDED")
    assert screen.finish() == 0


def test_a_question_higher_than_the_terminal_can_be_read_and_answered(on_terminal: Start, tmp_path: Path) -> None:
    stem = " ".join(f"word{number}" for number in range(120))
    pack = one(tmp_path / "p.yaml", stem, ["rightly"], ["hardly"])
    screen = on_terminal("play", pack, cols=40, rows=8)
    screen.wait_for("hardly")
    screen.wait_for("? q")
    assert stem in screen.text
    screen.press("\x1b[B", "> a")
    screen.press("\r", "ROUND DONE")


def test_what_was_answered_stays_above(on_terminal: Start, tmp_path: Path) -> None:
    """The scrollback keeps the lesson: each question once, with its explanation."""
    screen = on_terminal("play", yes(tmp_path / "yes.yaml", 8))
    screen.wait_for("? keys")
    for number in range(1, 9):
        screen.press("?", "I don't know")
        screen.press("b", f"{number + 1}/8" if number < 8 else "ROUND DONE")
    for number in range(8):
        assert screen.picture.count(f"Number {number}?") == 1
        assert screen.picture.count(f"Because {number}.") == 1
    assert screen.picture.count("a-d sure") == 0


@pytest.mark.parametrize("cols", [80, 40])
def test_every_other_page_fits_too(on_terminal: Start, program: Program, tmp_path: Path, cols: int) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    text = (
        f"zgcquiz: 1\nid: {'long-' * 12}id\ntitle: {LONG}\ndescription: {WORD}\nlicense: {WORD}\n"
        f"sources:\n  s: {{title: {LONG}, publisher: {WORD}}}\nsection: {LONG}\ntext: {LONG} {WORD}\nquestions:\n"
        f"  - {{id: {'i' * 100}, question: {LONG}?, answer: {WORD}, distractors: [x, y, z], tags: [{WORD}, {LONG}],"
        f" source: {{id: s, section: {LONG}}}, fact: {'f' * 90}}}\n"
    )
    write(folder / "pack.yaml", text)
    assert program.run("pack", "add", folder).returncode == 0
    assert program.run("play", stdin="0\n" * 3).returncode == 0
    id = json.loads(program.run("pack", "list", "--json").stdout)["packs"][0]["id"]
    for arguments in (
        ["pack", "list"], ["pack", "show", id, "--answers"], ["pack", "show", "zhongguancun"], ["stats"],
        ["stats", "--plain"], ["history"], ["history", "--plain"], [], ["read", id], ["pack", "facts", id],
        ["play", "nope"], ["undo"],
    ):  # fmt: skip
        screen = on_terminal(*arguments, cols=cols)
        screen.finish()
        assert screen.raw
        assert screen.widest <= cols, f"{arguments}\n{screen.picture}"


def test_stats_shows_a_chart(on_terminal: Start, program: Program, pack: Path) -> None:
    program.run("play", pack, stdin="b\n" * 3)
    screen = on_terminal("stats", pack)
    assert screen.finish() == 0
    assert "####" in screen.picture
    for said in ("True retention", "Due in the next two weeks", "tomorrow", "young"):
        assert said in screen.picture


def test_a_page_in_a_pipe_has_no_escapes(program: Program, pack: Path) -> None:
    program.run("play", pack, stdin="b\n" * 3)
    for arguments in ([], ["stats"], ["history"], ["pack", "list"], ["pack", "show", "zhongguancun", "--answers"]):
        done = program.run(*arguments)
        assert done.returncode == 0
        assert "\x1b" not in done.stdout
        assert "###" not in done.stdout


def test_force_colour_of_the_environment_breaks_nothing(program: Program, pack: Path) -> None:
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "COLORTERM"):
        done = program.run("play", pack, stdin="b\n" * 3, **{name: "1"})
        assert done.returncode == 0
        assert "\x1b" not in done.stdout


@pytest.mark.parametrize("columns", ["0", "1", "10", "-5", "x", "99999999"])
def test_an_odd_number_of_columns_breaks_nothing(program: Program, pack: Path, columns: str) -> None:
    done = program.run("play", pack, stdin="b\n" * 3, COLUMNS=columns)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Round done." in " ".join(done.stdout.split()) or int(columns) < 20


def test_a_terminal_without_a_size_is_taken_to_have_one(program: Program, pack: Path) -> None:
    screen = Terminal([str(program.command), "play", str(pack)], 0, 0, program.env(), program.folder)
    screen.wait_for("rightly")
    screen.press("q", "Nothing was answered")
    assert screen.finish() == 0
    screen.close()


def test_the_first_question_is_there_at_once(program: Program) -> None:
    """Not a benchmark: only that nothing waits for a network or a key."""
    done = subprocess.run(
        [str(program.command), "play", "-n", "1"], input="0\n", text=True, capture_output=True, env=program.env(),
        cwd=program.folder, timeout=10, check=True,
    )  # fmt: skip
    assert "Question 1 of 1." in done.stdout
