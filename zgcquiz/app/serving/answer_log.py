"""A file of answers to which many write at once: an answer is acknowledged once it is on the disk."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.problem import Problem
from zgcquiz.formats.history import review_lines
from zgcquiz.store.files.private import opener
from zgcquiz.store.files.regular_files import check_regular

MAX_WAITING = 20_000
"""Answers that wait for the disk; further ones are refused until there is room."""


_BEGIN = b'{"id":'
"""How each line begins that is written here: the first one may end within it, if a server was killed."""


class _Key(NamedTuple):
    """What is written once: an answer, and that it was undone."""

    id: str
    void: bool


class _Waiting(NamedTuple):
    reviews: Sequence[Review]
    done: asyncio.Future[None]


def check_continued(path: Path) -> None:
    """Check that answers can be appended to a file: it is missing or empty, or begins with an answer or a part of one.

    Raises ZgcError if it is something else, such as a pack, which they would ruin; OSError.
    """
    if not check_regular(path):
        return
    with path.open("rb") as file:
        first = next((line for line in review_lines.bounded_lines(file) if line.strip()), b"")
    event = next(review_lines.read([first], path.name), None)
    is_cut = first.startswith(_BEGIN) and isinstance(event, Problem) and event.code in ("syntax", "encoding")
    if isinstance(event, Problem) and not is_cut:
        raise ZgcError(
            "not-answers",
            f"{path} holds something else than answers; it was left as it is.",
            "Name a new file, or one that `serve` wrote: --answers FILE",
        )


class AnswerFile:
    """A file of JSON lines, the open history format, that is only ever appended to."""

    def __init__(self, path: Path) -> None:
        """Open a file, which is created for its owner only. One that exists is continued. Raises OSError."""
        self._known: set[_Key] = set()
        # Without a buffer, which would keep what could not be written, and write it with what comes next.
        self._file = open(path, "ab", buffering=0, opener=opener)  # noqa: SIM115
        last = b"\n"
        with path.open("rb") as file:
            for last in review_lines.bounded_lines(file):
                for event in review_lines.read([last], path.name):
                    if isinstance(event, Review):
                        self._known.add(_Key(event.id, event.void))
        if not last.endswith(b"\n"):  # of a process that was killed: it was never acknowledged, and stays as it is
            self._write(b"\n")

    def __len__(self) -> int:
        """Return how many answers the file has, undone ones included."""
        return len({key.id for key in self._known})

    def append(self, reviews: Sequence[Review]) -> None:
        """Write the reviews that are new, durably and together. Raises OSError, and then none of them counts."""
        new = {_Key(review.id, review.void): review for review in reviews}
        for key in self._known & new.keys():
            del new[key]
        if new:
            self._write(b"".join(review_lines.write(new.values())))
            self._known |= new.keys()

    def _write(self, data: bytes) -> None:
        size = os.fstat(self._file.fileno()).st_size
        try:
            left = memoryview(data)
            while left:
                left = left[self._file.write(left) :]
            os.fsync(self._file.fileno())
        except OSError:
            os.ftruncate(self._file.fileno(), size)  # so that the next line doesn't continue half a line
            raise

    def close(self) -> None:
        self._file.close()


class AnswerQueue:
    """Answers on their way to a file. All that wait are written with one call to the disk."""

    def __init__(self, file: AnswerFile) -> None:
        self._file = file
        self._waiting: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._count = 0

    @property
    def is_full(self) -> bool:
        return self._count >= MAX_WAITING

    async def keep(self, reviews: Sequence[Review]) -> None:
        """Return once reviews are on the disk. Raises OSError if they can't be written."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += len(reviews)
        try:
            await self._waiting.put(_Waiting(reviews, done))
            await done
        finally:
            self._count -= len(reviews)

    async def run(self) -> None:
        """Write what comes, for ever."""
        while True:
            batch = [await self._waiting.get()]
            while not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            try:
                await asyncio.to_thread(self._file.append, [review for each in batch for review in each.reviews])
            except OSError as error:
                for each in batch:
                    if not each.done.done():
                        each.done.set_exception(error)
            else:
                for each in batch:
                    if not each.done.done():  # the player may have gone
                        each.done.set_result(None)
