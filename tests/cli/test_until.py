"""review --until: dates, what is asked, what it costs, and what stays out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.making import write
from tests.conftest import NOON, Clock, Ran
from zgcquiz.app.context import AppContext
from zgcquiz.core.moment import date_of
from zgcquiz.core.settings import Settings

Run = Callable[..., Ran]
TODAY = date_of(NOON.day)


def in_days(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A pack of sixty questions, of which two share a fact."""
    entries = "".join(
        f"  - {{id: q{number:02}, question: 'Number {number}?', answer: true"
        f"{', fact: same' if number in (0, 1) else ''}}}\n"
        for number in range(60)
    )
    return write(tmp_path / "bank.yaml", f"zgcquiz: 1\nid: bank\ntitle: Bank\nquestions:\n{entries}")


def asked(ran: Ran) -> list[str]:
    return [answer["question"] for answer in ran.json["answers"]]


def answers(zgcquiz: Run, bank: Path, days: int, *options: object, stdin: str = "true\n" * 99) -> Ran:
    return zgcquiz("review", bank, "--until", in_days(days), *options, "--json", stdin=stdin)


def test_what_it_costs_is_said_before_the_first_question(zgcquiz: Run, bank: Path) -> None:
    ran = zgcquiz("review", bank, "--until", in_days(30))
    words = " ".join(ran.out.split())
    assert ran.code == 0
    assert "Bank: exam in 30 days" in words
    assert "Of 60 questions you would know 0% without more reviews," in words
    assert "Today: 6 new questions, about 3 min." in words
    assert words.index("After today, a day on average:") < words.index("Question 1 of 6")
    assert zgcquiz("history", "--json").json == []


def test_the_plan_is_in_the_document(zgcquiz: Run, bank: Path) -> None:
    exam = answers(zgcquiz, bank, 30, stdin="").json["exam"]
    assert {key: exam[key] for key in ("date", "questions", "without")} == {
        "date": in_days(30),
        "questions": 60,
        "without": 0,
    }
    assert exam["expected"] > 0.9
    assert [day["date"] for day in exam["days"]] == [in_days(days) for days in range(30)]
    assert sum(day["new"] for day in exam["days"]) == pytest.approx(60, abs=2)
    assert set(exam["days"][0]) == {"date", "questions", "new", "answers", "seconds"}
    assert zgcquiz("review", bank, "--json").json["exam"] is None


def test_going_on_on_the_same_day_begins_no_more(zgcquiz: Run, bank: Path, clock: Clock) -> None:
    first = asked(answers(zgcquiz, bank, 30))
    assert len(first) == 6  # a sibling waits
    assert asked(answers(zgcquiz, bank, 30)) == []
    clock.forward(days=1)
    second = asked(answers(zgcquiz, bank, 29))
    assert second
    assert {"q00", "q01"} & {*first, *second} == {"q00", "q01"}
    assert not {"q00", "q01"} <= {*first}


def test_answers_are_reviews_and_the_schedule_goes_on_as_ever(zgcquiz: Run, bank: Path, clock: Clock) -> None:
    answers(zgcquiz, bank, 1)
    log = zgcquiz("history", "--json").json
    assert len(log) == 60
    assert {review["mode"] for review in log} == {"review"}
    clock.forward(days=30)
    assert zgcquiz("stats", bank, "--json").json["due"] == 60


def test_limits_on_a_day(zgcquiz: Run, bank: Path) -> None:
    assert len(asked(answers(zgcquiz, bank, 1, "--limit", 10))) < 10
    by_minutes = answers(zgcquiz, bank, 9, "--minutes", 1, stdin="").json["exam"]["days"]
    assert max(day["seconds"] for day in by_minutes) <= 60
    assert answers(zgcquiz, bank, 5, "--limit", 0).json["asked"] == 0
    assert "nothing to review for the exam" in zgcquiz("review", bank, "--until", in_days(5), "--limit", 0).out


def test_what_is_held_stays_out(zgcquiz: Run, bank: Path, clock: Clock) -> None:
    zgcquiz("suspend", bank, "q05")
    zgcquiz("bury", bank, "q06")
    ran = answers(zgcquiz, bank, 1)
    assert ran.json["exam"]["questions"] == 59
    assert {"q05", "q06"} & set(asked(ran)) == set()
    zgcquiz("suspend", bank, *(f"q{number:02}" for number in range(60)))
    assert answers(zgcquiz, bank, 1).json["error"]["code"] == "no-questions"


@pytest.mark.parametrize(
    ("date", "code", "said"),
    [
        (in_days(-1), "bad-date", "in the past"),
        ("1999-12-31", "bad-date", "in the past"),
        (in_days(367), "bad-date", "too far ahead"),
        ("9999-12-31", "bad-date", "too far ahead"),
        ("2027-02-30", "usage", "2027-02-30 is not a date: day"),
        ("2027-13-01", "usage", "2027-13-01 is not a date: month"),
        ("soon", "usage", "'soon' is not a date; write it as 2027-01-31"),
        ("20270131x1", "usage", "'20270131x1' is not a date"),
        ("2027-W04-7", "usage", "'2027-W04-7' is not a date"),
        ("", "usage", "'' is not a date"),
    ],
)
def test_a_date_that_can_not_be_planned_for(
    zgcquiz: Run, bank: Path, home: Path, date: str, code: str, said: str
) -> None:
    ran = zgcquiz("review", bank, "--until", date, "--json")
    assert ran.code == (2 if code == "usage" else 1)
    assert ran.json["error"]["code"] == code
    assert said in ran.json["error"]["message"]
    assert not (home / "zgcquiz.db").exists()


