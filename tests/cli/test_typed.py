"""Typed answers, recall and certainty, from a pipe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.cli.making import conforms, write
from tests.conftest import Clock, Ran
from tests.store.making import make_review
from zgcquiz.app.context import AppContext
from zgcquiz.core.learning.luck.anchors import is_anchor
from zgcquiz.core.log.review import Ref

Run = Callable[..., Ran]

TYPED = """\
zgcquiz: 1
id: typed
title: Typed answers
questions:
  - {id: city, kind: typed, question: The capital of France?, answer: Paris, accept: [City of Light], tags: [city]}
  - {id: moon, kind: numeric, question: How far is the moon?, answer: '384,400', tolerance: 1%, unit: km, tags: [moon]}
  - {id: vitamin, kind: typed, question: Which vitamin is in carrots?, answer: A, tags: [vitamin]}
  - {id: none, kind: numeric, question: How many moons has Venus?, answer: '0', tags: [venus]}
"""

RECALL = """\
zgcquiz: 1
id: recall
title: Known well
questions:
  - {id: city, question: What is the capital of France?, answer: Paris, accept: [Lutetia], distractors: [Lyon, Nice]}
"""


@pytest.fixture
def typed(tmp_path: Path) -> Path:
    return write(tmp_path / "typed.yaml", TYPED)


def one(zgcquiz: Run, pack: Path, tag: str, line: str, *more: str) -> tuple[dict[str, Any], str]:
    """The answer that a line gives to the question with a tag, and the messages."""
    ran = zgcquiz("play", pack, "--tag", tag, "--json", *more, stdin=line)
    assert ran.code == 0
    return (ran.json["answers"] or [{}])[0], ran.err


@pytest.mark.parametrize(
    ("tag", "line", "outcome", "certainty"),
    [
        ("city", "paris", "correct", "sure"),
        ("city", " Paris. ", "correct", "sure"),
        ("city", "city of light", "correct", "sure"),
        ("city", "Pariss", "partial", "sure"),
        ("city", "Rome", "wrong", "sure"),
        ("city", "Paris?", "correct", "guess"),
        ("city", "a", "wrong", "sure"),
        ("city", ":0", "wrong", None),
        ("city", "0", "wrong", None),
        ("moon", "384400 km", "correct", "sure"),
        ("moon", "385,000", "correct", "sure"),
        ("moon", "384400 miles", "wrong", "sure"),
        ("moon", "0", "wrong", "sure"),
        ("moon", ":0", "wrong", None),
        ("vitamin", "a", "correct", "sure"),
        ("vitamin", "q", "wrong", "sure"),
        ("venus", "0", "correct", "sure"),
        ("venus", "zero", "correct", "sure"),
    ],
)
def test_a_line_is_an_answer(
    zgcquiz: Run, typed: Path, tag: str, line: str, outcome: str, certainty: str | None
) -> None:
    answer, err = one(zgcquiz, typed, tag, line)
    assert (answer["outcome"], answer["certainty"], err) == (outcome, certainty, "")
    assert answer["shown"] == []
    assert answer["rating"] == (3 if outcome == "correct" and certainty == "sure" else 1)


@pytest.mark.parametrize(("tag", "line"), [("city", "q"), ("city", ":q"), ("vitamin", ":q"), ("venus", "q")])
def test_a_round_can_be_left_without_an_answer(zgcquiz: Run, typed: Path, tag: str, line: str) -> None:
    assert one(zgcquiz, typed, tag, f"{line}\nParis\n") == ({}, "")


def test_there_are_no_options_to_ask_for(zgcquiz: Run, typed: Path) -> None:
    answer, err = one(zgcquiz, typed, "city", "?\nParis\n")
    assert answer["correct"]
    assert "type the answer" in err


def test_what_was_typed_is_kept_as_it_was_typed(zgcquiz: Run, typed: Path) -> None:
    one(zgcquiz, typed, "city", "  ｐａｒｉｓ. \n")
    (review,) = zgcquiz("history", "--json").json
    assert (review["kind"], review["shown"], review["response"]) == ("typed", [], ["ｐａｒｉｓ."])


def test_a_unit_that_alone_is_wrong_is_named(zgcquiz: Run, typed: Path) -> None:
    for answer, named in (("384,400 miles", True), ("384,400 km", False), ("300 miles", False)):
        said = zgcquiz("play", typed, "--tag", "moon", "--no-record", stdin=answer + "\n").out
        assert ("The number is right, but not its unit: miles instead of km." in said) is named


@pytest.mark.parametrize("text", ["no idea", "far", "kilometres", "~", "far?", "XII"])
def test_an_answer_without_a_number_is_no_answer_to_a_numeric_question(zgcquiz: Run, typed: Path, text: str) -> None:
    answer, err = one(zgcquiz, typed, "moon", f"{text}\n384,400\n")
    assert (answer["correct"], answer["response"]) == (True, "384,400")
    assert f"line 1: '{text}': no answer to moon: type a number" in " ".join(err.split())
    ran = zgcquiz("play", typed, "--tag", "moon", "--json", stdin=f"{text}\n")
    assert (ran.code, ran.json["asked"]) == (0, 0)


@pytest.mark.parametrize("text", ["three hundred", "三千", "½", "3 or 4", "1e3 2"])
def test_any_number_is_an_answer_to_a_numeric_question(zgcquiz: Run, typed: Path, text: str) -> None:
    answer, err = one(zgcquiz, typed, "moon", f"{text}\n")
    assert (answer["response"], err) == (text, "")


def test_an_accepted_text_without_a_number_is_an_answer(zgcquiz: Run, tmp_path: Path) -> None:
    path = tmp_path / "n.yaml"
    path.write_text(
        "zgcquiz: 1\nid: n\ntitle: N\nquestions:\n"
        "  - {id: moons, kind: numeric, question: How many moons has Venus?, answer: 0, accept: [none], tags: [x]}\n",
        encoding="utf-8",
    )
    assert one(zgcquiz, path, "x", "None.\n")[0]["correct"]


def test_a_typed_round_reads_well(zgcquiz: Run, typed: Path) -> None:
    ran = zgcquiz("play", typed, "--tag", "moon", "--tag", "city", "--seed", "1", stdin="Pariz\n400000\n" * 2)
    assert "Type a number, in km." in ran.out
    assert "Type the answer." in ran.out
    assert "The right answer: 384,400 km" in ran.out


def test_a_pack_is_shown_with_what_is_typed(zgcquiz: Run, typed: Path) -> None:
    shown = {question["id"]: question for question in zgcquiz("pack", "show", typed, "--json").json["questions"]}
    assert (shown["city"]["kind"], shown["city"]["accept"], shown["city"]["options"]) == (
        "typed", ["City of Light"], None,
    )  # fmt: skip
    assert (shown["moon"]["tolerance"], shown["moon"]["unit"], shown["moon"]["options"]) == (3844.0, "km", None)
    out = zgcquiz("pack", "show", typed, "--answers").out
    assert "Also right: City of Light" in out
    assert "within 3844, in km" in out


def known_well(zgcquiz: Run, pack: Path, clock: Clock) -> None:
    """Answer rightly until the stability is beyond 30 days, and wait until it is due."""
    zgcquiz("pack", "add", pack)
    for days in (30, 100, 3000):
        assert zgcquiz("review", "--json", stdin="Paris\n").json["correct"] == 1
        clock.forward(days=days)


@pytest.fixture
def recall(tmp_path: Path) -> Path:
    return write(tmp_path / "recall.yaml", RECALL)


def test_what_is_known_well_is_asked_without_its_options(zgcquiz: Run, recall: Path, clock: Clock) -> None:
    known_well(zgcquiz, recall, clock)
    ran = zgcquiz("review", stdin="lutetia\n")
    assert "From memory" in ran.out
    assert "Lyon" not in ran.out
    kinds = [(review["kind"], len(review["shown"])) for review in zgcquiz("history", "--json").json]
    assert kinds[-1] == ("single", 3)
    assert kinds[0] == ("typed", 0)


def test_asked_for_its_options_it_is_multiple_choice(zgcquiz: Run, recall: Path, clock: Clock) -> None:
    known_well(zgcquiz, recall, clock)
    ran = zgcquiz("review", "--json", stdin="b\n?\nPARIS\n")
    assert "? for its options" in ran.err
    (answer,) = ran.json["answers"]
    assert (answer["kind"], len(answer["shown"]), answer["correct"]) == ("single", 3, True)


def test_play_always_shows_options(zgcquiz: Run, recall: Path, clock: Clock) -> None:
    known_well(zgcquiz, recall, clock)
    assert "a: " in zgcquiz("play", stdin="").out


def test_an_author_can_opt_out(zgcquiz: Run, tmp_path: Path, clock: Clock) -> None:
    pack = write(tmp_path / "recall.yaml", RECALL.replace("answer:", "recall: false, answer:"))
    known_well(zgcquiz, pack, clock)
    assert "a: " in zgcquiz("review", stdin="").out


@pytest.mark.parametrize("after", [0, 10_000])
def test_a_learner_can_opt_out(
    zgcquiz: Run, recall: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    from zgcquiz.core.settings import Settings

    known_well(zgcquiz, recall, clock)
    monkeypatch.setattr(AppContext, "settings", lambda self, pack=None: Settings(recall_after=after))
    assert "a: " in zgcquiz("review", stdin="").out


def test_a_miss_brings_the_options_back(zgcquiz: Run, recall: Path, clock: Clock) -> None:
    known_well(zgcquiz, recall, clock)
    ran = zgcquiz("review", "--json", stdin="Rome\nParis\n")
    assert [answer["kind"] for answer in ran.json["answers"]] == ["typed", "single"]


# New questions without options, to tell luck from knowledge

COUNTRIES = 120


@pytest.fixture
def started(zgcquiz: Run, context: AppContext, tmp_path: Path) -> Path:
    """Make a pack of which the learner has answered the first 30 questions."""
    questions = "".join(
        f"  - {{id: q{n}, question: What is the capital of country {n}?, answer: Paris, distractors: [Lyon, Nice]}}\n"
        for n in range(COUNTRIES)
    )
    pack = write(tmp_path / "many.yaml", f"zgcquiz: 1\nid: many\ntitle: Many\nquestions:\n{questions}")
    assert zgcquiz("pack", "add", pack).code == 0
    assert zgcquiz("review", "--new", "1", stdin="").code == 0
    rng = Random(1)
    for n in range(30):
        context.log.append(make_review(rng, Ref("many", f"q{n}"), context.clock()))
    return pack


def first_asked(ran: Ran) -> dict[str, str]:
    """The kind as which each question was asked first, by id."""
    kinds: dict[str, str] = {}
    for answer in ran.json["answers"]:
        kinds.setdefault(answer["question"], answer["kind"])
    return kinds


def test_some_new_questions_are_asked_without_their_options(zgcquiz: Run, started: Path, clock: Clock) -> None:
    ran = zgcquiz("review", "--new", "90", "--json", stdin="Paris\n" * 90)
    kinds = first_asked(ran)
    assert len(kinds) == COUNTRIES - 30
    assert {id for id, kind in kinds.items() if kind == "typed"} == {
        id for id in kinds if is_anchor(Ref("many", id), 30)
    }
    assert 30 < sum(kind == "typed" for kind in kinds.values()) < 60
    clock.forward(days=9)
    later = zgcquiz("review", "--new", "0", "--json", stdin="Paris\n" * 40).json["answers"]
    assert {answer["kind"] for answer in later} == {"single"}  # with options from the second time on


def test_their_options_can_not_be_seen(zgcquiz: Run, started: Path) -> None:
    """Who doesn't know the answer could pick it, and only those who know it would type."""
    ran = zgcquiz("review", "--new", "90", stdin="?\n:?\nb\n" + "Paris\n" * 90)
    refused = [line for line in ran.err.splitlines() if "type the answer, or :0" in line]
    assert len(refused) >= 2
    assert "First without its options: type the answer if you know it." in ran.out


