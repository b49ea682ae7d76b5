"""Export packs to other formats."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from zgcquiz.app.context import AppContext
from zgcquiz.app.packs.library import show_pack
from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.exchange_reports import QUESTION, ExportReport
from zgcquiz.core.packs.pack import Pack
from zgcquiz.core.value import replace
from zgcquiz.store.files.atomic_files import whole_file, whole_folder, write_checked
from zgcquiz.store.files.pack_files import SUFFIXES

if TYPE_CHECKING:
    from zgcquiz.formats.exchange.contract import ExchangeOptions, Format, Written


def export_pack(
    context: AppContext,
    name: str,
    output: Path | None,
    options: ExchangeOptions,
    *,
    format: str | None,
    force: bool = False,
    history: bool = False,
) -> tuple[ExportReport, bytes]:
    """Write a pack in another format; return the report and the bytes written.

    format: None to choose by the output's suffix; output: None to write nothing; history: write the pack's reviews, and
    which of its questions are suspended, too. Raises ZgcError if the format is
    unknown or can't hold any question, or the output can't be written.
    """
    target = _format_to(format, output)
    assert target.write is not None
    if not target.prints and (options.seed, options.versions, options.questions) != (0, 1, 0):
        raise ZgcError(
            "print-only",
            f"The format '{target.name}' doesn't support --seed, --versions and --questions; they are for printing.",
            "Omit them, or use --to html.",
        )
    pack, _ = show_pack(context, name)
    id = pack.info.id
    if history and not target.keeps_history:
        raise ZgcError(
            "no-history",
            f"The format '{target.name}' can't hold a history.",
            "Omit --history, or use --to apkg. To export your whole history: zgcquiz history export",
        )
    reviews = _reviews(context, pack) if history else ()
    suspended = _suspended(context, id) if history else frozenset()
    withheld = _count(_reviews(context, pack)) if target.keeps_history and not history else 0
    written = target.write(pack, replace(options, day=context.clock().day, suspended=suspended), reviews)
    count = len(pack.items) - sum(lost.count for lost in written.lost if lost.field == QUESTION)
    if not count:
        raise ZgcError(
            "nothing-exported",
            f"{target.title} can't hold any of the questions of '{id}'.",
            "; ".join(dict.fromkeys(lost.why for lost in written.lost if lost.field == QUESTION)),
        )
    if output is None:
        if target.binary or written.parts:
            kind = "a folder" if written.parts else "binary"
            suffix = "" if written.parts else next(iter(target.suffixes), "")
            raise ZgcError("no-output", f"The export is {kind}, so it needs an output.", f"Add -o {id}{suffix}")
    else:
        write_output(written, output, force, owner_only=bool(reviews or suspended))
    path = "" if output is None else str(output)
    report = ExportReport(id, target.name, count, path, written.lost, _count(reviews), len(suspended), withheld)
    return report, written.data


def _count(reviews: Iterable[Review]) -> int:
    """Return how many reviews were not undone: the others are not exported."""
    return sum(not review.void for review in reviews)


def _reviews(context: AppContext, pack: Pack) -> tuple[Review, ...]:
    """Return the reviews of a pack's questions, the oldest first."""
    ids = {item.id for item in pack.items}
    return tuple(
        each
        for each in context.log.reviews(oldest_first=True)
        if each.ref.pack == pack.info.id and each.ref.item in ids
    )


def _suspended(context: AppContext, pack: str) -> frozenset[str]:
    """Return the ids of a pack's suspended questions."""
    held = context.log.held([pack], context.clock())
    return frozenset(ref.item for ref, how in held.items() if how is Held.SUSPENDED)


def write_output(written: Written, output: Path, force: bool, owner_only: bool = False) -> None:
    """Write an exported pack to a file or a folder.

    owner_only: create the file for its owner only. Raises ZgcError if it can't be written.
    """
    if written.parts:
        if output.suffix in SUFFIXES:
            raise ZgcError(
                "needs-folder", f"The pack needs {len(written.parts)} files.", f"Use a folder: -o {output.stem}"
            )
        whole_folder(output, written.parts, force)
        return
    with whole_file(output, force, owner_only) as file:
        write_checked(file, written.data)


def _format_to(name: str | None, output: Path | None) -> Format:
    """Return the format to write, by name or by the output's suffix. Raises ZgcError if it is unclear."""
    from zgcquiz.formats.exchange import registry

    if name is not None:
        found = registry.get(name)
        if found.write is None:
            writers = [each.name for each in registry.all_formats() if each.write is not None]
            raise ZgcError("read-only", f"The format '{name}' can only be imported.", suggest(name, writers, ""))
        return found
    suffix = output.suffix.lower() if output else ""
    writers_of = [each for each in registry.all_formats() if each.write and suffix and suffix == each.suffixes[0]]
    if len(writers_of) == 1:
        return writers_of[0]
    fitting = ", ".join(each.name for each in writers_of or registry.all_formats() if each.write)
    raise ZgcError("no-format", "The format to write is not clear.", f"Use --to with one of {fitting}.")
