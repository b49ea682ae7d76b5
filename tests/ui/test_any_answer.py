"""Every answer can be given as it stands, from a pipe and at the keys, and commands stay in reach."""

from __future__ import annotations

import io
import string
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console

from tests.strategies import broken
from zgcquiz.core.log.review import Certainty, Outcome, Rating
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.marking import DontKnow, Picked, Response, Typed, mark, mark_typed, rate
from zgcquiz.core.rounds.round_views import Question
from zgcquiz.core.rounds.session import Command
from zgcquiz.ui.round.line_editor import LONGEST
from zgcquiz.ui.round.painting.painter import Painter
from zgcquiz.ui.round.piped_frontend import PipedFrontend
from zgcquiz.ui.round.typed_prompt import TextPrompt
from zgcquiz.ui.terminal import key_names as keys

AWKWARD = [
    "?", "??", "???", "*?", "a?", "What time is it?", "何时？", "？", "متى؟", "0", "00", "-0", "q", "u", "e", "h", "-",
    "!", ":", "::", ":0", ":q", ":wq", "::0", "::before", ":-", ":!", ":?", ":)", "a", "b", "j", "A", "1", "2", "3",
    "World War 2", "Henry 3", "1 2 3", "B3", "b 3", "a,b", "Paris 1", "q 2", "0 3", "? 1", "=", "!=", "∉", "O-", "n!",
    "y''", '"', "'x'", "...", ".NET", "the", "The", "one", "\u200b", "\u0301", "#", "\\", "C#", " ", "é", "👨‍👩‍👧",
]  # fmt: skip
"""Answers that could be taken for a command, a label, a guess, how sure someone is, or nothing at all."""
AWKWARD = [text for text in AWKWARD if text.strip()]
COMMANDS = {
    "0": DontKnow(),
    "q": Command.QUIT,
    "u": Command.UNDO,
    "e": Command.EASY,
    "h": Command.HARD,
    "-": Command.BURY,
    "!": Command.SUSPEND,
}

one_line = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=20), broken).filter(
    lambda text: bool(text.strip()) and not set("\n\r\ud800") & set(text) and text.isprintable()
)


def typed(key: str, *accept: str, kind: Kind = Kind.TYPED) -> Item:
    return Item("item", kind, "Stem?", (Option(key, key=True),), accept=accept)


def recalled(key: str) -> Item:
    """An item that has options, asked without them."""
    return Item("item", Kind.SINGLE, "Stem?", (Option(key, key=True), Option("some other option")), drawn=True)


def asked(item: Item, *, shown: tuple[Option, ...] = (), levels: bool = False) -> Question:
    return Question("pack", 1, 1, 0, 0, item, shown, None, True, True, True, levels)


def piped(question: Question, *lines: str) -> tuple[Response | Command, str]:
    """What lines from a pipe come to, and the messages."""
    messages = io.StringIO()
    reader = PipedFrontend(io.StringIO("".join(f"{line}\n" for line in lines)), None, Console(file=messages, width=200))
    return reader.ask(question), messages.getvalue()