@pytest.mark.parametrize("key", ["guess_correction", "recall_after"])
def test_without_need_all_new_questions_show_their_options(zgcquiz: Run, started: Path, key: str) -> None:
    zgcquiz("config", "set", key, "off" if key == "guess_correction" else "0")
    ran = zgcquiz("review", "--new", "90", "--json", stdin="Paris\n" * 90)
    assert set(first_asked(ran).values()) == {"single"}


def test_neither_at_the_start_nor_for_ever() -> None:
    refs = [Ref("pack", f"item-{n}") for n in range(400)]
    assert not any(is_anchor(ref, 29) or is_anchor(ref, 1600) for ref in refs)
    assert 150 < sum(is_anchor(ref, 30) for ref in refs) < 250
    assert [is_anchor(ref, 30) for ref in refs] == [is_anchor(ref, 1599) for ref in refs]


# Certainty


@pytest.mark.parametrize(
    ("line", "level", "certainty"),
    [
        ("Paris 3", 3, "sure"),
        ("Paris 2", 2, "sure"),
        ("Paris?", 1, "guess"),
        ("Paris? 3", 1, "guess"),
    ],
)
def test_how_sure_stands_behind_a_typed_answer(
    zgcquiz: Run, typed: Path, line: str, level: int, certainty: str
) -> None:
    answer, err = one(zgcquiz, typed, "city", line, "--certainty")
    assert (answer["level"], answer["mark"], answer["certainty"], err) == (level, level, certainty, "")
    assert answer["response"] == "Paris"
    (review,) = zgcquiz("history", "--json").json
    assert review["level"] == level


