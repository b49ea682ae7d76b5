"""What was answered stays: through undo, renames, mended typos, removed packs and a rebuild."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import GREEK, forget_log, one, write
from tests.conftest import Clock, Ran
from tests.store.making import card_rows, query
from zgcquiz.app.context import AppContext
from zgcquiz.core.learning.schedule import Reviewed
from zgcquiz.core.log.review import Ref

Run = Callable[..., Ran]


@pytest.fixture
def log(home: Path) -> Path:
    return home / "zgcquiz.db"


def test_an_answer_taken_back_was_never_given(zgcquiz: Run, greek: Path, log: Path, clock: Clock) -> None:
    zgcquiz("play", greek, stdin="0\n" * 4)
    clock.forward(days=2)
    before = card_rows(log)
    for given in ("Alpha\n", "0\n", "A\n", "Alpha\ne\n"):
        zgcquiz("play", greek, "--tag", "start", stdin=given)
        assert zgcquiz("undo").code == 0
        assert card_rows(log) == before
    assert zgcquiz("stats", greek, "--json").json["reviews"] == 4


def test_undo_goes_back_answer_by_answer(zgcquiz: Run, greek: Path, log: Path, clock: Clock) -> None:
    zgcquiz("stats", greek)
    states = [card_rows(log)]
    for tag in ("start", "sound", "time"):
        clock.forward(minutes=1)
        zgcquiz("play", greek, "--tag", tag, stdin="0\n")
        states.append(card_rows(log))
    undone = []
    for state in reversed(states[:-1]):
        undone.append(zgcquiz("undo", "--json").json["question"])
        assert card_rows(log) == state
    assert undone == ["old", "vowels", "first"]
    last = zgcquiz("undo")
    assert (last.code, last.out) == (1, "")
    assert "There is no answer to undo." in last.err


def test_undo_after_answering_again_takes_the_new_answer(zgcquiz: Run, greek: Path, clock: Clock) -> None:
    for tag in ("start", "sound"):
        clock.forward(minutes=1)
        zgcquiz("play", greek, "--tag", tag, stdin="0\n")
    zgcquiz("undo")
    clock.forward(minutes=1)
    zgcquiz("play", greek, "--tag", "time", stdin="0\n")
    assert zgcquiz("undo", "--json").json["question"] == "old"
    assert zgcquiz("undo", "--json").json["question"] == "first"


def test_undo_says_what_it_took_back_and_history_marks_it(zgcquiz: Run, greek: Path) -> None:
    zgcquiz("pack", "add", greek)
    zgcquiz("play", "greek", "--tag", "start", stdin="Alpha\n")
    (first,) = (each for each in zgcquiz("pack", "show", "greek", "--json").json["questions"] if each["id"] == "first")
    said = zgcquiz("undo").out
    assert "greek/first" in said
    assert first["question"] in said
    assert "undone" in zgcquiz("history").out


def test_undo_works_for_a_pack_that_is_gone(zgcquiz: Run, greek: Path, log: Path) -> None:
    zgcquiz("play", greek, stdin="0\n" * 4)
    greek.unlink()
    assert zgcquiz("undo").code == 0
    assert query(log, "SELECT count(*) FROM cards WHERE due_day IS NOT NULL") == [(3,)]


def test_a_renamed_question_keeps_its_history(
    zgcquiz: Run, greek: Path, clock: Clock, make_context: Callable[[], AppContext]
) -> None:
    zgcquiz("play", greek, "--tag", "start", stdin="Alpha\n")
    clock.forward(days=40)
    due = zgcquiz("stats", greek, "--json").json
    write(greek, GREEK.replace("id: first", "id: initial\n    formerly: [first]"))
    after = zgcquiz("stats", greek, "--json").json
    assert (after["cards"], after["due"], after["states"]) == (due["cards"], due["due"], due["states"])
    ran = zgcquiz("review", greek, "--new", "0", "--json", stdin="Alpha\n")
    assert [answer["question"] for answer in ran.json["answers"]] == ["initial"]
    card = make_context().log.card(Ref("greek", "initial"))
    assert isinstance(card, Reviewed)
    assert card.repetitions == 2
    stats = zgcquiz("stats", greek, "--json").json
    assert (stats["retention_reviews"], stats["retention"]) == (1, 1.0)
    by_tag = {group["name"]: group["reviews"] for group in stats["tags"]}
    assert by_tag["start"] == 2


def test_a_mended_typo_keeps_everything(zgcquiz: Run, greek: Path, log: Path) -> None:
    zgcquiz("play", greek, stdin="0\n" * 3)
    before = card_rows(log)
    write(greek, GREEK.replace("Which letter is the first?", "Which letter comes first?"))
    assert zgcquiz("stats", greek).code == 0
    assert card_rows(log) == before
    prints = {entry["fingerprint"] for entry in zgcquiz("history", "--json").json if entry["question"] == "first"}
    zgcquiz("play", greek, "--tag", "start", stdin="0\n")
    assert prints | {entry["fingerprint"] for entry in zgcquiz("history", "--json").json} != prints


def test_a_removed_pack_keeps_its_history(zgcquiz: Run, greek: Path, log: Path) -> None:
    zgcquiz("pack", "add", greek)
    zgcquiz("play", "greek", stdin="0\n" * 4)
    before, history = card_rows(log), zgcquiz("history", "--json").json
    assert zgcquiz("pack", "remove", "greek").code == 0
    assert zgcquiz("history", "--json").json == history
    assert zgcquiz("stats", "--json").json["reviews"] == 4
    assert zgcquiz("rebuild", "--json").code == 0
    zgcquiz("pack", "add", greek)
    zgcquiz("stats", "greek")
    assert card_rows(log) == before


def test_a_pack_used_in_place_and_installed_later_is_the_same_pack(zgcquiz: Run, greek: Path, log: Path) -> None:
    zgcquiz("play", greek, stdin="0\n" * 4)
    before = card_rows(log)
    zgcquiz("pack", "add", greek)
    assert zgcquiz("--json").json["new"] == 0
    assert card_rows(log) == before


@pytest.mark.parametrize("installed", [True, False])
def test_rebuild_gives_the_same_cards(zgcquiz: Run, greek: Path, log: Path, clock: Clock, installed: bool) -> None:
    """Also those of a pack that is used in place."""
    if installed:
        zgcquiz("pack", "add", greek)
    name = "greek" if installed else greek
    for _ in range(4):
        clock.forward(days=3)
        zgcquiz("play", name, stdin="a\nB\n0\ntrue\nu\n")
    write(greek, GREEK.replace("id: first", "id: initial\n    formerly: [first]"))
    if installed:
        zgcquiz("pack", "add", greek, "--force")
    zgcquiz("play", name, stdin="a\n")
    before, summary = card_rows(log), zgcquiz("stats", name, "--json").json
    ran = zgcquiz("rebuild", "--json")
    assert ran.code == 0
    assert ran.json["cards"] == sum(row[4] is not None for row in before)
    assert zgcquiz("stats", name, "--json").json == summary
    assert card_rows(log) == before


def test_rebuild_needs_no_pack(zgcquiz: Run, greek: Path) -> None:
    zgcquiz("play", greek, stdin="0\n" * 4)
    ran = zgcquiz("rebuild", "--json")
    assert (ran.code, ran.json) == (0, {"cards": 4})


def test_undo_takes_the_newest_answer_back_not_what_was_imported_after_it(
    zgcquiz: Run, greek: Path, clock: Clock, home: Path, tmp_path: Path
) -> None:
    """The other device's answers are older, but came in later."""
    zgcquiz("play", greek, "--tag", "start", stdin="0\n")
    zgcquiz("history", "export", "-o", tmp_path / "log.jsonl")
    forget_log(home)
    clock.forward(days=1)
    zgcquiz("play", greek, "--tag", "time", stdin="0\n")
    assert zgcquiz("history", "import", tmp_path / "log.jsonl").code == 0
    assert [entry["question"] for entry in zgcquiz("history", "--json").json] == ["old", "first"]
    assert zgcquiz("undo", "--json").json["question"] == "old"


