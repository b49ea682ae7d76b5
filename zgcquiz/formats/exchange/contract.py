"""What all formats that packs come from and go to have in common.

A format is a `Format`: how it is recognised, read and written. A reader gives a `Converted`: the
pack, and an account of all that is not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum

from zgcquiz.core.log.hold import Hold
from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.exchange_reports import Lost, Skipped
from zgcquiz.core.packs.pack import NEVER_ASKED, Pack
from zgcquiz.core.value import Value
from zgcquiz.formats.exchange.recognition import Sample

MAX_INPUT_BYTES = 512 * 1024 * 1024
"""No file that is larger is read: packages carry media, but not films."""


class Converted(Value, frozen=True):
    """What came of reading a file. pack: None where it has no question that can be asked.

    notes: what else its reader should know, such as that the file is not in UTF-8; holds: what is
    suspended.
    """

    pack: Pack | None
    skipped: tuple[Skipped, ...] = ()
    lost: tuple[Lost, ...] = ()
    reviews: tuple[Review, ...] = ()
    notes: tuple[str, ...] = ()
    holds: tuple[Hold, ...] = ()


class Written(Value, frozen=True):
    """A pack in another format. parts: where it takes a folder, its files by name; else none."""

    data: bytes
    lost: tuple[Lost, ...] = ()
    parts: tuple[tuple[str, bytes], ...] = ()


def _no_progress(done: int, total: int) -> None:
    """Nobody is looking."""


class ExchangeOptions(Value, frozen=True):
    """What a user may say about a conversion. Formats take what concerns them.

    columns: what a table's columns hold, by heading or number; distractors: make cards without
    options multiple choice; seed, versions, questions: of a test to print, how it is shuffled, in
    how many ways, and how many questions it draws, 0 for all; id: the pack's, whatever the file
    says; default_id: the pack's where the file has none ("": by its title); day: the learner's, by
    which questions have expired; suspended: the ids of questions that the learner has suspended;
    progress: to be called with (done, of how many) now and then.
    """

    columns: Mapping[str, str] = {}
    distractors: bool = False
    seed: int = 0
    versions: int = 1
    questions: int = 0
    id: str = ""
    default_id: str = ""
    day: int = NEVER_ASKED + 1  # leaves out drafts, but nothing by its date
    suspended: frozenset[str] = frozenset()
    progress: Callable[[int, int], None] = _no_progress


class Confidence(IntEnum):
    """How sure a format is that a file is one of its own."""

    NO = 0
    POSSIBLE = 1
    """Nothing speaks against it."""
    LIKELY = 2
    """It looks like one."""
    CERTAIN = 3
    """It says so itself, or could be nothing else."""


Recogniser = Callable[[Sample], Confidence]
"""A sample of a file to confidence. Quick, and never raises."""
PackReader = Callable[[bytes, str, ExchangeOptions], Converted]
"""(content, file name, options) to what came of it. Raises ZgcError where it is no such file."""
PackWriter = Callable[[Pack, ExchangeOptions, tuple[Review, ...]], Written]
"""(pack, options, its reviews) to bytes, and what of the pack is not in them."""


class Format(Value, frozen=True):
    """A format of packs. suffixes: of its files, with their dots, the usual one first.

    read or write: None where it can't be. binary: its files may be packages or
    databases, so they are no text for a terminal. keeps_history: it has a
    place for reviews, so its writer is given them. prints: what it writes is a test on paper.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    recognise: Recogniser
    read: PackReader | None = None
    write: PackWriter | None = None
    binary: bool = False
    keeps_history: bool = False
    prints: bool = False


class Losses:
    """Counts what is lost, by field and reason, in the order in which it was first met."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], int] = {}

    def add(self, field: str, why: str = "", count: int = 1) -> None:
        if count:
            self._counts[field, why] = self._counts.get((field, why), 0) + count

    def merge(self, others: Losses) -> None:
        for (field, why), count in others._counts.items():
            self.add(field, why, count)

    def all(self) -> tuple[Lost, ...]:
        return tuple(Lost(field, count, why) for (field, why), count in self._counts.items())
