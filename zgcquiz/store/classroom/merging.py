"""Add answers to a dataset, each once whatever is given twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from zgcquiz.store.classroom.dataset import SUPERSEDED, VOID, AnswerRow, Dataset, write_rows
from zgcquiz.store.classroom.engine import keep, read_parts


class Added(NamedTuple):
    """What a collection changed. read: the rows given; added: those that are new; conflicts: ids that came with several
    contents; taken_back: answers known before that are void from now on."""

    read: int
    added: int
    conflicts: int
    taken_back: int


def known_devices(engine: Any, dataset: Dataset) -> dict[str, set[str]]:
    """Return the devices that each learner's answers came from."""
    found: dict[str, set[str]] = {}
    if parts := dataset.parts("answers"):
        answers = read_parts(engine, parts)
        for row in engine.to_pyarrow(answers.select("learner", "device").distinct()).to_pylist():
            found.setdefault(row["learner"], set()).add(row["device"])
    return found


def add_answers(engine: Any, dataset: Dataset, rows: Iterable[AnswerRow]) -> Added:
    """Merge rows into a dataset, which the caller has locked. They appear in it together, or not at all.

    engine: DuckDB's. Raises OSError.
    """
    staged_path = dataset.folder / f".staged-{os.getpid()}.parquet"
    try:
        return _merge(engine, dataset, staged_path, write_rows(staged_path, rows))
    finally:
        staged_path.unlink(missing_ok=True)


def _merge(engine: Any, dataset: Dataset, staged_path: Path, read: int) -> Added:
    staged = read_parts(engine, [staged_path])
    parts = dataset.parts("answers")
    known = read_parts(engine, parts) if parts else staged.filter(staged.id == "").view()
    new = keep(engine, _once(staged).anti_join(known, ["id", "hash"]))
    added = int(engine.to_pyarrow(new.count()).as_py())
    contents = known.select("id", "hash").union(new.select("id", "hash"))
    # Only ids that came now can have a content more than before.
    several = keep(engine, _several(contents.semi_join(staged, "id")))
    superseded = several.filter(several.place > 0).mutate(change=_text(SUPERSEDED)).select("id", "hash", "change")
    # An id that was undone in any content counts in none. Those that came undone from the start need no change.
    known_now, undone = known.semi_join(staged, "id"), staged.filter(staged.void == 1)
    flags = known_now.select("id", "void").union(new.select("id", "void"), undone.select("id", "void"))
    mixed = flags.group_by("id").agg(low=flags.void.min(), high=flags.void.max())
    void = mixed.filter(mixed.low < mixed.high).select("id").mutate(hash=_text(""), change=_text(VOID))
    changes = superseded.union(void)
    if before := dataset.parts("changes"):
        changes = changes.anti_join(read_parts(engine, before), ["id", "hash", "change"])
    changes = keep(engine, changes)
    counts = {row["change"]: row["n"] for row in engine.to_pyarrow(changes.change.value_counts(name="n")).to_pylist()}
    if added:
        _write(dataset.next_part("answers"), lambda path: engine.to_parquet(new, path, compression="zstd"))
    if counts:  # after the answers, without which they would hide what is known; collecting again writes them
        _write(dataset.next_part("changes"), lambda path: engine.to_parquet(changes, path, compression="zstd"))
    return Added(read, added, counts.get(SUPERSEDED, 0), counts.get(VOID, 0))


def _once(staged: Any) -> Any:
    """Return each content of each id once; void if any of its copies is."""
    kept = [name for name in AnswerRow._fields if name not in ("id", "hash", "void")]
    import ibis

    window = ibis.window(group_by=["id", "hash"], order_by=["learner"])
    placed = staged.mutate(
        place=ibis.row_number().over(window), any_void=staged.void.max().over(ibis.window(group_by=["id", "hash"]))
    )
    return placed.filter(placed.place == 0).select("id", "hash", *kept, void="any_void")


def _several(contents: Any) -> Any:
    """Return the contents of ids that have more than one, in the order of their hashes from 0."""
    import ibis

    by_id = ibis.window(group_by="id")
    placed = contents.mutate(
        place=ibis.row_number().over(ibis.window(group_by="id", order_by="hash")), of=contents.hash.count().over(by_id)
    )
    return placed.filter(placed.of > 1)


def _text(text: str) -> Any:
    import ibis

    return ibis.literal(text)


def _write(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file that appears at its path once it is whole."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
