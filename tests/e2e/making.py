"""Packs for the terminal."""

from __future__ import annotations

import json
from pathlib import Path

HEAD = "zgcquiz: 1\nid: yes\ntitle: The pack of yes\nquestions:\n"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def yes(path: Path, count: int = 3) -> Path:
    """Questions whose key always stands at b."""
    return write(
        path,
        HEAD
        + "".join(
            f"  - {{id: q{number}, question: 'Number {number}?', answer: rightly, explanation: Because {number}.,"
            f" options: [wrongly, rightly, hardly, {{text: never, feedback: Never say never.}}]}}\n"
            for number in range(count)
        ),
    )


def one(path: Path, stem: str, answers: list[str], others: list[str], explanation: str = "So it is.") -> Path:
    """A pack of one question, options in their order, the keys first."""
    fields = {
        "id": "only",
        "question": stem,
        "answers": answers,
        "options": [*answers, *others],
        "explanation": explanation,
    }
    if len(answers) == 1:
        fields["answer"] = fields.pop("answers")[0]
    return write(path, f"{HEAD}  - {json.dumps(fields)}\n")
