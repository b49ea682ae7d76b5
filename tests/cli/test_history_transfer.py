"""The log leaves and comes back whole, and two logs become their union."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from tests.cli.making import forget_log
from tests.conftest import Clock, Ran
from tests.store.making import make_review
from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.history import export_history, import_history
from zgcquiz.core.log.review import Ref


def answers(zgcquiz: Callable[..., Ran], pack: Path, stdin: str) -> None:
    assert zgcquiz("play", pack, "--json", "--seed", "1", stdin=stdin).code == 0


def test_export_and_import_give_the_same_log_and_cards(
    zgcquiz: Callable[..., Ran],
    context: AppContext,
    make_context: Callable[[], AppContext],
    pack_file: Path,
    tmp_path: Path,
    clock: Clock,
) -> None:
    zgcquiz("pack", "add", pack_file)
    answers(zgcquiz, pack_file, "a\nB\n0\nc\n")
    clock.forward(days=3)
    answers(zgcquiz, pack_file, "b\na\na\nA\n")
    zgcquiz("undo")
    before = zgcquiz("history", "--json").json
    cards = context.log.cards(["small"])
    exported = tmp_path / "log.jsonl"
    assert zgcquiz("history", "export", "-o", exported).code == 0

    context.log.close()
    forget_log(context.paths.data)
    ran = zgcquiz("history", "import", exported, "--json")
    assert ran.code == 0
    assert ran.json == {
        "read": len(before),
        "added": len(before),
        "voided": 0,
        "held": 0,
        "restarted": 0,
        "variants": 0,
        "skipped": [],
        "other_editions": {},
    }
    assert zgcquiz("history", "--json").json == before
    assert make_context().log.cards(["small"]) == cards


def test_answers_to_another_wording_are_told_by_question(
    zgcquiz: Callable[..., Ran], pack_file: Path, tmp_path: Path
) -> None:
    """Also under a former id; those that were undone, or of a pack that isn't installed, are no matter."""
    pack = tmp_path / "small.yaml"
    text = pack_file.read_text("utf-8")
    pack.write_text(text.replace("- id: capital\n", "- id: seat\n    formerly: [capital]\n"), "utf-8")
    zgcquiz("pack", "add", pack)
    answers(zgcquiz, pack, "a\nb\na\na\n")
    lines = [json.loads(line) for line in zgcquiz("history", "export").out.splitlines()]
    ids = [line["question"] for line in lines]
    assert "seat" in ids
    other = {"fingerprint": "0123456789abcdef"}
    changed = [line | other | {"id": "01b" + line["id"][3:]} for line in lines]
    seat = changed[ids.index("seat")]
    seat["question"] = "capital"
    changed[ids.index("seat") - 1] |= {"void": True}
    named = {line["question"] for line in changed if not line["void"]} - {"capital"} | {"seat"}
    file = tmp_path / "phone.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in [*changed, *lines, seat | {"pack": "gone"}]), "utf-8")
    assert zgcquiz("history", "import", file, "--json").json["other_editions"] == {"small": dict.fromkeys(named, 1)}
    assert "To another wording than the pack's, small: " in zgcquiz("history", "import", file).out
    assert zgcquiz("stats", "--json").json["reviews"] > len(lines), "they count all the same"


def test_import_is_a_union_in_any_order(zgcquiz: Callable[..., Ran], pack_file: Path, tmp_path: Path) -> None:
    answers(zgcquiz, pack_file, "a\nb\n")
    lines = zgcquiz("history", "export").out.splitlines(keepends=True)
    assert len(lines) == 2
    other = json.loads(lines[0]) | {"id": "01a209e8-0000-7000-8000-000000000000", "device": "elsewhere", "pack": "gone"}
    file = tmp_path / "other.jsonl"
    file.write_text(lines[1] + json.dumps(other) + "\n", encoding="utf-8")
    assert zgcquiz("history", "import", file, "--json").json["added"] == 1
    assert zgcquiz("history", "import", file, "--json").json["added"] == 0
    log = zgcquiz("history", "--json").json
    assert len(log) == 3
    assert {entry["pack"] for entry in log} == {"small", "gone"}