def test_the_summary_counts_what_stands(zgcquiz: Run, greek: Path) -> None:
    out = zgcquiz("play", greek, "--seed", "1", stdin="0\n0\nu\n0\nu\nu\n0\n").out
    assert "0 of 1 right" in out
    assert "The answer is saved." in out


def test_history_in_words_is_newest_first_and_bounded(zgcquiz: Run, tmp_path: Path, clock: Clock) -> None:
    assert "No answers yet" in zgcquiz("history").out
    for number in range(25):
        clock.forward(minutes=1)
        zgcquiz("play", write(tmp_path / "p.yaml", one(f"p{number}", "Yes?")), stdin="true\n")
    lines = zgcquiz("history").out.splitlines()
    assert "p24/q" in lines[0]
    assert "p5/q" in lines[19]
    assert "--limit" in lines[20]
    assert len(zgcquiz("history", "--limit", "3").out.splitlines()) == 4
    assert len(zgcquiz("history", "--json").json) == 25


def test_an_answer_that_comes_too_late_over_a_pipe_is_not_taken(
    zgcquiz: Run, greek: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter(range(0, 1000, 4))
    monkeypatch.setattr("zgcquiz.ui.round.piped_frontend.time.monotonic", lambda: float(next(times)))
    late = zgcquiz("play", greek, "--time", "3", "--json", stdin="a\n").json
    assert [answer["response"] for answer in late["answers"]] == [None]
    in_time = zgcquiz("play", greek, "--time", "5", "--json", stdin="a\n").json
    assert [answer["response"] is None for answer in in_time["answers"]] == [False]


def test_the_history_shows_the_questions_words(zgcquiz: Run, greek: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of questions that are there; of others the id."""
    zgcquiz("pack", "add", greek)
    zgcquiz("play", "greek", stdin="0\n" * 4)
    stems = {item["question"] for item in zgcquiz("pack", "show", "greek", "--json").json["questions"]}
    shown = " ".join(zgcquiz("history", "--plain").out.split())
    assert [stem for stem in stems if stem in shown] == list(stems)
    assert "greek/first: " in shown
    assert zgcquiz("pack", "remove", "greek").code == 0
    assert zgcquiz("history", "--plain").out.count("greek/first\n") == 1