class Silent:
    """Draws nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args: None


class Script:
    """Keys that were pressed before."""

    leave = None

    def __init__(self, pressed: list[str]) -> None:
        self._pressed = iter(pressed)

    def read(self, timeout: float | None = None, *, text: bool = False) -> str:
        return next(self._pressed, keys.END)


def at_keys(question: Question, text: str, *more: str) -> Response | Command:
    """What a text typed at a terminal comes to, with Enter behind it."""
    pressed = [keys.SPACE if character == " " else character for character in text]
    script = Script([*pressed, keys.ENTER, *more])
    return TextPrompt(question, cast("Painter", Silent()), cast("keys.Keys", script)).run()


def is_good(item: Item, said: Response | Command) -> bool:
    """The answer is right and sure, so the schedule takes it for known."""
    assert isinstance(said, Typed), said
    return rate(mark_typed(item, said.text)[0], said) is Rating.GOOD


@given(one_line)
@example("What time is it?")
@example(":q")
def test_any_answer_typed_as_it_stands_is_right_and_sure(key: str) -> None:
    for item in (typed(key), typed("Paris", key), recalled(key)):
        said, complaint = piped(asked(item), key)
        assert complaint == ""
        assert is_good(item, said)
        assert is_good(item, at_keys(asked(item), key))


@given(one_line, st.sampled_from("123"))
@example("World War 2", "3")
@example("B3", "1")
def test_how_sure_stands_behind_any_answer(key: str, level: str) -> None:
    item = typed(key)
    said, complaint = piped(asked(item, levels=True), f"{key} {level}")
    assert complaint == ""
    assert is_good(item, said)
    assert cast("Typed", said).level == int(level)
    said = at_keys(asked(item, levels=True), key, level)
    assert is_good(item, said)
    assert cast("Typed", said).level == int(level)


@pytest.mark.parametrize("key", ["World War 2", "Henry 3"])
def test_an_answer_that_ends_in_a_number_is_not_taken_for_a_level(key: str) -> None:
    said, complaint = piped(asked(typed(key), levels=True), key, "Paris 2", f"{key}?", f"{key} 2")
    assert complaint.count("how sure you are") == 2, "neither is said to be right or wrong"
    assert said == Typed(key, Certainty.GUESS, 1)
    assert piped(asked(typed(key), levels=True), f"{key}? 3")[0] == Typed(key, Certainty.GUESS, 1)


@given(one_line)
def test_one_question_mark_more_than_the_answer_has_is_a_guess(key: str) -> None:
    item = typed(key)
    for said in (piped(asked(item), f"{key}?")[0], at_keys(asked(item), f"{key}?")):
        assert isinstance(said, Typed)
        assert said.certainty is Certainty.GUESS
        assert mark_typed(item, said.text) == (Outcome.CORRECT, False)


@pytest.mark.parametrize("mark", ["?", "？", "؟"])
def test_a_question_mark_is_a_guess_in_any_script(mark: str) -> None:
    assert piped(asked(typed("Paris")), f"Paris{mark}")[0] == Typed("Paris", Certainty.GUESS)


@pytest.mark.parametrize("text", COMMANDS)
@given(key=one_line)
def test_every_command_can_be_given_whatever_the_answer_is(text: str, key: str) -> None:
    colons = ":" * (1 + len(key.strip()) - len(key.strip().lstrip(":")))
    for item in (typed(key), recalled(key)):
        assert piped(asked(item), f"{colons}{text}")[0] == COMMANDS[text]
        if text in "0q":
            said = at_keys(asked(item), key[:0], keys.ESCAPE, text)
            assert said == COMMANDS[text]


@pytest.mark.parametrize("key", ["?", "??", ":?", "Paris", "What?"])
def test_the_options_can_be_asked_for_whatever_the_answer_is(key: str) -> None:
    colons = ":" * (1 + len(key) - len(key.lstrip(":")))
    assert piped(asked(recalled(key)), f"{colons}?")[0] is Command.OPTIONS
    assert at_keys(asked(recalled(key)), "", keys.TAB) is Command.OPTIONS
    if set(key) - {"?"}:
        assert piped(asked(recalled(key)), "?")[0] is Command.OPTIONS
        assert at_keys(asked(recalled(key)), "?") is Command.OPTIONS


@pytest.mark.parametrize(
    ("key", "line", "said"),
    [
        ("Paris", "q", Command.QUIT),
        ("Paris", "0", DontKnow()),
        ("Paris", ":hello", Typed(":hello")),
        (":wq", ":q", Typed(":q")),
        (":wq", "::q", Command.QUIT),
        (":wq", "q", Command.QUIT),
        ("::before", "::0", Typed("::0")),
        ("::before", ":::0", DontKnow()),
        ("q", "u", Typed("u")),
        ("7", "0", Typed("0")),
        ("-0.5", "0", Typed("0")),
        ("half", "0", DontKnow()),
        ("What?", "What ? ?", Typed("What ?", Certainty.GUESS)),
        ("Paris", "Paris ? ?", Typed("Paris", Certainty.GUESS)),
    ],
)
def test_what_a_line_is_follows_from_the_shape_of_the_answer(key: str, line: str, said: Response | Command) -> None:
    """So that reading a line as a command or as an answer doesn't give the answer away."""
    assert piped(asked(typed(key)), line)[0] == said


