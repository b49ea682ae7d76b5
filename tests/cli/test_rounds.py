"""What `play` and `review` ask: seeds, tags, guests, order, what comes back, and when nothing is due."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.making import GREEK, one, write
from tests.conftest import Clock, Ran
from tests.store.making import card_rows, query
from zgcquiz.app.context import AppContext
from zgcquiz.cli import main

Run = Callable[..., Ran]


class Input:
    """Standard input whose every line is made when it is asked for; it is told its number, from 0."""

    closed = False

    def __init__(self, line: Callable[[int], str]) -> None:
        self._line = line
        self._count = 0

    def isatty(self) -> bool:
        return False

    def readline(self, limit: int | None = -1, /) -> str:
        self._count += 1
        return self._line(self._count - 1)


def asked(ran: Ran) -> list[str]:
    return [answer["question"] for answer in ran.json["answers"]]


def shown(ran: Ran) -> list[tuple[str, list[str]]]:
    return [(answer["question"], answer["shown"]) for answer in ran.json["answers"]]


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A pack of thirty questions."""
    entries = "".join(
        f"  - {{id: q{number}, question: 'Number {number}?', answer: yes, distractors: [n, no, never, nay, nope],"
        f" tags: [{'even' if number % 2 == 0 else 'odd'}, t{number % 3}]}}\n"
        for number in range(30)
    )
    return write(tmp_path / "bank.yaml", f"zgcquiz: 1\nid: bank\ntitle: Bank\nquestions:\n{entries}")


def test_the_same_seed_is_the_same_session(zgcquiz: Run, bank: Path) -> None:
    first = zgcquiz("play", bank, "--seed", "42", "--json", stdin="a\n" * 10)
    again = zgcquiz("play", bank, "--seed", "42", "--json", stdin="b\n" * 10)
    assert len(shown(first)) == 10
    assert shown(again) == shown(first)
    assert first.json["seed"] == 42
    other = zgcquiz("play", bank, "--seed", "43", "--json", stdin="a\n" * 10)
    assert shown(other) != shown(first)


def test_the_seed_that_is_told_repeats_a_round_that_was_given_none(zgcquiz: Run, bank: Path) -> None:
    first = zgcquiz("play", bank, "--json", stdin="a\n" * 10)
    again = zgcquiz("play", bank, "--json", "--seed", first.json["seed"], stdin="a\n" * 10)
    assert shown(again) == shown(first)
    assert shown(zgcquiz("play", bank, "--json", stdin="a\n" * 10)) != shown(first)


def test_a_seeded_review_shows_the_same_options(zgcquiz: Run, bank: Path) -> None:
    first = zgcquiz("review", bank, "--seed", "1", "--json", stdin="yes\n" * 10)
    for _ in range(10):
        zgcquiz("undo")
    again = zgcquiz("review", bank, "--seed", "1", "--json", stdin="yes\n" * 10)
    assert shown(again) == shown(first)


@pytest.mark.parametrize(("wanted", "got"), [(1, 1), (7, 7), (30, 30), (99, 30)])
def test_questions_says_how_many(zgcquiz: Run, bank: Path, wanted: int, got: int) -> None:
    ran = zgcquiz("play", bank, "--questions", wanted, "--json", stdin="a\n" * 99)
    assert ran.json["asked"] == got
    assert len(set(asked(ran))) == got
    assert ran.json["finished"]


def test_ten_are_asked_where_nothing_is_said(zgcquiz: Run, bank: Path) -> None:
    assert zgcquiz("play", bank, "--json", stdin="a\n" * 99).json["asked"] == 10


def test_tags_choose(zgcquiz: Run, bank: Path) -> None:
    even = zgcquiz("play", bank, "--tag", "even", "-n", "99", "--json", stdin="a\n" * 99)
    assert sorted(asked(even)) == sorted(f"q{number}" for number in range(0, 30, 2))
    either = zgcquiz("play", bank, "-t", "even", "-t", "t1", "-n", "99", "--json", stdin="a\n" * 99)
    assert set(asked(either)) == {f"q{number}" for number in range(30) if number % 2 == 0 or number % 3 == 1}


