"""How things look: colours that can be read, signs that the terminal has, and settings for both."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.style import Style

from tests.conftest import Ran
from tests.e2e.making import write
from tests.ui.display import Display, Window
from tests.ui.scripted import Learner, forget_codes
from zgcquiz.core.configuration import SETTINGS
from zgcquiz.core.settings import COLOURS, Settings
from zgcquiz.ui.terminal.console import make_console, wants_plain
from zgcquiz.ui.terminal.key_names import ENTER
from zgcquiz.ui.terminal.look import ASCII, LOOK, THEMES, UNICODE, Glyphs, current_look, glyphs_of, styles
from zgcquiz.ui.terminal.meters import bar, meter

Run = Callable[..., Ran]
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def luminance(colour: Sequence[int]) -> float:
    """Return the relative luminance of WCAG 2.2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Sequence[int], other: Sequence[int]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_that_of_wcag() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast((0x77, 0x77, 0x77), WHITE) == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(
    ("theme", "backgrounds"),
    [
        ("default", (BLACK, WHITE)),
        ("dark", (BLACK, (0x1E, 0x1E, 0x1E), (0x30, 0x30, 0x30))),
        ("light", (WHITE, (0xFD, 0xF6, 0xE3), (0xE8, 0xE8, 0xE8))),
    ],
)
def test_every_colour_can_be_read(theme: str, backgrounds: tuple[tuple[int, int, int], ...]) -> None:
    """With 256 colours the nearest one may be a little darker."""
    for name in THEMES[theme]:
        colour = Color.parse(name)
        nearest = colour.downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
        for background in backgrounds:
            assert contrast(colour.get_truecolor(), background) >= 4.5, name
            assert contrast(nearest, background) >= 4.4, name


def test_every_theme_gives_every_style() -> None:
    assert SETTINGS["theme"].takes == f"{', '.join([*THEMES][:-1])} or {[*THEMES][-1]}"
    for theme in THEMES:
        token = LOOK.set(lambda theme=theme: Settings(theme=theme))  # type: ignore[misc]
        try:
            found = styles()
        finally:
            LOOK.reset(token)
        assert set(COLOURS) < set(found)
        for definition in found.values():
            Style.parse(definition)


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_every_sign_takes_one_cell(glyphs: Glyphs) -> None:
    signs = [getattr(glyphs, name) for name in glyphs.__struct_fields__]
    assert {cell_len(sign) for text in signs for sign in text} == {1}
    assert len(set(glyphs.shades)) == 5
    assert len({glyphs.right, glyphs.partial, glyphs.wrong, glyphs.missed}) == 4
    assert glyphs is UNICODE or all(text.isascii() for text in signs)


@given(st.floats(-1, 2), st.integers(0, 60), st.sampled_from([UNICODE, ASCII]))
def test_meters_and_bars_keep_their_width(share: float, width: int, glyphs: Glyphs) -> None:
    assert meter(share, width, glyphs).cell_len == width
    assert cell_len(bar(share, width, glyphs)) <= width
    assert bar(1, width, glyphs) == glyphs.eighths[-1] * width
    assert bar(0, width, glyphs) == ""


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_more_is_never_drawn_shorter(glyphs: Glyphs) -> None:
    signs = f"{glyphs.track}{glyphs.half}{glyphs.full}"
    filled = [sum(map(signs.index, meter(share / 200, 9, glyphs).plain)) for share in range(201)]
    assert all(before <= after for before, after in pairwise(filled))
    parts = f" {glyphs.eighths}"
    lengths = [sum(map(parts.index, bar(share / 200, 9, glyphs))) for share in range(201)]
    assert all(before <= after for before, after in pairwise(lengths))
    assert lengths[2] == (1 if glyphs is UNICODE else 0)