def test_zero_is_a_number_where_a_number_is_asked() -> None:
    assert piped(asked(typed("half", kind=Kind.NUMERIC)), "0")[0] == Typed("0")


def test_a_complaint_says_how_to_say_i_dont_know() -> None:
    assert ':0 for "I don\'t know"' in piped(asked(typed("Paris")), "?", "Paris")[1]
    assert '::0 for "I don\'t know"' in piped(asked(typed(":x")), "?", ":x")[1]


# Options by their text

OPTIONS = ("0", "q", "-", "!", "b", "2", ":q", '"x"', "World War 2", "b, 2")


@pytest.mark.parametrize("text", OPTIONS)
@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.MULTIPLE])
def test_an_option_can_be_named_by_its_text_whatever_that_is(text: str, kind: Kind) -> None:
    shown = tuple(Option(each, each == text) for each in OPTIONS)
    item = Item("item", kind, "Stem?", shown)
    for line in {f'"{text}"', text} - ({text} if text in ("0", "b", "2", "b, 2") else set()):
        said, complaint = piped(asked(item, shown=shown), line)
        assert complaint == ""
        assert isinstance(said, Picked), line
        assert mark(shown, said) is Outcome.CORRECT
    said, _ = piped(asked(item, shown=shown, levels=True), f'"{text}" 3')
    assert said == Picked(frozenset({OPTIONS.index(text)}), level=3)


def test_letters_numbers_and_zero_go_before_texts_and_texts_before_commands() -> None:
    shown = tuple(Option(each, each == "q") for each in OPTIONS)
    question = asked(Item("item", Kind.SINGLE, "Stem?", shown), shown=shown)
    assert piped(question, "0")[0] == DontKnow()
    assert piped(question, "b")[0] == Picked(frozenset({1}))
    assert piped(question, "2")[0] == Picked(frozenset({1}))
    assert piped(question, "q")[0] == Picked(frozenset({1}))
    assert piped(question, "::q", ":u")[0] == Command.UNDO
    assert piped(question, "u")[0] == Command.UNDO
    assert piped(question, ":0")[0] == DontKnow()


def test_several_options_can_be_named_in_quotes() -> None:
    shown = tuple(Option(each, each in ("0", "b")) for each in OPTIONS)
    question = asked(Item("item", Kind.MULTIPLE, "Stem?", shown), shown=shown)
    said = piped(question, '"0", "b"')[0]
    assert isinstance(said, Picked)
    assert mark(shown, said) is Outcome.CORRECT


def test_the_awkward_answers_hold_every_command_and_label() -> None:
    assert {*COMMANDS, "?", ":0", ":q", *string.ascii_lowercase[:2]} <= set(AWKWARD)


def test_a_line_without_end_from_a_pipe_is_no_answer_and_the_next_one_is() -> None:
    """It is neither kept whole nor cut in silence. As much as can be typed at the keys is an answer."""
    item = typed("Paris")
    said, complaint = piped(asked(item), "x" * 3_000_000, "y" * (LONGEST + 1), "Paris")
    assert is_good(item, said)
    assert complaint.count("a line has at most 10,000 characters") == 2
    assert complaint.startswith("line 1: 'xxx")
    assert "line 2: 'yyy" in complaint
    assert len(complaint) < 400
    said, complaint = piped(asked(item), "z" * LONGEST)
    assert (said, complaint) == (Typed("z" * LONGEST), "")
