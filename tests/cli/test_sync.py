"""zgcquiz sync, and rounds that sync by themselves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.cli.making import unwrapped
from tests.conftest import Clock, Ran
from tests.store.making import make_review, opened, query
from zgcquiz.app.context import AppContext
from zgcquiz.app.sync.run import set_up, switch_off
from zgcquiz.core.log.review import Ref

Run = Callable[..., Ran]


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    path = tmp_path / "shared"
    path.mkdir()
    return path


def put_answer(shared: Path, tmp_path: Path, clock: Clock, seed: int = 1, device: str = "0badcafe") -> None:
    """Write an answer of another device into the folder."""
    from zgcquiz.formats.history import review_lines

    review = make_review(Random(seed), Ref("small", "capital"), clock())
    path = shared / "zgcquiz" / device / f"events-{seed:06}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(review_lines.write([review])))


def test_a_folder_is_set_synced_and_reported(
    zgcquiz: Run, pack_file: Path, shared: Path, tmp_path: Path, clock: Clock
) -> None:
    zgcquiz("play", pack_file, "-n", "2", stdin="a\nb\n")
    put_answer(shared, tmp_path, clock)
    ran = zgcquiz("sync", shared)
    assert ran.code == 0
    assert unwrapped(f"Synced with {shared}. In: 1 answer. Out: 2 events") in unwrapped(ran.out)
    assert "0badcafe: last wrote" in ran.out
    assert "this device" in ran.out
    ran = zgcquiz("sync", "--json")
    assert (ran.json["added"], ran.json["sent"], ran.json["waiting"]) == (0, 0, 0)
    assert [device["own"] for device in ran.json["devices"]].count(True) == 1
    assert zgcquiz("history", "--json").out.count('"rating"') == 3
    assert "0 events to be written" in " ".join(zgcquiz("sync", "--status").out.split())
    assert zgcquiz("sync", shared / "zgcquiz", "--json").json["folder"] == str(shared), "the inner folder was named"


def test_settings_and_packs_that_go_out_are_named(zgcquiz: Run, pack_file: Path, shared: Path) -> None:
    assert "Out: nothing new." in zgcquiz("sync", shared).out
    zgcquiz("pack", "add", pack_file)
    zgcquiz("config", "set", "new_per_day", "7")
    assert "Out: settings: new_per_day, packs: small." in " ".join(zgcquiz("sync").out.split())
    zgcquiz("pack", "remove", "small")
    found = zgcquiz("sync", "--json").json
    assert (found["own_settings"], found["own_packs"], found["removed"]) == ([], ["small"], [])
    assert "Out: nothing new." in zgcquiz("sync").out


def test_an_unset_variable_and_a_file_are_no_folder(zgcquiz: Run, shared: Path, pack_file: Path) -> None:
    assert zgcquiz("sync", "").code == 2
    ran = zgcquiz("sync", pack_file, "--json")
    assert (ran.code, ran.json["error"]["message"]) == (1, f"{pack_file} is not a folder.")
    assert zgcquiz("sync", "--status").code == 1, "none was set"


def test_without_a_folder_and_after_off_it_is_said(zgcquiz: Run, shared: Path) -> None:
    for arguments in (("sync",), ("sync", "--status")):
        ran = zgcquiz(*arguments, "--json")
        assert (ran.code, ran.json["error"]["code"]) == (1, "not-synced")
    assert "No folder was set" in zgcquiz("sync", "--off").out
    zgcquiz("sync", shared)
    assert zgcquiz("sync", "--off", "--json").json == {"folder": str(shared)}
    assert zgcquiz("sync").code == 1
    assert zgcquiz("sync", shared / "none", "--json").json["error"]["code"] == "no-folder"
    assert zgcquiz("sync", shared, "--off").code == 2


def test_a_round_syncs_when_it_begins_and_when_it_ends(
    zgcquiz: Run, pack_file: Path, shared: Path, tmp_path: Path, clock: Clock
) -> None:
    zgcquiz("sync", shared)
    put_answer(shared, tmp_path, clock)
    ran = zgcquiz("play", pack_file, "-n", "1", "--json", stdin="a\n")
    assert "sync: 1 answer came in" in ran.err
    assert ran.json["asked"] == 1
    own = [path for path in shared.rglob("events-*") if "0badcafe" not in str(path)]
    assert [path.read_text("utf-8").count("\n") for path in own] == [1]
    ran = zgcquiz("review", pack_file, stdin="a\n")
    assert "sync" not in ran.err, "nothing new came in"
    assert own[0].read_text("utf-8").count("\n") == 2
    assert zgcquiz("play", pack_file, "-n", "1", "--no-record", stdin="a\n").code == 0


def test_an_interrupted_round_syncs_too(zgcquiz: Run, pack_file: Path, shared: Path) -> None:
    zgcquiz("sync", shared)
    assert zgcquiz("play", pack_file, stdin="a\n:q\n").code == 0
    assert [path.read_text("utf-8").count("\n") for path in shared.rglob("events-*")] == [1]


def test_a_folder_that_is_not_there_stops_no_round(zgcquiz: Run, pack_file: Path, shared: Path) -> None:
    zgcquiz("sync", shared)
    shutil.rmtree(shared)
    ran = zgcquiz("play", pack_file, "-n", "1", stdin="a\n")
    assert (ran.code, ran.err) == (0, "")
    ran = zgcquiz("sync", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "no-folder")
    assert "1 event to be written. It isn't there now." in " ".join(zgcquiz("sync", "--status").out.split())
    shared.mkdir()
    assert zgcquiz("play", pack_file, "-n", "1", stdin="a\n").err == ""
    assert list(shared.iterdir()) == [], "it may be where a disk is mounted"


def test_what_goes_wrong_before_a_round_is_one_line(
    zgcquiz: Run, pack_file: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zgcquiz("sync", shared)
    stranger = shared / "zgcquiz" / "0badcafe"
    stranger.mkdir()
    (stranger / "events-000001.jsonl").write_text("no event\nnor this\n", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("zgcquiz.app.sync.events.write_whole", full)
    ran = zgcquiz("play", pack_file, "-n", "1", stdin="a\n")
    assert ran.code == 0
    assert "events-000001.jsonl:1:1: error [syntax]" in ran.err
    assert "1 more problem" in ran.err
    assert "No space left on device" in ran.err
    ran = zgcquiz("sync", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "unwritable")
    monkeypatch.undo()


def test_problems_are_reported_with_their_place_and_the_exit_code_says_so(zgcquiz: Run, shared: Path) -> None:
    zgcquiz("sync", shared)
    stranger = shared / "zgcquiz" / "0badcafe"
    stranger.mkdir()
    path = stranger / "events-000001.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    ran = zgcquiz("sync", "--json")
    assert ran.code == 1
    assert [(each["file"], each["line"], each["code"]) for each in ran.json["problems"]] == [
        (str(path), 1, "bad-review")
    ]
    assert zgcquiz("sync").code == 0, "it is said once"


@pytest.mark.parametrize("name", ["zgcquiz (conflicted copy 2026-11-28).db", "zgcquiz.db~"])
def test_a_conflicted_copy_of_the_database_is_merged_and_said_once(
    zgcquiz: Run, pack_file: Path, home: Path, tmp_path: Path, name: str, clock: Clock
) -> None:
    zgcquiz("play", pack_file, "-n", "1", stdin="a\n")
    with opened(home / name) as other:
        other.append(make_review(Random(9), Ref("small", "primes"), clock()))
    before = query(home / name, "SELECT count(*) FROM reviews")
    ran = zgcquiz("play", pack_file, "-n", "1", stdin="a\n")
    assert f"merged {name}" in " ".join(ran.err.split())
    assert zgcquiz("history", "--json").out.count('"rating"') == 3
    assert zgcquiz("play", pack_file, "-n", "1", stdin="a\n").err == ""
    assert query(home / name, "SELECT count(*) FROM reviews") == before


def test_a_copy_that_is_no_log_is_said_once_and_stops_nothing(zgcquiz: Run, pack_file: Path, home: Path) -> None:
    zgcquiz("play", pack_file, "-n", "1", stdin="a\n")
    (home / "zgcquiz 2.db").write_bytes(b"SQLite format 3\0 and nothing else")
    ran = zgcquiz("play", pack_file, "-n", "1", stdin="a\n")
    assert ran.code == 0
    assert "zgcquiz 2.db" in ran.err
    assert zgcquiz("play", pack_file, "-n", "1", stdin="a\n").err == ""


def test_two_answers_of_one_id_that_come_over_the_folder_are_said(
    zgcquiz: Run, pack_file: Path, shared: Path, clock: Clock
) -> None:
    zgcquiz("play", pack_file, "-n", "1", stdin="a\n")
    zgcquiz("sync", shared)
    (path,) = shared.rglob("events-*")
    other = json.loads(path.read_text("utf-8")) | {"seconds": 99}
    copy = shared / "zgcquiz" / "0badcafe" / path.name
    copy.parent.mkdir()
    copy.write_text(json.dumps(other) + "\n", encoding="utf-8")
    assert "1 with the id of another answer" in " ".join(zgcquiz("sync").out.split())
    assert zgcquiz("sync", "--json").json["variants"] == 0
    assert zgcquiz("stats", "--json").json["reviews"] == 1


def test_a_sync_of_much_says_that_it_takes_a_while(
    make_context: Callable[[], AppContext], shared: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zgcquiz.app.sync.run._SLOW_EVENTS", 5)
    rng = Random(1)
    for count, said in ((5, []), (1, ["Syncing"])):
        with make_context() as context:
            context.log.merge([make_review(rng, Ref("small", "capital"), clock()) for _ in range(count)], clock())
            switch_off(context)
            told: list[str] = []
            context.notify = told.append
            set_up(context, shared)
        assert told == said
        shutil.rmtree(shared / "zgcquiz")
