"""Read a file of answers: the lines of a history, each with the learner's name if it has one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.restart import Restart
from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.problem import Problem
from zgcquiz.formats.history import review_lines

_KEY = b'"learner"'


def read(lines: Iterable[bytes], name: str) -> Iterator[tuple[str, Review | Hold | Restart | Problem]]:
    """Yield what `review_lines.read` does, each with the text of the line's key `learner`; "" if it has none."""
    line = b""

    def tapped() -> Iterator[bytes]:
        nonlocal line
        for line in lines:  # noqa: UP028
            yield line

    for event in review_lines.read(tapped(), name):
        # The line that was taken last is the event's: events are made one by one.
        yield _learner(line) if _KEY in line and isinstance(event, Review) else "", event


def _learner(line: bytes) -> str:
    found = json.loads(line).get("learner")  # the line is known to be a valid object
    return found if isinstance(found, str) else ""