@pytest.mark.parametrize(
    ("line", "level"), [("b3", 3), ("b 2", 2), ("2 1", 1), ("B", 1), ("B3", 1), ("Twenty-four 3", 3)]
)
def test_how_sure_stands_behind_a_pick(zgcquiz: Run, greek: Path, line: str, level: int) -> None:
    answer, err = one(zgcquiz, greek, "number", line, "--certainty")
    assert (answer["level"], answer["mark"], err) == (level, level, "")


def test_several_picks_have_one_level(zgcquiz: Run, greek: Path) -> None:
    answer, err = one(zgcquiz, greek, "sound", "a,b,c,d,e 3", "--certainty")
    assert (answer["mark"], err) == (-6, "")


def test_an_answer_without_its_level_is_no_answer(zgcquiz: Run, greek: Path) -> None:
    answer, err = one(zgcquiz, greek, "number", "b\n2\n4\nb 3\n", "--certainty")
    assert answer["level"] == 3
    assert err.count("how sure you are: 1, 2 or 3") == 3


def test_marks_and_knowledge_are_told(zgcquiz: Run, greek: Path) -> None:
    ran = zgcquiz("play", greek, "--certainty", stdin="a3\na3\na3\na3\n")
    assert "Marks " in ran.out or "marks " in ran.out
    assert " of 12" in ran.out
    assert "certainty 3" in ran.out
    document = zgcquiz("play", greek, "--certainty", "--json", stdin="0\n0\n0\n0\n").json
    conforms(document["known"], {"estimate": float, "low": int, "high": int, "of": int})
    assert document["marks"] == {"got": 0, "of": 12}
    assert zgcquiz("play", greek, "--json", stdin="0\n").json["marks"] is None
    assert zgcquiz("play", greek, "--json", stdin="").json["known"] is None


def test_certainty_can_be_set_and_declined(zgcquiz: Run, greek: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from zgcquiz.core.settings import Settings

    monkeypatch.setattr(AppContext, "settings", lambda self, pack=None: Settings(certainty=True))
    assert one(zgcquiz, greek, "number", "b3")[0]["level"] == 3
    assert one(zgcquiz, greek, "number", "b", "--no-certainty")[0]["level"] is None
