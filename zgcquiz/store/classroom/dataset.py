"""A dataset: a folder with the answers of a class as Parquet files, to which each collection adds.

`answers-N.parquet` have an answer a row, with each content of a review's id once. `changes-N.parquet` list what doesn't
count: contents of an id that came with several (by the rule of the review log: the smallest hash counts), and reviews
that the learner took back. `packs.json` describes the questions of the packs that were at hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from zgcquiz.core.errors import ZgcError
from zgcquiz.store.files.atomic_files import whole_file, write_checked
from zgcquiz.store.files.lock import LockedError, held

PACKS = "packs.json"
SUPERSEDED, VOID = "superseded", "void"
_BATCH = 20_000


class AnswerRow(NamedTuple):
    """A row of the answers.

    hash: of the review's content; at: milliseconds since 1970 in UTC, 0 for a sheet; choices: how many answers the
    question allowed, 0 if it was typed; shown, response: JSON lists of texts, sorted, the response null for "I don't
    know"; right, sure, void: 1 or 0, sure if an answer was given and not declared a guess.
    """

    id: str
    hash: str
    learner: str
    device: str
    at: int
    pack: str
    question: str
    fingerprint: str
    kind: str
    choices: int
    shown: str
    response: str | None
    right: int
    sure: int
    milliseconds: int
    void: int


_NUMBERS = {
    "at": "int64",
    "choices": "int64",
    "right": "int32",
    "sure": "int32",
    "milliseconds": "int64",
    "void": "int32",
}


def arrow_schema() -> Any:
    """Return the Arrow schema of an `AnswerRow`."""
    import pyarrow as pa

    return pa.schema([(name, getattr(pa, _NUMBERS.get(name, "string"))()) for name in AnswerRow._fields])


class QuestionAbout(NamedTuple):
    """What a dataset keeps of a question. options: (text, whether it is a key), none if it is typed."""

    id: str
    fingerprint: str
    section: str
    kind: str
    stem: str
    options: tuple[tuple[str, bool], ...]


class PackAbout(NamedTuple):
    """What a dataset keeps of a pack."""

    title: str
    questions: tuple[QuestionAbout, ...]


class Dataset:
    """A dataset's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder if it isn't there, and let no other process add to it meanwhile. Raises ZgcError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with held(self.folder / ".lock"):
                for left in (*self.folder.glob(".staged-*"), *self.folder.glob(".*.parquet.part")):
                    left.unlink()  # of a process that was killed
                yield
        except LockedError as error:
            raise ZgcError("busy", f"Another zgcquiz is adding to {self.folder}.", "Try again.") from error
        except OSError as error:
            raise ZgcError("unwritable", f"{self.folder} can't be written: {error.strerror or error}.") from error

    def check(self) -> None:
        """Raise ZgcError if there are no answers here."""
        if not self.parts("answers"):
            raise ZgcError(
                "no-dataset",
                f"{self.folder} has no answers.",
                "Collect some: zgcquiz class collect FILE... -o DATASET",
            )

    def parts(self, name: str) -> list[Path]:
        """Return the files of the answers or the changes, in the order of their making."""
        found = [path for path in self.folder.glob(f"{name}-*.parquet") if path.stem.rpartition("-")[2].isdecimal()]
        return sorted(found, key=lambda path: int(path.stem.rpartition("-")[2]))

    def next_part(self, name: str) -> Path:
        """Return the path of a new file."""
        parts = self.parts(name)
        number = int(parts[-1].stem.rpartition("-")[2]) + 1 if parts else 1
        return self.folder / f"{name}-{number}.parquet"

    def packs(self) -> dict[str, PackAbout]:
        """Return the packs that are described, by id. Raises ZgcError if their file is damaged."""
        path = self.folder / PACKS
        try:
            entries = json.loads(path.read_text("utf-8")) if path.exists() else {}
            return {
                id: PackAbout(
                    str(pack["title"]),
                    tuple(
                        QuestionAbout(
                            str(each["id"]),
                            str(each["fingerprint"]),
                            str(each["section"]),
                            str(each["kind"]),
                            str(each["stem"]),
                            tuple((str(text), bool(is_key)) for text, is_key in each["options"]),
                        )
                        for each in pack["questions"]
                    ),
                )
                for id, pack in entries.items()
            }
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            raise ZgcError(
                "bad-dataset", f"{path} is damaged.", "Delete it and collect again, with --pack for each pack."
            ) from error

    def describe(self, packs: Mapping[str, PackAbout]) -> None:
        """Add packs to those described, or replace them."""
        if not packs:
            return
        whole = {**self.packs(), **packs}
        document = {
            id: {"title": pack.title, "questions": [each._asdict() for each in pack.questions]}
            for id, pack in whole.items()
        }
        with whole_file(self.folder / PACKS, force=True) as file:
            write_checked(file, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))


def write_rows(path: Path, rows: Iterable[AnswerRow]) -> int:
    """Write rows to a new Parquet file, in batches, and return their number."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = arrow_schema()
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(rows):
            count += len(batch)
            columns = zip(*batch, strict=True)
            arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
            writer.write_table(pa.table(arrays, schema=schema))
    return count


def _batches(rows: Iterable[AnswerRow]) -> Iterator[list[AnswerRow]]:
    batch: list[AnswerRow] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