def test_an_unknown_tag_is_said_with_those_that_there_are(zgcquiz: Run, bank: Path) -> None:
    ran = zgcquiz("play", bank, "--tag", "evne")
    assert ran.code == 1
    assert "evne" in ran.err
    assert "even" in ran.err


def test_a_guest_leaves_nothing(zgcquiz: Run, bank: Path, home: Path) -> None:
    ran = zgcquiz("play", bank, "--no-record", stdin="a\n" * 10)
    assert ran.code == 0
    assert "This round was not saved, as you asked." in ran.out
    assert "nothing is saved" in ran.out.splitlines()[0]
    assert not (home / "zgcquiz.db").exists()
    assert zgcquiz("history", "--json").json == []


def test_a_guest_leaves_a_learners_cards_alone(zgcquiz: Run, bank: Path, home: Path) -> None:
    zgcquiz("play", bank, stdin="a\n" * 10)
    before = card_rows(home / "zgcquiz.db")
    zgcquiz("play", bank, "--no-record", stdin="a\n" * 3 + "u\ne\n" + "b\n" * 9)
    assert card_rows(home / "zgcquiz.db") == before
    assert len(zgcquiz("history", "--json").json) == 10


def test_without_a_name_all_packs_are_asked(zgcquiz: Run, bank: Path, greek: Path) -> None:
    zgcquiz("pack", "add", bank)
    zgcquiz("pack", "add", greek)
    ran = zgcquiz("play", "-n", "99", "--json", stdin="0\n" * 99)
    assert (ran.json["asked"], ran.json["pack"]) == (34, None)
    assert {answer["pack"] for answer in ran.json["answers"]} == {"bank", "greek"}
    assert zgcquiz("play", "greek", "-n", "99", "--json", stdin="0\n" * 99).json["asked"] == 4


def test_review_asks_the_most_forgotten_first_then_the_new(
    zgcquiz: Run, bank: Path, clock: Clock, make_context: Callable[[], AppContext]
) -> None:
    zgcquiz("pack", "add", bank)
    for days in (0, 2, 9, 1):
        clock.forward(days=days)
        zgcquiz("review", "--new", "4", "--limit", "0", stdin="yes\n" * 4)
    clock.forward(days=60)
    context = make_context()
    day = clock.now.day
    recall = {
        card.ref.item: context.log.scheduler("bank").retrievability(card.state, day)  # type: ignore[arg-type]
        for card in context.log.cards(["bank"])
        if hasattr(card.state, "stability")
    }
    assert len(recall) == 16
    ran = zgcquiz("review", "--new", "3", "--json", stdin="yes\n" * 99)
    due, new = asked(ran)[:16], asked(ran)[16:]
    assert set(due) == set(recall)
    assert [recall[item] for item in due] == sorted(recall.values())
    assert len(new) == ran.json["new"] == 3
    assert not set(new) & set(recall)
    assert new == [f"q{number}" for number in range(16, 19)]


def test_limit_and_new_bound_a_review(zgcquiz: Run, bank: Path, clock: Clock) -> None:
    zgcquiz("review", bank, "--new", "8", stdin="yes\n" * 8)
    clock.forward(days=90)
    ran = zgcquiz("review", bank, "--limit", "5", "--new", "0", "--json", stdin="yes\n" * 99)
    assert (ran.json["asked"], ran.json["new"], ran.json["due_left"]) == (5, 0, 3)
    ran = zgcquiz("review", bank, "--limit", "0", "--new", "2", "--json", stdin="yes\n" * 99)
    assert (ran.json["asked"], ran.json["new"], ran.json["due_left"]) == (2, 2, 3)


def test_ten_new_ones_are_met_where_nothing_is_said(zgcquiz: Run, bank: Path) -> None:
    assert zgcquiz("review", bank, "--json", stdin="yes\n" * 99).json["new"] == 10


