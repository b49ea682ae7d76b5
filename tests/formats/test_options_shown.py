"""One rule says how many options fit, for packs and for whatever is imported."""

from __future__ import annotations

import json

from tests.formats.importing import read
from tests.formats.packs import question, read_texts
from tests.rows import rows
from zgcquiz.core.rounds.option_sampling import MAX_OPTIONS, count_shown

MONTHS = ("March", "April", "May", "June", "July", "August", "October", "November", "December", "January")
DAYS = ("Monday", "Tuesday", "Friday", "Sunday", "Saturday")


@rows("distractors", range(1, 6))
@rows("keys", range(1, 11))
def test_as_many_are_asked_for_as_there_are(keys: int, distractors: int) -> None:
    fits = count_shown(keys, distractors) <= MAX_OPTIONS
    answers, wrong = MONTHS[:keys], DAYS[:distractors]
    body = f"answers: [{', '.join(answers)}]\ndistractors: [{', '.join(wrong)}]"
    problems = read_texts(question(body)).problems
    assert [problem.code for problem in problems] == ([] if fits else ["too-many-options"])
    if not fits:
        assert f"at most {MAX_OPTIONS - min(3, distractors)} right options" in problems[0].message
    document = {"title": "T", "questions": [{"question": "Which?", "answers": answers, "distractors": wrong}]}
    found = read("json", json.dumps(document))
    assert bool(found.pack) == fits
    assert len(found.skipped) == (not fits)


def test_eight_answers_fit_beside_two_and_nine_beside_one() -> None:
    assert [count_shown(8, 2), count_shown(9, 1), count_shown(7, 9), count_shown(2, 5, 4)] == [10, 10, 10, 6]