@pytest.mark.parametrize("days", [0, 366])
def test_the_first_and_the_last_date_that_will_do(zgcquiz: Run, bank: Path, days: int) -> None:
    ran = answers(zgcquiz, bank, days, stdin="")
    assert (ran.code, len(ran.json["exam"]["days"])) == (0, max(1, days))


@pytest.mark.parametrize(
    "options", [("--minutes", 5), ("--until", in_days(3), "--new", 5), ("--until", in_days(3), "--ahead", 5)]
)
def test_options_that_do_not_go_together(zgcquiz: Run, bank: Path, options: tuple[Any, ...]) -> None:
    assert zgcquiz("review", bank, *options).code == 2


def test_an_exam_on_a_pack_that_is_learnt_already(zgcquiz: Run, bank: Path, clock: Clock) -> None:
    answers(zgcquiz, bank, 1)
    clock.forward(days=10)
    ran = answers(zgcquiz, bank, 20)
    assert 0.3 < ran.json["exam"]["without"] < 0.95
    assert ran.json["exam"]["expected"] > ran.json["exam"]["without"]
    assert ran.json["new"] == 0


def test_how_sure_is_asked_as_in_any_review(zgcquiz: Run, bank: Path) -> None:
    ran = answers(zgcquiz, bank, 30, "--certainty", stdin="true 3\nfalse 2\ntrue 1\n")
    assert [answer["level"] for answer in ran.json["answers"]] == [3, 2, 1]


def test_the_same_seed_asks_the_same(zgcquiz: Run, tmp_path: Path) -> None:
    entries = "".join(
        f"  - {{id: q{number}, question: 'Number {number}?', answer: right, distractors: [a, b, c, d, e, f]}}\n"
        for number in range(4)
    )
    pack = write(tmp_path / "pool.yaml", f"zgcquiz: 1\nid: pool\ntitle: Pool\nquestions:\n{entries}")
    first, other = (
        zgcquiz("review", pack, "--until", in_days(0), "--seed", seed, "--json", stdin="0\n").json for seed in (5, 6)
    )
    zgcquiz("undo")
    zgcquiz("undo")
    again = zgcquiz("review", pack, "--until", in_days(0), "--seed", 5, "--json", stdin="0\n").json
    shown = [ran["answers"][0]["shown"] for ran in (first, other, again)]
    assert shown[0] == shown[2] != shown[1]


def test_what_is_known_well_is_asked_without_its_options(
    zgcquiz: Run, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "zgcquiz: 1\nid: tea\ntitle: Tea\nquestions:\n" + (
        "  - {id: leaf, question: Which tea is partly oxidised?, answer: Oolong, distractors: [Green, Black, White]}\n"
    )
    pack = write(tmp_path / "tea.yaml", text)
    zgcquiz("review", pack, "--until", in_days(30), stdin="Oolong\n")
    clock.forward(days=9)
    monkeypatch.setattr(AppContext, "settings", lambda self, pack=None: Settings(recall_after=1))
    (answer,) = zgcquiz("review", pack, "--until", in_days(10), "--json", stdin="oolong\n").json["answers"]
    assert (answer["kind"], answer["shown"], answer["correct"]) == ("typed", [], True)


def test_a_small_limit_asks_one_question_a_day(zgcquiz: Run, bank: Path) -> None:
    exam = answers(zgcquiz, bank, 30, "--limit", 1, stdin="").json["exam"]
    assert len(exam["days"]) == 30
    assert exam["expected"] > 0.2
    assert asked(answers(zgcquiz, bank, 30, "--limit", 1)) == ["q00"]


def test_a_day_without_load_has_no_questions(zgcquiz: Run, bank: Path, clock: Clock) -> None:
    weekday = clock().local.strftime("%A").lower()
    zgcquiz("config", "set", f"weekday_load.{weekday}", 0)
    days = answers(zgcquiz, bank, 20, stdin="").json["exam"]["days"]
    assert [day["questions"] > 0 for day in days[:15]] == [number % 7 != 0 for number in range(15)]
    assert answers(zgcquiz, bank, 20, "--limit", 5, stdin="").json["exam"]["days"][0]["questions"] > 0


def test_the_busiest_day_has_the_most_answers(zgcquiz: Run, bank: Path) -> None:
    days = answers(zgcquiz, bank, 30, stdin="").json["exam"]["days"][1:]
    words = " ".join(zgcquiz("review", bank, "--until", in_days(30)).out.split())
    assert f"at most {round(max(day['answers'] for day in days))} answers" in words
