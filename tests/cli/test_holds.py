"""suspend, bury, resume, held; the keys for them on a pipe; what they do to rounds, counts and statistics."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.making import forget_log
from tests.conftest import PACK, Clock, Ran

Run = Callable[..., Ran]
ALL = {"capital", "primes", "earth-round", "fixed"}


@pytest.fixture(autouse=True)
def small(zgcquiz: Run, pack_file: Path) -> None:
    assert zgcquiz("pack", "add", pack_file).code == 0


def held(zgcquiz: Run) -> dict[str, str]:
    return {entry["question"]: entry["held"] for entry in zgcquiz("held", "--json").json["held"]}


def asked(ran: Ran) -> set[str]:
    return {answer["question"] for answer in ran.json["answers"]}


def test_what_is_suspended_is_not_asked_until_it_is_resumed(zgcquiz: Run, clock: Clock) -> None:
    ran = zgcquiz("suspend", "small", "capital", "fixed", "--json")
    assert ran.json == {"pack": "small", "held": "suspended", "changed": ["capital", "fixed"], "already": []}
    assert held(zgcquiz) == {"capital": "suspended", "fixed": "suspended"}
    assert zgcquiz("--json").json["new"] == 2
    for command in ("play", "review"):
        assert asked(zgcquiz(command, "--json", stdin="0\n" * 2)) <= ALL - {"capital", "fixed"}
    clock.forward(days=400)
    assert zgcquiz("--json").json["due"] == 2
    assert asked(zgcquiz("play", "--json", stdin="0\n" * 4)) == ALL - {"capital", "fixed"}
    assert zgcquiz("resume", "small", "capital", "--json").json["changed"] == ["capital"]
    assert asked(zgcquiz("play", "--json", stdin="0\n" * 4)) == ALL - {"fixed"}
    assert zgcquiz("resume", "small", "--json").json["changed"] == ["fixed"]
    assert asked(zgcquiz("play", "--json", stdin="0\n" * 4)) == ALL
    assert held(zgcquiz) == {}


def test_what_is_buried_is_asked_again_tomorrow(zgcquiz: Run, clock: Clock) -> None:
    assert zgcquiz("bury", "small", "capital").out == "Buried 1 question of small until tomorrow.\n"
    assert asked(zgcquiz("play", "--json", stdin="0\n" * 4)) == ALL - {"capital"}
    assert "capital" not in asked(zgcquiz("review", "--json", stdin="0\n" * 4))
    clock.forward(days=1)
    assert asked(zgcquiz("play", "--json", stdin="0\n" * 4)) == ALL


@pytest.mark.parametrize(("command", "kind"), [("suspend", "suspended"), ("bury", "buried")])
def test_to_say_it_twice_is_to_say_it_once(zgcquiz: Run, command: str, kind: str) -> None:
    zgcquiz(command, "small", "capital")
    ran = zgcquiz(command, "small", "capital", "capital", "primes", "--json")
    assert ran.json == {"pack": "small", "held": kind, "changed": ["primes"], "already": ["capital"]}
    assert held(zgcquiz) == {"capital": kind, "primes": kind}


def test_to_bury_what_is_suspended_does_not_ask_it_tomorrow(zgcquiz: Run, clock: Clock) -> None:
    zgcquiz("suspend", "small", "capital")
    assert "already" in zgcquiz("bury", "small", "capital").out
    clock.forward(days=2)
    assert held(zgcquiz) == {"capital": "suspended"}
    zgcquiz("bury", "small", "primes")
    zgcquiz("suspend", "small", "primes")
    clock.forward(days=2)
    assert held(zgcquiz) == {"capital": "suspended", "primes": "suspended"}


def test_nothing_to_resume(zgcquiz: Run) -> None:
    assert zgcquiz("resume", "small", "--json").json["changed"] == []
    assert zgcquiz("resume", "small").out == "Resumed 0 questions of small.\n"
    assert zgcquiz("resume", "small", "capital").out == "1 question was not suspended or buried.\n"


def test_an_unknown_question_changes_nothing(zgcquiz: Run) -> None:
    ran = zgcquiz("suspend", "small", "capital", "captial", "nonesuch", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "no-question")
    assert "captial, nonesuch" in ran.json["error"]["message"]
    assert ran.json["error"]["hint"] == "Did you mean capital?"
    assert held(zgcquiz) == {}
    assert "zgcquiz pack show small" in zgcquiz("bury", "small", "xyzzy").err
    assert zgcquiz("suspend", "smol", "capital", "--json").json["error"]["code"] == "unknown-pack"
    assert zgcquiz("suspend", "small").code == 2


def test_a_former_id_will_do_and_a_hold_outlives_a_rename(zgcquiz: Run, tmp_path: Path) -> None:
    zgcquiz("suspend", "small", "capital")
    renamed = tmp_path / "renamed.yaml"
    renamed.write_text(PACK.replace("- id: capital", "- id: chief\n    formerly: [capital]"), encoding="utf-8")
    assert zgcquiz("pack", "add", "--force", renamed).code == 0
    assert held(zgcquiz) == {"chief": "suspended"}
    assert zgcquiz("rebuild").code == 0
    assert held(zgcquiz) == {"chief": "suspended"}
    assert zgcquiz("resume", "small", "capital", "--json").json["changed"] == ["chief"]


def test_keys_on_a_pipe_take_the_question_out_without_an_answer(zgcquiz: Run, clock: Clock) -> None:
    ran = zgcquiz("play", "--seed", "1", "--json", stdin="-\n!\n0\n0\n")
    assert (ran.json["asked"], ran.json["finished"]) == (2, True)
    out = {entry["question"]: entry["held"] for entry in ran.json["held"]}
    assert sorted(out.values()) == ["buried", "suspended"]
    assert asked(ran) == ALL - set(out)
    assert held(zgcquiz) == out
    assert len(zgcquiz("history", "--json").json) == 2


def test_undo_in_a_round_takes_back_a_hold(zgcquiz: Run) -> None:
    ran = zgcquiz("play", "--seed", "1", "--json", stdin="0\n!\nu\n0\nu\nu\nu\n0\n0\n0\n0\n")
    assert (ran.json["asked"], ran.json["held"]) == (4, [])
    assert held(zgcquiz) == {}
    first = zgcquiz("play", "--seed", "1", "--json", stdin="0\n!\n").json
    again = zgcquiz("play", "--seed", "1", stdin="-\n-\n-\n").out
    assert len(first["held"]) == 1
    assert "Nothing was answered." in again
    assert "saved" not in again


def test_easy_and_hard_are_not_said_past_a_hold(zgcquiz: Run, tmp_path: Path) -> None:
    pack = tmp_path / "yes.yaml"
    questions = "".join(f"  - {{id: q{n}, question: Number {n}?, answer: true}}\n" for n in range(4))
    pack.write_text(f"zgcquiz: 1\nid: yes\ntitle: Yes\nquestions:\n{questions}", encoding="utf-8")
    ran = zgcquiz("play", pack, "--json", stdin="true\n-\ne\nu\ne\n")
    assert ran.err.count("e and h work right after") == 1
    assert [answer["rating"] for answer in ran.json["answers"]] == [4]


def test_a_guests_round_asks_everything_and_holds_nothing(zgcquiz: Run) -> None:
    zgcquiz("suspend", "small", *sorted(ALL))
    ran = zgcquiz("play", "--no-record", "--json", stdin="!\n" + "0\n" * 4)
    assert asked(ran) == ALL
    assert "this round is not saved" in ran.err
    ran = zgcquiz("play", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "all-held")


def test_an_option_goes_before_a_key(zgcquiz: Run, tmp_path: Path) -> None:
    pack = tmp_path / "signs.yaml"
    pack.write_text(
        "zgcquiz: 1\nid: signs\ntitle: Signs\nquestions:\n"
        "  - {id: minus, question: Which sign subtracts?, answer: '-', distractors: ['!', '+']}\n",
        encoding="utf-8",
    )
    ran = zgcquiz("play", pack, "--json", stdin="-\n")
    assert (ran.json["correct"], ran.json["held"]) == (1, [])


def test_statistics_count_the_suspended_apart(zgcquiz: Run, clock: Clock) -> None:
    zgcquiz("play", "--json", stdin="0\n" * 4)
    clock.forward(days=1)
    zgcquiz("suspend", "small", "capital")
    zgcquiz("bury", "small", "primes")
    stats = zgcquiz("stats", "--json").json
    assert (stats["cards"], stats["due"]) == (4, 2)
    assert stats["states"] == {"new": 0, "learning": 3, "young": 0, "mature": 0, "suspended": 1}
    assert [day["due"] for day in stats["forecast"][:3]] == [2, 1, 0]
    assert zgcquiz("--json").json["due"] == 2
    assert "suspended" in zgcquiz("stats").out


def test_an_export_carries_what_is_held(zgcquiz: Run, tmp_path: Path, home: Path, clock: Clock, context: Any) -> None:
    zgcquiz("play", "--json", stdin="0\n")
    zgcquiz("suspend", "small", "capital")
    zgcquiz("bury", "small", "primes")
    zgcquiz("suspend", "small", "fixed")
    clock.forward(minutes=1)
    zgcquiz("resume", "small", "fixed")
    file = tmp_path / "log.jsonl"
    assert zgcquiz("history", "export", "-o", file).code == 0
    before = held(zgcquiz)
    forget_log(home)
    ran = zgcquiz("history", "import", file, "--json").json
    assert (ran["read"], ran["added"], ran["held"]) == (5, 1, 4)
    assert held(zgcquiz) == before == {"capital": "suspended", "primes": "buried"}
    assert zgcquiz("history", "import", file, "--json").json["held"] == 0
    assert "5 already known" in zgcquiz("history", "import", file).out
    assert zgcquiz("history", "export").out == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"held": "gone"}, "'held' must be one of"),
        ({"held": None}, "'held' must be one of"),
        ({"until": "soon"}, "'until' must be a date"),
        ({"until": None}, "'until' must be a text"),
        ({"pack": 3}, "'pack' must be a text"),
        ({"at": "noon"}, "'at' must be a time"),
        ({"id": ...}, "needs id"),
    ],
)
def test_a_line_on_a_hold_that_is_none(zgcquiz: Run, tmp_path: Path, change: dict[str, Any], said: str) -> None:
    good = {"id": "1", "at": "2026-01-01T12:00:00Z", "pack": "small", "question": "capital", "held": "buried"}
    line = {key: value for key, value in (good | {"until": "2026-01-02"} | change).items() if value is not ...}
    file = tmp_path / "log.jsonl"
    file.write_text(json.dumps(line) + "\n", encoding="utf-8")
    ran = zgcquiz("history", "import", file, "--json")
    assert ran.code == 1
    assert said in ran.json["skipped"][0]["reason"]