def test_what_was_taken_back_elsewhere_is_taken_back_here(
    zgcquiz: Callable[..., Ran], make_context: Callable[[], AppContext], pack_file: Path, tmp_path: Path
) -> None:
    zgcquiz("pack", "add", pack_file)
    answers(zgcquiz, pack_file, "a\n")
    line = json.loads(zgcquiz("history", "export").out)
    file = tmp_path / "voided.jsonl"
    file.write_text(json.dumps(line | {"void": True}), encoding="utf-8")
    assert zgcquiz("history", "import", file, "--json").json == {
        "read": 1,
        "added": 0,
        "voided": 1,
        "held": 0,
        "restarted": 0,
        "variants": 0,
        "skipped": [],
        "other_editions": {},
    }
    assert zgcquiz("history", "--json").json[0]["void"] is True
    card = make_context().log.card(Ref("small", line["question"]))
    assert type(card).__name__ == "New"


def test_bad_lines_are_named_and_the_rest_is_added(
    zgcquiz: Callable[..., Ran], pack_file: Path, tmp_path: Path
) -> None:
    answers(zgcquiz, pack_file, "a\n")
    good = json.loads(zgcquiz("history", "export").out) | {"id": "another"}
    bad = [
        "{",
        "[]",
        "7",
        json.dumps(good | {"rating": 9}),
        json.dumps(good | {"rating": True}),
        json.dumps(good | {"at": "yesterday"}),
        json.dumps(good | {"at": "1960-01-01"}),
        json.dumps(good | {"at": "1980-01-01T00:00:00Z"}),
        json.dumps(good | {"at": "2100-01-01T00:00:00Z"}),
        json.dumps(good | {"at": "9999-12-31T23:59:59-12:00"}),
        json.dumps(good | {"at": "9999-12-31", "held": "suspended"}),
        json.dumps(good | {"at": "9999-12-31", "restarted": True}),
        json.dumps(good | {"correct": "yes"}),
        json.dumps(good | {"outcome": "correct", "correct": False}),
        json.dumps(good | {"certainty": "maybe"}),
        json.dumps(good | {"response": "Paris"}),
        json.dumps(good | {"seconds": -1}),
        json.dumps(good).replace('"pack": "small"', '"pack": "\\ud800"'),
        "[" * 100_000,
        '{"id": "x"}',
        json.dumps(good | {"rating": "many"}).replace('"many"', "3" * 5000),
        json.dumps(good | {"seconds": 10**400}),
        json.dumps(good | {"seconds": float("nan")}),
        json.dumps(good | {"seconds": float("inf")}),
        json.dumps(good | {"level": 2**70}),
        json.dumps(good | {"utc_offset": 2**70}),
        json.dumps(good | {"kind": "multiple", "shown": ["x"] * 63}),
        json.dumps(good | {"kind": "multiple", "shown": ["x"] * 70, "correct": True, "outcome": "correct"}),
        json.dumps(good | {"kind": "single", "shown": ["x"] * 63}),
    ]
    file = tmp_path / "bad.jsonl"
    file.write_bytes("\n".join(bad).encode() + b"\n\xff\n\n" + json.dumps(good).encode())
    ran = zgcquiz("history", "import", file, "--json")
    assert ran.code == 1
    assert [skip["line"] for skip in ran.json["skipped"]] == list(range(1, len(bad) + 2))
    assert ran.json["added"] == 1
    told = zgcquiz("history", "import", file).out
    assert f"{file}:4:1: error [bad-review] 'rating' must be 1, 2, 3 or 4" in told


def test_a_review_with_as_many_options_as_the_log_counts_is_added(
    zgcquiz: Callable[..., Ran], pack_file: Path, tmp_path: Path
) -> None:
    zgcquiz("pack", "add", pack_file)
    answers(zgcquiz, pack_file, "a\n")
    shown = [str(number) for number in range(62)]
    line = json.loads(zgcquiz("history", "export").out)
    line |= {"id": "another", "kind": "multiple", "shown": shown, "response": shown[:2], "outcome": "wrong"}
    file = tmp_path / "many.jsonl"
    file.write_text(json.dumps(line | {"correct": False, "rating": 1}), encoding="utf-8")
    assert zgcquiz("history", "import", file, "--json").json["added"] == 1
    for command in (("rebuild",), ("stats",), ("history",), ("forecast",)):
        assert zgcquiz(*command).code == 0


