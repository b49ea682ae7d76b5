"""The reports of importing, exporting, building and updating packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import Value

if TYPE_CHECKING:
    from zgcquiz.core.packs.origin import Origin
    from zgcquiz.core.packs.pack_diff import PackDiff


class Skipped(Value, frozen=True):
    """A question, or something unreadable in place of one, that was not imported.

    line: where it starts, from 1; 0 if the format has no lines. text: an excerpt to find it by;
    inside: the file within a package that the line counts in, or "".
    """

    line: int
    reason: str
    text: str = ""
    inside: str = ""

    def problem(self, file: str) -> Problem:
        """Return the same as a problem of a file."""
        message = f"{self.reason}: {self.text}" if self.text else self.reason
        path = f"{file}/{self.inside}" if self.inside else file
        return Problem("skipped", message, path, self.line, severity="skipped")


QUESTION = "question"
"""The field of a `Lost` that means whole questions."""


MOST_NAMED = 20
"""The most questions that a `Lost` names."""


class Lost(Value, frozen=True):
    """A field of converted questions that the target format cannot hold.

    count: how often it was dropped; questions: the ids of the questions that lost it, at most MOST_NAMED of them, in
    the order of the file; question_count: how many lost it, 0 if the pack or the file as a whole did.
    """

    field: str
    count: int
    why: str = ""
    questions: tuple[str, ...] = ()
    question_count: int = 0


class ImportedFile(Value, frozen=True):
    file: str
    format: str
    questions: int
    skipped: tuple[Skipped, ...]
    lost: tuple[Lost, ...]
    notes: tuple[str, ...]


class FoundHistory(Value, frozen=True):
    """Somebody's history in an imported file.

    reviews: how many it has; own: how many of them were made on this device, by the name that they carry; suspended:
    how many questions are suspended in it; taken: whether the learner asked for it.
    """

    reviews: int
    own: int
    suspended: int
    taken: bool


class ImportedPack(Value, frozen=True):
    """A pack made from one or more files.

    change: `written` to a path, or `added` to the library, `replaced` or `unchanged` there;
    reviews: how many came with it and were added to the log; lost: what writing the pack dropped;
    history: what its files have besides questions, None if that is nothing.
    """

    id: str
    questions: int
    change: str
    path: str
    files: tuple[ImportedFile, ...]
    reviews: int = 0
    lost: tuple[Lost, ...] = ()
    history: FoundHistory | None = None


class ImportReport(Value, frozen=True):
    """The packs made by an import, and the errors of those that failed."""

    packs: tuple[ImportedPack, ...]
    failed: tuple[ZgcError, ...] = ()

    @property
    def files(self) -> tuple[ImportedFile, ...]:
        return tuple(file for pack in self.packs for file in pack.files)


class ExportReport(Value, frozen=True):
    """A pack written in another format.

    path: "" for standard output; reviews, suspended: how many reviews and suspended questions were written, as the
    learner asked for; withheld: how many reviews the format could hold, but were not asked for.
    """

    pack: str
    format: str
    questions: int
    path: str
    lost: tuple[Lost, ...]
    reviews: int = 0
    suspended: int = 0
    withheld: int = 0


class BuiltPack(Value, frozen=True):
    """An archive made of a pack.

    drafts: how many of the questions are drafts; files: how many, including the manifest; sha256: of the archive
    itself.
    """

    id: str
    path: str
    questions: int
    files: int
    bytes: int
    sha256: str
    drafts: int = 0


class Update(Value, frozen=True):
    """The result of updating a pack. change: updated, unchanged, or planned for a dry run.

    origin: where the newer edition came from; renames: new ids with the old ids whose history they
    take over; forgotten: questions whose history restarts; rekeyed, likely: questions whose key
    changed, and new ids with old ids that may be renames, about both of which the learner still has to decide.
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
