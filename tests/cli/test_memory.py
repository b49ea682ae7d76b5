"""zgcquiz tune and forecast."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.learners import another_memory, simulate
from benchmarks.luck_learners import LEARNERS, TUNED_ON, Learner, Study, study_year
from tests.cli.making import conforms
from tests.conftest import Clock, Ran
from tests.store.making import make_review
from zgcquiz.app.context import AppContext
from zgcquiz.core.learning.fitting import default_parameters
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import DAY, HOUR

Run = Callable[..., Ran]

TUNING = {
    "better": bool,
    "kept": bool,
    "questions": int,
    "reviews": int,
    "predicted": int,
    "reviews_in_log": int,
    "guess_correction": bool,
    "log_loss": {"in_use": float, "fitted": float, "error": float},
    "rmse_bins": {"in_use": float, "fitted": float},
    "parameters": {"in_use": [float], "fitted": [float]},
}
FORECAST = {
    "questions": int,
    "new": int,
    "days": int,
    "in_use": float,
    "cheapest": float,
    "retentions": [
        {"retention": float, "minutes": float, "reviews": float, "remembered": float, "minutes_for_each": float}
    ],
}


LUCK = {
    "sure": bool,
    "edge": float,
    "edge_error": float,
    "known_at_sight": float,
    "known_error": float,
    "chances": [{"options": int, "right": float, "error": float}],
    "without_options": int,
    "needed": int,
    "declared_guesses": int,
    "in_use": {"guess_edge": float, "known_at_sight": float},
    "learnt": {"guess_edge": float, "known_at_sight": float},
}


def study(context: AppContext, learner: Learner) -> None:
    """A log of 150 days, which end today, of questions with two options and some that were first asked without."""
    row, start = make_review(Random(1), Ref("p", "i")), context.clock().day - TUNED_ON + 1
    values = [
        (
            f"{number:05}-{place:03}",
            (given.day + start) * DAY + 12 * HOUR + place,
            f"item-{number:05}",
            int(given.rating),
            "correct" if given.rating > 1 else "wrong",
            *(("single", '["a", "b"]') if given.choices else ("typed", "[]")),
        )
        for number, item in enumerate(study_year((0, Study(learner, 2), 10), TUNED_ON).items)
        for place, given in enumerate(item.answers)
    ]
    with closing(sqlite3.connect(context.log.path)) as db, db:
        db.executemany(
            "INSERT INTO reviews (id, at, item, rating, outcome, kind, shown, device, session, utc_offset, pack,"
            f" fingerprint, mode, response, ms) VALUES (?, ?, ?, ?, ?, ?, ?, '{row.device}', '{row.session}', 0,"
            " 'greek', 'f', 'review', '[]', 5000)",
            values,
        )
    context.log.rebuild()


def answer(context: AppContext, reviews: int, kind: str = "typed", shown: str = "[]") -> None:
    """A log of a learner whose memory is not the usual one, which ends about now."""
    row = make_review(Random(1), Ref("p", "i"))
    start = context.clock().ms // DAY - 1096
    values = [
        (
            f"{number}-{place}",
            (day + start) * DAY + 12 * HOUR + place,
            f"item-{number:05}",
            rating,
            "correct" if rating > 1 else "wrong",
        )
        for number, history in enumerate(simulate(another_memory(), reviews, seed=1))
        for place, (day, rating) in enumerate(history)
    ]
    with closing(sqlite3.connect(context.log.path)) as db, db:
        db.executemany(
            "INSERT INTO reviews (id, at, item, rating, outcome, device, session, utc_offset, pack, fingerprint, mode,"
            f" kind, shown, response, ms) VALUES (?, ?, ?, ?, ?, '{row.device}',"
            f" '{row.session}', 0, 'greek', 'f', 'review', '{kind}', '{shown}', '[]', 5000)",
            values,
        )
    context.log.rebuild()


@pytest.fixture
def begun(context: AppContext) -> Path:
    answer(context, 8000)
    return context.paths.config


def test_better_parameters_are_kept_with_their_day(zgcquiz: Run, begun: Path, clock: Clock) -> None:
    begun.write_text("# mine\nnew_per_day = 3\n")
    ran = zgcquiz("tune", "--json")
    assert (ran.code, ran.err) == (0, "")
    found = ran.json
    assert found["better"] is found["kept"] is True
    conforms(found, TUNING)
    for name in ("log_loss", "rmse_bins"):
        assert found[name]["fitted"] < found[name]["in_use"]
    assert found["parameters"]["in_use"] == list(default_parameters())
    text = begun.read_text()
    assert text.startswith("# mine\nnew_per_day = 3\n")
    rows = {row["setting"]: row for row in zgcquiz("config", "--json").json["settings"]}
    assert rows["parameters"]["value"] == pytest.approx(found["parameters"]["fitted"], rel=1e-5)
    assert rows["parameters"]["source"] == "tune"
    assert rows["parameters"]["tuned"] == f"{clock().local.date()}"
    again = zgcquiz("tune", "--json").json
    assert again["kept"] is False
    assert again["parameters"]["in_use"] == rows["parameters"]["value"]
    assert begun.read_text() == text


def test_the_cards_follow(zgcquiz: Run, context: AppContext, greek: Path) -> None:
    zgcquiz("pack", "add", greek)
    answer(context, 8000)
    with closing(sqlite3.connect(context.log.path)) as db:
        stability = "SELECT stability FROM cards WHERE item = 'item-00001'"
        before = db.execute(stability).fetchone()
        assert zgcquiz("tune", "--dry-run").code == 0
        assert db.execute(stability).fetchone() == before
        assert zgcquiz("tune").code == 0
        tuned = db.execute(stability).fetchone()
        assert tuned != before
        assert zgcquiz("tune", "--reset").code == 0
        assert db.execute(stability).fetchone() == before


def test_a_dry_run_and_a_reset(zgcquiz: Run, begun: Path) -> None:
    ran = zgcquiz("tune", "--dry-run")
    assert "Nothing was changed (--dry-run)." in ran.out
    assert not begun.exists()
    for line in ("Log loss: ", "RMSE (bins): "):
        assert line in ran.out
    begun.write_text("new_per_day = 3\n")
    assert "What was fitted is in use now, and all cards follow it." in zgcquiz("tune").out.replace("\n", " ")
    assert zgcquiz("tune", "--reset", "--json").json["changed"] is True
    assert begun.read_text() == "new_per_day = 3\n"
    assert zgcquiz("tune", "--reset", "--json").json["changed"] is False
    assert zgcquiz("tune", "--reset", "--dry-run").code == 2


def test_luck_is_weighed_unless_that_is_switched_off(zgcquiz: Run, context: AppContext) -> None:
    answer(context, 8000, "single", '["a", "b"]')
    weighed = zgcquiz("tune", "--dry-run", "--json").json
    assert weighed["guess_correction"] is True
    zgcquiz("config", "set", "guess_correction", "off")
    plain = zgcquiz("tune", "--dry-run", "--json").json
    assert plain["guess_correction"] is False
    assert plain["parameters"]["fitted"] != weighed["parameters"]["fitted"]
    assert plain["log_loss"]["in_use"] != weighed["log_loss"]["in_use"]


def test_luck_is_learnt_and_kept_beside_the_parameters(zgcquiz: Run, context: AppContext) -> None:
    study(context, LEARNERS["both of these"])
    ran = zgcquiz("tune", "--json")
    luck = ran.json["luck"]
    conforms(luck, LUCK)
    assert ran.json["kept"] is luck["sure"] is True
    assert luck["learnt"]["guess_edge"] == pytest.approx(0.5, abs=0.15)
    assert luck["learnt"]["known_at_sight"] == pytest.approx(0.3, abs=0.1)
    assert luck["without_options"] > luck["needed"] >= 30
    (chance,) = luck["chances"]
    assert (chance["options"], chance["right"]) == (2, pytest.approx(0.75, abs=0.1))
    values = {row["setting"]: row["value"] for row in zgcquiz("config", "--json").json["settings"]}
    assert {name: values[name] for name in luck["learnt"]} == luck["learnt"]
    text = context.paths.config.read_text()
    again = zgcquiz("tune", "--json").json
    assert again["luck"]["in_use"] == again["luck"]["learnt"] == luck["learnt"]  # nothing swings to and fro
    if not again["kept"]:
        assert context.paths.config.read_text() == text
    out = zgcquiz("tune", "--dry-run").out.replace("\n", " ")
    assert "with 2 options (" in out
    assert "Known at sight" in out
    assert zgcquiz("tune", "--reset", "--json").json["changed"] is True
    assert "guess_edge" not in context.paths.config.read_text()


def test_learnt_luck_reschedules_the_cards_as_a_rebuild_does(zgcquiz: Run, context: AppContext) -> None:
    study(context, LEARNERS["both of these"])
    cards = "SELECT item, stability, difficulty, due_day FROM cards WHERE pack = 'greek' ORDER BY item"

    def states() -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(context.log.path)) as db:
            return db.execute(cards).fetchall()

    before = states()
    zgcquiz("config", "set", "guess_edge", "0.5")
    zgcquiz("config", "set", "known_at_sight", "0.3")
    zgcquiz("rebuild")
    learnt = states()
    assert sum(now[1] < then[1] for now, then in zip(learnt, before, strict=True)) > len(before) * 0.8
    zgcquiz("rebuild")
    assert states() == learnt
    zgcquiz("config", "set", "guess_correction", "off")
    zgcquiz("rebuild")
    plain = states()
    zgcquiz("tune", "--reset")
    zgcquiz("rebuild")
    assert states() == plain  # luck is of no account then


def test_what_can_not_be_tuned_is_said(zgcquiz: Run, context: AppContext, greek: Path) -> None:
    ran = zgcquiz("tune", "--json")
    assert ran.code == 1
    assert ran.json["error"]["code"] == "too-few-reviews"
    context.paths.config.parent.mkdir(parents=True, exist_ok=True)
    context.paths.config.write_text("parameters = [1]\n")
    assert zgcquiz("tune", "--json").json["error"]["code"] == "settings-errors"
    assert zgcquiz("forecast", greek, "--json").json["error"]["code"] == "settings-errors"


def test_a_forecast_marks_the_cheapest_and_says_how_to_go_by_it(zgcquiz: Run, greek: Path) -> None:
    found = zgcquiz("forecast", greek, "--json").json
    assert (found["questions"], found["new"], found["days"], found["in_use"]) == (4, 10, 365, 0.9)
    conforms(found, FORECAST)
    rows = found["retentions"]
    assert len(rows) == 28
    assert min(rows, key=lambda row: row["minutes_for_each"])["retention"] == found["cheapest"]
    out = zgcquiz("forecast", greek).out
    assert out.startswith("365 days with 4 questions, 10 new a day\n")
    assert f"{found['cheapest']:.2f}: " in out
    assert "(cheapest)" in out
    assert "(in use)" in out
    assert f"zgcquiz config set desired_retention {found['cheapest']:.2f} --pack greek" in out


def test_a_forecast_goes_by_the_settings(zgcquiz: Run, greek: Path, context: AppContext) -> None:
    zgcquiz("config", "set", "new_per_day", "2", "--pack", greek)
    zgcquiz("config", "set", "desired_retention", "0.85")
    found = zgcquiz("forecast", greek, "--days", "30", "--json").json
    assert (found["new"], found["in_use"]) == (2, 0.85)
    found = zgcquiz("forecast", greek, "--new", "1", "--days", "30", "--json").json
    assert (found["new"], found["days"]) == (1, 30)
    zgcquiz("config", "set", "new_per_day", "0")
    assert zgcquiz("forecast", greek, "--days", "30").code == 0
    zgcquiz("config", "unset", "new_per_day", "--pack", "greek")
    ran = zgcquiz("forecast", greek, "--json")
    assert ran.json["error"]["code"] == "no-new"


@pytest.mark.parametrize("arguments", [("--new", "0"), ("--days", "0"), ("--days", "9999"), ("--new", "x")])
def test_numbers_out_of_range_are_usage_errors(zgcquiz: Run, greek: Path, arguments: tuple[str, ...]) -> None:
    assert zgcquiz("forecast", greek, *arguments).code == 2
