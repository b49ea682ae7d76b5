"""What came of bringing packs in, and of taking one out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from zgcquiz.core.packs.origin import Origin
    from zgcquiz.core.packs.pack_diff import PackDiff


class Skipped(Value, frozen=True):
    """A question, or what stood in place of one, that is not in the pack.

    line: where it starts, from 1; 0 where the format has no lines. text: enough to find it by;
    inside: the file in a package that the line counts in, or "".
    """

    line: int
    reason: str
    text: str = ""
    inside: str = ""

    def problem(self, file: str) -> Problem:
        """The same, as a finding about a file."""
        said = f"{self.reason}: {self.text}" if self.text else self.reason
        place = f"{file}/{self.inside}" if self.inside else file
        return Problem("skipped", said, place, self.line, severity="skipped")


QUESTION = "question"
"""The field of a `Lost` that stands for whole questions."""


class Lost(Value, frozen=True):
    """Something of questions that were kept which has no place where they went. count: how often."""

    field: str
    count: int
    why: str = ""


class ImportedFile(Value, frozen=True):
    """What came of one file."""

    file: str
    format: str
    questions: int
    skipped: tuple[Skipped, ...]
    lost: tuple[Lost, ...]
    notes: tuple[str, ...]


class ImportedPack(Value, frozen=True):
    """A pack that was made of one or more files.

    change: `written` to a path, or `added` to the library, `replaced` there, or found `unchanged`;
    reviews: how many came with it and were new in the log; lost: when it was written.
    """

    id: str
    questions: int
    change: str
    path: str
    files: tuple[ImportedFile, ...]
    reviews: int = 0
    lost: tuple[Lost, ...] = ()


class ImportReport(Value, frozen=True):
    """All packs that were made, and why others were not."""

    packs: tuple[ImportedPack, ...]
    failed: tuple[ZgcError, ...] = ()

    @property
    def files(self) -> tuple[ImportedFile, ...]:
        return tuple(file for pack in self.packs for file in pack.files)


class ExportReport(Value, frozen=True):
    """A pack that was written in another format. path: "" for standard output."""

    pack: str
    format: str
    questions: int
    path: str
    lost: tuple[Lost, ...]


class BuiltPack(Value, frozen=True):
    """An archive that was made of a pack. files: how many, the manifest too; sha256: of the archive itself."""

    id: str
    path: str
    questions: int
    files: int
    bytes: int
    sha256: str


class Update(Value, frozen=True):
    """What came of updating a pack. change: updated, unchanged, or planned where nothing was to be done yet.

    origin: where the newer edition came from; renames: new ids and the old ones whose history followed; forgotten:
    questions that start anew; rekeyed, likely: questions with another key now, and new and old ids that may be
    renames, where the learner was still to be asked.
    """

    id: str
    change: str
    diff: PackDiff
    origin: Origin | None
    renames: tuple[tuple[str, str], ...] = ()
    forgotten: tuple[str, ...] = ()
    rekeyed: tuple[str, ...] = ()
    likely: tuple[tuple[str, str], ...] = ()
    edited: bool = False