def test_a_miss_comes_back_in_the_same_session_until_it_is_right(zgcquiz: Run, tmp_path: Path) -> None:
    pack = write(tmp_path / "one.yaml", one("one", "Yes?"))
    ran = zgcquiz("review", pack, "--json", stdin="0\nfalse\nFalse\ntrue\ntrue\n")
    assert asked(ran) == ["q"] * 4
    assert [answer["correct"] for answer in ran.json["answers"]] == [False, False, False, True]
    assert ran.json["finished"]
    assert ran.json["again"] == 3


def test_a_miss_comes_back_after_others(zgcquiz: Run, bank: Path) -> None:
    ran = zgcquiz("review", bank, "--new", "9", "--json", stdin="0\n" + "yes\n" * 99)
    first, *others = asked(ran)
    assert len(others) == 9
    assert others.index(first) == 4


def test_a_play_does_not_bring_misses_back(zgcquiz: Run, bank: Path) -> None:
    ran = zgcquiz("play", bank, "--json", stdin="0\n" * 99)
    assert len(set(asked(ran))) == len(asked(ran)) == 10


def test_nothing_due_says_when_something_will_be(zgcquiz: Run, greek: Path, clock: Clock) -> None:
    zgcquiz("pack", "add", greek)
    never = zgcquiz("review", "--new", "0")
    assert (never.code, never.err) == (0, "")
    assert "Nothing is due." in never.out
    zgcquiz("play", "--tag", "number", stdin="0\n")
    soon = zgcquiz("review", "--new", "0")
    assert soon.code == 0
    assert "Nothing is due. Next: 1 question in 10 min." in " ".join(soon.out.split())
    clock.forward(minutes=11)
    assert zgcquiz("review", "--new", "0", "--json", stdin="Twenty-four\n").json["asked"] == 1
    later = zgcquiz("review", "--new", "0")
    assert "Nothing is due. Next: 1 question " in " ".join(later.out.split())
    assert "10 min" not in later.out


def test_nothing_is_due_is_never_said_of_what_is(zgcquiz: Run, greek: Path, clock: Clock) -> None:
    zgcquiz("review", greek, stdin="0\n" * 4)
    clock.forward(days=1)
    ran = zgcquiz("review", greek, "--limit", "0", "--new", "0")
    assert ran.code == 0
    assert "Nothing is due" not in ran.out


def test_the_next_interval_is_told_after_each_answer(zgcquiz: Run, bank: Path) -> None:
    out = zgcquiz("play", bank, "-n", "3", stdin="yes\nYES\n0\n").out
    assert out.count("Due: ") == 4  # one of them in the summary


def test_a_guess_that_lands_scores_and_comes_back_soon(zgcquiz: Run, greek: Path) -> None:
    ran = zgcquiz("play", greek, "--tag", "number", "--json", stdin="B\n")
    assert (ran.json["correct"], ran.json["answers"][0]["rating"]) == (1, 1)
    assert "guess" in zgcquiz("play", greek, "--tag", "number", stdin="B\n").out


def test_the_score_of_the_last_time_is_told(zgcquiz: Run, bank: Path) -> None:
    zgcquiz("play", bank, stdin="yes\n" * 6 + "0\n" * 4)
    out = zgcquiz("play", bank, stdin="yes\n" * 10).out
    assert "last time 60%" in out.splitlines()[0]
    assert "Last time 60%" in out


def test_bare_zgcquiz_says_what_is_due_and_what_to_do(zgcquiz: Run, greek: Path, clock: Clock) -> None:
    zgcquiz("pack", "add", greek)
    assert "zgcquiz play" in zgcquiz().out
    zgcquiz("play", stdin="0\n" * 4)
    assert "4 questions today, the first in 10 min" in zgcquiz().out
    clock.forward(days=1)
    out = zgcquiz().out
    assert "Due now: 4 questions" in out
    assert out.index("zgcquiz review") < out.index("zgcquiz play")


