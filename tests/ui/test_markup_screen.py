"""Texts with markup on the screen: what they look like, what stays inert, and what can't be shown."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.theme import Theme

from tests.e2e.making import write
from tests.formats.packs import quoted
from tests.ui.scripted import Learner, sees
from tests.ui.test_hostile_screen import ATTACKS, OURS, inert
from zgcquiz.ui.round.painting.code_colours import LANGUAGES, coloured_spans, is_known
from zgcquiz.ui.round.painting.markup_lines import markup_lines, notes
from zgcquiz.ui.terminal.key_names import ENTER
from zgcquiz.ui.terminal.look import styles

HEAD = "zgcquiz: 1\nid: yes\ntitle: T\nmarkup: markdown\nquestions:\n"
CODE = "```python\ndef f(x):\n    if x:\n        return 'a'  # so\n```"
LINK = re.compile(r"\x1b\]8;([^;]*);([^\x1b]*)\x1b\\")


def console(width: int = 60, *, colour: bool = True) -> Console:
    return Console(
        file=io.StringIO(), force_terminal=True, color_system="truecolor", no_color=not colour, width=width,
        markup=False, emoji=False, highlight=False, legacy_windows=False, theme=Theme(styles()),
    )  # fmt: skip


def shown(markdown: str, width: int = 60, *, colour: bool = True) -> str:
    """The lines as text."""
    return "\n".join(line.plain for line in markup_lines(console(width, colour=colour), markdown, width))


def raw(markdown: str, *, colour: bool = True) -> str:
    rich = console(colour=colour)
    with rich.capture() as capture:
        for line in markup_lines(rich, markdown, 60):
            rich.print(line, soft_wrap=True)
    return capture.get()


def pack(path: Path, stem: str, options: list[str], explanation: str = "So.") -> Path:
    listed = ", ".join(map(quoted, options))
    return write(
        path,
        f"{HEAD}- {{id: a, question: {quoted(stem)}, answer: {quoted(options[0])}, options: [{listed}], "
        f"explanation: {quoted(explanation)}}}\n",
    )


@pytest.mark.parametrize("cols", [80, 40])
def test_a_round_with_markup(learner: Learner, tmp_path: Path, cols: int) -> None:
    stem = f"What does **this** do?\n\n{CODE}"
    path = pack(tmp_path / "p.yaml", stem, ["`a`", "$x^2$", "*no*", "1. May"], "| x | y |\n|---|---|\n| 1 | **2** |")
    done = learner.play(
        path,
        sees(
            "What does this do?", "│     if x:", "│         return 'a'", "a  a", "b  x²", "c  no", "d  1. May", no="*"
        ),
        "b",
        sees("✗ b  x²", "✓ a  a", "x │ y", "1 │ 2"),
        ENTER,
        sees("What does this do?"),
        "v",
        sees("x²"),
        "q",
        cols=cols,
    )
    assert done.display.widest <= cols


def test_a_plain_round_says_the_text(learner: Learner, tmp_path: Path) -> None:
    path = pack(tmp_path / "p.yaml", f"What does **this** do?\n\n{CODE}", ["`a`", "$x^2$"], "See [it](https://x.org/).")
    learner.play(
        path,
        sees("What does this do?", "    if x:", "a: a", "b: x²", no=("*", "`", "│", "$")),
        "b",
        sees("You said: x²", "The right answer: a", "See it (https://x.org/)."),
        ENTER,
        "q",
        plain=True,
    )


def test_the_source_is_logged(learner: Learner, tmp_path: Path) -> None:
    learner.play(pack(tmp_path / "p.yaml", "Which?", ["`a`", "$x^2$"]), "b", ENTER, "q")
    (review,) = learner.history
    assert (review.shown, review.response) == (("`a`", "$x^2$"), ("$x^2$",))


def test_a_line_says_what_can_not_be_shown(learner: Learner, tmp_path: Path) -> None:
    stem = "Is $\\begin{matrix}a\\end{matrix}$ a number?\n\n```brainfuck\n+\n```"
    path = pack(tmp_path / "p.yaml", stem, ["yes", "no"])
    seen = sees("Is $\\begin{matrix}a\\end{matrix}$", "Shown as its source: the formula", "colours: code in brainfuck.")
    learner.play(path, seen, "a", "q")
    assert "too much markup" in notes(console(), ["*" * 5000])
    assert notes(console(), ["**a** $x^2$ `b`", CODE]) == ""


def test_options_that_markup_would_make_alike_keep_their_source(learner: Learner, tmp_path: Path) -> None:
    path = pack(tmp_path / "p.yaml", "Which is bold?", ["**x**", "*x*", "![]()", "<b>x</b>"])
    learner.play(path, sees("**x**", " *x*", "![]()", "<b>x</b>"), "a", "q")


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("attack", list(ATTACKS))
def test_hostile_texts_stay_inert_in_markup(learner: Learner, tmp_path: Path, attack: str, plain: bool) -> None:
    text = ATTACKS[attack]
    stem = f"stem {text} **{text}** `{text}` ${text}$ [{text}](https://x.org/{text}) ![{text}](y)\n\n> {text}\n\n"
    stem += f"- {text}\n\n```{text}\n{text}\n```\n\n```python\nx = '{text}'\n```\n\n| {text} |\n|---|\n| {text} |\n"
    path = pack(tmp_path / "p.yaml", stem, [f"**{text}** key", f"`{text}` other"], f"because {stem}")
    done = learner.play(path, sees("stem"), "b", sees("because"), ENTER, "v", "q", plain=plain, rows=100)
    inert(LINK.sub("", done.terminal.raw))
    assert all(
        url in ("", "https://x.org/") or url.startswith("https://x.org/") for _, url in LINK.findall(done.terminal.raw)
    )
    assert "owned" not in done.display.title


hostile = st.text(
    st.one_of(st.sampled_from("*_`[]()!<>|~$\\&#;{}^-+ \n\t01a.:/\x1b\x07\u202e中"), st.characters(codec="utf-8")),
    max_size=120,
)


@given(hostile, st.integers(10, 60), st.booleans())
def test_lines_of_any_text_are_inert_and_fit(text: str, width: int, colour: bool) -> None:
    rich = console(width, colour=colour)
    lines = markup_lines(rich, text, width, first="  a  ", style="bold")
    with rich.capture() as capture:
        for line in lines:
            rich.print(line, soft_wrap=True)
    inert(LINK.sub("", capture.get()).replace("\t", ""))
    assert all(line.cell_len <= max(width, 15) for line in lines)
    notes(rich, [text])


def test_links_open_their_address_and_name_their_host() -> None:
    text = raw("[the bank](https://user@evil.example/path)")
    assert ("https://user@evil.example/path") in {url for _, url in LINK.findall(text)}
    assert OURS.sub("", LINK.sub("", text)) == "the bank (evil.example)\n"
    assert "https://bank.example (evil.example)" in OURS.sub(
        "", LINK.sub("", raw("[https://bank.example](https://evil.example/)"))
    )


@pytest.mark.parametrize("url", ["mailto:a@b.c", "ftp://x.org/a", "file:///etc/passwd", "a/b", "tel:1", "//x.org"])
def test_other_addresses_are_no_links(url: str) -> None:
    text = raw(f"[t]({url})")
    assert not LINK.search(text)
    assert url.partition(":")[0] in text


def test_without_colour_there_are_no_links_and_code_is_quoted() -> None:
    text = raw("[t](https://x.org/a) `b`\n\n" + CODE, colour=False)
    assert "\x1b]" not in text
    assert not re.search(r"\x1b\[[0-9;]*[349][0-9;]*m", text.replace("\x1b[3m", "").replace("\x1b[4m", ""))
    assert "t (https://x.org/a) `b`" in text


def test_code_is_coloured_and_keeps_its_indentation() -> None:
    spans = coloured_spans("def f(x):\n    return 'a'  # so", "python")
    assert {style for _, _, style in spans} == {"accent.strong", "bold", "caution", "faint"}
    assert shown(CODE) == "│ def f(x):\n│     if x:\n│         return 'a'  # so"
    assert coloured_spans("def f", "klingon") == coloured_spans("x = 1\n" * 5000, "python") == ()
    assert list(map(is_known, ("", "Python", "text", "klingon"))) == [True, True, True, False]


def test_python_is_coloured_without_its_slow_lexer() -> None:
    code = 'class A:\n    def b(self, c="d#"):\n        return f\'{1}\' if None else bar"x"  # end\ne = """f\ng"""'
    found = [(code[start:end], style) for start, end, style in coloured_spans(code, "Python")]
    assert found == [
        ("class", "accent.strong"), ("A", "bold"), ("def", "accent.strong"), ("b", "bold"), ("self", "accent"),
        ('"d#"', "caution"),
        ("return", "accent.strong"), ("f'{1}'", "caution"), ("if", "accent.strong"), ("None", "accent"),
        ("else", "accent.strong"), ('"x"', "caution"), ("# end", "faint"), ('"""f\ng"""', "caution"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ['"""', "'", '"\\', "r", "def ", "#", "'''a"])
