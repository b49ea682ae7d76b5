"""Export packs to other formats."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import select
from zgcquiz.core.command_lines import path_word
from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.exchange_reports import QUESTION, ExportReport
from zgcquiz.core.value import replace
from zgcquiz.store.files.atomic_files import whole_file, whole_folder, write_pieces
from zgcquiz.store.files.pack_files import SUFFIXES
from zgcquiz.store.log.tables.projection import ALL_REVIEWS
from zgcquiz.store.packs.stored_items import StoredPack

if TYPE_CHECKING:
    from zgcquiz.formats.exchange.contract import ExchangeOptions, Format, Written


_HELD = 1 << 20
"""Bytes of an export that are made before the first of them are passed on."""


def write_nothing(pieces: Iterable[bytes]) -> None:
    """Make an export, and drop it."""
    for _ in pieces:
        pass


def export_pack(
    context: AppContext,
    name: str,
    output: Path | None,
    options: ExchangeOptions,
    *,
    format: str | None,
    force: bool = False,
    history: bool = False,
    show: Callable[[Iterable[bytes]], None] = write_nothing,
) -> ExportReport:
    """Write a pack in another format.

    format: None to choose by the output's suffix; output: None to pass the content to `show`, piece by piece; history:
    write the pack's reviews, and which of its questions are suspended, too. Raises ZgcError if the format is
    unknown or can't hold any question, or the output can't be written.
    """
    from zgcquiz.formats.exchange.capacity import export

    target = _format_to(format, output)
    if not target.prints and (options.seed, options.versions, options.questions) != (0, 1, 0):
        raise ZgcError(
            "print-only",
            f"The format '{target.name}' doesn't support --seed, --versions and --questions; they are for printing.",
            "Omit them, or use --to html.",
        )
    if options.exam and not target.hides_keys:
        raise ZgcError(
            "web-only",
            f"The format '{target.name}' doesn't support --exam; it is for a page to play.",
            "Omit it, or use --to web.",
        )
    cached = next(iter(select(context, name).packs.values()))
    pack = StoredPack(cached)
    id = pack.info.id
    if history and not target.keeps_history:
        raise ZgcError(
            "no-history",
            f"The format '{target.name}' can't hold a history.",
            "Omit --history, or use --to apkg. To export your whole history: zgcquiz history export",
        )
    reviews = _LoggedReviews(context, pack) if target.keeps_history else None
    found = reviews.count() if reviews else 0
    suspended = _suspended(context, id) if history else frozenset()
    options = replace(options, day=context.clock().day, suspended=suspended, media=cached.beside)
    written = export(target, pack, options, reviews if reviews and history else ())
    pieces = _checked(written, pack, target)
    if output is None:
        if target.binary or written.parts:
            write_nothing(pieces)
            kind = "a folder" if written.parts else "binary"
            suffix = "" if written.parts else next(iter(target.suffixes), "")
            raise ZgcError("no-output", f"The export is {kind}, so it needs an output.", f"Add -o {id}{suffix}")
        show(pieces)
    else:
        write_output(written, output, force, owner_only=bool(history and (reviews or suspended)), pieces=pieces)
    count = len(pack.items) - _lost_questions(written)
    path = "" if output is None else str(output)
    exported, withheld = (found, 0) if history else (0, found)
    return ExportReport(id, target.name, count, path, written.lost, exported, len(suspended), withheld)


def _checked(written: Written, pack: StoredPack, target: Format) -> Iterator[bytes]:
    """Yield an export. Raises ZgcError, before its first piece if that is the only one, if it has no question."""
    held: list[bytes] = []
    size = 0
    for piece in written.chunks():
        held.append(piece)
        size += len(piece)
        if size > _HELD:
            yield b"".join(held)
            held = []
    if len(pack.items) == _lost_questions(written):
        raise ZgcError(
            "nothing-exported",
            f"{target.title} can't hold any of the questions of '{pack.info.id}'.",
            "; ".join(dict.fromkeys(lost.why for lost in written.lost if lost.field == QUESTION)),
        )
    yield b"".join(held)


def _lost_questions(written: Written) -> int:
    return sum(lost.count for lost in written.lost if lost.field == QUESTION)


class _LoggedReviews(Collection[Review]):
    """The reviews of a pack's questions in the log, the oldest first, read each time that they are iterated."""

    def __init__(self, context: AppContext, pack: StoredPack) -> None:
        self._log = context.log
        self._id = pack.info.id
        rows = self._log.read(
            f"SELECT item, count(*), sum(void) FROM {ALL_REVIEWS} WHERE pack = ? GROUP BY item", (self._id,)
        )
        counts = {item: (count, void) for item, count, void in rows}
        self._counts = [counts[item.id] for item in pack.items if item.id in counts] if counts else []

    def count(self) -> int:
        """Return how many reviews were not undone: the others are not exported."""
        return sum(count - void for count, void in self._counts)

    def __len__(self) -> int:
        return sum(count for count, _ in self._counts)

    def __contains__(self, review: object) -> bool:
        return any(each == review for each in self)

    def __iter__(self) -> Iterator[Review]:
        return (each for each in self._log.reviews(oldest_first=True) if each.ref.pack == self._id)


def _suspended(context: AppContext, pack: str) -> frozenset[str]:
    """Return the ids of a pack's suspended questions."""
    held = context.log.held([pack], context.clock())
    return frozenset(ref.item for ref, how in held.items() if how is Held.SUSPENDED)


def write_output(
    written: Written,
    output: Path,
    force: bool,
    owner_only: bool = False,
    pieces: Iterable[bytes] | None = None,
) -> None:
    """Write an exported pack to a file or a folder.

    owner_only: create the file for its owner only; pieces: of the file, if they are taken already. Raises ZgcError if
    it can't be written.
    """
    if written.parts:
        if output.suffix in SUFFIXES:
            folder = path_word(output.with_suffix(""))
            raise ZgcError("needs-folder", f"The pack needs {len(written.parts)} files.", f"Use a folder: -o {folder}")
        whole_folder(output, written.parts, force)
        return
    with whole_file(output, force, owner_only) as file:
        write_pieces(file, written.chunks() if pieces is None else pieces)


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
