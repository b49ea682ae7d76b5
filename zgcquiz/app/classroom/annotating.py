"""Write a class's figures beside the questions of a pack."""

from __future__ import annotations

from pathlib import Path

from zgcquiz.app.classroom.analysing import analyse
from zgcquiz.app.context import AppContext
from zgcquiz.app.packs.checking import check_not_shipped
from zgcquiz.app.selection import locate
from zgcquiz.core.classroom.analysis import QuestionAnalysis
from zgcquiz.core.classroom.collection import AnnotatedPack
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.moment import date_of
from zgcquiz.store.files.atomic_files import rewrite
from zgcquiz.store.files.pack_files import find_files, readable


def annotate(context: AppContext, name: str, dataset: Path | None, engine: str = "duckdb") -> AnnotatedPack:
    """Write a note above each question that a class has answered, in place of earlier notes.

    dataset: None to remove the notes. Answers to another wording have no note. Raises ZgcError if the pack can't be
    used or changed, or the dataset has no answers to it.
    """
    from zgcquiz.formats.native.edits.notes import annotate

    root = locate(context, name)
    check_not_shipped(context, root)
    files = find_files(root)
    data = files.read()
    pack = context.pack_cache.open(root)
    notes: dict[str, str] = {}
    if dataset is not None:
        fingerprints = {item.id: item.fingerprint for item in pack.each_item()}
        date = date_of(context.clock().day).isoformat()
        for each in analyse(dataset, pack.info.id, engine).questions:
            if fingerprints.get(each.id) == each.fingerprint:
                notes[each.id] = f"{date}: {_note(each)}"
        if not notes:
            raise ZgcError(
                "no-pack-answers",
                f"{dataset} has no answers to the questions of '{pack.info.id}' as they are now.",
                "See which were answered: zgcquiz class items DATASET",
            )
    paths = {readable(path): path for path in files.files}
    edited = annotate(data, notes)
    changed = {
        paths[file.name]: file.data for file, (_, before) in zip(edited, data, strict=True) if file.data != before
    }
    rewrite(changed)
    return AnnotatedPack(
        pack.info.id,
        tuple(map(str, changed)),
        tuple(id for file in edited for id in file.written),
        tuple(id for file in edited for id in file.skipped),
    )


def _note(each: QuestionAnalysis) -> str:
    figures = each.figures
    parts = [f"{figures.learners} answered, {100 * figures.difficulty:.0f}% right"]
    if figures.discrimination is not None:
        parts.append(f"discrimination {figures.discrimination:.2f}")
    if each.rasch is not None:
        parts.append(f"Rasch {each.rasch:.2f}")
    note = ", ".join(parts)
    return f"{note}; {', '.join(flag.code for flag in each.flags)}" if each.flags else note
