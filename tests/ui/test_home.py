"""The home shows today's work, what is known and the year, and each of its keys runs what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.conftest import Clock
from tests.e2e.making import write
from tests.ui.scripted import Learner, Resize, Step, Terminal, sees
from zgcquiz.app.learner.home import home
from zgcquiz.app.packs.library import study
from zgcquiz.cli.home import INTERRUPTED, MenuChoice, follow
from zgcquiz.cli.home import choose as choose_at_home
from zgcquiz.core.moment import HOUR
from zgcquiz.core.stats.progress import Home
from zgcquiz.core.value import replace
from zgcquiz.store.review_stats import ReviewStats
from zgcquiz.ui import study_menu
from zgcquiz.ui.home import QUIT, choose
from zgcquiz.ui.terminal.key_names import DOWN, END, ENTER, ESCAPE, LINE_END, LINE_START, PAGE_DOWN, PAGE_UP, REDRAW

HOSTILE = "\x1b]0;title\x07[red]x[/red] \u202eevil\u2066 \t\n" + "这是" * 40


@pytest.fixture
def found(learner: Learner) -> Callable[[], Home]:
    return lambda: home(learner.context)[0]


def install(learner: Learner, path: Path) -> Path:
    """Put a pack into the library, and return its file there."""
    folder = learner.context.paths.packs
    folder.mkdir(parents=True, exist_ok=True)
    return write(folder / path.name, path.read_text(encoding="utf-8"))


def shown(found: Home, *script: Step, cols: int = 80, rows: int = 24) -> tuple[str, Terminal]:
    terminal = Terminal([*script], cols, rows, plain=False)
    chosen = choose(terminal.console, terminal, found)
    terminal.finish()
    return chosen, terminal


def page(found: Home, cols: int = 80, rows: int = 24) -> str:
    kept: list[str] = []

    def keep(terminal: Terminal) -> None:
        assert terminal.display.widest < cols
        kept.append(terminal.display.picture.rstrip())

    shown(found, keep, "q", cols=cols, rows=rows)
    return kept[0]


def sections(path: Path, pack: str = "yes", title: str = "The pack of yes", count: int = 4) -> Path:
    questions = "".join(
        f"  - {{id: q{number}, question: 'Number {number}?', answer: rightly, options: [wrongly, rightly],"
        f" source: {{id: s, section: Part {number % 2}}}}}\n"
        for number in range(count)
    )
    return write(
        path,
        f"zgcquiz: 1\nid: {pack}\ntitle: {title}\nsources: {{s: {{title: Some source}}}}\nquestions:\n{questions}",
    )


def test_the_first_evening(
    learner: Learner, tmp_path: Path, found: Callable[[], Home], snapshot: SnapshotAssertion
) -> None:
    assert shown(found(), sees("how to add a pack"), ENTER)[0] == "pack add --help"
    install(learner, sections(tmp_path / "yes.yaml"))
    assert page(found()) == snapshot(name="80")
    assert page(found(), cols=40) == snapshot(name="40")
    assert shown(found(), sees("a first round of ten"), ENTER)[0] == "play"


@pytest.mark.parametrize("cols", [40, 80])
def test_the_home_names_a_key_that_does_nothing_and_shows_all_keys(
    learner: Learner, tmp_path: Path, found: Callable[[], Home], cols: int
) -> None:
    pack = install(learner, sections(tmp_path / "yes.yaml"))
    chosen, terminal = shown(
        found(), sees("? keys"), "x", sees("x does nothing here; ? shows all keys.", "Enter a first round"),
        "?", sees("browse the questions", "zgcquiz --help", no=("does nothing", "the round that was left")),
        "?", sees("4 questions", no="browse the questions"), "?", "p", cols=cols,
    )  # fmt: skip
    assert chosen == "play"
    assert terminal.display.widest < cols
    learner.play(pack, "bq")
    shown(found(), "?", sees("go on with the round that was left last"), "q")


def test_a_life_with_several_packs(
    learner: Learner, tmp_path: Path, clock: Clock, found: Callable[[], Home], snapshot: SnapshotAssertion
) -> None:
    packs = {}
    for name in ("one", "two", "three", "four", "five", "six"):
        packs[name] = install(learner, sections(tmp_path / f"{name}.yaml", name, f"The pack {name}", 12))
    for day in range(40):
        clock.forward(days=1 if day % 9 else 3)
        for name in ("one", "two"):
            learner.play(packs[name], *"ab"[day % 2] * (2 + day % 3), "q", questions=2 + day % 3)
    for cols, rows in ((80, 24), (40, 20), (200, 50)):
        assert page(found(), cols, rows) == snapshot(name=str(cols))


def test_enter_does_todays_work_and_then_what_is_left(
    learner: Learner, tmp_path: Path, clock: Clock, found: Callable[[], Home]
) -> None:
    installed = install(learner, sections(tmp_path / "yes.yaml"))
    learner.play(installed, "b", "q")
    assert found().unfinished is not None
    assert shown(found(), sees("1 of 4 answered, 1 right", "3 new", "g go on"), ENTER)[0] == "review"
    assert shown(found(), "g")[0] == "play --resume"
    learner.review(installed, "b", "b", "b", "q")
    assert shown(found(), sees("nothing left to do", "tomorrow", "go on with the round"), ENTER)[0] == "play --resume"
    learner.resume("b", "b", "b", "q")
    assert shown(found(), sees("a round of ten", no="Unfinished"), "g", ENTER)[0] == "play"
    clock.forward(days=3)
    assert shown(found(), sees("4 due", "4 of 4 known, 4 due"), ENTER)[0] == "review"


def test_all_rounds_that_were_left_are_shown(learner: Learner, tmp_path: Path, found: Callable[[], Home]) -> None:
    packs = [
        sections(tmp_path / f"{name}.yaml", name, f"The pack {name}")
        for name in ("one", "two", "three", "four", "five")
    ]
    for pack in packs:
        learner.play(pack, "bq")
    for cols in (40, 80):
        shown(found(), sees("The pack five: 1 of 4", "Also left", "The pack four: 1 of 4", "The pack three: 1 of 4",
                            "2 older rounds"), "q", cols=cols)  # fmt: skip


def test_a_round_is_offered_while_it_can_be_continued(
    learner: Learner, tmp_path: Path, clock: Clock, found: Callable[[], Home]
) -> None:
    pack = sections(tmp_path / "yes.yaml")
    learner.play(pack, "bbq")
    assert shown(found(), sees("2 of 4 answered, 2 right"), "q")
    learner.context.log.void(learner.answers[0], learner.context.clock())
    assert shown(found(), sees("1 of 4 answered, 1 right"), "q")
    clock.forward(days=31)
    assert found().unfinished is None
    clock.forward(days=-31)
    pack.rename(tmp_path / "elsewhere.yaml")
    assert found().unfinished is None
    (tmp_path / "elsewhere.yaml").rename(pack)
    learner.context.log.void(learner.answers[0], learner.context.clock())
    assert found().unfinished is None


@pytest.mark.parametrize(
    ("key", "line"),
    [("p", "play"), ("r", "read"), ("b", "browse"), ("s", "stats"), ("k", "pack list"), ("c", "config"),
     ("q", QUIT), (ESCAPE, QUIT), (END, QUIT)],
)  # fmt: skip
def test_each_key_runs_what_it_says(found: Callable[[], Home], key: str, line: str) -> None:
    assert shown(found(), "x", "0", key)[0] == line


def study_pack(learner: Learner, tmp_path: Path, count: int = 3, pack: str = "read") -> Path:
    """Install a pack of sections that have a text, with a question each."""
    folder = tmp_path / pack
    folder.mkdir()
    write(folder / "pack.yaml", f"zgcquiz: 1\nid: {pack}\ntitle: {'A pack to read ' * 5}\n")
    for number in range(count):
        write(
            folder / f"{number:02}.yaml",
            f"section: {'Long ' * 9}part {number}\ntext: What part {number} says.\nquestions:\n"
            f"  - {{id: q{number}, question: 'Number {number}?', answer: rightly, options: [wrongly, rightly]}}\n",
        )
    target = learner.context.paths.packs / pack
    target.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(target)
    return target


def pick(learner: Learner, found: Home, *script: Step, cols: int = 80, rows: int = 24) -> str:
    terminal = Terminal([*script], cols, rows, plain=False)
    chosen = study_menu.choose(terminal.console, terminal, study(learner.context, None, None), found)
    terminal.finish()
    assert terminal.display.widest < cols
    return chosen


def test_the_texts_are_offered_from_the_next_one_on(
    learner: Learner, tmp_path: Path, found: Callable[[], Home]
) -> None:
    pack = study_pack(learner, tmp_path)
    assert pick(learner, found(), sees("> " + "Long " * 9 + "part 0: 1 question", "A pack to read"), ENTER) == (
        "read read 1"
    )
    learner.play(pack, "b", "q", section="1")
    assert pick(learner, found(), ENTER) == "read read 2"
    for script, number in (("jj", 3), ("kk", 1), (("jk",), 2), ((LINE_END,), 3), ((LINE_START, DOWN, REDRAW), 2)):
        assert pick(learner, found(), *script, ENTER) == f"read read {number}"
    assert pick(learner, found(), "x", "a") == "read"
    for key in ("q", ESCAPE, END):
        assert pick(learner, found(), key) == study_menu.BACK
    for section in ("2", "3"):
        learner.play(pack, "b", "q", section=section)
    assert pick(learner, found(), ENTER) == "read read 1"


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (40, 20), (20, 8), (200, 50)])
def test_more_texts_than_lines_can_be_chosen(
    learner: Learner, tmp_path: Path, found: Callable[[], Home], cols: int, rows: int
) -> None:
    study_pack(learner, tmp_path, 30)
    assert pick(learner, found(), *"j" * 25, sees("> Long"), ENTER, cols=cols, rows=rows) == "read read 26"


def test_back_from_the_texts_is_the_home(
    learner: Learner, tmp_path: Path, found: Callable[[], Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    def chosen(*script: Step) -> MenuChoice | None:
        terminal = Terminal([*script], 80, 24, plain=False)
        monkeypatch.setattr("zgcquiz.ui.terminal.keys.open_keys", lambda: terminal)
        got = choose_at_home(terminal.console, found(), lambda: study(learner.context, None, None))
        terminal.finish()
        return got

    assert chosen("r") == MenuChoice(("read",))  # and says why there is nothing
    study_pack(learner, tmp_path, 1)
    assert chosen("r") == MenuChoice(("read",))
    study_pack(learner, tmp_path, 2, "two")
    assert chosen("rj", ESCAPE, sees("Enter a first round"), "r", sees("What to read"), "qq") is None
    assert chosen("rj", ENTER) == MenuChoice(("read", "two", "1"))
    assert chosen("ra") == MenuChoice(("read",))


@pytest.mark.parametrize("size", [(40, 20), (200, 50), (20, 6), (80, 3)])
def test_it_is_drawn_again_at_another_size(
    learner: Learner, tmp_path: Path, found: Callable[[], Home], size: tuple[int, int]
) -> None:
    pack = install(learner, sections(tmp_path / "yes.yaml"))
    learner.play(pack, "b", "q")
    chosen, terminal = shown(
        found(), Resize(*size), sees("Enter"), PAGE_DOWN, PAGE_UP, REDRAW, Resize(80, 24), sees("zgcquiz", "Today"), "p"
    )
    assert chosen == "play"
    assert "Enter" not in terminal.display.picture.splitlines()[-1]  # it was erased


@pytest.mark.parametrize("cols", [80, 40])
def test_titles_of_strangers_stay_texts(learner: Learner, tmp_path: Path, found: Callable[[], Home], cols: int) -> None:
    import json

    title = json.dumps(HOSTILE.replace("\x1b", "").replace("\x07", ""))
    pack = install(learner, sections(tmp_path / "yes.yaml", title=title))
    learner.play(pack, "b", "q")
    hostile = found()
    assert hostile.unfinished is not None
    hostile = replace(
        hostile,
        packs=tuple(replace(each, title=HOSTILE) for each in hostile.packs),
        overview=replace(hostile.overview, unfinished=replace(hostile.unfinished, heading=HOSTILE)),
    )
    for each in (hostile, replace(hostile, overview=replace(hostile.overview, begun=False))):
        assert "[red]x[/red]" in page(each, cols)
        _, terminal = shown(each, "q", cols=cols)
        assert not {"\x07", "\u202e", "\u2066"}.intersection(terminal.raw)
        assert "]0;" not in terminal.raw.replace("␛]0;", "")


@pytest.mark.parametrize("cols", [100, 80, 60, 40])
def test_long_titles_are_shown_whole_and_told_apart(
    learner: Learner, tmp_path: Path, found: Callable[[], Home], cols: int
) -> None:
    title = "A very long title that begins alike and is told apart by its end alone as part"
    written = sections(tmp_path / "yes.yaml", title=f"{title} of all")
    pack = install(learner, write(written, written.read_text("utf-8").replace("section: Part", f"section: {title}")))
    played = learner.play(pack, "b", "b", "q", cols=cols)
    for text, count in ((page(found(), cols, 60), 3), (played.screen.partition("ROUND")[2], 2)):
        whole = " ".join(text.split())
        assert all(f"{title} {number}" in whole for number in (0, 1))
        assert sum(line.startswith(" A very") for line in text.splitlines()) == count
        assert not [line for line in text.splitlines() if line.startswith((" part", " its end", " alike"))]


def test_the_year_is_left_out_where_adding_it_up_would_take_long(
    learner: Learner, tmp_path: Path, found: Callable[[], Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = install(learner, sections(tmp_path / "yes.yaml"))
    learner.play(pack, "bbbb", "q")
    monkeypatch.setattr("zgcquiz.store.review_stats.SHORT", 3)
    assert found().days is None
    assert "Mon" not in page(found())
    with ReviewStats(learner.context.log.path, learner.context.clock().starts * HOUR) as log:
        assert log.is_current
    assert found().days


def test_what_was_chosen_runs_until_the_learner_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[bool] = []

    def wait() -> bool:
        waits.append(True)
        return True

    monkeypatch.setattr("zgcquiz.cli.home._waited", wait)

    def script(*replies: int | MenuChoice) -> tuple[int, list[list[str]]]:
        ran: list[list[str]] = []
        left = iter(replies)

        def run(arguments: list[str]) -> int | MenuChoice:
            ran.append(arguments)
            return next(left)

        return follow(MenuChoice(("play",)), run), ran

    assert script(0, 0) == (0, [["play"], []])
    assert len(waits) == 1  # the summary can be read
    assert script(0, MenuChoice(("stats",)), 0, 0) == (0, [["play"], [], ["stats"], []])
    assert len(waits) == 3
    assert script(0, MenuChoice(("browse",)), 0, 0) == (0, [["play"], [], ["browse"], []])
    assert len(waits) == 4
    assert script(0, MenuChoice(("browse",)), 1, 1) == (1, [["play"], [], ["browse"], []])
    assert len(waits) == 6  # what went wrong can be read
    assert script(INTERRUPTED) == (INTERRUPTED, [["play"]])
    monkeypatch.setattr("zgcquiz.cli.home._waited", lambda: False)
    assert script(1) == (0, [["play"]])