@pytest.mark.parametrize("seconds", [[], [0], [0.0004] * 3, [0.001] + [0] * 5])
def test_answers_without_a_time_or_with_hardly_any_leave_forecasts_alone(
    zgcquiz: Callable[..., Ran], pack_file: Path, tmp_path: Path, seconds: list[float], clock: Clock
) -> None:
    zgcquiz("pack", "add", pack_file)
    line = {"pack": "small", "question": "capital", "correct": True, "rating": 3}
    lines = [line | {"id": str(day), "at": f"2026-09-0{day + 1}T10:00:00Z"} for day in range(6)]
    lines = [one | ({"seconds": seconds[day]} if day < len(seconds) else {}) for day, one in enumerate(lines)]
    file = tmp_path / "log.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert zgcquiz("history", "import", file, "--json").json["added"] == 6
    assert zgcquiz("forecast", "--days", "20", "--json").json["questions"]
    date = (clock().local.date() + timedelta(days=5)).isoformat()
    assert zgcquiz("review", "--until", date, "--json", stdin="").code == 0
    if not any(seconds) or max(seconds) < 0.0005:
        assert zgcquiz("--json").json["today"]["seconds"] is None


def test_an_export_never_writes_over_a_file_unasked(
    zgcquiz: Callable[..., Ran], pack_file: Path, tmp_path: Path
) -> None:
    answers(zgcquiz, pack_file, "a\n")
    file = tmp_path / "log.jsonl"
    file.write_text("precious")
    ran = zgcquiz("history", "export", "-o", file)
    assert ran.code == 1
    assert "--force" in ran.err
    assert file.read_text() == "precious"
    assert zgcquiz("history", "export", "-o", file, "--force").code == 0
    assert json.loads(file.read_text())["pack"] == "small"
    assert zgcquiz("history", "export", "-o", tmp_path / "none" / "x").code == 1
    assert zgcquiz("history", "import", tmp_path / "missing").code == 1
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_two_answers_of_one_id_are_both_kept_and_it_is_said_once(
    zgcquiz: Callable[..., Ran], greek: Path, tmp_path: Path
) -> None:
    zgcquiz("play", greek, "-n", "1", stdin="a\n")
    (first,) = zgcquiz("history", "--json").json
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps(first | {"seconds": 77.0}), encoding="utf-8")
    said = zgcquiz("history", "import", other).out
    assert "0 already known, 1 with the id of another answer (both are kept, one counts)" in " ".join(said.split())
    assert "1 already known" in zgcquiz("history", "import", other).out
    found = zgcquiz("history", "--json").json
    assert [review["id"] for review in found] == [first["id"]] * 2
    assert sorted(review.get("superseded", False) for review in found) == [False, True]
    assert "superseded" in zgcquiz("history").out
    assert zgcquiz("stats", "--json").json["reviews"] == 1
    assert zgcquiz("undo").code == 0
    assert all(review["void"] for review in zgcquiz("history", "--json").json)
    assert zgcquiz("stats", "--json").json["reviews"] == 0


@pytest.mark.parametrize("is_database", [True, False])
def test_an_import_reports_how_much_of_the_file_was_read(
    context: AppContext, make_context: Callable[[], AppContext], tmp_path: Path, clock: Clock, is_database: bool
) -> None:
    rng = Random(1)
    context.log.merge([make_review(rng, Ref("small", "capital"), clock()) for _ in range(1200)], clock())
    path = context.paths.log
    if not is_database:
        path = tmp_path / "log.jsonl"
        with path.open("wb") as file:
            export_history(context, file)
    seen: list[tuple[int, int]] = []
    import_history(context, path, lambda done, total: seen.append((done, total)))
    assert len(seen) == 2
    assert 0 < seen[0][0] < seen[1][0] <= seen[1][1]


def test_an_interrupted_import_says_what_it_leaves(
    zgcquiz: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("zgcquiz.app.learner.history.import_history", interrupt)
    ran = zgcquiz("history", "import", tmp_path / "log.jsonl")
    assert ran.code == 130
    assert "importing the file again adds the rest" in " ".join(ran.err.split())
