"""The browser of questions: every key, the mouse, and every size."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.drivers.headless_driver import HeadlessDriver

from tests.conftest import PACK, Clock, Ran
from tests.ui.browsing import Driven, browse
from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.browsing import Browsing
from zgcquiz.app.learner.holding import keep_holds
from zgcquiz.core.browsing.question import BrowsedQuestion
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Ref
from zgcquiz.ui.browse.browser import Browser, SearchInput
from zgcquiz.ui.browse.keys_screen import KEYS, SEARCHES
from zgcquiz.ui.browse.lines import LineView

Run = Callable[..., Ran]
ALL = ["capital", "primes", "earth-round", "fixed"]


@pytest.fixture
def library(zgcquiz: Run, pack_file: Path, clock: Clock) -> Path:
    """Install a pack of which two questions were answered a day ago; return its file."""
    assert zgcquiz("pack", "add", pack_file).code == 0
    assert zgcquiz("play", "small", "--seed", "1", stdin="0\n0\n").code == 0
    clock.forward(days=1)
    (path,) = pack_file.parent.glob("home/packs/small.yaml")
    return path


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
def test_signals_are_caught_before_the_screen_is_taken(
    context: AppContext, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[bool] = []
    numbers = (signal.SIGTERM, signal.SIGHUP)

    def start(_: HeadlessDriver) -> None:
        caught.extend(signal.getsignal(number) is not before[number] for number in numbers)

    async def act(screen: Driven) -> None: ...

    before = {number: signal.getsignal(number) for number in numbers}
    monkeypatch.setattr(HeadlessDriver, "start_application_mode", start)
    browse(context, act)
    assert caught == [True, True]


def test_it_opens_with_what_is_due_first_and_shows_the_first(context: AppContext, library: Path) -> None:
    async def act(screen: Driven) -> None:
        assert sorted(screen.listed) == sorted(ALL)
        assert [question.reviewed is not None for question in screen.rows.questions] == [True, True, False, False]
        assert "4 questions, by due date" in screen.lines[1]
        first = screen.rows.questions[0]
        assert first.stem in screen.lines[2]
        assert screen.lines[2].startswith("> ")
        assert first.stem in screen.details
        assert "Chance of recall" in screen.details
        assert "wrong  don't know" in screen.details

    browse(context, act)


@pytest.mark.parametrize(
    ("keys", "at"),
    [
        (["down"], 1), (["j", "j"], 2), (["j", "k"], 0), (["up"], 0), (["end"], 3), (["G", "home"], 0),
        (["pagedown"], 3), (["end", "pageup"], 0), (["j"] * 9, 3), (["end", "g"], 0), (["space"], 3),
    ],
)  # fmt: skip
def test_the_cursor_moves_and_the_details_follow(context: AppContext, library: Path, keys: list[str], at: int) -> None:
    async def act(screen: Driven) -> None:
        await screen.press(*keys)
        assert screen.rows.cursor == at
        assert screen.current.stem in screen.details

    browse(context, act)


def test_a_search_narrows_the_list_as_it_is_typed(context: AppContext, library: Path) -> None:
    async def act(screen: Driven) -> None:
        await screen.press("slash", *"prime?")  # with keys that do something in the list
        assert screen.listed == ["primes"]
        assert screen.lines[:2] == [" / prime?", " 1 of 4 questions"]
        assert "Ctrl-U" in screen.footer
        await screen.press("q", "escape")
        assert screen.lines[1] == " None of 4 questions matches"
        assert screen.lines[2] == ""
        for key in ("enter", "s", "b", "r", "e", "j", "G", "o"):
            await screen.press(key)
        await screen.type("tag:numbers -fixed")
        assert screen.listed == ["primes"]
        assert "[" not in screen.lines[0]

    assert browse(context, act).return_value is None


def test_the_count_the_list_and_the_details_change_together(
    context: AppContext, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str]] = []
    say = Browser._say

    async def act(screen: Driven) -> None:
        def said(browser: Browser, part: str, text: str = "", style: str = "faint") -> None:
            if part == "status":
                seen.append((screen.rows.current.stem if screen.rows.current else "", screen.details))
            say(browser, part, text, style)

        monkeypatch.setattr(Browser, "_say", said)
        for search in ("tag:cities", "primes", "nothing at all", "", "tag:numbers"):
            await screen.type(search)
        await screen.press("o")

    browse(context, act)
    assert len(seen) >= 6
    assert all(stem in details and (stem or not details) for stem, details in seen)


def test_a_search_on_the_command_line_is_the_first(context: AppContext, library: Path) -> None:
    async def act(screen: Driven) -> None:
        assert screen.lines[0] == " / tag:numbers"
        assert sorted(screen.listed) == ["fixed", "primes"]

    browse(context, act, search="tag:numbers")


def test_a_search_that_cannot_be_read_is_said_and_the_list_stays(context: AppContext, library: Path) -> None:
    async def act(screen: Driven) -> None:
        await screen.type("tag:cities")
        screen.app.query_one(SearchInput).value = "tga:cities"
        await screen.settle()
        assert "'tga:cities' at character 1: there is no field 'tga'. Did you mean tag?" in screen.lines[1]
        assert screen.listed == ["capital"]
        await screen.type("")
        assert len(screen.listed) == 4

    browse(context, act)


def test_a_quote_that_is_not_closed_is_said_if_nothing_matches(context: AppContext, library: Path) -> None:
    async def act(screen: Driven) -> None:
        await screen.type('prime "capital of')
        assert (
            "None of 4 questions matches. The quotation mark at character 7 isn't closed: all after it was one phrase."
            in " ".join(screen.text.split())
        )
        await screen.type('prime "capital of"')
        assert "closed" not in screen.text
        await screen.type('"prime')
        assert screen.listed == ["primes"]
        assert "closed" not in screen.text

    browse(context, act)


def test_what_is_said_is_laid_out_again_after_a_resize(context: AppContext, library: Path) -> None:
    said = "There is nothing to start over: it was never answered."

    def whole(screen: Driven) -> str:
        return " ".join(screen.text.split())

    async def act(screen: Driven) -> None:
        await screen.press("G", "r")
        for size in ((40, 20), (25, 20), (120, 30), (80, 24)):
            await screen.resize(*size)
            assert said in whole(screen)
            assert (f" {said}" in screen.lines) is (size[0] > len(said))
        await screen.press("g", "r")
        for size in ((40, 20), (120, 30)):
            await screen.resize(*size)
            assert "Start this question over? It becomes new" in whole(screen)
            assert "which the log keeps." in whole(screen)
        await screen.press("n")
        await screen.type("tga:x")
        for size in ((40, 20), (120, 30)):
            await screen.resize(*size)
            assert "there is no field 'tga'. Did you mean tag?" in whole(screen)

    browse(context, act)


def held(context: AppContext) -> dict[Ref, str]:
    return {ref: held.value for ref, held in context.log.held(["small"], context.clock()).items()}


@pytest.mark.parametrize(
    ("key", "state"), [("s", "suspended"), ("exclamation_mark", "suspended"), ("b", "buried"), ("minus", "buried")]
)
def test_a_hold_and_its_undoing_are_saved(context: AppContext, library: Path, key: str, state: str) -> None:
    async def act(screen: Driven) -> None:
        before = screen.current
        await screen.press(key)
        assert held(context) == {before.ref: state}
        assert screen.current.state == state
        assert state in screen.lines[2]
        assert "Press it again to resume." in screen.text
        await screen.press("j", "k")
        assert "Press it again" not in screen.text
        await screen.press(key)
        assert held(context) == {}
        assert screen.current == before
        assert "Resumed." in screen.text

    browse(context, act)


def test_a_suspended_question_is_not_buried(context: AppContext, library: Path) -> None:
    async def act(screen: Driven) -> None:
        await screen.press("s", "b")
        assert "It is suspended: press s to resume it first." in screen.text
        assert list(held(context).values()) == ["suspended"]

    browse(context, act)


def test_starting_over_asks_first(context: AppContext, library: Path) -> None:
    async def act(screen: Driven) -> None:
        await screen.press("r")
        assert "its 1 answer so far" in screen.text
        assert screen.footer == " y yes   any other key no"
        await screen.press("s")  # which is no, and nothing else
        assert not context.log.restarts()
        assert not context.log.holds()
        assert "so far" not in screen.text
        await screen.press("r", "y")
        assert [restart.ref for restart in context.log.restarts()] == [screen.current.ref]
        assert screen.current.state == "new"
        assert "Started over." in screen.text
        assert "started over" in screen.details
        assert "don't know" in screen.details
        await screen.press("r")
        assert "it was never answered" in screen.text

    browse(context, act)


def test_the_order_changes(context: AppContext, library: Path) -> None:
    async def act(screen: Driven) -> None:
        orders = []
        for _ in range(4):
            orders.append((screen.lines[1].rpartition("by ")[2], list(screen.listed)))
            await screen.press("o")
        assert [name for name, _ in orders] == ["due date", "difficulty", "last answer", "pack"]
        assert orders[3][1] == ALL
        assert screen.listed == orders[0][1]

    browse(context, act)


def test_an_edited_question_is_shown_as_it_is_now(context: AppContext, library: Path) -> None:
    def edit(browsing: Browsing, question: BrowsedQuestion) -> None:
        spot = browsing.spot(question)
        assert (spot.path, question.ref.item) == (library, "capital")
        assert library.read_text("utf-8").splitlines()[spot.line - 1].strip() == "- id: capital"
        library.write_text(PACK.replace("capital of France?", "capital of Gaul?"), encoding="utf-8")

    async def act(screen: Driven) -> None:
        await screen.press("e")
        assert "capital of Gaul?" in screen.lines[2]
        assert "capital of Gaul?" in screen.details
        assert screen.listed == ["capital"]

    browse(context, act, search="paris", edit=edit)


def test_a_pack_that_an_edit_broke_can_be_edited_again(context: AppContext, library: Path) -> None:
    broken = PACK.replace("answer: Paris", "answer: [Paris")
    texts = iter((broken, PACK.replace("France", "Gaul")))
    spots = []

    def edit(browsing: Browsing, question: BrowsedQuestion) -> None:
        spots.append(browsing.spot(question).line)
        library.write_text(next(texts), encoding="utf-8")

    async def act(screen: Driven) -> None:
        before = [*screen.listed]
        await screen.press("e")
        assert "small: " in screen.text
        assert "can't be used" in screen.text
        assert screen.listed == before
        assert "capital of France" in screen.details
        await screen.press("s")
        assert screen.current.state == "suspended"
        await screen.press("e")
        assert "can't be used" not in screen.text
        assert "capital of Gaul?" in screen.details
        assert screen.current.state == "suspended"

    browse(context, act, search="paris", edit=edit)
    assert 1 < spots[1] <= 12  # of the first error, or of the question


def test_an_editor_that_fails_is_said(context: AppContext, library: Path) -> None:
    def edit(browsing: Browsing, question: BrowsedQuestion) -> None:
        raise ZgcError("no-editor", "Can't start the editor 'ed'.", "Set EDITOR.")

    async def act(screen: Driven) -> None:
        await screen.press("e")
        assert "Can't start the editor 'ed'. Set EDITOR." in screen.text

    browse(context, act, edit=edit)


@pytest.mark.parametrize(("key", "note"), [("s", "Suspended."), ("b", "It is suspended: press s to resume it first.")])
def test_what_another_program_suspended_meanwhile(context: AppContext, library: Path, key: str, note: str) -> None:
    async def act(screen: Driven) -> None:
        keep_holds(context, [screen.current.ref], Held.SUSPENDED)
        await screen.press(key)
        assert note in screen.text
        assert screen.current.state == "suspended"

    browse(context, act)


def test_every_key_and_every_search_is_explained(context: AppContext, library: Path) -> None:
    async def act(screen: Driven) -> None:
        await screen.press("question_mark")
        shown = " ".join("\n".join(screen.app.screen.query_one(LineView).texts).split())
        for name, meaning in (*KEYS, *SEARCHES):
            assert name in shown
            assert " ".join(meaning.split()) in shown
        await screen.press("end", "escape")
        assert screen.lines[2].startswith("> ")

    for size in ((80, 24), (40, 20), (120, 40)):
        browse(context, act, size=size)


@pytest.mark.parametrize(
    ("keys", "result"),
    [(["q"], 0), (["escape"], 0), (["ctrl+d"], 0), (["ctrl+c"], 130), (["slash", "ctrl+c"], 130)],
)
def test_the_ways_out(context: AppContext, library: Path, keys: list[str], result: int) -> None:
    async def act(screen: Driven) -> None:
        for key in keys:
            await screen.pilot.press(key)

    assert browse(context, act).return_value == result


def test_a_click_puts_the_cursor_and_a_second_one_opens(context: AppContext, library: Path) -> None:
    async def act(screen: Driven) -> None:
        await screen.pilot.click("#questions", offset=(5, 2))
        await screen.settle()
        assert screen.rows.cursor == 2
        assert not screen.app.query_one("#questions").has_class("-open")
        await screen.pilot.click("#questions", offset=(5, 9))
        assert screen.rows.cursor == 2
        await screen.pilot.click("#questions", offset=(5, 1), times=2)
        await screen.settle()
        assert screen.rows.cursor == 1
        assert screen.app.query_one("#details").has_focus

    browse(context, act)


def test_there_are_three_layouts_and_each_resize_finds_its_own(context: AppContext, library: Path) -> None:
    async def act(screen: Driven) -> None:
        stem = screen.current.stem
        assert stem in screen.lines[2]
        assert sum(stem in line for line in screen.lines) == 2  # below
        await screen.resize(40, 20)
        assert "Right" not in screen.text
        assert not any(line.startswith("──") for line in screen.lines)
        assert "Enter show" in screen.footer
        await screen.press("enter")
        assert stem.split()[0] in screen.lines[2]
        assert "> " not in screen.text
        assert max(map(len, screen.lines)) <= 40
        assert screen.app.query_one("#details", LineView).size.width > 35
        await screen.press("s")
        assert screen.current.state == "suspended"
        await screen.press("escape")
        assert screen.lines[2].startswith("> ")
        await screen.resize(120, 30)
        assert "│" in screen.lines[2]
        assert "Enter" not in screen.footer
        await screen.resize(80, 24)
        assert screen.lines[2].startswith("> ")

    browse(context, act)


def test_the_cursor_is_reversed_where_the_keys_go(context: AppContext, library: Path) -> None:
    async def act(screen: Driven) -> None:
        rows = screen.display.cells
        assert all(cell[5] for cell in rows[2])
        assert not any(cell[5] for cell in rows[3])
        assert rows[0][1][1] == "#306ef2"  # the accent, on the slash
        await screen.press("enter")
        rows = screen.display.cells
        assert not any(cell[5] for cell in rows[2])
        assert rows[2][2][2]  # bold

    browse(context, act)


def test_without_packs_it_says_how_to_add_one(context: AppContext) -> None:
    async def act(screen: Driven) -> None:
        for key in ("j", "enter", "escape", "s", "r", "e", "o", "slash", "x"):
            await screen.pilot.press(key)
        assert "zgcquiz pack add PATH" in screen.text

    browse(context, act)


def test_a_pack_that_came_with_the_program_is_not_edited(context: AppContext, shipped: Path) -> None:
    (shipped / "small.yaml").write_text(PACK, encoding="utf-8")

    async def act(screen: Driven) -> None:
        await screen.press("e")
        assert "The pack small is shipped with zgcquiz" in screen.text
        assert "Copy" in screen.text
        assert screen.listed == ALL

    browse(context, act, edit=lambda browsing, question: browsing.spot(question))


def test_markdown_is_searched_listed_and_shown_as_what_it_says(context: AppContext, home: Path) -> None:
    (home / "packs").mkdir(parents=True)
    (home / "packs" / "md.yaml").write_text(
        "zgcquiz: 1\nid: md\ntitle: Markdown\nmarkup: markdown\nquestions:\n"
        "- {id: a, question: 'Is **bold** `code` here?', answer: '*Yes*', distractors: ['**No**'],"
        " explanation: 'So **it** is.'}\n",
        encoding="utf-8",
    )

    async def act(screen: Driven) -> None:
        assert screen.lines[2].startswith("> Is bold code here? ")
        assert "*" not in screen.details
        assert "So it is." in screen.details
        await screen.type('"bold code" "so it is" yes')
        assert screen.listed == ["a"]

    browse(context, act)


def test_the_history_says_what_a_picked_option_says_and_what_was_typed_as_it_is(
    context: AppContext, home: Path, zgcquiz: Run
) -> None:
    (home / "packs").mkdir(parents=True)
    for id, fields in (("picked", "answer: '*Yes*', distractors: ['**No**']"), ("typed", "kind: typed, answer: it is")):
        head = f"zgcquiz: 1\nid: {id}\ntitle: T\nmarkup: markdown\nquestions:\n"
        (home / "packs" / f"{id}.yaml").write_text(
            f"{head}- {{id: {id}, question: Which?, {fields}}}\n", encoding="utf-8"
        )
        response = {"picked": "No", "typed": "**No**"}[id]
        assert zgcquiz("play", id, "--json", stdin=f"{response}\n").json["score"] == 0

    async def act(screen: Driven) -> None:
        await screen.type("id:picked")
        assert "sure, No" in screen.details
        await screen.type("id:typed")
        assert "sure, **No**" in screen.details

    browse(context, act)


def test_a_key_right_after_a_resize_moves_the_cursor_for_good(context: AppContext, library: Path) -> None:
    async def act(screen: Driven) -> None:
        screen.rows.on_resize()
        screen.rows.move(2)
        await screen.settle()
        assert screen.rows.cursor == 2

    browse(context, act)
