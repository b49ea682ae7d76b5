"""The pages on a class say how many there are."""

from __future__ import annotations

import pytest

from zgcquiz.core.classroom.analysis import PackAnalysis
from zgcquiz.formats.classroom.html_reports import questions_html


@pytest.mark.parametrize(("learners", "said"), [(1, "1 learner, 0 questions."), (2000, "2,000 learners, 0 questions.")])
def test_one_learner_is_no_learners(learners: int, said: str) -> None:
    page = b"".join(questions_html(PackAnalysis("pack", "Pack", learners, None, (), {}, {}))).decode()
    assert said in page
