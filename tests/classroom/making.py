"""A simulated class: what its pupils answer, as rows and histories.

`python -m tests.classroom.making FOLDER` writes the class of the tutorial.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.ids import uuid7
from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref, Review
from zgcquiz.core.log.review_ids import new_device
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Item
from zgcquiz.formats.history import review_lines
from zgcquiz.formats.native import reader
from zgcquiz.store.classroom.dataset import AnswerRow
from zgcquiz.store.log.tables.sql import as_json

QUESTIONS = 24
WRONG_KEYS = ("q05", "q14")
NO_DISCRIMINATION = "q09"
START = 1_790_000_000_000
OPTIONS = ("alpha", "beta", "gamma", "delta")


def pack_text(questions: int = QUESTIONS) -> str:
    """Return a pack whose key is `alpha` everywhere; in WRONG_KEYS the truth is `beta`."""
    lines = ["zgcquiz: 1", "id: test", "title: A test", "questions:"]
    for number in range(1, questions + 1):
        lines += [
            f"  - id: q{number:02}",
            f"    question: Which word belongs to number {number}?",
            "    answer: alpha",
            "    distractors: [beta, gamma, delta]",
        ]
    return "\n".join(lines) + "\n"


class Pupil(NamedTuple):
    name: str
    ability: float
    guesses: bool


def pupils(rng: Random, count: int = 30) -> list[Pupil]:
    """Return pupils of evenly spread abilities, the first ones the weakest; every tenth only guesses."""
    found = []
    for number in range(count):
        guesses = number % 10 == 3
        ability = -2.2 + 4.4 * number / (count - 1)
        found.append(Pupil(f"pupil{number:02}", -math.inf if guesses else ability, guesses))
    rng.shuffle(found)
    return found


def picks(rng: Random, pupil: Pupil, number: int) -> str:
    """Return what a pupil picks: the truth if it is known, else any option."""
    id = f"q{number:02}"
    truth = "beta" if id in WRONG_KEYS else "alpha"
    if pupil.guesses:
        return rng.choice(OPTIONS)
    if id == NO_DISCRIMINATION:
        return rng.choice(("alpha", "alpha", "gamma", "delta"))
    difficulty = -1.5 + 3 * ((number * 7) % QUESTIONS) / QUESTIONS
    known = rng.random() < 1 / (1 + math.exp(1.7 * (difficulty - pupil.ability)))
    return truth if known else rng.choice(OPTIONS)


def reviews(rng: Random, pupil: Pupil, items: dict[str, Item]) -> Iterator[Review]:
    """Yield a pupil's answers to all questions, in an order of the pupil's own."""
    device = new_device(Random(rng.getrandbits(32)))
    numbers = list(range(1, len(items) + 1))
    rng.shuffle(numbers)
    for place, number in enumerate(numbers):
        item = items[f"q{number:02}"]
        picked = picks(rng, pupil, number)
        right = picked == "alpha"
        shown = list(OPTIONS)
        rng.shuffle(shown)
        at = START + place * 20_000
        yield Review(
            uuid7(at, rng),
            device,
            "a-round",
            Moment(at),
            Ref("test", item.id),
            item.fingerprint,
            "play",
            item.kind,
            tuple(shown),
            (picked,),
            Outcome.CORRECT if right else Outcome.WRONG,
            Certainty.SURE,
            Rating.GOOD if right else Rating.AGAIN,
            4000 + rng.randrange(9000),
        )


def history(found: Iterator[Review] | list[Review]) -> bytes:
    return b"".join(review_lines.write(found))


def write_class(folder: Path) -> tuple[Path, list[Path]]:
    """Write the pack and the histories of the class of thirty, and return their paths."""
    pack = folder / "test.yaml"
    pack.write_text(pack_text(), "utf-8")
    read = reader.read([("test.yaml", pack.read_bytes())]).pack
    assert read is not None
    items = {item.id: item for item in read.items}
    rng = Random(17)
    files = []
    for pupil in pupils(rng):
        files.append(folder / f"{pupil.name}.jsonl")
        files[-1].write_bytes(history(reviews(rng, pupil, items)))
    return pack, files


def answer_rows(rng: Random, learners: int, questions: int, skipped: float = 0.0) -> list[AnswerRow]:
    """Return answers of learners by the Rasch model with some left out, in two groups: pupils with an even number find
    the first question harder."""
    rows = []
    for learner in range(learners):
        ability = rng.gauss(0, 1.2)
        for question in range(questions):
            if rng.random() < skipped:
                continue
            harder = 1.5 if question == 0 and learner % 2 == 0 else 0.0
            difficulty = -1.5 + 3 * question / questions + harder
            right = int(rng.random() < 1 / (1 + math.exp(difficulty - ability)))
            picked = "alpha" if right else rng.choice(OPTIONS[1:])
            rows.append(
                AnswerRow(
                    f"id-{learner}-{question}",
                    f"hash-{learner}-{question}",
                    f"learner{learner}",
                    "device",
                    1000 + question,
                    "test",
                    f"q{question:02}",
                    "fingerprint",
                    "single",
                    4,
                    as_json(OPTIONS),
                    as_json([picked]),
                    right,
                    1,
                    1000,
                    0,
                )
            )
    return rows


if __name__ == "__main__":
    write_class(Path(sys.argv[1]))