def test_bare_zgcquiz_never_points_to_what_cannot_be_done(zgcquiz: Run) -> None:
    """Without a pack there is nothing to play: a first step is to add one."""
    out = zgcquiz().out
    assert "pack add" in out
    assert "zgcquiz play" not in out


def test_a_pack_that_shrinks_during_a_round_ends_no_other_question(
    zgcquiz: Run, greek: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    """Its author takes a question out, and another run meets the new text, between two answers."""

    def meddle(count: int) -> str:
        if count == 1:
            write(greek, GREEK.replace("Is the alphabet old?", "Is the alphabet very old?"))
            stdin = sys.stdin
            assert zgcquiz("play", greek, "--json", stdin="").code == 0
            monkeypatch.setattr(sys, "stdin", stdin)
        return "0\n"

    monkeypatch.setattr(sys, "stdin", Input(meddle))
    assert main.run(["play", str(greek)]) == 0
    assert query(home / "zgcquiz.db", "SELECT count(DISTINCT item) FROM reviews") == [(4,)]


def test_stats_in_words(zgcquiz: Run, bank: Path, clock: Clock) -> None:
    assert "No answers yet" in zgcquiz("stats", bank).out
    zgcquiz("play", bank, stdin="yes\n" * 7 + "0\n" * 3)
    clock.forward(days=3)
    zgcquiz("play", bank, "--seed", "1", stdin="yes\n" * 10)
    out = zgcquiz("stats", bank).out
    for said in ("Reviews: 20", "Accuracy: 85%", "True retention:", "Due now:", "today:", "tomorrow:", "bank:"):
        assert said in out


def stored(home: Path) -> Any:
    return query(home / "zgcquiz.db", "SELECT count(*) FROM reviews")[0][0]


def test_every_answer_is_stored_before_the_next_is_asked(
    zgcquiz: Run, bank: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []

    def watch(count: int) -> str:
        counts.append(stored(home))
        return "a\n"

    monkeypatch.setattr(sys, "stdin", Input(watch))
    main.run(["play", str(bank), "-n", "5"])
    assert counts == [0, 1, 2, 3, 4]


def test_the_day_s_limits_hold_and_what_waits_is_told(zgcquiz: Run, bank: Path, clock: Clock, home: Path) -> None:
    zgcquiz("pack", "add", bank)
    write(home / "config.toml", "new_per_day = 10\nreviews_per_day = 12\n")
    for _ in range(3):
        zgcquiz("review", "--limit", "0", stdin="yes\n" * 99)
        clock.forward(days=1)
    clock.forward(days=60)
    out = " ".join(zgcquiz().out.split())
    assert "Due now: 30 questions" in out
    assert "Today: 12 due, about 1 min" in out
    assert "Backlog: 18 more wait: at these limits the backlog is gone in about 3 days" in out
    first = zgcquiz("review", stdin="yes\n" * 5)
    assert first.out.startswith("Bank: 12 questions, 12 due, about 1 min")
    assert "18 more wait" in first.out
    assert "Left for today: 7 due, about 1 min: zgcquiz review" in " ".join(first.out.split())
    rest = zgcquiz("review", "--json", stdin="yes\n" * 99).json
    assert (rest["asked"], rest["due_left"], rest["today"]["due"], rest["today"]["limited"]) == (7, 18, 0, True)
    none = zgcquiz("review")
    assert none.code == 0
    assert "Nothing was asked. 18 more wait" in " ".join(none.out.split())
    assert zgcquiz("review", "--limit", "3", "--json", stdin="yes\n" * 99).json["asked"] == 3


def test_what_is_left_and_what_waits_stand_on_lines_of_their_own(
    zgcquiz: Run, tmp_path: Path, clock: Clock, home: Path
) -> None:
    facts = "".join(f"  - {{id: q{n}, fact: f{n // 2}, question: 'Number {n}?', answer: true}}\n" for n in range(6))
    pack = write(tmp_path / "facts.yaml", f"zgcquiz: 1\nid: facts\ntitle: Facts\nquestions:\n{facts}")
    zgcquiz("play", pack, stdin="true\n" * 6)
    clock.forward(days=60)
    lines = zgcquiz("review", pack, "--limit", "0", "--new", "0").out.splitlines()
    waits = "3 more wait for another day, since a question on the same fact comes today."
    assert any(line.startswith("Nothing was asked. Left for today: 3 due") for line in lines)
    assert waits in lines


def test_siblings_wait_for_another_day(zgcquiz: Run, tmp_path: Path, clock: Clock) -> None:
    questions = "".join(f"  - {{id: q{n}, fact: one, question: 'Number {n}?', answer: true}}\n" for n in range(3))
    pack = write(tmp_path / "facts.yaml", f"zgcquiz: 1\nid: facts\ntitle: Facts\nquestions:\n{questions}")
    assert asked(zgcquiz("play", pack, "-n", "1", "--json", stdin="true\n")) != []
    assert asked(zgcquiz("review", pack, "--json", stdin="true\n" * 9)) == []
    clock.forward(days=60)
    assert len(asked(zgcquiz("review", pack, "--json", stdin="true\n" * 9))) == 1
    clock.forward(days=1)
    assert len(asked(zgcquiz("review", pack, "--json", stdin="true\n" * 9))) == 1


def test_cramming_is_logged_and_schedules_nothing(zgcquiz: Run, bank: Path, home: Path) -> None:
    zgcquiz("play", bank, stdin="yes\n" * 10)
    before = card_rows(home / "zgcquiz.db")
    out = zgcquiz("play", bank, "--cram", stdin="yes\ne\n" + "0\n" * 4 + "u\n" + "0\n" * 9).out
    assert "the schedule stays as it is" in out.splitlines()[0]
    assert "The schedule is unchanged." in " ".join(out.split())
    assert "Due" not in out
    assert card_rows(home / "zgcquiz.db") == before
    assert {review["mode"] for review in zgcquiz("history", "--json").json} == {"play", "cram"}
    crammed = zgcquiz("play", bank, "--cram", "--json", stdin="yes\n" * 10).json
    assert {answer["rating"] for answer in crammed["answers"]} == {None}
    zgcquiz("rebuild")
    assert zgcquiz("stats", bank, "--json").json["crammed"] == 20
    assert card_rows(home / "zgcquiz.db") == before


def test_answers_by_a_clock_that_ran_ahead_are_named_and_asked_again(zgcquiz: Run, bank: Path, clock: Clock) -> None:
    zgcquiz("pack", "add", bank)
    clock.forward(days=3650)
    assert zgcquiz("review", "--new", "3", "--json", stdin="yes\n" * 3).json["correct"] == 3
    clock.forward(days=-3650)
    ran = zgcquiz("review", "--new", "40", "--json", stdin="yes\n" * 40)
    assert "3 answers dated in the future, up to 20" in " ".join(ran.err.split())
    assert ran.json["new"] == 30
    told = " ".join(zgcquiz("stats", "--json").err.split())
    assert "The figures include 3 answers dated in the future" in told
    assert "which the schedule ignores" in told
    assert zgcquiz("history", "--json").code == 0
    ran = zgcquiz("undo", "--json")
    assert ran.json["at"] < "2030"
    assert "dated in the future" in " ".join(zgcquiz().err.split())


def test_a_round_that_was_left_is_continued(zgcquiz: Run, bank: Path) -> None:
    zgcquiz("pack", "add", bank)
    left = zgcquiz("play", "bank", "--time", "30", stdin="yes\nyes\n")
    assert "8 questions left. To go on later: zgcquiz play --resume" in left.out
    assert "Unfinished: Bank: 2 of 10 answered" in zgcquiz().out
    assert "zgcquiz play --resume: go on with the round" in zgcquiz().out
    found = zgcquiz("--json").json["unfinished"]
    assert found == {"pack": "bank", "mode": "play", "of": 10, "asked": 2, "correct": 2}
    ran = zgcquiz("play", "--resume", "--json", stdin="yes\n" * 8)
    assert (ran.json["asked"], ran.json["correct"], ran.json["finished"]) == (10, 10, True)
    again = zgcquiz("play", "--resume", "--json")
    assert (again.code, again.json["error"]["code"]) == (1, "no-round")


def test_every_round_that_was_left_waits(zgcquiz: Run, bank: Path, tmp_path: Path) -> None:
    greek = write(tmp_path / "greek.yaml", GREEK)
    zgcquiz("pack", "add", bank)
    for pack, answers in ((greek, "0\n"), ("bank", "yes\n"), (None, "0\n0\n")):
        left = zgcquiz("play", *filter(None, [pack]), stdin=answers)
        assert (left.code, "takes the place" in left.out) == (0, False)
    again = zgcquiz("play", "bank", stdin="yes\nyes\nyes\n")
    assert "the round of this pack that you left before, with 9 questions left." in " ".join(again.out.split())
    said = zgcquiz().out
    assert re.findall(r"(Unfinished|Also left): ([\w ]+): (\d) of", said) == [
        ("Unfinished", "Bank", "3"), ("Also left", "Bank", "2"), ("Also left", "Greek letters", "1"),
    ]  # fmt: skip
    assert "zgcquiz play PACK --resume" in said
    found = zgcquiz("--json").json
    assert [found["unfinished"]["asked"], *(left["asked"] for left in found["also_left"])] == [3, 2, 1]
    assert zgcquiz("play", greek, "--resume", "--json", stdin="0\n" * 3).json["asked"] == 4
    assert zgcquiz("play", "--resume", "--json", stdin="yes\n" * 7).json["asked"] == 10
    assert zgcquiz("play", "--resume", "--json").json["asked"] == 2
    none = zgcquiz("play", greek, "--resume")
    assert (none.code, "no unfinished round of" in none.err) == (1, True)


def test_a_round_that_cannot_be_continued_hides_no_other_one(zgcquiz: Run, bank: Path, tmp_path: Path) -> None:
    greek = write(tmp_path / "greek.yaml", GREEK)
    zgcquiz("play", bank, stdin="yes\n")
    zgcquiz("play", greek, stdin="0\n")
    greek.unlink()
    assert "Also left" not in zgcquiz().out
    assert zgcquiz("play", "--resume", "--json", stdin="yes\n").json["asked"] == 2


def test_a_pack_that_was_played_in_place_is_found_from_elsewhere(
    zgcquiz: Run, bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bank.parent)
    zgcquiz("play", bank.name, stdin="yes\n")
    monkeypatch.chdir(tmp_path.root)
    assert zgcquiz("play", "--resume", "--json", stdin="yes\n").json["asked"] == 2
    bank.unlink()
    gone = zgcquiz("play", "--resume")
    assert gone.code == 1
    assert str(bank) in "".join(gone.err.split())


@pytest.mark.parametrize("more", [["-n", "3"], ["--cram"], ["--seed", "1"], ["--no-record"], ["--tag", "x"]])
def test_a_continued_round_takes_no_other_options(zgcquiz: Run, more: list[str]) -> None:
    ran = zgcquiz("play", "--resume", *more)
    assert ran.code == 2
    assert "as it was begun" in ran.err


def test_a_round_of_a_removed_pack_is_not_continued_from_a_folder_of_that_name(
    zgcquiz: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "greek" / "pack.yaml", GREEK).parent
    assert zgcquiz("pack", "add", path).code == 0
    zgcquiz("play", "greek", stdin="0\n")
    assert zgcquiz("pack", "remove", "greek").code == 0
    monkeypatch.chdir(tmp_path)
    ran = zgcquiz("play", "--resume", stdin="0\n")
    assert (ran.code, "There is no pack 'greek'" in ran.err) == (1, True)