@pytest.mark.parametrize(
    ("encoding", "environment", "glyphs"),
    [
        ("utf-8", {}, UNICODE),
        ("utf-8", {"LANG": "de_DE.UTF-8"}, UNICODE),
        ("ascii", {"LANG": "C"}, ASCII),
        ("latin-1", {}, ASCII),
        ("utf-8", {"LANG": "zh_CN.UTF-8"}, ASCII),
        ("utf-8", {"LANG": "ja"}, ASCII),
        ("utf-8", {"LANG": "en_US.UTF-8", "LC_CTYPE": "ko_KR.UTF-8"}, ASCII),
        ("utf-8", {"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, UNICODE),
        ("utf-8", {"LANG": "koi"}, UNICODE),
        ("utf-8", {"LANG": "zh_CN.UTF-8", "LC_CTYPE": "C.UTF-8"}, ASCII),
        ("utf-8", {"LC_CTYPE": "C.UTF-8"}, UNICODE),
    ],
)
def test_signs_follow_encoding_and_locale(
    monkeypatch: pytest.MonkeyPatch, encoding: str, environment: dict[str, str], glyphs: Glyphs
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert glyphs_of(make_console(io.TextIOWrapper(io.BytesIO(), encoding), plain=False)) is glyphs


def drawn(zgcquiz: Run, monkeypatch: pytest.MonkeyPatch, *arguments: object, **environment: str) -> str:
    """Return what a command writes on a terminal with many colours."""
    window = Window()
    forget_codes()
    with monkeypatch.context() as patch:
        for name, value in {"TERM": "xterm-256color", "COLORTERM": "truecolor", **environment}.items():
            patch.setenv(name, value)
        patch.setattr(sys, "stdout", window)
        assert zgcquiz(*arguments).code == 0
    return window.getvalue()


def seen(output: str) -> str:
    display = Display(100, 50)
    display.feed(output.replace("\n", "\r\n"))
    return display.picture


def test_no_color_takes_away_the_colours_and_nothing_else(
    zgcquiz: Run, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zgcquiz("play", pack, stdin="b\n" * 3)
    coloured = drawn(zgcquiz, monkeypatch, "stats", pack)
    bare = drawn(zgcquiz, monkeypatch, "stats", pack, NO_COLOR="1")
    assert "38;2;" in coloured
    assert "38;" not in bare
    assert "\x1b[1m" in bare
    assert seen(bare) == seen(coloured)
    assert "█" in seen(bare)


def test_theme_colours_and_glyphs_are_settings(zgcquiz: Run, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zgcquiz("play", pack, stdin="b\n" * 3)
    assert "38;2;48;110;242" in drawn(zgcquiz, monkeypatch, "stats", pack)  # the default accent
    zgcquiz("config", "set", "theme", "dark")
    assert "38;2;135;175;255" in drawn(zgcquiz, monkeypatch, "stats", pack)
    zgcquiz("config", "set", "colours.accent", "#010203")
    assert "38;2;1;2;3" in drawn(zgcquiz, monkeypatch, "stats", pack)
    zgcquiz("config", "set", "theme", "high-contrast")
    zgcquiz("config", "unset", "colours.accent")
    assert "38;" not in drawn(zgcquiz, monkeypatch, "stats", pack)
    zgcquiz("config", "set", "glyphs", "ascii")
    assert drawn(zgcquiz, monkeypatch, "stats", pack).isascii()
    zgcquiz("config", "set", "theme", "plain")
    assert "\x1b" not in drawn(zgcquiz, monkeypatch, "stats", pack)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("theme", "pink", "must be default, dark, light, high-contrast or plain"),
        ("glyphs", "3", "must be a text"),
        ("colours.right", "greenish", "must be a colour"),
        ("colours.right", "#12345", "must be a colour"),
        ("colours.left", "green", "There is no setting 'colours.left'"),
        ("colours", "{left = 'green'}", "must name right"),
        ("colours", "green", "must be a table of colours"),
    ],
)
def test_a_look_that_there_is_not_is_refused(zgcquiz: Run, key: str, value: str, said: str) -> None:
    done = zgcquiz("config", "set", key, value)
    assert done.code == 1
    assert said in " ".join(done.err.split())


def test_broken_settings_are_reported_in_the_default_look(
    zgcquiz: Run, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both by a command that needs them and by one that goes on without."""
    zgcquiz("play", pack, stdin="b\n" * 3)
    write(Path(zgcquiz("config", "path").out.strip()), "theme = 3\n")
    for command, code in (("play", 1), ("history", 0)):
        window = Window()
        with monkeypatch.context() as patch:
            patch.setenv("TERM", "xterm")
            patch.setattr(sys, "stderr", window)
            assert zgcquiz(command).code == code
        assert window.getvalue().count("theme" if command == "play" else "can't be used") == 1
    assert current_look() == Settings()
    assert not wants_plain(Window())


ABOUT = """\
zgcquiz: 1
id: notes
title: Notes
questions:
  - id: one
    question: Which?
    answer: {text: east, feedback: A note on the key.}
    distractors:
      - {text: west, feedback: "A note on west, which is long enough for a second line with an indent."}
      - {text: up, feedback: A note on up.}
    explanation: The explanation.
"""


def test_a_note_stands_below_the_picked_option(learner: Learner, tmp_path: Path) -> None:
    done = learner.play(write(tmp_path / "p.yaml", ABOUT), "a", ENTER, "q", seed=2)
    lines = [line for line in done.display.everything if line.strip()]
    (at,) = (number for number, line in enumerate(lines) if "your answer (sure)" in line)
    assert lines[at].split()[:2] in (["✗", "a"], ["✗", "b"], ["✗", "c"])
    assert lines[at + 1].startswith("      A note on ")
    verdict = next(number for number, line in enumerate(lines) if "WRONG" in line)
    assert lines[verdict + 1].strip() == "The explanation."
    assert "A note on the key" not in done.screen


SEVERAL = """\
zgcquiz: 1
id: several
title: Several
questions:
  - id: one
    question: Which are even?
    answers: [two, four]
    options: [two, three, four, five]
"""


def test_a_key_that_was_not_picked_is_told_from_one_that_was(learner: Learner, tmp_path: Path) -> None:
    done = learner.play(write(tmp_path / "p.yaml", SEVERAL), "ab", ENTER, ENTER, "q")
    marks = {line[5:].partition("   ")[0].strip(): line for line in done.display.everything if "   " in line[5:]}
    signs = {text: marks[text].split()[0] for text in ("two", "three", "four") if text in marks}
    assert signs == {"two": "✓", "three": "✗", "four": "○"}
    assert marks["four"].endswith("right, missed")