def test_long_python_takes_no_time(text: str) -> None:
    start = time.process_time()
    coloured_spans((text * 5000)[:5000], "python")
    assert time.process_time() - start < 0.5


def test_every_language_has_its_lexer() -> None:
    for language in LANGUAGES:
        coloured_spans("x = 1", language)


def test_a_string_over_several_lines_is_coloured_on_each() -> None:
    lines = markup_lines(console(), '```python\nx = """one\ntwo"""\ny\n```', 60)
    assert [any(span.style == "caution" for span in line.spans) for line in lines] == [True, True, False]


def test_long_lines_of_code_are_broken_and_go_on_further_right() -> None:
    assert shown("```\n  abcdefghijklmnop\n```", 16) == "│   abcdefghijkl\n│       mnop"


def test_a_table_without_room_shows_its_cells_below_one_another() -> None:
    table = "| name | what it says |\n|---|--:|\n| one | a rather long text |\n| two | b |"
    assert shown(table) == "name │       what it says\none  │ a rather long text\ntwo  │                  b"
    assert shown(table, 20) == "│ name: one\n  what it says: a\n  rather long text\n│ name: two\n  what it says: b"


def test_nothing_in_a_stem_looks_like_a_part_of_the_screen() -> None:
    text = shown("# Head\n\n---\n\n```\n   a  yes\n ✓ b  right answer\n```\n\n>    a  yes\n\n-    a  yes")
    assert text == "# Head\n\n---\n\n│    a  yes\n│  ✓ b  right answer\n\n│ a  yes\n\n• a  yes"


def test_chinese_is_broken_between_characters_but_not_before_a_full_stop() -> None:
    assert shown("**石墨烯**的制备，以及靶向免疫。", 24) == "石墨烯的制备，以及靶向免\n疫。"
    table = "| 名称 | 说明 |\n|---|---|\n| 石墨烯 | 只有一层碳原子厚，又薄又结实。 |"
    assert not [line for line in shown(table, 20).split("\n") if line.strip(" │")[:1] in "。，"]
