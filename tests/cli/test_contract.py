"""What `--json` prints is a contract: one document, these keys, these types, and nothing else."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.making import GREEK, conforms, one, write
from tests.conftest import Clock, Ran

Run = Callable[..., Ran]
NONE = type(None)

ANSWER = {
    "pack": str,
    "question": str,
    "shown": [str],
    "response": (str, list, NONE),
    "answers": [str],
    "correct": bool,
    "outcome": str,
    "certainty": (str, NONE),
    "rating": (int, NONE),
    "seconds": float,
}
ROUND = {
    "pack": (str, NONE),
    "mode": str,
    "seed": int,
    "finished": bool,
    "asked": int,
    "correct": int,
    "score": float,
    "best_streak": int,
    "seconds": float,
    "answers": [ANSWER],
}
REVIEW_ROUND = ROUND | {"new": int, "again": int, "due_left": int, "next_due": (str, NONE)}
REVIEW = {
    "id": str,
    "at": str,
    "utc_offset": int,
    "device": str,
    "session": str,
    "pack": str,
    "question": str,
    "fingerprint": str,
    "mode": str,
    "kind": str,
    "shown": [str],
    "response": (list, NONE),
    "correct": bool,
    "outcome": str,
    "certainty": (str, NONE),
    "level": (int, NONE),
    "rating": int,
    "seconds": float,
    "void": bool,
}
GROUP = {"name": str, "reviews": int, "correct": int, "cards": int, "due": int}
STATS = {
    "reviews": int,
    "correct": int,
    "accuracy": float,
    "seconds": float,
    "cards": int,
    "due": int,
    "retention": (float, NONE),
    "retention_reviews": int,
    "damaged": int,
    "states": {"new": int, "learning": int, "young": int, "mature": int},
    "forecast": [{"date": str, "due": int}],
    "packs": [GROUP],
    "tags": [GROUP],
}
BROWSED = {
    "pack": str,
    "question": str,
    "text": str,
    "section": (str, NONE),
    "fact": (str, NONE),
    "tags": [str],
    "state": str,
    "leech": bool,
    "due": (str, NONE),
    "due_now": bool,
    "answered": (str, NONE),
    "difficulty": (float, NONE),
    "stability": (float, NONE),
    "reviews": int,
    "lapses": int,
}
DOCTOR = {
    "path": str,
    "healthy": bool,
    "answers": int,
    "pages": list,
    "indexes": list,
    "damaged": list,
    "lost": list,
    "derived": int,
    "settings": str,
    "cache": bool,
    "leftovers": list,
    "repaired": NONE,
}
REPAIRED = {"damaged": [{"table": str, "id": str, "reason": str}], "repaired": {"copy": str, "answers": int}}
QUESTION = {
    "id": str,
    "kind": str,
    "question": str,
    "answers": [str],
    "distractors": [str],
    "options": (list, NONE),
    "feedback": dict,
    "pinned": list,
    "explanation": (str, NONE),
    "source": (dict, NONE),
    "section": (str, NONE),
    "fact": (str, NONE),
    "tags": [str],
    "formerly": list,
    "as_of": (str, NONE),
    "valid_until": (str, NONE),
}
PACK = {
    "id": str,
    "title": str,
    "description": (str, NONE),
    "language": (str, NONE),
    "license": (str, NONE),
    "sources": [{"id": str, "title": str, "publisher": str, "author": NONE, "published": str, "url": NONE}],
    "sections": list,
    "questions": [QUESTION],
}
PROBLEM = {"file": str, "line": int, "column": int, "code": str, "message": str, "question": (str, NONE)}
ERROR = {"error": {"code": str, "message": str, "hint": str}}
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def test_play(zgcquiz: Run, greek: Path) -> None:
    ran = zgcquiz("play", greek, "--json", stdin="a\nb\nA\n0\n")
    assert (ran.code, ran.err) == (0, "")
    conforms(ran.json, ROUND)
    assert ran.json["pack"] == "greek"
    assert ran.json["asked"] == len(ran.json["answers"]) == 4
    assert ran.json["correct"] == sum(answer["correct"] for answer in ran.json["answers"])
    assert ran.json["score"] == ran.json["correct"] / 4


def test_a_response_is_a_text_or_a_list_where_several_can_be_picked(zgcquiz: Run, greek: Path) -> None:
    several = zgcquiz("play", greek, "--json", "--tag", "sound", stdin="Iota, Epsilon\n").json["answers"][0]
    assert sorted(several["response"]) == sorted(several["answers"]) == ["Epsilon", "Iota"]
    single = zgcquiz("play", greek, "--json", "--tag", "number", stdin="Twenty-four\n").json["answers"][0]
    assert (single["response"], single["answers"]) == ("Twenty-four", ["Twenty-four"])
    unknown = zgcquiz("play", greek, "--json", "--tag", "number", stdin="0\n").json["answers"][0]
    assert (unknown["response"], unknown["certainty"]) == (None, None)


def test_a_true_or_false_key_reads_alike_everywhere(zgcquiz: Run, greek: Path) -> None:
    """In JSON a true/false key reads `true` or `false`, in a round as in `pack show`."""
    shown = zgcquiz("pack", "show", greek, "--json").json["questions"][3]
    assert (shown["kind"], shown["answers"], shown["distractors"]) == ("true_false", ["true"], ["false"])
    answer = zgcquiz("play", greek, "--json", "--tag", "time", stdin="true\n").json["answers"][0]
    assert (answer["response"], answer["answers"], answer["shown"]) == ("true", ["true"], ["true", "false"])
    (entry,) = zgcquiz("history", "--json").json
    assert entry["response"] == ["true"]


def test_review(zgcquiz: Run, greek: Path, clock: Clock) -> None:
    assert zgcquiz("pack", "add", greek).code == 0
    ran = zgcquiz("review", "--json", "--new", "3", stdin="0\n" * 3)
    assert (ran.code, ran.err) == (0, "")
    conforms(ran.json, REVIEW_ROUND)
    assert (ran.json["mode"], ran.json["new"], ran.json["again"], ran.json["due_left"]) == ("review", 3, 3, 0)
    assert ISO.fullmatch(ran.json["next_due"])
    clock.forward(days=1)
    assert zgcquiz("review", "--json", "--limit", "0", "--new", "0").json["due_left"] == 3


def test_history_and_undo(zgcquiz: Run, greek: Path) -> None:
    zgcquiz("play", greek, stdin="a\nB\n0\n")
    ran = zgcquiz("history", "--json")
    conforms(ran.json, [REVIEW])
    assert all(ISO.fullmatch(entry["at"]) for entry in ran.json)
    assert {entry["certainty"] for entry in ran.json} == {None, "guess", "sure"}
    assert zgcquiz("history", "--json", "--limit", "2").json == ran.json[:2]
    undone = zgcquiz("undo", "--json")
    conforms(undone.json, REVIEW)
    assert undone.json["certainty"] is None
    after = zgcquiz("history", "--json").json
    assert after == [entry | {"void": entry["id"] == undone.json["id"]} for entry in ran.json]


def test_answers_of_the_same_millisecond_keep_their_order(zgcquiz: Run, greek: Path) -> None:
    """A script answers faster than the clock ticks, on a fast disk."""
    asked = zgcquiz("play", greek, "--json", stdin="0\n" * 4).json["answers"]
    logged = zgcquiz("history", "--json").json
    assert [entry["question"] for entry in reversed(logged)] == [answer["question"] for answer in asked]


def test_browse(zgcquiz: Run, greek: Path) -> None:
    zgcquiz("pack", "add", greek)
    zgcquiz("play", stdin="a\n" * 2)
    ran = zgcquiz("browse", "--json")
    assert (ran.code, ran.err) == (0, "")
    conforms(ran.json, {"questions": [BROWSED]})


def test_stats(zgcquiz: Run, greek: Path, clock: Clock) -> None:
    zgcquiz("pack", "add", greek)
    zgcquiz("play", stdin="a\n" * 4)
    clock.forward(days=5)
    zgcquiz("play", stdin="a\n" * 4)
    for arguments in (["stats"], ["stats", "greek"], ["stats", greek]):
        ran = zgcquiz(*arguments, "--json")
        assert (ran.code, ran.err) == (0, "")
        conforms(ran.json, STATS)
        assert (ran.json["reviews"], ran.json["cards"], ran.json["retention_reviews"]) == (8, 4, 4)
        assert len(ran.json["forecast"]) == 14
        assert sum(ran.json["states"].values()) == 4
    assert [group["name"] for group in ran.json["packs"]] == ["greek"]
    assert {group["name"] for group in ran.json["tags"]} == {"order", "start", "sound", "number", "time"}


def test_bare(zgcquiz: Run, greek: Path, clock: Clock) -> None:
    zgcquiz("pack", "add", greek)
    today = {"due": 0, "new": 4, "seconds": None, "limited": False, "backlog_days": 0}
    assert zgcquiz("--json").json == {
        "due": 0, "new": 4, "next_due": None, "packs": 1, "today": today, "unfinished": None,
        "also_left": [],
    }  # fmt: skip
    zgcquiz("play", stdin="0\n")
    today_shape = {"due": int, "new": int, "seconds": int, "limited": bool, "backlog_days": int}
    found = zgcquiz("--json").json
    assert found.pop("unfinished") == {"pack": None, "mode": "play", "of": 4, "asked": 1, "correct": 0}
    assert found.pop("also_left") == []
    conforms(found, {"due": int, "new": int, "next_due": str, "packs": int, "today": today_shape})
    clock.forward(days=1)
    assert zgcquiz("--json").json["due"] == 1


def test_rebuild(zgcquiz: Run, greek: Path) -> None:
    zgcquiz("play", greek, stdin="0\n" * 4)
    ran = zgcquiz("rebuild", "--json")
    assert (ran.code, ran.json, ran.err) == (0, {"cards": 4}, "")


def test_doctor(zgcquiz: Run, greek: Path, home: Path) -> None:
    zgcquiz("play", greek, stdin="0\n" * 4)
    ran = zgcquiz("doctor", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert {key: type(value) for key, value in ran.json.items()} == DOCTOR
    assert (ran.json["healthy"], ran.json["answers"], ran.json["repaired"]) == (True, 4, None)
    with sqlite3.connect(home / "zgcquiz.db") as db:
        db.execute("DROP TRIGGER reviews_no_update")
        db.execute("UPDATE reviews SET ms = ms + 1 WHERE id = (SELECT max(id) FROM reviews)")
    db.close()
    ran = zgcquiz("doctor", "--json", "--repair")
    assert (ran.code, ran.err) == (0, "")
    conforms({key: ran.json[key] for key in ("damaged", "repaired")}, REPAIRED)
    assert ran.json["answers"] == ran.json["repaired"]["answers"] == 3
    assert zgcquiz("stats", "--json").json["damaged"] == 0


def test_pack_show(zgcquiz: Run, greek: Path) -> None:
    ran = zgcquiz("pack", "show", greek, "--json")
    assert (ran.code, ran.err) == (0, "")
    conforms(ran.json, PACK)
    first, vowels, count, _ = ran.json["questions"]
    assert first["feedback"] == {"Omega": "That is the last one."}
    assert first["source"] == {"id": "book", "section": "Letters", "paragraph": 2, "quote": None}
    assert (vowels["kind"], sorted(vowels["answers"]), len(vowels["distractors"])) == (
        "multiple",
        ["Epsilon", "Iota"],
        4,
    )
    assert count["options"] == ["Twenty-two", "Twenty-four", "Twenty-six"]


def test_read_and_facts(zgcquiz: Run, tmp_path: Path) -> None:
    text = GREEK.replace("questions:", "section: Letters\ntext: Alpha is the first.\nquestions:").replace(
        "    tags: [time]", "    fact: age"
    )
    pack = write(tmp_path / "greek.yaml", text)
    ran = zgcquiz("read", pack, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert "Alpha is the first." in ran.out
    assert isinstance(ran.json, dict | list)
    ran = zgcquiz("pack", "facts", pack, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert "age" in ran.out
    assert isinstance(ran.json, dict | list)


def test_pack_list_add_and_remove(zgcquiz: Run, greek: Path, home: Path) -> None:
    change = {"change": str, "pack": str, "questions": int, "drafts": int}
    added = zgcquiz("pack", "add", greek, "--json").json
    conforms(added, change)
    assert added == added | {"change": "added", "pack": "greek", "questions": 4}
    assert zgcquiz("pack", "add", greek, "--json").json["change"] == "unchanged"
    write(greek, GREEK.replace("first?", "first one?"))
    assert zgcquiz("pack", "add", greek, "--force", "--json").json["change"] == "replaced"
    listed = zgcquiz("pack", "list", "--json")
    assert listed.json == {
        "packs": [
            {
                "id": "greek",
                "title": "Greek letters",
                "questions": 4,
                "origin": "added",
                "path": str(home / "packs" / "greek.yaml"),
                "from": listed.json["packs"][0]["from"],
            }
        ],
        "broken": [],
    }
    came = {"kind": str, "address": str, "version": str, "sha256": str, "at": str}
    conforms(listed.json["packs"][0]["from"], came | {"etag": NONE, "last_modified": NONE})
    removed = zgcquiz("pack", "remove", "greek", "--json").json
    conforms(removed, change)
    assert (removed["change"], removed["pack"]) == ("removed", "greek")
    assert zgcquiz("pack", "list", "--json").json == {"packs": [], "broken": []}


def test_pack_check(zgcquiz: Run, greek: Path, tmp_path: Path) -> None:
    good = zgcquiz("pack", "check", greek, "--json")
    assert (good.code, good.err) == (0, "")
    assert good.json == {"packs": [{"id": "greek", "questions": 4, "drafts": 0, "errors": [], "warnings": []}]}
    text = GREEK.replace("answer: true", "anser: true") + "  - {id: h, kind: hologram, question: What?}\n"
    bad = zgcquiz("pack", "check", greek, write(tmp_path / "bad.yaml", text), tmp_path / "missing", "--json")
    assert (bad.code, bad.err) == (1, "")
    first, second, third = bad.json["packs"]
    assert first["errors"] == []
    conforms(second, {"id": str, "questions": int, "drafts": int, "errors": [PROBLEM], "warnings": [PROBLEM]})
    assert second["errors"][0]["question"] == "old"
    conforms(third, {"id": NONE, "questions": int, "drafts": int, "errors": [PROBLEM], "warnings": list})


def two_broken(home: Path) -> None:
    for id in "ab":
        write(home / "packs" / f"{id}.yaml", one(id, "Yes?", oops="1"))


FAILURES: list[tuple[str, list[str], str]] = [
    ("no such pack", ["play", "nope"], "unknown-pack"),
    ("no such pack", ["review", "nope"], "unknown-pack"),
    ("no such pack", ["stats", "nope"], "unknown-pack"),
    ("no such pack", ["pack", "show", "nope"], "unknown-pack"),
    ("no such pack", ["pack", "remove", "nope"], "unknown-pack"),
    ("no such file", ["play", "./nope.yaml"], "no-pack"),
    ("no such file", ["pack", "add", "nope.yaml"], "no-pack"),
    ("no such tag", ["play", "{greek}", "--tag", "nope"], "no-questions"),
    ("no answers", ["undo"], "nothing-to-undo"),
    ("no packs", ["play"], "no-packs"),
    ("no packs", ["review"], "no-packs"),
]


@pytest.mark.parametrize(("why", "arguments", "code"), FAILURES)
def test_a_failure_is_one_error_on_stdout(zgcquiz: Run, greek: Path, why: str, arguments: list[str], code: str) -> None:
    ran = zgcquiz(*[argument.format(greek=greek) for argument in arguments], "--json")
    assert (ran.code, ran.err) == (1, "")
    conforms(ran.json, ERROR)
    assert list(ran.json) == ["error"]
    assert ran.json["error"]["code"] == code
    assert ran.json["error"]["message"].endswith(".")
    said = zgcquiz(*[argument.format(greek=greek) for argument in arguments])
    assert (said.code, said.out) == (1, "")
    assert " ".join(ran.json["error"]["message"].split()[:2]) in said.err


USAGE = [
    ["nope"],
    ["--nope"],
    ["play", "a", "b"],
    ["play", "--questions", "0"],
    ["play", "--questions", "many"],
    ["play", "--seed", "x"],
    ["play", "--time", "0"],
    ["play", "--time", "nan"],
    ["play", "--time", "inf"],
    ["review", "--new", "-1"],
    ["review", "--limit", "-1"],
    ["history", "--limit", "0"],
    ["stats", "--nope"],
    ["pack", "nope"],
    ["pack", "show"],
    ["pack", "check"],
    ["pack", "add"],
    ["pack", "remove"],
    ["undo", "x"],
    ["rebuild", "x"],
]


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_wrong_usage_exits_with_2_and_a_message(zgcquiz: Run, greek: Path, arguments: list[str]) -> None:
    zgcquiz("pack", "add", greek)
    said = zgcquiz(*arguments)
    assert (said.code, said.out) == (2, "")
    assert "Usage: zgcquiz" in said.err
    ran = zgcquiz(*arguments, "--json")
    assert (ran.code, ran.err) == (2, "")
    conforms(ran.json, ERROR)
    assert ran.json["error"]["code"] == "usage"
    assert "--help" in ran.json["error"]["hint"]


HUGE = str(10**30)


@pytest.mark.parametrize(
    "arguments",
    [
        ["play", "--questions", HUGE],
        ["play", "--seed", HUGE],
        ["play", "--seed", f"-{HUGE}"],
        ["review", "--limit", HUGE],
        ["review", "--new", HUGE],
        ["history", "--limit", HUGE],
    ],
    ids=" ".join,
)
def test_a_huge_number_is_no_accident(zgcquiz: Run, greek: Path, arguments: list[str]) -> None:
    zgcquiz("pack", "add", greek)
    ran = zgcquiz(*arguments, "--json")
    assert ran.code in (0, 2)
    assert isinstance(ran.json, dict | list)


@pytest.mark.parametrize("command", ["play", "stats", "pack list", "history", "undo", "rebuild"])
def test_json_said_before_the_command_counts_too(zgcquiz: Run, greek: Path, command: str) -> None:
    """`zgcquiz --json stats` asks for JSON: to print anything else would be to overhear it."""
    zgcquiz("pack", "add", greek)
    zgcquiz("play", stdin="0\n")
    ran = zgcquiz("--json", *command.split(), stdin="0\n")
    assert ran.code in (0, 2)
    json.loads(ran.out)


def test_a_broken_pack_is_a_failure_with_all_its_problems(zgcquiz: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "bad.yaml", GREEK.replace("tags", "tag").replace("answer: true", "anser: true"))
    ran = zgcquiz("play", path, "--json")
    assert (ran.code, ran.err) == (1, "")
    conforms(ran.json, {"error": {"code": str, "message": str, "hint": str, "problems": [PROBLEM]}})
    assert len(ran.json["error"]["problems"]) >= 6


def test_the_packs_that_are_broken_are_listed_even_where_all_of_them_are(zgcquiz: Run, home: Path) -> None:
    two_broken(home)
    ran = zgcquiz("pack", "list", "--json")
    assert ran.json["packs"] == []
    assert len(ran.json["broken"]) == 2
    said = zgcquiz("pack", "list")
    assert "No packs are installed" not in said.out
    assert "a.yaml" in said.err
    assert "b.yaml" in said.err


def test_a_warning_goes_to_stderr_and_the_document_stays_whole(zgcquiz: Run, greek: Path) -> None:
    write(greek, GREEK + "  - {id: h, kind: hologram, question: What?}\n")
    ran = zgcquiz("play", greek, "--json", stdin="0\n")
    assert ran.json["asked"] == 1
    assert "hologram" in ran.err


def test_nonsense_is_complained_of_on_stderr_and_the_document_stays_whole(zgcquiz: Run, greek: Path) -> None:
    ran = zgcquiz("play", greek, "--json", stdin="nonsense\n0\n")
    assert ran.json["asked"] == 1
    assert "line 1" in ran.err
    assert "nonsense" in ran.err


def test_json_of_a_quiet_round_has_no_answers(zgcquiz: Run, greek: Path) -> None:
    said: dict[str, Any] = zgcquiz("play", greek, "--json").json
    assert (said["asked"], said["answers"], said["score"], said["finished"]) == (0, [], 0.0, False)
